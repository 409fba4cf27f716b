"""The model against the facts of a case."""

import math
from collections.abc import Callable
from dataclasses import dataclass

import pytest

from experiments.calibrate import calibrate
from experiments.interval import mean_interval
from experiments.replicate import paired_tasks, replicate
from sim import DataError, Scenario


@dataclass(frozen=True)
class StubFact:
    """A fact of a case."""

    name: str
    low: float
    high: float
    unit: str = "units"
    source: str = "page 3"


def test_a_fact_holds_where_the_whole_interval_lies_in_it(random_shop: Callable[[float], Scenario]) -> None:
    """Touching limits are inside; an interval that sticks out by a hair is not."""
    outcomes = replicate(paired_tasks({"today": random_shop(10), "other": random_shop(60)}, 4))
    figure = mean_interval([o.kpis["stock_units"] for o in outcomes.of("today")])
    exact = StubFact("stock_units", figure.low, figure.high)
    tight = StubFact("stock_units", figure.low + 1e-6, figure.high)
    also_tight = StubFact("stock_units", figure.low, figure.high - 1e-6)
    rows = calibrate(outcomes, [exact, tight, also_tight])
    assert [row.inside for row in rows] == [True, False, False]
    assert (rows[0].mean, rows[0].interval_low) == (figure.mean, figure.low)
    assert (rows[0].unit, rows[0].source) == ("units", "page 3")
    (other,) = calibrate(outcomes, [exact], "other")
    assert not other.inside


def test_one_replication_proves_nothing(random_shop: Callable[[float], Scenario]) -> None:
    """Without an interval no fact is met."""
    (row,) = calibrate(replicate(paired_tasks({"today": random_shop(10)}, 1)), [StubFact("fill_rate", 0, 1)])
    assert not row.inside and math.isnan(row.interval_low) and 0 <= row.mean <= 1


def test_a_fact_must_name_a_figure(random_shop: Callable[[float], Scenario]) -> None:
    """A slip in the name is answered with the nearest figure."""
    outcomes = replicate(paired_tasks({"today": random_shop(10)}, 1))
    with pytest.raises(DataError, match="no key figure 'run_length'; the nearest is 'run_length_weeks'"):
        calibrate(outcomes, [StubFact("run_length", 9, 12)])
    with pytest.raises(DataError, match="alternative 'mrp' has no finished replication"):
        calibrate(outcomes, [], "mrp")
