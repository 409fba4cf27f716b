"""The state of one stock point: plain arithmetic, recorded and physical, with its running totals."""

from collections import deque
from collections.abc import Callable, Iterator
from heapq import heappush
from typing import Any, Protocol

from sim.contract import to_grid, tolerant_ceil
from sim.engine.allocation import ALLOCATIONS, in_turn
from sim.engine.clock import Clock
from sim.engine.draw import Draw
from sim.engine.fact import Post
from sim.engine.level import Level
from sim.engine.placed_order import PlacedOrder
from sim.engine.sourcing import Resupply, from_first
from sim.network import Item, StockPoint

NEVER = float("-inf")
SHORTFALLS = {"scrap": "scrapped_units", "short": "short_units", "rejected": "rejected_units"}
"""The total that counts units that were ordered and never came, by the kind of the fact."""


class SourceState(Protocol):
    """What a stock point needs of a source."""

    name: str
    planned_lead_time: float
    promise: float
    order_cost: float

    def accept(self, quantity: float) -> float:
        """Return the quantity the source takes (its minimum and multiple applied)."""
        ...

    def place(self, order: PlacedOrder) -> None:
        """Start working on an order."""
        ...

    def cancel(self, order: PlacedOrder) -> bool:
        """Drop an order if it has not left the desk; tell whether it was."""
        ...


class Shelf(Protocol):
    """Units finished but not yet on the record (lot posting)."""

    def units_at(self, now: float) -> float:
        """Units physically on the shelf and not recorded."""
        ...

    def area_at(self, now: float) -> float:
        """Integral of those units from their start to `now`."""
        ...


