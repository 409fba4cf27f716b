"""Dated events: each by hand, beside what else may happen to an order."""

import itertools
from dataclasses import replace
from typing import Any

import pytest

from policies.base_stock import BaseStock
from sim import DEFAULT_PHASES, STOCKPYL_PHASES, Control, DataError, Run, Scenario, simulate
from sim.contract import Every, Expedite, Order, View
from sim.distributions import Constant, Exponential, Geometric
from sim.engine.ledger import Ledger
from sim.network import (
    Breakdown,
    Component,
    Demand,
    Event,
    Expediting,
    Inspection,
    Item,
    Loss,
    Network,
    OpeningOrder,
    Operation,
    Production,
    Purchase,
    StockPoint,
    Supplier,
    Transfer,
    WorkCentre,
)
from tests.worlds import orders_at, traced

SUPPLIERS = (Supplier(name="s"), Supplier(name="other"))


class Orders:
    """Orders what it is told when it is told, and keeps the dates that it is promised."""

    def __init__(self, *orders: tuple[float, str, float], then: Any = None) -> None:
        self.orders = orders
        self.then = then
        self.promised: dict[float, list[float]] = {}

    @property
    def review(self) -> Every:
        """Every day."""
        return Every(1.0)

    def decide(self, view: View):
        """Order what is due today."""
        self.promised[view.now] = [o.promised for s in view.stocks.values() for o in s.open_orders]
        yield from (Order(stock, units) for day, stock, units in self.orders if day == view.now)
        if self.then is not None:
            yield from self.then(view)


def bought(stock: str = "a", lead_time: float = 4.0, supplier: str = "s", **more: Any) -> Purchase:
    """Return a purchase at 2 money a unit."""
    return Purchase(stock=stock, supplier=supplier, lead_time=Constant(lead_time), price=2.0, **more)


def world(
    events: tuple[Event, ...],
    *sources: Any,
    orders: Orders | None = None,
    demands: tuple[Demand, ...] = (),
    initial: dict[str, float] | None = None,
    horizon: float = 20.0,
    whole: bool = True,
    control: tuple[Control, ...] | None = None,
    phases: Any = DEFAULT_PHASES,
    **more: Any,
) -> Scenario:
    """Return a world whose stock points are those of its sources, of their parts and of `initial`."""
    sources = sources or (bought(),)
    initial = initial or {}
    parts = [c.stock for s in sources for c in getattr(s, "components", ())]
    names = list(dict.fromkeys([*(s.stock for s in sources), *parts, *initial]))
    planner = orders or Orders()
    replenished = tuple(dict.fromkeys(s.stock for s in sources))
    network = Network(
        items=tuple(Item(name=n, unit_cost=1.0, whole=whole) for n in names),
        stock_points=tuple(StockPoint(name=n, item=n, initial=initial.get(n, 0.0)) for n in names),
        suppliers=more.pop("suppliers", SUPPLIERS),
        sources=sources,
        demands=demands or (orders_at([99], [1], names[0]),),
        events=events,
        **more,
    )
    return Scenario(
        name="events",
        network=network,
        control=control or (Control(replenished, planner),),
        horizon=horizon,
        phases=phases,
    )


def event(kind: Any, at: float, **more: Any) -> Event:
    """Return an event that is called like its kind."""
    return Event(**{"name": kind, "kind": kind, "at": at, **more})


def facts(ledger: Ledger, *kinds: str) -> list[tuple[float, str, float]]:
    """Return time, kind and quantity of the facts of some kinds."""
    return [(f.time, f.kind, f.quantity) for f in ledger.facts if f.kind in kinds]


def receipts(ledger: Ledger) -> list[tuple[float, str, float]]:
    """Return time, stock point and quantity of each receipt."""
    return [(t, name, q) for t, _, name, q in ledger.of("receipt")]


# ---- late supplier


def late(**more: Any) -> Event:
    """Return the news of day 2 that orders of supplier s come three days later."""
    return event("late-supplier", **{"at": 2.0, "supplier": "s", "duration": 3.0, **more})


def test_an_order_under_way_comes_later_and_its_promise_moves():
    """Ordered on day 1, due on day 5: told on day 2, seen by the planner on day 2, received on day 8."""
    orders = Orders((1, "a", 6))
    run, ledger = traced(world((late(),), orders=orders))
    assert facts(ledger, "event", "delayed") == [(2.0, "event", 6.0), (2.0, "delayed", 6.0)]
    assert next(f.subject for f in ledger.facts if f.kind == "event") == "s"
    assert receipts(ledger) == [(8.0, "a", 6.0)]
    assert (orders.promised[2], orders.promised[7]) == ([8.0], [8.0])
    assert run.of("a", "on_order_area") == 6 * 7
    assert run.of("a", "on_hand_area") == 6 * 12
    assert run.of("a", "late_orders") == 1
    assert run.of("a", "tardiness") == 3


def test_what_is_ordered_after_the_news_is_not_late():
    """An order of day 2, placed when the news is known, keeps its four days and overtakes the late one."""
    _, ledger = traced(world((late(),), orders=Orders((1, "a", 6), (2, "a", 1))))
    assert receipts(ledger) == [(6.0, "a", 1.0), (8.0, "a", 6.0)]


