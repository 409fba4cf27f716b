"""What goes wrong with the next delivery to a stock point: units that are missing, or fail inspection."""

from collections.abc import Callable
from functools import partial

from sim.engine.placed_order import PlacedOrder
from sim.engine.purchasing import Purchasing
from sim.engine.stock import Stock

Take = Callable[[PlacedOrder, float], None]


class Deliveries:
    """Takes units out of the next delivery, in the slots that goods pass on their way to the shelf.

    Units that are missing are found so when the goods arrive, rejects when the goods are inspected (where
    nobody inspects, also when they arrive). Neither is paid for, and the order is closed for them.
    """

    def __init__(self, stock: Stock) -> None:
        self.stock = stock
        self.missing: list[tuple[str, float]] = []
        self.failing: list[tuple[str, float]] = []
        for source in stock.sources:
            if isinstance(source, Purchasing):
                self._watch(source)
        self.put = stock.put
        if not all(isinstance(source, Purchasing) for source in stock.sources):
            stock.put = self._put

    def _watch(self, source: Purchasing) -> None:
        source.shelve = partial(self._pass, True, True, source.shelve)  # type: ignore[method-assign]
        inspecting = source.inspecting
        source.take = partial(self._pass, True, inspecting is None, source.take)
        if inspecting is not None:
            inspecting.accept = partial(self._pass, False, True, inspecting.accept)

    def _put(self, order: PlacedOrder, quantity: float) -> None:
        """Take units out of what was moved or made; what was bought has been looked at already."""
        if isinstance(order.source, Purchasing):
            self.put(order, quantity)
        else:
            self._pass(True, True, self.put, order, quantity)

    def _pass(self, arrives: bool, inspected: bool, take: Take, order: PlacedOrder, quantity: float) -> None:
        """Let a delivery pass, less what is taken out of it.

        A short delivery of which nothing is left still sends for its rest.
        """
        left = quantity
        if arrives and self.missing:
            left = self._take_out(self.missing, "short", order, left)
        if inspected and self.failing:
            left = self._take_out(self.failing, "rejected", order, left)
        if left > 0 or left == quantity or (arrives and getattr(order, "rest", 0.0) > 0):
            take(order, left)

    def _take_out(
        self, pending: list[tuple[str, float]], kind: str, order: PlacedOrder, quantity: float
    ) -> float:
        stock = self.stock
        while pending and quantity > 0:
            name, units = pending.pop(0)
            units = min(units, quantity)
            if stock.post is not None:
                stock.post("event", stock.name, units, name)
            stock.close_short(order, units, kind)
            quantity -= units
        return quantity
