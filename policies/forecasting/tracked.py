"""A forecasting method that keeps account of its own errors."""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from functools import reduce
from typing import Any, Generic

from policies.forecasting._values import FloatArray, Value, plain, split, weight
from policies.forecasting.forecaster import Forecaster


@dataclass(frozen=True, slots=True)
class TrackedState(Generic[Value]):
    """The state of the method, and its one-step errors (actual less forecast) so far.

    Attributes
    ----------
    inner
        The state of the method.
    errors
        How many errors there were.
    absolute, squared
        Mean absolute and mean squared error.
    total
        Sum of the errors.
    """

    inner: Any
    errors: int
    absolute: Value
    squared: Value
    total: Value


@dataclass(frozen=True, slots=True)
class Tracked:
    """A method with the running size of its one-step errors: what safety stock is sized by.

    Parameters
    ----------
    forecaster
        The method.
    smoothing
        Least weight of the newest error, 0 to 1. With 0 all errors weigh the same; with 0.1 old ones fade.
        The n-th error weighs 1 / n as long as that is more.

    Notes
    -----
    The error is judged before the period is learnt from. The variance is the mean squared error about zero,
    so bias is in it. Smoothed absolute error and tracking signal: Trigg, Operational Research Quarterly 15
    (1964) 271-274; Silver, Pyke & Thomas (2017), chapter 3.

    Examples
    --------
    >>> from policies.forecasting import Naive
    >>> method = Tracked(Naive())
    >>> state = method.start([10, 12, 11])
    >>> method.mean_absolute_error(state), method.variance(state), method.tracking_signal(state)
    (1.5, 2.5, 0.6666666666666666)
    """

    forecaster: Forecaster
    smoothing: float = 0.0

    def __post_init__(self) -> None:
        weight("smoothing", self.smoothing)

    @property
    def needs(self) -> int:
        """How many periods of history come before the first forecast."""
        return self.forecaster.needs

    def start(self, history: Iterable[Value]) -> TrackedState[Value]:
        """Return the state after `history`; errors count from the first forecast on."""
        first, rest = split(history, self.needs)
        state: TrackedState[Any] = TrackedState(self.forecaster.start(first), 0, 0.0, 0.0, 0.0)
        return reduce(self.update, rest, state)

    def update(self, state: TrackedState[Value], actual: Value) -> TrackedState[Value]:
        """Return the state after one more period."""
        own = plain(actual)
        error = own - self.one_step(state)
        count = state.errors + 1
        share = max(1.0 / count, self.smoothing)
        return TrackedState(
            self.forecaster.update(state.inner, own),
            count,
            state.absolute + share * (abs(error) - state.absolute),
            state.squared + share * (error * error - state.squared),
            state.total + error,
        )

    def one_step(self, state: TrackedState[Value]) -> Any:
        """Return the forecast of the next period."""
        return self.forecaster.one_step(state.inner)

    def forecast(self, state: TrackedState[Value], steps: int) -> FloatArray:
        """Return the forecasts of the next `steps` periods."""
        return self.forecaster.forecast(state.inner, steps)

    def mean_absolute_error(self, state: TrackedState[Value]) -> Value | float:
        """Return the mean absolute one-step error; not a number before the first."""
        return state.absolute if state.errors else math.nan

    def variance(self, state: TrackedState[Value]) -> Value | float:
        """Return the mean squared one-step error; not a number before the first."""
        return state.squared if state.errors else math.nan

    def bias(self, state: TrackedState[Value]) -> Value | float:
        """Return the mean error, actual less forecast, all errors alike; not a number before the first."""
        return state.total / state.errors if state.errors else math.nan

    def tracking_signal(self, state: TrackedState[Value]) -> Value:
        """Return the sum of errors over the mean absolute error; 0 where there is none."""
        return state.total / (state.absolute + (state.absolute <= 0) * 1.0)
