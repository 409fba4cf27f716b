"""The cycles of items of one supplier, from planning records."""

from collections.abc import Mapping
from math import inf

from policies.planning.record import PlanningRecord
from policies.sizing.joint_replenishment import cycle_multiplier, joint_replenishment


def joint_cycles(
    records: Mapping[str, PlanningRecord],
    major_order_cost: float,
    shortest_cycle: float = 0.0,
    longest_cycle: float = inf,
) -> tuple[float, dict[str, int]]:
    """Return the base cycle of items that are ordered together, and the multiplier of each.

    By Silver's heuristic; where that cycle is out of bounds, the multipliers are those of least cost for
    the bound. What was never sold, or costs nothing to keep, is in every order.

    Parameters
    ----------
    records
        Planning data of the items; the cost of an order is that of one more item in it.
    major_order_cost
        Money for each order, however many items are in it.
    shortest_cycle, longest_cycle
        Bounds of the base cycle (time).

    Raises
    ------
    ValueError
        The costs give no cycle and neither do the bounds.
    """
    if not 0 <= shortest_cycle <= longest_cycle:
        raise ValueError(
            f"the shortest cycle is {shortest_cycle:g}; it must be from zero to the longest "
            f"({longest_cycle:g})"
        )
    if not 0 <= major_order_cost < inf:
        raise ValueError(f"major_order_cost is {major_order_cost:g}; it must be finite and zero or more")
    kept = {n: r for n, r in records.items() if r.demand_rate > 0 and r.unit_cost * r.holding_rate > 0}
    costs = {name: record.order_cost for name, record in kept.items()}
    rates = {name: record.demand_rate for name, record in kept.items()}
    holding = {name: record.unit_cost * record.holding_rate for name, record in kept.items()}
    multipliers = dict.fromkeys(records, 1)
    cycle = 0.0
    if kept and major_order_cost > 0:
        plan = joint_replenishment(
            major_order_cost, list(costs.values()), list(rates.values()), list(holding.values())
        )
        cycle = plan.base_cycle
        multipliers.update(zip(kept, plan.multipliers, strict=True))
    bounded = min(max(cycle, shortest_cycle), longest_cycle)
    if not 0 < bounded < inf:
        raise ValueError(
            "there is no cycle of least cost, since nothing that is sold costs something to order together "
            "and to keep; give a review period, or a shortest cycle above zero"
        )
    if bounded != cycle:
        multipliers.update((n, cycle_multiplier(bounded, costs[n], rates[n], holding[n])) for n in kept)
    return bounded, multipliers
