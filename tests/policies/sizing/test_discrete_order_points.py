"""Safety stock from a table of lead-time demand."""

import pytest

from policies.sizing import discrete_safety_stock


def test_rq_12(entry):
    """RQ-12: annual cost of each safety stock, and the best."""
    given, expected = entry("RQ-12")["inputs"], entry("RQ-12")["expected"]
    best = discrete_safety_stock(
        {float(demand): p for demand, p in given["LTD_pmf"].items()},
        given["base_ROP"],
        given["carrying_per_unit_year"],
        given["stockout_cost"],
        given["orders_per_year"],
    )
    costs = {float(stock): cost for stock, cost in expected["annual_cost_by_safety_stock"].items()}
    assert best.costs == pytest.approx(costs, abs=1e-9)
    assert (best.safety_stock, best.order_point) == (expected["best_safety_stock"], expected["best_ROP"])
    assert best.annual_cost == pytest.approx(100, abs=1e-9)


def test_dear_stock_and_cheap_stockouts_keep_the_base():
    """Where a unit of stock costs more than the stockouts it saves, no safety stock is best."""
    best = discrete_safety_stock({10: 0.5, 20: 0.5}, 10, carrying_cost=9, stockout_cost=1, orders_per_year=10)
    assert best.costs == {0: 50, 10: 90}
    assert (best.safety_stock, best.annual_cost) == (0, 50)
