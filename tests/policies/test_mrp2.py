"""MRP II as a policy: orders moved by hand, what it tells, when it is MRP I, and a peak that it levels."""

import inspect
import math
from collections.abc import Iterator
from dataclasses import fields, replace
from typing import Any

import numpy as np
import pytest

from policies.mrp import Mrp
from policies.mrp2 import Mrp2
from policies.planning import PlanningRecord
from sim import Control, Scenario
from sim.contract import Decision, Message, Order, PlantTable, Remember, ScopeTable, View
from sim.distributions import Constant, Exponential, Uniform
from sim.network import (
    Component,
    Demand,
    Item,
    Network,
    Operation,
    Production,
    Purchase,
    StockPoint,
    Supplier,
    WorkCentre,
)
from tests.worlds import traced

NAMES = ("bar", "gear", "shaft")
BAR, GEAR, SHAFT = range(3)
Booked = tuple[int, float, float]
"""Stock point, date and units of a customer order."""
Open = tuple[int, float, float, int, bool]
"""Stock point, units and date of an open order, operations behind it, and whether it waits for parts."""


def shown(
    booked: tuple[Booked, ...],
    open_orders: tuple[Open, ...] = (),
    now: float = 0.0,
    memory: Any = None,
    **state: Any,
) -> View:
    """Return a view of gears and shafts (of one bar each), made on a lathe that works 40 hours a week.

    A unit takes an hour, a lot a week; bars are bought in two weeks, and there are a thousand.
    """
    arrays = {
        name: np.array(state.get(name, (0.0, 0.0, 0.0)))
        for name in ("reserved", "on_order", "backorders", "position", "allocated")
    }
    orders = list(zip(*open_orders, strict=True)) or [()] * 5
    known = list(zip(*booked, strict=True)) or [()] * 3
    dates = np.array(orders[2], dtype=np.float64)
    table = ScopeTable(
        names=NAMES,
        on_hand=np.array(state.get("on_hand", (1000.0, 0.0, 0.0))),
        **arrays,
        planned_lead_time=np.array([14.0, 7.0, 7.0]),
        level=np.array([1, 0, 0]),
        whole=np.array([True, True, True]),
        order_stock=np.array(orders[0], dtype=np.int64),
        order_number=np.arange(len(dates)) + 1,
        order_outstanding=np.array(orders[1], dtype=np.float64),
        order_need_by=dates,
        order_promised=dates,
        parents=np.array([SHAFT]),
        components=np.array([BAR]),
        quantities=np.array([1.0]),
        draws=np.zeros((3, 0)),
        known_stock=np.array(known[0], dtype=np.int64),
        known_due=np.array(known[1], dtype=np.float64),
        known_quantity=np.array(known[2], dtype=np.float64),
        plant=PlantTable(
            centres=("lathe",),
            hours=np.array([40.0 / 7.0]),
            route_stock=np.array([GEAR, SHAFT]),
            route_centre=np.array([0, 0]),
            route_setup=np.zeros(2),
            route_run=np.ones(2),
            order_step=np.array(orders[3], dtype=np.int64),
            order_waits=np.array(orders[4], dtype=np.bool_),
        ),
    )
    return View(now=now, stocks={}, memory=memory, table=table)


def decided(policy: Mrp, view: View, kind: type[Any]) -> list[Any]:
    """Return the decisions of one kind."""
    return [decision for decision in policy.decide(view) if isinstance(decision, kind)]


PLAIN = Mrp(bucket=7.0, horizon=8)
WEEKLY = Mrp2(bucket=7.0, horizon=8)


# ---- orders moved by hand

PEAK = ((GEAR, 7.0, 20.0), (GEAR, 14.0, 30.0), (SHAFT, 14.0, 30.0))
"""20 hours this week, 60 the next: 20 too many."""


def test_an_overload_next_week_pulls_a_release_into_this_one() -> None:
    """Next week's gears take 30 of 40 hours; 20 of the 30 for shafts are left over this week."""
    now = Order("gear", 20.0, need_by=7.0)
    assert decided(PLAIN, shown(PEAK), Order) == [now]
    assert decided(WEEKLY, shown(PEAK), Order) == [now, Order("shaft", 30.0, need_by=14.0)]
    assert decided(replace(WEEKLY, ahead=0), shown(PEAK), Order) == [now]


