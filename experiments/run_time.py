"""How long work on a case will take: short slices of runs, and what follows from them."""

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from experiments.planning import DrawHistory, draw_history
from sim import DataError, Scenario
from sim.engine.world import World

if TYPE_CHECKING:
    from scenarios import Case

STEPS = 40
"""Parts of the horizon that are simulated one by one until enough time is spent."""
ENOUGH_SECONDS, ENOUGH_IN_ALL = 0.15, 1.5
"""Seconds after which no further part of a slice is begun, and no further alternative timed."""
SMALL_SECONDS, SHORT_SECONDS = 0.1, 0.6
"""Seconds up to which a world is built where every alternative is timed, and seconds up to which a run of
today's way takes where one is simulated for the records that others are sized from."""
WORLD = 4_000_000
"""Random world of the slices: one of the pilots, so that no other work is in it."""
SIZING_WORLDS, SIZING_SETTINGS = 4, 4
"""Worlds in which a setting of a knob is tried while an alternative is sized (those of
`experiments.bench`), and how many settings that takes on the average."""


@dataclass(frozen=True, slots=True)
class Pace:
    """Seconds that a world takes to be built, and those of a whole run with it."""

    built: float
    run: float


@dataclass(frozen=True, slots=True)
class RunTime:
    """What `compare` with all alternatives of a case comes to.

    Attributes
    ----------
    seconds
        Wall time of the whole, on all cores.
    seconds_a_run
        Time of one run, mean of all alternatives.
    cores, replications, alternatives
        What it was reckoned with.
    timed
        Alternatives of which a slice was simulated; the others are taken to be as fast as today's way.
    sized
        Alternatives that are sized to the target first.
    """

    seconds: float
    seconds_a_run: float
    cores: int
    replications: int
    alternatives: int
    timed: int
    sized: int


def run_time(case: "Case", cores: int) -> RunTime:
    """Estimate how long `orderpoint compare CASE` takes, from slices of runs.

    In a large case today's way alone is timed. Sized alternatives are run in the worlds of sizing as well,
    and one run of the past, whose records they read, comes first. It is processor time, as if nothing
    else ran; figures and charts are not reckoned with.

    Raises
    ------
    DataError
        An alternative cannot be simulated.
    """
    names = list(case.alternatives)
    today = case.today or names[0]
    paces = _paces(case, today)
    each = {name: paces.get(name, paces[today]).run for name in names}
    sized = {name for name in names if case.alternatives[name].tune and case.target}
    replications = case.settings.replications
    work = {n: replications + SIZING_WORLDS * SIZING_SETTINGS * (n in sized) for n in names}
    spread = sum(work[name] * each[name] for name in names) / min(cores, sum(work.values()))
    past = each[today] if sized else 0.0
    return RunTime(
        spread + past, sum(each.values()) / len(each), cores, replications, len(names), len(paces), len(sized)
    )


def _paces(case: "Case", today: str) -> dict[str, Pace]:
    """Time today's way, and in a small case the others while there is time."""
    began = time.process_time()
    paces = {today: pace(case.scenario(today))}
    if paces[today].built > SMALL_SECONDS:
        return paces
    records: DrawHistory | None = None
    for name in case.alternatives:
        if name in paces or time.process_time() - began > ENOUGH_IN_ALL:
            continue
        planning = None
        if case.needs_planning(name):
            if paces[today].run > SHORT_SECONDS:
                continue
            records = records or draw_history(case.scenario(today))
            planning = records.for_network
        paces[name] = pace(case.scenario(name, planning=planning))
    return paces


def pace(scenario: Scenario, enough: float = ENOUGH_SECONDS) -> Pace:
    """Return about how long one run takes, from its first parts; at least one part is simulated.

    The first part is not reckoned with where there are others: a world that starts up loads packages and
    fills its pipelines.

    Raises
    ------
    DataError
        The scenario cannot be simulated.
    """
    if not scenario.horizon > 0:
        raise DataError(f"horizon is {scenario.horizon:g}; it must be above zero")
    began = time.process_time()
    world = World(scenario, WORLD)
    built = time.process_time() - began
    parts: list[float] = []
    while len(parts) < STEPS and sum(parts) < enough:
        began = time.process_time()
        world.clock.run_to(scenario.horizon * (len(parts) + 1) / STEPS)
        parts.append(time.process_time() - began)
    steady = parts[1:] or parts
    return Pace(built, built + STEPS * sum(steady) / len(steady))
