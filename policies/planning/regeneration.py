"""Regeneration: the plan of a whole structure, level by level from the finished products down."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from policies.planning.bill import Bill
from policies.planning.netting import PlanningData, TimePhasedRecord, blocks, net_into

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class PlannedOrder:
    """A planned order; times in buckets, the first is zero.

    Attributes
    ----------
    item
        What is ordered.
    quantity
        Units.
    release
        Bucket in which to release it; below zero where that should have been done already.
    due
        Bucket in which it is to come.
    """

    item: str
    quantity: float
    release: int
    due: int


@dataclass(frozen=True, slots=True)
class Peg:
    """A cause of a gross requirement.

    Attributes
    ----------
    parent
        The item whose release needs the component; none: required from outside.
    released
        Units of the parent released in the bucket, overdue ones included in the first; outside: the units
        required.
    quantity
        Units of the component that this needs.
    """

    parent: str | None
    released: float
    quantity: float


@dataclass(frozen=True, slots=True, eq=False)
class Plan:
    """A material requirements plan.

    Attributes
    ----------
    bill
        The items, in the order of all arrays.
    data
        What it was made from.
    record
        The time-phased record of each item.
    """

    bill: Bill
    data: PlanningData
    record: TimePhasedRecord

    def pegs(self, item: str, bucket: int) -> tuple[Peg, ...]:
        """Return what causes the gross requirement of an item in a bucket, one level up.

        Parameters
        ----------
        item
            Name of the item.
        bucket
            Bucket of the requirement, the first is zero.

        Returns
        -------
        Requirements from outside, then the parents in the order of the bill; their quantities add up to the
        gross requirement.

        Raises
        ------
        ValueError
            If the bill has no such item, or the horizon no such bucket.
        """
        position = self.bill.position(item)
        if not 0 <= bucket < self.data.buckets:
            raise ValueError(
                f"bucket {bucket} is not in the plan; give one from 0 to {self.data.buckets - 1}."
            )
        links = slice(self.bill.parent_starts[position], self.bill.parent_starts[position + 1])
        parents = self.bill.parents[links]
        released = self.record.planned_releases[parents, bucket]
        if bucket == 0:
            released = released + self.record.past_due[parents]
        wanted = released * self.bill.parent_quantities[links]
        outside = float(self.data.gross[position, bucket])
        pegs = [Peg(None, outside, outside)] if outside > 0 else []
        pegs += [
            Peg(self.bill.items[parents[link]], float(released[link]), float(wanted[link]))
            for link in np.flatnonzero(wanted > 0)
        ]
        return tuple(pegs)

    def orders(self, released_by: int | None = None) -> tuple[PlannedOrder, ...]:
        """Return the planned orders, firm ones included, each within the limits of its item.

        Parameters
        ----------
        released_by
            Last bucket of release to return; none: all.
        """
        data, receipts = self.data, self.record.planned_receipts
        due_by = data.lead_time + (data.buckets if released_by is None else released_by)
        items, due = np.nonzero((receipts > 0) & (np.arange(data.buckets) <= due_by[:, None]))
        firm = data.firm[items, due]
        columns = items, due, due - data.lead_time[items], firm, receipts[items, due] - firm
        bounded = np.isfinite(data.lots.maximum).tolist()
        orders = []
        for item, bucket, release, stands, new in zip(*(c.tolist() for c in columns), strict=True):
            quantities = [stands] if stands > 0 else []
            if bounded[item]:
                quantities += data.lots.limits(item).split(new)
            elif new > 0:
                quantities.append(new)
            orders += [PlannedOrder(self.bill.items[item], units, release, bucket) for units in quantities]
        return tuple(orders)

    def attainable_on_hand(self) -> Floats:
        """Return the projected on hand if overdue releases are made now and nothing is hurried.

        Returns
        -------
        Units, items by buckets: what should have been released before the first bucket comes a lead time
        after its start instead of when it is due.
        """
        inside = np.arange(self.data.buckets) < self.data.lead_time[:, None]
        late = np.where(inside, np.cumsum(self.record.planned_receipts, axis=1), 0.0)
        return self.record.projected_on_hand - late


def plan(bill: Bill, data: PlanningData) -> Plan:
    """Return the plan of all items from the independent requirements, level by level.

    Parameters
    ----------
    bill
        Bills of material.
    data
        What is required from outside, at hand and under way; rows in the order of `bill.items`.

    Returns
    -------
    The plan. Gross requirements of a component are those from outside and, in the bucket in which a parent
    is released, what goes into it; what parents should have released before the first bucket is wanted in it.

    Raises
    ------
    ValueError
        If the data is not of the items of the bill.

    Notes
    -----
    Regenerative planning by low-level code: Orlicky (1975).

    Examples
    --------
    >>> bill = Bill.of(["cart", "axle"], [("cart", "axle", 2)])
    >>> made = plan(bill, PlanningData.of([[0, 0, 5], [0, 0, 0]], lead_time=1))
    >>> made.record.planned_releases
    array([[ 0.,  5.,  0.],
           [10.,  0.,  0.]])
    >>> made.pegs("axle", 1)
    (Peg(parent='cart', released=5.0, quantity=10.0),)
    """
    if len(data) != len(bill):
        raise ValueError(
            f"the data has {len(data)} rows, the bill {len(bill)} items; give a row for each item."
        )
    record = TimePhasedRecord.empty(len(data), data.buckets)
    for level in range(bill.levels):
        for items in blocks(bill.level_items(level)):
            gross = data.gross[items]
            if level > 0:
                gross = gross.copy()
                bill.add_requirements(items, record.planned_releases, gross, overdue=record.past_due)
            net_into(data, record, items, gross)
    return Plan(bill, data, record)
