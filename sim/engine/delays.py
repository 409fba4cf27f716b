"""Suppliers who are late: what has not arrived comes later than it would have."""

from sim.engine.carrier import Carrier
from sim.engine.gates import Gates
from sim.engine.opening_orders import Awaited
from sim.engine.placed_order import PlacedOrder


class Delays:
    """Delays orders of one supplier, in the slot `Carrier.arrival_of`.

    An order that has left arrives later, with the lines beside it that are delayed too; the other lines
    keep their time. An order that has not left yet arrives so much later than by its lead time and the lane;
    what gathers with it waits for it. Where shipments do not overtake each other, none that leaves from now
    on arrives before one that is late.
    """

    def __init__(self, carrier: Carrier, gates: Gates) -> None:
        carrier.track()
        self.carrier = carrier
        self.gates = gates
        self.late: dict[int, float] = {}
        self.last = 0.0
        self.arrival_of = carrier.arrival_of
        carrier.arrival_of = self._arrival

    def _arrival(self, lines: list[PlacedOrder]) -> float:
        arrival = self.arrival_of(lines) + max(self.late.pop(order.number, 0.0) for order in lines)
        if self.carrier.supplier.crossing != "free":
            arrival = self.last = max(arrival, self.last)
        return arrival

    def is_coming(self, order: PlacedOrder) -> bool:
        """Tell whether a consignment of an order has still to arrive."""
        carrier, number = self.carrier, order.number
        assert carrier.under_way is not None
        return (
            number in carrier.under_way
            or number in order.source.desk
            or isinstance(order.payload, Awaited)
            or order in carrier.loading
            or self.gates.holds(order)
        )

    def delay(self, orders: list[PlacedOrder], duration: float) -> None:
        """Let orders that are still to come arrive later, and tell planners the new dates."""
        carrier = self.carrier
        assert carrier.under_way is not None
        leaving: dict[int, tuple[list[PlacedOrder], list[PlacedOrder]]] = {}
        for order in orders:
            order.promised += duration
            lines = carrier.under_way.get(order.number)
            if lines is not None:
                leaving.setdefault(id(lines), (lines, []))[1].append(order)
            elif isinstance(order.payload, Awaited):
                order.payload.delay(duration)
            else:
                self.late[order.number] = self.late.get(order.number, 0.0) + duration
        for lines, late in leaving.values():
            arrival = late[0].arrival + duration
            carrier.part(lines, late, arrival)
            self.last = max(self.last, arrival)
        if carrier.post is not None:
            for order in orders:
                carrier.post("delayed", order.stock.name, order.under_way, order.number)
