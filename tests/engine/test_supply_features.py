"""Largest orders, prices, capacity, short deliveries, inspection, expediting, sourcing, trucks: by hand."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from scipy import special, stats

from policies.q_system import QSystem
from policies.sizing.discounts import all_units_discount, incremental_discount
from sim import AuditError, Control, DataError, Scenario, simulate
from sim.contract import Cancel, Continuous, Every, Expedite, Order, Policy, View
from sim.distributions import Constant, Distribution, Recorded, Uniform
from sim.engine.prices import unit_prices
from sim.engine.streams import StreamSeed
from sim.engine.world import World
from sim.network import (
    Demand,
    Expediting,
    Freight,
    Inspection,
    Item,
    Network,
    Production,
    Purchase,
    Source,
    StockPoint,
    Supplier,
    Transfer,
    planned_lead_time,
)
from sim.network.price_breaks import parse_price_breaks
from tests.worlds import orders_at, to_order, traced

DAYS = 365


def buy(**more: Any) -> Purchase:
    """Return a purchase of `a` from `s` that takes 2 days."""
    return Purchase(**{"stock": "a", "supplier": "s", "lead_time": Constant(2.0), **more})


def world(
    *sources: Source,
    demand: Demand,
    policy: Policy | None = None,
    horizon: float = 40.0,
    suppliers: tuple[Supplier, ...] = (Supplier(name="s"),),
    item: Item | None = None,
    initial: float = 0.0,
    sourcing: Any = "priority",
    points: tuple[StockPoint, ...] = (),
    **more: Any,
) -> Scenario:
    """Return a world of stock point `a`, kept to order unless a policy is given."""
    network = Network(
        items=(item or Item(name="a", unit_cost=5.0, weight_kg=2.0),),
        stock_points=(StockPoint(name="a", item="a", initial=initial, sourcing=sourcing), *points),
        suppliers=suppliers,
        sources=sources,
        demands=(demand,),
    )
    control = (Control(("a",), policy or to_order()),)
    return Scenario(name="supply", network=network, control=control, horizon=horizon, **more)


class Script:
    """A policy that takes given decisions at given days, each once."""

    review = Every(1.0)

    def __init__(self, **days: list[Any]) -> None:
        self.days = {float(day.removeprefix("day")): decisions for day, decisions in days.items()}

    def decide(self, view: View) -> list[Any]:
        """Return the decisions of today."""
        return self.days.get(view.now, [])


NOBODY = orders_at([99.0], [1])


def facts(ledger: Any, *kinds: str) -> list[tuple[float, float]]:
    """Return time and quantity of the facts of some kinds."""
    return [(time, quantity) for time, _, _, quantity in ledger.of(*kinds)]


# ---- largest orders


@pytest.mark.parametrize(
    ("rules", "taken"),
    [
        ({"maximum": 10}, 10),
        ({"maximum": 10, "multiple": 4}, 8),
        ({"maximum": 10, "multiple": 4, "minimum": 8}, 8),
        ({"maximum": 10.7}, 10),
        ({"maximum": 25}, 25),
        ({"maximum": 26}, 25),
    ],
)
def test_an_order_above_the_maximum_is_cut_and_told(rules, taken):
    """25 wanted: the largest quantity that maximum and multiple allow, and a fact and a count of the cut."""
    run, ledger = traced(world(buy(**rules), demand=orders_at([1], [25])))
    assert facts(ledger, "order") == [(1.0, taken)]
    assert facts(ledger, "clipped") == ([(1.0, taken - 25)] if taken < 25 else [])
    assert run.of("a", "clipped_orders") == (taken < 25)


def test_a_divisible_item_is_cut_on_the_grid():
    """0.7 kg wanted, 0.3 kg at most: no residue keeps the order open."""
    item = Item(name="a", whole=False)
    run, ledger = traced(world(buy(maximum=0.3), demand=orders_at([1], [0.7]), item=item))
    assert facts(ledger, "receipt") == [(3.0, pytest.approx(0.3, abs=1e-9))]
    assert run.of("a", "cycles") == 1


@pytest.mark.parametrize(
    "rules", [{"maximum": 3, "minimum": 4}, {"maximum": 3, "multiple": 4}, {"maximum": 0.5}]
)
def test_a_maximum_that_allows_nothing(rules):
    """A maximum below the minimum, below one multiple or below one unit is refused by name."""
    with pytest.raises(DataError, match=r"source of stock point 'a' takes at most .*; raise the maximum"):
        simulate(world(buy(**rules), demand=NOBODY))


def test_the_maximum_of_a_lot_and_of_a_transfer():
    """Production and transfer cut as purchases do."""
    run, _ = traced(world(Production(stock="a", maximum=10), demand=orders_at([1], [25])))
    assert run.of("a", "ordered_units") == 10
    depot = StockPoint(name="depot", item="a", initial=99)
    transfer = Transfer(stock="a", origin="depot", maximum=10)
    run, _ = traced(world(transfer, demand=orders_at([1], [25]), points=(depot,)))
    assert run.of("a", "received_units") == 10


def test_what_the_first_source_does_not_take_goes_to_the_next():
    """25 wanted: 10 from s, 12 from t, 3 from u, each an order with a number of its own."""
    suppliers = tuple(Supplier(name=name) for name in "stu")
    sources = (buy(maximum=10), buy(supplier="t", maximum=12), buy(supplier="u", maximum=12))
    run, ledger = traced(world(*sources, demand=orders_at([1], [25]), suppliers=suppliers))
    placed = [(f.quantity, f.reference) for f in ledger.facts if f.kind == "order"]
    assert placed == [(10, 1), (12, 2), (3, 3)]
    assert run.of("a", "clipped_orders") == 2
    assert run.of("a", "received_units") == 25


def test_a_decision_that_names_its_source_is_cut_there():
    """Nothing overflows from a source that was named; without a name it does."""
    suppliers = tuple(Supplier(name=name) for name in "st")
    sources = (buy(maximum=10), buy(supplier="t"))
    script = Script(day1=[Order("a", 25.0, source="s")], day2=[Order("a", 25.0, need_by=9.0)])
    _, ledger = traced(world(*sources, demand=NOBODY, suppliers=suppliers, policy=script))
    assert facts(ledger, "order") == [(1.0, 10), (2.0, 10), (2.0, 15)]


# ---- price breaks

BREAKS = ("50:4", "100:3")


@pytest.mark.parametrize(
    ("discount", "quantity", "value"),
    [
        ("all-units", 49, 49 * 5),
        ("all-units", 50, 50 * 4),
        ("all-units", 120, 120 * 3),
        ("incremental", 49, 49 * 5),
        ("incremental", 50, 50 * 5),
        ("incremental", 120, 50 * 5 + 50 * 4 + 20 * 3),
    ],
)
def test_the_value_of_an_order(discount, quantity, value):
    """All units at the price of the class, or each step at its own; the auditor adds it up too."""
    run, _ = traced(world(buy(price_breaks=BREAKS, discount=discount), demand=orders_at([1], [quantity])))
    assert run.of("a", "purchased_value") == pytest.approx(value, rel=1e-14)


@pytest.mark.parametrize(
    ("discount", "theory"), [("all-units", all_units_discount), ("incremental", incremental_discount)]
)
def test_lot_sizes_with_price_breaks_cost_what_theory_says(discount, theory):
    """One unit a day, lot Q: purchases and orders cost D (average price + K / Q), for each candidate."""
    breaks = [(0.0, 5.0), (60.0, 4.9), (120.0, 4.7)]
    best = theory(DAYS, 20.0, 0.3, breaks)
    for candidate in best.candidates:
        quantity = round(candidate.order_quantity)
        source = buy(
            lead_time=Constant(0.0),
            order_cost=20.0,
            price_breaks=tuple(f"{least:g}:{price:g}" for least, price in breaks[1:]),
            discount=discount,
        )
        days = 10 * quantity
        demand = Demand(name="d", stock="a", interval=Constant(1.0), size=Constant(1.0), first=0.5)
        run = simulate(world(source, demand=demand, policy=QSystem(-1, quantity), horizon=days))
        a_year = DAYS / days * (run.of("a", "purchased_value") + run.of("a", "order_cost"))
        average = unit_prices(5.0, tuple(breaks[1:]), discount)(quantity)
        assert run.of("a", "orders") == 10
        assert a_year == pytest.approx(DAYS * (average + 20.0 / quantity), rel=1e-12)
        if candidate.feasible:
            holding = 0.5 * 0.3 * candidate.average_price * candidate.order_quantity
            assert a_year + holding == pytest.approx(candidate.annual_cost, rel=2e-4)
            assert average == pytest.approx(candidate.average_price, rel=2e-4)


@pytest.mark.parametrize(
    ("texts", "message"),
    [
        (["fifty:4"], "'fifty:4' is not quantity:price; write for example 100:9.5"),
        (["50"], "'50' is not quantity:price"),
        (["50:4:3"], "'50:4:3' is not quantity:price"),
        (["0:4"], "the quantity in '0:4' is 0; it must be above zero"),
        (["nan:4"], "the quantity in 'nan:4' is nan; it must be above zero"),
        (["50:-4"], "the price in '50:-4' is -4; it must be zero or more"),
        (["50:4", "50:3"], "'50:3' comes after a break at 50; sort the breaks so that quantities rise"),
        (["50:4", "60:4"], "'60:4' is no lower price than 4 before it; let prices fall"),
    ],
)
def test_price_breaks_that_cannot_be_read(texts, message):
    """The text is named, with what to write instead; the world names purchase and supplier too."""
    with pytest.raises(ValueError, match=message):
        parse_price_breaks(texts)
    with pytest.raises(DataError, match=f"the price breaks of 'a' from 's': {message}"):
        simulate(world(buy(price_breaks=tuple(texts)), demand=NOBODY))


def test_a_first_break_that_is_no_lower_price():
    """The price of small orders is 5, the item's cost."""
    with pytest.raises(DataError, match=r"'a' from 's': 50:5 is no lower price than 5 for fewer units; give"):
        simulate(world(buy(price_breaks=("50:5",)), demand=NOBODY))
    assert parse_price_breaks([]) == ()


