"""The plant by hand: kits, routings, dispatching, posting, yield, parts lists of several levels."""

import pytest

from policies.base_stock import BaseStock
from policies.q_system import QSystem
from sim import Control, Scenario, simulate
from sim.contract import Every, Order, Remember
from sim.distributions import Constant
from sim.engine.chance import scrapped
from sim.engine.history import StockHistory
from sim.network import (
    Component,
    Item,
    Network,
    Operation,
    Production,
    Purchase,
    StockPoint,
    WorkCentre,
)
from tests.worlds import SUPPLIER, orders_at, to_order, traced

HOUR_BENCH = WorkCentre(name="bench", hours_per_day=1.0)
"""One machine that works one hour a day, so that an hour of work takes a day."""


def step(setup: float = 0.0, run: float = 0.0, centre: str = "bench") -> Operation:
    """Return an operation with fixed hours."""
    return Operation(work_centre=centre, setup_hours=Constant(setup), run_hours=Constant(run))


def plant(sources, demands, *, initial=None, centres=(HOUR_BENCH,), policies=None, horizon=100.0) -> Scenario:
    """Return a plant of whole items named after their stock points, all made or bought to order."""
    initial, policies = initial or {}, policies or {}
    names = dict.fromkeys(s.stock for s in sources)
    names.update(dict.fromkeys(initial))
    network = Network(
        items=tuple(Item(name=n, unit_cost=1.0) for n in names),
        stock_points=tuple(StockPoint(name=n, item=n, initial=initial.get(n, 0.0)) for n in names),
        suppliers=(SUPPLIER,),
        sources=tuple(sources),
        work_centres=tuple(centres),
        demands=tuple(demands),
    )
    made = dict.fromkeys(s.stock for s in sources)
    control = tuple(Control((n,), policies.get(n, to_order())) for n in made)
    return Scenario(name="plant", network=network, control=control, horizon=horizon)


def bought(stock: str, lead_time: float) -> Purchase:
    """Return a purchase with a fixed lead time."""
    return Purchase(stock=stock, supplier="supplier", lead_time=Constant(lead_time))


def times(ledger, kind: str, subject: str) -> list[float]:
    """Return when facts of a kind happened to a subject."""
    return [t for t, k, s, _ in ledger.of(kind) if s == subject]


def test_parts_list_of_three_levels():
    """One valve needs two stems, a stem three kg of bar: bar 4 days, stems 1 h each, assembly 2 h set-up."""
    sources = (
        Production(stock="valve", components=(Component(stock="stem", quantity=2),), route=(step(2, 0.5),)),
        Production(stock="stem", components=(Component(stock="bar", quantity=3),), route=(step(0, 1),)),
        bought("bar", 4),
    )
    run, ledger = traced(plant(sources, [orders_at([1], [2], "valve")]))
    assert [(k, s, q) for _, k, s, q in ledger.of("order")] == [
        ("order", "valve", 2),
        ("order", "stem", 4),
        ("order", "bar", 12),
    ]
    assert times(ledger, "receipt", "bar") == [5.0]
    assert times(ledger, "receipt", "stem") == [9.0]
    assert times(ledger, "receipt", "valve") == [12.0]
    assert run.of("valve", "run_time") == 11.0
    assert run.of("valve", "plant_time") == 3.0
    assert run.of("valve", "kit_wait") == 8.0
    assert run.of("valve", "wait_area") == 2 * 11.0


def _two_orders_for_scarce_parts(kitting: str):
    """Two products want parts x and y; x is there, y comes on day 5."""
    both = (Component(stock="x"), Component(stock="y"))
    sources = (
        Production(stock="first", components=both, kitting=kitting),
        Production(stock="second", components=(Component(stock="x"),), kitting=kitting),
        bought("y", 4),
    )
    demands = [orders_at([1], [1], "first"), orders_at([2], [1], "second")]
    return traced(plant(sources, demands, initial={"x": 1.0}, horizon=10))


def test_tote_reserves_parts_as_they_come():
    """A waiting tote holds the only x, so the second product cannot have it."""
    run, ledger = _two_orders_for_scarce_parts("tote")
    assert ledger.of("reserve") == [(1.0, "reserve", "x", 1.0), (5.0, "reserve", "y", 1.0)]
    assert ledger.of("finished") == [(5.0, "finished", "first", 1.0)]
    assert run.of("x", "reserved_area") == 4.0
    assert run.of("x", "on_hand_area") == 5.0


