"""Leveling: the releases of a plan moved so that the work centres can do what they are given."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from policies.planning.capacity import Load, Overload, checked_hours, overloads, planned_load
from policies.planning.loading import Shop, Spell, check_due
from policies.planning.routing import Operations, Orders, Routings

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Levelled:
    """Releases that fit the capacity.

    Attributes
    ----------
    release
        Bucket in which to release each order; the first is now.
    early
        Buckets before the plan.
    held
        Buckets after the plan: the work centres could not do it in time if it were released earlier.
    finish
        Bucket in which the last operation ends; without work: the due date of the plan.
    lateness
        Buckets from due date to finish, below zero where it is early.
    fits
        Whether the order finds capacity within the limits; the others keep the release of the plan, and their
        hours the buckets of the plan.
    load
        Hours of open and planned orders, work centres by buckets.
    overloads
        Where the load still exceeds the capacity.
    """

    release: Integers
    early: Integers
    held: Integers
    finish: Integers
    lateness: Integers
    fits: NDArray[np.bool_]
    load: Load
    overloads: tuple[Overload, ...]

    @property
    def now(self) -> NDArray[np.bool_]:
        """Which orders are to be released in the first bucket."""
        return np.asarray(self.release == 0)


def levelled(
    orders: Orders,
    routings: Routings,
    capacity: ArrayLike,
    buckets: int,
    *,
    open_hours: ArrayLike = 0.0,
    ahead: int = 0,
    behind: int | None = None,
) -> Levelled:
    """Return when to release the orders of a plan so that no work centre has more than it can do.

    Parameters
    ----------
    orders
        Planned orders with their releases and due dates (`Orders.planned`).
    routings
        Routings of their items.
    capacity
        Hours that the work centres have: one figure for all, a column with one a work centre, or work
        centres by buckets; infinite: no limit.
    buckets
        Length of the horizon.
    open_hours
        Hours that released orders still take, work centres by buckets; they go first, and what a bucket
        cannot do is done in the next.
    ahead
        Most buckets by which an order may be released before the plan.
    behind
        Most buckets by which an order may be late; none: as many as it takes.

    Returns
    -------
    The orders, one after the other by priority, due date and number, are loaded backward, each operation no
    later than the plan has it: before the next one begins, at the last before the order is due. One whose
    first operation must begin earlier than planned is released as much earlier. One that does not fit is
    loaded forward to find how late it will be, and held back by as much, so that it does not wait in the
    shop. With enough capacity nothing moves, but what is overdue is released now.

    Raises
    ------
    ValueError
        If a capacity or hours are below zero, a shape does not fit, an item is unknown, or a limit is below
        zero.

    Notes
    -----
    The closed loop of MRP II: Vollmann et al. (2005), Manufacturing Planning and Control for Supply Chain
    Management, 5th ed., chapters on capacity planning and on production activity control. An order released
    early wants its components early; they are not moved here.

    Examples
    --------
    >>> from policies.planning.bill import Bill
    >>> bill = Bill.of(["gear"], [])
    >>> routings = Routings.of(bill, ["lathe"], [("gear", "lathe", 10, 0.0, 1.0)], lead_time=1)
    >>> orders = Orders.of(bill, ["gear"] * 4, [30, 20, 25, 30], release=[0, 0, 2, 2], due=[0, 0, 2, 2])
    >>> moved = levelled(orders, routings, 40, 4, ahead=1)
    >>> moved.release, moved.early, moved.held
    (array([0, 1, 2, 1]), array([0, 0, 0, 1]), array([0, 1, 0, 0]))
    """
    if ahead < 0 or (behind is not None and behind < 0):
        raise ValueError(f"ahead is {ahead} and behind {behind}; give buckets of 0 or more.")
    limit = routings.capacity(capacity, buckets)
    busy = _carried(checked_hours(open_hours, routings, buckets), limit)
    shop = Shop.of(orders, routings, np.maximum(limit - busy, 0.0), buckets)
    check_due(orders, buckets)
    latest = _latest(orders, shop.operations, routings)
    releases: list[int] = np.maximum(orders.release, 0).tolist()
    offsets: list[int] = routings.offset[shop.operations.row].tolist()
    planned, dues = orders.release.tolist(), orders.due.tolist()
    for number in orders.sequence():
        release, due = planned[number], dues[number]
        earliest = max(release - ahead, 0)
        limits = latest[shop.first[number] : shop.first[number + 1]]
        found = _fitted(shop, number, earliest, due, limits, behind)
        if found is None:
            continue
        spells, delay = found
        shop.book(number, spells, due)
        if spells:
            operation, begin, _ = spells[-1]
            before = offsets[operation]
            releases[number] = max(min(release + delay, begin - before), earliest)
    return _result(orders, routings, shop, np.array(releases, dtype=np.int64), busy, limit)


def _fitted(
    shop: Shop, number: int, earliest: int, due: int, latest: list[int], behind: int | None
) -> tuple[list[Spell], int] | None:
    """Return the spells of an order, the latest first, and its delay; none: it does not fit."""
    spells = shop.backward(number, earliest, due, latest)
    if spells is not None:
        return spells, 0
    trial = shop.forward(number, earliest)
    if trial is None:
        return None
    shop.give_back(trial)
    delay = max(trial[-1][1] - due, 0)
    if behind is not None and delay > behind:
        return None
    if delay > 0:
        spells = shop.backward(number, earliest, due + delay, [bucket + delay for bucket in latest])
    if spells is None:
        spells = shop.backward(number, earliest, due + delay)
    return None if spells is None else (spells, delay)


def _latest(orders: Orders, operations: Operations, routings: Routings) -> list[int]:
    """Return the last bucket of each operation: before the next one begins in the plan, or the due date."""
    release, due = orders.release[operations.order], orders.due[operations.order]
    begins = release + routings.offset[operations.row]
    latest = due.copy()
    inner = np.flatnonzero(np.diff(operations.order) == 0)
    latest[inner] = np.maximum(begins[inner + 1] - 1, begins[inner])
    ended: list[int] = np.minimum(np.maximum(latest, 0), due).tolist()
    return ended


def _carried(hours: Floats, limit: Floats) -> Floats:
    """Return hours of open orders as they can be worked, what is too much for a bucket done in the next."""
    done = np.minimum(hours, limit)
    rest = np.zeros(len(hours))
    for bucket in range(hours.shape[1]):
        wanted = hours[:, bucket] + rest
        done[:, bucket] = np.minimum(wanted, limit[:, bucket])
        rest = wanted - done[:, bucket]
    done[:, -1] += rest
    return done


def _result(
    orders: Orders, routings: Routings, shop: Shop, release: Integers, busy: Floats, limit: Floats
) -> Levelled:
    """Return the releases, and what load they leave."""
    loading = shop.loading(orders)
    planned = np.maximum(orders.release, 0)
    out = np.flatnonzero(~loading.loaded)
    rest = Orders(orders.item[out], orders.quantity[out], planned[out], orders.due[out], orders.priority[out])
    left = planned_load(rest, routings, shop.buckets)
    load = Load(routings.centres, busy + loading.hours + left.hours, left.past_due)
    return Levelled(
        release=release,
        early=np.maximum(planned - release, 0),
        held=np.maximum(release - planned, 0),
        finish=loading.finish,
        lateness=loading.lateness,
        fits=loading.loaded,
        load=load,
        overloads=overloads(load, limit),
    )
