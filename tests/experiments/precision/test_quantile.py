"""Quantiles with intervals by order statistics."""

import math

import numpy as np
import pytest
from scipy import stats

from experiments.precision.quantile import quantile_interval


def test_median_of_ten_by_hand() -> None:
    """1/1024 + 10/1024 = 1.07 % lie beyond the second of ten on each side; with the third it is 5.5 %."""
    found = quantile_interval(np.arange(10.0, 0.0, -1.0), 0.5)
    assert (found.quantile, found.low, found.high, found.n, found.p) == (5.5, 2.0, 9.0, 10, 0.5)
    assert found.coverage == pytest.approx(1 - 22 / 1024)


@pytest.mark.parametrize("p", [0.05, 0.3, 0.5, 0.95])
@pytest.mark.parametrize("n", [6, 25, 100, 300])
@pytest.mark.parametrize("confidence", [0.8, 0.95])
def test_coverage_is_binomial_and_no_limit_could_be_tighter(p: float, n: int, confidence: float) -> None:
    """Beyond each limit lies at most half of what is allowed, and one order statistic further in, more."""
    found = quantile_interval(np.arange(1, n + 1), p, confidence)
    beyond = (1 - confidence) / 2
    law = stats.binom(n, p)
    low = 0 if math.isnan(found.low) else int(found.low)
    high = n + 1 if math.isnan(found.high) else int(found.high)
    assert law.cdf(low - 1) <= beyond < law.cdf(low)
    assert law.sf(high - 1) <= beyond < law.sf(high - 2)
    assert found.coverage == pytest.approx(law.cdf(high - 1) - law.cdf(low - 1))
    assert found.coverage >= confidence


@pytest.mark.parametrize(
    ("p", "n", "known"), [(0.95, 71, False), (0.95, 72, True), (0.5, 5, False), (0.5, 6, True)]
)
def test_too_few_values_have_no_limit(p: float, n: int, known: bool) -> None:
    """The upper limit of the 95 % quantile takes 72 values (0.95^72 = 2.49 %), that of the median 6."""
    found = quantile_interval(np.arange(float(n)), p)
    assert math.isnan(found.high) is not known
    assert found.quantile == np.quantile(np.arange(float(n)), p)


def test_low_and_high_mirror_each_other() -> None:
    """The interval of the 10 % quantile is that of the 90 % quantile of the values turned round."""
    values = np.random.default_rng(1).normal(size=60)
    one, other = quantile_interval(values, 0.1), quantile_interval(-values, 0.9)
    assert (one.low, one.high) == (-other.high, -other.low)


def test_not_known_and_none() -> None:
    """A nan is left out; of nothing, nothing is known."""
    assert quantile_interval([*range(1, 11), math.nan], 0.5) == quantile_interval(range(1, 11), 0.5)
    empty = quantile_interval([], 0.5)
    assert empty.n == 0 and math.isnan(empty.quantile) and math.isnan(empty.low)


@pytest.mark.parametrize("p", [0.0, 1.0, 95.0])
def test_bad_share(p: float) -> None:
    """A quantile is a share, and so is a confidence."""
    with pytest.raises(ValueError, match=r"quantile of .*between 0 and 1"):
        quantile_interval([1.0, 2.0], p)
    with pytest.raises(ValueError, match=r"confidence of .*between 0 and 1"):
        quantile_interval([1.0, 2.0], 0.5, p)
