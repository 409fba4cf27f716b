"""Buying from a supplier."""

from sim.engine.carrier import Carrier
from sim.engine.clock import Clock
from sim.engine.desk import Desk
from sim.engine.fact import Post
from sim.engine.placed_order import PlacedOrder
from sim.engine.stock import Stock
from sim.engine.streams import Streams
from sim.network import Purchase


class Purchasing(Desk):
    """Purchase orders of one stock point; the n-th owns its lead time."""

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
        self.price = stock.item.unit_cost if config.price is None else config.price
        self.lead_times = self.tape("lead-time", law=config.lead_time)

    def prepare(self, order: PlacedOrder) -> None:
        """Draw the lead time of this order."""
        order.lead_time = next(self.lead_times)

    def go(self, order: PlacedOrder) -> None:
        """Hand the order to the supplier's next shipment."""
        self.carrier.load(order)