def test_what_has_arrived_is_not_late():
    """Goods that came on day 1 are under inspection on day 2: they are here, and keep their time."""
    source = bought(lead_time=1, inspection=Inspection(time=Constant(3.0)))
    orders = Orders((0, "a", 6))
    _, ledger = traced(world((late(),), source, orders=orders))
    assert receipts(ledger) == [(4.0, "a", 6.0)]
    assert orders.promised[3] == [4.0]


def test_goods_that_would_arrive_on_the_day_of_the_news_are_late():
    """An event is the first thing of its instant: what was due on day 2 comes on day 5."""
    _, ledger = traced(world((late(),), bought(lead_time=2), orders=Orders((0, "a", 6))))
    assert receipts(ledger) == [(5.0, "a", 6.0)]


@pytest.mark.parametrize(
    ("which", "days"),
    [
        ({}, {"a": 8.0, "b": 8.0, "c": 5.0}),
        ({"stock": "a"}, {"a": 8.0, "b": 5.0, "c": 5.0}),
        ({"supplier": None, "stock": "c"}, {"a": 5.0, "b": 5.0, "c": 8.0}),
    ],
)
def test_whose_orders_are_late(which, days):
    """The orders of a supplier, of one stock point from it, or of a stock point: all else keeps its time."""
    sources = bought("a"), bought("b"), bought("c", supplier="other")
    orders = Orders((1, "a", 6), (1, "b", 6), (1, "c", 6))
    _, ledger = traced(world((late(**which),), *sources, orders=orders))
    assert {name: time for time, name, _ in receipts(ledger)} == days


def test_an_order_on_the_desk_or_waiting_to_leave_comes_later_too():
    """On the desk until day 3, then for the timetable of day 6: due on day 10, it comes on day 13."""
    suppliers = (Supplier(name="s", departure_period=6.0),)
    for day, source in ((1.0, bought(processing=Constant(2.0))), (2.0, bought(processing=Constant(0.0)))):
        news = late(at=day + 1)
        run, ledger = traced(world((news,), source, orders=Orders((1, "a", 6)), suppliers=suppliers))
        assert receipts(ledger) == [(13.0, "a", 6.0)]
        assert run.of("a", "on_order_area") == 6 * 12


def test_two_pieces_of_news_add_up():
    """Three days on day 2 and two more on day 4: due on day 5, it comes on day 10; so do opening ones."""
    news = (late(), event("late-supplier", 4.0, name="more", supplier="s", duration=2.0))
    scenario = world(
        news, orders=Orders((1, "a", 6)), opening_orders=(OpeningOrder(stock="a", quantity=3, due=4.5),)
    )
    assert receipts(traced(scenario)[1]) == [(9.5, "a", 3.0), (10.0, "a", 6.0)]


def test_an_opening_order_comes_later():
    """Under way at time zero and due on day 3, it comes and is paid on day 6; one of day 1 was in time."""
    opening = tuple(OpeningOrder(stock="a", quantity=q, due=t) for q, t in ((5, 3), (2, 1)))
    orders = Orders()
    run, ledger = traced(world((late(),), orders=orders, opening_orders=opening))
    assert receipts(ledger) == [(1.0, "a", 2.0), (6.0, "a", 5.0)]
    assert facts(ledger, "event", "delayed") == [(2.0, "event", 5.0), (2.0, "delayed", 5.0)]
    assert orders.promised[2] == [6.0]
    assert run.of("a", "purchased_value") == 7 * 2


def test_one_shipment_stays_one_shipment():
    """Two lines travel together and are late together; the freight was charged once, when they left."""
    sources = bought("a"), bought("b")
    _, ledger = traced(world((late(),), *sources, orders=Orders((1, "a", 6), (1, "b", 2))))
    assert receipts(ledger) == [(8.0, "a", 6.0), (8.0, "b", 2.0)]


@pytest.mark.parametrize(
    ("crossing", "second"), [("free", 7.0), ("in-sequence", 8.0), ("queue", 9.0 + 0.0)], ids=lambda v: str(v)
)
def test_nothing_overtakes_a_late_shipment_where_shipments_keep_their_order(crossing, second):
    """Ordered on days 1 and 3, four days each, the first three days late: the second as the lane has it."""
    scenario = world(
        (late(),),
        orders=Orders((1, "a", 6), (3, "a", 1)),
        suppliers=(Supplier(name="s", crossing=crossing),),
    )
    assert sorted(receipts(traced(scenario)[1])) == sorted([(8.0, "a", 6.0), (second, "a", 1.0)])


def test_orders_that_queue_at_the_supplier_are_each_late_once():
    """Two orders of day 1 and 2 that are made one after the other: both come three days later, not six."""
    events = (event("late-supplier", 2.5, supplier="s", duration=3.0),)
    for processing in (0.0, 1.0):
        source = bought(processing=Constant(processing))
        days = []
        for happening in ((), events):
            scenario = world(
                happening,
                source,
                orders=Orders((1, "a", 6), (2, "a", 1)),
                suppliers=(Supplier(name="s", crossing="queue"),),
            )
            days.append([time for time, _, _ in receipts(traced(scenario)[1])])
        assert days[1] == [day + 3 for day in days[0]]


