"""Losses: units that are misplaced, broken or stolen."""

import math
from typing import TYPE_CHECKING

from sim.contract import to_grid
from sim.engine.clock import Clock
from sim.engine.producing import scrapped
from sim.engine.stock import Stock
from sim.engine.streams import Streams, stream_name
from sim.network import Loss
from sim.scenario import UNITS_PER_YEAR

if TYPE_CHECKING:
    from sim.engine.world import World


class Leak:
    """One kind of loss at some stock points.

    At fixed intervals each unit on the shelf is lost with the same chance, so that the share given is
    lost in a year, and so is a unit for each one drawn since the last time. One uniform number a stock
    point and interval decides each, by the inverse of the binomial law, so that every alternative meets
    the same luck.
    """

    def __init__(
        self, loss: Loss, stocks: list[Stock], units_per_year: float, clock: Clock, streams: Streams
    ) -> None:
        self.loss = loss
        self.stocks = stocks
        self.clock = clock
        self.on_shelf = -math.expm1(-loss.share_per_year * loss.every / units_per_year)
        self.rng = streams.generator(stream_name("loss", loss.name, "shelf"))
        self.drawn_rng = streams.generator(stream_name("loss", loss.name, "draws"))
        self.drawn = [0.0] * len(stocks)
        if loss.share_per_year > 0 or loss.share_of_draws > 0:
            clock.at(loss.every, "RECEIPT", self.strike)

    def strike(self) -> None:
        """Lose what is lost since the last time."""
        clock, loss = self.clock, self.loss
        clock.at(clock._now + loss.every, "RECEIPT", self.strike)
        clock.acting += 1
        if self.on_shelf > 0:
            for stock, luck in zip(self.stocks, self.rng.random(len(self.stocks)).tolist(), strict=True):
                self._lose(stock, stock.free(), self.on_shelf, luck)
        if loss.share_of_draws > 0:
            lucks = self.drawn_rng.random(len(self.stocks)).tolist()
            for k, (stock, luck) in enumerate(zip(self.stocks, lucks, strict=True)):
                drawn = stock.drawn_units()
                self._lose(stock, drawn - self.drawn[k], loss.share_of_draws, luck)
                self.drawn[k] = drawn
        clock.acting -= 1

    def _lose(self, stock: Stock, exposed: float, chance: float, luck: float) -> None:
        if exposed <= 0:
            return
        if not stock.whole:
            gone = to_grid(exposed * chance)
        elif luck < (1 - chance) ** exposed:
            return
        else:
            gone = float(scrapped(int(exposed), chance, luck))
        gone = stock.vanish(gone, self.loss.noticed)
        stock.misplaced += gone * self.loss.recovered
        if gone and stock.post is not None:
            stock.post("loss", stock.name, gone, self.loss.name)


def attach_losses(world: "World") -> None:
    """Let units disappear where the network says so."""
    units_per_year = UNITS_PER_YEAR[world.scenario.time_unit]
    for loss in world.scenario.network.losses:
        stocks = [world.stocks[name] for name in loss.stocks]
        Leak(loss, stocks, units_per_year, world.clock, world.streams)