class Stock:
    """One stock point: on hand, reserved, on order, backorders, and who waits for what.

    `on_hand` are the units that are both on the record and on the shelf: what can be given. The record
    may hold more (`phantom`: nobody knows that they are gone), or the shelf may (`hidden`: bins that nobody
    counted, goods not booked yet); never both at once. So the recorded stock is on hand + phantom, the
    physical stock on hand + hidden + what the lots in `unposted` have on the shelf. The inventory position
    (recorded stock - reserved + on order - backorders) is kept as it changes. Averages are integrated as
    stock moves: each area runs from time zero, and a warm-up is clipped by subtracting a snapshot.

    `put` is a slot: what happens to goods that arrive. Features wrap it (`sim.engine.bookkeeping`).
    `put_back` is the same for returns, `grant` gives units to a draw, and `turned_up` is told when other
    units come on the shelf. Where the stock is `looked_at` (a loop of cards, which works on containers),
    those who wait get what is on the shelf and not on the record.
    """

    __slots__ = (
        "_queue",
        "adjusted_units",
        "allocate",
        "area",
        "backlog",
        "backorder_area",
        "backorders",
        "clipped_orders",
        "clock",
        "corrects",
        "count_cost",
        "counts",
        "cycles",
        "demand_lines",
        "demand_units",
        "expedite_cost",
        "expedited_orders",
        "expired_units",
        "filled_lines",
        "filled_units",
        "forecast_actual",
        "forecast_error",
        "forecast_miss",
        "forecasts",
        "freight",
        "gathered",
        "grant",
        "hidden",
        "in_passing",
        "initial",
        "inspection_cost",
        "item",
        "kept_flow",
        "kit_wait",
        "late_orders",
        "late_units",
        "level",
        "looked_at",
        "lost_in_cycle",
        "lost_lines",
        "lost_units",
        "made_orders",
        "made_units",
        "misplaced",
        "name",
        "obsolete_units",
        "on_hand",
        "on_order",
        "open_orders",
        "order_cost",
        "order_count",
        "ordered_units",
        "out_time",
        "overrun_units",
        "period_draw_squares",
        "period_draws",
        "period_order_squares",
        "period_orders",
        "periods",
        "phantom",
        "planned_units",
        "plant_time",
        "point",
        "position",
        "post",
        "posted_area",
        "proceeds",
        "purchased_value",
        "put",
        "put_back",
        "ranked",
        "received_units",
        "refused_deliveries",
        "refused_orders",
        "rejected_units",
        "replanned_units",
        "rescheduled_orders",
        "reserved",
        "reserved_level",
        "resupply",
        "returned_units",
        "rework_cost",
        "reworked_units",
        "run_time",
        "scope",
        "scrapped_units",
        "serving",
        "setup_hours",
        "shelf_lines",
        "short_cycles",
        "short_picks",
        "short_units",
        "shrunk_units",
        "since",
        "sources",
        "surplus_units",
        "tardiness",
        "told",
        "trigger",
        "truncated_demands",
        "truncated_units",
        "turn",
        "turned_up",
        "unbooked",
        "undershoot",
        "unposted",
        "wait_area",
        "whole",
        "wip",
    )

    def __init__(self, point: StockPoint, item: Item, clock: Clock, post: Post | None) -> None:
        self.point = point
        self.item = item
        self.name = point.name
        self.whole = item.whole
        self.clock = clock
        self._queue = clock._queue
        self.post = post
        self.allocate = ALLOCATIONS[point.allocation]
        self.ranked = point.allocation == "priority"
        self.on_hand = self.initial = to_grid(point.initial)
        self.reserved = 0.0
        self.backorders = 0.0
        self.position = self.on_hand
        self.trigger = NEVER
        self.scope: Any = None
        self.level = 0
        self.in_passing = False
        self.sources: list[SourceState] = []
        self.resupply: Resupply = from_first
        self.grant: Callable[[Draw, float], None] = self.give
        self.put: Callable[[PlacedOrder, float], None] = self.shelve
        self.put_back: Callable[[float], None] = self.shelve_return
        self.turned_up: Callable[[float], None] = _nothing
        self.corrects = True
        self.looked_at = False
        self.open_orders: dict[int, PlacedOrder] = {}
        self.backlog: deque[Draw] = deque()
        self.gathered: list[Draw] = []
        self.serving = False
        self.turn = 0
        self.unposted: list[Shelf] = []
        # running totals
        self.since = 0.0
        self.area = self.backorder_area = self.out_time = self.posted_area = 0.0
        self.on_order = Level()
        self.reserved_level = Level()
        self.wip = Level()
        self.shelf_lines = self.filled_lines = self.demand_lines = self.lost_lines = 0
        self.filled_units = self.demand_units = self.lost_units = self.late_units = 0.0
        self.wait_area = 0.0
        self.kept_flow = self.on_hand
        self.cycles = self.short_cycles = self.order_count = self.made_orders = self.refused_orders = 0
        self.lost_in_cycle = False
        self.truncated_demands = 0
        self.order_cost = 0.0
        self.undershoot = 0.0
        self.ordered_units = self.received_units = self.scrapped_units = self.made_units = (
            self.returned_units
        ) = 0.0
        self.run_time = self.plant_time = self.kit_wait = self.setup_hours = 0.0
        self.freight = self.purchased_value = 0.0
        self.periods = 0
        self.period_draws = self.period_draw_squares = 0.0
        self.period_orders = self.period_order_squares = 0.0
        self.forecasts = self.rescheduled_orders = 0
        self.forecast_error = self.forecast_miss = self.forecast_actual = 0.0
        self.planned_units = self.replanned_units = 0.0
        self.told = False
        self.unbooked = 0.0
        self.phantom = Level()
        self.hidden = Level()
        self.short_picks = self.counts = self.clipped_orders = self.late_orders = self.expedited_orders = 0
        self.refused_deliveries = 0
        self.tardiness = self.count_cost = self.expedite_cost = self.inspection_cost = 0.0
        self.adjusted_units = self.shrunk_units = self.overrun_units = self.reworked_units = 0.0
        self.expired_units = self.obsolete_units = self.surplus_units = 0.0
        self.proceeds = self.rework_cost = self.misplaced = 0.0
        self.rejected_units = self.short_units = self.truncated_units = 0.0

    # ---- time

    def touch(self, now: float) -> None:
        """Integrate the totals up to `now`; call before stock or backorders change."""
        elapsed = now - self.since
        if elapsed > 0:
            on_hand = self.on_hand
            self.area += on_hand * elapsed
            if on_hand <= 0:
                self.out_time += elapsed
            if self.backorders:
                self.backorder_area += self.backorders * elapsed
            self.since = now

    def shelf_units(self) -> float:
        """Units that customers took from the shelf in passing.

        Nobody counts them one by one: they are what came in, less what was granted or withdrawn, less
        what is still there.
        """
        return self.kept_flow - self.on_hand

    def note_forecast(self, forecast: float, actual: float) -> None:
        """Compare what was forecast for a bucket with what was drawn."""
        self.forecasts += 1
        self.forecast_error += actual - forecast
        self.forecast_miss += abs(actual - forecast)
        self.forecast_actual += actual

    def drawn_units(self) -> float:
        """Units drawn since time zero, less what customers who left had asked for: what the records show."""
        return self.shelf_units() + self.demand_units - self.lost_units

    def physical(self) -> float:
        """Units that are really on the shelf, posted or not."""
        return self.on_hand + self.hidden.value + self.growing()

    def growing(self) -> float:
        """Units finished on the last operation and not posted yet; they are on order by the record."""
        now = self.clock._now
        return sum(shelf.units_at(now) for shelf in self.unposted)

    def recorded(self) -> float:
        """Units that the record says are there."""
        return self.on_hand + self.phantom.value

    def unposted_area(self, now: float) -> float:
        """Integral of units finished but not on the record, from time zero."""
        return self.posted_area + sum(shelf.area_at(now) for shelf in self.unposted)

    # ---- draws

    def request(self, draw: Draw) -> None:
        """Take note of a draw; it is served in the SERVE phase, with all others of this instant."""
        clock = self.clock
        now = clock._now
        self.touch(now)
        quantity = draw.quantity
        self.backorders += quantity
        self.position -= quantity
        if self.post is not None:
            self.post("demand", self.name, quantity, draw.owner.name)
        if self.serving or not clock.serves_at_once or not clock.alone():
            self.gathered.append(draw)
            if not self.serving:
                self.serving = True
                heappush(self._queue, (now, clock.priority["SERVE"], next(clock._eid), self.settle))  # type: ignore[misc]
        else:
            self._meet([draw])
        if self.position <= self.trigger:
            self.scope.ask(self)

    def settle(self) -> None:
        """Serve the draws gathered in this instant, in turn where several came."""
        self.serving = False
        new, self.gathered = self.gathered, []
        if len(new) > 1:
            new = in_turn(new, self.turn)
            self.turn += 1
        self._meet(new)

    def _meet(self, new: list[Draw]) -> None:
        """Let new draws join the backlog, serve it, and let those who are left decide what to do."""
        backlog = self.backlog
        backlog.extend(new)
        if self.on_hand > self.reserved:
            self.allocate(self)
        for draw in new:
            self.demand_lines += 1
            self.demand_units += draw.quantity
            if draw.outstanding > 0:
                if self.phantom.value:
                    self._pick_short()
                elif self.looked_at and self.hidden.value:
                    self._look()
                draw.owner.unfilled(draw)
                if draw.outstanding <= 0 and self.on_hand > self.reserved and backlog:
                    self.allocate(self)

    def give(self, draw: Draw, quantity: float) -> None:
        """Let units leave the shelf, or be reserved on it: what `grant` does unless a feature wraps it."""
        now = self.clock._now
        self.touch(now)
        if draw.reserves:
            self.reserved += quantity
            self.reserved_level.change(now, quantity)
        else:
            self.on_hand -= quantity
            self.kept_flow -= quantity
        self.backorders -= quantity
        draw.outstanding -= quantity
        if now > draw.time:
            self.late_units += quantity
            self.wait_area += quantity * (now - draw.time)
        else:
            self.filled_units += quantity
            if draw.outstanding <= 0:
                self.filled_lines += 1
        if self.post is not None:
            self.post("reserve" if draw.reserves else "issue", self.name, quantity, draw.owner.name)
        draw.owner.granted(draw, quantity)

    def withdraw(self, quantity: float) -> None:
        """Take reserved units off the shelf."""
        now = self.clock._now
        self.touch(now)
        self.on_hand -= quantity
        self.kept_flow -= quantity
        self.reserved -= quantity
        self.reserved_level.change(now, -quantity)
        if self.post is not None:
            self.post("withdraw", self.name, quantity, "")

    def lose(self, draw: Draw) -> None:
        """Give up what a draw still wants: the customer has gone."""
        quantity = draw.outstanding
        self.touch(self.clock._now)
        self.backlog.remove(draw)
        self.backorders -= quantity
        self.position += quantity
        draw.outstanding = 0.0
        self.lost_units += quantity
        self.lost_lines += 1
        self.lost_in_cycle = True
        if self.post is not None:
            self.post("lost", self.name, quantity, draw.owner.name)

    def take_back(self, quantity: float) -> None:
        """Put returned units back on the shelf, and serve those who wait."""
        self.put_back(quantity)
        if self.backlog:
            self.allocate(self)

    def shelve_return(self, quantity: float) -> None:
        """Put returned units on the shelf and the record: what `put_back` does unless a feature wraps it."""
        now = self.clock._now
        self.touch(now)
        self.on_hand += quantity
        self.kept_flow += quantity
        self.position += quantity
        self.returned_units += quantity
        if self.post is not None:
            self.post("return", self.name, quantity, "")

    def uncommitted_at(self, draw: Draw) -> float | None:
        """Date at which an open order covers a waiting draw; None when none does.

        Reads the record only: stock on hand first, then open orders by promised date.
        """
        need = self.reserved - self.recorded()
        queue = sorted(self.backlog, key=_rank) if self.ranked else self.backlog
        for waiting in queue:
            need += waiting.outstanding
            if waiting is draw:
                break
        now = self.clock._now
        if need <= 0:
            return now
        for order in sorted(self.open_orders.values(), key=_promised):
            need -= order.outstanding
            if need <= 0:
                return max(order.promised, now)
        return None

    # ---- record and shelf

    def adjust(self, record: float = 0.0, shelf: float = 0.0) -> None:
        """Change what the record says, or what is on the shelf, one without the other.

        The position follows the record. Nobody is served and no policy is asked: see `correct`.
        """
        now = self.clock._now
        self.touch(now)
        on_hand = self.on_hand
        recorded = on_hand + self.phantom.value + record
        physical = on_hand + self.hidden.value + shelf
        usable = recorded if recorded < physical else physical
        self.on_hand = usable
        self.kept_flow += usable - on_hand
        self.position += record
        self.phantom.change(now, recorded - usable - self.phantom.value)
        self.hidden.change(now, physical - usable - self.hidden.value)
        if self.post is not None:
            if record:
                self.post("record", self.name, record, "")
            if shelf:
                self.post("shelf", self.name, shelf, "")
        if shelf > 0:
            self.turned_up(shelf)
        if self.looked_at and self.backlog and self.hidden.value:
            self.clock.at(now, "SERVE", self._look)

    def correct(self) -> float:
        """Put the record right: it now says what is on the shelf. Return the units added to it.

        Goods whose papers are still on their way are left to the papers.
        """
        difference = self.hidden.value - self.phantom.value - self.unbooked
        difference = max(difference, self.reserved - self.recorded())
        if difference:
            self.adjust(record=difference)
            self.adjusted_units += abs(difference)
            if self.backlog and difference > 0:
                self.allocate(self)
            if self.position <= self.trigger:
                self.scope.ask(self)
        return difference

    def _pick_short(self) -> None:
        """A picker finds less than the record says."""
        self.short_picks += 1
        if self.post is not None:
            self.post("short-pick", self.name, self.phantom.value, "")
        if self.corrects:
            self.correct()

    def _look(self) -> None:
        """Find units on the shelf that the record does not show, for those who wait."""
        if self.backlog and self.hidden.value > self.unbooked:
            self.correct()

    def free(self) -> float:
        """Units on the shelf, on the record or not, that are not set apart for a production order."""
        return self.on_hand + self.hidden.value - self.reserved

    def reappear(self) -> None:
        """Put misplaced units back on the shelf (not on the record): someone has searched."""
        found = float(int(self.misplaced)) if self.whole else to_grid(self.misplaced)
        self.misplaced = 0.0
        if found:
            self.shrunk_units -= found
            self.adjust(shelf=found)
            if self.post is not None:
                self.post("reappeared", self.name, found, "")
            if self.backlog and self.on_hand > self.reserved:
                self.allocate(self)

    def vanish(self, quantity: float, noticed: bool) -> float:
        """Lose units from the shelf; return how many. What is set apart for an order is never lost."""
        gone = min(quantity, self.free())
        if gone <= 0:
            return 0.0
        self.shrunk_units += gone
        self.adjust(record=-min(gone, self.on_hand - self.reserved) if noticed else 0.0, shelf=-gone)
        if self.position <= self.trigger and (noticed or self.scope.looks_at_shelf):
            self.scope.ask(self)
        return gone

    def dispose(self, quantity: float, kind: str, price: float = 0.0) -> float:
        """Take units off shelf and record for good: expired, obsolete, surplus. Return how many.

        Units that are set apart stay. `price` is what each one brings (money).
        """
        gone = min(quantity, self.free())
        if gone <= 0:
            return 0.0
        booked = min(gone, self.on_hand - self.reserved)
        self.adjust(record=-booked, shelf=-gone)
        setattr(self, f"{kind}_units", getattr(self, f"{kind}_units") + gone)
        self.proceeds += price * gone
        if self.post is not None:
            self.post(kind, self.name, gone, "")
        if self.position <= self.trigger:
            self.scope.ask(self)
        return gone

    # ---- orders

    def order(
        self, quantity: float, number: int, need_by: float | None, source: SourceState
    ) -> PlacedOrder | None:
        """Place an order with a source; None when there is nothing to order after rounding."""
        if self.whole and quantity % 1:
            quantity = tolerant_ceil(quantity)
        wanted = quantity if self.whole else to_grid(quantity)
        quantity = source.accept(wanted)
        if not self.whole:
            quantity = to_grid(quantity)
        if quantity <= 0:
            return None
        now = self.clock._now
        order = PlacedOrder(
            number,
            self,
            source,
            quantity,
            now,
            now + source.planned_lead_time if need_by is None else need_by,
            now + source.promise,
        )
        self.on_order.change(now, quantity)
        self.position += quantity
        self.open_orders[number] = order
        self.order_count += 1
        self.order_cost += source.order_cost
        self.ordered_units += quantity
        if self.post is not None:
            self.post("order", self.name, quantity, number)
            if quantity != wanted:
                self.post("clipped", self.name, quantity - wanted, number)
        self.clipped_orders += quantity != wanted
        source.place(order)
        return order

    def receive(self, order: PlacedOrder, quantity: float) -> None:
        """Put received units on the shelf and the record, and serve those who wait."""
        self.put(order, quantity)
        if self.backlog:
            self.allocate(self)

    def shelve(self, order: PlacedOrder, quantity: float) -> None:
        """Put received units on the shelf and the record: what `put` does unless a feature wraps it."""
        now = self.clock._now
        self.touch(now)
        if order.received == 0:
            self.cycles += 1
            if self.backlog or self.lost_in_cycle:
                self.short_cycles += 1
                self.lost_in_cycle = False
        order.received += quantity
        order.outstanding -= quantity
        if order.outstanding <= 0:
            del self.open_orders[order.number]
            if now > order.need_by:
                self.late_orders += 1
                self.tardiness += now - order.need_by
        self.on_order.change(now, -quantity)
        self.on_hand += quantity
        self.kept_flow += quantity
        self.received_units += quantity
        if self.post is not None:
            self.post("receipt", self.name, quantity, order.number)

    def close_short(self, order: PlacedOrder, quantity: float, kind: str) -> None:
        """Take off order what will never come: scrapped, cancelled, short or rejected units."""
        now = self.clock._now
        order.outstanding -= quantity
        if order.outstanding <= 0:
            del self.open_orders[order.number]
            if order.received and now > order.need_by:
                self.late_orders += 1
                self.tardiness += now - order.need_by
        self.on_order.change(now, -quantity)
        self.position -= quantity
        if kind in SHORTFALLS:
            total = SHORTFALLS[kind]
            setattr(self, total, getattr(self, total) + quantity)
        if self.post is not None:
            self.post(kind, self.name, quantity, order.number)
        if self.position <= self.trigger:
            self.scope.ask(self)

    def waiting(self) -> Iterator[Draw]:
        """Everyone who waits: the backlog, then the draws gathered in this instant."""
        yield from self.backlog
        yield from self.gathered


def _nothing(quantity: float) -> None:
    """Do nothing about units that turn up."""


def _rank(draw: Draw) -> int:
    return draw.priority


def _promised(order: PlacedOrder) -> tuple[float, int]:
    return (order.promised, order.number)
