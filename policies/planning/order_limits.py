"""What an order may be: its least quantity, its pack size, its greatest quantity."""

import math
from dataclasses import dataclass

from sim.contract import to_grid, tolerant_ceil, up_to_multiple


@dataclass(frozen=True, slots=True)
class OrderLimits:
    """What an order may be.

    Parameters
    ----------
    minimum
        Least order (units).
    multiple
        Pack size: an order is a whole number of it (units); zero: any quantity.
    maximum
        Greatest order (units). What is wanted above it takes several orders in the same bucket, each within
        the limits.

    Examples
    --------
    >>> limits = OrderLimits(minimum=20.0, multiple=6.0, maximum=60.0)
    >>> limits.apply(7), limits.apply(61), limits.split(84)
    (24.0, 84.0, (60.0, 24.0))
    """

    minimum: float = 0.0
    multiple: float = 0.0
    maximum: float = math.inf

    def __post_init__(self) -> None:
        """Refuse limits that no order can keep."""
        for name in ("minimum", "multiple"):
            value = getattr(self, name)
            if not (math.isfinite(value) and value >= 0):
                raise ValueError(f"{name} is {value!r}; give a finite number of 0 or more.")
        if not self.largest >= self.smallest or self.largest <= 0:
            raise ValueError(
                f"no order fits a minimum of {self.minimum:g}, a multiple of {self.multiple:g} and a maximum "
                f"of {self.maximum:g}; raise the maximum or leave it out."
            )

    @property
    def free(self) -> bool:
        """Whether an order may be of any quantity."""
        return self.minimum == 0 and self.multiple == 0 and math.isinf(self.maximum)

    @property
    def smallest(self) -> float:
        """The least order that is a whole number of the multiple."""
        return up_to_multiple(self.minimum, self.multiple)

    @property
    def largest(self) -> float:
        """The greatest order that is a whole number of the multiple."""
        if self.multiple == 0 or math.isinf(self.maximum):
            return float(self.maximum)
        return -tolerant_ceil(-self.maximum / self.multiple) * self.multiple

    def apply(self, quantity: float) -> float:
        """Return the least quantity, as one order or several, that is at least `quantity` (above zero)."""
        largest = self.largest
        full = 0.0
        if quantity > largest:
            full = math.floor(quantity / largest) * largest
            quantity = to_grid(quantity - full)
            if quantity <= 0:
                return full
        return full + to_grid(up_to_multiple(max(quantity, self.minimum), self.multiple))

    def split(self, quantity: float) -> tuple[float, ...]:
        """Return the orders that make up a quantity returned by `apply`."""
        largest = self.largest
        if quantity <= largest:
            return (quantity,) if quantity > 0 else ()
        full = math.floor(quantity / largest)
        rest = to_grid(quantity - full * largest)
        return (float(largest),) * int(full) + ((rest,) if rest > 0 else ())


FREE = OrderLimits()
"""An order may be of any quantity."""
