"""Machines with a name of their own: what they are set up for, when they fail."""

from bisect import bisect_left
from collections import deque
from collections.abc import Callable, Iterator

from sim.engine.outages import Outage, Outages
from sim.engine.shifts import SLACK, Calendar

Down = Callable[["Machine", float, float], None]
"""Takes note that a machine fails at one time and is repaired at another."""


class Machine:
    """A machine that never fails.

    `busy` tells whether it has a lot in work, `down` how many failures it suffers from, `ready_for` what it
    is set up for, `outages` (set where there are some) when its work centre is down as a whole.
    """

    __slots__ = ("busy", "down", "number", "outages", "ready_for", "working")

    outages: Outages

    def __init__(self, number: int) -> None:
        self.number = number
        self.busy = self.working = False
        self.down = 0
        self.ready_for: tuple[str, int] | None = None

    def room(self, time: float) -> float:
        """Return the work that can be done from `time` on before the next failure."""
        return float("inf")

    def use(self, work: float) -> None:
        """Take note of work done."""

    def repair(self, time: float) -> float:
        """Fail at `time` and return when the machine is repaired."""
        raise NotImplementedError

    def work(self, calendar: Calendar, now: float, amount: float) -> "Job":
        """Plan work that starts now: it rests outside the calendar and during repairs, and is never lost."""
        time, done = now, 0.0
        starts: list[float] = []
        marks: list[float] = []
        while True:
            time = calendar.opens(time)
            starts.append(time)
            marks.append(done)
            step = min(amount - done, self.room(time), calendar.closes(time) - time)
            time += step
            done += step
            self.use(step)
            if done >= amount - SLACK:
                return Job(starts, marks, time)
            if self.room(time) <= SLACK:
                time = self.repair(time)


class BusyMachine(Machine):
    """A machine whose failures come with the work done; `pace` is calendar time for a time of work."""

    __slots__ = ("downs", "left", "note", "pace", "ups")

    def __init__(
        self, number: int, ups: Iterator[float], downs: Iterator[float], pace: float, note: Down
    ) -> None:
        super().__init__(number)
        self.ups, self.downs, self.pace, self.note = ups, downs, pace, note
        self.left = next(ups) * pace

    def room(self, time: float) -> float:
        """Return the work left before the next failure."""
        return self.left

    def use(self, work: float) -> None:
        """Wear down."""
        self.left -= work

    def repair(self, time: float) -> float:
        """Fail at `time` and return when the machine is repaired."""
        repaired = time + next(self.downs)
        self.left = next(self.ups) * self.pace
        self.note(self, time, repaired)
        return repaired


class ClockMachine(Machine):
    """A machine whose failures come with the calendar, whether it works or not."""

    __slots__ = ("ahead", "downs", "last", "note", "ups")

    def __init__(self, number: int, ups: Iterator[float], downs: Iterator[float], note: Down) -> None:
        super().__init__(number)
        self.ups, self.downs, self.note = ups, downs, note
        self.last = 0.0
        self.ahead: deque[tuple[float, float]] = deque()
        self.foresee()

    def foresee(self) -> None:
        """Read one more failure from the tape."""
        fails = self.last + next(self.ups)
        self.last = fails + next(self.downs)
        self.ahead.append((fails, self.last))
        self.note(self, fails, self.last)

    def passed(self, time: float) -> None:
        """Forget the failures that are over; the next one is always known."""
        while self.ahead and self.ahead[0][1] <= time:
            self.ahead.popleft()
        if not self.ahead:
            self.foresee()

    def room(self, time: float) -> float:
        """Return the time left before the next failure."""
        return max(self._next(time)[0] - time, 0.0)

    def repair(self, time: float) -> float:
        """Return when the machine is repaired."""
        return self._next(time)[1]

    def _next(self, time: float) -> tuple[float, float]:
        while self.ahead[-1][1] <= time:
            self.foresee()
        return next(failure for failure in self.ahead if failure[1] > time)


class Dated(Machine):
    """A machine that is also down in the outages of its work centre, whether it works or not."""

    __slots__ = ()

    def room(self, time: float) -> float:
        """Return the work that can be done from `time` on before the next failure or outage."""
        return min(super().room(time), max(self._outage(time)[0] - time, 0.0))

    def repair(self, time: float) -> float:
        """Return when the outage is over; where there is none, fail and be repaired."""
        start, end = self._outage(time)
        return end if start <= time + SLACK else super().repair(time)

    def _outage(self, time: float) -> Outage:
        return self.outages.after(time)


class DatedMachine(Dated):
    """A machine that is down in outages and fails never else."""

    __slots__ = ()


class DatedBusyMachine(Dated, BusyMachine):
    """A machine that is down in outages, and fails with the work done."""

    __slots__ = ()


class DatedClockMachine(Dated, ClockMachine):
    """A machine that is down in outages, and fails with the calendar."""

    __slots__ = ()


Machines = tuple[type[Machine], type[BusyMachine], type[ClockMachine]]
MACHINES: Machines = (Machine, BusyMachine, ClockMachine)
"""Machines that never fail, fail with the work done, fail with the calendar."""
DATED_MACHINES: Machines = (DatedMachine, DatedBusyMachine, DatedClockMachine)
"""The same that are also down in outages."""


class Job:
    """A lot on a machine: when how much of its work is done."""

    __slots__ = ("finish", "marks", "starts")

    def __init__(self, starts: list[float], marks: list[float], finish: float) -> None:
        self.starts = starts
        self.marks = marks
        self.finish = finish

    def when(self, work: float) -> float:
        """Return when an amount of the work has been done."""
        k = max(bisect_left(self.marks, work - SLACK) - 1, 0)
        return min(self.starts[k] + work - self.marks[k], self.finish)
