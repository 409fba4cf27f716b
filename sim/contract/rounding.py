"""Rounding, in one place: a tolerant ceiling for multiples, and one grid for divisible quantities."""

import math

TOLERANCE = 1e-9
"""Relative slack below which a quotient counts as whole."""


GRID = 2.0**30
"""Divisible quantities are whole numbers of 1/GRID unit (a thousand-millionth)."""


def to_grid(quantity: float) -> float:
    """Round a divisible quantity to the grid, on which sums and differences of stock are exact.

    So no residue of 1e-15 kg keeps an order open or a customer waiting. Exact up to eight million units.

    Examples
    --------
    >>> to_grid(0.5)
    0.5
    >>> to_grid(7.6) + to_grid(6.8) - to_grid(6.8) == to_grid(7.6)
    True
    """
    return round(quantity * GRID) / GRID


def tolerant_ceil(value: float) -> int:
    """Round up, treating a value within a relative 1e-9 of a whole number as that number.

    Examples
    --------
    >>> tolerant_ceil(2000 * 0.10 * 1.10 / 22)
    10
    >>> tolerant_ceil(10.01)
    11
    """
    nearest = round(value)
    if abs(value - nearest) <= TOLERANCE * max(1.0, abs(value)):
        return int(nearest)
    return math.ceil(value)


def up_to_multiple(quantity: float, multiple: float) -> float:
    """Round `quantity` up to a whole number of `multiple`; as it is when `multiple` is zero.

    Examples
    --------
    >>> up_to_multiple(21, 10)
    30.0
    """
    if multiple <= 0:
        return quantity
    return tolerant_ceil(quantity / multiple) * float(multiple)
