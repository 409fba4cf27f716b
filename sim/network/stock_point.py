"""A stock point: one item kept at one place."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True, kw_only=True)
class StockPoint:
    """One item kept at one place.

    Parameters
    ----------
    name
        Name of the stock point.
    item
        Item that is kept.
    place
        Store, shop or warehouse that it stands in.
    initial
        Stock on hand at time zero (units).
    allocation
        How stock is shared among the draws of one instant and the backlog: first come (equal
        first-comers take turns), by priority (lowest number first), or in proportion.
    issuing
        Which units leave first where units have a shelf life: the oldest (`fifo`), the newest (`lifo`) or
        those that expire first (`fefo`).
    sourcing
        Which of several sources an order goes to: the first in the case (what it does not take goes to
        the next), by their shares, the cheapest for the quantity, or the one with the shortest planned
        lead time.
    tags
        Words by which stock points are chosen.
    """

    name: str
    item: str
    place: str = ""
    initial: float = 0.0
    allocation: Literal["first-come", "priority", "proportional"] = "first-come"
    issuing: Literal["fifo", "lifo", "fefo"] = "fifo"
    sourcing: Literal["priority", "share", "price", "speed"] = "priority"
    tags: tuple[str, ...] = ()
