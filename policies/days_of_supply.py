"""Days of supply: order point and target as the time for which stock would last."""

from dataclasses import dataclass
from typing import ClassVar

from policies.forecasting.learning_rule import LearningRule
from policies.forecasting.moving_average import MovingAverage, MovingAverageState
from policies.planning.record import PlanningRecord
from sim.contract import Every, ScopeTable


@dataclass(frozen=True, slots=True)
class DaysOfSupply(LearningRule):
    """Every `review_period`, if the position lasts `minimum_cover` or less, order up to `maximum_cover`.

    How long it lasts is reckoned at a rate of demand, which is given, or follows the draws of the last
    `periods` review periods.

    Parameters
    ----------
    review_period
        Time between reviews (time).
    minimum_cover
        Time that the inventory position lasts when an order goes out (time).
    maximum_cover
        Time for which an order lifts it (time).
    rate
        Demand that is reckoned with (units per time unit); with `periods` only until the draws of so many
        are known.
    periods
        Review periods whose draws the rate is the mean of; zero: the rate stays as given.
    offset
        The first review (time).

    Examples
    --------
    >>> DaysOfSupply(review_period=7, minimum_cover=20, maximum_cover=40, rate=3).levels(3)
    (60, 120)
    """

    TIMES: ClassVar[frozenset[str]] = frozenset(
        {"review_period", "minimum_cover", "maximum_cover", "offset", "shortest_cover", "longest_cover"}
    )

    review_period: float
    minimum_cover: float
    maximum_cover: float
    rate: float = 0.0
    periods: int = 0
    offset: float = 0.0

    def __post_init__(self) -> None:
        Every(self.review_period, self.offset)
        for name in ("minimum_cover", "rate", "periods"):
            if not getattr(self, name) >= 0:
                raise ValueError(f"{name} is {getattr(self, name):g}; it must be zero or more")
        if not self.maximum_cover > self.minimum_cover:
            raise ValueError(
                f"maximum_cover is {self.maximum_cover:g}; it must be above minimum_cover "
                f"({self.minimum_cover:g})"
            )

    # ---- what is learnt

    @property
    def learns(self) -> bool:
        """Whether the rate follows the draws."""
        return self.periods > 0

    def begin(self) -> MovingAverageState[float] | None:
        """Return the draws of past periods as the given rate would have them."""
        return usual_draws(self.periods, self.rate * self.review_period)

    def learn(self, state: MovingAverageState[float], drawn: float) -> MovingAverageState[float]:
        """Return the draws of the last periods."""
        return MovingAverage(self.periods).update(state, drawn)

    def expected(self, state: MovingAverageState[float]) -> float:
        """Return the units forecast for the next review period."""
        return MovingAverage(self.periods).one_step(state)

    # ---- what is ordered

    def levels(self, rate: float) -> tuple[float, float]:
        """Return order point and target (units) at a rate of demand (units per time unit)."""
        return self.minimum_cover * rate, self.maximum_cover * rate

    def wants(
        self, state: MovingAverageState[float] | None, table: ScopeTable, place: int, now: float
    ) -> float:
        """Return the quantity to order."""
        rate = self.rate if state is None else self.expected(state) / self.review_period
        point, target = self.levels(rate)
        position = float(table.position[place])
        return target - position if position <= point else 0.0

    def opening(self, turn: float) -> float:
        """Return the position at a moment of its cycle, from 0 (about to order) to 1 (just ordered)."""
        point, target = self.levels(self.rate)
        return point + turn * (target - point)

    @classmethod
    def sized(
        cls,
        record: PlanningRecord,
        safety_factor: float,
        review_period: float,
        offset: float = 0.0,
        shortest_cover: float = 0.0,
        longest_cover: float = float("inf"),
        periods: int = 0,
        staggered: bool = False,
    ) -> "DaysOfSupply":
        """Size from planning data: lead time, review period and safety as cover, the economic quantity above.

        Parameters
        ----------
        record
            Planning data of the stock point.
        safety_factor
            Safety stock, in standard deviations of demand over the time that stock must last.
        review_period
            Time between reviews (time).
        offset
            The first review (time).
        shortest_cover, longest_cover
            Least and greatest order, as the time that it would last (time).
        periods
            See the class.
        staggered
            Whether each stock point has its own turn within the period.
        """
        offset += record.turn() * review_period if staggered else 0.0
        exposed, rate = review_period + record.lead_time, record.demand_rate
        minimum, order = exposed, review_period
        if rate > 0:
            minimum += record.safety_stock(exposed, safety_factor) / rate
            order = record.economic_quantity(shortest_cover, longest_cover) / rate
        return cls(
            review_period=review_period,
            minimum_cover=minimum,
            maximum_cover=minimum + order,
            rate=rate,
            periods=periods,
            offset=offset,
        )


def usual_draws(periods: int, drawn: float) -> MovingAverageState[float] | None:
    """Return the state of a moving average after equal periods; none where there is no average."""
    return MovingAverageState((drawn,) * periods) if periods > 0 else None
