"""The methods against published figures, hand computations and what theory says of straight lines."""

import numpy as np
import pytest

from policies.forecasting import (
    SBA,
    TSB,
    Croston,
    CrostonState,
    ExponentialSmoothing,
    Holt,
    HoltWinters,
    MovingAverage,
    Naive,
    SeasonalNaive,
    SimpleAverage,
    Tracked,
    TSBState,
    WeightedMovingAverage,
    backtest,
    demand_over,
    mad,
    mape,
    mse,
)

TEN_YEARS = [150, 165, 170, 155, 170, 185, 210, 225, 235, 248]


def ahead(method, history, steps):
    """Forecasts after a history."""
    return method.forecast(method.start(history), steps)


# ---- published figures


def test_the_worked_exercise(entry) -> None:
    """Ten years of production: every figure of the exercise, and of FC-06."""
    assert entry("FC-06")["inputs"]["y"] == TEN_YEARS
    expected = entry("FC-06")["expected"]
    assert ahead(SimpleAverage(), TEN_YEARS, 2) == pytest.approx([expected["simple"]] * 2, abs=1e-9)
    assert ahead(WeightedMovingAverage((1, 3, 4)), TEN_YEARS, 2).tolist() == [240.25, 242.5]
    assert ahead(MovingAverage(3), TEN_YEARS, 2) == pytest.approx([236.0, 239 + 2 / 3], abs=1e-9)
    assert ahead(MovingAverage(5), TEN_YEARS, 2) == pytest.approx([220.6, 227.72], abs=1e-9)
    for alpha, last in expected["SES_last"].items():
        assert ahead(ExponentialSmoothing(float(alpha)), TEN_YEARS, 1)[0] == pytest.approx(last, abs=1e-6)
    for alpha, deviation in ((0.2, 30.71), (0.5, 20.82), (0.8, 16.15)):
        run = backtest(ExponentialSmoothing(alpha), TEN_YEARS)
        assert (run.first, len(run.actuals)) == (2, 9)
        assert mad(run.actuals, run.forecasts) == pytest.approx(deviation, abs=0.005)


def test_fc_01(entry) -> None:
    """FC-01: exponential smoothing from a given first forecast, period by period, and its errors."""
    given, expected = entry("FC-01")["inputs"], entry("FC-01")["expected"]
    for alpha, forecasts, off in (
        (0.1, expected["forecast_alpha_0_1"], expected["MAD"]["a01"]),
        (0.5, expected["forecast_alpha_0_5"], expected["MAD"]["a05"]),
    ):
        method = ExponentialSmoothing(alpha, initial=given["initial_forecast"])
        run = backtest(method, given["y"])
        assert run.first == 1
        assert [*run.forecasts, method.one_step(run.state)] == pytest.approx(forecasts, abs=1e-6)
        assert mad(run.actuals, run.forecasts) == pytest.approx(off, abs=1e-5)
    run = backtest(ExponentialSmoothing(0.1, initial=175), given["y"])
    assert mse(run.actuals, run.forecasts) == pytest.approx(expected["MSE_a01"], abs=1e-6)
    assert 100 * mape(run.actuals, run.forecasts) == pytest.approx(expected["MAPE_a01"], abs=1e-6)


def test_fc_04_start(entry) -> None:
    """FC-04: the season taken out, the line, the factors, and the static forecast of the fourth year."""
    given, expected = entry("FC-04")["inputs"], entry("FC-04")["expected"]["static"]
    method = HoltWinters(season=given["p"], alpha=0, beta=0, gamma=0, start_seasons=3)
    state = method.start(given["y"])
    assert state.trend == pytest.approx(expected["T"], abs=1e-6)
    assert state.level - 12 * state.trend == pytest.approx(expected["L"], abs=1e-6)
    assert state.seasons == pytest.approx(expected["S"], abs=1e-6)
    assert method.forecast(state, 4) == pytest.approx(expected["forecast_13_16"], abs=1e-5)
    book = entry("FC-04")["published"]
    assert method.forecast(state, 4) == pytest.approx([book[f"F{k}"] for k in range(13, 17)], rel=0.005)


