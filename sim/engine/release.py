"""Release to the floor: a lot with a full kit starts at once, or waits in a pool until there is room."""

from collections import deque
from collections.abc import Callable

from sim.engine.batch_lot import BatchLot
from sim.engine.lot import Lot
from sim.engine.paced_lot import PacedLot
from sim.engine.shifts import SLACK
from sim.errors import DataError
from sim.network import Plant

Enter = Callable[[Lot], None]
"""What becomes of a lot whose kit is full."""


class Pool:
    """Lots wait, first come first served, while the floor holds `limit` or more.

    Under `conwip` a lot weighs one until it is finished; under `workload` the hours that it still has to
    be worked on. An empty floor takes any lot.
    """

    def __init__(self, rule: Plant) -> None:
        self.limit = rule.limit
        self.by_hours = rule.release == "workload"
        self.waiting: deque[Lot] = deque()
        self.lots = 0
        self.load = 0.0
        self.admitting = False

    def enter(self, lot: Lot) -> None:
        """Take a lot into the pool."""
        self.waiting.append(lot)
        self.admit()

    def admit(self) -> None:
        """Let lots go to the floor while there is room."""
        if self.admitting:
            return
        self.admitting = True
        while self.waiting and (self.lots == 0 or self.load < self.limit - SLACK):
            lot = self.waiting.popleft()
            self.lots += 1
            self.load += self._weight(lot)
            lot.start()
        self.admitting = False

    def worked(self, hours: float) -> None:
        """Take note that an operation is over."""
        if self.by_hours:
            self.load -= hours

    def left(self) -> None:
        """Take note that a lot has left the floor."""
        self.lots -= 1
        if not self.by_hours:
            self.load -= 1
        elif not self.lots:
            self.load = 0.0

    def _weight(self, lot: Lot) -> float:
        return sum(map(sum, lot.hours)) if self.by_hours else 1.0


class _Pooled(Lot):
    """A lot that tells the pool what it leaves behind."""

    __slots__ = ()

    def step_done(self, first: bool = False) -> None:
        pool = self.producing.pool
        assert pool is not None
        if not first:
            pool.worked(sum(self.hours[self.over()]))
        super().step_done(first)
        pool.admit()

    def _finish(self) -> None:
        super()._finish()
        pool = self.producing.pool
        assert pool is not None
        pool.left()


class _PooledLot(_Pooled):
    __slots__ = ()


class _PooledPacedLot(_Pooled, PacedLot):
    __slots__ = ()


class _PooledBatchLot(_Pooled, BatchLot):
    __slots__ = ()


POOLED: dict[type[Lot], type[Lot]] = {
    Lot: _PooledLot,
    PacedLot: _PooledPacedLot,
    BatchLot: _PooledBatchLot,
}
"""The kind of lot that passes a pool, for each kind that does not."""


def pool_of(rule: Plant) -> Pool | None:
    """Return the pool that a plant's rule of release asks for; none: lots start at once.

    Raises
    ------
    DataError
        The rule needs a limit and has none.
    """
    if rule.release == "at-once":
        return None
    if rule.limit <= 0:
        what = "lots" if rule.release == "conwip" else "hours"
        raise DataError(
            f"the plant releases by {rule.release!r} and its limit is {rule.limit:g}; "
            f"give it the {what} that the floor may hold, above zero"
        )
    return Pool(rule)
