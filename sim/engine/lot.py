"""A lot on its way through the plant: kit, operations, posting."""

from heapq import heappush
from typing import TYPE_CHECKING, Any

from sim.contract import to_grid
from sim.engine.draw import Draw
from sim.engine.placed_order import PlacedOrder
from sim.engine.stock import Stock

if TYPE_CHECKING:
    from sim.engine.producing import Producing


class Lot:
    """One production order from its release to its last unit posted; the owner of its kit's draws."""

    __slots__ = (
        "draws",
        "good",
        "hours",
        "kitted",
        "name",
        "next_post",
        "order",
        "priority",
        "producing",
        "queued",
        "released",
        "run_from",
        "run_time",
        "step",
    )

    def __init__(self, order: PlacedOrder, producing: "Producing") -> None:
        self.order = order
        self.producing = producing
        self.name = order.stock.name
        self.hours: list[tuple[float, float]] = []
        self.priority = 0.0
        self.good = order.quantity
        self.step = 0
        self.draws: list[tuple[Stock, Draw]] = []
        self.queued = self.released = self.kitted = 0.0
        self.run_from = self.run_time = 0.0
        self.next_post = self._post_unit

    # ---- kit

    def release(self) -> None:
        """Draw the kit; start at once when there is none."""
        now = self.producing.clock._now
        self.released = now
        tote = self.producing.tote
        for stock, quantity in self.producing.components:
            need = to_grid(quantity * self.order.quantity)
            if need <= 0:
                continue
            self.draws.append((stock, Draw(need, self, now, reserves=tote, linked=not tote)))
        if not self.draws:
            self._start()
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
        self._start()

    def unfilled(self, draw: Draw) -> None:
        """Wait for the missing parts."""

    def take_if_ready(self) -> None:
        """Take the whole kit if every part of it is there now."""
        for stock, part in self.draws:
            if part.outstanding > stock.on_hand - stock.reserved or part in stock.gathered:
                return
        for stock, part in self.draws:
            stock.backlog.remove(part)
            stock.grant(part, part.outstanding)
        self._start()

    # ---- plant

    def _start(self) -> None:
        producing = self.producing
        now = producing.clock._now
        self.kitted = now
        stock = self.order.stock
        stock.kit_wait += now - self.released
        stock.wip.change(now, self.order.quantity)
        if producing.post is not None:
            producing.post("kit", self.name, self.order.quantity, self.order.number)
        self.step_done(first=True)

    def step_done(self, first: bool = False) -> None:
        """Go to the next operation, or finish."""
        if not first:
            self.step += 1
        route = self.producing.route
        if self.step < len(route):
            route[self.step].arrive(self)
        else:
            self._finish()

    def started(self, now: float, setup: float, run: float) -> None:
        """Note the start of an operation; the last one fills the shelf unit by unit."""
        if self.step == len(self.producing.route) - 1 and run > 0:
            self.run_from = now + setup
            self.run_time = run / self.order.quantity
            if self.producing.post_units:
                self.producing.clock.at(self.run_from + self.run_time, "RECEIPT", self.next_post)
            else:
                self.order.stock.unposted.append(self)

    def _post_unit(self) -> None:
        """Post one unit and wait for the next; the last of the lot is posted when the lot is finished."""
        order, clock = self.order, self.producing.clock
        left = self.good - 1 - order.received
        if left > 0:
            now = clock._now
            order.stock.wip.change(now, -1)
            order.stock.receive(order, 1.0)
            if left > 1:
                queue: list[Any] = clock._queue
                heappush(queue, (now + self.run_time, clock.receipt, next(clock._eid), self.next_post))

    def _finish(self) -> None:
        order, stock, producing = self.order, self.order.stock, self.producing
        now = producing.clock._now
        if self in stock.unposted:
            stock.unposted.remove(self)
            stock.posted_area += self.area_at(now)
        rest = self.good - order.received
        scrap = order.quantity - self.good
        stock.wip.change(now, -(rest + scrap))
        if rest > 0:
            stock.receive(order, rest)
        if scrap > 0:
            stock.close_short(order, scrap, "scrap")
        stock.made_orders += 1
        stock.made_units += order.quantity
        stock.run_time += now - order.placed
        stock.plant_time += now - self.kitted
        if producing.post is not None:
            producing.post("finished", self.name, order.quantity, order.number)

    # ---- the shelf, while the last operation runs

    def units_at(self, now: float) -> float:
        """Units finished and on the shelf at `now`, not yet posted."""
        if now <= self.run_from:
            return 0.0
        return min(float(int((now - self.run_from) / self.run_time + 1e-9)), self.good)

    def area_at(self, now: float) -> float:
        """Integral of the unposted units up to `now`: unit k is on the shelf from start + k run."""
        k = self.units_at(now)
        return k * (now - self.run_from) - self.run_time * k * (k + 1) / 2
