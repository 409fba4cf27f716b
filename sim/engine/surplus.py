"""Surplus: stock that would last too long is sold off at intervals."""

import math
from typing import TYPE_CHECKING

from sim.contract import to_grid
from sim.engine.clock import Clock
from sim.engine.stock import Stock
from sim.errors import DataError
from sim.network import SurplusReview

if TYPE_CHECKING:
    from sim.engine.world import World


class Clearance:
    """Looks at one stock point at fixed intervals and sells what would last too long.

    The rate is that of the units drawn since the last look, those of customers who went elsewhere left
    out. Only free units on the record are sold, and none while anybody waits.
    """

    __slots__ = ("clock", "drawn", "review", "stock")

    def __init__(self, review: SurplusReview, stock: Stock, clock: Clock) -> None:
        self.review = review
        self.stock = stock
        self.clock = clock
        self.drawn = 0.0
        clock.at(review.every, "EXPIRY", self.look)

    def look(self) -> None:
        """Sell the surplus."""
        stock, review = self.stock, self.review
        self.clock.at(self.clock._now + review.every, "EXPIRY", self.look)
        drawn = stock.drawn_units()
        keep = max(drawn - self.drawn, 0.0) / review.every * review.keep  # more may leave than came
        self.drawn = drawn
        if stock.backlog:
            return
        surplus = stock.on_hand - stock.reserved - keep
        surplus = float(math.floor(surplus + 1e-9)) if stock.whole else to_grid(surplus)
        if surplus > 0:
            stock.dispose(surplus, "surplus", review.salvage * stock.item.unit_cost)


def attach_surplus_reviews(world: "World") -> None:
    """Send somebody round to clear surplus where the network says so."""
    for review in world.scenario.network.surplus_reviews:
        if not review.every > 0:
            raise DataError(
                f"surplus review {review.name!r} comes every {review.every:g}; give it a time above zero"
            )
        for name in review.stocks:
            Clearance(review, world.stocks[name], world.clock)
