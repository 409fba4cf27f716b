"""Customers: a stream of orders that are filled, waited for (for ever or not), lost, or quoted a date."""

from collections.abc import Callable
from functools import partial
from heapq import heappush
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.contract import GRID
from sim.distributions import (
    Constant,
    Discrete,
    Distribution,
    Empirical,
    Exponential,
    Gamma,
    Lognormal,
    Recorded,
    Triangular,
    Uniform,
)
from sim.engine.clock import Action, Clock
from sim.engine.demand_profile import DemandLevel
from sim.engine.draw import Draw
from sim.engine.order_book import OrderBook
from sim.engine.stock import Stock
from sim.engine.streams import Streams, not_negative, stream_name
from sim.errors import DataError
from sim.network import Demand


class Customers:
    """A stream of customer orders; what is not on the shelf is backordered.

    The n-th order owns its gap and its size, on tapes of their own. Orders that the shelf serves in
    passing are counted by the stock point, which is theirs alone then; all others are counted here.

    Parameters
    ----------
    demand
        What they ask for, and when.
    stock
        Stock point that they draw on (the first line of the order).
    level
        How the demand changes through time, if it does.
    """

    __slots__ = (
        "book",
        "clock",
        "demand",
        "filled_orders",
        "filled_units",
        "gaps",
        "late_orders",
        "level",
        "lost_orders",
        "lost_units",
        "name",
        "order_units",
        "orders",
        "ship",
        "stock",
        "streams",
    )

    def __init__(
        self, demand: Demand, stock: Stock, clock: Clock, streams: Streams, level: DemandLevel | None = None
    ) -> None:
        self.demand = demand
        self.name = demand.name
        self.stock = stock
        self.clock = clock
        self.streams = streams
        self.level = level
        self.ship: Callable[[Draw, float], None] = _carry_away
        self.orders = self.filled_orders = self.late_orders = self.lost_orders = 0
        self.order_units = self.filled_units = self.lost_units = 0.0
        self.gaps = streams.tape(stream_name("demand", demand.name, "gap"), demand.interval, not_negative)
        if level is not None and not level.changes_size:
            self.gaps = level.gaps(self.gaps, clock, demand.first or 0.0)
        first = next(self.gaps) if demand.first is None else demand.first
        self.book: OrderBook | None = None
        if demand.known_ahead > 0:
            self._refuse_book(demand)
            size_of = self.size_reader(stock, demand.size, "size")
            self.book = OrderBook(self, first, size_of, self.gap_reader())
        else:
            clock.at(first, "DEMAND", self.arrivals())

    def _refuse_book(self, demand: Demand) -> None:
        """Refuse what cannot be known ahead."""
        for what, given in (("a profile", demand.profile), ("several lines", demand.lines)):
            if given:
                raise DataError(
                    f"demand {demand.name!r} has {what} and known_ahead; take the one or the other out"
                )

    def size_reader(self, stock: Stock, law: Distribution, *purpose: str) -> Callable[[], float]:
        """Return what every arrival reads: the units it wants of one stock point."""
        shape = to_whole if stock.whole else to_fractions
        tape = self.streams.tape(stream_name("demand", self.name, *purpose), law, shape)
        if self.level is not None and self.level.changes_size:
            tape = self.level.sizes(tape, self.clock, stock.whole)
        return tape.__next__

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
        size_of = self.size_reader(stock, self.demand.size, "size")
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

        return arrive if stock.in_passing and self.demand.partial else arrive_among_others

    def meet(self, size: float, now: float) -> None:
        """Serve a customer who cannot be served from the shelf in passing."""
        if size > 0:
            self.orders += 1
            self.order_units += size
            self.stock.request(self.wish(size, now))
        elif size < 0:
            self.turn_back(self.stock, -size)

    def turn_back(self, stock: Stock, units: float) -> None:
        """Deal with a negative size.

        It is a net return where the demand allows it; otherwise it is counted and nothing is asked for.
        """
        if self.demand.returns:
            stock.take_back(units)
        else:
            stock.truncated_demands += 1
            stock.truncated_units += units

    def wish(self, size: float, now: float) -> Draw:
        """Return the draw of a customer."""
        return Draw(size, self, now, priority=self.demand.priority, whole=not self.demand.partial)

    def granted(self, draw: Draw, quantity: float) -> None:
        """Let the units be shipped."""
        now = self.clock._now
        if now > draw.time:
            if draw.outstanding <= 0 and now > draw.promised:
                self.late_orders += 1
        else:
            self.filled_units += quantity
            if draw.outstanding <= 0:
                self.filled_orders += 1
        self.ship(draw, quantity)

    def unfilled(self, draw: Draw) -> None:
        """Wait for the rest."""

    def give_up(self, draw: Draw) -> None:
        """Go away without what is still outstanding."""
        self.lost_orders += 1
        self.lost_units += draw.outstanding
        self.stock.lose(draw)

    def take_if_ready(self) -> None:
        """Customers do not link their orders."""