def test_what_fits_is_not_told_and_what_does_not_is() -> None:
    """Done a week before, nothing is too much; where nothing is done before its time, 20 hours are."""
    assert decided(WEEKLY, shown(PEAK), Message) == []
    told = Message("overload", "lathe", "20 hours too many in 4 buckets, from bucket 2 on", 20.0)
    assert decided(replace(WEEKLY, ahead=0), shown(PEAK), Message) == [told]


def test_an_order_is_pulled_only_if_its_parts_are_there() -> None:
    """Shafts for next week need 30 bars; with 29 they wait, as they do if this week's shafts take some."""
    for bars, count in ((30.0, 1), (29.0, 0)):
        orders = decided(WEEKLY, shown(PEAK, on_hand=(bars, 0.0, 0.0)), Order)
        assert sum(order.stock == "shaft" for order in orders) == count
    more = (*PEAK, (SHAFT, 7.0, 5.0))
    for bars, units in ((35.0, [5.0, 30.0]), (34.0, [5.0])):
        orders = decided(replace(WEEKLY, load_limit=1.2), shown(more, on_hand=(bars, 0.0, 0.0)), Order)
        assert [order.quantity for order in orders if order.stock == "shaft"] == units


def test_what_has_no_capacity_now_is_held_back() -> None:
    """Gears take all 40 hours of this week; shafts wait for the next, and 30 hours are told."""
    view = shown(((GEAR, 7.0, 40.0), (SHAFT, 7.0, 30.0)))
    assert [order.stock for order in decided(PLAIN, view, Order)] == ["gear", "shaft"]
    assert decided(WEEKLY, view, Order) == [Order("gear", 40.0, need_by=7.0)]
    told = Message("overload", "lathe", "30 hours too many in 4 buckets, from bucket 1 on", 30.0)
    assert decided(WEEKLY, view, Message) == [told]


def test_what_is_lacked_first_goes_first() -> None:
    """The same, but 40 shafts are owed to customers: they go first, and gears are held back."""
    view = shown(((GEAR, 7.0, 40.0),), backorders=(0.0, 0.0, 40.0))
    assert [order.stock for order in decided(WEEKLY, view, Order)] == ["shaft"]


def test_the_longest_owed_goes_first() -> None:
    """Of both 40 are owed; there are more customers for gears, so shafts are owed for longer."""
    booked = tuple((GEAR, 7.0 * week, 20.0) for week in range(1, 8))
    view = shown(booked, backorders=(0.0, 40.0, 40.0))
    assert [order.stock for order in decided(WEEKLY, view, Order)] == ["shaft"]


def test_no_work_centre_stands_idle() -> None:
    """Gears leave ten hours of this week: shafts begin, though they end next week."""
    view = shown(((GEAR, 7.0, 30.0), (SHAFT, 7.0, 30.0)))
    assert [order.stock for order in decided(WEEKLY, view, Order)] == ["gear", "shaft"]


def test_how_late_an_order_may_be() -> None:
    """80 shafts would be two weeks late behind 80 gears: held back if that may be, else released."""
    view = shown(((GEAR, 7.0, 80.0), (SHAFT, 7.0, 80.0)))
    for behind, stocks in ((None, ["gear"]), (3, ["gear"]), (2, ["gear", "shaft"]), (0, ["gear", "shaft"])):
        policy = replace(WEEKLY, behind=behind)
        assert [order.stock for order in decided(policy, view, Order)] == stocks


def test_what_is_late_already_is_not_held_back() -> None:
    """Shafts, 45 of them owed and ten a week wanted: they should have come two and a half weeks ago.

    Gears are owed for longer and take three weeks. What comes in a week is three and a half weeks late.
    """
    booked = tuple((SHAFT, 7.0 * week, 10.0) for week in range(8))
    view = shown(((GEAR, 0.0, 120.0), *booked), backorders=(0.0, 0.0, 45.0))
    for behind, released in ((3, True), (4, False), (None, False)):
        orders = decided(replace(WEEKLY, behind=behind), view, Order)
        assert ("shaft" in [order.stock for order in orders]) is released


