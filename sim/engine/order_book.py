"""Orders on the books: what customers have told and not drawn yet."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import TYPE_CHECKING

from sim.engine.streams import stream_name
from sim.errors import DataError

if TYPE_CHECKING:
    from sim.engine.customers import Customers


class Booked:
    """An order that a customer has told and will draw on its date."""

    __slots__ = ("due", "patience", "size", "void")

    def __init__(self, due: float, size: float, patience: float | None) -> None:
        self.due = due
        self.size = size
        self.patience = patience
        self.void = False


class OrderBook:
    """The orders of one stream of customers from when they are told until they are drawn.

    The n-th order owns its date, size and patience as ever; only they are known `ahead` before the date (at
    time zero, where that is earlier). Returns are not on the books: they come unforeseen. An order that an
    event adds owns a patience too, on a tape of its own, so that no order of the stream is another for it.

    Parameters
    ----------
    customers
        Whose orders.
    first
        Date of the first order.
    size, gap
        Read the size of the next order and the time from it to the one after.
    """

    def __init__(
        self, customers: "Customers", first: float, size: Callable[[], float], gap: Callable[[], float]
    ) -> None:
        self.customers = customers
        self.clock = customers.clock
        self.ahead = customers.demand.known_ahead
        if self.ahead == float("inf"):
            raise DataError(
                f"demand {customers.name!r} has a known_ahead without end; give it a time that ends"
            )
        self.size = size
        self.gap = gap
        self.orders: list[Booked] = []
        self.notice = (first, first)
        self.patience: Iterator[float] | None = None
        self._wait_for(first)

    def __iter__(self) -> Iterator[Booked]:
        """Yield the orders on the books."""
        return (order for order in self.orders if order.size > 0)

    def _wait_for(self, due: float) -> None:
        """Wait until the order of this date is told."""
        told = max(due - self.ahead, self.clock._now)
        self.notice = (told, due)
        self.clock.at(told, "DEMAND", partial(self._tell, self.notice))

    def _tell(self, notice: tuple[float, float]) -> None:
        if notice is not self.notice:
            return  # somebody has asked for it before in this instant
        due = notice[1]
        gap = self.gap()
        order = Booked(due, self.size(), getattr(self.customers, "patience", None))
        self._enter(order, "booked")
        self._wait_for(due + gap)

    def _enter(self, order: Booked, kind: str) -> None:
        self.orders.append(order)
        self.clock.at(order.due, "DEMAND", partial(self._draw, order))
        stock = self.customers.stock
        if stock.post is not None and order.size > 0:
            stock.post(kind, stock.name, order.size, self.customers.name)

    def _draw(self, order: Booked) -> None:
        if order.void:
            return
        self.orders.remove(order)
        if order.patience is not None:
            self.customers.patience = order.patience  # type: ignore[attr-defined]
        self.customers.meet(order.size, self.clock._now)

    def find(self, due: float) -> Booked:
        """Return the first order of a date; what is told in this instant is told now.

        Raises
        ------
        DataError
            No order of that date is on the books.
        """
        while self.notice[0] <= self.clock._now:
            self._tell(self.notice)
        for order in self:
            if abs(order.due - due) <= SAME * max(1.0, due):
                return order
        dates = ", ".join(f"{order.due:g}" for order in sorted(self, key=_due)) or "none"
        raise DataError(
            f"demand {self.customers.name!r} has no order of {due:g} on its books at {self.clock._now:g} "
            f"(dates there: {dates}); name one of these dates"
        )

    def move(self, due: float, to: float) -> None:
        """Move the first order of a date to another, not before now.

        Raises
        ------
        DataError
            No order of that date is on the books.
        """
        order = self.find(due)
        order.void = True
        self.orders.remove(order)
        self._enter(Booked(max(to, self.clock._now), order.size, order.patience), "moved")

    def add(self, due: float, size: float) -> None:
        """Book an order beside those of the stream, drawn on its date, not before now."""
        customers = self.customers
        patience = None
        if customers.demand.unmet in ("wait", "quote"):
            if self.patience is None:
                name = stream_name("demand", customers.name, "added", "patience")
                self.patience = customers.streams.tape(name, customers.demand.patience)
            patience = next(self.patience)
        self._enter(Booked(max(due, self.clock._now), size, patience), "booked")


SAME = 1e-9
"""Relative slack within which two dates are one."""


def _due(order: Booked) -> float:
    return order.due
