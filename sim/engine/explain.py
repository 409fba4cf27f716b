"""An observer that keeps what is needed to explain the stock of one stock point, and what it waits for."""

from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

from sim.engine.fact import Fact
from sim.engine.lot import Lot
from sim.engine.placed_order import PlacedOrder
from sim.engine.stock import Stock

if TYPE_CHECKING:
    from sim.engine.world import World


class Books(NamedTuple):
    """The state of a stock point (units): the record, the shelf, and what is under way.

    `shelf` are the units that are physically there and posted or hidden, `unposted` those that are finished
    and wait for the posting of their lot.
    """

    recorded: float
    shelf: float
    reserved: float
    on_order: float
    backorders: float
    unposted: float

    @property
    def position(self) -> float:
        """Inventory position: recorded stock - reserved + on order - backorders."""
        return self.recorded - self.reserved + self.on_order - self.backorders

    @property
    def phantom(self) -> float:
        """Units on the record that are not on the shelf; negative where the shelf has more."""
        return self.recorded - self.shelf


class Step(NamedTuple):
    """A fact about the stock point, and its books just after it.

    `quoted`, where the fact is a demand, is the date by which all who wait are covered (uncommitted stock,
    then open orders by promised date, then the promise of the source); none: no source. `order_point` is
    the level at which its policy orders now, where it has one.
    """

    fact: Fact
    books: Books
    quoted: float | None
    order_point: float


class Explainer:
    """Keeps every fact of one stock point, and the course of its orders and of those of its parts.

    Give it to `simulate` as an observer, and its `attach` as a watch. It reads the state of the world and
    changes nothing.

    Attributes
    ----------
    steps
        Facts of the stock point in their order, with its books after each.
    opening
        Its books at time zero.
    orders
        By number, the orders of the stock point and of all that goes into it.
    lots
        By order number, the lots whose kit was full.
    courses
        By order number, the facts about the order: release, kit, operations, receipts.
    filled
        By order number and part, when the order had all it needs of the part.
    receipts
        By stock point: (time, order number) of each receipt.
    """

    reads_decisions = True

    def __init__(self, name: str) -> None:
        self.name = name
        self.world: World
        self.stock: Stock
        self.opening: Books
        self.steps: list[Step] = []
        self.tracked: set[str] = set()
        self.orders: dict[int, PlacedOrder] = {}
        self.lots: dict[int, Lot] = {}
        self.courses: dict[int, list[Fact]] = defaultdict(list)
        self.filled: dict[int, dict[str, float]] = defaultdict(dict)
        self.receipts: dict[str, list[tuple[float, int]]] = defaultdict(list)
        self._kitting: dict[str, set[int]] = defaultdict(set)

    def attach(self, world: "World") -> None:
        """Open the books of a world that has not started."""
        self.world = world
        self.stock = world.stocks[self.name]
        self.opening = books(self.stock)
        todo = [self.stock]
        while todo:
            stock = todo.pop()
            if stock.name in self.tracked:
                continue
            self.tracked.add(stock.name)
            self.orders.update(stock.open_orders)
            for source in stock.sources:
                todo.extend(part for part, _ in getattr(source, "components", ()))
                origin = getattr(source, "origin", None)
                todo.extend([origin] if origin is not None else [])

    def receive(self, fact: Fact) -> None:
        """Keep a fact, if it is about the stock point or an order that it may wait for."""
        number = fact.reference
        if fact.subject not in self.tracked:
            if fact.kind == "operation" and number in self.orders:
                self.courses[int(number)].append(fact)
            return
        if fact.kind == "order":
            self.orders[int(number)] = self.world.stocks[fact.subject].open_orders[int(number)]
        if isinstance(number, int):
            self._follow(fact, number)
        elif fact.kind in ("reserve", "issue"):
            self._note_part(fact, number)
        if fact.subject == self.name:
            point = getattr(self.stock.scope, "order_point", float("inf"))
            quoted = self._covered() if fact.kind == "demand" else None
            self.steps.append(Step(fact, books(self.stock), quoted, point))

    def _follow(self, fact: Fact, number: int) -> None:
        if number not in self.orders:
            return
        self.courses[number].append(fact)
        if fact.kind == "release":
            self._kitting[fact.subject].add(number)
        elif fact.kind == "kit":
            self._kitting[fact.subject].discard(number)
            self.lots[number] = self.orders[number].payload
        elif fact.kind == "receipt":
            self.receipts[fact.subject].append((fact.time, number))

    def _note_part(self, fact: Fact, parent: str) -> None:
        for number in self._kitting.get(parent, ()):
            for part, draw in getattr(self.orders[number].payload, "draws", ()):
                if part.name == fact.subject and draw.outstanding <= 0:
                    self.filled[number].setdefault(part.name, fact.time)

    def _covered(self) -> float | None:
        """Date at which open orders cover all who wait, by the record; as customers are quoted."""
        stock, now = self.stock, self.world.clock._now
        need = stock.reserved + stock.backorders - stock.recorded()
        if need <= 0:
            return now
        for order in sorted(stock.open_orders.values(), key=lambda o: (o.promised, o.number)):
            need -= order.outstanding
            if need <= 0:
                return max(order.promised, now)
        return now + stock.sources[0].promise if stock.sources else None


def books(stock: Stock) -> Books:
    """Return the books of a stock point now."""
    return Books(
        recorded=stock.recorded(),
        shelf=stock.on_hand + stock.hidden.value,
        reserved=stock.reserved,
        on_order=stock.on_order.value,
        backorders=stock.backorders,
        unposted=stock.growing(),
    )
