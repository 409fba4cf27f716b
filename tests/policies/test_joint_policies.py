"""Policies that decide for several stock points together: by hand, and against what they equal."""

import math
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from policies.can_order import CanOrder
from policies.coordinated_cycles import CoordinatedCycles
from policies.echelon_base_stock import EchelonBaseStock, echelon_positions
from policies.kanban import Kanban
from policies.min_max import MinMax
from policies.p_system import PSystem
from policies.planning import PlanningRecord, Supply
from policies.planning.joint_cycles import joint_cycles
from policies.vendor_managed import VendorManaged
from scenarios import load_case
from sim import Control, Run, Scenario, simulate
from sim.contract import Continuous, Decision, Every, Order, Review, ScopeTable, View
from sim.distributions import Constant, Exponential, Geometric
from sim.errors import DataError
from sim.network import (
    Component,
    Demand,
    Freight,
    Item,
    Network,
    Production,
    Purchase,
    StockPoint,
    Supplier,
    Transfer,
)
from tests.worlds import entry, orders_at, traced

# ---- worlds


def bought(
    control: Sequence[Control],
    demands: Sequence[Demand],
    initial: Mapping[str, float],
    *,
    lead_time: float = 0.0,
    minor: Mapping[str, float] | None = None,
    major: float = 0.0,
    whole: bool = True,
    **more: Any,
) -> Scenario:
    """Return items of one supplier, whose freight is the cost of an order of all."""
    network = Network(
        items=tuple(Item(name=n, unit_cost=1.0, whole=whole) for n in initial),
        stock_points=tuple(StockPoint(name=n, item=n, initial=units) for n, units in initial.items()),
        suppliers=(Supplier(name="s", freight=Freight(per_shipment=major)),),
        sources=tuple(
            Purchase(
                stock=n, supplier="s", lead_time=Constant(lead_time), order_cost=(minor or {}).get(n, 0.0)
            )
            for n in initial
        ),
        demands=tuple(demands),
    )
    return Scenario(name="bought", network=network, control=tuple(control), **more)


def random_demands(rates: Mapping[str, float]) -> list[Demand]:
    """Return customers at random who each want some units."""
    return [
        Demand(name=f"d {n}", stock=n, interval=Exponential(2 / rate), size=Geometric(2.0))
        for n, rate in rates.items()
    ]


def supplied(
    policy: Any, demands: Sequence[Demand], initial: Mapping[str, float], shops: Sequence[str], **more: Any
) -> Scenario:
    """Return a depot that buys, and shops that it supplies within a day, all under one policy."""
    names = [*shops, "depot"]
    network = Network(
        items=(Item(name="a", unit_cost=1.0, whole=more.pop("whole", True)),),
        stock_points=tuple(StockPoint(name=n, item="a", initial=initial.get(n, 0.0)) for n in names),
        suppliers=(Supplier(name="s"),),
        sources=(
            *(Transfer(stock=n, origin="depot", lead_time=Constant(1.0)) for n in shops),
            Purchase(stock="depot", supplier="s", lead_time=Constant(more.pop("lead_time", 3.0))),
        ),
        demands=tuple(demands),
    )
    return Scenario(name="supplied", network=network, control=(Control(tuple(names), policy),), **more)


def ordered(scenario: Scenario) -> list[tuple[float, str, float]]:
    """Run a scenario and return its orders: time, stock point, units."""
    _, ledger = traced(scenario)
    return [(f.time, f.subject, f.quantity) for f in ledger.facts if f.kind == "order"]


def table_of(
    names: Sequence[str],
    position: Sequence[float],
    links: Sequence[tuple[int, int, float]] = (),
    **state: Any,
) -> ScopeTable:
    """Return a table with these positions; what is not given is zero. Links are parent, part, units."""
    count = len(names)
    empty = np.zeros(0)
    columns = {n: np.zeros(count) for n in ("on_hand", "reserved", "on_order", "backorders", "allocated")}
    columns |= {n: np.array(v, dtype=float) for n, v in state.items() if n in columns}
    return ScopeTable(
        names=tuple(names),
        position=np.array(position, dtype=float),
        **columns,
        planned_lead_time=np.zeros(count),
        level=np.array(state.get("level", [0] * count)),
        whole=np.full(count, state.get("whole", True)),
        order_stock=np.zeros(0, dtype=np.int64),
        order_number=np.zeros(0, dtype=np.int64),
        order_outstanding=empty,
        order_need_by=empty,
        order_promised=empty,
        parents=np.array([link[0] for link in links], dtype=np.int64),
        components=np.array([link[1] for link in links], dtype=np.int64),
        quantities=np.array([link[2] for link in links], dtype=float),
        draws=np.array(state.get("draws", np.zeros((count, 0)))),
    )


def decided(policy: Any, table: ScopeTable, now: float = 0.0) -> dict[str, float]:
    """Return what a policy orders."""
    orders = [d for d in policy.decide(View(now=now, stocks={}, table=table)) if isinstance(d, Order)]
    assert len({order.stock for order in orders}) == len(orders)
    return {order.stock: order.quantity for order in orders}


