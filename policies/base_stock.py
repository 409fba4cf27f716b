"""Base stock: every draw is ordered again at once."""

from dataclasses import dataclass

from policies.p_system import up_to
from policies.planning.record import PlanningRecord
from sim.contract import Continuous, LocalRule, Review


@dataclass(frozen=True, slots=True)
class BaseStock(LocalRule):
    """Keep the inventory position at `order_up_to`: each draw makes an equal order, (S-1, S).

    With a level of zero nothing is kept: every draw is bought or made to order.

    Parameters
    ----------
    order_up_to
        Level that the inventory position is kept at (units).

    Examples
    --------
    >>> BaseStock(order_up_to=0).rule(-12)
    12
    """

    order_up_to: float = 0.0

    @property
    def review(self) -> Review:
        """At every change."""
        return Continuous()

    @property
    def trigger(self) -> float:
        """The base stock level."""
        return self.order_up_to

    def rule(self, position: float) -> float:
        """Return the quantity to order at this inventory position."""
        return up_to(position, self.order_up_to)

    def opening(self, turn: float) -> float:
        """Return the position at a moment of its cycle, from 0 (about to order) to 1 (just ordered)."""
        return self.order_up_to

    @classmethod
    def sized(cls, record: PlanningRecord, safety_factor: float) -> "BaseStock":
        """Size from planning data: demand in the lead time plus safety stock.

        Parameters
        ----------
        record
            Planning data of the stock point.
        safety_factor
            Safety stock, in standard deviations of demand over the time that stock must last.
        """
        level = record.mean_over(record.lead_time) + record.safety_stock(record.lead_time, safety_factor)
        return cls(order_up_to=record.rounded(level))