def test_a_late_order_can_be_hurried():
    """Late by the news of day 2 it is due on day 8; hurried on day 4, half of the rest is cut: day 6."""

    def hurry(view: View):
        if view.now == 4:
            yield Expedite(view.stocks["a"].open_orders[0].number)

    source = bought(expediting=Expediting(cost=9.0, factor=0.5))
    run, ledger = traced(world((late(),), source, orders=Orders((1, "a", 6), then=hurry)))
    assert receipts(ledger) == [(6.0, "a", 6.0)]
    assert run.of("a", "expedite_cost") == 9


def test_the_rest_of_a_short_delivery_is_late_when_it_is_under_way():
    """Half comes on day 5, the rest leaves then, due on day 9: told on day 6, it comes on day 12."""
    source = bought(delivered=Constant(0.5))
    _, ledger = traced(world((late(at=6.0),), source, orders=Orders((1, "a", 6))))
    assert receipts(ledger) == [(5.0, "a", 3.0), (12.0, "a", 3.0)]


def test_customers_are_quoted_the_late_date():
    """A customer of day 3 accepts three days: by the first promise he waits, by the new one he leaves."""
    customer = orders_at([3], [2], unmet="quote", patience=Constant(3.0))
    lost = []
    for events in ((), (late(),)):
        run, _ = traced(world(events, orders=Orders((1, "a", 6)), demands=(customer,)))
        lost.append(run.of("a", "lost_units"))
    assert lost == [0, 2]


# ---- deliveries


def short(at: float = 2.0, quantity: float = 2.0, **more: Any) -> Event:
    """Return a delivery to a that is short."""
    return event("short-shipment", at, stock="a", quantity=quantity, **more)


def rejects(at: float = 2.0, quantity: float = 2.0, **more: Any) -> Event:
    """Return a delivery to a that fails inspection in part."""
    return event("rejects", at, stock="a", quantity=quantity, **more)


@pytest.mark.parametrize(("kind", "fact"), [(short, "short"), (rejects, "rejected")])
def test_units_of_the_next_delivery_do_not_come(kind, fact):
    """Of six units of day 5 two are missing (or rejected) and not paid; the delivery of day 7 is whole."""
    run, ledger = traced(world((kind(),), orders=Orders((1, "a", 6), (3, "a", 4))))
    assert facts(ledger, "event", fact, "accept", "receipt") == [
        (5.0, "event", 2.0),
        (5.0, fact, 2.0),
        (5.0, "accept", 4.0),
        (5.0, "receipt", 4.0),
        (7.0, "accept", 4.0),
        (7.0, "receipt", 4.0),
    ]
    assert run.of("a", f"{fact}_units") == 2
    assert run.of("a", "purchased_value") == 8 * 2
    assert run.of("a", "on_order_area") == 6 * 4 + 4 * 4
    assert run.of("a", "on_hand_area") == 4 * 2 + 8 * 13


@pytest.mark.parametrize("kind", [short, rejects])
def test_the_position_falls_and_the_policy_orders_again(kind):
    """A base stock of six is ordered on day 0; two are missing on day 4, ordered anew and come on day 8."""
    control = (Control(("a",), BaseStock(6.0)),)
    _, ledger = traced(world((kind(),), control=control))
    assert facts(ledger, "order", "receipt") == [
        (0.0, "order", 6.0),
        (4.0, "receipt", 4.0),
        (4.0, "order", 2.0),
        (8.0, "receipt", 2.0),
    ]


@pytest.mark.parametrize(("kind", "fact"), [(short, "short"), (rejects, "rejected")])
def test_more_than_a_delivery_holds_takes_the_delivery(kind, fact):
    """Nine of six units cannot be missing: six are, the fact says so, and the order is closed."""
    run, ledger = traced(world((kind(quantity=9.0),), orders=Orders((1, "a", 6), (3, "a", 4))))
    assert facts(ledger, "event", fact, "receipt") == [
        (5.0, "event", 6.0),
        (5.0, fact, 6.0),
        (7.0, "receipt", 4.0),
    ]
    assert run.of("a", "cycles") == 1


def test_a_delivery_of_the_instant_is_the_next_one():
    """An event of day 5 comes before the goods of day 5; one of a moment later meets the next delivery."""
    for at, expected in ((5.0, [4.0, 4.0]), (5.5, [6.0, 2.0])):
        _, ledger = traced(world((short(at),), orders=Orders((1, "a", 6), (3, "a", 4))))
        assert [q for _, _, q in receipts(ledger)] == expected


def test_two_events_strike_one_delivery():
    """One unit is missing, two more are missing, two are rejected: of six units one is left."""
    events = (rejects(), short(1.0, 1.0, name="one"), short(name="two"))
    _, ledger = traced(world(events, orders=Orders((1, "a", 6))))
    assert facts(ledger, "short", "rejected", "receipt") == [
        (5.0, "short", 1.0),
        (5.0, "short", 2.0),
        (5.0, "rejected", 2.0),
        (5.0, "receipt", 1.0),
    ]


