"""Sweeps: alternatives of a case at points of a design, in the same random worlds at each of them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import pandas as pd

from experiments.bench import Bench
from experiments.compare import CONTEST, MAIN_KPIS, Comparison
from experiments.designs.vary import Value
from experiments.kpi import find_kpi
from experiments.sizing import Tuned
from experiments.sweep_point import SweepPoint, decider_of, point_of
from experiments.swept import Swept
from experiments.when_sized import Sizing
from sim import DataError, Scenario

VOLUME = "volume"
"""Path along which a plant that does not keep up does so from there on."""
MANY = 30
"""Points from which on they are counted alone, and the work at each is not told."""


@dataclass(frozen=True)
class Sweep:
    """The finished points of a sweep.

    Parameters
    ----------
    swept
        What was swept.
    finished
        The finished points, in their order.
    interrupted
        Someone stopped the work before all were finished.
    decider
        Figure that decides who wins a point.
    """

    swept: Swept = field(repr=False)
    finished: tuple[SweepPoint, ...] = field(repr=False)
    interrupted: bool
    decider: str

    @property
    def frame(self) -> pd.DataFrame:
        """Tidy frame of every figure: point, a column a path, alternative, replication, kpi, value."""
        columns = ["point", *self.swept.paths, "alternative", "replication", "kpi", "value"]
        return _framed(columns, self._values(), self.swept.paths)

    def points(self, kpis: Sequence[str] = MAIN_KPIS) -> pd.DataFrame:
        """Return the points in figures: a row a point, alternative and figure.

        Columns: point, a column a path, alternative, kpi, mean, low, high (95 % interval), knob_path, knob
        (of those that were sized), reached (whether sizing met the target), given_up (not sized, as the
        plant did not keep up at a lower volume), meets_target, saturated, busiest, utilisation (the busiest
        work centre), winner.
        """
        columns = ["point", *self.swept.paths, "alternative", "kpi", "mean", "low", "high"]
        columns += ["knob_path", "knob", "reached", "given_up", "meets_target", "saturated", "busiest"]
        return _framed([*columns, "utilisation", "winner"], self._rows(kpis), self.swept.paths)

    def _values(self) -> Iterator[tuple[object, ...]]:
        for point in self.finished:
            values = _in_order(point, self.swept.paths)
            for name, figures in point.figures.items():
                for k in range(len(figures[CONTEST])):
                    for kpi, found in figures.items():
                        yield (point.number, *values, name, k, kpi, found[k])

    def _rows(self, kpis: Sequence[str]) -> Iterator[tuple[object, ...]]:
        for point in self.finished:
            values = _in_order(point, self.swept.paths)
            for name in point.alternatives:
                path, tuned = point.sized.get(name, ("", None))
                knob, reached = (None, None) if tuned is None else (tuned.knob, tuned.reached)
                centre, busy = point.busiest.get(name, ("", None))
                facts = (path, knob, reached, name in point.given_up, name in point.reaching)
                more = (name in point.saturated, centre, busy, name in point.winners)
                for kpi in dict.fromkeys(kpis):
                    one = point.interval(name, kpi)
                    yield (point.number, *values, name, kpi, one.mean, one.low, one.high, *facts, *more)


def run_sweep(
    bench: Bench,
    swept: Swept,
    *,
    replications: int | None = None,
    sizing: Sizing = Sizing.each,
    kpi: str = "",
) -> Sweep:
    """Simulate alternatives at every point, each time in the same random worlds.

    An alternative whose plant does not keep up at a point is not sized at points of higher volume where all
    else is the same: it is simulated there as it was.

    Parameters
    ----------
    bench
        The case, how it is run and on what.
    swept
        Alternatives and points.
    replications
        None takes the case's own number.
    sizing
        When alternatives are sized.
    kpi
        Figure that the case must give; empty asks for none.

    Returns
    -------
    Sweep
        Marked as interrupted when a KeyboardInterrupt came: finished points are kept.

    Raises
    ------
    KeyboardInterrupt
        It was stopped before a point was finished.
    DataError
        A path does not exist, a value does not fit, or the case does not give the figure.
    """
    swept.check(bench.values)
    to_size = swept.sized() if sizing is not Sizing.none else []
    finished: list[SweepPoint] = []
    decider, interrupted = "", False
    try:
        kept = {name: _sized(bench, name) for name in to_size} if sizing is Sizing.once else {}
        for number, values in enumerate(swept.points, 1):
            stuck = _given_up(finished, values) if sizing is Sizing.each else {}
            comparison, sized = _at(
                bench, swept, number, values, replications, sizing, to_size, {**kept, **stuck}
            )
            decider = decider or decider_of(comparison, bench.case.target)
            finished.append(
                point_of(number, values, comparison, bench.case.target, decider, sized, list(stuck))
            )
            if number == 1 and kpi:
                _check_figure(finished[0], kpi)
            if len(swept.points) > MANY:
                bench.monitor.tell("points", number, len(swept.points))
    except KeyboardInterrupt:
        if not finished:
            raise
        interrupted = True
    return Sweep(swept, tuple(finished), interrupted, decider)


def _at(
    bench: Bench,
    swept: Swept,
    number: int,
    values: Mapping[str, Value],
    replications: int | None,
    sizing: Sizing,
    to_size: Sequence[str],
    known: Mapping[str, tuple[str, Tuned]],
) -> tuple[Comparison, dict[str, tuple[str, Tuned]]]:
    """Size what is to be sized and not known, and simulate all alternatives at a point."""
    case, many = bench.case, len(swept.points)
    monitor = bench.monitor.part(f"{swept.label(values)} ({number} of {many})" if many <= MANY else "")
    today = case.today or next(iter(case.alternatives))
    past = bench if sizing is Sizing.once else bench.at(swept.values(today, values), monitor=monitor)
    sized: dict[str, tuple[str, Tuned]] = {}
    scenarios: dict[str, Scenario] = {}
    for name in swept.names:
        here = bench.at(swept.values(name, values), monitor=monitor, past=past)
        if name in to_size:
            sized[name] = known[name] if name in known else _sized(here, name)
            path, tuned = sized[name]
            scenarios[name] = here.scenario(name, {path: tuned.knob})
        else:
            scenarios[name] = here.scenario(name)
    outcomes = bench.at({}, monitor=monitor).paired(scenarios, replications).whole()
    baseline = case.today if case.today in scenarios else swept.names[0]
    return Comparison(outcomes, baseline), sized


def _sized(bench: Bench, name: str) -> tuple[str, Tuned]:
    kpi, target = next(iter(bench.case.target.items()))
    return bench.size(name, kpi, target)


def _given_up(finished: Sequence[SweepPoint], values: Mapping[str, Value]) -> dict[str, tuple[str, Tuned]]:
    """Return the alternatives that did not keep up at a lower volume, all else the same, as sized there."""
    volume = values.get(VOLUME)
    if volume is None:
        return {}
    found: dict[str, tuple[str, Tuned]] = {}
    for point in finished:
        lower = point.values.get(VOLUME, volume)
        same = {**point.values, VOLUME: volume} == values
        if same and float(lower) < float(volume):
            found |= {name: point.sized[name] for name in point.saturated if name in point.sized}
    return found


def _check_figure(point: SweepPoint, kpi: str) -> None:
    """Refuse a figure that the case does not give."""
    figure = find_kpi(kpi)
    values = [value for figures in point.figures.values() for value in figures[figure.name]]
    if all(value != value for value in values):
        raise DataError(
            f"nothing in the case gives '{figure.name}' ({figure.title.lower()}); choose another figure with "
            "--kpi"
        )
    if figure.unit.startswith("money") and not any(values):
        raise DataError(f"the case prices nothing: '{figure.name}' is 0; choose another figure with --kpi")


def _in_order(point: SweepPoint, paths: Sequence[str]) -> list[Value | None]:
    return [point.values.get(path) for path in paths]


def _framed(columns: Sequence[str], rows: Iterator[tuple[object, ...]], paths: Sequence[str]) -> pd.DataFrame:
    """Return rows as a frame; swept values stay what they are."""
    found = list(rows)
    frame = pd.DataFrame(found, columns=list(columns))
    for path in paths:
        place = columns.index(path)
        frame[path] = pd.Series([row[place] for row in found], dtype=object)
    return frame
