"""Reading a scope into arrays, and booking what customers drew on it."""

from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.contract import Every, PlantTable, ScopeTable, StockView
from sim.engine.clock import Clock
from sim.engine.customers import Customers
from sim.engine.desk import Desk
from sim.engine.moving import Moving
from sim.engine.placed_order import PlacedOrder
from sim.engine.producing import Producing
from sim.engine.stock import Stock
from sim.engine.work_centre import WorkCentreState
from sim.errors import DataError

Floats = NDArray[np.float64]


class StockViews(Mapping[str, StockView]):
    """The views of the stock points of a scope, each made when it is first looked at."""

    def __init__(self, stocks: Mapping[str, Stock], look: Callable[[Stock], StockView]) -> None:
        self._stocks = stocks
        self._look = look
        self._seen: dict[str, StockView] = {}

    def __getitem__(self, name: str) -> StockView:
        if name not in self._seen:
            self._seen[name] = self._look(self._stocks[name])
        return self._seen[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._stocks)

    def __len__(self) -> int:
        return len(self._stocks)


class TableReader:
    """Reads the stock points of a scope into a `ScopeTable`; what never changes is read once."""

    def __init__(
        self,
        stocks: Sequence[Stock],
        policy: Any,
        clock: Clock,
        customers: Sequence[Customers],
        centres: Sequence[WorkCentreState] = (),
    ) -> None:
        if getattr(policy, "sees", "recorded") != "recorded":
            raise DataError("a policy that asks for a table works on the record; let it see the record")
        self.stocks = stocks
        self.names = tuple(stock.name for stock in stocks)
        places = {stock: place for place, stock in enumerate(stocks)}
        first = [(place, stock.sources[0]) for place, stock in enumerate(stocks) if stock.sources]
        links = [
            (place, places[part], units)
            for place, source in first
            for part, units in _parts(source)
            if part in places
        ]
        self.parents = np.array([link[0] for link in links], dtype=np.int64)
        self.components = np.array([link[1] for link in links], dtype=np.int64)
        self.quantities = np.array([link[2] for link in links], dtype=np.float64)
        lead_times = {place: source.planned_lead_time for place, source in first}
        self.lead_times = np.array([lead_times.get(place, 0.0) for place in range(len(stocks))])
        self.levels = np.array([stock.level for stock in stocks], dtype=np.int64)
        self.whole = np.array([stock.whole for stock in stocks], dtype=np.bool_)
        self.desks = [
            (source, [(places[part], units) for part, units in _parts(source) if part in places])
            for stock in stocks
            for source in stock.sources
            if isinstance(source, Desk) and any(part in places for part, _ in _parts(source))
        ]
        drawn_on = {part for stock in stocks for source in stock.sources for part, _ in _parts(source)}
        self.known = [(places[c.stock], c.book) for c in customers if c.book and c.stock in places]
        self.plant = PlantReader(stocks, centres) if getattr(policy, "plant", False) else None
        self.book = DrawBook(policy, clock, [_reader(s, s in drawn_on, customers) for s in stocks])

    def read(self) -> ScopeTable:
        """Return the state now."""
        stocks = self.stocks
        orders = [
            (place, order)
            for place, stock in enumerate(stocks)
            if stock.open_orders
            for order in stock.open_orders.values()
        ]
        known = [(place, order) for place, book in self.known for order in book]
        return ScopeTable(
            known_stock=np.array([place for place, _ in known], dtype=np.int64),
            known_due=np.array([order.due for _, order in known], dtype=np.float64),
            known_quantity=np.array([order.size for _, order in known], dtype=np.float64),
            plant=self.plant.read([order for _, order in orders]) if self.plant is not None else None,
            names=self.names,
            on_hand=np.array([stock.on_hand + stock.phantom.value for stock in stocks]),
            reserved=np.array([stock.reserved for stock in stocks]),
            on_order=np.array([stock.on_order.value for stock in stocks]),
            backorders=np.array([stock.backorders for stock in stocks]),
            position=np.array([stock.position for stock in stocks]),
            allocated=self._allocated(),
            planned_lead_time=self.lead_times,
            level=self.levels,
            whole=self.whole,
            order_stock=np.array([place for place, _ in orders], dtype=np.int64),
            order_number=np.array([order.number for _, order in orders], dtype=np.int64),
            order_outstanding=np.array([order.outstanding for _, order in orders], dtype=np.float64),
            order_need_by=np.array([order.need_by for _, order in orders], dtype=np.float64),
            order_promised=np.array([order.promised for _, order in orders], dtype=np.float64),
            parents=self.parents,
            components=self.components,
            quantities=self.quantities,
            draws=self.book.table(),
        )

    def _allocated(self) -> Floats:
        units = [0.0] * len(self.stocks)
        for source, parts in self.desks:
            for order in source.desk.values():
                for place, quantity in parts:
                    units[place] += quantity * order.quantity
        return np.array(units)


