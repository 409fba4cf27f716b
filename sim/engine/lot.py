"""A lot on its way through the plant: kit, operations, posting."""

from collections.abc import Callable
from heapq import heappush
from typing import TYPE_CHECKING, Any

from sim.contract import to_grid
from sim.engine.clock import Action
from sim.engine.draw import Draw
from sim.engine.placed_order import PlacedOrder
from sim.engine.stock import Stock

if TYPE_CHECKING:
    from sim.engine.producing import Producing

NO_LUCK: dict[Stock, float] = {}
"""Nobody looks into bins."""


class Lot:
    """One production order from its release to its last unit posted; the owner of its kit's draws.

    Of `total` units started, `good` fill the order, `excess` good ones are beyond it and the rest is
    scrap. `posted` units have left the plant before the lot is finished; in unit posting that goes on
    while less than `along` have. `luck` are the chances that the foreman finds uncounted parts.
    """

    __slots__ = (
        "along",
        "draws",
        "excess",
        "good",
        "hours",
        "kitted",
        "luck",
        "name",
        "next_post",
        "order",
        "posted",
        "priority",
        "producing",
        "queued",
        "released",
        "reworked",
        "run_from",
        "run_time",
        "step",
        "total",
    )

    def __init__(self, order: PlacedOrder, producing: "Producing") -> None:
        self.order = order
        self.producing = producing
        self.name = order.stock.name
        self.hours: list[tuple[float, float]] = []
        self.priority = 0.0
        self.good = self.total = order.quantity
        self.along = order.quantity - 1
        self.excess = self.posted = self.reworked = 0.0
        self.luck: dict[Stock, float] = NO_LUCK
        self.step = 0
        self.draws: list[tuple[Stock, Draw]] = []
        self.queued = self.released = self.kitted = 0.0
        self.run_from = self.run_time = 0.0
        self.next_post: Action | None = None

    # ---- kit

    def release(self) -> None:
        """Draw the kit; start at once when there is none."""
        now = self.producing.clock._now
        self.released = now
        tote = self.producing.tote
        for stock, quantity in self.producing.components:
            need = to_grid(quantity * self.total)
            if need <= 0:
                continue
            self.draws.append((stock, Draw(need, self, now, reserves=tote, linked=not tote)))
        if not self.draws:
            self._kit_full()
            return
        clock = self.producing.clock
        clock.acting += not tote
        for stock, draw in self.draws:
            stock.request(draw)
        clock.acting -= not tote

    def granted(self, draw: Draw, quantity: float) -> None:
        """Look whether the tote is full."""
        if not draw.reserves:
            return
        for _, other in self.draws:
            if other.outstanding > 0:
                return
        for stock, full in self.draws:
            stock.withdraw(full.quantity)
        self._kit_full()

    def unfilled(self, draw: Draw) -> None:
        """Wait for the missing parts, unless the foreman finds them in bins that nobody counted."""
        if not self.luck:
            return
        for stock, part in self.draws:
            if part is draw and stock.hidden.value and stock in self.luck:
                self._look_into_bins(stock, draw)

    def _look_into_bins(self, stock: Stock, draw: Draw) -> None:
        producing = self.producing
        chance = producing.bins[stock][0]
        if draw.outstanding > stock.on_hand - stock.reserved and self.luck[stock] < chance:
            found = stock.correct()
            if producing.post is not None:
                producing.post("found", stock.name, found, self.order.number)

    def take_if_ready(self) -> None:
        """Take the whole kit if every part of it is there now."""
        for stock, part in self.draws:
            if part.outstanding > stock.on_hand - stock.reserved or part in stock.gathered:
                return
        for stock, part in self.draws:
            stock.backlog.remove(part)
            stock.grant(part, part.outstanding)
        self._kit_full()

    # ---- plant

    def _kit_full(self) -> None:
        """Ask to go to the floor."""
        producing = self.producing
        now = producing.clock._now
        self.kitted = now
        self.order.stock.kit_wait += now - self.released
        if producing.post is not None:
            producing.post("kit", self.name, self.total, self.order.number)
        producing.enter(self)

    def start(self) -> None:
        """Go to the floor; the kit has done its part."""
        self.draws.clear()
        self.order.stock.wip.change(self.producing.clock._now, self.total)
        self.step_done(first=True)

    def over(self) -> int:
        """Return the number of the operation that is just over."""
        return self.step

    def step_done(self, first: bool = False) -> None:
        """Go to the next operation, or finish."""
        if not first:
            self.step += 1
        route = self.producing.route
        if self.step < len(route):
            route[self.step].arrive(self)
        else:
            self._finish()

    def work_left(self) -> float:
        """Return the calendar time that this and the later operations take, without waiting (time)."""
        route = self.producing.route
        return sum(sum(self.hours[k]) * route[k].calendar_per_hour for k in range(self.step, len(route)))

    def paced(self, when: Callable[[float], float], setup: float, run: float) -> None:
        """Note the start of an operation that rests or is interrupted; `when` dates an amount of work."""

    def started(self, now: float, setup: float, run: float) -> float:
        """Note the start of an operation and return its finish; the last one fills the shelf unit by unit."""
        if self.step == len(self.producing.route) - 1 and run > 0:
            self.run_from = now + setup
            self.run_time = run / self.total
            if self.producing.post_units:
                self.next_post = self._post_unit
                self.producing.clock.at(self.run_from + self.run_time, "RECEIPT", self.next_post)
            else:
                self.order.stock.unposted.append(self)
        return now + setup + run

    def _post_unit(self) -> None:
        """Post one unit and wait for the next; the last of the lot is posted when the lot is finished."""
        order, clock = self.order, self.producing.clock
        left = self.along - self.posted
        if left > 0:
            now = clock._now
            self.posted += 1
            order.stock.wip.change(now, -1)
            order.stock.receive(order, 1.0)
            if left > 1:
                queue: list[Any] = clock._queue
                heappush(queue, (now + self.run_time, clock.receipt, next(clock._eid), self.next_post))

    def _finish(self) -> None:
        order, stock, producing = self.order, self.order.stock, self.producing
        order.payload = self.next_post = None  # nothing points back: the lot goes without a garbage collector
        now = producing.clock._now
        if self in stock.unposted:
            stock.unposted.remove(self)
            stock.posted_area += self.area_at(now)
        rest = self.good - self.posted
        short = order.quantity - self.good
        stock.wip.change(now, self.posted - self.total)
        if rest > 0:
            stock.receive(order, rest)
        if short > 0:
            stock.close_short(order, short, "scrap")
        if self.total > order.quantity:
            self._put_by(stock)
        stock.made_orders += 1
        stock.made_units += self.total
        stock.reworked_units += self.reworked
        stock.run_time += now - order.placed
        stock.plant_time += now - self.kitted
        if producing.post is not None:
            producing.post("finished", self.name, self.total, order.number)

    def _put_by(self, stock: Stock) -> None:
        """Put the units beyond the order into their bins, and their scrap on the heap."""
        scrap = self.total - self.order.quantity - self.excess
        stock.scrapped_units += scrap
        if scrap > 0 and stock.post is not None:
            stock.post("scrap", stock.name, scrap, self.order.number)
        if self.excess > 0:
            stock.overrun_units += self.excess
            if stock.post is not None:
                stock.post("overrun", stock.name, self.excess, self.order.number)
            stock.adjust(record=self.excess if self.producing.counted else 0.0, shelf=self.excess)
            if stock.backlog and stock.on_hand > stock.reserved:
                stock.allocate(stock)

    # ---- the shelf, while the last operation runs

    def units_at(self, now: float) -> float:
        """Units finished and on the shelf at `now`, not yet posted."""
        if now <= self.run_from:
            return 0.0
        return min(float(int((now - self.run_from) / self.run_time + 1e-9)), self.good)

    def area_at(self, now: float) -> float:
        """Integral of the unposted units up to `now`: unit k is on the shelf from start + k run."""
        units = self.units_at(now)
        k = int(units)
        elapsed = now - self.run_from
        area = k * elapsed - self.run_time * k * (k + 1) / 2
        return area + (units - k) * (elapsed - self.run_time * (k + 1)) if units > k else area