def test_complete_takes_nothing_before_all_is_there():
    """With kitting `complete` the second product takes the x that the first cannot use yet."""
    run, ledger = _two_orders_for_scarce_parts("complete")
    assert ledger.of("finished") == [(2.0, "finished", "second", 1.0)]
    assert run.of("x", "reserved_area") == 0.0


def test_totes_that_wait_for_each_other_are_reported():
    """Each of two totes holds what the other needs; the run says so.

    Two products of one instant take turns at each part. An earlier tie at part y has moved its turn on,
    so the first product gets the only x and the second the only y.
    """
    pair = (Component(stock="x"), Component(stock="y"))
    only_y = (Component(stock="y"),)
    sources = (
        Production(stock="first", components=pair),
        Production(stock="second", components=pair),
        Production(stock="third", components=only_y),
        Production(stock="fourth", components=only_y),
    )
    early, late = ("third", "fourth"), ("first", "second")
    demands = [orders_at([1], [1], n) for n in early] + [orders_at([2], [1], n) for n in late]
    scenario = plant(sources, demands, initial={"x": 1.0, "y": 3.0}, horizon=10)
    assert simulate(scenario).standoffs == 1


def test_routing_over_two_centres_with_queues():
    """Two lots over turning then assembly, one machine each, set-up a lot and run a unit."""
    centres = (WorkCentre(name="turn", hours_per_day=1), WorkCentre(name="fit", hours_per_day=2))
    route = (step(1, 1, "turn"), step(0, 2, "fit"))
    sources = (Production(stock="a", route=route),)
    run, ledger = traced(plant(sources, [orders_at([1, 2], [2, 4], "a")], centres=centres))
    # lot 1: turning 1..4, fitting 4..6; lot 2: waits to 4, turning 4..9, fitting 9..13
    assert times(ledger, "receipt", "a") == [6.0, 13.0]
    assert run.centre("turn", "wait_time") == 2.0
    assert run.centre("turn", "busy_area") == 8.0
    assert run.centre("fit", "busy_area") == 6.0
    assert run.of("a", "setup_hours") == 2.0


@pytest.mark.parametrize(
    ("rule", "order"),
    [
        ("first-come", ["busy", "long", "short"]),
        ("shortest", ["busy", "short", "long"]),
        ("due-date", ["busy", "short", "long"]),
    ],
)
def test_dispatching(rule, order):
    """While the machine is busy a long lot comes, then a short one that is due sooner."""
    sources = (
        Production(stock="busy", route=(step(0, 3),)),
        Production(stock="long", route=(step(0, 5),), planned_lead_time=50),
        Production(stock="short", route=(step(0, 1),), planned_lead_time=5),
    )
    demands = [orders_at([t], [1], s) for t, s in ((1, "busy"), (2, "long"), (3, "short"))]
    centre = WorkCentre(name="bench", hours_per_day=1, dispatching=rule)
    _, ledger = traced(plant(sources, demands, centres=(centre,)))
    assert [s for _, _, s, _ in ledger.of("finished")] == order


def test_lots_of_one_instant_are_seen_before_a_machine_is_loaded():
    """A long and a short lot come at once to a free machine: shortest first takes the short one."""
    sources = (
        Production(stock="a-long", route=(step(0, 5),)),
        Production(stock="b-short", route=(step(0, 1),)),
    )
    demands = [orders_at([1], [1], "a-long"), orders_at([1], [1], "b-short")]
    centre = WorkCentre(name="bench", hours_per_day=1, dispatching="shortest")
    _, ledger = traced(plant(sources, demands, centres=(centre,)))
    assert [s for _, _, s, _ in ledger.of("finished")] == ["b-short", "a-long"]


def test_the_foreman_picks_at_random_but_the_same_in_every_run():
    """The foreman's choice is a priority that an order is born with: not the order of arrival."""
    names = [f"p{k}" for k in range(8)]
    sources = tuple(Production(stock=n, route=(step(0, 1),)) for n in names)
    demands = [orders_at([1 + k / 100], [1], n) for k, n in enumerate(names)]
    centre = WorkCentre(name="bench", hours_per_day=1, dispatching="foreman")
    finished = [
        [s for _, _, s, _ in traced(plant(sources, demands, centres=(centre,)))[1].of("finished")]
        for _ in range(2)
    ]
    assert finished[0] == finished[1]
    assert sorted(finished[0]) == names
    assert finished[0] != names


