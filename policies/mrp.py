"""Material requirements planning: one plan for all stock points of a scope, made anew in every bucket."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from math import inf, isfinite, sqrt
from typing import ClassVar, Self

import numpy as np
from numpy.typing import NDArray

from policies.planning.bill import Bill
from policies.planning.consumption import consume
from policies.planning.lot_rules import RULES, LotRules
from policies.planning.made_plan import MadePlan, Memory, buckets_of, foreseen, judged, so_many
from policies.planning.netting import PlanningData
from policies.planning.parameters import check_scope, table_of
from policies.planning.record import PlanningRecord
from policies.planning.regeneration import Plan, PlannedOrder
from policies.planning.regeneration import plan as regenerated
from policies.planning.supply import Supply, exploded
from sim.contract import (
    Cancel,
    Decision,
    Every,
    Expedite,
    Message,
    MessageKind,
    Order,
    Remember,
    Reschedule,
    Review,
    ScopeTable,
    View,
)

NEEDS = {
    "lot-for-lot": (),
    "fixed-quantity": ("lot_quantity",),
    "period-order-quantity": ("lot_periods",),
    "economic-quantity": ("order_cost", "holding_cost"),
    "economic-periods": ("order_cost", "holding_cost"),
}
"""The figures that a lot rule needs; those that are not here need a holding cost."""

SLACK = 1e-9
"""Part of a bucket by which a date may be off for rounding."""

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Mrp:
    """Every bucket, plan all stock points of the scope together and release what is due to be released.

    Gross requirements are a forecast of what customers draw, or what they have booked where that is more,
    what they wait for, and what the planned orders of parents take; they are netted against stock and open
    orders, level by level, and set off by the planned lead times, in whole buckets: a part of a bucket counts
    as a whole one, and what draws on others of the scope must take one at least. A requirement counts at the
    start of its bucket. Open orders come when they are promised, but no later than a new order would; so
    a new order is planned only for what all of them together do not cover. It is planned no earlier than its
    lead time allows, and wanted by the bucket that lacks it.

    The mappings have an entry a stock point; one that is not named has the default. In a case file they are
    columns of the parameter file, or one value for all.

    Parameters
    ----------
    bucket
        Length of a bucket, and time between two plans (time).
    horizon
        Buckets that are planned; more than the longest way through the parts list takes.
    offset
        The first plan (time).
    alpha
        Share of the latest bucket in the forecast, by exponential smoothing; zero: the forecast stays.
    fence
        Buckets at the start in which no new receipt is planned, beyond those of the lead time; what was
        planned there before stays.
    demand_fence
        Buckets at the start in which only booked orders of customers count, and no forecast.
    consumes
        Buckets before and after its own in which a booked order takes the place of forecast.
    firm
        Buckets after which a planned order may still move: those to be released before that stay as the
        plan before had them (firm planned orders).
    damping
        Least number of buckets by which the date of an open order must be off before anything is said or
        done.
    reschedules
        Whether open orders get the date on which the plan wants them; messages are sent in any case.
    cancels
        Whether open orders that are not wanted are cancelled, where they are still on a desk.
    hurries
        Whether sources are asked to hurry open orders that they promise later than the plan wants them (see
        `Expediting`); each is asked once a plan, and a source that does not hurry refuses.
    safety_stock
        Stock that the plan does not touch (units).
    safety_time
        Buckets by which receipts are planned earlier than they are needed.
    forecast
        What customers are expected to draw in a bucket (units).
    lot_rule
        How lots are sized: `lot-for-lot`, `fixed-quantity`, `period-order-quantity`, `economic-quantity`,
        `economic-periods`, `silver-meal`, `least-unit-cost`, `part-period-balancing` or `wagner-whitin`.
    lot_quantity
        Lot of `fixed-quantity` (units).
    lot_periods
        Buckets that a lot of `period-order-quantity` covers.
    order_cost
        Money per lot, for the rules that weigh costs (money).
    holding_cost
        Money per unit and bucket, for the rules that weigh costs (money).
    minimum
        Least order (units).
    multiple
        Pack size (units); zero: one where the item is whole.

    Examples
    --------
    >>> Mrp(bucket=7, safety_stock={"valve": 20}).review
    Every(period=7, offset=0.0)
    """

    TIMES: ClassVar[frozenset[str]] = frozenset({"bucket", "offset", "shortest_cover", "longest_cover"})
    JOINT: ClassVar[bool] = True
    ABSENT: ClassVar[Mapping[str, float | int | str]] = {
        "safety_stock": 0.0,
        "safety_time": 0,
        "forecast": 0.0,
        "lot_rule": "lot-for-lot",
        "lot_quantity": 0.0,
        "lot_periods": 0,
        "order_cost": 0.0,
        "holding_cost": 0.0,
        "minimum": 0.0,
        "multiple": 0.0,
    }
    table: ClassVar[bool] = True
    history: ClassVar[int] = 1

    bucket: float
    horizon: int = 52
    offset: float = 0.0
    alpha: float = 0.0
    fence: int = 0
    demand_fence: int = 0
    consumes: int = 0
    firm: int = 0
    damping: int = 1
    reschedules: bool = True
    cancels: bool = False
    hurries: bool = False
    safety_stock: Mapping[str, float] = field(default_factory=dict, hash=False)
    safety_time: Mapping[str, int] = field(default_factory=dict, hash=False)
    forecast: Mapping[str, float] = field(default_factory=dict, hash=False)
    lot_rule: Mapping[str, str] = field(default_factory=dict, hash=False)
    lot_quantity: Mapping[str, float] = field(default_factory=dict, hash=False)
    lot_periods: Mapping[str, int] = field(default_factory=dict, hash=False)
    order_cost: Mapping[str, float] = field(default_factory=dict, hash=False)
    holding_cost: Mapping[str, float] = field(default_factory=dict, hash=False)
    minimum: Mapping[str, float] = field(default_factory=dict, hash=False)
    multiple: Mapping[str, float] = field(default_factory=dict, hash=False)

    def __post_init__(self) -> None:
        Every(self.bucket, self.offset)
        if self.horizon < 1:
            raise ValueError(f"horizon is {self.horizon}; it must be one bucket or more")
        if not 0 <= self.alpha <= 1:
            raise ValueError(f"alpha is {self.alpha:g}; it must be a share from 0 to 1")
        for name, least in (("fence", 0), ("demand_fence", 0), ("consumes", 0), ("firm", 0), ("damping", 1)):
            if getattr(self, name) < least:
                bound = ("zero", "one")[least]
                raise ValueError(f"{name} is {getattr(self, name)}; it must be {bound} or more")
        for stock, rule in self.lot_rule.items():
            for figure in NEEDS.get(rule, ("holding_cost",)) if rule in RULES else ():
                if not getattr(self, figure).get(stock, 0) > 0:
                    raise ValueError(f"lot_rule of {stock!r} is {rule!r}; give its {figure}, above zero")
        for name in self.ABSENT:
            for stock, value in getattr(self, name).items():
                if name == "lot_rule":
                    if value not in RULES:
                        known = ", ".join(RULES)
                        raise ValueError(f"lot_rule of {stock!r} is {value!r}; it must be one of {known}")
                elif not 0 <= value < inf:
                    raise ValueError(f"{name} of {stock!r} is {value:g}; it must be finite and zero or more")

    @property
    def review(self) -> Review:
        """Every bucket."""
        return Every(self.bucket, self.offset)

    def unforeseen(self, names: Collection[str]) -> list[str]:
        """Return which of the stock points get no forecast, given or learnt."""
        return [] if self.alpha > 0 else [name for name in names if name not in self.forecast]

    # ---- the contract

    def plan(self, view: View) -> Plan:
        """Return the plan for what the view shows."""
        table = table_of(view)
        return self._planned(view.now, table, self._remembered(view.memory, table))

    def decide(self, view: View) -> Iterable[Decision]:
        """Release what the plan releases now, and deal with open orders that it wants at another time."""
        table = table_of(view)
        memory = self._remembered(view.memory, table)
        made = MadePlan.of(view.now, table, memory, self._planned(view.now, table, memory))
        yield from judged(view.memory, table)
        yield from made.changes()
        releases, memory = self._releases(made)
        yield from releases
        yield from self._exceptions(made)
        yield from self._slips(made)
        if self.hurries:
            yield from self._hurried(made)
        yield from made.shortages()
        ranked = np.argsort(table.order_number)
        planned = made.plan.record.planned_receipts
        yield Remember(
            replace(
                memory,
                receipts=made.receipts(),
                planned=planned.copy() if self.firm or self.fence else None,
                orders=table.order_number[ranked],
                promised=table.order_promised[ranked],
            )
        )

    # ---- planning

    def _remembered(self, memory: Memory | None, table: ScopeTable) -> Memory:
        """Return the memory, with the forecast that the latest bucket of draws makes."""
        if memory is None:
            return self._first(table)
        if self.alpha == 0 or not table.draws.shape[1]:
            return memory
        latest = np.maximum(table.draws[:, -1], 0.0)
        forecast = memory.forecast + self.alpha * (latest - memory.forecast)
        return replace(memory, forecast=forecast)

    def _first(self, table: ScopeTable) -> Memory:
        """Compile the parts list and the parameters."""
        names = table.names
        check_scope(self, names)
        links = zip(table.parents.tolist(), table.components.tolist(), table.quantities.tolist(), strict=True)
        bill = Bill.of(names, [(names[parent], names[part], units) for parent, part, units in links])
        place = np.array([bill.positions[name] for name in names], dtype=np.int64)
        order = np.argsort(place)
        lead_time = buckets_of(table.planned_lead_time[order] / self.bucket)
        self._check_lead_times(table, lead_time[place])
        self._check_horizon(bill, lead_time)
        rules = self._values("lot_rule", bill.items)
        wanted = np.array(self._values("multiple", bill.items), dtype=np.float64)
        rounded = table.whole[order] & (wanted == 0) & (np.array(rules) != "wagner-whitin")
        safety_stock = np.array(self._values("safety_stock", bill.items), dtype=np.float64)
        safety_time = np.array(self._values("safety_time", bill.items), dtype=np.int64)
        lots = LotRules.of(
            len(bill),
            [str(rule) for rule in rules],
            quantity=self._values("lot_quantity", bill.items),
            periods=np.array(self._values("lot_periods", bill.items), dtype=np.int64),
            order_cost=self._values("order_cost", bill.items),
            holding_cost=self._values("holding_cost", bill.items),
            minimum=self._values("minimum", bill.items),
            multiple=np.where(rounded, 1.0, wanted),
        )
        return Memory(
            forecast=np.array(self._values("forecast", names), dtype=np.float64),
            bill=bill,
            order=order,
            place=place,
            lead_time=lead_time,
            foreseen=foreseen(bill, lead_time, self.horizon, self._covered(rules, bill.items), safety_time),
            basis=PlanningData.of(
                np.zeros((len(bill), self.horizon)),
                lead_time=lead_time,
                safety_stock=safety_stock,
                safety_time=safety_time,
                fence=np.maximum(lead_time, self.fence),
                lots=lots,
            ),
        )

    def _covered(self, rules: list[float], items: Collection[str]) -> Integers:
        """Return the buckets that a lot of each item may cover; half of the horizon where costs decide."""
        lasts = {"lot-for-lot": 1, "fixed-quantity": 1, "economic-quantity": 1}
        covered = np.array([lasts.get(str(rule), self.horizon // 2) for rule in rules], dtype=np.int64)
        by_periods = np.array([str(rule) == "period-order-quantity" for rule in rules], dtype=np.bool_)
        return np.where(by_periods, np.array(self._values("lot_periods", items), dtype=np.int64), covered)

    def _values(self, parameter: str, names: Collection[str]) -> list[float]:
        given, absent = getattr(self, parameter), self.ABSENT[parameter]
        return [given.get(name, absent) for name in names]

    def _check_lead_times(self, table: ScopeTable, lead_time: Integers) -> None:
        """Refuse to plan what draws on others of the scope in no time: all would be due at once."""
        timeless = np.flatnonzero(lead_time[table.parents] == 0)
        if timeless.size:
            parent, part = table.parents[timeless[0]], table.components[timeless[0]]
            raise ValueError(
                f"the planned lead time of {table.names[parent]!r} is zero buckets, though it draws on "
                f"{table.names[part]!r}; give its source a planned_lead_time above zero (a part of a bucket "
                "counts as a whole one)"
            )

    def _check_horizon(self, bill: Bill, lead_time: Integers) -> None:
        """Refuse a horizon in which the requirements of some part are never seen in time."""
        total = lead_time.copy()
        for item in range(len(bill)):
            parents = bill.parents[bill.parent_starts[item] : bill.parent_starts[item + 1]]
            if parents.size:
                total[item] += total[parents].max()
        if len(bill) and total.max() >= self.horizon:
            longest = bill.items[int(total.argmax())]
            raise ValueError(
                f"horizon is {self.horizon} buckets; the planned lead times down to {longest!r} add up to "
                f"{total.max()}: raise the horizon above that"
            )

    def _planned(self, now: float, table: ScopeTable, memory: Memory) -> Plan:
        gross = self._wanted(now, table, memory)
        gross[:, 0] += table.backorders + table.allocated
        rows = memory.place[table.order_stock]
        due = np.maximum(buckets_of((table.order_promised - now) / self.bucket), 0)
        receipts = np.zeros_like(gross)
        np.add.at(receipts, (rows, np.minimum(due, memory.lead_time[rows])), table.order_outstanding)
        on_hand = (table.on_hand - table.reserved)[memory.order]
        firm = self._firm(memory)
        data = memory.basis.renewed(gross.T[:, memory.order].T, on_hand, receipts, firm)
        return regenerated(memory.bill, data)

    def _firm(self, memory: Memory) -> Floats | None:
        """Return the planned orders of the plan before that stay.

        They are released within the firm time from now, or due within the fence: no new ones would be
        planned there, so that without them nothing would ever be ordered where the fence is longer than the
        lead time.
        """
        if memory.planned is None:
            return None
        kept = np.zeros_like(memory.planned)
        kept[:, :-1] = memory.planned[:, 1:]
        bucket = np.arange(self.horizon)[None, :]
        release = bucket - memory.lead_time[:, None]
        kept[(release < 0) | ((release >= self.firm) & (bucket >= self.fence))] = 0.0
        return kept

    def _wanted(self, now: float, table: ScopeTable, memory: Memory) -> Floats:
        """Return what customers are expected to draw, or have booked: stock points by buckets (units)."""
        forecast = np.repeat(memory.forecast[None, :], self.horizon, axis=0).T  # bucket after bucket
        if not len(table.known_stock):
            forecast[:, : self.demand_fence] = 0.0
            return forecast
        bucket = np.floor((table.known_due - now) / self.bucket + SLACK).astype(np.int64)
        seen = bucket < self.horizon
        booked = np.zeros_like(forecast)
        np.add.at(booked, (table.known_stock[seen], np.maximum(bucket[seen], 0)), table.known_quantity[seen])
        return consume(forecast, booked, self.consumes, self.consumes, self.demand_fence).requirements

    # ---- decisions

    def _releases(self, made: MadePlan) -> tuple[Iterable[Decision], Memory]:
        """Return what is released now, and the memory with what is to be kept of it."""
        return self._ordered(made, made.plan.orders(released_by=0)), made.memory

    def _ordered(self, made: MadePlan, orders: Sequence[PlannedOrder]) -> Iterator[Decision]:
        """Order what is planned, each for the bucket that lacks it; what is early, for when it is due."""
        if not orders:
            return
        lacks = np.argmax(made.owed > made.open_units()[:, None], axis=1).tolist()
        for order in orders:
            wanted = min(lacks[made.plan.bill.positions[order.item]], order.due)
            wanted = order.due if order.release > 0 else wanted
            yield Order(order.item, order.quantity, need_by=made.now + wanted * self.bucket)
            if wanted < order.due:
                text = f"{order.quantity:g} units come {so_many(order.due - wanted)} too late"
                yield Message("release past due", order.item, text, order.quantity)

    def _exceptions(self, made: MadePlan) -> Iterator[Decision]:
        """Compare when each open order is to come, by its need-by date, with when the plan wants it."""
        now, table = made.now, made.table
        due = buckets_of((table.order_need_by - now) / self.bucket)
        ranked, wanted = made.wanted_by(due)
        rows, due = made.memory.place[table.order_stock][ranked], due[ranked]
        off = (np.abs(wanted - due) >= self.damping) | (due < 0)
        parted = off & ~((wanted >= self.horizon) & (due >= self.horizon))
        columns = rows, table.order_number[ranked], table.order_outstanding[ranked], due, wanted
        for row, number, units, due_in, wanted_in in zip(*(c[parted].tolist() for c in columns), strict=True):
            stock = made.plan.bill.items[row]
            if wanted_in >= self.horizon:
                yield Message("cancel", stock, f"order {number} ({units:g} units) is not wanted", units)
                if self.cancels:
                    yield Cancel(number)
                continue
            wanted_at = now + wanted_in * self.bucket
            words = f"order {number} ({units:g} units)"
            if due_in < 0:
                wanted_when = f"in {so_many(wanted_in)}" if wanted_in else "now"
                text = f"{words} should have come {so_many(-due_in)} ago; it is wanted {wanted_when}"
                yield Message("past due", stock, text, units)
                continue
            kind: MessageKind = "expedite" if wanted_in < due_in else "postpone"
            moved = "earlier" if wanted_in < due_in else "later"
            text = f"{words} is wanted at {wanted_at:g}, {so_many(abs(wanted_in - due_in))} {moved}"
            yield Message(kind, stock, text, units)
            if self.reschedules:
                yield Reschedule(number, wanted_at)

    def _slips(self, made: MadePlan) -> Iterator[Decision]:
        """Tell of open orders that their source has put off since the latest plan, beyond what is wanted."""
        table, memory = made.table, made.memory
        if memory.orders is None or memory.promised is None or not len(memory.orders):
            return
        at = np.minimum(np.searchsorted(memory.orders, table.order_number), len(memory.orders) - 1)
        slipped = (memory.orders[at] == table.order_number) & (table.order_promised > memory.promised[at])
        if not slipped.any():
            return
        coming = buckets_of((table.order_promised - made.now) / self.bucket)
        ranked, wanted = made.wanted_by(coming)
        for place, wanted_in in zip(ranked.tolist(), wanted.tolist(), strict=True):
            if slipped[place] and coming[place] > wanted_in:
                units = float(table.order_outstanding[place])
                late = so_many(int(coming[place]) - wanted_in)
                text = (
                    f"order {table.order_number[place]} ({units:g} units) is now promised for "
                    f"{table.order_promised[place]:g}, {late} after it is wanted"
                )
                yield Message("expedite", table.names[table.order_stock[place]], text, units)

    def _hurried(self, made: MadePlan) -> Iterator[Decision]:
        """Ask sources to hurry what they promise later than it is wanted."""
        coming = buckets_of((made.table.order_promised - made.now) / self.bucket)
        ranked, wanted = made.wanted_by(coming)
        for place in ranked[coming[ranked] - wanted >= self.damping].tolist():
            yield Expedite(int(made.table.order_number[place]))

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
    ) -> Self:
        """Size from planning data: forecasts, safety stocks, and lots that cover whole buckets.

        What nothing in the scope draws on is forecast at its recorded rate, what others draw on as well at
        the rate that is recorded beside theirs. A safety stock protects over lead
        time plus bucket. A lot covers as many buckets as the economic quantity lasts, by
        `period-order-quantity`.

        Parameters
        ----------
        records
            Planning data of each stock point.
        parts
            Those that others of the scope draw on.
        safety_factor
            Safety stock of what nothing in the scope draws on, in standard deviations of demand.
        bucket
            Length of a bucket (time).
        part_safety_factor
            Safety stock of the others, in standard deviations of what was drawn on them.
        shortest_cover, longest_cover
            Bounds of the time that a lot covers (time).
        horizon
            Buckets that are planned.
        alpha
            Share of the latest bucket in the forecast.
        fence
            Buckets at the start in which no new receipt is planned.
        firm
            Buckets within which planned orders stay as they are.
        damping
            Least number of buckets by which the date of an open order must be off.
        offset
            The first plan (time).
        reschedules
            Whether open orders get the date on which the plan wants them.
        """
        Every(bucket, offset)
        below = frozenset(parts)
        periods = {n: _periods(r, bucket, shortest_cover, longest_cover) for n, r in records.items()}
        return cls(
            bucket=bucket,
            horizon=horizon,
            offset=offset,
            alpha=alpha,
            fence=fence,
            firm=firm,
            damping=damping,
            reschedules=reschedules,
            safety_stock={
                name: record.rounded(
                    record.safety_stock(
                        record.lead_time + bucket, part_safety_factor if name in below else safety_factor
                    )
                )
                for name, record in records.items()
            },
            forecast={
                n: r.mean_over(bucket) if n not in below else (r.independent_rate or 0.0) * bucket
                for n, r in records.items()
                if n not in below or r.independent_rate
            },
            lot_rule={name: "period-order-quantity" for name, covered in periods.items() if covered > 1},
            lot_periods={name: covered for name, covered in periods.items() if covered > 1},
        )

    def openings(self, supplies: Mapping[str, Supply], turns: Mapping[str, float]) -> dict[str, float]:
        """Return the units of each stock point at a moment of its cycle.

        `turns` are moments from 0 (a lot is about to be ordered) to 1 (just ordered). The safety stock,
        what is drawn until an order of the next plan comes, and the part of a lot that is left.

        Parameters
        ----------
        supplies
            Lead times and parts lists, by stock point.
        turns
            Moments, by stock point.
        """
        rates = exploded(self.forecast, supplies)
        return {
            name: self.safety_stock.get(name, 0.0)
            + rates[name] * (supply.lead_time / self.bucket + 1)
            + turns[name] * self._typical_lot(name, rates[name])
            for name, supply in supplies.items()
        }

    def _typical_lot(self, name: str, rate: float) -> float:
        """Return the units of a lot where a bucket draws `rate`; rules that weigh costs count as economic."""
        if self.lot_rule.get(name) == "fixed-quantity":
            return self.lot_quantity[name]
        periods = self.lot_periods.get(name, 1)
        cost, holding = self.order_cost.get(name, 0.0), self.holding_cost.get(name, 0.0)
        economic = sqrt(2 * rate * cost / holding) if holding > 0 else 0.0
        return max(rate * max(periods, 1), economic, self.minimum.get(name, 0.0) if rate > 0 else 0.0)


def _periods(record: PlanningRecord, bucket: float, shortest: float, longest: float) -> int:
    """Return the whole buckets that an economic quantity lasts, at least one."""
    if record.demand_rate <= 0:
        return 1
    lasts = record.economic_quantity(shortest, longest) / record.mean_over(bucket)
    lasts = min(max(lasts, shortest / bucket), longest / bucket)
    return max(round(lasts), 1) if isfinite(lasts) else 1