@pytest.mark.parametrize(("kind", "fact"), [(short, "short"), (rejects, "rejected")])
def test_an_opening_order_is_a_delivery(kind, fact):
    """Five units under way at time zero come on day 3, two of them do not; three are paid."""
    opening = (OpeningOrder(stock="a", quantity=5, due=3),)
    run, ledger = traced(world((kind(),), opening_orders=opening))
    assert facts(ledger, fact, "receipt") == [(3.0, fact, 2.0), (3.0, "receipt", 3.0)]
    assert run.of("a", "purchased_value") == 6


@pytest.mark.parametrize(("kind", "fact"), [(short, "short"), (rejects, "rejected")])
def test_units_are_missing_from_a_transfer(kind, fact):
    """Six units leave the hub on day 1; two are lost on the way or rejected, four come on day 5."""
    transfer = Transfer(stock="a", origin="hub", lead_time=Constant(4.0))
    run, ledger = traced(world((kind(),), transfer, orders=Orders((1, "a", 6)), initial={"hub": 9.0}))
    assert facts(ledger, "issue", "arrive", fact, "receipt") == [
        (1.0, "issue", 6.0),
        (5.0, "arrive", 6.0),
        (5.0, fact, 2.0),
        (5.0, "receipt", 4.0),
    ]
    assert run.of("a", "purchased_value") == 0


@pytest.mark.parametrize(("kind", "fact"), [(short, "short"), (rejects, "rejected")])
def test_units_are_missing_from_a_lot(kind, fact):
    """A lot of six of which one is scrap: five are made, two of them are rejected, three are received."""
    lot = Production(
        stock="a",
        components=(Component(stock="p"),),
        route=(Operation(work_centre="m", run_hours=Constant(8.0)),),
        good_fraction=5 / 6,
    )
    scenario = world(
        (kind(),), lot, orders=Orders((1, "a", 6)), initial={"p": 9.0}, work_centres=(WorkCentre(name="m"),)
    )
    for seed in range(9):
        run, ledger = traced(replace(scenario, seed=seed))
        scrap = run.of("a", "scrapped_units")
        if scrap == 1:
            break
    assert run.of("a", f"{fact}_units") == 2
    assert receipts(ledger) == [(3.0, "a", 3.0)]


def test_missing_units_are_not_inspected_and_rejects_are():
    """Six units of day 5, two days of inspection: two missing on day 5 are not; two fail on day 7."""
    source = bought(inspection=Inspection(time=Constant(2.0), cost_per_lot=10.0, cost_per_unit=1.0))
    run, ledger = traced(world((short(),), source, orders=Orders((1, "a", 6))))
    assert facts(ledger, "short", "receipt") == [(5.0, "short", 2.0), (7.0, "receipt", 4.0)]
    assert run.of("a", "inspection_cost") == 10 + 4
    run, ledger = traced(world((rejects(),), source, orders=Orders((1, "a", 6))))
    assert facts(ledger, "rejected", "receipt") == [(7.0, "rejected", 2.0), (7.0, "receipt", 4.0)]
    assert run.of("a", "inspection_cost") == 10 + 6
    assert run.of("a", "purchased_value") == 4 * 2


def test_the_rest_of_a_short_delivery_still_follows():
    """Half of six units comes on day 5 and all three are missing; the rest of three follows on day 9."""
    source = bought(delivered=Constant(0.5))
    for events in ((short(quantity=3.0),), (rejects(quantity=3.0),)):
        for inspection in (None, Inspection()):
            scenario = world(events, replace(source, inspection=inspection), orders=Orders((1, "a", 6)))
            run, ledger = traced(scenario)
            assert receipts(ledger) == [(9.0, "a", 3.0)]
            assert run.of("a", "cycles") == 1


def test_a_delivery_of_nothing_is_not_the_next_one():
    """The first delivery holds nothing: the rest that follows on day 9 is the one that is short."""
    source = bought(delivered=Constant(0.0))
    _, ledger = traced(world((short(),), source, orders=Orders((1, "a", 6))))
    assert facts(ledger, "short", "receipt") == [(9.0, "short", 2.0), (9.0, "receipt", 4.0)]


# ---- stock


def test_an_engineering_change_scraps_the_shelf_and_clears_the_desk():
    """Seven on the shelf are scrapped on day 3; the order on its way comes, that on the desk does not."""
    source = bought(processing=Constant(1.5))
    change = event("engineering-change", 3.0, stock="a")
    orders = Orders((1, "a", 4), (2, "a", 5))
    run, ledger = traced(world((change,), source, orders=orders, initial={"a": 7.0}))
    assert facts(ledger, "event", "obsolete", "cancelled", "receipt") == [
        (3.0, "event", 7.0),
        (3.0, "obsolete", 7.0),
        (3.0, "cancelled", 5.0),
        (6.5, "receipt", 4.0),
    ]
    assert run.of("a", "obsolete_units") == 7
    assert run.of("a", "proceeds") == 0
    assert run.of("a", "on_hand_area") == 7 * 3 + 4 * 13.5
    assert run.of("a", "on_order_area") == 4 * 5.5 + 5 * 1


