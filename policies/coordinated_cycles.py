"""Coordinated cycles: the items of one supplier are reviewed together, each at every so-many-th review."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from math import inf
from typing import ClassVar

import numpy as np

from policies.planning.joint_cycles import joint_cycles
from policies.planning.parameters import check_scope, check_values, table_of, values_of
from policies.planning.record import PlanningRecord
from policies.planning.supply import Supply
from sim.contract import Decision, Every, Order, Review, View


@dataclass(frozen=True, slots=True)
class CoordinatedCycles:
    """Every `review_period`, order the items whose turn it is up to their levels.

    The items of one supplier (the scope) share the reviews, and so the cost of an order and the freight;
    what sells little, or costs much to add to an order, is in every second or third review only. All are in
    the first one.

    The mappings have an entry a stock point; one that is not named has the default. In a case file they are
    columns of the parameter file, or one value for all.

    Parameters
    ----------
    review_period
        Time between reviews (time).
    offset
        The first review (time).
    multiplier
        The item is in every so-many-th review.
    order_up_to
        Position to which an order lifts (units).

    Examples
    --------
    >>> CoordinatedCycles(review_period=7, multiplier={"nut": 3}).review
    Every(period=7, offset=0.0)
    """

    TIMES: ClassVar[frozenset[str]] = frozenset(
        {"review_period", "offset", "shortest_cycle", "longest_cycle"}
    )
    JOINT: ClassVar[bool] = True
    ABSENT: ClassVar[Mapping[str, float | int]] = {"multiplier": 1, "order_up_to": 0.0}
    table: ClassVar[bool] = True
    bucket: ClassVar[float] = inf
    history: ClassVar[int] = 1

    review_period: float
    offset: float = 0.0
    multiplier: Mapping[str, int] = field(default_factory=dict, hash=False)
    order_up_to: Mapping[str, float] = field(default_factory=dict, hash=False)

    def __post_init__(self) -> None:
        Every(self.review_period, self.offset)
        check_values(self, negative=("order_up_to",))
        for stock, value in self.multiplier.items():
            if value < 1 or value % 1:
                raise ValueError(
                    f"multiplier of {stock!r} is {value:g}; it must be a whole number of one or more"
                )

    @property
    def review(self) -> Review:
        """Every review period."""
        return Every(self.review_period, self.offset)

    def decide(self, view: View) -> Iterable[Decision]:
        """Order the items whose turn it is up to their levels."""
        table = table_of(view)
        check_scope(self, table.names)
        number = round((view.now - self.offset) / self.review_period)
        due = number % values_of(self, "multiplier", table.names) == 0
        missing = values_of(self, "order_up_to", table.names) - table.position
        for item in np.flatnonzero(due & (missing > 0)).tolist():
            yield Order(table.names[item], float(missing[item]))

    def openings(self, supplies: Mapping[str, Supply], turns: Mapping[str, float]) -> dict[str, float]:
        """Return the units of each stock point just after a review."""
        return {name: max(self.order_up_to.get(name, 0.0), 0.0) for name in supplies}

    @classmethod
    def sized_jointly(
        cls,
        records: Mapping[str, PlanningRecord],
        parts: Collection[str],
        *,
        safety_factor: float,
        major_order_cost: float = 0.0,
        review_period: float = 0.0,
        offset: float = 0.0,
        shortest_cycle: float = 0.0,
        longest_cycle: float = inf,
    ) -> "CoordinatedCycles":
        """Size from planning data: cycles by Silver's heuristic, levels for cycle and lead time.

        Parameters
        ----------
        records
            Planning data of each stock point; the cost of an order is that of one more item in it.
        parts
            Those that others of the scope draw on (no difference is made).
        safety_factor
            Safety stock, in standard deviations of demand over the item's cycle and lead time.
        major_order_cost
            Cost of an order, however many items are in it (money).
        review_period
            Time between reviews (time); zero: that of least cost.
        offset
            The first review (time).
        shortest_cycle, longest_cycle
            Bounds of a review period of least cost (time).
        """
        if review_period:
            shortest_cycle = longest_cycle = review_period
        cycle, multipliers = joint_cycles(records, major_order_cost, shortest_cycle, longest_cycle)
        levels = {}
        for name, record in records.items():
            exposed = multipliers[name] * cycle + record.lead_time
            levels[name] = record.rounded(
                record.mean_over(exposed) + record.safety_stock(exposed, safety_factor)
            )
        return cls(review_period=cycle, offset=offset, multiplier=multipliers, order_up_to=levels)
