"""Make a tuning problem of a case: its knobs, its goals, and what the textbook says before any search."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, partial

from experiments.bench import Bench
from experiments.kpi import find_kpi
from experiments.tune.estimates import (
    Estimate,
    back_solve,
    estimated,
    formula_fill_rate,
)
from experiments.tune.evaluate import FIRST_TUNING_WORLD
from experiments.tune.levels import Level, levels_of
from experiments.tune.problem import Goal, Knob, Problem, Setting
from policies.planning import PlanningRecord
from scenarios.splitting import Split, class_tags, split_by_class
from sim import DataError, Scenario

BACK_SOLVE_WORLD = FIRST_TUNING_WORLD - 1
POINTS = 13
"""Values of a knob at which policies are built; between them the figure is read off straight lines."""
FILL = "fill_rate"
"""The figure of service that the estimates speak of."""


@dataclass(frozen=True)
class CaseProblem:
    """A tuning problem of an alternative of a case.

    Attributes
    ----------
    bench
        The case, how it is run and on what.
    alternative
        What is tuned.
    knobs
        What may be turned: paths, or one knob a class.
    goals
        Figures to be reached.
    objective
        Figure to be made best.
    path
        For each knob the path that it sets; a class sets it in entries of its own.
    split
        How control entries are split by class; None where they are not.
    pattern
        Names of the control entries that are split.
    """

    bench: Bench
    alternative: str
    knobs: tuple[Knob, ...]
    goals: tuple[Goal, ...]
    objective: str
    path: Mapping[str, str]
    split: Split | None = None
    pattern: str = ""

    @cached_property
    def problem(self) -> Problem:
        """The problem, for the search."""
        groups = self.groups if any(goal.group for goal in self.goals) else None
        return Problem(self.knobs, self.objective, self.goals, build=self.build, groups=groups)

    def changes(self, values: Mapping[str, float]) -> dict[str, object]:
        """Return the changes of the case that values of the knobs make."""
        if self.split is None:
            return {self.path[name]: value for name, value in values.items()}
        changes: dict[str, object] = dict(self.split.changes)
        for label, value in values.items():
            changes |= self.split.paths(label, self.path[label], value)
        return changes

    def build(self, values: Mapping[str, float]) -> Scenario:
        """Return the scenario at values of the knobs."""
        return self.bench.scenario(self.alternative, self.changes(values))

    def groups(self, scenario: Scenario) -> tuple[str | None, ...]:
        """Return the class of each stock point that customers draw on; None for all others."""
        assert self.split is not None
        label = {stock: name for name, stocks in self.split.stocks.items() for stock in stocks}
        sold = {demand.stock for demand in scenario.network.demands}
        return tuple(label.get(p.name) if p.name in sold else None for p in scenario.network.stock_points)

    # ---- before any search

    @cached_property
    def present(self) -> Setting:
        """The values that the case has now; the middle of the range where it has none."""
        values = []
        for knob in self.knobs:
            value = self._value_now(knob)
            inside = value is not None and knob.low <= value <= knob.high
            values.append(knob.at(knob.share(value)) if inside and value is not None else knob.at(0.5))
        return tuple(values)

    def _value_now(self, knob: Knob) -> float | None:
        """Return the value of a knob in the case as it is; a factor that is not given is one."""
        path = self.path[knob.name]
        if self.split is None:
            value = self.bench.case.raw_value(path, self.alternative, self.bench.values)
        else:
            value = self.split.changes[f"control.{self.split.entries[knob.name][0]}"]
            for key in path.split("."):
                value = value.get(key) if isinstance(value, dict) else None
        if value is None and "scale." in path:
            return 1.0
        return float(value) if isinstance(value, int | float) else None

    def goal_of(self, knob: Knob) -> Goal | None:
        """Return the goal that a knob is for, where the estimates can speak of it."""
        for goal in self.goals:
            if goal.kpi == FILL and (goal.group == knob.name or (not goal.group and len(self.knobs) == 1)):
                return goal
        return None

    def estimates(self) -> tuple[dict[str, Estimate], dict[str, Estimate]]:
        """Return what a formula and one run read backwards say of each knob; empty where they cannot.

        All knobs are turned together: a class is not touched by the knob of another, but for the plant that
        they share.
        """
        if not all(self.goal_of(knob) for knob in self.knobs):
            return {}, {}
        self.bench.monitor.tell("estimates", 0, 2)
        shares, curves, top, records = self.curves(POINTS)
        formula = self._read(
            curves, shares, lambda stocks, levels: formula_fill_rate(stocks, levels, records)
        )
        self.bench.monitor.tell("estimates", 1, 2)
        self.bench.monitor.check()
        run = back_solve(top, curves[-1], sold_by(top, curves[-1]), BACK_SOLVE_WORLD)
        backwards = self._read(curves, shares, run.fill_rate)
        self.bench.monitor.tell("estimates", 2, 2)
        return formula, backwards

    def curves(
        self, points: int
    ) -> tuple[list[float], list[dict[str, Level]], Scenario, dict[str, PlanningRecord]]:
        """Turn all knobs together from end to end, and return what each stock point keeps on the way.

        Returns
        -------
        tuple
            Shares of the ranges, the levels of all stock points at each, the scenario at the high end, and
            the planning records.
        """
        share_of: dict[Setting, float] = {}
        for k in range(points):
            share = k / (points - 1)
            share_of.setdefault(tuple(knob.at(share) for knob in self.knobs), share)
        scenarios = [self.build(self.problem.named(setting)) for setting in share_of]
        records = self.records(scenarios[-1])
        levels = [levels_of(scenario, records) for scenario in scenarios]
        return list(share_of.values()), levels, scenarios[-1], records

    def _read(
        self,
        curves: Sequence[Mapping[str, Level]],
        shares: Sequence[float],
        figure: Callable[[Sequence[str], Mapping[str, Level]], float],
    ) -> dict[str, Estimate]:
        found = {}
        for knob in self.knobs:
            goal = self.goal_of(knob)
            assert goal is not None
            stocks = self._stocks(goal.group, curves[-1])
            levels = {knob.at(share): curve for share, curve in zip(shares, curves, strict=True)}
            one = estimated(knob, goal, list(levels), partial(_figure_at, figure, stocks, levels))
            if one is not None:
                found[knob.name] = one
        return found

    def _stocks(self, group: str, levels: Mapping[str, Level]) -> list[str]:
        data = self.bench.case.data_of(self.alternative, self.bench.values)
        sold = {str(row.values["stock"]) for row in data.live["demands"]}
        if group and self.split is not None:
            return [s for s in self.split.stocks[group] if s in sold and s in levels]
        return [s for s in levels if s in sold]

    def records(self, scenario: Scenario) -> dict[str, PlanningRecord]:
        """Return the planning records of everything that is replenished."""
        planning = self.bench.history().for_network(scenario.network)
        return {s: planning.record(s) for control in scenario.control for s in control.scope}


def sold_by(scenario: Scenario, levels: Mapping[str, Level]) -> list[str]:
    """Return the stock points that customers draw on and whose level is known."""
    return [stock for stock in dict.fromkeys(d.stock for d in scenario.network.demands) if stock in levels]


def _figure_at(
    figure: Callable[[Sequence[str], Mapping[str, Level]], float],
    stocks: Sequence[str],
    levels: Mapping[float, Mapping[str, Level]],
    value: float,
) -> float:
    return figure(stocks, levels[value])


def case_problem(
    bench: Bench,
    alternative: str,
    goals: Sequence[Goal],
    objective: str,
    knobs: Sequence[tuple[str, Knob]] = (),
) -> CaseProblem:
    """Return the tuning problem of an alternative.

    Parameters
    ----------
    goals
        Figures to be reached; those of classes give each class a knob of its own.
    objective
        Figure to be made best.
    knobs
        Paths with their knobs; none takes the knob by which the case sizes the alternative.

    Raises
    ------
    DataError
        The alternative has no knob, a path does not exist, or the classes cannot be split.
    """
    case = bench.case
    find_kpi(objective)
    given = list(knobs)
    if not given:
        own = case.alternatives[alternative].tune
        if not own:
            raise DataError(
                f"alternative '{alternative}' has no knob of its own; name a path and its range with --vary, "
                f"or add [alternatives.{alternative}.tune] to the case"
            )
        path = str(own["vary"])
        given = [(path, Knob(path, float(str(own["low"])), float(str(own["high"]))))]
    names = [knob.name for _, knob in given]
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice is not None:
        raise DataError(f"{twice} is to be turned twice; give it one range")
    labels = list(dict.fromkeys(goal.group for goal in goals if goal.group))
    if not labels:
        for path, _ in given:
            case.raw_value(path, alternative, bench.values)
        named = tuple(knob for _, knob in given)
        paths = {knob.name: path for path, knob in given}
        return CaseProblem(bench, alternative, named, tuple(goals), objective, paths)
    (path, knob), *more = given
    root, _, rest = path.partition(".")
    pattern, _, key = rest.partition(".")
    if more or root != "control" or not key:
        raise DataError(
            "targets by class need one knob of control entries, such as "
            f"control.products-*.size.safety_factor; {more[0][0] if more else path} cannot be split by class"
        )
    data = case.data_of(alternative, bench.values)
    split = split_by_class(case, alternative, pattern, class_tags(data, labels), bench.values)
    sold = {str(row.values["stock"]) for row in data.live["demands"]}
    idle = next((label for label in labels if not sold.intersection(split.stocks[label])), None)
    if idle is not None:
        raise DataError(f"no customer draws on the stock points of class {idle}; leave its target out")
    split_knobs = tuple(Knob(label, knob.low, knob.high, knob.integer, knob.log) for label in labels)
    return CaseProblem(
        bench, alternative, split_knobs, tuple(goals), objective, dict.fromkeys(labels, key), split, pattern
    )
