"""Making units in the plant."""

from collections.abc import Iterator

from sim.contract import to_grid
from sim.distributions import Constant, Uniform
from sim.engine.batch_lot import BatchLot
from sim.engine.chance import struck
from sim.engine.clock import Clock
from sim.engine.desk import Desk
from sim.engine.fact import Post
from sim.engine.lot import NO_LUCK, Lot
from sim.engine.overrun import beyond
from sim.engine.paced_lot import PacedLot
from sim.engine.placed_order import PlacedOrder
from sim.engine.release import POOLED, Enter, Pool
from sim.engine.stock import Stock
from sim.engine.streams import Streams
from sim.engine.work_centre import WorkCentreState
from sim.errors import DataError
from sim.network import Production


class Producing(Desk):
    """Production orders of one stock point.

    The n-th order owns its hours at every operation, its yield, rework and overrun, its luck in the bins
    of its parts and its place in the foreman's mind, drawn when it is placed. `enter` is a slot: what
    becomes of a lot whose kit is full.
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
        pool: Pool | None = None,
    ) -> None:
        super().__init__(config, "plant", stock, clock, streams, post)
        self.config = config
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
        self.yields = self.tape("yield", law=_luck(config.good_fraction < 1))
        self.rework_fraction = config.rework_fraction
        self.reworks = self.tape("rework", law=_luck(config.rework_fraction > 0))
        self.transfer_batch = config.transfer_batch
        self.overrun = config.overrun
        self.counted = config.overrun is not None and config.overrun.bins == "counted"
        share = Constant(0.0) if config.overrun is None else config.overrun.share
        self.overruns = self.tape("overrun", law=share)
        self.bins: dict[Stock, tuple[float, Iterator[float]]] = {}
        self.pool = pool
        self.lot_class = self._kind_of_lot()
        self.enter: Enter = self.lot_class.start if pool is None else pool.enter

    def _kind_of_lot(self) -> type[Lot]:
        kind = Lot
        if self.transfer_batch > 0:
            for centre in self.route:
                if not centre.steady:
                    raise DataError(
                        f"the production of {self.stock.name!r} moves in transfer batches over work centre "
                        f"{centre.name!r}, which has shifts or breakdowns; take the one or the other out"
                    )
            kind = BatchLot
        elif self.route and not self.route[-1].steady:
            kind = PacedLot
        return kind if self.pool is None else POOLED[kind]

    def look_into(self, part: Stock, chance: float) -> None:
        """Let the foreman look into the uncounted bins of a part before he waits for it."""
        self.bins[part] = chance, self.tape("found", part.name, law=_luck(True))

    def prepare(self, order: PlacedOrder) -> None:
        """Draw all that this order owns."""
        lot = self.lot_class(order, self)
        quantity = order.quantity
        share = next(self.overruns)
        if share:
            lot.total = quantity + beyond(quantity, share, self.stock.whole)
        lot.hours = [(next(setup), next(run) * lot.total) for setup, run in self.work]
        lot.priority = next(self.priorities)
        good = self._good(lot.total, next(self.yields))
        lot.good = min(good, quantity)
        lot.excess = good - lot.good
        lot.along = lot.good if lot.excess and self.stock.whole else lot.good - 1
        lot.reworked = self._again(lot.total, next(self.reworks))
        if lot.reworked and lot.hours:
            setup, run = lot.hours[-1]
            lot.hours[-1] = (setup, run * (1 + lot.reworked / lot.total))
        lot.luck = {part: next(luck) for part, (_, luck) in self.bins.items()} if self.bins else NO_LUCK
        order.payload = lot

    def _good(self, units: float, luck: float) -> float:
        if self.stock.whole:
            return units - struck(units, 1 - self.good_fraction, luck, True)
        return to_grid(units * self.good_fraction)

    def _again(self, units: float, luck: float) -> float:
        return struck(units, self.rework_fraction, luck, self.stock.whole)

    def go(self, order: PlacedOrder) -> None:
        """Release the order to the floor: its kit is drawn."""
        order.payload.release()


def _luck(asked: bool) -> Uniform | Constant:
    return Uniform(0.0, 1.0) if asked else Constant(0.0)
