"""The (s, S) policy: at or below the minimum, order up to the maximum."""

from dataclasses import dataclass
from typing import ClassVar

from policies.planning.record import PlanningRecord
from sim.contract import Continuous, LocalRule, Review


@dataclass(frozen=True, slots=True)
class MinMax(LocalRule):
    """When the inventory position is at (or, `strict`, below) `order_point`, order up to `order_up_to`.

    The (s, S) policy under continuous review.

    Parameters
    ----------
    order_point
        Inventory position at which an order goes out (units).
    order_up_to
        Inventory position to which an order lifts (units).
    strict
        Whether an order goes out only below the order point, not at it.

    Examples
    --------
    >>> MinMax(order_point=20, order_up_to=70).rule(18)
    52
    """

    TIMES: ClassVar[frozenset[str]] = frozenset({"shortest_cover", "longest_cover"})

    order_point: float
    order_up_to: float
    strict: bool = False

    def __post_init__(self) -> None:
        check_levels(self.order_point, self.order_up_to)

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
        return min_max(position, self.order_point, self.order_up_to, self.strict)

    def opening(self, turn: float) -> float:
        """Return the position at a moment of its cycle, from 0 (about to order) to 1 (just ordered)."""
        return self.order_point + turn * (self.order_up_to - self.order_point)

    @classmethod
    def sized(
        cls,
        record: PlanningRecord,
        safety_factor: float,
        shortest_cover: float = 0.0,
        longest_cover: float = float("inf"),
    ) -> "MinMax":
        """Size from planning data: the order point of a Q-system, and the economic quantity above it.

        What was never drawn in the records is bought or made to order, a unit at a time.

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
            return cls(order_point=-1.0, order_up_to=0.0)
        lead_time = record.lead_time
        point = record.rounded(record.mean_over(lead_time) + record.safety_stock(lead_time, safety_factor))
        quantity = record.rounded(record.economic_quantity(shortest_cover, longest_cover))
        return cls(order_point=point, order_up_to=point + quantity)


def min_max(position: float, order_point: float, order_up_to: float, strict: bool) -> float:
    """Order up to the maximum once the position has fallen to the minimum."""
    if position > order_point or (strict and position == order_point):
        return 0.0
    return order_up_to - position


def check_levels(order_point: float, order_up_to: float) -> None:
    """Raise ValueError unless the maximum lies above the minimum."""
    if not order_up_to > order_point:
        raise ValueError(f"order_up_to is {order_up_to:g}; it must be above order_point ({order_point:g})")
