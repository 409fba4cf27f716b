"""Customers: a stream of orders that are filled, waited for, lost, or quoted a date."""

from collections.abc import Iterator
from heapq import heappush

import numpy as np
from numpy.typing import NDArray

from sim.engine.clock import Clock
from sim.engine.draw import Draw
from sim.engine.stock import Stock
from sim.engine.streams import Streams
from sim.network import Demand


class Customers:
    """A stream of customer orders; what is not on the shelf is backordered.

    The n-th order owns its gap and its size, on tapes of their own.
    """

    __slots__ = ("action", "clock", "demand", "gaps", "name", "phase", "sizes", "stock", "truncated")

    def __init__(self, demand: Demand, stock: Stock, clock: Clock, streams: Streams) -> None:
        self.demand = demand
        self.name = demand.name
        self.stock = stock
        self.clock = clock
        self.truncated = 0
        self.gaps: Iterator[float] = streams.tape(f"demand/{demand.name}/gap", demand.interval)
        self.sizes: Iterator[float] = streams.tape(f"demand/{demand.name}/size", demand.size, self._shape)
        self.phase = clock.priority["DEMAND"]
        self.action = self.arrive
        clock.at(next(self.gaps) if demand.first is None else demand.first, "DEMAND", self.action)

    def _shape(self, block: NDArray[np.float64]) -> NDArray[np.float64]:
        if self.stock.whole:
            block = np.rint(block)
        if not self.demand.returns:
            self.truncated += int((block < 0).sum())
            block = np.maximum(block, 0.0)
        return block

    def arrive(self) -> None:
        """Serve the next customer, and put the one after on the event list."""
        clock = self.clock
        now = clock._now
        heappush(clock._queue, (now + next(self.gaps), self.phase, next(clock._eid), self.action))  # type: ignore[misc]
        size = next(self.sizes)
        stock = self.stock
        on_hand = stock.on_hand
        if stock.direct and 0 < size <= on_hand - stock.reserved and not stock.backlog:
            stock.area += on_hand * (now - stock.since)
            stock.since = now
            stock.on_hand = on_hand - size
            stock.shelf_lines += 1
            stock.shelf_units += size
            stock.position = position = stock.position - size
            if stock.post is not None:
                stock.post("demand", stock.name, size, self.name)
                stock.post("issue", stock.name, size, self.name)
            if position <= stock.trigger:
                stock.scope.ask(stock)
        elif size > 0:
            stock.request(self.wish(size, now))
        elif size < 0:
            stock.take_back(-size)

    def wish(self, size: float, now: float) -> Draw:
        """Return the draw of a customer who cannot be served from the shelf in passing."""
        return Draw(size, self, now, priority=self.demand.priority, whole=not self.demand.partial)

    def granted(self, draw: Draw, quantity: float) -> None:
        """Carry the units away."""

    def unfilled(self, draw: Draw) -> None:
        """Wait for the rest."""

    def take_if_ready(self) -> None:
        """Customers do not link their orders."""


class LostSalesCustomers(Customers):
    """Customers who go elsewhere at once for what is not on the shelf."""

    __slots__ = ()

    def unfilled(self, draw: Draw) -> None:
        """Go elsewhere for the rest."""
        self.stock.lose(draw)


class QuotedCustomers(Customers):
    """Customers who are quoted a date for what is not on the shelf, and walk away if it is too late.

    The n-th order owns the customer's patience. The quote reads the record: uncommitted stock, then
    open orders by promised date, then the standard promise of the source.
    """

    __slots__ = ("patience", "patiences")

    def __init__(self, demand: Demand, stock: Stock, clock: Clock, streams: Streams) -> None:
        super().__init__(demand, stock, clock, streams)
        self.patiences = streams.tape(f"demand/{demand.name}/patience", demand.patience)
        self.patience = 0.0

    def arrive(self) -> None:
        """Draw the customer's patience, whether it is needed or not, then go on as any customer."""
        self.patience = next(self.patiences)
        super().arrive()

    def wish(self, size: float, now: float) -> Draw:
        """Return the draw, with the patience of this customer."""
        draw = super().wish(size, now)
        draw.patience = self.patience
        return draw

    def unfilled(self, draw: Draw) -> None:
        """Accept the quoted date, or walk away."""
        stock = self.stock
        now = self.clock._now
        date = stock.uncommitted_at(draw)
        if date is None:
            date = now + (stock.sources[0].promise if stock.sources else float("inf"))
        if date - now > draw.patience:
            stock.lose(draw)


CUSTOMERS: dict[str, type[Customers]] = {
    "backorder": Customers,
    "lost": LostSalesCustomers,
    "quote": QuotedCustomers,
}
