"""Two-bin: an empty bin is the order."""

from dataclasses import dataclass

from policies.planning.record import PlanningRecord
from policies.q_system import fixed_quantity
from sim.contract import Continuous, LocalRule, Review, Sees


@dataclass(frozen=True, slots=True)
class TwoBin(LocalRule):
    """Stock stands in two bins of `bin_quantity`; when one is empty, a bin is ordered.

    A Q-system whose order point and quantity are both one bin. It works on what is physically in the
    bins, not on the record.

    Parameters
    ----------
    bin_quantity
        What a bin holds (units).

    Examples
    --------
    >>> TwoBin(bin_quantity=30).rule(30)
    30
    """

    bin_quantity: float

    def __post_init__(self) -> None:
        if not self.bin_quantity > 0:
            raise ValueError(f"bin_quantity is {self.bin_quantity:g}; it must be above zero")

    @property
    def review(self) -> Review:
        """At every change."""
        return Continuous()

    @property
    def sees(self) -> Sees:
        """What is physically in the bins."""
        return "physical"

    @property
    def trigger(self) -> float:
        """One bin left."""
        return self.bin_quantity

    def rule(self, position: float) -> float:
        """Return the quantity to order: as many bins as stand empty."""
        return fixed_quantity(position, self.bin_quantity, self.bin_quantity, True, False)

    def opening(self, turn: float) -> float:
        """Return the position at a moment of its cycle, from 0 (about to order) to 1 (just ordered)."""
        return (1 + turn) * self.bin_quantity

    @classmethod
    def sized(cls, record: PlanningRecord, safety_factor: float) -> "TwoBin":
        """Size from planning data: a bin covers the lead time and the safety stock.

        Parameters
        ----------
        record
            Planning data of the stock point.
        safety_factor
            Safety stock, in standard deviations of demand over the time that stock must last.
        """
        level = record.mean_over(record.lead_time) + record.safety_stock(record.lead_time, safety_factor)
        return cls(bin_quantity=max(record.rounded(level), 1.0))
