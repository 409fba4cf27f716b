"""What each function of a department is worth: switched on one by one, one after the other, and together."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from experiments.bench import Bench
from experiments.compare import Comparison
from sim import DataError, Scenario

if TYPE_CHECKING:
    from scenarios import Case

ALONE, UP_TO = "alone", "up-to"
"""Beginnings of the names of scenarios: a function alone, and all functions up to one."""


@dataclass(frozen=True, slots=True)
class Function:
    """A function of a department: its name in words, and the levers that it pulls."""

    title: str
    levers: tuple[str, ...]

    @property
    def alone(self) -> str:
        """Name of the scenario in which it works alone."""
        return f"{ALONE}: {self.title}"

    @property
    def up_to(self) -> str:
        """Name of the scenario in which it works with all functions before it."""
        return f"{UP_TO}: {self.title}"


def functions_of(case: "Case") -> list[Function]:
    """Return the functions that a case names on its levers, in the order in which they come."""
    found: dict[str, list[str]] = {}
    for name, lever in case.levers.items():
        if lever.function:
            found.setdefault(lever.function, []).append(name)
    return [Function(title, tuple(levers)) for title, levers in found.items()]


def with_all(way: str) -> str:
    """Return the name of the scenario in which a way has all functions."""
    return f"{way} with all functions"


def switch_on(
    bench: Bench, way: str | None, knob: Mapping[str, object], replications: int | None = None
) -> tuple[Comparison, list[Function]]:
    """Simulate today's way with each function alone and with one after the other; then another way with them.

    Parameters
    ----------
    bench
        The case, how it is run and on what.
    way
        Another way, which is simulated as it is and with all functions; None: no other.
    knob
        `path = value` that it was sized to.
    replications
        None takes the case's own number.

    Returns
    -------
    tuple
        The comparison, its baseline today's way, and the functions. The last scenario of the ladder holds all
        functions.

    Raises
    ------
    DataError
        The case names no function on its levers, or has no way of today.
    """
    case = bench.case
    functions = functions_of(case)
    if case.today is None:
        raise DataError(
            f"case '{case.name}' has no way of today to switch functions on; add today = \"...\" to it"
        )
    if not functions:
        raise DataError(
            f"case '{case.name}' names no function of a department; "
            'add function = "Purchasing" to its levers'
        )
    scenarios: dict[str, Scenario] = {case.today: bench.scenario(case.today)}
    together: dict[str, object] = {}
    for number, function in enumerate(functions):
        own = {path: value for name in function.levers for path, value in case.levers[name].set.items()}
        together |= own
        scenarios[function.alone] = bench.scenario(case.today, own)
        if number:  # the first is alone anyway
            scenarios[function.up_to] = bench.scenario(case.today, dict(together))
    if way is not None and way != case.today:
        scenarios[way] = bench.scenario(way, knob)
        scenarios[with_all(way)] = bench.scenario(way, {**knob, **together})
    outcomes = bench.paired(scenarios, replications, "functions of a department")
    return Comparison(outcomes, case.today), functions
