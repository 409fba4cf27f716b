"""Where start-up ends: the statistic by hand and by definition, and the cut of series with a known one."""

import numpy as np
import pytest

from experiments.precision.mser import mser5
from sim import DataError


def by_definition(means: np.ndarray, cut: int) -> float:
    """White's formula, read off the page."""
    rest = means[cut:]
    return float(((rest - rest.mean()) ** 2).sum() / len(rest) ** 2)


def test_statistic_by_hand() -> None:
    """Ten means 9, 1, 3, 1, 3...: squares about the mean of what is left, over the square of its count."""
    found = mser5([9.0, 1.0, 3.0, 1.0, 3.0, 1.0, 3.0, 1.0, 3.0, 1.0], batch=1)
    # All: sum 26, squares 81 + 5 + 36 = 122, so 122 - 676 / 10 = 54.4 over 100.
    assert found.statistic[0] == pytest.approx(0.544)
    # Without the 9: sum 17, squares 41, so 41 - 289 / 9 = 80 / 9 over 81.
    assert found.statistic[1] == pytest.approx(80 / 729)
    assert (found.observations, found.found, found.mean) == (1, True, pytest.approx(17 / 9))


def test_statistic_is_that_of_the_definition() -> None:
    """Sums from the end give what the definition gives cut by cut, also far from zero."""
    rng = np.random.default_rng(1)
    series = 1e6 + rng.normal(size=203).cumsum() + 300 * np.exp(-np.arange(203) / 9)
    found = mser5(series)
    means = series[:200].reshape(40, 5).mean(axis=1)
    wanted = [by_definition(means, cut) for cut in range(35)]
    assert found.statistic[:35] == pytest.approx(wanted, rel=1e-6)
    assert found.batches == int(np.argmin(wanted))
    assert np.isnan(found.statistic[35:]).all() and len(found.statistic) == 40


def test_exact_cut_of_a_step() -> None:
    """A start at another level is cut off to the end of the batch in which it ends."""
    rng = np.random.default_rng(2)
    for last, wanted in ((35, 35), (33, 35), (36, 40)):
        series = rng.normal(size=400)
        series[:last] += 50.0
        found = mser5(series)
        assert (found.observations, found.found) == (wanted, True)
        assert found.mean == pytest.approx(series[wanted:].mean())


def test_known_bias_is_removed() -> None:
    """Of an exponential start-up the bias left is small against the noise of the mean, in 100 series."""
    rng = np.random.default_rng(3)
    times = np.arange(1000)
    left, noise, cuts = [], 1 / np.sqrt(1000), []
    for _ in range(100):
        found = mser5(10 * np.exp(-times / 20) + rng.normal(size=1000))
        assert found.found
        left.append((10 * np.exp(-times / 20))[found.observations :].mean())
        cuts.append(found.observations)
    assert (10 * np.exp(-times / 20)).mean() > 6 * noise
    assert np.mean(left) < noise / 2
    assert np.mean(cuts) < 150


def test_stationary_series_is_hardly_cut() -> None:
    """Of white noise little is cut: less than a tenth on average."""
    rng = np.random.default_rng(4)
    assert np.mean([mser5(rng.normal(size=500)).observations for _ in range(100)]) < 50


def test_constant_series_is_not_cut() -> None:
    """Nothing varies: the least cut of equal ones is none."""
    found = mser5(np.full(100, 0.1))
    assert (found.observations, found.found) == (0, True)
    assert np.nanmax(found.statistic) == 0


def test_trend_makes_the_run_too_short() -> None:
    """A series that grows to its end has its least statistic in the second half."""
    found = mser5(np.arange(500.0))
    assert not found.found
    assert found.observations == 500 - 6 * 5  # as late as is considered


def test_cut_at_half_is_still_found() -> None:
    """A level that holds for exactly the first half is cut; one batch more and the run is too short."""
    noise = np.tile([1.0, 3.0], 100)
    for last, enough in ((100, True), (105, False)):
        series = noise.copy()
        series[:last] += 1000.0
        assert (mser5(series).observations, mser5(series).found) == (last, enough)


def test_end_is_not_mistaken_for_rest() -> None:
    """Five equal batches at the end do not make a cut."""
    rng = np.random.default_rng(5)
    series = rng.normal(size=500)
    series[-30:-25], series[-25:] = 3.0, 0.0
    found = mser5(series)
    assert found.found and found.observations < 250


def test_replications_are_averaged_first() -> None:
    """Shape (replications, time) gives what the mean over replications gives."""
    rng = np.random.default_rng(6)
    series = rng.normal(size=(8, 300)) + 20 * np.exp(-np.arange(300) / 10)
    both, mean = mser5(series), mser5(series.mean(axis=0))
    assert both.observations == mean.observations
    assert np.array_equal(both.statistic, mean.statistic, equal_nan=True)


def test_other_batches() -> None:
    """Batches of 20 cut multiples of 20."""
    series = np.tile([1.0, 3.0], 200)
    series[:50] = 100.0
    found = mser5(series, batch=20)
    assert (found.observations, found.batches, found.batch) == (60, 3, 20)


def test_bad_series() -> None:
    """Too short a run names what it takes; the rest is refused."""
    with pytest.raises(DataError, match=r"49 observations make 9 batches of 5.*observe 50 times or more"):
        mser5(np.arange(49.0))
    with pytest.raises(ValueError, match="not finite"):
        mser5([1.0] * 99 + [float("nan")])
    with pytest.raises(ValueError, match="shape"):
        mser5(np.zeros((2, 2, 100)))
    with pytest.raises(ValueError, match="batches of 0"):
        mser5(np.zeros(100), batch=0)
