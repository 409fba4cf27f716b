"""The league: alternatives of a case, each sized to the same target by the same procedure, compared."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from experiments.compare import Comparison
from experiments.kpi import find_kpi
from experiments.planning import DrawHistory, draw_history
from experiments.replicate import Outcome, Task, paired_tasks, replicate
from experiments.tuning import Tuned, size_to_target
from sim import DataError, Scenario

if TYPE_CHECKING:
    from scenarios import Case

SIZING_WORLDS = 4
"""Random worlds used for sizing; the comparison uses others."""
SIZING = re.compile(r"control\.[^.]+\.size(\.|$)")
"""Paths that set how an alternative is sized: they do not touch the past under today's way."""
FIRST_SIZING_WORLD = 2_000_000
"""Number of the first replication used for sizing."""


@dataclass(frozen=True, slots=True)
class Step:
    """Progress: what is being done, how far it is (of `total`), and the last figure where there is one."""

    what: str
    done: int
    total: int
    figure: float | None = None


Watch = Callable[[Step], None]


@dataclass(frozen=True, slots=True)
class Setting:
    """A setting of a knob that was simulated while its alternative was sized: means over those worlds."""

    knob: float
    kpis: Mapping[str, float] = field(repr=False)


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
    """

    comparison: Comparison
    tuned: Mapping[str, tuple[str, Tuned]]
    scenarios: Mapping[str, Scenario] = field(repr=False)
    settings: Mapping[str, Sequence[Setting]] = field(default_factory=dict, repr=False)


class Bench:
    """A case on the test bench: builds scenarios with planning data, sizes alternatives, replicates.

    Parameters
    ----------
    case
        The case.
    values
        `path = value` changes that hold for every alternative.
    seed, horizon, warm_up
        None takes the case's own.
    jobs
        Worker processes.
    watch
        Told of progress.
    """

    def __init__(
        self,
        case: "Case",
        *,
        values: Mapping[str, object] | None = None,
        seed: int | None = None,
        horizon: float | None = None,
        warm_up: float | None = None,
        jobs: int = 1,
        watch: Watch | None = None,
    ) -> None:
        self.case = case
        self.values = dict(values or {})
        self.seed = seed
        self.horizon = horizon
        self.warm_up = warm_up
        self.jobs = jobs
        self.watch = watch or (lambda step: None)
        self.settings: dict[str, list[Setting]] = {}
        self._history: DrawHistory | None = None

    def scenario(self, alternative: str | None, values: Mapping[str, object] | None = None) -> Scenario:
        """Return a scenario; where the case sizes policies, planning data are made first (once)."""
        changes = {**self.values, **(values or {})}
        planning = None
        if self.case.needs_planning(alternative, changes):
            planning = self.history().for_network
        return self.case.scenario(
            alternative,
            changes,
            seed=self.seed,
            horizon=self.horizon,
            warm_up=self.warm_up,
            planning=planning,
        )

    def history(self) -> DrawHistory:
        """Return the records of a past window under today's way, simulated once."""
        if self._history is None:
            self.watch(Step("past window under today's way", 0, 1))
            past = {path: value for path, value in self.values.items() if not SIZING.match(path)}
            if self.case.needs_planning(self.case.today, past):
                raise DataError(
                    f"today's way ({self.case.today or 'the first alternative'}) is itself sized from "
                    "records; give it parameters, so that there is a past to read"
                )
            self._history = draw_history(
                self.case.scenario(
                    self.case.today, past, seed=self.seed, horizon=self.horizon, warm_up=self.warm_up
                )
            )
        return self._history

    def tune(self, alternative: str, kpi: str, target: float) -> tuple[str, Tuned]:
        """Size an alternative: move its knob until `kpi` meets `target` in the sizing worlds."""
        knob = self.case.alternatives[alternative].tune
        path, low, high = str(knob["vary"]), float(str(knob["low"])), float(str(knob["high"]))
        count = 0

        def figure_at(value: float) -> float:
            nonlocal count
            scenario = self.scenario(alternative, {path: value})
            worlds = range(FIRST_SIZING_WORLD, FIRST_SIZING_WORLD + SIZING_WORLDS)
            outcomes = replicate(
                [Task(alternative, scenario, k) for k in worlds],
                min(self.jobs, SIZING_WORLDS),
                stock_points=False,
            )
            if outcomes.interrupted:
                raise KeyboardInterrupt
            means = {name: sum(o.kpis[name] for o in outcomes) / len(outcomes) for name in outcomes[0].kpis}
            self.settings.setdefault(alternative, []).append(Setting(value, means))
            figure = means[kpi]
            count += 1
            self.watch(Step(f"sizing {alternative} to the target", count, 0, figure))
            return figure

        falls = find_kpi(kpi).better == "lower"
        return path, size_to_target(figure_at, target, low, high, falls=falls)


def run_league(
    case: "Case",
    alternatives: Sequence[str] | None = None,
    *,
    replications: int | None = None,
    seed: int | None = None,
    jobs: int = 1,
    values: Mapping[str, object] | None = None,
    horizon: float | None = None,
    warm_up: float | None = None,
    watch: Watch | None = None,
) -> LeagueResult:
    """Size every alternative that asks for it to the case's target, and compare all in the same worlds.

    Parameters
    ----------
    alternatives
        Names; None takes all of the case. Today's way, where declared, is the baseline.
    replications
        None takes the case's own number.
    watch
        Told of progress.

    Returns
    -------
    LeagueResult
        Its comparison is marked as interrupted when a KeyboardInterrupt came: what was done is kept.
    """
    names = list(alternatives or case.alternatives)
    for name in names:
        if name not in case.alternatives:
            case.scenario(name)
    if len(case.target) > 1:
        raise DataError(
            f"case {case.name!r} has {len(case.target)} targets; sizing takes one: keep one in 'target'"
        )
    bench = Bench(case, values=values, seed=seed, horizon=horizon, warm_up=warm_up, jobs=jobs, watch=watch)
    tuned: dict[str, tuple[str, Tuned]] = {}
    scenarios: dict[str, Scenario] = {}
    for name in names:
        if case.alternatives[name].tune and case.target:
            kpi, target = next(iter(case.target.items()))
            path, result = bench.tune(name, kpi, target)
            tuned[name] = (path, result)
            scenarios[name] = bench.scenario(name, {path: result.knob})
        else:
            scenarios[name] = bench.scenario(name)

    def told(outcome: Outcome, done: int, total: int) -> None:
        if watch is not None:
            watch(Step("replications", done, total))

    count = case.settings.replications if replications is None else replications
    outcomes = replicate(paired_tasks(scenarios, count), jobs, told)
    if outcomes.interrupted and not outcomes:
        raise KeyboardInterrupt
    baseline = case.today if case.today in scenarios else names[0]
    settings = {name: sorted(tried, key=lambda one: one.knob) for name, tried in bench.settings.items()}
    return LeagueResult(Comparison(outcomes, baseline), tuned, scenarios, settings)
