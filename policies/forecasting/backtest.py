"""What a method would have forecast, period by period, over a history."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from policies.forecasting._values import FloatArray, Value, plain, split, stack
from policies.forecasting.forecaster import Forecaster


@dataclass(frozen=True)
class Backtest:
    """One-step forecasts over a history, each made from the periods before it alone.

    Attributes
    ----------
    first
        The first period that has a forecast, from 1.
    actuals
        What happened in that period and after, shape (periods,) or (periods, items).
    forecasts
        What was forecast for it one period before, of the same shape.
    state
        The state after the whole history.
    """

    first: int
    actuals: FloatArray
    forecasts: FloatArray
    state: Any

    @property
    def errors(self) -> FloatArray:
        """Actual less forecast: above zero where the forecast was too low."""
        return self.actuals - self.forecasts


def backtest(forecaster: Forecaster, history: Iterable[Value]) -> Backtest:
    """Return the one-step forecasts of `forecaster` over `history`.

    Raises
    ------
    ValueError
        If the history is shorter than the method needs to start.

    Examples
    --------
    >>> from policies.forecasting import MovingAverage
    >>> backtest(MovingAverage(periods=2), [10, 20, 30, 40]).forecasts
    array([15., 25.])
    """
    values = [plain(value) for value in history]
    first, rest = split(values, forecaster.needs)
    state = forecaster.start(first)
    forecasts = []
    for actual in rest:
        forecasts.append(forecaster.one_step(state))
        state = forecaster.update(state, actual)
    return Backtest(len(first) + 1, stack(rest), stack(forecasts), state)
