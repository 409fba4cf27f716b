"""The league: alternatives of a case, each sized to the same target by the same procedure, compared."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from experiments.bench import Bench, Setting
from experiments.compare import CLASS_KPIS, Comparison
from experiments.item_groups import ItemGroups
from experiments.reached import Reached
from experiments.sizing import Tuned
from experiments.until_precise import Precision, until_precise
from experiments.warm_up import WarmUp
from sim import DataError, Scenario


@dataclass(frozen=True)
class LeagueResult:
    """A finished comparison.

    Parameters
    ----------
    comparison
        Figures, intervals and differences.
    tuned
        For each alternative that was sized: the path of its knob and where the search ended.
    scenarios
        What was simulated, by alternative.
    settings
        For each alternative that was sized: all settings of its knob that were simulated, from low to high.
    precision
        What it came to where replications ran until a figure was precise; None where their number was given.
    warm_up
        What the pilot found where the warm-up was asked of one; None where it was given.
    """

    comparison: Comparison
    tuned: Mapping[str, tuple[str, Tuned]]
    scenarios: Mapping[str, Scenario] = field(repr=False)
    settings: Mapping[str, Sequence[Setting]] = field(default_factory=dict, repr=False)
    precision: Reached | None = None
    warm_up: WarmUp | None = None


def run_league(
    bench: Bench,
    alternatives: Sequence[str] | None = None,
    *,
    replications: int | None = None,
    precision: Precision | None = None,
) -> LeagueResult:
    """Size every alternative that asks for it to the case's target, and compare all in the same worlds.

    Parameters
    ----------
    bench
        The case, how it is run and on what.
    alternatives
        Names; None takes all of the case. Today's way, where declared, is the baseline.
    replications
        None takes the case's own number.
    precision
        How precisely a figure is to be known: takes the place of `replications`.

    Returns
    -------
    LeagueResult
        Its comparison is marked as interrupted when a KeyboardInterrupt came: what was done is kept.
    """
    case = bench.case
    names = list(alternatives or case.alternatives)
    for name in names:
        if name not in case.alternatives:
            case.scenario(name)
    if len(case.target) > 1:
        raise DataError(
            f"case {case.name!r} has {len(case.target)} targets; sizing takes one: keep one in 'target'"
        )
    tuned: dict[str, tuple[str, Tuned]] = {}
    scenarios: dict[str, Scenario] = {}
    for name in names:
        if case.alternatives[name].tune and case.target:
            kpi, target = next(iter(case.target.items()))
            path, result = bench.size(name, kpi, target)
            tuned[name] = (path, result)
            scenarios[name] = bench.scenario(name, {path: result.knob})
        else:
            scenarios[name] = bench.scenario(name)
    reached = None
    if precision is None:
        groups = ItemGroups(case)
        by_class = {name: groups.of(scenario) for name, scenario in scenarios.items()}
        outcomes = bench.paired(scenarios, replications, groups=by_class, group_kpis=CLASS_KPIS)
    else:
        outcomes, reached = until_precise(bench, scenarios, precision)
    baseline = case.today if case.today in scenarios else names[0]
    settings = {name: sorted(tried, key=lambda one: one.knob) for name, tried in bench.settings.items()}
    return LeagueResult(Comparison(outcomes, baseline), tuned, scenarios, settings, reached)
