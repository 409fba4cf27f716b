"""How the lots of many items are sized: one rule an item, with the limits of its orders, as arrays."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from policies.planning.lot_sizes import (
    least_unit_cost,
    part_period_balancing,
    silver_meal,
    wagner_whitin,
    whole_period_lots,
)
from policies.planning.order_limits import OrderLimits
from policies.planning.rounding import largest_orders, on_grid, whole_multiples

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

RULES = (
    "lot-for-lot",
    "fixed-quantity",
    "period-order-quantity",
    "economic-quantity",
    "economic-periods",
    "silver-meal",
    "least-unit-cost",
    "part-period-balancing",
    "wagner-whitin",
)
"""The lot-sizing rules, by name; `LotRules.rule` holds positions in this tuple."""

LOT_FOR_LOT, FIXED, PERIODS, ECONOMIC, ECONOMIC_PERIODS, SILVER_MEAL, UNIT_COST, BALANCING, WAGNER_WHITIN = (
    range(9)
)

CostRule = Callable[[Sequence[float], float, float, OrderLimits], tuple[float, ...]]

COST_RULES: dict[int, CostRule] = {
    SILVER_MEAL: silver_meal,
    UNIT_COST: least_unit_cost,
    BALANCING: part_period_balancing,
    WAGNER_WHITIN: wagner_whitin,
}


@dataclass(frozen=True, slots=True, eq=False)
class LotRules:
    """The lot-sizing rule of each item; build it with `LotRules.of`.

    Attributes
    ----------
    rule
        Position of the rule in `RULES`.
    quantity
        Lot of `fixed-quantity` (units): an order is a whole number of it.
    periods
        Buckets that a lot of `period-order-quantity` covers; zero: as many as the economic quantity lasts.
    order_cost
        Money per lot, for the economic rules.
    holding_cost
        Money per unit and bucket, for the economic rules.
    minimum, multiple, maximum
        Least order, pack size, greatest order (units); what is wanted above the greatest takes several orders
        in the same bucket.
    """

    rule: NDArray[np.int64]
    quantity: Floats
    periods: Integers
    order_cost: Floats
    holding_cost: Floats
    minimum: Floats
    multiple: Floats
    maximum: Floats

    @classmethod
    def of(
        cls,
        items: int,
        rule: str | Sequence[str] = "lot-for-lot",
        *,
        quantity: ArrayLike = 0.0,
        periods: ArrayLike = 0,
        order_cost: ArrayLike = 0.0,
        holding_cost: ArrayLike = 0.0,
        minimum: ArrayLike = 0.0,
        multiple: ArrayLike = 0.0,
        maximum: ArrayLike = math.inf,
    ) -> "LotRules":
        """Return checked rules for a number of items, each argument one value for all or one an item.

        Raises
        ------
        ValueError
            If a rule is unknown, lacks a figure that it needs, or no order fits its limits.

        Examples
        --------
        >>> rules = LotRules.of(2, ["lot-for-lot", "fixed-quantity"], quantity=[0, 140])
        >>> rules.name(1), rules.limits(1).free
        ('fixed-quantity', True)
        """
        names = [rule] * items if isinstance(rule, str) else list(rule)
        for name in names:
            if name not in RULES:
                raise ValueError(f"lot rule {name!r} is not known; take one of {', '.join(RULES)}.")
        figures = (quantity, order_cost, holding_cost, minimum, multiple, maximum)
        spread = [np.broadcast_to(np.asarray(figure, dtype=np.float64), (items,)) for figure in figures]
        codes = {name: code for code, name in enumerate(RULES)}
        rules = cls(
            rule=np.array([codes[name] for name in names], dtype=np.int64).reshape(items),
            quantity=spread[0],
            periods=np.broadcast_to(np.asarray(periods, dtype=np.int64), (items,)),
            order_cost=spread[1],
            holding_cost=spread[2],
            minimum=spread[3],
            multiple=spread[4],
            maximum=spread[5],
        )
        rules._check()
        return rules

    def __len__(self) -> int:
        return len(self.rule)

    def part(self, items: slice | NDArray[np.int64]) -> "LotRules":
        """Return the rules of some of the items."""
        return LotRules(
            rule=self.rule[items],
            quantity=self.quantity[items],
            periods=self.periods[items],
            order_cost=self.order_cost[items],
            holding_cost=self.holding_cost[items],
            minimum=self.minimum[items],
            multiple=self.multiple[items],
            maximum=self.maximum[items],
        )

    def name(self, item: int) -> str:
        """Return the name of an item's rule."""
        return RULES[self.rule[item]]

    def limits(self, item: int) -> OrderLimits:
        """Return what an order of an item may be."""
        return OrderLimits(float(self.minimum[item]), float(self.multiple[item]), float(self.maximum[item]))

    @property
    def by_bucket(self) -> NDArray[np.bool_]:
        """Whether each item is planned bucket by bucket with all others; the rest are planned one by one."""
        return self.rule <= ECONOMIC

    @property
    def reckoned(self) -> bool:
        """Whether a rule needs the requirements per bucket, averaged over the horizon."""
        economic = (self.rule == ECONOMIC) | (self.rule == ECONOMIC_PERIODS)
        return bool((economic | ((self.rule == PERIODS) & (self.periods == 0))).any())

    def units(self, mean: Floats) -> tuple[Floats, NDArray[np.bool_]]:
        """Return the quantity of which an order is a whole number, zero where there is none.

        Also returned: whether each item is planned by bucket and that quantity, a whole number itself, is
        all that its orders must keep, so that their sum is a whole number of it, too.

        Parameters
        ----------
        mean
            As in `steps`.
        """
        steps = self.steps(mean)
        units = np.where(steps > 0, steps, self.multiple)
        packed = (steps > 0) & (self.multiple > 0)
        alike = ~packed | (np.remainder(steps, np.where(packed, self.multiple, 1.0)) == 0)
        free = (self.minimum == 0) & np.isinf(self.maximum)
        return units, self.by_bucket & alike & free & (np.rint(units) == units)

    def steps(self, mean: Floats) -> Floats:
        """Return the quantity of which a lot is a whole number; zero where the rule knows none.

        Parameters
        ----------
        mean
            Requirements per bucket, averaged over the horizon (units), for the economic quantity.
        """
        steps = np.where(self.rule == FIXED, self.quantity, 0.0)
        economic = self.rule == ECONOMIC
        if economic.any():
            rounded = _to_nearest(self.economic_quantities(mean), self.multiple)
            steps = np.where(economic, rounded, steps)
        return np.asarray(steps)

    def covers(self, mean: Floats, buckets: int) -> Integers:
        """Return how many buckets a lot of each item covers, from one to the horizon."""
        covers = np.where(self.rule == PERIODS, self.periods, 1)
        reckoned = covers == 0
        if reckoned.any():
            lasts = np.divide(self.economic_quantities(mean), mean, out=np.ones_like(mean), where=mean > 0)
            covers = np.where(reckoned, np.rint(lasts).astype(np.int64), covers)
        return np.clip(covers, 1, max(buckets, 1))

    def economic_quantities(self, mean: Floats) -> Floats:
        """Return Wilson's lot of each item, zero where holding costs nothing.

        The formula of `policies.sizing.economic_order_quantity`, on arrays.
        """
        squares = np.divide(
            2.0 * self.order_cost * mean,
            self.holding_cost,
            out=np.zeros_like(mean),
            where=self.holding_cost > 0,
        )
        return np.asarray(np.sqrt(squares))

    def lots(self, item: int, requirements: Sequence[float], mean: float) -> tuple[float, ...]:
        """Return the lots of an item that is planned one by one, for its requirements bucket by bucket."""
        if self.rule[item] == ECONOMIC_PERIODS:
            wilson = self.part(np.array([item])).economic_quantities(np.array([mean]))
            return whole_period_lots(requirements, float(wilson[0]), self.limits(item))
        rule = COST_RULES[int(self.rule[item])]
        costs = float(self.order_cost[item]), float(self.holding_cost[item])
        return rule(requirements, *costs, self.limits(item))

    def _check(self) -> None:
        """Refuse figures out of range, and rules without the figures that they need."""
        for name in ("quantity", "periods", "order_cost", "holding_cost", "minimum", "multiple"):
            values = getattr(self, name)
            self._refuse(
                ~(np.isfinite(values) & (values >= 0)), f"{name} must be a finite number of 0 or more"
            )
        self._refuse(~(self.maximum > 0), "maximum must be above 0")
        self._refuse((self.rule == FIXED) & (self.quantity == 0), "the rule needs a quantity above 0")
        reckoned = (self.rule == PERIODS) & (self.periods == 0)
        costly = (self.rule >= ECONOMIC) | reckoned
        self._refuse(costly & (self.holding_cost == 0), "the rule needs a holding_cost above 0")
        economic = (self.rule == ECONOMIC) | reckoned
        self._refuse(economic & (self.order_cost == 0), "the rule needs an order_cost above 0")
        limited = (self.minimum > 0) | (self.multiple > 0) | np.isfinite(self.maximum)
        self._refuse(
            limited & (self.rule == WAGNER_WHITIN),
            "the plan of least cost has no minimum, multiple or maximum; leave them out, or take silver-meal",
        )
        smallest = whole_multiples(self.minimum, self.multiple)
        self._refuse(
            (largest_orders(self.maximum, self.multiple) < np.maximum(smallest, self.multiple)),
            "no order fits minimum, multiple and maximum; raise the maximum or leave it out",
        )

    def _refuse(self, wrong: NDArray[np.bool_], sentence: str) -> None:
        if wrong.any():
            item = int(np.argmax(wrong))
            raise ValueError(f"item number {item} ({self.name(item)}): {sentence}.")


def _to_nearest(quantities: Floats, multiples: Floats) -> Floats:
    """Round to the nearest whole multiple, at least one; as it is where the multiple is zero."""
    safe = np.where(multiples > 0, multiples, 1.0)
    rounded = np.maximum(np.rint(quantities / safe), 1.0) * safe
    return on_grid(np.where((multiples > 0) & (quantities > 0), rounded, quantities))
