"""The lanes of a supplier: what is ordered together travels together."""

from functools import partial

from sim.engine.clock import Clock
from sim.engine.fact import Post
from sim.engine.placed_order import PlacedOrder
from sim.network import Freight, Supplier


class Carrier:
    """A supplier's shipments: gathering until departure, lead time, crossing, freight."""

    def __init__(self, supplier: Supplier, clock: Clock, post: Post | None) -> None:
        self.supplier = supplier
        self.name = supplier.name
        self.clock = clock
        self.post = post
        self.loading: list[PlacedOrder] = []
        self.members = 0
        self.last_arrival = 0.0
        self.shipments = 0
        self.freight = 0.0
        self.weight = 0.0
        if supplier.departure_period is not None:
            clock.at(supplier.departure_period, "DEPART", self._timetable)

    def load(self, order: PlacedOrder) -> None:
        """Put an order on the next shipment; it leaves at once when no other order can join it."""
        self.loading.append(order)
        if self.supplier.departure_period is None and len(self.loading) == 1:
            if self.members == 1:
                self.depart()
            else:
                self.clock.at(self.clock._now, "DEPART", self.depart)

    def _timetable(self) -> None:
        clock = self.clock
        assert self.supplier.departure_period is not None
        clock.at(clock._now + self.supplier.departure_period, "DEPART", self._timetable)
        if self.loading:
            self.depart()

    def depart(self) -> None:
        """Send what has gathered: one lead time (the slowest line's), one freight charge."""
        lines, self.loading = self.loading, []
        clock = self.clock
        now = clock._now
        lead = lines[0].lead_time if len(lines) == 1 else max(order.lead_time for order in lines)
        crossing = self.supplier.crossing
        if crossing == "free":
            arrival = now + lead
        elif crossing == "in-sequence":
            arrival = max(now + lead, self.last_arrival)
        else:
            arrival = max(now, self.last_arrival) + lead
        self.last_arrival = arrival
        self.shipments += 1
        if self.supplier.freight is not None:
            self._charge(lines, self.supplier.freight)
        clock.at(arrival, "RECEIPT", partial(self._arrive, lines))

    def _charge(self, lines: list[PlacedOrder], tariff: Freight) -> None:
        weights = [order.quantity * order.stock.item.weight_kg for order in lines]
        total = sum(weights)
        charge = max(tariff.per_shipment + tariff.per_kg * total, tariff.minimum)
        self.freight += charge
        self.weight += total
        for order, weight in zip(lines, weights, strict=True):
            order.stock.freight += charge * (weight / total if total > 0 else 1 / len(lines))
        if self.post is not None:
            self.post("freight", self.name, charge, len(lines))

    def _arrive(self, lines: list[PlacedOrder]) -> None:
        for order in lines:
            order.stock.purchased_value += order.quantity * order.source.price
            order.stock.put(order, order.quantity)
        for order in lines:
            if order.stock.backlog:
                order.stock.allocate(order.stock)
