"""Lots that move through the plant in transfer batches, so that their operations overlap."""

from sim.engine.paced_lot import PacedLot


class BatchLot(PacedLot):
    """A lot whose first batch goes on to the next operation while the rest is still worked on.

    An operation works on the batches one after the other, each from when it has come from the operation
    before (`come`); in between it holds its machine. `finished` operations are over altogether.
    """

    __slots__ = ("come", "finished")

    come: list[float]
    finished: int

    def start(self) -> None:
        """Go to the floor."""
        self.come = [0.0] * len(self._sizes())
        self.finished = 0
        super().start()

    def _sizes(self) -> list[float]:
        sizes: list[float] = []
        left, batch = self.total, self.producing.transfer_batch
        while left > batch:
            sizes.append(batch)
            left -= batch
        return [*sizes, left]

    def started(self, now: float, setup: float, run: float) -> float:
        """Note the start of an operation and return its finish; the last one fills the shelf unit by unit."""
        unit = run / self.total
        time, made = now + setup, 0.0
        ends: list[float] = []
        left: list[float] = []
        for came, size in zip(self.come, self._sizes(), strict=True):
            begins = max(time, came)
            ends.extend(begins + (k - made) * unit for k in range(int(made) + 1, int(made + size) + 1))
            made += size
            time = begins + size * unit
            left.append(time)
        self.come = left
        if self.step == len(self.producing.route) - 1:
            if run > 0:
                self.fill(ends)
        elif len(left) > 1:
            self.producing.clock.at(left[0], "RECEIPT", self._move_on)
        return time

    def _move_on(self) -> None:
        self.step += 1
        self.producing.route[self.step].arrive(self)

    def over(self) -> int:
        """Return the number of the operation that is just over."""
        return self.finished

    def step_done(self, first: bool = False) -> None:
        """Go to the first or, in one piece, to the next operation; or finish."""
        route = self.producing.route
        if not first:
            self.finished += 1
        if self.finished == len(route):
            self._finish()
        elif first:
            route[0].arrive(self)
        elif len(self.come) == 1:
            self._move_on()
