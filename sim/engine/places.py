"""Places with limited room: more is rented, or deliveries wait at the gate."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from sim.engine.clock import Clock
from sim.engine.level import Level
from sim.engine.placed_order import PlacedOrder
from sim.engine.stock import Stock
from sim.errors import DataError
from sim.network import Place, Production
from sim.scenario import UNITS_PER_YEAR

if TYPE_CHECKING:
    from sim.engine.world import World

Put = Callable[[PlacedOrder, float], None]

SLACK = 1e-9
"""Relative slack for sums of volumes."""


class PlaceState:
    """The room that the stock of one place takes.

    It is read at fixed intervals, at the end of an instant; a reading holds until the next one. The peak
    is the greatest reading since the warm-up.
    """

    def __init__(self, config: Place, stocks: list[Stock], clock: Clock, warm_up: float) -> None:
        self.config = config
        self.name = config.name
        self.stocks = stocks
        self.rooms = [(s, s.item.volume_m3) for s in stocks if s.item.volume_m3 > 0]
        self.clock = clock
        self.warm_up = warm_up
        self.capacity = float("inf") if config.capacity_m3 is None else config.capacity_m3
        self.overflow = Level()
        self.peak = 0.0
        self.readings = 0
        self.gate: Gate | None = None

    def volume(self) -> float:
        """Return the room taken now (cubic metres), by what is on the shelves, on the record or not."""
        return sum([(s.on_hand + s.hidden.value) * room for s, room in self.rooms])

    def volume_area(self, now: float) -> float:
        """Return the integral of that room, exactly, from time zero to the last touch of the stock."""
        return sum((s.area + s.hidden.area_at(now)) * s.item.volume_m3 for s in self.stocks)

    def peak_at(self, now: float) -> float:
        """Return the greatest reading since the warm-up; none before."""
        return self.peak if now > self.warm_up else 0.0

    def read(self) -> None:
        """Take a reading."""
        now = self.clock._now
        volume = self.volume()
        self.readings += 1
        self.overflow.change(now, max(volume - self.capacity, 0.0) - self.overflow.value)
        if now >= self.warm_up:
            self.peak = max(self.peak, volume)


class Delivery:
    """What waits at a gate."""

    __slots__ = ("enter", "order", "quantity", "stock")

    def __init__(self, stock: Stock, enter: Put, order: PlacedOrder, quantity: float) -> None:
        self.stock = stock
        self.enter = enter
        self.order = order
        self.quantity = quantity


class Gate:
    """Lets deliveries into a place only while they fit, each as a whole.

    What does not fit waits outside, on order still. It is tried again, first come first, a day later and
    whenever another delivery comes; a small one may so pass a large one that does not fit yet.
    """

    def __init__(self, place: PlaceState, day: float) -> None:
        self.place = place
        self.day = day
        self.waiting: list[Delivery] = []
        self.trying = False
        for stock in place.stocks:
            stock.put = partial(self.put, stock, stock.put)

    def put(self, stock: Stock, enter: Put, order: PlacedOrder, quantity: float) -> None:
        """Let a delivery in, or let it wait."""
        place = self.place
        if quantity * stock.item.volume_m3 > place.capacity * (1 + SLACK):
            raise DataError(
                f"a delivery of {quantity:g} to stock point {stock.name!r} takes "
                f"{quantity * stock.item.volume_m3:g} cubic metres and place {place.name!r} has "
                f"{place.capacity:g} in all; order less at a time or set overflow = 'rent'"
            )
        delivery = Delivery(stock, enter, order, quantity)
        self.waiting.append(delivery)
        self._let_in(delivery)
        if delivery in self.waiting:
            stock.refused_deliveries += 1
            if stock.post is not None:
                stock.post("refused-delivery", stock.name, quantity, order.number)
            self._try_later()

    def _let_in(self, newest: Delivery | None = None) -> None:
        """Let in all that fit, in their order; whoever waits for the newest is served by its receiver."""
        entered = True
        while entered:
            entered = False
            for delivery in list(self.waiting):
                if delivery in self.waiting and self._fits(delivery):
                    self.waiting.remove(delivery)
                    delivery.enter(delivery.order, delivery.quantity)
                    entered = True
                    if delivery is not newest and delivery.stock.backlog:
                        delivery.stock.allocate(delivery.stock)

    def _fits(self, delivery: Delivery) -> bool:
        room = delivery.quantity * delivery.stock.item.volume_m3
        return room <= 0 or self.place.volume() + room <= self.place.capacity * (1 + SLACK)

    def _try_later(self) -> None:
        if not self.trying:
            self.trying = True
            clock = self.place.clock
            clock.at(clock._now + self.day, "RECEIPT", self._try_again)

    def _try_again(self) -> None:
        self.trying = False
        self._let_in()
        if self.waiting:
            self._try_later()


def attach_places(world: "World") -> None:
    """Read the room taken at every place of the network, and set gates where it is limited."""
    scenario = world.scenario
    day = UNITS_PER_YEAR[scenario.time_unit] / UNITS_PER_YEAR["day"]
    for config in scenario.network.places:
        stocks = [stock for stock in world.stocks.values() if stock.point.place == config.name]
        place = PlaceState(config, stocks, world.clock, scenario.warm_up)
        world.places[config.name] = place
        if config.capacity_m3 is not None and config.overflow == "refuse":
            _refuse_unit_posting(world, place)
            place.gate = Gate(place, day)
        every = day if config.every is None else config.every
        world.clock.at(0.0, "OBSERVE", partial(_read, place, every))


def _read(place: PlaceState, every: float) -> None:
    clock = place.clock
    clock.at(clock._now + every, "OBSERVE", partial(_read, place, every))
    place.read()


def _refuse_unit_posting(world: "World", place: PlaceState) -> None:
    names = {stock.name for stock in place.stocks}
    for source in world.scenario.network.sources:
        if isinstance(source, Production) and source.posting == "unit" and source.stock in names:
            raise DataError(
                f"place {place.name!r} refuses deliveries, and stock point {source.stock!r} there is "
                "posted unit by unit, which cannot wait; set posting = 'lot' or overflow = 'rent'"
            )
