"""Shelf life, design changes, surplus, limited room and orders under way, traced by hand or exact."""

import math
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from scipy import stats

from policies.p_system import PSystem
from policies.q_system import QSystem
from sim import Control, DataError, Run, Scenario, simulate
from sim.distributions import Constant, Exponential, Poisson
from sim.engine.ledger import Ledger
from sim.engine.world import World
from sim.errors import AuditError
from sim.network import (
    Bookkeeping,
    Component,
    Count,
    Demand,
    DesignChange,
    Item,
    Loss,
    Network,
    OpeningOrder,
    Place,
    Production,
    Purchase,
    StockPoint,
    SurplusReview,
)
from tests.worlds import SUPPLIER, hold, one_stock, orders_at, to_order, traced

NEVER = QSystem(order_point=-1e9, quantity=1)
"""A policy that does not order: only what is under way comes."""


def coming(*due: tuple[float, float], stock: str = "a") -> tuple[OpeningOrder, ...]:
    """Return orders under way, as (date, quantity)."""
    return tuple(OpeningOrder(stock=stock, quantity=q, due=t) for t, q in due)


def store(
    demand: Demand,
    *deliveries: tuple[float, float],
    horizon: float = 20.0,
    initial: float = 0.0,
    item: dict[str, Any] | None = None,
    point: dict[str, Any] | None = None,
    policy: Any = NEVER,
    **network: Any,
) -> Scenario:
    """Return a world of one stock point `a`, with deliveries that are under way, as (date, quantity)."""
    scenario = one_stock(policy, demand, initial=initial, horizon=horizon)
    whole = scenario.network
    return replace(
        scenario,
        network=replace(
            whole,
            items=(replace(whole.items[0], **(item or {})),),
            stock_points=(replace(whole.stock_points[0], **(point or {})),),
            opening_orders=coming(*deliveries),
            **network,
        ),
    )


def both(scenario: Scenario, *kinds: str) -> tuple[Run, list[tuple[float, float]]]:
    """Run, and return the run with the (time, quantity) of the facts of some kinds."""
    run, ledger = traced(scenario)
    return run, [(t, q) for t, _, _, q in ledger.of(*kinds)]


def at_the_end(scenario: Scenario) -> tuple[Run, World]:
    """Run, and return the run and the world as it is at the end."""
    worlds: list[World] = []
    return simulate(scenario, watches=[worlds.append]), worlds[0]


NOBODY = orders_at([1000.0], [1.0])


# ---- shelf life


@pytest.mark.parametrize(
    ("issuing", "expired"),
    [("fifo", [(10, 1), (13, 4)]), ("fefo", [(10, 1), (13, 4)]), ("lifo", [(10, 4), (13, 1)])],
)
def test_which_units_leave_first(issuing, expired):
    """Four at time 0 and six at 3 keep for ten days; 3 are drawn at 5 and 2 at 11: oldest or newest first."""
    shelf = {"item": {"shelf_life": 10.0}, "point": {"issuing": issuing}}
    run, lost = both(store(orders_at([5, 11], [3, 2]), (3, 6), initial=4, **shelf), "expired")
    assert lost == expired
    assert run.of("a", "expired_units") == 5
    on_hand = 4 * 3 + 10 * 2 + 7 * 5 + (7 - expired[0][1]) * 1 + (5 - expired[0][1]) * 2
    assert run.of("a", "on_hand_area") == on_hand


@pytest.mark.parametrize(("issuing", "expired"), [("fifo", [(13, 5)]), ("lifo", [(10, 2), (13, 3)])])
def test_what_left_before_a_receipt_left_the_batches_of_then(issuing, expired):
    """Two of four old units go at 1; six new ones come at 3; three more go at 5."""
    shelf = {"item": {"shelf_life": 10.0}, "point": {"issuing": issuing}}
    assert both(store(orders_at([1, 5], [2, 3]), (3, 6), initial=4, **shelf), "expired")[1] == expired


def test_who_comes_in_the_last_instant_is_still_served():
    """Stock expires at the end of an instant, after its customers."""
    run, lost = both(store(orders_at([10], [1]), initial=4, item={"shelf_life": 10.0}), "expired")
    assert lost == [(10.0, 3.0)]
    assert run.of("a", "filled_units") == 1