def record(name: str, rate: float, **more: Any) -> PlanningRecord:
    """Return planning data with a lead time of 10 days and Poisson demand."""
    figures: dict[str, Any] = {
        "demand_variance": rate,
        "lead_time": 10.0,
        "unit_cost": 1.0,
        "holding_rate": 0.2,
    }
    return PlanningRecord(stock=name, demand_rate=rate, **{**figures, **more})


# ---- can-order

TRIO = CanOrder(
    must_order={"a": 10.0, "b": 10.0, "c": 10.0},
    can_order={"a": 20.0, "b": 20.0},
    order_up_to={"a": 50.0, "b": 60.0, "c": 70.0},
)


def test_items_that_are_low_join_the_order() -> None:
    """Day 1: b falls to 20 and may wait. Day 2: a falls to 10, and b goes with it; c has no can-order level.

    Day 3: c falls to its must-order level and goes alone, for a and b are full.
    """
    demands = [
        orders_at([2.0], [25], "a"),
        orders_at([1.0], [15], "b"),
        orders_at([1.0, 3.0], [22, 3], "c"),
    ]
    scenario = bought([Control(("a", "b", "c"), TRIO)], demands, {"a": 35, "b": 35, "c": 35}, horizon=5.0)
    run, ledger = traced(scenario)
    orders = [(f.time, f.subject, f.quantity) for f in ledger.facts if f.kind == "order"]
    assert orders == [(2, "a", 40), (2, "b", 40), (3, "c", 60)]
    assert run.supplier("s", "shipments") == 2


def test_the_position_is_what_counts() -> None:
    """A position that includes what is on order, and what customers wait for, decides by hand."""
    names = ("a", "b", "c")
    assert decided(TRIO, table_of(names, (11, 20, 11))) == {}
    assert decided(TRIO, table_of(names, (10, 20.5, 11))) == {"a": 40}
    assert decided(TRIO, table_of(names, (-5, 20, 10))) == {"a": 55, "b": 40, "c": 60}


class Counted:
    """A continuous joint policy that counts how often it is asked, with or without telling triggers."""

    review: Review = Continuous()

    def __init__(self, policy: CanOrder, tells: bool) -> None:
        self.policy = policy
        self.asked = 0
        self.table, self.bucket, self.history = policy.table, policy.bucket, policy.history
        if tells:
            self.triggers = policy.triggers

    def decide(self, view: View) -> Iterable[Decision]:
        """Count, and decide."""
        self.asked += 1
        return self.policy.decide(view)


def test_it_is_asked_only_when_an_item_must_be_ordered() -> None:
    """The same run to the last figure with and without triggers, and asked once an order, not always."""
    demands = random_demands({"a": 4.0, "b": 3.0, "c": 1.0})
    runs, asked = [], []
    for tells in (True, False):
        policy: Any = Counted(TRIO, tells)
        start = {"a": 50, "b": 60, "c": 70}
        control = [Control(("a", "b", "c"), policy)]
        runs.append(simulate(bought(control, demands, start, lead_time=2.0, horizon=300.0)))
        asked.append(policy.asked)
    assert np.array_equal(runs[0].stocks, runs[1].stocks)
    assert asked[0] == runs[0].supplier("s", "shipments")
    assert asked[1] > 5 * asked[0]


def test_without_can_order_levels_each_item_is_alone() -> None:
    """Then it is (s, S) of each item, in the same world to the last figure."""
    demands = random_demands({"a": 4.0, "b": 3.0, "c": 1.0})
    start = {"a": 50, "b": 60, "c": 70}
    alone = replace(TRIO, can_order={})
    local = [Control((n,), MinMax(TRIO.must_order[n], TRIO.order_up_to[n])) for n in start]
    runs = [
        simulate(bought(control, demands, start, lead_time=2.0, horizon=300.0))
        for control in ([Control(tuple(start), alone)], local)
    ]
    for total in ("on_hand_area", "backorder_area", "orders", "ordered_units", "filled_units"):
        assert np.array_equal(runs[0].total(total), runs[1].total(total))
    assert runs[0].supplier("s", "shipments") == runs[1].supplier("s", "shipments")


def test_a_level_of_a_stranger_is_refused() -> None:
    """A stock point that is not in the scope is named when the world is built."""
    policy = CanOrder(order_up_to={"a": 50.0, "nut": 9.0})
    scenario = bought([Control(("a",), policy)], [orders_at([1.0], [1])], {"a": 5}, horizon=2.0)
    with pytest.raises(DataError, match="policy of a: order_up_to names 'nut', which is not in the scope"):
        simulate(scenario)


def supplier_cost(run: Run, names: Iterable[str]) -> float:
    """Return ordering, freight and holding at 0.2 a unit and day, per day."""
    held = sum(run.of(n, "on_hand_area") for n in names)
    return (
        sum(run.of(n, "order_cost") for n in names) + run.supplier("s", "freight") + 0.2 * held
    ) / run.time


