"""Safety stock: textbook figures, monotony in the target, and the exact equation it must solve."""

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy.optimize import brentq
from scipy.stats import norm

from policies.sizing import normal_loss, safety_stock_cycle_service, safety_stock_fill_rate

sds = st.floats(min_value=0.1, max_value=1000)
shares = st.floats(min_value=0.05, max_value=0.9999)
lots = st.floats(min_value=0.05, max_value=20)  # in standard deviations


def test_svc_01_safety_stock(entry):
    """SVC-01: safety stock for a cycle service of 95 %."""
    given = entry("SVC-01")["inputs"]["SS"]
    stock = safety_stock_cycle_service(given["sd"] * given["L"] ** 0.5, given["SL"])
    assert stock == pytest.approx(entry("SVC-01")["expected"]["SS"], abs=1e-6)


def test_rq_08(entry):
    """RQ-08: safety stock for a fill rate, and the shortage per cycle it allows."""
    given, expected = entry("RQ-08")["inputs"], entry("RQ-08")["expected"]
    sd = given["weekly_sd"] * given["L_weeks"] ** 0.5
    stock = safety_stock_fill_rate(sd, given["Q"], given["fill_rate"])
    assert stock == pytest.approx(expected["safety_stock"], abs=1e-6)
    assert sd * normal_loss(stock / sd) == pytest.approx(expected["ESC"], abs=1e-9)


def test_rq_05_types(entry):
    """RQ-05: type 1 and type 2 order points of the same item at 98 %."""
    given, expected = entry("RQ-05")["inputs"], entry("RQ-05")["expected"]
    first = given["LTD_mean"] + safety_stock_cycle_service(given["LTD_sd"], 0.98)
    assert first == pytest.approx(expected["type1_98pct"]["R"], abs=1e-6)
    second = safety_stock_fill_rate(given["LTD_sd"], expected["type2_98pct"]["Q"], 0.98)
    assert second / given["LTD_sd"] == pytest.approx(expected["type2_98pct"]["z"], abs=1e-6)
    assert given["LTD_mean"] + second == pytest.approx(expected["type2_98pct"]["R"], abs=1e-5)


@given(sds, lots, shares)
@settings(deadline=None)
def test_exact_solves_its_equation(sd, lot, fill_rate):
    """The exact stock leaves the allowed shortage, leftovers deducted, and the plain one is never less."""
    quantity = lot * sd
    exact = safety_stock_fill_rate(sd, quantity, fill_rate, exact=True)
    z = exact / sd
    short = normal_loss(z) - normal_loss(z + lot)
    assert short == pytest.approx((1 - fill_rate) * lot, rel=1e-6, abs=1e-12)
    assert exact <= safety_stock_fill_rate(sd, quantity, fill_rate) + 1e-9 * sd


@given(sds, lots, shares, shares, st.booleans())
@settings(deadline=None)
def test_monotone_in_the_fill_rate(sd, lot, one, other, exact):
    """A higher fill rate never needs less stock, by either formula."""
    low, high = sorted((one, other))
    assume(high - low > 1e-6)
    stocks = [safety_stock_fill_rate(sd, lot * sd, share, exact) for share in (low, high)]
    assert stocks[0] < stocks[1]


@given(sds, shares, shares)
@settings(deadline=None)
def test_monotone_in_the_cycle_service(sd, one, other):
    """A higher cycle service never needs less stock."""
    low, high = sorted((one, other))
    assume(high - low > 1e-9)
    assert safety_stock_cycle_service(sd, low) < safety_stock_cycle_service(sd, high)


@pytest.mark.parametrize("exact", [False, True])
def test_no_variation_is_the_limit(exact):
    """Without variation stock may run short by the allowed share of a lot; a tiny deviation agrees."""
    assert safety_stock_fill_rate(0, 200, 0.9, exact) == pytest.approx(-20)
    assert safety_stock_fill_rate(1e-6, 200, 0.9, exact) == pytest.approx(-20, abs=1e-6)


@pytest.mark.parametrize("lot", [0.25, 0.5, 1.0, 4.0])
def test_both_formulas_by_a_general_solver(lot):
    """A general root finder on the same two equations finds the same stocks; small lots set them apart."""

    def loss(z):
        return norm.pdf(z) - z * norm.sf(z)

    plain = brentq(lambda z: loss(z) - 0.1 * lot, -9, 9, xtol=1e-14)
    exact = brentq(lambda z: loss(z) - loss(z + lot) - 0.1 * lot, -9, 9, xtol=1e-14)
    assert safety_stock_fill_rate(25, lot * 25, 0.9) == pytest.approx(25 * plain, abs=1e-9)
    assert safety_stock_fill_rate(25, lot * 25, 0.9, exact=True) == pytest.approx(25 * exact, abs=1e-9)
    assert (plain - exact > 0.05) == (lot <= 1)
