"""Order-up-to with a target that follows a forecast."""

from dataclasses import dataclass, replace
from functools import lru_cache
from math import inf, sqrt
from typing import Any, ClassVar, Literal, get_args

from policies.forecasting import (
    SBA,
    TSB,
    Croston,
    ExponentialSmoothing,
    Forecaster,
    Holt,
    HoltWinters,
    MovingAverage,
    Naive,
    SeasonalNaive,
    SimpleAverage,
    Tracked,
    TrackedState,
    demand_over,
)
from policies.forecasting.learning_rule import LearningRule
from policies.p_system import up_to
from policies.planning.record import PlanningRecord
from sim.contract import Every, ScopeTable

Method = Literal[
    "naive",
    "simple-average",
    "moving-average",
    "exponential-smoothing",
    "holt",
    "holt-winters",
    "seasonal-naive",
    "croston",
    "sba",
    "tsb",
]
"""Forecasting methods by name."""

AHEAD = frozenset({"holt", "holt-winters", "seasonal-naive"})
"""Methods whose forecast differs from period to period; all others give one level for all periods ahead."""

DEVIATIONS_PER_MAD = 1.25
"""Standard deviations in a mean absolute deviation, where errors are normal: the square root of pi / 2."""


@dataclass(frozen=True, slots=True)
class Learnt:
    """What is kept from one review to the next.

    Attributes
    ----------
    first
        Draws of the first periods, until there are as many as the method starts from.
    tracked
        State of the method and its errors, as soon as there are.
    """

    first: tuple[float, ...] = ()
    tracked: TrackedState[float] | None = None


