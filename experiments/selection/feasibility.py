"""The probability that a figure meets its target in the long run."""

from collections.abc import Iterable

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import stdtr

from experiments.selection.worlds import Better, as_worlds, sign_of
from sim.errors import DataError


def probability_met(values: ArrayLike, target: float, better: Better) -> float:
    """Return the probability that the true mean meets a target, given its replications.

    Parameters
    ----------
    values
        One value a replication.
    target
        What the mean is to reach: a floor where higher is better, a ceiling where lower is.
    better
        Direction of a good figure.

    Returns
    -------
    float
        nan with one replication, which says nothing of the spread; 1 or 0 where the values do not vary,
        by whether they meet the target (one that is just reached is met).

    Raises
    ------
    DataError
        There is no value, one is not a finite number, or the target is not.

    Notes
    -----
    Bayesian, with a flat prior for the mean and for the logarithm of the variance: the true mean is then
    mean + sd / sqrt(n) times a Student t with n - 1 degrees of freedom. It is also one less the p-value of
    the t test that the target is missed, so that of all cases just on target one in twenty shows 95 %.

    Examples
    --------
    >>> round(probability_met([0.97, 0.99, 0.98, 0.99], 0.97, "higher"), 3)
    0.96
    """
    sign = sign_of(better)
    costs = sign * as_worlds(np.asarray(values, dtype=float).reshape(-1, 1))[:, 0]
    if not np.isfinite(target):
        raise DataError(f"the target is {target}; give a finite number")
    ceiling = sign * target
    if len(costs) == 1:
        return float("nan")
    if np.ptp(costs) == 0:
        return float(costs[0] <= ceiling)
    error = float(costs.std(ddof=1)) / len(costs) ** 0.5
    return float(stdtr(len(costs) - 1, (ceiling - float(costs.mean())) / error))


def all_met(probabilities: Iterable[float]) -> float:
    """Return the least probability that several targets are all met, given that of each.

    Bonferroni: one less the sum of the probabilities of a miss, and not below 0. It holds however the
    figures hang together. One without any target; nan where a probability is not known, unless the others
    already bring it to 0.

    Examples
    --------
    >>> round(all_met([0.99, 0.97]), 12)
    0.96
    """
    missed = np.array([1 - p for p in probabilities], dtype=float)
    if np.nansum(missed) >= 1:
        return 0.0
    return float(1 - missed.sum())
