"""Joint replenishment: items of one supplier that share the cost of an order, by Silver's heuristic."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from policies.sizing._checks import not_negative, positive


@dataclass(frozen=True)
class JointReplenishment:
    """Coordinated cycles of several items, and what they imply.

    Attributes
    ----------
    multipliers
        Each item is ordered at every so-many-th opportunity.
    base_cycle
        Time between opportunities.
    cost
        Ordering and holding cost per unit time.
    order_quantities
        Units of an order of each item.
    """

    multipliers: tuple[int, ...]
    base_cycle: float
    cost: float
    order_quantities: tuple[float, ...]


def joint_replenishment(
    major_cost: float,
    minor_costs: Sequence[float],
    demand_rates: Sequence[float],
    holding_costs: Sequence[float],
) -> JointReplenishment:
    """Return coordinated cycles of items of one supplier for steady demand, by Silver's heuristic.

    Parameters
    ----------
    major_cost
        K, money for each order, however many items are in it.
    minor_costs
        k, money for each item of an order.
    demand_rates
        D of each item, units per unit time.
    holding_costs
        h of each item, money per unit and unit time.

    Raises
    ------
    ValueError
        If an argument is out of range, or the items are not as many in each.

    Notes
    -----
    The item with the least k / (h D) is in every order; item i is in every m_i-th, with m_i the whole number
    nearest to sqrt(k_i / (h_i D_i) x h_1 D_1 / (K + k_1)), at least one. Then the base cycle is
    T = sqrt(2 (K + sum k_i / m_i) / sum h_i D_i m_i). Silver, Management Science 22 (1976) 1351-1361. It is
    a heuristic: mostly best, and seldom more than a few per cent off.

    Examples
    --------
    >>> plan = joint_replenishment(10, [2, 8], [1000, 100], [0.2, 0.2])
    >>> plan.multipliers, round(plan.base_cycle, 4)
    ((1, 3), 0.3359)
    """
    _check_items(major_cost, minor_costs, demand_rates, holding_costs)
    holding = [h * d for h, d in zip(holding_costs, demand_rates, strict=True)]
    ratios = [k / hd for k, hd in zip(minor_costs, holding, strict=True)]
    first = min(range(len(ratios)), key=ratios.__getitem__)
    share = holding[first] / (major_cost + minor_costs[first])
    multipliers = [max(math.floor(math.sqrt(ratio * share) + 0.5), 1) for ratio in ratios]
    multipliers[first] = 1
    ordering = major_cost + sum(k / m for k, m in zip(minor_costs, multipliers, strict=True))
    keeping = sum(hd * m for hd, m in zip(holding, multipliers, strict=True))
    cycle = math.sqrt(2 * ordering / keeping)
    return JointReplenishment(
        multipliers=tuple(multipliers),
        base_cycle=cycle,
        cost=math.sqrt(2 * ordering * keeping),
        order_quantities=tuple(d * m * cycle for d, m in zip(demand_rates, multipliers, strict=True)),
    )


def cycle_multiplier(base_cycle: float, minor_cost: float, demand_rate: float, holding_cost: float) -> int:
    """Return the multiplier of least cost of one item, where the base cycle is given.

    Parameters
    ----------
    base_cycle
        Time between opportunities to order.
    minor_cost
        Money for this item in an order.
    demand_rate
        Units per unit time.
    holding_cost
        Money per unit and unit time.

    Notes
    -----
    The least m with m (m + 1) >= 2 k / (h D T^2): one more would cost at least as much.

    Examples
    --------
    >>> cycle_multiplier(0.5, 8, 100, 0.2)
    2
    """
    positive("base_cycle", base_cycle)
    not_negative("minor_cost", minor_cost)
    positive("demand_rate", demand_rate)
    positive("holding_cost", holding_cost)
    target = 2 * minor_cost / (holding_cost * demand_rate * base_cycle**2)
    return max(math.ceil(math.sqrt(target + 0.25) - 0.5 - 1e-12), 1)


def _check_items(
    major_cost: float,
    minor_costs: Sequence[float],
    demand_rates: Sequence[float],
    holding_costs: Sequence[float],
) -> None:
    positive("major_cost", major_cost)
    columns = (
        ("minor_costs", minor_costs, True),
        ("demand_rates", demand_rates, False),
        ("holding_costs", holding_costs, False),
    )
    if not minor_costs:
        raise ValueError("minor_costs is empty; give one figure for each item.")
    for name, values, zero in columns:
        if len(values) != len(minor_costs):
            raise ValueError(f"{name} has {len(values)} figures; give {len(minor_costs)}, one for each item.")
        for value in values:
            if not math.isfinite(value) or value < 0 or (value == 0 and not zero):
                bound = "0 or more" if zero else "above 0"
                raise ValueError(f"a figure in {name} is {value!r}; give a finite number {bound}.")
