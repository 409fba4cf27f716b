"""A season that is bought for once: the newsvendor."""

from dataclasses import dataclass
from math import inf, sqrt
from typing import ClassVar, Literal

from policies.p_system import up_to
from policies.planning.record import PlanningRecord
from policies.sizing import Newsvendor, mismatch_costs, newsvendor_normal, newsvendor_poisson
from sim.contract import Every, LocalRule, Review


@dataclass(frozen=True, slots=True)
class Season(LocalRule):
    """Order once, at `time`, what there is to be for the season; then nothing more.

    What is there or on order by then counts: one order lifts the inventory position to `quantity`, which is
    what is ordered where there is nothing.

    Parameters
    ----------
    quantity
        What there is to be for the season (units).
    time
        When it is ordered (time).

    Examples
    --------
    >>> Season(quantity=468).rule(0)
    468
    """

    TIMES: ClassVar[frozenset[str]] = frozenset({"time", "season"})

    quantity: float
    time: float = 0.0

    def __post_init__(self) -> None:
        if not 0 <= self.quantity < inf:
            raise ValueError(f"quantity is {self.quantity:g}; it must be finite and zero or more")
        if not 0 <= self.time < inf:
            raise ValueError(f"time is {self.time:g}; it must be finite and zero or more")

    @property
    def review(self) -> Review:
        """Once."""
        return Every(inf, self.time)

    def rule(self, position: float) -> float:
        """Return the quantity to order at this inventory position."""
        return up_to(position, self.quantity)

    def opening(self, turn: float) -> float:
        """Return the position at a moment of the season, from 0 (all sold) to 1 (just ordered)."""
        return turn * self.quantity

    @classmethod
    def sized(
        cls,
        record: PlanningRecord,
        season: float,
        price: float = 0.0,
        cost: float | None = None,
        salvage: float = 0.0,
        penalty: float = 0.0,
        law: Literal["normal", "poisson"] = "normal",
        time: float = 0.0,
        safety_factor: float | None = None,
    ) -> "Season":
        """Size from planning data by the critical ratio, or by a safety factor in its place.

        What was never drawn in the records is not bought.

        Parameters
        ----------
        record
            Planning data of the stock point.
        season
            How long the season lasts (time).
        price
            What a customer pays for a unit (money).
        cost
            What a unit costs (money); none: its unit cost in the records.
        salvage
            What a unit left over brings (money).
        penalty
            What a disappointed customer costs besides the lost margin (money).
        law
            Law of the demand: `normal`, by mean and variance of the records, or `poisson`, by the mean.
        time
            See the class.
        safety_factor
            Standard deviations of the demand above its mean, instead of prices.
        """
        if not 0 < season < inf:
            raise ValueError(f"season is {season:g}; it must be finite and above zero")
        if law not in ("normal", "poisson"):
            raise ValueError(f"law is {law!r}; it must be normal or poisson")
        mean = record.mean_over(season)
        variance = mean if law == "poisson" else record.demand_variance * season
        if safety_factor is not None:
            return cls(max(record.rounded(mean + safety_factor * sqrt(variance)), 0.0), time)
        under, over = mismatch_costs(price, record.unit_cost if cost is None else cost, salvage, penalty)
        if mean <= 0 or variance <= 0:
            return cls(record.rounded(max(mean, 0.0)), time)
        best: Newsvendor
        if law == "poisson":
            best = newsvendor_poisson(mean, under, over)
        else:
            best = newsvendor_normal(mean, sqrt(variance), under, over)
        return cls(max(record.rounded(best.quantity), 0.0), time)
