"""Customers: a stream of orders that are filled, waited for, lost, or quoted a date."""

from collections.abc import Callable
from heapq import heappush
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.contract import GRID
from sim.engine.clock import Action, Clock
from sim.engine.draw import Draw
from sim.engine.stock import Stock
from sim.engine.streams import Streams, not_negative, stream_name
from sim.network import Demand


class Customers:
    """A stream of customer orders; what is not on the shelf is backordered.

    The n-th order owns its gap and its size, on tapes of their own.
    """

    __slots__ = ("clock", "demand", "gaps", "name", "stock", "streams")

    def __init__(self, demand: Demand, stock: Stock, clock: Clock, streams: Streams) -> None:
        self.demand = demand
        self.name = demand.name
        self.stock = stock
        self.clock = clock
        self.streams = streams
        self.gaps = streams.tape(stream_name("demand", demand.name, "gap"), demand.interval, not_negative)
        first = next(self.gaps) if demand.first is None else demand.first
        clock.at(first, "DEMAND", self.arrivals())

    def _shape(self, block: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.rint(block) if self.stock.whole else np.rint(block * GRID) / GRID

    def gap_reader(self) -> Callable[[], float]:
        """Return what every arrival reads: the gap to the next one."""
        return self.gaps.__next__

    def arrivals(self) -> Action:
        """Return the action that serves the next customer and puts the one after on the event list.

        A closure over everything it needs: this is the hot path of a run. Customers who are alone in
        drawing on a stock point, and take what is there, are served in passing: nothing is ever reserved
        from them, and while anybody waits the shelf is empty.
        """
        clock, stock, name = self.clock, self.stock, self.name
        phase = clock.priority["DEMAND"]
        queue: list[Any] = clock._queue
        tick = clock._eid.__next__
        gap = self.gap_reader()
        size_of = self.streams.tape(
            stream_name("demand", name, "size"), self.demand.size, self._shape
        ).__next__
        meet, post = self.meet, stock.post

        def arrive_among_others() -> None:
            now = clock._now
            heappush(queue, (now + gap(), phase, tick(), arrive_among_others))
            meet(size_of(), now)

        def arrive() -> None:
            now = clock._now
            heappush(queue, (now + gap(), phase, tick(), arrive))
            size = size_of()
            on_hand = stock.on_hand
            if 0 < size <= on_hand:
                stock.area += on_hand * (now - stock.since)
                stock.since = now
                stock.on_hand = on_hand - size
                stock.shelf_lines += 1
                stock.position = position = stock.position - size
                if post is not None:
                    post("demand", stock.name, size, name)
                    post("issue", stock.name, size, name)
                if position <= stock.trigger:
                    stock.scope.ask(stock)
            else:
                meet(size, now)

        return arrive if stock.direct and self.demand.partial else arrive_among_others

    def meet(self, size: float, now: float) -> None:
        """Serve a customer who cannot be served from the shelf in passing.

        A negative size is a net return where the demand allows it; otherwise it is counted and nothing
        is asked for.
        """
        if size > 0:
            self.stock.request(self.wish(size, now))
        elif size < 0:
            if self.demand.returns:
                self.stock.take_back(-size)
            else:
                self.stock.truncated_demands += 1

    def wish(self, size: float, now: float) -> Draw:
        """Return the draw of a customer."""
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

    __slots__ = ("patience",)

    def gap_reader(self) -> Callable[[], float]:
        """Read the gap to the next customer and, needed or not, the patience of this one."""
        tape = self.streams.tape(stream_name("demand", self.name, "patience"), self.demand.patience)
        gap, patience = super().gap_reader(), tape.__next__

        def read() -> float:
            self.patience = patience()
            return gap()

        return read

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