# ---- capacity


def test_a_supplier_makes_one_shipment_after_the_other():
    """5 a day: 10 of day 1 are made by day 3, 5 of day 2 by day 4, 5 of day 9 by day 10; 2 days more."""
    supplier = Supplier(name="s", units_per_day=5.0)
    demand = orders_at([1, 2, 9], [10, 5, 5])
    run, ledger = traced(world(buy(), demand=demand, suppliers=(supplier,)))
    assert facts(ledger, "receipt") == [(5.0, 10), (6.0, 5), (12.0, 5)]
    assert run.of("a", "on_order_area") == 10 * 4 + 5 * 4 + 5 * 3


@pytest.mark.parametrize(("unit", "arrival"), [("hour", 48 + 2), ("week", 2 / 7 + 2), ("day", 2 + 2)])
def test_capacity_is_a_day_whatever_the_time_unit(unit, arrival):
    """10 units at 5 a day take two days, 48 hours or 2/7 of a week."""
    supplier = Supplier(name="s", units_per_day=5.0)
    scenario = world(buy(), demand=orders_at([0], [10]), suppliers=(supplier,), time_unit=unit, horizon=99)
    _, ledger = traced(scenario)
    assert facts(ledger, "receipt") == [(pytest.approx(arrival), 10)]


def test_all_items_share_the_capacity():
    """Orders of 10 a and 20 b on one shipment are made together; c waits for both."""
    supplier = Supplier(name="s", units_per_day=10.0)
    network = Network(
        items=tuple(Item(name=name) for name in "abc"),
        stock_points=tuple(StockPoint(name=name, item=name) for name in "abc"),
        suppliers=(supplier,),
        sources=tuple(Purchase(stock=name, supplier="s") for name in "abc"),
        demands=tuple(orders_at([t], [q], s) for s, t, q in (("a", 1, 10), ("b", 1, 20), ("c", 2, 10))),
    )
    control = tuple(Control((name,), to_order()) for name in "abc")
    _, ledger = traced(Scenario(name="three", network=network, control=control, horizon=9))
    assert [(t, s) for t, _, s, _ in ledger.of("receipt")] == [(4.0, "a"), (4.0, "b"), (5.0, "c")]