def test_fc_04_winters(entry) -> None:
    """FC-04: Winters' method from the book's start, every one-step forecast and the year ahead."""
    given, expected = entry("FC-04")["inputs"], entry("FC-04")["expected"]
    w = given["winter"]
    method = HoltWinters(
        season=given["p"],
        alpha=w["alpha"],
        beta=w["beta"],
        gamma=w["gamma"],
        initial=(w["L0"], w["T0"]),
        initial_seasons=tuple(w["S"]),
    )
    run = backtest(method, given["y"])
    assert run.forecasts == pytest.approx(expected["winter_F1_12"], abs=1e-5)
    assert method.forecast(run.state, 4) == pytest.approx(expected["winter_F13_16"], abs=1e-5)
    smoothed = ExponentialSmoothing(expected["SES"]["alpha"], initial=expected["SES"]["L0"])
    assert smoothed.start(given["y"][:1]).level == pytest.approx(expected["SES"]["F2"], abs=1e-6)


def test_fc_05(entry) -> None:
    """FC-05: Croston, SBA and TSB on a real part, sizes, intervals, probability and forecasts."""
    given, expected = entry("FC-05")["inputs"], entry("FC-05")["expected"]
    croston, sba = Croston(given["alpha"]), SBA(given["alpha"])
    tsb = TSB(given["tsb"]["alpha"], given["tsb"]["beta"])
    state = croston.start(given["y"])
    assert state.size == pytest.approx(expected["croston"]["z"], abs=1e-6)
    assert state.interval == pytest.approx(expected["croston"]["p"], abs=1e-6)
    assert croston.one_step(state) == pytest.approx(expected["croston"]["forecast"], abs=1e-6)
    assert sba.one_step(sba.start(given["y"])) == pytest.approx(expected["sba"]["forecast"], abs=1e-6)
    dying = tsb.start(given["y"])
    assert dying.size == pytest.approx(expected["tsb"]["z"], abs=1e-6)
    assert dying.probability == pytest.approx(expected["tsb"]["prob"], abs=1e-6)
    assert tsb.one_step(dying) == pytest.approx(expected["tsb"]["forecast"], abs=1e-6)


# ---- straight lines and seasons


def test_holt_follows_a_straight_line_exactly() -> None:
    """Whatever the weights and the length of the start, there is no error and the line goes on."""
    history = [7 + 3 * t for t in range(12)]
    for alpha, beta, start in ((0.1, 0.9, 2), (0.5, 0.5, 3), (1.0, 0.0, 5), (0.0, 1.0, 2)):
        method = Holt(alpha, beta, start_periods=start)
        assert backtest(method, history).errors == pytest.approx(np.zeros(12 - start), abs=1e-9)
        assert ahead(method, history, 3) == pytest.approx([43, 46, 49], abs=1e-9)


def test_holt_by_hand() -> None:
    """One step: level 4 + .5 (7 - 4) = 5.5 after forecast 4, trend 1 + .2 (2.5 - 1) = 1.3."""
    method = Holt(alpha=0.5, beta=0.2)
    state = method.start([2, 3, 7])
    assert (state.level, state.trend) == pytest.approx((5.5, 1.3), abs=1e-12)
    assert method.forecast(state, 2) == pytest.approx([6.8, 8.1], abs=1e-12)


def test_a_damped_trend_levels_off() -> None:
    """From level 10 and trend 4 with half of it left each period: 12, 13, 13.5, and never 14."""
    method = Holt(alpha=0.3, beta=0.3, damping=0.5, initial=(10, 4))
    assert method.forecast(method.start([]), 3).tolist() == [12.0, 13.0, 13.5]
    assert method.forecast(method.start([]), 60)[-1] == pytest.approx(14, abs=1e-9)
    none = Holt(alpha=0.3, beta=0.9, damping=0.0, initial=(150, 4))
    plain = ExponentialSmoothing(alpha=0.3, initial=150)
    assert none.one_step(none.start(TEN_YEARS)) == pytest.approx(plain.one_step(plain.start(TEN_YEARS)))


