"""The (r,Q) system with normal demand: textbook costs, integration, and optimality."""

import pytest
from scipy import integrate
from scipy.stats import norm

from policies.sizing import (
    NormalReorderPointQuantity,
    economic_order_quantity,
    normal_loss,
    optimal_normal_reorder_point,
    optimal_normal_reorder_point_quantity,
    order_point,
    shortage_cost_order_point,
)


@pytest.fixture
def case(entry):
    """The inputs of RQ-04: rate, mean and deviation of lead-time demand, K, h, b.

    The lead time is a twelfth of a year: the entry gives it as 0.083333, with which the printed digits of the
    costs (78.071163) do not come out, and with a twelfth they all do.
    """
    given = entry("RQ-04")["inputs"]
    time = 1 / 12
    assert time == pytest.approx(given["lead_time_years"], abs=5e-7)
    mean, sd = given["demand_per_year"] * time, given["sd_per_year"] * time**0.5
    return given["demand_per_year"], mean, sd, given["K"], given["h"], given["b"]


def test_rq_04_cost(entry, case):
    """RQ-04: the exact cost of a printed policy."""
    rate, mean, sd, order_cost, holding, backorder = case
    policy = NormalReorderPointQuantity(rate, mean, sd, 126.8, 328.5)
    expected = entry("RQ-04")["expected"]["cost_at_r126_8_Q328_5"]
    assert policy.cost(order_cost, holding, backorder) == pytest.approx(expected, abs=1e-6)


def test_rq_04_optimum(entry, case):
    """RQ-04: the exact optimum, tolerance 1e-3."""
    rate, mean, sd, order_cost, holding, backorder = case
    best = optimal_normal_reorder_point_quantity(rate, mean, sd, order_cost, holding, backorder)
    expected = entry("RQ-04")["expected"]["optimal"]
    assert best.reorder_point == pytest.approx(expected["r"], abs=1e-5)
    assert best.order_quantity == pytest.approx(expected["Q"], abs=1e-5)
    assert best.cost(order_cost, holding, backorder) == pytest.approx(expected["cost"], abs=1e-6)


def test_rq_04_approximations(entry, case):
    """RQ-04: three textbook approximations are the functions of this package put together."""
    rate, mean, sd, order_cost, holding, backorder = case
    expected = entry("RQ-04")["expected"]
    neglected = shortage_cost_order_point(rate, order_cost, holding, backorder, mean, sd)
    assert neglected.order_point == pytest.approx(expected["EIL_approx"]["r"], abs=1e-3)
    assert neglected.order_quantity == pytest.approx(expected["EIL_approx"]["Q"], abs=1e-3)
    assert neglected.cost == pytest.approx(expected["EIL_approx"]["cost"], abs=1e-3)
    planned = economic_order_quantity(rate, order_cost, holding, backorder).order_quantity
    assert planned == pytest.approx(expected["EOQB_approx"]["Q"], abs=1e-3)
    point = optimal_normal_reorder_point(rate, mean, sd, planned, holding, backorder).reorder_point
    assert point == pytest.approx(expected["EOQB_approx"]["r"], abs=1e-3)
    plain = economic_order_quantity(rate, order_cost, holding).order_quantity
    assert plain == pytest.approx(expected["EOQ_SS_approx"]["Q"], abs=1e-3)
    point = order_point(mean, sd, 1, cycle_service=backorder / (backorder + holding)).order_point
    assert point == pytest.approx(expected["EOQ_SS_approx"]["r"], abs=1e-3)


def test_measures_by_integration():
    """Backorders, stock and ready rate equal their averages over the positions r to r + Q."""
    policy = NormalReorderPointQuantity(1000, 80, 30, 70, 50)

    def average(function):
        return integrate.quad(function, 70, 120, epsabs=1e-12)[0] / 50

    def short(position):
        return 30 * normal_loss((position - 80) / 30)

    assert policy.average_backorders == pytest.approx(average(short), rel=1e-9)
    assert policy.average_on_hand == pytest.approx(average(lambda y: y - 80 + short(y)), rel=1e-9)
    assert policy.fill_rate == pytest.approx(average(lambda y: norm.cdf(y, 80, 30)), rel=1e-9)
    assert policy.cycle_service == pytest.approx(norm.cdf(-1 / 3), rel=1e-12)


@pytest.mark.parametrize("case", [(1300, 108, 43, 8, 0.2, 7), (50, 5, 9, 1, 2, 3), (10, 200, 5, 40, 1, 0.5)])
def test_optimum_has_no_better_neighbour(case):
    """No small step of r or Q lowers the cost of the optimum."""
    rate, mean, sd, order_cost, holding, backorder = case
    best = optimal_normal_reorder_point_quantity(rate, mean, sd, order_cost, holding, backorder)
    cost = best.cost(order_cost, holding, backorder)
    for dr, dq in [(1, 0), (-1, 0), (0, 1), (0, -1), (-1, 1), (1, -1), (-1, 2), (1, -2)]:
        step = 0.01 * best.order_quantity
        other = NormalReorderPointQuantity(
            rate, mean, sd, best.reorder_point + dr * step, best.order_quantity + dq * step
        )
        assert other.cost(order_cost, holding, backorder) > cost