# ---- short deliveries


def test_the_rest_of_a_short_delivery_follows():
    """The first order brings 7 of 10 after 2 days and 3 after 2 more; the second brings all; all is paid."""
    source = buy(delivered=Recorded((0.7, 1.0)), lead_time=Constant(2.0), price=3.0)
    run, ledger = traced(world(source, demand=orders_at([1, 20], [10, 8])))
    assert facts(ledger, "receipt") == [(3.0, 7), (5.0, 3), (22.0, 8)]
    assert facts(ledger, "depart") == [(1.0, 7), (3.0, 3), (20.0, 8)]
    assert run.of("a", "purchased_value") == 18 * 3.0
    assert run.of("a", "short_units") == 0
    assert run.of("a", "cycles") == 2


def test_the_rest_of_a_short_delivery_is_cancelled():
    """7 of 10 come; the rest is closed, not paid, and the position falls, so that 3 are ordered again."""
    source = buy(delivered=Recorded((0.7, 1.0)), short="cancelled", price=3.0)
    run, ledger = traced(world(source, demand=orders_at([1], [10])))
    assert facts(ledger, "receipt", "short") == [(3.0, 7), (3.0, 3), (5.0, 3)]
    assert facts(ledger, "order") == [(1.0, 10), (3.0, 3)]
    assert run.of("a", "short_units") == 3
    assert run.of("a", "purchased_value") == 10 * 3.0


@pytest.mark.parametrize(("share", "units"), [(0.9, 9), (0.7, 7), (0.3, 3), (0.0, 0)])
def test_whole_items_are_delivered_in_whole_units(share, units):
    """The share of ten units; with nothing delivered the whole follows after a second lead time."""
    _, ledger = traced(world(buy(delivered=Recorded((share,))), demand=orders_at([1], [10])))
    expected = [(3.0, units), (5.0, 10 - units)]
    assert facts(ledger, "receipt") == [fact for fact in expected if fact[1]]


def test_chance_decides_on_a_part_of_a_unit():
    """Of orders of one unit nine in ten come at once, so that the mean is right for slow movers."""
    count = 400
    demand = orders_at([float(k) for k in range(1, count + 1)], [1] * count)
    source = buy(delivered=Constant(0.9), lead_time=Constant(0.25))
    run = simulate(world(source, demand=demand, horizon=count + 1))
    at_once = 2 - run.of("a", "on_order_area") / (0.25 * count)
    assert at_once == pytest.approx(0.9, abs=3 * (0.9 * 0.1 / count) ** 0.5)


