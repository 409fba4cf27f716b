"""A stock point: one item kept at one place."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True, kw_only=True)
class StockPoint:
    """One item kept at one place.

    `initial` is the stock on hand at time zero. `allocation` shares stock among the draws of one
    instant and the backlog: first come (equal first-comers take turns), by priority (lowest number
    first), or in proportion.
    """

    name: str
    item: str
    place: str = ""
    initial: float = 0.0
    allocation: Literal["first-come", "priority", "proportional"] = "first-come"
    tags: tuple[str, ...] = ()
