"""How long work says how far it is, and hears that it should stop: one protocol for every display."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any


@dataclass(frozen=True, slots=True)
class Step:
    """How far work is.

    `phase` is what is being done, `done` of `total` is finished (a total of 0 is not known), `best` the best
    found so far in words (empty where nothing is searched), `seconds_left` an estimate from the pace of this
    phase, None where there is nothing to estimate it from.
    """

    phase: str
    done: int
    total: int
    best: str = ""
    seconds_left: float | None = None


Show = Callable[[Step], None]


class Monitor:
    """Between long work and whoever watches it: work tells its steps, the watcher may cancel.

    Parameters
    ----------
    show
        Called with every step: a bar on a terminal, a bar in a notebook, lines of JSON. None shows nothing.
    clock
        Returns seconds; for tests.

    Examples
    --------
    >>> monitor = Monitor(lambda step: print(step.phase, step.done, "of", step.total))
    >>> monitor.tell("replications", 1, 4)
    replications 1 of 4
    """

    def __init__(self, show: Show | None = None, clock: Callable[[], float] = time.monotonic) -> None:
        self._show = show
        self._clock = clock
        self._phase = ""
        self._since = 0.0
        self._skipped = 0
        self._stop = threading.Event()

    def tell(self, phase: str, done: int, total: int = 0, best: str = "") -> None:
        """Tell how far a phase is."""
        now = self._clock()
        if phase != self._phase or done < self._skipped:
            self._phase, self._since, self._skipped = phase, now, done
        if self._show is None:
            return
        finished = done - self._skipped
        left = None
        if total and finished > 0:
            left = (now - self._since) / finished * (total - done)
        self._show(Step(phase, done, total, best, left))

    def part(self, name: str) -> "Monitor":
        """Return a monitor for a part of the work: its phases are told with its name before them.

        A part without a name tells nothing.

        Examples
        --------
        >>> monitor = Monitor(lambda step: print(step.phase))
        >>> monitor.part("volume 2").tell("replications", 1, 4)
        volume 2: replications
        """
        show = self._show

        def named(step: Step) -> None:
            assert show is not None
            show(replace(step, phase=f"{name}: {step.phase}"))

        part = Monitor(named if show is not None and name else None, self._clock)
        part._stop = self._stop
        return part

    def cancel(self) -> None:
        """Ask the work to stop; it keeps what is finished. May be called from another thread."""
        self._stop.set()

    @property
    def cancelled(self) -> bool:
        """Whether somebody asked the work to stop."""
        return self._stop.is_set()

    def check(self) -> None:
        """Stop here if asked to, as Ctrl-C does."""
        if self.cancelled:
            raise KeyboardInterrupt


def notebook_monitor() -> Monitor:
    """Return a monitor with a bar for notebooks (tqdm's); in a terminal it is tqdm's bar for terminals."""
    from tqdm.auto import tqdm

    bars: dict[str, Any] = {}

    def show(step: Step) -> None:
        if step.phase not in bars:
            for bar in bars.values():
                bar.close()
            bars[step.phase] = tqdm(desc=step.phase, total=step.total or None)
        bar = bars[step.phase]
        bar.total = step.total or None
        bar.n = step.done
        bar.set_postfix_str(step.best, refresh=False)
        bar.refresh()
        if step.total and step.done >= step.total:
            bar.close()

    return Monitor(show)
