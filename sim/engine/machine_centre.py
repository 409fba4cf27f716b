"""A work centre whose machines differ: shifts, failures, shared set-ups."""

from functools import partial
from typing import TYPE_CHECKING

from sim.engine.clock import Clock
from sim.engine.fact import Post
from sim.engine.level import Level
from sim.engine.machines import DATED_MACHINES, MACHINES, ClockMachine, Machine, Machines
from sim.engine.outages import Outages
from sim.engine.ranking import RANKING, Entry, RankingCentre
from sim.engine.shifts import Calendar, Shifts
from sim.engine.streams import Streams, not_negative, stream_name
from sim.engine.work_centre import WorkCentreState
from sim.errors import DataError
from sim.network import WorkCentre
from sim.network.shifts import WEEK, parse_shifts

if TYPE_CHECKING:
    from sim.engine.lot import Lot

DAY = 24.0
"""Hours."""


class MachineCentre(RankingCentre):
    """Machines with a state of their own, under a calendar of working time.

    Work rests outside the shifts and while a machine is down, and goes on where it stopped. Repairs go on
    around the clock. A machine is loaded only within the shifts and while it is up; what waits then is all
    seen by the dispatching rule. Under shared set-ups a machine that is set up for a lot in the queue (the
    same stock point, the same operation) takes it without set-up, before the rule is asked. In `outages` all
    machines are down (`break_down` takes note of each).
    """

    def __init__(
        self,
        config: WorkCentre,
        days_per_unit: float,
        clock: Clock,
        streams: Streams,
        post: Post | None,
        outages: Outages | None = None,
    ) -> None:
        self.calendar, share = _calendar(config, DAY * days_per_unit)
        hours_per_day = DAY if config.shifts else config.hours_per_day
        super().__init__(config, hours_per_day * days_per_unit, clock, post)
        self.calendar_per_hour = self.time_per_hour / share
        self.steady = not config.shifts and config.breakdown is None and outages is None
        self.shared = config.setups == "shared"
        self.working = Level()
        self.down = Level()
        self.pace = DAY / hours_per_day
        kinds = MACHINES if outages is None else DATED_MACHINES
        self.machines = [self._machine(number, streams, kinds) for number in range(1, config.servers + 1)]
        if outages is not None:
            for machine in self.machines:
                machine.outages = outages

    def _machine(self, number: int, streams: Streams, kinds: Machines) -> Machine:
        breakdown = self.config.breakdown
        never, by_work, by_clock = kinds
        if breakdown is None:
            return never(number)
        name = partial(stream_name, "centre", self.name, str(number))
        ups = streams.tape(name("up"), breakdown.up, not_negative)
        downs = streams.tape(name("down"), breakdown.down, not_negative)
        if breakdown.by == "clock":
            return by_clock(number, ups, downs, self._foresee)
        return by_work(number, ups, downs, self.pace, self._foresee)

    # ---- loading

    def load(self) -> None:
        """Start lots on the machines that are free and up; outside the shifts, wait for the next one."""
        now = self.clock._now
        opens = self.calendar.opens(now)
        self.loading = opens > now and bool(self.queue)
        if opens > now:
            if self.loading:
                self.clock.at(opens, "LOAD", self.load)
            return
        while self.queue:
            ready = [machine for machine in self.machines if not (machine.busy or machine.down)]
            if not ready:
                return
            self._begin(*self._choose(ready, now), now)

    def _choose(self, ready: list[Machine], now: float) -> tuple[Machine, Entry, bool]:
        """Return a machine, what it takes, and whether it is set up for it."""
        if self.shared:
            for machine in ready:
                same = [e for e in self.queue if (e[2].name, e[2].step) == machine.ready_for]
                if same:
                    return machine, self.first(same, now), True
            ready = [machine for machine in ready if machine.ready_for is None] or ready
        return ready[0], self.first(self.queue, now), False

    def _begin(self, machine: Machine, entry: Entry, is_ready: bool, now: float) -> None:
        lot = self.take(entry, now)
        setup, run = lot.hours[lot.step]
        if is_ready:
            setup = 0.0
        self.note_work(lot, setup, run)
        machine.ready_for = (lot.name, lot.step)
        machine.busy = True
        self._mark(machine)
        setup_time, run_time = setup * self.time_per_hour, run * self.time_per_hour
        if self.steady:
            done = lot.started(now, setup_time, run_time)
        else:
            job = machine.work(self.calendar, now, setup_time + run_time)
            lot.paced(job.when, setup_time, run_time)
            done = job.finish
        self.clock.at(done, "RECEIPT", partial(self._free, machine, lot, setup + run))

    def _free(self, machine: Machine, lot: "Lot", hours: float) -> None:
        machine.busy = False
        self._mark(machine)
        self._finish(lot, hours)

    # ---- failures

    def _foresee(self, machine: Machine, fails: float, repaired: float) -> None:
        self.clock.at(fails, "RECEIPT", partial(self._fail, machine))
        self.clock.at(repaired, "RECEIPT", partial(self._repaired, machine))

    def break_down(self, repaired: float) -> None:
        """Let all machines be down until they are repaired."""
        for machine in self.machines:
            self._fail(machine)
            self.clock.at(repaired, "RECEIPT", partial(self._repaired, machine))

    def _fail(self, machine: Machine) -> None:
        machine.down += 1
        self.breakdowns += 1
        if machine.down == 1:
            self.down.change(self.calendar.worked(self.clock._now), 1)
        self._mark(machine)
        if self.post is not None:
            self.post("breakdown", self.name, 1.0, machine.number)

    def _repaired(self, machine: Machine) -> None:
        machine.down -= 1
        if not machine.down:
            self.down.change(self.calendar.worked(self.clock._now), -1)
        self._mark(machine)
        if isinstance(machine, ClockMachine):
            machine.passed(self.clock._now)
        if self.post is not None:
            self.post("repaired", self.name, 1.0, machine.number)
        if self.queue:
            self._load_soon()

    # ---- totals

    def _mark(self, machine: Machine) -> None:
        """Note whether a machine works; areas are kept in working time, which stands still outside shifts."""
        works = machine.busy and not machine.down
        if works != machine.working:
            machine.working = works
            self.working.change(self.calendar.worked(self.clock._now), 1 if works else -1)

    def busy_area(self, now: float) -> float:
        """Return the machine time worked from time zero to `now`."""
        return self.working.area_at(self.calendar.worked(now))

    def available_area(self, now: float) -> float:
        """Return the machine time from time zero to `now` that lies within the shifts."""
        return self.config.servers * self.calendar.worked(now)

    def down_time(self, now: float) -> float:
        """Return the available machine time from time zero to `now` that failures took."""
        return self.down.area_at(self.calendar.worked(now))


