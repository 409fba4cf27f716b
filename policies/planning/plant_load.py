"""What planners see of the plant, brought into the order of a plan: routings, capacity, and open work."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from policies.planning.bill import Bill
from policies.planning.capacity import planned_load
from policies.planning.regeneration import Plan
from policies.planning.routing import Orders, Routings
from sim.contract import GRID, PlantTable, ScopeTable

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]


def routings_of(
    plant: PlantTable, bill: Bill, place: Integers, lead_time: Integers, lot: ArrayLike = 1.0
) -> Routings:
    """Return the routings of a scope, in the order of its plan.

    Parameters
    ----------
    plant
        Work centres and routes, from the view.
    bill
        The items of the plan.
    place
        Row of the plan of each stock point of the table.
    lead_time
        Planned lead times (buckets), in the order of the plan; what has operations has at least one.
    lot
        Typical lots (units), by which lead times are spread over the operations.
    """
    rows = place[plant.route_stock].tolist()
    columns = (plant.route_centre.tolist(), plant.route_setup.tolist(), plant.route_run.tolist())
    steps = [
        (bill.items[row], plant.centres[centre], number, setup, run)
        for number, (row, centre, setup, run) in enumerate(zip(rows, *columns, strict=True))
    ]
    made = np.zeros(len(bill), dtype=np.bool_)
    made[rows] = True
    return Routings.of(
        bill, plant.centres, steps, np.where(made, np.maximum(lead_time, 1), lead_time), lot=lot
    )


def kits_from(plan: Plan) -> Integers:
    """Return the first bucket in which all parts of each item are there, as planned.

    Examples
    --------
    >>> from policies.planning.netting import PlanningData
    >>> from policies.planning.regeneration import plan
    >>> bill = Bill.of(["desk", "top"], [("desk", "top", 1)])
    >>> kits_from(plan(bill, PlanningData.of([[0, 5, 0, 0], [0, 0, 0, 0]], lead_time=[1, 2], fence=[1, 2])))
    array([2, 0])
    """
    there = plan.record.projected_on_hand > -1 / GRID
    from_then = np.argmax(there, axis=1)
    first = np.zeros(len(plan.bill), dtype=np.int64)
    parents = np.repeat(np.arange(len(plan.bill)), np.diff(plan.bill.component_starts))
    np.maximum.at(first, parents, from_then[plan.bill.components])
    return first


def open_hours(
    table: ScopeTable, routings: Routings, place: Integers, buckets: int, kits: Integers | None = None
) -> Floats:
    """Return the standard hours that open orders still take, work centres by buckets.

    Parameters
    ----------
    table
        The state of the scope, with its plant.
    routings
        Its routings, in the order of a plan.
    place
        Row of the plan of each stock point of the table.
    buckets
        Length of the horizon; the last bucket has also what comes after it.
    kits
        First bucket in which the parts of each item are there; an order that waits for some begins in it, and
        not in the first. None: all parts are there.

    Returns
    -------
    The first operation that is not behind an order is in the first bucket, or that of its kit, and each later
    one as many buckets after it as in the routing. An operation that has begun counts in full.
    """
    hours = np.zeros((len(routings.centres), buckets))
    assert table.plant is not None
    item, step = place[table.order_stock], table.plant.order_step
    first = routings.starts[item] + step
    left = routings.starts[item + 1] - first
    some = np.flatnonzero(left > 0)
    if not len(some):
        return hours
    start = np.zeros_like(item)
    if kits is not None:
        start = np.where(table.plant.order_waits, np.maximum(kits[item], 1), 0)
    order = np.repeat(some, left[some])
    before = np.cumsum(left[some]) - left[some]
    row = np.arange(len(order)) + np.repeat(first[some] - before, left[some])
    bucket = np.minimum(start[order] + routings.offset[row] - routings.offset[first[order]], buckets - 1)
    work = routings.setup_hours[row] + routings.run_hours[row] * table.order_outstanding[order]
    np.add.at(hours, (routings.centre[row], bucket), work)
    return hours


@dataclass(frozen=True, slots=True, eq=False)
class Queues:
    """Open lots that are at a work centre or come to it next, parts and all.

    Attributes
    ----------
    centre, hours, need_by
        Work centre, standard hours there, and date of each.
    """

    centre: Integers
    hours: Floats
    need_by: Floats

    @classmethod
    def of(cls, table: ScopeTable, routings: Routings, place: Integers) -> "Queues":
        """Return the lots that stand before the work centres of a scope."""
        assert table.plant is not None
        item = place[table.order_stock]
        row = routings.starts[item] + table.plant.order_step
        there = (row < routings.starts[item + 1]) & ~table.plant.order_waits
        row, units = row[there], table.order_outstanding[there]
        hours = routings.setup_hours[row] + routings.run_hours[row] * units
        return cls(routings.centre[row], hours, table.order_need_by[there])

    def before(self, centre: int, date: float) -> float:
        """Return the hours of the lots before a work centre that are wanted by a date."""
        return float(self.hours[(self.centre == centre) & (self.need_by <= date)].sum())


def add_released(hours: Floats, orders: Orders, routings: Routings) -> None:
    """Add the hours of orders that are released now; the last bucket has also what comes after it."""
    if not len(orders):
        return
    buckets = hours.shape[1]
    depth = buckets + int(routings.lead_time.max(initial=0))
    load = planned_load(orders, routings, depth).to_do
    hours += load[:, :buckets]
    hours[:, -1] += load[:, buckets:].sum(axis=1)


def carried(hours: Floats, capacity: Floats) -> Floats:
    """Return hours of open orders as they can be worked: what a bucket cannot do is done in the next.

    Parameters
    ----------
    hours, capacity
        Hours, work centres by buckets. The last bucket has what no bucket can do.

    Examples
    --------
    >>> carried(np.array([[50.0, 10.0, 0.0]]), np.array([[40.0, 15.0, 15.0]]))
    array([[40., 15.,  5.]])
    """
    done = np.minimum(hours, capacity)
    rest = np.zeros(len(hours))
    for bucket in range(hours.shape[1]):
        wanted = hours[:, bucket] + rest
        done[:, bucket] = np.minimum(wanted, capacity[:, bucket])
        rest = wanted - done[:, bucket]
    done[:, -1] += rest
    return done


def too_much(hours: Floats, capacity: Floats, ahead: int) -> Floats:
    """Return the hours above capacity that are left when as much as possible is done before its time.

    Parameters
    ----------
    hours, capacity
        Hours, work centres by buckets.
    ahead
        Buckets by which work can be done before its time.

    Examples
    --------
    >>> too_much(np.array([[30.0, 20.0, 90.0]]), np.array([[40.0]]), ahead=1)
    array([[ 0.,  0., 30.]])
    """
    spare = np.maximum(capacity - hours, 0.0)
    over = np.maximum(hours - capacity, 0.0)
    for bucket in range(hours.shape[1]):  # the earliest first: what comes later has later buckets, too
        for before in range(max(bucket - ahead, 0), bucket):
            moved = np.minimum(over[:, bucket], spare[:, before])
            spare[:, before] -= moved
            over[:, bucket] -= moved
    return over
