"""Simulate settings in the same worlds, and stop early where a setting cannot win."""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from scipy.special import stdtrit

from experiments.bench import Runner
from experiments.replicate import Outcome, Task
from experiments.tune.problem import Problem, Setting
from sim import DataError, Scenario

FIRST_TUNING_WORLD = 3_000_000
"""Number of the first replication used for tuning: no comparison and no confirmation uses it."""
FIRST_WORLDS = 2
"""Worlds after which a hopeless setting is given up."""
WORSE = 0.03
"""A setting is hopeless that is worse than the best by this share on average, and worse in every world."""
ENOUGH_WORLDS, SURELY = 4, 2.5
"""From so many worlds on one is hopeless too that is worse by so many standard errors of the difference."""
SURE = 0.8
"""Probability with which a goal that counts as reached is reached in worlds that were not seen."""
FAR = 0.5
"""And one that misses a goal by this much on the straight scale in every world."""

Array = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Evaluation:
    """What a setting gave.

    Parameters
    ----------
    setting
        Values of the knobs.
    objective
        The objective in each world, shape (worlds,); fewer worlds where it was given up.
    goals
        The figure of each goal in each world, shape (worlds, goals).
    complete
        Whether it was simulated in every world.
    """

    setting: Setting
    objective: Array = field(repr=False)
    goals: Array = field(repr=False)
    complete: bool

    @property
    def worlds(self) -> int:
        """How many worlds it was simulated in."""
        return len(self.objective)

    def first(self, worlds: int) -> "Evaluation":
        """Return what the setting gave in the first worlds."""
        return Evaluation(
            self.setting,
            self.objective[:worlds],
            self.goals[:worlds],
            self.worlds <= worlds and self.complete,
        )

    @property
    def mean(self) -> float:
        """Mean objective."""
        return float(self.objective.mean())

    @property
    def goal_means(self) -> Array:
        """Mean figure of each goal, shape (goals,)."""
        means: Array = self.goals.mean(axis=0)
        return means


