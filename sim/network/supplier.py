"""A supplier and how its consignments travel."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True, kw_only=True)
class Freight:
    """Price of one consignment: a fixed part, a part per kg, and a minimum; money of the case."""

    per_shipment: float = 0.0
    per_kg: float = 0.0
    minimum: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Supplier:
    """A supplier.

    All that is ordered from it gathers until departure (the same instant, or every
    `departure_period`) and travels as one shipment: one lead time (that of its slowest line), one
    freight charge, shared by weight. `crossing`: orders may overtake (`free`), arrive in the order
    they left (`in-sequence`), or are served one by one (`queue`).
    """

    name: str
    crossing: Literal["free", "in-sequence", "queue"] = "free"
    freight: Freight | None = None
    departure_period: float | None = None