@pytest.mark.parametrize(
    ("open_order", "released"),
    [
        ((GEAR, 40.0, 7.0, 0, False), False),  # on the floor: this week is full
        ((GEAR, 40.0, 7.0, 1, False), True),  # the lathe is behind it
        ((GEAR, 40.0, 7.0, 0, True), True),  # it waits for bars
        ((BAR, 40.0, 7.0, 0, False), True),  # it is bought
        ((GEAR, 39.0, 7.0, 0, False), True),  # an hour is left
    ],
)
def test_open_orders_go_first(open_order: Open, released: bool) -> None:
    """Shafts of 30 hours are released if the open order leaves the lathe anything to do this week."""
    view = shown(((SHAFT, 7.0, 30.0),), (open_order,))
    assert ("shaft" in [order.stock for order in decided(WEEKLY, view, Order)]) is released


def test_who_is_more_urgent_than_the_queue_is_not_held_back() -> None:
    """The lathe has a week of gears that are wanted in a week; shafts that are owed go before them."""
    gears = ((GEAR, 40.0, 7.0, 0, False),)
    assert not decided(WEEKLY, shown(((SHAFT, 7.0, 30.0),), gears), Order)
    owed = decided(WEEKLY, shown((), gears, backorders=(0.0, 0.0, 30.0)), Order)
    assert owed == [Order("shaft", 30.0, need_by=0.0)]


def test_what_was_held_back_stays_an_order_of_its_own() -> None:
    """Thirty shafts are held back; a week later twenty more are wanted, and two orders are released."""
    first = shown(((GEAR, 7.0, 40.0), (SHAFT, 7.0, 30.0)))
    (kept,) = decided(WEEKLY, first, Remember)
    later = ((SHAFT, 7.0, 30.0), (SHAFT, 14.0, 20.0))
    view = shown(later, ((GEAR, 40.0, 7.0, 1, False),), now=7.0, memory=kept.value)
    orders = decided(WEEKLY, view, Order)
    assert [(order.stock, order.quantity) for order in orders] == [("shaft", 30.0), ("shaft", 20.0)]
    (kept,) = decided(WEEKLY, view, Remember)
    assert kept.value.held == {}
    alone = decided(WEEKLY, replace(view, memory=None), Order)
    assert [(order.stock, order.quantity) for order in alone] == [("shaft", 50.0)]


def test_the_limit_of_the_load() -> None:
    """Half of the capacity may be planned: gears of 20 hours fill it, and shafts are held back."""
    view = shown(((GEAR, 7.0, 20.0), (SHAFT, 7.0, 15.0)))
    assert len(decided(WEEKLY, view, Order)) == 2
    half = replace(WEEKLY, load_limit=0.5)
    assert [order.stock for order in decided(half, view, Order)] == ["gear"]


# ---- where there is capacity for all, it is MRP I


def random_views(seed: int) -> Iterator[View]:
    """Yield views of three stock points with anything in them, `c` a part of the others."""
    dice = np.random.default_rng(seed)
    for now in (0.0, 3.5, 70.0):
        count = int(dice.integers(0, 6))
        fields_of = ("on_hand", "reserved", "on_order", "backorders", "position", "allocated")
        state: dict[str, Any] = {key: dice.integers(0, 60, 3).astype(float) for key in fields_of}
        table = ScopeTable(
            names=("a", "b", "c"),
            **state,
            planned_lead_time=np.array([3.0, 2.0, 10.0]),
            level=np.array([0, 0, 1]),
            whole=np.array([True, False, True]),
            order_stock=dice.integers(0, 3, count),
            order_number=np.arange(count) + 1,
            order_outstanding=dice.integers(1, 90, count).astype(float),
            order_need_by=now + dice.integers(-20, 60, count).astype(float),
            order_promised=now + dice.integers(-20, 60, count).astype(float),
            parents=np.array([0, 1]),
            components=np.array([2, 2]),
            quantities=np.array([2.0, 0.5]),
            draws=dice.integers(0, 40, (3, 1)).astype(np.float64),
        )
        yield View(now=now, stocks={}, table=table)