def test_joining_saves_freight() -> None:
    """Ten items, an order of 60 and 2 an item: to join saves a fifth of the cost, at equal service."""
    rates = {f"i{k}": 0.5 + 0.5 * k for k in range(10)}
    records = {n: record(n, 2 * rate, demand_variance=6 * rate, order_cost=2.0) for n, rate in rates.items()}
    joint = CanOrder.sized_jointly(records, [], safety_factor=1.6, major_order_cost=60.0)
    alone = {n: replace(r, order_cost=62.0) for n, r in records.items()}
    costs, fills = [], []
    for controls in (
        [Control(tuple(rates), joint)],
        [Control((n,), MinMax.sized(r, safety_factor=1.6)) for n, r in alone.items()],
    ):
        scenario = bought(
            controls,
            random_demands({n: 2 * rate for n, rate in rates.items()}),
            {n: round(40 * rate) for n, rate in rates.items()},
            lead_time=10.0,
            minor=dict.fromkeys(rates, 2.0),
            major=60.0,
            horizon=400.0,
            warm_up=50.0,
        )
        run = simulate(scenario)
        costs.append(supplier_cost(run, rates))
        fills.append(run.total("filled_units").sum() / run.total("demand_units").sum())
    assert costs[0] < 0.8 * costs[1]
    assert fills[0] > fills[1] - 0.01


def test_can_order_sized_by_hand() -> None:
    """Two items: cycles of 6 days, lead time 10 days, a safety factor of 2, half a cycle to join.

    By Silver, item a (2 a day) is in every order; T = sqrt(2 (16 + 2) / (0.2 x (2 + 3))) = 6. Item a:
    lead-time demand 20 and 2 sqrt(20) = 8.94 safety, must 29, can 28.94 + 6 = 35, up to 29 + 12 = 41.
    """
    records = {
        "a": record("a", 2.0, order_cost=1.0),
        "b": record("b", 3.0, order_cost=1.0),
        "n": record("n", 0.0),
    }
    assert joint_cycles(records, 16.0)[0] == pytest.approx(6.0)
    policy = CanOrder.sized_jointly(records, [], safety_factor=2.0, major_order_cost=16.0)
    assert policy.must_order == {"a": 29, "b": 41, "n": 0}
    assert policy.can_order == {"a": 35, "b": 50, "n": 0}
    assert policy.order_up_to == {"a": 41, "b": 59, "n": 1}
    with pytest.raises(ValueError, match="can_order_share is 2; it must be a share from 0 to 1"):
        CanOrder.sized_jointly(records, [], safety_factor=2.0, major_order_cost=16.0, can_order_share=2)
    assert policy.openings({"a": Supply(10.0)}, {"a": 0.5}) == {"a": 35}


# ---- coordinated cycles


def test_each_item_in_its_reviews() -> None:
    """Reviews on days 0, 5, 10, 15: item a in each, item b in every second."""
    policy = CoordinatedCycles(review_period=5.0, multiplier={"b": 2}, order_up_to={"a": 10.0, "b": 20.0})
    demands = [
        Demand(name="a", stock="a", interval=Constant(1.0), size=Constant(1.0), first=0.5),
        Demand(name="b", stock="b", interval=Constant(1.0), size=Constant(1.0), first=0.5),
    ]
    scenario = bought([Control(("a", "b"), policy)], demands, {"a": 10, "b": 20}, lead_time=1.0, horizon=22.0)
    assert ordered(scenario) == [
        (5, "a", 5),
        (10, "a", 5),
        (10, "b", 10),
        (15, "a", 5),
        (20, "a", 5),
        (20, "b", 10),
    ]


@pytest.mark.parametrize("offset", [0.0, 1.25])
def test_cycles_are_p_systems_that_keep_step(offset: float) -> None:
    """The same figures as a P-system for each item, with its multiple of the period."""
    multipliers = {"a": 1, "b": 2, "c": 5}
    levels = {"a": 60.0, "b": 70.0, "c": 40.0}
    demands = random_demands({"a": 4.0, "b": 3.0, "c": 1.0})
    joint = CoordinatedCycles(2.0, offset, multiplier=multipliers, order_up_to=levels)
    local = [Control((n,), PSystem(2.0 * m, levels[n], offset)) for n, m in multipliers.items()]
    runs = [
        simulate(bought(control, demands, levels, lead_time=2.0, horizon=301.0))
        for control in ([Control(tuple(levels), joint)], local)
    ]
    for total in ("orders", "ordered_units", "filled_units", "received_units"):
        assert np.array_equal(runs[0].total(total), runs[1].total(total))
    assert runs[0].total("on_hand_area") == pytest.approx(runs[1].total("on_hand_area"), rel=1e-9)
    assert runs[0].supplier("s", "shipments") == runs[1].supplier("s", "shipments")


