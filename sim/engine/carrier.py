"""The lanes of a supplier: what is ordered together travels together."""

from collections.abc import Callable
from functools import partial

from sim.contract import tolerant_ceil
from sim.engine.clock import Clock
from sim.engine.fact import Post
from sim.engine.placed_order import PlacedOrder
from sim.errors import DataError
from sim.network import Supplier

FULL = 1 - 1e-9
"""Share of the departure weight at which a load is taken to weigh it: slack for sums of fractions."""


class Carrier:
    """A supplier's shipments: gathering until departure, making, lead time, crossing, freight.

    `load`, `charge` and `arrival_of` are slots: how an order joins a shipment, with or without a timetable
    and a departure weight, how freight is charged, and when a shipment arrives.

    Parameters
    ----------
    supplier
        Whose lanes they are.
    days
        Days in a time unit of the scenario.
    """

    def __init__(self, supplier: Supplier, days: float, clock: Clock, post: Post | None) -> None:
        self.supplier = supplier
        self.name = supplier.name
        self.clock = clock
        self.post = post
        self.loading: list[PlacedOrder] = []
        self.loaded_kg = 0.0
        self.makes = None if supplier.units_per_day is None else supplier.units_per_day * days
        self.free_at = 0.0
        self.last_arrival = 0.0
        self.under_way: dict[int, list[PlacedOrder]] | None = None
        self.buyers = 0
        self.heaviest = 0.0
        self.shipments = 0
        self.trucks = 0
        self.freight = 0.0
        self.weight = 0.0
        self.value = 0.0
        self.arrival_of: Callable[[list[PlacedOrder]], float] = self._arrival
        free = supplier.freight is None
        self.charge: Callable[[list[PlacedOrder]], None] = self._count if free else self._charge
        self.load: Callable[[PlacedOrder], None] = self._load_now
        if supplier.departure_kg is not None:
            self.load = self._load_until_full
        elif supplier.departure_period is not None:
            self.load = self._load_for_timetable
        if supplier.departure_period is not None:
            clock.at(supplier.departure_period, "DEPART", self._timetable)

    # ---- buyers

    def join(self, weight_kg: float, hurries: bool) -> None:
        """Serve one more stock point, whose item weighs so much and whose orders may be hurried."""
        self.buyers += 1
        self.heaviest = max(self.heaviest, weight_kg)
        if hurries:
            self.track()

    def track(self) -> None:
        """Keep what is under way, so that an order can be taken out of its shipment."""
        if self.under_way is None:
            self.under_way = {}

    def check(self) -> None:
        """Raise DataError if the supplier can never deliver."""
        supplier = self.supplier
        truck_kg = None if supplier.freight is None else supplier.freight.truck_kg
        for what, value in (
            ("departure_kg", supplier.departure_kg),
            ("units_per_day", supplier.units_per_day),
            ("truck_kg", truck_kg),
        ):
            if value is not None and not value > 0:
                raise DataError(f"supplier {self.name!r}: {what} is {value:g}; it must be above zero")
        waits = supplier.departure_kg is not None and supplier.departure_period is None
        if waits and self.buyers and self.heaviest <= 0:
            raise DataError(
                f"supplier {self.name!r} leaves with {supplier.departure_kg:g} kg, and nothing that is "
                "bought from it weighs anything; give an item a weight_kg or the supplier a departure_period"
            )

    # ---- gathering

    def _load_now(self, order: PlacedOrder) -> None:
        """Put an order on the shipment that leaves in this instant."""
        self.loading.append(order)
        if len(self.loading) == 1:
            self.clock.at(self.clock._now, "DEPART", self.depart)

    def _load_for_timetable(self, order: PlacedOrder) -> None:
        """Put an order on the shipment that leaves next by the timetable."""
        self.loading.append(order)

    def _load_until_full(self, order: PlacedOrder) -> None:
        """Put an order on the next shipment, which leaves in the instant in which it is full."""
        self.loading.append(order)
        self.loaded_kg += _weight(order)
        if self._full():
            self.clock.at(self.clock._now, "DEPART", self._leave_full)

    def _full(self) -> bool:
        assert self.supplier.departure_kg is not None
        return self.loaded_kg >= self.supplier.departure_kg * FULL

    def _leave_full(self) -> None:
        if self._full():
            self.depart()

    def _timetable(self) -> None:
        clock = self.clock
        assert self.supplier.departure_period is not None
        clock.at(clock._now + self.supplier.departure_period, "DEPART", self._timetable)
        self.depart()

    # ---- travelling

    def depart(self) -> None:
        """Send what has gathered."""
        lines, self.loading = self.loading, []
        self.loaded_kg = 0.0
        if lines:
            self.send(lines)

    def send(self, lines: list[PlacedOrder]) -> None:
        """Send a shipment: made first, one lead time (the slowest line's), one freight charge."""
        arrival = self.arrival_of(lines)
        self.charge(lines)
        for order in lines:
            order.arrival = arrival
        if self.under_way is not None:
            self.under_way.update((order.number, lines) for order in lines)
        self.clock.at(arrival, "RECEIPT", partial(self._arrive, lines))
        if self.post is not None:
            for order in lines:
                if order.under_way:
                    self.post("depart", order.stock.name, order.under_way, order.number)

    def _arrival(self, lines: list[PlacedOrder]) -> float:
        """Return when a shipment that leaves now arrives, by the lead times and the lane."""
        ready = self.clock._now if self.makes is None else self._make(lines, self.makes)
        lead = lines[0].lead_time if len(lines) == 1 else max(order.lead_time for order in lines)
        crossing = self.supplier.crossing
        if crossing == "free":
            arrival = ready + lead
        elif crossing == "in-sequence":
            arrival = max(ready + lead, self.last_arrival)
        else:
            arrival = max(ready, self.last_arrival) + lead
        self.last_arrival = arrival
        return arrival

    def _make(self, lines: list[PlacedOrder], rate: float) -> float:
        """Return when the supplier has made the units of a shipment, after all that left before it."""
        units = sum(order.under_way for order in lines)
        self.free_at = max(self.clock._now, self.free_at) + units / rate
        return self.free_at

    def _count(self, lines: list[PlacedOrder]) -> None:
        """Count a shipment that nobody is charged for."""
        self.shipments += any(order.under_way for order in lines)

    def _charge(self, lines: list[PlacedOrder]) -> None:
        """Charge a shipment, shared by weight (by value, or alike, where nothing has a weight)."""
        tariff = self.supplier.freight
        assert tariff is not None
        weights = [_weight(order) for order in lines]
        values = [order.under_way * order.price for order in lines]
        total, value = sum(weights), sum(values)
        if total <= 0 and not any(order.under_way for order in lines):
            return
        trucks = 1 if tariff.truck_kg is None else max(tolerant_ceil(total / tariff.truck_kg), 1)
        charge = tariff.per_shipment * trucks + tariff.per_kg * total + tariff.per_value * value
        charge = max(charge, tariff.minimum)
        keys, whole = weights, total
        if total <= 0 and tariff.per_value > 0 and value > 0:
            keys, whole = values, value
        elif total <= 0:
            keys, whole = [1.0] * len(lines), float(len(lines))
        rate = charge / whole
        for order, key in zip(lines, keys, strict=True):
            order.stock.freight += key * rate
        self.shipments += 1
        self.freight += charge
        self.weight += total
        self.trucks += trucks
        self.value += value
        if self.post is not None:
            self.post("freight", self.name, charge, len(lines))

    def hurry(self, order: PlacedOrder, factor: float) -> bool:
        """Cut what remains until an order arrives; tell whether it was still to come.

        It travels alone from now on; the lines beside it keep their time.
        """
        if order in self.loading:
            self.loading.remove(order)
            self.loaded_kg -= _weight(order)
            order.lead_time *= factor
            self.send([order])
            return True
        assert self.under_way is not None
        lines = self.under_way.get(order.number)
        if lines is None:
            return False
        now = self.clock._now
        self.part(lines, [order], min(now + (order.arrival - now) * factor, order.arrival))
        return True

    def part(self, lines: list[PlacedOrder], orders: list[PlacedOrder], arrival: float) -> None:
        """Let orders leave the shipment that they travel with and arrive together at a time of their own."""
        assert self.under_way is not None
        for order in orders:
            lines.remove(order)
            order.arrival = arrival
            self.under_way[order.number] = orders
        self.clock.at(arrival, "RECEIPT", partial(self._arrive, orders))

    def _arrive(self, lines: list[PlacedOrder]) -> None:
        if self.under_way is not None:
            for order in lines:
                del self.under_way[order.number]
        for order in lines:
            if self.post is not None and order.under_way:
                self.post("arrive", order.stock.name, order.under_way, order.number)
            order.source.take(order, order.under_way)
        for order in lines:
            if order.stock.backlog:
                order.stock.allocate(order.stock)


def _weight(order: PlacedOrder) -> float:
    return order.under_way * float(order.stock.item.weight_kg)
