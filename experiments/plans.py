"""Plans that policies make: which alternatives plan ahead, and what their plan is at a moment."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from sim import DataError, Scenario, simulate
from sim.contract import Decision, Message, ScopeTable, View

if TYPE_CHECKING:
    from experiments.bench import Bench
    from policies.planning.regeneration import Plan
    from scenarios import Case


@dataclass(frozen=True)
class PlanMade:
    """A plan, when it was made, and what came of it.

    Attributes
    ----------
    time
        When it was made (time).
    bucket
        Length of its buckets (time).
    plan
        The plan.
    decisions
        All decisions taken on it.
    table
        What it was made from: the state of its stock points and of the plant.
    """

    time: float
    bucket: float
    plan: "Plan"
    decisions: tuple[Decision, ...]
    table: ScopeTable | None = None

    @property
    def messages(self) -> list[Message]:
        """Messages to the planner."""
        return [decision for decision in self.decisions if isinstance(decision, Message)]


class PlanWatch:
    """A policy that plans, with somebody who keeps its latest plan, and who sees the plant."""

    plant = True

    def __init__(self, policy: Any) -> None:
        self.policy = policy
        self.latest: PlanMade | None = None

    def __getattr__(self, name: str) -> Any:
        """Be the policy in everything else."""
        return getattr(self.policy, name)

    def decide(self, view: View) -> Iterable[Decision]:
        """Decide as the policy does, and keep the plan."""
        decisions = tuple(self.policy.decide(view))
        self.latest = PlanMade(view.now, self.policy.bucket, self.policy.plan(view), decisions, view.table)
        return decisions


def plans(scenario: Scenario) -> bool:
    """Tell whether a policy of a scenario plans ahead."""
    return any(hasattr(control.policy, "plan") for control in scenario.control)


def first_that_plans(case: "Case", bench: "Bench") -> tuple[str, Scenario] | None:
    """Return the first alternative that plans, today's way before the others; None: none does."""
    for name in dict.fromkeys([*([case.today] if case.today else []), *case.alternatives]):
        scenario = bench.scenario(name)
        if plans(scenario):
            return name, scenario
    return None


def plans_at(scenario: Scenario, time: float = 0.0, replication: int = 0) -> list[PlanMade]:
    """Simulate until a moment and return the latest plan of every policy that plans, by then.

    Parameters
    ----------
    scenario
        What is run, from its opening stock on.
    time
        The moment (time); the plan made at that moment is the latest.
    replication
        Which random world.

    Raises
    ------
    DataError
        No policy plans, or none has made a plan by then.
    """
    watches = [PlanWatch(c.policy) for c in scenario.control if hasattr(c.policy, "plan")]
    if not watches:
        raise DataError(
            f"alternative '{scenario.name}' makes no plan; its policies look at the stock of the moment: "
            "choose an alternative with policy 'mrp'"
        )
    waiting = iter(watches)
    watched = tuple(
        replace(c, policy=next(waiting)) if hasattr(c.policy, "plan") else c for c in scenario.control
    )
    until = time + min(watch.policy.bucket for watch in watches) * SHORTLY
    simulate(replace(scenario, control=watched, horizon=until, warm_up=0.0), replication)
    made = [watch.latest for watch in watches if watch.latest is not None]
    if not made:
        first = min(watch.policy.review.offset for watch in watches)
        raise DataError(f"no plan is made by {time:g}; the first is made at {first:g}: ask for a later time")
    return made


SHORTLY = 1e-6
"""Part of a bucket for which a run goes on after the moment of a plan."""


@dataclass(frozen=True)
class OrderPointRow:
    """A bucket in the order-point table of an item (units).

    Attributes
    ----------
    bucket
        The bucket, the first is zero.
    position
        On hand and on order at its start, before what is released in it.
    order_point
        What is required from its start until an order of this bucket has come, and the safety stock.
    release
        What is released in it.
    """

    bucket: int
    position: float
    order_point: float
    release: float

    @property
    def reached(self) -> bool:
        """Whether the position is below the order point."""
        return self.position < self.order_point


def order_point_table(plan: "Plan", item: str) -> Sequence[OrderPointRow]:
    """Return when the order point of an item is reached, for the buckets whose lead time the plan covers.

    The order point of a bucket moves with the requirements: it is what they need from then until an order
    released in it has come and the next could follow, and the safety stock. So an order is released in the
    buckets in which the position is below it, as the plan does.
    """
    place = plan.bill.position(item)
    data, record = plan.data, plan.record
    lead = int(data.lead_time[place])
    gross, coming = record.gross[place], record.scheduled_receipts[place]
    releases = record.planned_releases[place].copy()
    releases[0] += record.past_due[place]
    rows = []
    for bucket in range(max(data.buckets - lead, 0)):
        position = float(
            data.on_hand[place]
            + coming[: bucket + lead + 1].sum()
            + releases[:bucket].sum()
            - gross[:bucket].sum()
        )
        point = float(gross[bucket : bucket + lead + 1].sum() + data.safety_stock[place])
        rows.append(OrderPointRow(bucket, position, point, float(releases[bucket])))
    return rows
