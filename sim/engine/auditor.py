"""The auditor: an observer that keeps its own books and compares them with the state."""

from collections import defaultdict
from typing import TYPE_CHECKING

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
    reserved equal the sums over open orders, waiting draws and totes. At the end also: units through
    the parts list, and money.
    """

    def __init__(self) -> None:
        self.world: World | None = None
        self.balance: dict[str, float] = {}
        self.record: dict[str, float] = {}
        self.touched: set[str] = set()
        self.withdrawn: dict[str, float] = defaultdict(float)
        self.started: dict[str, float] = defaultdict(float)
        self.demanded: dict[str, float] = defaultdict(float)
        self.prices: dict[tuple[str, int | str], float] = {}
        self.paid: dict[str, float] = defaultdict(float)
        self.freight = 0.0
        self.checks = 0

    def attach(self, world: "World") -> None:
        """Open the books of a world that has not started."""
        self.world = world
        self.balance = {name: stock.on_hand for name, stock in world.stocks.items()}
        self.record = dict(self.balance)

    def receive(self, fact: Fact) -> None:
        """Book one fact."""
        kind, name, quantity = fact.kind, fact.subject, fact.quantity
        if kind in ("receipt", "return"):
            self.balance[name] += quantity
            self.record[name] += quantity
            self.paid[name] += self.prices.pop((name, fact.reference), 0.0) * quantity
        elif kind == "order":
            self._note_price(name, fact.reference)
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
            self.started[name] += quantity
        elif kind == "freight":
            self.freight += quantity
            return
        if name in self.balance:
            self.touched.add(name)

    def _note_price(self, name: str, number: int | str) -> None:
        assert self.world is not None
        assert isinstance(number, int)
        source = self.world.stocks[name].open_orders[number].source
        if isinstance(source, Purchasing):
            self.prices[name, number] = source.price

    def check(self) -> None:
        """Compare the books with the state of all stock points touched since the last check."""
        assert self.world is not None
        for name in self.touched:
            self._check_stock(self.world.stocks[name])
            self.checks += 1
        self.touched.clear()

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
        for stock in world.stocks.values():
            for source in stock.sources:
                if isinstance(source, Producing):
                    made = stock.made_units + stock.wip.value
                    in_plant = self.started[stock.name]
                    posted_early = sum(o.received for o in stock.open_orders.values() if o.source is source)
                    self._equal(stock, "units started in the plant", made + posted_early, in_plant)
                    if source.tote:
                        for part, quantity in source.components:
                            needed[part.name] += quantity * in_plant
                            tote_parts.add(part.name)
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
