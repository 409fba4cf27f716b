"""MRP as a policy: plans by hand, what it releases, what it says, and how it does in a plant."""

import pickle
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from policies.mrp import Mrp
from policies.planning import PlanningRecord, Supply
from policies.planning.messages import OpenReceipt, messages
from policies.q_system import QSystem
from sim import Control, Scenario, simulate
from sim.contract import (
    Cancel,
    Expedite,
    Forecasted,
    Message,
    Order,
    Remember,
    Replanned,
    Reschedule,
    ScopeTable,
    View,
)
from sim.distributions import Constant, Exponential, Uniform
from sim.network import (
    Component,
    Demand,
    Expediting,
    Item,
    Network,
    Production,
    Purchase,
    StockPoint,
    Supplier,
)
from tests.worlds import one_stock, traced

NAMES = ("axle", "cart")  # parts first: the plan brings them into its own order
AXLE, CART = 0, 1


def shown(
    now: float = 0.0, memory: Any = None, orders: tuple[tuple[int, int, float, float], ...] = (), **state: Any
) -> View:
    """Return a view of carts of two axles each; lead times 7 (cart) and 14 days (axle).

    Orders are stock point, number, units and date.
    """
    arrays = {
        name: np.array(state.get(name, (0.0, 0.0)))
        for name in ("on_hand", "reserved", "on_order", "backorders", "position", "allocated")
    }
    columns = list(zip(*orders, strict=True)) or [(), (), (), ()]
    table = ScopeTable(
        names=NAMES,
        **arrays,
        planned_lead_time=np.array([14.0, 7.0]),
        level=np.array([1, 0]),
        whole=np.array([True, True]),
        order_stock=np.array(columns[0], dtype=np.int64),
        order_number=np.array(columns[1], dtype=np.int64),
        order_outstanding=np.array(columns[2], dtype=np.float64),
        order_need_by=np.array(columns[3], dtype=np.float64),
        order_promised=np.array(columns[3], dtype=np.float64),
        parents=np.array([CART]),
        components=np.array([AXLE]),
        quantities=np.array([2.0]),
        draws=np.array(state.get("draws", np.zeros((2, 0)))),
    )
    return View(now=now, stocks={}, memory=memory, table=table)


def decided(policy: Mrp, view: View, kind: type[Any]) -> list[Any]:
    """Return the decisions of one kind."""
    return [decision for decision in policy.decide(view) if isinstance(decision, kind)]


WEEKLY = Mrp(bucket=7.0, horizon=6, forecast={"cart": 70.0})


# ---- one plan by hand


def test_the_grid() -> None:
    """Carts 100 on hand, 70 a week; axles 60 on hand, two a cart: the grid as on paper."""
    plan = WEEKLY.plan(shown(on_hand=(60.0, 100.0)))
    cart, axle = plan.bill.positions["cart"], plan.bill.positions["axle"]
    record = plan.record
    assert record.gross[cart].tolist() == [70.0] * 6
    assert record.planned_receipts[cart].tolist() == [0, 40, 70, 70, 70, 70]
    assert record.planned_releases[cart].tolist() == [40, 70, 70, 70, 70, 0]
    assert record.projected_on_hand[cart].tolist() == [30, 0, 0, 0, 0, 0]
    assert record.gross[axle].tolist() == [80, 140, 140, 140, 140, 0]
    assert record.net_requirements[axle].tolist() == [20, 160, 300, 140, 140, 0]
    assert record.planned_receipts[axle].tolist() == [0, 0, 300, 140, 140, 0]
    assert record.planned_releases[axle].tolist() == [300, 140, 140, 0, 0, 0]
    assert not record.past_due.any()


def test_what_is_released() -> None:
    """Bucket 0 only; carts for day 7, and axles for day 0, when they are wanted, though they come late."""
    view = shown(now=21.0, on_hand=(60.0, 100.0))
    assert decided(WEEKLY, view, Order) == [Order("cart", 40.0, need_by=28.0), Order("axle", 300.0, 21.0)]
    late = Message("release past due", "axle", "300 units come 2 buckets too late", 300.0)
    short = Message("below safety stock", "axle", "from bucket 1 on, by up to 160 units", 160.0)
    assert decided(WEEKLY, view, Message) == [late, short]


