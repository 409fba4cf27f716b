"""Buying from a supplier."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from sim.engine.carrier import Carrier
from sim.engine.clock import Clock
from sim.engine.desk import Desk
from sim.engine.fact import Post
from sim.engine.placed_order import PlacedOrder
from sim.engine.prices import UnitPrice, unit_prices
from sim.engine.stock import Stock
from sim.engine.streams import Streams
from sim.errors import DataError
from sim.network import Purchase
from sim.network.price_breaks import parse_price_breaks

if TYPE_CHECKING:
    from sim.engine.inspecting import Inspecting


class Purchasing(Desk):
    """Purchase orders of one stock point; the n-th owns its lead time.

    `take` is a slot: what happens to goods that arrive. Features wrap it, and `prepare`, where an order
    draws what it owns (`sim.engine.inspecting`). `inspecting` is the inspection of goods inward, if any.
    """

    KIND = "purchase"

    def __init__(
        self,
        config: Purchase,
        carrier: Carrier,
        stock: Stock,
        clock: Clock,
        streams: Streams,
        post: Post | None,
    ) -> None:
        super().__init__(config, config.supplier, stock, clock, streams, post)
        self.carrier = carrier
        carrier.join(stock.item.weight_kg, config.expediting is not None)
        self.price = stock.item.unit_cost if config.price is None else config.price
        self.price_of = self._prices(config)
        self.expediting = config.expediting
        self.lead_times = self.tape("lead-time", law=config.lead_time)
        self.take: Callable[[PlacedOrder, float], None] = self.shelve
        self.inspecting: Inspecting | None = None

    def _prices(self, config: Purchase) -> UnitPrice:
        try:
            return unit_prices(self.price, parse_price_breaks(config.price_breaks), config.discount)
        except ValueError as error:
            raise DataError(
                f"the price breaks of {config.stock!r} from {config.supplier!r}: {error}"
            ) from None

    def unit_price(self, quantity: float) -> float:
        """Return what a unit of an order costs (money), discount included."""
        return self.price_of(quantity)

    def prepare(self, order: PlacedOrder) -> None:
        """Draw the lead time of this order and fix its price."""
        order.lead_time = next(self.lead_times)
        order.price = self.price_of(order.quantity)
        order.under_way = order.quantity

    def go(self, order: PlacedOrder) -> None:
        """Hand the order to the supplier's next shipment; what is hurried travels alone, at once."""
        if order.hurried:
            self.carrier.send([order])
        else:
            self.carrier.load(order)

    def shelve(self, order: PlacedOrder, quantity: float) -> None:
        """Pay for goods and put them on the shelf: what `take` does unless a feature wraps it.

        Orders that were under way at time zero come this way at once.
        """
        self.pay(order, quantity)
        order.stock.put(order, quantity)

    def pay(self, order: PlacedOrder, quantity: float) -> None:
        """Accept goods, at the price of the order."""
        stock = order.stock
        stock.purchased_value += quantity * order.price
        if stock.post is not None:
            stock.post("accept", stock.name, quantity, order.number)

    def expedite(self, order: PlacedOrder) -> bool:
        """Hurry an order, once, unless it has arrived: what remains until then is cut by the factor.

        An order on the desk is through sooner, and travels alone. An order that waits for its shipment
        to leave goes at once, alone. An order on its way leaves the shipment that it travels with. The
        rest of a short delivery that has not left yet keeps its lead time.
        """
        rule, stock = self.expediting, order.stock
        if rule is None or order.hurried or not self._hurry(order, rule.factor):
            return False
        now = self.clock._now
        order.promised = min(order.promised, now + max(order.promised - now, 0.0) * rule.factor)
        stock.expedited_orders += 1
        stock.expedite_cost += rule.cost
        if stock.post is not None:
            stock.post("expedited", stock.name, order.under_way, order.number)
        return True

    def _hurry(self, order: PlacedOrder, factor: float) -> bool:
        if order.number in self.desk:
            order.hurried = True
            order.lead_time *= factor
            self._keep(order, (order.leaves - self.clock._now) * factor)
            return True
        order.hurried = self.carrier.hurry(order, factor)
        return order.hurried