def test_what_is_set_apart_for_a_kit_does_not_expire():
    """Two of three parts wait in a tote from day 1; on day 5 one expires; on day 8 the kit is complete."""
    network = Network(
        items=(Item(name="p"), Item(name="x", shelf_life=5.0), Item(name="y")),
        stock_points=(
            StockPoint(name="p", item="p"),
            StockPoint(name="x", item="x", initial=3.0),
            StockPoint(name="y", item="y"),
        ),
        suppliers=(SUPPLIER,),
        sources=(
            Production(stock="p", components=(Component(stock="x"), Component(stock="y"))),
            Purchase(stock="y", supplier="supplier"),
        ),
        demands=(orders_at([1], [2], "p"),),
        opening_orders=coming((8, 2), stock="y"),
    )
    control = (Control(("p",), to_order()), Control(("y",), NEVER))
    run, ledger = traced(Scenario(name="kit", network=network, control=control, horizon=9.0))
    assert ledger.of("expired", "withdraw", "finished") == [
        (5.0, "expired", "x", 1.0),
        (8.0, "withdraw", "x", 2.0),
        (8.0, "withdraw", "y", 2.0),
        (8.0, "finished", "p", 2.0),
    ]
    assert run.of("x", "on_hand_area") == 3 * 5 + 2 * 3


def test_returned_units_are_new_again():
    """Four units expire on day 5; the two that came back on day 3 on day 8."""
    back = orders_at([3], [-2], returns=True)
    assert both(store(back, initial=4, item={"shelf_life": 5.0}), "expired")[1] == [(5, 4), (8, 2)]


def test_life_begins_on_the_shelf_not_on_the_record():
    """Goods come on day 2 and are booked on day 6: with a life of 5 they expire on day 7."""
    slow = Bookkeeping(name="slow", stocks=("a",), delay=Constant(4.0))
    scenario = store(NOBODY, (2, 6), item={"shelf_life": 5.0}, bookkeeping=(slow,))
    run, lost = both(scenario, "expired")
    assert lost == [(7.0, 6.0)]
    assert run.of("a", "hidden_area") == 6 * 4 and run.of("a", "on_hand_area") == 6 * 1


def test_units_that_expire_before_they_are_booked_stay_on_the_record():
    """With a life of 3 they are gone before the papers are through: the record then says six too many."""
    slow = Bookkeeping(name="slow", stocks=("a",), delay=Constant(4.0))
    scenario = store(NOBODY, (2, 6), item={"shelf_life": 3.0}, bookkeeping=(slow,), horizon=10.0)
    run, world = at_the_end(scenario)
    assert run.of("a", "expired_units") == 6 and run.of("a", "hidden_area") == 6 * 3
    assert world.stocks["a"].phantom.value == 6 and run.of("a", "phantom_area") == 6 * 4


def test_units_found_again_are_as_old_as_the_newest():
    """Half of eight are mislaid on day 2, found on day 3, half mislaid on day 4; four expire on day 5."""
    half = Loss(name="mislaid", stocks=("a",), share_per_year=math.log(2) * 365 / 2, recovered=1.0, every=2.0)
    count = Count(name="count", stocks=("a",), every=100.0, first=3.0)
    item = {"shelf_life": 5.0, "whole": False}
    scenario = store(NOBODY, initial=8, item=item, losses=(half,), counts=(count,), horizon=5.5)
    run, lost = both(scenario, "expired")
    assert lost == [(5.0, 4.0)]
    assert run.of("a", "hidden_area") == 0 and run.of("a", "shrunk_units") == 8 - 4


def test_units_found_when_nothing_else_is_there_are_new():
    """Of eight four are mislaid on day 2 and four expire at 2.5; the four found on day 3 begin anew."""
    half = Loss(name="mislaid", stocks=("a",), share_per_year=math.log(2) * 365 / 2, recovered=1.0, every=2.0)
    count = Count(name="count", stocks=("a",), every=100.0, first=3.0)
    item = {"shelf_life": 2.5, "whole": False}
    scenario = store(NOBODY, initial=8, item=item, losses=(half,), counts=(count,), horizon=5.9)
    assert both(scenario, "expired")[1] == [(2.5, 4.0), (5.5, 2.0)]


