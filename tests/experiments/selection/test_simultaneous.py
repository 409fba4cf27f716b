"""Intervals that hold at once: by hand, against Law's example, and by the share of samples they cover."""

import math

import numpy as np
import pytest
from scipy import stats

from experiments.interval import Interval
from experiments.selection import (
    against_today,
    all_pairs,
    dunnett_blocks,
    dunnett_critical,
    simultaneous_against_today,
    sphericity,
)
from tests.experiments.selection.samples import hits_between, spherical, worlds

LAW = np.array([[126.97, 118.21], [124.31, 120.22], [126.68, 122.45], [122.66, 122.68], [127.23, 119.40]])
"""Monthly cost of two (s, S) policies, Law, Simulation Modeling and Analysis, example of the paired t."""


def covers(intervals: list[Interval] | tuple[Interval, ...], truth: list[float]) -> bool:
    """Whether every interval holds its truth."""
    return all(i.low <= true <= i.high for i, true in zip(intervals, truth, strict=True))


def test_laws_two_inventory_policies() -> None:
    """With one comparison the interval is Law's paired t: 4.98 -+ 3.33 at 90 %."""
    (found,) = against_today(LAW, today=1, confidence=0.90)
    assert (found.mean, found.half_width) == (pytest.approx(4.98, abs=0.005), pytest.approx(3.33, abs=0.01))
    assert (found.low, found.high) == (pytest.approx(1.65, abs=0.01), pytest.approx(8.31, abs=0.01))
    (blocks,) = dunnett_blocks(LAW, today=1, confidence=0.90)
    assert (blocks.low, blocks.high) == (pytest.approx(found.low), pytest.approx(found.high))


def test_bonferroni_shares_the_error() -> None:
    """Two comparisons at 95 % are two paired t intervals at 97.5 %, today's column left out."""
    figures = np.array([[10.0, 12, 11], [11, 14, 11], [9, 11, 10], [10, 13, 9]])
    found = against_today(figures, today=1, confidence=0.95)
    for interval, column in zip(found, (0, 2), strict=True):
        wanted = stats.ttest_rel(figures[:, column], figures[:, 1]).confidence_interval(0.975)
        assert (interval.low, interval.high) == (pytest.approx(wanted.low), pytest.approx(wanted.high))


def test_dunnett_takes_the_residual_of_the_blocks() -> None:
    """By hand: three alternatives, three worlds, residual sum of squares 6, 4 degrees of freedom."""
    figures = np.array([[1.0, 3, 5], [4, 4, 7], [4, 8, 9]])  # row means 3, 5, 7; column means 3, 5, 7
    # residuals: 0 0 0; 1 -1 0; -1 1 0 -> sum of squares 4, variance 1, sd of a difference sqrt 2
    first, second = dunnett_blocks(figures, today=0, confidence=0.95)
    half = dunnett_critical(0.95, 2, 4) * math.sqrt(2 / 3)
    assert (first.mean, second.mean) == (pytest.approx(2), pytest.approx(4))
    assert first.half_width == pytest.approx(half) == second.half_width
    assert first.sd == pytest.approx(math.sqrt(2))
    assert (first.low, first.high, first.n) == (pytest.approx(2 - half), pytest.approx(2 + half), 3)


def test_all_pairs_with_their_correlation() -> None:
    """Four alternatives make six pairs at 1 - 0.05 / 6, each with its own correlation."""
    (figures,) = worlds(3, 1, 12, [5.0, 6.0, 7.0, 8.0], spherical(4, correlation=0.7))
    rows = all_pairs(figures, 0.95)
    assert [(row.first, row.second) for row in rows] == [(0, 1), (0, 2), (0, 3), (1, 2), (1, 3), (2, 3)]
    wanted = stats.ttest_rel(figures[:, 1], figures[:, 3]).confidence_interval(1 - 0.05 / 6)
    assert (rows[4].interval.low, rows[4].interval.high) == pytest.approx((wanted.low, wanted.high))
    assert rows[4].correlation == pytest.approx(np.corrcoef(figures[:, 1], figures[:, 3])[0, 1])


def test_one_replication_and_one_alternative() -> None:
    """One replication has no limits; one alternative has nothing to be compared with."""
    assert math.isnan(against_today([[1.0, 2.0]], 0)[0].low)
    assert math.isnan(dunnett_blocks([[1.0, 2.0, 3.0]], 0)[0].high)
    assert simultaneous_against_today([[1.0, 2.0, 3.0]], 0).method == "Bonferroni"
    assert against_today([[1.0], [2.0]], 0) == [] == all_pairs([[1.0], [2.0]])
    assert simultaneous_against_today([[1.0], [2.0]], 0).intervals == ()