def test_silvers_example_simulated() -> None:
    """Entry JRP-02 in a world of steady customers: the cost of the published cycles, within one per cent."""
    known = entry("JRP-02")
    given, expected = known["inputs"], known["expected"]
    names = [f"i{k}" for k in range(5)]
    records = {
        n: PlanningRecord(n, rate, 0.0, 0.0, order_cost=k, unit_cost=1.0, holding_rate=h)
        for n, rate, k, h in zip(names, given["D"], given["k"], given["h"], strict=True)
    }
    policy = CoordinatedCycles.sized_jointly(records, [], safety_factor=0.0, major_order_cost=given["K"])
    assert policy.multiplier == dict(zip(names, expected["multipliers"], strict=True))
    assert policy.review_period == pytest.approx(expected["base_cycle"], abs=5e-7)
    exact = {
        n: m * r.mean_over(policy.review_period)
        for (n, r), m in zip(records.items(), (1, 1, 1, 3, 3), strict=True)
    }
    assert {n: abs(policy.order_up_to[n] - units) <= 0.5 for n, units in exact.items()} == dict.fromkeys(
        names, True
    )
    scenario = bought(
        [Control(tuple(names), policy)],
        [Demand(name=n, stock=n, interval=Constant(1 / r.demand_rate)) for n, r in records.items()],
        policy.order_up_to,
        minor={n: r.order_cost for n, r in records.items()},
        major=given["K"],
        horizon=6 * policy.review_period + 1e-6,
        warm_up=1e-6,
        time_unit="year",
    )
    assert supplier_cost(simulate(scenario), names) == pytest.approx(expected["cost"], rel=0.01)


def test_cycles_sized_by_hand() -> None:
    """Cycle 6 and lead time 10: 16 days of 2 a day and twice the square root of it; a given period of 20."""
    records = {"a": record("a", 2.0, order_cost=1.0), "b": record("b", 3.0, order_cost=1.0)}
    policy = CoordinatedCycles.sized_jointly(records, [], safety_factor=2.0, major_order_cost=16.0)
    assert policy.review_period == pytest.approx(6.0)
    assert policy.order_up_to == {"a": round(32 + 2 * 32**0.5), "b": round(48 + 2 * 48**0.5)}
    given = CoordinatedCycles.sized_jointly(records, [], safety_factor=0.0, review_period=20.0, offset=3.0)
    assert (given.review_period, given.offset, given.order_up_to) == (20.0, 3.0, {"a": 60, "b": 90})
    assert given.openings({"a": Supply(10.0)}, {"a": 0.5}) == {"a": 60}


def test_the_bounds_of_the_cycle() -> None:
    """A cycle that is bounded has the multipliers of the bound; without costs and bounds there is none."""
    cheap, dear = record("a", 20.0, order_cost=1.0), record("b", 0.1, order_cost=40.0)
    records = {"a": cheap, "b": dear, "n": record("n", 0.0, order_cost=5.0)}
    cycle, multipliers = joint_cycles(records, 8.0, longest_cycle=1.0)
    # m (m - 1) <= 2 x 40 / (0.2 x 0.1 x 1) = 4000 <= m (m + 1): 63 x 64 = 4032
    assert (cycle, multipliers) == (1.0, {"a": 1, "b": 63, "n": 1})
    assert joint_cycles({"n": records["n"]}, 8.0, shortest_cycle=14.0) == (14.0, {"n": 1})
    with pytest.raises(
        ValueError, match=r"no cycle of least cost.*give a review period, or a shortest cycle"
    ):
        joint_cycles(records, 0.0)
    with pytest.raises(ValueError, match="the shortest cycle is 9; it must be from zero to the longest"):
        joint_cycles(records, 1.0, shortest_cycle=9, longest_cycle=8)
    with pytest.raises(ValueError, match="major_order_cost is -1; it must be finite and zero or more"):
        joint_cycles(records, -1.0)


# ---- echelon base stock (more in tests/theory/test_series.py)


def test_echelon_positions_by_hand() -> None:
    """A part of two products, of which one is sold through two shops; 4 of its units are asked for on a desk.

    Shops 5 and -2, works 7: the echelon of the works is 10. The other product has 3. The part has 20, less
    the 4 on the desk, and 2 x 10 in the one and 0.5 x 3 in the other product.
    """
    table = table_of(
        ("part", "works", "shop 1", "shop 2", "other"),
        (20, 7, 5, -2, 3),
        [(1, 0, 2.0), (4, 0, 0.5), (2, 1, 1.0), (3, 1, 1.0)],
        allocated=(4, 0, 0, 0, 0),
        level=(2, 1, 0, 0, 0),
    )
    assert echelon_positions(table).tolist() == [16 + 20 + 1.5, 10, 5, -2, 3]
    policy = EchelonBaseStock(echelon_level={"part": 40.0, "works": 10.0, "shop 1": 4.0, "other": 3.25})
    assert decided(policy, table) == {"part": 2.5, "shop 2": 2.0, "other": 0.25}


