"""Routings of a whole assortment, as arrays, and the orders that pass them."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
from numpy.typing import ArrayLike, NDArray

from policies.planning.bill import Bill
from policies.planning.regeneration import PlannedOrder

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

Step = tuple[str, str, int, float, float]
"""Item, work centre, sequence, set-up hours of a lot, run hours of a unit."""

SLACK = 1e-9
"""Part of a bucket by which a sum of shares may miss a whole number of buckets."""


@dataclass(frozen=True, slots=True, eq=False)
class Routings:
    """Routings of the items of a bill; build them with `Routings.of`.

    An operation is a row; those of an item stand together, in their order.

    Attributes
    ----------
    bill
        The items.
    centres
        Names of the work centres, in the order of the rows of capacities and loads.
    starts
        Rows `starts[i]` to `starts[i + 1]` are the operations of item i; bought items have none.
    item, centre
        Position of the item in the bill and of the work centre in `centres`, one an operation.
    sequence
        Place of the operation in its routing: the lower comes first.
    setup_hours
        Preparing for a lot (hours).
    run_hours
        Work on a unit (hours).
    offset
        From the release of the lot to the operation (buckets).
    lead_time
        From the release of a lot to its receipt (buckets), one an item.
    centre_positions
        Position of each work centre, by name.
    """

    bill: Bill
    centres: tuple[str, ...]
    starts: Integers
    item: Integers
    centre: Integers
    sequence: Integers
    setup_hours: Floats
    run_hours: Floats
    offset: Integers
    lead_time: Integers
    centre_positions: Mapping[str, int]

    @classmethod
    def of(
        cls,
        bill: Bill,
        centres: Iterable[str],
        rows: Iterable[Step],
        lead_time: ArrayLike,
        *,
        lot: ArrayLike = 1.0,
        offsets: Sequence[int] | None = None,
    ) -> "Routings":
        """Return the routings of the items of a bill.

        Parameters
        ----------
        bill
            The items.
        centres
            Names of the work centres.
        rows
            Item, work centre, sequence, set-up hours (a lot) and run hours (a unit) of each operation, in any
            order.
        lead_time
            Planned lead time (buckets), one figure for all or one an item in the order of the bill; at least
            one bucket for an item with operations.
        lot
            Typical lot (units), one figure for all or one an item: by it the lead time is spread over the
            operations.
        offsets
            From the release of the lot to each operation (buckets), in the order of `rows`; none: the lead
            time is spread over the operations in proportion to their hours for a typical lot (equally where
            none of them takes any), and an operation belongs to the bucket in which its part begins.

        Raises
        ------
        ValueError
            If a name is unknown or given twice, a figure is out of range, two operations of an item have the
            same sequence, or a lead time has no bucket to work in.

        Examples
        --------
        >>> bill = Bill.of(["gear", "blank"], [("gear", "blank", 1)])
        >>> rows = [("gear", "lathe", 10, 1.0, 0.2), ("gear", "mill", 20, 0.0, 0.6)]
        >>> routings = Routings.of(bill, ["lathe", "mill"], rows, lead_time=[4, 2], lot=5)
        >>> routings.offset, routings.route("gear")
        (array([0, 1]), (('lathe', 1.0, 0.2), ('mill', 0.0, 0.6)))
        """
        names = tuple(centres)
        positions = {name: position for position, name in enumerate(names)}
        if len(positions) < len(names):
            twice = next(name for position, name in enumerate(names) if positions[name] != position)
            raise ValueError(f"work centre {twice!r} is given twice; give every work centre once.")
        steps = list(rows)
        item, centre = _checked(steps, bill, positions)
        sequence = np.array([step[2] for step in steps], dtype=np.int64)
        order = np.lexsort((sequence, item))
        hours = np.array([step[3:] for step in steps], dtype=np.float64).reshape(-1, 2)[order]
        item, sequence = item[order], sequence[order]
        times = _lead_times(lead_time, bill, item)
        again = np.flatnonzero((np.diff(item) == 0) & (np.diff(sequence) == 0))
        if again.size:
            raise ValueError(
                f"two operations of item {bill.items[item[again[0]]]!r} have sequence {sequence[again[0]]}; "
                "give each its own."
            )
        starts = np.searchsorted(item, np.arange(len(bill) + 1))
        if offsets is None:
            work = hours[:, 0] + hours[:, 1] * spread("lot", lot, (len(bill),))[item]
            offset = _spread_over(times, work, item, starts)
        else:
            offset = _given(offsets, order, item, times, bill)
        return cls(
            bill=bill,
            centres=names,
            starts=starts,
            item=item,
            centre=centre[order],
            sequence=sequence,
            setup_hours=hours[:, 0].copy(),
            run_hours=hours[:, 1].copy(),
            offset=offset,
            lead_time=times,
            centre_positions=MappingProxyType(positions),
        )

    def __len__(self) -> int:
        return len(self.item)

    @property
    def made(self) -> NDArray[np.bool_]:
        """Which items have operations."""
        return np.diff(self.starts) > 0

    def route(self, item: str) -> tuple[tuple[str, float, float], ...]:
        """Return work centre, set-up hours and run hours of the operations of an item, in their order."""
        position = self.bill.position(item)
        rows = range(int(self.starts[position]), int(self.starts[position + 1]))
        return tuple(
            (self.centres[self.centre[row]], float(self.setup_hours[row]), float(self.run_hours[row]))
            for row in rows
        )

    def capacity(self, hours: ArrayLike, buckets: int) -> Floats:
        """Return the capacity of each work centre in each bucket, checked.

        Parameters
        ----------
        hours
            Hours: one figure for all, a column with one a work centre, or work centres by buckets; infinite:
            no limit.
        buckets
            Length of the horizon.

        Raises
        ------
        ValueError
            If a figure is below zero or no number, or the shape does not fit.
        """
        capacity = spread("capacity", hours, (len(self.centres), buckets))
        wrong = np.argwhere(~(capacity >= 0))
        if wrong.size:
            centre, bucket = wrong[0].tolist()
            raise ValueError(
                f"the capacity of {self.centres[centre]!r} in bucket {bucket} is "
                f"{float(capacity[centre, bucket])!r}; give hours of 0 or more."
            )
        return capacity


@dataclass(frozen=True, slots=True, eq=False)
class Orders:
    """Orders that are to be worked; build them with `Orders.of` or `Orders.planned`.

    Attributes
    ----------
    item
        Position of the item in the bill.
    quantity
        Units.
    release
        First bucket in which the order can be worked; below zero where that has passed.
    due
        Last bucket in which it can be worked and still be in time; below zero where that has passed.
    priority
        The lower is loaded first.
    """

    item: Integers
    quantity: Floats
    release: Integers
    due: Integers
    priority: Floats

    @classmethod
    def of(
        cls,
        bill: Bill,
        items: Iterable[str],
        quantity: ArrayLike,
        release: ArrayLike,
        due: ArrayLike,
        priority: ArrayLike = 0.0,
    ) -> "Orders":
        """Return checked orders, each of the last four one figure for all or one an order.

        Raises
        ------
        ValueError
            If an item is unknown, a figure is out of range, or the shapes do not fit.

        Examples
        --------
        >>> bill = Bill.of(["gear"], [])
        >>> Orders.of(bill, ["gear", "gear"], [10, 20], release=0, due=[1, 2]).due
        array([1, 2])
        """
        item = np.array([bill.position(name) for name in items], dtype=np.int64)
        units = spread("quantity", quantity, item.shape)
        wrong = np.flatnonzero(~(np.isfinite(units) & (units >= 0)))
        if wrong.size:
            raise ValueError(
                f"order {wrong[0]} has quantity {float(units[wrong[0]])!r}; give a finite number of 0 or "
                "more."
            )
        ranks = spread("priority", priority, item.shape)
        if np.isnan(ranks).any():
            raise ValueError("priority holds a figure that is no number; give numbers, the first the lowest.")
        return cls(
            item, units, _buckets("release", release, item.shape), _buckets("due", due, item.shape), ranks
        )

    @classmethod
    def planned(cls, bill: Bill, orders: Iterable[PlannedOrder]) -> "Orders":
        """Return the orders of a plan, in their order, those of bought items included.

        A planned order is due at the start of its bucket, so it must be finished in the bucket before.

        Examples
        --------
        >>> orders = Orders.planned(Bill.of(["gear"], []), [PlannedOrder("gear", 5.0, 1, 3)])
        >>> orders.release, orders.due
        (array([1]), array([2]))
        """
        listed = list(orders)
        return cls.of(
            bill,
            [order.item for order in listed],
            [order.quantity for order in listed],
            [order.release for order in listed],
            [order.due - 1 for order in listed],
        )

    def __len__(self) -> int:
        return len(self.item)

    def __iter__(self) -> Iterator[tuple[int, float, int, int, float]]:
        """Yield item, quantity, release, due and priority of each order."""
        return zip(
            self.item.tolist(),
            self.quantity.tolist(),
            self.release.tolist(),
            self.due.tolist(),
            self.priority.tolist(),
            strict=True,
        )

    def sequence(self) -> list[int]:
        """Return the numbers of the orders as they are loaded: by priority, then due date, then number."""
        ranked: list[int] = np.lexsort((self.due, self.priority)).tolist()
        return ranked

    def operations(self, routings: Routings) -> "Operations":
        """Return the operations of all orders, order after order.

        Raises
        ------
        ValueError
            If an order is of an item that the routings do not have.
        """
        if len(self) and not 0 <= self.item.min() <= self.item.max() < len(routings.bill):
            raise ValueError(
                f"the orders name item {int(self.item.max())} of a bill of {len(routings.bill)}; give "
                "orders and routings of the same bill."
            )
        counts = np.diff(routings.starts)[self.item]
        ends = np.cumsum(counts)
        starts = ends - counts
        order = np.repeat(np.arange(len(self)), counts)
        row = np.arange(len(order)) + np.repeat(routings.starts[self.item] - starts, counts)
        hours = routings.setup_hours[row] + routings.run_hours[row] * self.quantity[order]
        hours[self.quantity[order] == 0] = 0.0
        return Operations(np.append(starts, len(order)), order, row, hours)


@dataclass(frozen=True, slots=True, eq=False)
class Operations:
    """Operations of orders.

    Attributes
    ----------
    starts
        Operations `starts[k]` to `starts[k + 1]` are those of order k.
    order
        Number of the order.
    row
        Row of the routings.
    hours
        Set-up and run hours of the whole order; zero where it has no units.
    """

    starts: Integers
    order: Integers
    row: Integers
    hours: Floats


def spread(name: str, values: ArrayLike, shape: tuple[int, ...]) -> Floats:
    """Return figures as an array of a shape, one figure spread over all; a sentence where they do not fit."""
    given = np.asarray(values, dtype=np.float64)
    try:
        return np.broadcast_to(given, shape)
    except ValueError:
        raise ValueError(f"{name} has shape {given.shape}; give one figure, or shape {shape}.") from None


def _checked(steps: Sequence[Step], bill: Bill, centres: Mapping[str, int]) -> tuple[Integers, Integers]:
    """Return positions of items and work centres of the rows, all figures checked."""
    for item, centre, _, setup, run in steps:
        if item not in bill.positions:
            raise ValueError(
                f"an operation at {centre!r} is of item {item!r}, which is not in the bill; add it to the "
                "bill or correct the name."
            )
        if centre not in centres:
            raise ValueError(
                f"item {item!r} passes {centre!r}, which is no work centre; add it to the work centres or "
                "correct the name."
            )
        if not (0 <= setup < float("inf") and 0 <= run < float("inf")):
            raise ValueError(
                f"the operation of item {item!r} at {centre!r} takes {setup!r} and {run!r} hours; give "
                "finite numbers of 0 or more."
            )
    return (
        np.array([bill.positions[step[0]] for step in steps], dtype=np.int64),
        np.array([centres[step[1]] for step in steps], dtype=np.int64),
    )


def _buckets(name: str, values: ArrayLike, shape: tuple[int, ...]) -> Integers:
    """Return whole numbers of buckets."""
    given = spread(name, values, shape)
    if not (np.isfinite(given) & (given == np.rint(given))).all():
        raise ValueError(f"{name} holds a figure that is no whole number; give times in buckets.")
    return given.astype(np.int64)


def _lead_times(lead_time: ArrayLike, bill: Bill, item: Integers) -> Integers:
    """Return the lead times, with a bucket to work in where there are operations."""
    times = _buckets("lead_time", lead_time, (len(bill),))
    if (times < 0).any():
        raise ValueError("lead_time holds a figure below 0; give times in buckets of 0 or more.")
    without = item[times[item] == 0]
    if without.size:
        raise ValueError(
            f"item {bill.items[without[0]]!r} has operations but a planned lead time of 0 buckets; give it a "
            "lead time of 1 bucket or more."
        )
    return times


def _spread_over(times: Integers, work: Floats, item: Integers, starts: Integers) -> Integers:
    """Return the bucket, from the release, in which the part of each operation in the lead time begins."""
    total = np.bincount(item, work, minlength=len(times))
    counts = np.diff(starts)
    idle = total[item] <= 0
    weight = np.where(idle, 1.0, work)
    total = np.where(total > 0, total, counts)
    before = np.cumsum(weight) - weight
    before -= before[starts[item]] if len(item) else 0.0
    begins = np.floor(before / total[item] * times[item] + SLACK).astype(np.int64)
    return np.minimum(begins, times[item] - 1)


def _given(offsets: Sequence[int], order: Integers, item: Integers, times: Integers, bill: Bill) -> Integers:
    """Return the offsets as given, checked, in the order of the rows."""
    if len(offsets) != len(order):
        raise ValueError(f"{len(offsets)} offsets are given for {len(order)} operations; give one for each.")
    offset = _buckets("offsets", offsets, (len(order),))[order]
    back = np.zeros(len(offset), dtype=np.bool_)
    back[1:] = (np.diff(item) == 0) & (np.diff(offset) < 0)
    wrong = np.flatnonzero((offset < 0) | (offset >= times[item]) | back)
    if wrong.size:
        name = bill.items[item[wrong[0]]]
        raise ValueError(
            f"an operation of item {name!r} is offset by {offset[wrong[0]]} buckets; give offsets that do "
            f"not fall along the routing, from 0 to {times[item[wrong[0]]] - 1}."
        )
    return offset
