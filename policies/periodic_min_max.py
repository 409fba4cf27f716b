"""The (R, s, S) policy: at a fixed interval, at or below the minimum, order up to the maximum."""

from dataclasses import dataclass
from typing import ClassVar

from policies.min_max import check_levels, min_max
from policies.planning.record import PlanningRecord
from sim.contract import Every, LocalRule, Review


@dataclass(frozen=True, slots=True)
class PeriodicMinMax(LocalRule):
    """Every `review_period`, at (or, `strict`, below) `order_point`, order up to `order_up_to`.

    The (R, s, S) policy; with S = s + 1 unit it orders at every review that finds any shortfall.

    Parameters
    ----------
    review_period
        Time between reviews (time).
    order_point
        Inventory position at which an order goes out (units).
    order_up_to
        Inventory position to which an order lifts (units).
    offset
        The first review (time).
    strict
        Whether an order goes out only below the order point, not at it.

    Examples
    --------
    >>> PeriodicMinMax(review_period=7, order_point=20, order_up_to=70).rule(21)
    0.0
    """

    TIMES: ClassVar[frozenset[str]] = frozenset(
        {"review_period", "offset", "shortest_cover", "longest_cover"}
    )

    review_period: float
    order_point: float
    order_up_to: float
    offset: float = 0.0
    strict: bool = False

    def __post_init__(self) -> None:
        Every(self.review_period, self.offset)
        check_levels(self.order_point, self.order_up_to)

    @property
    def review(self) -> Review:
        """Every review period."""
        return Every(self.review_period, self.offset)

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
        review_period: float,
        offset: float = 0.0,
        shortest_cover: float = 0.0,
        longest_cover: float = float("inf"),
        staggered: bool = False,
    ) -> "PeriodicMinMax":
        """Size from planning data: safety over review period plus lead time, the economic quantity above.

        `staggered` gives each stock point its own turn within the period.

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
        exposed = review_period + record.lead_time
        point = record.rounded(record.mean_over(exposed) + record.safety_stock(exposed, safety_factor))
        quantity = record.rounded(record.economic_quantity(shortest_cover, longest_cover))
        return cls(
            review_period=review_period, order_point=point, order_up_to=point + quantity, offset=offset
        )
