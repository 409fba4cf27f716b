"""The clock: SimPy's event list, with phases within an instant and reviews in rounds."""

from collections.abc import Callable, Sequence
from functools import partial
from heapq import heappop, heappush
from typing import Any, Protocol

import simpy

from sim.errors import SimulationError
from sim.scenario import Phase

Action = Callable[[], None]
MOST_ROUNDS = 200
"""Rounds of review in one instant after which a loop is taken not to settle."""


class _Stop(Exception):
    """The horizon is reached."""


class DueScope(Protocol):
    """What the clock needs to know of a scope that is due for review."""

    due: bool
    level: int
    label: str

    def decide(self) -> Any:
        """Take the decisions, changing nothing."""

    def carry_out(self, decisions: Any) -> None:
        """Carry the decisions out."""


class Clock(simpy.Environment):
    """SimPy's environment, extended by plain actions, phases and rounds.

    The event list holds plain callables: `at` puts one on it, so a demand costs one heap entry and one
    call; SimPy's own events and processes are wrapped as they are scheduled and run side by side. Ties at
    one instant go by phase, then by insertion.

    Parameters
    ----------
    phases
        Order of the phases within an instant; phase k has SimPy priority 2 + k (SimPy's own events
        use 0 and 1).
    """

    def __init__(self, phases: Sequence[Phase]) -> None:
        super().__init__()
        self.priority: dict[str, int] = {phase: 2 + k for k, phase in enumerate(phases)}
        self.serves_at_once = self.priority["SERVE"] == self.priority["DEMAND"] + 1
        self.receipt = self.priority["RECEIPT"]
        self.acting = 0
        self._review = self.priority["REVIEW"]
        self._due: list[DueScope] = []
        self._round_at = -1.0
        self._rounds = 0
        self._round_waits = False

    def at(self, time: float, phase: str, action: Action) -> None:
        """Run `action` at `time` in `phase`."""
        heappush(self._queue, (time, self.priority[phase], next(self._eid), action))  # type: ignore[misc]

    def alone(self) -> bool:
        """Tell whether nothing else is known to happen in this instant.

        While something acts on several stock points (`acting` above zero) more of the same is to come.
        """
        queue = self._queue
        return not self.acting and (not queue or queue[0][0] > self._now)

    def review(self, scope: DueScope) -> None:
        """Mark a scope as due in the review phase of this instant."""
        if scope.due:
            return
        scope.due = True
        self._due.append(scope)
        if not self._round_waits:
            self._round_waits = True
            heappush(self._queue, (self._now, self._review, next(self._eid), self._round))  # type: ignore[misc]

    def _round(self) -> None:
        """Let the most downstream scopes that are due decide, then carry their decisions out."""
        self._round_waits = False
        now = self._now
        if now != self._round_at:
            self._round_at = now
            self._rounds = 0
        self._rounds += 1
        if self._rounds > MOST_ROUNDS:
            names = ", ".join(sorted({s.label for s in self._due})[:8])
            raise SimulationError(
                f"at time {now:g} the reviews do not settle after {MOST_ROUNDS} rounds; they go round among "
                f"{names}; give one of them a lead time or a policy that stops ordering"
            )
        due, self._due = self._due, []
        if len(due) == 1:
            scope = due[0]
            scope.due = False
            decisions = scope.decide()
            self.acting += 1
            scope.carry_out(decisions)
            self.acting -= 1
        else:
            self._decide_together(due)

    def _decide_together(self, due: list[DueScope]) -> None:
        """Let the most downstream of several scopes decide, all before any decision is carried out."""
        level = min(scope.level for scope in due)
        for scope in due:
            scope.due = False
        for scope in due:
            if scope.level != level:
                self.review(scope)
        first = sorted((scope for scope in due if scope.level == level), key=lambda scope: scope.label)
        taken = [(scope, scope.decide()) for scope in first]
        self.acting += 1
        for scope, decisions in taken:
            scope.carry_out(decisions)
        self.acting -= 1

    def schedule(self, event: simpy.Event, priority: int = 1, delay: float = 0) -> None:
        """Put a SimPy event on the event list, as an action that does what SimPy's own step does."""
        action = partial(_process, event)
        heappush(self._queue, (self._now + delay, priority, next(self._eid), action))  # type: ignore[misc]

    def run_to(self, horizon: float, after_instant: Action | None = None) -> None:
        """Run all that happens up to and including `horizon`.

        Parameters
        ----------
        after_instant
            Called each time the clock is about to leave an instant (the auditor's check).
        """
        heappush(self._queue, (horizon, 99, next(self._eid), self._stop))  # type: ignore[misc]
        queue: list[Any] = self._queue
        try:
            if after_instant is None:
                while True:
                    self._now, _, _, action = heappop(queue)
                    action()
            else:
                while True:
                    if queue[0][0] > self._now:
                        after_instant()
                    self._now, _, _, action = heappop(queue)
                    action()
        except _Stop:
            if after_instant is not None:
                after_instant()

    def step(self) -> None:
        """Process the next entry of the event list."""
        queue: list[Any] = self._queue
        if not queue:
            raise simpy.core.EmptySchedule
        self._now, _, _, action = heappop(queue)
        action()

    def _stop(self) -> None:
        raise _Stop


def _process(event: simpy.Event) -> None:
    """Do what SimPy's own step does with an event."""
    callbacks, event.callbacks = event.callbacks, None  # type: ignore[assignment]
    for callback in callbacks:
        callback(event)
    if not event._ok and not hasattr(event, "_defused"):
        raise event._value