def perishable(policy: Any, demand: Demand, life: float, horizon: float, **more: Any) -> Scenario:
    """Return a world of one perishable item with no lead time."""
    scenario = one_stock(policy, demand, horizon=horizon, warm_up=100.0, **more)
    return replace(
        scenario, network=replace(scenario.network, items=(Item(name="a", unit_cost=1.0, shelf_life=life),))
    )


def test_outdating_of_a_batch_at_a_time():
    """An empty shelf is filled with Q at once: of a batch expires what is not drawn within its life.

    A cycle ends with the Q-th customer or the end of life m, so by Wald its mean length is
    E[min(N, Q)] / rate, where N, the customers within m, is Poisson; E[(Q - N)+] units expire in it.
    """
    rate, life, lot = 1.0, 2.0, 3
    n = np.arange(lot)
    mass = stats.poisson.pmf(n, rate * life)
    outdated = float(((lot - n) * mass).sum())
    cycle = (lot - outdated) / rate
    buyers = Demand(name="buyers", stock="a", interval=Exponential(1 / rate))
    hold(
        perishable(QSystem(0, lot), buyers, life, 2600.0),
        (lambda run: run.of("a", "expired_units") / run.time, outdated / cycle, 0.04),
        (lambda run: run.of("a", "orders") / run.time, 1 / cycle, 0.01),
        replications=12,
    )


def test_outdating_of_a_newspaper():
    """Filled up to S each morning, all that is left at night is thrown away: E[(S - D)+] a day."""
    mean, level = 8.0, 10
    days = Demand(name="days", stock="a", interval=Constant(1.0), size=Poisson(mean), first=0.5, unmet="lost")
    d = np.arange(level)
    left = float(((level - d) * stats.poisson.pmf(d, mean)).sum())
    hold(
        perishable(PSystem(1.0, level), days, 0.75, 1100.0),
        (lambda run: run.of("a", "expired_units") / run.time, left, 0.04),
        (lambda run: run.of("a", "lost_units") / run.time, mean - level + left, 0.15),
        replications=12,
    )


def busy(issuing: str, life: float | None) -> Scenario:
    """Return a world with random demand and lead times under a life that matters."""
    scenario = one_stock(
        QSystem(6, 12),
        Demand(name="buyers", stock="a", interval=Exponential(0.5), size=Poisson(1.5), unmet="lost"),
        initial=9,
        lead_time=Exponential(2.0),
        horizon=300.0,
    )
    network = scenario.network
    return replace(
        scenario,
        network=replace(
            network,
            items=(replace(network.items[0], shelf_life=life),),
            stock_points=(replace(network.stock_points[0], issuing=issuing),),
        ),
    )


@pytest.mark.parametrize("issuing", ["fifo", "lifo", "fefo"])
def test_units_are_conserved_and_watching_changes_nothing(issuing):
    """What came in went to customers, expired, or is there; the auditor's looks change no unit's age."""
    scenario = busy(issuing, 6.0)
    run, world = at_the_end(scenario)
    of = lambda total: run.of("a", total)  # noqa: E731
    assert of("expired_units") > 20
    there = 9 + of("received_units") - of("filled_units") - of("late_units") - of("expired_units")
    assert world.stocks["a"].on_hand == there
    lots = world.batches["a"]
    lots.reconcile()
    assert sum(lot.quantity for lot in lots.batches) == there
    assert np.array_equal(simulate(scenario, audit=False).stocks, run.stocks)


def test_newest_first_wastes_more():
    """In the same random world more expires under lifo than under fifo; and fefo is fifo."""
    fifo, lifo, fefo = (simulate(busy(issuing, 6.0)) for issuing in ("fifo", "lifo", "fefo"))
    assert lifo.of("a", "expired_units") > fifo.of("a", "expired_units")
    assert np.array_equal(fefo.stocks, fifo.stocks)


def test_a_life_that_never_ends_changes_nothing():
    """Nothing expires: the same totals as without a shelf life."""
    assert np.array_equal(simulate(busy("lifo", 1e6)).stocks, simulate(busy("lifo", None)).stocks)


