"""Between the shelf and the customer: picking, packing, shipping."""

from dataclasses import dataclass
from typing import ClassVar

from sim.distributions import Constant, Distribution

NOTHING = Constant(0.0)
"""No work."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fulfilment:
    """The people who pick, pack and ship what customers get from one place.

    Parameters
    ----------
    place
        Place whose stock they pick.
    staff
        People.
    hours_per_day
        What one of them works on an average calendar day.
    hours_per_shipment
        Work on a shipment, whatever it holds (working hours).
    hours_per_unit
        Work on a unit (working hours).
    due
        A shipment that leaves within this time of the order (or of the date promised, where that is
        later) is on time (time).
    """

    TIMES: ClassVar[frozenset[str]] = frozenset({"due"})

    place: str
    staff: int = 1
    hours_per_day: float = 24.0
    hours_per_shipment: Distribution = NOTHING
    hours_per_unit: float = 0.0
    due: float = 0.0
