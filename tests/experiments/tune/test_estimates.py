"""Estimates before any search: a formula, and one run read backwards."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from experiments.kpi import network_kpis
from experiments.tune.estimates import (
    BackSolve,
    Estimate,
    back_solve,
    estimated,
    formula_fill_rate,
    read_off,
)
from experiments.tune.levels import Level, level_of, levels_of
from experiments.tune.problem import Goal, Knob
from policies.base_stock import BaseStock
from policies.coordinated_cycles import CoordinatedCycles
from policies.min_max import MinMax
from policies.p_system import PSystem
from policies.periodic_min_max import PeriodicMinMax
from policies.planning import PlanningRecord
from policies.q_system import QSystem
from policies.registry import policy_class, policy_names
from policies.sizing.normal import normal_loss
from sim import Scenario, simulate
from sim.distributions import Constant, Exponential, Gamma, Poisson
from sim.network import Demand, Loss
from tests.contract.examples import EXAMPLES
from tests.worlds import entry, one_stock

FILL = Goal("fill_rate", 0.95)


# ---- the formula


def weekly(case: str) -> tuple[dict[str, Any], PlanningRecord]:
    """A published example, and its planning record."""
    inputs = entry(case)["inputs"]
    record = PlanningRecord("a", inputs["weekly_mean"], inputs["weekly_sd"] ** 2, inputs["L_weeks"])
    return inputs, record


def test_the_published_safety_stock_gives_the_published_fill_rate() -> None:
    """RQ-08 (Chopra and Meindl): 67 units of safety stock for 97.5 per cent."""
    inputs, record = weekly("RQ-08")
    published = entry("RQ-08")["published"]["safety_stock"]
    level = Level(record.mean_over(2) + published, inputs["Q"], 2)
    assert formula_fill_rate(["a"], {"a": level}, {"a": record}) == pytest.approx(0.975, abs=2e-5)
    exact = Level(record.mean_over(2) + entry("RQ-08")["expected"]["safety_stock"], inputs["Q"], 2)
    assert formula_fill_rate(["a"], {"a": exact}, {"a": record}) == pytest.approx(0.975, abs=1e-9)


def test_the_published_order_point_gives_the_published_fill_rate() -> None:
    """RQ-06 (Chopra and Meindl): 6,000 units give 99.75 per cent, 25 short a cycle."""
    inputs, record = weekly("RQ-06")
    rate = formula_fill_rate(["a"], {"a": Level(inputs["ROP"], inputs["Q"], 2)}, {"a": record})
    assert rate == pytest.approx(entry("RQ-06")["published"]["fill_rate"], abs=1e-4)
    assert rate == pytest.approx(entry("RQ-06")["expected"]["fill_rate"], abs=1e-6)
    assert (1 - rate) * inputs["Q"] == pytest.approx(entry("RQ-06")["expected"]["ESC"], rel=1e-6)


def test_the_published_safety_stock_of_a_cycle_service_level() -> None:
    """SVC-01 (SCperf): the order point of 90 per cent leaves sigma G(1.2816) short a cycle."""
    inputs = entry("SVC-01")["inputs"]["ROP"]
    record = PlanningRecord("a", inputs["mean"], inputs["sd"] ** 2, inputs["L"])
    level = Level(entry("SVC-01")["expected"]["ROP"], 10_000, inputs["L"])
    short = inputs["sd"] * inputs["L"] ** 0.5 * normal_loss(1.2815515655446004)
    rate = formula_fill_rate(["a"], {"a": level}, {"a": record})
    assert rate == pytest.approx(1 - short / 10_000, rel=1e-9)


def test_rates_are_added_up_by_demand() -> None:
    """3 parts of one that serves all and 1 part of one that serves half are 7/8; others do not count."""
    records = {
        "a": PlanningRecord("a", 3.0, 0.0, 10.0),
        "b": PlanningRecord("b", 1.0, 0.0, 10.0),
        "c": PlanningRecord("c", 0.0, 0.0, 10.0),
        "d": PlanningRecord("d", 5.0, 1.0, 10.0),
    }
    levels = {"a": Level(30, 20, 10), "b": Level(0, 20, 10), "c": Level(5, 5, 10)}
    assert formula_fill_rate(["a", "b", "c", "d"], levels, records) == pytest.approx(7 / 8)
    assert formula_fill_rate(["b"], {"b": Level(-50, 20, 10)}, records) == 0
    nothing = formula_fill_rate(["c", "d"], levels, records)
    assert nothing != nothing


# ---- one run read backwards

TOP = 60.0
"""A point with which nobody waits."""
BUYERS = Demand(name="buyers", stock="a", interval=Exponential(1.0), size=Poisson(3))


def shop(policy: Any, point: float, **more: Any) -> Scenario:
    """A shop whose stock at the start moves with its point."""
    return one_stock(
        policy, more.pop("demand", BUYERS), horizon=400, warm_up=50.0, initial=TOP / 2 + point,
        lead_time=more.pop("lead_time", Gamma(8.0, 2.0)), **more,
    )  # fmt: skip


def read_backwards(build: Any, point: float, top: float = TOP) -> tuple[float, float]:
    """Return the fill rate that one run with the top tells of a lower point, and the simulated one."""
    records = {"a": PlanningRecord("a", 3.0, 12.0, 8.0)}
    run = back_solve(build(top), levels_of(build(top), records), ["a"], 5)
    lower = build(point)
    told = run.fill_rate(["a"], levels_of(lower, records))
    return told, network_kpis(simulate(lower, 5), lower)["fill_rate"]


@pytest.mark.parametrize("point", [60, 40, 30, 24, 18, 7, 0, -10])
@pytest.mark.parametrize("kind", ["q-system", "min-max", "periodic-min-max", "base-stock"])
def test_an_order_point_is_read_exactly(kind: str, point: float) -> None:
    """Orders are the same at the same times, and the shelf is lower by the difference: customers wait."""
    policies = {
        "q-system": lambda r: QSystem(r, 25),
        "min-max": lambda r: MinMax(r, r + 25),
        "periodic-min-max": lambda r: PeriodicMinMax(3.0, r, r + 25),
        "base-stock": lambda r: BaseStock(r),
    }
    told, simulated = read_backwards(lambda r: shop(policies[kind](r), r), point)
    assert told == pytest.approx(simulated, abs=1e-12)
    assert point == TOP or 0 <= told < 1


@pytest.mark.parametrize("level", [80, 55, 40, 25])
def test_an_order_up_to_level_is_read_exactly(level: float) -> None:
    """The P-system, from a run with a level of 100."""
    told, simulated = read_backwards(lambda s: shop(PSystem(7.0, s), s), level, top=100.0)
    assert told == pytest.approx(simulated, abs=1e-12)


def test_points_apart_by_whole_lots_are_read_exactly_from_the_same_start() -> None:
    """Positions are then the same modulo the lot; with a fixed lead time the same orders follow the start."""

    def build(point: float) -> Scenario:
        return shop(QSystem(point, 20), 20.0, lead_time=Constant(8.0))

    told, simulated = read_backwards(build, 20.0)
    assert told == pytest.approx(simulated, abs=1e-12)


def test_lost_sales_are_not_read_exactly() -> None:
    """Who goes away asks for nothing later: the lower shelf sees less demand than the reading thinks."""
    lost = Demand(name="buyers", stock="a", interval=Exponential(1.0), size=Poisson(3), unmet="lost")
    for point in (20.0, 10.0):
        told, simulated = read_backwards(lambda r: shop(QSystem(r, 25), r, demand=lost), point)
        assert told < simulated
        assert told != pytest.approx(simulated, abs=0.01)
    told, simulated = read_backwards(lambda r: shop(QSystem(r, 25), r, demand=lost), 45.0)
    assert told == pytest.approx(simulated, abs=0.005)


def test_a_reading_by_hand() -> None:
    """10, 6, 3 on the shelf and 4 asked each time: all of 12 filled but one; three lower: 4 + 3 + 0."""
    before, size = ({"a": np.array(values), "b": np.array([])} for values in ([10.0, 6.0, 3.0], [4.0] * 3))
    run = BackSolve(before, size, {"a": Level(5, 1, 1)})
    assert run.fill_rate(["a"], {"a": Level(5, 1, 1)}) == pytest.approx(11 / 12)
    assert run.fill_rate(["a", "b"], {"a": Level(2, 1, 1)}) == pytest.approx(7 / 12)
    assert run.fill_rate(["a"], {}) == pytest.approx(11 / 12)
    nothing = run.fill_rate(["b"], {})
    assert nothing != nothing


def test_what_is_only_on_the_record_fills_nothing() -> None:
    """A shelf from which some goes astray: the reading of the run itself is its own fill rate."""

    def build(point: float) -> Scenario:
        scenario = shop(QSystem(point, 25), point)
        loss = Loss(name="thieves", stocks=("a",), every=5.0, share_of_draws=0.1)
        return replace(scenario, network=replace(scenario.network, losses=(loss,)))

    told, simulated = read_backwards(build, 30.0, top=30.0)
    assert told == pytest.approx(simulated, abs=1e-12)
    assert told < read_backwards(lambda r: shop(QSystem(r, 25), r), 30.0, top=30.0)[0]


# ---- reading a value off a curve


def test_between_two_values_the_straight_scale_is_read() -> None:
    """What is missing falls from 0.1 to 0.025: 0.05 lies half-way on the scale of logarithms."""
    found = read_off(Knob("k", 0, 10), FILL, [0, 4, 8], [0.8, 0.9, 0.975])
    assert found.value == pytest.approx(6)
    assert (found.figure, found.reached) == (0.95, True)


def test_the_first_value_may_be_enough_and_the_last_too_little() -> None:
    """Then that is said."""
    assert read_off(Knob("k", 0, 10), FILL, [0, 4], [0.96, 0.99]) == Estimate(0, 0.96, True)
    assert read_off(Knob("k", 0, 10), FILL, [0, 4, 8], [0.8, 0.94, 0.93]) == Estimate(4, 0.94, False)


def test_a_whole_knob_is_read_as_a_whole_number() -> None:
    """6 and two thirds is 7."""
    found = read_off(Knob("k", 0, 10, integer=True), Goal("stock_value", 100), [5, 10], [150, 0])
    assert found.value == 7


def test_nothing_is_estimated_from_what_is_not_known() -> None:
    """A figure that is not there gives no estimate."""
    knob = Knob("k", 1, 3, integer=True)
    assert estimated(knob, FILL, [1, 2, 3], lambda value: float("nan")) is None
    assert estimated(knob, FILL, [1, 2, 3], lambda value: 0.3 * value) == Estimate(
        3, 0.8999999999999999, False
    )


# ---- levels


@pytest.mark.parametrize("name", policy_names())
def test_every_policy_states_a_level_or_none(name: str) -> None:
    """Plain numbers, for a stock point of its scope and for one that it does not name."""
    for parameters in EXAMPLES[name]:
        for stock in ("a", "z"):
            level = level_of(policy_class(name)(**parameters), stock, PlanningRecord(stock, 2.0, 4.0, 10.0))
            if level is not None:
                assert all(
                    isinstance(value, int | float) for value in (level.point, level.lot, level.protection)
                )
                assert 0 <= level.lot < float("inf")
                assert 10 <= level.protection < float("inf")


def test_levels_by_hand() -> None:
    """When it orders, how much, and how long that must last."""
    record = PlanningRecord("a", 2.0, 4.0, 10.0)
    assert level_of(QSystem(20, 50), "a", record) == Level(20, 50, 10)
    assert level_of(PSystem(15, 90), "a", record) == Level(90, 30, 25)
    assert level_of(MinMax(20, 70), "a", record) == Level(20, 50, 10)
    cycles = CoordinatedCycles(review_period=7, multiplier={"a": 2}, order_up_to={"a": 80.0})
    assert level_of(cycles, "a", record) == Level(80, 28, 24)
    assert level_of(cycles, "b", record) is None


def test_levels_of_a_scenario() -> None:
    """Of stock points with a record only."""
    scenario = one_stock(QSystem(20, 50), BUYERS, horizon=10)
    record = PlanningRecord("a", 2.0, 4.0, 10.0)
    assert levels_of(scenario, {"a": record}) == {"a": Level(20, 50, 10)}
    assert levels_of(scenario, {}) == {}