def test_a_shelf_life_of_zero_is_refused():
    """An item that is worthless when it comes is an error."""
    with pytest.raises(DataError, match="item 'a' has a shelf life of 0; give it a time above zero"):
        simulate(store(NOBODY, item={"shelf_life": 0.0}))


@pytest.mark.parametrize("step", [-1.0, 1.0])
def test_the_auditor_counts_the_lots(step):
    """A lot that somebody changed no longer sums to the shelf, or holds more than came."""

    def tamper(world: World) -> None:
        def change() -> None:
            world.batches["a"].batches[0].quantity += step

        world.clock.at(1.5, "OBSERVE", change)

    scenario = store(NOBODY, initial=4, item={"shelf_life": 10.0}, horizon=5.0)
    with pytest.raises(AuditError, match="lots hold"):
        simulate(scenario, watches=[tamper])


# ---- design changes


def change(**fields: Any) -> dict[str, Any]:
    """Return a design change of `a` every four days."""
    given = {"name": "revision", "stocks": ("a",), "interval": Constant(4.0), **fields}
    return {"design_changes": (DesignChange(**given),), "item": {"unit_cost": 5.0}}


def test_a_design_change_scraps_the_shelf():
    """Seven on the shelf at 4 and the five that came at 6, at 8: a fifth of 5 money for each of them."""
    scenario = store(orders_at([1], [3]), (6, 5), initial=10, horizon=9.0, **change(salvage=0.2))
    run, ledger = traced(scenario)
    assert ledger.of("design-change", "obsolete") == [
        (4.0, "design-change", "a", 7.0),
        (4.0, "obsolete", "a", 7.0),
        (8.0, "design-change", "a", 5.0),
        (8.0, "obsolete", "a", 5.0),
    ]
    assert run.of("a", "obsolete_units") == 12 and run.of("a", "proceeds") == 12
    assert run.of("a", "on_hand_area") == 10 * 1 + 7 * 3 + 5 * 2


def test_a_design_change_reworks_the_shelf():
    """A tenth of 5 money for seven at 4 and for twelve at 8; the stock stays."""
    fields = change(disposition="rework", rework_cost=0.1)
    run, lost = both(store(orders_at([1], [3]), (6, 5), initial=10, horizon=9.0, **fields), "obsolete")
    assert run.of("a", "rework_cost") == pytest.approx((7 + 12) * 0.1 * 5)
    assert lost == [] and run.of("a", "proceeds") == 0


def test_a_design_change_may_use_stock_up():
    """Nothing is lost and nothing is paid: only the fact is told."""
    fields = change(disposition="use-up", rework_cost=0.1, salvage=0.2)
    run, told = both(store(orders_at([1], [3]), initial=10, horizon=9.0, **fields), "design-change")
    plain = simulate(store(orders_at([1], [3]), initial=10, horizon=9.0, item={"unit_cost": 5.0}))
    assert told == [(4, 7), (8, 7)]
    assert np.array_equal(run.stocks, plain.stocks)


def test_a_scrapped_shelf_is_replenished():
    """The position falls with the stock, and the policy is asked."""
    scenario = store(NOBODY, initial=10, horizon=5.0, policy=QSystem(2, 8), **change())
    assert both(scenario, "order", "receipt")[1] == [(4, 8), (4, 8)]


def test_design_changes_come_when_they_come():
    """The dates belong to the stock point, whatever the policy does there."""
    fields = change(interval=Exponential(3.0))
    dates = [
        [t for t, _ in both(store(NOBODY, initial=9, policy=policy, **fields), "design-change")[1]]
        for policy in (NEVER, QSystem(20, 8))
    ]
    assert dates[0] == dates[1] and len(dates[0]) > 3


def test_design_changes_without_end_are_refused():
    """An interval of zero would never let time go on."""
    with pytest.raises(DataError, match="design change 'revision' has a mean interval of 0"):
        simulate(store(NOBODY, **change(interval=Constant(0.0))))


# ---- surplus


def clearing(**fields: Any) -> dict[str, Any]:
    """Return a review of `a` every ten days that keeps stock for five."""
    given = {"name": "clearance", "stocks": ("a",), "every": 10.0, "keep": 5.0, **fields}
    return {"surplus_reviews": (SurplusReview(**given),), "item": {"unit_cost": 2.0}}


