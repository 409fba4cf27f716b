"""The frontier of two figures: the settings of which no other is better in both."""

import time
import warnings
from collections.abc import Generator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import pairwise, product
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from experiments.bench import Bench, Runner
from experiments.compare import Comparison
from experiments.interval import Interval, mean_interval, paired_difference
from experiments.kpi import find_kpi
from experiments.replicate import Task
from experiments.tune.archive import Archive
from experiments.tune.confirm import Confirmed
from experiments.tune.evaluate import FIRST_TUNING_WORLD, Evaluation, goal_figures
from experiments.tune.explore import distribution
from experiments.tune.from_case import CaseProblem
from experiments.tune.names import TODAY
from experiments.tune.problem import Problem, Setting
from sim import DataError, Scenario

if TYPE_CHECKING:
    import optuna

WORLDS = 4
TRIALS = 32
"""Settings that are tried where no other number is given."""
MOST_CONFIRMED = 8
"""Settings of the frontier that are simulated again in fresh worlds."""
LEAST_BULGE = 0.02
"""A frontier that is nearer to its chord than this, as a share of its spans, has no knee."""
BATCH = 4
"""Gaps that are halved side by side, whatever the number of workers."""
LEAST_GAP, LEAST_STEP = 0.002, 0.0005
"""A gap is not halved that is shorter than this on the frontier, or on the knob, as a share of the span."""
SMALLEST, LARGEST = 4, 24
"""Settings of a generation."""
GENERATIONS = 6
"""Generations that the trials should be enough for."""
BARREN = 20
"""Generations without a new setting after which there is nothing more to find."""
RESERVE = 1.2
"""Time that is kept for each run of the next batch and of the reserve, against what a run took so far."""
Ended = Literal["trials", "budget", "converged"]
Array = NDArray[np.float64]