@dataclass(frozen=True, slots=True)
class ForecastBaseStock(LearningRule):
    """Every `review_period`, order up to the demand forecast for the time `cover`, plus safety stock.

    The forecast is made anew at each review, from what was drawn since the last. Orders are never below
    zero: where the target falls faster than stock is drawn, nothing is ordered.

    Parameters
    ----------
    review_period
        Time between reviews, and length of a period of the forecast (time).
    cover
        Time for which the inventory position must last: lead time plus review period as a rule (time).
    method
        How demand is forecast: `naive`, `simple-average`, `moving-average`, `exponential-smoothing`, `holt`,
        `holt-winters`, `seasonal-naive`, `croston`, `sba` or `tsb`.
    periods
        Periods of a moving average.
    alpha
        Weight of the newest period (Croston and its kin: of the newest demand), from 0 to 1.
    beta
        Weight in the trend (Holt), the interval (Croston, SBA) or the probability (TSB); none: as `alpha`.
    gamma
        Weight in the season; none: as `alpha`.
    damping
        What is left of a trend from one period to the next.
    season
        Periods in a season.
    multiplicative
        Whether a season multiplies the level or is added to it.
    initial
        Forecast of a period at the start: the method starts as if it had been drawn in all periods before
        (units). None: the method starts from the first periods, and until there are enough of them their mean
        is the forecast.
    safety_stock
        Safety stock that stays (units).
    safety_factor
        Further safety stock, in standard deviations of demand over the cover, as the errors of the forecast
        show them: 1.25 mean absolute errors x the square root of the periods covered.
    error_smoothing
        Least weight of the newest error in the mean absolute error, from 0 to 1; zero: all weigh the same.
    initial_error
        Mean absolute error at the start, which counts like one error (units); zero: none.
    offset
        The first review (time).

    Examples
    --------
    >>> policy = ForecastBaseStock(review_period=7, cover=21, method="moving-average", periods=2, initial=10)
    >>> policy.target(policy.learn(policy.begin(), 16))
    39.0
    """

    TIMES: ClassVar[frozenset[str]] = frozenset({"review_period", "cover", "offset"})

    review_period: float
    cover: float
    method: Method = "exponential-smoothing"
    periods: int = 12
    alpha: float = 0.1
    beta: float | None = None
    gamma: float | None = None
    damping: float = 1.0
    season: int = 12
    multiplicative: bool = True
    initial: float | None = None
    safety_stock: float = 0.0
    safety_factor: float = 0.0
    error_smoothing: float = 0.1
    initial_error: float = 0.0
    offset: float = 0.0

    def __post_init__(self) -> None:
        Every(self.review_period, self.offset)
        if self.method not in get_args(Method):
            raise ValueError(f"method is {self.method!r}; it must be one of {', '.join(get_args(Method))}")
        for name in ("cover", "safety_stock", "safety_factor", "initial_error", "initial"):
            value = getattr(self, name)
            if value is not None and not 0 <= value < inf:
                raise ValueError(f"{name} is {value:g}; it must be finite and zero or more")
        if self.method == "holt-winters" and self.multiplicative and self.initial == 0:
            raise ValueError("initial is 0, on which no season can be multiplied; give more, or leave it out")
        _tracked(self)

    # ---- what is learnt

    def begin(self) -> Learnt:
        """Return the state before anything was drawn."""
        if self.initial is None:
            return Learnt()
        method = _tracked(self)
        state = method.start((self.initial,) * method.needs)
        return self._started(state)

    def learn(self, state: Learnt, drawn: float) -> Learnt:
        """Return the state after a period in which so many units were drawn."""
        method = _tracked(self)
        if state.tracked is not None:
            return Learnt(tracked=method.update(state.tracked, drawn))
        first = (*state.first, drawn)
        return Learnt(first) if len(first) < method.needs else self._started(method.start(first))

    def _started(self, state: TrackedState[float]) -> Learnt:
        """Return the state with the error that is reckoned with at first."""
        error = self.initial_error
        if not error > 0:
            return Learnt(tracked=state)
        squared = (DEVIATIONS_PER_MAD * error) ** 2
        return Learnt(tracked=replace(state, errors=1, absolute=error, squared=squared))

    def expected(self, state: Learnt) -> float | None:
        """Return the units forecast for the next period; none before the first draws."""
        if state.tracked is not None:
            return float(_tracked(self).one_step(state.tracked))
        return sum(state.first) / len(state.first) if state.first else None

    # ---- what is ordered

    def target(self, state: Learnt) -> float:
        """Return the inventory position to which an order lifts (units)."""
        covered = self.cover / self.review_period
        if state.tracked is not None and self.method in AHEAD:
            demand = float(demand_over(_tracked(self), state.tracked, covered))
        else:
            demand = (self.expected(state) or 0.0) * covered
        safety = self.safety_stock
        if state.tracked is not None and state.tracked.errors:
            safety += self.safety_factor * DEVIATIONS_PER_MAD * state.tracked.absolute * sqrt(covered)
        return max(demand, 0.0) + safety

    def wants(self, state: Learnt, table: ScopeTable, place: int, now: float) -> float:
        """Return the quantity to order."""
        return up_to(float(table.position[place]), self.target(state))

    def opening(self, turn: float) -> float:
        """Return the position at a moment of its cycle, from 0 (about to order) to 1 (just ordered)."""
        return self.target(self.begin())

    @classmethod
    def sized(
        cls,
        record: PlanningRecord,
        safety_factor: float,
        review_period: float,
        method: Method = "exponential-smoothing",
        periods: int = 12,
        alpha: float = 0.1,
        beta: float | None = None,
        gamma: float | None = None,
        damping: float = 1.0,
        season: int = 12,
        multiplicative: bool = True,
        by_error: bool = False,
        offset: float = 0.0,
        staggered: bool = False,
    ) -> "ForecastBaseStock":
        """Size from planning data: cover of review period plus lead time, recorded demand as first forecast.

        Parameters
        ----------
        record
            Planning data of the stock point.
        safety_factor
            Safety stock, in standard deviations of demand over the time that stock must last.
        review_period
            Time between reviews (time).
        method, periods, alpha, beta, gamma, damping, season, multiplicative
            See the class.
        by_error
            Whether the safety stock follows the errors of the forecast; otherwise it stays what the records
            say.
        offset
            The first review (time).
        staggered
            Whether each stock point has its own turn within the period.
        """
        offset += record.turn() * review_period if staggered else 0.0
        exposed = review_period + record.lead_time
        initial: float | None = record.mean_over(review_period)
        if method == "holt-winters" and multiplicative and initial == 0:
            initial = None
        return cls(
            review_period=review_period,
            cover=exposed,
            method=method,
            periods=periods,
            alpha=alpha,
            beta=beta,
            gamma=gamma,
            damping=damping,
            season=season,
            multiplicative=multiplicative,
            initial=initial,
            safety_stock=0.0 if by_error else record.rounded(record.safety_stock(exposed, safety_factor)),
            safety_factor=safety_factor if by_error else 0.0,
            initial_error=sqrt(record.demand_variance * review_period) / DEVIATIONS_PER_MAD
            if by_error
            else 0.0,
            offset=offset,
        )


@lru_cache(maxsize=4096)
def _tracked(policy: ForecastBaseStock) -> Tracked:
    """Return the method of a policy, with account of its errors."""
    return Tracked(_forecaster(policy), policy.error_smoothing)


def _forecaster(policy: ForecastBaseStock) -> Forecaster:
    alpha = policy.alpha
    beta = alpha if policy.beta is None else policy.beta
    gamma = alpha if policy.gamma is None else policy.gamma
    found: Any
    match policy.method:
        case "naive":
            found = Naive()
        case "simple-average":
            found = SimpleAverage()
        case "moving-average":
            found = MovingAverage(policy.periods)
        case "exponential-smoothing":
            found = ExponentialSmoothing(alpha)
        case "holt":
            found = Holt(alpha, beta, policy.damping)
        case "holt-winters":
            found = HoltWinters(policy.season, alpha, beta, gamma, policy.multiplicative, policy.damping)
        case "seasonal-naive":
            found = SeasonalNaive(policy.season)
        case "croston":
            found = Croston(alpha, beta)
        case "sba":
            found = SBA(alpha, beta)
        case "tsb":
            found = TSB(alpha, beta)
    forecaster: Forecaster = found
    return forecaster
