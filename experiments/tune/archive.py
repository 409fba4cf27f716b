"""All settings that were simulated, on one footing, and which of them is best."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from math import sqrt

import numpy as np
from numpy.typing import NDArray

from experiments.interval import paired_difference
from experiments.tune.evaluate import Evaluation, margins
from experiments.tune.problem import Problem, Setting

Array = NDArray[np.float64]


@dataclass
class Archive:
    """Evaluations of a problem in the order in which they were made.

    A setting that was given up after a few worlds is compared in those worlds with one that was simulated in
    all: what the worlds have in common drops out.
    """

    problem: Problem
    evaluations: list[Evaluation] = field(default_factory=list)
    places: dict[Setting, int] = field(default_factory=dict, repr=False)
    _margin: Array | None = field(default=None, repr=False)

    def add(self, evaluations: Iterable[Evaluation]) -> None:
        """Take evaluations in; one of a setting that is known replaces it."""
        self._margin = None
        for one in evaluations:
            if one.setting in self.places:
                self.evaluations[self.places[one.setting]] = one
            else:
                self.places[one.setting] = len(self.evaluations)
                self.evaluations.append(one)

    def __len__(self) -> int:
        return len(self.evaluations)

    def __contains__(self, setting: Setting) -> bool:
        return setting in self.places

    def objective(self, one: Evaluation) -> float:
        """Return the mean objective as it would be in all worlds."""
        return self._footing(one.objective, self._whole.objective)

    def figures(self, one: Evaluation) -> Array:
        """Return the mean figure of each goal as it would be in all worlds, shape (goals,)."""
        first = self._whole.goals
        return np.array([self._footing(one.goals[:, k], first[:, k]) for k in range(first.shape[1])])

    @property
    def _whole(self) -> Evaluation:
        """The first setting that was simulated in all worlds."""
        return next(one for one in self.evaluations if one.complete)

    def _footing(self, mine: Array, first: Array) -> float:
        return float(mine.mean() + first.mean() - first[: len(mine)].mean())

    def straight(self, one: Evaluation) -> Array:
        """Return how far the figures of the goals are above their targets, on the straight scale.

        A margin is taken off, so that one that is zero or more is reached in the long run with a probability
        of four in five, and not just in the worlds of the search.
        """
        goals = self.problem.goals
        figures = self.figures(one)
        above = [g.straight(float(f)) - g.straight(g.target) for g, f in zip(goals, figures, strict=True)]
        return np.array(above) - self._margins()

    def _margins(self) -> Array:
        """Return the margin of each goal: what a mean over so many worlds may be wrong by."""
        if self._margin is None:
            self._margin = margins(self.problem, [one for one in self.evaluations if one.complete])
        return self._margin

    def shortfall(self, one: Evaluation) -> float:
        """Return how far a setting is from its goals in all, on the straight scale; zero: all reached."""
        return float(-np.minimum(self.straight(one), 0.0).sum())

    def key(self, one: Evaluation) -> tuple[float, float]:
        """Return what settings are ranked by: the distance from the goals, then the objective."""
        return self.shortfall(one), self.problem.sign * self.objective(one)

    @property
    def best(self) -> Evaluation:
        """The best setting that was simulated to the end: one that reaches all goals, if there is any."""
        return min((one for one in self.evaluations if one.complete), key=self.key)

    @property
    def reached(self) -> bool:
        """Whether a setting reaches all goals."""
        return bool(self.evaluations) and self.shortfall(self.best) == 0

    def ties(self, confidence: float = 0.95) -> list[Evaluation]:
        """Return the settings that are not surely worse than the best: it first, then by the objective.

        They reach all goals, were simulated in all worlds, and the interval of their paired difference from
        the best holds zero.
        """
        best = self.best
        found = [best]
        for one in sorted(self.evaluations, key=self.key):
            if one is best or not one.complete or self.shortfall(one) > self.shortfall(best):
                continue
            difference = paired_difference(one.objective, best.objective, confidence)
            worse = self.problem.sign * difference.mean
            if worse <= difference.half_width or worse == 0:
                found.append(one)
        return found

    def simplest(self, start: Setting, confidence: float = 0.95, indifference: float = 0.002) -> Evaluation:
        """Return the simplest of the settings that tie: most knobs as they were, then nearest to the start.

        Only settings whose mean is within a share `indifference` of the best are taken for it.
        """
        problem = self.problem
        origin = problem.shares(start)

        def distance(one: Evaluation) -> tuple[int, float, tuple[float, float]]:
            shares = problem.shares(one.setting)
            moved = sum(a != b for a, b in zip(one.setting, start, strict=True))
            far = sqrt(sum((a - b) ** 2 for a, b in zip(shares, origin, strict=True)))
            return moved, far, self.key(one)

        best = self.objective(self.best)
        near = indifference * abs(best)
        return min((e for e in self.ties(confidence) if abs(self.objective(e) - best) <= near), key=distance)
