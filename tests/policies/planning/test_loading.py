"""Finite loading against hand calculations, and what holds whatever is loaded."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policies.planning.bill import Bill
from policies.planning.loading import load_backward, load_forward
from policies.planning.routing import Orders, Routings

BILL = Bill.of(["gear", "shaft", "bolt"], [])
ROUTINGS = Routings.of(
    BILL,
    ["lathe", "mill"],
    [("gear", "lathe", 10, 0, 1), ("gear", "mill", 20, 0, 1), ("shaft", "lathe", 10, 2, 1)],
    lead_time=2,
)


def spells(loading, number):
    """Row, bucket and hours of an order, in time."""
    mine = np.flatnonzero(loading.order == number)
    rows = zip(
        loading.row[mine].tolist(), loading.bucket[mine].tolist(), loading.spell_hours[mine], strict=True
    )
    return sorted(rows)


def test_sap_planning_table():
    """SAP planning table: 750 pieces at 500 a day, due on day 2, fill that day and half the day before."""
    bill = Bill.of(["piece"], [])
    routings = Routings.of(bill, ["line"], [("piece", "line", 10, 0, 1 / 500)], lead_time=1)
    loading = load_backward(Orders.of(bill, ["piece"], 750, 0, 2), routings, 1.0, 4)
    assert loading.hours[0] == pytest.approx([0, 0.5, 1.0, 0])


def test_forward_by_hand():
    """Two gears and a shaft with 10 hours a bucket, by due date: worked by hand.

    Order 1 (gear 6): lathe 6 in 0, mill 6 in 0. Order 0 (gear 8): lathe 4 in 0 and 4 in 1, mill 8 in 1.
    Order 2 (shaft 7): lathe 6 in 1 and 3 in 2.
    """
    orders = Orders.of(BILL, ["gear", "gear", "shaft"], [8, 6, 7], release=0, due=[1, 0, 1])
    loading = load_forward(orders, ROUTINGS, 10, 3)
    assert loading.start.tolist() == [0, 0, 1]
    assert loading.finish.tolist() == [1, 0, 2]
    assert loading.lateness.tolist() == [0, 0, 1]
    assert loading.late.tolist() == [False, False, True]
    assert loading.hours.tolist() == [[10, 10, 3], [6, 8, 0]]
    assert spells(loading, 0) == [(0, 0, 4), (0, 1, 4), (1, 1, 8)]


def test_priority_goes_before_due_date():
    """The lower priority is loaded first, whatever is due earlier."""
    orders = Orders.of(BILL, ["shaft", "shaft"], 8, release=0, due=[0, 3], priority=[2, 1])
    assert load_forward(orders, ROUTINGS, 10, 4).finish.tolist() == [1, 0]


def test_backward_by_hand():
    """Three orders due in bucket 3 with 10 hours a bucket: worked by hand.

    Gear 8: mill 8 in 3, lathe 8 in 3. Gear 6: mill 2 in 3 and 4 in 2, lathe 6 in 2 (not in 3, where its mill
    is still at work). Shaft 7 takes 9 hours: 2 in 3, 4 in 2, 3 in 1.
    """
    orders = Orders.of(BILL, ["gear", "gear", "shaft"], [8, 6, 7], release=0, due=3)
    loading = load_backward(orders, ROUTINGS, 10, 4)
    assert loading.hours.tolist() == [[0, 3, 10, 10], [0, 0, 4, 10]]
    assert loading.start.tolist() == [3, 2, 1]
    assert loading.finish.tolist() == [3, 3, 3]
    assert not loading.lateness.any()


def test_backward_that_does_not_fit_is_late():
    """An order without room between release and due date is loaded forward from its release, and late."""
    orders = Orders.of(BILL, ["shaft", "shaft", "shaft"], 8, release=[0, 1, 1], due=[1, 1, 2])
    loading = load_backward(orders, ROUTINGS, 10, 4)
    assert loading.start.tolist() == [1, 2, 3]
    assert loading.lateness.tolist() == [0, 1, 1]
    assert loading.loaded.all()


def test_closed_buckets_are_passed_over():
    """Work rests in buckets without capacity, and goes on after them."""
    orders = Orders.of(BILL, ["shaft"], 18, release=0, due=4)
    assert load_forward(orders, ROUTINGS, [[0, 10, 0, 0, 10]] * 2, 5).hours[0].tolist() == [0, 10, 0, 0, 10]
    backward = load_backward(orders, ROUTINGS, [[10, 10, 0, 0, 0]] * 2, 5)
    assert (backward.start.tolist(), backward.finish.tolist()) == ([0], [1])


def test_what_does_not_fit_takes_nothing():
    """An order that does not end within the horizon is not loaded, and leaves its hours to the next."""
    orders = Orders.of(BILL, ["gear", "shaft"], [25, 18], release=0, due=[0, 1])
    for load in (load_forward, load_backward):
        loading = load(orders, ROUTINGS, 10, 2)
        assert loading.loaded.tolist() == [False, True]
        assert loading.finish.tolist() == [-1, 1]
        assert loading.lateness.tolist() == [2, 0]
        assert loading.hours.tolist() == [[10, 10], [0, 0]]


def test_without_operations():
    """A bought item, or no units, takes no capacity: in place at its release, backward at its due date."""
    orders = Orders.of(BILL, ["bolt", "shaft"], [5, 0], release=[1, -3], due=[2, 2])
    assert load_forward(orders, ROUTINGS, 0, 4).finish.tolist() == [1, 0]
    assert load_backward(orders, ROUTINGS, 0, 4).start.tolist() == [2, 2]


def test_hours_without_residue():
    """Three lots of 0.1 hours fill 0.3 hours to the full: the fourth starts in the next bucket."""
    bill = Bill.of(["nut"], [])
    routings = Routings.of(bill, ["press"], [("nut", "press", 1, 0, 0.1)], 1)
    loading = load_forward(Orders.of(bill, ["nut"] * 4, 1, 0, 0), routings, 0.3, 2)
    assert loading.start.tolist() == [0, 0, 0, 1]


def test_bad_input():
    """Horizons, capacities, due dates and items that cannot be are refused with a sentence."""
    orders = Orders.of(BILL, ["shaft"], 1, 0, 5)
    with pytest.raises(ValueError, match="horizon has 0 buckets"):
        load_forward(orders, ROUTINGS, 10, 0)
    with pytest.raises(ValueError, match=r"capacity of 'mill' in bucket 1 is -2\.0"):
        load_forward(orders, ROUTINGS, [[1, 1], [1, -2]], 2)
    with pytest.raises(ValueError, match="order 0 is due in bucket 5 of a horizon of 5; give a longer"):
        load_backward(orders, ROUTINGS, 10, 5)
    few = Routings.of(Bill.of(["gear"], []), ["lathe"], [], 1)
    with pytest.raises(ValueError, match="orders name item 2 of a bill of 1"):
        load_forward(Orders.of(BILL, ["bolt"], 1, 0, 1), few, 10, 5)


@st.composite
def shops(draw):
    """Random orders, routings, capacities and a horizon."""
    buckets, centres = draw(st.integers(1, 8)), draw(st.integers(1, 3))
    bill = Bill.of([f"i{item}" for item in range(draw(st.integers(1, 4)))], [])
    hours = st.one_of(st.just(0.0), st.floats(0, 6, allow_subnormal=False))
    rows = [
        (name, f"w{draw(st.integers(0, centres - 1))}", step, draw(hours), draw(hours))
        for name in bill.items
        for step in range(draw(st.integers(0, 4)))
    ]
    routings = Routings.of(bill, [f"w{number}" for number in range(centres)], rows, draw(st.integers(1, 4)))
    count = draw(st.integers(0, 8))
    many = {"min_size": count, "max_size": count}
    orders = Orders.of(
        bill,
        draw(st.lists(st.sampled_from(bill.items), **many)),
        draw(st.lists(st.floats(0, 5, allow_subnormal=False), **many)),
        draw(st.lists(st.integers(-2, buckets), **many)),
        draw(st.lists(st.integers(-2, buckets - 1), **many)),
        draw(st.lists(st.integers(0, 2), **many)),
    )
    capacity = draw(st.lists(hours, min_size=centres * buckets, max_size=centres * buckets))
    return orders, routings, np.reshape(capacity, (centres, buckets)) * 3, buckets


@settings(max_examples=100, deadline=None)
@given(shops(), st.sampled_from([load_forward, load_backward]))
def test_conservation(shop, load):
    """Hours are those of the loaded orders, never above capacity, in the order of the operations."""
    orders, routings, capacity, buckets = shop
    loading = load(orders, routings, capacity, buckets)
    assert (loading.hours <= capacity).all()
    operations = orders.operations(routings)
    there = loading.loaded[operations.order]
    wanted = np.bincount(
        routings.centre[operations.row[there]], operations.hours[there], minlength=len(routings.centres)
    )
    assert loading.hours.sum(axis=1) == pytest.approx(wanted, abs=1e-6)
    assert loading.hours.sum() == pytest.approx(loading.spell_hours.sum(), abs=1e-6)
    for number in np.flatnonzero(loading.loaded):
        release = max(orders.release[number], 0)
        finish, due = loading.finish[number], orders.due[number]
        if load is load_forward:
            assert loading.start[number] >= release
        assert finish <= due or loading.late[number]
        at = spells(loading, number)
        ends: dict[int, int] = {}
        for row, bucket, hours in at:
            assert hours > 0
            assert bucket >= release
            assert all(bucket >= end for other, end in ends.items() if other < row)
            ends[row] = bucket
        if at:
            assert (loading.start[number], finish) == (at[0][1], at[-1][1])
    assert (loading.lateness[~loading.loaded] == buckets - orders.due[~loading.loaded]).all()


@settings(max_examples=60, deadline=None)
@given(shops())
def test_without_limits(shop):
    """With infinite capacity orders are worked where they are released, or where they are due."""
    orders, routings, _, buckets = shop
    release = np.maximum(orders.release, 0)
    operations = orders.operations(routings)
    busy = np.isin(np.arange(len(orders)), operations.order[operations.hours > 1e-6])
    inside = busy & (release < buckets)
    forward = load_forward(orders, routings, np.inf, buckets)
    assert (forward.finish[inside] == release[inside]).all()
    assert not forward.loaded[release >= buckets].any()
    possible = inside & (orders.due >= release)
    backward = load_backward(orders, routings, np.inf, buckets)
    assert (backward.start[possible] == orders.due[possible]).all()
    assert (backward.finish[inside & ~possible] == release[inside & ~possible]).all()


@settings(max_examples=100, deadline=None)
@given(st.lists(st.integers(0, 5), max_size=9), st.lists(st.integers(0, 3), min_size=6, max_size=6))
def test_backward_is_in_time_when_that_is_possible(due, capacity):
    """One work centre, unit jobs: all are in time exactly when the capacity up to each due date suffices."""
    bill = Bill.of(["job"], [])
    routings = Routings.of(bill, ["desk"], [("job", "desk", 1, 1, 0)], 1)
    loading = load_backward(Orders.of(bill, ["job"] * len(due), 1, 0, due), routings, [capacity], 6)
    enough = np.cumsum(np.bincount(due, minlength=6) if due else np.zeros(6)) <= np.cumsum(capacity)
    assert (not loading.late.any()) == enough.all()
