"""The probability that a target is met: Student's t, its edges, and how often it is right."""

import math

import numpy as np
import pytest
from scipy import stats

from experiments.selection import all_met, probability_met
from sim import DataError
from tests.experiments.selection.samples import hits_between

FILLS = np.array([0.97, 0.99, 0.98, 0.99])
"""Mean 0.9825, standard error 0.0047871."""


def test_by_hand() -> None:
    """A floor of 0.97 is 2.6112 standard errors below the mean: T3 gives 96.0 %."""
    assert probability_met(FILLS, 0.97, "higher") == pytest.approx(
        stats.t.cdf(0.0125 / 0.004787136, 3), rel=1e-6
    )
    assert probability_met(FILLS, 0.9825, "higher") == pytest.approx(0.5)


def test_it_is_one_less_the_p_value() -> None:
    """The one-sided t test of a miss, in both directions, which together make one."""
    p_value = stats.ttest_1samp(FILLS, 0.98, alternative="greater").pvalue
    assert probability_met(FILLS, 0.98, "higher") == pytest.approx(1 - p_value)
    assert probability_met(FILLS, 0.98, "lower") == pytest.approx(p_value)
    assert probability_met(-FILLS, -0.98, "lower") == pytest.approx(1 - p_value)


def test_at_the_edges() -> None:
    """One value tells nothing; values that do not vary tell all; a target just reached is met."""
    assert math.isnan(probability_met([0.99], 0.98, "higher"))
    assert probability_met([0.99, 0.99], 0.98, "higher") == 1
    assert probability_met([0.1] * 7, 0.1, "higher") == 1
    assert probability_met([0.99, 0.99], 0.98, "lower") == 0


def test_of_those_just_on_target_one_in_twenty_shows_95_percent() -> None:
    """With the true mean on the target the probability is uniform: 5 % are above 0.95, 5 % below 0.05."""
    samples = np.random.default_rng(51).normal(0.98, 0.01, (3000, 6))
    found = np.array([probability_met(sample, 0.98, "higher") for sample in samples])
    low, high = hits_between(3000, 0.05)
    assert low <= (found > 0.95).sum() <= high and low <= (found < 0.05).sum() <= high


def test_several_targets() -> None:
    """Misses add up, whatever the dependence; not below zero; none is met; nan where it matters."""
    assert all_met([0.99, 0.97, 0.95]) == pytest.approx(0.91)
    assert all_met([0.4, 0.5]) == 0
    assert all_met([]) == 1 == all_met([1.0, 1.0])
    assert math.isnan(all_met([0.99, math.nan]))
    assert all_met([0.0, math.nan]) == 0


def test_several_targets_are_met_at_least_so_often() -> None:
    """The bound is below the joint probability of dependent figures, for every correlation."""
    for correlation in (-0.9, 0.0, 0.9):
        joint = stats.multivariate_normal([0, 0], [[1, correlation], [correlation, 1]]).cdf([1.5, 2.0])
        assert all_met([stats.norm.cdf(1.5), stats.norm.cdf(2.0)]) <= joint + 1e-5


def test_wrong_data() -> None:
    """A missing figure, no figure and no target are refused."""
    with pytest.raises(DataError, match="replication 2 of alternative 1 has the figure nan"):
        probability_met([1.0, math.nan], 0.5, "higher")
    with pytest.raises(DataError, match="0 replications"):
        probability_met([], 0.5, "higher")
    with pytest.raises(DataError, match="the target is nan"):
        probability_met([1.0, 2.0], math.nan, "higher")
