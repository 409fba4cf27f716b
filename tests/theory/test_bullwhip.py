"""The bullwhip effect of forecasts: variance of orders over variance of demand, against exact formulae."""

import math
from typing import Any

import pytest

from policies.forecast_base_stock import ForecastBaseStock
from sim import Control, Run, Scenario, simulate
from sim.distributions import Constant, Normal
from sim.network import Demand, Item, Network, Purchase, StockPoint, Supplier
from tests.worlds import entry, one_stock, orders_at, traced

PERIOD = 1.0 / 13.0
"""Demand, reviews and the figures of the run all go by a thirteenth of a year."""
MEAN, SPREAD = 1000.0, 40.0
"""Demand is so high that no order would ever be below zero."""
WARM_UP = 60


def world(policies: list[ForecastBaseStock], periods: int, seed: int = 0) -> Scenario:
    """Return a world with a stock point for each policy, each with customers of its own."""
    names = [f"p{k}" for k in range(len(policies))]
    network = Network(
        items=(Item(name="i", whole=False),),
        stock_points=tuple(StockPoint(name=n, item="i", initial=6 * MEAN) for n in names),
        suppliers=(Supplier(name="s"),),
        sources=tuple(Purchase(stock=n, supplier="s", lead_time=Constant(2 * PERIOD)) for n in names),
        demands=tuple(
            Demand(name=n, stock=n, interval=Constant(PERIOD), first=PERIOD, size=Normal(MEAN, SPREAD))
            for n in names
        ),
    )
    return Scenario(
        name="bullwhip",
        network=network,
        control=tuple(Control((n,), policy) for n, policy in zip(names, policies, strict=True)),
        horizon=(periods + WARM_UP + 0.5) * PERIOD,
        warm_up=(WARM_UP + 0.5) * PERIOD,
        time_unit="year",
        seed=seed,
    )


def ratio(run: Run, stock: str) -> float:
    """Return the variance of what was ordered in a period over that of what was drawn."""
    periods = run.of(stock, "periods")

    def variance(what: str) -> float:
        return run.of(stock, f"{what}_squares") / periods - (run.of(stock, f"{what}s") / periods) ** 2

    return variance("period_order") / variance("period_draw")


def policy(lead: int, **method: Any) -> ForecastBaseStock:
    """Return order-up-to the forecast for so many periods, without safety stock."""
    return ForecastBaseStock(review_period=PERIOD, cover=lead * PERIOD, initial=MEAN, offset=PERIOD, **method)


def cases() -> list[tuple[str, ForecastBaseStock, float]]:
    """Return the rows of BW-01 and BW-03: what it is, its policy and its ratio."""
    rows = []
    for row in entry("BW-01")["expected"]["table"]:
        method = {"method": "moving-average", "periods": row["p"]}
        rows.append((f"p={row['p']} L={row['L']}", policy(row["L"], **method), row["ratio"]))
    for row in entry("BW-03")["expected"]["table"]:
        method = {"method": "exponential-smoothing", "alpha": row["alpha"]}
        rows.append((f"alpha={row['alpha']} L={row['L']}", policy(row["L"], **method), row["ratio"]))
    return rows


def weights(lead: int, alpha: float, periods: int) -> list[float]:
    """Return by how much a unit of demand changes the orders now and in each period after."""
    if periods:
        return [1 + lead / periods, *[0.0] * (periods - 1), -lead / periods]
    return [1 + lead * alpha, *(-lead * alpha * alpha * (1 - alpha) ** k for k in range(200))]


def spread_of(given: list[float], count: int) -> float:
    """Return the standard deviation of the ratio over `count` periods of independent normal demand.

    The ratio is (sum over lags of c_lag x autocovariance) / variance; sample autocorrelations of white noise
    at different lags are independent with variance 1 / count, and the lag of zero cancels (Bartlett).
    """
    lags = [2 * sum(a * b for a, b in zip(given, given[k:], strict=False)) for k in range(1, len(given))]
    return math.sqrt(sum(c * c for c in lags) / count)


def test_the_published_formulae_follow_from_the_weights():
    """Entries BW-01 and BW-03: the ratio is the sum of the squared weights of a unit of demand."""
    for row in entry("BW-01")["expected"]["table"]:
        assert sum(w * w for w in weights(row["L"], 0, row["p"])) == pytest.approx(row["ratio"], abs=1e-6)
    for row in entry("BW-03")["expected"]["table"]:
        assert sum(w * w for w in weights(row["L"], row["alpha"], 0)) == pytest.approx(row["ratio"], abs=1e-6)


@pytest.mark.parametrize(
    ("method", "given"),
    [
        ({"method": "moving-average", "periods": 3}, weights(2, 0, 3)),
        ({"method": "exponential-smoothing", "alpha": 0.2}, weights(2, 0.2, 0)),
    ],
)
def test_an_impulse(method, given):
    """One period with 90 more than usual: the orders of all later periods are the weights, exactly."""
    demand = [1000.0] * 5 + [1090.0] + [1000.0] * 10
    rule = ForecastBaseStock(review_period=1.0, cover=2.0, initial=1000.0, offset=1.0, **method)
    scenario = one_stock(
        rule,
        orders_at([float(t) for t in range(1, 17)], demand),
        initial=2000.0 + 1000.0,
        lead_time=1.0,
        horizon=16.5,
        whole=False,
    )
    _, ledger = traced(scenario)
    orders = {t: units for t, _, _, units in ledger.of("order")}
    expected = {6.0 + k: 1000 + 90 * w for k, w in enumerate(given) if k <= 10}
    assert {t: orders[t] for t in expected} == pytest.approx(expected, abs=1e-6)
    assert all(orders[t] == pytest.approx(1000.0) for t in (2.0, 3.0, 4.0, 5.0))


def test_bullwhip_of_a_forecast():
    """Entries BW-01 and BW-03 in 400 periods each: within four standard deviations of the ratio.

    The deviations are those of theory; all 24 rows together are off by no more than chance, so that a shift
    common to all would be seen.
    """
    count = 400
    rows = cases()
    run = simulate(world([rule for _, rule, _ in rows], count))
    scores = []
    for k, (name, rule, exact) in enumerate(rows):
        lead = round(rule.cover / PERIOD)
        periods = rule.periods if rule.method == "moving-average" else 0
        spread = spread_of(weights(lead, rule.alpha, periods), count)
        scores.append((ratio(run, f"p{k}") - exact) / spread)
        assert run.of(f"p{k}", "periods") == count
        assert abs(scores[-1]) < 4, f"{name}: off by {scores[-1]:.2f} standard deviations"
    assert abs(sum(scores)) < 3.5 * math.sqrt(len(scores))


@pytest.mark.slow
@pytest.mark.parametrize(("name", "rule", "exact"), cases())
def test_bullwhip_of_a_forecast_to_the_published_tolerance(name, rule, exact):
    """Entries BW-01 and BW-03: within 2 % over 50,000 periods."""
    run = simulate(world([rule], 50_000), audit=False)
    assert ratio(run, "p0") == pytest.approx(exact, rel=0.02), name
