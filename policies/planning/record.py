"""Planning data of one stock point: what a planner reads from the records, never the true laws."""

from dataclasses import dataclass
from math import sqrt
from zlib import crc32

from policies.sizing import economic_order_quantity


@dataclass(frozen=True, slots=True)
class PlanningRecord:
    """Planning data of one stock point.

    Parameters
    ----------
    stock
        Name of the stock point.
    demand_rate
        Units drawn per time unit, from recorded history.
    demand_variance
        Variance of the units drawn, per time unit (units squared per time unit).
    lead_time
        Planned lead time, in time units.
    order_cost
        Money per order, set-up included.
    unit_cost
        Money per unit.
    holding_rate
        Money per unit of money in stock per time unit.
    whole
        Whether the item comes in whole units.
    independent_rate
        Of the units drawn per time unit, those that no other stock point of the same plan draws; None
        where that makes no difference.
    source
        How these figures came about: `history` or `truth`.
    """

    stock: str
    demand_rate: float
    demand_variance: float
    lead_time: float
    order_cost: float = 0.0
    unit_cost: float = 0.0
    holding_rate: float = 0.0
    whole: bool = True
    independent_rate: float | None = None
    source: str = "history"

    def mean_over(self, time: float) -> float:
        """Return the expected demand over `time`."""
        return self.demand_rate * time

    def safety_stock(self, time: float, safety_factor: float) -> float:
        """Return `safety_factor` standard deviations of the demand over `time` (units)."""
        return safety_factor * sqrt(self.demand_variance * time)

    def economic_quantity(self, shortest_cover: float = 0.0, longest_cover: float = float("inf")) -> float:
        """Return the economic order quantity between two covers of demand (time units), at least one.

        Wilson's formula (see `policies.sizing.economic_order_quantity`). Where ordering or holding costs
        nothing the formula has no answer, and the shortest cover is taken.
        """
        holding = self.unit_cost * self.holding_rate
        quantity = 0.0
        if self.demand_rate > 0 and holding > 0 and self.order_cost > 0:
            quantity = economic_order_quantity(self.demand_rate, self.order_cost, holding).order_quantity
        quantity = min(max(quantity, self.demand_rate * shortest_cover), self.demand_rate * longest_cover)
        return max(quantity, 1.0)

    def turn(self) -> float:
        """Return where in a review period this stock point has its turn: a fixed share from 0 to 1.

        It follows from the name alone, so that the reviews of many stock points spread over the period.
        """
        return crc32(self.stock.encode()) / 2**32

    def rounded(self, quantity: float) -> float:
        """Round a level to whole units where the item is whole."""
        return float(round(quantity)) if self.whole else quantity