def told(policy: Mrp, view: View) -> list[Decision]:
    """Return all decisions but what is remembered."""
    return [decision for decision in policy.decide(view) if not isinstance(decision, Remember)]


@pytest.mark.parametrize("seed", range(20))
@pytest.mark.parametrize("ample", ["hours", "limit", "no plant"])
def test_with_ample_capacity_it_is_mrp(seed: int, ample: str) -> None:
    """The same decisions in the same order: hours without end, a limit without end, or no plant at all."""
    plain = Mrp(bucket=7.0, horizon=9, forecast={"a": 20.0, "b": 7.5}, safety_stock={"a": 5.0}, firm=seed % 3)
    parameters = {field.name: getattr(plain, field.name) for field in fields(plain)}
    closed = Mrp2(**parameters, ahead=2, load_limit=math.inf if ample == "limit" else 1.0)
    for view in random_views(seed):
        assert view.table is not None
        count = len(view.table.order_number)
        plant = PlantTable(
            centres=("m", "n"),
            hours=np.array([1e9, 1e9] if ample == "hours" else [1.0, 1.0]),
            route_stock=np.array([0, 0, 1]),
            route_centre=np.array([0, 1, 0]),
            route_setup=np.array([1.0, 0.0, 2.0]),
            route_run=np.array([0.5, 0.2, 1.0]),
            order_step=np.zeros(count, dtype=np.int64),
            order_waits=np.zeros(count, dtype=np.bool_),
        )
        table = replace(view.table, plant=None if ample == "no plant" else plant)
        seen = replace(view, table=table)
        assert told(closed, seen) == told(plain, seen)


def shop(policy: Mrp, machines: int = 1) -> Scenario:
    """Return four products of two shared parts on a lathe, with customers at random."""
    products, parts = [f"p{k}" for k in range(4)], ["c0", "c1"]
    network = Network(
        items=tuple(Item(name=name, unit_cost=1.0) for name in (*products, *parts)),
        stock_points=tuple(StockPoint(name=name, item=name, initial=40) for name in (*products, *parts)),
        suppliers=(Supplier(name="s"),),
        work_centres=(WorkCentre(name="lathe", servers=machines, hours_per_day=8.0),),
        sources=(
            *(
                Production(
                    stock=name,
                    components=(Component(stock=parts[k % 2], quantity=1),),
                    route=(
                        Operation(work_centre="lathe", setup_hours=Constant(2.0), run_hours=Constant(1.0)),
                    ),
                    planned_lead_time=7.0,
                )
                for k, name in enumerate(products)
            ),
            *(Purchase(stock=name, supplier="s", lead_time=Uniform(8.0, 14.0)) for name in parts),
        ),
        demands=tuple(
            Demand(name=name, stock=name, interval=Exponential(0.7), size=Constant(1.0)) for name in products
        ),
    )
    control = (Control((*products, *parts), policy),)
    return Scenario(name="shop", network=network, control=control, horizon=200.0)


def test_with_ample_capacity_a_run_is_that_of_mrp() -> None:
    """Half a year with a thousand lathes: every fact is the same; with one lathe the runs differ."""
    plain = Mrp(bucket=7.0, horizon=8, forecast={f"p{k}": 10.0 for k in range(4)}, alpha=0.1)
    parameters = {field.name: getattr(plain, field.name) for field in fields(plain)}
    for machines, same in ((1000, True), (1, False)):
        (_, one), (_, two) = (
            traced(shop(policy, machines)) for policy in (plain, Mrp2(**parameters, window=5))
        )
        assert ([repr(f) for f in one.facts] == [repr(f) for f in two.facts]) is same


# ---- a peak in a plant

CYCLES = 5
STEADY, PEAKS, HOURS = 20.0, 8, 44.0


