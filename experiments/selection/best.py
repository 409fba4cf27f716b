"""Which alternative is best, how surely, and how many more replications would tell."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

from experiments.selection.ranking import Ranking
from experiments.selection.subset import critical, kept_columns
from experiments.selection.worlds import (
    Better,
    as_costs,
    check_confidence,
    check_indifference,
    paired_sd,
    sign_of,
)
from sim.errors import DataError

DRAWS = 100_000
"""Draws behind a probability; its error is then 0.0016 or less (one standard deviation), 0.0003 at 99 %."""

SEED = 20_000_101
"""Of those draws, always the same: the same figures give the same bytes."""

_MOST_REPLICATIONS = 10**9


def rank(
    values: ArrayLike,
    better: Better,
    confidence: float = 0.95,
    indifference: float = 0.0,
    names: Sequence[str] | None = None,
    feasible: Sequence[bool] | NDArray[np.bool_] | None = None,
) -> Ranking:
    """Rank alternatives by one figure, and tell how surely the best is the best.

    Parameters
    ----------
    values
        Figures, shape (replications, alternatives); a row is one common random world.
    better
        Direction of a good figure.
    confidence
        Probability, at least, with which an alternative is called the best.
    indifference
        Smallest difference that matters, in the unit of the figure.
    names
        Of the alternatives; "1", "2", ... unless given.
    feasible
        Who takes part, by column; all unless given.

    Raises
    ------
    DataError
        A figure is missing, a parameter is out of its range, names are not as many as the columns or one
        comes twice.

    Notes
    -----
    `subset` is that of `selection.subset`. Probabilities are the posterior's, with the true means a
    multivariate Student t with n - 1 degrees of freedom around the sample means with the sample covariance
    over n, so that each paired difference has the distribution of the paired t test. They are counted over
    `DRAWS` draws from a fixed seed. Whoever is called best has a probability of `confidence` or more, but for
    the error of the draws: those ruled out have at most (1 - confidence) / (k - 1) each.

    All this is for one look. Who looks after every few replications until somebody is best gives chance
    several tries: `KimNelson` is made for that.

    Examples
    --------
    >>> figures = [[10, 12, 11], [11, 14, 11], [9, 11, 10], [10, 13, 9]]
    >>> print(rank(figures, "lower", names=["MRP", "ROP", "MRP II"]).words())
    MRP and MRP II cannot be told apart: about 55 more replications would decide, if the differences
    are what they look like
    """
    costs = as_costs(values, better)
    check_confidence(confidence)
    check_indifference(indifference)
    replications, alternatives = costs.shape
    labels = _labels(names, alternatives)
    takes = _mask(feasible, alternatives)
    means = costs.mean(axis=0)
    order = np.lexsort((means, ~takes))
    part = order[: int(takes.sum())]
    entrants = costs[:, part]
    kept, near = kept_columns(entrants, confidence, indifference), kept_columns(entrants, confidence, 0.0)
    probable, good = np.zeros(alternatives), np.zeros(alternatives)
    if len(part):
        probable[part], good[part] = _probabilities(entrants, indifference)
    inside = entrants[:, kept]
    needed, at_most = _needed(inside, len(part), confidence, indifference)
    return Ranking(
        names=tuple(labels[i] for i in order),
        means=tuple(float(mean) for mean in sign_of(better) * means[order] + 0.0),
        feasible=tuple(bool(takes[i]) for i in order),
        probability_best=tuple(float(probable[i]) for i in order),
        probability_good=tuple(float(good[i]) for i in order),
        subset=tuple(labels[i] for i in part[kept]),
        contenders=tuple(labels[i] for i in part[near]),
        best=labels[part[0]] if kept.sum() == 1 else None,
        same=inside.shape[1] > 1 and bool(np.ptp(inside, axis=1).max() == 0),
        needed=needed,
        needed_at_most=at_most,
        replications=replications,
        confidence=confidence,
        indifference=indifference,
    )


def _labels(names: Sequence[str] | None, alternatives: int) -> list[str]:
    labels = [str(i + 1) for i in range(alternatives)] if names is None else list(names)
    if len(labels) != alternatives:
        raise DataError(f"{len(labels)} names for {alternatives} alternatives; give one each")
    twice = [name for name in labels if labels.count(name) > 1]
    if twice:
        raise DataError(f"alternative {twice[0]!r} is there twice; give each a name of its own")
    return labels


def _mask(feasible: Sequence[bool] | NDArray[np.bool_] | None, alternatives: int) -> NDArray[np.bool_]:
    takes = np.ones(alternatives, dtype=bool) if feasible is None else np.asarray(feasible, dtype=bool)
    if takes.shape != (alternatives,):
        raise DataError(f"feasible has shape {takes.shape} for {alternatives} alternatives; give one each")
    return takes


def _probabilities(
    costs: NDArray[np.float64], indifference: float
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return for each column the probabilities to be the best, and to be within the indifference of it."""
    replications, alternatives = costs.shape
    if alternatives == 1:
        return np.ones(1), np.ones(1)
    if replications == 1:
        return np.full(alternatives, np.nan), np.full(alternatives, np.nan)
    distinct, place, times = np.unique(costs, axis=1, return_inverse=True, return_counts=True)
    place = place.reshape(-1)  # equal columns have equal draws: they share what is theirs
    draws = _draws(distinct)
    lowest = draws.min(axis=0)
    leads = (draws == lowest).astype(float)
    best = leads @ (1 / (times @ leads)) / DRAWS
    good = (draws <= lowest + indifference).mean(axis=1)
    return best[place], good[place]


def _draws(costs: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return draws of the true means less the first sample mean, shape (columns, DRAWS)."""
    freedom = len(costs) - 1
    means = costs.mean(axis=0)
    root = np.asarray(np.linalg.qr(costs - means, mode="r"))  # root' root = freedom x the sample covariance
    random = np.random.default_rng(SEED)
    normal = random.standard_normal((len(root), DRAWS))
    scale = np.sqrt(random.chisquare(freedom, DRAWS) * len(costs))
    return np.asarray((means - means[0])[:, None] + root.T @ normal / scale)


def _needed(
    costs: NDArray[np.float64], taking_part: int, confidence: float, indifference: float
) -> tuple[int | None, int | None]:
    """Return further replications that leave the first column alone: as it looks, and at the most."""
    replications, left = costs.shape
    if left <= 1:
        return 0, 0
    if replications == 1:
        return None, None
    sd = paired_sd(costs)[0, 1:]
    ahead = costs.mean(axis=0)[1:] - costs.mean(axis=0)[0]
    twins = (sd == 0) & (ahead == 0)
    if twins.all():
        return None, None

    def more(margins_wanted: NDArray[np.float64]) -> int | None:
        counts = [
            _enough(spread, wanted, taking_part, confidence)
            for spread, wanted in zip(sd[~twins], margins_wanted[~twins], strict=True)
        ]
        known = [max(1, count - replications) for count in counts if count is not None]
        return max(known) if len(known) == len(counts) else None

    return more(ahead + indifference), more(np.full(left - 1, indifference))


def _enough(spread: float, wanted: float, alternatives: int, confidence: float) -> int | None:
    """Return the fewest replications whose margin is `wanted` or less; None where none are enough."""

    def met(replications: int) -> bool:
        return bool(critical(confidence, alternatives, replications) * spread <= wanted * replications**0.5)

    low, high = 1, 2
    while not met(high):
        low, high = high, 2 * high
        if high > _MOST_REPLICATIONS:
            return None
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if met(middle) else (middle, high)
    return high