@dataclass
class Evaluator:
    """Simulates settings of a problem, a batch at a time, all in the same worlds.

    Parameters
    ----------
    runner
        Runs the replications.
    problem
        What is tuned.
    worlds
        Worlds of a setting that is simulated to the end.
    first
        Worlds after which a hopeless one is given up.
    """

    runner: Runner
    problem: Problem
    worlds: int = 4
    first: int = FIRST_WORLDS
    runs: int = 0
    kept: dict[Setting, Evaluation] = field(default_factory=dict, repr=False)

    def evaluate(self, settings: Sequence[Setting], best: Evaluation | None) -> list[Evaluation]:
        """Simulate settings: each in the first worlds, and those that may still win in the others too.

        Parameters
        ----------
        best
            The best that is known, simulated to the end; None: the best of these after the first worlds is
            simulated to the end, and the others are held against it.
        """
        whole = [self.kept[s] for s in dict.fromkeys(settings) if s in self.kept and self.kept[s].complete]
        new = [setting for setting in dict.fromkeys(settings) if setting not in self.kept]
        if best is None and not whole:  # somebody else gave up all of these that are known
            new = list(dict.fromkeys(settings))
        alive = {setting: self.problem.build(self.problem.named(setting)) for setting in new}
        found: dict[Setting, Evaluation] = {}
        for start, end in itertools.pairwise(self._stages()):
            self._go_on(found, alive, start, end)
            if best is None and found:
                first = [*found.values(), *(one.first(end) for one in whole)]
                leader = min(first, key=self._rank).setting
                if leader in found:
                    self._go_on(found, {leader: alive.pop(leader)}, end, self.worlds)
                best = found.get(leader) or self.kept[leader]
            if best is not None:
                alive = {s: scenario for s, scenario in alive.items() if not self.hopeless(found[s], best)}
        self.kept |= found
        return [self.kept[setting] for setting in settings]

    def _go_on(
        self, found: dict[Setting, Evaluation], built: dict[Setting, Scenario], start: int, end: int
    ) -> None:
        for setting, more in self._simulate(built, start, end).items():
            found[setting] = _joined(found[setting], more) if setting in found else more

    def _rank(self, one: Evaluation) -> tuple[float, float]:
        return _shortfall(self.problem, one), self.problem.sign * one.mean

    def _stages(self) -> list[int]:
        """Return the worlds after which settings are looked at: the first few, twice as many, and so on."""
        stages, worlds = [0], self.first
        while worlds < self.worlds:
            stages.append(worlds)
            worlds *= 2
        return [*stages, self.worlds]

    def hopeless(self, one: Evaluation, best: Evaluation) -> bool:
        """Tell whether a setting cannot win, after the worlds that it was simulated in.

        Worse than the best in every world, and by three per cent on average or (from four worlds on) by more
        than chance; or far from a goal in every world. A setting that reaches goals that the best misses is
        never hopeless for its cost.
        """
        problem, n = self.problem, one.worlds
        nearer = _shortfall(problem, best) < _shortfall(problem, one)
        for k, goal in enumerate(problem.goals):
            aim = goal.straight(goal.target)
            if nearer and all(aim - goal.straight(figure) > FAR for figure in one.goals[:, k]):
                return True
        above = [
            g.straight(f) - g.straight(g.target) - margin
            for g, f, margin in zip(problem.goals, best.goal_means, margins(problem, [best]), strict=True)
        ]
        if any(height < 0 for height in above):
            return False
        worse = problem.sign * (one.objective - best.objective[:n])
        scale = abs(float(best.objective[:n].mean()))
        if n >= ENOUGH_WORLDS and worse.mean() > SURELY * worse.std(ddof=1) / n**0.5:
            return True
        return bool((worse > 0).all() and worse.mean() > WORSE * scale)

    def _simulate(self, built: dict[Setting, Scenario], start: int, end: int) -> dict[Setting, Evaluation]:
        if not built or end <= start:
            return {}
        tasks = [
            Task(str(k), scenario, FIRST_TUNING_WORLD + world, self._groups(scenario))
            for world in range(start, end)
            for k, scenario in enumerate(built.values())
        ]
        outcomes = self.runner.simulate(tasks, "", stock_points=False).whole()
        self.runs += len(tasks)
        return {
            setting: self._evaluation(setting, outcomes.of(str(k)), end == self.worlds)
            for k, setting in enumerate(built)
        }

    def _groups(self, scenario: Scenario) -> tuple[str | None, ...]:
        if self.problem.groups is None or not any(goal.group for goal in self.problem.goals):
            return ()
        return self.problem.groups(scenario)

    def _evaluation(self, setting: Setting, outcomes: list[Outcome], complete: bool) -> Evaluation:
        objective = np.array([outcome.kpis[self.problem.objective] for outcome in outcomes])
        goals = np.array([goal_figures(self.problem, outcome) for outcome in outcomes])
        if np.isnan(objective).any():
            raise DataError(
                f"the case does not give the figure {self.problem.objective!r}; tune another with --minimise"
            )
        for k, goal in enumerate(self.problem.goals):
            if np.isnan(goals[:, k]).any():
                raise DataError(f"the case does not give the figure {goal.label!r}; give another --target")
        return Evaluation(setting, objective, goals.reshape(len(outcomes), -1), complete)


def margins(problem: Problem, whole: Sequence[Evaluation]) -> Array:
    """Return what the mean of each goal may be wrong by, on the straight scale, shape (goals,).

    The spread is that of the setting nearest to the target: where hardly anybody waits, worlds without any
    who does lie far apart on that scale, and say nothing of the target.
    """
    found = []
    for k, goal in enumerate(problem.goals):
        aim = goal.straight(goal.target)
        near = min(abs(goal.straight(float(one.goal_means[k])) - aim) for one in whole)
        one = next(o for o in whole if abs(goal.straight(float(o.goal_means[k])) - aim) == near)
        if one.worlds < 2:
            found.append(0.0)
            continue
        error = float(one.goals[:, k].std(ddof=1)) / one.worlds**0.5
        found.append(float(stdtrit(one.worlds - 1, SURE)) * error * goal.slope)
    return np.array(found)


def goal_figures(problem: Problem, outcome: Outcome) -> list[float]:
    """Return the figure of each goal in one outcome."""
    figures = []
    for goal in problem.goals:
        if goal.group:
            place = outcome.groups["group"].tolist().index(goal.group)
            figures.append(float(outcome.groups[goal.kpi][place]))
        else:
            figures.append(outcome.kpis[goal.kpi])
    return figures


def _shortfall(problem: Problem, one: Evaluation) -> float:
    """Return how far a setting is from its goals in all, on the straight scale."""
    gaps = (g.straight(g.target) - g.straight(f) for g, f in zip(problem.goals, one.goal_means, strict=True))
    return sum(max(gap, 0.0) for gap in gaps)


def _joined(one: Evaluation, more: Evaluation) -> Evaluation:
    return Evaluation(
        one.setting,
        np.concatenate([one.objective, more.objective]),
        np.concatenate([one.goals, more.goals]),
        more.complete,
    )