def test_a_divisible_item_is_delivered_by_its_share():
    """A third of 1 kg is on the grid, and nothing stays open."""
    item = Item(name="a", whole=False)
    run, ledger = traced(world(buy(delivered=Recorded((1 / 3,))), demand=orders_at([1], [1.0]), item=item))
    assert sum(quantity for _, quantity in facts(ledger, "receipt")) == 1.0
    assert run.of("a", "on_order_area") == pytest.approx(2 * 1 + 2 * 2 / 3)


def test_the_rest_of_a_short_delivery_keeps_its_own_lead_time():
    """The n-th order owns the lead time of its rest, drawn at placing whether it is needed or not."""
    law = Uniform(1.0, 3.0)

    def arrivals(delivered: Distribution) -> list[tuple[float, float]]:
        source = buy(lead_time=law, delivered=delivered)
        _, ledger = traced(world(source, demand=orders_at([1, 10], [10, 10])))
        return facts(ledger, "receipt")

    whole = arrivals(Recorded((1.0,)))
    second = arrivals(Recorded((1.0, 0.5)))
    both = arrivals(Recorded((0.5, 0.5)))
    off = arrivals(Constant(1.0))
    assert off == whole
    assert second[0] == whole[0]
    assert second[1][0] == whole[1][0]
    assert both[2:] == second[1:]


# ---- inspection


def test_goods_in_inspection_are_on_order_and_not_on_the_shelf():
    """Arrival on day 3, three days of inspection; 10 a lot and 2 a unit."""
    inspection = Inspection(time=Constant(3.0), cost_per_lot=10.0, cost_per_unit=2.0)
    source = buy(inspection=inspection)
    run, ledger = traced(world(source, demand=orders_at([1], [4])))
    assert facts(ledger, "arrive", "receipt", "issue") == [(3.0, 4), (6.0, 4), (6.0, 4)]
    assert run.of("a", "on_order_area") == 4 * 5
    assert run.of("a", "wait_area") == 4 * 5
    assert run.of("a", "inspection_cost") == 18.0
    assert planned_lead_time(source) == 5.0


def _luck(order: int, replication: int = 0) -> float:
    """Return the uniform number that decides on the n-th order."""
    seed = StreamSeed(0, replication, "source/purchase/a/s/inspection/0/defective")
    return float(np.random.Generator(np.random.PCG64(seed)).uniform(0.0, 1.0, 32)[order])


@pytest.mark.parametrize("rejects", ["return", "scrap"])
def test_defective_units_are_the_inverse_of_the_binomial_law(rejects):
    """scipy's quantile at the order's own uniform; returned ones are not paid, scrapped ones are."""
    inspection = Inspection(defective=0.3, rejects=rejects)
    script = Script(day1=[Order("a", 50.0)])
    scenario = world(buy(inspection=inspection, price=3.0), demand=NOBODY, policy=script)
    for replication in range(5):
        run = simulate(scenario, replication)
        rejected = float(stats.binom.ppf(_luck(0, replication), 50, 0.3))
        assert run.of("a", "rejected_units") == rejected
        assert run.of("a", "received_units") == 50 - rejected
        assert run.of("a", "purchased_value") == 3.0 * (50 if rejects == "scrap" else 50 - rejected)


def test_returned_units_are_ordered_again():
    """All of a delivery is bad: the position falls, and the same is ordered again; nothing is paid."""
    bad = buy(inspection=Inspection(defective=1.0), maximum=5)
    run, ledger = traced(world(bad, demand=orders_at([1], [4]), horizon=6))
    assert facts(ledger, "order") == [(1.0, 4), (3.0, 4), (5.0, 4)]
    assert facts(ledger, "rejected") == [(3.0, 4), (5.0, 4)]
    assert (run.of("a", "rejected_units"), run.of("a", "purchased_value")) == (8, 0)


def test_the_share_of_a_divisible_item_is_defective():
    """A fifth of 1 kg, on the grid."""
    item = Item(name="a", whole=False)
    source = buy(inspection=Inspection(defective=0.2))
    run, _ = traced(world(source, demand=NOBODY, policy=Script(day1=[Order("a", 1.0)]), item=item))
    assert run.of("a", "rejected_units") == pytest.approx(0.2, abs=1e-9)
    assert run.of("a", "received_units") + run.of("a", "rejected_units") == 1.0


def test_both_parts_of_a_short_delivery_are_inspected():
    """7 of 10 on day 3, 3 on day 5, each with a day of inspection and 10 of cost."""
    inspection = Inspection(time=Recorded((1.0,)), cost_per_lot=10.0)
    source = buy(delivered=Recorded((0.7,)), inspection=inspection)
    run, ledger = traced(world(source, demand=orders_at([1], [10])))
    assert facts(ledger, "receipt") == [(4.0, 7), (6.0, 3)]
    assert run.of("a", "inspection_cost") == 20.0


def test_late_orders_that_end_in_a_rejection_are_counted():
    """Two days late, one of two units bad: one late order."""
    source = buy(inspection=Inspection(time=Constant(2.0), defective=0.5), planned_lead_time=2.0)
    order = Script(day1=[Order("a", 20.0)])
    run, _ = traced(world(source, demand=NOBODY, policy=order))
    assert 0 < run.of("a", "rejected_units") < 20
    assert (run.of("a", "late_orders"), run.of("a", "tardiness")) == (1, 2.0)


