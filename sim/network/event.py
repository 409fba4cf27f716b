"""Dated events: what forces planners to plan again."""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import ClassVar, Literal

EventKind = Literal[
    "late-supplier",
    "short-shipment",
    "rejects",
    "engineering-change",
    "requirement-moved",
    "rush-order",
    "count-discrepancy",
    "breakdown",
    "supplier-outage",
    "lane-closed",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Something that happens once, on a date.

    Parameters
    ----------
    name
        Name of the event.
    kind
        What happens. `late-supplier`: purchase orders that have not arrived come `duration` later, and
        planners are told; those of `supplier`, those of `stock`, or both (of that stock point from that
        supplier). `short-shipment`: the next delivery to `stock` brings `quantity` units fewer, which are
        cancelled. `rejects`: `quantity` units of the next delivery to `stock` fail inspection and are not
        paid. `engineering-change`: what is on the shelf of `stock` is obsolete (or `quantity` units of it)
        and scrapped, and its orders that are still on a desk are cancelled. `requirement-moved`: the booked
        order of `demand` that is due at `due` is now due at `to`. `rush-order`: a customer of `demand` books
        an order of `quantity` units that is due at `due`. `count-discrepancy`: a count finds `quantity`
        units fewer at `stock` than the record says (a negative quantity: more). `breakdown`: no machine of
        `work_centre` works for `duration`; work rests and goes on afterwards. `supplier-outage`: nothing
        leaves `supplier` for `duration`; each shipment that would leave waits until the end, and what is
        under way goes on. `lane-closed`: the same for transfers to `stock` (from `origin`, where one is
        named); what is drawn for them is set apart as ever, and waits to leave.
    at
        When it happens (time).
    stock
        Stock point that it is about.
    origin
        Stock point from which the closed lane leads; none: from all that send to `stock`.
    supplier
        Supplier that it is about.
    work_centre
        Work centre that it is about.
    demand
        Demand that it is about, which must have its orders on the books (`known_ahead`).
    quantity
        Units.
    due
        Date of the customer order (time).
    to
        Date to which the customer order moves (time).
    duration
        How much later orders come, how long machines are down, or how long nothing leaves (time).
    """

    TIMES: ClassVar[frozenset[str]] = frozenset({"at", "to", "due", "duration"})

    name: str
    kind: EventKind
    at: float
    stock: str | None = None
    origin: str | None = None
    supplier: str | None = None
    work_centre: str | None = None
    demand: str | None = None
    quantity: float | None = None
    due: float | None = None
    to: float | None = None
    duration: float | None = None


NEEDS: dict[str, tuple[str, ...]] = {
    "late-supplier": ("duration",),
    "short-shipment": ("stock", "quantity"),
    "rejects": ("stock", "quantity"),
    "engineering-change": ("stock",),
    "requirement-moved": ("demand", "due", "to"),
    "rush-order": ("demand", "quantity", "due"),
    "count-discrepancy": ("stock", "quantity"),
    "breakdown": ("work_centre", "duration"),
    "supplier-outage": ("supplier", "duration"),
    "lane-closed": ("stock", "duration"),
}
"""Fields that an event of each kind must have, beside its name, kind and date."""
MAY: dict[str, tuple[str, ...]] = {
    "late-supplier": ("supplier", "stock"),
    "engineering-change": ("quantity",),
    "lane-closed": ("origin",),
}
"""Fields that an event of a kind may have besides."""
DETAILS = ("stock", "origin", "supplier", "work_centre", "demand", "quantity", "due", "to", "duration")
"""Fields that belong to some kinds only."""


def event_faults(kind: str, given: Mapping[str, str | float]) -> Iterator[tuple[str, str, str]]:
    """Yield what is wrong with the fields of an event: field, reason, remedy.

    Parameters
    ----------
    kind
        Kind of the event.
    given
        Fields that it has, with their values.

    Examples
    --------
    >>> list(event_faults("breakdown", {"at": 3.0, "duration": 2.0}))
    [('work_centre', "'breakdown' needs 'work_centre'", 'give it one')]
    """
    if kind not in NEEDS:
        yield "kind", f"{kind!r} is no kind of event", f"write one of {', '.join(NEEDS)}"
        return
    allowed = (*NEEDS[kind], *MAY.get(kind, ()))
    for field in NEEDS[kind]:
        if field not in given:
            yield field, f"'{kind}' needs '{field}'", "give it one"
    for field in DETAILS:
        if field in given and field not in allowed:
            yield field, f"'{kind}' takes no '{field}'", "take it out"
    if kind == "late-supplier" and not {"supplier", "stock"} & given.keys():
        yield "supplier", f"'{kind}' needs 'supplier' or 'stock'", "give it one of them, or both"
    yield from _wrong_numbers(kind, given)


def _wrong_numbers(kind: str, given: Mapping[str, str | float]) -> Iterator[tuple[str, str, str]]:
    numbers = {field: value for field, value in given.items() if isinstance(value, (int, float))}
    at = numbers.get("at", 0.0)
    for field, value in numbers.items():
        shown = f"{field} is {value:g}"
        if not math.isfinite(value):
            yield field, shown, "give it a finite number"
        elif field == "at" and value < 0:
            yield field, shown, "it must be zero or more"
        elif field in ("due", "to") and value < at:
            yield field, f"{shown} and the event is at {at:g}", "write that date or a later one"
        elif field == "duration" and value <= 0:
            yield field, shown, "it must be above zero"
        elif field == "quantity" and kind == "count-discrepancy" and value == 0:
            yield field, shown, "it must be above zero, or below zero where the count finds more"
        elif field == "quantity" and kind != "count-discrepancy" and value <= 0:
            yield field, shown, "it must be above zero"
