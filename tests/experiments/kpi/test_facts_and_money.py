"""The facts of a run, priced one by one, add up to the figures of money."""

import pytest

from experiments.kpi import network_kpis
from policies.q_system import QSystem
from sim import Control, Scenario
from sim.distributions import Discrete, Exponential, Gamma
from sim.network import (
    Accounts,
    Count,
    Demand,
    Freight,
    Item,
    Loss,
    Network,
    Purchase,
    StockPoint,
    Supplier,
)
from tests.worlds import traced

PRICE = {"bolt": 9.0, "nut": 3.5}
COST = {"bolt": 10.0, "nut": 4.0}
SELLING = {"bolt": 16.0, "nut": 7.0}
ORDER = {"bolt": 12.0, "nut": 5.0}
COUNT = 2.5


def a_year_of_trade() -> Scenario:
    """Return a year of two items bought from one supplier, lost by the way, counted, and sold."""
    names = ("bolt", "nut")
    network = Network(
        items=tuple(Item(name=n, unit_cost=COST[n], price=SELLING[n], weight_kg=0.2) for n in names),
        stock_points=tuple(StockPoint(name=n, item=n, initial=60) for n in names),
        suppliers=(Supplier(name="smith", freight=Freight(per_shipment=30.0, per_kg=2.0)),),
        sources=tuple(
            Purchase(
                stock=n,
                supplier="smith",
                lead_time=Gamma(mean=9, sd=3),
                price=PRICE[n],
                order_cost=ORDER[n],
            )
            for n in names
        ),
        demands=tuple(
            Demand(
                name=f"buyers of {n}",
                stock=n,
                interval=Exponential(mean=1.5),
                size=Discrete((1.0, 2.0, 5.0)),
                unmet=unmet,
            )
            for n, unmet in zip(names, ("lost", "backorder"), strict=True)
        ),
        losses=(Loss(name="pilferage", stocks=names, share_per_year=0.4, every=7),),
        counts=(Count(name="cycle", stocks=names, every=30, cost=COUNT),),
        accounts=Accounts(holding_rate=0.2, shortage_per_unit=1.5, shortage_per_event=4.0),
    )
    control = tuple(Control((n,), QSystem(order_point=20, quantity=60)) for n in names)
    return Scenario(name="trade", network=network, control=control, horizon=365, seed=11)


def test_facts_add_up_to_the_money_of_a_run() -> None:
    """Purchases, freight, order costs, counts, shrinkage and sales, from the facts alone."""
    world = a_year_of_trade()
    run, ledger = traced(world)
    found = network_kpis(run, world)

    def worth(kind: str, of: dict[str, float]) -> float:
        return sum(of[name] * units for _, _, name, units in ledger.of(kind))

    assert len(ledger.of("count")) == 2 * 12 and len(ledger.of("loss")) > 5
    wanted = {
        "purchase_cost": worth("receipt", PRICE),
        "freight_cost": sum(charge for *_, charge in ledger.of("freight")),
        "ordering_cost": sum(ORDER[name] for _, _, name, _ in ledger.of("order")),
        "counting_cost": COUNT * len(ledger.of("count")),
        "shrinkage_value": worth("loss", COST),
        "write_off": worth("loss", COST),
        "lost_margin": worth("lost", {n: SELLING[n] - COST[n] for n in COST}),
        "revenue": worth("demand", SELLING) - worth("lost", SELLING),
        "short_picks": len(ledger.of("short-pick")),
    }
    assert min(wanted.values()) > 0
    assert {name: found[name] for name in wanted} == pytest.approx(wanted)


def test_shortages_by_the_facts() -> None:
    """What is issued at the very time of a demand is served at once; the rest costs by unit and by line."""
    world = a_year_of_trade()
    run, ledger = traced(world)
    issued = {(time, name): units for time, _, name, units in ledger.of("issue")}
    short = [units - issued.get((time, name), 0.0) for time, _, name, units in ledger.of("demand")]
    lines = sum(units > 0 for units in short)
    assert lines > 5
    assert network_kpis(run, world)["shortage_cost"] == pytest.approx(1.5 * sum(short) + 4.0 * lines)
