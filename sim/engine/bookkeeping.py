"""How receipts come on the record: late, or wrong."""

from functools import partial
from typing import TYPE_CHECKING

from sim.contract import to_grid
from sim.distributions import Constant, Uniform
from sim.engine.clock import Clock
from sim.engine.placed_order import PlacedOrder
from sim.engine.stock import Stock
from sim.engine.streams import Streams, not_negative, stream_name
from sim.network import Bookkeeping

if TYPE_CHECKING:
    from sim.engine.world import World


class Clerk:
    """Books the receipts of one stock point; the n-th receipt owns its delay and its error."""

    def __init__(self, rule: Bookkeeping, stock: Stock, clock: Clock, streams: Streams) -> None:
        self.stock = stock
        self.clock = clock
        self.error_chance = rule.error_chance
        self.enter = stock.put
        self.delays = streams.tape(stream_name("bookkeeping", stock.name, "delay"), rule.delay, not_negative)
        chance = Uniform(-1.0, 1.0) if rule.error_chance > 0 else Constant(1.0)
        self.chances = streams.tape(stream_name("bookkeeping", stock.name, "error"), chance)
        self.shares = streams.tape(
            stream_name("bookkeeping", stock.name, "size"), rule.error_share, not_negative
        )
        stock.put = self.put
        stock.corrects = rule.short_pick == "corrects"

    def put(self, order: PlacedOrder, quantity: float) -> None:
        """Put goods on the shelf now and on the record when the papers have come through."""
        delay, chance, share = next(self.delays), next(self.chances), next(self.shares)
        error = 0.0
        if abs(chance) < self.error_chance:
            error = quantity * share if chance > 0 else -quantity * share
            error = float(round(error)) if self.stock.whole else to_grid(error)
            error = max(error, -quantity)
        if delay > 0:
            self.stock.unbooked += quantity
            self.stock.adjust(shelf=quantity)
            book = partial(self._book, order, quantity, error)
            self.clock.at(self.clock._now + delay, "RECEIPT", book)
        else:
            self.enter(order, quantity)
            if error:
                self.stock.adjust(record=error)

    def _book(self, order: PlacedOrder, quantity: float, error: float) -> None:
        stock = self.stock
        stock.unbooked -= quantity
        stock.adjust(shelf=-quantity)
        self.enter(order, quantity)
        if error:
            stock.adjust(record=error)
        if stock.backlog:
            stock.allocate(stock)
        if stock.position <= stock.trigger:
            stock.scope.ask(stock)


def attach_bookkeeping(world: "World") -> None:
    """Give stock points a clerk where the network has a rule of bookkeeping for them."""
    for rule in world.scenario.network.bookkeeping:
        for name in rule.stocks:
            Clerk(rule, world.stocks[name], world.clock, world.streams)
