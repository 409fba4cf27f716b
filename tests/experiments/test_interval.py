"""Intervals against scipy, and at the edges."""

import math

import numpy as np
import pytest
from scipy import stats

from experiments.interval import correlation, mean_interval, paired_difference

A = np.array([10.2, 11.9, 9.7, 12.4, 10.8, 11.1])
B = np.array([9.9, 11.0, 9.9, 11.6, 10.1, 10.9])


@pytest.mark.parametrize("confidence", [0.9, 0.95, 0.99])
def test_mean_interval_is_students(confidence: float) -> None:
    """The limits are those of scipy's t distribution."""
    found = mean_interval(A, confidence)
    low, high = stats.t.interval(confidence, len(A) - 1, A.mean(), stats.sem(A))
    assert (found.low, found.high) == pytest.approx((low, high))
    assert found.half_width == pytest.approx((high - low) / 2)
    assert (found.mean, found.sd, found.n) == (pytest.approx(A.mean()), pytest.approx(A.std(ddof=1)), 6)


@pytest.mark.parametrize("confidence", [0.9, 0.95])
def test_paired_difference_is_that_of_the_paired_t_test(confidence: float) -> None:
    """The limits are those of scipy's paired t test."""
    found = paired_difference(A, B, confidence)
    wanted = stats.ttest_rel(A, B).confidence_interval(confidence)
    assert (found.low, found.high) == pytest.approx((wanted.low, wanted.high))
    assert found.mean == pytest.approx((A - B).mean())


def test_one_value_has_no_width() -> None:
    """A single replication has a mean and says nothing of the spread."""
    found = mean_interval([4.0])
    assert (found.mean, found.n) == (4.0, 1)
    assert math.isnan(found.half_width) and math.isnan(found.low) and math.isnan(found.sd)


def test_no_value_has_no_mean() -> None:
    """Nothing known gives nan, and no warning."""
    found = mean_interval([math.nan])
    assert found.n == 0 and math.isnan(found.mean)


def test_what_is_not_known_is_left_out() -> None:
    """A pair with a nan does not count."""
    found = paired_difference([1.0, math.nan, 4.0], [0.0, 1.0, 1.0])
    assert (found.n, found.mean) == (2, 2.0)


def test_pairs_must_match() -> None:
    """Lists of different length are refused."""
    with pytest.raises(ValueError, match="3 values cannot be paired with 2"):
        paired_difference([1.0, 2.0, 3.0], [1.0, 2.0])


def test_correlation_is_pearsons() -> None:
    """It is numpy's, and nan where nothing varies."""
    assert correlation(A, B) == pytest.approx(np.corrcoef(A, B)[0, 1])
    assert math.isnan(correlation([1.0, 1.0], [1.0, 2.0]))
    assert math.isnan(correlation([1.0], [2.0]))
