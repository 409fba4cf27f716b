"""The naive forecast: next period is as the last one was."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import reduce
from typing import Generic

from policies.forecasting._values import FloatArray, Value, plain, split, stack, steps_ahead


@dataclass(frozen=True, slots=True)
class NaiveState(Generic[Value]):
    """The last figure."""

    last: Value


@dataclass(frozen=True, slots=True)
class Naive:
    """The last figure, for every period to come: the yardstick that a method should beat.

    Examples
    --------
    >>> method = Naive()
    >>> method.forecast(method.start([4, 6, 5]), 2)
    array([5., 5.])
    """

    @property
    def needs(self) -> int:
        """How many periods of history come before the first forecast."""
        return 1

    def start(self, history: Iterable[Value]) -> NaiveState[Value]:
        """Return the state after `history`."""
        first, rest = split(history, self.needs)
        return reduce(self.update, rest, NaiveState(first[0]))

    def update(self, state: NaiveState[Value], actual: Value) -> NaiveState[Value]:
        """Return the state after one more period."""
        return NaiveState(plain(actual))

    def one_step(self, state: NaiveState[Value]) -> Value:
        """Return the forecast of the next period."""
        return state.last

    def forecast(self, state: NaiveState[Value], steps: int) -> FloatArray:
        """Return the forecasts of the next `steps` periods."""
        return stack([state.last for _ in steps_ahead(steps)])
