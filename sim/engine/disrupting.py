"""Random disruptions at work: a supplier, a lane or a work centre that stands still now and then."""

from collections.abc import Callable, Mapping
from dataclasses import fields
from functools import partial
from typing import TYPE_CHECKING

from sim.engine.fact import Post
from sim.engine.gates import Gate, Gates
from sim.engine.machine_centre import MachineCentre
from sim.engine.outages import course
from sim.errors import DataError
from sim.network import Disruption
from sim.network.disruption import ABOUT, disruption_faults

if TYPE_CHECKING:
    from sim.engine.world import World


class Disrupting:
    """One random disruption of a world: it waits an interval, lasts, and waits again.

    It posts a fact of kind `disruption` with its name and the units (for a breakdown: machines) that it
    struck when it starts, and for a gate one of kind `reopened` when it ends; the machines post their own.

    Raises
    ------
    DataError
        It cannot happen in this world.
    """

    def __init__(self, world: "World", disruption: Disruption, gates: Gates) -> None:
        self.name = disruption.name
        self.post = world.post
        self.clock = world.clock
        _check(world, disruption)
        self.subject = str(getattr(disruption, ABOUT[disruption.kind]))
        self.begin: Callable[[float], float]
        if disruption.kind == "breakdown":
            centre = world.centres[self.subject]
            assert isinstance(centre, MachineCentre)  # `sim.engine.outages` made it so
            self.begin = partial(self._break_down, centre)
        else:
            if disruption.kind == "supplier-outage":
                found = gates.of_supplier(self.subject)
            else:
                found = gates.of_lanes(self.subject, disruption.origin, f"disruption {self.name!r}")
            self.begin = partial(self._shut, found)
        self.course = course(disruption, world.streams)
        self._wait()

    def _wait(self) -> None:
        start, end = next(self.course)
        self.clock.at(start, "RECEIPT", partial(self._start, end))

    def _start(self, end: float) -> None:
        struck = self.begin(end)
        if self.post is not None:
            self.post("disruption", self.subject, struck, self.name)
        self.clock.at(end, "RECEIPT", self._wait)

    def _break_down(self, centre: MachineCentre, end: float) -> float:
        centre.break_down(end)
        return float(centre.config.servers)

    def _shut(self, gates: list[Gate], end: float) -> float:
        self.clock.at(end, "RECEIPT", partial(open_gates, self.subject, gates, self.name, self.post))
        return sum(gate.shut() for gate in gates)


def open_gates(subject: str, gates: list[Gate], name: str, post: Post | None) -> None:
    """Open gates that were shut; what waited leaves."""
    units = sum(gate.open() for gate in gates)
    if post is not None:
        post("reopened", subject, units, name)


def _check(world: "World", disruption: Disruption) -> None:
    named = ((field.name, getattr(disruption, field.name)) for field in fields(disruption))
    given = {field: value for field, value in named if value is not None}
    for _, reason, remedy in disruption_faults(disruption.kind, given):
        raise DataError(f"disruption {disruption.name!r}: {reason}; {remedy}")
    known: dict[str, Mapping[str, object]] = {
        "stock": world.stocks,
        "origin": world.stocks,
        "supplier": world.carriers,
        "work_centre": world.centres,
    }
    for field, names in known.items():
        if field in given and given[field] not in names:
            raise DataError(
                f"disruption {disruption.name!r}: {field} {given[field]!r} is not in the network; "
                "name one that is"
            )