def test_averages_lag_behind_a_line_by_as_much_as_theory_says() -> None:
    """(n + 1) / 2 periods for a window of n, (n + 1) / 2 for all n periods, 1 / alpha for smoothing."""
    slope = 3.0
    history = [slope * t for t in range(400)]
    following = slope * 400
    for method, periods in (
        (Naive(), 1.0),
        (MovingAverage(5), 3.0),
        (WeightedMovingAverage((1, 3, 4)), 1 + (2 * 1 + 1 * 3) / 8),
        (SimpleAverage(), 200.5),
        (ExponentialSmoothing(0.2), 5.0),
    ):
        lag = following - method.one_step(method.start(history))
        assert lag == pytest.approx(slope * periods, rel=1e-9)


@pytest.mark.parametrize("season", [2, 3, 4, 7, 12])
def test_an_added_season_on_a_line_is_forecast_exactly(season) -> None:
    """Even and odd seasons: no error, whatever the weights, and the pattern goes on."""
    pattern = [10.0 * (k - (season - 1) / 2) for k in range(season)]
    series = [100 + 3 * t + pattern[t % season] for t in range(6 * season)]
    method = HoltWinters(season, 0.4, 0.3, 0.2, multiplicative=False)
    assert backtest(method, series[: 4 * season]).errors == pytest.approx(np.zeros(2 * season), abs=1e-8)
    assert ahead(method, series[: 4 * season], 2 * season) == pytest.approx(series[4 * season :], abs=1e-8)


@pytest.mark.parametrize("season", [3, 4])
def test_a_multiplied_season_on_a_level_is_forecast_exactly(season) -> None:
    """Factors on a steady level: no error, whatever the weights."""
    pattern = [50.0 * (k + 1) for k in range(season)]
    method = HoltWinters(season, 0.4, 0.3, 0.2)
    assert backtest(method, pattern * 4).errors == pytest.approx(np.zeros(2 * season), abs=1e-8)


def test_holt_winters_by_hand() -> None:
    """One update from level 100, trend 10, factors 1.2 and .8, weights one half, actual 144."""
    method = HoltWinters(2, 0.5, 0.5, 0.5, initial=(100, 10), initial_seasons=(1.2, 0.8))
    state = method.start([144])
    assert (state.level, state.trend) == pytest.approx((115, 12.5), abs=1e-12)  # (144/1.2 + 110)/2
    assert state.seasons == pytest.approx((0.8, (1.2 + 144 / 115) / 2), abs=1e-12)
    assert method.one_step(state) == pytest.approx(127.5 * 0.8, abs=1e-12)


def test_a_factor_of_zero_says_nothing_of_the_level() -> None:
    """A month without any sale every year does not divide by zero: the line goes on as it was."""
    method = HoltWinters(2, 0.5, 0.5, 0.5, initial=(100, 0), initial_seasons=(2.0, 0.0))
    state = method.start([200, 0, 200, 0])
    assert (state.level, state.trend, state.seasons) == (100, 0, (2.0, 0.0))
    assert method.forecast(state, 2).tolist() == [200, 0]


def test_the_seasonal_naive_repeats_the_last_season() -> None:
    """Over and over."""
    assert ahead(SeasonalNaive(3), [9, 1, 2, 3, 4], 7).tolist() == [2, 3, 4, 2, 3, 4, 2]


# ---- intermittent demand


@pytest.mark.parametrize("gap", [1, 2, 3, 7])
def test_croston_on_perfectly_regular_demand(gap) -> None:
    """Six units every so many periods are six over so many a period, at any moment and any weights."""
    history = ([0] * (gap - 1) + [6]) * 5
    for method in (Croston(0.1), Croston(0.7, 0.2)):
        run = backtest(method, [*history, *[0] * 4])
        assert run.forecasts[gap - 1 :] == pytest.approx(6 / gap, abs=1e-12)
    assert SBA(0.3).one_step(SBA(0.3).start(history)) == pytest.approx(6 / gap * 0.85, abs=1e-12)


def test_croston_by_hand() -> None:
    """Sizes 4 and 8 at periods 2 and 5: size 4 + .5 x 4 = 6, interval 2 + .5 x 1 = 2.5."""
    assert Croston(0.5).start([0, 4, 0, 0, 8, 0]) == CrostonState(size=6.0, interval=2.5, elapsed=1.0)
    assert Croston(0.5, beta=0.1).start([0, 4, 0, 0, 8]).interval == pytest.approx(2.1, abs=1e-12)


