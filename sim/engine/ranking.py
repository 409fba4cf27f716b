"""Dispatching by keys that change while a lot waits."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from sim.engine.work_centre import DISPATCHING, WorkCentreState

if TYPE_CHECKING:
    from sim.engine.lot import Lot

Entry = tuple[float, int, "Lot"]


class RankingCentre(WorkCentreState):
    """A work centre that ranks its queue afresh whenever a machine is loaded.

    So it sees the time that has gone by, and a need-by date that has been changed.
    """

    def arrive(self, lot: "Lot") -> None:
        """Take a lot into the queue; load a free machine in the LOAD phase of this instant."""
        now = self.clock._now
        self.arrived += 1
        lot.queued = now
        self.waiting.change(now, 1)
        self.queue.append((0.0, self.arrived, lot))
        if self.free:
            self._load_soon()

    def load(self) -> None:
        """Start lots on the free machines."""
        self.loading = False
        now = self.clock._now
        while self.free and self.queue:
            lot = self.take(self.first(self.queue, now), now)
            setup, run = lot.hours[lot.step]
            self.note_work(lot, setup, run)
            done = lot.started(now, setup * self.time_per_hour, run * self.time_per_hour)
            self.clock.at(done, "RECEIPT", partial(self._finish, lot, setup + run))

    def first(self, queue: list[Entry], now: float) -> Entry:
        """Return the entry that the dispatching rule wants next."""
        rank = RANKING.get(self.config.dispatching)
        if rank is None:
            return min(queue, key=lambda entry: (self.key(entry[2]), entry[1]))
        return min(queue, key=lambda entry: (rank(entry[2], now), entry[1]))

    def take(self, entry: Entry, now: float) -> "Lot":
        """Take a lot from the queue to a machine."""
        self.queue.remove(entry)
        lot = entry[2]
        self.free -= 1
        self.starts += 1
        self.wait_time += now - lot.queued
        self.waiting.change(now, -1)
        self.busy.change(now, 1)
        return lot

    def note_work(self, lot: "Lot", setup: float, run: float) -> None:
        """Add the hours of an operation to the totals."""
        self.setup_hours += setup
        self.run_hours += run
        lot.order.stock.setup_hours += setup


def _due_date(lot: "Lot", now: float) -> float:
    return lot.order.need_by


def _critical_ratio(lot: "Lot", now: float) -> float:
    """Time left until the need-by date, for a time of work left; what takes no time goes first."""
    left = lot.work_left()
    return (lot.order.need_by - now) / left if left > 0 else float("-inf")


def _least_slack(lot: "Lot", now: float) -> float:
    return lot.order.need_by - now - lot.work_left()


RANKING: dict[str, Callable[["Lot", float], float]] = {
    "due-date": _due_date,
    "critical-ratio": _critical_ratio,
    "least-slack": _least_slack,
}
"""Key of a lot in the queue now, by the name of the rule; equal keys go first come, first served."""
assert not RANKING.keys() & DISPATCHING.keys()
