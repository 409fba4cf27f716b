"""Joint replenishment against the published example and against trying everything."""

import itertools
import math

import pytest

from policies.sizing import cycle_multiplier, economic_order_quantity, joint_replenishment


def cost(major, minor, rates, holding, multipliers, cycle):
    """Return the cost per time of any multipliers and base cycle."""
    ordering = (major + sum(k / m for k, m in zip(minor, multipliers, strict=True))) / cycle
    items = zip(holding, rates, multipliers, strict=True)
    return ordering + sum(h * d * m * cycle / 2 for h, d, m in items)


def best(major, minor, rates, holding, most=6):
    """Return the least cost over all multipliers up to `most`, each with its best cycle."""
    costs = []
    for multipliers in itertools.product(range(1, most + 1), repeat=len(minor)):
        ordering = major + sum(k / m for k, m in zip(minor, multipliers, strict=True))
        keeping = sum(h * d * m for h, d, m in zip(holding, rates, multipliers, strict=True))
        costs.append(math.sqrt(2 * ordering * keeping))
    return min(costs)


def test_jrp_02(entry):
    """JRP-02: Silver's five items: multipliers, base cycle, cost and quantities."""
    given, expected = entry("JRP-02")["inputs"], entry("JRP-02")["expected"]
    plan = joint_replenishment(given["K"], given["k"], given["D"], given["h"])
    assert list(plan.multipliers) == expected["multipliers"] == [1, 1, 1, 3, 3]
    assert plan.base_cycle == pytest.approx(expected["base_cycle"], abs=5e-7)
    assert plan.cost == pytest.approx(expected["cost"], abs=5e-6)
    assert list(plan.order_quantities) == pytest.approx(expected["Q"], abs=5e-3)
    whole = (given["K"], given["k"], given["D"], given["h"])
    assert cost(*whole, plan.multipliers, plan.base_cycle) == pytest.approx(plan.cost, rel=1e-12)


def test_one_item_is_the_economic_quantity():
    """Alone, an item pays both costs, and the lot is Wilson's."""
    plan = joint_replenishment(6, [2], [1300], [0.225])
    lot = economic_order_quantity(1300, 8, 0.225)
    assert plan.multipliers == (1,)
    assert plan.order_quantities[0] == pytest.approx(lot.order_quantity, rel=1e-12)
    assert plan.cost == pytest.approx(lot.cost, rel=1e-12)


@pytest.mark.parametrize("seed", range(8))
def test_close_to_the_best(seed):
    """Of random sets of four items, none costs more than a few per cent above the best of all multipliers."""
    from numpy.random import default_rng

    dice = default_rng(seed)
    minor, rates = dice.uniform(0.5, 15, 4).tolist(), dice.uniform(50, 1000, 4).tolist()
    holding = dice.uniform(0.1, 1, 4).tolist()
    plan = joint_replenishment(12, minor, rates, holding)
    least = best(12, minor, rates, holding)
    assert least * (1 - 1e-12) <= plan.cost <= 1.04 * least


@pytest.mark.parametrize("cycle", [0.05, 0.1, 0.28, 1.0])
def test_the_multiplier_of_a_given_cycle(cycle):
    """It is the best of all whole numbers, the least of two that are equal."""
    for minor, rate in ((8.87, 142), (1.87, 1736), (0.0, 500), (40, 10)):
        costs = [minor / (m * cycle) + 0.2 * rate * m * cycle / 2 for m in range(1, 200)]
        assert cycle_multiplier(cycle, minor, rate, 0.2) == 1 + costs.index(min(costs))


def test_two_multipliers_that_cost_the_same():
    """k = h D T^2 m (m + 1) / 2: two and three cost the same, and two it is."""
    assert cycle_multiplier(1.0, 3.0, 1.0, 1.0) == 2