def test_tsb_by_hand() -> None:
    """Probability 1/2 at the first demand, then half of it, half again, and half way up to one."""
    state = TSB(0.5, 0.5).start([0, 4, 0, 0, 8])
    assert state == TSBState(size=6.0, probability=0.125 + 0.5 * 0.875, waited=2.0)


def test_before_the_first_demand_nothing_is_forecast() -> None:
    """And a part that dies is forgotten by TSB alone."""
    for method in (Croston(0.1), SBA(0.1), TSB(0.1, 0.1)):
        assert ahead(method, [0, 0, 0], 2).tolist() == [0, 0]
    alive, dead = [5] * 10, [5] * 10 + [0] * 100
    assert ahead(Croston(0.1), alive, 1) == ahead(Croston(0.1), dead, 1)
    assert ahead(TSB(0.1, 0.1), dead, 1)[0] == pytest.approx(5 * 0.9**100, rel=1e-9)


def test_croston_is_too_high_and_sba_about_right_on_average() -> None:
    """Geometric gaps with chance 1/4, sizes of one, weight .2: 4 000 items side by side, known bias."""
    chance, alpha = 0.25, 0.2
    draws = np.random.Generator(np.random.PCG64(1)).random((200, 4000)) < chance
    history = draws * 1.0
    croston = np.mean(Croston(alpha).one_step(Croston(alpha).start(history)))
    sba = np.mean(SBA(alpha).one_step(SBA(alpha).start(history)))
    theory = chance * (1 + alpha / (2 - alpha) * (1 - chance))  # Syntetos & Boylan (2001), first order
    assert croston == pytest.approx(theory, rel=0.02)
    assert abs(sba - chance) < 0.5 * (croston - chance)


# ---- tracking and demand over time


def test_tracked_errors_by_hand() -> None:
    """Naive on 10 12 11 15: errors 2, -1, 4."""
    method = Tracked(Naive())
    state = method.start([10, 12, 11, 15])
    assert method.mean_absolute_error(state) == pytest.approx(7 / 3)
    assert method.variance(state) == pytest.approx(7)
    assert method.bias(state) == pytest.approx(5 / 3)
    assert method.tracking_signal(state) == pytest.approx(5 / (7 / 3))
    assert method.forecast(state, 2).tolist() == [15, 15]
    faded = Tracked(Naive(), smoothing=0.5)
    assert faded.mean_absolute_error(faded.start([10, 12, 11, 15])) == pytest.approx((1.5 + 4) / 2)


def test_nothing_is_known_of_errors_before_the_first() -> None:
    """Not a number, and no signal."""
    method = Tracked(MovingAverage(3))
    state = method.start([1, 2, 3])
    assert np.isnan([method.variance(state), method.mean_absolute_error(state), method.bias(state)]).all()
    assert method.tracking_signal(state) == 0
    assert method.needs == 3


def test_tracked_errors_are_those_of_the_backtest() -> None:
    """Running and at once, the same means."""
    method = Tracked(Holt(0.4, 0.2))
    state, run = method.start(TEN_YEARS), backtest(Holt(0.4, 0.2), TEN_YEARS)
    assert state.errors == len(run.errors)
    assert method.variance(state) == pytest.approx(mse(run.actuals, run.forecasts))
    assert method.mean_absolute_error(state) == pytest.approx(mad(run.actuals, run.forecasts))
    assert state.inner == run.state


def test_demand_over_a_lead_time() -> None:
    """Whole periods in full, the last in part; many items side by side."""
    method = Holt(0.5, 0.5, initial=(10, 2))
    state = method.start([])
    assert demand_over(method, state, 2) == 12 + 14
    assert demand_over(method, state, 2.25) == 12 + 14 + 0.25 * 16
    assert demand_over(method, state, 0) == 0
    many = Naive().start(np.array([[1.0, 2.0]]))
    assert demand_over(Naive(), many, 1.5).tolist() == [1.5, 3.0]
