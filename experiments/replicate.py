"""Run tasks, on one or many workers, and keep what was finished."""

import hashlib
import os
import signal
import threading
import time
import warnings
import zlib
from collections import Counter
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, closing, nullcontext
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import overload

import cloudpickle  # type: ignore[import-untyped]
import numpy as np
from numpy.typing import NDArray

from experiments.digest import scenario_digest
from experiments.interval import mean_interval
from experiments.kpi import centre_kpis, class_kpis, group_kpis, network_kpis, stock_point_kpis
from experiments.precision.demand_control import drawn_per_year
from experiments.store import Key, Store
from sim import DataError, OrderpointError, Scenario, simulate

SATURATED_GROWTH = 1.25
"""Work in process of the second half of the time over the first, from which a plant does not keep up."""

NEVER_IDLE = 0.99
"""Share of the time that a work centre works from which it counts as never idle."""

Columns = Mapping[str, NDArray[np.generic]]


@dataclass(frozen=True, slots=True)
class Task:
    """One replication of one alternative.

    `groups` names the group of each stock point whose figures are wanted by group (a class of items); None
    leaves a stock point out. `group_kpis` names those figures; none of them: every one.
    """

    alternative: str
    scenario: Scenario = field(repr=False)
    replication: int
    groups: tuple[str | None, ...] = field(default=(), repr=False)
    group_kpis: tuple[str, ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True, eq=False)
class Outcome:
    """What one replication of one alternative gave.

    `kpis` are the figures of the network by name; `stock_points` and `centres` hold one array a figure,
    in the order of the scenario, and are empty where they were not asked for; so are `classes`, the service
    of each class of customers with the column `group`, where the case has no classes, and `groups`, the
    figures of each group of stock points that the task names. `drawn` is what customers asked for, in units a
    year (`precision.demand_control`; nan where nobody noted it). `wall_seconds` is the time that it took.
    """

    alternative: str
    replication: int
    seed: int
    engine: str
    kpis: Mapping[str, float] = field(repr=False)
    stock_points: Columns = field(repr=False)
    centres: Columns = field(repr=False)
    classes: Columns = field(repr=False)
    groups: Columns = field(repr=False)
    facts: int
    standoffs: int
    truncated_demands: int
    wall_seconds: float
    drawn: float = float("nan")


Progress = Callable[[Outcome, int, int], None]
"""Told each finished outcome, how many are finished, and how many there are."""


@dataclass(frozen=True)
class Outcomes(Sequence[Outcome]):
    """Finished replications, by alternative in the order given and then by replication.

    `scenarios` holds what was run, by alternative. `interrupted`: someone stopped the work; what had been
    finished is here.
    """

    scenarios: Mapping[str, Scenario] = field(repr=False)
    finished: tuple[Outcome, ...] = field(repr=False)
    interrupted: bool = False
    wall_seconds: float = 0.0

    def __post_init__(self) -> None:
        place = {name: k for k, name in enumerate(self.alternatives)}
        in_order = sorted(self.finished, key=lambda o: (place[o.alternative], o.replication))
        object.__setattr__(self, "finished", tuple(in_order))

    def __len__(self) -> int:
        return len(self.finished)

    @overload
    def __getitem__(self, index: int) -> Outcome: ...

    @overload
    def __getitem__(self, index: slice) -> Sequence[Outcome]: ...

    def __getitem__(self, index: int | slice) -> Outcome | Sequence[Outcome]:
        return self.finished[index]

    def __iter__(self) -> Iterator[Outcome]:
        return iter(self.finished)

    @property
    def alternatives(self) -> tuple[str, ...]:
        """Names of the alternatives, in the order given."""
        return tuple(self.scenarios)

    def of(self, alternative: str) -> list[Outcome]:
        """Return the outcomes of one alternative, by replication."""
        return [outcome for outcome in self.finished if outcome.alternative == alternative]

    def mean(self, alternative: str, kpi: str) -> float:
        """Return the mean of a figure over the replications of an alternative."""
        found = self.of(alternative)
        return sum(outcome.kpis[kpi] for outcome in found) / len(found)

    def whole(self) -> "Outcomes":
        """Return these outcomes; where the work was interrupted, go on interrupting."""
        if self.interrupted:
            raise KeyboardInterrupt
        return self

    def joined(self, more: "Outcomes") -> "Outcomes":
        """Return these outcomes and more: further replications, further alternatives."""
        return Outcomes(
            {**self.scenarios, **more.scenarios},
            (*self.finished, *more.finished),
            self.interrupted or more.interrupted,
            self.wall_seconds + more.wall_seconds,
        )

    @cached_property
    def saturated(self) -> tuple[str, ...]:
        """Alternatives whose plant does not keep up.

        Work in process grows by more than a quarter from the first half of the measured time to the
        second, mean over the replications, and surely grows: the 95 % interval of that growth is above 1
        (where there is more than one replication), or it grows in each while a work centre is never idle.
        """
        return tuple(name for name in self.alternatives if _keeps_growing(self.of(name)))


