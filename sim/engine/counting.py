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
        """Count what is there, put the record right, and come again."""
        self.clock.at(self.clock._now + self.count.every, "RECEIPT", self.look)
        self.look_now()

    def look_now(self) -> None:
        """Count what is there and put the record right."""
        stock = self.stock
        stock.counts += 1
        stock.count_cost += self.count.cost
        if stock.misplaced:
            stock.reappear()
        stock.correct()
        if stock.post is not None:
            stock.post("count", stock.name, stock.recorded(), self.count.name)


def attach_counts(world: "World") -> None:
    """Send the counters round."""
    for count in world.scenario.network.counts:
        for name, first in first_counts(count):
            Counter(count, world.stocks[name], first, world.clock)


def first_counts(count: Count) -> list[tuple[str, float]]:
    """Return when each stock point is counted first; without a date they spread over the period."""
    spread = [count.every * k / len(count.stocks) for k in range(1, len(count.stocks) + 1)]
    return [
        (name, later if count.first is None else count.first)
        for name, later in zip(count.stocks, spread, strict=True)
    ]
