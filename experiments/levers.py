"""Levers: pull each on top of one way of running the case, in the same random worlds."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from experiments.bench import Bench
from experiments.compare import Comparison
from experiments.interval import Interval
from experiments.kpi import find_kpi
from sim import DataError, Scenario

if TYPE_CHECKING:
    from scenarios import Case

TOGETHER = "together"
"""Name of the scenario in which all levers are pulled at once."""


@dataclass(frozen=True, slots=True)
class LeverEffect:
    """What one lever did to one figure: the figure without it, the paired difference, and what was expected.

    `expected` is `higher`, `lower`, or empty where the case expects nothing of the figure.
    """

    lever: str
    kpi: str
    unit: str
    before: Interval
    difference: Interval
    expected: str

    @property
    def verdict(self) -> str:
        """`as expected`, `the other way`, or `within the noise`; empty where nothing was expected."""
        low, high = self.difference.low, self.difference.high
        if not self.expected:
            return ""
        if not (low > 0 or high < 0):
            return "within the noise"
        return "as expected" if (low > 0) == (self.expected == "higher") else "the other way"


def pull_levers(
    bench: Bench,
    levers: Sequence[str] | None = None,
    *,
    alternative: str | None = None,
    replications: int | None = None,
    together: bool = True,
) -> tuple[Comparison, dict[str, Scenario]]:
    """Simulate an alternative as it is, with each lever, and with all of them.

    Parameters
    ----------
    bench
        The case, how it is run and on what.
    levers
        Names; None takes all of the case.
    alternative
        What they are pulled on; None takes today's way, or the first alternative. One that the case sizes
        to its target is sized first, without levers, and keeps that setting.
    replications
        None takes the case's own number.
    together
        Pull all of them at once too, where there are several.

    Returns
    -------
    tuple
        The comparison, its baseline the alternative without levers, and what was simulated, by name.

    Raises
    ------
    DataError
        The case has no lever, or none of this name; or a lever does not fit the alternative.
    """
    from scenarios.spelling import hint

    case = bench.case
    names = list(levers or case.levers)
    if not names:
        raise DataError(f"case '{case.name}' has no levers; add [levers.NAME] to its case.toml")
    for name in names:
        if name not in case.levers:
            raise DataError(f"case '{case.name}' has no lever '{name}'; {hint(name, case.levers)}")
    base = alternative or case.today or next(iter(case.alternatives))
    kept = _sized(bench, base)
    scenarios = {base: bench.scenario(base, kept)}
    for name in names:
        scenarios[name] = bench.scenario(base, {**kept, **case.levers[name].set})
    if together and len(names) > 1:
        every = {path: value for name in names for path, value in case.levers[name].set.items()}
        scenarios[TOGETHER] = bench.scenario(base, {**kept, **every})
    outcomes = bench.paired(scenarios, replications, "levers")
    return Comparison(outcomes, base), scenarios


def _sized(bench: Bench, alternative: str) -> dict[str, object]:
    """Return the setting of the knob of an alternative that is sized; nothing where it is not."""
    case = bench.case
    if alternative not in case.alternatives:
        bench.scenario(alternative)  # complains, and names the nearest
    if not (case.alternatives[alternative].tune and len(case.target) == 1):
        return {}
    kpi, target = next(iter(case.target.items()))
    path, tuned = bench.size(alternative, kpi, target)
    return {path: tuned.knob}


def lever_effects(case: "Case", comparison: Comparison, kpis: Sequence[str] = ()) -> list[LeverEffect]:
    """Return what each lever did to the figures it is about, and to further ones.

    Parameters
    ----------
    comparison
        Of `pull_levers`.
    kpis
        Figures that are asked of every lever.
    """
    effects = []
    for name in comparison.alternatives:
        if name == comparison.baseline:
            continue
        moves = case.levers[name].moves if name in case.levers else {}
        for kpi in dict.fromkeys([*moves, *kpis]):
            effects.append(
                LeverEffect(
                    lever=name,
                    kpi=kpi,
                    unit=find_kpi(kpi).unit,
                    before=comparison.interval(comparison.baseline, kpi),
                    difference=comparison.difference(name, kpi),
                    expected=moves.get(kpi, ""),
                )
            )
    return effects