def _keeps_growing(outcomes: Sequence[Outcome]) -> bool:
    growths = [outcome.kpis["plant_growth"] for outcome in outcomes]
    growth = mean_interval(growths)
    if not growth.mean > SATURATED_GROWTH:
        return False
    busiest = mean_interval([outcome.kpis["utilisation_max"] for outcome in outcomes]).mean
    return not growth.low <= 1 or (busiest >= NEVER_IDLE and min(growths) > 1)


def paired_tasks(
    scenarios: Mapping[str, Scenario],
    replications: int,
    start: int = 0,
    groups: Mapping[str, tuple[str | None, ...]] | None = None,
    group_kpis: tuple[str, ...] = (),
) -> list[Task]:
    """Return tasks for every alternative in the same random worlds.

    All alternatives of a replication come before the next replication, so that work that is stopped
    half-way can still be compared in pairs.

    Parameters
    ----------
    scenarios
        Scenario of each alternative, by name.
    replications
        How many of each.
    start
        Number of the first replication.
    groups, group_kpis
        By alternative, the groups of stock points whose figures are wanted, and which; see `Task`.
    """
    worlds = range(start, start + replications)
    wanted = groups or {}
    return [
        Task(name, scenario, world, wanted.get(name, ()), group_kpis)
        for world in worlds
        for name, scenario in scenarios.items()
    ]


def replicate(
    jobs: Sequence[Task],
    n_jobs: int = 1,
    progress: Progress | None = None,
    *,
    stock_points: bool = True,
    store: Store | None = None,
) -> Outcomes:
    """Simulate every task, and return the outcomes in an order that no worker can change.

    Parameters
    ----------
    jobs
        What to run.
    n_jobs
        Workers: 1 runs in this process, -1 uses every processor. The backend is joblib's loky, or the
        one that the caller chose by `joblib.parallel_config` (dask on a cluster).
    progress
        Called after each finished task; it may raise KeyboardInterrupt to stop the work.
    stock_points
        Keep the figures of each stock point and work centre too.
    store
        Where finished outcomes are kept on disk; what is there already is not simulated again.

    Returns
    -------
    Outcomes
        All of them; or, marked as interrupted, what was finished when a KeyboardInterrupt came.

    Raises
    ------
    DataError
        An alternative has the same replication twice, or a scenario is wrong; a note on the error
        names the alternative and the replication.
    """
    _check(jobs)
    started = time.perf_counter()
    finished: list[Outcome] = []
    interrupted = False
    keys = _keys(jobs, stock_points) if store is not None else {}
    kept = [store.find(keys[_name(task)], task.alternative) for task in jobs] if store is not None else []
    finished.extend(outcome for outcome in kept if outcome is not None)
    left = [task for task, outcome in zip(jobs, kept, strict=True) if outcome is None] if kept else jobs
    workers = min(n_jobs, max(1, len(left)))
    stream = _inline(left, stock_points) if workers == 1 else _spread(left, workers, stock_points)
    with closing(stream):
        try:
            if finished and progress is not None:
                progress(finished[-1], len(finished), len(jobs))
            for outcome in stream:
                finished.append(outcome)
                if store is not None:
                    store.keep(keys[outcome.alternative, outcome.replication], outcome)
                if progress is not None:
                    progress(outcome, len(finished), len(jobs))
        except KeyboardInterrupt:
            interrupted = True
        finally:
            if store is not None:
                store.write()
    return Outcomes(
        {task.alternative: task.scenario for task in jobs},
        tuple(finished),
        interrupted,
        time.perf_counter() - started,
    )


def _check(jobs: Sequence[Task]) -> None:
    times = Counter((task.alternative, task.replication) for task in jobs)
    twice = [key for key, count in times.items() if count > 1]
    if twice:
        raise DataError(
            f"alternative {twice[0][0]!r} has replication {twice[0][1]} twice; "
            "give each alternative a name of its own"
        )


def _name(task: Task) -> tuple[str, int]:
    return task.alternative, task.replication


