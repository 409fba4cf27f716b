"""The history of a few stock points through time, read at a fixed interval."""

from collections.abc import Sequence
from functools import partial

from sim.engine.world import World


class StockHistory:
    """Reads stock of a few stock points every `interval`, in the OBSERVE phase, from time zero.

    Give it to `simulate` as a watch. `times` and, by stock point, `on_hand` and `net` (on hand minus
    backorders, `inventory level`) grow by one value a reading.
    """

    def __init__(self, names: Sequence[str], interval: float, first: float = 0.0) -> None:
        self.names = tuple(names)
        self.interval = interval
        self.first = first
        self.times: list[float] = []
        self.on_hand: dict[str, list[float]] = {name: [] for name in names}
        self.net: dict[str, list[float]] = {name: [] for name in names}

    def __call__(self, world: World) -> None:
        """Put the first reading on the clock of a world."""
        world.clock.at(self.first, "OBSERVE", partial(self._read, world))

    def _read(self, world: World) -> None:
        now = world.clock._now
        self.times.append(now)
        for name in self.names:
            stock = world.stocks[name]
            self.on_hand[name].append(stock.on_hand)
            self.net[name].append(stock.on_hand - stock.backorders)
        world.clock.at(now + self.interval, "OBSERVE", partial(self._read, world))
