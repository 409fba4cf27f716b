"""Netting: from gross requirements to planned releases, for many items and all buckets at once."""

from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import ArrayLike, NDArray

from policies.planning.lot_rules import LotRules
from policies.planning.rounding import largest_orders, on_grid, whole_multiples, within_limits

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

BLOCK = 2048
"""Items that are netted at once, so that their rows stay in the cache."""


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
        if not np.isfinite(self.on_hand).all():
            raise ValueError("on_hand holds a figure that is not finite; give finite numbers.")
        for name in ("gross", "scheduled_receipts", "firm", "safety_stock"):
            values = getattr(self, name)
            if not (np.isfinite(values) & (values >= 0)).all():
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
        """Return a record to be filled."""
        shapes = [(items, buckets)] * 6
        return cls(*(np.zeros(shape) for shape in [*shapes, (items,)]))

    def part(self, items: slice | NDArray[np.int64]) -> "TimePhasedRecord":
        """Return the record of some of the items (of a slice: the same memory)."""
        return TimePhasedRecord(*(getattr(self, field.name)[items] for field in fields(self)))


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
    net_into(data, record)
    return record


def net_into(data: PlanningData, record: TimePhasedRecord) -> None:
    """Net as `net` does, and write the rows into a record of the same items."""
    for start in range(0, len(data), BLOCK):
        items = slice(start, min(start + BLOCK, len(data)))
        _net_block(data.part(items), record.part(items))


def _net_block(data: PlanningData, record: TimePhasedRecord) -> None:
    """Net a few items: inside, buckets are rows, so that each step works on neighbouring figures."""
    gross = on_grid(data.gross.T)
    scheduled = on_grid(data.scheduled_receipts.T)
    firm = on_grid(data.firm.T)
    on_hand = on_grid(data.on_hand)
    supply = scheduled + firm
    flow = np.cumsum(supply - _earlier(gross, data.safety_time), axis=0)
    spare = flow + (on_hand - on_grid(data.safety_stock))  # above the safety stock, without new orders
    mean = gross.mean(axis=0)
    together = data.lots.by_bucket
    if together.all():
        lacking, planned = _lots_together(data, spare, mean)
    else:
        lacking, planned = np.zeros_like(spare), np.zeros_like(spare)
        some = np.flatnonzero(together)
        lacking[:, some], planned[:, some] = _lots_together(data.part(some), spare[:, some], mean[some])
        rest = np.flatnonzero(~together)
        lacking[:, rest], planned[:, rest] = _lots_alone(data.part(rest), spare[:, rest], mean[rest])
    receipts = planned + firm
    record.gross[:] = gross.T
    record.scheduled_receipts[:] = scheduled.T
    record.projected_on_hand[:] = (on_hand + np.cumsum(scheduled + receipts - gross, axis=0)).T
    record.net_requirements[:] = lacking.T
    record.planned_receipts[:] = receipts.T
    _release(record, data.lead_time)


def _lots_together(data: PlanningData, spare: Floats, mean: Floats) -> tuple[Floats, Floats]:
    """Return net requirements and new lots, bucket by bucket for all items."""
    lots = data.lots
    buckets, items = spare.shape
    lowest = _lowest_ahead(spare, lots.covers(mean, buckets))
    steps = lots.steps(mean)
    stepped = bool(steps.any())
    limited = bool(lots.minimum.any() or lots.multiple.any() or np.isfinite(lots.maximum).any())
    largest = largest_orders(lots.maximum, lots.multiple)
    lacking, planned = np.zeros_like(spare), np.zeros_like(spare)
    ordered = np.zeros(items)
    for bucket in range(buckets):
        short = -(spare[bucket] + ordered)
        np.maximum(short, 0.0, out=lacking[bucket])
        which = np.flatnonzero((short > 0) & (data.fence <= bucket))
        if not which.size:
            continue
        wanted = -(lowest[bucket, which] + ordered[which])
        if stepped:
            wanted = on_grid(whole_multiples(wanted, steps[which]))
        if limited:
            wanted = within_limits(wanted, lots.minimum[which], lots.multiple[which], largest[which])
        planned[bucket, which] = wanted
        ordered[which] += wanted
    return lacking, planned


def _lots_alone(data: PlanningData, spare: Floats, mean: Floats) -> tuple[Floats, Floats]:
    """Return net requirements and new lots of items whose rules look at all buckets together."""
    open_to_orders = np.arange(len(spare))[:, None] >= data.fence
    owed = np.maximum.accumulate(np.where(open_to_orders, np.maximum(-spare, 0.0), 0.0), axis=0)
    requirements = np.diff(owed, axis=0, prepend=0.0).T.tolist()
    lots = [data.lots.lots(item, needs, float(mean[item])) for item, needs in enumerate(requirements)]
    planned = np.array(lots).T
    before = np.cumsum(planned, axis=0) - planned
    return np.maximum(-(spare + before), 0.0), planned


def _earlier(gross: Floats, buckets: Integers) -> Floats:
    """Return requirements moved to earlier buckets, what would lie before the first put into it."""
    times = np.unique(buckets)
    if not times.any():
        return gross
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


def _lowest_ahead(spare: Floats, covers: Integers) -> Floats:
    """Return the lowest figure from each bucket on, over as many buckets as a lot of the item covers."""
    lowest = spare
    for cover in np.unique(covers[covers > 1]).tolist():
        if lowest is spare:
            lowest = spare.copy()
        which = np.flatnonzero(covers == cover)
        rows = spare[:, which]
        width = 1
        while width < cover:
            step = min(width, cover - width)
            rows[:-step] = np.minimum(rows[:-step], rows[step:])
            width += step
        lowest[:, which] = rows
    return lowest


def _release(record: TimePhasedRecord, lead_time: Integers) -> None:
    """Set planned receipts off by the lead times."""
    receipts, buckets = record.planned_receipts, record.planned_receipts.shape[1]
    times = np.unique(lead_time)
    for time in times.tolist():
        which = slice(None) if len(times) == 1 else np.flatnonzero(lead_time == time)
        ahead = min(time, buckets)
        rows = np.zeros_like(receipts[which])
        rows[:, : buckets - ahead] = receipts[which, ahead:]
        record.planned_releases[which] = rows
        record.past_due[which] = receipts[which, :ahead].sum(axis=1)


def _spread(name: str, values: ArrayLike, shape: tuple[int, ...]) -> Floats:
    """Return values for every item (and bucket)."""
    given = np.asarray(values, dtype=np.float64)
    try:
        return np.broadcast_to(given, shape)
    except ValueError:
        raise ValueError(f"{name} has shape {given.shape}; give one figure, or shape {shape}.") from None


def _counts(name: str, values: ArrayLike, items: int) -> Integers:
    """Return whole numbers of zero or more for every item."""
    given = _spread(name, values, (items,))
    if not (np.isfinite(given) & (given >= 0) & (given == np.rint(given))).all():
        raise ValueError(
            f"{name} holds a figure that is no whole number of 0 or more; give times in buckets."
        )
    return given.astype(np.int64)
