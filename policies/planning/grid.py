"""The time-phased record of one item as rows of text."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from policies.planning.regeneration import Plan

ROWS = (
    "Gross requirements",
    "Scheduled receipts",
    "Projected on hand",
    "Net requirements",
    "Planned receipts",
    "Planned releases",
)
"""Labels of the six rows."""

BEFORE = "Before"
"""Head of the column before the first bucket: stock at the start, and releases that are past due."""

Row = tuple[str, ...]


def grid(plan: Plan, item: str, buckets: Sequence[str] | None = None) -> tuple[Row, ...]:
    """Return the six rows of an item below a row of heads.

    Parameters
    ----------
    plan
        The plan.
    item
        Name of the item.
    buckets
        Heads of the buckets; none: their numbers from one.

    Returns
    -------
    Rows of equal length: a label, the column before the first bucket, the buckets. A zero is an empty text,
    but in the row of the projected on hand.

    Raises
    ------
    ValueError
        If the bill has no such item, or there are not as many heads as buckets.

    Examples
    --------
    >>> from policies.planning.bill import Bill
    >>> from policies.planning.netting import PlanningData
    >>> from policies.planning.regeneration import plan
    >>> made = plan(Bill.of(["gear"], []), PlanningData.of([[20, 20, 5]], on_hand=30, lead_time=2))
    >>> print(as_text(grid(made, "gear")))
    gear                Before   1   2  3
    Gross requirements          20  20  5
    Scheduled receipts
    Projected on hand       30  10   0  0
    Net requirements                10  5
    Planned receipts                10  5
    Planned releases        10   5
    """
    position = plan.bill.position(item)
    length = plan.data.buckets
    heads = [str(bucket + 1) for bucket in range(length)] if buckets is None else list(buckets)
    if len(heads) != length:
        raise ValueError(f"{len(heads)} heads are given for {length} buckets; give one for each.")
    record = plan.record
    return (
        (item, BEFORE, *heads),
        _row(0, "", record.gross[position]),
        _row(1, "", record.scheduled_receipts[position]),
        _row(2, _number(plan.data.on_hand[position]), record.projected_on_hand[position], zero="0"),
        _row(3, "", record.net_requirements[position]),
        _row(4, "", record.planned_receipts[position]),
        _row(5, _number(record.past_due[position], ""), record.planned_releases[position]),
    )


def as_text(rows: Sequence[Row]) -> str:
    """Return rows as lines with columns of equal width, labels to the left and figures to the right."""
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    lines = []
    for label, *cells in rows:
        figures = [cell.rjust(width) for cell, width in zip(cells, widths[1:], strict=True)]
        lines.append("  ".join([label.ljust(widths[0]), *figures]).rstrip())
    return "\n".join(lines)


def _row(label: int, before: str, values: NDArray[np.float64], zero: str = "") -> Row:
    return (ROWS[label], before, *(_number(value, zero) for value in values))


def _number(value: float, zero: str = "0") -> str:
    """Return a quantity with at most three decimals."""
    text = f"{value:.3f}".rstrip("0").rstrip(".")
    return zero if text in ("0", "-0") else text
