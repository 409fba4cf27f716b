"""What a planner may know of a stock point when a policy is sized."""

from policies.planning.record import PlanningRecord

__all__ = ["PlanningRecord"]
