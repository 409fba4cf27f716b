"""Argument checks shared by the sizing functions: each names the argument, its value and the remedy."""

import math
import operator


def positive(name: str, value: float) -> None:
    """Raise ValueError unless `value` is finite and above zero."""
    if not (math.isfinite(value) and value > 0):
        raise ValueError(f"{name} is {value!r}; give a finite number above 0.")


def positive_or_infinite(name: str, value: float, meaning: str) -> None:
    """Raise ValueError unless `value` is above zero; infinity is allowed and `meaning` says what it means."""
    if math.isnan(value) or value <= 0:
        raise ValueError(f"{name} is {value!r}; give a number above 0, or leave it out for {meaning}.")


def not_negative(name: str, value: float) -> None:
    """Raise ValueError unless `value` is finite and zero or more."""
    if not (math.isfinite(value) and value >= 0):
        raise ValueError(f"{name} is {value!r}; give a finite number of 0 or more.")


def finite(name: str, value: float) -> None:
    """Raise ValueError unless `value` is a finite number."""
    if not math.isfinite(value):
        raise ValueError(f"{name} is {value!r}; give a finite number.")


def share(name: str, value: float) -> None:
    """Raise ValueError unless `value` lies strictly between zero and one."""
    if not 0 < value < 1:
        raise ValueError(
            f"{name} is {value!r}; give a share strictly between 0 and 1, for example 0.95 for 95 %."
        )


def whole(name: str, value: int, minimum: int | None = None) -> None:
    """Raise ValueError unless `value` is a whole number, of at least `minimum` where one is given."""
    bound = "" if minimum is None else f" of {minimum} or more"
    try:
        number = operator.index(value)
    except TypeError:
        raise ValueError(f"{name} is {value!r}; give a whole number{bound} of type int.") from None
    if minimum is not None and number < minimum:
        raise ValueError(f"{name} is {value!r}; give a whole number{bound}.")
