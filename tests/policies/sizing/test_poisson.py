"""Poisson helpers against scipy and against plain sums."""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import poisson

from policies.sizing import poisson_cdf, poisson_loss, poisson_pmf, poisson_second_loss, poisson_tail

means = st.floats(min_value=1e-3, max_value=3000)
# Levels that matter for a mean: within ten standard deviations, and below zero.
offsets = st.floats(min_value=-10, max_value=10)


def level_near(mean, offset):
    """The whole level this many standard deviations off the mean."""
    return math.floor(mean + offset * math.sqrt(mean))


@given(means, offsets)
@settings(deadline=None)
def test_probabilities_equal_scipy(mean, offset):
    """Mass, distribution and tail agree with scipy in relative terms, also far in the tail."""
    x = level_near(mean, offset)
    assert poisson_pmf(x, mean) == pytest.approx(poisson.pmf(x, mean), rel=1e-9, abs=1e-300)
    assert poisson_cdf(x, mean) == pytest.approx(poisson.cdf(x, mean), rel=1e-9, abs=1e-300)
    assert poisson_tail(x, mean) == pytest.approx(poisson.sf(x, mean), rel=1e-9, abs=1e-300)


@pytest.mark.parametrize("mean", [0.0, 0.3, 4.0, 60.0])
@pytest.mark.parametrize("level", [-5, -1, 0, 1, 3, 10, 60, 80])
def test_losses_are_their_sums(mean, level):
    """Both loss functions equal the sums that define them, for levels of either sign."""
    top = 300
    mass = [poisson.pmf(x, mean) for x in range(top)]
    loss = math.fsum(p * max(0, x - level) for x, p in enumerate(mass))
    second = math.fsum(p * max(0, x - level) * max(0, x - level - 1) / 2 for x, p in enumerate(mass))
    assert poisson_loss(level, mean) == pytest.approx(loss, rel=1e-8, abs=1e-14)
    assert poisson_second_loss(level, mean) == pytest.approx(second, rel=1e-8, abs=1e-13)


@given(st.integers(-20, 200), st.floats(min_value=0, max_value=100))
@settings(deadline=None)
def test_losses_are_differences_of_each_other(level, mean):
    """A step of the second loss is the loss, and a step of the loss is the tail."""
    step = poisson_second_loss(level, mean) - poisson_second_loss(level + 1, mean)
    assert step == pytest.approx(poisson_loss(level + 1, mean), rel=1e-9, abs=1e-9)
    fall = poisson_loss(level, mean) - poisson_loss(level + 1, mean)
    assert fall == pytest.approx(poisson_tail(level, mean), rel=1e-9, abs=1e-10)
