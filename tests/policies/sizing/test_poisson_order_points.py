"""The exact (r,Q) system with Poisson demand: textbook, brute-force sums, a simulated sample path, optima."""

import math
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import poisson

from policies.sizing import (
    ReorderPointQuantity,
    optimal_reorder_point,
    optimal_reorder_point_quantity,
    reorder_point_for_service,
)


def test_rq_01(entry):
    """RQ-01: the optimum and every measure of it."""
    given, expected = entry("RQ-01")["inputs"], entry("RQ-01")["expected"]
    best = optimal_reorder_point_quantity(
        given["demand_rate"], given["lead_time"], given["K"], given["h"], given["b"]
    )
    assert (best.reorder_point, best.order_quantity) == (expected["r"], expected["Q"])
    assert best.average_on_hand == pytest.approx(expected["E_onhand"], abs=1e-6)
    assert best.average_backorders == pytest.approx(expected["E_backorders"], abs=1e-6)
    assert best.fill_rate == pytest.approx(expected["fill_rate"], abs=1e-6)
    assert best.order_frequency == pytest.approx(expected["order_rate"], abs=1e-12)
    costs = {"order_cost": given["K"], "holding_cost": given["h"], "backorder_cost": given["b"]}
    assert best.cost(**costs) == pytest.approx(expected["cost"], abs=1e-5)
    assert best.cost(given["K"], 0, 0) == pytest.approx(expected["ordering"], abs=1e-5)
    assert best.cost(0, given["h"], 0) == pytest.approx(expected["holding"], abs=1e-5)
    assert best.cost(0, 0, given["b"]) == pytest.approx(expected["backorder"], abs=1e-5)


@given(
    st.floats(min_value=0.1, max_value=20),
    st.floats(min_value=0, max_value=4),
    st.integers(1, 30),
    st.integers(-30, 120),
)
@settings(deadline=None)
def test_measures_equal_brute_force(rate, lead_time, quantity, point):
    """Every measure equals the double sum over positions and lead-time demands that defines it."""
    point = max(point, -quantity)
    policy = ReorderPointQuantity(rate, lead_time, point, quantity)
    mean = rate * lead_time
    mass = poisson.pmf(range(math.ceil(mean + 12 * math.sqrt(mean) + 30)), mean).tolist()
    net = [
        (position - demand, p / quantity)
        for position in range(point + 1, point + quantity + 1)
        for demand, p in enumerate(mass)
    ]
    assert policy.average_on_hand == pytest.approx(math.fsum(p * max(x, 0) for x, p in net), abs=1e-8)
    assert policy.average_backorders == pytest.approx(math.fsum(p * max(-x, 0) for x, p in net), abs=1e-8)
    assert policy.ready_rate == pytest.approx(math.fsum(p for x, p in net if x > 0), abs=1e-10)
    below = math.fsum(p for demand, p in enumerate(mass) if demand <= point)
    assert policy.cycle_service == pytest.approx(below, abs=1e-10)


def simulate(rate, lead_time, point, quantity, demands, seed):
    """Play an (r,Q) system unit by unit; return fill, stock, backorders, cycle service, orders per time.

    The first tenth of the demands is warm-up and is not counted.
    """
    stream = random.Random(seed)
    now, net, position = 0.0, point + quantity, point + quantity
    due = []
    filled = receipts = clean = orders = 0
    stock = backorders = 0.0

    def pass_time(until):
        nonlocal now, stock, backorders
        stock += max(net, 0) * (until - now)
        backorders += max(-net, 0) * (until - now)
        now = until

    for number in range(demands):
        if number == demands // 10:
            start = now
            filled = receipts = clean = orders = 0
            stock = backorders = 0.0
        arrival = now + stream.expovariate(rate)
        while due and due[0] <= arrival:
            pass_time(due.pop(0))
            receipts += 1
            clean += net >= 0
            net += quantity
        pass_time(arrival)
        filled += net > 0
        net, position = net - 1, position - 1
        if position == point:
            due.append(now + lead_time)
            position += quantity
            orders += 1
    counted, time = demands - demands // 10, now - start
    return filled / counted, stock / time, backorders / time, clean / receipts, orders / time


@pytest.mark.parametrize("system", [(1.5, 2.0, 3, 5), (4.0, 3.0, 9, 2), (2.0, 1.0, -1, 6)])
def test_measures_equal_a_sample_path(system):
    """A simulation that shares no formula with the theory agrees within the 99 % interval of 20 runs."""
    runs = [simulate(*system, demands=20_000, seed=seed) for seed in range(20)]
    policy = ReorderPointQuantity(*system)
    theory = [
        policy.fill_rate,
        policy.average_on_hand,
        policy.average_backorders,
        policy.cycle_service,
        policy.order_frequency,
    ]
    for values, expected in zip(zip(*runs, strict=True), theory, strict=True):
        mean = math.fsum(values) / 20
        deviation = math.sqrt(math.fsum((value - mean) ** 2 for value in values) / 19)
        half = 2.861 * deviation / math.sqrt(20)  # Student's t, 19 degrees of freedom, 99 %
        assert half <= 0.04 * expected
        assert abs(mean - expected) <= half


