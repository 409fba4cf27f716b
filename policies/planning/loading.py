"""Finite loading: orders put on the work centres, bucket by bucket, within their capacity."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import ArrayLike, NDArray

from policies.planning.rounding import on_grid
from policies.planning.routing import Operations, Orders, Routings
from sim.contract.rounding import GRID

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

Spell = tuple[int, int, float]
"""Operation (its place in `Operations`), bucket, hours."""

SLIVER = 1e-6
"""Hours so few that no work is put into them; they are left by rounding."""

NOWHERE = -1
"""Bucket of an order that is not loaded."""


@dataclass(frozen=True, slots=True, eq=False)
class Loading:
    """Orders as they are loaded.

    Attributes
    ----------
    loaded
        Whether the order has its place within the horizon.
    start, finish
        First and last bucket in which the order is worked; -1 where it is not loaded. Without work: the
        bucket of its release or, loaded backward, of its due date.
    lateness
        Buckets from due date to finish, below zero where it is early; of an order that is not loaded: at
        least that many, as if it were finished in the first bucket after the horizon.
    hours
        Hours used, work centres by buckets.
    order, row, bucket, spell_hours
        What is worked when: number of the order, row of the routings, bucket and hours of each spell.
    """

    loaded: NDArray[np.bool_]
    start: Integers
    finish: Integers
    lateness: Integers
    hours: Floats
    order: Integers
    row: Integers
    bucket: Integers
    spell_hours: Floats

    @property
    def late(self) -> NDArray[np.bool_]:
        """Which orders finish after they are due, or not at all."""
        return self.lateness > 0


def load_forward(orders: Orders, routings: Routings, capacity: ArrayLike, buckets: int) -> Loading:
    """Return the orders loaded as early as possible from their releases.

    Parameters
    ----------
    orders
        The orders; one that was to be released before the first bucket starts in it.
    routings
        Routings of their items.
    capacity
        Hours that the work centres have: one figure for all, a column with one a work centre, or work
        centres by buckets; infinite: no limit.
    buckets
        Length of the horizon.

    Returns
    -------
    The orders one after the other, by priority, due date and number: each takes what those before it have
    left. An operation may take several buckets, and starts no earlier than in the bucket in which the one
    before it ends. An order that does not end within the horizon is not loaded and takes nothing.

    Raises
    ------
    ValueError
        If a capacity is below zero, a shape does not fit, or an item is unknown.

    Notes
    -----
    Finite loading, order by order (horizontal): Vollmann et al. (2005), Manufacturing Planning and Control
    for Supply Chain Management, 5th ed., chapter on production activity control.

    Examples
    --------
    >>> from policies.planning.bill import Bill
    >>> bill = Bill.of(["gear"], [])
    >>> routings = Routings.of(bill, ["lathe"], [("gear", "lathe", 10, 2.0, 0.5)], lead_time=1)
    >>> orders = Orders.of(bill, ["gear", "gear"], [76, 36], release=0, due=[1, 2])
    >>> loading = load_forward(orders, routings, 30, 3)
    >>> loading.start, loading.finish, loading.hours
    (array([0, 1]), array([1, 1]), array([[30., 30.,  0.]]))
    """
    shop = Shop.of(orders, routings, capacity, buckets)
    for number in orders.sequence():
        release = max(int(orders.release[number]), 0)
        shop.book(number, shop.forward(number, release), release)
    return shop.loading(orders)


def load_backward(orders: Orders, routings: Routings, capacity: ArrayLike, buckets: int) -> Loading:
    """Return the orders loaded as late as possible before they are due.

    Parameters
    ----------
    orders
        The orders; none due after the horizon.
    routings
        Routings of their items.
    capacity
        Hours that the work centres have, as for `load_forward`.
    buckets
        Length of the horizon.

    Returns
    -------
    The orders one after the other, by priority, due date and number. One that does not fit between release
    and due date is loaded forward from its release in its turn, so it is late or not loaded.

    Raises
    ------
    ValueError
        As `load_forward`, and if an order is due after the horizon.

    Examples
    --------
    >>> from policies.planning.bill import Bill
    >>> bill = Bill.of(["gear"], [])
    >>> routings = Routings.of(bill, ["lathe"], [("gear", "lathe", 10, 2.0, 0.5)], lead_time=1)
    >>> orders = Orders.of(bill, ["gear", "gear", "gear"], [56, 56, 36], release=0, due=[2, 2, 1])
    >>> loading = load_backward(orders, routings, 30, 4)
    >>> loading.start, loading.finish, loading.lateness
    (array([2, 0, 1]), array([2, 1, 1]), array([ 0, -1,  0]))
    """
    check_due(orders, buckets)
    shop = Shop.of(orders, routings, capacity, buckets)
    for number in orders.sequence():
        release, due = max(int(orders.release[number]), 0), int(orders.due[number])
        spells = shop.backward(number, release, due)
        if spells is None:
            shop.book(number, shop.forward(number, release), release)
        else:
            shop.book(number, spells, due)
    return shop.loading(orders)


def check_due(orders: Orders, buckets: int) -> None:
    """Raise a ValueError if an order is due after the horizon."""
    behind = np.flatnonzero(orders.due >= buckets)
    if behind.size:
        raise ValueError(
            f"order {behind[0]} is due in bucket {orders.due[behind[0]]} of a horizon of {buckets}; give a "
            "longer horizon, or an earlier due date."
        )


@dataclass(slots=True, eq=False)
class Shop:
    """The work centres while orders are put on them; build it with `Shop.of`.

    Hours are on a grid on which their sums are exact, those of operations rounded down, so lots that fill a
    bucket to the full leave no residue of work for the next one.

    Attributes
    ----------
    operations
        Operations of the orders.
    routings
        Their routings.
    first
        Where the operations of each order stand.
    work
        Work centre and hours of each operation.
    limit
        Capacity (hours), work centres by buckets.
    free
        Hours left, work centres by buckets.
    opens
        A bucket of each work centre before which nothing is left.
    buckets
        Length of the horizon.
    start, finish
        First and last bucket of each order; -1: not loaded.
    spells
        What is worked when.
    """

    operations: Operations
    routings: Routings
    first: list[int]
    work: list[tuple[int, float]]
    limit: Floats
    free: list[list[float]]
    opens: list[int]
    buckets: int
    start: list[int]
    finish: list[int]
    spells: list[Spell] = field(default_factory=list)

    @classmethod
    def of(cls, orders: Orders, routings: Routings, capacity: ArrayLike, buckets: int) -> "Shop":
        """Return empty work centres for the orders.

        Raises
        ------
        ValueError
            If the horizon has no bucket, a capacity is below zero or of another shape, or an item is unknown.
        """
        if buckets < 1:
            raise ValueError(f"the horizon has {buckets} buckets; give 1 or more.")
        operations = orders.operations(routings)
        limit = routings.capacity(capacity, buckets)
        hours = np.floor(operations.hours * GRID) / GRID
        centres = routings.centre[operations.row].tolist()
        return cls(
            operations=operations,
            routings=routings,
            first=operations.starts.tolist(),
            work=list(zip(centres, hours.tolist(), strict=True)),
            limit=limit,
            free=on_grid(limit).tolist(),
            opens=[0] * len(limit),
            buckets=buckets,
            start=[NOWHERE] * len(orders),
            finish=[NOWHERE] * len(orders),
        )

    def forward(self, number: int, earliest: int) -> list[Spell] | None:
        """Take hours for an order as early as possible from a bucket on; none, and none taken: no room."""
        taken: list[Spell] = []
        bucket = earliest
        for place in range(self.first[number], self.first[number + 1]):
            centre, left = self.work[place]
            row = self.free[centre]
            at = max(bucket, self.opens[centre])
            while left > 0:
                if at >= self.buckets:
                    self.give_back(taken)
                    return None
                spare = row[at]
                if spare <= SLIVER:
                    if at == self.opens[centre]:
                        self.opens[centre] = at + 1
                else:
                    hours = min(left, spare)
                    row[at] = spare - hours
                    left -= hours
                    taken.append((place, at, hours))
                    bucket = at
                at += 1
        return taken

    def backward(
        self, number: int, earliest: int, due: int, latest: Sequence[int] | None = None
    ) -> list[Spell] | None:
        """Take hours for an order as late as possible before a bucket; none, and none taken: no room.

        Parameters
        ----------
        number
            The order.
        earliest
            First bucket in which it can be worked.
        due
            Last bucket in which it can be worked.
        latest
            Last bucket of each of its operations; none: the due date.

        Returns
        -------
        The spells, the latest first.
        """
        taken: list[Spell] = []
        start, stop = self.first[number], self.first[number + 1]
        bucket = due
        for place in range(stop - 1, start - 1, -1):
            centre, left = self.work[place]
            row = self.free[centre]
            at = bucket if latest is None else min(bucket, latest[place - start])
            first = max(earliest, self.opens[centre])
            while left > 0:
                if at < first:
                    self.give_back(taken)
                    return None
                spare = row[at]
                if spare > SLIVER:
                    hours = min(left, spare)
                    row[at] = spare - hours
                    left -= hours
                    taken.append((place, at, hours))
                    bucket = at
                at -= 1
        return taken

    def give_back(self, spells: Sequence[Spell]) -> None:
        """Return the hours of spells to the work centres."""
        for place, bucket, hours in spells:
            centre = self.work[place][0]
            self.free[centre][bucket] += hours
            if bucket < self.opens[centre]:
                self.opens[centre] = bucket

    def book(self, number: int, spells: list[Spell] | None, idle: int) -> None:
        """Keep the spells of an order; one without work is put into a bucket, one without room nowhere."""
        if spells is None:
            return
        self.spells += spells
        if spells:
            self.start[number] = min(spells[0][1], spells[-1][1])
            self.finish[number] = max(spells[0][1], spells[-1][1])
        elif idle < self.buckets:
            self.start[number] = self.finish[number] = max(idle, 0)

    def loading(self, orders: Orders) -> Loading:
        """Return the orders as they are loaded."""
        columns = zip(*self.spells, strict=True) if self.spells else [(), (), ()]
        places, buckets, hours_taken = columns
        place, bucket = np.array(places, dtype=np.int64), np.array(buckets, dtype=np.int64)
        hours = np.array(hours_taken, dtype=np.float64)
        row = self.operations.row[place]
        used = np.zeros((len(self.routings.centres), self.buckets))
        np.add.at(used, (self.routings.centre[row], bucket), hours)
        finish = np.array(self.finish, dtype=np.int64)
        loaded = finish != NOWHERE
        return Loading(
            loaded=loaded,
            start=np.array(self.start, dtype=np.int64),
            finish=finish,
            lateness=np.where(loaded, finish, self.buckets) - orders.due,
            hours=np.minimum(used, self.limit),
            order=self.operations.order[place],
            row=row,
            bucket=bucket,
            spell_hours=hours,
        )