def test_stock_for_too_long_is_sold():
    """One a day is drawn: of 40 left on day 10 five days' worth is kept; on day 20 five wait."""
    steady = orders_at(range(1, 21), [1] * 20)
    run, sold = both(store(steady, initial=50, horizon=21.0, **clearing(salvage=0.25)), "surplus")
    assert sold == [(10.0, 35.0)]
    assert run.of("a", "surplus_units") == 35 and run.of("a", "proceeds") == 35 * 0.25 * 2


def test_surplus_is_a_whole_number():
    """Three in ten days make 1.5 for five: of seven left 5 go, and two stay; divisible stock keeps 1.5."""
    drawn = orders_at([1, 2, 3], [1, 1, 1])
    assert both(store(drawn, initial=10, horizon=11.0, **clearing()), "surplus")[1] == [(10.0, 5.0)]
    fields = clearing()
    fields["item"] = {"whole": False}
    assert both(store(drawn, initial=10, horizon=11.0, **fields), "surplus")[1] == [(10.0, 5.5)]


def test_what_is_not_drawn_is_all_surplus():
    """Demand that is lost is no demand that anybody saw; the rest stays because somebody waits for it."""
    assert both(store(NOBODY, initial=4, horizon=11.0, **clearing()), "surplus")[1] == [(10.0, 4.0)]
    all_or_none = orders_at([9], [9], partial=False)
    assert both(store(all_or_none, initial=4, horizon=11.0, **clearing()), "surplus")[1] == []
    gone = orders_at([9], [9], partial=False, unmet="lost")
    assert both(store(gone, initial=4, horizon=11.0, **clearing()), "surplus")[1] == [(10.0, 4.0)]


def test_surplus_reviews_without_end_are_refused():
    """A review every 0 days is an error."""
    with pytest.raises(DataError, match="surplus review 'clearance' comes every 0"):
        simulate(store(NOBODY, **clearing(every=0.0)))


# ---- places


def room(initial: float, **place: Any) -> dict[str, Any]:
    """Return a place of ten cubic metres for units of two."""
    given = {"name": "depot", "capacity_m3": 10.0, **place}
    return {
        "initial": initial,
        "item": {"volume_m3": 2.0},
        "point": {"place": "depot"},
        "places": (Place(**given),),
    }


STEADY = orders_at([0.5, 1.5, 2.5, 3.5], [1, 1, 1, 1])


def test_room_beyond_the_capacity_is_rented():
    """16, 14, 12, 10 and 8 cubic metres are read on the days: 6 + 4 + 2 beyond ten; the area is exact."""
    run = simulate(store(STEADY, horizon=4.0, **room(8)))
    assert run.place("depot", "overflow_area") == 6 + 4 + 2
    assert run.place("depot", "volume_area") == 16 * 0.5 + 14 + 12 + 10 + 8 * 0.5
    assert run.place("depot", "peak") == 16 and run.place("depot", "readings") == 5


def test_the_peak_is_that_since_the_warm_up():
    """From day 2 on, 12 cubic metres are the most, and 2 beyond ten for a day."""
    run = simulate(replace(store(STEADY, horizon=4.0, **room(8)), warm_up=2.0))
    assert run.place("depot", "peak") == 12 and run.place("depot", "overflow_area") == 2
    assert run.place("depot", "readings") == 3


def test_room_is_read_once_a_day_in_every_unit_of_time():
    """96 hours are four days."""
    run = simulate(replace(store(NOBODY, horizon=96.0, **room(8)), time_unit="hour"))
    assert run.place("depot", "readings") == 5 and run.place("depot", "overflow_area") == 6 * 96


def test_a_place_without_limit_is_read_all_the_same():
    """The room taken is known, and none is rented."""
    run = simulate(store(STEADY, horizon=4.0, **room(8, capacity_m3=None)))
    assert run.place("depot", "overflow_area") == 0 and run.place("depot", "peak") == 16


def test_renting_changes_no_stock():
    """The same stock totals with and without a place."""
    fields = room(8)
    there = simulate(store(STEADY, horizon=4.0, **fields))
    del fields["places"]
    assert np.array_equal(simulate(store(STEADY, horizon=4.0, **fields)).stocks, there.stocks)


