"""Confirm what a search found, in worlds that it has never seen, beside today's way and the estimates."""

import time
from collections.abc import Mapping
from dataclasses import dataclass, field

from experiments.bench import Bench
from experiments.compare import Comparison, reaches
from experiments.interval import Interval, mean_interval, paired_difference
from experiments.replicate import Outcome, Outcomes, Task
from experiments.selection import probability_met
from experiments.tune.from_case import CaseProblem
from experiments.tune.names import TODAY, TUNED
from experiments.tune.problem import Goal
from sim import Scenario

FEWEST = 5
"""Fresh worlds that are run however little time is left."""


@dataclass(frozen=True)
class Confirmed:
    """Alternatives in fresh worlds: today's way, the tuned one, and the estimates.

    Attributes
    ----------
    comparison
        Their figures; today's way, where there is one, is the baseline.
    case_problem
        What was tuned.
    """

    comparison: Comparison
    case_problem: CaseProblem = field(repr=False)

    def figure(self, alternative: str, goal: Goal) -> Interval:
        """Return the figure of a goal with its interval."""
        return mean_interval(self._values(alternative, goal.kpi, goal.group))

    def group(self, alternative: str, kpi: str, group: str) -> Interval:
        """Return a figure of a class with its interval; of the network where the class has no name."""
        return mean_interval(self._values(alternative, kpi, group))

    def group_difference(self, kpi: str, group: str) -> Interval:
        """Return a figure of a class, tuned less today, world by world."""
        return paired_difference(self._values(TUNED, kpi, group), self._values(TODAY, kpi, group))

    def probability(self, goal: Goal, alternative: str = TUNED) -> float:
        """Return the probability that the true figure reaches its target."""
        values = self._values(alternative, goal.kpi, goal.group)
        return probability_met(values, goal.target, "lower" if goal.lower else "higher")

    def reaches(self, goal: Goal, alternative: str = TUNED) -> bool:
        """Tell whether a goal is reached, to half a point or within a narrow interval."""
        return reaches(self.figure(alternative, goal), goal.kpi, goal.target)

    def _values(self, alternative: str, kpi: str, group: str) -> list[float]:
        return [group_figure(outcome, kpi, group) for outcome in self.comparison.outcomes.of(alternative)]


def group_figure(outcome: Outcome, kpi: str, group: str) -> float:
    """Return a figure of a group in one outcome; of the network where the group has no name."""
    if not group:
        return outcome.kpis[kpi]
    return float(outcome.groups[kpi][outcome.groups["group"].tolist().index(group)])


def confirm(
    bench: Bench,
    case_problem: CaseProblem,
    scenarios: Mapping[str, Scenario],
    replications: int,
    seconds: float | None = None,
) -> Confirmed:
    """Run scenarios in the worlds of a comparison, which no search uses.

    Parameters
    ----------
    replications
        Worlds at the most.
    seconds
        Time at the most, once there are five worlds; None: all worlds are run.

    Raises
    ------
    KeyboardInterrupt
        It was stopped before every alternative had a finished replication.
    """
    by_class = case_problem.split is not None
    groups = {name: case_problem.groups(scenario) if by_class else () for name, scenario in scenarios.items()}
    began = time.monotonic()
    outcomes = Outcomes(dict(scenarios), ())
    while (done := len(outcomes) // len(scenarios)) < replications and not outcomes.interrupted:
        spent = time.monotonic() - began
        if seconds is not None and done >= FEWEST and spent * (done + 1) / done > seconds:
            break
        worlds = range(done, min(FEWEST if done < FEWEST else done + 1, replications))
        if seconds is None:
            worlds = range(replications)
        tasks = [
            Task(name, scenario, world, groups[name])
            for world in worlds
            for name, scenario in scenarios.items()
        ]
        outcomes = outcomes.joined(bench.simulate(tasks, "confirming in fresh worlds"))
    if not all(outcomes.of(name) for name in scenarios):
        raise KeyboardInterrupt
    return Confirmed(Comparison(outcomes, TODAY if TODAY in scenarios else TUNED), case_problem)