def test_nothing_is_counted_twice() -> None:
    """40 carts under way took their kit in every way there is: axles are planned for it once.

    The kit of 80 axles is asked for by an order on its desk, set apart in a tote, set apart in part, or
    drawn. 120 axles are left for the carts of the next three weeks in each case.
    """
    left = []
    for state in (
        {"on_hand": (200.0, 0.0), "allocated": (80.0, 0.0)},
        {"on_hand": (200.0, 0.0), "reserved": (80.0, 0.0)},
        {"on_hand": (200.0, 0.0), "reserved": (50.0, 0.0), "backorders": (30.0, 0.0)},
        {"on_hand": (120.0, 0.0)},
    ):
        plan = WEEKLY.plan(shown(**state, orders=((CART, 1, 40.0, 7.0),)))
        axle, cart = plan.bill.positions["axle"], plan.bill.positions["cart"]
        left.append(plan.record.planned_releases[axle].tolist())
        assert plan.record.planned_receipts[cart].tolist() == [0, 100, 70, 70, 70, 70]
    assert left == [[2 * (100 + 70 + 70) - 120, 140, 140, 0, 0, 0]] * 4


def test_a_late_order_is_not_ordered_again() -> None:
    """20 carts promised for day 28 come no later than a new order: only what is above them is ordered."""
    view = shown(on_hand=(500.0, 100.0), orders=((CART, 1, 20.0, 28.0),))
    assert decided(WEEKLY, view, Order)[0] == Order("cart", 20.0, need_by=7.0)


def test_backorders_and_safety_stock() -> None:
    """15 carts owed and 10 to keep: with 80 in stock, 70 are missing on day 7, and 5 are at once."""
    policy = replace(WEEKLY, safety_stock={"cart": 10.0})
    view = shown(on_hand=(999.0, 80.0), backorders=(0.0, 15.0))
    assert decided(policy, view, Order) == [Order("cart", 85.0, need_by=0.0)]


def test_open_orders_are_rescheduled() -> None:
    """Carts are wanted at once, in a week and in two weeks; the axles are due when they are wanted."""
    orders = ((CART, 1, 70.0, 14.0), (CART, 2, 70.0, 14.0), (CART, 3, 300.0, 21.0), (AXLE, 4, 50.0, 0.0))
    view = shown(on_hand=(0.0, 0.0), orders=orders)
    assert decided(WEEKLY, view, Reschedule) == [
        Reschedule(1, 0.0),
        Reschedule(2, 7.0),
        Reschedule(3, 14.0),
    ]
    assert decided(replace(WEEKLY, reschedules=False), view, Reschedule) == []