def test_every_stage_of_a_tree_sees_the_customers() -> None:
    """Each customer's unit is ordered at once by the shop and by the depot, however long the depot is out."""
    demands = [
        Demand(name=f"d{k}", stock=f"shop {k}", interval=Exponential(1.0 + k), size=Constant(1.0))
        for k in (0, 1)
    ]
    levels = {"shop 0": 3.0, "shop 1": 2.0, "depot": 8.0}
    initial = {"shop 0": 3.0, "shop 1": 2.0, "depot": 3.0}
    scenario = supplied(
        EchelonBaseStock(echelon_level=levels), demands, initial, ["shop 0", "shop 1"], horizon=100.0
    )
    run, ledger = traced(scenario)
    asked = [f.time for f in ledger.facts if f.kind == "demand" and f.subject != "depot"]
    by_depot = [f.time for f in ledger.facts if f.kind == "order" and f.subject == "depot"]
    assert by_depot == asked and len(asked) > 100
    assert run.of("depot", "backorder_area") > 50


def test_parts_are_ordered_for_what_customers_take() -> None:
    """A cart has two axles: 3 carts sold are 6 axles ordered at once, though the carts wait on a desk.

    The desk takes two days; the axles for the carts are neither ordered twice nor forgotten.
    """
    network = Network(
        items=(Item(name="cart", unit_cost=1.0), Item(name="axle", unit_cost=1.0)),
        stock_points=(
            StockPoint(name="cart", item="cart", initial=5),
            StockPoint(name="axle", item="axle", initial=10),
        ),
        suppliers=(Supplier(name="s"),),
        sources=(
            Production(
                stock="cart", components=(Component(stock="axle", quantity=2),), processing=Constant(2.0)
            ),
            Purchase(stock="axle", supplier="s", lead_time=Constant(4.0)),
        ),
        demands=(orders_at([1.0, 2.0], [3, 1], "cart"),),
    )
    policy = EchelonBaseStock(review_period=0.5, echelon_level={"cart": 5.0, "axle": 20.0})
    control = (Control(("cart", "axle"), policy),)
    scenario = Scenario(name="carts", network=network, control=control, horizon=12.0)
    assert ordered(scenario) == [(1, "cart", 3), (1, "axle", 6), (2, "cart", 1), (2, "axle", 2)]


def test_an_echelon_is_opened_full() -> None:
    """Shops at their levels, and the depot with what is left of its echelon level."""
    policy = EchelonBaseStock(echelon_level={"shop 0": 3.0, "shop 1": 2.0, "depot": 8.0})
    shop = Supply(1.0, (("depot", 1.0),))
    supplies = {"shop 0": shop, "shop 1": shop, "depot": Supply(3.0)}
    assert policy.openings(supplies, {}) == {"shop 0": 3.0, "shop 1": 2.0, "depot": 3.0}


def test_echelon_levels_are_sized_over_all_lead_times() -> None:
    """By hand: what shops draw over two days and the depot's five; with weekly reviews goods wait."""
    records = {
        "shop 0": PlanningRecord("shop 0", demand_rate=3.0, demand_variance=8.0, lead_time=2.0, whole=False),
        "shop 1": PlanningRecord("shop 1", demand_rate=1.0, demand_variance=1.0, lead_time=4.0, whole=False),
        "depot": PlanningRecord("depot", demand_rate=4.0, demand_variance=30.0, lead_time=5.0, whole=False),
    }
    shops = {name: Supply(records[name].lead_time, (("depot", 1.0),)) for name in ("shop 0", "shop 1")}
    supplies = {**shops, "depot": Supply(5.0)}
    policy = EchelonBaseStock.sized_jointly(records, ["depot"], supplies=supplies, safety_factor=2.0)
    assert policy.review == Continuous()
    assert policy.echelon_level == pytest.approx(
        {
            "shop 0": 3 * 2 + 2 * math.sqrt(8 * 2),
            "shop 1": 1 * 4 + 2 * math.sqrt(1 * 4),
            "depot": 3 * 7 + 1 * 9 + 2 * math.sqrt(8 * 7 + 1 * 9),
        }
    )
    weekly = EchelonBaseStock.sized_jointly(
        records, ["depot"], supplies=supplies, safety_factor=0.0, review_period=7.0, offset=1.0
    )
    assert weekly.review == Every(7.0, 1.0)
    assert weekly.echelon_level == {"shop 0": 27.0, "shop 1": 11.0, "depot": 3 * 16 + 18.0}
    round_about = {**supplies, "depot": Supply(5.0, (("shop 0", 1.0),))}
    with pytest.raises(ValueError, match="is, through others, a part of itself; take a line out"):
        EchelonBaseStock.sized_jointly(records, ["depot"], supplies=round_about, safety_factor=2.0)


