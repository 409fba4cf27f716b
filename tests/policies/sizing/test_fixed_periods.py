"""The P-system against the worked cases, and its exact fill rate against integration."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import integrate
from scipy.stats import norm

from policies.sizing import fixed_period, order_up_to_level, order_up_to_level_fill_rate


def test_rs_03(entry):
    """RS-03: interval, cost and order of the worked case; in position terms S is 900."""
    given, expected = entry("RS-03")["inputs"], entry("RS-03")["expected"]
    plan = fixed_period(
        given["D"],
        given["unit_cost"],
        given["carrying"],
        given["S"],
        lead_time_demand=given["LTD"],
        target=given["upper_target"],
        on_hand=given["stock"],
    )
    assert plan.review_interval == pytest.approx(expected["T_years"], abs=5e-7)
    assert plan.review_interval_days == pytest.approx(expected["T_days_365"], abs=5e-7)
    assert plan.annual_cost == pytest.approx(expected["annual_cost"], abs=1e-5)
    assert plan.order_now == expected["order_now"]
    assert plan.order_up_to == 900


def test_stock_on_order_counts():
    """What is on order is not ordered again, and nothing is ordered above the level."""
    arguments = dict(lead_time_demand=200, target=700, on_hand=248)
    assert fixed_period(15000, 180, 0.35, 800, **arguments, on_order=600).order_now == 52
    assert fixed_period(15000, 180, 0.35, 800, **arguments, on_order=700).order_now == 0


def test_rs_02(entry):
    """RS-02: the level covers review interval plus lead time, not one of them."""
    given, expected = entry("RS-02")["inputs"], entry("RS-02")["expected"]
    level = order_up_to_level(
        given["weekly_mean"], given["weekly_sd"], given["R"], given["L"], cycle_service=given["CSL"]
    )
    assert level.protection_interval == 6
    assert level.sd == pytest.approx(expected["sigma"], abs=1e-6)
    assert level.safety_stock == pytest.approx(expected["safety_stock"], abs=1e-6)
    assert level.order_up_to == pytest.approx(expected["OUL"], abs=1e-6)
    assert level.average_lot == expected["avg_lot"]


def shortage(level, mean, sd):
    """E[(X - level)+] of a normal X, by integrating its tail."""
    return integrate.quad(lambda x: norm.sf(x, mean, sd), level, mean + 12 * sd, limit=200)[0]


def test_fill_rate_levels_by_integration():
    """Both levels leave the allowed shortage per cycle; the exact one deducts what was short before."""
    demand = dict(demand_mean=100, demand_sd=60, review_interval=2, lead_time=5, lead_time_sd=0.5)
    sds = [(60**2 * time + 100**2 * 0.5**2) ** 0.5 for time in (5, 7)]
    plain = order_up_to_level_fill_rate(**demand, fill_rate=0.9)
    assert shortage(plain.order_up_to, 700, sds[1]) == pytest.approx(20, rel=1e-7)
    exact = order_up_to_level_fill_rate(**demand, fill_rate=0.9, exact=True)
    difference = shortage(exact.order_up_to, 700, sds[1]) - shortage(exact.order_up_to, 500, sds[0])
    assert difference == pytest.approx(20, rel=1e-7)
    assert exact.order_up_to < plain.order_up_to - 1
    assert exact.order_up_to == pytest.approx(exact.mean + exact.z * exact.sd)


@pytest.mark.parametrize("exact", [False, True])
def test_no_lead_time_needs_no_deduction(exact):
    """With no lead time nothing can be short before the receipt while the level is positive."""
    level = order_up_to_level_fill_rate(100, 30, 2, 0, fill_rate=0.97, exact=exact)
    assert shortage(level.order_up_to, 200, 30 * 2**0.5) == pytest.approx(6, rel=1e-7)


def test_steady_demand():
    """With steady demand the cycle may end short by the allowed share of a lot, exact or plain."""
    for exact in (False, True):
        level = order_up_to_level_fill_rate(100, 0, 2, 3, fill_rate=0.9, exact=exact)
        assert level.order_up_to == pytest.approx(500 - 20)


@given(
    st.floats(min_value=0.1, max_value=10),
    st.floats(min_value=0, max_value=10),
    st.floats(min_value=0, max_value=2),
    st.floats(min_value=0.55, max_value=0.999),
)
@settings(deadline=None)
def test_safety_stock_grows_with_the_interval(interval, lead_time, lead_time_sd, service):
    """The longer the review interval, the more safety stock, above half service."""
    short, long = (
        order_up_to_level(50, 20, length, lead_time, lead_time_sd, cycle_service=service)
        for length in (interval, interval + 0.5)
    )
    assert short.safety_stock < long.safety_stock
