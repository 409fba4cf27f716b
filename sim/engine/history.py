"""Histories through time, read at a fixed interval: of a few stock points, and of the money."""

import math
from collections.abc import Callable, Sequence
from functools import partial

from sim.engine.draw import Draw
from sim.engine.stock import Stock
from sim.engine.world import World
from sim.scenario import UNITS_PER_YEAR


def reading(number: int, first: float, interval: float, horizon: float) -> float:
    """Return the time of a reading, counted from zero and not added up, so that it does not drift.

    One that rounding puts a hair away from the horizon is read at the horizon.
    """
    time = first + number * interval
    return horizon if math.isclose(time, horizon, rel_tol=1e-9) else time


class StockHistory:
    """Reads stock of a few stock points every `interval`, in the OBSERVE phase, from time zero.

    Give it to `simulate` as a watch. `times` and, by stock point, `on_hand` and `net` (on hand minus
    backorders, `inventory level`) grow by one value a reading.
    """

    def __init__(self, names: Sequence[str], interval: float, first: float = 0.0) -> None:
        self.names = tuple(names)
        self.interval = interval
        self.first = first
        self.times: list[float] = []
        self.on_hand: dict[str, list[float]] = {name: [] for name in names}
        self.net: dict[str, list[float]] = {name: [] for name in names}

    def __call__(self, world: World) -> None:
        """Put the first reading on the clock of a world."""
        world.clock.at(self.first, "OBSERVE", partial(self._read, world))

    def _read(self, world: World) -> None:
        now = world.clock._now
        self.times.append(now)
        for name in self.names:
            stock = world.stocks[name]
            self.on_hand[name].append(stock.on_hand)
            self.net[name].append(stock.on_hand - stock.backorders)
        after = reading(len(self.times), self.first, self.interval, world.scenario.horizon)
        world.clock.at(after, "OBSERVE", partial(self._read, world))


class MoneyHistory:
    """Reads the money of the whole network every `interval`, in the OBSERVE phase, from time zero.

    Give it to `simulate` as a watch. One value a reading: `times`; `stock`, units on the shelf at unit
    cost (all stock points); `in_process`, units in process at the unit cost of what they become, those
    whose kit waits for release among them; and, added up since time zero, `purchases` at the supplier's
    price when they are received, and `sales` at the item's price when customers get them (less what they
    return). `day` is how long a day is in time units of the scenario.
    """

    def __init__(self, interval: float, first: float = 0.0) -> None:
        self.interval = interval
        self.first = first
        self.day = 1.0
        self.times: list[float] = []
        self.stock: list[float] = []
        self.in_process: list[float] = []
        self.purchases: list[float] = []
        self.sales: list[float] = []
        self._handed: dict[str, float] = {}

    def __call__(self, world: World) -> None:
        """Put the first reading on the clock of a world."""
        self.day = UNITS_PER_YEAR[world.scenario.time_unit] / UNITS_PER_YEAR["day"]
        self._handed = dict.fromkeys(world.stocks, 0.0)
        for customers in world.customers:
            customers.ship = partial(self._hand_over, customers.stock, customers.ship)
        world.clock.at(self.first, "OBSERVE", partial(self._read, world))

    def _hand_over(
        self, stock: Stock, ship: Callable[[Draw, float], None], draw: Draw, quantity: float
    ) -> None:
        """Note what a customer gets; an order of several lines knows where each draws."""
        lines = getattr(draw.owner, "lines", ((stock, draw),))
        self._handed[next(s.name for s, line in lines if line is draw)] += quantity
        ship(draw, quantity)

    def _read(self, world: World) -> None:
        now = world.clock._now
        stocks = world.stocks.values()
        self.times.append(now)
        self.stock.append(sum((s.on_hand + s.hidden.value) * s.item.unit_cost for s in stocks))
        pooled = () if world.pool is None else world.pool.waiting
        self.in_process.append(
            sum(s.wip.value * s.item.unit_cost for s in stocks)
            + sum(lot.total * lot.order.stock.item.unit_cost for lot in pooled)
        )
        self.purchases.append(sum(s.purchased_value for s in stocks))
        self.sales.append(sum(self._sold(s) * s.item.price for s in stocks))
        after = reading(len(self.times), self.first, self.interval, world.scenario.horizon)
        world.clock.at(after, "OBSERVE", partial(self._read, world))

    def _sold(self, stock: Stock) -> float:
        """Return what customers got, in passing or otherwise, less what they returned."""
        return stock.shelf_units() + self._handed[stock.name] - stock.returned_units
