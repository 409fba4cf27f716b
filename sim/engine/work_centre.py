"""A work centre: equal machines, a queue of lots, a dispatching rule."""

from collections.abc import Callable
from functools import partial
from heapq import heappop, heappush
from typing import TYPE_CHECKING

from sim.engine.clock import Clock
from sim.engine.fact import Post
from sim.engine.level import Level
from sim.network import WorkCentre

if TYPE_CHECKING:
    from sim.engine.lot import Lot


class WorkCentreState:
    """Machines and the lots that queue for them.

    A free machine takes the lot with the lowest key of the dispatching rule; lots that come in the
    same instant are all seen before a machine is loaded. This is the plain kind: the key is known when a
    lot arrives, and work goes on evenly. See `RankingCentre` and `MachineCentre` for the others.
    """

    steady = True
    """Work never rests and is never interrupted."""
    breakdowns = 0
    """Failures so far."""

    def __init__(self, config: WorkCentre, hours_per_time: float, clock: Clock, post: Post | None) -> None:
        self.config = config
        self.name = config.name
        self.time_per_hour = self.calendar_per_hour = 1 / hours_per_time
        self.clock = clock
        self.post = post
        self.key = key_of(config)
        self.free = config.servers
        self.queue: list[tuple[float, int, Lot]] = []
        self.arrived = 0
        self.loading = False
        self.busy = Level()
        self.waiting = Level()
        self.starts = 0
        self.wait_time = 0.0
        self.setup_hours = 0.0
        self.run_hours = 0.0

    def arrive(self, lot: "Lot") -> None:
        """Take a lot into the queue; load a free machine in the LOAD phase of this instant."""
        now = self.clock._now
        self.arrived += 1
        lot.queued = now
        self.waiting.change(now, 1)
        heappush(self.queue, (self.key(lot), self.arrived, lot))
        if self.free:
            self._load_soon()

    def _load_soon(self) -> None:
        if not self.loading:
            self.loading = True
            self.clock.at(self.clock._now, "LOAD", self.load)

    def load(self) -> None:
        """Start lots on the free machines."""
        self.loading = False
        clock = self.clock
        now = clock._now
        while self.free and self.queue:
            _, _, lot = heappop(self.queue)
            setup, run = lot.hours[lot.step]
            self.free -= 1
            self.starts += 1
            self.wait_time += now - lot.queued
            self.setup_hours += setup
            self.run_hours += run
            lot.order.stock.setup_hours += setup
            self.waiting.change(now, -1)
            self.busy.change(now, 1)
            done = lot.started(now, setup * self.time_per_hour, run * self.time_per_hour)
            clock.at(done, "RECEIPT", partial(self._finish, lot, setup + run))

    def _finish(self, lot: "Lot", hours: float) -> None:
        self.free += 1
        self.busy.change(self.clock._now, -1)
        if self.post is not None:
            self.post("operation", self.name, hours, lot.order.number)
        if self.queue:
            self._load_soon()
        lot.step_done()

    def busy_area(self, now: float) -> float:
        """Return the machine time worked from time zero to `now`."""
        return self.busy.area_at(now)

    def available_area(self, now: float) -> float:
        """Return the machine time from time zero to `now` in which work may go on."""
        return self.config.servers * now

    def down_time(self, now: float) -> float:
        """Return the available machine time from time zero to `now` that failures took."""
        return 0.0

    def blocked_time(self, now: float) -> float:
        """Return the machine time from time zero to `now` in which a finished lot stayed on its machine."""
        return 0.0


def _shortest(lot: "Lot") -> float:
    return sum(lot.hours[lot.step])


def _foreman(lot: "Lot") -> float:
    return lot.priority


def _first_come(lot: "Lot") -> float:
    return 0.0


DISPATCHING: dict[str, Callable[["Lot"], float]] = {
    "first-come": _first_come,
    "shortest": _shortest,
    "foreman": _foreman,
}
"""Key of a lot in the queue, by the name of the rule; equal keys go first come, first served. The rules
whose key changes while a lot waits are in `sim.engine.ranking`."""


def key_of(config: WorkCentre) -> Callable[["Lot"], float]:
    """Return the key by which a work centre queues its lots."""
    return DISPATCHING.get(config.dispatching, _first_come)
