"""What every forecasting method does."""

from collections.abc import Iterable
from typing import Any, Protocol

from policies.forecasting._values import FloatArray, Value


class Forecaster(Protocol):
    """A forecasting method: a frozen dataclass of parameters with pure functions.

    A state is a frozen dataclass of numbers, so a policy can keep it by `Remember` and go on with it at its
    next turn. The same methods serve many items at once: give arrays of shape (items,) where one item has a
    number (a history is then the rows of an array of shape (periods, items)), and the state holds arrays.
    The figures of an item are then bit for bit those it gets alone. Do not write into such arrays.

    Forecasts are not cut off at zero and not rounded: whoever orders by them decides that.
    """

    @property
    def needs(self) -> int:
        """How many periods of history come before the first forecast."""
        ...

    def start(self, history: Iterable[Value]) -> Any:
        """Return the state after `history`, oldest period first.

        Raises
        ------
        ValueError
            If there are fewer periods than `needs`, or a figure that is not finite.
        """
        ...

    def update(self, state: Any, actual: Value) -> Any:
        """Return the state after one more period, in which `actual` happened."""
        ...

    def one_step(self, state: Any) -> Any:
        """Return the forecast of the next period: a number, or an array of shape (items,)."""
        ...

    def forecast(self, state: Any, steps: int) -> FloatArray:
        """Return the forecasts of the next `steps` periods, shape (steps,) or (steps, items)."""
        ...