@dataclass(frozen=True)
class Frontier:
    """Settings that were tried, all in the same worlds, and those of them that are on the frontier.

    Parameters
    ----------
    problem
        What was turned, and the goals that others must reach.
    kpis
        The two figures.
    settings
        In the order in which they were tried.
    figures
        The two figures of each setting in each world, shape (settings, worlds, 2).
    shortfalls
        How far each setting is from its goals in all; zero: all reached.
    ended
        Why no more were tried.
    """

    problem: Problem
    kpis: tuple[str, str]
    settings: tuple[Setting, ...]
    figures: Array = field(repr=False)
    shortfalls: Array = field(repr=False)
    ended: Ended

    @property
    def worlds(self) -> int:
        """How many worlds each setting was simulated in."""
        return self.figures.shape[1]

    @property
    def reached(self) -> bool:
        """Whether the settings of the frontier reach the goals; if not, it is the one that is nearest."""
        return bool(self.shortfalls.min() == 0)

    @cached_property
    def good(self) -> Array:
        """Mean figures of each setting, signed so that higher is better, shape (settings, 2)."""
        means: Array = self.figures.mean(axis=1) * signs(self.kpis)
        return means

    @cached_property
    def order(self) -> tuple[int, ...]:
        """The settings on the frontier by their place in `settings`, the first figure from worst to best."""
        return nondominated(self.good, self.shortfalls)

    @cached_property
    def knee(self) -> int | None:
        """The setting on the frontier furthest above its chord; None where that is hardly above it."""
        return self.order[place] if (place := bulge(self.good[list(self.order)])) is not None else None

    @cached_property
    def ties(self) -> dict[int, int]:
        """For each setting on the frontier the first of its group: those of a group cannot be told apart."""
        found: dict[int, int] = {}
        first = -1
        for k in self.order:
            if first < 0 or not self._tie(first, k):
                first = k
            found[k] = first
        return found

    def _tie(self, one: int, other: int) -> bool:
        """Tell whether the interval of the paired difference holds zero, in both figures."""
        pairs = (paired_difference(self.figures[one, :, j], self.figures[other, :, j]) for j in (0, 1))
        return all(not (pair.low > 0 or pair.high < 0) for pair in pairs)

    @property
    def tied(self) -> int:
        """How many settings on the frontier cannot be told apart from one before them."""
        return sum(k != first for k, first in self.ties.items())

    def spread(self, most: int = MOST_CONFIRMED) -> tuple[int, ...]:
        """Return settings spread evenly along the frontier: its ends, its knee, one of each tie."""
        ends = dict.fromkeys([self.order[0], self.order[-1]])
        taken = [*ends, *(k for k in self.order if k == self.knee and k not in ends)][:most]
        told = {self.ties[k] for k in taken}
        left = [k for k in self.order if self.ties[k] == k and k not in told]
        places = dict(zip(self.order, normalised(self.good[list(self.order)]), strict=True))
        while (left := [k for k in left if k not in taken]) and len(taken) < most:
            far = [min(float(np.hypot(*(places[k] - places[t]))) for t in taken) for k in left]
            taken.append(left[int(np.argmax(far))])
        return tuple(k for k in self.order if k in taken)

    def interval(self, trial: int, kpi: str) -> Interval:
        """Return the mean of a figure of a setting with its interval, in the worlds of the search."""
        return mean_interval(self.figures[trial, :, self.kpis.index(kpi)])

    def named(self, trial: int) -> dict[str, float]:
        """Return a setting as values by the names of the knobs."""
        return self.problem.named(self.settings[trial])

    @cached_property
    def frame(self) -> pd.DataFrame:
        """All settings: knobs, both figures with their intervals, and whether they are on the frontier.

        `place` is the place on the frontier from the worst of the first figure to the best, `tied_with` the
        trial that a setting cannot be told apart from.
        """
        place = {k: n for n, k in enumerate(self.order, 1)}
        rows = []
        for k, setting in enumerate(self.settings):
            row: dict[str, Any] = {"trial": k, **self.problem.named(setting), "worlds": self.worlds}
            for kpi in self.kpis:
                one = self.interval(k, kpi)
                row |= {kpi: one.mean, f"{kpi}_low": one.low, f"{kpi}_high": one.high}
            tied = self.ties.get(k, k)
            row["reaches_targets"] = bool(self.shortfalls[k] == 0)
            row["on_frontier"] = k in place
            row |= {"place": place.get(k), "tied_with": tied if tied != k else None, "knee": k == self.knee}
            rows.append(row)
        return pd.DataFrame(rows).astype({"place": "Int64", "tied_with": "Int64"})


# ---- geometry


def signs(kpis: Sequence[str]) -> Array:
    """Return 1 for each figure that is to be high and -1 for each that is to be low."""
    return np.array([1.0 if find_kpi(kpi).better == "higher" else -1.0 for kpi in kpis])


def nondominated(good: Array, shortfalls: Array) -> tuple[int, ...]:
    """Return the points of which none other is better in one figure and not worse in the other.

    A point that is nearer to the goals beats all that are further off. They are ordered by the first figure
    from worst to best.

    Examples
    --------
    >>> nondominated(np.array([[3.0, 1.0], [1.0, 3.0], [1.0, 2.0]]), np.zeros(3))
    (1, 0)
    """
    able = np.flatnonzero(shortfalls == shortfalls.min())
    free = [
        int(k)
        for k in able
        if not any((good[j] >= good[k]).all() and (good[j] > good[k]).any() for j in able)
    ]
    return tuple(sorted(free, key=lambda k: (good[k, 0], -good[k, 1], k)))


def normalised(good: Array) -> Array:
    """Return points with the worst of each figure at 0 and the best at 1; 0 where all are the same."""
    low, span = good.min(axis=0), np.ptp(good, axis=0)
    scaled: Array = (good - low) / np.where(span > 0, span, 1.0)
    return scaled


def bulge(good: Array) -> int | None:
    """Return the point of a frontier that is furthest above the chord from its one end to the other.

    Examples
    --------
    >>> bulge(np.array([[0.0, 10.0], [8.0, 8.0], [10.0, 0.0]]))
    1
    >>> bulge(np.array([[0.0, 10.0], [5.0, 5.0], [10.0, 0.0]])) is None
    True
    """
    above = (normalised(good).sum(axis=1) - 1) / 2**0.5
    best = int(np.argmax(above))
    return best if 0 < best < len(good) - 1 and above[best] > LEAST_BULGE else None


