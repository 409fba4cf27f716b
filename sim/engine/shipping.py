"""Fulfilment: people who pick, pack and ship what customers get from one place."""

from collections import deque
from functools import partial
from typing import TYPE_CHECKING

from sim.engine.baskets import Basket, BasketCustomers
from sim.engine.clock import Clock
from sim.engine.draw import Draw
from sim.engine.fact import Post
from sim.engine.level import Level
from sim.engine.streams import Streams, not_negative, stream_name
from sim.errors import DataError
from sim.network import Fulfilment
from sim.scenario import UNITS_PER_YEAR

if TYPE_CHECKING:
    from sim.engine.world import World


class Shipment:
    """What one customer was granted in one instant at one stock point."""

    __slots__ = ("draw", "granted", "quantity")

    def __init__(self, draw: Draw, granted: float) -> None:
        self.draw = draw
        self.granted = granted
        self.quantity = 0.0


class Shipping:
    """The people of one place and the shipments that wait for them, first come first.

    All that is granted in an instant is seen before anybody starts. The n-th shipment of the place owns
    its hours. A shipment is on time when it leaves within `due` of the order, or of the date promised
    where that is later; a draw is on time in full when all its units left on time. What a customer went
    elsewhere for never leaves, so such a draw is not in full.
    """

    def __init__(
        self, config: Fulfilment, hours_per_time: float, clock: Clock, streams: Streams, post: Post | None
    ) -> None:
        self.config = config
        self.name = config.place
        self.time_per_hour = 1 / hours_per_time
        self.clock = clock
        self.post = post
        self.free = config.staff
        self.hours = streams.tape(
            stream_name("fulfilment", config.place, "hours"), config.hours_per_shipment, not_negative
        )
        self.granted: dict[Draw, Shipment] = {}
        self.queue: deque[Shipment] = deque()
        self.loading = False
        self.on_time_units: dict[Draw, float] = {}
        self.waiting = Level()
        self.busy = Level()
        self.shipments = self.on_time = self.on_time_in_full = 0
        self.units = self.flow_time = 0.0

    def take(self, draw: Draw, quantity: float) -> None:
        """Take units that a customer was granted; people see them when all of this instant has come."""
        shipment = self.granted.get(draw)
        if shipment is None:
            now = self.clock._now
            self.granted[draw] = shipment = Shipment(draw, now)
            self.queue.append(shipment)
            self.waiting.change(now, 1)
            self._load_soon()
        shipment.quantity += quantity

    def _load_soon(self) -> None:
        if not self.loading:
            self.loading = True
            self.clock.at(self.clock._now, "EXPIRY", self.load)

    def load(self) -> None:
        """Let free people start."""
        self.loading = False
        self.granted.clear()
        clock = self.clock
        now = clock._now
        while self.free and self.queue:
            shipment = self.queue.popleft()
            work = next(self.hours) + self.config.hours_per_unit * shipment.quantity
            self.free -= 1
            self.waiting.change(now, -1)
            self.busy.change(now, 1)
            clock.at(now + work * self.time_per_hour, "RECEIPT", partial(self._leave, shipment))

    def _leave(self, shipment: Shipment) -> None:
        now = self.clock._now
        self.free += 1
        self.busy.change(now, -1)
        self.shipments += 1
        self.units += shipment.quantity
        self.flow_time += now - shipment.granted
        self._judge(shipment, now)
        if self.post is not None:
            self.post("shipped", self.name, shipment.quantity, shipment.draw.owner.name)
        if self.queue:
            self._load_soon()

    def _judge(self, shipment: Shipment, now: float) -> None:
        """Note whether a shipment is on time, and whether its draw is now on time in full."""
        draw, before = shipment.draw, self.on_time_units
        sent = before.pop(draw, 0.0) + shipment.quantity
        if now > max(draw.time, draw.promised) + self.config.due:
            return
        self.on_time += 1
        if sent >= draw.quantity:
            self.on_time_in_full += 1
        else:
            before[draw] = sent


def attach_shipping(world: "World") -> None:
    """Send what customers get from a place through the hands of its people."""
    days = UNITS_PER_YEAR["day"] / UNITS_PER_YEAR[world.scenario.time_unit]
    places = {stock.point.place for stock in world.stocks.values()}
    for config in world.scenario.network.fulfilment:
        if config.place not in places:
            raise DataError(
                f"fulfilment is for place {config.place!r}, where no stock point is; give another"
            )
        if config.place in world.shipping:
            raise DataError(f"place {config.place!r} has fulfilment twice; take one out")
        if config.staff < 1 or not config.hours_per_day > 0:
            raise DataError(
                f"fulfilment at place {config.place!r} has {config.staff} people for "
                f"{config.hours_per_day:g} hours a day; give it one or more, and hours above zero"
            )
        world.shipping[config.place] = Shipping(
            config, config.hours_per_day * days, world.clock, world.streams, world.post
        )
    if world.shipping:
        for customers in world.customers:
            place = customers.stock.point.place
            if isinstance(customers, BasketCustomers):
                customers.ship = partial(_ship_line, world.shipping)
            elif place in world.shipping:
                customers.ship = world.shipping[place].take


def _ship_line(desks: dict[str, Shipping], draw: Draw, quantity: float) -> None:
    """Hand a line of an order to the people of the place where its stock is kept."""
    basket = draw.owner
    assert isinstance(basket, Basket)
    place = next(stock.point.place for stock, line in basket.lines if line is draw)
    if place in desks:
        desks[place].take(draw, quantity)
