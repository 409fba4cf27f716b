"""Moving units from one stock point to another."""

from functools import partial

from sim.engine.clock import Clock
from sim.engine.desk import Desk
from sim.engine.draw import Draw
from sim.engine.fact import Post
from sim.engine.placed_order import PlacedOrder
from sim.engine.stock import Stock
from sim.engine.streams import Streams
from sim.network import Transfer


class Moving(Desk):
    """Transfer orders of one stock point: they draw on the origin and travel; the n-th owns its lead time.

    `send` is a slot: how drawn units leave (`sim.engine.gates` keeps them).
    """

    KIND = "transfer"

    def __init__(
        self, config: Transfer, origin: Stock, stock: Stock, clock: Clock, streams: Streams, post: Post | None
    ) -> None:
        super().__init__(config, config.origin, stock, clock, streams, post)
        self.origin = origin
        self.partial = config.partial
        self.lead_times = self.tape("lead-time", law=config.lead_time)

    def prepare(self, order: PlacedOrder) -> None:
        """Draw the lead time of this order."""
        order.lead_time = next(self.lead_times)

    def go(self, order: PlacedOrder) -> None:
        """Draw the units on the origin."""
        trip = Trip(order, self)
        self.origin.request(Draw(order.quantity, trip, self.clock._now, whole=not self.partial))

    def send(self, order: PlacedOrder, quantity: float) -> None:
        """Send drawn units on their way."""
        clock = self.clock
        order.arrival = clock._now + order.lead_time
        if self.post is not None:
            self.post("depart", self.stock.name, quantity, order.number)
        clock.at(order.arrival, "RECEIPT", partial(self._arrive, order, quantity))

    def _arrive(self, order: PlacedOrder, quantity: float) -> None:
        if self.post is not None:
            self.post("arrive", self.stock.name, quantity, order.number)
        order.stock.receive(order, quantity)


class Trip:
    """One transfer order as an owner of draws: what is granted leaves at once."""

    __slots__ = ("moving", "name", "order")

    def __init__(self, order: PlacedOrder, moving: Moving) -> None:
        self.order = order
        self.moving = moving
        self.name = order.stock.name

    def granted(self, draw: Draw, quantity: float) -> None:
        """Let the units leave."""
        self.moving.send(self.order, quantity)

    def unfilled(self, draw: Draw) -> None:
        """Wait for the rest."""

    def take_if_ready(self) -> None:
        """Transfers do not link their draws."""
