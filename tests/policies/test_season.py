"""A season bought once: what is ordered, how it is sized, and its profit curve simulated."""

import dataclasses
import math

import pytest

from policies.planning import PlanningRecord
from policies.season import Season
from policies.sizing import newsvendor_normal, newsvendor_poisson
from sim import Control, Scenario, simulate
from sim.distributions import Constant, Normal
from sim.network import Demand, Item, Network, Purchase, StockPoint, Supplier, SurplusReview
from tests.worlds import entry, one_stock, orders_at, traced

RECORD = PlanningRecord(
    stock="a", demand_rate=5.0, demand_variance=80.0, lead_time=14.0, unit_cost=100.0, whole=False
)


def shops(quantity, demands, *, price, cost, salvage=0.0, seed=0):
    """Return a world of one shop for each demand, each of which buys once: one season."""
    names = [f"shop {k}" for k in range(len(demands))]
    network = Network(
        items=(Item(name="jacket", unit_cost=cost, price=price, whole=False),),
        stock_points=tuple(StockPoint(name=n, item="jacket") for n in names),
        suppliers=(Supplier(name="maker"),),
        sources=tuple(Purchase(stock=n, supplier="maker", lead_time=Constant(2.0)) for n in names),
        demands=tuple(
            Demand(name=n, stock=n, interval=Constant(math.inf), first=5.0, size=law, unmet="lost")
            for n, law in zip(names, demands, strict=True)
        ),
        surplus_reviews=(
            SurplusReview(name="sale", stocks=tuple(names), every=9.0, keep=0.0, salvage=salvage),
        ),
    )
    control = tuple(Control((n,), Season(quantity, time=1.0)) for n in names)
    return Scenario(name="season", network=network, control=control, horizon=10.0, seed=seed)


def profits(quantity, demands, price, cost, salvage):
    """Return the profit of each shop, its leftovers sold at the end."""
    run = simulate(shops(quantity, demands, price=price, cost=cost, salvage=salvage / cost))
    sold = run.total("demand_units") - run.total("lost_units")
    return price * sold - run.total("purchased_value") + run.total("proceeds")


def test_one_order_and_nothing_else():
    """The quantity is ordered at its time, once, whatever is sold before and after."""
    demand = orders_at([4, 6, 30, 300], [10, 10, 10, 10])
    _, ledger = traced(one_stock(Season(25, time=5.0), demand, lead_time=3, horizon=400.0))
    assert [(t, q) for t, _, _, q in ledger.of("order")] == [(5.0, 35.0)]  # ten customers' units wait
    assert [(t, q) for t, _, _, q in ledger.of("receipt")] == [(8.0, 35.0)]


def test_what_is_there_counts():
    """Stock of the last season is part of the quantity; where there is more, nothing is bought."""
    demand = orders_at([6], [1])
    _, ledger = traced(one_stock(Season(25), demand, initial=9, horizon=9.0))
    assert [q for _, _, _, q in ledger.of("order")] == [16.0]
    _, ledger = traced(one_stock(Season(25), demand, initial=30, horizon=9.0))
    assert ledger.of("order") == []


def test_cost_of_every_quantity():
    """NV-04: twenty shops whose demands are the table itself cost exactly what the formula says."""
    known = entry("NV-04")
    given, expected = known["inputs"], known["expected"]
    demands = [Constant(float(u)) for u, p in given["pmf"].items() for _ in range(round(20 * p))]
    assert len(demands) == 20
    costs = {}
    for quantity in expected["cost_by_S"]:
        run = simulate(shops(float(quantity), demands, price=1.0, cost=1.0))
        short, left = run.total("lost_units").sum() / 20, run.total("surplus_units").sum() / 20
        costs[quantity] = given["p"] * short + given["h"] * left
    assert costs == pytest.approx(expected["cost_by_S"], rel=1e-12)
    assert min(costs, key=lambda quantity: costs[quantity]) == str(expected["S"])


