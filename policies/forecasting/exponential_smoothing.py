"""Single exponential smoothing."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import reduce
from typing import ClassVar, Generic

from policies.forecasting._values import (
    FloatArray,
    Value,
    as_wide,
    plain,
    split,
    stack,
    steps_ahead,
    total,
    weight,
)
from policies.sizing._checks import finite, whole


@dataclass(frozen=True, slots=True)
class ExponentialSmoothingState(Generic[Value]):
    """The level, which is the forecast."""

    level: Value


@dataclass(frozen=True, slots=True)
class ExponentialSmoothing:
    """The last forecast, moved by a share `alpha` of its error.

    Parameters
    ----------
    alpha
        Weight of the newest period, 0 to 1. The data are 1 / alpha periods old on average.
    start_periods
        The level starts as the mean of so many first periods (1: the first figure).
    initial
        Forecast of the first period, instead of a start from the history.

    Notes
    -----
    level = level + alpha (actual - level). On a straight line the forecast ends up slope / alpha behind.
    Brown (1959), "Statistical Forecasting for Inventory Control".

    Examples
    --------
    >>> method = ExponentialSmoothing(alpha=0.5)
    >>> method.start([150, 165, 170])
    ExponentialSmoothingState(level=163.75)
    """

    alpha: float
    start_periods: int = 1
    initial: float | None = None

    FITTED: ClassVar[tuple[str, ...]] = ("alpha",)

    def __post_init__(self) -> None:
        weight("alpha", self.alpha)
        whole("start_periods", self.start_periods, 1)
        if self.initial is not None:
            finite("initial", self.initial)

    @property
    def needs(self) -> int:
        """How many periods of history come before the first forecast."""
        return self.start_periods if self.initial is None else 0

    def start(self, history: Iterable[Value]) -> ExponentialSmoothingState[Value]:
        """Return the state after `history`."""
        first, rest = split(history, self.needs)
        level = total(first) / len(first) if self.initial is None else as_wide(self.initial, rest)
        return reduce(self.update, rest, ExponentialSmoothingState(level))

    def update(
        self, state: ExponentialSmoothingState[Value], actual: Value
    ) -> ExponentialSmoothingState[Value]:
        """Return the state after one more period."""
        return ExponentialSmoothingState(state.level + self.alpha * (plain(actual) - state.level))

    def one_step(self, state: ExponentialSmoothingState[Value]) -> Value:
        """Return the forecast of the next period."""
        return state.level

    def forecast(self, state: ExponentialSmoothingState[Value], steps: int) -> FloatArray:
        """Return the forecasts of the next `steps` periods."""
        return stack([state.level for _ in steps_ahead(steps)])
