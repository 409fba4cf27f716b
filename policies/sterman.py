"""Sterman's rule: anchoring on expected demand, and adjustment of stock and supply line."""

from dataclasses import dataclass
from math import inf
from typing import ClassVar

from policies.forecasting.exponential_smoothing import ExponentialSmoothing, ExponentialSmoothingState
from policies.forecasting.learning_rule import LearningRule
from policies.planning.record import PlanningRecord
from sim.contract import Every, ScopeTable


@dataclass(frozen=True, slots=True)
class Sterman(LearningRule):
    """Every `review_period`, order what is expected to be drawn, and part of what stock and supply line lack.

    Order = max(0, expected + alpha (target - stock - beta x supply line)). The stock is what is on hand less
    what waits, the supply line all that is on order and has not come. This is how people order in the beer
    game: they see the stock and forget much of the supply line (`beta` far below one).

    Parameters
    ----------
    review_period
        Time between reviews (time).
    target
        Wanted stock, plus `beta` times the wanted supply line (units).
    alpha
        Share of what is lacking that is ordered at once, from 0 to 1.
    beta
        Share of the supply line that is taken into account, from 0 to 1.
    theta
        Share of the latest review period in the expectation, by exponential smoothing; zero: it stays.
    expected_draws
        What is expected to be drawn in the first review period (units).
    offset
        The first review (time).

    Notes
    -----
    Sterman, Management Science 35 (1989) 321-339, equations (7) to (12).

    Examples
    --------
    >>> Sterman(review_period=1, target=17, alpha=0.5, beta=0.0, expected_draws=4).quantity(4, 5, 16)
    10.0
    """

    TIMES: ClassVar[frozenset[str]] = frozenset({"review_period", "offset"})

    review_period: float
    target: float
    alpha: float = 1.0
    beta: float = 1.0
    theta: float = 0.0
    expected_draws: float = 0.0
    offset: float = 0.0

    def __post_init__(self) -> None:
        Every(self.review_period, self.offset)
        for name in ("alpha", "beta", "theta"):
            if not 0 <= getattr(self, name) <= 1:
                raise ValueError(f"{name} is {getattr(self, name):g}; it must be a share from 0 to 1")
        for name in ("target", "expected_draws"):
            if not 0 <= getattr(self, name) < inf:
                raise ValueError(f"{name} is {getattr(self, name):g}; it must be finite and zero or more")

    # ---- what is learnt

    @property
    def learns(self) -> bool:
        """Whether the expectation follows the draws."""
        return self.theta > 0

    def begin(self) -> ExponentialSmoothingState[float]:
        """Return what is expected at first."""
        return ExponentialSmoothingState(self.expected_draws)

    def learn(
        self, state: ExponentialSmoothingState[float], drawn: float
    ) -> ExponentialSmoothingState[float]:
        """Return the expectation, moved towards what was drawn."""
        return ExponentialSmoothing(self.theta).update(state, drawn)

    def expected(self, state: ExponentialSmoothingState[float]) -> float:
        """Return the units expected to be drawn in the next review period."""
        return state.level

    # ---- what is ordered

    def quantity(self, expected: float, stock: float, supply_line: float) -> float:
        """Return the quantity to order (units), never below zero."""
        return max(0.0, expected + self.alpha * (self.target - stock - self.beta * supply_line))

    def wants(
        self, state: ExponentialSmoothingState[float], table: ScopeTable, place: int, now: float
    ) -> float:
        """Return the quantity to order."""
        supply_line = float(table.on_order[place])
        return self.quantity(state.level, float(table.position[place]) - supply_line, supply_line)

    def opening(self, turn: float) -> float:
        """Return the position at which nothing is lacking, if all of it is on hand: the target."""
        return self.target

    @classmethod
    def sized(
        cls,
        record: PlanningRecord,
        safety_factor: float,
        review_period: float,
        alpha: float = 1.0,
        beta: float = 1.0,
        theta: float = 0.0,
        offset: float = 0.0,
        staggered: bool = False,
    ) -> "Sterman":
        """Size from planning data: safety stock, and the supply line of a lead time as far as it is seen.

        With `alpha` and `beta` one, this is order-up-to at lead time plus review period.

        Parameters
        ----------
        record
            Planning data of the stock point.
        safety_factor
            Safety stock, in standard deviations of demand over the time that stock must last.
        review_period
            Time between reviews (time).
        alpha, beta, theta
            See the class.
        offset
            The first review (time).
        staggered
            Whether each stock point has its own turn within the period.
        """
        offset += record.turn() * review_period if staggered else 0.0
        safety = record.safety_stock(review_period + record.lead_time, safety_factor)
        return cls(
            review_period=review_period,
            target=record.rounded(max(safety + beta * record.mean_over(record.lead_time), 0.0)),
            alpha=alpha,
            beta=beta,
            theta=theta,
            expected_draws=record.mean_over(review_period),
            offset=offset,
        )
