"""Plans of whole structures against textbooks, a plain recursion, and where requirements come from."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policies.planning.bill import Bill
from policies.planning.lot_rules import LotRules
from policies.planning.netting import PlanningData, net
from policies.planning.regeneration import Peg, PlannedOrder, plan


def by_week(row):
    """Weeks, from one, with a quantity."""
    return {str(week + 1): quantity for week, quantity in enumerate(row.tolist()) if quantity}


def test_mrp_03(entry):
    """MRP-03: gross, net and releases of every part of the speaker kit, week by week."""
    given, expected = entry("MRP-03")["inputs"], entry("MRP-03")["expected"]
    lines = [(parent, part, n) for parent, parts in given["bom"].items() for part, n in parts.items()]
    bill = Bill.of("ABCDEFG", lines)
    gross = np.zeros((7, 8))
    gross[bill.position("A"), 7] = given["demand"]["A"]["8"]
    lead_time = bill.ordered(given["lead_times"])
    made = plan(bill, PlanningData.of(gross, on_hand=given["on_hand"], lead_time=lead_time))
    for name, rows in expected.items():
        item = bill.position(name)
        assert by_week(made.record.gross[item]) == rows["gross"], name
        assert by_week(made.record.net_requirements[item]) == rows["net"], name
        assert by_week(made.record.planned_releases[item]) == rows["release"], name
    assert made.record.past_due.tolist() == [0] * 7
    assert made.pegs("E", 5) == (Peg("C", 150.0, 300.0),)
    assert made.pegs("D", 2) == (Peg("F", 300.0, 600.0),)
    assert made.pegs("A", 7) == (Peg(None, 50.0, 50.0),)


def test_drp_01(entry):
    """DRP-01: two branches and a central store are a bill whose lines have quantity one."""
    given, expected = entry("DRP-01")["inputs"], entry("DRP-01")["expected"]
    bill = Bill.of(["central", "dc1", "dc2"], [("dc1", "central", 1), ("dc2", "central", 1)])
    stocks = [given[name] for name in bill.items]
    gross = [stock.get("forecast", [0] * 8) for stock in stocks]
    coming = np.zeros((3, 8))
    coming[bill.position("dc1"), 1] = given["dc1"]["in_transit"]["2"]
    figures = {key: [stock[key] for stock in stocks] for key in ("on_hand", "lead_time", "safety_stock")}
    lots = LotRules.of(3, "fixed-quantity", quantity=[stock["lot"] for stock in stocks])
    made = plan(bill, PlanningData.of(gross, scheduled_receipts=coming, lots=lots, **figures))
    names = {"projected_available": "projected_on_hand"}
    for name in bill.items:
        item = bill.position(name)
        for row, values in expected[name].items():
            if row == "past_due_release":
                assert made.record.past_due[item] == values
            else:
                assert getattr(made.record, names.get(row, row))[item].tolist() == values, (name, row)
    assert made.record.gross[bill.position("central")].tolist() == expected["central_gross"]


def test_what_a_parent_should_have_released_is_wanted_at_once():
    """A release two buckets overdue wants its parts in the first bucket, and their own release is overdue."""
    bill = Bill.of(["cart", "axle"], [("cart", "axle", 2)])
    made = plan(bill, PlanningData.of([[3, 0, 4], [0, 1, 0]], lead_time=[2, 1]))
    assert made.record.past_due.tolist() == [3, 6 + 8]
    assert made.record.gross[1].tolist() == [14, 1, 0]
    assert made.pegs("axle", 0) == (Peg("cart", 7.0, 14.0),)
    assert made.pegs("axle", 1) == (Peg(None, 1.0, 1.0),)
    assert made.orders(released_by=-1) == (
        PlannedOrder("cart", 3.0, release=-2, due=0),
        PlannedOrder("axle", 14.0, release=-1, due=0),
    )
    assert made.attainable_on_hand().tolist() == [[-3, -3, 0], [-14, 0, 0]]


def test_scheduled_receipts_explode_no_more_but_firm_orders_do():
    """Parts of a released order have been issued; those of a firm planned order are still wanted."""
    bill = Bill.of(["cart", "axle"], [("cart", "axle", 2)])
    zero = [0, 0, 0]
    released = plan(
        bill, PlanningData.of([[0, 0, 5], zero], scheduled_receipts=[[0, 0, 5], zero], lead_time=1)
    )
    firm = plan(bill, PlanningData.of([[0, 0, 5], zero], firm=[[0, 0, 5], zero], lead_time=1))
    assert released.record.gross[1].tolist() == [0, 0, 0]
    assert firm.record.gross[1].tolist() == [0, 10, 0]


def test_orders_are_split_at_the_greatest_order():
    """A firm order stays as it is; 100 more with at most 60 an order make two orders."""
    bill = Bill.of(["a"], [])
    lots = LotRules.of(1, maximum=60)
    made = plan(bill, PlanningData.of([[0, 170, 5]], firm=[[0, 70, 0]], lead_time=1, lots=lots))
    assert [(order.quantity, order.release) for order in made.orders()] == [(70, 0), (60, 0), (40, 0), (5, 1)]
    assert [order.quantity for order in made.orders(released_by=0)] == [70, 60, 40]


@st.composite
def structures(draw):
    """A random bill with random planning data."""
    count, buckets = draw(st.integers(1, 8)), 6
    names = [f"i{n}" for n in range(count)]
    pairs = [(a, b) for a in range(count) for b in range(a + 1, count)]
    chosen = draw(st.lists(st.sampled_from(pairs), max_size=12)) if pairs else []
    bill = Bill.of(names, [(names[a], names[b], draw(st.integers(1, 3))) for a, b in chosen])
    row = st.lists(st.integers(0, 20), min_size=buckets, max_size=buckets)
    rules = st.sampled_from(["lot-for-lot", "fixed-quantity", "period-order-quantity", "silver-meal"])
    lots = LotRules.of(
        count,
        draw(st.lists(rules, min_size=count, max_size=count)),
        quantity=25,
        periods=2,
        order_cost=50,
        holding_cost=1,
    )
    data = PlanningData.of(
        draw(st.lists(row, min_size=count, max_size=count)),
        on_hand=draw(st.lists(st.integers(0, 50), min_size=count, max_size=count)),
        lead_time=draw(st.lists(st.integers(0, 3), min_size=count, max_size=count)),
        safety_stock=draw(st.lists(st.integers(0, 5), min_size=count, max_size=count)),
        lots=lots,
    )
    return bill, data


@given(structures())
@settings(max_examples=40, deadline=None)
def test_a_plan_is_netting_item_after_item(case):
    """Planning level by level gives what netting each item after its parents gives."""
    bill, data = case
    made = plan(bill, data)
    for position, name in enumerate(bill.items):
        gross = data.gross[position].copy()
        for parent, quantity in bill.where_used(name):
            above = bill.position(parent)
            gross += quantity * made.record.planned_releases[above]
            gross[0] += quantity * made.record.past_due[above]
        alone = net(data.part(slice(position, position + 1), gross[None]))
        np.testing.assert_array_equal(made.record.gross[position], gross)
        for row in ("projected_on_hand", "planned_receipts", "planned_releases", "past_due"):
            np.testing.assert_array_equal(getattr(made.record, row)[position], getattr(alone, row)[0])
        for bucket in range(data.buckets):
            pegs = made.pegs(name, bucket)
            assert sum(peg.quantity for peg in pegs) == gross[bucket]


@given(structures())
@settings(max_examples=30, deadline=None)
def test_without_stock_or_lots_a_plan_releases_the_total_requirements(case):
    """Lot for lot from nothing, with no lead time, releases what the bill requires through all levels."""
    bill, data = case
    made = plan(bill, PlanningData.of(data.gross))
    np.testing.assert_array_equal(made.record.planned_releases, bill.total_requirements(data.gross))


def test_wrong_data_is_refused():
    """Data of other items, an unknown item and a bucket beyond the horizon are named."""
    bill = Bill.of(["a"], [])
    with pytest.raises(ValueError, match="the data has 2 rows, the bill 1 items"):
        plan(bill, PlanningData.of([[1], [1]]))
    made = plan(bill, PlanningData.of([[1]]))
    with pytest.raises(ValueError, match="bucket 1 is not in the plan; give one from 0 to 0"):
        made.pegs("a", 1)
    with pytest.raises(ValueError, match="item 'b' is not in the bill"):
        made.pegs("b", 0)