@pytest.mark.parametrize("seed", range(20))
def test_the_exceptions_are_those_of_planning(seed: int) -> None:
    """The same messages about open orders as `policies.planning.messages`, which goes order by order."""
    dice = np.random.default_rng(seed)
    orders = tuple(
        (int(dice.integers(2)), number, float(dice.integers(1, 90)), float(7 * dice.integers(-1, 9)))
        for number in range(8)
    )
    policy = replace(WEEKLY, safety_stock={"cart": 10.0, "axle": 5.0})
    view = shown(on_hand=dice.integers(0, 200, 2).astype(float), orders=orders)
    receipts = [OpenReceipt(NAMES[s], n, q, int(d // 7)) for s, n, q, d in orders]
    told = messages(policy.plan(view), receipts)
    kinds = ("expedite", "postpone", "cancel", "past due")
    expected = [(m.kind, m.item) for m in told if m.kind in kinds]
    mine = [(m.kind, m.stock) for m in decided(policy, view, Message) if m.kind in kinds]
    assert mine == expected
    moved = [(m.number, 7.0 * m.to_bucket) for m in told if m.kind in kinds[:2] and m.to_bucket is not None]
    assert [(r.order, r.date) for r in decided(policy, view, Reschedule)] == moved


def test_the_forecast_follows_the_draws() -> None:
    """Half of the latest bucket each time: 70, then 80 after 90 drawn, then 60 after 40 drawn."""
    policy = replace(WEEKLY, alpha=0.5)
    memory = None
    for drawn, expected in ((None, 70.0), (90.0, 80.0), (40.0, 60.0)):
        draws = np.zeros((2, 0)) if drawn is None else np.array([[0.0], [drawn]])
        view = shown(memory=memory, draws=draws, on_hand=(9999.0, 9999.0))
        plan = policy.plan(view)
        assert plan.record.gross[plan.bill.positions["cart"]].tolist() == [expected] * 6
        (kept,) = decided(policy, view, Remember)
        memory = kept.value


# ---- a value


def test_it_is_a_value() -> None:
    """Equal twins, pickled and written out; the same decisions for the same view, which it leaves alone."""
    lots: dict[str, Any] = {"lot_rule": {"axle": "fixed-quantity"}, "lot_quantity": {"axle": 50.0}}
    policy = replace(WEEKLY, safety_stock={"cart": 3.0}, **lots)
    assert pickle.loads(pickle.dumps(policy)) == policy
    assert eval(repr(policy)) == policy
    assert hash(policy) == hash(replace(policy))
    view = shown(on_hand=(60.0, 100.0), orders=((CART, 1, 5.0, 7.0),))
    first = [d for d in policy.decide(view) if not isinstance(d, Remember)]
    assert first == [d for d in policy.decide(view) if not isinstance(d, Remember)]


def test_wrong_use_is_told() -> None:
    """A stock point that is not in the scope, a view without a table, a horizon that is too short."""
    with pytest.raises(ValueError, match="forecast names 'wheel', which is not in the scope"):
        Mrp(bucket=7.0, forecast={"wheel": 1.0}).plan(shown())
    with pytest.raises(ValueError, match="the view has no table"):
        WEEKLY.plan(replace(shown(), table=None))
    with pytest.raises(ValueError, match="lot_rule of 'axle' is 'fixed-quantity'; give its lot_quantity"):
        Mrp(bucket=7.0, lot_rule={"axle": "fixed-quantity"})
    short = "horizon is 3 buckets; the planned lead times down to 'axle' add up to 3"
    with pytest.raises(ValueError, match=short):
        Mrp(bucket=7.0, horizon=3).plan(shown())


# ---- simulated


def product(policy: Any, parts: Any = None, **more: Any) -> Scenario:
    """Return carts of two axles under one plan (or the axles under a policy of their own)."""
    network = Network(
        items=(Item(name="cart", unit_cost=10.0), Item(name="axle", unit_cost=1.0)),
        stock_points=(
            StockPoint(name="axle", item="axle", initial=more.pop("axles", 280)),
            StockPoint(name="cart", item="cart", initial=140),
        ),
        suppliers=(Supplier(name="s"),),
        sources=(
            Purchase(stock="axle", supplier="s", lead_time=Constant(14.0)),
            Production(
                stock="cart",
                components=(Component(stock="axle", quantity=2),),
                processing=Constant(7.0),
                planned_lead_time=7.0,
            ),
        ),
        demands=(Demand(name="d", stock="cart", interval=Constant(1.0), size=Constant(10.0)),),
    )
    control: tuple[Control, ...] = (Control(NAMES, policy),)
    if parts is not None:
        control = (Control(("cart",), policy), Control(("axle",), parts))
    return Scenario(name="product", network=network, control=control, horizon=203.0, warm_up=63.0, **more)


def test_constant_demand_on_two_levels() -> None:
    """70 carts a week come on the day they are wanted, and nobody waits.

    A lot comes while 10 are left, for the demand of that very day. So 70 are there for a day, then 60 and so
    on to 10: on average 40.
    """
    run, ledger = traced(product(replace(WEEKLY, horizon=10)))
    assert run.of("cart", "backorder_area") == 0
    orders = [(f.time, f.subject, f.quantity) for f in ledger.facts if f.kind == "order" and f.time >= 21]
    weeks = range(21, 204, 7)
    assert orders == [(float(t), *o) for t in weeks for o in (("cart", 70.0), ("axle", 140.0))]
    receipts = [f.time for f in ledger.facts if f.kind == "receipt" and f.subject == "cart" and f.time > 21]
    assert receipts == [float(t) for t in range(28, 204, 7)]
    assert run.of("cart", "on_hand_area") / 140.0 == pytest.approx(40.0)


def test_safety_stock_lies_untouched() -> None:
    """25 carts more on average, and nothing else changes."""
    run = simulate(product(replace(WEEKLY, horizon=10, safety_stock={"cart": 25.0})))
    assert run.of("cart", "on_hand_area") / 140.0 == pytest.approx(65.0)


def test_a_part_on_a_scope_of_its_own() -> None:
    """The axles under a Q-system: the plan of the carts goes on, and asks nothing of them."""
    run, ledger = traced(product(replace(WEEKLY, horizon=10), QSystem(order_point=560, quantity=280)))
    assert run.of("cart", "backorder_area") == 0
    assert {f.quantity % 280 for f in ledger.facts if f.kind == "order" and f.subject == "axle"} == {0.0}


def test_alone_it_follows_what_is_drawn() -> None:
    """One item, no forecast, smoothed draws of 7 a week: after a while it orders 7 a week."""
    demand = Demand(name="d", stock="a", interval=Constant(1.0), size=Constant(1.0))
    policy = Mrp(bucket=7.0, horizon=6, alpha=0.5, safety_stock={"a": 10.0})
    scenario = one_stock(policy, demand, horizon=210.0, lead_time=7.0, initial=40)
    _, ledger = traced(scenario)
    orders = [f.quantity for f in ledger.facts if f.kind == "order"]
    assert orders[-10:] == [7.0] * 10


def plant(control: tuple[Control, ...]) -> Scenario:
    """Return six products of four shared parts, with customers at random."""
    products, parts = [f"p{k}" for k in range(6)], [f"c{k}" for k in range(4)]
    network = Network(
        items=tuple(Item(name=name, unit_cost=1.0) for name in (*products, *parts)),
        stock_points=tuple(StockPoint(name=name, item=name, initial=60) for name in (*products, *parts)),
        suppliers=(Supplier(name="s"),),
        sources=(
            *(
                Production(
                    stock=name,
                    components=(
                        Component(stock=parts[k % 4], quantity=1),
                        Component(stock=parts[(k + 1) % 4], quantity=2),
                    ),
                    processing=Constant(5.0),
                    planned_lead_time=7.0,
                )
                for k, name in enumerate(products)
            ),
            *(Purchase(stock=name, supplier="s", lead_time=Uniform(8.0, 14.0)) for name in parts),
        ),
        demands=tuple(
            Demand(name=name, stock=name, interval=Exponential(1.0), size=Constant(1.0)) for name in products
        ),
    )
    return Scenario(name="plant", network=network, control=control, horizon=900.0, warm_up=200.0)


def records() -> dict[str, PlanningRecord]:
    """Return what is known of the plant: Poisson demand of one a day for products, and what parts follow."""
    known = {
        f"p{k}": PlanningRecord(f"p{k}", 1.0, 1.0, 7.0, order_cost=14.0, unit_cost=1.0) for k in range(6)
    }
    drawn = [1.0 * 2 + 2.0 * 1, 1.0 * 2 + 2.0 * 2, 1.0 * 1 + 2.0 * 2, 1.0 * 1 + 2.0 * 1]  # by the parts list
    for k, rate in enumerate(drawn):
        known[f"c{k}"] = PlanningRecord(f"c{k}", rate, 40.0, 14.0, order_cost=1.0, unit_cost=1.0)
    return known


@pytest.mark.parametrize("part_safety_factor", [0.5, 1.0])
def test_less_part_stock_where_requirements_are_lumpy(part_safety_factor: float) -> None:
    """Product lots of eight weeks want parts in lumps: the plan knows when, Q-systems do not.

    Same records and safety factors for parts either way. Where requirements are smooth (product lots of two
    weeks) there is no such difference, and none is claimed.
    """
    known = records()
    ends = {n: r for n, r in known.items() if n[0] == "p"}
    parts = [n for n in known if n not in ends]
    split = Mrp.sized_jointly(
        ends, [], safety_factor=2.5, bucket=7.0, shortest_cover=56.0, longest_cover=56.0
    )
    joint = Mrp.sized_jointly(
        known, parts, safety_factor=2.5, bucket=7.0, part_safety_factor=part_safety_factor, longest_cover=7.0
    )
    joint = replace(joint, lot_rule=split.lot_rule, lot_periods=split.lot_periods)  # parts: lot for lot
    own = [Control((n,), QSystem.sized(known[n], part_safety_factor, 14.0, 14.0)) for n in parts]
    fills, stocks = [], []
    for control in ((Control(tuple(known), joint),), (Control(tuple(ends), split), *own)):
        run = simulate(plant(control))
        asked = sum(run.demand(name, "order_units") for name in ends)
        fills.append(sum(run.demand(name, "filled_units") for name in ends) / asked)
        stocks.append(sum(run.of(name, "on_hand_area") for name in parts) / 700.0)
    assert fills[0] > max(0.99, fills[1])
    assert stocks[0] < 0.8 * stocks[1]


def test_a_run_is_the_same_again() -> None:
    """Two runs of one scenario are equal to the last figure."""
    known = records()
    policy = Mrp.sized_jointly(known, ["c0", "c1", "c2", "c3"], safety_factor=1.0, bucket=7.0, alpha=0.2)
    scenario = replace(plant((Control(tuple(known), policy),)), horizon=300.0, warm_up=0.0)
    first, second = simulate(scenario, 3), simulate(scenario, 3)
    assert np.array_equal(first.stocks, second.stocks)


# ---- sizing


def test_sized_by_hand() -> None:
    """Valve: 3 a day, variance 8, 10 days and a bucket of 7; Wilson's lot of 100 lasts 33 days, 5 buckets."""
    valve = PlanningRecord("valve", 3.0, 8.0, 10.0, order_cost=100.0, unit_cost=10.0, holding_rate=0.006)
    body = PlanningRecord("body", 3.0, 32.0, 18.0)
    policy = Mrp.sized_jointly(
        {"valve": valve, "body": body}, ["body"], safety_factor=2.0, part_safety_factor=0.5, bucket=7.0
    )
    assert policy.forecast == {"valve": 21.0}
    assert policy.safety_stock == {"valve": round(2 * (8 * 17) ** 0.5), "body": round(0.5 * (32 * 25) ** 0.5)}
    assert policy.lot_rule == {"valve": "period-order-quantity"}
    assert policy.lot_periods == {"valve": 5}
    bounds = {"shortest_cover": 14.0, "longest_cover": 21.0}
    bounded = Mrp.sized_jointly(
        {"valve": valve, "body": body}, ["body"], safety_factor=2.0, bucket=7.0, **bounds
    )
    assert bounded.lot_periods == {"valve": 3, "body": 2}


# ---- orders on the books, forecasts that are judged, plans that change


def booked(stock: int, due: float, units: float, **state: Any) -> View:
    """Return a view with one customer order on the books."""
    view = shown(**state)
    assert view.table is not None
    table = replace(
        view.table,
        known_stock=np.array([stock]),
        known_due=np.array([due]),
        known_quantity=np.array([units]),
    )
    return replace(view, table=table)


def test_a_booked_order_takes_the_place_of_forecast() -> None:
    """In bucket 2 a hundred are booked and 70 forecast: a hundred; 50 booked are within the forecast."""
    more = WEEKLY.plan(booked(CART, 15.0, 100.0))
    less = WEEKLY.plan(booked(CART, 15.0, 50.0))
    cart = more.bill.positions["cart"]
    assert more.record.gross[cart].tolist() == [70, 70, 100, 70, 70, 70]
    assert less.record.gross[cart].tolist() == [70.0] * 6


def test_in_the_demand_fence_only_orders_count() -> None:
    """Two buckets without forecast; what is booked beyond its own bucket may consume its neighbours."""
    fenced = replace(WEEKLY, demand_fence=2).plan(booked(CART, 8.0, 30.0))
    spread = replace(WEEKLY, consumes=1).plan(booked(CART, 15.0, 100.0))
    cart = fenced.bill.positions["cart"]
    assert fenced.record.gross[cart].tolist() == [0, 30, 70, 70, 70, 70]
    assert spread.record.gross[cart].tolist() == [70, 40, 100, 70, 70, 70]


def test_what_is_due_beyond_the_horizon_is_not_planned() -> None:
    """The order waits for a later plan; one that is overdue counts now."""
    cart = 0
    far = WEEKLY.plan(booked(CART, 43.0, 900.0))
    late = WEEKLY.plan(booked(CART, 0.0, 900.0))
    assert far.record.gross[far.bill.positions["cart"]].tolist() == [70.0] * 6
    assert late.record.gross[late.bill.positions["cart"]][cart] == 900.0


def test_forecasts_are_held_against_what_was_drawn() -> None:
    """Seventy forecast, 91 drawn; the axle has no forecast and is not judged."""
    (memory,) = decided(WEEKLY, shown(), Remember)
    seen = shown(7.0, memory.value, draws=np.array([[12.0], [91.0]]))
    (judged,) = decided(WEEKLY, seen, Forecasted)
    assert (list(judged.stocks), list(judged.forecast), list(judged.actual)) == (["cart"], [70.0], [91.0])
    assert not decided(WEEKLY, shown(), Forecasted)


def test_a_plan_that_does_not_change() -> None:
    """A week later, with what was released on the shelf and the week drawn: nothing has moved."""
    first = shown(on_hand=(1000.0, 70.0))
    (memory,) = decided(WEEKLY, first, Remember)
    assert not decided(WEEKLY, first, Replanned)
    (order,) = decided(WEEKLY, first, Order)
    assert (order.stock, order.quantity) == ("cart", 70.0)
    (changed,) = decided(WEEKLY, shown(7.0, memory.value, on_hand=(860.0, 70.0)), Replanned)
    assert sum(changed.changed) == 0.0
    assert sum(changed.planned) > 0


def test_a_plan_that_moves() -> None:
    """Ten carts fewer than foreseen: the next plan wants ten earlier, half of the change counted once."""
    first = shown(on_hand=(6000.0, 140.0))
    (memory,) = decided(WEEKLY, first, Remember)
    later = shown(7.0, memory.value, ((CART, 1, 70.0, 14.0),), on_hand=(5860.0, 60.0))
    (changed,) = decided(WEEKLY, later, Replanned)
    moved = dict(zip(changed.stocks, changed.changed, strict=True))
    assert moved["cart"] == 5.0  # ten more in the second bucket, nothing less elsewhere
    assert dict(zip(changed.stocks, changed.planned, strict=True))["cart"] == 280.0


def test_an_order_that_slips_is_told_once() -> None:
    """Promised for day 14 and wanted then; put off to 21, the planner is told; a week later not again."""
    first = shown(on_hand=(6000.0, 70.0), orders=((CART, 1, 70.0, 7.0),))
    (memory,) = decided(WEEKLY, first, Remember)

    def put_off(now: float, memory: Any) -> View:
        view = shown(now, memory, ((CART, 1, 70.0, 7.0),), on_hand=(6000.0, 70.0))
        assert view.table is not None
        return replace(view, table=replace(view.table, order_promised=np.array([21.0])))

    told = [m.text for m in decided(WEEKLY, put_off(0.0, memory.value), Message) if m.kind == "expedite"]
    assert told == ["order 1 (70 units) is now promised for 21, 2 buckets after it is wanted"]
    (memory,) = decided(WEEKLY, put_off(0.0, memory.value), Remember)
    again = decided(WEEKLY, put_off(0.0, memory.value), Message)
    assert not [m for m in again if "promised" in m.text]


def test_damping_keeps_quiet() -> None:
    """A date that is off by one bucket is left alone by a planner who minds two."""
    view = shown(on_hand=(6000.0, 70.0), orders=((CART, 1, 70.0, 14.0),))
    assert [m.kind for m in decided(WEEKLY, view, Message)][:1] == ["expedite"]
    assert not decided(replace(WEEKLY, damping=2), view, Reschedule)


def test_an_opening_in_the_cycle() -> None:
    """A lot-for-lot cart: a bucket's draw, what is drawn in lead time and bucket; axles twice that rate."""
    policy = replace(
        WEEKLY, safety_stock={"cart": 5.0}, lot_rule={"axle": "fixed-quantity"}, lot_quantity={"axle": 500.0}
    )
    supplies = {"cart": Supply(7.0, (("axle", 2.0),)), "axle": Supply(14.0)}
    found = policy.openings(supplies, {"cart": 0.5, "axle": 0.2})
    assert found == {"cart": 5 + 70 * 2 + 35, "axle": 140 * 3 + 100}


def test_safety_time_brings_orders_forward() -> None:
    """A week of safety time: what would come in the second bucket comes in the first, and is due then."""
    early = replace(WEEKLY, safety_time={"cart": 1})
    plan = early.plan(shown(on_hand=(6000.0, 140.0)))
    cart = plan.bill.positions["cart"]
    assert plan.record.planned_receipts[cart].tolist() == [0, 70, 70, 70, 70, 0]
    (order,) = decided(early, shown(on_hand=(6000.0, 140.0)), Order)
    assert (order.stock, order.quantity, order.need_by) == ("cart", 70.0, 7.0)


def test_firm_planned_orders_stay() -> None:
    """Fifty carts come back: a plan that is firm for a week releases the 70 all the same, another fewer."""
    first = shown(on_hand=(6000.0, 140.0))
    for firm, released in ((0, [20.0]), (1, [70.0])):
        policy = replace(WEEKLY, firm=firm)
        (memory,) = decided(policy, first, Remember)
        later = shown(7.0, memory.value, on_hand=(6000.0, 120.0))
        assert [order.quantity for order in decided(policy, later, Order)] == released


@pytest.mark.parametrize("fence", [0, 1, 2, 4])
def test_a_fence_beyond_the_lead_time_still_orders(fence: int) -> None:
    """Four a day, a lead time of a day and twenty on hand: from day four on, four are ordered every day.

    What was planned when it was beyond the fence stays when the fence reaches it; were it planned anew, it
    would be put off for ever.
    """
    daily = Demand(name="d", stock="a", interval=Constant(1.0), size=Constant(4.0), first=0.5)
    policy = Mrp(bucket=1.0, horizon=8, fence=fence, forecast={"a": 4.0})
    scenario = one_stock(policy, daily, initial=20, lead_time=1, horizon=11.5)
    run, ledger = traced(scenario)
    ordered = [(fact.time, fact.quantity) for fact in ledger.facts if fact.kind == "order"]
    assert ordered == [(float(day), 4.0) for day in range(4, 12)]
    assert run.of("a", "backorder_area") == 0


def test_the_end_of_the_horizon_is_no_change() -> None:
    """Three-week lots of carts, axles below them: steady demand, so plan after plan nothing has changed."""
    policy = replace(WEEKLY, horizon=12, lot_rule={"cart": "period-order-quantity"}, lot_periods={"cart": 3})
    stock, memory = 70.0 + 210.0, None
    moved = planned = 0.0
    for week in range(3):
        view = shown(7.0 * week, memory, on_hand=(100_000.0, stock - 70.0 * week))
        for change in decided(policy, view, Replanned):
            moved, planned = moved + sum(change.changed), planned + sum(change.planned)
        (remembered,) = decided(policy, view, Remember)
        memory = remembered.value
    assert moved == 0.0
    assert planned > 0.0


def test_messages_can_be_carried_out() -> None:
    """What nobody wants is cancelled, what is promised a week late is hurried, if so chosen."""
    idle = replace(WEEKLY, forecast={})
    view = shown(on_hand=(100.0, 100.0), orders=((CART, 1, 50.0, 14.0),))
    assert not decided(idle, view, Cancel)
    assert decided(replace(idle, cancels=True), view, Cancel) == [Cancel(1)]
    late = shown(on_hand=(6000.0, 70.0), orders=((CART, 7, 70.0, 14.0),))
    assert not decided(WEEKLY, late, Expedite)
    assert decided(replace(WEEKLY, hurries=True), late, Expedite) == [Expedite(7)]
    assert not decided(replace(WEEKLY, hurries=True, damping=2), late, Expedite)


@pytest.mark.parametrize("hurries", [False, True])
def test_a_late_order_is_hurried_in_the_world(hurries: bool) -> None:
    """Lead times of five weeks against three planned: hurried orders come in half of what is left."""
    policy = Mrp(bucket=7.0, forecast={"a": 70.0}, safety_stock={"a": 40.0}, hurries=hurries)
    demand = Demand(name="d", stock="a", interval=Constant(1.0), size=Constant(10.0))
    source = Purchase(
        stock="a",
        supplier="s",
        lead_time=Constant(35.0),
        planned_lead_time=21.0,
        promise=35.0,
        expediting=Expediting(cost=5.0, factor=0.5),
    )
    network = Network(
        items=(Item(name="a"),),
        stock_points=(StockPoint(name="a", item="a", initial=300),),
        suppliers=(Supplier(name="s"),),
        sources=(source,),
        demands=(demand,),
    )
    run = simulate(Scenario(name="w", network=network, control=(Control(("a",), policy),), horizon=365.0))
    assert (run.of("a", "expedited_orders") > 0) == hurries
    assert (run.of("a", "late_units") < 400) == hurries