# ---- expediting


HURRY = Expediting(cost=30.0, factor=0.5)


def test_an_order_on_its_way_is_hurried_once():
    """Ten days; on day 4, seven remain: 3.5. Asking twice, or without the service, is refused."""
    script = Script(day1=[Order("a", 5.0)], day4=[Expedite(1)], day5=[Expedite(1)])
    source = buy(lead_time=Constant(10.0), expediting=HURRY)
    run, ledger = traced(world(source, demand=NOBODY, policy=script))
    assert facts(ledger, "receipt") == [(7.5, 5)]
    assert facts(ledger, "expedited") == [(4.0, 5)]
    assert facts(ledger, "refused") == [(5.0, 0.0)]
    assert (run.of("a", "expedited_orders"), run.of("a", "expedite_cost")) == (1, 30.0)
    run, ledger = traced(world(replace(source, expediting=None), demand=NOBODY, policy=script))
    assert facts(ledger, "receipt") == [(11.0, 5)]
    assert (run.of("a", "expedited_orders"), run.of("a", "refused_orders")) == (0, 2)


def test_an_order_on_the_desk_is_hurried_as_a_whole():
    """Six days of desk and ten of travel; on day 3 four and ten remain, then two and five: day 10."""
    script = Script(day1=[Order("a", 5.0)], day3=[Expedite(1)])
    source = buy(lead_time=Constant(10.0), processing=Constant(6.0), expediting=HURRY)
    _, ledger = traced(world(source, demand=NOBODY, policy=script))
    assert facts(ledger, "depart", "receipt") == [(5.0, 5), (10.0, 5)]


def test_a_hurried_order_can_still_be_cancelled_on_the_desk():
    """Hurried on day 3, through the desk on day 5; cancelled on day 4: nothing comes."""
    script = Script(day1=[Order("a", 5.0)], day3=[Expedite(1)], day4=[Cancel(1)])
    source = buy(processing=Constant(6.0), expediting=HURRY)
    run, ledger = traced(world(source, demand=NOBODY, policy=script))
    assert facts(ledger, "cancelled", "depart", "receipt") == [(4.0, 5)]
    assert run.of("a", "on_order_area") == 5 * 3


def test_an_order_that_waits_for_its_shipment_leaves_at_once():
    """The next departure is on day 7: hurried on day 3, it leaves then, alone, and takes five days of ten."""
    tariff = Freight(per_shipment=100.0)
    supplier = Supplier(name="s", departure_period=7.0, freight=tariff)
    script = Script(day1=[Order("a", 5.0), Order("a", 6.0)], day3=[Expedite(1)])
    source = buy(lead_time=Constant(10.0), expediting=HURRY)
    run, ledger = traced(world(source, demand=NOBODY, policy=script, suppliers=(supplier,)))
    assert facts(ledger, "receipt") == [(8.0, 5), (17.0, 6)]
    assert run.of("a", "freight") == 200.0


def test_only_the_hurried_line_of_a_shipment_comes_earlier():
    """Two orders are due on day 11; one is hurried on day 5 and comes on day 8, the other as it was."""
    script = Script(day1=[Order("a", 5.0), Order("a", 6.0)], day5=[Expedite(2)])
    source = buy(lead_time=Constant(10.0), expediting=HURRY)
    run, ledger = traced(world(source, demand=NOBODY, policy=script))
    assert facts(ledger, "receipt") == [(8.0, 6), (11.0, 5)]
    assert run.supplier("s", "shipments") == 1


def test_what_has_arrived_cannot_be_hurried():
    """On day 4 the goods are in inspection: refused; the inspection ends on day 8."""
    script = Script(day1=[Order("a", 5.0)], day4=[Expedite(1)])
    source = buy(inspection=Inspection(time=Constant(5.0)), expediting=HURRY)
    run, ledger = traced(world(source, demand=NOBODY, policy=script))
    assert facts(ledger, "receipt") == [(8.0, 5)]
    assert run.of("a", "refused_orders") == 1


def test_the_rest_of_a_short_delivery_can_be_hurried():
    """5 of 10 on day 5; the rest is due on day 9, and on day 7 one of the two days is saved."""
    script = Script(day1=[Order("a", 10.0)], day7=[Expedite(1)])
    source = buy(lead_time=Constant(4.0), delivered=Recorded((0.5,)), expediting=HURRY)
    _, ledger = traced(world(source, demand=NOBODY, policy=script))
    assert facts(ledger, "receipt") == [(5.0, 5), (8.0, 5)]


def test_transfers_and_production_are_not_hurried():
    """Only purchases are; the refusal is counted."""
    script = Script(day1=[Order("a", 5.0)], day2=[Expedite(1)])
    depot = StockPoint(name="depot", item="a", initial=99)
    transfer = Transfer(stock="a", origin="depot", lead_time=Constant(5.0))
    run, ledger = traced(world(transfer, demand=NOBODY, policy=script, points=(depot,)))
    assert facts(ledger, "receipt") == [(6.0, 5)]
    assert run.of("a", "refused_orders") == 1