class PlantReader:
    """Reads what planners know of the plant; all but the progress of the lots never changes."""

    def __init__(self, stocks: Sequence[Stock], centres: Sequence[WorkCentreState]) -> None:
        numbers = {centre.name: number for number, centre in enumerate(centres)}
        steps = [
            (place, numbers[step.work_centre], step.setup_hours.mean, step.run_hours.mean)
            for place, stock in enumerate(stocks)
            if stock.sources and isinstance(stock.sources[0], Producing)
            for step in stock.sources[0].config.route
        ]
        self.centres = tuple(centre.name for centre in centres)
        self.hours = np.array([c.config.servers / c.calendar_per_hour for c in centres], dtype=np.float64)
        self.route_stock = np.array([step[0] for step in steps], dtype=np.int64)
        self.route_centre = np.array([step[1] for step in steps], dtype=np.int64)
        self.route_setup = np.array([step[2] for step in steps], dtype=np.float64)
        self.route_run = np.array([step[3] for step in steps], dtype=np.float64)

    def read(self, orders: Sequence[PlacedOrder]) -> PlantTable:
        """Return the plant, with the progress of the open orders."""
        return PlantTable(
            centres=self.centres,
            hours=self.hours,
            route_stock=self.route_stock,
            route_centre=self.route_centre,
            route_setup=self.route_setup,
            route_run=self.route_run,
            order_step=np.array([getattr(order.payload, "step", 0) for order in orders], dtype=np.int64),
            order_waits=np.array([_waits(order.payload) for order in orders], dtype=np.bool_),
        )


class DrawBook:
    """Books independent demand in buckets: one event a bucket for all stock points of a scope."""

    def __init__(self, policy: Any, clock: Clock, readers: Sequence[Callable[[], float]]) -> None:
        bucket, history = policy.bucket, policy.history
        if not bucket > 0 or history < 1:
            raise DataError(
                f"a policy asks for {history} past buckets of {bucket:g} time units; it must ask for one "
                "bucket or more, longer than zero"
            )
        self.bucket = float(bucket)
        self.clock = clock
        self.readers = readers
        self.buckets: deque[Floats] = deque(maxlen=history)
        self.drawn = np.zeros(len(readers))
        start = policy.review.offset if isinstance(policy.review, Every) else 0.0
        clock.at(clock._now + start, "REVIEW", self._open)

    def table(self) -> Floats:
        """Return the booked buckets, stock points by buckets."""
        return np.array(self.buckets).reshape(len(self.buckets), len(self.readers)).T

    def _open(self) -> None:
        self.drawn = np.array([read() for read in self.readers])
        self.clock.at(self.clock._now + self.bucket, "REVIEW", self._close)

    def _close(self) -> None:
        before = self.drawn
        self._open()
        self.buckets.append(self.drawn - before)


def _waits(lot: Any) -> bool:
    """Tell whether a lot waits for parts; what is bought or moved does not."""
    return any(draw.outstanding > 0 for _, draw in getattr(lot, "draws", ()))


def _parts(source: Any) -> Sequence[tuple[Stock, float]]:
    """Return what a source draws on, and how many units for each unit it brings."""
    if isinstance(source, Producing):
        return source.components
    return [(source.origin, 1.0)] if isinstance(source, Moving) else []


def _reader(stock: Stock, drawn_on: bool, customers: Sequence[Customers]) -> Callable[[], float]:
    """Return the function that reads the independent demand of a stock point since time zero.

    Where nothing in the scope draws on it, that is all that was drawn. Otherwise it is what its customers
    asked for; lines of orders with several lines are not in it then.
    """
    if not drawn_on:
        return stock.drawn_units
    return partial(_asked, [c for c in customers if c.stock is stock and not c.demand.lines])


def _asked(customers: Sequence[Customers]) -> float:
    return sum(c.order_units - c.lost_units for c in customers)
