"""The Q-system: a fixed quantity whenever the position falls to the order point."""

from dataclasses import dataclass
from typing import ClassVar

from policies.planning.record import PlanningRecord
from sim.contract import Continuous, LocalRule, Review, tolerant_ceil


@dataclass(frozen=True, slots=True)
class QSystem(LocalRule):
    """Order `quantity` when the inventory position is at (or, `strict`, below) `order_point`.

    The (s, Q) or (r, Q) policy under continuous review. With `multiple` as many quantities are ordered
    as lift the position above the order point (nQ); without, one each time a draw finds it at or below.

    Parameters
    ----------
    order_point
        Inventory position at which an order goes out (units).
    quantity
        What is ordered (units).
    multiple
        Whether as many quantities are ordered as lift the position above the order point.
    strict
        Whether an order goes out only below the order point, not at it.

    Examples
    --------
    >>> QSystem(order_point=20, quantity=50).rule(18)
    50
    >>> QSystem(order_point=20, quantity=50).rule(-45)
    100
    """

    TIMES: ClassVar[frozenset[str]] = frozenset({"shortest_cover", "longest_cover"})

    order_point: float
    quantity: float
    multiple: bool = True
    strict: bool = False

    def __post_init__(self) -> None:
        if not self.quantity > 0:
            raise ValueError(f"quantity is {self.quantity:g}; it must be above zero")

    @property
    def review(self) -> Review:
        """At every change."""
        return Continuous()

    @property
    def trigger(self) -> float:
        """The order point."""
        return self.order_point

    def rule(self, position: float) -> float:
        """Return the quantity to order at this inventory position."""
        return fixed_quantity(position, self.order_point, self.quantity, self.multiple, self.strict)

    def opening(self, turn: float) -> float:
        """Return the position at a moment of its cycle, from 0 (about to order) to 1 (just ordered)."""
        return self.order_point + turn * self.quantity

    @classmethod
    def sized(
        cls,
        record: PlanningRecord,
        safety_factor: float,
        shortest_cover: float = 0.0,
        longest_cover: float = float("inf"),
    ) -> "QSystem":
        """Size from planning data: demand in the lead time plus safety stock; the economic quantity.

        `safety_factor` counts standard deviations of demand in the lead time; covers are in time units.
        What was never drawn in the records is bought or made to order.

        Parameters
        ----------
        record
            Planning data of the stock point.
        safety_factor
            Safety stock, in standard deviations of demand over the time that stock must last.
        shortest_cover, longest_cover
            Least and greatest order, as the time that it would last (time).
        """
        if record.demand_rate <= 0:
            return cls(order_point=0.0, quantity=1.0, strict=True)
        lead_time = record.lead_time
        point = record.mean_over(lead_time) + record.safety_stock(lead_time, safety_factor)
        quantity = record.rounded(record.economic_quantity(shortest_cover, longest_cover))
        return cls(order_point=record.rounded(point), quantity=quantity)


def fixed_quantity(
    position: float, order_point: float, quantity: float, multiple: bool, strict: bool
) -> float:
    """Order one quantity, or as many as lift the position above the order point.

    `strict` orders only below the order point; then lifting the position to it is enough.
    """
    short = order_point - position
    if short < 0 or (strict and short == 0):
        return 0.0
    if not multiple or short < quantity:
        return quantity
    lots = tolerant_ceil(short / quantity)
    if lots * quantity <= short and not strict:
        lots += 1
    return max(lots, 1) * quantity
