"""The moving average of the last n periods."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import reduce
from typing import Generic

from policies.forecasting._values import FloatArray, Value, moved, plain, split, stack, steps_ahead, total
from policies.sizing._checks import whole


@dataclass(frozen=True, slots=True)
class MovingAverageState(Generic[Value]):
    """The last periods, oldest first."""

    values: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class MovingAverage:
    """The mean of the last `periods` periods.

    Further ahead than one period, a forecast stands in for the figure that is not known yet, so the window
    rolls on over its own forecasts. Who wants a level forecast takes `one_step` for every period.

    Parameters
    ----------
    periods
        Periods in the window. On a straight line the forecast lags (periods + 1) / 2 periods behind.

    Examples
    --------
    >>> method = MovingAverage(periods=3)
    >>> method.forecast(method.start([210, 225, 235, 248]), 2)
    array([236.        , 239.66666667])
    """

    periods: int

    def __post_init__(self) -> None:
        whole("periods", self.periods, 1)

    @property
    def needs(self) -> int:
        """How many periods of history come before the first forecast."""
        return self.periods

    def start(self, history: Iterable[Value]) -> MovingAverageState[Value]:
        """Return the state after `history`."""
        first, rest = split(history, self.needs)
        return reduce(self.update, rest, MovingAverageState(tuple(first)))

    def update(self, state: MovingAverageState[Value], actual: Value) -> MovingAverageState[Value]:
        """Return the state after one more period."""
        return MovingAverageState(moved(state.values, plain(actual)))

    def one_step(self, state: MovingAverageState[Value]) -> Value:
        """Return the forecast of the next period."""
        return total(state.values) / self.periods

    def forecast(self, state: MovingAverageState[Value], steps: int) -> FloatArray:
        """Return the forecasts of the next `steps` periods."""
        found = list[Value]()
        for _ in steps_ahead(steps):
            found.append(self.one_step(state))
            state = MovingAverageState(moved(state.values, found[-1]))
        return stack(found)
