"""Differences of one figure from a baseline, with intervals that hold at once."""

from collections.abc import Mapping
from dataclasses import dataclass

from experiments.interval import Interval

PAIRED_T = "paired t"


@dataclass(frozen=True, slots=True)
class Differences:
    """How one figure of each alternative differs from that of the baseline, world by world.

    `intervals` and `correlations` go by alternative, the baseline left out. The intervals hold all at once
    with the confidence of the comparison, by `method` ("Bonferroni", "Dunnett"; "paired t" where there is
    one) for a `reason` in words. A correlation is what the common random worlds achieved, nan where one side
    does not vary.
    """

    kpi: str
    baseline: str
    intervals: Mapping[str, Interval]
    correlations: Mapping[str, float]
    method: str
    reason: str
