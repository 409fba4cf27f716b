"""What upsets a plan: each dated event of a case alone, and what planners are told because of it."""

import re
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from sim import DataError, Run, Scenario, simulate
from sim.engine.fact import Fact
from sim.network import Event

if TYPE_CHECKING:
    from scenarios import Case

Build = Callable[[Mapping[str, object]], Scenario]
"""Returns the scenario of an alternative with further `path = value` changes."""


@dataclass(frozen=True, slots=True)
class Told:
    """A message to planners: when, of what kind, about which stock point, in words."""

    time: float
    kind: str
    stock: str
    text: str


@dataclass(frozen=True)
class Stressed:
    """What an event did.

    Attributes
    ----------
    event
        The event; None: none of them, or all together.
    messages
        What planners were told that they are not told without it, in the order of time.
    fill_rate
        Share of the units that customers got at once.
    short_units
        Units that customers had to wait for, or did without.
    """

    event: Event | None
    messages: tuple[Told, ...]
    fill_rate: float
    short_units: float


class MessageList:
    """An observer that keeps the messages to planners."""

    def __init__(self) -> None:
        self.messages: list[Told] = []

    def receive(self, fact: Fact) -> None:
        """Keep a message."""
        if fact.kind == "message":
            kind, _, text = str(fact.reference).partition(": ")
            self.messages.append(Told(fact.time, kind, fact.subject, text))


def stress(case: "Case", build: Build, replication: int = 0) -> tuple[Stressed, list[Stressed], Stressed]:
    """Run a world without events, with each event of the case alone, and with all together.

    Parameters
    ----------
    case
        The case; its table `events` says what happens, whether a row is on or off.
    build
        Builds the scenario of an alternative.
    replication
        Which random world; it is the same each time.

    Raises
    ------
    DataError
        The case has no events.
    """
    names = [str(row.values["name"]) for row in case.data.rows["events"]]
    if not names:
        raise DataError(
            f"case '{case.name}' has no events; describe some in a table 'events' (see docs/reference.md)"
        )
    off: dict[str, object] = {f"events.{name}.on": False for name in names}
    calm, told = _run(build(off), replication)
    base = _stressed(None, calm, (), replication)
    alone = []
    for name in names:
        scenario = build({**off, f"events.{name}.on": True})
        run, more = _run(scenario, replication)
        (event,) = scenario.network.events
        alone.append(_stressed(event, run, _new(told, more), replication))
    together, more = _run(build(dict.fromkeys(off, True)), replication)
    return base, alone, _stressed(None, together, _new(told, more), replication)


def _run(scenario: Scenario, replication: int) -> tuple[Run, list[Told]]:
    seen = MessageList()
    return simulate(scenario, replication, observers=[seen]), seen.messages


def _new(before: list[Told], after: list[Told]) -> tuple[Told, ...]:
    """Return the messages that were not sent before, whatever number an order has got."""
    left = Counter(map(_unnumbered, before))
    found = []
    for message in after:
        same = _unnumbered(message)
        if left[same]:
            left[same] -= 1
        else:
            found.append(message)
    return tuple(found)


def _unnumbered(message: Told) -> Told:
    return replace(message, text=NUMBER.sub("order", message.text))


NUMBER = re.compile(r"order \d+")
"""An order in a message; all orders of a world are numbered by one counter."""


def _stressed(event: Event | None, run: Run, messages: tuple[Told, ...], replication: int) -> Stressed:
    wanted, filled = float(run.total("demand_units").sum()), float(run.total("filled_units").sum())
    return Stressed(event, messages, filled / wanted if wanted else 1.0, wanted - filled)


def event_words(event: Event, time_unit: str) -> str:
    """Return what happens in an event, as a sentence.

    Examples
    --------
    >>> event_words(Event(name="x", kind="late-supplier", at=2, supplier="mill", duration=1), "week")
    'week 2: what mill has not delivered yet comes 1 week later'
    """

    def times(value: Any) -> str:
        return f"{value:g} {time_unit}{'' if value == 1 else 's'}"

    what = {
        "late-supplier": lambda e: (
            f"what {e.supplier or e.stock} has not delivered yet comes {times(e.duration)} later"
            if e.supplier
            else f"orders of {e.stock} come {times(e.duration)} later"
        ),
        "short-shipment": lambda e: f"the next delivery of {e.stock} brings {e.quantity:g} units fewer",
        "rejects": lambda e: f"{e.quantity:g} units of the next delivery of {e.stock} fail inspection",
        "engineering-change": lambda e: (
            f"a design change makes "
            f"{'all' if e.quantity is None else format(e.quantity, 'g')} units of {e.stock} obsolete"
        ),
        "requirement-moved": lambda e: (
            f"the requirement of {time_unit} {e.due:g} moves to {time_unit} {e.to:g}"
        ),
        "rush-order": lambda e: f"a rush order of {e.quantity:g} units for {time_unit} {e.due:g} comes in",
        "count-discrepancy": lambda e: (
            f"a count finds {abs(e.quantity):g} units {'fewer' if e.quantity > 0 else 'more'} of {e.stock}"
        ),
        "breakdown": lambda e: f"{e.work_centre} stands still for {times(e.duration)}",
        "supplier-outage": lambda e: f"nothing leaves {e.supplier} for {times(e.duration)}",
        "lane-closed": lambda e: (
            f"nothing leaves {e.origin} for {e.stock} for {times(e.duration)}"
            if e.origin
            else f"nothing leaves for {e.stock} for {times(e.duration)}"
        ),
    }[event.kind](event)
    return f"{time_unit} {event.at:g}: {what}"
