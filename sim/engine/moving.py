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
    """Transfer orders of one stock point: they draw on the origin and travel; the n-th owns its lead time."""

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
        trip = Trip(order, self.clock, self.post)
        self.origin.request(Draw(order.quantity, trip, self.clock._now, whole=not self.partial))


class Trip:
    """One transfer order as an owner of draws: what is granted leaves at once."""

    __slots__ = ("clock", "name", "order", "post")

    def __init__(self, order: PlacedOrder, clock: Clock, post: Post | None) -> None:
        self.order = order
        self.post = post
        self.clock = clock
        self.name = order.stock.name

    def granted(self, draw: Draw, quantity: float) -> None:
        """Send the units on their way."""
        clock, order = self.clock, self.order
        order.arrival = clock._now + order.lead_time
        if self.post is not None:
            self.post("depart", self.name, quantity, order.number)
        clock.at(order.arrival, "RECEIPT", partial(self._arrive, quantity))

    def _arrive(self, quantity: float) -> None:
        order = self.order
        if self.post is not None:
            self.post("arrive", self.name, quantity, order.number)
        order.stock.receive(order, quantity)

    def unfilled(self, draw: Draw) -> None:
        """Wait for the rest."""

    def take_if_ready(self) -> None:
        """Transfers do not link their draws."""
