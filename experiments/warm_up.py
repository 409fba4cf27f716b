"""The warm-up that a case needs: where its start-up ends, by MSER-5 on a pilot."""

import math
import os
import signal
import threading
import warnings
from collections.abc import Generator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace

import joblib
import numpy as np
from numpy.typing import NDArray

from experiments.bench import Bench
from experiments.interval import paired_difference
from experiments.pilot import StartUpHistory
from experiments.precision.mser import Truncation, mser5
from sim import DataError, Scenario, simulate
from sim.scenario import UNITS_PER_YEAR

REPLICATIONS = 5
"""Replications of the pilot."""
FIRST_PILOT_WORLD = 4_000_000
"""Number of the first of them: the comparison, sizing and tuning use others."""
LEAST_READINGS = 200
"""Readings in a run that is shorter than as many weeks."""
STEPS = (1.0, 1.2, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0, 6.0, 8.0, 10.0)
"""Leading figures of a warm-up: a round number, at most a third longer than the start-up."""
FIGURES = {
    "stock": "stock value",
    "backorders": "units backordered",
    "in_process": "units in process",
}
"""What is read, and its name."""

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class WarmUp:
    """Where start-up ends, and the warm-up that is cut for it.

    Parameters
    ----------
    time
        Warm-up: `end`, rounded up.
    end
        Where the longest start-up ends (time).
    alternative, figure
        Whose it is, and in what it shows; where none shows, the first that was looked at.
    alternatives
        How many were looked at.
    times, series
        Readings of that figure, shapes (time,) and (replications, time).
    truncation
        Where MSER-5 cuts them.
    """

    time: float
    end: float
    alternative: str
    figure: str
    alternatives: int
    times: Array = field(repr=False)
    series: Array = field(repr=False)
    truncation: Truncation = field(repr=False)

    def words(self, time_unit: str, titles: Mapping[str, str]) -> str:
        """Say it in a sentence."""
        of = f" of {titles.get(self.alternative, self.alternative)}" if self.alternatives > 1 else ""
        if not self.end:
            return f"Warm-up: no start-up shows (MSER-5 on {self.figure}); nothing is cut."
        verb = "is" if self.end == 1 else "are"
        return (
            f"Warm-up: the first {span(self.end, time_unit)} {verb} start-up (MSER-5 on {self.figure}{of}); "
            f"{span(self.time, time_unit)} {'is' if self.time == 1 else 'are'} cut."
        )

    def document(self) -> dict[str, object]:
        """Return it as plain values."""
        return {
            "warm_up": self.time,
            "start_up_ends": self.end,
            "alternative": self.alternative,
            "figure": self.figure,
            "replications": len(self.series),
        }


def find_warm_up(bench: Bench, alternatives: Sequence[str], replications: int = REPLICATIONS) -> WarmUp:
    """Simulate a pilot of alternatives from time zero and return where the longest start-up ends.

    Alternatives that are sized later are taken with the setting that the case gives them.

    Raises
    ------
    DataError
        No start-up ends in the first half of the horizon of the bench.

    Notes
    -----
    MSER-5 (`precision.mser`) also cuts figures that have no start-up, by chance, the more the less often they
    are above zero (units backordered, where service is high). So a cut counts only where what comes before it
    surely differs from what comes after (95 % interval of the paired difference over the replications); and
    one in the second half only where the two halves do, else the best cut in the first half takes its place,
    under the same condition.
    """
    own = Bench(  # with planning data of its own: those of the comparison follow the warm-up that is found
        bench.case,
        values=bench.values,
        seed=bench.seed,
        horizon=bench.horizon,
        warm_up=bench.warm_up,
        monitor=bench.monitor,
    )
    scenarios = {name: replace(own.scenario(name), warm_up=0.0) for name in alternatives}
    first = next(iter(scenarios.values()))
    interval = min(UNITS_PER_YEAR[first.time_unit] * 7 / 365, first.horizon / LEAST_READINGS)
    histories = _pilot(bench, scenarios, interval, replications)
    found = [
        _start_up(name, figure, histories[name], first, len(scenarios))
        for name in scenarios
        for figure in FIGURES
        if figure != "in_process" or scenarios[name].network.work_centres
    ]
    return max(found, key=lambda one: one.end)  # the first of equal ones


