"""Lot sizes against published plans, and Wagner-Whitin against all plans there are."""

import math
from itertools import combinations, product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policies.planning.lot_sizes import (
    least_unit_cost,
    lot_cost,
    part_period_balancing,
    silver_meal,
    wagner_whitin,
    whole_period_lots,
)
from policies.planning.order_limits import OrderLimits
from policies.planning.rounding import largest_orders, within_limits
from policies.sizing import economic_order_quantity


def least_cost_by_cover(needs, orders, holding):
    """Least cost of all ways to choose the buckets with an order, each lot lasting until the next."""
    best = math.inf
    for count in range(len(needs) + 1):
        for chosen in combinations(range(len(needs)), count):
            ends = [*chosen[1:], len(needs)] if chosen else []
            lots = [0.0] * len(needs)
            for start, end in zip(chosen, ends, strict=True):
                lots[start] = sum(needs[start:end])
            if all(sum(lots[: b + 1]) >= sum(needs[: b + 1]) for b in range(len(needs))):
                best = min(best, lot_cost(needs, lots, orders, holding))
    return best


def test_lot_01(entry):
    """LOT-01: Wagner and Whitin's own twelve months, with an order cost for each, cost 864."""
    given, expected = entry("LOT-01")["inputs"], entry("LOT-01")["expected"]
    lots = wagner_whitin(given["demand"], given["setup"], given["h"])
    assert list(lots) == expected["plan"]
    assert lot_cost(given["demand"], lots, given["setup"], given["h"]) == expected["cost"]


@pytest.mark.parametrize("identifier", ["LOT-04", "LOT-05", "LOT-07"])
def test_wagner_whitin_of_textbooks(entry, identifier):
    """LOT-04, LOT-05, LOT-07: plan and cost of Wagner-Whitin."""
    given, expected = entry(identifier)["inputs"], entry(identifier)["expected"]
    lots = wagner_whitin(given["demand"], given["K"], given["h"])
    assert list(lots) == expected["plan"]
    assert lot_cost(given["demand"], lots, given["K"], given["h"]) == pytest.approx(expected["cost"])


@pytest.mark.parametrize(
    ("name", "rule"),
    [("SM", silver_meal), ("LUC", least_unit_cost), ("PPB", part_period_balancing), ("WW", wagner_whitin)],
)
def test_lot_02(entry, name, rule):
    """LOT-02: plan, cost and orders of each rule for the twelve months of Silver and others."""
    given, expected = entry("LOT-02")["inputs"], entry("LOT-02")["expected"][name]
    lots = rule(given["demand"], given["K"], given["h"])
    assert list(lots) == expected["plan"]
    assert lot_cost(given["demand"], lots, given["K"], given["h"]) == pytest.approx(expected["cost"])
    assert sum(lot > 0 for lot in lots) == expected.get("orders", 7)


def test_lot_02_whole_periods(entry):
    """LOT-02: the economic quantity, in whole periods."""
    given, expected = entry("LOT-02")["inputs"], entry("LOT-02")["expected"]["EOQ_in_whole_periods"]
    demand = given["demand"]
    quantity = economic_order_quantity(sum(demand) / len(demand), given["K"], given["h"]).order_quantity
    lots = whole_period_lots(demand, quantity)
    assert quantity == pytest.approx(expected["Q"], abs=1e-6)
    assert list(lots) == expected["plan"]
    assert lot_cost(demand, lots, given["K"], given["h"]) == pytest.approx(expected["cost"])


@given(
    needs=st.lists(st.integers(0, 9), min_size=1, max_size=7),
    data=st.data(),
)
@settings(max_examples=60, deadline=None)
def test_wagner_whitin_costs_least(needs, data):
    """No choice of buckets to order in costs less, with costs that change from bucket to bucket."""
    per_bucket = {"min_size": len(needs), "max_size": len(needs)}
    orders = data.draw(st.lists(st.integers(0, 30), **per_bucket))
    holding = data.draw(st.lists(st.integers(0, 4), **per_bucket))
    lots = wagner_whitin(needs, orders, holding)
    assert lot_cost(needs, lots, orders, holding) == least_cost_by_cover(needs, orders, holding)