# ---- sourcing


def _sourced(sourcing: str, *sources: Purchase, sizes=(10,) * 12, **more: Any):
    suppliers = tuple(Supplier(name=source.supplier) for source in sources)
    times = [float(k + 1) for k in range(len(sizes))]
    scenario = world(*sources, demand=orders_at(times, sizes), sourcing=sourcing, suppliers=suppliers, **more)
    tables = []

    def watch(made: World) -> None:
        tables.append(made.stocks["a"])

    simulate(scenario, watches=[watch])
    return {source.name: source.ordered for source in tables[0].sources}


def test_orders_go_by_shares():
    """12 orders of 10 at 3 : 1 : 0: 90, 30 and none, exactly; never more than one order off on the way."""
    sources = (buy(share=3.0), buy(supplier="t", share=1.0), buy(supplier="u", share=0.0))
    assert _sourced("share", *sources) == {"s": 90, "t": 30, "u": 0}
    for count in range(1, 13):
        got = _sourced("share", *sources, sizes=(10,) * count)
        assert abs(got["s"] - 0.75 * 10 * count) <= 10


def test_shares_are_of_units_not_of_orders():
    """A large order to one source is followed by small ones to the other until the units are even."""
    assert _sourced("share", buy(), buy(supplier="t"), sizes=(30, 10, 10, 10, 10)) == {"s": 40, "t": 30}


def test_the_cheapest_source_for_the_quantity():
    """s: 5 a unit; t: 3 a unit, 20 an order; u: 1 a unit, packs of 40. 8 -> s, 12 -> t (56 < 60), 35 -> u."""
    sources = (
        buy(),
        buy(supplier="t", price=3.0, order_cost=20.0),
        buy(supplier="u", price=1.5, multiple=40),
    )
    for size, taker, quantity in ((8, "s", 8), (12, "t", 12), (35, "u", 40), (10, "s", 10)):
        got = _sourced("price", *sources, sizes=(size,))
        assert {name: units for name, units in got.items() if units} == {taker: quantity}


def test_the_cheapest_source_takes_the_order_whole():
    """A source that would cut the order is not the cheapest because it sells less; breaks count."""
    cut = buy(price=1.0, maximum=5)
    whole = buy(supplier="t", price_breaks=("20:2",))
    assert _sourced("price", cut, whole, sizes=(20,)) == {"s": 0, "t": 20}
    assert _sourced("price", cut, whole, sizes=(5,)) == {"s": 5, "t": 0}


def test_the_fastest_source():
    """The shortest planned lead time takes all, and is what planners reckon with."""
    slow, fast = buy(lead_time=Constant(9.0)), buy(supplier="t", processing=Constant(1.0))
    sources = (slow, fast)
    assert _sourced("speed", *sources) == {"t": 120, "s": 0}
    seen = []

    class Looking:
        review = Continuous()

        def decide(self, view: View) -> list[Any]:
            seen.append(view.stocks["a"].planned_lead_time)
            return []

    suppliers = (Supplier(name="s"), Supplier(name="t"))
    simulate(world(*sources, demand=NOBODY, policy=Looking(), suppliers=suppliers, sourcing="speed"))
    assert seen == [3.0]


def test_one_source_needs_no_rule():
    """With one source every rule is the same run."""
    runs = [
        simulate(world(buy(), demand=orders_at([1, 3], [4, 5]), sourcing=rule, initial=3))
        for rule in ("priority", "share", "price", "speed")
    ]
    assert all(np.array_equal(run.stocks, runs[0].stocks) for run in runs)


@pytest.mark.parametrize(
    ("shares", "message"),
    [
        ((0.0, 0.0), "no source has one; give shares"),
        ((1.0, -1.0), "source 't' has the share -1; it must be"),
    ],
)
def test_shares_that_make_no_sense(shares, message):
    """A negative share, or none above zero, names the stock point."""
    with pytest.raises(DataError, match=f"stock point 'a'.*{message}"):
        _sourced("share", buy(share=shares[0]), buy(supplier="t", share=shares[1]))


# ---- freight


def _freight(tariff: Freight, sizes=(10,), **more: Any):
    times = [float(k + 1) for k in range(len(sizes))]
    supplier = Supplier(name="s", freight=tariff, **more)
    return traced(world(buy(price=3.0), demand=orders_at(times, sizes), suppliers=(supplier,)))


def test_each_truck_pays():
    """2 kg a unit, 25 kg a truck: 10 units are one truck, 12 one, 13 two, 63 six; 100 each and 1 a kg."""
    tariff = Freight(per_shipment=100.0, per_kg=1.0, truck_kg=25.0)
    run, ledger = _freight(tariff, sizes=(10, 12, 13, 63))
    assert facts(ledger, "freight") == [(1.0, 120.0), (2.0, 124.0), (3.0, 226.0), (4.0, 726.0)]
    assert run.supplier("s", "trucks") == 1 + 1 + 2 + 6
    assert run.supplier("s", "shipments") == 4
    assert run.supplier("s", "value") == 98 * 3.0
    assert run.supplier("s", "weight_kg") == 98 * 2.0