def _keys(jobs: Sequence[Task], stock_points: bool) -> dict[tuple[str, int], Key]:
    """Return where each outcome belongs in a store: by what is simulated and how it is read."""
    digests: dict[int, str] = {}
    keys: dict[tuple[str, int], Key] = {}
    for task in jobs:
        if id(task.scenario) not in digests:
            digests[id(task.scenario)] = scenario_digest(task.scenario)
        asked = repr(task.groups) + (repr(task.group_kpis) if task.group_kpis else "")
        groups = hashlib.sha256(asked.encode()).hexdigest()[:16] if task.groups else "-"
        keys[_name(task)] = (f"{digests[id(task.scenario)]}/{stock_points}/{groups}", task.replication)
    return keys


def _inline(jobs: Sequence[Task], stock_points: bool) -> Generator[Outcome, None, None]:
    for task in jobs:
        wanted = (task.groups, task.group_kpis)
        yield _run(task.alternative, task.scenario, task.replication, stock_points, *wanted)


def _spread(jobs: Sequence[Task], workers: int, stock_points: bool) -> Generator[Outcome, None, None]:
    """Yield outcomes as workers finish them; a scenario is packed once, and unpacked once a worker."""
    import joblib  # here, or who only reads results would wait for it

    calls = (
        joblib.delayed(_run_packed)(
            os.getpid(),
            task.alternative,
            _pack(task.scenario),
            task.replication,
            stock_points,
            task.groups,
            task.group_kpis,
        )
        for task in jobs
    )
    with _one_blas_thread():
        stream = joblib.Parallel(n_jobs=workers, return_as="generator_unordered")(calls)
        try:
            for outcome in stream:  # noqa: UP028  (`yield from` would close joblib's generator first: it warns)
                yield outcome
        finally:
            with warnings.catch_warnings(action="ignore", category=UserWarning):
                stream.close()


PACKED = 32
"""Scenarios that are remembered as they are sent, and as a worker unpacked them: those of a comparison."""
_packed: dict[int, tuple[Scenario, bytes]] = {}


def _pack(scenario: Scenario) -> bytes:
    """Return a scenario as it is sent; one that is simulated in several rounds is packed once."""
    if id(scenario) not in _packed:
        while len(_packed) >= PACKED:
            del _packed[next(iter(_packed))]
        _packed[id(scenario)] = (scenario, zlib.compress(cloudpickle.dumps(scenario), 1))
    return _packed[id(scenario)][1]


def _one_blas_thread() -> AbstractContextManager[object]:
    """One thread a worker, where workers are processes of ours; another backend has its own settings."""
    import joblib
    from joblib.parallel import LokyBackend, get_active_backend

    if isinstance(get_active_backend()[0], LokyBackend):
        return joblib.parallel_config("loky", inner_max_num_threads=1)
    return nullcontext()


@lru_cache(maxsize=PACKED)
def _unpack(payload: bytes) -> Scenario:
    scenario: Scenario = cloudpickle.loads(zlib.decompress(payload))
    return scenario


def _run_packed(
    parent: int,
    alternative: str,
    payload: bytes,
    replication: int,
    stock_points: bool,
    groups: tuple[str | None, ...],
    group_figures: tuple[str, ...] = (),
) -> Outcome:
    if os.getpid() != parent and threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches every process; the parent ends the work
    return _run(alternative, _unpack(payload), replication, stock_points, groups, group_figures)


def _run(
    alternative: str,
    scenario: Scenario,
    replication: int,
    stock_points: bool,
    groups: tuple[str | None, ...],
    group_figures: tuple[str, ...] = (),
) -> Outcome:
    started = time.perf_counter()
    try:
        run = simulate(scenario, replication)
    except OrderpointError as error:
        error.add_note(f"alternative {alternative!r}, replication {replication}")
        raise
    return Outcome(
        alternative=alternative,
        replication=replication,
        seed=run.seed,
        engine=run.engine,
        kpis=network_kpis(run, scenario),
        stock_points=_figures(stock_point_kpis(run, scenario)) if stock_points else {},
        centres=_figures(centre_kpis(run, scenario)) if stock_points else {},
        classes=class_kpis(run, scenario) if stock_points and _has_classes(scenario) else {},
        groups=group_kpis(run, scenario, groups, group_figures) if groups else {},
        facts=run.facts,
        standoffs=run.standoffs,
        truncated_demands=run.truncated_demands,
        wall_seconds=time.perf_counter() - started,
        drawn=drawn_per_year(run, scenario),
    )


def _has_classes(scenario: Scenario) -> bool:
    return any(demand.customer_class for demand in scenario.network.demands)


def _figures(columns: Mapping[str, NDArray[np.generic]]) -> Columns:
    """Drop the names: they are the scenario's, and bulky."""
    return {name: column for name, column in columns.items() if column.dtype.kind == "f"}
