"""A run goes over from one way of replenishing to another with its stock and its open orders."""

from dataclasses import replace

import pytest

from policies.base_stock import BaseStock
from policies.q_system import QSystem
from sim import Control, DataError, Scenario, simulate
from sim.distributions import Constant
from sim.engine.history import StockHistory
from sim.engine.transition import Transition
from sim.network import (
    Component,
    Count,
    Demand,
    Item,
    Loss,
    Network,
    Operation,
    Production,
    Purchase,
    StockPoint,
    Supplier,
    WorkCentre,
)

SHOP = Network(
    items=(Item(name="tap", unit_cost=10.0, price=20.0, whole=True),),
    stock_points=(StockPoint(name="tap", item="tap", initial=10),),
    suppliers=(Supplier(name="works"),),
    sources=(Purchase(stock="tap", supplier="works", lead_time=Constant(5.0)),),
    demands=(Demand(name="walk-in", stock="tap", interval=Constant(1.0), size=Constant(1.0)),),
)


def shop(policy: object, network: Network = SHOP, horizon: float = 60.0) -> Scenario:
    """One shop that sells a tap a day, and a policy."""
    return Scenario(
        name="shop", network=network, control=(Control(("tap",), policy),), horizon=horizon, time_unit="day"
    )


def stock_of(scenario: Scenario, *watches: Transition) -> list[float]:
    """Net stock at the end of each day."""
    history = StockHistory(["tap"], 1.0)
    simulate(scenario, watches=[history, *watches])
    return history.net["tap"]


def test_another_policy_decides_from_the_moment_on() -> None:
    """Base stock of 10 with five days' lead time keeps 5 on hand; 30 from day 20 on keeps 25, by hand."""
    low, high = shop(BaseStock(10.0)), shop(BaseStock(30.0))
    stock = stock_of(low, Transition(high, 20.0))
    assert stock[19] == 5
    assert stock[20:25] == [5, 5, 5, 5, 5]
    assert stock[26] == 25
    assert stock[:20] == stock_of(low)[:20]


def test_a_transition_to_the_same_way_changes_nothing() -> None:
    """Whoever goes over to what he does already finds every stock as it was."""
    way = shop(QSystem(order_point=7, quantity=12))
    assert stock_of(way, Transition(way, 17.0)) == stock_of(way)


def test_open_orders_are_taken_over() -> None:
    """An order that is on its way counts in the position of the new policy, which does not order it again."""
    first, second = shop(QSystem(order_point=5, quantity=20)), shop(QSystem(order_point=5, quantity=20))
    run = simulate(first, watches=[Transition(second, 7.0)])
    assert run.of("tap", "orders") == simulate(first).of("tap", "orders")


def test_two_transitions_follow_each_other() -> None:
    """To 30 on day 20, back to 10 on day 40: nothing is ordered for twenty days, 30 - 19 are left."""
    low, high = shop(BaseStock(10.0)), shop(BaseStock(30.0))
    stock = stock_of(low, Transition(high, 20.0), Transition(low, 40.0))
    assert (stock[19], stock[39], stock[59]) == (5, 25, 11)


PLANT = Network(
    items=(
        Item(name="tap", unit_cost=10.0, price=20.0, whole=True),
        Item(name="body", unit_cost=4.0, whole=True),
    ),
    stock_points=(
        StockPoint(name="tap", item="tap", initial=20),
        StockPoint(name="body", item="body", initial=500),
    ),
    work_centres=(WorkCentre(name="bench", servers=1, hours_per_day=8.0, dispatching="first-come"),),
    sources=(
        Production(
            stock="tap",
            components=(Component(stock="body"),),
            route=(Operation(work_centre="bench", run_hours=Constant(1.0)),),
            posting="lot",
            planned_lead_time=4.0,
        ),
    ),
    demands=(Demand(name="walk-in", stock="tap", interval=Constant(1.0), size=Constant(1.0)),),
    losses=(Loss(name="astray", stocks=("body",), share_per_year=0.5, every=5.0),),
)


def plant(network: Network = PLANT) -> Scenario:
    """A bench that makes taps in lots of eight, from bodies that go astray."""
    return shop(QSystem(order_point=8, quantity=8), network, 80.0)


def changed(**fields: object) -> Network:
    """The plant with another production."""
    (production,) = PLANT.sources
    return replace(PLANT, sources=(replace(production, **fields),))


def test_posting_changes_for_lots_that_start_later() -> None:
    """A lot of eight at an hour each is posted at once today, and one by one after the transition."""
    lot = simulate(plant(), watches=[])
    unit = simulate(plant(), watches=[Transition(plant(changed(posting="unit")), 0.0)])
    assert lot.of("tap", "unposted_area") > 0
    assert unit.of("tap", "unposted_area") == 0


def test_hours_change_for_work_that_starts_later() -> None:
    """At twice the hours a lot is on the bench half as long: the bench is busy half the time."""
    centre = replace(PLANT.work_centres[0], hours_per_day=16.0)
    usual = simulate(plant())
    longer = simulate(plant(), watches=[Transition(plant(replace(PLANT, work_centres=(centre,))), 0.0)])
    assert longer.centre("bench", "busy_area") == pytest.approx(usual.centre("bench", "busy_area") / 2)


def test_a_count_begins_with_the_transition() -> None:
    """What is counted in the new way is counted once at the start: the record is right from then on."""
    counted = replace(PLANT, counts=(Count(name="cycle", stocks=("body",), every=1000.0, cost=7.0),))
    before = simulate(plant())
    after = simulate(plant(), watches=[Transition(plant(counted), 79.0)])
    assert before.of("body", "counts") == 0
    assert (after.of("body", "counts"), after.of("body", "count_cost")) == (1, 7.0)


def test_a_rule_that_ranks_anew_takes_over_the_queue() -> None:
    """Lots that wait first come, first served are ranked by due date after the transition, none is lost."""
    centre = replace(PLANT.work_centres[0], dispatching="due-date")
    run = simulate(plant(), watches=[Transition(plant(replace(PLANT, work_centres=(centre,))), 9.0)])
    assert run.of("tap", "made_units") == simulate(plant()).of("tap", "made_units") > 0


@pytest.mark.parametrize(
    ("network", "words"),
    [
        (replace(PLANT, losses=()), "losses"),
        (replace(PLANT, stock_points=PLANT.stock_points[:1]), "stock points"),
        (changed(good_fraction=0.9), "sources, such as 'tap'"),
        (replace(PLANT, work_centres=(replace(PLANT.work_centres[0], servers=2),)), "work centres"),
        (replace(PLANT, work_centres=(replace(PLANT.work_centres[0], dispatching="foreman"),)), "foreman"),
        (
            replace(
                PLANT, work_centres=(replace(PLANT.work_centres[0], dispatching="due-date", setups="shared"),)
            ),
            "bench",
        ),
    ],
)
def test_what_cannot_change_while_goods_flow_is_refused_with_its_name(network: Network, words: str) -> None:
    """A transition keeps the network: the message names the part that would change."""
    with pytest.raises(DataError, match=words):
        simulate(plant(), watches=[Transition(plant(network), 10.0)])