def test_an_item_that_is_still_low_is_ordered_at_the_next_change_of_any() -> None:
    """The source takes four at a time: four at once, four with the next draw on the other, then enough."""
    network = Network(
        items=(Item(name="nut"), Item(name="bolt")),
        stock_points=(StockPoint(name="nut", item="nut"), StockPoint(name="bolt", item="bolt", initial=90)),
        suppliers=(Supplier(name="mill"),),
        sources=(
            Purchase(stock="nut", supplier="mill", maximum=4.0),
            Purchase(stock="bolt", supplier="mill"),
        ),
        demands=(Demand(name="d", stock="bolt", interval=Constant(1.0), first=1.5),),
    )
    policy = CanOrder(must_order={"nut": 5}, order_up_to={"nut": 10, "bolt": 20})
    control = (Control(("nut", "bolt"), policy),)
    _, ledger = traced(Scenario(name="low", network=network, control=control, horizon=5.0))
    assert ledger.of("order") == [(0.0, "order", "nut", 4.0), (1.5, "order", "nut", 4.0)]


# ---- vendor-managed inventory

SHOPS = ("x", "y", "z", "depot")
LINKS = [(0, 3, 1.0), (1, 3, 1.0), (2, 3, 1.0)]
VENDOR = VendorManaged(
    review_period=1.0,
    minimum={"x": 20.0, "y": 20.0, "z": 20.0, "depot": 50.0},
    maximum={"x": 60.0, "y": 60.0, "z": 60.0, "depot": 300.0},
    demand_rate={"x": 10.0, "y": 5.0, "z": 2.0},
)


def store(position: Sequence[float], held: float, **more: Any) -> ScopeTable:
    """Return a table of three shops and a depot that holds so much, and has 1000 in all with what comes."""
    return table_of(SHOPS, (*position, 1000), LINKS, on_hand=(0, 0, 0, held), level=(0, 0, 0, 1), **more)


def test_low_customers_are_filled_up() -> None:
    """Those at or below their minimum get what lifts them to their maximum, the others nothing."""
    assert decided(VENDOR, store((20, 21, 5), 1000)) == {"x": 40, "z": 55}


def test_pallets_never_lift_above_the_maximum() -> None:
    """Pallets of 15: 40 units of room take two, and 55 take three."""
    pallets = replace(VENDOR, multiple={"x": 15.0, "z": 15.0})
    assert decided(pallets, store((20, 21, 5), 1000)) == {"x": 30, "z": 45}


def test_a_short_supply_goes_where_stock_lasts_least() -> None:
    """Shops hold 10, 10 and 10 and sell 10, 5 and 2 a day: they last 1, 2 and 5 days.

    25 units lift x and y to three days, 30 and 15, and z gets none. Of 100, x takes the 50 it has room for;
    the rest makes y and z last ten days. Of 80, 30 are left for these two, for 7.14 days.
    """
    assert decided(VENDOR, store((10, 10, 10), 25)) == {"x": 20, "y": 5}
    assert decided(VENDOR, store((10, 10, 10), 100)) == {"x": 50, "y": 40, "z": 10}
    # 25.7 and 4.3 units: the odd one to y, at 7.0 days like z and before it
    assert decided(VENDOR, store((10, 10, 10), 80)) == {"x": 50, "y": 26, "z": 4}
    whole = decided(replace(VENDOR, multiple={"x": 12.0, "y": 12.0, "z": 12.0}), store((10, 10, 10), 40))
    assert whole == {"x": 24, "y": 12}


def test_a_short_supply_of_what_is_divisible() -> None:
    """7 units lift the shop that lasts least, and no residue is left."""
    table = store((10.5, 15.25, 10), 7.0, whole=False)
    shipped = decided(VENDOR, table)
    assert shipped == {"x": 7.0}
    # 1.05, 3.05 and 5 days; 30 make x and y last (10.5 + 15.25 + 30) / 15 days
    both = decided(VENDOR, store((10.5, 15.25, 10), 30.0, whole=False))
    assert both["x"] == pytest.approx(10 * 55.75 / 15 - 10.5, abs=1e-8)
    assert sum(both.values()) <= 30
    assert sum(both.values()) == pytest.approx(30, abs=1e-8)


@pytest.mark.parametrize("whole", [True, False])
def test_what_is_owed_where_nothing_was_drawn_of_late(whole: bool) -> None:
    """Shops owe five each and nothing was drawn of late: of four units each gets two, and no ten are shipped.

    Where only y sells, x has waited longest: it gets all four that there are, of the ten that it owes.
    """
    idle = replace(VENDOR, demand_rate={"z": 1.0})
    nobody = replace(VENDOR, demand_rate={})
    drawn = np.zeros((4, 3))
    assert decided(nobody, store((-5, -5, 60), 4, draws=drawn, whole=whole)) == {"x": 2, "y": 2}
    assert decided(idle, store((-5, -5, 60), 4, draws=drawn, whole=whole)) == pytest.approx({"x": 2, "y": 2})
    one = replace(VENDOR, demand_rate={"y": 1.0})
    assert decided(one, store((-10, -3, 60), 4, draws=drawn, whole=whole)) == pytest.approx({"x": 4})


