"""Exception messages: where open orders and the plan part, and what a planner should do about it."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from policies.planning.bill import Bill
from policies.planning.regeneration import Plan
from sim.contract.rounding import GRID, to_grid

Floats = NDArray[np.float64]

Kind = Literal["expedite", "postpone", "cancel", "past due", "release past due", "below safety stock"]


@dataclass(frozen=True, slots=True)
class OpenReceipt:
    """What is still to come of a released order.

    Attributes
    ----------
    item
        What was ordered.
    number
        The order.
    quantity
        Units still to come.
    due
        Bucket in which it is due; below zero where that has passed.
    """

    item: str
    number: int
    quantity: float
    due: int


@dataclass(frozen=True, slots=True)
class ExceptionMessage:
    """A message to the planner.

    Attributes
    ----------
    kind
        `expedite`: wanted earlier than due. `postpone`: wanted later than due. `cancel`: not wanted within
        the horizon. `past due`: an order that should have come. `release past due`: a planned order that
        should have been released. `below safety stock`: stock that is below it even if all is released now.
    item
        What it is about.
    number
        The open order; none where the message is about the plan.
    quantity
        Units of the order, units to release, or the most that is lacking of the safety stock.
    from_bucket
        When it is due, or should have been released, or the first bucket below.
    to_bucket
        When it is wanted, or the last bucket below; none where it is not wanted, or beyond the horizon.
    """

    kind: Kind
    item: str
    number: int | None
    quantity: float
    from_bucket: int
    to_bucket: int | None


@dataclass(frozen=True, slots=True)
class Thresholds:
    """What is worth a message.

    Attributes
    ----------
    expedite
        Least number of buckets by which an order must be wanted earlier.
    postpone
        Least number of buckets by which an order must be wanted later.
    shortage
        Stock may lack this share of the safety stock without a message (a share from 0 to 1).
    """

    expedite: int = 1
    postpone: int = 1
    shortage: float = 0.0

    def __post_init__(self) -> None:
        """Refuse thresholds out of range."""
        for name in ("expedite", "postpone"):
            if getattr(self, name) < 1:
                raise ValueError(
                    f"{name} is {getattr(self, name)!r}; give a whole number of 1 or more buckets."
                )
        if not 0 <= self.shortage <= 1:
            raise ValueError(f"shortage is {self.shortage!r}; give a share from 0 to 1.")


ALL = Thresholds()
"""Every move and every shortage is worth a message."""


def scheduled_receipts(bill: Bill, orders: Iterable[OpenReceipt], buckets: int) -> Floats:
    """Return the scheduled receipts of open orders (units), items by buckets.

    What is past due is put into the first bucket; what is due beyond the horizon is left out.

    Raises
    ------
    ValueError
        If an order is of no item of the bill, or has a quantity not above zero.
    """
    receipts = np.zeros((len(bill), buckets))
    for order in orders:
        _check(order)
        position = bill.position(order.item)
        if order.due < buckets:
            receipts[position, max(order.due, 0)] += order.quantity
    return receipts


def messages(
    plan: Plan, orders: Iterable[OpenReceipt], thresholds: Thresholds = ALL
) -> tuple[ExceptionMessage, ...]:
    """Return the exception messages of a plan.

    Parameters
    ----------
    plan
        The plan.
    orders
        The open orders; those in the scheduled receipts of the plan.
    thresholds
        What is worth a message.

    Returns
    -------
    Messages about open orders, item by item in the order of the bill and by due date; then about overdue
    releases; then about stock below safety stock.

    Raises
    ------
    ValueError
        If an order is of no item of the bill, or has a quantity not above zero.

    Notes
    -----
    The open orders of an item are taken in the order of their due dates. Each is wanted in the first bucket
    whose requirements, safety stock included, are not covered by stock, firm orders and the open orders
    before it. An order is cancelled only if no unit of it is wanted within the horizon; one due beyond the
    horizon raises no message unless it is wanted within. Vollmann et al. (2005), chapter 7.

    Examples
    --------
    >>> from policies.planning.netting import PlanningData
    >>> from policies.planning.regeneration import plan
    >>> bill = Bill.of(["gear"], [])
    >>> open_orders = [OpenReceipt("gear", 7, 50, due=3)]
    >>> data = PlanningData.of(
    ...     [[20, 20, 20, 20]], on_hand=30, scheduled_receipts=scheduled_receipts(bill, open_orders, 4)
    ... )
    >>> for message in messages(plan(bill, data), open_orders):
    ...     print(message.kind, message.number, message.from_bucket, message.to_bucket)
    expedite 7 3 1
    """
    found = [*_about_orders(plan, orders, thresholds), *_about_releases(plan)]
    return (*found, *_about_stock(plan, thresholds))


def _about_orders(
    plan: Plan, orders: Iterable[OpenReceipt], thresholds: Thresholds
) -> Iterator[ExceptionMessage]:
    """Compare when each open order is due with when it is wanted."""
    placed = []
    for order in orders:
        _check(order)
        placed.append((plan.bill.position(order.item), order.due, order.number, order))
    placed.sort(key=lambda place: place[:3])
    for position, group in groupby(placed, key=lambda place: place[0]):
        owed = _owed_without_orders(plan, position)
        covered = 0.0
        for *_, order in group:
            wanted = int(np.searchsorted(owed, covered, side="right"))
            covered += to_grid(order.quantity)
            message = _about_order(order, wanted, plan.data.buckets, thresholds)
            if message is not None:
                yield message


def _about_order(
    order: OpenReceipt, wanted: int, buckets: int, thresholds: Thresholds
) -> ExceptionMessage | None:
    """Return what there is to say about an order, wanted in a bucket or, at the end, not at all."""
    kind: Kind
    if wanted >= buckets:
        if order.due >= buckets:
            return None
        return ExceptionMessage("cancel", order.item, order.number, order.quantity, order.due, None)
    if order.due < 0:
        kind = "past due"
    elif order.due - wanted >= thresholds.expedite:
        kind = "expedite"
    elif wanted - order.due >= thresholds.postpone:
        kind = "postpone"
    else:
        return None
    return ExceptionMessage(kind, order.item, order.number, order.quantity, order.due, wanted)


def _owed_without_orders(plan: Plan, position: int) -> Floats:
    """Return what an item owes by each bucket if no open order comes, safety stock included."""
    data = plan.data.part(np.array([position]), plan.record.gross[position : position + 1])
    ahead = min(int(data.safety_time[0]), data.buckets - 1)
    needed = np.cumsum(data.gross[0])
    needed = np.concatenate((needed[ahead:], np.full(ahead, needed[-1])))
    stock = data.on_hand[0] - data.safety_stock[0] + np.cumsum(data.firm[0])
    return np.asarray(np.rint(np.maximum.accumulate(np.maximum(needed - stock, 0.0)) * GRID) / GRID)


def _about_releases(plan: Plan) -> Iterator[ExceptionMessage]:
    """Report planned orders that should have been released before the first bucket, order by order."""
    if plan.record.past_due.any():
        for order in plan.orders(released_by=-1):
            yield ExceptionMessage("release past due", order.item, None, order.quantity, order.release, 0)


def _about_stock(plan: Plan, thresholds: Thresholds) -> Iterator[ExceptionMessage]:
    """Report runs of buckets in which stock is below the safety stock."""
    lacking = plan.data.safety_stock[:, None] - plan.attainable_on_hand()
    below = lacking > np.maximum(thresholds.shortage * plan.data.safety_stock[:, None], 1 / GRID)
    for position in np.flatnonzero(below.any(axis=1)).tolist():
        for first, last in _runs(below[position].tolist()):
            most = float(lacking[position, first : last + 1].max())
            yield ExceptionMessage("below safety stock", plan.bill.items[position], None, most, first, last)


def _runs(marks: Sequence[bool]) -> Iterator[tuple[int, int]]:
    """Yield the first and last place of each run of marks."""
    place = 0
    for marked, run in groupby(marks):
        length = len(list(run))
        if marked:
            yield place, place + length - 1
        place += length


def _check(order: OpenReceipt) -> None:
    if not 0 < order.quantity < float("inf"):
        raise ValueError(
            f"open order {order.number} of {order.item!r} has quantity {order.quantity!r}; give a finite "
            "number above 0."
        )
