"""Counting: cycle counts and stocktakes put the record right."""

from typing import TYPE_CHECKING

from sim.engine.clock import Clock
from sim.engine.stock import Stock
from sim.network import Count

if TYPE_CHECKING:
    from sim.engine.world import World


class Counter:
    """Counts one stock point at fixed intervals."""

    __slots__ = ("clock", "count", "stock")

    def __init__(self, count: Count, stock: Stock, first: float, clock: Clock) -> None:
        self.count = count
        self.stock = stock
        self.clock = clock
        clock.at(first, "RECEIPT", self.look)

    def look(self) -> None:
        """Count what is there and put the record right."""
        stock = self.stock
        self.clock.at(self.clock._now + self.count.every, "RECEIPT", self.look)
        stock.counts += 1
        stock.count_cost += self.count.cost
        if stock.misplaced:
            stock.reappear()
        stock.correct()
        if stock.post is not None:
            stock.post("count", stock.name, stock.recorded(), self.count.name)


def attach_counts(world: "World") -> None:
    """Send the counters round; without a date for the first count they spread over the period."""
    for count in world.scenario.network.counts:
        for k, name in enumerate(count.stocks, start=1):
            first = count.every * k / len(count.stocks) if count.first is None else count.first
            Counter(count, world.stocks[name], first, world.clock)