def seasonal(policy: Mrp) -> Scenario:
    """Return a lathe of 44 hours a week: 20 every week, and eight orders of ten every fourth.

    On average that is 40 hours a week, and in every four weeks up to a peak 160 of 176. Customers order
    five weeks ahead, for noon of Monday.
    """
    names = ["steady", *(f"peak{k}" for k in range(PEAKS))]
    demands = [
        Demand(
            name=name,
            stock=name,
            interval=Constant(28.0 if name != "steady" else 7.0),
            size=Constant(10.0 if name != "steady" else STEADY),
            first=35.5 if name != "steady" else 14.5,
            known_ahead=35.0,
        )
        for name in names
    ]
    network = Network(
        items=tuple(Item(name=name, unit_cost=1.0) for name in names),
        stock_points=tuple(StockPoint(name=name, item=name) for name in names),
        work_centres=(WorkCentre(name="lathe", hours_per_day=HOURS / 7, dispatching="due-date"),),
        sources=tuple(
            Production(
                stock=name,
                route=(Operation(work_centre="lathe", run_hours=Constant(1.0)),),
                planned_lead_time=7.0,
            )
            for name in names
        ),
        demands=tuple(demands),
    )
    control = (Control(tuple(names), policy),)
    return Scenario(name="peak", network=network, control=control, horizon=8.0 + 28.0 * CYCLES)


def test_a_peak_chokes_mrp_and_is_levelled_by_mrp2() -> None:
    """Orders of 100 hours are due at each peak, and MRP releases them a week before: 56 are late at least.

    No more than 44 can be worked in that week. MRP II spreads them over the weeks before, and all customers
    are served when they come.
    """
    names = ["steady", *(f"peak{k}" for k in range(PEAKS))]
    late, work = [], []
    for policy in (Mrp(bucket=7.0, horizon=8), Mrp2(bucket=7.0, horizon=8, ahead=3, load_limit=0.98)):
        run, ledger = traced(seasonal(policy))
        filled = sum(run.demand(name, "filled_units") for name in names)
        asked = sum(run.demand(name, "order_units") for name in names)
        late.append(asked - filled)
        work.append(sum(f.quantity for f in ledger.facts if f.kind == "operation"))
    peaks = CYCLES - 1  # the last one is too late to be in the horizon
    assert late[0] >= 56 * peaks - 10 * peaks  # a lot that is under way when the week begins may be in time
    assert late[1] == 0
    assert all(hours <= HOURS / 7 * (8.0 + 28.0 * CYCLES) for hours in work)


# ---- a value, and how it is sized


def test_sized_as_mrp_is() -> None:
    """All that sizing makes for MRP, and its own parameters as given; it takes all that MRP's takes."""
    known = {
        "valve": PlanningRecord(
            "valve", 3.0, 8.0, 10.0, order_cost=100.0, unit_cost=10.0, holding_rate=0.006
        ),
        "body": PlanningRecord("body", 3.0, 32.0, 18.0),
    }
    plain = Mrp.sized_jointly(known, ["body"], safety_factor=2.0, bucket=7.0, alpha=0.1, firm=1)
    closed = Mrp2.sized_jointly(
        known, ["body"], safety_factor=2.0, bucket=7.0, alpha=0.1, firm=1, ahead=3, window=9, load_limit=0.9
    )
    assert isinstance(closed, Mrp2)
    assert all(getattr(closed, field.name) == getattr(plain, field.name) for field in fields(plain))
    assert (closed.ahead, closed.behind, closed.window, closed.load_limit) == (3, 2, 9, 0.9)
    takes = [list(inspect.signature(cls.sized_jointly).parameters) for cls in (Mrp, Mrp2)]
    assert takes[1] == [*takes[0], "ahead", "behind", "window", "load_limit"]
    defaults = [
        {name: p.default for name, p in inspect.signature(cls.sized_jointly).parameters.items()}
        for cls in (Mrp, Mrp2)
    ]
    assert all(defaults[1][name] == default for name, default in defaults[0].items())


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"ahead": -1}, "ahead is -1; it must be zero buckets or more"),
        ({"behind": -1}, "behind is -1; it must be zero buckets or more"),
        ({"ahead": 4}, r"window is 4; it must be above ahead \(4\)"),
        ({"load_limit": 0.0}, "load_limit is 0; it must be above zero"),
        ({"alpha": 2.0}, "alpha is 2; it must be a share from 0 to 1"),
    ],
)
def test_wrong_parameters(wrong: dict[str, Any], message: str) -> None:
    """What makes no sense is refused, that of MRP included."""
    with pytest.raises(ValueError, match=message):
        replace(WEEKLY, **wrong)
