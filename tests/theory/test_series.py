"""Serial chains under echelon base stock: published costs, and the exact recursion path by path."""

from typing import Any

import numpy as np
import pytest

from policies.echelon_base_stock import EchelonBaseStock
from sim import Control, Run, Scenario
from sim.distributions import Constant, Exponential, Normal, Poisson
from sim.network import Demand, Item, Network, Purchase, StockPoint, Supplier, Transfer
from tests.worlds import entry, hold, orders_at, traced


def chain(
    levels: list[float], lead_times: list[float], demand: Demand, review: float, **more: Any
) -> Scenario:
    """Return stages in a row, `s1` next to the customers, under echelon base stock, each filled up."""
    names = [f"s{stage}" for stage in range(1, len(levels) + 1)]
    below = [0.0, *levels]
    whole = more.pop("whole", True)
    network = Network(
        items=(Item(name="a", unit_cost=1.0, whole=whole),),
        stock_points=tuple(
            StockPoint(name=name, item="a", initial=level - below[stage])
            for stage, (name, level) in enumerate(zip(names, levels, strict=True))
        ),
        suppliers=(Supplier(name="outside"),),
        sources=(
            *(
                Transfer(stock=name, origin=names[stage + 1], lead_time=Constant(lead_times[stage]))
                for stage, name in enumerate(names[:-1])
            ),
            Purchase(stock=names[-1], supplier="outside", lead_time=Constant(lead_times[-1])),
        ),
        demands=(demand,),
    )
    policy = EchelonBaseStock(review_period=review, echelon_level=dict(zip(names, levels, strict=True)))
    return Scenario(name="chain", network=network, control=(Control(tuple(names), policy),), **more)


def cost_of(holding: list[float], shortage: float) -> Any:
    """Return a reader of the cost per time: units at each stage and on their way from it, and backorders."""

    def cost(run: Run) -> float:
        total = shortage * run.of("s1", "backorder_area")
        for stage, price in enumerate(holding, start=1):
            units = run.of(f"s{stage}", "on_hand_area")
            if stage > 1:  # what the stage below has on order and is not owed here is on its way
                units += run.of(f"s{stage - 1}", "on_order_area") - run.of(f"s{stage}", "backorder_area")
            total += price * units
        return total / run.time

    return cost


def test_published_chain_of_three_with_normal_demand() -> None:
    """Entry SER-01: the cost of Snyder and Shen's chain, ordering after the demand of the day."""
    known = entry("SER-01")
    inputs, expected = known["inputs"], known["expected"]
    demand = Demand(name="d", stock="s1", interval=Constant(1.0), size=Normal(5, 1))
    scenario = chain(
        expected["echelon_base_stock"],
        inputs["lead_times_stage1_2_3"],
        demand,
        review=1.0,
        horizon=820,
        warm_up=20,
        whole=False,
    )
    hold(scenario, (cost_of(inputs["local_h"], inputs["stockout"]), expected["cost"], 0.01))


def four_stages(review: float, demand: Demand, row: int = 1, **more: Any) -> tuple[Scenario, Any, float]:
    """Return a chain of entry SER-03, the reader of its cost, and the published cost."""
    known = entry("SER-03")
    line = known["expected"]["table"][row]
    echelon = line["echelon_h_stage1_to_4"]
    local = [sum(echelon[stage:]) for stage in range(4)]
    scenario = chain(line["S"], [known["inputs"]["lead_time_each"]] * 4, demand, review, **more)
    return scenario, cost_of(local, line["p"]), line["cost"]


@pytest.mark.slow
def test_published_chain_of_four_with_poisson_demand() -> None:
    """Entry SER-03, row 9, to one per cent.

    With equal lead times, a review that long and the demand of one lead time between two reviews, each
    review finds what continuous review would: what is left after independent Poisson demands.
    """
    demand = Demand(name="d", stock="s1", interval=Constant(0.25), size=Poisson(4.0))
    scenario, cost, published = four_stages(0.25, demand, horizon=505, warm_up=5)
    hold(scenario, (cost, published, 0.01))


def test_published_chain_of_four_in_short() -> None:
    """Entry SER-03, row 9, as before, with as much as there is time for."""
    demand = Demand(name="d", stock="s1", interval=Constant(0.25), size=Poisson(4.0))
    scenario, cost, published = four_stages(0.25, demand, horizon=45, warm_up=5)
    hold(scenario, (cost, published, 0.06))


def test_continuous_review_follows_the_recursion() -> None:
    """Customers at random: each stage has, a lead time later, what it and those before it had, less demand.

    Echelon stock IN_j(t + L) = min(S_j, IN_j+1(t)) - demand in (t, t + L], exactly, at any time; so the net
    stock of the customers' stage is known from the demands alone.
    """
    demand = Demand(name="d", stock="s1", interval=Exponential(1 / 16))
    levels, lead = [8, 13, 18, 22], 0.25
    scenario, _, _ = four_stages(0.0, demand, row=0, horizon=12.0)
    _, ledger = traced(scenario)
    drawn = np.array([f.time for f in ledger.facts if f.kind == "demand" and f.subject == "s1"])
    came = [(f.time, f.quantity) for f in ledger.facts if f.kind == "receipt" and f.subject == "s1"]
    assert len(drawn) > 100
    lowest = 0.0
    for now in np.linspace(2.0, 11.9, 200):
        ends = [now - k * lead for k in range(5)]
        demands = [np.count_nonzero((drawn > ends[k + 1]) & (drawn <= ends[k])) for k in range(4)]
        expected = levels[3] - demands[3]
        for stage in (2, 1, 0):
            expected = min(levels[stage], expected) - demands[stage]
        net = levels[0] + sum(q for at, q in came if at <= now) - np.count_nonzero(drawn <= now)
        assert net == expected
        lowest = min(lowest, net)
    assert lowest < 0


def test_a_trace_by_hand() -> None:
    """Two stages, a day each: every stage orders what customers drew, whatever the next one ordered.

    Levels 5 and 8. Day 1 takes 4, day 2 takes 6: each day both stages order just that. The depot holds 3, so
    one unit of the first order is late by a day.
    """
    scenario = chain([5, 8], [1.0, 1.0], orders_at([1, 2], [4, 6], "s1"), review=1.0, horizon=6.0)
    run, ledger = traced(scenario)
    orders = [(f.time, f.subject, f.quantity) for f in ledger.facts if f.kind == "order"]
    assert orders == [(1, "s1", 4), (1, "s2", 4), (2, "s1", 6), (2, "s2", 6)]
    left = [(f.time, f.quantity) for f in ledger.facts if f.kind == "depart" and f.subject == "s1"]
    assert left == [(1, 3), (2, 1), (2, 3), (3, 3)]
    # day 2: 1 + 3 came, 6 wanted: 2 short for a day, until 1 + 3 come on day 3
    assert run.of("s1", "backorder_area") == 2
    assert run.of("s2", "backorder_area") == 1 + 3
