"""What planners see of the plant, in the order of a plan: routings, kits, and the hours of open work."""

from typing import Any

import numpy as np
import pytest

from policies.planning.bill import Bill
from policies.planning.netting import PlanningData
from policies.planning.plant_load import add_released, carried, kits_from, open_hours, routings_of, too_much
from policies.planning.regeneration import plan
from policies.planning.routing import Orders
from sim.contract import PlantTable, ScopeTable

BILL = Bill.of(["blank", "gear"], [("gear", "blank", 1)])
PLACE = np.array([1, 0])
"""Row of the plan of blank and gear: the table has parts first."""


def plant(step: tuple[int, ...] = (), waits: tuple[bool, ...] = ()) -> PlantTable:
    """Return a saw that cuts blanks, and a lathe and a mill that a gear passes."""
    return PlantTable(
        centres=("lathe", "mill", "saw"),
        hours=np.array([5.0, 5.0, 5.0]),
        route_stock=np.array([0, 1, 1]),
        route_centre=np.array([2, 0, 1]),
        route_setup=np.array([1.0, 2.0, 0.0]),
        route_run=np.array([0.1, 0.5, 0.6]),
        order_step=np.array(step, dtype=np.int64),
        order_waits=np.array(waits, dtype=np.bool_),
    )


ROUTINGS = routings_of(plant(), BILL, PLACE, np.array([2, 0]), 20.0)


def table(*orders: tuple[int, float, int, bool]) -> ScopeTable:
    """Return open orders: stock point, units, operations behind, and whether they wait for parts."""
    columns: list[Any] = list(zip(*orders, strict=True)) or [()] * 4
    nothing = np.zeros(2)
    return ScopeTable(
        names=("blank", "gear"),
        on_hand=nothing,
        reserved=nothing,
        on_order=nothing,
        backorders=nothing,
        position=nothing,
        allocated=nothing,
        planned_lead_time=np.array([0.0, 2.0]),
        level=np.array([1, 0]),
        whole=np.array([True, True]),
        order_stock=np.array(columns[0], dtype=np.int64),
        order_number=np.arange(len(orders)),
        order_outstanding=np.array(columns[1], dtype=np.float64),
        order_need_by=np.zeros(len(orders)),
        order_promised=np.zeros(len(orders)),
        parents=np.array([1]),
        components=np.array([0]),
        quantities=np.ones(1),
        draws=np.zeros((2, 0)),
        plant=plant(columns[2], columns[3]),
    )


def test_routings_in_the_order_of_the_plan() -> None:
    """A gear passes the lathe and, a bucket later, the mill; a blank has a bucket, though none is planned."""
    assert ROUTINGS.route("gear") == (("lathe", 2.0, 0.5), ("mill", 0.0, 0.6))
    assert ROUTINGS.route("blank") == (("saw", 1.0, 0.1),)
    assert ROUTINGS.lead_time.tolist() == [2, 1]
    assert ROUTINGS.offset.tolist() == [0, 1, 0]


def test_open_orders_take_what_is_left_of_them() -> None:
    """Ten gears before the lathe, five that the lathe is behind, twenty blanks; nothing of what is done."""
    hours = open_hours(
        table((1, 10.0, 0, False), (1, 5.0, 1, False), (0, 20.0, 0, False)), ROUTINGS, PLACE, 3
    )
    assert hours.tolist() == [[7.0, 0.0, 0.0], [3.0, 6.0, 0.0], [3.0, 0.0, 0.0]]
    assert not open_hours(table((1, 10.0, 2, False)), ROUTINGS, PLACE, 3).any()
    assert not open_hours(table(), ROUTINGS, PLACE, 3).any()


@pytest.mark.parametrize(("kit", "lathe"), [(0, 1), (1, 1), (2, 2), (9, 2)])
def test_what_waits_for_parts_begins_with_its_kit(kit: int, lathe: int) -> None:
    """Not in the first bucket, whatever the plan says; what is beyond the horizon is in its last bucket."""
    hours = open_hours(table((1, 10.0, 0, True)), ROUTINGS, PLACE, 3, kits=np.array([kit, 0]))
    assert hours[0, lathe] == 7.0
    assert hours[1, min(lathe + 1, 2)] == 6.0


def test_kits_come_with_the_last_part() -> None:
    """Of two parts one is there and the other comes in three buckets; parts have no parts of their own."""
    bill = Bill.of(["desk", "top", "leg"], [("desk", "top", 1), ("desk", "leg", 4)])
    data = PlanningData.of(
        [[0, 5, 0, 0, 0], [0] * 5, [0] * 5], lead_time=[1, 3, 1], fence=[1, 3, 1], on_hand=[0, 0, 20]
    )
    assert kits_from(plan(bill, data)).tolist() == [3, 0, 0]


def test_orders_that_are_released_now() -> None:
    """Ten gears: lathe now, mill in the next bucket, which is the last; nothing if there are none."""
    hours = np.zeros((3, 2))
    add_released(hours, Orders.of(BILL, ["gear"], 10.0, 0, 1), ROUTINGS)
    assert hours.tolist() == [[7.0, 0.0], [0.0, 6.0], [0.0, 0.0]]
    short = np.zeros((3, 1))
    add_released(short, Orders.of(BILL, ["gear"], 10.0, 0, 1), ROUTINGS)
    assert short.tolist() == [[7.0], [6.0], [0.0]]
    add_released(short, Orders.of(BILL, [], [], [], []), ROUTINGS)
    assert short.sum() == 13.0


def test_hours_are_carried_and_none_is_lost() -> None:
    """Random hours and capacities: each bucket within its capacity but the last, the sums the same."""
    dice = np.random.default_rng(1)
    hours, capacity = dice.uniform(0, 30, (4, 9)), dice.uniform(5, 30, (4, 9))
    done = carried(hours, capacity)
    assert (done[:, :-1] <= capacity[:, :-1] + 1e-9).all()
    assert done.sum(axis=1) == pytest.approx(hours.sum(axis=1))
    assert (np.cumsum(done, axis=1) <= np.cumsum(hours, axis=1) + 1e-9).all()


def test_what_is_too_much() -> None:
    """Twenty hours above 40 find room one bucket before, but not two where only one is allowed."""
    hours, capacity = np.array([[20.0, 40.0, 60.0, 45.0]]), np.full((1, 4), 40.0)
    assert too_much(hours, capacity, 0).tolist() == [[0.0, 0.0, 20.0, 5.0]]
    assert too_much(hours, capacity, 1).tolist() == [[0.0, 0.0, 20.0, 5.0]]
    assert too_much(hours, capacity, 2).tolist() == [[0.0, 0.0, 0.0, 5.0]]
    assert too_much(hours[:, ::-1], capacity, 3).tolist() == [[5.0, 20.0, 0.0, 0.0]]
