"""Lots whose last operation does not go on evenly: it rests, is interrupted, or waits for batches."""

from bisect import bisect_right
from collections.abc import Callable, Sequence

from sim.engine.lot import Lot
from sim.engine.shifts import SLACK


class PacedLot(Lot):
    """A lot that knows when each unit leaves its last operation (`ends`)."""

    __slots__ = ("ends",)

    ends: list[float]

    def paced(self, when: Callable[[float], float], setup: float, run: float) -> None:
        """Note the start of an operation that rests or is interrupted; the last one fills the shelf."""
        if self.step == len(self.producing.route) - 1 and run > 0:
            unit = run / self.total
            self.fill([when(setup + k * unit) for k in range(1, int(self.total) + 1)])

    def fill(self, ends: Sequence[float]) -> None:
        """Fill the shelf with a unit at each of these times, the record too if each unit is posted."""
        self.ends = list(ends)
        if not self.producing.post_units:
            self.order.stock.unposted.append(self)
        elif self.ends:
            self.next_post = self._post_unit
            self.producing.clock.at(self.ends[0], "RECEIPT", self.next_post)

    def _post_unit(self) -> None:
        left = self.along - self.posted
        if left > 0:
            clock, order = self.producing.clock, self.order
            self.posted += 1
            order.stock.wip.change(clock._now, -1)
            order.stock.receive(order, 1.0)
            if left > 1:
                assert self.next_post is not None
                clock.at(self.ends[int(self.posted)], "RECEIPT", self.next_post)

    def units_at(self, now: float) -> float:
        """Units finished and on the shelf at `now`, not yet posted."""
        return min(float(bisect_right(self.ends, now + SLACK)), self.good)

    def area_at(self, now: float) -> float:
        """Integral of the unposted units up to `now`."""
        k = self.units_at(now)
        last = int(k)
        area = sum(now - end for end in self.ends[:last])
        return area + (k - last) * (now - self.ends[last]) if k > last else area
