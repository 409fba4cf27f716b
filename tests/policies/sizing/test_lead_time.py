"""Demand over a lead time: the entry with a varying lead time, and compounding by hand."""

import pytest

from policies.sizing import lead_time_demand


def test_rq_10_deviation(entry):
    """RQ-10: the standard deviation when lead time varies as much as it lasts."""
    given, expected = entry("RQ-10")["inputs"], entry("RQ-10")["expected"]
    demand = lead_time_demand(given["daily_mean"], given["daily_sd"], given["L_mean"], given["L_sd"])
    assert demand.mean == given["daily_mean"] * given["L_mean"]
    assert demand.sd == pytest.approx(expected["sigma_LTD"], abs=1e-6)


def test_two_point_lead_time_by_hand():
    """A lead time of 1 or 3 with equal chance, demand 10 with variance 4: mean 20, variance 2 x 4 + 100."""
    demand = lead_time_demand(10, 2, 2, 1)
    first, second = (1 * 4 + 10**2), (3 * 4 + 30**2)  # second moments given the lead time
    assert demand.mean == 20
    assert demand.sd**2 == pytest.approx((first + second) / 2 - 20**2)