@pytest.mark.parametrize(("units", "scrapped"), [(3.0, 3.0), (99.0, 7.0)])
def test_a_part_of_the_shelf_is_scrapped(units, scrapped):
    """Three of seven units are obsolete; of ninety-nine, the seven that are there."""
    change = event("engineering-change", 3.0, stock="a", quantity=units)
    _, ledger = traced(world((change,), initial={"a": 7.0}))
    assert facts(ledger, "event", "obsolete") == [(3.0, "event", scrapped), (3.0, "obsolete", scrapped)]


def test_what_is_set_apart_is_not_scrapped():
    """Four parts are set apart for a lot that waits for others; of nine, five are scrapped."""
    lot = Production(
        stock="p", components=(Component(stock="a"), Component(stock="b")), planned_lead_time=1.0
    )
    change = event("engineering-change", 3.0, stock="a")
    _, ledger = traced(world((change,), lot, orders=Orders((1, "p", 4)), initial={"a": 9.0, "b": 0.0}))
    assert facts(ledger, "reserve", "event") == [(1.0, "reserve", 4.0), (3.0, "event", 5.0)]


def test_a_count_finds_fewer():
    """Two of seven units are not there: shelf, record and position fall on day 3, and five are ordered up."""
    count = event("count-discrepancy", 3.0, stock="a", quantity=2.0)
    control = (Control(("a",), BaseStock(7.0)),)
    run, ledger = traced(world((count,), control=control, initial={"a": 7.0}))
    assert facts(ledger, "event", "record", "shelf", "loss", "order", "receipt") == [
        (3.0, "event", 2.0),
        (3.0, "record", -2.0),
        (3.0, "shelf", -2.0),
        (3.0, "loss", 2.0),
        (3.0, "order", 2.0),
        (7.0, "receipt", 2.0),
    ]
    assert run.of("a", "on_hand_area") == 7 * 20 - 2 * 4
    assert (run.of("a", "shrunk_units"), run.of("a", "adjusted_units")) == (2, 2)


def test_a_count_finds_more():
    """Three more units are found on day 3: two go to a customer who has waited since day 1."""
    count = event("count-discrepancy", 3.0, stock="a", quantity=-3.0)
    run, ledger = traced(world((count,), demands=(orders_at([1], [2]),)))
    assert facts(ledger, "event", "reappeared", "issue") == [
        (3.0, "event", -3.0),
        (3.0, "reappeared", 3.0),
        (3.0, "issue", 2.0),
    ]
    assert run.of("a", "on_hand_area") == 1 * 17
    assert run.of("a", "wait_area") == 2 * 2


def test_a_count_cannot_miss_what_is_not_there():
    """Nine of seven units: seven are missing, and the fact says so."""
    count = event("count-discrepancy", 3.0, stock="a", quantity=9.0)
    run, ledger = traced(world((count,), initial={"a": 7.0}))
    assert facts(ledger, "event") == [(3.0, "event", 7.0)]
    assert run.of("a", "on_hand_area") == 21


def test_a_count_leaves_what_else_parts_record_and_shelf():
    """Ten are stolen unnoticed on day 1; the count of day 5 finds two of four others missing, no more."""
    theft = Loss(name="theft", stocks=("a",), share_per_year=1e9, every=1.0)
    count = event("count-discrepancy", 5.0, stock="a", quantity=2.0)
    opening = (OpeningOrder(stock="a", quantity=4, due=4.5),)
    run, ledger = traced(
        world((count,), initial={"a": 10.0}, losses=(theft,), opening_orders=opening, horizon=5.0)
    )
    assert facts(ledger, "event", "record") == [(5.0, "event", 2.0), (5.0, "record", -2.0)]
    assert run.of("a", "phantom_area") == 10 * 4


# ---- customers


def test_a_requirement_moves():
    """An order of day 6 is moved to day 9 on day 2: what is issued, and when."""
    moved = event("requirement-moved", 2.0, demand="d", due=6.0, to=9.0)
    customer = orders_at([6, 7], [2, 1], name="d", known_ahead=5.0)
    run, ledger = traced(world((moved,), demands=(customer,), initial={"a": 9.0}))
    assert facts(ledger, "event", "moved", "issue") == [
        (2.0, "event", 2.0),
        (2.0, "moved", 2.0),
        (7.0, "issue", 1.0),
        (9.0, "issue", 2.0),
    ]
    assert run.demand("d", "orders") == 2


def test_an_order_that_is_not_on_the_books_cannot_move():
    """The dates that are on the books are named with the event."""
    moved = event("requirement-moved", 2.0, demand="d", due=5.0, to=9.0)
    customer = orders_at([6, 7, 8], [2, 1, 1], name="d", known_ahead=5.0)
    with pytest.raises(DataError) as error:
        simulate(world((moved,), demands=(customer,)))
    assert str(error.value) == (
        "event 'requirement-moved': demand 'd' has no order of 5 on its books at 2 (dates there: 6, 7); "
        "name one of these dates"
    )


