"""Quantity and order point with a cost per unit short: the textbook, and a general minimiser."""

import pytest
from scipy.optimize import minimize
from scipy.stats import norm

from policies.sizing import normal_loss, shortage_cost_order_point


def test_rq_05(entry):
    """RQ-05: quantity and order point with a cost per unit short."""
    given, expected = entry("RQ-05")["inputs"], entry("RQ-05")["expected"]
    best = shortage_cost_order_point(
        given["demand_per_year"],
        given["K"],
        given["holding_rate"] * given["unit_cost"],
        given["shortage_cost_per_unit"],
        given["LTD_mean"],
        given["LTD_sd"],
    )
    assert best.order_quantity == pytest.approx(expected["Q"], abs=1e-5)
    assert best.order_point == pytest.approx(expected["R"], abs=1e-5)
    assert best.safety_stock == pytest.approx(expected["safety_stock"], abs=1e-5)


def test_shortage_cost_point_is_a_minimum():
    """A general minimiser of the same cost finds the same quantity and order point."""
    best = shortage_cost_order_point(200, 50, 2, 25, 100, 25)

    def cost(x):
        quantity, z = x
        return 2 * (25 * z + quantity / 2) + (50 + 25 * 25 * normal_loss(z)) * 200 / quantity

    found = minimize(cost, [90, 1], method="Nelder-Mead", options={"xatol": 1e-8, "fatol": 1e-12})
    assert best.order_quantity == pytest.approx(found.x[0], rel=1e-5)
    assert best.safety_stock == pytest.approx(25 * found.x[1], rel=1e-5)
    assert best.cost == pytest.approx(found.fun, rel=1e-9)
    assert best.cycle_service == pytest.approx(norm.cdf(found.x[1]), rel=1e-5)
