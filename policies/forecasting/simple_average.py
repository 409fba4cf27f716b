"""The simple average of everything so far."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import reduce
from typing import Generic

from policies.forecasting._values import FloatArray, Value, plain, split, stack, steps_ahead


@dataclass(frozen=True, slots=True)
class SimpleAverageState(Generic[Value]):
    """How many periods there were, and their sum."""

    periods: int
    total: Value


@dataclass(frozen=True, slots=True)
class SimpleAverage:
    """The mean of all periods so far, for every period to come.

    Right for demand that neither grows nor changes its level; it forgets nothing.

    Examples
    --------
    >>> method = SimpleAverage()
    >>> method.forecast(method.start([4, 6, 5]), 2)
    array([5., 5.])
    """

    @property
    def needs(self) -> int:
        """How many periods of history come before the first forecast."""
        return 1

    def start(self, history: Iterable[Value]) -> SimpleAverageState[Value]:
        """Return the state after `history`."""
        first, rest = split(history, self.needs)
        return reduce(self.update, rest, SimpleAverageState(1, first[0]))

    def update(self, state: SimpleAverageState[Value], actual: Value) -> SimpleAverageState[Value]:
        """Return the state after one more period."""
        return SimpleAverageState(state.periods + 1, state.total + plain(actual))

    def one_step(self, state: SimpleAverageState[Value]) -> Value:
        """Return the forecast of the next period."""
        return state.total / state.periods

    def forecast(self, state: SimpleAverageState[Value], steps: int) -> FloatArray:
        """Return the forecasts of the next `steps` periods."""
        return stack([self.one_step(state) for _ in steps_ahead(steps)])