def test_a_rush_order_is_booked_and_drawn_on_its_date():
    """On day 2 a customer books four units for day 5; drawn then, beside the orders of the stream."""
    rush = event("rush-order", 2.0, demand="d", quantity=4.0, due=5.0)
    customer = orders_at([4, 7], [2, 1], name="d", known_ahead=1.0)
    run, ledger = traced(world((rush,), demands=(customer,), initial={"a": 9.0}))
    assert facts(ledger, "event", "booked", "demand") == [
        (2.0, "event", 4.0),
        (2.0, "booked", 4.0),
        (3.0, "booked", 2.0),
        (4.0, "demand", 2.0),
        (5.0, "demand", 4.0),
        (6.0, "booked", 1.0),
        (7.0, "demand", 1.0),
    ]
    assert run.demand("d", "order_units") == 7


def test_a_rush_order_is_never_foreseen_by_the_stream():
    """Dates, sizes and patience of the other orders are those of the world without it."""
    stream = Demand(
        name="d",
        stock="a",
        interval=Exponential(1.0),
        size=Geometric(3.0),
        unmet="wait",
        patience=Exponential(2.0),
        known_ahead=2.0,
    )
    rush = event("rush-order", 2.0, demand="d", quantity=50.0, due=19.5)
    seen = []
    for events in ((), (rush,)):
        _, ledger = traced(world(events, demands=(stream,), horizon=19.4))
        seen.append(ledger.of("demand", "lost"))
    assert seen[0] == seen[1]
    assert len(seen[0]) > 20


# ---- breakdown


def plant(
    *events: Event, hours: tuple[float, ...] = (8.0,), orders: Orders | None = None, **centre: Any
) -> Scenario:
    """Return a plant of one work centre that makes a, each unit in so many hours at each operation."""
    route = tuple(Operation(work_centre="m", run_hours=Constant(h)) for h in hours)
    return world(
        events,
        Production(stock="a", route=route, posting=centre.pop("posting", "lot")),
        orders=orders or Orders((0, "a", 6)),
        work_centres=(WorkCentre(**{"name": "m", **centre}),),
    )


def down(at: float, duration: float, name: str = "breakdown") -> Event:
    """Return a breakdown of the work centre."""
    return event("breakdown", at, name=name, work_centre="m", duration=duration)


def test_work_rests_while_the_centre_is_down():
    """A lot of two days from day 0 is down from day 1 for three days: it is finished on day 5."""
    run, ledger = traced(plant(down(1.0, 3.0)))
    assert facts(ledger, "event", "breakdown", "repaired", "receipt") == [
        (1.0, "event", 1.0),
        (1.0, "breakdown", 1.0),
        (4.0, "repaired", 1.0),
        (5.0, "receipt", 6.0),
    ]
    assert run.centre("m", "busy_area") == 2
    assert run.centre("m", "down_time") == 3
    assert run.of("a", "unposted_area") == pytest.approx(14 / 3 + 13 / 3 + 4 + 2 / 3 + 1 / 3)


def test_units_come_one_by_one_around_the_breakdown():
    """Posted unit by unit, one each eight hours: three by day 1, the others from day 4 on."""
    _, ledger = traced(plant(down(1.0, 3.0), posting="unit"))
    days = [time for time, _, _ in receipts(ledger)]
    assert days == pytest.approx([1 / 3, 2 / 3, 1, 4 + 1 / 3, 4 + 2 / 3, 5])


def test_no_lot_is_loaded_while_the_centre_is_down():
    """A lot of day 2 waits for the repair on day 4 and is finished on day 6."""
    orders = Orders((2, "a", 6))
    run, ledger = traced(plant(down(1.0, 3.0), orders=orders))
    assert receipts(ledger) == [(6.0, "a", 6.0)]
    assert run.centre("m", "wait_time") == 2


def test_all_machines_are_down():
    """Two machines, two lots of two days: both rest for three days."""
    run, ledger = traced(plant(down(1.0, 3.0), orders=Orders((0, "a", 6), (0, "a", 6)), servers=2))
    assert receipts(ledger) == [(5.0, "a", 6.0)] * 2
    assert facts(ledger, "event") == [(1.0, "event", 2.0)]
    assert run.centre("m", "down_time") == 6


def test_breakdowns_that_overlap_are_one():
    """Down from day 1 to 4 and from day 3 to 6: a lot of two days from day 0 is finished on day 7."""
    run, ledger = traced(plant(down(1.0, 3.0), down(3.0, 3.0, name="second")))
    assert receipts(ledger) == [(7.0, "a", 6.0)]
    assert run.centre("m", "down_time") == 5


def test_a_breakdown_within_shifts():
    """Eight hours a day from six: a lot of 16 hours is down from day 1 for a day, and so needs days 0, 2."""
    run, ledger = traced(plant(down(1.0, 1.0), hours=(16 / 6,), shifts="mon-sun 06:00-14:00"))
    assert [time for time, _, _ in receipts(ledger)] == pytest.approx([2 + 14 / 24])
    assert run.centre("m", "down_time") == pytest.approx(8 / 24)


