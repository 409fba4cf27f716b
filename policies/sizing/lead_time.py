"""Demand over a lead time or a protection interval."""

import math
from dataclasses import dataclass

from policies.sizing._checks import not_negative, positive


@dataclass(frozen=True)
class LeadTimeDemand:
    """Demand during a lead time.

    Attributes
    ----------
    mean
        Units.
    sd
        Standard deviation, units.
    """

    mean: float
    sd: float


def lead_time_demand(
    demand_mean: float, demand_sd: float, lead_time: float, lead_time_sd: float = 0.0
) -> LeadTimeDemand:
    """Return mean and standard deviation of the demand during a lead time, both of which may vary.

    Parameters
    ----------
    demand_mean
        Units per unit time, zero or more.
    demand_sd
        Standard deviation of the demand in one unit of time, units.
    lead_time
        Mean lead time in the same unit of time, above zero.
    lead_time_sd
        Standard deviation of the lead time, same unit.

    Raises
    ------
    ValueError
        If an argument is negative or not finite, or the lead time is zero.

    Notes
    -----
    mean = d L, variance = L s_d^2 + d^2 s_L^2, for demands that are independent from one unit of time to the
    next and of the lead time, and for orders that do not cross. Hadley & Whitin (1963),
    Analysis of Inventory Systems; Silver, Pyke & Thomas (2017), chapter 6.

    Examples
    --------
    >>> from policies.sizing import lead_time_demand
    >>> lead_time_demand(demand_mean=65, demand_sd=5.2, lead_time=0.25)
    LeadTimeDemand(mean=16.25, sd=2.6)
    """
    not_negative("demand_mean", demand_mean)
    not_negative("demand_sd", demand_sd)
    positive("lead_time", lead_time)
    not_negative("lead_time_sd", lead_time_sd)
    return LeadTimeDemand(
        mean=demand_mean * lead_time,
        sd=math.hypot(demand_sd * math.sqrt(lead_time), demand_mean * lead_time_sd),
    )
