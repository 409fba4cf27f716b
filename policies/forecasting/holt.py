"""Holt's method: exponential smoothing of level and trend, the trend damped if wanted."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import reduce
from typing import ClassVar, Generic

from policies.forecasting._values import (
    FloatArray,
    Value,
    as_wide,
    line,
    plain,
    split,
    stack,
    steps_ahead,
    weight,
)
from policies.sizing._checks import finite, whole


@dataclass(frozen=True, slots=True)
class HoltState(Generic[Value]):
    """Level at the end of the last period, and trend a period."""

    level: Value
    trend: Value


@dataclass(frozen=True, slots=True)
class Holt:
    """Level and trend, each smoothed: the forecast goes on along the line.

    Parameters
    ----------
    alpha
        Weight of the newest period in the level, 0 to 1.
    beta
        Weight of the newest change of level in the trend, 0 to 1.
    damping
        What is left of the trend from one period to the next: 1 is a straight line, less than 1 levels off.
    start_periods
        Level and trend start on the line of least squares through so many first periods, 2 or more.
    initial
        Level before the first period and trend a period, instead of a start from the history.

    Notes
    -----
    level' = alpha actual + (1 - alpha)(level + damping trend);
    trend' = beta (level' - level) + (1 - beta) damping trend;
    k periods ahead: level + (damping + ... + damping^k) trend.
    Holt (1957), reprinted in International Journal of Forecasting 20 (2004) 5-10; damped: Gardner & McKenzie,
    Management Science 31 (1985) 1237-1246.

    Examples
    --------
    >>> method = Holt(alpha=0.5, beta=0.5)
    >>> method.forecast(method.start([10, 12, 14, 16]), 2)
    array([18., 20.])
    """

    alpha: float
    beta: float
    damping: float = 1.0
    start_periods: int = 2
    initial: tuple[float, float] | None = None

    FITTED: ClassVar[tuple[str, ...]] = ("alpha", "beta")

    def __post_init__(self) -> None:
        weight("alpha", self.alpha)
        weight("beta", self.beta)
        weight("damping", self.damping)
        whole("start_periods", self.start_periods, 2)
        for number in self.initial or ():
            finite("initial", number)

    @property
    def needs(self) -> int:
        """How many periods of history come before the first forecast."""
        return self.start_periods if self.initial is None else 0

    def start(self, history: Iterable[Value]) -> HoltState[Value]:
        """Return the state after `history`."""
        first, rest = split(history, self.needs)
        if self.initial is not None:
            level, trend = (as_wide(number, rest) for number in self.initial)
        else:
            level, trend = line(range(1, len(first) + 1), first, len(first))
        return reduce(self.update, rest, HoltState(level, trend))

    def update(self, state: HoltState[Value], actual: Value) -> HoltState[Value]:
        """Return the state after one more period."""
        carried = self.damping * state.trend
        forecast = state.level + carried
        level = forecast + self.alpha * (plain(actual) - forecast)
        return HoltState(level, carried + self.beta * ((level - state.level) - carried))

    def one_step(self, state: HoltState[Value]) -> Value:
        """Return the forecast of the next period."""
        return state.level + self.damping * state.trend

    def forecast(self, state: HoltState[Value], steps: int) -> FloatArray:
        """Return the forecasts of the next `steps` periods."""
        found = list[Value]()
        kept, trends = 1.0, 0.0
        for _ in steps_ahead(steps):
            kept *= self.damping
            trends += kept
            found.append(state.level + trends * state.trend)
        return stack(found)
