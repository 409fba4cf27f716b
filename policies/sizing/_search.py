"""Searches on monotone functions, enough for the sizing functions and free of scipy's start-up time."""

from collections.abc import Callable


def root(function: Callable[[float], float], low: float, high: float) -> float:
    """Find by bisection, to sixteen digits of the bracket, where an increasing function crosses zero."""
    tolerance = (high - low) * 1e-16
    while True:
        middle = low + (high - low) / 2
        if high - low <= tolerance or middle in (low, high):
            return middle
        if function(middle) < 0:
            low = middle
        else:
            high = middle


def root_upwards(function: Callable[[float], float], low: float, step: float) -> float:
    """Find the zero of an increasing function above `low`, doubling `step` until it is bracketed."""
    while function(low + step) < 0:
        step *= 2
    return root(function, low, low + step)


def smallest(holds: Callable[[int], bool], low: int) -> int:
    """Find the smallest whole number, not under `low`, from which a condition holds ever after."""
    if holds(low):
        return low
    step = 1
    while not holds(low + step):
        low += step
        step *= 2
    high = low + step
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if holds(middle) else (middle, high)
    return high