# ---- the search


def check_figures(kpis: Sequence[str]) -> tuple[str, str]:
    """Return two figures that a frontier can be drawn of.

    Raises
    ------
    DataError
        They are not two, one is not known, or neither direction of it is good.
    """
    if len(kpis) != 2:
        raise DataError(f"a frontier is of two figures, not of {len(kpis)}; name two")
    first, second = (find_kpi(kpi) for kpi in kpis)
    if first is second:
        raise DataError(f"a frontier is of two figures, and {first.name!r} is named twice; name another")
    for one in (first, second):
        if one.better is None:
            raise DataError(f"{one.name!r} has no good direction, so no frontier; name another figure")
    return first.name, second.name


class _Tried:
    """Settings that were tried so far."""

    def __init__(self, runner: Runner, problem: Problem, kpis: tuple[str, str], worlds: int) -> None:
        self.runner = runner
        self.problem = replace(problem, objective=kpis[0])
        self.kpis = kpis
        self.worlds = worlds
        self.archive = Archive(self.problem)
        self.figures: dict[Setting, Array] = {}

    def __len__(self) -> int:
        return len(self.figures)

    def simulate(self, batch: Sequence[Setting], most: int) -> None:
        """Simulate settings in the worlds of the search.

        Raises
        ------
        DataError
            The case does not give a figure.
        """
        built = [self.problem.build(self.problem.named(setting)) for setting in batch]
        by_class = self.problem.groups if any(goal.group for goal in self.problem.goals) else None
        groups = [by_class(scenario) if by_class else () for scenario in built]
        tasks = [
            Task(str(k), scenario, FIRST_TUNING_WORLD + world, groups[k])
            for world in range(self.worlds)
            for k, scenario in enumerate(built)
        ]
        phase = f"frontier, settings {len(self) + 1} to {len(self) + len(batch)} of at most {most}"
        outcomes = self.runner.simulate(tasks, phase, stock_points=False).whole()
        for k, setting in enumerate(batch):
            own = outcomes.of(str(k))
            figures = np.array([[outcome.kpis[kpi] for kpi in self.kpis] for outcome in own])
            goals = np.array([goal_figures(self.problem, outcome) for outcome in own]).reshape(len(own), -1)
            self._check(figures, goals)
            self.figures[setting] = figures
            self.archive.add([Evaluation(setting, figures[:, 0], goals, complete=True)])

    def _check(self, figures: Array, goals: Array) -> None:
        for kpi, column in zip(self.kpis, figures.T, strict=True):
            if np.isnan(column).any():
                raise DataError(f"the case does not give the figure {kpi!r}; name another with --frontier")
        for goal, column in zip(self.problem.goals, goals.T, strict=True):
            if np.isnan(column).any():
                raise DataError(f"the case does not give the figure {goal.label!r}; give another --target")

    def good(self, setting: Setting) -> list[float]:
        """Return the mean figures of a setting, signed so that higher is better."""
        means: list[float] = (self.figures[setting].mean(axis=0) * signs(self.kpis)).tolist()
        return means

    def missing(self, setting: Setting) -> list[float]:
        """Return how far a setting is below each goal, on the straight scale; zero or less: reached."""
        found: list[float] = (-self.archive.straight(self._evaluation(setting))).tolist()
        return found

    def _evaluation(self, setting: Setting) -> Evaluation:
        return self.archive.evaluations[self.archive.places[setting]]

    def frontier(self, ended: Ended) -> Frontier:
        """Return what is known."""
        settings = tuple(self.figures)
        shortfalls = np.array([self.archive.shortfall(self._evaluation(setting)) for setting in settings])
        figures = np.array([self.figures[setting] for setting in settings])
        return Frontier(self.problem, self.kpis, settings, figures, shortfalls, ended)


