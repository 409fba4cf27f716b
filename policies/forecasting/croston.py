"""Croston's method for intermittent demand."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import reduce
from typing import ClassVar, Generic

from policies.forecasting._values import FloatArray, Value, demand, split, stack, steps_ahead, weight


@dataclass(frozen=True, slots=True)
class CrostonState(Generic[Value]):
    """Size of a demand and interval between demands, smoothed, and periods since the last demand.

    Size and interval are 0 until the first demand.
    """

    size: Value
    interval: Value
    elapsed: Value


@dataclass(frozen=True, slots=True)
class Croston:
    """Size of a demand over interval between demands, each smoothed only when there is demand.

    The forecast is a mean a period, not what will be sold in a period: between demands nothing is sold.

    Parameters
    ----------
    alpha
        Weight of the newest demand in size and interval, 0 to 1.
    beta
        Weight of the newest interval, where it is another.

    Notes
    -----
    Size starts as the first demand that is not zero, the interval as its position in the history; before
    it the forecast is 0. Croston, Operational Research Quarterly 23 (1972) 289-303; a weight of its own for
    the interval: Schultz, Journal of the Operational Research Society 38 (1987) 453-458. The forecast is too
    high on average, by about beta / 2 of it (see `SBA`).

    Examples
    --------
    >>> method = Croston(alpha=0.1)
    >>> method.forecast(method.start([0, 0, 6, 0, 0, 6]), 2)
    array([2., 2.])
    """

    alpha: float
    beta: float | None = None

    FITTED: ClassVar[tuple[str, ...]] = ("alpha",)

    def __post_init__(self) -> None:
        weight("alpha", self.alpha)
        if self.beta is not None:
            weight("beta", self.beta)

    @property
    def needs(self) -> int:
        """How many periods of history come before the first forecast."""
        return 1

    @property
    def interval_weight(self) -> float:
        """The weight of the newest interval."""
        return self.alpha if self.beta is None else self.beta

    def start(self, history: Iterable[Value]) -> CrostonState[Value]:
        """Return the state after `history`."""
        first, rest = split(history, self.needs)
        none = 0.0 * first[0]
        return reduce(self.update, first + rest, CrostonState(none, none, none))

    def update(self, state: CrostonState[Value], actual: Value) -> CrostonState[Value]:
        """Return the state after one more period."""
        # Branches written as 0 and 1, so that one line serves a number and an array.
        own = demand(actual)
        demanded = (own > 0) * 1.0
        started = (state.size > 0) * 1.0
        elapsed = state.elapsed + 1.0
        first = 1.0 - started
        sizing = demanded * (started * self.alpha + first)
        timing = demanded * (started * self.interval_weight + first)
        return CrostonState(
            state.size + sizing * (own - state.size),
            state.interval + timing * (elapsed - state.interval),
            elapsed * (1.0 - demanded),
        )

    def one_step(self, state: CrostonState[Value]) -> Value:
        """Return the forecast of the next period."""
        return state.size / (state.interval + (state.size <= 0) * 1.0)

    def forecast(self, state: CrostonState[Value], steps: int) -> FloatArray:
        """Return the forecasts of the next `steps` periods."""
        return stack([self.one_step(state) for _ in steps_ahead(steps)])
