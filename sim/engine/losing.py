"""Losses: units that are misplaced, broken or stolen."""

import math
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sim.engine.chance import struck
from sim.engine.clock import Clock
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
        self.whole = np.array([stock.whole for stock in stocks])
        if loss.share_per_year > 0 or loss.share_of_draws > 0:
            clock.at(loss.every, "RECEIPT", self.strike)

    def strike(self) -> None:
        """Lose what is lost since the last time."""
        clock, loss = self.clock, self.loss
        clock.at(clock._now + loss.every, "RECEIPT", self.strike)
        clock.acting += 1
        if self.on_shelf > 0:
            exposed = [stock.free() for stock in self.stocks]
            self._lose(exposed, self.on_shelf, self.rng.random(len(exposed)))
        if loss.share_of_draws > 0:
            now_drawn = [stock.drawn_units() for stock in self.stocks]
            exposed = [now - before for now, before in zip(now_drawn, self.drawn, strict=True)]
            self.drawn = now_drawn
            self._lose(exposed, loss.share_of_draws, self.drawn_rng.random(len(exposed)))
        clock.acting -= 1

    def _lose(self, exposed: list[float], chance: float, luck: NDArray[np.float64]) -> None:
        """Let each of the exposed units of each stock point be lost with a chance."""
        units = np.array(exposed)
        hit = (units > 0) & (luck >= np.power(1 - chance, units)) | (units > 0) & ~self.whole
        for k in np.flatnonzero(hit).tolist():
            stock = self.stocks[k]
            gone = struck(exposed[k], chance, float(luck[k]), stock.whole)
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
