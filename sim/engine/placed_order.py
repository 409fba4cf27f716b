"""A replenishment order that has been placed and is not yet closed."""

from typing import Any


class PlacedOrder:
    """A replenishment order, from the decision to the last unit received.

    Times in time units of the scenario. `payload` belongs to the source that works on it.
    """

    __slots__ = (
        "lead_time",
        "need_by",
        "number",
        "outstanding",
        "payload",
        "placed",
        "promised",
        "quantity",
        "received",
        "source",
        "stock",
    )

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
