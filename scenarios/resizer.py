"""Size a policy anew within a run."""

from dataclasses import dataclass, replace
from typing import Any

from policies.planning import PlanningRecord
from scenarios.control_entry import ControlEntry


@dataclass(frozen=True, slots=True)
class Resizer:
    """Sizes the policy of one stock point from draws recorded within the run.

    Everything but the demand is as planned before the run: lead time, cost of an order, unit cost.
    """

    entry: ControlEntry
    record: PlanningRecord

    def __call__(self, rate: float, variance: float) -> Any:
        """Return the policy for a rate and a variance of the draws, both per time unit."""
        return self.entry.sized(replace(self.record, demand_rate=rate, demand_variance=variance))
