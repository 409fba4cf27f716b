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
    lost in a year. One uniform number a stock point and interval decides, by the inverse of the binomial
    law, so that every alternative meets the same luck.
    """

    def __init__(
        self, loss: Loss, stocks: list[Stock], units_per_year: float, clock: Clock, streams: Streams
    ) -> None:
        self.loss = loss
        self.stocks = stocks
        self.clock = clock
        self.chance = -math.expm1(-loss.share_per_year * loss.every / units_per_year)
        self.rng = streams.generator(stream_name("loss", loss.name))
        if self.chance > 0:
            clock.at(loss.every, "RECEIPT", self.strike)

    def strike(self) -> None:
        """Lose what is lost since the last time."""
        clock, loss, chance = self.clock, self.loss, self.chance
        clock.at(clock._now + loss.every, "RECEIPT", self.strike)
        clock.acting += 1
        for stock, luck in zip(self.stocks, self.rng.random(len(self.stocks)).tolist(), strict=True):
            free = stock.on_hand + stock.hidden.value - stock.reserved
            if free <= 0:
                continue
            if stock.whole:
                if luck < (1 - chance) ** free:
                    continue
                gone = float(scrapped(int(free), chance, luck))
            else:
                gone = to_grid(free * chance)
            gone = stock.vanish(gone, loss.noticed)
            stock.misplaced += gone * loss.recovered
            if gone and stock.post is not None:
                stock.post("loss", stock.name, gone, loss.name)
        clock.acting -= 1


def attach_losses(world: "World") -> None:
    """Let units disappear where the network says so."""
    units_per_year = UNITS_PER_YEAR[world.scenario.time_unit]
    for loss in world.scenario.network.losses:
        stocks = [world.stocks[name] for name in loss.stocks]
        Leak(loss, stocks, units_per_year, world.clock, world.streams)
