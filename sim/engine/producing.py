"""Making units in the plant."""

import math
from collections.abc import Iterator

from sim.contract import to_grid
from sim.distributions import Constant, Uniform
from sim.engine.clock import Clock
from sim.engine.desk import Desk
from sim.engine.fact import Post
from sim.engine.lot import Lot
from sim.engine.placed_order import PlacedOrder
from sim.engine.stock import Stock
from sim.engine.streams import Streams
from sim.engine.work_centre import WorkCentreState
from sim.network import Production


class Producing(Desk):
    """Production orders of one stock point.

    The n-th order owns its hours at every operation, its yield and its place in the foreman's mind,
    drawn when it is placed.
    """

    KIND = "production"

    def __init__(
        self,
        config: Production,
        components: list[tuple[Stock, float]],
        route: list[WorkCentreState],
        stock: Stock,
        clock: Clock,
        streams: Streams,
        post: Post | None,
    ) -> None:
        super().__init__(config, "plant", stock, clock, streams, post)
        self.components = components
        self.route = route
        self.tote = config.kitting == "tote"
        self.post_units = config.posting == "unit"
        self.good_fraction = config.good_fraction
        self.work: list[tuple[Iterator[float], Iterator[float]]] = [
            (
                self.tape("setup", str(k), law=step.setup_hours),
                self.tape("run", str(k), law=step.run_hours),
            )
            for k, step in enumerate(config.route)
        ]
        foreman = any(centre.config.dispatching == "foreman" for centre in route)
        self.priorities = self.tape("priority", law=Uniform(0.0, 1.0) if foreman else Constant(0.0))
        self.yields = self.tape("yield", law=Uniform(0.0, 1.0) if config.good_fraction < 1 else Constant(0.0))

    def prepare(self, order: PlacedOrder) -> None:
        """Draw all that this order owns."""
        lot = Lot(order, self)
        quantity = order.quantity
        lot.hours = [(next(setup), next(run) * quantity) for setup, run in self.work]
        lot.priority = next(self.priorities)
        chance = next(self.yields)
        if self.good_fraction < 1:
            if self.stock.whole:
                lot.good = quantity - scrapped(int(quantity), 1 - self.good_fraction, chance)
            else:
                lot.good = to_grid(quantity * self.good_fraction)
        order.payload = lot

    def go(self, order: PlacedOrder) -> None:
        """Release the order to the floor: its kit is drawn."""
        order.payload.release()


def scrapped(units: int, share: float, chance: float) -> int:
    """Return a binomial number of scrapped units from one uniform number, by inverse.

    Examples
    --------
    >>> scrapped(100, 0.02, 0.5)
    2
    >>> scrapped(100, 0.02, 0.0)
    0
    """
    log_mass = units * math.log1p(-share)
    cumulative = math.exp(log_mass)
    k = 0
    while cumulative < chance and k < units:
        log_mass += math.log((units - k) / (k + 1) * share / (1 - share))
        k += 1
        cumulative += math.exp(log_mass)
    return k