def _start_up(
    name: str, figure: str, runs: Sequence[StartUpHistory], scenario: Scenario, alternatives: int
) -> WarmUp:
    times = np.array(runs[0].times)
    series = np.array([getattr(run, figure) for run in runs], dtype=float)
    truncation, unit = _cut(series), scenario.time_unit
    if not truncation.found:
        raise DataError(
            f"the {FIGURES[figure]} of alternative {name!r} are still starting up in the second half of "
            f"{span(scenario.horizon, unit)}, too short a horizon to find the warm-up; give a longer one by "
            f"--horizon, or the warm-up itself, such as --warmup {scenario.horizon / 4:.3g}"
        )
    end = float(times[truncation.observations - 1]) if truncation.observations else 0.0
    return WarmUp(round_up(end), end, name, FIGURES[figure], alternatives, times, series, truncation)


def _cut(series: Array) -> Truncation:
    """Return where MSER-5 cuts, if that is no chance; else its cut in the first half; else no cut."""
    truncation = mser5(series)
    if _surely(series, truncation.observations if truncation.found else series.shape[1] // 2):
        return truncation
    half = len(truncation.statistic) // 2
    earlier = int(np.nanargmin(truncation.statistic[: half + 1])) * truncation.batch
    if not _surely(series, earlier):
        earlier = 0
    return replace(truncation, observations=earlier, found=True)


def _surely(series: Array, cut: int) -> bool:
    """Tell whether what comes before a cut surely differs from what comes after, over the replications."""
    if cut == 0:
        return True
    change = paired_difference(series[:, cut:].mean(axis=1), series[:, :cut].mean(axis=1))
    return not change.low <= 0 <= change.high


def round_up(time: float) -> float:
    """Return a round number that is no less.

    Examples
    --------
    >>> round_up(95.0), round_up(105.0), round_up(420.0), round_up(0.33), round_up(0.0)
    (100.0, 120.0, 500.0, 0.4, 0.0)
    """
    if time <= 0:
        return 0.0
    size = 10.0 ** math.floor(math.log10(time))
    return float(f"{next(step for step in STEPS if step * size >= time * (1 - 1e-12)) * size:.12g}")


def span(time: float, unit: str) -> str:
    """Return a time with its unit.

    Examples
    --------
    >>> span(1, "day"), span(2190, "day"), span(0.25, "month")
    ('1 day', '2,190 days', '0.25 months')
    """
    number = f"{time:,.0f}" if time == round(time) or time >= 1000 else f"{time:.3g}"
    return f"{number} {unit}{'' if time == 1 else 's'}"


# ---- the pilot


def _pilot(
    bench: Bench, scenarios: Mapping[str, Scenario], interval: float, replications: int
) -> dict[str, list[StartUpHistory]]:
    """Return what was read in each replication of each alternative."""
    tasks = [(name, FIRST_PILOT_WORLD + k) for name in scenarios for k in range(replications)]
    workers = min(bench.jobs, len(tasks))
    if workers == 1:
        stream = (_read(scenarios[name], world, interval) for name, world in tasks)
    else:
        stream = _spread(scenarios, tasks, interval, workers)
    histories: dict[str, list[StartUpHistory]] = {name: [] for name in scenarios}
    with closing(stream):
        for done, ((name, _), history) in enumerate(zip(tasks, stream, strict=True), 1):
            histories[name].append(history)
            bench.monitor.tell("pilot for the warm-up", done, len(tasks))
            bench.monitor.check()
    return histories


def _spread(
    scenarios: Mapping[str, Scenario], tasks: Sequence[tuple[str, int]], interval: float, workers: int
) -> Generator[StartUpHistory, None, None]:
    calls = (joblib.delayed(_read_apart)(os.getpid(), scenarios[name], w, interval) for name, w in tasks)
    stream = joblib.Parallel(n_jobs=workers, return_as="generator")(calls)
    try:
        for history in stream:  # noqa: UP028  (`yield from` would close joblib's generator first: it warns)
            yield history
    finally:
        with warnings.catch_warnings(action="ignore", category=UserWarning):
            stream.close()


def _read_apart(parent: int, scenario: Scenario, world: int, interval: float) -> StartUpHistory:
    if os.getpid() != parent and threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches every process; the parent ends the work
    return _read(scenario, world, interval)


def _read(scenario: Scenario, world: int, interval: float) -> StartUpHistory:
    history = StartUpHistory(interval)
    simulate(scenario, world, watches=[history])
    return history
