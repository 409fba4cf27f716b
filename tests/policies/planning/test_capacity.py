"""Routings, rough-cut and detailed capacity planning against textbooks and against each other."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policies.planning.bill import Bill
from policies.planning.capacity import (
    BillOfCapacity,
    Load,
    Overload,
    capacity_requirements,
    overall_factors,
    overloads,
    rolled_up,
    rough_cut,
)
from policies.planning.lot_rules import LotRules
from policies.planning.netting import PlanningData
from policies.planning.regeneration import plan
from policies.planning.routing import Orders, Routings

VOLLMANN = {
    "A": [33, 33, 33, 40, 40, 40, 30, 30, 30, 37, 37, 37, 37],
    "B": [17, 17, 17, 13, 13, 13, 25, 25, 25, 27, 27, 27, 27],
}
"""Master schedule of the chapter on capacity planning of Vollmann et al. (457 of A and 273 of B)."""


def vollmann():
    """Routings, standard lots and master schedule of the same example."""
    bill = Bill.of("ABCDEF", [("A", "C", 1), ("A", "D", 1), ("B", "D", 1), ("B", "E", 2), ("E", "F", 2)])
    rows = [
        ("A", "100", 1, 1.0, 0.025),
        ("B", "100", 1, 1.0, 1.25),
        ("C", "200", 1, 1.0, 0.575),
        ("C", "300", 2, 1.0, 0.175),
        ("D", "200", 1, 2.0, 0.067),
        ("E", "200", 1, 2.0, 0.08),
        ("F", "200", 1, 2.0, 0.0425),
    ]
    lots = bill.ordered({"A": 40, "B": 20, "C": 40, "D": 60, "E": 100, "F": 100})
    master = np.zeros((6, 13))
    for name, units in VOLLMANN.items():
        master[bill.position(name)] = units
    return Routings.of(bill, ["100", "200", "300"], rows, lead_time=1, lot=lots), lots, master


def test_overall_factors():
    """Vollmann et al.: 0.95 and 1.85 hours a unit, of which 60.3, 30.4 and 9.3 % go to the work centres."""
    load = overall_factors(
        list(VOLLMANN.values()), [0.95, 1.85], [0.603, 0.304, 0.093], ("100", "200", "300")
    )
    assert load.hours[:, 0].round(2).tolist() == [37.87, 19.09, 5.84]
    assert load.hours.sum(axis=0).round(2)[[0, 3, 6, 9]].tolist() == [62.80, 62.05, 74.75, 85.10]
    assert load.hours.sum() == pytest.approx(939.20)


def test_bill_of_capacity():
    """Vollmann et al.: the capacity bills of A and B, set-ups spread over standard lots, and their load."""
    routings, lots, master = vollmann()
    bill = BillOfCapacity.of(routings, lots)
    assert bill.of_item(routings, "A") == pytest.approx({"100": 0.05, "200": 0.70, "300": 0.20}, abs=0.005)
    assert bill.of_item(routings, "B") == pytest.approx({"100": 1.30, "200": 0.55}, abs=0.005)
    load = rough_cut(master, bill)
    assert load.hours[:, 0] == pytest.approx([23.75, 32.45, 6.60], abs=0.03)
    assert load.hours.sum(axis=1) == pytest.approx([377.75, 470.05, 91.40], abs=0.3)
    assert not load.past_due.any()


def test_resource_profile():
    """Vollmann et al., Erben Fabricators: product Z, a set-up in every period, load by lead times.

    The master schedule of periods 1 to 5 is ready at the end of its period, so at the start of the next; the
    first bucket is period 0. The lead times are those of the printed solution.
    """
    bill = Bill.of("ZMNOP", [("Z", "M", 1), ("Z", "N", 1), ("N", "O", 1), ("O", "P", 1)])
    rows = [
        ("Z", "201", 1, 8.0, 1.5),
        ("M", "201", 1, 5.0, 1.0),
        ("N", "202", 1, 3.0, 2.0),
        ("O", "202", 1, 2.0, 1.0),
        ("P", "203", 1, 1.0, 0.5),
    ]
    lead_time = bill.ordered({"P": 2}, default=1)
    routings = Routings.of(bill, ["201", "202", "203"], rows, lead_time)
    master = np.zeros((5, 7))
    master[bill.position("Z"), 2:] = [10, 20, 15, 10, 15]
    load = rough_cut(master, BillOfCapacity.of(routings, profile=True))
    assert load.hours.tolist() == [
        [15, 48, 58, 45.5, 43, 30.5, 0],
        [45, 60, 45, 40, 33, 0, 0],
        [6, 8.5, 0, 0, 0, 0, 0],
    ]
    assert load.past_due.tolist() == [0, 12, 6 + 11 + 8.5]
    assert load.to_do[:, 0].tolist() == [15, 57, 31.5]


def test_requirements_and_utilization():
    """Stevenson, solved problem 12.4: labour and machine hours a week; week 2 takes 120 % of the machine."""
    bill = Bill.of(["product"], [])
    rows = [("product", "labour", 1, 0.0, 0.5), ("product", "machine", 2, 0.0, 1.0)]
    routings = Routings.of(bill, ["labour", "machine"], rows, lead_time=1)
    made = plan(bill, PlanningData.of([[0, 200, 300, 100, 150]], lead_time=1))
    load = capacity_requirements(made, routings)
    assert load.hours[:, :4].tolist() == [[100, 150, 50, 75], [200, 300, 100, 150]]
    assert overloads(load, [[200], [250]]) == (Overload("machine", 1, 50.0, 1.2),)


def test_walnut_hill():
    """Vollmann et al., Walnut Hill: 0.2 and 0.3 hours a unit; from the third period too much is scheduled."""
    bill = Bill.of(["xyz"], [])
    rows = [("xyz", "boards", 1, 0.0, 0.2), ("xyz", "assembly", 2, 0.0, 0.3)]
    routings = Routings.of(bill, ["boards", "assembly"], rows, lead_time=1)
    load = rough_cut([[450, 300, 625, 890]], BillOfCapacity.of(routings))
    assert load.hours[:, 1] == pytest.approx([60, 90])
    over = overloads(load, [[130], [160]])
    assert [(row.centre, row.bucket) for row in over] == [("boards", 3), ("assembly", 2), ("assembly", 3)]
    assert [row.hours for row in over] == pytest.approx([48, 27.5, 107])


def test_set_ups_are_of_orders():
    """Each lot of a requirement above the greatest lot has its set-up: 2 x 1.5 + 150 x 0.2 hours."""
    bill = Bill.of(["z"], [])
    routings = Routings.of(bill, ["saw"], [("z", "saw", 1, 1.5, 0.2)], lead_time=1)
    one = PlanningData.of([[0, 150]], lead_time=1)
    assert capacity_requirements(plan(bill, one), routings).hours[0].tolist() == pytest.approx([31.5, 0])
    two = PlanningData.of([[0, 150]], lead_time=1, lots=LotRules.of(1, maximum=100))
    assert capacity_requirements(plan(bill, two), routings).hours[0].tolist() == pytest.approx([33.0, 0])


def test_past_due_and_open_hours():
    """Operations that overdue orders should have had are past due, and open orders add to the load."""
    bill = Bill.of(["gear"], [])
    rows = [("gear", "lathe", 1, 0.0, 1.0), ("gear", "mill", 2, 0.0, 1.0)]
    routings = Routings.of(bill, ["lathe", "mill"], rows, lead_time=2)
    assert routings.offset.tolist() == [0, 1]
    made = plan(bill, PlanningData.of([[0, 10, 0]], lead_time=2))
    load = capacity_requirements(made, routings, [[4, 0, 0], [0, 0, 5]])
    assert load.past_due.tolist() == [10, 0]
    assert load.hours.tolist() == [[4, 0, 0], [10, 0, 5]]
    assert overloads(load, 10) == (Overload("lathe", 0, 4.0, 1.4),)
    assert overloads(load, [[20], [0]])[1] == Overload("mill", 2, 5.0, float("inf"))


def test_offsets():
    """The lead time is spread in proportion to the hours of a typical lot, equally where there are none."""
    bill = Bill.of(["a", "b"], [])
    rows = [("a", "w", 30, 0, 1), ("a", "w", 10, 6, 0.1), ("a", "w", 20, 0, 0.1), ("b", "w", 1, 0, 0)]
    rows.append(("b", "w", 2, 0, 0))
    routings = Routings.of(bill, ["w"], rows, lead_time=[9, 4], lot=5)  # hours 6.5, 0.5, 5 of 12
    assert routings.sequence.tolist() == [10, 20, 30, 1, 2]
    assert routings.offset.tolist() == [0, 4, 5, 0, 2]
    given_offsets = Routings.of(bill, ["w"], rows, lead_time=[9, 4], offsets=[8, 1, 1, 0, 3])
    assert given_offsets.offset.tolist() == [1, 1, 8, 0, 3]
    assert routings.made.tolist() == [True, True]


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_profile_is_the_plan_of_an_empty_plant(data):
    """With no stock, lot for lot and no limits, detailed and rough-cut load are one and the same."""
    count = data.draw(st.integers(2, 5))
    names = [f"i{number}" for number in range(count)]
    lines = [
        (parent, part, data.draw(st.integers(1, 3)))
        for number, parent in enumerate(names)
        for part in names[number + 1 :]
        if data.draw(st.booleans())
    ]
    bill = Bill.of(names, lines)
    rows = [
        (name, f"w{data.draw(st.integers(0, 1))}", step, 0.0, data.draw(st.integers(0, 8)) / 4)
        for name in names
        for step in range(data.draw(st.integers(0, 2)))
    ]
    lead_time = [data.draw(st.integers(1, 3)) for _ in names]
    routings = Routings.of(bill, ["w0", "w1"], rows, lead_time)
    master = np.zeros((count, 20))
    for item in range(bill.level_items(0).stop):
        master[item, 15:] = data.draw(st.lists(st.integers(0, 9), min_size=5, max_size=5))
    profile = rough_cut(master, BillOfCapacity.of(routings, profile=True))
    detailed = capacity_requirements(plan(bill, PlanningData.of(master, lead_time=lead_time)), routings)
    assert np.allclose(profile.hours, detailed.hours)
    assert np.allclose(profile.past_due, detailed.past_due)
    flat = rough_cut(master, BillOfCapacity.of(routings))
    assert np.allclose(flat.hours.sum(axis=1), (profile.hours.sum(axis=1) + profile.past_due))
    units = bill.total_requirements(master).sum(axis=1)
    by_row = units[routings.item] * routings.run_hours
    assert np.allclose(flat.hours.sum(axis=1), np.bincount(routings.centre, by_row, minlength=2))


def test_rolled_up_keeps_the_deepest_first():
    """A component counts with all below it, over every way down."""
    bill = Bill.of("abc", [("a", "b", 2), ("a", "c", 1), ("b", "c", 3)])
    assert rolled_up(bill, np.array([1.0, 10.0, 100.0])).tolist() == [721, 310, 100]


BILL = Bill.of(["gear", "steel"], [("gear", "steel", 2)])
ROW = ("gear", "lathe", 10, 1.0, 0.5)


@pytest.mark.parametrize(
    ("rows", "lead_time", "options", "sentence"),
    [
        ([ROW], [0, 1], {}, r"item 'gear' has operations but a planned lead time of 0 buckets; give it"),
        ([("nut", "lathe", 10, 1, 1)], 1, {}, r"of item 'nut', which is not in the bill; add it"),
        ([("gear", "drill", 10, 1, 1)], 1, {}, r"passes 'drill', which is no work centre; add it"),
        ([("gear", "lathe", 10, -1, 1)], 1, {}, r"'gear' at 'lathe' takes -1 and 1 hours; give finite"),
        ([("gear", "lathe", 10, 1, np.inf)], 1, {}, r"takes 1 and inf hours; give finite"),
        ([ROW, ROW], 1, {}, r"two operations of item 'gear' have sequence 10; give each"),
        ([ROW], [1, 1, 1], {}, r"lead_time has shape \(3,\); give one figure, or shape \(2,\)"),
        ([ROW], 1.5, {}, r"lead_time holds a figure that is no whole number"),
        ([ROW], -1, {}, r"lead_time holds a figure below 0"),
        ([ROW], 1, {"offsets": [0, 1]}, r"2 offsets are given for 1 operations"),
        ([ROW], 2, {"offsets": [2]}, r"'gear' is offset by 2 buckets; give offsets .* from 0 to 1"),
        ([ROW, ("gear", "lathe", 20, 0, 0)], 2, {"offsets": [1, 0]}, r"is offset by 0 buckets"),
    ],
)
def test_bad_routings(rows, lead_time, options, sentence):
    """Routings that cannot be are refused with a sentence."""
    with pytest.raises(ValueError, match=sentence):
        Routings.of(BILL, ["lathe"], rows, lead_time, **options)


def test_bad_figures():
    """Loads, capacities, orders and schedules that cannot be are refused with a sentence."""
    routings = Routings.of(BILL, ["lathe"], [ROW], 1)
    made = plan(BILL, PlanningData.of([[0, 5], [0, 0]], lead_time=1))
    other = Routings.of(Bill.of(["nut", "steel"], []), ["lathe"], [], 1)
    load = Load(("lathe",), np.zeros((1, 2)), np.zeros(1))
    cases = [
        (lambda: Routings.of(BILL, ["lathe", "lathe"], [], 1), "work centre 'lathe' is given twice"),
        (lambda: routings.capacity([[4, -1]], 2), "capacity of 'lathe' in bucket 1 is -1.0; give hours"),
        (lambda: routings.capacity([[4, 1, 3]], 2), r"capacity has shape \(1, 3\)"),
        (lambda: overloads(load, -1), "capacity holds a figure below 0"),
        (lambda: rough_cut([[1, 2]], BillOfCapacity.of(routings)), r"master has shape \(1, 2\)"),
        (lambda: rough_cut([[-1], [0]], BillOfCapacity.of(routings)), "master holds a figure below 0"),
        (lambda: BillOfCapacity.of(routings, 0), "lot holds a figure that is not above 0"),
        (lambda: capacity_requirements(made, other), "plan and routings are of different items"),
        (lambda: capacity_requirements(made, routings, -1), "open_hours holds a figure below 0"),
        (lambda: overall_factors([[1]], [1], [0.5], ("w",)), r"shares holds \[0.5\]"),
        (lambda: overall_factors([[1]], [-1], [1], ("w",)), "unit_hours holds a figure below 0"),
        (lambda: Orders.of(BILL, ["bolt"], 1, 0, 1), "item 'bolt' is not in the bill"),
        (lambda: Orders.of(BILL, ["gear"], -1, 0, 1), "order 0 has quantity -1.0"),
        (lambda: Orders.of(BILL, ["gear"], 1, 0.5, 1), "release holds a figure that is no whole number"),
        (lambda: Orders.of(BILL, ["gear"], 1, 0, 1, np.nan), "priority holds a figure"),
        (lambda: Orders.of(BILL, ["gear"], [1, 2], 0, 1), r"quantity has shape \(2,\)"),
    ]
    for call, sentence in cases:
        with pytest.raises(ValueError, match=sentence):
            call()
