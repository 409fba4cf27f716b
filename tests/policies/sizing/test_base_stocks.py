"""One-for-one base stock: Palm, M/M/1 make to stock, and lost sales, each against independent numbers."""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policies.sizing import (
    BaseStock,
    BaseStockLostSales,
    MakeToStock,
    ReorderPointQuantity,
    base_stock_for_fill_rate,
    optimal_base_stock,
    optimal_make_to_stock,
)


def test_bs_01(entry):
    """BS-01: fill rate, backorders and stock by base stock, whatever the lead-time distribution."""
    given = entry("BS-01")["inputs"]
    table = entry("BS-01")["expected"]["by_S"]
    assert sorted(map(int, table)) == given["S_values"]
    for level, row in table.items():
        policy = BaseStock(given["demand_rate"], given["lead_time_mean"], int(level))
        assert policy.fill_rate == pytest.approx(row["fill"], abs=1e-6)
        assert policy.average_backorders == pytest.approx(row["EB"], abs=1e-6)
        assert policy.average_on_hand == pytest.approx(row["EI"], abs=1e-6)


def test_bs_02(entry):
    """BS-02: with the same lead times, orders that cross (Palm) need less than a queue (M/M/1, mu 11)."""
    given, expected = entry("BS-02")["inputs"], entry("BS-02")["expected"]
    crossing = BaseStock(given["demand_rate"], 1, given["S"])
    row = expected["crossover"]
    assert crossing.fill_rate == pytest.approx(row["fill"], abs=1e-6)
    assert crossing.average_backorders == pytest.approx(row["EB"], abs=1e-6)
    assert crossing.average_on_hand == pytest.approx(row["EI"], abs=1e-6)
    queued = MakeToStock(given["demand_rate"], 11, given["S"])
    row = expected["no_crossover_sequential"]
    assert queued.average_outstanding == pytest.approx(crossing.average_outstanding)
    assert queued.fill_rate == pytest.approx(row["fill"], abs=1e-6)
    assert queued.average_backorders == pytest.approx(row["EB"], abs=1e-6)
    assert queued.average_on_hand == pytest.approx(row["EI"], abs=1e-6)


def test_bs_03(entry):
    """BS-03: make to stock by base stock, its costs, and the best base stock."""
    given, expected = entry("BS-03")["inputs"], entry("BS-03")["expected"]
    for level, row in expected["by_S"].items():
        line = MakeToStock(given["demand_rate"], given["service_rate"], int(level))
        assert line.fill_rate == pytest.approx(row["fill"], abs=1e-6)
        assert line.average_backorders == pytest.approx(row["EB"], abs=1e-6)
        assert line.average_on_hand == pytest.approx(row["EI"], abs=1e-6)
    for level, cost in expected["cost_by_S"].items():
        line = MakeToStock(given["demand_rate"], given["service_rate"], int(level))
        priced = given["h"] * line.average_on_hand + given["b"] * line.average_backorders
        assert priced == pytest.approx(cost, abs=1e-6)
    best = optimal_make_to_stock(given["demand_rate"], given["service_rate"], given["h"], given["b"])
    assert best.base_stock == expected["optimal_S"]


def test_kan_03(entry):
    """KAN-03: a single-stage Kanban loop with K cards is base stock K."""
    given = entry("KAN-03")["inputs"]
    table = entry("KAN-03")["expected"]["by_K"]
    assert sorted(map(int, table)) == given["cards"]
    for cards, row in table.items():
        line = MakeToStock(given["demand_rate"], given["mu"], int(cards))
        measured = (line.fill_rate, line.average_backorders, line.average_on_hand)
        assert measured == pytest.approx((row["fill"], row["EB"], row["EI"]), abs=1e-6)


@given(st.floats(min_value=0.1, max_value=50), st.floats(min_value=0.1, max_value=3), st.integers(0, 200))
@settings(deadline=None)
def test_base_stock_is_rq_with_one(rate, lead_time, level):
    """Base stock S is the (r,Q) policy with r = S - 1 and Q = 1."""
    base = BaseStock(rate, lead_time, level)
    one = ReorderPointQuantity(rate, lead_time, level - 1, 1)
    assert base.fill_rate == pytest.approx(one.fill_rate, abs=1e-9)
    assert base.average_backorders == pytest.approx(one.average_backorders, rel=1e-9, abs=1e-9)
    assert base.average_on_hand == pytest.approx(one.average_on_hand, rel=1e-9, abs=1e-9)
    assert base.mean_wait == pytest.approx(one.mean_wait, rel=1e-9, abs=1e-9)


@given(st.floats(min_value=0.1, max_value=50), st.floats(min_value=0.01, max_value=0.999))
@settings(deadline=None)
def test_smallest_level_for_a_fill_rate(rate, target):
    """The level found meets the fill rate and the one below does not."""
    found = base_stock_for_fill_rate(rate, 1.5, target)
    assert found.fill_rate >= target
    assert BaseStock(rate, 1.5, found.base_stock - 1).fill_rate < target


@given(st.floats(min_value=0.1, max_value=30), st.floats(min_value=0.05, max_value=99))
@settings(deadline=None)
def test_optimal_level_equals_full_search(rate, backorder):
    """No base stock of a wide range costs less, crossing or queued."""
    crossing = optimal_base_stock(rate, 1.5, 1.0, backorder)
    queued = optimal_make_to_stock(rate, 1.25 * rate, 1.0, backorder)

    def cost(policy):
        return policy.average_on_hand + backorder * policy.average_backorders

    others = [BaseStock(rate, 1.5, level) for level in range(crossing.base_stock + 20)]
    assert cost(crossing) <= min(map(cost, others)) + 1e-9
    others = [MakeToStock(rate, 1.25 * rate, level) for level in range(queued.base_stock + 20)]
    assert cost(queued) <= min(map(cost, others)) + 1e-9


@given(st.floats(min_value=0.1, max_value=20), st.floats(min_value=0.1, max_value=3), st.integers(0, 40))
@settings(deadline=None)
def test_lost_sales_equal_the_truncated_poisson(rate, lead_time, level):
    """The lost share is the last of the Poisson masses truncated at S, and stock averages what is left."""
    policy = BaseStockLostSales(rate, lead_time, level)
    load = rate * lead_time
    weights = [math.exp(n * math.log(load) - math.lgamma(n + 1)) for n in range(level + 1)]
    total = math.fsum(weights)
    on_hand = math.fsum(weight * (level - n) for n, weight in enumerate(weights)) / total
    assert policy.lost_fraction == pytest.approx(weights[-1] / total, rel=1e-9)
    assert policy.average_on_hand == pytest.approx(on_hand, rel=1e-8, abs=1e-9)
    assert policy.fill_rate + policy.lost_fraction == pytest.approx(1)
