"""A supplier and how its consignments travel."""

from dataclasses import dataclass
from typing import ClassVar, Literal


@dataclass(frozen=True, slots=True, kw_only=True)
class Freight:
    """Price of one consignment.

    Parameters
    ----------
    per_shipment
        Fixed part for each truck (money).
    per_kg
        Part for each kg (money).
    per_value
        Part of the value of the goods (share).
    minimum
        Least charge of a consignment (money).
    truck_kg
        What one truck carries (kg); a heavier consignment pays for more trucks. None: any weight.
    """

    per_shipment: float = 0.0
    per_kg: float = 0.0
    per_value: float = 0.0
    minimum: float = 0.0
    truck_kg: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Supplier:
    """A supplier.

    All that is ordered from it gathers until departure and travels as one shipment: one lead time (that
    of its slowest line), one freight charge, shared by weight.

    Parameters
    ----------
    name
        Name of the supplier.
    crossing
        Orders may overtake (`free`), arrive in the order they left (`in-sequence`), or are served one by
        one (`queue`).
    freight
        Price of a consignment.
    departure_period
        A shipment leaves at these intervals (time); none: at once.
    departure_kg
        A shipment leaves as soon as it weighs this much (kg), with or without a timetable; none: weight
        does not matter.
    units_per_day
        What the supplier can make (units a day, all items together); orders wait for it. None: no limit.
    """

    TIMES: ClassVar[frozenset[str]] = frozenset({"departure_period"})

    name: str
    crossing: Literal["free", "in-sequence", "queue"] = "free"
    freight: Freight | None = None
    departure_period: float | None = None
    departure_kg: float | None = None
    units_per_day: float | None = None
