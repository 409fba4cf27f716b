"""The P-system: at a fixed interval, order up to a level."""

from dataclasses import dataclass
from typing import ClassVar

from policies.planning.record import PlanningRecord
from sim.contract import Every, LocalRule, Review


@dataclass(frozen=True, slots=True)
class PSystem(LocalRule):
    """Every `review_period`, order what lifts the inventory position to `order_up_to`.

    The (R, S) policy. Period and `offset` (the first review) in time units of the scenario.

    Parameters
    ----------
    review_period
        Time between reviews (time).
    order_up_to
        Inventory position to which an order lifts (units).
    offset
        The first review (time).

    Examples
    --------
    >>> PSystem(review_period=15, order_up_to=900).rule(248)
    652
    """

    TIMES: ClassVar[frozenset[str]] = frozenset({"review_period", "offset"})

    review_period: float
    order_up_to: float
    offset: float = 0.0

    def __post_init__(self) -> None:
        Every(self.review_period, self.offset)

    @property
    def review(self) -> Review:
        """Every review period."""
        return Every(self.review_period, self.offset)

    def rule(self, position: float) -> float:
        """Return the quantity to order at this inventory position."""
        return up_to(position, self.order_up_to)

    def opening(self, turn: float) -> float:
        """Return the position at a moment of its cycle, from 0 (about to order) to 1 (just ordered)."""
        return self.order_up_to

    @classmethod
    def sized(
        cls,
        record: PlanningRecord,
        safety_factor: float,
        review_period: float,
        offset: float = 0.0,
        staggered: bool = False,
    ) -> "PSystem":
        """Size from planning data: demand over review period plus lead time, plus safety stock.

        The position must last until the order of the next review arrives. `staggered` gives each stock
        point its own turn within the period (for a plant), otherwise all look together (for joint buying).

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
        staggered
            Whether each stock point has its own turn within the period.
        """
        offset += record.turn() * review_period if staggered else 0.0
        exposed = review_period + record.lead_time
        level = record.mean_over(exposed) + record.safety_stock(exposed, safety_factor)
        return cls(review_period=review_period, order_up_to=record.rounded(level), offset=offset)


def up_to(position: float, level: float) -> float:
    """Order what lifts the position to the level; nothing when it is there."""
    return level - position if position < level else 0.0