@given(
    st.floats(min_value=0.1, max_value=20),
    st.floats(min_value=0, max_value=4),
    st.integers(1, 30),
    st.floats(min_value=0.01, max_value=0.9999),
    st.sampled_from(["fill_rate", "ready_rate", "cycle_service"]),
)
@settings(deadline=None)
def test_smallest_point_for_a_service(rate, lead_time, quantity, target, service):
    """The point found meets the target and the one below does not."""
    found = reorder_point_for_service(rate, lead_time, quantity, target, service)
    assert getattr(found, service) >= target
    if found.reorder_point > -quantity:
        below = ReorderPointQuantity(rate, lead_time, found.reorder_point - 1, quantity)
        assert getattr(below, service) < target


costs = st.fixed_dictionaries(
    {
        "order_cost": st.floats(min_value=0, max_value=100),
        "holding_cost": st.floats(min_value=0.5, max_value=5),
        "backorder_cost": st.floats(min_value=0, max_value=50),
        "stockout_cost": st.floats(min_value=0, max_value=50),
    }
).filter(lambda costs: costs["backorder_cost"] >= 0.5)


@given(st.floats(min_value=0.2, max_value=4), st.floats(min_value=0, max_value=3), costs)
@settings(deadline=None, max_examples=40)
def test_optimum_equals_full_search(rate, lead_time, costs):
    """No policy of a wide grid costs less than the optimum, with either or both kinds of shortage cost."""
    best = optimal_reorder_point_quantity(rate, lead_time, **costs)
    top = best.order_quantity + 8
    grid = (
        ReorderPointQuantity(rate, lead_time, point, quantity).cost(**costs)
        for quantity in range(1, top)
        for point in range(max(-quantity, best.reorder_point - 8), best.reorder_point + 9)
    )
    assert best.cost(**costs) <= min(grid) + 1e-9


@given(
    st.floats(min_value=0.2, max_value=10),
    st.floats(min_value=0, max_value=3),
    st.integers(1, 20),
    st.floats(min_value=0.5, max_value=50),
    st.floats(min_value=0, max_value=50),
)
@settings(deadline=None, max_examples=60)
def test_optimal_point_equals_full_search(rate, lead_time, quantity, backorder, stockout):
    """For a given quantity no reorder point of a wide range costs less."""
    best = optimal_reorder_point(rate, lead_time, quantity, 1.0, backorder, stockout)
    grid = (
        ReorderPointQuantity(rate, lead_time, point, quantity).cost(0, 1.0, backorder, stockout)
        for point in range(-quantity, best.reorder_point + 40)
    )
    assert best.cost(0, 1.0, backorder, stockout) <= min(grid) + 1e-9


def test_stockout_cost_alone():
    """With a cost per stockout only, the optimum still equals a full search, and orders no less than EOQ."""
    best = optimal_reorder_point_quantity(2, 1.5, order_cost=20, holding_cost=1, stockout_cost=30)
    grid = {
        (point, quantity): ReorderPointQuantity(2, 1.5, point, quantity).cost(20, 1, 0, 30)
        for quantity in range(1, 40)
        for point in range(-quantity, 30)
    }
    assert (best.reorder_point, best.order_quantity) == min(grid, key=lambda key: grid[key])
    assert best.order_quantity >= math.sqrt(2 * 20 * 2 / 1)


def test_fast_mover():
    """A mean lead-time demand of thousands keeps its digits and answers at once."""
    policy = reorder_point_for_service(1000, 5, 2000, 0.99)
    positions = range(policy.reorder_point + 1, policy.reorder_point + 2001)
    exact = poisson.cdf([y - 1 for y in positions], 5000).mean()
    assert policy.fill_rate == pytest.approx(exact, rel=1e-10)
    best = optimal_reorder_point_quantity(1000, 5, order_cost=200, holding_cost=1, stockout_cost=2)
    assert best.order_quantity > 600
    assert best.cost(200, 1, 0, 2) < policy.cost(200, 1, 0, 2)


def test_mean_wait_is_littles_law():
    """Backorders equal the demand rate times the mean wait."""
    policy = ReorderPointQuantity(1.5, 2, 3, 5)
    assert policy.mean_wait * 1.5 == pytest.approx(policy.average_backorders)
