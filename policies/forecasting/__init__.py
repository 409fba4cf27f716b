"""Forecasts that feed policies: one method a file, each a frozen dataclass with pure functions.

`Forecaster` says what a method does; `Tracked` adds the running size of its errors to any of them.
"""

from policies.forecasting.accuracy import Accuracy, accuracy, bias, mad, mape, mase, mse, tracking_signal
from policies.forecasting.backtest import Backtest, backtest
from policies.forecasting.croston import Croston, CrostonState
from policies.forecasting.demand_over import demand_over
from policies.forecasting.exponential_smoothing import ExponentialSmoothing, ExponentialSmoothingState
from policies.forecasting.fitting import Fit, fit
from policies.forecasting.forecaster import Forecaster
from policies.forecasting.holt import Holt, HoltState
from policies.forecasting.holt_winters import HoltWinters, HoltWintersState
from policies.forecasting.intermittency import Intermittency, intermittency
from policies.forecasting.moving_average import MovingAverage, MovingAverageState
from policies.forecasting.naive import Naive, NaiveState
from policies.forecasting.sba import SBA
from policies.forecasting.seasonal_naive import SeasonalNaive, SeasonalNaiveState
from policies.forecasting.simple_average import SimpleAverage, SimpleAverageState
from policies.forecasting.tracked import Tracked, TrackedState
from policies.forecasting.tsb import TSB, TSBState
from policies.forecasting.weighted_moving_average import WeightedMovingAverage, WeightedMovingAverageState

__all__ = [
    "SBA",
    "TSB",
    "Accuracy",
    "Backtest",
    "Croston",
    "CrostonState",
    "ExponentialSmoothing",
    "ExponentialSmoothingState",
    "Fit",
    "Forecaster",
    "Holt",
    "HoltState",
    "HoltWinters",
    "HoltWintersState",
    "Intermittency",
    "MovingAverage",
    "MovingAverageState",
    "Naive",
    "NaiveState",
    "SeasonalNaive",
    "SeasonalNaiveState",
    "SimpleAverage",
    "SimpleAverageState",
    "TSBState",
    "Tracked",
    "TrackedState",
    "WeightedMovingAverage",
    "WeightedMovingAverageState",
    "accuracy",
    "backtest",
    "bias",
    "demand_over",
    "fit",
    "intermittency",
    "mad",
    "mape",
    "mase",
    "mse",
    "tracking_signal",
]
