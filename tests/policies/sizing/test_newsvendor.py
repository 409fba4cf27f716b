"""The newsvendor against published cases, brute force and integration."""

import math

import numpy as np
import pytest
from scipy import integrate
from scipy.stats import lognorm, norm, poisson

from policies.sizing import (
    critical_ratio,
    mismatch_costs,
    newsvendor_discrete,
    newsvendor_lognormal,
    newsvendor_normal,
    newsvendor_poisson,
)


def table(given):
    """The demand of NV-04 as numbers."""
    return {float(units): p for units, p in given["pmf"].items()}


def test_nv_01(entry):
    """NV-01: quantity, critical ratio and cost by holding and stockout cost."""
    given, expected = entry("NV-01")["inputs"], entry("NV-01")["expected"]
    best = newsvendor_normal(given["mean"], given["sd"], underage=given["p"], overage=given["h"])
    assert best.quantity == pytest.approx(expected["S"], abs=1e-6)
    assert best.critical_ratio == pytest.approx(expected["critical_ratio"], abs=1e-6)
    assert best.service == pytest.approx(best.critical_ratio, rel=1e-12)
    assert best.cost == pytest.approx(expected["cost"], abs=1e-6)


def test_nv_02(entry):
    """NV-02: the same by prices, with its profit."""
    given, expected = entry("NV-02")["inputs"], entry("NV-02")["expected"]
    under, over = mismatch_costs(given["revenue"], given["cost"], given["salvage"])
    best = newsvendor_normal(given["mean"], given["sd"], under, over)
    assert best.quantity == pytest.approx(expected["S"], abs=1e-6)
    assert best.profit(given["revenue"], given["cost"]) == pytest.approx(
        expected["expected_profit"], abs=1e-6
    )


def test_nv_04(entry):
    """NV-04: a table of demand, the cost of every quantity and the best."""
    given, expected = entry("NV-04")["inputs"], entry("NV-04")["expected"]
    demand = table(given)
    best = newsvendor_discrete(demand, underage=given["p"], overage=given["h"])
    assert best.quantity == expected["S"]
    assert best.cost == pytest.approx(expected["cost"], rel=1e-12)
    costs = {
        units: newsvendor_discrete(demand, given["p"], given["h"], float(units)).cost
        for units in expected["cost_by_S"]
    }
    assert costs == pytest.approx(expected["cost_by_S"], rel=1e-12)


def test_nv_06(entry):
    """NV-06: service, order, profit, overstock and understock at the best order and at 450."""
    given, expected = entry("NV-06")["inputs"], entry("NV-06")["expected"]
    under, over = mismatch_costs(given["price"], given["cost"], given["net_salvage"])
    best = newsvendor_normal(given["mean"], given["sd"], under, over)
    assert best.critical_ratio == pytest.approx(expected["CSL"], abs=1e-6)
    assert best.quantity == pytest.approx(expected["order"], abs=1e-6)
    assert best.profit(given["price"], given["cost"]) == pytest.approx(expected["expected_profit"], abs=1e-6)
    assert best.leftover == pytest.approx(expected["expected_overstock"], abs=1e-6)
    assert best.shortage == pytest.approx(expected["expected_understock"], abs=1e-6)
    other = newsvendor_normal(given["mean"], given["sd"], under, over, quantity=450)
    assert other.leftover == pytest.approx(expected["expected_overstock_at_450"], abs=1e-6)
    assert other.shortage == pytest.approx(expected["expected_understock_at_450"], abs=1e-6)


def test_nv_07(entry):
    """NV-07: quantity, mismatch cost, profit and fill rate."""
    given, expected = entry("NV-07")["inputs"], entry("NV-07")["expected"]
    under, over = mismatch_costs(given["price"], given["cost"], given["salvage"])
    best = newsvendor_normal(given["mean"], given["sd"], under, over)
    assert best.quantity == pytest.approx(expected["Q"], abs=1e-6)
    assert best.cost == pytest.approx(expected["expected_mismatch_cost"], abs=1e-6)
    assert best.profit(given["price"], given["cost"]) == pytest.approx(expected["expected_profit"], abs=1e-6)
    assert best.fill_rate == pytest.approx(expected["fill_rate"], abs=1e-6)


def test_nv_09(entry):
    """NV-09: lognormal demand."""
    given, expected = entry("NV-09")["inputs"], entry("NV-09")["expected"]
    best = newsvendor_lognormal(given["mu_log"], given["sigma_log"], underage=given["p"], overage=given["h"])
    assert best.critical_ratio == pytest.approx(expected["critical_ratio"], abs=1e-6)
    assert best.quantity == pytest.approx(expected["S"], abs=1e-6)


