"""Order points of the Q-system against the worked cases, and back again from point to service."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import integrate
from scipy.stats import norm

from policies.sizing import order_point, order_point_fill_rate, order_point_service


def test_rq_13(entry):
    """RQ-13: the order point of the worked case, 65 a month, a quarter of a month, 90 %."""
    given, expected = entry("RQ-13")["inputs"], entry("RQ-13")["expected"]
    point = order_point(
        given["monthly_mean"], given["monthly_sd"], given["L_months"], cycle_service=given["CSL"]
    )
    assert point.lead_time_mean == pytest.approx(expected["mean_LTD"], rel=1e-12)
    assert point.lead_time_sd == pytest.approx(expected["sd_LTD"], rel=1e-12)
    assert point.z == pytest.approx(1.2816, abs=5e-5)
    assert point.safety_stock == pytest.approx(expected["safety_stock"], abs=1e-6)
    assert point.order_point == pytest.approx(expected["ROP"], abs=1e-6)


def test_svc_01_order_point(entry):
    """SVC-01: order point for a cycle service of 90 %."""
    given = entry("SVC-01")["inputs"]["ROP"]
    point = order_point(given["mean"], given["sd"], given["L"], cycle_service=given["SL"])
    assert point.order_point == pytest.approx(entry("SVC-01")["expected"]["ROP"], abs=1e-6)


def test_rq_10(entry):
    """RQ-10: safety stock as the lead time grows less certain, from 0 to 7 days."""
    given, expected = entry("RQ-10")["inputs"], entry("RQ-10")["expected"]
    table = {**expected["by_sd_of_L"], str(given["L_sd"]): expected["safety_stock"]}
    assert len(table) == 8
    for deviation, stock in table.items():
        point = order_point(
            given["daily_mean"],
            given["daily_sd"],
            given["L_mean"],
            float(deviation),
            cycle_service=given["CSL"],
        )
        assert point.safety_stock == pytest.approx(stock, abs=1e-5)


def test_rq_06(entry):
    """RQ-06: service, shortage, stock and flow time of a given order point."""
    given, expected = entry("RQ-06")["inputs"], entry("RQ-06")["expected"]
    service = order_point_service(
        given["ROP"], given["Q"], given["weekly_mean"], given["weekly_sd"], given["L_weeks"]
    )
    assert service.safety_stock == pytest.approx(expected["safety_stock"], rel=1e-12)
    assert service.average_stock == pytest.approx(expected["avg_inventory"], rel=1e-12)
    assert service.average_flow_time == pytest.approx(expected["avg_flow_time_weeks"], rel=1e-12)
    assert service.cycle_service == pytest.approx(expected["CSL"], abs=1e-6)
    assert service.expected_shortage == pytest.approx(expected["ESC"], abs=1e-6)
    assert service.fill_rate == pytest.approx(expected["fill_rate"], abs=1e-6)


@given(
    st.floats(min_value=1, max_value=1000),
    st.floats(min_value=0.05, max_value=2),
    st.floats(min_value=0.1, max_value=10),
    st.floats(min_value=0, max_value=3),
    st.floats(min_value=0.3, max_value=0.999),
    st.floats(min_value=0.2, max_value=10),
)
@settings(deadline=None)
def test_there_and_back(mean, variation, lead_time, lead_time_sd, target, lot):
    """The service of the order point sized for a target is the target, for all three kinds of target."""
    demand = (mean, variation * mean, lead_time, lead_time_sd)
    quantity = lot * mean
    cycle = order_point(*demand, cycle_service=target)
    assert order_point_service(cycle.order_point, quantity, *demand).cycle_service == pytest.approx(target)
    plain = order_point_fill_rate(*demand, order_quantity=quantity, fill_rate=target)
    assert order_point_service(plain.order_point, quantity, *demand).fill_rate == pytest.approx(target)
    exact = order_point_fill_rate(*demand, order_quantity=quantity, fill_rate=target, exact=True)
    service = order_point_service(exact.order_point, quantity, *demand)
    assert service.exact_fill_rate == pytest.approx(target)


def test_exact_fill_rate_is_the_average_over_positions():
    """The exact fill rate is P(lead-time demand < position) averaged over the positions r to r + Q."""
    service = order_point_service(110, 60, demand_mean=50, demand_sd=20, lead_time=2)
    sd = 20 * 2**0.5
    share = integrate.quad(lambda y: norm.cdf(y, 100, sd), 110, 170)[0] / 60
    assert service.exact_fill_rate == pytest.approx(share, rel=1e-9)


def test_no_variation():
    """Without variation the order point is the demand of the lead time."""
    point = order_point(10, 0, 3, cycle_service=0.95)
    assert (point.safety_stock, point.z, point.order_point) == (0, 0, 30)


def test_plain_fill_rate_is_never_negative():
    """An order point so low that a cycle is short of more than a lot has a plain fill rate of zero."""
    assert order_point_service(0, 10, demand_mean=100, demand_sd=10, lead_time=1).fill_rate == 0