@pytest.mark.parametrize(("posting", "posted"), [("lot", [5.0]), ("unit", [3.0, 4.0, 5.0])])
def test_posting_by_lot_or_by_unit(posting, posted):
    """Three units, set-up 1 h, 1 h each, from day 1: finished on days 3, 4, 5; posted so, or all on day 5."""
    sources = (Production(stock="a", route=(step(1, 1),), posting=posting),)
    scenario = plant(
        sources, [orders_at([1], [1], "a")], policies={"a": QSystem(0, 3)}, initial={"a": 1.0}, horizon=8
    )
    run, ledger = traced(scenario)
    assert times(ledger, "receipt", "a") == posted
    unposted = {"lot": 1 * 1.0 + 2 * 1.0, "unit": 0.0}[posting]
    assert run.of("a", "unposted_area") == pytest.approx(unposted)
    assert run.of("a", "wip_area") == pytest.approx({"lot": 3 * 4.0, "unit": 2 * 3 + 1 * 2 + 1}[posting])


def test_unposted_units_are_physical_and_counted_up_to_the_horizon():
    """A horizon in the middle of the last operation counts the units finished so far."""
    sources = (Production(stock="a", route=(step(1, 1),), posting="lot"),)
    scenario = plant(
        sources, [orders_at([1], [1], "a")], policies={"a": QSystem(0, 3)}, initial={"a": 1.0}, horizon=4.5
    )
    assert simulate(scenario).of("a", "unposted_area") == pytest.approx(1.5 + 0.5)


def test_sales_cannot_sell_what_is_not_posted():
    """A finished unit that is not on the record is refused: lost by lot posting, sold by unit posting."""
    for posting, lost in (("lot", 1.0), ("unit", 0.0)):
        sources = (Production(stock="a", route=(step(1, 1),), posting=posting),)
        demands = [orders_at([1], [1], "a"), orders_at([3.5], [1], "a", name="later", unmet="lost")]
        scenario = plant(sources, demands, policies={"a": QSystem(0, 3)}, initial={"a": 1.0}, horizon=8)
        assert simulate(scenario).of("a", "lost_units") == lost


def test_yield_takes_scrap_off_order_and_orders_again():
    """Scrapped units never come: they leave the position, and the policy orders them again."""
    sources = (Production(stock="a", route=(step(0, 0.01),), good_fraction=0.5),)
    scenario = plant(sources, [orders_at([1], [40], "a")], horizon=60)
    run, ledger = traced(scenario)
    assert run.of("a", "received_units") == 40
    assert run.of("a", "scrapped_units") == run.of("a", "ordered_units") - 40 > 5
    assert len(ledger.of("scrap")) >= 2


def test_scrap_is_binomial():
    """Scrap by inverse of one uniform number has the mean and variance of a binomial."""
    draws = [scrapped(50, 0.1, (k + 0.5) / 4000) for k in range(4000)]
    mean = sum(draws) / len(draws)
    variance = sum((d - mean) ** 2 for d in draws) / len(draws)
    assert mean == pytest.approx(50 * 0.1, rel=0.002)
    assert variance == pytest.approx(50 * 0.1 * 0.9, rel=0.01)


def test_overlapping_lots_of_one_product():
    """A second lot may start before the first is finished; both are on order."""
    sources = (Production(stock="a", route=(step(0, 2),), processing=Constant(1)),)
    scenario = plant(sources, [orders_at([1, 2], [5, 5], "a")], policies={"a": BaseStock(0)}, horizon=40)
    history = StockHistory(["a"], 1.0)
    run = simulate(scenario, watches=[history])
    assert run.of("a", "made_orders") == 2
    assert min(history.net["a"]) == -10


@pytest.mark.parametrize(("sees", "expected"), [("recorded", (0.0, 3.0, 3.0)), ("physical", (2.0, 1.0, 3.0))])
def test_a_policy_that_sees_the_shelf_is_shown_unposted_units(sees, expected):
    """On day 4.5 two of three units are finished and not posted: on order by the record, there in fact."""
    seen = []

    class Looking:
        review = Every(3.5, 1.0)

        def decide(self, view):
            if not view.memory:
                return [Order("a", 3.0), Remember(True)]
            stock = view.stocks["a"]
            seen.append((stock.on_hand, stock.on_order, stock.position))
            return []

    policy = Looking()
    policy.sees = sees
    sources = (Production(stock="a", route=(step(1, 1),), posting="lot"),)
    simulate(plant(sources, [], policies={"a": policy}, horizon=5))
    assert seen == [expected]
