"""Manufacturing resource planning: material requirements planning in a closed loop with capacity."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from math import inf
from typing import ClassVar, Self

import numpy as np
from numpy.typing import NDArray

from policies.mrp import Mrp
from policies.planning.capacity import planned_load
from policies.planning.leveling import levelled
from policies.planning.made_plan import MadePlan, Memory, so_many
from policies.planning.plant_load import (
    Queues,
    add_released,
    carried,
    kits_from,
    open_hours,
    routings_of,
    too_much,
)
from policies.planning.record import PlanningRecord
from policies.planning.regeneration import Plan, PlannedOrder
from policies.planning.routing import Orders, Routings
from sim.contract import GRID, Decision, Message, ScopeTable, to_grid

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

SLIVER = 1e-6
"""Hours so few that they are rounding."""


@dataclass(frozen=True, slots=True, eq=False)
class PlantMemory(Memory):
    """What is kept from one regeneration to the next, the plant included.

    Attributes
    ----------
    routings
        Routings, compiled; none where nothing of the scope is made in the plant.
    held
        Units of the orders that were held back, by row of the plan.
    """

    routings: Routings | None = None
    held: Mapping[int, tuple[float, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Mrp2(Mrp):
    """The plan of `Mrp`, and releases that the work centres have capacity for: the closed loop of MRP II.

    After each regeneration the planned production orders of the next buckets are loaded on the work centres,
    after what open orders still take, by standard hours; what is lacked first goes first. Where a later
    bucket has too much to do, an order is released before its time, if its parts are at hand. An order that
    could not be done in time even so is held back by as much as it would be late, for it would only wait in
    the shop; but no work centre stands idle for that, and an order whose parts are not there yet is released
    as planned, as is what is bought. Where there is capacity for all, this is `Mrp`.

    Parameters
    ----------
    ahead
        Most buckets by which an order is released before the plan.
    behind
        Most buckets by which an order may be late because it is held back; one that is so late already, for
        whatever reason, is released. None: it is held back for as long as it takes.
    window
        Buckets whose releases are loaded; more than `ahead`.
    load_limit
        Share of the capacity that may be planned.

    All other parameters are those of `Mrp`.

    Examples
    --------
    >>> Mrp2(bucket=7, ahead=2, load_limit=0.95).review
    Every(period=7, offset=0.0)
    """

    plant: ClassVar[bool] = True

    ahead: int = 1
    behind: int | None = 2
    window: int = 4
    load_limit: float = 1.0

    def __post_init__(self) -> None:
        Mrp.__post_init__(self)
        if self.ahead < 0:
            raise ValueError(f"ahead is {self.ahead}; it must be zero buckets or more")
        if self.behind is not None and self.behind < 0:
            raise ValueError(f"behind is {self.behind}; it must be zero buckets or more")
        if self.window <= self.ahead:
            raise ValueError(f"window is {self.window}; it must be above ahead ({self.ahead})")
        if not self.load_limit > 0:
            raise ValueError(f"load_limit is {self.load_limit:g}; it must be above zero")

    # ---- planning

    def _first(self, table: ScopeTable) -> Memory:
        """Compile the parts list, the parameters and the routings."""
        memory = Mrp._first(self, table)
        plant = table.plant
        if plant is None or not len(plant.route_stock):
            return memory
        rates = memory.bill.total_requirements(memory.forecast[memory.order][:, None])[:, 0]
        lots = [self._typical_lot(n, r) for n, r in zip(memory.bill.items, rates.tolist(), strict=True)]
        routings = routings_of(plant, memory.bill, memory.place, memory.lead_time, np.maximum(lots, 1.0))
        kept = {field.name: getattr(memory, field.name) for field in fields(memory)}
        return PlantMemory(**kept, routings=routings)

    # ---- decisions

    def _releases(self, made: MadePlan) -> tuple[Iterable[Decision], Memory]:
        """Return what is released now and has capacity, and for which hours there is none; what is held."""
        memory = made.memory
        if not isinstance(memory, PlantMemory) or memory.routings is None:
            return Mrp._releases(self, made)
        orders, held, overloads = self._fitted(made, memory, memory.routings)
        return [*self._ordered(made, orders), *overloads], replace(memory, held=held)

    def _fitted(
        self, made: MadePlan, memory: PlantMemory, routings: Routings
    ) -> tuple[list[PlannedOrder], Mapping[int, tuple[float, ...]], list[Message]]:
        """Return the orders to release now, those that are held back, and where the work is too much."""
        time, table, plan = made.now, made.table, made.plan
        assert table.plant is not None
        buckets = self.window + int(routings.lead_time[routings.made].max())
        capacity = np.repeat((table.plant.hours * self.bucket * self.load_limit)[:, None], buckets, axis=1)
        kits = kits_from(plan)
        orders = _Candidates.of(made, routings, self.window, kits, buckets, memory.held)
        now = orders.release <= 0
        late = (
            now & orders.made & (orders.due - orders.lacked >= (inf if self.behind is None else self.behind))
        )
        busy = open_hours(table, routings, memory.place, buckets, kits)
        add_released(busy, orders.some(late), routings)
        loaded = orders.made & ~late
        work = carried(busy, capacity) + planned_load(orders.some(loaded), routings, buckets).to_do
        soon = loaded & (orders.release <= self.ahead)
        loaded &= orders.lacked <= orders.lacked[soon].max(initial=-inf)  # what is loaded later is in no way
        fitted = levelled(
            orders.some(loaded),
            routings,
            capacity,
            buckets,
            open_hours=busy,
            ahead=self.ahead,
            behind=self.behind,
        )
        held = np.zeros_like(now)
        held[loaded] = (fitted.held > 0) | (~fitted.fits & (self.behind is None))
        held &= now & (orders.begins == 0)  # what waits for parts is in nobody's way
        now &= ~held
        queues = Queues.of(table, routings, memory.place)
        waiting = replace(queues, need_by=(queues.need_by - time) / self.bucket)
        free = capacity[:, 0] - planned_load(orders.some(now & orders.made), routings, 1).hours[:, 0]
        now[held] = _taken_up(orders.some(held), routings, waiting, free)
        early = np.flatnonzero(loaded)[(fitted.release == 0) & (orders.release[loaded] > 0)]
        now[early] = _supplied(plan, orders, early)
        back: dict[int, tuple[float, ...]] = {}
        for number in np.flatnonzero(held & ~now).tolist():
            row = int(orders.item[number])
            back[row] = (*back.get(row, ()), float(orders.units[number]))
        return orders.planned(plan, now), back, self._overloads(routings.centres, work, capacity)

    def _overloads(self, centres: Sequence[str], work: Floats, capacity: Floats) -> list[Message]:
        """Tell of each work centre that cannot do its work in time, even what is done before its time."""
        over = too_much(work, capacity, self.ahead)[:, : self.window]
        told = []
        for place in np.flatnonzero(over.sum(axis=1) > SLIVER).tolist():
            total, first = float(over[place].sum()), int(np.argmax(over[place] > 0))
            text = f"{total:.4g} hours too many in {so_many(self.window)}, from bucket {first + 1} on"
            told.append(Message("overload", centres[place], text, total))
        return told

    # ---- sizing

    @classmethod
    def sized_jointly(
        cls,
        records: Mapping[str, PlanningRecord],
        parts: Collection[str],
        *,
        safety_factor: float,
        bucket: float,
        part_safety_factor: float = 1.0,
        shortest_cover: float = 0.0,
        longest_cover: float = inf,
        horizon: int = 52,
        alpha: float = 0.0,
        fence: int = 0,
        firm: int = 0,
        damping: int = 1,
        offset: float = 0.0,
        reschedules: bool = True,
        ahead: int = 1,
        behind: int | None = 2,
        window: int = 4,
        load_limit: float = 1.0,
    ) -> Self:
        """Size from planning data, as `Mrp` is sized; the others are taken as they are.

        Parameters
        ----------
        ahead, behind, window, load_limit
            See the class.
        """
        plain = super(Mrp2, cls).sized_jointly(
            records,
            parts,
            safety_factor=safety_factor,
            bucket=bucket,
            part_safety_factor=part_safety_factor,
            shortest_cover=shortest_cover,
            longest_cover=longest_cover,
            horizon=horizon,
            alpha=alpha,
            fence=fence,
            firm=firm,
            damping=damping,
            offset=offset,
            reschedules=reschedules,
        )
        return replace(plain, ahead=ahead, behind=behind, window=window, load_limit=load_limit)


@dataclass(frozen=True, slots=True, eq=False)
class _Candidates:
    """Orders of a plan that may be released now: what is due to be, and what is made in the next buckets.

    `item` is the row of the plan, `lacked` the bucket that lacks the order, `begins` the first in which it
    can be worked, `last` that in which it must be finished.
    """

    item: Integers
    units: Floats
    release: Integers
    due: Integers
    made: NDArray[np.bool_]
    lacked: Floats
    begins: Integers
    last: Integers

    @classmethod
    def of(
        cls,
        made: MadePlan,
        routings: Routings,
        window: int,
        kits: Integers,
        buckets: int,
        held: Mapping[int, tuple[float, ...]],
    ) -> "_Candidates":
        plan = made.plan
        item, due, units = _due_in(plan, np.where(routings.made, window - 1, 0))
        if held:
            item, due, units = _apart(plan, item, due, units, held)
        release = due - plan.data.lead_time[item]
        begins = np.where(release <= 0, np.minimum(kits[item], buckets - 1), release)
        return cls(
            item=item,
            units=units,
            release=release,
            due=due,
            made=routings.made[item],
            lacked=np.where(release > 0, due, np.minimum(_lacked(made)[item], due)),
            begins=begins,
            last=np.minimum(np.maximum(due - 1, begins), buckets - 1),
        )

    def some(self, which: NDArray[np.bool_]) -> Orders:
        """Return some of them, what is lacked first going first."""
        return Orders(
            self.item[which], self.units[which], self.begins[which], self.last[which], self.lacked[which]
        )

    def planned(self, plan: Plan, which: NDArray[np.bool_]) -> list[PlannedOrder]:
        """Return some of them as orders of the plan."""
        columns = (self.item, self.units, self.release, self.due)
        rows = zip(*(column[which].tolist() for column in columns), strict=True)
        return [PlannedOrder(plan.bill.items[row], units, release, due) for row, units, release, due in rows]


def _due_in(plan: Plan, released_by: Integers) -> tuple[Integers, Integers, Floats]:
    """Return item, due bucket and units of the orders that are released by a bucket of each item."""
    last = np.minimum(plan.data.lead_time + released_by, plan.data.buckets - 1)
    depth = int(last.max(initial=0)) + 1
    inside = np.arange(depth) <= last[:, None]
    item, due = np.nonzero((plan.record.planned_receipts[:, :depth] > 0) & inside)
    firm = plan.data.firm[item, due]
    units = np.stack([firm, plan.record.planned_receipts[item, due] - firm], axis=1).ravel()
    some = units > 0  # a firm order and what is planned beside it are two
    return np.repeat(item, 2)[some], np.repeat(due, 2)[some], units[some]


def _apart(
    plan: Plan, item: Integers, due: Integers, units: Floats, held: Mapping[int, tuple[float, ...]]
) -> tuple[Integers, Integers, Floats]:
    """Return the orders, those that were held back apart from what has come to be wanted since."""
    places: list[int] = []
    parts: list[float] = []
    for place, (row, at, left) in enumerate(zip(item.tolist(), due.tolist(), units.tolist(), strict=True)):
        lots = held.get(row, ()) if at <= plan.data.lead_time[row] else ()
        least = max(float(plan.data.lots.minimum[row]), 1 / GRID) if lots else 0.0
        for lot in lots:
            if left - lot < least:
                break
            places.append(place)
            parts.append(lot)
            left = to_grid(left - lot)
        places.append(place)
        parts.append(left)
    return item[places], due[places], np.array(parts)


def _lacked(made: MadePlan) -> Floats:
    """Return the bucket that lacks each item, if nothing is ordered.

    Where the first does already, each bucket of average requirements that is lacking beyond its own is one
    bucket before.
    """
    owed, open_units = made.owed, made.open_units()
    lacking = owed > open_units[:, None]
    lacks: Floats = np.argmax(lacking, axis=1).astype(np.float64)
    at_once = np.flatnonzero(lacking[:, 0])
    mean = made.plan.record.gross[at_once].mean(axis=1)
    short = owed[at_once, 0] - open_units[at_once]
    known = mean > 0
    lacks[at_once[known]] = -np.maximum(short[known] / mean[known] - 1, 0.0)
    return lacks


def _taken_up(orders: Orders, routings: Routings, queues: Queues, free: Floats) -> NDArray[np.bool_]:
    """Tell which orders begin now although they end too late: nothing more urgent fills their work centre.

    `queues` stand before the work centres, wanted by so many buckets from now; `free` are the hours of the
    first bucket that are left beside them. What is lacked first goes first.
    """
    taken = np.zeros(len(orders), dtype=np.bool_)
    operations = orders.operations(routings)
    centre, offset = routings.centre[operations.row], routings.offset[operations.row]
    for number in orders.sequence():
        steps = slice(int(operations.starts[number]), int(operations.starts[number + 1]))
        first = int(centre[steps][0])
        if free[first] - queues.before(first, orders.priority[number]) > SLIVER:
            taken[number] = True
            soon = offset[steps] == 0
            np.subtract.at(free, centre[steps][soon], operations.hours[steps][soon])
    return taken


def _supplied(plan: Plan, orders: _Candidates, early: NDArray[np.intp]) -> list[bool]:
    """Tell which orders can be released now, before their time: those that take parts from nobody else.

    The parts must be there from now until the plan would take them.
    """
    bill, at_hand = plan.bill, plan.record.projected_on_hand
    taken = np.zeros(len(bill))
    supplied = []
    for number in early.tolist():
        place = orders.item[number]
        links = slice(bill.component_starts[place], bill.component_starts[place + 1])
        parts, needed = bill.components[links], bill.quantities[links] * orders.units[number]
        left = at_hand[parts, : orders.release[number]].min(axis=1) - taken[parts] - needed
        supplied.append(bool((left > -1 / GRID).all()))
        if supplied[-1]:
            taken[parts] += needed
    return supplied
