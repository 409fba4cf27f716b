"""What happens once, on a date of the case, and what stands still again and again, at random."""

from collections.abc import Callable, Mapping
from dataclasses import asdict
from functools import partial
from typing import TYPE_CHECKING, Any

from sim.contract import to_grid
from sim.engine.customers import Customers
from sim.engine.delays import Delays
from sim.engine.deliveries import Deliveries
from sim.engine.disrupting import Disrupting, open_gates
from sim.engine.gates import Gate, Gates
from sim.engine.machine_centre import MachineCentre
from sim.engine.order_book import OrderBook
from sim.engine.placed_order import PlacedOrder
from sim.engine.purchasing import Purchasing
from sim.engine.stock import Stock
from sim.errors import DataError
from sim.network import Event
from sim.network.event import event_faults

if TYPE_CHECKING:
    from sim.engine.world import World


class Happenings:
    """The events of a world.

    Each is the first thing of its instant, before goods come in and demand is seen, so that every review of
    the instant sees it; events of one instant go in the order of the table. Each posts a fact of kind
    `event` with its name and the units (for a breakdown: machines) that it struck; what follows are
    ordinary facts. An event after the horizon does not happen.
    """

    def __init__(self, world: "World", gates: Gates) -> None:
        self.world = world
        self.gates = gates
        self.post = world.post
        self.customers = {customers.name: customers for customers in world.customers}
        self.delays: dict[str, Delays] = {}
        self.deliveries: dict[str, Deliveries] = {}

    def put_on_clock(self, event: Event) -> None:
        """Check an event, prepare for it and put it on the clock.

        Raises
        ------
        DataError
            It cannot happen in this world.
        """
        given = {field: value for field, value in asdict(event).items() if value is not None}
        for _, reason, remedy in event_faults(event.kind, given):
            raise DataError(f"event {event.name!r}: {reason}; {remedy}")
        for field, known in self._known().items():
            if field in given and given[field] not in known:
                raise DataError(
                    f"event {event.name!r}: {field} {given[field]!r} is not in the network; name one that is"
                )
        action = HAPPENS[event.kind](self, event)
        clock = self.world.clock
        clock.at(event.at, min(("RECEIPT", "DEMAND"), key=clock.priority.__getitem__), action)

    def _known(self) -> dict[str, Mapping[str, Any]]:
        world = self.world
        return {
            "stock": world.stocks,
            "origin": world.stocks,
            "supplier": world.carriers,
            "work_centre": world.centres,
            "demand": self.customers,
        }

    def _units(self, event: Event, stock: Stock) -> float:
        """Return the units of an event, which are whole where the item is."""
        assert event.quantity is not None
        if stock.whole and event.quantity % 1:
            raise DataError(
                f"event {event.name!r}: quantity is {event.quantity:g} and stock point {stock.name!r} "
                "comes in whole units; give it a whole number"
            )
        return event.quantity if stock.whole else to_grid(event.quantity)

    def _tell(self, event: Event, subject: str, quantity: float) -> None:
        if self.post is not None:
            self.post("event", subject, quantity, event.name)

    # ---- supply

    def late_supplier(self, event: Event) -> Callable[[], None]:
        """Let orders come later."""
        sources = [
            source
            for stock in self.world.stocks.values()
            if event.stock in (None, stock.name)
            for source in stock.sources
            if isinstance(source, Purchasing) and event.supplier in (None, source.name)
        ]
        if not sources:
            what = " from ".join(f"{name!r}" for name in (event.stock, event.supplier) if name is not None)
            raise DataError(f"event {event.name!r}: nothing is bought for {what}; name what is bought")
        for source in sources:
            if source.name not in self.delays:
                self.delays[source.name] = Delays(source.carrier, self.gates)
        return partial(self._be_late, event, sources)

    def _be_late(self, event: Event, sources: list[Purchasing]) -> None:
        late: dict[str, list[PlacedOrder]] = {}
        for source in sources:
            delays = self.delays[source.name]
            for order in source.stock.open_orders.values():
                if order.source is source and delays.is_coming(order):
                    late.setdefault(source.name, []).append(order)
        units = sum(order.under_way for orders in late.values() for order in orders)
        self._tell(event, event.stock or str(event.supplier), units)
        assert event.duration is not None
        for name, orders in late.items():
            self.delays[name].delay(orders, event.duration)

    def supplier_outage(self, event: Event) -> Callable[[], None]:
        """Let nothing leave a supplier."""
        return partial(self._shut, event, str(event.supplier), self.gates.of_supplier(str(event.supplier)))

    def lane_closed(self, event: Event) -> Callable[[], None]:
        """Let nothing leave for a stock point."""
        gates = self.gates.of_lanes(str(event.stock), event.origin, f"event {event.name!r}")
        return partial(self._shut, event, str(event.stock), gates)

    def _shut(self, event: Event, subject: str, gates: list[Gate]) -> None:
        assert event.duration is not None
        self._tell(event, subject, sum(gate.shut() for gate in gates))
        clock = self.world.clock
        clock.at(
            event.at + event.duration, "RECEIPT", partial(open_gates, subject, gates, event.name, self.post)
        )

    def spoilt_delivery(self, event: Event) -> Callable[[], None]:
        """Let units be missing in the next delivery, or fail its inspection."""
        stock = self.world.stocks[str(event.stock)]
        if not stock.sources:
            raise DataError(
                f"event {event.name!r}: stock point {stock.name!r} has no source; name one that has"
            )
        if stock.name not in self.deliveries:
            self.deliveries[stock.name] = Deliveries(stock)
        deliveries = self.deliveries[stock.name]
        pending = deliveries.missing if event.kind == "short-shipment" else deliveries.failing
        return partial(pending.append, (event.name, self._units(event, stock)))

    # ---- stock

    def engineering_change(self, event: Event) -> Callable[[], None]:
        """Let the shelf become obsolete, and orders that have not left a desk superfluous."""
        stock = self.world.stocks[str(event.stock)]
        units = float("inf") if event.quantity is None else self._units(event, stock)
        return partial(self._change, event, stock, units)

    def _change(self, event: Event, stock: Stock, units: float) -> None:
        units = max(min(units, stock.free()), 0.0)
        self._tell(event, stock.name, units)
        stock.dispose(units, "obsolete")
        for order in list(stock.open_orders.values()):
            if order.source.cancel(order):
                stock.close_short(order, order.outstanding, "cancelled")

    def count_discrepancy(self, event: Event) -> Callable[[], None]:
        """Let a count find fewer units than the record says, or more."""
        stock = self.world.stocks[str(event.stock)]
        return partial(self._count, event, stock, self._units(event, stock))

    def _count(self, event: Event, stock: Stock, units: float) -> None:
        """Take units off shelf and record (what else parts the two is left); found units go to who waits."""
        units = min(units, stock.on_hand - stock.reserved)
        self._tell(event, stock.name, units)
        stock.shrunk_units += units
        stock.adjusted_units += abs(units)
        stock.adjust(record=-units, shelf=-units)
        if stock.post is not None and units:
            stock.post("loss" if units > 0 else "reappeared", stock.name, abs(units), event.name)
        if units < 0 and stock.backlog:
            stock.allocate(stock)
        if stock.position <= stock.trigger:
            stock.scope.ask(stock)

    # ---- customers

    def _book_of(self, event: Event) -> tuple[Customers, OrderBook]:
        customers = self.customers[str(event.demand)]
        if customers.book is None:
            raise DataError(
                f"event {event.name!r}: the orders of demand {customers.name!r} are not on the books before "
                "they are drawn; give it a known_ahead above zero"
            )
        return customers, customers.book

    def requirement_moved(self, event: Event) -> Callable[[], None]:
        """Let a booked order move to another date."""
        return partial(self._move, event, *self._book_of(event))

    def _move(self, event: Event, customers: Customers, book: OrderBook) -> None:
        assert event.due is not None
        assert event.to is not None
        try:
            size = book.find(event.due).size
        except DataError as error:
            raise DataError(f"event {event.name!r}: {error}") from None
        self._tell(event, customers.stock.name, size)
        book.move(event.due, event.to)

    def rush_order(self, event: Event) -> Callable[[], None]:
        """Let a customer book an order."""
        customers, book = self._book_of(event)
        return partial(self._rush, event, customers, book, self._units(event, customers.stock))

    def _rush(self, event: Event, customers: Customers, book: OrderBook, units: float) -> None:
        assert event.due is not None
        self._tell(event, customers.stock.name, units)
        book.add(event.due, units)

    # ---- plant

    def breakdown(self, event: Event) -> Callable[[], None]:
        """Let all machines of a work centre be down."""
        centre = self.world.centres[str(event.work_centre)]
        assert isinstance(centre, MachineCentre)  # `sim.engine.outages` made it so
        return partial(self._break_down, event, centre)

    def _break_down(self, event: Event, centre: MachineCentre) -> None:
        assert event.duration is not None
        self._tell(event, centre.name, centre.config.servers)
        centre.break_down(event.at + event.duration)


HAPPENS: dict[str, Callable[[Happenings, Event], Callable[[], None]]] = {
    "late-supplier": Happenings.late_supplier,
    "short-shipment": Happenings.spoilt_delivery,
    "rejects": Happenings.spoilt_delivery,
    "engineering-change": Happenings.engineering_change,
    "requirement-moved": Happenings.requirement_moved,
    "rush-order": Happenings.rush_order,
    "count-discrepancy": Happenings.count_discrepancy,
    "breakdown": Happenings.breakdown,
    "supplier-outage": Happenings.supplier_outage,
    "lane-closed": Happenings.lane_closed,
}
"""What prepares for an event of each kind, and returns what then happens."""


def attach_events(world: "World") -> None:
    """Put the dated events and the random disruptions of the network on the clock."""
    network = world.scenario.network
    if not network.events and not network.disruptions:
        return
    gates = Gates(world)
    happenings = Happenings(world, gates)
    for event in network.events:
        happenings.put_on_clock(event)
    for disruption in network.disruptions:
        Disrupting(world, disruption, gates)
