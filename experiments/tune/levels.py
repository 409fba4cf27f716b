"""What a policy keeps, as two levels of a textbook: when it orders, how much, and how long that must last."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import isfinite
from typing import Any

from policies.planning import PlanningRecord
from sim import Scenario
from sim.contract import Every


@dataclass(frozen=True, slots=True)
class Level:
    """What protects a stock point against running out.

    Attributes
    ----------
    point
        Position at which it orders, or to which it orders up at a review (units).
    lot
        What an order is on average (units); 0 where it is not known.
    protection
        How long the point must last: the lead time, and the review period where there is one (time).
    """

    point: float
    lot: float
    protection: float


def level_of(policy: Any, stock: str, record: PlanningRecord) -> Level | None:
    """Return the level of a stock point under its policy; None where the policy has none that it states."""
    review = getattr(policy, "review", None)
    period = review.period if isinstance(review, Every) else 0.0
    if not isfinite(period):
        return None
    if isinstance(getattr(policy, "safety_stock", None), Mapping):
        protection = record.lead_time + period
        point = record.mean_over(protection) + policy.safety_stock.get(stock, 0.0)
        buckets = max(getattr(policy, "lot_periods", {}).get(stock, 0), 1)
        return Level(point, record.mean_over(buckets * period), protection)
    if period and hasattr(policy, "order_up_to") and not hasattr(policy, "order_point"):
        top = policy.order_up_to
        if isinstance(top, Mapping):
            if stock not in top:
                return None
            top, period = top[stock], period * getattr(policy, "multiplier", {}).get(stock, 1)
        return Level(float(top), record.mean_over(period), record.lead_time + period)
    if not hasattr(policy, "opening"):
        return None
    point = float(policy.opening(0.0))
    return Level(point, float(policy.opening(1.0)) - point, record.lead_time + period)


def levels_of(scenario: Scenario, records: Mapping[str, PlanningRecord]) -> dict[str, Level]:
    """Return the level of every stock point that has a record and a policy that states one."""
    found = {}
    for control in scenario.control:
        for stock in control.scope:
            level = level_of(control.policy, stock, records[stock]) if stock in records else None
            if level is not None:
                found[stock] = level
    return found
