"""Finite buffers between work centres: a finished lot that cannot go on stays on its machine.

Used where a centre of the network has a buffer; see `work_centres`.
"""

from collections import deque
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from sim.engine.clock import Clock
from sim.engine.fact import Post
from sim.engine.level import Level
from sim.engine.machine_centre import PLAIN, Kinds, MachineCentre, work_centre
from sim.engine.machines import Machine
from sim.engine.outages import outages_of
from sim.engine.ranking import RankingCentre
from sim.engine.streams import Streams
from sim.engine.work_centre import WorkCentreState
from sim.errors import DataError
from sim.network import Network, Production

if TYPE_CHECKING:
    from sim.engine.lot import Lot


class _Blocking(WorkCentreState):
    """A work centre whose lots go on only when there is room (blocking after service).

    A centre with a buffer has room while the lots that are there (they wait, are worked on, or block a
    machine) are fewer than its machines and the places of its buffer together. Lots `held` up before it go
    on in the order in which they were finished; that frees their machines, and so may let others go on in
    the same instant.
    """

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        buffer = self.config.buffer
        self.capacity = float("inf") if buffer is None else self.config.servers + buffer
        self.inside = 0
        self.held: deque[tuple[_Blocking, Lot, float]] = deque()
        self.blocked = Level()

    def arrive(self, lot: "Lot") -> None:
        """Take a lot into the queue; load a free machine in the LOAD phase of this instant."""
        self.inside += 1
        super().arrive(lot)

    def _finish(self, lot: "Lot", hours: float) -> None:
        self.busy.change(self.clock._now, -1)
        if self.post is not None:
            self.post("operation", self.name, hours, lot.order.number)
        route, following = lot.producing.route, lot.over() + 1
        if following < len(route):
            there = route[following]
            assert isinstance(there, _Blocking)
            if there.inside >= there.capacity:
                there.held.append((self, lot, self.clock._now))
                self._block(lot)
                return
        self._go_on(lot)

    def _block(self, lot: "Lot") -> None:
        self.blocked.change(self.clock._now, 1)

    def _unblock(self, lot: "Lot") -> None:
        self.blocked.change(self.clock._now, -1)
        self._go_on(lot)

    def _go_on(self, lot: "Lot") -> None:
        """Let a lot leave its machine and the centre; what waited for its place comes in."""
        self.free += 1
        if self.queue:
            self._load_soon()
        lot.step_done()
        self.inside -= 1
        while self.held and self.inside < self.capacity:
            centre, other, since = self.held.popleft()
            if self.post is not None and since < self.clock._now:
                self.post("blocked", centre.name, self.clock._now - since, other.order.number)
            centre._unblock(other)

    def blocked_time(self, now: float) -> float:
        """Return the machine time from time zero to `now` in which a finished lot stayed on its machine."""
        return self.blocked.area_at(now)


class _BlockingCentre(_Blocking):
    pass


class _BlockingRankingCentre(_Blocking, RankingCentre):
    pass


class _BlockingMachineCentre(_Blocking, MachineCentre):
    """Machines with a state of their own; a blocked one is not at work, so it does not wear down.

    Time in which a blocked machine is down is lost to the failure, not to the block.
    """

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self.machine_of: dict[Lot, Machine] = {}
        self.stuck: set[Machine] = set()

    def _free(self, machine: Machine, lot: "Lot", hours: float) -> None:
        machine.busy = False
        self._mark(machine)
        machine.busy = True  # by the lot that is on it, until that goes on
        self.machine_of[lot] = machine
        self._finish(lot, hours)

    def _go_on(self, lot: "Lot") -> None:
        self.machine_of.pop(lot).busy = False
        super()._go_on(lot)

    def _block(self, lot: "Lot") -> None:
        self.stuck.add(self.machine_of[lot])
        self._mark_blocked()

    def _unblock(self, lot: "Lot") -> None:
        self.stuck.remove(self.machine_of[lot])
        self._mark_blocked()
        self._go_on(lot)

    def _mark(self, machine: Machine) -> None:
        if machine in self.stuck:
            self._mark_blocked()
        else:
            super()._mark(machine)

    def _mark_blocked(self) -> None:
        blocked = sum(not machine.down for machine in self.stuck)
        self.blocked.change(self.calendar.worked(self.clock._now), blocked - self.blocked.value)

    def blocked_time(self, now: float) -> float:
        """Return the available machine time in which a finished lot stayed on a machine that was up."""
        return self.blocked.area_at(self.calendar.worked(now))


BLOCKING: Kinds = (_BlockingCentre, _BlockingRankingCentre, _BlockingMachineCentre)
"""The kinds of work centre where one of the network has a buffer."""


def work_centres(
    network: Network, days_per_unit: float, clock: Clock, streams: Streams, post: Post | None
) -> dict[str, WorkCentreState]:
    """Return the work centres of a network, which know of buffers only where one has a buffer.

    `days_per_unit` are the days in a time unit of the scenario.

    Raises
    ------
    DataError
        A work centre cannot be as it is configured, or lots could come to a standstill.
    """
    kinds = PLAIN
    if any(centre.buffer is not None for centre in network.work_centres):
        _check(network)
        kinds = BLOCKING
    return {
        c.name: work_centre(
            c, days_per_unit, clock, streams, post, kinds, outages_of(network, c.name, streams)
        )
        for c in network.work_centres
    }


def _check(network: Network) -> None:
    """Refuse what buffers cannot do right, and what they would bring to a standstill."""
    finite = set()
    for centre in network.work_centres:
        if centre.buffer is not None:
            finite.add(centre.name)
            if centre.buffer < 0 or centre.buffer % 1:
                raise DataError(
                    f"work centre {centre.name!r} has a buffer of {centre.buffer:g} lots; "
                    "give it a whole number from zero on, or none for any number"
                )
    moves = [move for _, route in _routes(network) for move in pairwise(route)]
    entered = {after for _, after in moves} & finite
    if entered and network.plant.release == "workload":
        raise DataError(
            f"the plant releases by workload and work centre {min(entered)!r} has a buffer, before which "
            "finished work may stand still; release by conwip or at once, or take the buffer out"
        )
    for source, route in _routes(network):
        for name in entered.intersection(route[1:]):
            if source.transfer_batch > 0:
                raise DataError(
                    f"the production of {source.stock!r} moves in transfer batches over work centre "
                    f"{name!r}, which has a buffer for whole lots; take the one or the other out"
                )
        if route and route[0] in entered:
            raise DataError(
                f"the production of {source.stock!r} begins at work centre {route[0]!r}, where lots wait on "
                "the floor, and lots of other productions come into its buffer; take the buffer out, or "
                "begin at another work centre"
            )
    _check_for_rings(moves, entered)


def _routes(network: Network) -> Iterator[tuple[Production, list[str]]]:
    for source in network.sources:
        if isinstance(source, Production):
            yield source, [step.work_centre for step in source.route]


def _check_for_rings(moves: list[tuple[str, str]], finite: set[str]) -> None:
    """Refuse a ring of work centres each of which may wait for room in the buffer of the next."""
    ring: TopologicalSorter[str] = TopologicalSorter()
    for before, after in moves:
        if after in finite:
            ring.add(after, before)
    try:
        ring.prepare()
    except CycleError as error:
        names = " -> ".join(repr(name) for name in error.args[1])
        raise DataError(
            f"the routes go in a ring over work centres with buffers ({names}), where lots may block each "
            "other for ever; take the buffer of one of them out"
        ) from error
