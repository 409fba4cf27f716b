"""Optimal computing budget allocation: where replications tell most about which alternative is best."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from experiments.selection.worlds import Better, sign_of
from sim.errors import DataError


def allocate(means: ArrayLike, variances: ArrayLike, budget: int, better: Better) -> NDArray[np.int64]:
    """Share replications among alternatives so that the best is most probably found.

    For alternatives simulated independently; with common random numbers all meet the same worlds, and
    `KimNelson` saves by dropping the worse ones.

    Parameters
    ----------
    means
        Means so far, by alternative.
    variances
        Variances of one replication, by alternative.
    budget
        Replications to be shared, those already made included.
    better
        Direction of a good figure.

    Returns
    -------
    array of int, shape (alternatives,)
        Replications of each; their sum is the budget.

    Raises
    ------
    DataError
        Lengths differ, a value is not finite, a variance is negative, or the budget is.

    Notes
    -----
    Chen, Lin, Yücesan and Chick, Simulation budget allocation for further enhancing the efficiency of
    ordinal optimization, Discrete Event Dynamic Systems 10 (2000): with b the best and d_i the distance of
    mean i from that of b,

        N_i : N_j = (sd_i / d_i)^2 : (sd_j / d_j)^2,    N_b = sd_b sqrt(sum of N_i^2 / variance_i).

    Limits of that: where several share the best mean, only they get replications, in proportion to
    their standard deviations (as the formula has it for two); an alternative without variance is known and
    gets none, and where all rivals are known, the best gets all. With no variance anywhere shares are equal.
    What rounding leaves goes to the largest remainders.

    Examples
    --------
    >>> allocate([1.0, 2.0, 3.0], [1.0, 1.0, 1.0], 100, "lower")
    array([45, 44, 11])
    """
    costs, spread = _checked(means, variances, budget, better)
    weights = _weights(costs, spread)
    if not weights.any():
        weights = np.ones(len(costs))
    return _whole(weights, budget)


def _checked(
    means: ArrayLike, variances: ArrayLike, budget: int, better: Better
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    costs = sign_of(better) * np.asarray(means, dtype=float)
    spread = np.asarray(variances, dtype=float)
    if costs.ndim != 1 or costs.shape != spread.shape or not len(costs):
        raise DataError(
            f"means of shape {costs.shape} and variances of shape {spread.shape}; give each alternative one "
            "mean and one variance"
        )
    for name, numbers in (("mean", costs), ("variance", spread)):
        wrong = np.flatnonzero(~np.isfinite(numbers))
        if len(wrong):
            raise DataError(
                f"the {name} of alternative {wrong[0] + 1} is no number; simulate it at least twice first"
            )
    if spread.min() < 0:
        raise DataError(f"alternative {int(spread.argmin()) + 1} has a negative variance, {spread.min():g}")
    if budget < 0:
        raise DataError(f"a budget of {budget} replications cannot be shared; give 0 or more")
    return costs, spread


def _weights(costs: NDArray[np.float64], variances: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return shares not yet scaled; all zero where nothing varies."""
    apart = costs - costs.min()
    leads = apart == 0
    if leads.sum() > 1 and variances[leads].any():
        return np.where(leads, np.sqrt(variances), 0.0)
    nearest = apart[~leads].min() if not leads.all() else 1.0
    closeness = np.divide(nearest, apart, out=np.zeros_like(apart), where=~leads) ** 2
    rivals = variances * closeness
    # N_i^2 / variance_i = variance_i closeness_i^2
    best = np.sqrt(variances * (variances * closeness**2).sum()) if rivals.any() else variances
    return np.asarray(np.where(leads, best, rivals))


def _whole(weights: NDArray[np.float64], budget: int) -> NDArray[np.int64]:
    scaled = weights / weights.max()
    exact = budget * scaled / scaled.sum()
    shares: NDArray[np.int64] = np.floor(exact).astype(np.int64)
    left = budget - int(shares.sum())
    largest = np.argsort(-(exact - shares), kind="stable")[:left]
    shares[largest] += 1
    return shares
