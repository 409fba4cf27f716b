"""What a planner may know of a stock point when a policy is sized."""

from policies.planning.record import PlanningRecord
from policies.planning.supply import Supply

__all__ = ["PlanningRecord", "Supply"]