def test_a_delivery_that_does_not_fit_waits_at_the_gate():
    """Two units come on day 1 and there is room for one; one goes at 1.5; on day 2 they are let in."""
    scenario = store(orders_at([1.5], [1]), (1, 2), horizon=4.0, **room(4, overflow="refuse"))
    run, ledger = traced(scenario)
    assert ledger.of("refused-delivery", "receipt") == [
        (1.0, "refused-delivery", "a", 2.0),
        (2.0, "receipt", "a", 2.0),
    ]
    assert run.of("a", "refused_deliveries") == 1
    assert run.of("a", "on_order_area") == 2 * 2
    assert run.of("a", "on_hand_area") == 4 * 1.5 + 3 * 0.5 + 5 * 2
    assert run.of("a", "purchased_value") == 2


def test_whoever_waits_at_the_gate_comes_first():
    """Room for one from 1.5 on: the one that waits since day 1 takes it when the next comes at 1.75."""
    scenario = store(orders_at([1.5, 2.5], [1, 1]), (1, 1), (1.75, 1), **room(5, overflow="refuse"))
    _, ledger = traced(scenario)
    assert [(f.time, f.kind, f.reference) for f in ledger.facts if "re" in f.kind[:2]] == [
        (1.0, "refused-delivery", 1),
        (1.75, "receipt", 1),
        (1.75, "refused-delivery", 2),
        (3.0, "receipt", 2),
    ]


def test_goods_at_the_gate_when_the_run_ends_are_paid_and_on_order():
    """They have come and are not in: the auditor's money and units add up."""
    run = simulate(store(NOBODY, (1, 2), horizon=4.0, **room(4, overflow="refuse")))
    assert run.of("a", "received_units") == 0 and run.of("a", "on_order_area") == 2 * 4
    assert run.of("a", "refused_deliveries") == 1


def test_whoever_waits_is_served_when_the_gate_opens():
    """Room is taken by `b`; the customer of `a` waits until `b` is drawn, and one day's try."""
    network = Network(
        items=(Item(name="i", volume_m3=1.0),),
        stock_points=(
            StockPoint(name="a", item="i", place="depot"),
            StockPoint(name="b", item="i", place="depot", initial=3.0),
        ),
        suppliers=(SUPPLIER,),
        sources=(Purchase(stock="a", supplier="supplier"),),
        demands=(orders_at([0.5], [2], "a"), orders_at([1.5], [1], "b")),
        places=(Place(name="depot", capacity_m3=4.0, overflow="refuse"),),
        opening_orders=coming((1, 2)),
    )
    scenario = Scenario(name="depot", network=network, control=(Control(("a",), NEVER),), horizon=4.0)
    assert traced(scenario)[1].of("receipt", "issue") == [
        (1.5, "issue", "b", 1.0),
        (2.0, "receipt", "a", 2.0),
        (2.0, "issue", "a", 2.0),
    ]


def test_room_for_all_refuses_nothing():
    """A gate that is wide enough changes no total."""
    wide = simulate(
        store(STEADY, (1, 2), (2, 3), horizon=4.0, **room(4, capacity_m3=99.0, overflow="refuse"))
    )
    rented = simulate(store(STEADY, (1, 2), (2, 3), horizon=4.0, **room(4)))
    assert np.array_equal(wide.stocks, rented.stocks)


def test_what_can_never_fit_is_an_error():
    """Six units of two cubic metres into ten: never."""
    text = (
        "a delivery of 6 to stock point 'a' takes 12 cubic metres and place 'depot' has 10 in all; order less"
    )
    with pytest.raises(DataError, match=text):
        simulate(store(NOBODY, (1, 6), **room(0, overflow="refuse")))


def test_what_is_posted_unit_by_unit_cannot_wait():
    """A lot at the gate is whole; units that leave a machine one by one are refused as data."""
    scenario = store(NOBODY, **room(0, overflow="refuse"))
    made = (Production(stock="a", posting="unit"),)
    with pytest.raises(DataError, match="posted unit by unit, which cannot wait; set posting = 'lot'"):
        simulate(replace(scenario, network=replace(scenario.network, sources=made)))
    lots = (Production(stock="a", posting="lot"),)
    lot = replace(scenario, network=replace(scenario.network, sources=lots))
    lot = replace(lot, control=(Control(("a",), QSystem(3, 4)),))
    run = simulate(replace(lot, network=replace(lot.network, demands=(orders_at([1, 2.5], [1, 3]),))))
    assert run.of("a", "refused_deliveries") == 1 and run.of("a", "made_units") == 8


