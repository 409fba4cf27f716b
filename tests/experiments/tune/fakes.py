"""A runner that simulates nothing: its figures are a plain function of a setting and a world."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from experiments.bench import Runner
from experiments.progress import Monitor
from experiments.replicate import Outcome, Outcomes, Task
from experiments.tune.archive import Archive
from experiments.tune.evaluate import FIRST_TUNING_WORLD, Evaluation, Evaluator
from experiments.tune.problem import Goal, Knob, Problem, Setting
from experiments.tune.surface import surface_search

Figures = Callable[[Mapping[str, float], int], Mapping[str, float]]
"""Figures of a setting in a world; one of a group is named `KPI:GROUP`."""


def outcome(alternative: str, replication: int, figures: Mapping[str, float]) -> Outcome:
    """Return an outcome with these figures."""
    groups: dict[str, dict[str, float]] = {}
    for name, value in figures.items():
        kpi, _, group = name.partition(":")
        if group:
            groups.setdefault(kpi, {})[group] = value
    labels = list(dict.fromkeys(label for values in groups.values() for label in values))
    columns: dict[str, Any] = {kpi: np.array([values[g] for g in labels]) for kpi, values in groups.items()}
    if labels:
        columns["group"] = np.array(labels)
    plain = {name: float(value) for name, value in figures.items() if ":" not in name}
    return Outcome(
        alternative, replication, 0, "fake", plain, {}, {}, {}, columns, facts=0, standoffs=0,
        truncated_demands=0, wall_seconds=0.0,
    )  # fmt: skip


class FakeRunner(Runner):
    """Runs tasks whose scenario is a setting by the names of its knobs.

    `stop_after` cancels when so many runs are finished; `count` holds how many were made, `seen` what was
    asked for, in order.
    """

    def __init__(self, figures: Figures, *, stop_after: int | None = None, monitor: Monitor | None = None):
        super().__init__(monitor=monitor)
        self.figures = figures
        self.stop_after = stop_after
        self.count = 0
        self.seen: list[tuple[Any, int]] = []

    def simulate(
        self, tasks: Sequence[Task], phase: str = "replications", *, stock_points: bool = True
    ) -> Outcomes:
        """Work the figures out."""
        finished = []
        for task in tasks:
            if self.monitor.cancelled:
                break
            world = task.replication - FIRST_TUNING_WORLD
            values: Any = task.scenario
            finished.append(outcome(task.alternative, task.replication, self.figures(values, world)))
            self.seen.append((values, world))
            self.count += 1
            if self.count == self.stop_after:
                self.monitor.cancel()
        scenarios = {task.alternative: task.scenario for task in tasks}
        return Outcomes(scenarios, tuple(finished), len(finished) < len(tasks) or self.monitor.cancelled)


def problem_of(
    *knobs: Knob, goals: Sequence[Goal] = (), objective: str = "total_cost", groups: Any = None
) -> Problem:
    """Return a problem whose scenario is the setting itself."""
    return Problem(knobs, objective, tuple(goals), build=dict, groups=groups)  # type: ignore[arg-type]


def climb(
    problem: Problem, figures: Figures, start: Setting, *, worlds: int = 2, seed: int = 0, most: int = 2000
) -> tuple[Archive, list[list[Setting]]]:
    """Run one search by surfaces to its end; return the archive and the batches."""
    archive, evaluator = Archive(problem), Evaluator(FakeRunner(figures), problem, worlds)
    batches = []
    for batch in surface_search(problem, archive, start, seed):
        batches.append(list(batch))
        archive.add(evaluator.evaluate(batch, archive.best if len(archive) else None))
        assert len(archive) <= most, "the search does not end"
    return archive, batches


def evaluation(
    setting: float | Setting,
    objective: Sequence[float],
    goals: Sequence[Sequence[float]] = (),
    complete: bool = True,
) -> Evaluation:
    """Return an evaluation; `goals` holds one row a world."""
    costs = np.array(objective, dtype=float)
    rows = np.array(goals, dtype=float) if len(goals) else np.empty((len(costs), 0))
    place = setting if isinstance(setting, tuple) else (float(setting),)
    return Evaluation(place, costs, rows, complete)
