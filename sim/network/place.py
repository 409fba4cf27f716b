"""A place where stock is kept, with limited room."""

from dataclasses import dataclass
from typing import ClassVar, Literal


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A store, shop or warehouse with limited room.

    Parameters
    ----------
    name
        Name of the place, as stock points give it.
    capacity_m3
        Room (cubic metres) for the stock of all stock points there; none: no limit.
    overflow
        What happens beyond it: more room is rented (`rent`), or a delivery that does not fit is sent back
        to wait until it does (`refuse`).
    rent_per_m3
        Rent of a cubic metre beyond the capacity for a year (money).
    every
        Time between readings of the room taken (time); none: a day.
    """

    TIMES: ClassVar[frozenset[str]] = frozenset({"every"})

    name: str
    capacity_m3: float | None = None
    overflow: Literal["rent", "refuse"] = "rent"
    rent_per_m3: float = 0.0
    every: float | None = None