def test_a_full_truck_is_one_truck():
    """Ten times 0.1 kg is one truck of 1 kg, not two."""
    supplier = Supplier(name="s", freight=Freight(per_shipment=7.0, truck_kg=1.0))
    item = Item(name="a", weight_kg=0.1)
    run, _ = traced(world(buy(), demand=orders_at([1], [30]), suppliers=(supplier,), item=item))
    assert (run.supplier("s", "trucks"), run.supplier("s", "freight")) == (3, 21.0)


def test_freight_by_value():
    """A tenth of 30 and 40 fixed, at least 45; prices after discount."""
    run, _ = _freight(Freight(per_shipment=40.0, per_value=0.1, minimum=45.0), sizes=(10, 100))
    assert run.of("a", "freight") == 45.0 + 70.0


def test_freight_by_value_is_shared_by_value_where_nothing_is_weighed():
    """10 of a at 1 and 10 of b at 3 pay a quarter and three quarters of 10 %."""
    network = Network(
        items=(Item(name="a", unit_cost=1.0), Item(name="b", unit_cost=3.0)),
        stock_points=tuple(StockPoint(name=name, item=name) for name in "ab"),
        suppliers=(Supplier(name="s", freight=Freight(per_value=0.1)),),
        sources=tuple(Purchase(stock=name, supplier="s") for name in "ab"),
        demands=tuple(orders_at([1], [10], name) for name in "ab"),
    )
    control = tuple(Control((name,), to_order()) for name in "ab")
    run, _ = traced(Scenario(name="two", network=network, control=control, horizon=9))
    assert (run.of("a", "freight"), run.of("b", "freight")) == (1.0, 3.0)


def test_a_short_delivery_pays_freight_for_what_travels():
    """7 and 3 units of 2 kg at 1 a kg and 100 a shipment."""
    supplier = Supplier(name="s", freight=Freight(per_shipment=100.0, per_kg=1.0))
    source = buy(delivered=Recorded((0.7,)))
    _, ledger = traced(world(source, demand=orders_at([1], [10]), suppliers=(supplier,)))
    assert facts(ledger, "freight") == [(1.0, 114.0), (3.0, 106.0)]


def test_a_load_leaves_when_it_is_heavy_enough():
    """2 kg a unit, 20 kg: 4 + 3 + 3 units leave on day 3 with the third order, 12 on day 4; 1 waits."""
    supplier = Supplier(name="s", departure_kg=20.0)
    demand = orders_at([1, 2, 3, 4, 5], [4, 3, 3, 12, 1])
    run, ledger = traced(world(buy(), demand=demand, suppliers=(supplier,)))
    assert facts(ledger, "receipt") == [(5.0, 4), (5.0, 3), (5.0, 3), (6.0, 12)]
    assert run.supplier("s", "shipments") == 2


def test_orders_of_one_instant_leave_with_the_load_that_they_fill():
    """Two orders on day 1, the first of which is heavy enough: both leave together."""
    supplier = Supplier(name="s", departure_kg=20.0)
    script = Script(day1=[Order("a", 11.0), Order("a", 1.0)])
    run, ledger = traced(world(buy(), demand=NOBODY, policy=script, suppliers=(supplier,)))
    assert facts(ledger, "receipt") == [(3.0, 11), (3.0, 1)]
    assert run.supplier("s", "shipments") == 1


def test_weight_beside_a_timetable():
    """Every 7 days, or with 20 kg: the full load leaves on day 2, what came after it on day 7."""
    supplier = Supplier(name="s", departure_kg=20.0, departure_period=7.0)
    _, ledger = traced(world(buy(), demand=orders_at([1, 2, 3], [4, 6, 1]), suppliers=(supplier,)))
    assert facts(ledger, "receipt") == [(4.0, 4), (4.0, 6), (9.0, 1)]


def test_a_truck_that_never_fills():
    """Items without a weight, a departure by weight and no timetable: the supplier is named."""
    item = Item(name="a")
    supplier = Supplier(name="s", departure_kg=20.0)
    with pytest.raises(
        DataError, match=r"supplier 's' leaves with 20 kg, .*; give an item a weight_kg or the"
    ):
        simulate(world(buy(), demand=NOBODY, suppliers=(supplier,), item=item))
    timetable = replace(supplier, departure_period=7.0)
    simulate(world(buy(), demand=NOBODY, suppliers=(timetable,), item=item))


@pytest.mark.parametrize(
    ("supplier", "what"),
    [
        (Supplier(name="s", units_per_day=0.0), "units_per_day"),
        (Supplier(name="s", departure_kg=-1.0), "departure_kg"),
        (Supplier(name="s", freight=Freight(truck_kg=0.0)), "truck_kg"),
    ],
)
def test_figures_of_a_supplier_are_above_zero(supplier, what):
    """A capacity, a weight or a truck of nothing is refused by name."""
    with pytest.raises(DataError, match=f"supplier 's': {what} is .*; it must be above zero"):
        simulate(world(buy(), demand=NOBODY, suppliers=(supplier,)))


