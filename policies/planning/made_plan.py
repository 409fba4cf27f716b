"""A plan beside what it was made from: what it owes, when it wants each open order, how it has changed."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from policies.planning.bill import Bill
from policies.planning.netting import PlanningData
from policies.planning.regeneration import Plan
from policies.planning.rounding import on_grid
from sim.contract import GRID, Forecasted, Message, Replanned, ScopeTable

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Memory:
    """What is kept from one regeneration to the next.

    Attributes
    ----------
    forecast
        Units a bucket of each stock point, in the order of the table.
    bill
        The parts list, compiled.
    order, place
        Place in the table of each row of the plan, and the reverse.
    lead_time
        Buckets, in the order of the plan.
    basis
        Safety stocks, fences and lot rules, in the order of the plan; requirements and stock are put in anew.
    foreseen
        Buckets of each item that a later plan sees alike, in the order of the plan.
    receipts
        Receipts of the latest plan, scheduled and planned (units), in the order of the plan; none before
        the first.
    planned
        Planned receipts of the latest plan alone.
    orders, promised
        Numbers of the orders that were open then, in their order, and when they were promised.
    """

    forecast: Floats
    bill: Bill
    order: Integers
    place: Integers
    lead_time: Integers
    basis: PlanningData
    foreseen: Integers
    receipts: Floats | None = None
    planned: Floats | None = None
    orders: Integers | None = None
    promised: Floats | None = None


@dataclass(frozen=True, slots=True, eq=False)
class MadePlan:
    """A plan, and what it was made from.

    Attributes
    ----------
    now
        When it was made (time).
    table
        What was seen.
    memory
        What was remembered.
    plan
        The plan.
    owed
        What each item owes by each bucket if no order comes, safety stock included (units). With a safety
        time it is owed so much earlier.
    """

    now: float
    table: ScopeTable
    memory: Memory
    plan: Plan
    owed: Floats

    @classmethod
    def of(cls, now: float, table: ScopeTable, memory: Memory, plan: Plan) -> "MadePlan":
        """Return a plan with what it owes."""
        return cls(now, table, memory, plan, _owed(plan))

    def receipts(self) -> Floats:
        """Return what comes of open and planned orders, items by buckets (units)."""
        return self.plan.data.scheduled_receipts + self.plan.record.planned_receipts

    def open_units(self) -> Floats:
        """Return the units on open orders of each item, in the order of the plan."""
        units = np.zeros(len(self.table))
        np.add.at(units, self.memory.place[self.table.order_stock], self.table.order_outstanding)
        return on_grid(units)

    def wanted_by(self, due: Integers) -> tuple[Integers, NDArray[np.intp]]:
        """Rank the open orders by item and due bucket; return the ranks and the bucket that wants each."""
        rows = self.memory.place[self.table.order_stock]
        ranked = np.lexsort((self.table.order_number, due, rows))
        rows = rows[ranked]
        units = on_grid(self.table.order_outstanding[ranked])
        before = np.cumsum(units) - units
        first = np.searchsorted(rows, rows)  # the first order of the same item
        covered = on_grid(before - before[first]) if len(rows) else before
        return ranked, (self.owed[rows] <= covered[:, None]).sum(axis=1)

    def changes(self) -> Iterator[Replanned]:
        """Compare the receipts of a plan with those of the plan before, in the buckets that both foresee.

        What was due by now has come, or is late: it is in neither.
        """
        if self.memory.receipts is None:
            return
        plan = self.plan
        both = np.arange(2, plan.data.buckets)[None, :] < self.memory.foreseen[:, None]
        old = np.where(both, self.memory.receipts[:, 2:], 0.0)
        new = np.where(both, self.receipts()[:, 1:-1], 0.0)
        planned, moved = old.sum(axis=1), np.abs(new - old).sum(axis=1) / 2
        rows = np.flatnonzero((planned > 0) | (moved > 0))
        if len(rows):
            names = [plan.bill.items[row] for row in rows.tolist()]
            yield Replanned(names, planned[rows].tolist(), moved[rows].tolist())

    def shortages(self) -> Iterator[Message]:
        """Tell which items fall below their safety stock although all is released now."""
        plan = self.plan
        short = plan.data.safety_stock[:, None] - plan.record.projected_on_hand
        below = np.flatnonzero(short.max(axis=1) > 1 / GRID)
        short = short[below]
        columns = below, np.argmax(short > 1 / GRID, axis=1), short.max(axis=1)
        for item, first, lacking in zip(*(column.tolist() for column in columns), strict=True):
            text = f"from bucket {first + 1} on, by up to {lacking:.4g} units"
            yield Message("below safety stock", plan.bill.items[item], text, lacking)


def _owed(plan: Plan) -> Floats:
    """Return what each item owes by each bucket if no order comes, safety stock included.

    With a safety time it is owed so much earlier.
    """
    spare = plan.data.on_hand - plan.data.safety_stock
    needed = np.cumsum(plan.record.gross, axis=1)
    for item in np.flatnonzero(plan.data.safety_time).tolist():
        ahead = min(int(plan.data.safety_time[item]), needed.shape[1])
        needed[item] = np.concatenate([needed[item, ahead:], np.full(ahead, needed[item, -1])])
    needed -= spare[:, None]
    return on_grid(np.maximum(needed, 0.0, out=needed))  # it never falls: requirements are above zero


def judged(before: Memory | None, table: ScopeTable) -> Iterator[Forecasted]:
    """Hold the forecasts of the bucket that is over against what was drawn."""
    if before is None or not table.draws.shape[1]:
        return
    named = np.flatnonzero(before.forecast > 0)
    if len(named):
        drawn = np.maximum(table.draws[named, -1], 0.0)
        names = [table.names[place] for place in named.tolist()]
        yield Forecasted(names, before.forecast[named].tolist(), drawn.tolist())


def foreseen(
    bill: Bill, lead_time: Integers, horizon: int, covered: Integers, safety_time: Integers
) -> Integers:
    """Return the buckets of each item in which a plan sees all that a later plan will see of them.

    At the end of the horizon a plan does not see what the last lots are to cover, nor the requirements of
    parents that are still to be planned. `covered` are the buckets of a lot, `safety_time` those by which
    receipts come before they are needed.
    """
    seen = np.zeros(len(bill), dtype=np.int64)
    for item in range(len(bill)):
        parents = bill.parents[bill.parent_starts[item] : bill.parent_starts[item + 1]]
        ends = (seen[parents] - lead_time[parents]).min() if parents.size else horizon
        seen[item] = max(ends - covered[item] - safety_time[item] + 1, 0)
    return seen


def buckets_of(times: Floats) -> Integers:
    """Return the bucket at whose start something is there that comes at a time; past times are below zero."""
    slack = 1e-9 * np.maximum(1.0, np.abs(times))
    ahead = np.ceil(times - slack)
    return np.where(times < -slack, np.minimum(np.floor(times + slack), -1.0), ahead).astype(np.int64)


def so_many(buckets: int) -> str:
    """Return a number of buckets in words."""
    return f"{buckets} bucket{'' if buckets == 1 else 's'}"