# ---- orders under way at the start


def test_a_run_from_todays_books():
    """Four on the shelf, 5 due on day 2 and 6 on day 7; three are drawn on each of four days.

    The position falls from 15 to 3 on day 4, when ten are ordered that come on day 8; three wait from
    day 4 until day 7.
    """
    scenario = store(
        orders_at([1, 2, 3, 4], [3, 3, 3, 3]), (2, 5), (7, 6), initial=4, horizon=9.0, policy=QSystem(3, 10)
    )
    source = Purchase(stock="a", supplier="supplier", lead_time=Constant(4.0), order_cost=50.0, price=1.5)
    run, ledger = traced(replace(scenario, network=replace(scenario.network, sources=(source,))))
    assert ledger.of("opening-order", "order", "receipt") == [
        (0.0, "opening-order", "a", 5.0),
        (0.0, "opening-order", "a", 6.0),
        (2.0, "receipt", "a", 5.0),
        (4.0, "order", "a", 10),
        (7.0, "receipt", "a", 6.0),
        (8.0, "receipt", "a", 10),
    ]
    of = lambda total: run.of("a", total)  # noqa: E731
    assert of("orders") == 1 and of("order_cost") == 50 and of("ordered_units") == 10
    assert of("received_units") == 21 and of("purchased_value") == 21 * 1.5
    assert of("on_order_area") == 5 * 2 + 6 * 7 + 10 * 4
    assert of("on_hand_area") == 4 * 1 + 1 * 1 + 3 * 1 + 0 * 4 + 3 * 1 + 13 * 1
    assert of("wait_area") == 3 * 3 and of("late_orders") == 0


@pytest.mark.parametrize(("patience", "lost"), [(5.0, 0), (4.0, 3)])
def test_customers_are_quoted_the_date_of_an_order_under_way(patience, lost):
    """Five are due on day 6; who comes on day 1 is told so."""
    asking = orders_at([1], [3], unmet="quote", patience=Constant(patience))
    assert simulate(store(asking, (6, 5))).of("a", "lost_units") == lost


def test_orders_under_way_may_be_of_the_plant():
    """A production order of the books comes when it is due, past the plant."""
    scenario = store(NOBODY, (2, 5), horizon=4.0)
    scenario = replace(scenario, network=replace(scenario.network, sources=(Production(stock="a"),)))
    run = simulate(scenario)
    assert run.of("a", "received_units") == 5 and run.of("a", "made_units") == 0
    assert run.of("a", "on_hand_area") == 5 * 2


@pytest.mark.parametrize(
    ("order", "sourced", "text"),
    [
        (OpeningOrder(stock="a", quantity=1.0, due=1.0), False, "stock point 'a', which has no source"),
        (OpeningOrder(stock="a", quantity=0.0, due=1.0), True, "give it a whole quantity above zero"),
        (OpeningOrder(stock="a", quantity=1.5, due=1.0), True, "give it a whole quantity above zero"),
        (OpeningOrder(stock="a", quantity=1.0, due=-1.0), True, "due at -1; .* a date from zero on"),
    ],
)
def test_wrong_orders_under_way_are_refused(order, sourced, text):
    """An order without a source, without units, or due in the past is an error."""
    scenario = store(NOBODY)
    network = replace(scenario.network, opening_orders=(order,))
    if not sourced:
        scenario = replace(scenario, control=())
        network = replace(network, sources=())
    with pytest.raises(DataError, match=text):
        simulate(replace(scenario, network=network))


def test_a_ledger_is_told_of_orders_under_way():
    """The fact carries the number of the order."""
    ledger = Ledger()
    simulate(store(NOBODY, (2, 5)), observers=[ledger])
    opening, receipt = (next(f for f in ledger.facts if f.kind == k) for k in ("opening-order", "receipt"))
    assert opening.reference == receipt.reference