def _carry_away(draw: Draw, quantity: float) -> None:
    """Carry the units away: nobody has to pick, pack or ship them."""


def to_whole(block: NDArray[np.float64]) -> NDArray[np.float64]:
    """Round a block of sizes to whole units."""
    return np.rint(block)


def to_fractions(block: NDArray[np.float64]) -> NDArray[np.float64]:
    """Round a block of sizes to the grid of divisible quantities."""
    return np.rint(block * GRID) / GRID


def apart(interval: Distribution) -> bool:
    """Tell whether no two customers of a stream ever come in one instant: no gap is zero.

    Examples
    --------
    >>> from sim.distributions import Discrete
    >>> apart(Constant(1.0)), apart(Discrete((0.0, 1.0)))
    (True, False)
    """
    match interval:
        case Constant():
            return interval.value > 0
        case Exponential() | Gamma() | Lognormal():
            return True
        case Uniform() | Triangular():
            return interval.low >= 0
        case Discrete() | Empirical():
            return min(interval.values) > 0
        case Recorded():
            return min(interval.values) > 0 and (interval.after is None or interval.after > 0)
    return False


class LostSalesCustomers(Customers):
    """Customers who go elsewhere at once for what is not on the shelf."""

    __slots__ = ()

    def unfilled(self, draw: Draw) -> None:
        """Go elsewhere for the rest."""
        self.give_up(draw)


class PatientCustomers(Customers):
    """Customers who each have a patience of their own; the n-th order owns it."""

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


class WaitingCustomers(PatientCustomers):
    """Customers who wait for what is not on the shelf, and leave when their patience is over.

    Goods that come in the instant in which the patience ends are still taken, where RECEIPT is before
    DEMAND.
    """

    __slots__ = ()

    def unfilled(self, draw: Draw) -> None:
        """Wait, but not for ever."""
        if draw.patience <= 0:
            self.give_up(draw)
        elif draw.patience < float("inf"):
            self.clock.at(self.clock._now + draw.patience, "DEMAND", partial(self.leave, draw))

    def leave(self, draw: Draw) -> None:
        """Leave, if anything is still outstanding; those behind move up."""
        if draw.outstanding > 0:
            self.give_up(draw)
            move_up(self.stock)


class QuotedCustomers(PatientCustomers):
    """Customers who are quoted a date for what is not on the shelf, and walk away if it is too late.

    The quote reads the record: uncommitted stock, then open orders by promised date, then the standard
    promise of the source.
    """

    __slots__ = ()

    def unfilled(self, draw: Draw) -> None:
        """Accept the quoted date, or walk away."""
        now = self.clock._now
        date = quoted_date(self.stock, draw, now)
        if date - now > draw.patience:
            self.give_up(draw)
        else:
            draw.promised = date


def quoted_date(stock: Stock, draw: Draw, now: float) -> float:
    """Return the date that a customer is quoted for a draw that waits."""
    date = stock.uncommitted_at(draw)
    if date is None:
        return now + (stock.sources[0].promise if stock.sources else float("inf"))
    return date


def move_up(stock: Stock) -> None:
    """Serve those who waited behind somebody who has left."""
    if stock.backlog and stock.on_hand > stock.reserved:
        stock.allocate(stock)


CUSTOMERS: dict[str, type[Customers]] = {
    "backorder": Customers,
    "lost": LostSalesCustomers,
    "wait": WaitingCustomers,
    "quote": QuotedCustomers,
}