def test_mauchly_by_hand() -> None:
    """Contrasts with variances 1 and 3, seven worlds: W = 3/4, factor 6 - 12/12, 2 degrees of freedom."""
    helmert = np.array([[1, -1, 0], [1, 1, -2]]) / np.sqrt([[2], [6]])
    scores = np.array([[1, 1], [1, -1], [-1, 1], [-1, -1], [1, 0], [-1, 0], [0, 0]], dtype=float)
    scores /= scores.std(axis=0, ddof=1)
    figures = 50 + scores * np.sqrt([1.0, 3.0]) @ helmert + np.arange(7)[:, None]
    assert sphericity(figures) == pytest.approx(stats.chi2.sf(-5 * math.log(3 / 4), 2))


def test_mauchly_where_it_cannot_be_made() -> None:
    """Two alternatives are spherical; too few worlds or no spread tell nothing; twins are not spherical."""
    (figures,) = worlds(4, 1, 8, [0.0, 0.0, 0.0], spherical(3))
    assert sphericity(figures[:, :2]) == 1
    assert math.isnan(sphericity(figures[:2]))
    assert math.isnan(sphericity(np.ones((5, 3))))
    assert sphericity(figures[:, [0, 1, 1]]) == 0


def test_mauchly_rejects_as_often_as_it_says() -> None:
    """Of spherical samples one in five has a p-value below 20 %."""
    low, high = hits_between(2000, 0.2)
    samples = worlds(8, 2000, 20, [0.0] * 4, spherical(4))
    assert low <= sum(sphericity(sample) < 0.2 for sample in samples) <= high


def test_dunnett_covers_spherical_samples_exactly() -> None:
    """With equal correlations all four intervals hold in 95 % of the samples, no less and no more."""
    truth = [1.0, 2.0, 0.0, -1.0]
    samples = worlds(11, 2500, 10, [0.0, *truth], spherical(5, sd=3.0, correlation=0.6))
    low, high = hits_between(2500, 0.95)
    assert low <= sum(covers(dunnett_blocks(sample, 0), truth) for sample in samples) <= high


@pytest.mark.parametrize("odd", [0.5, 0.2])
def test_the_choice_keeps_its_promise(odd: float) -> None:
    """Spherical or not (today less alike to the rest), all intervals hold in 95 % of the samples."""
    covariance = spherical(5)
    covariance[0, 1:] = covariance[1:, 0] = odd
    samples = worlds(12, 1200, 10, [0.0] * 5, covariance)
    found = [simultaneous_against_today(sample, 0) for sample in samples]
    low, _ = hits_between(1200, 0.95)
    assert sum(covers(one.intervals, [0.0] * 4) for one in found) >= low
    assert {one.method for one in found} == {"Bonferroni", "Dunnett"}


def test_all_pairs_hold_together() -> None:
    """All six differences are covered in 95 % of the samples or more, whatever the correlations."""
    covariance = np.array([[4, 1, 0, -1], [1, 1, 0.5, 0], [0, 0.5, 2, 1], [-1, 0, 1, 9]])
    samples = worlds(13, 800, 8, [0.0] * 4, covariance)
    low, _ = hits_between(800, 0.95)
    assert sum(covers([r.interval for r in all_pairs(s)], [0.0] * 6) for s in samples) >= low


def test_the_method_is_named_with_its_reason() -> None:
    """Dunnett where differences vary alike and it is narrower; else Bonferroni, and why."""
    samples = worlds(14, 40, 10, [0.0] * 4, spherical(4))
    chosen = next(f for f in (simultaneous_against_today(s, 0) for s in samples) if f.method == "Dunnett")
    assert chosen.others == (1, 2, 3) and "may well vary alike" in chosen.reason
    unlike = simultaneous_against_today(samples[0] * [1, 1, 1, 20], 0)
    assert unlike.method == "Bonferroni" and "do not vary alike" in unlike.reason
    assert unlike.intervals == tuple(against_today(samples[0] * [1, 1, 1, 20], 0))
    few = simultaneous_against_today(samples[0][:3], 0)
    assert few.reason.startswith("3 replications of 4 alternatives cannot tell")
    assert simultaneous_against_today(LAW, 1).reason.startswith("with one comparison")


def test_what_dunnett_gains() -> None:
    """Where it is chosen its mean half-width is below Bonferroni's."""
    for sample in worlds(15, 40, 10, [0.0] * 4, spherical(4)):
        found = simultaneous_against_today(sample, 0)
        plain = np.mean([i.half_width for i in against_today(sample, 0)])
        assert np.mean([i.half_width for i in found.intervals]) <= plain * (1 + 1e-12)
