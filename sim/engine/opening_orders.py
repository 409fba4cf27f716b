"""Orders that are under way at time zero."""

from typing import TYPE_CHECKING

from sim.contract import to_grid
from sim.engine.clock import Clock
from sim.engine.placed_order import PlacedOrder
from sim.engine.purchasing import Purchasing
from sim.errors import DataError
from sim.network import OpeningOrder

if TYPE_CHECKING:
    from sim.engine.world import World


class Awaited:
    """What is to come of an order that was under way at time zero; the order has it as payload till then."""

    __slots__ = ("clock", "order")

    def __init__(self, order: PlacedOrder, clock: Clock) -> None:
        self.order = order
        self.clock = clock
        order.payload = self
        clock.at(order.arrival, "RECEIPT", self._arrive)

    def delay(self, duration: float) -> None:
        """Let the order arrive later."""
        self.order.arrival += duration
        self.clock.at(self.order.arrival, "RECEIPT", self._arrive)

    def _arrive(self) -> None:
        order = self.order
        if order.arrival > self.clock._now:
            return  # it has been delayed since
        order.payload = None
        stock = order.stock
        take = order.source.shelve if isinstance(order.source, Purchasing) else stock.put
        take(order, order.quantity)
        if stock.backlog:
            stock.allocate(stock)


def attach_opening_orders(world: "World") -> None:
    """Put the orders of the books on order: they come when they are due, past desk, supplier and plant."""
    for config in world.scenario.network.opening_orders:
        _put_on_order(world, config)


def _put_on_order(world: "World", config: OpeningOrder) -> None:
    stock = world.stocks[config.stock]
    if not stock.sources:
        raise DataError(
            f"an opening order is for stock point {stock.name!r}, which has no source; "
            "give it one or take the order out"
        )
    quantity = config.quantity if stock.whole else to_grid(config.quantity)
    if quantity <= 0 or config.due < 0 or (stock.whole and quantity % 1):
        raise DataError(
            f"the opening order of stock point {stock.name!r} is {config.quantity:g} units due at "
            f"{config.due:g}; give it a {'whole ' * stock.whole}quantity above zero and a date from zero on"
        )
    order = PlacedOrder(next(world.numbers), stock, stock.sources[0], quantity, 0.0, config.due, config.due)
    order.lead_time = order.arrival = config.due
    order.under_way = quantity
    order.price = order.source.unit_price(quantity)
    stock.open_orders[order.number] = order
    stock.on_order.change(0.0, quantity)
    stock.position += quantity
    if stock.post is not None:
        stock.post("opening-order", stock.name, quantity, order.number)
    Awaited(order, world.clock)