def frontier(
    runner: Runner,
    problem: Problem,
    kpis: Sequence[str],
    start: Setting,
    *,
    worlds: int = WORLDS,
    trials: int = TRIALS,
    seconds: float | None = None,
    reserve: int = 0,
    seed: int = 0,
) -> Frontier:
    """Find the settings of which none is better in both of two figures, among those that reach the goals.

    Parameters
    ----------
    runner
        Runs the replications, and is told of progress.
    problem
        Its knobs, goals and scenarios; its objective is not asked for.
    kpis
        The two figures.
    start
        The present setting; it and the ends of the ranges are tried first.
    worlds
        Random worlds, the same for all settings.
    trials
        Settings at the most.
    seconds
        Time at the most; a batch is not begun that would not end in it.
    reserve
        Runs that must still fit into the time afterwards.
    seed
        Of whatever the search draws.

    Raises
    ------
    DataError
        A figure is not known, has no good direction, or is not given by the case.
    KeyboardInterrupt
        It was stopped; what was simulated is in the store of the runner.

    Notes
    -----
    One knob is tried at even steps, and then the widest gaps of the frontier are halved. Several are searched
    by NSGA-II (Deb, Pratap, Agarwal and Meyarivan, IEEE Transactions on Evolutionary Computation 6, 2002), a
    generation at a time. Without `seconds` the same call tries the same settings in the same order for any
    number of workers, whether it was stopped and resumed or not.
    """
    started = time.monotonic()
    tried = _Tried(runner, problem, check_figures(kpis), worlds)

    def out_of_time(batch: int) -> bool:
        if seconds is None or not len(tried):
            return False
        spent = time.monotonic() - started
        still = RESERVE * (reserve + batch * worlds) * spent / (len(tried) * worlds)
        return spent + still >= seconds

    ended: Ended = "converged"
    for batch in _batches(tried, start, trials, seed):
        if out_of_time(len(batch)):
            ended = "budget"
            break
        tried.simulate(batch[: trials - len(tried)], trials)
        if len(tried) >= trials:
            ended = "trials"
            break
    return tried.frontier(ended)


def _batches(tried: _Tried, start: Setting, trials: int, seed: int) -> Generator[list[Setting], None, None]:
    """Yield settings that were not tried; they must have been before the next are asked for."""
    problem = tried.problem
    if problem.settings <= trials:
        wholes = [range(int(knob.at(0)), int(knob.at(1)) + 1) for knob in problem.knobs]
        return (batch for batch in [[tuple(map(float, values)) for values in product(*wholes)]])
    if len(problem.knobs) == 1:
        return _line(tried, start, trials)
    return _generations(tried, start, trials, seed)


