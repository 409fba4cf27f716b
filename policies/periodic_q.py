"""The (R, s, nQ) policy: at a fixed interval, as many quantities as lift the position above the point."""

from dataclasses import dataclass
from typing import ClassVar

from policies.planning.record import PlanningRecord
from policies.q_system import fixed_quantity
from sim.contract import Every, LocalRule, Review


@dataclass(frozen=True, slots=True)
class PeriodicQ(LocalRule):
    """Every `review_period`, at (or, `strict`, below) `order_point`, order multiples of `quantity`.

    The (R, s, nQ) policy: as many quantities as lift the position above the order point.

    Parameters
    ----------
    review_period
        Time between reviews (time).
    order_point
        Inventory position at which an order goes out (units).
    quantity
        What is ordered, once or several times (units).
    offset
        The first review (time).
    strict
        Whether an order goes out only below the order point, not at it.

    Examples
    --------
    >>> PeriodicQ(review_period=7, order_point=20, quantity=50).rule(-45)
    100
    """

    TIMES: ClassVar[frozenset[str]] = frozenset(
        {"review_period", "offset", "shortest_cover", "longest_cover"}
    )

    review_period: float
    order_point: float
    quantity: float
    offset: float = 0.0
    strict: bool = False

    def __post_init__(self) -> None:
        Every(self.review_period, self.offset)
        if not self.quantity > 0:
            raise ValueError(f"quantity is {self.quantity:g}; it must be above zero")

    @property
    def review(self) -> Review:
        """Every review period."""
        return Every(self.review_period, self.offset)

    def rule(self, position: float) -> float:
        """Return the quantity to order at this inventory position."""
        return fixed_quantity(position, self.order_point, self.quantity, True, self.strict)

    def opening(self, turn: float) -> float:
        """Return the position at a moment of its cycle, from 0 (about to order) to 1 (just ordered)."""
        return self.order_point + turn * self.quantity

    @classmethod
    def sized(
        cls,
        record: PlanningRecord,
        safety_factor: float,
        review_period: float,
        offset: float = 0.0,
        shortest_cover: float = 0.0,
        longest_cover: float = float("inf"),
        staggered: bool = False,
    ) -> "PeriodicQ":
        """Size from planning data: safety over review period plus lead time, and the economic quantity.

        What was never drawn in the records is bought or made to order.

        Parameters
        ----------
        record
            Planning data of the stock point.
        safety_factor
            Safety stock, in standard deviations of demand over the time that stock must last.
        review_period
            Time between reviews (time).
        offset
            The first review (time).
        shortest_cover, longest_cover
            Least and greatest order, as the time that it would last (time).
        staggered
            Whether each stock point has its own turn within the period.
        """
        offset += record.turn() * review_period if staggered else 0.0
        if record.demand_rate <= 0:
            return cls(review_period, order_point=0.0, quantity=1.0, offset=offset, strict=True)
        exposed = review_period + record.lead_time
        point = record.rounded(record.mean_over(exposed) + record.safety_stock(exposed, safety_factor))
        quantity = record.rounded(record.economic_quantity(shortest_cover, longest_cover))
        return cls(review_period, order_point=point, quantity=quantity, offset=offset)
