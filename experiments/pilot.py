"""What is read through time while a world starts up."""

from sim.engine.world import World


class StartUpHistory:
    """Reads the state of a whole world every `interval`, in the OBSERVE phase, from the first interval on.

    Give it to `simulate` as a watch. One value a reading: `times`; `stock`, what is on the shelves at unit
    cost (units where nothing has a cost); `backorders`, units that customers and others wait for;
    `in_process`, units in process.
    """

    def __init__(self, interval: float) -> None:
        self.interval = interval
        self.times: list[float] = []
        self.stock: list[float] = []
        self.backorders: list[float] = []
        self.in_process: list[float] = []

    def __call__(self, world: World) -> None:
        """Put the first reading on the clock of a world."""
        stocks = tuple(world.stocks.values())
        priced = any(stock.item.unit_cost for stock in stocks)
        worth = tuple(stock.item.unit_cost if priced else 1.0 for stock in stocks)

        def read() -> None:
            now = world.clock._now
            self.times.append(now)
            held = ((s.on_hand + s.hidden.value) * w for s, w in zip(stocks, worth, strict=True))
            self.stock.append(sum(held))
            self.backorders.append(sum(s.backorders for s in stocks))
            self.in_process.append(sum(s.wip.value for s in stocks))
            world.clock.at(now + self.interval, "OBSERVE", read)

        world.clock.at(self.interval, "OBSERVE", read)
