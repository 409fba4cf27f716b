"""One tolerant ceiling for multiples: 10.000000000000002 lots are ten lots."""

import math

TOLERANCE = 1e-9
"""Relative slack below which a quotient counts as whole."""


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