def test_what_is_owed_is_not_shipped_again() -> None:
    """Of 100 units, 30 are set apart, 20 owed and 10 asked for on a desk: 40 may go."""
    table = store(
        (10, 30, 30), 100, reserved=(0, 0, 0, 30), backorders=(0, 0, 0, 20), allocated=(0, 0, 0, 10)
    )
    assert decided(VENDOR, table) == {"x": 40}
    assert decided(VENDOR, store((10, 30, 30), 0)) == {}


def test_a_truck_that_goes_is_filled() -> None:
    """x must have 40 units; a truck takes 100: y lasts 4.2 days and z 12.5, so y is filled up first.

    Nothing goes where nobody is low, and no truck is filled with what the depot has not.
    """
    trucks = replace(VENDOR, truck=100.0)
    assert decided(trucks, store((20, 21, 25), 1000)) == {"x": 40, "y": 39, "z": 21}
    assert decided(trucks, store((20, 21, 25), 50)) == {"x": 40, "y": 10}
    assert decided(trucks, store((21, 21, 25), 1000)) == {}
    assert decided(replace(VENDOR, truck=30.0), store((20, 21, 25), 1000)) == {"x": 40, "y": 20}
    assert decided(trucks, store((20, 55, 55), 1000)) == {"x": 40, "y": 5, "z": 5}  # no more room


def test_the_rate_is_read_from_what_was_drawn() -> None:
    """Two reviews of draws, 4 and 2 a day on average; before there are any, the maximum stands in."""
    drawn = np.array([[1.0, 7.0], [2.0, 2.0], [0.0, 0.0], [0.0, 0.0]])
    policy = replace(VENDOR, demand_rate={}, minimum={**VENDOR.minimum, "z": 0.0})
    assert decided(policy, store((12, 12, 30), 9, draws=drawn)) == {"x": 9}  # 3 and 6 days
    assert decided(policy, store((12, 14, 30), 9)) == {"x": 6, "y": 3}


def test_the_store_is_ordered_by_its_own_levels() -> None:
    """It counts what it ships today: 80 in all, 40 go, so 260 are missing; with 100 it still has enough."""
    table = table_of(SHOPS, (20, 30, 30, 80), LINKS, on_hand=(0, 0, 0, 80), level=(0, 0, 0, 1))
    assert decided(VENDOR, table) == {"x": 40, "depot": 260}
    assert decided(VENDOR, replace(table, position=np.array([20.0, 30, 30, 100]))) == {"x": 40}


def test_what_is_made_of_several_parts_is_refused() -> None:
    """A vendor moves stock from one store."""
    table = table_of(("x", "p", "q"), (0, 0, 0), [(0, 1, 1.0), (0, 2, 1.0)], level=(0, 1, 1))
    with pytest.raises(ValueError, match=r"made of several others.*give what is made another policy"):
        decided(VendorManaged(review_period=1.0), table)


def test_nothing_is_promised_that_is_not_there() -> None:
    """At random, with a depot that is often out: it owes nothing, and no shop is ever above its maximum."""
    demands = [
        Demand(name=n, stock=n, interval=Exponential(0.5), size=Geometric(2.0 + 2 * k))
        for k, n in enumerate(("x", "y", "z"))
    ]
    policy = replace(VENDOR, demand_rate={}, truck=50.0, multiple={"x": 5.0, "y": 5.0})
    scenario = supplied(
        policy,
        demands,
        {"x": 60, "y": 60, "z": 60, "depot": 200},
        ["x", "y", "z"],
        lead_time=12.0,
        horizon=150.0,
    )
    run, ledger = traced(scenario)
    assert run.of("depot", "backorder_area") == 0
    assert run.of("depot", "out_time") > 5
    positions = dict.fromkeys(("x", "y", "z"), 60.0)
    for fact in ledger.facts:
        if fact.kind == "demand" and fact.subject in positions:
            positions[fact.subject] -= fact.quantity
        elif fact.kind == "order" and fact.subject in positions:
            positions[fact.subject] += fact.quantity
            assert positions[fact.subject] <= 60
    assert run.of("x", "orders") > 10


def test_vendor_sized_by_hand() -> None:
    """17 days of 2 a day, and safety; the cover on top of that, or the economic lot."""
    records = {"a": record("a", 2.0, order_cost=20.0), "n": record("n", 0.0)}
    policy = VendorManaged.sized_jointly(records, [], safety_factor=2.0, review_period=7.0, cover=20.0)
    assert policy.minimum == {"a": round(34 + 2 * 34**0.5), "n": 0}
    assert policy.maximum == {"a": policy.minimum["a"] + 40, "n": 1}
    assert policy.demand_rate == {"a": 2.0, "n": 0.0}
    economic = VendorManaged.sized_jointly(records, [], safety_factor=2.0, review_period=7.0)
    assert economic.maximum["a"] == policy.minimum["a"] + 20  # sqrt(2 x 20 x 2 / 0.2)
    assert policy.openings({"a": Supply(1.0)}, {"a": 0.25}) == {"a": policy.minimum["a"] + 10}


