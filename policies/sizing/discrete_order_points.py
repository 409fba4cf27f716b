"""Safety stock by a table of lead-time demand, where each unit short has a cost."""

import math
from collections.abc import Mapping
from dataclasses import dataclass

from policies.sizing._checks import not_negative, positive


@dataclass(frozen=True)
class DiscreteSafetyStock:
    """The safety stock of least cost for a table of lead-time demand.

    Attributes
    ----------
    safety_stock
        Units above the base order point.
    order_point
        Base order point plus safety stock, units.
    annual_cost
        Carrying cost of the safety stock plus cost of stockouts per year.
    costs
        Annual cost of each safety stock considered, in rising order of the safety stock.
    """

    safety_stock: float
    order_point: float
    annual_cost: float
    costs: dict[float, float]


def discrete_safety_stock(
    lead_time_demand: Mapping[float, float],
    base_order_point: float,
    carrying_cost: float,
    stockout_cost: float,
    orders_per_year: float,
) -> DiscreteSafetyStock:
    """Return the safety stock of least carrying and stockout cost, with every candidate's cost.

    The candidates are the order points at the base and at each possible demand above it: between two of them
    the cost is a straight line.

    Parameters
    ----------
    lead_time_demand
        Probability of each possible demand during the lead time, adding up to 1.
    base_order_point
        Order point without safety stock, units (usually the mean demand of the lead time).
    carrying_cost
        Money per unit of safety stock and year.
    stockout_cost
        Money per unit short.
    orders_per_year
        Cycles per year, in each of which a shortage may occur.

    Raises
    ------
    ValueError
        If an argument is out of range, or the probabilities do not add up to 1.

    Notes
    -----
    Annual cost = carrying cost x safety stock + stockout cost x expected units short per cycle x cycles. Of
    equal costs the smaller safety stock is returned. Heizer, Render & Munson (2020), Operations Management,
    13th ed., chapter 12.

    Examples
    --------
    >>> from policies.sizing import discrete_safety_stock
    >>> table = {30: 0.2, 40: 0.2, 50: 0.3, 60: 0.2, 70: 0.1}
    >>> best = discrete_safety_stock(table, 50, carrying_cost=5, stockout_cost=40, orders_per_year=6)
    >>> best.safety_stock, best.order_point, {s: round(cost) for s, cost in best.costs.items()}
    (20, 70, {0: 960, 10: 290, 20: 100})
    """
    positive("orders_per_year", orders_per_year)
    not_negative("base_order_point", base_order_point)
    not_negative("carrying_cost", carrying_cost)
    not_negative("stockout_cost", stockout_cost)
    for demand, probability in lead_time_demand.items():
        not_negative("demand in lead_time_demand", demand)
        not_negative("probability in lead_time_demand", probability)
    total = math.fsum(lead_time_demand.values())
    if not math.isclose(total, 1.0, rel_tol=0, abs_tol=1e-9):
        raise ValueError(
            f"lead_time_demand has probabilities adding up to {total!r}; scale them to add up to 1."
        )

    def annual_cost(point: float) -> float:
        short = math.fsum(p * (d - point) for d, p in lead_time_demand.items() if d > point)
        return carrying_cost * (point - base_order_point) + stockout_cost * short * orders_per_year

    points = sorted({base_order_point, *(d for d in lead_time_demand if d > base_order_point)})
    costs = {point - base_order_point: annual_cost(point) for point in points}
    best = min(costs, key=lambda stock: costs[stock])
    return DiscreteSafetyStock(best, base_order_point + best, costs[best], costs)