# ---- what is under way


def test_the_auditor_misses_goods_that_never_arrive():
    """An arrival that somebody strikes from the calendar is found in the next instant after it was due."""

    def watch(made: World) -> None:
        made.carriers["s"]._arrive = lambda lines: None  # type: ignore[method-assign]

    scenario = world(buy(), demand=orders_at([1, 8], [5, 5]))
    with pytest.raises(AuditError, match=r"time 3: a: 5 units of order 1 should have arrived, not 0"):
        simulate(scenario, watches=[watch], audit=True)


def test_the_auditor_misses_a_transfer_that_never_arrives():
    """The same for a transfer whose arrival is taken off the event list."""
    depot = StockPoint(name="depot", item="a", initial=99)
    transfer = Transfer(stock="a", origin="depot", lead_time=Constant(2.0))

    def watch(made: World) -> None:
        made.clock.at(2.0, "OBSERVE", lambda: made.clock._queue.remove(made.clock._queue[0]))

    scenario = world(transfer, demand=orders_at([1], [5]), points=(depot,))
    with pytest.raises(AuditError, match=r"a: 5 units of order 1 should have arrived, not 0"):
        simulate(scenario, watches=[watch], audit=True)


def test_the_auditor_wonders_at_goods_that_never_left():
    """An arrival of units that did not depart is found at once."""

    def watch(made: World) -> None:
        assert made.post is not None
        post = made.post
        made.clock.at(2.0, "OBSERVE", lambda: post("arrive", "a", 5.0, 1))

    with pytest.raises(AuditError, match=r"time 3: a: 5 units of order 1 should have arrived, not 10"):
        simulate(world(buy(), demand=orders_at([1], [5])), watches=[watch], audit=True)


def test_all_features_together_keep_the_books():
    """Random demand, two sources, breaks, short and bad deliveries, trucks, capacity: the auditor agrees."""
    trucks = Freight(per_shipment=9.0, truck_kg=25.0)
    suppliers = (
        Supplier(name="s", departure_kg=60.0, units_per_day=9.0, freight=trucks),
        Supplier(name="t", crossing="queue", freight=Freight(per_value=0.02, minimum=3.0)),
    )
    inspection = Inspection(time=Uniform(0.0, 2.0), defective=0.1, cost_per_lot=1.0)
    sources = (
        buy(
            maximum=24,
            multiple=6,
            price_breaks=("18:4",),
            delivered=Uniform(0.5, 1.2),
            inspection=inspection,
        ),
        buy(
            supplier="t",
            lead_time=Uniform(1.0, 9.0),
            delivered=Uniform(0.0, 1.0),
            short="cancelled",
            inspection=replace(inspection, rejects="scrap"),
            expediting=HURRY,
        ),
    )

    class Hasty:
        review = Continuous()

        def decide(self, view: View) -> list[Any]:
            stock = view.stocks["a"]
            hurried = [Expedite(order.number) for order in stock.open_orders if stock.backorders > 20]
            return [*hurried, *([Order("a", 40.0 - stock.position)] if stock.position < 20 else [])]

    demand = Demand(name="d", stock="a", interval=Uniform(0.2, 1.0), size=Constant(3.0))
    for sourcing in ("priority", "share", "price", "speed"):
        scenario = world(
            *sources, demand=demand, policy=Hasty(), horizon=200, suppliers=suppliers, sourcing=sourcing
        )
        run, _ = traced(scenario)
        assert run.of("a", "received_units") > 100


def test_the_mean_of_the_defective_units():
    """400 orders of one unit: the share rejected is that of the uniform numbers below the chance, exactly."""
    demand = Demand(name="d", stock="a", interval=Constant(1.0), size=Constant(1.0))
    source = buy(inspection=Inspection(defective=0.25, rejects="scrap"), lead_time=Constant(0.0))
    run = simulate(world(source, demand=demand, policy=Buyer(), horizon=400.5))
    exact = 400 * 0.25
    half = special.ndtri(0.995) * np.sqrt(400 * 0.25 * 0.75)
    assert abs(run.of("a", "rejected_units") - exact) <= half
    assert run.of("a", "orders") == 400


class Buyer:
    """A policy that orders a unit a day, whatever happens."""

    review = Every(1.0, 1.0)

    def decide(self, view: View) -> list[Any]:
        """Order one unit."""
        return [Order("a", 1.0)]


def test_hurrying_by_nothing_changes_nothing():
    """A factor of one leaves every order where it was, and none later by a rounding error."""
    script = Script(day1=[Order("a", 5.0)], day2=[Expedite(1)])
    for replication in range(30):
        source = buy(lead_time=Uniform(2.0, 9.0), expediting=Expediting(factor=1.0))
        _, hurried = traced(world(source, demand=NOBODY, policy=script), replication)
        _, plain = traced(world(replace(source, expediting=None), demand=NOBODY, policy=script), replication)
        assert facts(hurried, "receipt")[0][0] == pytest.approx(facts(plain, "receipt")[0][0], rel=1e-14)
