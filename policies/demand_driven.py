"""Demand-driven MRP (DDMRP): buffers of a red, a yellow and a green zone."""

from dataclasses import dataclass
from math import floor, inf
from typing import ClassVar, NamedTuple

from policies.days_of_supply import usual_draws
from policies.forecasting.learning_rule import LearningRule
from policies.forecasting.moving_average import MovingAverage, MovingAverageState
from policies.planning.record import PlanningRecord
from sim.contract import Every, ScopeTable


class Zones(NamedTuple):
    """The zones of a buffer (units)."""

    red: float
    yellow: float
    green: float

    @property
    def top_of_yellow(self) -> float:
        """Net flow position at which an order goes out (units)."""
        return self.red + self.yellow

    @property
    def top_of_green(self) -> float:
        """Net flow position to which an order lifts (units)."""
        return self.red + self.yellow + self.green


@dataclass(frozen=True, slots=True)
class DemandDriven(LearningRule):
    """Every `review_period`, at or below the top of yellow, order up to the top of green.

    Yellow is the usage of a decoupled lead time; green the largest of the minimum order, the usage of an
    order cycle and a share of yellow; red the same share of yellow (its base) and a share of that (its
    safety). What is compared with the zones is the net flow position: on hand + on order - qualified demand,
    which is what waits, what is known to be due before the next review, and known spikes.

    Parameters
    ----------
    review_period
        Time between reviews (time); a day as a rule.
    usage
        Average usage (units per time unit); where it adjusts, only until the draws of `periods` are known.
    lead_time
        Decoupled lead time: the longest way that is not covered by stock (time).
    lead_time_factor
        Share of the usage of a lead time in green and in the base of red: less the longer the lead time is.
    variability_factor
        Safety of red, as a share of its base.
    minimum_order
        Least order (units).
    order_cycle
        Wanted time between two orders (time).
    adjusts
        Whether usage, and with it the zones, follows the draws of the last `periods` review periods.
    periods
        See `adjusts`.
    spike_horizon
        How far ahead known orders are looked at for spikes (time); zero: not at all.
    spike_threshold
        What is known for one review period is a spike above this share of red.
    offset
        The first review (time).

    Notes
    -----
    Ptak & Smith, Orlicky's Material Requirements Planning (2011), 3rd ed., chapters 23 to 26; Ptak & Smith,
    Demand Driven Material Requirements Planning (2019), version 3.

    Examples
    --------
    >>> buffer = DemandDriven(
    ...     review_period=1, usage=10, lead_time=12, lead_time_factor=0.5, variability_factor=0.5
    ... )
    >>> buffer.zones(10)
    Zones(red=90.0, yellow=120, green=60.0)
    """

    TIMES: ClassVar[frozenset[str]] = frozenset(
        {"review_period", "lead_time", "order_cycle", "spike_horizon", "offset"}
    )

    review_period: float
    usage: float
    lead_time: float
    lead_time_factor: float
    variability_factor: float
    minimum_order: float = 0.0
    order_cycle: float = 0.0
    adjusts: bool = False
    periods: int = 30
    spike_horizon: float = 0.0
    spike_threshold: float = 0.5
    offset: float = 0.0

    def __post_init__(self) -> None:
        Every(self.review_period, self.offset)
        for name in (
            "usage",
            "lead_time",
            "lead_time_factor",
            "variability_factor",
            "minimum_order",
            "order_cycle",
            "spike_horizon",
            "spike_threshold",
        ):
            if not 0 <= getattr(self, name) < inf:
                raise ValueError(f"{name} is {getattr(self, name):g}; it must be finite and zero or more")
        if self.periods < 1:
            raise ValueError(f"periods is {self.periods}; it must be one or more")

    # ---- what is learnt

    @property
    def learns(self) -> bool:
        """Whether the usage follows the draws."""
        return self.adjusts

    def begin(self) -> MovingAverageState[float] | None:
        """Return the draws of past periods as the given usage would have them."""
        return usual_draws(self.periods if self.adjusts else 0, self.usage * self.review_period)

    def learn(self, state: MovingAverageState[float], drawn: float) -> MovingAverageState[float]:
        """Return the draws of the last periods."""
        return MovingAverage(self.periods).update(state, drawn)

    def expected(self, state: MovingAverageState[float]) -> float:
        """Return the units forecast for the next review period."""
        return MovingAverage(self.periods).one_step(state)

    # ---- what is ordered

    def zones(self, usage: float) -> Zones:
        """Return the zones at an average usage (units per time unit)."""
        yellow = usage * self.lead_time
        base = yellow * self.lead_time_factor
        return Zones(
            red=base + base * self.variability_factor,
            yellow=yellow,
            green=max(self.minimum_order, usage * self.order_cycle, base),
        )

    def wants(
        self, state: MovingAverageState[float] | None, table: ScopeTable, place: int, now: float
    ) -> float:
        """Return the quantity to order."""
        usage = self.usage if state is None else self.expected(state) / self.review_period
        zones = self.zones(usage)
        known = self._known(table, place, now, self.spike_threshold * zones.red)
        flow = float(table.position[place]) - known  # what waits is off the position already
        return zones.top_of_green - flow if flow <= zones.top_of_yellow else 0.0

    def _known(self, table: ScopeTable, place: int, now: float, threshold: float) -> float:
        """Return the known demand that qualifies: due before the next review, or a spike."""
        due = table.known_due[table.known_stock == place]
        if not due.size:
            return 0.0
        units = table.known_quantity[table.known_stock == place]
        ahead: dict[int, float] = {}
        for date, quantity in zip(due.tolist(), units.tolist(), strict=True):
            period = max(floor((date - now) / self.review_period + 1e-9), 0)
            if period == 0 or date <= now + self.spike_horizon:
                ahead[period] = ahead.get(period, 0.0) + quantity
        return sum(quantity for period, quantity in ahead.items() if period == 0 or quantity > threshold)

    def opening(self, turn: float) -> float:
        """Return the position at a moment of its cycle, from 0 (about to order) to 1 (just ordered)."""
        zones = self.zones(self.usage)
        return zones.top_of_yellow + turn * zones.green

    @classmethod
    def sized(
        cls,
        record: PlanningRecord,
        safety_factor: float,
        review_period: float,
        lead_time_factor: float = 0.5,
        minimum_order: float = 0.0,
        order_cycle: float = 0.0,
        adjusts: bool = False,
        periods: int = 30,
        offset: float = 0.0,
        staggered: bool = False,
    ) -> "DemandDriven":
        """Size from planning data: recorded usage over lead time plus review period.

        The variability factor is the one with which the safety of red is `safety_factor` standard deviations
        of the demand in that time.

        Parameters
        ----------
        record
            Planning data of the stock point.
        safety_factor
            Safety of red, in standard deviations of demand over the time that stock must last.
        review_period
            Time between reviews (time).
        lead_time_factor, minimum_order, order_cycle, adjusts, periods
            See the class.
        offset
            The first review (time).
        staggered
            Whether each stock point has its own turn within the period.
        """
        offset += record.turn() * review_period if staggered else 0.0
        exposed = review_period + record.lead_time
        base = record.mean_over(exposed) * lead_time_factor
        return cls(
            review_period=review_period,
            usage=record.demand_rate,
            lead_time=exposed,
            lead_time_factor=lead_time_factor,
            variability_factor=record.safety_stock(exposed, safety_factor) / base if base > 0 else 0.0,
            minimum_order=minimum_order,
            order_cycle=order_cycle,
            adjusts=adjusts,
            periods=periods,
            offset=offset,
        )
