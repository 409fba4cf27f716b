"""The exact (R,S) system with Poisson demand: the entry, integration over the cycle, and optima."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import integrate
from scipy.stats import poisson

from policies.sizing import PeriodicBaseStock, optimal_order_up_to, order_up_to_for_fill_rate, poisson_loss

rates = st.floats(min_value=0.1, max_value=20)
times = st.floats(min_value=0.1, max_value=4)


def test_rs_01(entry):
    """RS-01: stock at the ends of periods, fill rate and cycle service with a review every other period."""
    given, expected = entry("RS-01")["inputs"], entry("RS-01")["expected"]
    policy = PeriodicBaseStock(
        given["mean_per_period"], given["review_every"], given["lead_time"], given["S"]
    )
    on_hand, backorders = policy.at_period_ends(period=1)
    assert on_hand == pytest.approx(expected["E_end_onhand"], abs=1e-6)
    assert backorders == pytest.approx(expected["E_end_backorders"], abs=1e-6)
    assert policy.fill_rate == pytest.approx(expected["fill_rate"], abs=1e-6)
    assert policy.cycle_service == pytest.approx(
        expected["cycle_service_no_backorder_at_cycle_end"], abs=1e-6
    )


@given(rates, times, st.floats(min_value=0, max_value=4), st.integers(0, 150))
@settings(deadline=None, max_examples=50)
def test_averages_equal_integration(rate, interval, lead_time, level):
    """Stock, backorders and ready rate equal integrals over the cycle of the demand since the order."""
    policy = PeriodicBaseStock(rate, interval, lead_time, level)

    def average(function):
        return integrate.quad(function, lead_time, lead_time + interval, limit=200)[0] / interval

    backorders = average(lambda time: poisson_loss(level, rate * time))
    on_hand = average(lambda time: level - rate * time + poisson_loss(level, rate * time))
    ready = average(lambda time: poisson.cdf(level - 1, rate * time))
    assert policy.average_backorders == pytest.approx(backorders, rel=1e-6, abs=1e-9)
    assert policy.average_on_hand == pytest.approx(on_hand, rel=1e-6, abs=1e-9)
    assert policy.ready_rate == pytest.approx(ready, rel=1e-6, abs=1e-9)


def test_a_review_every_period():
    """With a review every period there is one period end, lead time plus one period after the order."""
    on_hand, backorders = PeriodicBaseStock(20, 1, 3, 90).at_period_ends(period=1)
    assert backorders == pytest.approx(poisson_loss(90, 80))
    assert on_hand == pytest.approx(90 - 80 + backorders)


def test_period_ends_tend_to_the_average_over_time():
    """Ends of ever shorter periods average to the stock averaged over time."""
    policy = PeriodicBaseStock(20, 2, 3, 110)
    on_hand, backorders = policy.at_period_ends(period=0.001)
    assert on_hand == pytest.approx(policy.average_on_hand, abs=0.011)
    assert backorders == pytest.approx(policy.average_backorders, abs=0.001)


@given(rates, times, st.floats(min_value=0, max_value=4), st.floats(min_value=0.01, max_value=0.999))
@settings(deadline=None)
def test_smallest_level_for_a_fill_rate(rate, interval, lead_time, target):
    """The level found meets the fill rate and the one below does not."""
    found = order_up_to_for_fill_rate(rate, interval, lead_time, target)
    assert found.fill_rate >= target
    assert PeriodicBaseStock(rate, interval, lead_time, found.order_up_to - 1).fill_rate < target


@given(rates, times, st.floats(min_value=0, max_value=4), st.floats(min_value=0.1, max_value=99))
@settings(deadline=None)
def test_optimal_level_equals_full_search(rate, interval, lead_time, backorder):
    """No level of a wide range costs less."""
    best = optimal_order_up_to(rate, interval, lead_time, 1.0, backorder)
    grid = (
        PeriodicBaseStock(rate, interval, lead_time, level).cost(0, 1.0, backorder)
        for level in range(best.order_up_to + 40)
    )
    assert best.cost(0, 1.0, backorder) <= min(grid) + 1e-9


def test_ordering_cost_counts_reviews_that_order():
    """With demand in 63 % of the intervals, orders cost 63 % of the reviews' number, reviews all of it."""
    policy = PeriodicBaseStock(0.5, 2, 1, 4)
    stock = policy.cost(0, 1, 1)
    assert policy.cost(100, 1, 1, review_cost=10) - stock == pytest.approx(
        (10 + 100 * 0.632121) / 2, abs=1e-4
    )
