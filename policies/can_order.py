"""Can-order: when one item of a supplier must be ordered, those that are low join the order."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from math import inf
from typing import ClassVar

import numpy as np

from policies.planning.joint_cycles import joint_cycles
from policies.planning.parameters import check_scope, check_values, table_of, values_of
from policies.planning.record import PlanningRecord
from policies.planning.supply import Supply
from sim.contract import Continuous, Decision, Order, Review, View


@dataclass(frozen=True, slots=True)
class CanOrder:
    """When an item falls to its must-order level, order up all that are at or below their can-order level.

    The (S, c, s) policy of Balintfy (1964), for the items of one supplier (the scope), looked at all the
    time. Items share the cost of an order, the freight and the trip.

    The mappings have an entry a stock point; one that is not named has the default. In a case file they are
    columns of the parameter file, or one value for all.

    Parameters
    ----------
    must_order
        Position at which an item must be ordered, s (units).
    can_order
        Position at which an item joins an order that is made anyway, c (units); zero: it joins none.
    order_up_to
        Position to which an order lifts, S (units).

    Examples
    --------
    >>> policy = CanOrder(must_order={"nut": 20}, can_order={"nut": 35}, order_up_to={"nut": 90})
    >>> policy.triggers(["nut", "bolt"])
    {'nut': 20, 'bolt': 0.0}
    """

    TIMES: ClassVar[frozenset[str]] = frozenset({"shortest_cycle", "longest_cycle"})
    JOINT: ClassVar[bool] = True
    ABSENT: ClassVar[Mapping[str, float]] = {"must_order": 0.0, "can_order": 0.0, "order_up_to": 1.0}
    table: ClassVar[bool] = True
    bucket: ClassVar[float] = inf
    history: ClassVar[int] = 1

    must_order: Mapping[str, float] = field(default_factory=dict, hash=False)
    can_order: Mapping[str, float] = field(default_factory=dict, hash=False)
    order_up_to: Mapping[str, float] = field(default_factory=dict, hash=False)

    def __post_init__(self) -> None:
        check_values(self, negative=self.ABSENT)
        for stock in {**self.must_order, **self.can_order, **self.order_up_to}:
            must, can, top = (getattr(self, name).get(stock, absent) for name, absent in self.ABSENT.items())
            if top <= must:
                raise ValueError(
                    f"order_up_to of {stock!r} is {top:g}; it must be above its must_order ({must:g})"
                )
            if can and not must <= can <= top:
                raise ValueError(
                    f"can_order of {stock!r} is {can:g}; it must be from its must_order ({must:g}) to its "
                    f"order_up_to ({top:g}), or zero to join no order"
                )

    @property
    def review(self) -> Review:
        """At every change."""
        return Continuous()

    def triggers(self, names: Sequence[str]) -> dict[str, float]:
        """Return the highest position of each stock point at which the policy need be asked."""
        check_scope(self, names)
        return {name: self.must_order.get(name, self.ABSENT["must_order"]) for name in names}

    def decide(self, view: View) -> Iterable[Decision]:
        """Order what must be, and what can be with it."""
        table = table_of(view)
        must, can, top = (values_of(self, name, table.names) for name in self.ABSENT)
        if not (table.position <= must).any():
            return
        joins = table.position <= np.where(can == 0, must, can)
        for item in np.flatnonzero(joins & (table.position < top)).tolist():
            yield Order(table.names[item], float(top[item] - table.position[item]))

    def openings(self, supplies: Mapping[str, Supply], turns: Mapping[str, float]) -> dict[str, float]:
        """Return the units of each stock point at a moment of its cycle, from 0 (low) to 1 (just ordered)."""
        opening = {}
        for name in supplies:
            must, _, top = (getattr(self, p).get(name, absent) for p, absent in self.ABSENT.items())
            opening[name] = must + turns[name] * (top - must)
        return opening

    @classmethod
    def sized_jointly(
        cls,
        records: Mapping[str, PlanningRecord],
        parts: Collection[str],
        *,
        safety_factor: float,
        major_order_cost: float = 0.0,
        can_order_share: float = 0.5,
        shortest_cycle: float = 0.0,
        longest_cycle: float = inf,
    ) -> "CanOrder":
        """Size from planning data: order points, economic joint quantities, and can-order levels between.

        Must-order level: demand in the lead time and safety stock. Order-up-to level: that, and the demand of
        the item's own cycle by Silver's heuristic. Can-order level: what would fall to the must-order level
        within a share of the base cycle joins.

        Parameters
        ----------
        records
            Planning data of each stock point; the cost of an order is that of one more item in it.
        parts
            Those that others of the scope draw on (no difference is made).
        safety_factor
            Safety stock, in standard deviations of the demand in the lead time.
        major_order_cost
            Cost of an order, however many items are in it (money).
        can_order_share
            Share of the base cycle whose demand is between must-order and can-order level.
        shortest_cycle, longest_cycle
            Bounds of the base cycle (time).
        """
        if not 0 <= can_order_share <= 1:
            raise ValueError(f"can_order_share is {can_order_share:g}; it must be a share from 0 to 1")
        cycle, multipliers = joint_cycles(records, major_order_cost, shortest_cycle, longest_cycle)
        must, can, top = {}, {}, {}
        for name, record in records.items():
            lead_time = record.lead_time
            level = record.mean_over(lead_time) + record.safety_stock(lead_time, safety_factor)
            must[name] = record.rounded(level)
            lot = record.rounded(record.mean_over(multipliers[name] * cycle))
            top[name] = must[name] + max(lot, 1.0)
            can[name] = min(record.rounded(level + record.mean_over(can_order_share * cycle)), top[name])
        return cls(must_order=must, can_order=can, order_up_to=top)
