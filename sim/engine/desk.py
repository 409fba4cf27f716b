"""What every source shares: its name, its planned and quoted lead times, its lot rules."""

from collections.abc import Iterator
from functools import partial
from typing import ClassVar

from sim.contract import up_to_multiple
from sim.distributions import Distribution
from sim.engine.clock import Clock
from sim.engine.fact import Post
from sim.engine.placed_order import PlacedOrder
from sim.engine.stock import Stock
from sim.engine.streams import Streams, not_negative, stream_name
from sim.network import Production, Purchase, Transfer, planned_lead_time


class Desk:
    """A source of one stock point, with the processing leg that every order passes first.

    The n-th order of a source owns its processing time, drawn when it is placed whether or not it is
    used, so that no choice of a policy shifts what comes after.
    """

    KIND: ClassVar[str]

    def __init__(
        self,
        config: Purchase | Transfer | Production,
        name: str,
        stock: Stock,
        clock: Clock,
        streams: Streams,
        post: Post | None,
    ) -> None:
        self.name = name
        self.stock = stock
        self.clock = clock
        self.post = post
        self.minimum = config.minimum
        self.multiple = config.multiple
        self.order_cost = config.order_cost
        self.streams = streams
        self.planned_lead_time = planned_lead_time(config)
        self.promise = self.planned_lead_time if config.promise is None else config.promise
        self.processing = self.tape("processing", law=config.processing)
        self.desk: dict[int, PlacedOrder] = {}

    def tape(self, *purpose: str, law: Distribution) -> Iterator[float]:
        """Return the tape of a time (or chance) that the n-th order of this source owns."""
        name = stream_name("source", self.KIND, self.stock.name, self.name, *purpose)
        return self.streams.tape(name, law, not_negative)

    def accept(self, quantity: float) -> float:
        """Return the quantity the source takes: at least its minimum, in its multiple."""
        if quantity <= 0:
            return 0.0
        if quantity < self.minimum:
            quantity = self.minimum
        return up_to_multiple(quantity, self.multiple) if self.multiple else quantity

    def place(self, order: PlacedOrder) -> None:
        """Let an order pass the desk, then go on."""
        self.prepare(order)
        delay = next(self.processing)
        if delay > 0:
            self.desk[order.number] = order
            clock = self.clock
            clock.at(clock._now + delay, "DEMAND", partial(self._leave_desk, order))
        else:
            self.go(order)

    def _leave_desk(self, order: PlacedOrder) -> None:
        if self.desk.pop(order.number, None) is not None:
            self.go(order)

    def cancel(self, order: PlacedOrder) -> bool:
        """Drop an order that is still on the desk; tell whether it was."""
        return self.desk.pop(order.number, None) is not None

    def prepare(self, order: PlacedOrder) -> None:
        """Draw what the n-th order owns, besides its processing time."""

    def go(self, order: PlacedOrder) -> None:
        """Work on an order that has left the desk."""
        raise NotImplementedError