def _calendar(config: WorkCentre, hours_per_unit: float) -> tuple[Calendar, float]:
    """Return the calendar of a work centre and the share of time in which it is open."""
    if not config.shifts:
        return Calendar(), 1.0
    try:
        windows = parse_shifts(config.shifts)
    except ValueError as error:
        raise DataError(f"work centre {config.name!r}: {error}") from error
    return Shifts(windows, hours_per_unit), sum(end - start for start, end in windows) / WEEK


Kinds = tuple[type[WorkCentreState], type[RankingCentre], type[MachineCentre]]
"""Kinds of work centre, the simplest first."""
PLAIN: Kinds = (WorkCentreState, RankingCentre, MachineCentre)


def work_centre(
    config: WorkCentre,
    days_per_unit: float,
    clock: Clock,
    streams: Streams,
    post: Post | None,
    kinds: Kinds = PLAIN,
    outages: Outages | None = None,
) -> WorkCentreState:
    """Return the simplest kind of work centre that does what the configuration asks for.

    `days_per_unit` are the days in a time unit of the scenario, in `outages` it is down.

    Raises
    ------
    DataError
        The shifts cannot be read, or a machine would fail without end.
    """
    first_come, ranking, machines = kinds
    breakdown = config.breakdown
    if breakdown is not None and breakdown.up.mean <= 0:
        raise DataError(
            f"work centre {config.name!r}: its machines fail as soon as they are repaired; "
            "give the breakdown an up time above zero"
        )
    if config.shifts.strip() or breakdown is not None or config.setups == "shared" or outages is not None:
        return machines(config, days_per_unit, clock, streams, post, outages)
    kind = ranking if config.dispatching in RANKING else first_come
    return kind(config, config.hours_per_day * days_per_unit, clock, post)
