"""Values that are one item's number or many items' array, and the checks and sums that serve both."""

import math
from collections.abc import Iterable, Sequence
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]
Value = TypeVar("Value", float, FloatArray)
"""What happened in one period: a number (one item) or an array of shape (items,) (many items at once)."""


def plain(value: Value) -> Value:
    """Return a float of its own, or an array of its own; raise ValueError unless it is finite."""
    if isinstance(value, np.ndarray) and value.ndim:
        if not np.isfinite(value).all():
            raise ValueError("the actual figures hold a value that is no finite number; give finite numbers.")
        own: Any = np.array(value, dtype=np.float64)
    else:
        own = float(value)
        if not math.isfinite(own):
            raise ValueError(f"actual is {own!r}; give a finite number.")
    result: Value = own
    return result


def demand(value: Value) -> Value:
    """Return `plain(value)`; raise ValueError unless it is zero or more."""
    own = plain(value)
    least = float(own.min(initial=0.0)) if isinstance(own, np.ndarray) else own
    if least < 0:
        raise ValueError(
            f"actual is {least:g}; give 0 or more, for this method knows demand and no demand only."
        )
    return own


def split(history: Iterable[Value], needs: int) -> tuple[list[Value], list[Value]]:
    """Return the first `needs` periods and the others; raise ValueError where there are too few."""
    values = [plain(value) for value in history]
    if len(values) < needs:
        raise ValueError(f"the history has {len(values)} periods; give at least {needs}.")
    return values[:needs], values[needs:]


def total(values: Sequence[Value]) -> Value:
    """Return the sum, first to last.

    Not the built-in `sum`, which rounds numbers differently from arrays as of Python 3.12.
    """
    result = values[0]
    for value in values[1:]:
        result = result + value
    return result


def moved(window: tuple[Value, ...], newest: Value) -> tuple[Value, ...]:
    """Return the window without its oldest period and with the newest."""
    return window[1:] + (newest,)  # noqa: RUF005 (mypy cannot follow the other way of writing it)


def as_wide(number: float, history: Sequence[Value]) -> Value:
    """Return a given number for as many items as the history has; a plain number where it is empty."""
    wide: Any = number + 0.0 * history[0] if history else float(number)
    result: Value = wide
    return result


def line(times: Sequence[float], values: Sequence[Value], at: float) -> tuple[Value, Value]:
    """Return height at the time `at` and slope of the line of least squares through two points or more."""
    middle = math.fsum(times) / len(times)
    spread = math.fsum((time - middle) ** 2 for time in times)
    mean = total(values) / len(values)
    slope = total([(time - middle) * value for time, value in zip(times, values, strict=True)]) / spread
    return mean + slope * (at - middle), slope


def stack(values: Sequence[Value]) -> FloatArray:
    """Return values as one array, period by period: shape (steps,) or (steps, items)."""
    return np.array(values, dtype=np.float64)


def weight(name: str, value: float) -> None:
    """Raise ValueError unless `value` is from 0 to 1."""
    if not 0 <= value <= 1:
        raise ValueError(f"{name} is {value!r}; give a weight from 0 to 1.")


def steps_ahead(steps: int) -> range:
    """Return 1, 2, ... `steps`; raise ValueError where there is none."""
    if steps < 1:
        raise ValueError(f"steps is {steps!r}; give a whole number of 1 or more.")
    return range(1, steps + 1)
