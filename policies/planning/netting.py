"""Netting: from gross requirements to planned releases, for many items and all buckets at once."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np
from numpy.typing import ArrayLike, NDArray

from policies.planning.lot_rules import LotRules
from policies.planning.rounding import (
    largest_orders,
    on_grid,
    up_to_units,
    whole_multiples,
    within_limits,
)
from sim.contract import up_to_multiple

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

BLOCK = 2048
"""Items that are netted at once, so that their rows stay in the cache."""

LEAST = 2**19
"""Figures for which a record asks for memory at least, in one piece.

Memory that comes in small pieces goes back to the system with every plan that is dropped, and to ask for it
again costs as much as the plan; a piece of this size (4 MB, never touched where it is not needed) stays.
"""

FEW = 256
"""Items from which on it is faster to accumulate row by row than all at once."""


@dataclass(frozen=True, slots=True, eq=False)
class PlanningData:
    """What netting needs to know of each item; build it with `PlanningData.of`.

    Arrays have a row for each item, in the order of the bill, and a column for each bucket where they run
    over time. Quantities are in units of the item, times in buckets.

    Attributes
    ----------
    gross
        Gross requirements from outside: customers, forecasts, branches.
    on_hand
        Stock at the start of the first bucket; below zero where units are owed.
    scheduled_receipts
        What comes of released orders, in the bucket it is due.
    firm
        What comes of firm planned orders, in the bucket it is due: planned by hand, not yet released.
    lead_time
        From the release of an order to its receipt.
    safety_stock
        Stock that the plan does not touch.
    safety_time
        How long before the need a receipt is planned.
    fence
        Frozen buckets at the start: no new receipt is planned in them, what they lack is planned after them.
    lots
        The lot-sizing rules.
    """

    gross: Floats
    on_hand: Floats
    scheduled_receipts: Floats
    firm: Floats
    lead_time: Integers
    safety_stock: Floats
    safety_time: Integers
    fence: Integers
    lots: LotRules
    _blocks: "dict[tuple[int, int], _Block]" = field(default_factory=dict, init=False, repr=False)

    @classmethod
    def of(
        cls,
        gross: ArrayLike,
        *,
        on_hand: ArrayLike = 0.0,
        scheduled_receipts: ArrayLike = 0.0,
        firm: ArrayLike = 0.0,
        lead_time: ArrayLike = 0,
        safety_stock: ArrayLike = 0.0,
        safety_time: ArrayLike = 0,
        fence: ArrayLike = 0,
        lots: LotRules | None = None,
    ) -> "PlanningData":
        """Return checked planning data, each argument one value for all or one an item (and bucket).

        Raises
        ------
        ValueError
            If a figure is out of range, or the shapes do not fit the gross requirements.

        Examples
        --------
        >>> data = PlanningData.of([[10, 20, 30]], on_hand=25, lead_time=1)
        >>> net(data).planned_releases
        array([[ 5., 30.,  0.]])
        """
        rows = np.array(gross, dtype=np.float64)
        if rows.ndim != 2 or rows.shape[1] == 0:
            raise ValueError(
                f"gross has shape {rows.shape}; give a row for each item and a column for each bucket."
            )
        items = len(rows)
        data = cls(
            gross=rows,
            on_hand=_spread("on_hand", on_hand, (items,)),
            scheduled_receipts=_spread("scheduled_receipts", scheduled_receipts, rows.shape),
            firm=_spread("firm", firm, rows.shape),
            lead_time=_counts("lead_time", lead_time, items),
            safety_stock=_spread("safety_stock", safety_stock, (items,)),
            safety_time=_counts("safety_time", safety_time, items),
            fence=_counts("fence", fence, items),
            lots=LotRules.of(items) if lots is None else lots,
        )
        data._check()
        return data

    def renewed(
        self,
        gross: ArrayLike,
        on_hand: ArrayLike,
        scheduled_receipts: ArrayLike,
        firm: ArrayLike | None = None,
    ) -> "PlanningData":
        """Return checked data of the same items at another time; `firm` stays where it is not given.

        The same as `of` with these figures and the others as they are, but faster: the others are not checked
        again, what netting works out from them is kept, and arrays are not copied.

        Raises
        ------
        ValueError
            If a figure is out of range, or the shapes are not those of these data.
        """
        shape = self.gross.shape
        data = PlanningData(
            gross=_spread("gross", gross, shape),
            on_hand=_spread("on_hand", on_hand, shape[:1]),
            scheduled_receipts=_spread("scheduled_receipts", scheduled_receipts, shape),
            firm=self.firm if firm is None else _spread("firm", firm, shape),
            lead_time=self.lead_time,
            safety_stock=self.safety_stock,
            safety_time=self.safety_time,
            fence=self.fence,
            lots=self.lots,
        )
        object.__setattr__(data, "_blocks", self._blocks)
        data._check_state()
        if firm is not None:
            data._check_least("firm")
        return data

    def __len__(self) -> int:
        return len(self.gross)

    @property
    def buckets(self) -> int:
        """Length of the horizon."""
        return int(self.gross.shape[1])

    def part(self, items: slice | NDArray[np.int64], gross: Floats | None = None) -> "PlanningData":
        """Return the data of some of the items, with other gross requirements where they are given."""
        return PlanningData(
            gross=self.gross[items] if gross is None else gross,
            on_hand=self.on_hand[items],
            scheduled_receipts=self.scheduled_receipts[items],
            firm=self.firm[items],
            lead_time=self.lead_time[items],
            safety_stock=self.safety_stock[items],
            safety_time=self.safety_time[items],
            fence=self.fence[items],
            lots=self.lots.part(items),
        )

    def _check(self) -> None:
        if len(self.lots) != len(self):
            raise ValueError(
                f"lots has rules for {len(self.lots)} items, gross for {len(self)}; give one an item."
            )
        self._check_state()
        self._check_least("firm", "safety_stock")

    def _check_state(self) -> None:
        if not _within(self.on_hand, -np.inf):
            raise ValueError("on_hand holds a figure that is not finite; give finite numbers.")
        self._check_least("gross", "scheduled_receipts")

    def _check_least(self, *names: str) -> None:
        for name in names:
            if not _within(getattr(self, name), 0.0):
                raise ValueError(
                    f"{name} holds a figure below 0 or not finite; give finite numbers of 0 or more."
                )


@dataclass(frozen=True, slots=True, eq=False)
class TimePhasedRecord:
    """The six rows of the time-phased record of each item, and what is overdue.

    Each row of an array is an item, each column a bucket; quantities in units of the item.

    Attributes
    ----------
    gross
        Gross requirements, from outside and from the releases of parents.
    scheduled_receipts
        What comes of released orders.
    projected_on_hand
        Stock at the end of the bucket, if everything goes by plan; below zero where units will be owed.
    net_requirements
        What the bucket lacks of its requirements and the safety stock, before a new order is planned. Inside
        the fence, what one bucket lacks the next lacks too.
    planned_receipts
        What comes of planned orders, firm ones included.
    planned_releases
        The same orders in the bucket in which they must be released.
    past_due
        What should have been released before the first bucket, one figure an item. It is in no bucket of
        `planned_releases`, and its receipts are later than the record shows, unless they are hurried.
    """

    gross: Floats
    scheduled_receipts: Floats
    projected_on_hand: Floats
    net_requirements: Floats
    planned_receipts: Floats
    planned_releases: Floats
    past_due: Floats

    @classmethod
    def empty(cls, items: int, buckets: int) -> "TimePhasedRecord":
        """Return a record to be filled: in memory by buckets, as netting goes, but for the releases."""
        size = buckets * items
        memory = np.empty(max(6 * size, LEAST))
        rows = memory[: 6 * size].reshape(6, size)
        gross, scheduled, projected, net, receipts = (row.reshape(buckets, items).T for row in rows[:5])
        releases = rows[5].reshape(items, buckets)
        return cls(gross, scheduled, projected, net, receipts, releases, np.empty(items))

    def part(self, items: slice | NDArray[np.int64]) -> "TimePhasedRecord":
        """Return the record of some of the items (of a slice: the same memory)."""
        return TimePhasedRecord(
            gross=self.gross[items],
            scheduled_receipts=self.scheduled_receipts[items],
            projected_on_hand=self.projected_on_hand[items],
            net_requirements=self.net_requirements[items],
            planned_receipts=self.planned_receipts[items],
            planned_releases=self.planned_releases[items],
            past_due=self.past_due[items],
        )


def net(data: PlanningData) -> TimePhasedRecord:
    """Return the time-phased record of each item from its gross requirements.

    Parameters
    ----------
    data
        What is required, at hand and under way, and how lots are sized.

    Returns
    -------
    The six rows and what is overdue, items by buckets.

    Notes
    -----
    Bucket by bucket: net requirement = safety stock + gross requirement - stock of the bucket before -
    scheduled and firm receipts, where that is above zero. With a safety time, receipts are planned for the
    requirements that many buckets later. An order whose release would lie before the first bucket is counted
    in `past_due`. All quantities are put on the grid of divisible goods, so no residue asks for an order.

    Lots cover whole buckets (lot for lot, period order quantity), or are whole numbers of a quantity (fixed
    or economic), and are then raised to the least order and the pack size; what they bring too much goes to
    later buckets. These are planned for all items at once, the others item by item (`lot_sizes`).

    Orlicky (1975), Material Requirements Planning; Vollmann et al. (2005), Manufacturing Planning and Control
    for Supply Chain Management, 5th ed., chapter 7.

    Examples
    --------
    >>> data = PlanningData.of([[35, 30, 40]], on_hand=35, lead_time=1)
    >>> net(data).planned_releases
    array([[30., 40.,  0.]])
    """
    record = TimePhasedRecord.empty(len(data), data.buckets)
    for items in blocks(slice(0, len(data))):
        net_into(data, record, items, data.gross[items])
    return record


def blocks(items: slice) -> Iterator[slice]:
    """Yield the runs of items to net at once."""
    for start in range(items.start, items.stop, BLOCK):
        yield slice(start, min(start + BLOCK, items.stop))


@dataclass(frozen=True, slots=True, eq=False)
class _Block:
    """What netting works out for a run of items, whatever they require; arrays have a row for each bucket.

    Attributes
    ----------
    lots
        Their rules.
    safety_stock
        Units.
    safety_time
        Buckets; none: no item has one.
    opened
        Zero where no new receipt is planned yet, one elsewhere, for the buckets up to the longest fence.
    sizing
        How lots are sized; none: that hangs on the requirements.
    due
        Where in the array of receipts that stands which is released in a bucket, a row for each item.
    beyond
        Releases whose receipts lie beyond the horizon, a row for each item.
    overdue
        Receipts whose release lies before the first bucket, for the buckets up to the longest lead time.
    """

    lots: LotRules
    safety_stock: Floats
    safety_time: Integers | None
    opened: Floats
    sizing: "_Sizing | None"
    due: Integers
    beyond: NDArray[np.bool_]
    overdue: NDArray[np.bool_]

    @classmethod
    def of(cls, data: PlanningData, items: slice) -> "_Block":
        buckets, lots = data.buckets, data.lots.part(items)
        places = np.arange(len(lots))
        fence = data.fence[items]
        frozen = np.arange(min(int(fence.max(initial=0)), buckets))
        ahead = np.minimum(data.lead_time[items], buckets)
        due = ahead[:, None] + np.arange(buckets)
        safety_time = data.safety_time[items]
        return cls(
            lots=lots,
            safety_time=safety_time if safety_time.any() else None,
            safety_stock=on_grid(data.safety_stock[items]),
            opened=(frozen[:, None] >= fence).astype(np.float64),
            sizing=None if lots.reckoned else _Sizing.of(lots, np.zeros(len(lots)), buckets),
            due=np.minimum(due, buckets - 1) * len(lots) + places[:, None],
            beyond=due >= buckets,
            overdue=np.arange(ahead.max(initial=0))[:, None] < ahead,
        )


@dataclass(frozen=True, slots=True, eq=False)
class _Sizing:
    """How the lots of a run of items are sized.

    Attributes
    ----------
    mean
        Requirements per bucket, averaged over the horizon (units); zero where no rule asks for it.
    units
        Quantity of which an order is a whole number; zero: any quantity.
    covers
        Buckets that a lot covers.
    at_once, in_turn, alone
        Places of the items that are planned together by the sum of their lots, together lot by lot, and each
        alone.
    last
        For those planned at once: where in an array of them that stands which belongs to the last bucket that
        a lot covers, buckets by items; none: lots cover one bucket.
    """

    mean: Floats
    units: Floats
    covers: Integers
    at_once: Integers
    in_turn: Integers
    alone: Integers
    last: Integers | None

    @classmethod
    def of(cls, lots: LotRules, mean: Floats, buckets: int) -> "_Sizing":
        units, summed = lots.units(mean)
        covers = lots.covers(mean, buckets)
        at_once = np.flatnonzero(summed)
        some = covers[at_once]
        last = None
        if some.max(initial=1) > 1:
            last = np.minimum(np.arange(buckets)[:, None] + (some - 1), buckets - 1) * len(some)
            last += np.arange(len(some))
        return cls(
            mean=mean,
            units=units[at_once],
            covers=covers,
            at_once=at_once,
            in_turn=np.flatnonzero(lots.by_bucket & ~summed),
            alone=np.flatnonzero(~lots.by_bucket),
            last=last,
        )


def net_into(data: PlanningData, record: TimePhasedRecord, items: slice, gross: Floats) -> None:
    """Net a run of items with these gross requirements, as `net` does, and write into their rows of a record.

    Inside, buckets are rows, so that each step works on neighbouring figures.
    """
    record = record.part(items)
    key = items.start, items.stop
    if key not in data._blocks:
        data._blocks[key] = _Block.of(data, items)
    block = data._blocks[key]
    on_hand = on_grid(data.on_hand[items])
    wanted = on_grid(gross.T)
    record.gross.T[:] = wanted
    coming = on_grid(data.scheduled_receipts[items].T)
    record.scheduled_receipts.T[:] = coming
    firm = None if _nothing(data.firm) else on_grid(data.firm[items].T)
    flow = coming - wanted  # of stock, without new orders
    stock = flow.copy()
    if firm is not None:
        stock += firm
    if block.safety_time is not None:
        stock += wanted - _earlier(wanted, block.safety_time)
    _accumulate(np.add, stock)
    short = block.safety_stock - on_hand - stock  # of the safety stock, without new orders
    lots, ordered = _new_lots(block, short, wanted)
    short[1:] -= ordered[:-1]
    np.maximum(short, 0.0, out=record.net_requirements.T)
    if firm is not None:
        lots += firm
    record.planned_receipts.T[:] = lots
    flow += lots
    _accumulate(np.add, flow)
    np.add(flow, on_hand, out=record.projected_on_hand.T)
    lots.take(block.due, out=record.planned_releases, mode="clip")
    record.planned_releases[block.beyond] = 0.0
    late = lots[: len(block.overdue)] * block.overdue
    late.sum(axis=0, out=record.past_due)


def _nothing(values: Floats) -> bool:
    """Whether values are one zero, spread over all items and buckets."""
    return not any(values.strides) and not values[:1, :1].any()


def _new_lots(block: _Block, short: Floats, gross: Floats) -> tuple[Floats, Floats]:
    """Return new lots, buckets by items, and the units of all of them up to each bucket."""
    sizing = block.sizing or _Sizing.of(block.lots, gross.mean(axis=0), len(short))
    if len(sizing.at_once) == short.shape[1]:
        return _lots_at_once(short, block.opened, sizing)
    lots, ordered = np.empty_like(short), np.empty_like(short)
    if sizing.at_once.size:
        which = sizing.at_once
        lots[:, which], ordered[:, which] = _lots_at_once(short[:, which], block.opened[:, which], sizing)
    for which, method in ((sizing.in_turn, _lots_in_turn), (sizing.alone, _lots_alone)):
        if which.size:
            rules, mean = block.lots.part(which), sizing.mean[which]
            some = method(rules, short[:, which], block.opened[:, which], mean)
            lots[:, which], ordered[:, which] = some, np.cumsum(some, axis=0)
    return lots, ordered


def _lots_at_once(short: Floats, opened: Floats, sizing: _Sizing) -> tuple[Floats, Floats]:
    """Return new lots and their sums up to each bucket, where a sum is a whole number of a unit, or free.

    Then a lot raises the sum to the most that is short by the last bucket that it covers, rounded up,
    whatever was ordered before. Where that is so close to a whole number of units that rounding lot by lot
    may give something else, the item is planned lot by lot.
    """
    by = np.maximum(short, 0.0)
    by[: len(opened)] *= opened
    _accumulate(np.maximum, by)
    if sizing.last is None:
        ordered, close = up_to_units(by, sizing.units)
    else:
        ordered, close = up_to_units(by.take(sizing.last), sizing.units)
        before = np.zeros(by.shape[1])
        lacks = np.empty(by.shape[1], dtype=np.bool_)
        for row, lacked in zip(ordered, by, strict=True):
            np.greater(lacked, before, out=lacks)
            row *= lacks
            np.maximum(row, before, out=row)
            before = row
    lots = ordered.copy()
    lots[1:] -= ordered[:-1]
    if close is not None:
        close &= lots > 0
        for item in np.flatnonzero(close.any(axis=0)).tolist():
            start = len(opened) - int(opened[:, item].sum())
            cover = int(sizing.covers[sizing.at_once[item]])
            lots[:, item] = _lots_singly(short[:, item].tolist(), start, cover, float(sizing.units[item]))
            ordered[:, item] = np.cumsum(lots[:, item])
    return lots, ordered


def _lots_singly(short: list[float], start: int, cover: int, unit: float) -> list[float]:
    """Return new lots of one item from a bucket on, each rounded up to whole units."""
    lots, ordered = [0.0] * len(short), 0.0
    for bucket in range(start, len(short)):
        if short[bucket] > ordered:
            lots[bucket] = up_to_multiple(max(short[bucket : bucket + cover]) - ordered, unit)
            ordered += lots[bucket]
    return lots


def _lots_in_turn(lots: LotRules, short: Floats, opened: Floats, mean: Floats) -> Floats:
    """Return new lots, bucket by bucket for all items."""
    buckets, items = short.shape
    most = _most_ahead(short, lots.covers(mean, buckets))
    steps = lots.steps(mean)
    stepped = bool(steps.any())
    limited = bool(lots.minimum.any() or lots.multiple.any() or np.isfinite(lots.maximum).any())
    largest = largest_orders(lots.maximum, lots.multiple)
    planned = np.zeros_like(short)
    ordered = np.zeros(items)
    for bucket in range(buckets):
        lacks = short[bucket] > ordered
        if bucket < len(opened):
            lacks &= opened[bucket] > 0
        which = np.flatnonzero(lacks)
        if not which.size:
            continue
        wanted = most[bucket, which] - ordered[which]
        if stepped:
            wanted = on_grid(whole_multiples(wanted, steps[which]))
        if limited:
            wanted = within_limits(wanted, lots.minimum[which], lots.multiple[which], largest[which])
        planned[bucket, which] = wanted
        ordered[which] += wanted
    return planned


def _lots_alone(lots: LotRules, short: Floats, opened: Floats, mean: Floats) -> Floats:
    """Return new lots of items whose rules look at all buckets together."""
    owed = np.maximum(short, 0.0)
    owed[: len(opened)] *= opened
    owed = np.maximum.accumulate(owed, axis=0)
    requirements = np.diff(owed, axis=0, prepend=0.0).T.tolist()
    planned = [lots.lots(item, needs, float(mean[item])) for item, needs in enumerate(requirements)]
    return np.array(planned).T


def _earlier(gross: Floats, buckets: Integers) -> Floats:
    """Return requirements moved to earlier buckets, what would lie before the first put into it."""
    times = np.unique(buckets)
    moved = gross.copy()
    for time in times[times > 0].tolist():
        which = np.flatnonzero(buckets == time)
        ahead = min(time, len(gross) - 1)
        rows = gross[:, which]
        shifted = np.zeros_like(rows)
        shifted[: len(rows) - ahead] = rows[ahead:]
        shifted[0] = rows[: ahead + 1].sum(axis=0)
        moved[:, which] = shifted
    return moved


def _most_ahead(short: Floats, covers: Integers) -> Floats:
    """Return the highest figure from each bucket on, over as many buckets as a lot of the item covers."""
    most = short
    for cover in np.unique(covers[covers > 1]).tolist():
        if most is short:
            most = short.copy()
        which = np.flatnonzero(covers == cover)
        rows = short[:, which]
        width = 1
        while width < cover:
            step = min(width, cover - width)
            rows[:-step] = np.maximum(rows[:-step], rows[step:])
            width += step
        most[:, which] = rows
    return most


def _accumulate(operation: np.ufunc, rows: Floats) -> None:
    """Accumulate over the rows, in place; `ufunc.accumulate` goes by columns, which is slow on long rows."""
    if rows.shape[1] < FEW:
        operation.accumulate(rows, axis=0, out=rows)
        return
    for before, row in pairwise(rows):
        operation(before, row, out=row)


def _spread(name: str, values: ArrayLike, shape: tuple[int, ...]) -> Floats:
    """Return values for every item (and bucket)."""
    given = np.asarray(values, dtype=np.float64)
    try:
        return np.broadcast_to(given, shape)
    except ValueError:
        raise ValueError(f"{name} has shape {given.shape}; give one figure, or shape {shape}.") from None


def _within(values: Floats, least: float) -> bool:
    """Whether all values are finite and not below the least; what is not a number never is."""
    if not any(values.strides):
        values = values[(slice(1),) * values.ndim]
    lowest, highest = values.min(initial=0.0), values.max(initial=0.0)
    return bool(lowest >= least and np.isfinite(lowest) and np.isfinite(highest))


def _counts(name: str, values: ArrayLike, items: int) -> Integers:
    """Return whole numbers of zero or more for every item."""
    given = _spread(name, values, (items,))
    if not (np.isfinite(given) & (given >= 0) & (given == np.rint(given))).all():
        raise ValueError(
            f"{name} holds a figure that is no whole number of 0 or more; give times in buckets."
        )
    return given.astype(np.int64)
