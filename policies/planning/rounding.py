"""Rounding of whole arrays: the grid of divisible goods, pack sizes, and what orders may be."""

import math

import numpy as np
from numpy.typing import NDArray

from sim.contract.rounding import GRID, TOLERANCE

Floats = NDArray[np.float64]


def whole_multiples(quantities: Floats, multiples: Floats) -> Floats:
    """Round quantities up to whole multiples, as they are where the multiple is zero.

    `sim.contract.up_to_multiple` on arrays.
    """
    counts = np.divide(quantities, multiples, out=np.zeros_like(quantities), where=multiples > 0)
    nearest = np.rint(counts)
    close = np.abs(counts - nearest) <= TOLERANCE * np.maximum(1.0, np.abs(counts))
    counts = np.where(close, nearest, np.ceil(counts))
    return np.where(multiples > 0, counts * multiples, quantities)


def largest_orders(maximum: Floats, multiple: Floats) -> Floats:
    """Return the greatest orders that are whole multiples."""
    bounded = np.isfinite(maximum)
    rounded = -whole_multiples(np.where(bounded, -maximum, 0.0), multiple)
    return np.where(bounded, rounded, math.inf)


def within_limits(quantities: Floats, minimum: Floats, multiple: Floats, maximum: Floats) -> Floats:
    """Raise quantities above zero to what orders may be: `OrderLimits.apply` on arrays.

    The maximum must be a whole multiple, see `largest_orders`.
    """
    large = quantities > maximum
    if large.any():
        safe = np.where(large, maximum, 1.0)
        full = np.where(large, np.floor(quantities / safe) * safe, 0.0)
        rest = on_grid(quantities - full)
        raised = on_grid(whole_multiples(np.maximum(rest, minimum), multiple))
        return np.where(large & (rest <= 0), full, full + raised)
    return on_grid(whole_multiples(np.maximum(quantities, minimum), multiple))


def on_grid(quantities: Floats) -> Floats:
    """Put quantities on the grid on which sums are exact: `sim.contract.to_grid` on arrays."""
    scaled = np.empty(np.shape(quantities))
    np.multiply(quantities, GRID, out=scaled)
    np.rint(scaled, out=scaled)
    scaled *= 1.0 / GRID  # a power of two, so this is the quotient
    return scaled


def up_to_units(quantities: Floats, units: Floats) -> tuple[Floats, NDArray[np.bool_] | None]:
    """Round up to multiples of units that are whole numbers, one a column; zero: the column stays as it is.

    Also returned: the quantities (none: not one) so little above a multiple that `whole_multiples` may round
    them, or what is left of them without some units, down.
    """
    if not units.any():
        return quantities, None
    ones = bool((units == 1).all())
    measured = units > 0
    steps = np.where(measured, units, 1.0)
    counts = quantities if ones else quantities / steps
    nearest = np.rint(counts)
    above = quantities - (nearest if ones else nearest * steps)
    if not measured.all():
        above *= measured
    if not above.any():
        return quantities, None
    highest = 2.0 * TOLERANCE * max(float(counts.max()), 1.0)
    close = above > 0
    close &= above <= highest * steps
    rounded = np.ceil(counts, out=nearest)
    rounded *= steps
    if not measured.all():
        rounded = np.where(measured, rounded, quantities)
    return rounded, close if close.any() else None
