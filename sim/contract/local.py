"""What every local policy shares: `decide` is its scalar rule, applied to each stock point it sees."""

from collections.abc import Iterable

from sim.contract.decision import Decision, Order
from sim.contract.policy import Sees
from sim.contract.view import View


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

    def rule(self, position: float) -> float:
        """Return the quantity to order at this inventory position; zero for none."""
        raise NotImplementedError

    def decide(self, view: View) -> Iterable[Decision]:
        """Order what the rule says for each stock point of the view."""
        for name, stock in view.stocks.items():
            quantity = self.rule(stock.position)
            if quantity > 0:
                yield Order(name, quantity)
