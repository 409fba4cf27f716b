"""Levelled releases against hand calculations, and what holds whatever is levelled."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policies.planning.bill import Bill
from policies.planning.capacity import Overload, capacity_requirements
from policies.planning.leveling import levelled
from policies.planning.netting import PlanningData
from policies.planning.regeneration import plan
from policies.planning.routing import Orders, Routings

BILL = Bill.of(["gear", "shaft", "bolt"], [])
ROUTINGS = Routings.of(
    BILL,
    ["lathe", "mill"],
    [("gear", "lathe", 10, 0, 1), ("gear", "mill", 20, 0, 1), ("shaft", "lathe", 10, 0, 1)],
    lead_time=BILL.ordered({"gear": 4, "shaft": 1, "bolt": 0}),
)


def shafts(quantity, release):
    """Orders for shafts, each due in the bucket of its release."""
    return Orders.of(BILL, ["shaft"] * len(quantity), quantity, release, release)


def test_released_early():
    """Of 60 hours planned for bucket 2 it has 40: the last order has 20 in bucket 1, and starts there."""
    orders = shafts([30, 30], [2, 2])
    moved = levelled(orders, ROUTINGS, 40, 4, ahead=1)
    assert moved.release.tolist() == [2, 1]
    assert (moved.early.tolist(), moved.held.tolist(), moved.lateness.tolist()) == ([0, 1], [0, 0], [0, 0])
    assert moved.load.hours.tolist() == [[0, 20, 40, 0], [0, 0, 0, 0]]
    assert moved.overloads == ()


def test_held_back():
    """What cannot be worked now is held back by as many buckets as it will be late."""
    orders = shafts([30, 30, 30], [0, 0, 0])
    moved = levelled(orders, ROUTINGS, 40, 4, ahead=3)
    assert moved.release.tolist() == [0, 1, 2]
    assert moved.held.tolist() == moved.lateness.tolist() == [0, 1, 2]
    assert moved.now.tolist() == [True, False, False]


def test_no_further_than_the_limits():
    """An order that fits neither early nor late enough keeps its plan, and its hours stay as an overload."""
    orders = shafts([30, 30], [2, 2])
    moved = levelled(orders, ROUTINGS, 40, 4, ahead=0, behind=0)
    assert moved.release.tolist() == [2, 2]
    assert moved.fits.tolist() == [True, False]
    assert moved.overloads == (Overload("lathe", 2, 20.0, 1.5),)
    assert levelled(orders, ROUTINGS, 40, 4, ahead=0, behind=1).release.tolist() == [2, 3]


def test_operations_keep_their_part_of_the_lead_time():
    """A gear released in 1 is turned by 2 and milled in 3 and 4; less capacity moves what must move.

    The mill has 6 hours a bucket: 12 hours of gear are milled in 3 and 4, 20 hours in 1 (2 hours), 2, 3
    and 4, so its turning is done in bucket 1, where it is planned, and it is released as planned. 26 hours
    begin in bucket 0, and so the order is released in 0.
    """
    capacity = [[np.inf], [6]]
    for quantity, starts in ((12, 1), (20, 1), (26, 0)):
        orders = Orders.of(BILL, ["gear"], quantity, release=1, due=4)
        moved = levelled(orders, ROUTINGS, capacity, 6, ahead=1)
        assert moved.release.tolist() == [starts], quantity
        assert moved.finish.tolist() == [4]
    assert moved.load.hours.tolist() == [[26, 0, 0, 0, 0, 0], [2, 6, 6, 6, 6, 0]]


def test_late_by_the_whole_chain():
    """A gear whose mill is shut until bucket 6 is late by 3, and released 3 later: it waits outside."""
    orders = Orders.of(BILL, ["gear"], 5, release=0, due=3)
    shut = np.array([[9.0] * 8, [0.0] * 6 + [9.0] * 2])
    moved = levelled(orders, ROUTINGS, shut, 8)
    assert (moved.release.tolist(), moved.finish.tolist(), moved.held.tolist()) == ([3], [6], [3])


def test_overdue_orders_are_released_now():
    """With capacity, orders that should have been released are released now, late or not."""
    orders = Orders.of(BILL, ["gear", "gear", "bolt"], 5, release=[-2, -5, -1], due=[1, -2, 0])
    moved = levelled(orders, ROUTINGS, 50, 4, ahead=2)
    assert moved.release.tolist() == [0, 0, 0]
    assert moved.lateness.tolist() == [0, 2, 0]
    assert not moved.early.any() and not moved.held.any()


def test_open_orders_go_first():
    """Hours of released orders are worked before, what a bucket cannot do in the next; the rest is free."""
    moved = levelled(shafts([30], [1]), ROUTINGS, 40, 4, open_hours=[[60, 0, 0, 0], [0, 0, 0, 0]])
    assert moved.release.tolist() == [2]
    assert moved.load.hours[0].tolist() == [40, 20, 30, 0]
    full = levelled(shafts([1], [1]), ROUTINGS, 40, 2, open_hours=[[90, 0], [0, 0]], behind=3)
    assert full.fits.tolist() == [False]
    assert full.overloads == (Overload("lathe", 1, 11.0, 51 / 40),)


def test_bad_input():
    """Limits, capacities, hours and due dates that cannot be are refused with a sentence."""
    orders = shafts([1], [2])
    with pytest.raises(ValueError, match="ahead is -1 and behind None; give buckets of 0 or more"):
        levelled(orders, ROUTINGS, 40, 4, ahead=-1)
    with pytest.raises(ValueError, match="ahead is 0 and behind -1"):
        levelled(orders, ROUTINGS, 40, 4, behind=-1)
    with pytest.raises(ValueError, match="capacity of 'lathe' in bucket 0"):
        levelled(orders, ROUTINGS, -40, 4)
    with pytest.raises(ValueError, match="open_hours has shape"):
        levelled(orders, ROUTINGS, 40, 4, open_hours=[1, 2, 3])
    with pytest.raises(ValueError, match="order 0 is due in bucket 2 of a horizon of 2"):
        levelled(orders, ROUTINGS, 40, 2)


@st.composite
def plans(draw):
    """A random plan of made items with its routings, its planned orders, and its horizon."""
    bill = Bill.of(["top", "mid", "low"], [("top", "mid", 2), ("mid", "low", 1)])
    hours = st.integers(0, 8).map(lambda value: value / 7)
    rows = [
        (name, f"w{draw(st.integers(0, 1))}", step, draw(hours), draw(hours))
        for name in bill.items
        for step in range(draw(st.integers(0, 3)))
    ]
    lead_time = [draw(st.integers(1, 3)) for _ in bill.items]
    routings = Routings.of(bill, ["w0", "w1"], rows, lead_time)
    gross = np.zeros((3, 10))
    gross[0] = draw(st.lists(st.integers(0, 9), min_size=10, max_size=10))
    made = plan(bill, PlanningData.of(gross, lead_time=lead_time, on_hand=draw(st.integers(0, 30))))
    return made, routings, Orders.planned(bill, made.orders())


@settings(max_examples=60, deadline=None)
@given(plans(), st.integers(0, 3))
def test_enough_capacity_reproduces_the_plan(planned, ahead):
    """Without limits every order is released as planned, what is overdue now, and nothing else is late."""
    made, routings, orders = planned
    moved = levelled(orders, routings, np.inf, 10, ahead=ahead)
    assert moved.release.tolist() == np.maximum(orders.release, 0).tolist()
    assert (moved.lateness > 0).tolist() == (orders.due < 0).tolist()
    assert moved.load.hours.sum() == pytest.approx(capacity_requirements(made, routings).to_do.sum())
    assert moved.overloads == ()


@settings(max_examples=60, deadline=None)
@given(
    plans(),
    st.integers(0, 3),
    st.one_of(st.none(), st.integers(0, 4)),
    st.lists(st.integers(0, 60), min_size=20, max_size=20),
    st.lists(st.integers(0, 9), min_size=20, max_size=20),
)
def test_what_always_holds(planned, ahead, behind, capacity, open_hours):
    """All hours are kept; what fits moves within the limits, and only what does not fit is an overload."""
    made, routings, orders = planned
    limit, busy = np.reshape(capacity, (2, 10)), np.reshape(open_hours, (2, 10))
    moved = levelled(orders, routings, limit, 10, open_hours=busy, ahead=ahead, behind=behind)
    wanted = capacity_requirements(made, routings, busy).to_do.sum(axis=1)
    operations = orders.operations(routings)
    assert moved.load.to_do.sum(axis=1) == pytest.approx(wanted)
    assert (moved.release >= 0).all() and (moved.early <= ahead).all()
    assert not (moved.early * moved.held).any()
    late = np.maximum(moved.lateness, 0)
    assert (moved.held <= late)[moved.fits].all()
    worked = np.isin(np.arange(len(orders)), operations.order[operations.hours > 0])
    if behind is not None:
        assert (late[moved.fits & worked] <= behind).all()
    assert (moved.release == np.maximum(orders.release, 0))[~moved.fits].all()
    assert (moved.finish >= moved.release)[moved.fits & (moved.lateness <= 0) & (orders.due >= 0)].all()
    if moved.fits.all() and (busy <= limit).all():
        assert moved.overloads == ()