# ---- Kanban


def test_a_container_above_the_most_that_may_be_in_stock() -> None:
    """The sizing refuses it, and keeps the cards within the most."""
    known = record("a", 10.0)
    with pytest.raises(ValueError, match=r"container_cover is 7; one container .* lasts 5 \(maximum_cover\)"):
        Kanban.sized(known, safety_factor=2.0, container_cover=7.0, maximum_cover=5.0)
    free = Kanban.sized(known, safety_factor=2.0, container_cover=2.0)
    bound = Kanban.sized(known, safety_factor=2.0, container_cover=2.0, maximum_cover=9.0)
    assert (free.cards, bound.cards, bound.container) == (7, 4, 20.0)


# ---- in a case file

CASE = """
name = "joint"
title = "A depot and a shop"
summary = "two stock points under one policy"
time_unit = "day"
today = "as-is"

[run]
horizon_days = 60
replications = 2
seed = 1

[accounts]
holding_rate = 0.3

[[items]]
name = "nut"
unit_cost = 2

[[stock_points]]
name = "shop"
item = "nut"
initial = 40

[[stock_points]]
name = "depot"
item = "nut"
initial = 90

[[suppliers]]
name = "s"

[[purchases]]
stock = "depot"
supplier = "s"
lead_time_days = 5
order_cost = 10

[[transfers]]
stock = "shop"
origin = "depot"
lead_time_days = 1
order_cost = 2

[[demands]]
name = "customers"
stock = "shop"
interval_days = "exponential(mean=0.25)"

[control.all]
select = "*"
start = "in-cycle"
CONTROL

[alternatives.as-is]
title = "As it is"
summary = "as it is"
"""


class Known:
    """Planning records of stock points that draw four units a day."""

    def record(self, stock: str) -> PlanningRecord:
        """Return the record of a stock point."""
        return record(stock, 4.0, lead_time=2.0, order_cost=3.0)


@pytest.mark.parametrize(
    ("policy", "control", "columns", "rows", "size"),
    [
        (
            CanOrder(
                must_order={"shop": 10.0, "depot": 30.0},
                can_order={"shop": 20.0},
                order_up_to={"shop": 60.0, "depot": 120.0},
            ),
            'policy = "can-order"',
            "must_order,can_order,order_up_to",
            ("10,20,60", "30,,120"),
            "{ safety_factor = 1.0, major_order_cost = 20, shortest_cycle_days = 7 }",
        ),
        (
            CoordinatedCycles(
                7.0, 1.0, multiplier={"shop": 1, "depot": 2}, order_up_to={"shop": 50.0, "depot": 90.0}
            ),
            'policy = "coordinated-cycles"\nreview_period_weeks = 1\noffset_days = 1',
            "multiplier,order_up_to",
            ("1,50", "2,90"),
            "{ safety_factor = 1.0, review_period_weeks = 1 }",
        ),
        (
            EchelonBaseStock(1.0, echelon_level={"shop": 30.0, "depot": 90.0}),
            'policy = "echelon-base-stock"\nreview_period_days = 1',
            "echelon_level",
            ("30", "90"),
            None,
        ),
        (
            VendorManaged(
                1.0,
                truck=20.0,
                minimum={"shop": 10.0, "depot": 30.0},
                maximum={"shop": 40.0, "depot": 90.0},
                multiple={"shop": 5.0},
            ),
            'policy = "vendor-managed"\nreview_period_days = 1\ntruck = 20',
            "minimum,maximum,multiple",
            ("10,40,5", "30,90,"),
            "{ safety_factor = 1.0, review_period_days = 1, cover_days = 10 }",
        ),
    ],
)
def test_in_a_case_file(
    tmp_path: Path, policy: Any, control: str, columns: str, rows: tuple[str, str], size: str | None
) -> None:
    """Given by a parameter file it is the policy above; it runs, sized from planning records as well."""
    text = f"stock,{columns}\nshop,{rows[0]}\ndepot,{rows[1]}\n"
    (tmp_path / "levels.csv").write_text(text)
    given = f'{control}\nparameters = "levels.csv"'
    (tmp_path / "case.toml").write_text(CASE.replace("CONTROL", given))
    scenario = load_case(tmp_path).scenario("as-is")
    assert [c.policy for c in scenario.control] == [policy]
    assert simulate(scenario).of("shop", "filled_units") > 50
    if size is not None:
        sizes = tomllib.loads(f"size = {size}")["size"]
        values = {"control.all.size": sizes, "control.all.parameters": ""}
        sized = load_case(tmp_path).scenario("as-is", values, planning=lambda network: Known())
        assert type(sized.control[0].policy) is type(policy)
        assert simulate(sized).of("shop", "filled_units") > 50