@pytest.mark.parametrize(
    ("news", "law"),
    [
        (newsvendor_normal(80, 12, 5, 2, 90), norm(80, 12)),
        (newsvendor_lognormal(4, 0.5, 5, 2, 90), lognorm(0.5, scale=math.exp(4))),
    ],
)
def test_expectations_by_integration(news, law):
    """Mean, service, shortage and leftover equal their integrals."""
    low, high = law.ppf(1e-15), law.isf(1e-15)
    short = integrate.quad(lambda x: (x - 90) * law.pdf(x), 90, high)[0]
    left = integrate.quad(lambda x: (90 - x) * law.pdf(x), low, 90)[0]
    assert news.mean == pytest.approx(law.mean(), rel=1e-12)
    assert news.service == pytest.approx(law.cdf(90), rel=1e-12)
    assert (news.shortage, news.leftover) == pytest.approx((short, left), rel=1e-7)
    assert news.cost == pytest.approx(5 * short + 2 * left, rel=1e-7)


@pytest.mark.parametrize("mean", [0.0, 0.3, 7.0, 60.5])
@pytest.mark.parametrize("ratio", [(1, 99), (1, 1), (3, 1), (99, 1)])
def test_poisson_by_brute_force(mean, ratio):
    """Every quantity up to 150 is tried: the best costs least, and its expectations are sums."""
    best = newsvendor_poisson(mean, *ratio)
    demand = np.arange(400)
    weights = poisson.pmf(demand, mean)
    costs = [
        float((weights * (ratio[0] * np.maximum(demand - q, 0) + ratio[1] * np.maximum(q - demand, 0))).sum())
        for q in range(150)
    ]
    assert best.cost == pytest.approx(min(costs), abs=1e-9)
    assert costs[best.quantity] == pytest.approx(best.cost, abs=1e-9)
    assert newsvendor_poisson(mean, *ratio, quantity=5).cost == pytest.approx(costs[5], abs=1e-9)
    assert best.service == pytest.approx(poisson.cdf(best.quantity, mean), abs=1e-12)


def test_a_table_of_poisson_demand_gives_the_poisson_answer():
    """Two functions, one law."""
    demand = {float(k): float(poisson.pmf(k, 12.5)) for k in range(90)}
    by_table, by_law = newsvendor_discrete(demand, 4, 1), newsvendor_poisson(12.5, 4, 1)
    assert by_table.quantity == by_law.quantity
    assert by_table.cost == pytest.approx(by_law.cost, rel=1e-9)


def test_of_equal_costs_the_smaller_quantity():
    """A ratio that is met exactly takes the smaller quantity, and what never happens is not bought for."""
    assert newsvendor_discrete({1: 0.5, 2: 0.5}, 1, 1).quantity == 1
    assert newsvendor_discrete({1: 0.1, 2: 0.2, 3: 0.4, 4: 0.3}, 7, 3).quantity == 3
    assert newsvendor_discrete({1: 1.0, 9: 0.0}, 99, 1).quantity == 1


def test_a_penalty_is_part_of_what_a_missing_unit_costs():
    """Margin and penalty against purchase less salvage; a unit left over may even cost to get rid of."""
    assert mismatch_costs(10, 6, 1, penalty=3) == (7, 5)
    assert mismatch_costs(10, 6, -2) == (4, 8)
    best = newsvendor_normal(50, 8, *mismatch_costs(10, 6, 1, penalty=3))
    sold = best.mean - best.shortage
    expected = 10 * sold - 6 * best.quantity + 1 * best.leftover - 3 * best.shortage
    assert best.profit(price=10, unit_cost=6) == pytest.approx(expected, rel=1e-12)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: critical_ratio(0, 1), "underage is 0"),
        (lambda: critical_ratio(1, -1), "overage is -1"),
        (
            lambda: mismatch_costs(5, 5),
            r"price is 5; give one that with the penalty is above unit_cost \(5\)",
        ),
        (lambda: mismatch_costs(9, 5, salvage=5), r"salvage is 5; give one below unit_cost \(5\)"),
        (lambda: mismatch_costs(9, 5, penalty=-1), "penalty is -1"),
        (lambda: newsvendor_normal(5, 0, 1, 1), "sd is 0"),
        (lambda: newsvendor_normal(5, 1, 1, 1, quantity=math.inf), "quantity is inf"),
        (lambda: newsvendor_lognormal(5, -1, 1, 1), "log_sd is -1"),
        (lambda: newsvendor_lognormal(5, 1, 1, 1, quantity=0), "quantity is 0"),
        (lambda: newsvendor_poisson(-1, 1, 1), "mean is -1"),
        (lambda: newsvendor_poisson(5, 1, 1, quantity=1.5), "quantity is 1.5"),
        (lambda: newsvendor_discrete({1: 0.5, 2: 0.4}, 1, 1), "adding up to 0.9"),
        (lambda: newsvendor_discrete({-1: 1.0}, 1, 1), "demand is -1"),
    ],
)
def test_bad_arguments(call, message):
    """What makes no sense is refused, with the value."""
    with pytest.raises(ValueError, match=message):
        call()
