"""Orders of several lines: asked for in one instant, served line by line or complete."""

from collections.abc import Callable
from functools import partial
from heapq import heappush
from typing import Any

from sim.distributions import Uniform
from sim.engine.clock import Action, Clock
from sim.engine.customers import PatientCustomers, move_up, quoted_date
from sim.engine.demand_profile import DemandLevel
from sim.engine.draw import Draw
from sim.engine.stock import Stock
from sim.engine.streams import Streams, stream_name
from sim.errors import DataError
from sim.network import Demand, OrderLine

Line = tuple[Stock, float, Callable[[], float], Callable[[], float]]
"""A further line: stock point, chance, reader of the luck and reader of the size."""


def stocks_of(demand: Demand) -> list[str]:
    """Return the stock points that the lines of a demand draw on, one a line."""
    return [demand.stock, *(line.stock for line in demand.lines)]


class BasketCustomers(PatientCustomers):
    """A stream of customers whose orders have several lines.

    The n-th order owns its gap, its patience and its main size, and for each further line a uniform number
    (has it the line?) and a size, on tapes of their own, drawn whether used or not.
    """

    __slots__ = ("further",)

    def __init__(
        self,
        demand: Demand,
        stock: Stock,
        clock: Clock,
        streams: Streams,
        level: DemandLevel | None,
        stocks: dict[str, Stock],
    ) -> None:
        for line in demand.lines:
            _check(demand, line)
        self.further = [(stocks[line.stock], line) for line in demand.lines]
        super().__init__(demand, stock, clock, streams, level)

    def arrivals(self) -> Action:
        """Return the action that lets the next customer order and puts the one after on the event list."""
        clock = self.clock
        phase = clock.priority["DEMAND"]
        queue: list[Any] = clock._queue
        tick = clock._eid.__next__
        gap = self.gap_reader()
        main, size_of = self.stock, self.size_reader(self.stock, self.demand.size, "size")
        lines = self._line_readers()

        def arrive() -> None:
            now = clock._now
            heappush(queue, (now + gap(), phase, tick(), arrive))
            wishes = [(main, size_of())]
            for stock, chance, luck, line_size in lines:
                number, size = luck(), line_size()
                if number < chance:
                    wishes.append((stock, size))
            self.meet_lines(wishes, now)

        return arrive

    def _line_readers(self) -> list[Line]:
        seen: dict[str, int] = {}
        found: list[Line] = []
        for stock, line in self.further:
            number = seen[stock.name] = seen.get(stock.name, 0) + 1
            purpose = ("line", stock.name, str(number))
            luck = self.streams.tape(stream_name("demand", self.name, *purpose, "chance"), Uniform(0.0, 1.0))
            size_of = self.size_reader(stock, line.size, *purpose, "size")
            found.append((stock, line.chance, luck.__next__, size_of))
        return found

    def meet_lines(self, wishes: list[tuple[Stock, float]], now: float) -> None:
        """Take the lines of one order; a negative size is a return, or counts as zero."""
        basket = Basket(self, now)
        for stock, size in wishes:
            if size > 0:
                basket.add(stock, size)
            elif size < 0:
                self.turn_back(stock, -size)
        if basket.lines:
            self.orders += 1
            basket.request()


class Basket:
    """One order of several lines: the owner of its draws.

    `open` lines have not been delivered in full. Where the customer does not take a part of the order, its
    draws are linked: they are taken together in the instant in which everything is there, and those behind
    are served in the meantime. What becomes of an order that cannot be filled at once is decided when all
    its lines have been served.
    """

    __slots__ = ("customers", "lines", "name", "open", "patience", "time")

    def __init__(self, customers: BasketCustomers, now: float) -> None:
        self.customers = customers
        self.name = customers.name
        self.time = now
        self.patience = customers.patience
        self.lines: list[tuple[Stock, Draw]] = []
        self.open = 0

    def add(self, stock: Stock, size: float) -> None:
        """Add a line."""
        demand = self.customers.demand
        draw = Draw(size, self, self.time, priority=demand.priority, linked=not demand.partial)
        draw.patience = self.patience
        self.lines.append((stock, draw))
        self.open += 1
        self.customers.order_units += size

    def request(self) -> None:
        """Ask for all lines in this instant."""
        clock = self.customers.clock
        clock.acting += 1
        for stock, draw in self.lines:
            stock.request(draw)
        clock.acting -= 1
        decide = DECISIONS.get(self.customers.demand.unmet)
        if self.open and decide is not None:
            clock.at(clock._now, "SERVE", partial(decide, self))

    # ---- the owner of the draws

    def granted(self, draw: Draw, quantity: float) -> None:
        """Let the units be shipped; the order is filled with its last line."""
        customers = self.customers
        now = customers.clock._now
        late = now > self.time
        if not late:
            customers.filled_units += quantity
        if draw.outstanding <= 0:
            self.open -= 1
            if not self.open:
                customers.filled_orders += not late
                customers.late_orders += late and now > draw.promised
        customers.ship(draw, quantity)

    def unfilled(self, draw: Draw) -> None:
        """Wait until the other lines have been served too."""

    def take_if_ready(self) -> None:
        """Take all lines at once if every one can be filled now."""
        needed: dict[str, float] = {}
        for stock, draw in self.lines:
            need = needed[stock.name] = needed.get(stock.name, 0.0) + draw.outstanding
            if need > stock.on_hand - stock.reserved or draw in stock.gathered:
                return
        for stock, draw in self.lines:
            stock.backlog.remove(draw)
            stock.grant(draw, draw.outstanding)

    # ---- what becomes of an order that is not filled at once

    def leave(self) -> None:
        """Go away without what is still outstanding, if anything; those behind move up."""
        if not self.open:
            return
        left = [(stock, draw) for stock, draw in self.lines if draw.outstanding > 0]
        self.customers.lost_orders += 1
        for stock, draw in left:
            self.customers.lost_units += draw.outstanding
            stock.lose(draw)
        for stock, _ in left:
            move_up(stock)

    def wait(self) -> None:
        """Wait, but not for ever."""
        if not self.open:
            return
        if self.patience <= 0:
            self.leave()
        elif self.patience < float("inf"):
            clock = self.customers.clock
            clock.at(clock._now + self.patience, "DEMAND", self.leave)

    def consider(self) -> None:
        """Accept the latest of the dates quoted for the lines, or walk away."""
        if not self.open:
            return
        now = self.customers.clock._now
        date = max(quoted_date(stock, draw, now) for stock, draw in self.lines if draw.outstanding > 0)
        if date - now > self.patience:
            self.leave()
        else:
            for _, draw in self.lines:
                draw.promised = date


DECISIONS: dict[str, Callable[[Basket], None]] = {
    "lost": Basket.leave,
    "wait": Basket.wait,
    "quote": Basket.consider,
}


def _check(demand: Demand, line: OrderLine) -> None:
    if not 0 <= line.chance <= 1:
        raise DataError(
            f"demand {demand.name!r}: the line on {line.stock!r} has chance {line.chance:g}; "
            "give a share from 0 to 1"
        )
