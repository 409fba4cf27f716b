"""The auditor: an observer that keeps its own books and compares them with the state."""

from collections import defaultdict, deque
from heapq import heapify, heappop, heappush
from typing import TYPE_CHECKING, Any

from sim.engine.fact import Fact
from sim.engine.lot import Lot
from sim.engine.purchasing import Purchasing
from sim.engine.stock import Stock
from sim.errors import AuditError

if TYPE_CHECKING:
    from sim.engine.world import World

TOLERANCE = 1e-6
"""Relative slack for sums of fractions; whole units come out exact."""


class Auditor:
    """Checks, after each instant, every stock point that something happened to.

    Units: the recorded and the physical stock each equal the initial stock plus all that came in minus all
    that went out, by the facts; what parts them is the known discrepancy, and never both ways at once.
    Position identity: recorded stock - reserved + on order - backorders. On order, backorders and
    reserved equal the sums over open orders, waiting draws and totes. In transit: what has left has
    arrived by its arrival time, and nothing else arrives. At the end also: units through the parts list,
    and money.
    """

    def __init__(self) -> None:
        self.world: World | None = None
        self.balance: dict[str, float] = {}
        self.record: dict[str, float] = {}
        self.touched: set[str] = set()
        self.withdrawn: dict[str, float] = defaultdict(float)
        self.started: dict[tuple[str, Any], float] = defaultdict(float)
        self.in_plant: dict[tuple[str, int | str], Lot] = {}
        self.demanded: dict[str, float] = defaultdict(float)
        self.prices: dict[int | str, float] = {}
        self.departed: dict[int | str, float] = defaultdict(float)
        self.arrived: dict[int | str, float] = defaultdict(float)
        self.due: list[tuple[float, str, int, float]] = []
        self.paid: dict[str, float] = defaultdict(float)
        self.freight = 0.0
        self.arrivals: dict[str, deque[tuple[float, float]]] = {}
        self.checks = 0

    def attach(self, world: "World") -> None:
        """Open the books of a world that has not started."""
        self.world = world
        self.balance = {name: stock.on_hand for name, stock in world.stocks.items()}
        self.record = dict(self.balance)
        self.arrivals = {name: deque([(0.0, self.balance[name])]) for name in world.batches}
        for name, stock in world.stocks.items():
            for number in stock.open_orders:
                self._note_price(name, number)

    def receive(self, fact: Fact) -> None:
        """Book one fact."""
        kind, name, quantity = fact.kind, fact.subject, fact.quantity
        if name in self.arrivals and quantity > 0 and kind in ("receipt", "return", "shelf"):
            self.arrivals[name].append((fact.time, quantity))
        if kind in ("receipt", "return"):
            self.balance[name] += quantity
            self.record[name] += quantity
        elif kind == "order":
            self._note_price(name, fact.reference)
        elif kind == "accept":
            self.paid[name] += self.prices[fact.reference] * quantity
        elif kind in ("depart", "expedited", "delayed", "arrive"):
            self._note_transit(kind, name, fact.reference, quantity)
        elif kind == "demand":
            self.demanded[name] += quantity
        elif kind in ("issue", "withdraw"):
            self.balance[name] -= quantity
            self.record[name] -= quantity
            if kind == "withdraw":
                self.withdrawn[name] += quantity
        elif kind == "record":
            self.record[name] += quantity
        elif kind == "shelf":
            self.balance[name] += quantity
        elif kind == "kit":
            self._note_kit(name, fact.reference, quantity)
        elif kind == "finished":
            del self.in_plant[name, fact.reference]
        elif kind == "freight":
            self.freight += quantity
            return
        if name in self.balance:
            self.touched.add(name)

    def _note_kit(self, name: str, number: int | str, quantity: float) -> None:
        assert self.world is not None
        assert isinstance(number, int)
        order = self.world.stocks[name].open_orders[number]
        self.started[name, order.source] += quantity
        self.in_plant[name, number] = order.payload

    def _note_price(self, name: str, number: int | str) -> None:
        assert self.world is not None
        assert isinstance(number, int)
        order = self.world.stocks[name].open_orders[number]
        if isinstance(order.source, Purchasing):
            self.prices[number] = order.source.unit_price(order.quantity)

    def _note_transit(self, kind: str, name: str, number: int | str, quantity: float) -> None:
        """Book what leaves and arrives; at its arrival time all of an order that has left by now is due."""
        assert self.world is not None
        assert isinstance(number, int)
        stock = self.world.stocks[name]
        if kind == "arrive":
            self.arrived[number] += quantity
            if self.arrived[number] > self.departed[number] * (1 + TOLERANCE):
                self._transit_fails(stock, number, self.departed[number])
            return
        if kind == "depart":
            self.departed[number] += quantity
        elif kind == "delayed":
            self.due = [entry for entry in self.due if entry[2] != number]
            heapify(self.due)
        arrival = stock.open_orders[number].arrival
        heappush(self.due, (arrival, name, number, self.departed[number]))

    def _transit_fails(self, stock: Stock, number: int, units: float) -> None:
        self._fail(
            stock, f"{units:g} units of order {number} should have arrived, not {self.arrived[number]:g}"
        )

    def check(self) -> None:
        """Compare the books with the state of all stock points touched since the last check."""
        assert self.world is not None
        for name in self.touched:
            self._check_stock(self.world.stocks[name])
            self.checks += 1
        self.touched.clear()
        now = self.world.clock._now
        while self.due and self.due[0][0] <= now:
            _, name, number, units = heappop(self.due)
            if self.arrived[number] < units * (1 - TOLERANCE):
                self._transit_fails(self.world.stocks[name], number, units)

    def _check_stock(self, stock: Stock) -> None:
        phantom, hidden = stock.phantom.value, stock.hidden.value
        self._equal(stock, "stock on the shelf", stock.on_hand + hidden, self.balance[stock.name])
        self._equal(stock, "stock on the record", stock.recorded(), self.record[stock.name])
        if min(phantom, hidden) < -TOLERANCE or min(phantom, hidden) > TOLERANCE:
            self._fail(stock, f"phantom stock {phantom:g}, hidden stock {hidden:g}")
        on_order = stock.on_order.value
        self._equal(stock, "on order", on_order, sum(o.outstanding for o in stock.open_orders.values()))
        self._equal(stock, "backorders", stock.backorders, sum(d.outstanding for d in stock.waiting()))
        position = stock.recorded() - stock.reserved + on_order - stock.backorders
        self._equal(stock, "inventory position", stock.position, position)
        if (
            stock.on_hand < -TOLERANCE
            or stock.reserved < -TOLERANCE
            or stock.reserved > stock.on_hand + TOLERANCE
        ):
            self._fail(stock, f"on hand {stock.on_hand:g}, reserved {stock.reserved:g}")
        if stock.name in self.arrivals:
            self._check_lots(stock)

    def _check_lots(self, stock: Stock) -> None:
        """Check the lots of a stock point with a shelf life.

        They sum to the free units on the shelf, once what has left since they were last looked at is taken
        out; and neither they nor the shelf hold more than came, by the facts, within one shelf life.
        """
        assert self.world is not None
        lots = self.world.batches[stock.name]
        missing = -lots.left()
        if missing > TOLERANCE * max(1.0, stock.free()):
            self._fail(stock, f"its lots hold {missing:g} units less than the shelf")
        now = stock.clock._now
        fresh = self.arrivals[stock.name]
        while fresh and fresh[0][0] + lots.life <= now:
            fresh.popleft()
        young = sum(quantity for _, quantity in fresh)
        most = max(stock.free(), stock.free() + lots.left())
        if most > young + TOLERANCE * max(1.0, young):
            self._fail(stock, f"its lots hold {most:g} units and {young:g} came within one shelf life")

    def _equal(self, stock: Stock, what: str, state: float, books: float) -> None:
        if abs(state - books) > TOLERANCE * max(1.0, abs(state), abs(books)):
            self._fail(stock, f"{what} is {state:.9g} by the state and {books:.9g} by the books")

    def _fail(self, stock: Stock, text: str) -> None:
        raise AuditError(f"audit at time {stock.clock._now:g}: {stock.name}: {text}")

    def close(self) -> None:
        """Check the whole world at the end: every stock point, totes, parts list, money."""
        assert self.world is not None
        world = self.world
        self.touched = set(self.balance)
        self.check()
        held: dict[str, float] = defaultdict(float)
        lots = {d.owner for s in world.stocks.values() for d in s.backlog if isinstance(d.owner, Lot)}
        for lot in lots:
            for stock, draw in lot.draws:
                if draw.reserves:
                    held[stock.name] += draw.quantity - draw.outstanding
        for name, stock in world.stocks.items():
            self._equal(stock, "reserved for totes", stock.reserved, held[name])
        self._check_parts_list(world)
        self._check_money(world)

    def _check_parts_list(self, world: "World") -> None:
        from sim.engine.producing import Producing

        needed: dict[str, float] = defaultdict(float)
        tote_parts: set[str] = set()
        elsewhere: dict[str, float] = defaultdict(float)
        pooled = set() if world.pool is None else set(world.pool.waiting)
        for (name, _), lot in self.in_plant.items():
            elsewhere[name] += lot.total if lot in pooled else lot.posted
        for name, stock in world.stocks.items():
            started = 0.0
            for source in stock.sources:
                if isinstance(source, Producing):
                    begun = self.started[name, source]
                    started += begun
                    if source.tote:
                        for part, quantity in source.components:
                            needed[part.name] += quantity * begun
                            tote_parts.add(part.name)
            known = stock.made_units + stock.wip.value + elsewhere[name]
            self._equal(stock, "units started in the plant", known, started)
        for name in tote_parts:
            self._equal(world.stocks[name], "parts withdrawn for kits", self.withdrawn[name], needed[name])

    def _check_money(self, world: "World") -> None:
        charged = sum(c.freight for c in world.carriers.values())
        shared = sum(s.freight for s in world.stocks.values())
        for what, amount in (("charged to suppliers' lanes", charged), ("shared among stock points", shared)):
            if abs(amount - self.freight) > TOLERANCE * max(1.0, abs(self.freight)):
                raise AuditError(f"audit: freight {what} is {amount:.9g}, by the facts {self.freight:.9g}")
        for name, stock in world.stocks.items():
            self._equal(stock, "purchased value", stock.purchased_value, self.paid[name])
            demanded = stock.shelf_units() + stock.demand_units
            waiting = sum(draw.quantity for draw in stock.gathered)
            self._equal(stock, "units demanded", demanded + waiting, self.demanded[name])