def test_a_breakdown_beside_failures_by_the_clock():
    """Fails after each 1.5 days for half a day, and is down from day 1 to 1.75: what overlaps counts once.

    Work: day 0 to 1, then from day 2 (failed from 1.5 to 2) to day 3: two days of work.
    """
    rule = Breakdown(by="clock", up=Constant(1.5), down=Constant(0.5))
    run, ledger = traced(plant(down(1.0, 0.75), breakdown=rule))
    assert [time for time, _, _ in receipts(ledger)] == pytest.approx([3.0])
    first = simulate(replace(plant(down(1.0, 0.75), breakdown=rule), horizon=3.0))
    assert first.centre("m", "down_time") == pytest.approx(1.0)
    assert run.centre("m", "breakdowns") == 1 + 10


def test_a_breakdown_beside_failures_by_the_work():
    """Fails after each 1.5 days of work for half a day: the failure is put off while the machine rests.

    Work: day 0 to 1, down to day 2, work to 2.5, fails to 3, work to 3.5.
    """
    rule = Breakdown(by="busy", up=Constant(1.5), down=Constant(0.5))
    _, ledger = traced(plant(down(1.0, 1.0), breakdown=rule))
    assert [time for time, _, _ in receipts(ledger)] == pytest.approx([3.5])


def test_a_repair_that_ends_within_a_breakdown():
    """Fails on day 0.75 for half a day, and is down from day 1 to 2: it works again on day 2."""
    rule = Breakdown(by="busy", up=Constant(0.75), down=Constant(0.5))
    run, ledger = traced(plant(down(1.0, 1.0), breakdown=rule, hours=(4.0,)))
    assert [time for time, _, _ in receipts(ledger)] == pytest.approx([2.25])
    assert run.centre("m", "down_time") == pytest.approx(1.25)


@pytest.mark.parametrize(("also", "blocked"), [((), 2.0), ((2.5, 0.5), 1.5)])
def test_a_breakdown_blocks_the_centre_before(also, blocked):
    """Two lots of a day at each of two centres, no buffer between them; the second is down from 1.5 to 3.5.

    The first lot is finished on day 4, so the second waits on its machine from day 2 to 4; time in which
    that machine is down itself is lost to the breakdown.
    """
    first = Operation(work_centre="m", run_hours=Constant(12.0))
    lot = Production(stock="a", route=(first, replace(first, work_centre="n")))
    events = [event("breakdown", 1.5, work_centre="n", duration=2.0)]
    if also:
        events.append(event("breakdown", also[0], name="own", work_centre="m", duration=also[1]))
    centres = WorkCentre(name="m"), WorkCentre(name="n", buffer=0)
    orders = Orders((0, "a", 2), (0, "a", 2))
    run, ledger = traced(world(tuple(events), lot, orders=orders, work_centres=centres))
    assert receipts(ledger) == [(4.0, "a", 2.0), (5.0, "a", 2.0)]
    assert run.centre("m", "blocked_time") == blocked
    assert run.centre("n", "down_time") == 2


def test_before_a_breakdown_the_plant_is_the_same():
    """A breakdown after all is done changes no total but the count of what is down."""
    plain, broken = simulate(plant()), simulate(plant(down(15.0, 2.0)))
    for total in ("on_hand_area", "on_order_area", "wip_area", "unposted_area", "run_time", "made_units"):
        assert broken.of("a", total) == pytest.approx(plain.of("a", total))
    assert broken.centre("m", "busy_area") == plain.centre("m", "busy_area")


def test_transfer_batches_and_a_breakdown_do_not_go_together():
    """Batches move over work centres that work evenly; the sentence names both."""
    scenario = plant(down(1.0, 1.0))
    lots = tuple(replace(s, transfer_batch=1.0) for s in scenario.network.sources)
    with pytest.raises(DataError, match="transfer batches over work centre 'm', which has shifts or breakd"):
        simulate(replace(scenario, network=replace(scenario.network, sources=lots)))


# ---- what all have in common


CUSTOMER = orders_at([3, 6, 9], [2, 3, 1], name="d", known_ahead=4.0)
ALL = (
    late(),
    short(),
    rejects(),
    event("engineering-change", 2.0, stock="a"),
    event("requirement-moved", 2.0, demand="d", due=6.0, to=8.0),
    event("rush-order", 2.0, demand="d", quantity=1.0, due=2.0),
    event("count-discrepancy", 2.0, stock="a", quantity=1.0),
    down(2.0, 1.0),
)


def factory(*events: Event, horizon: float = 12.0, **more: Any) -> Scenario:
    """Return a world in which every kind of event can happen."""
    lot = Production(stock="p", route=(Operation(work_centre="m", run_hours=Constant(4.0)),))
    return world(
        events,
        bought(),
        lot,
        orders=Orders((0, "a", 6), (1, "p", 5)),
        demands=(CUSTOMER,),
        initial={"a": 5.0},
        work_centres=(WorkCentre(name="m"),),
        horizon=horizon,
        **more,
    )


def totals(run: Run) -> list[bytes]:
    """Return all totals of a run."""
    tables = (run.stocks, run.centres, run.suppliers, run.places, run.shipping, run.demands)
    return [table.tobytes() for table in tables]


