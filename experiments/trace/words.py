"""The words of a trace: times, units, decisions, discrepancies."""

from typing import Any

from sim.engine.placed_order import PlacedOrder

DECIMALS = {"hour": 1, "day": 1, "week": 1, "month": 2, "year": 3}


def units(quantity: float) -> str:
    """Write a quantity.

    Examples
    --------
    >>> units(1200.0), units(0.25), units(-3.0), units(1e-12)
    ('1,200', '0.25', '-3', '0')
    """
    near = round(quantity)
    if abs(quantity - near) < 1e-9:
        return f"{near:,}"
    return f"{quantity:,.4g}" if abs(quantity) < 1000 else f"{quantity:,.1f}"


class Words:
    """Writes times in the unit of a case, and the sentences that rows and causes share."""

    def __init__(self, time_unit: str) -> None:
        self.unit = time_unit
        self.decimals = DECIMALS[time_unit]

    def number(self, time: float) -> str:
        """Write a time without its unit.

        Examples
        --------
        >>> Words("day").number(402.04), Words("day").number(7.25), Words("year").number(0.25)
        ('402', '7.2', '0.25')
        """
        text = f"{time:,.{self.decimals}f}"
        text = text.rstrip("0").rstrip(".")
        return "0" if text in ("-0", "") else text

    def day(self, time: float) -> str:
        """Write a moment: `day 402.3`."""
        return f"{self.unit} {self.number(time)}"

    def span(self, time: float) -> str:
        """Write a length of time: `12.5 days`."""
        text = self.number(time)
        return f"{text} {self.unit}{'' if text == '1' else 's'}"

    def made(self, order: PlacedOrder) -> bool:
        """Tell whether an order is made in the plant."""
        return bool(getattr(order.source, "KIND", "") == "production")

    def source(self, order: PlacedOrder) -> str:
        """Name the source of an order."""
        return "the plant" if self.made(order) else str(order.source.name)

    def why_ordered(self, position: float, order_point: float, view: str) -> str:
        """Say why an order left: what the policy saw."""
        if order_point == float("inf"):
            return f"the review saw a position of {units(position)} ({view})"
        if position > order_point:
            return f"the position was {units(position)} ({view})"
        edge = "at" if position == order_point else "below"
        return f"the position was {units(position)}, {edge} the order point of {units(order_point)} ({view})"

    def discrepancy(self, named: str, record: float, shelf: float, found: float) -> str:
        """Say what parted the record from the shelf, or put it right."""
        if named == "loss":
            text = f"{units(-shelf)} lost from the shelf"
            return text + (", and noticed" if record else ", and nobody notices")
        if named == "count":
            found = f"; {units(shelf)} found again" if shelf else ""  # type: ignore[assignment]
            return f"count: the record is corrected by {units(record)}{found}"
        if named == "short-pick":
            text = f"the picker finds {units(found)} fewer than the record says"
            return text + (f"; the record is corrected by {units(record)}" if record else "")
        if named == "found":
            return f"the foreman finds {units(record)} in bins that nobody counted"
        parts: list[Any] = []
        if shelf:
            parts.append(f"{units(abs(shelf))} {'more' if shelf > 0 else 'fewer'} on the shelf")
        if record:
            parts.append(f"the record changes by {units(record)}")
        name = "" if named in ("record", "shelf") else f"{named.replace('-', ' ')}: "
        return name + (" and ".join(parts) or "nothing changes")
