"""Measures of accuracy by hand, fitted weights, and the kinds of demand."""

import math

import pytest

from policies.forecasting import (
    TSB,
    Croston,
    ExponentialSmoothing,
    Holt,
    HoltWinters,
    MovingAverage,
    accuracy,
    backtest,
    bias,
    fit,
    intermittency,
    mad,
    mape,
    mase,
    mse,
    tracking_signal,
)

TEN_YEARS = [150, 165, 170, 155, 170, 185, 210, 225, 235, 248]
ACTUALS, FORECASTS = [10, 20, 40], [12, 16, 40]


def test_measures_by_hand() -> None:
    """Errors -2, 4, 0."""
    assert mad(ACTUALS, FORECASTS) == 2
    assert mse(ACTUALS, FORECASTS) == pytest.approx(20 / 3)
    assert bias(ACTUALS, FORECASTS) == pytest.approx(2 / 3)
    assert mape(ACTUALS, FORECASTS) == pytest.approx((0.2 + 0.2) / 3)
    assert tracking_signal(ACTUALS, FORECASTS) == 1
    assert mase(ACTUALS, FORECASTS, [10, 20, 40]) == pytest.approx(2 / 15)
    assert mase(ACTUALS, FORECASTS, [10, 20, 40, 26], season=2) == pytest.approx(2 / 18)
    found = accuracy(ACTUALS, FORECASTS, [10, 20, 40])
    assert (found.periods, found.mad, found.tracking_signal) == (3, 2, 1)


def test_measures_that_are_not_defined() -> None:
    """No percentage of nothing, no scale without change, no signal without error."""
    assert math.isnan(mape([0, 1], [1, 1]))
    assert math.isnan(mase([1], [2], [5, 5, 5]))
    assert math.isnan(mase([1], [2], [5, 6], season=2))
    assert tracking_signal([3, 4], [3, 4]) == 0
    for wrong in (([], []), ([1], [1, 2])):
        with pytest.raises(ValueError, match="give as many of each"):
            mad(*wrong)


def test_the_naive_forecast_has_a_mase_of_one() -> None:
    """Over its own history, by definition."""
    run = backtest(MovingAverage(1), TEN_YEARS)
    assert mase(run.actuals, run.forecasts, TEN_YEARS) == pytest.approx(1)


def error_of(method, history) -> float:
    """Mean squared one-step error."""
    run = backtest(method, history)
    return mse(run.actuals, run.forecasts)


def test_fitted_weights_beat_every_other_on_a_fine_grid() -> None:
    """No weight in hundredths has a smaller error, for one weight and for two."""
    history = [52, 48, 55, 61, 50, 47, 58, 64, 59, 51, 66, 70, 57, 62]
    found = fit(ExponentialSmoothing(0.5), history)
    assert found.mse == error_of(found.forecaster, history)
    assert found.mse <= min(error_of(ExponentialSmoothing(k / 100), history) for k in range(101)) + 1e-4
    both = fit(Holt(0.5, 0.5), history)
    grid = [Holt(i / 25, j / 25) for i in range(26) for j in range(26)]
    assert both.mse <= min(error_of(method, history) for method in grid) + 1e-4
    assert both.periods == 12
    assert fit(Holt(0.5, 0.5), history) == both  # the same again


def test_weights_of_a_known_recursion_are_found_again() -> None:
    """A history that smoothing with .3 forecasts with small alternating errors."""
    level, history = 100.0, [100.0]
    for k in range(40):
        actual = level + (1 if k % 2 else -1) * 0.01 + (5 if k == 3 else 0)
        history.append(actual)
        level += 0.3 * (actual - level)
    assert error_of(fit(ExponentialSmoothing(0.9), history).forecaster, history) <= error_of(
        ExponentialSmoothing(0.3), history
    )


def test_only_what_is_asked_is_fitted() -> None:
    """Other parameters stay; of equal weights the smallest win; three weights can be sought too."""
    found = fit(Holt(0.5, 0.25, damping=0.9), TEN_YEARS, ["alpha"]).forecaster
    assert (found.beta, found.damping) == (0.25, 0.9)
    assert fit(ExponentialSmoothing(0.5), [4, 4, 4, 4]).forecaster.alpha == 0
    season = [10, 30, 20, 40] * 3
    assert fit(HoltWinters(4, 0.5, 0.5, 0.5, multiplicative=False), season).mse == pytest.approx(0, abs=1e-18)
    assert 0 <= fit(TSB(0.5, 0.5), [0, 3, 0, 0, 2, 4, 0, 1]).forecaster.beta <= 1
    assert fit(Croston(0.5), [0, 3, 0, 0, 2, 4, 0, 1]).forecaster.beta is None


def test_what_cannot_be_fitted_is_refused() -> None:
    """No weights, or too few periods for them."""
    with pytest.raises(ValueError, match="MovingAverage has 0 weights to fit"):
        fit(MovingAverage(3), TEN_YEARS)
    with pytest.raises(ValueError, match="needs 5 periods or more, and there are 4"):
        fit(Holt(0.5, 0.5), [1, 2, 3, 4])


@pytest.mark.parametrize(
    ("history", "kind", "method"),
    [
        ([5, 6, 5, 7, 5, 6], "smooth", "croston"),
        ([1, 1, 1, 1, 1, 20], "erratic", "sba"),
        ([0, 5, 0, 6, 0, 5], "intermittent", "sba"),
        ([0, 1, 0, 1, 0, 20], "lumpy", "sba"),
        ([0, 0], "none", "sba"),
    ],
)
def test_kinds_of_demand(history, kind, method) -> None:
    """The four quarters of Syntetos, Boylan & Croston, and no demand at all."""
    found = intermittency(history)
    assert (found.kind, found.method) == (kind, method)


def test_interval_and_variation_by_hand(entry) -> None:
    """The real part of FC-05: 17 demands in 51 months, sizes with mean 32/17."""
    history = entry("FC-05")["inputs"]["y"]
    found = intermittency(history)
    sizes = [y for y in history if y]
    mean = sum(sizes) / 17
    assert (found.periods, found.demands, found.interval) == (51, 17, 3.0)
    spread = sum((y - mean) ** 2 for y in sizes) / 17
    assert found.squared_variation == pytest.approx(spread / mean**2, rel=1e-12)
    assert found.kind == "intermittent"
    with pytest.raises(ValueError, match="give 0 or more"):
        intermittency([1, -1])
