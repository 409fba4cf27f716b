"""SBA, the Syntetos-Boylan approximation: Croston's method without most of its bias."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import ClassVar

from policies.forecasting._values import FloatArray, Value, stack, steps_ahead
from policies.forecasting.croston import Croston, CrostonState


@dataclass(frozen=True)
class SBA:
    """Croston's forecast times 1 - beta / 2.

    Croston divides by a smoothed interval, and the mean of a ratio is not the ratio of the means: his
    forecast is too high on average. The correction suits demand with zeros; on demand in every period there
    is no such bias, and the forecast comes out low by beta / 2.

    Parameters
    ----------
    alpha
        Weight of the newest demand in size and interval, 0 to 1.
    beta
        Weight of the newest interval, where it is another.

    Notes
    -----
    Syntetos & Boylan, International Journal of Forecasting 21 (2005) 303-314. Starts and states are those
    of `Croston`.

    Examples
    --------
    >>> method = SBA(alpha=0.1)
    >>> method.forecast(method.start([0, 0, 6, 0, 0, 6]), 2)
    array([1.9, 1.9])
    """

    alpha: float
    beta: float | None = None

    FITTED: ClassVar[tuple[str, ...]] = ("alpha",)

    def __post_init__(self) -> None:
        Croston(self.alpha, self.beta)  # checks the weights

    @cached_property
    def croston(self) -> Croston:
        """The method that is corrected."""
        return Croston(self.alpha, self.beta)

    @property
    def needs(self) -> int:
        """How many periods of history come before the first forecast."""
        return self.croston.needs

    def start(self, history: Iterable[Value]) -> CrostonState[Value]:
        """Return the state after `history`."""
        return self.croston.start(history)

    def update(self, state: CrostonState[Value], actual: Value) -> CrostonState[Value]:
        """Return the state after one more period."""
        return self.croston.update(state, actual)

    def one_step(self, state: CrostonState[Value]) -> Value:
        """Return the forecast of the next period."""
        return (1.0 - self.croston.interval_weight / 2.0) * self.croston.one_step(state)

    def forecast(self, state: CrostonState[Value], steps: int) -> FloatArray:
        """Return the forecasts of the next `steps` periods."""
        return stack([self.one_step(state) for _ in steps_ahead(steps)])