@pytest.mark.parametrize("happening", ALL, ids=lambda e: str(e.kind))
def test_an_event_after_the_horizon_changes_nothing(happening):
    """Up to the day before it, the run is the run without it: the totals are the same to the last bit."""
    later = replace(happening, at=20.0, due=None if happening.due is None else 21.0)
    later = replace(later, to=None if happening.to is None else 22.0)
    plain, with_event = simulate(factory()), simulate(factory(later))
    if happening.kind == "breakdown":  # another kind of work centre: the same sums in another order
        for one, other in ((plain.stocks, with_event.stocks), (plain.centres, with_event.centres)):
            assert other == pytest.approx(one)
    else:
        assert totals(plain) == totals(with_event)


@pytest.mark.parametrize("phases", [DEFAULT_PHASES, STOCKPYL_PHASES], ids=["default", "stockpyl"])
def test_events_of_one_instant_go_in_the_order_of_the_table_before_all_else(phases):
    """On day 2 the events come first, in their order, and the planner sees them in the review of that day."""
    for events in (ALL, ALL[::-1]):
        scenario = factory(*events, phases=phases)
        _, ledger = traced(scenario)
        told = [f.reference for f in ledger.facts if f.kind == "event" and f.time == 2.0]
        then = [e.name for e in events if e.kind not in ("short-shipment", "rejects")]
        assert told == then
        first = next(f for f in ledger.facts if f.time == 2.0)
        assert (first.kind, first.reference) == ("event", then[0])


def test_all_kinds_in_one_run_are_sound_and_the_same_again():
    """Every kind beside every other, in several orders: the auditor is content and a run repeats itself."""
    for events in itertools.islice(itertools.permutations(ALL), 0, 40320, 8011):
        scenario = factory(*events)
        assert totals(traced(scenario)[0]) == totals(simulate(scenario))


FAULTS = {
    "unknown kind": (
        event("strike", 2.0),
        "event 'strike': 'strike' is no kind of event; write one of late-",
    ),
    "no quantity": (
        event("rejects", 2.0, stock="a"),
        "event 'rejects': 'rejects' needs 'quantity'; give it one",
    ),
    "not its field": (
        event("rejects", 2.0, stock="a", quantity=1.0, duration=3.0),
        "event 'rejects': 'rejects' takes no 'duration'; take it out",
    ),
    "nobody is late": (
        event("late-supplier", 2.0, duration=3.0),
        "event 'late-supplier': 'late-supplier' needs 'supplier' or 'stock'; give it one of them, or both",
    ),
    "before the start": (late(at=-1.0), "event 'late-supplier': at is -1; it must be zero or more"),
    "no time": (late(duration=0.0), "event 'late-supplier': duration is 0; it must be above zero"),
    "endless": (late(duration=float("inf")), "duration is inf; give it a finite number"),
    "nothing is missing": (short(quantity=0.0), "quantity is 0; it must be above zero"),
    "nothing is found": (
        event("count-discrepancy", 2.0, stock="a", quantity=0.0),
        "quantity is 0; it must be above zero, or below zero where the count finds more",
    ),
    "parts of a unit": (
        short(quantity=0.5),
        "quantity is 0.5 and stock point 'a' comes in whole units; give it a whole number",
    ),
    "due before": (
        event("rush-order", 2.0, demand="d", quantity=1.0, due=1.0),
        "event 'rush-order': due is 1 and the event is at 2; write that date or a later one",
    ),
    "unknown supplier": (
        late(supplier="x"),
        "event 'late-supplier': supplier 'x' is not in the network; name one that is",
    ),
    "unknown stock point": (
        event("engineering-change", 2.0, stock="x"),
        "event 'engineering-change': stock 'x' is not in the network; name one that is",
    ),
    "unknown work centre": (
        event("breakdown", 2.0, work_centre="x", duration=1.0),
        "event 'breakdown': work_centre 'x' is not in the network; name one that is",
    ),
    "unknown demand": (
        event("rush-order", 2.0, demand="x", quantity=1.0, due=3.0),
        "event 'rush-order': demand 'x' is not in the network; name one that is",
    ),
    "nothing is bought": (
        late(supplier="other"),
        "event 'late-supplier': nothing is bought for 'other'; name what is bought",
    ),
    "no source": (
        event("rejects", 2.0, stock="z", quantity=1.0),
        "event 'rejects': stock point 'z' has no source; name one that has",
    ),
    "no books": (
        event("rush-order", 2.0, demand="e", quantity=1.0, due=3.0),
        "event 'rush-order': the orders of demand 'e' are not on the books before they are drawn; give it a "
        "known_ahead above zero",
    ),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_an_event_that_cannot_happen_is_refused(fault):
    """The sentence names the event, what is wrong with it and what to do."""
    happening, sentence = FAULTS[fault]
    scenario = factory(happening)
    network = scenario.network
    points = (*network.stock_points, StockPoint(name="z", item="a"))
    demands = (*network.demands, orders_at([9], [1], "z", name="e"))
    with pytest.raises(DataError) as error:
        simulate(replace(scenario, network=replace(network, stock_points=points, demands=demands)))
    assert sentence in str(error.value)
