"""Echelon base stock: each stock point orders by what there is of its units, here and further on."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from math import inf, sqrt
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from policies.planning.parameters import check_scope, check_values, table_of, values_of
from policies.planning.record import PlanningRecord
from policies.planning.rounding import on_grid
from policies.planning.supply import Supply, exploded
from sim.contract import Continuous, Decision, Every, Order, Review, ScopeTable, View, tolerant_ceil


@dataclass(frozen=True, slots=True)
class EchelonBaseStock:
    """Each stock point orders what lifts its echelon position to its echelon level.

    The echelon position counts what is on hand and on order, and all units that have gone on and are not
    sold yet: on the way to the stock points of the scope that it supplies, at them, and in what was made
    of them; less what customers wait for. So every stock point sees the demand of the customers, not the
    orders of the next. Clark and Scarf, Management Science 6 (1960) 475-490: the best policy of a serial
    chain; used as well for distribution and assembly.

    The scope is the whole chain or tree: what leaves it counts as sold.

    The mapping has an entry a stock point; one that is not named has level zero and is supplied to order.
    In a case file it is a column of the parameter file, or one value for all.

    Parameters
    ----------
    review_period
        Time between reviews (time); zero: at every change.
    offset
        The first review (time).
    echelon_level
        Echelon position to which an order lifts (units).

    Examples
    --------
    >>> EchelonBaseStock(review_period=1, echelon_level={"shop": 6.5, "depot": 12}).review
    Every(period=1, offset=0.0)
    """

    TIMES: ClassVar[frozenset[str]] = frozenset({"review_period", "offset"})
    JOINT: ClassVar[bool] = True
    ABSENT: ClassVar[Mapping[str, float]] = {"echelon_level": 0.0}
    table: ClassVar[bool] = True
    bucket: ClassVar[float] = inf
    history: ClassVar[int] = 1

    review_period: float = 0.0
    offset: float = 0.0
    echelon_level: Mapping[str, float] = field(default_factory=dict, hash=False)

    def __post_init__(self) -> None:
        if self.review_period:
            Every(self.review_period, self.offset)
        check_values(self, negative=("echelon_level",))

    @property
    def review(self) -> Review:
        """Every review period, or at every change."""
        return Every(self.review_period, self.offset) if self.review_period else Continuous()

    def decide(self, view: View) -> Iterable[Decision]:
        """Order up to the echelon levels."""
        table = table_of(view)
        check_scope(self, table.names)
        missing = on_grid(values_of(self, "echelon_level", table.names) - echelon_positions(table))
        for place in np.flatnonzero(missing > 0).tolist():
            yield Order(table.names[place], float(missing[place]))

    @classmethod
    def sized_jointly(
        cls,
        records: Mapping[str, PlanningRecord],
        parts: Collection[str],
        *,
        supplies: Mapping[str, Supply],
        safety_factor: float,
        review_period: float = 0.0,
        offset: float = 0.0,
    ) -> "EchelonBaseStock":
        """Size from planning data: customer demand over all lead times from the source to the customer.

        An echelon level covers the mean demand of customers over those lead times and the review period, and
        a safety stock for it: the newsvendor solution of a serial system that Shang and Song, Management
        Science 49 (2003) 618-638, show to be near the best, with one safety factor for all in place of their
        ratios of cost. What comes to a stock point between two reviews goes on at the next only.

        Parameters
        ----------
        records
            Planning data of each stock point.
        parts
            Those that others of the scope draw on.
        supplies
            Lead times and parts lists of each stock point.
        safety_factor
            Safety stock, in standard deviations of the customer demand that a level covers.
        review_period
            Time between reviews (time); zero: at every change.
        offset
            The first review (time).
        """
        below = frozenset(parts)
        exploded({}, supplies)  # refuses what is a part of itself
        users: dict[str, list[tuple[str, float]]] = {name: [] for name in records}
        for name, supply in supplies.items():
            for part, units in supply.parts:
                if part in users and name in users:
                    users[part].append((name, units))

        def demands(name: str, units: float, waited: float) -> Iterator[tuple[float, float, float]]:
            """Yield the rates of mean and variance, and the time to cover, of all customers of its units."""
            record = records[name]
            rate = record.independent_rate or 0.0 if name in below else record.demand_rate
            if rate > 0:
                share = rate / record.demand_rate if record.demand_rate > 0 else 0.0
                time = waited + record.lead_time + review_period
                yield units * rate, units**2 * record.demand_variance * share, time
            wait = waited + _until_review(record.lead_time, review_period)
            for user, each in users[name]:
                yield from demands(user, units * each, wait)

        levels = {}
        for name, record in records.items():
            reached = list(demands(name, 1.0, 0.0))
            mean = sum(rate * time for rate, _, time in reached)
            spread = sqrt(sum(variance * time for _, variance, time in reached))
            levels[name] = record.rounded(mean + safety_factor * spread)
        return cls(review_period=review_period, offset=offset, echelon_level=levels)

    def openings(self, supplies: Mapping[str, Supply], turns: Mapping[str, float]) -> dict[str, float]:
        """Return the units of each stock point that fill its echelon, nothing being on order."""
        own = {name: self.echelon_level.get(name, 0.0) for name in supplies}
        filled = dict(own)
        for name, supply in supplies.items():
            for part, units in supply.parts:
                if part in filled:
                    filled[part] -= units * own[name]
        return {name: max(units, 0.0) for name, units in filled.items()}


def _until_review(lead_time: float, review_period: float) -> float:
    """Return the time until goods that are ordered now can go on: at a review, if there are reviews."""
    return tolerant_ceil(lead_time / review_period) * review_period if review_period else lead_time


def echelon_positions(table: ScopeTable) -> NDArray[np.float64]:
    """Return the echelon position of each stock point of a scope.

    What a stock point has on order from another of the scope is on its way, or owed there, or still on the
    desk. What is owed counts below zero in the position of the other. So the echelon position is the
    position of the stock point itself, less what is on desks, plus the echelon positions of those that it
    supplies.
    """
    echelon: NDArray[np.float64] = table.position - table.allocated
    for link in np.argsort(table.level[table.parents], kind="stable").tolist():
        echelon[table.components[link]] += table.quantities[link] * echelon[table.parents[link]]
    return echelon