@pytest.mark.parametrize("seed", range(6))
def test_wagner_whitin_against_every_quantity(seed):
    """No row of whole quantities costs less, also none whose lots end within a bucket's requirement."""
    rng = np.random.default_rng(seed)
    needs = rng.integers(0, 4, 4).tolist()
    orders, holding = rng.integers(1, 8, 4).tolist(), rng.integers(1, 3, 4).tolist()
    total = sum(needs)
    least = min(
        lot_cost(needs, lots, orders, holding)
        for lots in product(range(total + 1), repeat=4)
        if all(sum(lots[: b + 1]) >= sum(needs[: b + 1]) for b in range(4)) and sum(lots) == total
    )
    assert lot_cost(needs, wagner_whitin(needs, orders, holding), orders, holding) == least


@given(
    needs=st.lists(st.integers(0, 50), max_size=20),
    rule=st.sampled_from([silver_meal, least_unit_cost, part_period_balancing]),
    multiple=st.sampled_from([0, 7]),
    minimum=st.sampled_from([0, 30]),
    maximum=st.sampled_from([math.inf, 41]),
)
@settings(max_examples=100, deadline=None)
def test_heuristics_cover_within_limits_and_cost_no_less_than_the_best(
    needs, rule, multiple, minimum, maximum
):
    """Every bucket is covered, lots keep the limits, and no free plan beats Wagner-Whitin."""
    limits = OrderLimits(minimum, multiple, maximum)
    lots = rule(needs, 60, 1, limits)
    cost = lot_cost(needs, lots, 60, 1)  # raises if a bucket is short
    for order in (order for lot in lots for order in limits.split(lot)):
        assert minimum <= order <= maximum
        assert multiple == 0 or order % multiple == 0
    if limits.free:
        assert sum(lots) == sum(needs)
        assert cost >= lot_cost(needs, wagner_whitin(needs, 60, 1), 60, 1)


def test_what_a_lot_brings_too_much_serves_the_next_bucket():
    """Lots of whole tens: 30 for the first two buckets (25) leave 5 for the third."""
    lots = silver_meal([13, 12, 4, 21], order_cost=5, holding_cost=0.3, limits=OrderLimits(multiple=10))
    assert lots == (30.0, 0.0, 0.0, 20.0)


def test_a_residue_asks_for_no_lot():
    """Three tenths ordered in one lot cover a tenth and two tenths."""
    assert wagner_whitin([0.1, 0.2], 10, 1)[1] == 0
    assert silver_meal([0.1, 0.2, 0.3], 10, 1)[1:] == (0.0, 0.0)


@given(
    quantity=st.floats(0.01, 500),
    minimum=st.sampled_from([0.0, 12.5, 30.0]),
    multiple=st.sampled_from([0.0, 0.1, 6.0]),
    maximum=st.sampled_from([math.inf, 61.0, 36.0]),
)
def test_limits_on_arrays_are_those_of_one_order(quantity, minimum, multiple, maximum):
    """Both forms give the same quantity, at least what is wanted, in orders within the limits."""
    limits = OrderLimits(minimum, multiple, maximum)
    one = limits.apply(quantity)
    largest = largest_orders(np.array([maximum]), np.array([multiple]))
    many = within_limits(np.array([quantity]), np.array([minimum]), np.array([multiple]), largest)
    assert one == pytest.approx(many[0], rel=1e-12)
    assert one >= quantity - 1e-9 * max(1, quantity)
    assert sum(limits.split(one)) == pytest.approx(one)
    assert all(minimum - 1e-6 <= order <= maximum for order in limits.split(one))


def test_wrong_data_is_refused():
    """Each wrong figure is named, with a remedy."""
    with pytest.raises(ValueError, match=r"requirement of bucket 1 is -2; give a finite number"):
        silver_meal([1, -2], 1, 1)
    with pytest.raises(ValueError, match="holding_cost is -1"):
        least_unit_cost([1, 2], 1, -1)
    with pytest.raises(ValueError, match="order_cost has 3 figures for 2 buckets"):
        wagner_whitin([1, 2], [1, 1, 1], 1)
    with pytest.raises(ValueError, match="leave out minimum, multiple and maximum, or take another rule"):
        wagner_whitin([1, 2], 1, 1, OrderLimits(multiple=5))
    with pytest.raises(
        ValueError, match=r"no order fits a minimum of 10, a multiple of 8 and a maximum of 15"
    ):
        OrderLimits(minimum=10, multiple=8, maximum=15)
    with pytest.raises(ValueError, match="multiple is -1"):
        OrderLimits(multiple=-1)
    with pytest.raises(ValueError, match="quantity is nan"):
        whole_period_lots([1], math.nan)
    with pytest.raises(ValueError, match="leave 2 units short in bucket 1"):
        lot_cost([1, 2], [1, 0], 1, 1)
