"""What every local policy shares: `decide` is its scalar rule, applied to each stock point it sees."""

from collections.abc import Iterable

from sim.contract.decision import Decision, Order
from sim.contract.policy import Sees
from sim.contract.view import StockView, View


class LocalRule:
    """Mixin that turns a scalar `rule(position)` into the general `decide(view)`."""

    __slots__ = ()

    @property
    def sees(self) -> Sees:
        """Works on the record."""
        return "recorded"

    @property
    def trigger(self) -> float:
        """Ask at every change of position."""
        return float("inf")

    @property
    def order_size(self) -> float | None:
        """Units of one order, where what the rule asks for goes out as several; none: one order."""
        return None

    def reads(self, stock: StockView) -> float:
        """Return what the rule works on: the inventory position, or what stands in containers."""
        if self.sees == "containers":
            return stock.on_hand - stock.reserved + stock.on_order
        return stock.position

    def rule(self, position: float) -> float:
        """Return the quantity to order at this inventory position; zero for none."""
        raise NotImplementedError

    def decide(self, view: View) -> Iterable[Decision]:
        """Order what the rule says for each stock point of the view."""
        for name, stock in view.stocks.items():
            quantity = self.rule(self.reads(stock))
            size = self.order_size or quantity
            while quantity > 0:
                yield Order(name, min(size, quantity))
                quantity -= size
