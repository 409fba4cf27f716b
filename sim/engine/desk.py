"""What every source shares: its name, its planned and quoted lead times, its lot rules."""

from collections.abc import Iterator
from functools import partial
from typing import ClassVar

from sim.contract import tolerant_ceil, up_to_multiple
from sim.distributions import Constant, Distribution
from sim.engine.clock import Clock
from sim.engine.fact import Post
from sim.engine.placed_order import PlacedOrder
from sim.engine.stock import Stock
from sim.engine.streams import Shape, Streams, not_negative, stream_name
from sim.errors import DataError
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
        self.most = most_of(config, stock.whole)
        self.share = config.share
        self.ordered = 0.0
        self.order_cost = config.order_cost
        self.streams = streams
        self.planned_lead_time = planned_lead_time(config)
        self.promise = self.planned_lead_time if config.promise is None else config.promise
        self.processing = self.tape("processing", law=config.processing)
        self.desk: dict[int, PlacedOrder] = {}

    def tape(self, *purpose: str, law: Distribution, shape: Shape = not_negative) -> Iterator[float]:
        """Return the tape of a time (or chance, or share) that the n-th order of this source owns."""
        constant = isinstance(law, Constant)  # no stream, so no name is needed; a plant has thousands
        name = "" if constant else stream_name("source", self.KIND, self.stock.name, self.name, *purpose)
        return self.streams.tape(name, law, shape)

    def accept(self, quantity: float) -> float:
        """Return the quantity the source takes: at least its minimum, in its multiple, up to its maximum."""
        if quantity <= 0:
            return 0.0
        if quantity < self.minimum:
            quantity = self.minimum
        if self.multiple:
            quantity = up_to_multiple(quantity, self.multiple)
        return quantity if quantity < self.most else self.most

    def unit_price(self, quantity: float) -> float:
        """Return what a unit of an order costs (money): the value of the item, unless it is bought."""
        return self.stock.item.unit_cost

    def place(self, order: PlacedOrder) -> None:
        """Let an order pass the desk, then go on."""
        self.ordered += order.quantity
        self.prepare(order)
        delay = next(self.processing)
        if delay > 0:
            self._keep(order, delay)
        else:
            self._release(order)

    def _keep(self, order: PlacedOrder, delay: float) -> None:
        """Keep an order on the desk; it may be taken off before the delay is over."""
        self.desk[order.number] = order
        clock = self.clock
        order.leaves = clock._now + delay
        clock.at(order.leaves, "DEMAND", partial(self._leave_desk, order))

    def _leave_desk(self, order: PlacedOrder) -> None:
        if self.desk.pop(order.number, None) is not None:
            self._release(order)

    def _release(self, order: PlacedOrder) -> None:
        if self.stock.told and self.post is not None:
            self.post("release", self.stock.name, order.quantity, order.number)
        self.go(order)

    def cancel(self, order: PlacedOrder) -> bool:
        """Drop an order that is still on the desk; tell whether it was."""
        return self.desk.pop(order.number, None) is not None

    def expedite(self, order: PlacedOrder) -> bool:
        """Hurry an order; tell whether the source does."""
        return False

    def prepare(self, order: PlacedOrder) -> None:
        """Draw what the n-th order owns, besides its processing time."""

    def go(self, order: PlacedOrder) -> None:
        """Work on an order that has left the desk."""
        raise NotImplementedError


def most_of(config: Purchase | Transfer | Production, whole: bool) -> float:
    """Return the largest quantity that the source takes: its maximum, down to a multiple."""
    if config.maximum is None:
        return float("inf")
    step = config.multiple or (1.0 if whole else 0.0)
    most = -tolerant_ceil(-config.maximum / step) * step if step else config.maximum
    if most <= 0 or most < config.minimum:
        raise DataError(
            f"the source of stock point {config.stock!r} takes at most {config.maximum:g}, at least "
            f"{config.minimum:g} and in steps of {step:g}; raise the maximum"
        )
    return most
