"""The transition from today's way to another: money tied up and service, month by month."""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from experiments.disruption import WeeklyReading
from experiments.kpi import working_capital_series
from experiments.spread import spread
from sim import DataError, Scenario, simulate
from sim.engine.history import MoneyHistory
from sim.engine.transition import Transition, check_transition
from sim.scenario import UNITS_PER_YEAR

MONTHS_AFTER = 18
"""Months that are read after the transition."""
READINGS = 6
"""Readings of the money a month, so that what is owed within some days is exact enough."""
SLACK = 1e-6
"""Months that a run goes on after the last reading, which else may come too late by a rounding."""
MONEY = ("stock", "in_process", "receivables", "payables", "working_capital")
"""Figures of money at the end of each month."""

OVERTIME = 1.25
"""Working hours over the usual ones, while there is overtime."""
OVERTIME_MONTHS = 6
"""Months of overtime, where there is some."""

Watch = Callable[[int, int], None]
Stages = Sequence[tuple[float, Scenario]]
"""What is gone over to, one after the other: months after the transition, and the scenario."""


@dataclass(frozen=True, slots=True)
class _Study:
    """What all worlds share: the run under today's way, and the ways that it goes over to."""

    today: str
    scenario: Scenario
    ways: Mapping[str, Stages]
    at: float


def follow_transition(
    today: str,
    scenario: Scenario,
    ways: Mapping[str, Stages],
    replications: int,
    *,
    months: int = MONTHS_AFTER,
    jobs: int = 1,
    watch: Watch | None = None,
) -> pd.DataFrame:
    """Simulate today's way to the end, and the same worlds with a transition in the middle.

    Stock, open orders, lots on the floor and customers who wait are handed over as they are
    (`sim.engine.transition`). The transition comes four months after the warm-up.

    Parameters
    ----------
    today, scenario
        Name of today's way, and its scenario.
    ways
        What it goes over to, in stages, by name.
    replications
        How many random worlds.
    months
        Months to read after the transition.
    jobs
        Worker processes; -1 takes all.
    watch
        Told of each finished world.

    Returns
    -------
    DataFrame
        Columns `alternative`, `replication`, `month` (zero begins with the transition), `kpi`, `value`:
        `stock`, `in_process`, `receivables`, `payables` and `working_capital` at the end of the month
        (money), `filled` and `demanded` units of the month.

    Raises
    ------
    DataError
        A run cannot go over from one way to the other; the message names what stands against it.
    """
    for name, stages in ways.items():
        try:
            check_stages(scenario, stages)
        except DataError as error:
            raise DataError(f"a transition to '{name}': {error}") from None
    month = month_of(scenario)
    at = scenario.warm_up + 4 * month
    longer = replace(scenario, horizon=at + (months + SLACK) * month)
    study = _Study(today, longer, ways, at)
    frames: dict[int, pd.DataFrame] = {}
    for done, (world, frame) in enumerate(spread(_read, study, range(replications), jobs), 1):
        frames[world] = frame
        if watch is not None:
            watch(done, replications)
    return pd.concat([frames[world] for world in sorted(frames)], ignore_index=True)


def check_stages(scenario: Scenario, stages: Stages) -> None:
    """Raise DataError where a run cannot go over from one stage to the next."""
    before = scenario
    for _, after in stages:
        check_transition(before, after)
        before = after


def with_overtime(way: Scenario) -> Stages:
    """Return the stages of a transition with overtime in the first months.

    Every work centre works `OVERTIME` times its hours for `OVERTIME_MONTHS` months.
    """
    network = way.network
    centres = tuple(replace(c, hours_per_day=OVERTIME * c.hours_per_day) for c in network.work_centres)
    return [(0.0, replace(way, network=replace(network, work_centres=centres))), (OVERTIME_MONTHS, way)]


def month_of(scenario: Scenario) -> float:
    """Return how long a twelfth of a year is (time)."""
    return UNITS_PER_YEAR[scenario.time_unit] / 12


def _read(study: _Study, world: int) -> pd.DataFrame:
    rows = []
    for name in (study.today, *study.ways):
        month = month_of(study.scenario)
        stages = study.ways.get(name, ())
        watches = [Transition(way, study.at + months * month) for months, way in stages]
        rows += [(name, world, *row) for row in _months(study.scenario, study.at, world, watches)]
    return pd.DataFrame(rows, columns=["alternative", "replication", "month", "kpi", "value"])


def _months(
    scenario: Scenario, at: float, world: int, watches: list[Transition]
) -> list[tuple[int, str, float]]:
    month = month_of(scenario)
    before = math.floor(at / month)
    first = at - before * month
    money = MoneyHistory(month / READINGS, first)
    units = WeeklyReading(at, month, scenario.horizon)
    simulate(scenario, world, watches=[money, units, *watches])
    series = working_capital_series(money, scenario.network.accounts)
    rows: list[tuple[int, str, float]] = []
    start = math.ceil(scenario.warm_up / month)
    for k, time in enumerate(series["time"]):
        number = round((time - at) / month) - 1  # the month that ends here
        if k % READINGS == 0 and number >= start - before:
            rows += [(number, kpi, float(series[kpi][k])) for kpi in MONEY]
    for what, total in (("demanded", units.demanded), ("filled", units.filled)):
        for k, value in enumerate(np.diff(total)):
            if units.first + k >= start - before:
                rows.append((units.first + k, what, float(value)))
    return rows
