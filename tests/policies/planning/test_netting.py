"""Netting against textbook grids, its own recursion, and a plain calculation item by item."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policies.planning import netting
from policies.planning.lot_rules import RULES, LotRules
from policies.planning.lot_sizes import lot_cost
from policies.planning.netting import PlanningData, net
from policies.sizing import economic_order_quantity

ROWS = {
    "projected_available": "projected_on_hand",
    "net_requirements": "net_requirements",
    "planned_receipts": "planned_receipts",
    "planned_releases": "planned_releases",
}


def assert_rows(record, expected, item=0):
    """The rows of an item are those of a validation entry."""
    for printed, name in ROWS.items():
        assert getattr(record, name)[item].tolist() == expected[printed], printed
    assert record.past_due[item] == expected["past_due_release"]


@pytest.mark.parametrize(
    ("name", "rule", "safety_stock"),
    [
        ("FOQ_ss0", "fixed-quantity", 0),
        ("FOQ_ss80", "fixed-quantity", 80),
        ("L4L_ss0", "lot-for-lot", 0),
        ("POQ_ss0", "period-order-quantity", 0),
    ],
)
def test_mrp_01(entry, name, rule, safety_stock):
    """MRP-01: the record of the seat subassembly under three rules, with and without safety stock."""
    given, expected = entry("MRP-01")["inputs"], entry("MRP-01")["expected"][name]
    data = PlanningData.of(
        [given["gross"]],
        on_hand=given["on_hand"],
        scheduled_receipts=[given["scheduled_receipts"]],
        lead_time=given["lead_time"],
        safety_stock=safety_stock,
        lots=LotRules.of(1, rule, quantity=given["FOQ"], periods=given["POQ_periods"]),
    )
    assert_rows(net(data), expected)


def test_lot_08(entry):
    """LOT-08: plans and costs of the rules in one netting of five items with the same requirements."""
    given, expected = entry("LOT-08")["inputs"], entry("LOT-08")["expected"]
    names = {
        "L4L": "lot-for-lot",
        "EOQ73": "economic-quantity",
        "POQ3": "period-order-quantity",
        "PPB": "part-period-balancing",
        "WW": "wagner-whitin",
    }
    lots = LotRules.of(
        5, list(names.values()), order_cost=given["K"], holding_cost=given["h"], multiple=[0, 1, 0, 0, 0]
    )
    gross = np.tile(given["gross"], (5, 1))
    record = net(PlanningData.of(gross, on_hand=given["on_hand"], lead_time=given["lead_time"], lots=lots))
    covered = [0, *given["gross"][1:]]  # the first week is served from stock
    for item, name in enumerate(names):
        plan = record.planned_receipts[item].tolist()
        assert plan == expected[name].get("plan", plan), name
        cost = lot_cost(covered, plan, given["K"], given["h"])
        assert cost == expected[name]["cost"], name


def test_lot_02_by_bucket(entry):
    """LOT-02: lot for lot costs 648.00 and the period order quantity of two months 553.60."""
    given, expected = entry("LOT-02")["inputs"], entry("LOT-02")["expected"]
    lots = LotRules.of(
        3,
        ["lot-for-lot", "period-order-quantity", "period-order-quantity"],
        periods=[0, 2, 0],  # zero: as long as the economic quantity lasts, 1.64 months, so two
        order_cost=given["K"],
        holding_cost=given["h"],
    )
    plans = net(PlanningData.of(np.tile(given["demand"], (3, 1)), lots=lots)).planned_receipts.tolist()
    assert plans[1] == plans[2] == expected["POQ2"]["plan"]
    costs = [lot_cost(given["demand"], plan, given["K"], given["h"]) for plan in plans]
    assert costs[0] == pytest.approx(expected["L4L"]["cost"])
    assert costs[1] == pytest.approx(expected["POQ2"]["cost"])


def test_the_economic_quantity_is_wilsons():
    """The formula on arrays gives what the sizing function gives."""
    rules = LotRules.of(1, "economic-quantity", order_cost=54, holding_cost=0.4)
    wilson = economic_order_quantity(100, 54, 0.4).order_quantity
    assert rules.economic_quantities(np.array([100.0]))[0] == pytest.approx(wilson, rel=1e-14)


def test_a_release_before_the_first_bucket_is_past_due():
    """Of needs in buckets 0, 1 and 2 with a lead time of two, the first two are overdue."""
    record = net(PlanningData.of([[5, 7, 9]], lead_time=2))
    assert record.planned_receipts.tolist() == [[5, 7, 9]]
    assert record.planned_releases.tolist() == [[9, 0, 0]]
    assert record.past_due.tolist() == [12]
    beyond = net(PlanningData.of([[5, 7, 9]], lead_time=8))
    assert (beyond.planned_releases.sum(), beyond.past_due[0]) == (0, 21)


def test_a_fence_freezes_the_first_buckets():
    """Inside a fence of two nothing is planned and stock goes below zero; the third bucket makes it good."""
    record = net(PlanningData.of([[5, 7, 9, 1]], on_hand=6, fence=2))
    assert record.planned_receipts.tolist() == [[0, 0, 15, 1]]
    assert record.projected_on_hand.tolist() == [[1, -6, 0, 0]]
    assert record.net_requirements.tolist() == [[0, 6, 15, 1]]


def test_a_shortage_inside_the_fence_that_a_receipt_cures_needs_no_order():
    """The open order in bucket two covers what the fence left short, under every rule."""
    for rule in RULES:
        lots = LotRules.of(1, rule, quantity=10, periods=2, order_cost=1, holding_cost=1)
        data = PlanningData.of([[0, 8, 0, 0]], scheduled_receipts=[[0, 0, 8, 0]], fence=2, lots=lots)
        assert net(data).planned_receipts.sum() == 0, rule


def test_safety_time_brings_receipts_forward():
    """With a safety time of two, what is needed in bucket three comes in bucket one and waits."""
    record = net(PlanningData.of([[0, 4, 0, 6]], lead_time=1, safety_time=2))
    assert record.planned_receipts.tolist() == [[4, 6, 0, 0]]
    assert record.projected_on_hand.tolist() == [[4, 6, 6, 0]]
    assert record.past_due.tolist() == [4]
    whole = net(PlanningData.of([[1, 2, 3]], safety_time=9))
    assert whole.planned_receipts.tolist() == [[6, 0, 0]]


def test_a_firm_order_stands():
    """A firm order of 10 in bucket one serves buckets one and two, and its release is in the plan."""
    record = net(PlanningData.of([[0, 4, 6, 5]], firm=[[0, 10, 0, 0]], lead_time=1))
    assert record.net_requirements.tolist() == [[0, 0, 0, 5]]
    assert record.planned_receipts.tolist() == [[0, 10, 0, 5]]
    assert record.planned_releases.tolist() == [[10, 0, 5, 0]]


def test_a_period_lot_counts_on_receipts_within_its_periods():
    """A lot for three buckets (10 each) brings 22, because an open order of 8 comes in the second."""
    lots = LotRules.of(1, "period-order-quantity", periods=3)
    record = net(PlanningData.of([[10, 10, 10]], scheduled_receipts=[[0, 8, 0]], lots=lots))
    assert record.planned_receipts.tolist() == [[22, 0, 0]]
    assert record.projected_on_hand.tolist() == [[12, 10, 0]]


def test_minimum_multiple_and_maximum():
    """3 wanted make 12 (least order 10, packs of 6); 61 wanted, with 60 at most, make 60 and 12."""
    lots = LotRules.of(2, minimum=10, multiple=6, maximum=60)
    record = net(PlanningData.of([[3, 0, 0], [0, 61, 20]], lots=lots))
    assert record.planned_receipts.tolist() == [[12, 0, 0], [0, 72, 12]]


def test_tenths_leave_no_residue():
    """Ten needs of a tenth against stock of one: nothing is short, in any rule."""
    for rule in RULES:
        lots = LotRules.of(1, rule, quantity=1, periods=2, order_cost=1, holding_cost=1)
        record = net(PlanningData.of([[0.1] * 10], on_hand=1.0, lots=lots))
        assert record.planned_receipts.sum() == 0, rule


@st.composite
def planning_data(draw):
    """A few items, each of another rule, with everything that netting knows."""
    items, buckets = draw(st.integers(1, 9)), draw(st.integers(1, 12))
    row = st.lists(st.integers(0, 40), min_size=buckets, max_size=buckets)
    rows = st.lists(row, min_size=items, max_size=items)

    def each(least, most):
        return draw(st.lists(st.integers(least, most), min_size=items, max_size=items))

    rules = draw(st.lists(st.sampled_from(RULES), min_size=items, max_size=items))
    free = [rule == "wagner-whitin" for rule in rules]
    lots = LotRules.of(
        items,
        rules,
        quantity=35,
        periods=draw(st.integers(0, 4)),
        order_cost=40,
        holding_cost=1,
        minimum=np.where(free, 0, draw(st.sampled_from([0, 15]))),
        multiple=np.where(free, 0, draw(st.sampled_from([0, 7]))),
        maximum=np.where(free, math.inf, draw(st.sampled_from([math.inf, 50]))),
    )
    some = st.sampled_from([0, 1])
    return PlanningData.of(
        draw(rows),
        on_hand=each(-10, 60),
        scheduled_receipts=np.array(draw(rows)) * draw(some),
        firm=np.array(draw(rows)) * draw(some),
        lead_time=each(0, 5),
        safety_stock=each(0, 20),
        safety_time=each(0, 2),
        fence=each(0, 4),
        lots=lots,
    )


@given(planning_data())
@settings(max_examples=50, deadline=None)
def test_the_record_keeps_its_books(data):
    """Stock follows from what comes and goes, releases from receipts, and net needs are met by new orders."""
    record = net(data)
    before = np.column_stack((data.on_hand, record.projected_on_hand[:, :-1]))
    supply = record.scheduled_receipts + record.planned_receipts
    np.testing.assert_array_equal(record.projected_on_hand, before + supply - record.gross)
    released = record.planned_releases.sum(axis=1) + record.past_due
    np.testing.assert_array_equal(released, record.planned_receipts.sum(axis=1))
    new = record.planned_receipts - data.firm
    for item in range(len(data)):
        lead = int(data.lead_time[item])
        for bucket in range(data.buckets):
            release = record.planned_releases[item, bucket]
            due = record.planned_receipts[item, bucket + lead] if bucket + lead < data.buckets else 0
            assert release == due
        open_buckets = np.arange(data.buckets) >= data.fence[item]
        wanted = (record.net_requirements[item] > 0) & open_buckets
        assert ((new[item] > 0) == wanted).all()
        assert (new[item] >= record.net_requirements[item])[open_buckets].all()
        limits = data.lots.limits(item)
        for order in (order for lot in new[item] for order in limits.split(lot)):
            assert limits.minimum <= order <= limits.maximum
            assert limits.multiple == 0 or order % limits.multiple == 0


@given(planning_data())
@settings(max_examples=35, deadline=None)
def test_stock_stays_at_the_safety_stock_outside_the_fence(data):
    """After the fence projected on hand is never below the safety stock."""
    projected = net(data).projected_on_hand
    outside = np.arange(data.buckets) >= data.fence[:, None]
    assert (projected >= data.safety_stock[:, None])[outside].all()


@given(planning_data())
@settings(max_examples=25, deadline=None)
def test_items_together_are_items_one_by_one(data):
    """The record of many items is that of each alone, and does not depend on the size of the blocks."""
    together = net(data)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(netting, "BLOCK", 2)
        in_blocks = net(data)
    for name in (*ROWS.values(), "past_due"):
        alone = np.concatenate([getattr(net(data.part(slice(i, i + 1))), name) for i in range(len(data))])
        np.testing.assert_array_equal(getattr(together, name), alone)
        np.testing.assert_array_equal(getattr(together, name), getattr(in_blocks, name))


@given(planning_data(), st.sampled_from([2, 5]))
@settings(max_examples=25, deadline=None)
def test_lot_for_lot_is_linear(data, factor):
    """Under lot for lot, all quantities times a factor make all rows times the factor."""
    plain = {"lead_time": data.lead_time, "safety_time": data.safety_time, "fence": data.fence}
    scaled = ("on_hand", "scheduled_receipts", "firm", "safety_stock")
    once = net(PlanningData.of(data.gross, **plain, **{name: getattr(data, name) for name in scaled}))
    many = net(
        PlanningData.of(
            factor * data.gross, **plain, **{name: factor * getattr(data, name) for name in scaled}
        )
    )
    for name in (*ROWS.values(), "past_due"):
        np.testing.assert_array_equal(getattr(many, name), factor * getattr(once, name))


def test_wrong_data_is_refused():
    """Each wrong figure is named, with a remedy."""
    with pytest.raises(ValueError, match=r"gross has shape \(3,\)"):
        PlanningData.of([1, 2, 3])
    with pytest.raises(ValueError, match=r"firm has shape \(2,\); give one figure, or shape \(1, 3\)"):
        PlanningData.of([[1, 2, 3]], firm=[1, 2])
    with pytest.raises(ValueError, match="lead_time holds a figure that is no whole number"):
        PlanningData.of([[1, 2]], lead_time=1.5)
    with pytest.raises(ValueError, match="safety_stock holds a figure below 0"):
        PlanningData.of([[1, 2]], safety_stock=-1)
    with pytest.raises(ValueError, match="on_hand holds a figure that is not finite"):
        PlanningData.of([[1, 2]], on_hand=math.inf)
    with pytest.raises(ValueError, match="lots has rules for 2 items, gross for 1"):
        PlanningData.of([[1, 2]], lots=LotRules.of(2))
    with pytest.raises(ValueError, match="lot rule 'silver' is not known; take one of lot-for-lot"):
        LotRules.of(1, "silver")
    with pytest.raises(ValueError, match=r"item number 1 \(fixed-quantity\): the rule needs a quantity"):
        LotRules.of(2, ["lot-for-lot", "fixed-quantity"])
    with pytest.raises(ValueError, match="the rule needs a holding_cost above 0"):
        LotRules.of(1, "silver-meal", order_cost=1)
    with pytest.raises(ValueError, match="leave them out, or take silver-meal"):
        LotRules.of(1, "wagner-whitin", order_cost=1, holding_cost=1, multiple=5)
    with pytest.raises(ValueError, match="no order fits minimum, multiple and maximum"):
        LotRules.of(1, minimum=10, multiple=8, maximum=15)


@given(planning_data())
@settings(max_examples=60, deadline=None)
def test_renewed_data_are_data_made_anew(data):
    """The same items at another time: the same record, whether all is checked again or only what moves."""
    gross, receipts = data.gross[:, ::-1].copy(), data.scheduled_receipts + 1.0
    renewed = data.renewed(gross, data.on_hand + 2.0, receipts)
    anew = PlanningData.of(
        gross,
        on_hand=data.on_hand + 2.0,
        scheduled_receipts=receipts,
        firm=data.firm,
        lead_time=data.lead_time,
        safety_stock=data.safety_stock,
        safety_time=data.safety_time,
        fence=data.fence,
        lots=data.lots,
    )
    for name in ("projected_on_hand", "planned_receipts", "planned_releases", "past_due"):
        assert getattr(net(renewed), name).tolist() == getattr(net(anew), name).tolist(), name


def test_lots_planned_together_are_lots_planned_one_by_one():
    """Forecasts a hair off whole units, in lots of whole units: the same alone as among many others."""
    rates = [k / 78 * 7 for k in range(1, 120)]
    lots = LotRules.of(len(rates), ["period-order-quantity"] * len(rates), periods=3, multiple=1.0)
    together = net(PlanningData.of([[rate] * 26 for rate in rates], lead_time=2, lots=lots))
    for place, rate in enumerate(rates):
        one = LotRules.of(1, ["period-order-quantity"], periods=3, multiple=1.0)
        alone = net(PlanningData.of([[rate] * 26], lead_time=2, lots=one))
        assert together.planned_receipts[place].tolist() == alone.planned_receipts[0].tolist(), rate
