"""Economic lots against textbooks, simulation of whole cycles by hand, and their own optimality."""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policies.sizing import economic_order_quantity, economic_production_quantity, total_cost

positive = st.floats(min_value=0.01, max_value=1e5)


def test_eoq_01(entry):
    """EOQ-01: quantity, cost, cycle and stock of the plain economic order quantity."""
    given, expected = entry("EOQ-01")["inputs"], entry("EOQ-01")["expected"]
    lot = economic_order_quantity(given["demand_per_year"], given["K"], given["h"])
    assert lot.order_quantity == pytest.approx(expected["Q"], rel=1e-6)
    assert lot.cost == pytest.approx(expected["annual_cost"], rel=1e-6)
    assert lot.cycle_time == pytest.approx(expected["cycle_years"], abs=1e-6)
    assert lot.average_stock == pytest.approx(expected["avg_inventory"], rel=1e-6)
    assert lot.maximum_backorders == 0


def test_eoq_03(entry):
    """EOQ-03: the cost of a quantity planned for the wrong demand, exact in print to the cent."""
    given, expected = entry("EOQ-03")["inputs"], entry("EOQ-03")["expected"]
    planned = economic_order_quantity(given["D_planned"], given["S"], given["H"])
    best = economic_order_quantity(given["D_actual"], given["S"], given["H"])
    assert planned.order_quantity == pytest.approx(expected["Q_planned"], rel=1e-12)
    assert planned.orders_per_time == pytest.approx(expected["orders_per_year"], rel=1e-12)
    assert planned.cycle_time * given["days"] == pytest.approx(expected["days_between_orders"], rel=1e-12)
    assert planned.cost == pytest.approx(expected["cost_planned"], rel=1e-12)
    assert best.order_quantity == pytest.approx(expected["Q_at_1500"], abs=1e-6)
    assert best.cost == pytest.approx(expected["cost_opt_1500"], abs=1e-6)
    off = total_cost(planned.order_quantity, given["D_actual"], given["S"], given["H"])
    assert off == pytest.approx(expected["cost_with_Q200_at_D1500"], rel=1e-12)


def test_eoq_05(entry):
    """EOQ-05: the order quantity with planned backorders."""
    given, expected = entry("EOQ-05")["inputs"], entry("EOQ-05")["expected"]
    lot = economic_order_quantity(given["D"], given["K"], given["h"], given["p"])
    assert lot.order_quantity == pytest.approx(expected["Q"], rel=1e-6)
    assert lot.backorder_fraction == pytest.approx(expected["backorder_fraction"], abs=1e-6)
    assert lot.cost == pytest.approx(expected["cost"], rel=1e-6)


def test_epq_01(entry):
    """EPQ-01: a production lot with round figures, exact."""
    given, expected = entry("EPQ-01")["inputs"], entry("EPQ-01")["expected"]
    lot = economic_production_quantity(given["d"], given["p"], given["K"], given["h"])
    assert lot.order_quantity == pytest.approx(expected["Q"], rel=1e-12)
    assert lot.cycle_time == pytest.approx(expected["cycle"], rel=1e-12)
    assert lot.run_time == pytest.approx(expected["run_time"], rel=1e-12)
    assert lot.maximum_stock == pytest.approx(expected["max_inventory"], rel=1e-12)
    assert lot.cost == pytest.approx(expected["cost"], rel=1e-12)


def test_epq_03(entry):
    """EPQ-03: a production lot of a textbook problem."""
    given, expected = entry("EPQ-03")["inputs"], entry("EPQ-03")["expected"]
    lot = economic_production_quantity(given["demand"], given["production"], given["K"], given["h"])
    assert lot.order_quantity == pytest.approx(expected["Q"], abs=1e-6)
    assert lot.cost == pytest.approx(expected["cost"], abs=1e-6)


@given(positive, positive, positive, positive, st.floats(min_value=0.2, max_value=5))
@settings(deadline=None)
def test_no_other_quantity_costs_less(demand, order_cost, holding, backorder, factor):
    """Any other quantity costs more by (factor + 1/factor) / 2, the law behind the flat cost curve."""
    lot = economic_order_quantity(demand, order_cost, holding, backorder)
    other = total_cost(factor * lot.order_quantity, demand, order_cost, holding, backorder_cost=backorder)
    assert other == pytest.approx(lot.cost * (factor + 1 / factor) / 2, rel=1e-9)


@given(positive, positive, positive, positive)
@settings(deadline=None)
def test_planned_backorders_pay_their_way(demand, order_cost, holding, backorder):
    """The parts add up to the cost, and ordering costs as much as holding and backorders together."""
    lot = economic_order_quantity(demand, order_cost, holding, backorder)
    ordering = order_cost * lot.orders_per_time
    waiting = holding * lot.average_stock + backorder * lot.average_backorders
    assert ordering == pytest.approx(waiting, rel=1e-9)
    assert ordering + waiting == pytest.approx(lot.cost, rel=1e-9)
    assert lot.maximum_stock + lot.maximum_backorders == pytest.approx(lot.order_quantity, rel=1e-9)


def test_production_with_backorders_traced_over_a_cycle():
    """Stock and cost of a production lot with backorders equal the areas of its saw-tooth."""
    demand, production, setup, holding, backorder = 80.0, 110.0, 4.0, 0.08, 0.5
    lot = economic_production_quantity(demand, production, setup, holding, backorder)
    low, high = -lot.maximum_backorders, lot.maximum_stock
    rise, fall = production - demand, demand
    assert (high - low) / rise == pytest.approx(lot.run_time)
    assert (high - low) * (1 / rise + 1 / fall) == pytest.approx(lot.cycle_time)
    stock = 0.5 * high**2 * (1 / rise + 1 / fall) / lot.cycle_time
    short = 0.5 * low**2 * (1 / rise + 1 / fall) / lot.cycle_time
    assert stock == pytest.approx(lot.average_stock)
    assert setup / lot.cycle_time + holding * stock + backorder * short == pytest.approx(lot.cost)
    assert -low / (high - low) == pytest.approx(lot.backorder_fraction)


def test_production_with_backorders_is_a_minimum():
    """A production lot a little smaller or larger costs more, with the backorders best for it."""
    lot = economic_production_quantity(80, 110, 4, 0.08, 0.5)
    for factor in (0.99, 1.01):
        other = total_cost(factor * lot.order_quantity, 80, 4, 0.08, production_rate=110, backorder_cost=0.5)
        assert lot.cost < other < 1.001 * lot.cost


def test_endless_production_rate_is_an_order():
    """With an infinite production rate the production lot is the order quantity."""
    produced = economic_production_quantity(1300, math.inf, 8, 0.225)
    ordered = economic_order_quantity(1300, 8, 0.225)
    assert (produced.order_quantity, produced.cost) == (ordered.order_quantity, ordered.cost)
    assert produced.run_time == 0


def test_purchase_cost_is_added():
    """A unit cost adds demand times price and nothing else."""
    without = total_cost(200, 1500, 10, 0.5)
    assert total_cost(200, 1500, 10, 0.5, unit_cost=3) == without + 4500
