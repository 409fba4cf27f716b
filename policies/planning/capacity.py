"""Capacity planning without limits: what a master schedule or a material plan asks of the work centres."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from policies.planning.bill import Bill
from policies.planning.regeneration import Plan
from policies.planning.routing import Orders, Routings, spread

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

TOLERANCE = 1e-9
"""Relative excess of a load over the capacity that is rounding, not overload."""


@dataclass(frozen=True, slots=True, eq=False)
class Load:
    """Load of the work centres.

    Attributes
    ----------
    centres
        Names of the work centres.
    hours
        Hours, work centres by buckets.
    past_due
        Hours that belong before the first bucket, one figure a work centre; not in `hours`.
    """

    centres: tuple[str, ...]
    hours: Floats
    past_due: Floats

    @property
    def to_do(self) -> Floats:
        """Hours, work centres by buckets, with what is past due in the first."""
        hours = self.hours.copy()
        hours[:, 0] += self.past_due
        return hours


@dataclass(frozen=True, slots=True)
class Overload:
    """More load than capacity.

    Attributes
    ----------
    centre
        The work centre.
    bucket
        When, the first bucket is zero.
    hours
        Hours above the capacity.
    share
        Load over capacity; infinite where there is none.
    """

    centre: str
    bucket: int
    hours: float
    share: float


@dataclass(frozen=True, slots=True, eq=False)
class BillOfCapacity:
    """Hours that a unit of an item takes of each work centre, its components included.

    Attributes
    ----------
    centres
        Names of the work centres.
    unit_hours
        Hours a unit: items by work centres by buckets before the unit is due.
    lot_hours
        Hours a lot: the same, for set-ups that are not spread over the units.
    """

    centres: tuple[str, ...]
    unit_hours: Floats
    lot_hours: Floats

    @classmethod
    def of(
        cls, routings: Routings, lot: ArrayLike | None = None, *, profile: bool = False
    ) -> "BillOfCapacity":
        """Return the bill of capacity, from the routings and the bill of material.

        Parameters
        ----------
        routings
            Routings and bill of material.
        lot
            Standard lot of each item (units), one figure for all or one an item: a unit bears its part of the
            set-up; none: each bucket with a quantity of the end item takes one set-up of each operation, at
            each place of the structure.
        profile
            Whether the hours are set off by the lead times (the resource profile), or all count in the bucket
            in which the end item is due.

        Raises
        ------
        ValueError
            If a lot is not above zero.

        Examples
        --------
        >>> bill = Bill.of(["desk", "top"], [("desk", "top", 1)])
        >>> rows = [("desk", "bench", 10, 0.0, 0.5), ("top", "saw", 10, 2.0, 0.1)]
        >>> routings = Routings.of(bill, ["bench", "saw"], rows, lead_time=1)
        >>> BillOfCapacity.of(routings, lot=20).of_item(routings, "desk")
        {'bench': 0.5, 'saw': 0.2}
        """
        shape = (len(routings.bill), len(routings.centres))
        run, setup = routings.run_hours.copy(), routings.setup_hours.copy()
        if lot is not None:
            lots = spread("lot", lot, (shape[0],))
            if not (lots > 0).all():
                raise ValueError("lot holds a figure that is not above 0; give lots in units.")
            run += setup / lots[routings.item]
            setup[:] = 0.0
        ahead = (
            routings.lead_time[routings.item] - routings.offset if profile else np.zeros_like(routings.item)
        )
        way = _longest_ways(routings) if profile else np.zeros(shape[0], dtype=np.int64)
        depth = int((way[routings.item] + ahead).max(initial=0)) + 1
        unit_hours, lot_hours = np.zeros((*shape, depth)), np.zeros((*shape, depth))
        np.add.at(unit_hours, (routings.item, routings.centre, ahead), run)
        np.add.at(lot_hours, (routings.item, routings.centre, ahead), setup)
        shift = routings.lead_time if profile else np.zeros_like(routings.lead_time)
        _add_components(routings.bill, unit_hours, shift, by_quantity=True)
        _add_components(routings.bill, lot_hours, shift, by_quantity=False)
        return cls(routings.centres, unit_hours, lot_hours)

    def of_item(self, routings: Routings, item: str) -> dict[str, float]:
        """Return the hours that a unit of an item takes of each work centre, in all buckets together."""
        hours = self.unit_hours[routings.bill.position(item)].sum(axis=1)
        return {centre: float(value) for centre, value in zip(self.centres, hours, strict=True) if value > 0}


def rough_cut(master: ArrayLike, bill: BillOfCapacity) -> Load:
    """Return what a master schedule asks of the work centres: rough-cut capacity planning.

    Parameters
    ----------
    master
        Units of the master schedule by the bucket at whose start they are there, items by buckets (rows in
        the order of the bill of material; zero but for what is scheduled).
    bill
        The bill of capacity, or the resource profile.

    Returns
    -------
    The load. Nothing is netted: stock and open orders of components do not lessen it. With a resource
    profile, hours that belong before the first bucket are past due.

    Raises
    ------
    ValueError
        If the master schedule is not of the items of the bill, or holds a figure below zero.

    Notes
    -----
    Vollmann et al. (2005), Manufacturing Planning and Control for Supply Chain Management, 5th ed., chapter
    on capacity planning: capacity bills and resource profiles.

    Examples
    --------
    >>> routings = Routings.of(Bill.of(["desk"], []), ["bench"], [("desk", "bench", 10, 0.0, 0.5)], 1)
    >>> rough_cut([[10, 0, 20]], BillOfCapacity.of(routings)).hours
    array([[ 5.,  0., 10.]])
    >>> rough_cut([[10, 0, 20]], BillOfCapacity.of(routings, profile=True)).hours
    array([[ 0., 10.,  0.]])
    """
    units = _master(master, len(bill.unit_hours))
    lots = (units > 0).astype(np.float64)
    buckets = units.shape[1]
    hours = np.zeros((len(bill.centres), buckets))
    past_due = np.zeros(len(bill.centres))
    for ahead in range(bill.unit_hours.shape[2]):
        load = bill.unit_hours[:, :, ahead].T @ units + bill.lot_hours[:, :, ahead].T @ lots
        inside = max(buckets - ahead, 0)
        hours[:, :inside] += load[:, buckets - inside :]
        past_due += load[:, : buckets - inside].sum(axis=1)
    return Load(bill.centres, hours, past_due)


def overall_factors(
    master: ArrayLike, unit_hours: ArrayLike, shares: ArrayLike, centres: tuple[str, ...]
) -> Load:
    """Return what a master schedule asks of the work centres by overall factors.

    Parameters
    ----------
    master
        Units of the master schedule, items by buckets.
    unit_hours
        Hours that a unit takes of the whole plant, one figure an item (hours).
    shares
        Part of the hours that each work centre had in the past; together one.
    centres
        Names of the work centres.

    Raises
    ------
    ValueError
        If shapes do not fit, a figure is below zero, or the shares are not one together.

    Notes
    -----
    Capacity planning using overall factors: Vollmann et al. (2005), chapter on capacity planning. It does not
    see changes of the mix.

    Examples
    --------
    >>> overall_factors([[10, 20]], [2.0], [0.75, 0.25], ("lathe", "mill")).hours
    array([[15., 30.],
           [ 5., 10.]])
    """
    hours = np.atleast_1d(np.asarray(unit_hours, dtype=np.float64))
    units = _master(master, len(hours))
    parts = np.asarray(shares, dtype=np.float64)
    if parts.shape != (len(centres),) or not (parts >= 0).all() or abs(float(parts.sum()) - 1.0) > TOLERANCE:
        raise ValueError(
            f"shares holds {parts.tolist()}; give one of 0 or more for each of the {len(centres)} work "
            "centres, together 1."
        )
    if not (np.isfinite(hours) & (hours >= 0)).all():
        raise ValueError("unit_hours holds a figure below 0 or not finite; give hours of 0 or more.")
    return Load(centres, np.outer(parts, hours @ units), np.zeros(len(centres)))


def capacity_requirements(plan: Plan, routings: Routings, open_hours: ArrayLike = 0.0) -> Load:
    """Return what a material plan asks of the work centres: capacity requirements planning.

    Parameters
    ----------
    plan
        The plan; its planned orders are one lot each.
    routings
        Routings of the same bill.
    open_hours
        Hours that released orders still take, work centres by buckets.

    Returns
    -------
    The load, without regard to capacity: each operation in the bucket of its offset from the release. What
    overdue orders should have taken before the first bucket is past due.

    Raises
    ------
    ValueError
        If plan and routings are not of the same items, or the shape of the open hours does not fit.

    Notes
    -----
    Vollmann et al. (2005), chapter on capacity planning: capacity requirements planning.

    Examples
    --------
    >>> from policies.planning.netting import PlanningData
    >>> from policies.planning.regeneration import plan
    >>> bill = Bill.of(["gear"], [])
    >>> routings = Routings.of(bill, ["lathe"], [("gear", "lathe", 10, 2.0, 0.5)], lead_time=1)
    >>> made = plan(bill, PlanningData.of([[0, 20, 0, 10]], lead_time=1))
    >>> capacity_requirements(made, routings).hours
    array([[12.,  0.,  7.,  0.]])
    """
    if plan.bill is not routings.bill and plan.bill.items != routings.bill.items:
        raise ValueError("plan and routings are of different items; give both for the same bill.")
    buckets = plan.data.buckets
    orders = Orders.planned(plan.bill, plan.orders())
    load = planned_load(orders, routings, buckets)
    return Load(load.centres, load.hours + checked_hours(open_hours, routings, buckets), load.past_due)


def planned_load(orders: Orders, routings: Routings, buckets: int) -> Load:
    """Return the load of orders, each operation in the bucket of its offset from the release.

    Parameters
    ----------
    orders
        Orders of the items of the routings.
    routings
        Their routings.
    buckets
        Length of the horizon; what lies behind it does not count.
    """
    operations = orders.operations(routings)
    bucket = orders.release[operations.order] + routings.offset[operations.row]
    centre = routings.centre[operations.row]
    inside, before = (bucket >= 0) & (bucket < buckets), bucket < 0
    hours, past_due = np.zeros((len(routings.centres), buckets)), np.zeros(len(routings.centres))
    np.add.at(hours, (centre[inside], bucket[inside]), operations.hours[inside])
    np.add.at(past_due, centre[before], operations.hours[before])
    return Load(routings.centres, hours, past_due)


def overloads(load: Load, capacity: ArrayLike) -> tuple[Overload, ...]:
    """Return where the load exceeds the capacity, work centre by work centre.

    Parameters
    ----------
    load
        The load; what is past due counts in the first bucket.
    capacity
        Hours: one figure for all, a column with one a work centre, or work centres by buckets.

    Raises
    ------
    ValueError
        If a capacity is below zero, or its shape does not fit.

    Examples
    --------
    >>> overloads(Load(("lathe",), np.array([[30.0, 50.0]]), np.zeros(1)), 40)
    (Overload(centre='lathe', bucket=1, hours=10.0, share=1.25),)
    """
    hours = load.to_do
    limit = spread("capacity", capacity, hours.shape)
    if not (limit >= 0).all():
        raise ValueError("capacity holds a figure below 0 or no number; give hours of 0 or more.")
    found = []
    for centre, bucket in np.argwhere(hours > limit * (1 + TOLERANCE) + TOLERANCE).tolist():
        wanted, there = float(hours[centre, bucket]), float(limit[centre, bucket])
        share = wanted / there if there > 0 else float("inf")
        found.append(Overload(load.centres[centre], bucket, wanted - there, share))
    return tuple(found)


def checked_hours(hours: ArrayLike, routings: Routings, buckets: int) -> Floats:
    """Return hours of open orders, work centres by buckets, checked."""
    given = spread("open_hours", hours, (len(routings.centres), buckets))
    if not (np.isfinite(given) & (given >= 0)).all():
        raise ValueError("open_hours holds a figure below 0 or not finite; give hours of 0 or more.")
    return given


def rolled_up(bill: Bill, own: Floats) -> Floats:
    """Return what a unit of each item takes, its components included.

    Parameters
    ----------
    bill
        Bills of material.
    own
        What a unit takes itself, items first.

    Examples
    --------
    >>> bill = Bill.of(["cart", "wheel"], [("cart", "wheel", 4)])
    >>> rolled_up(bill, np.array([100.0, 5.0]))
    array([120.,   5.])
    """
    total = own.astype(np.float64).reshape(len(own), -1, 1)
    _add_components(bill, total, np.zeros(len(bill), dtype=np.int64), by_quantity=True)
    return total.reshape(own.shape)


def _master(master: ArrayLike, items: int) -> Floats:
    """Return the master schedule, checked."""
    units = np.asarray(master, dtype=np.float64)
    if units.ndim != 2 or len(units) != items or units.shape[1] == 0:
        raise ValueError(
            f"master has shape {units.shape}; give a row for each of the {items} items and a column for each "
            "bucket."
        )
    if not (np.isfinite(units) & (units >= 0)).all():
        raise ValueError("master holds a figure below 0 or not finite; give finite numbers of 0 or more.")
    return units


def _links(bill: Bill, items: slice) -> tuple[Integers, slice]:
    """Return the parents of the links of a run of items, and where the links stand."""
    counts = np.diff(bill.component_starts[items.start : items.stop + 1])
    links = slice(int(bill.component_starts[items.start]), int(bill.component_starts[items.stop]))
    return np.repeat(np.arange(items.start, items.stop), counts), links


def _longest_ways(routings: Routings) -> Integers:
    """Return the longest lead time from the release of a parent, over all ways up, to the end item's due."""
    bill = routings.bill
    way = np.zeros(len(bill), dtype=np.int64)
    for level in range(bill.levels):
        parents, links = _links(bill, bill.level_items(level))
        np.maximum.at(way, bill.components[links], way[parents] + routings.lead_time[parents])
    return way


def _add_components(bill: Bill, hours: Floats, shift: Integers, *, by_quantity: bool) -> None:
    """Add to the hours of each item those of its components, set off by its own lead time, from below."""
    for level in reversed(range(bill.levels)):
        parents, links = _links(bill, bill.level_items(level))
        components, quantities = bill.components[links], bill.quantities[links]
        for time in np.unique(shift[parents]).tolist():
            which = np.flatnonzero(shift[parents] == time)
            below = hours[components[which], :, : max(hours.shape[2] - time, 0)]
            if by_quantity:
                below = below * quantities[which, None, None]
            above, first = np.unique(parents[which], return_index=True)
            hours[above, :, time:] += np.add.reduceat(below, first, axis=0)
