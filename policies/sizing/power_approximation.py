"""An (s,S) policy from mean and standard deviation alone."""

import math
from dataclasses import dataclass

from policies.sizing._checks import not_negative, positive
from policies.sizing.normal import normal_quantile


@dataclass(frozen=True)
class PowerApproximation:
    """A nearly optimal (s,S) policy under periodic review.

    Attributes
    ----------
    reorder_level
        s, units in terms of inventory position; not rounded. Order up to S at a review that finds s or less.
    order_up_to
        S, units; not rounded.
    """

    reorder_level: float
    order_up_to: float


def power_approximation(
    demand_mean: float,
    demand_sd: float,
    order_cost: float,
    holding_cost: float,
    backorder_cost: float,
    lead_time: float = 0.0,
    capped: bool = True,
) -> PowerApproximation:
    """Return a nearly optimal (s,S) policy for periodic review with backorders.

    Parameters
    ----------
    demand_mean
        Units per period.
    demand_sd
        Standard deviation of the demand of a period, units, above zero.
    order_cost
        K, money per order.
    holding_cost
        h, money per unit on hand at the end of a period.
    backorder_cost
        p, money per unit on backorder at the end of a period.
    lead_time
        Whole periods between an order and its receipt; at 0 an order is there for the demand of its period.
    capped
        Whether, where an order is small beside the demand of a period (Q up to 1.5 means), neither level
        exceeds the level of least cost without an order cost. Some textbooks leave this step out; it then
        costs dearly (in the example below 51 % over the optimum, against 0.02 %).

    Raises
    ------
    ValueError
        If an argument is out of range.

    Notes
    -----
    A regression on optimal policies, its demand interval L + 1 periods. Ehrhardt & Mosier (1984), A revision
    of the power approximation for computing (s,S) policies, Management Science 30.

    Examples
    --------
    >>> from policies.sizing import power_approximation
    >>> policy = power_approximation(50, 8, order_cost=2.5, holding_cost=0.18, backorder_cost=0.7)
    >>> round(policy.reorder_level, 2), round(policy.order_up_to, 2)
    (40.19, 56.6)
    """
    positive("demand_mean", demand_mean)
    positive("demand_sd", demand_sd)
    positive("order_cost", order_cost)
    positive("holding_cost", holding_cost)
    positive("backorder_cost", backorder_cost)
    not_negative("lead_time", lead_time)
    mean = demand_mean * (lead_time + 1)
    sd = demand_sd * math.sqrt(lead_time + 1)
    lot = 1.3 * demand_mean**0.494 * (order_cost / holding_cost) ** 0.506
    lot *= (1 + (sd / demand_mean) ** 2) ** 0.116
    z = math.sqrt(lot * holding_cost / (sd * backorder_cost))
    level = 0.973 * mean + sd * (0.183 / z + 1.063 - 2.192 * z)
    if not capped or lot > 1.5 * demand_mean:
        return PowerApproximation(level, level + lot)
    newsvendor = mean + sd * normal_quantile(backorder_cost / (holding_cost + backorder_cost))
    return PowerApproximation(min(level, newsvendor), min(level + lot, newsvendor))
