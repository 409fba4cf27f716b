"""How far forecasts were off: the usual measures, each of actual less forecast."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np

from policies.forecasting._values import FloatArray
from policies.sizing._checks import whole

Figures: TypeAlias = Sequence[float] | FloatArray


@dataclass(frozen=True)
class Accuracy:
    """The measures of one run of forecasts; not a number where a measure is not defined.

    Attributes
    ----------
    periods
        How many forecasts were judged.
    mad, mse, bias, mape, mase, tracking_signal
        See the functions of these names.
    """

    periods: int
    mad: float
    mse: float
    bias: float
    mape: float
    mase: float
    tracking_signal: float


def accuracy(actuals: Figures, forecasts: Figures, history: Figures, season: int = 1) -> Accuracy:
    """Return all measures; `history` and `season` serve `mase`.

    Raises
    ------
    ValueError
        If there is no forecast, or actuals and forecasts differ in number.

    Examples
    --------
    >>> found = accuracy([12, 8, 11], [10, 10, 10], [10, 12, 8, 11])
    >>> found.bias, found.tracking_signal, round(found.mad, 4)
    (0.3333333333333333, 0.6, 1.6667)
    """
    given = (actuals, forecasts)
    return Accuracy(
        periods=len(actuals),
        mad=mad(*given),
        mse=mse(*given),
        bias=bias(*given),
        mape=mape(*given),
        mase=mase(*given, history, season),
        tracking_signal=tracking_signal(*given),
    )


def mad(actuals: Figures, forecasts: Figures) -> float:
    """Return the mean absolute deviation: by how much a forecast was off on average, in units.

    Brown (1959), "Statistical Forecasting for Inventory Control". For normal errors the standard deviation
    is 1.25 times as much.
    """
    return float(np.mean(np.abs(_errors(actuals, forecasts))))


def mse(actuals: Figures, forecasts: Figures) -> float:
    """Return the mean squared error, in units squared: the variance that safety stock is sized by.

    Silver, Pyke & Thomas, "Inventory and Production Management in Supply Chains" (2017), chapter 3.
    """
    return float(np.mean(_errors(actuals, forecasts) ** 2))


def bias(actuals: Figures, forecasts: Figures) -> float:
    """Return the mean error, actual less forecast: above zero where forecasts were too low on average."""
    return float(np.mean(_errors(actuals, forecasts)))


def mape(actuals: Figures, forecasts: Figures) -> float:
    """Return the mean absolute percentage error, as a share (0.05 for 5 %).

    Not a number where an actual figure is zero, for there is no share of nothing (Hyndman & Koehler,
    International Journal of Forecasting 22 (2006) 679-688, who also say why to prefer `mase`).
    """
    errors = _errors(actuals, forecasts)
    whole_of = np.abs(np.asarray(actuals, dtype=np.float64))
    return math.nan if bool(np.any(whole_of == 0)) else float(np.mean(np.abs(errors) / whole_of))


def mase(actuals: Figures, forecasts: Figures, history: Figures, season: int = 1) -> float:
    """Return the mean absolute scaled error: `mad` over that of the (seasonal) naive forecast in `history`.

    Below 1 the method beats "as last period" (or "as last season"). Not a number where the naive forecast has
    no error, or the history no more than one season. Hyndman & Koehler, International Journal of Forecasting
    22 (2006) 679-688.
    """
    whole("season", season, 1)
    past = np.asarray(history, dtype=np.float64)
    if len(past) <= season:
        return math.nan
    scale = float(np.mean(np.abs(past[season:] - past[:-season])))
    return mad(actuals, forecasts) / scale if scale > 0 else math.nan


def tracking_signal(actuals: Figures, forecasts: Figures) -> float:
    """Return the sum of the errors over their mean absolute deviation; 0 where there is no error.

    Outside -4 to 4 or so, the forecasts keep missing on one side: Brown (1959); Heizer & Render, "Operations
    Management", forecasting chapter.
    """
    off = mad(actuals, forecasts)
    return float(np.sum(_errors(actuals, forecasts))) / off if off > 0 else 0.0


def _errors(actuals: Figures, forecasts: Figures) -> FloatArray:
    """Return actual less forecast."""
    had, said = np.asarray(actuals, dtype=np.float64), np.asarray(forecasts, dtype=np.float64)
    if had.ndim != 1 or had.shape != said.shape or not len(had):
        raise ValueError(
            f"there are {had.size} actuals and {said.size} forecasts; give as many of each, at least 1."
        )
    return had - said