def test_profit_curve():
    """NV-06: ski jackets, simulated; each profit lies in its 99 % interval, the peak where the formula says.

    All quantities meet the same 600 seasons, so that neighbours of the best can be told from it.
    """
    known = entry("NV-06")
    given, expected = known["inputs"], known["expected"]
    price, cost, salvage = given["price"], given["cost"], given["net_salvage"]
    best = round(expected["order"], 2)
    demands = [Normal(given["mean"], given["sd"])] * 600
    curve = {q: profits(q, demands, price, cost, salvage) for q in (350.0, 420.0, best, 520.0, 600.0)}
    for quantity, earned in curve.items():
        theory = newsvendor_normal(given["mean"], given["sd"], price - cost, cost - salvage, quantity)
        half = 2.58 * earned.std(ddof=1) / math.sqrt(len(earned))
        assert abs(earned.mean() - theory.profit(price, cost)) <= half
        assert half < 0.05 * theory.profit(price, cost)
    assert max(curve, key=lambda quantity: curve[quantity].mean()) == best
    assert curve[best].mean() == pytest.approx(expected["expected_profit"], rel=0.05)


@pytest.mark.parametrize(
    ("law", "theory"),
    [
        ("normal", newsvendor_normal(350.0, math.sqrt(5600.0), 150.0, 20.0).quantity),
        ("poisson", newsvendor_poisson(350.0, 150.0, 20.0).quantity),
    ],
)
def test_sized_by_the_critical_ratio(law, theory):
    """Seventy days at 5 a day and a variance of 80 a day, sold at 250, bought at 100, cleared at 80."""
    sized = Season.sized(RECORD, season=70.0, price=250.0, salvage=80.0, law=law, time=3.0)
    assert (sized.quantity, sized.time) == (pytest.approx(theory, rel=1e-12), 3.0)
    whole = Season.sized(dataclasses.replace(RECORD, whole=True), season=70.0, price=250.0, salvage=80.0)
    assert whole.quantity == round(newsvendor_normal(350.0, math.sqrt(5600.0), 150.0, 20.0).quantity)


def test_the_price_of_the_record_and_one_that_is_given():
    """The unit cost is that of the records unless another is given; a penalty raises the quantity."""
    given = {"season": 70.0, "price": 250.0, "salvage": 10.0}
    assert Season.sized(RECORD, **given) == Season.sized(RECORD, cost=100.0, **given)
    dearer = Season.sized(RECORD, cost=200.0, **given)
    assert dearer.quantity < Season.sized(RECORD, **given).quantity
    assert Season.sized(RECORD, penalty=100.0, **given).quantity > Season.sized(RECORD, **given).quantity


def test_sized_by_a_safety_factor():
    """Mean and standard deviations of the season, without any price; never less than nothing."""
    assert Season.sized(RECORD, season=70.0, safety_factor=1.0).quantity == 350 + math.sqrt(5600)
    assert Season.sized(RECORD, season=70.0, safety_factor=2.0, law="poisson").quantity == pytest.approx(
        350 + 2 * math.sqrt(350)
    )
    assert Season.sized(RECORD, season=1.0, safety_factor=-9.0).quantity == 0


def test_demand_that_is_certain_or_never_was():
    """Without variance the mean is bought, without demand nothing."""
    sure = dataclasses.replace(RECORD, demand_variance=0.0)
    assert Season.sized(sure, season=70.0, price=250.0).quantity == 350
    unsold = dataclasses.replace(sure, demand_rate=0.0)
    assert Season.sized(unsold, season=70.0, price=250.0).quantity == 0


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"season": 0.0}, "season is 0; it must be finite and above zero"),
        ({"season": 7.0, "law": "gamma"}, "law is 'gamma'; it must be normal or poisson"),
        ({"season": 7.0}, "price is 0.0; give a finite number above 0"),
        ({"season": 7.0, "price": 200.0, "salvage": 100.0}, "salvage is 100.0; give one below unit_cost"),
    ],
)
def test_bad_sizes(given, message):
    """What makes no sense is refused, with the value and what it must be."""
    with pytest.raises(ValueError, match=message):
        Season.sized(RECORD, **given)
