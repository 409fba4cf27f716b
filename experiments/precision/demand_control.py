"""What customers asked for, as a control variate: what was drawn in a run, and what the laws expect."""

import numpy as np

from sim import Run, Scenario
from sim.distributions import (
    Constant,
    Discrete,
    Distribution,
    Empirical,
    Exponential,
    Geometric,
    NegativeBinomial,
    Poisson,
)
from sim.network import Demand
from sim.scenario import UNITS_PER_YEAR

MOST_ORDERS = 10_000_000
"""Orders of a demand at fixed intervals that are still counted one by one."""


def drawn_per_year(run: Run, scenario: Scenario) -> float:
    """Return the units a year that customers' sizes came to in a run, negative sizes taken off.

    No policy moves it: a customer who goes away unserved has asked all the same.
    """
    asked = float(run.demand_total("order_units").sum())
    negative = float(run.total("truncated_units").sum() + run.total("returned_units").sum())
    return (asked - negative) * UNITS_PER_YEAR[scenario.time_unit] / run.time


def expected_per_year(scenario: Scenario) -> float | None:
    """Return the expected value of `drawn_per_year`; None where it is not known exactly.

    It is known where every demand comes as a Poisson process or at fixed intervals, and sizes are not
    rounded to whole units. Not where a demand has a profile, further lines or orders on the books, or gaps of
    another law: renewals in a window have the expected number length / mean gap only in the long run.
    """
    network = scenario.network
    items = {item.name: item for item in network.items}
    item_of = {point.name: items[point.item] for point in network.stock_points}
    total = 0.0
    for demand in network.demands:
        if demand.profile is not None or demand.lines or demand.known_ahead > 0:
            return None
        if item_of[demand.stock].whole and not _whole(demand.size):
            return None
        orders = _expected_orders(demand, scenario.warm_up, scenario.horizon)
        if orders is None:
            return None
        total += orders * demand.size.mean
    if not total > 0:
        return None
    return total * UNITS_PER_YEAR[scenario.time_unit] / (scenario.horizon - scenario.warm_up)


def _whole(size: Distribution) -> bool:
    """Tell whether a law gives whole numbers only, so that rounding leaves its mean."""
    match size:
        case Poisson() | Geometric() | NegativeBinomial():
            return True
        case Constant():
            return size.value % 1 == 0
        case Discrete() | Empirical():
            return all(value % 1 == 0 for value in size.values)
    return False


def _expected_orders(demand: Demand, start: float, end: float) -> float | None:
    """Return the expected number of orders after `start` (at it too, where it is zero) and up to `end`."""
    gap = demand.interval
    if isinstance(gap, Constant) and gap.value > 0:
        first = gap.value if demand.first is None else demand.first
        if (end - first) / gap.value > MOST_ORDERS:
            return None
        steps = np.full(max(0, int((end - first) / gap.value)) + 2, gap.value)
        steps[0] = first
        times = np.cumsum(steps)  # one after the other, as the clock adds them
        return float(np.count_nonzero(((times > start) | (start == 0)) & (times <= end)))
    if isinstance(gap, Exponential) and gap.mean > 0:
        if demand.first is None:
            return (end - start) / gap.mean
        if demand.first > end:
            return 0.0
        counted = demand.first > start or start == 0
        return (end - max(start, demand.first)) / gap.mean + counted
    return None
