"""What sizing needs: a planning record for each stock point."""

from typing import Protocol

from policies.planning import PlanningRecord


class Planning(Protocol):
    """Source of planning records, one for each stock point."""

    def record(self, stock: str) -> PlanningRecord:
        """Return what a planner knows of a stock point."""
        ...
