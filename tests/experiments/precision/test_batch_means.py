"""Batch means: by hand, and on series whose variance of the mean is known."""

import math

import numpy as np
import pytest
from scipy.signal import lfilter

from experiments.interval import mean_interval
from experiments.precision.batch_means import batch_means, von_neumann
from sim import DataError


def autoregressive(phi: float, n: int, rng: np.random.Generator) -> np.ndarray:
    """X_t = phi X_{t-1} + e_t, from its own distribution on."""
    first = rng.normal() / math.sqrt(1 - phi**2)
    series: np.ndarray = lfilter([1.0], [1.0, -phi], rng.normal(size=n), zi=[phi * first])[0]
    return series


def test_von_neumann_by_hand() -> None:
    """1, 2, 4, 3: steps 1, 4, 1 over twice the squares 2.25 + 0.25 + 2.25 + 0.25."""
    assert von_neumann(np.array([1.0, 2.0, 4.0, 3.0])) == pytest.approx(1 - 6 / 10)


def test_von_neumann_has_the_moments_of_theory() -> None:
    """Of 20 independent normal values it has mean 0, variance 18/399, and 5 % beyond the normal limit."""
    rng = np.random.default_rng(1)
    found = np.array([von_neumann(rng.normal(size=20)) for _ in range(5000)])
    assert found.mean() == pytest.approx(0, abs=4 * math.sqrt(18 / 399 / 5000))
    assert found.var() == pytest.approx(18 / 399, rel=0.08)
    assert np.mean(found > 1.645 * math.sqrt(18 / 399)) == pytest.approx(0.05, abs=0.012)


def test_interval_is_that_of_the_batches() -> None:
    """Ten batches of 5 of 53 observations: the first three are left over."""
    rng = np.random.default_rng(2)
    series = rng.normal(size=53)
    found = batch_means(series, confidence=0.9, batches=10)
    means = series[3:].reshape(10, 5).mean(axis=1)
    assert (found.batches, found.batch_size) == (10, 5)
    assert found.interval == mean_interval(means, 0.9)
    assert found.lag_one == pytest.approx(von_neumann(means))


def test_independent_values_take_forty_batches() -> None:
    """19 of 20 series of independent values stop at the most batches."""
    rng = np.random.default_rng(3)
    found = [batch_means(rng.normal(size=400)) for _ in range(400)]
    assert np.mean([one.batches == 40 for one in found]) == pytest.approx(0.95, abs=0.035)
    assert all(one.independent for one in found if one.batches > 10)
    assert "pass for independent" in found[0].words()


def test_known_variance_of_a_mean() -> None:
    """AR(1), phi 0.9, 10,000 values: half-widths and coverage are those of the exact variance of the mean."""
    rng = np.random.default_rng(4)
    phi, n = 0.9, 10_000
    # Var(mean) = s^2 / n (1 + 2 sum (1 - k/n) phi^k), s^2 = 1 / (1 - phi^2).
    lags = np.arange(1, n)
    exact = (1 + 2 * np.sum((1 - lags / n) * phi**lags)) / (1 - phi**2) / n
    found = [batch_means(autoregressive(phi, n, rng)) for _ in range(600)]
    variances = [one.interval.sd**2 / one.batches for one in found]
    assert np.mean(variances) == pytest.approx(exact, rel=0.06)
    covered = np.mean([one.interval.low <= 0 <= one.interval.high for one in found])
    assert 0.92 <= covered <= 0.97
    assert np.mean([one.independent for one in found]) > 0.98


def test_correlated_batches_are_merged() -> None:
    """AR(1), phi 0.9, 400 values: 40 batches of 10 go with the next (0.4 by theory), and fewer are taken."""
    rng = np.random.default_rng(5)
    found = [batch_means(autoregressive(0.9, 400, rng)) for _ in range(200)]
    assert np.mean([one.batches < 40 for one in found]) > 0.6
    assert {one.batches for one in found} == {40, 20, 10}


def test_series_that_wanders_is_named() -> None:
    """A random walk has no independent batches: ten of them, with a warning in words."""
    rng = np.random.default_rng(6)
    found = batch_means(rng.normal(size=2000).cumsum())
    assert (found.batches, found.independent) == (10, False)
    assert found.lag_one > 0.5
    assert "too short" in found.words() and "run longer" in found.words()


def test_negative_correlation_is_harmless() -> None:
    """Means that swing to and fro make the interval too wide, not too narrow."""
    found = batch_means(np.repeat([1.0, 3.0] * 20, 5))
    assert (found.batches, found.independent) == (40, True)
    assert found.lag_one == pytest.approx(1 - 39 * 4 / (2 * 40))


def test_constant_series() -> None:
    """Nothing varies: an interval of no width."""
    found = batch_means(np.full(100, 0.1))
    assert found.independent and found.lag_one == 0
    assert found.interval.half_width == pytest.approx(0, abs=1e-12)


@pytest.mark.parametrize(("n", "batches"), [(50, 10), (99, 10), (100, 20), (199, 20), (200, 40)])
def test_batches_of_five_at_least(n: int, batches: int) -> None:
    """Short series make fewer batches rather than smaller ones."""
    assert batch_means(np.tile([1.0, 3.0], 100)[:n]).batches == batches


def test_bad_series() -> None:
    """Too short a run names the remedy; the rest is refused."""
    with pytest.raises(DataError, match=r"49 observations are too few.*take 50; run longer"):
        batch_means(np.arange(49.0))
    with pytest.raises(DataError, match="take 150"):
        batch_means(np.arange(149.0), batches=30)
    with pytest.raises(ValueError, match="9 batches are too few"):
        batch_means(np.arange(1000.0), batches=9)
    with pytest.raises(ValueError, match="all is known"):
        batch_means([math.nan] * 100)
    with pytest.raises(ValueError, match="shape"):
        batch_means(np.zeros((2, 100)))
