"""The weighted moving average: the last periods, each with its weight."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import reduce
from math import fsum
from typing import Generic

from policies.forecasting._values import FloatArray, Value, moved, plain, split, stack, steps_ahead, total
from policies.sizing._checks import not_negative


@dataclass(frozen=True, slots=True)
class WeightedMovingAverageState(Generic[Value]):
    """The last periods, oldest first."""

    values: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class WeightedMovingAverage:
    """The mean of the last periods, weighted.

    Further ahead than one period, a forecast stands in for the figure that is not known yet, so the window
    rolls on over its own forecasts. Who wants a level forecast takes `one_step` for every period.

    Parameters
    ----------
    weights
        Weights, oldest period first; any sum.

    Examples
    --------
    >>> method = WeightedMovingAverage(weights=(1, 3, 4))
    >>> method.forecast(method.start([210, 225, 235, 248]), 2)
    array([240.25, 242.5 ])
    """

    weights: tuple[float, ...]

    def __post_init__(self) -> None:
        object.__setattr__(self, "weights", tuple(float(w) for w in self.weights))
        for w in self.weights:
            not_negative("weights", w)
        if not fsum(self.weights) > 0:
            raise ValueError("weights is all-zero; give at least one weight above 0.")

    @property
    def needs(self) -> int:
        """How many periods of history come before the first forecast."""
        return len(self.weights)

    def start(self, history: Iterable[Value]) -> WeightedMovingAverageState[Value]:
        """Return the state after `history`."""
        first, rest = split(history, self.needs)
        return reduce(self.update, rest, WeightedMovingAverageState(tuple(first)))

    def update(
        self, state: WeightedMovingAverageState[Value], actual: Value
    ) -> WeightedMovingAverageState[Value]:
        """Return the state after one more period."""
        return WeightedMovingAverageState(moved(state.values, plain(actual)))

    def one_step(self, state: WeightedMovingAverageState[Value]) -> Value:
        """Return the forecast of the next period."""
        weighted = [w * value for w, value in zip(self.weights, state.values, strict=True)]
        return total(weighted) / fsum(self.weights)

    def forecast(self, state: WeightedMovingAverageState[Value], steps: int) -> FloatArray:
        """Return the forecasts of the next `steps` periods."""
        found = list[Value]()
        for _ in steps_ahead(steps):
            found.append(self.one_step(state))
            state = WeightedMovingAverageState(moved(state.values, found[-1]))
        return stack(found)
