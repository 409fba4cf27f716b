"""A replenishment order that has been placed and is not yet closed."""

from typing import Any


class PlacedOrder:
    """A replenishment order, from the decision to the last unit received.

    Times in time units of the scenario. `payload` belongs to the source that works on it. `under_way` are
    the units of its latest consignment, which arrives at `arrival`; `price` is what a unit costs (money),
    fixed when the order is placed.
    """

    __slots__ = (
        "arrival",
        "hurried",
        "inspections",
        "lead_time",
        "leaves",
        "need_by",
        "number",
        "outstanding",
        "payload",
        "placed",
        "price",
        "promised",
        "quantity",
        "received",
        "rest",
        "rest_lead_time",
        "source",
        "stock",
        "under_way",
    )

    leaves: float
    """When it leaves its desk; set where it has to wait there."""
    rest: float
    """Units that a short delivery leaves open; set where deliveries may be short."""
    rest_lead_time: float
    """Lead time of those units."""
    inspections: list[tuple[float, float]]
    """Time and luck of its inspections to come; set where goods are inspected."""

    def __init__(
        self,
        number: int,
        stock: Any,
        source: Any,
        quantity: float,
        placed: float,
        need_by: float,
        promised: float,
    ) -> None:
        self.number = number
        self.stock = stock
        self.source = source
        self.quantity = quantity
        self.outstanding = quantity
        self.received = 0.0
        self.placed = placed
        self.need_by = need_by
        self.promised = promised
        self.lead_time = 0.0
        self.payload: Any = None
        self.under_way = 0.0
        self.arrival = placed
        self.price = 0.0
        self.hurried = False
