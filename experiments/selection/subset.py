"""Subset selection: who cannot be ruled out as the best."""

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import stdtrit

from experiments.selection.worlds import (
    Better,
    as_costs,
    check_confidence,
    check_indifference,
    paired_sd,
)


def subset(
    values: ArrayLike, better: Better, confidence: float = 0.95, indifference: float = 0.0
) -> NDArray[np.bool_]:
    """Tell of each alternative whether it cannot be ruled out as the best.

    Parameters
    ----------
    values
        Figures, shape (replications, alternatives); a row is one common random world.
    better
        Direction of a good figure.
    confidence
        Probability, at least, that the best is kept, if it is better than all others by `indifference` or
        more. With an indifference of 0 that is whatever the differences are.
    indifference
        Smallest difference that matters. A larger one rules out more. Where one alternative alone is kept,
        it is the best or less than this from it, with the same confidence.

    Returns
    -------
    array of bool, shape (alternatives,)
        The alternative with the best mean is always in it, and all are with one replication.

    Raises
    ------
    DataError
        A figure is missing, or a parameter is out of its range.

    Notes
    -----
    Screen to the best of Nelson, Swann, Goldsman and Song, Operations Research 49 (2001), section 3, with
    paired variances for common random numbers: keep i (lower is better) where for every j

        mean_i <= mean_j + max(0, t S_ij / sqrt(n) - indifference),

    S_ij the standard deviation of the paired difference, t the quantile of Student's t with n - 1 degrees
    of freedom at 1 - (1 - confidence) / (k - 1): Bonferroni, as columns are dependent in a way nobody knows.

    Examples
    --------
    >>> subset([[10, 12, 11], [11, 14, 11], [9, 11, 10], [10, 13, 9]], "lower")
    array([ True, False,  True])
    """
    costs = as_costs(values, better)
    check_confidence(confidence)
    check_indifference(indifference)
    return kept_columns(costs, confidence, indifference)


def kept_columns(costs: NDArray[np.float64], confidence: float, indifference: float) -> NDArray[np.bool_]:
    """Return the subset of columns that were checked before, the lowest being best; none of none."""
    replications, alternatives = costs.shape
    if replications == 1 or alternatives == 0:
        return np.ones(alternatives, dtype=bool)
    t = critical(confidence, alternatives, replications)
    margin = np.maximum(0.0, t * paired_sd(costs) / replications**0.5 - indifference)
    means = costs.mean(axis=0)
    return np.asarray((means[:, None] <= means + margin).all(axis=1))


def critical(confidence: float, alternatives: int, replications: int) -> float:
    """Return Student's t for the k - 1 one-sided comparisons with the best, Bonferroni."""
    return float(stdtrit(replications - 1, 1 - (1 - confidence) / max(1, alternatives - 1)))
