"""What keeps goods from leaving: a supplier that has nothing to send, a lane that is closed."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from sim.engine.carrier import Carrier
from sim.engine.moving import Moving
from sim.engine.placed_order import PlacedOrder
from sim.errors import DataError

if TYPE_CHECKING:
    from sim.engine.world import World


class SupplierGate:
    """A supplier that sends nothing while it is shut, in the slots `Carrier.send` and `Carrier.hurry`.

    Each shipment that would leave waits, and leaves when the gate opens, in the order in which they came;
    it is made and charged then, and keeps its lead time. An order that waits can be hurried: it leaves
    alone, when the gate opens. Nobody knows how long a gate is shut, so the promise of an order that waited
    moves when it leaves. The gate may be shut several times over; it opens with the last.
    """

    def __init__(self, carrier: Carrier) -> None:
        self.carrier = carrier
        self.name = carrier.name
        self.shuts = 0
        self.waiting: list[tuple[float, list[PlacedOrder]]] = []

    def shut(self) -> float:
        """Let nothing leave; return the units that wait for departure already."""
        self.shuts += 1
        carrier = self.carrier
        if self.shuts == 1:
            carrier.send = self._keep  # type: ignore[method-assign]
            carrier.hurry = partial(self._hurry, carrier.hurry)  # type: ignore[method-assign]
        return sum(order.under_way for order in carrier.loading)

    def open(self) -> float:
        """Let go what waits, unless the gate is shut for another reason too; return the units that leave."""
        self.shuts -= 1
        if self.shuts:
            return 0.0
        carrier = self.carrier
        del carrier.send, carrier.hurry
        waiting, self.waiting = self.waiting, []
        now = carrier.clock._now
        for since, lines in waiting:
            for order in lines:
                order.promised += now - since
            carrier.send(lines)
        return sum(order.under_way for _, lines in waiting for order in lines)

    def holds(self, order: PlacedOrder) -> bool:
        """Tell whether an order waits for the gate to open."""
        return any(order in lines for _, lines in self.waiting)

    def _keep(self, lines: list[PlacedOrder]) -> None:
        """Keep a shipment that would leave now."""
        carrier = self.carrier
        self.waiting.append((carrier.clock._now, lines))
        if carrier.post is not None:
            for order in lines:
                if order.under_way:
                    carrier.post("held", order.stock.name, order.under_way, order.number)

    def _hurry(self, hurry: Callable[[PlacedOrder, float], bool], order: PlacedOrder, factor: float) -> bool:
        """Take an order out of the shipment that it waits with, and cut its lead time."""
        for since, lines in self.waiting:
            if order in lines:
                lines.remove(order)
                order.lead_time *= factor
                self.waiting.append((since, [order]))
                self.waiting = [(at, shipment) for at, shipment in self.waiting if shipment]
                return True
        return hurry(order, factor)


class LaneGate:
    """A lane from which nothing leaves while it is shut, in the slot `Moving.send`.

    Orders draw on the origin as ever. What they are granted is set apart and waits, and leaves when the
    gate opens, each consignment with the lead time of its order. The promise of an order that waited moves
    when it leaves. The gate may be shut several times over; it opens with the last.
    """

    def __init__(self, moving: Moving) -> None:
        self.moving = moving
        self.shuts = 0
        self.waiting: list[tuple[float, PlacedOrder, float]] = []

    def shut(self) -> float:
        """Let nothing leave; return the units that wait for departure already: none do."""
        self.shuts += 1
        if self.shuts == 1:
            self.moving.send = self._keep  # type: ignore[method-assign]
        return 0.0

    def open(self) -> float:
        """Let go what waits, unless the gate is shut for another reason too; return the units that leave."""
        self.shuts -= 1
        if self.shuts:
            return 0.0
        moving = self.moving
        del moving.send
        waiting, self.waiting = self.waiting, []
        now = moving.clock._now
        first: dict[int, float] = {}
        for since, order, quantity in waiting:
            if order.number not in first:
                first[order.number] = since
                order.promised += now - since
            moving.send(order, quantity)
        return sum(quantity for _, _, quantity in waiting)

    def _keep(self, order: PlacedOrder, quantity: float) -> None:
        """Keep a consignment that would leave now."""
        moving = self.moving
        self.waiting.append((moving.clock._now, order, quantity))
        if moving.post is not None:
            moving.post("held", moving.stock.name, quantity, order.number)


Gate = SupplierGate | LaneGate
"""What can be shut and opened."""


class Gates:
    """The gates of a world, each made when it is first asked for."""

    def __init__(self, world: "World") -> None:
        self.world = world
        self.suppliers: dict[str, SupplierGate] = {}
        self.lanes: dict[Moving, LaneGate] = {}

    def of_supplier(self, name: str) -> list[Gate]:
        """Return the gate of a supplier."""
        if name not in self.suppliers:
            self.suppliers[name] = SupplierGate(self.world.carriers[name])
        return [self.suppliers[name]]

    def of_lanes(self, stock: str, origin: str | None, label: str) -> list[Gate]:
        """Return the gates of the lanes that lead to a stock point: from one origin, or from all.

        Raises
        ------
        DataError
            There is none; `label` names what asks for it.
        """
        lanes = [
            source
            for source in self.world.stocks[stock].sources
            if isinstance(source, Moving) and origin in (None, source.name)
        ]
        if not lanes:
            from_where = "" if origin is None else f" from {origin!r}"
            raise DataError(
                f"{label}: no transfers come to stock point {stock!r}{from_where}; name a lane that there is"
            )
        return [self.lanes.setdefault(moving, LaneGate(moving)) for moving in lanes]

    def holds(self, order: PlacedOrder) -> bool:
        """Tell whether an order waits at the gate of its supplier."""
        gate = self.suppliers.get(order.source.name)
        return gate is not None and gate.holds(order)