def _line(tried: _Tried, start: Setting, trials: int) -> Generator[list[Setting], None, None]:
    """Yield even steps of the only knob, then the middles of the widest gaps of the frontier."""
    problem = tried.problem
    steps = max(trials // 2 - 1, 2)
    yield list(dict.fromkeys([start, *(problem.at([k / steps]) for k in (0, steps, *range(1, steps)))]))
    while batch := _middles(tried):
        yield batch


def _middles(tried: _Tried) -> list[Setting]:
    """Return the middles of the widest gaps beside settings on the frontier, the widest first."""
    found, problem = tried.frontier("converged"), tried.problem
    shares = [problem.shares(setting)[0] for setting in found.settings]
    on = set(found.order)
    span = np.ptp(found.good[list(found.order)], axis=0)
    span = np.where(span > 0, span, np.ptp(found.good, axis=0))
    scaled = found.good / np.where(span > 0, span, 1.0)
    row = sorted(range(len(shares)), key=lambda k: shares[k])
    gaps = []
    for low, high in pairwise(row):
        ends = (low in on) + (high in on)
        middle = problem.at([(shares[low] + shares[high]) / 2])
        if not ends or middle in tried.figures or shares[high] - shares[low] < LEAST_STEP:
            continue
        length = float(np.hypot(*np.minimum(np.abs(scaled[high] - scaled[low]), 1.0))) * ends / 2
        if length >= LEAST_GAP:
            gaps.append((-length, shares[low], middle))
    return [middle for _, _, middle in sorted(gaps)[:BATCH]]


def _generations(
    tried: _Tried, start: Setting, trials: int, seed: int
) -> Generator[list[Setting], None, None]:
    """Yield the new settings of each generation of NSGA-II."""
    import optuna

    optuna.logging.set_verbosity(optuna.logging.WARNING)
    problem = tried.problem
    laws = {knob.name: distribution(knob) for knob in problem.knobs}
    size = min(max(trials // GENERATIONS, SMALLEST), LARGEST)
    with warnings.catch_warnings(action="ignore", category=optuna.exceptions.ExperimentalWarning):
        blend = optuna.samplers.nsgaii.BLXAlphaCrossover()  # values between and beyond those of the parents
    sampler = optuna.samplers.NSGAIISampler(population_size=size, seed=seed, crossover=blend)
    study = optuna.create_study(directions=["maximize", "maximize"], sampler=sampler)
    for setting in _first(problem, start, size, seed):
        study.enqueue_trial(problem.named(setting))
    barren = 0
    while barren < BARREN:
        asked = [study.ask(laws) for _ in range(size)]
        settings = [tuple(float(one.params[knob.name]) for knob in problem.knobs) for one in asked]
        new = [setting for setting in dict.fromkeys(settings) if setting not in tried.figures]
        barren = 0 if new else barren + 1
        if new:
            yield new
        for one, setting in zip(asked, settings, strict=True):
            _tell(study, one, tried, setting)


def _first(problem: Problem, start: Setting, size: int, seed: int) -> list[Setting]:
    """Return the first generation: the present setting, ends of the ranges, and points that fill the rest."""
    from scipy.stats import qmc

    knobs = len(problem.knobs)
    ends = [(0.0,) * knobs, (1.0,) * knobs]
    if 2**knobs < size:
        ends += [corner for corner in product((0.0, 1.0), repeat=knobs) if corner not in ends]
    points = qmc.Sobol(knobs, rng=np.random.default_rng(seed)).random_base2(size.bit_length()).tolist()
    return list(dict.fromkeys([start, *(problem.at(shares) for shares in (*ends, *points))]))[:size]


def _tell(study: "optuna.Study", one: "optuna.Trial", tried: _Tried, setting: Setting) -> None:
    for goal, missing in zip(tried.problem.goals, tried.missing(setting), strict=True):
        one.set_constraint(goal.label, missing)
    study.tell(one, tried.good(setting))


# ---- fresh worlds


def point_name(number: int) -> str:
    """Return what a confirmed setting is called in tables, counted from 1."""
    return f"frontier-{number}"


def confirm_frontier(
    bench: Bench, case_problem: CaseProblem, found: Frontier, replications: int
) -> tuple[Confirmed, dict[str, int]]:
    """Run settings of the frontier beside today's way in the worlds of a comparison, which no search uses.

    Returns
    -------
    Their figures, and the trial of each by its name, in the order of the frontier.

    Raises
    ------
    KeyboardInterrupt
        It was stopped before every setting had a finished replication.
    """
    trials = {point_name(n): k for n, k in enumerate(found.spread(), 1)}
    scenarios: dict[str, Scenario] = {}
    if bench.case.today is not None:
        scenarios[TODAY] = bench.scenario(bench.case.today)
    scenarios |= {name: case_problem.build(found.named(k)) for name, k in trials.items()}
    by_class = case_problem.split is not None
    groups = {name: case_problem.groups(scenario) if by_class else () for name, scenario in scenarios.items()}
    tasks = [
        Task(name, scenario, world, groups[name])
        for world in range(replications)
        for name, scenario in scenarios.items()
    ]
    outcomes = bench.simulate(tasks, "confirming in fresh worlds")
    if not all(outcomes.of(name) for name in scenarios):
        raise KeyboardInterrupt
    return Confirmed(Comparison(outcomes, next(iter(scenarios))), case_problem), trials
