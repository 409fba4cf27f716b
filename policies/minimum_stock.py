"""The informal way: a minimum and a standard quantity, both set by judgement."""

from dataclasses import dataclass

from policies.q_system import fixed_quantity
from sim.contract import Continuous, LocalRule, Review


@dataclass(frozen=True, slots=True)
class MinimumStock(LocalRule):
    """A depletion notice goes out when on hand plus in process falls to `minimum`.

    Each notice asks for one standard `quantity`; the next customer order that finds the balance still
    at or below the minimum sends another notice, so a second lot may start before the first is done.
    Consultation before the run and padded completion dates belong to the source (its processing leg and
    its promise), not to the policy.

    Parameters
    ----------
    minimum
        On hand plus in process at which a notice goes out (units).
    quantity
        What one notice asks for (units).

    Examples
    --------
    >>> MinimumStock(minimum=40, quantity=120).rule(35)
    120
    """

    minimum: float
    quantity: float

    def __post_init__(self) -> None:
        if not self.quantity > 0:
            raise ValueError(f"quantity is {self.quantity:g}; it must be above zero")

    @property
    def review(self) -> Review:
        """At every posting of a customer order."""
        return Continuous()

    @property
    def trigger(self) -> float:
        """The minimum."""
        return self.minimum

    def rule(self, position: float) -> float:
        """Return the quantity of one depletion notice at this balance."""
        return fixed_quantity(position, self.minimum, self.quantity, False, False)

    def opening(self, turn: float) -> float:
        """Return the position at a moment of its cycle, from 0 (about to order) to 1 (just ordered)."""
        return self.minimum + turn * self.quantity
