"""Intervals of several differences that all hold at once."""

from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import ArrayLike

from experiments.interval import Interval, correlation, mean_interval, paired_difference
from experiments.selection.dunnett import dunnett_critical
from experiments.selection.sphericity import sphericity
from experiments.selection.worlds import as_worlds, check_column, check_confidence

SPHERICITY_LEVEL = 0.20
"""Smallest p-value of Mauchly's test with which paired differences pass as equally variable.

Well above the customary 5 %: here the mistake to be afraid of is to believe in sphericity.
"""

BONFERRONI = "Bonferroni"
DUNNETT = "Dunnett"


@dataclass(frozen=True, slots=True)
class PairedRow:
    """The difference of two alternatives, `first` less `second` (column numbers).

    `interval` holds together with those of all other pairs; `correlation` is what common random numbers
    achieved (nan where one of the two does not vary).
    """

    first: int
    second: int
    interval: Interval
    correlation: float


@dataclass(frozen=True, slots=True)
class AgainstToday:
    """Differences from today's alternative, intervals that hold at once, and how they were made.

    `intervals` go by column, today's left out; `others` are their columns. `method` is "Bonferroni" or
    "Dunnett", `reason` a sentence that says why, `sphericity` the p-value of Mauchly's test (nan where
    it could not be made).
    """

    today: int
    others: tuple[int, ...]
    intervals: tuple[Interval, ...]
    confidence: float
    method: str
    reason: str
    sphericity: float


def against_today(values: ArrayLike, today: int, confidence: float = 0.95) -> list[Interval]:
    """Return intervals of each alternative less today's, that hold together whatever the correlation.

    Parameters
    ----------
    values
        Figures, shape (replications, alternatives); a row is one common random world.
    today
        Column of the alternative that the others are compared with.
    confidence
        Probability, at least, that all the intervals cover.

    Returns
    -------
    list of Interval
        One an alternative but today's, by column; limits are nan with one replication.

    Raises
    ------
    DataError
        A figure is missing, or there is no such column.

    Notes
    -----
    Bonferroni: paired-t intervals at 1 - (1 - confidence) / (k - 1), e.g. Law, Simulation Modeling and
    Analysis, 5th ed. (2015), section 10.3.
    """
    worlds, others = _checked(values, today, confidence)
    each = _each(confidence, len(others))
    return [paired_difference(worlds[:, i], worlds[:, today], each) for i in others]


def dunnett_blocks(values: ArrayLike, today: int, confidence: float = 0.95) -> list[Interval]:
    """Return intervals of each alternative less today's, all of one width, that hold together.

    Right where all paired differences have the same variance (sphericity), which common random numbers do
    not promise. Parameters and result are those of `against_today`; `sd` is the pooled standard deviation
    of a difference.

    Notes
    -----
    Worlds are the blocks of a two-way layout without interaction. Its residual variance s^2 has
    (k - 1) (n - 1) degrees of freedom, and a difference is known to -+ d s sqrt(2 / n), where d is Dunnett's
    critical value; Nelson and Matejcik, Management Science 41 (1995). Where sphericity fails mildly the
    cover is near what it should be; Nelson, ACM TOMACS 3 (1993).
    """
    worlds, others = _checked(values, today, confidence)
    n, k = worlds.shape
    if n == 1 or not others:
        return against_today(worlds, today, confidence)
    freedom = (k - 1) * (n - 1)
    apart = worlds - worlds.mean(axis=1, keepdims=True)
    apart -= apart.mean(axis=0)
    sd = float(np.sqrt(2 * (apart**2).sum() / freedom))
    half = dunnett_critical(confidence, k - 1, freedom) * sd / n**0.5
    means = [float((worlds[:, i] - worlds[:, today]).mean()) for i in others]
    return [Interval(mean, mean - half, mean + half, half, n, sd) for mean in means]


def simultaneous_against_today(values: ArrayLike, today: int, confidence: float = 0.95) -> AgainstToday:
    """Return intervals of each alternative less today's that hold together, by the method that suits.

    Bonferroni's, which assume nothing of the correlation; or Dunnett's, where they are narrower (mean
    half-width) and the data are compatible with sphericity: Mauchly's test gives a p-value of at least
    `SPHERICITY_LEVEL`, and the pooled variance of a difference is no smaller than the mean of the paired
    variances against today. Parameters are those of `against_today`.

    Notes
    -----
    The second condition is what keeps the promise: Mauchly's test alone lets much pass with few replications,
    and the joint cover then fell to 92 % where today differed from the rest more than they did among
    themselves. With both, 1,500 samples of each of 40 settings (3, 5 and 8 alternatives, 5 to 50
    replications, spherical and not) covered 94.1 % or more, which is 95 % within their noise.
    """
    worlds, others = _checked(values, today, confidence)
    plain, pooled = against_today(worlds, today, confidence), dunnett_blocks(worlds, today, confidence)
    p_value = sphericity(worlds)
    method, reason = _choice(plain, pooled, p_value)
    chosen = pooled if method == DUNNETT else plain
    return AgainstToday(today, tuple(others), tuple(chosen), confidence, method, reason, p_value)


def all_pairs(values: ArrayLike, confidence: float = 0.95) -> list[PairedRow]:
    """Return the difference of each two alternatives, with intervals that hold together.

    Parameters
    ----------
    values
        Figures, shape (replications, alternatives); a row is one common random world.
    confidence
        Probability, at least, that all k (k - 1) / 2 intervals cover (Bonferroni).

    Raises
    ------
    DataError
        A figure is missing.
    """
    worlds, _ = _checked(values, 0, confidence)
    pairs = list(combinations(range(worlds.shape[1]), 2))
    each = _each(confidence, len(pairs))
    return [
        PairedRow(
            i,
            j,
            mean_interval(worlds[:, i] - worlds[:, j], each),
            correlation(worlds[:, i], worlds[:, j]),
        )
        for i, j in pairs
    ]


def _checked(values: ArrayLike, today: int, confidence: float) -> tuple[np.ndarray, list[int]]:
    worlds = as_worlds(values)
    check_confidence(confidence)
    check_column("today", today, worlds.shape[1])
    return worlds, [i for i in range(worlds.shape[1]) if i != today]


def _each(confidence: float, intervals: int) -> float:
    return 1 - (1 - confidence) / max(1, intervals)


def _choice(plain: list[Interval], pooled: list[Interval], p_value: float) -> tuple[str, str]:
    if len(plain) <= 1:
        return BONFERRONI, "with one comparison all methods are the paired t interval"
    if np.isnan(p_value):
        return BONFERRONI, (
            f"{plain[0].n} replications of {len(plain) + 1} alternatives cannot tell whether the paired "
            "differences vary alike"
        )
    if p_value < SPHERICITY_LEVEL:
        return BONFERRONI, f"the paired differences do not vary alike (Mauchly's test: p = {p_value:.2g})"
    if pooled[0].sd ** 2 < np.mean([interval.sd**2 for interval in plain]):
        return BONFERRONI, "the differences from today vary more than those of the others among themselves"
    if pooled[0].half_width >= np.mean([interval.half_width for interval in plain]):
        return BONFERRONI, "its intervals are no wider than Dunnett's"
    return DUNNETT, f"the paired differences may well vary alike (Mauchly's test: p = {p_value:.2g})"
