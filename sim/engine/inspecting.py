"""What may happen to bought goods between the supplier and the shelf: short deliveries and inspection."""

from functools import partial

import numpy as np
from numpy.typing import NDArray

from sim.contract import to_grid, tolerant_ceil
from sim.distributions import Constant, Uniform
from sim.engine.chance import struck
from sim.engine.placed_order import PlacedOrder
from sim.engine.purchasing import Purchasing
from sim.network import Inspection, Purchase
from sim.network.source import ALL


class ShortDelivery:
    """A supplier that delivers a part of an order; the rest follows, or never comes.

    The n-th order owns its share and the lead time of its rest. Where the share is no whole number of
    units, chance decides on the last one, so that the mean is right for small orders too. The rest leaves
    when the first part arrives, as a shipment of its own.
    """

    def __init__(self, config: Purchase, source: Purchasing) -> None:
        self.source = source
        self.follows = config.short == "follows"
        self.shares = source.tape("delivered", law=config.delivered, shape=_share)
        self.fractions = source.tape("delivered", "fraction", law=Uniform(0.0, 1.0))
        self.lead_times = source.tape("rest", law=config.lead_time)
        self.prepare_all = source.prepare
        self.take_in = source.take
        source.prepare = self.prepare  # type: ignore[method-assign]
        source.take = self.take

    def prepare(self, order: PlacedOrder) -> None:
        """Draw what the order owns, and set how much of it the first delivery holds."""
        self.prepare_all(order)
        quantity = order.quantity
        units = quantity * next(self.shares)
        luck = next(self.fractions)
        if order.stock.whole:
            whole = float(-tolerant_ceil(-units))
            units = whole + (luck < units - whole)
        else:
            units = to_grid(units)
        order.under_way = units
        order.rest = quantity - units
        order.rest_lead_time = next(self.lead_times)

    def take(self, order: PlacedOrder, quantity: float) -> None:
        """Take in what has come, and send for the rest or give it up."""
        if quantity > 0:
            self.take_in(order, quantity)
        rest, order.rest = order.rest, 0.0
        if rest <= 0:
            return
        if self.follows:
            order.under_way = rest
            order.lead_time = order.rest_lead_time
            self.source.carrier.send([order])
        else:
            order.stock.close_short(order, rest, "short")


class Inspecting:
    """Goods inward of one source: time, cost and defective units.

    The n-th order owns its time and its luck, twice if it may come in two deliveries. Until they are
    accepted the goods are on order by the record and not on the shelf. `accept` is a slot: what happens to
    units that have passed.
    """

    def __init__(self, rule: Inspection, source: Purchasing, deliveries: int) -> None:
        self.rule = rule
        self.source = source
        luck = Uniform(0.0, 1.0) if rule.defective > 0 else Constant(0.0)
        self.tapes = [
            (
                source.tape("inspection", str(k), "time", law=rule.time),
                source.tape("inspection", str(k), "defective", law=luck),
            )
            for k in range(deliveries)
        ]
        self.prepare_all = source.prepare
        self.accept = source.take
        source.prepare = self.prepare  # type: ignore[method-assign]
        source.take = self.take
        source.inspecting = self

    def prepare(self, order: PlacedOrder) -> None:
        """Draw what the order owns."""
        self.prepare_all(order)
        order.inspections = [(next(times), next(lucks)) for times, lucks in self.tapes]

    def take(self, order: PlacedOrder, quantity: float) -> None:
        """Inspect a delivery."""
        rule, stock = self.rule, order.stock
        time, luck = order.inspections.pop(0)
        stock.inspection_cost += rule.cost_per_lot + rule.cost_per_unit * quantity
        defective = struck(quantity, rule.defective, luck, stock.whole)
        if time > 0:
            clock = self.source.clock
            clock.at(clock._now + time, "RECEIPT", partial(self._release, order, quantity, defective))
        else:
            self._part(order, quantity, defective)

    def _release(self, order: PlacedOrder, quantity: float, defective: float) -> None:
        self._part(order, quantity, defective)
        if order.stock.backlog:
            order.stock.allocate(order.stock)

    def _part(self, order: PlacedOrder, quantity: float, defective: float) -> None:
        """Shelve the good units; send the others back, or pay for them and throw them away."""
        if quantity > defective:
            self.accept(order, quantity - defective)
        if defective > 0:
            if self.rule.rejects == "scrap":
                self.source.pay(order, defective)
            order.stock.close_short(order, defective, "rejected")


def attach_deliveries(config: Purchase, source: Purchasing) -> None:
    """Put inspection and short deliveries into the slots of a source that has them."""
    short = config.delivered != ALL
    if config.inspection is not None:
        Inspecting(config.inspection, source, 2 if short and config.short == "follows" else 1)
    if short:
        ShortDelivery(config, source)


def _share(block: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.clip(block, 0.0, 1.0)
