"""A trace: one replication of one alternative, as one stock point met it, and why it ran out."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from experiments.trace.causes import Cause, Detective
from experiments.trace.events import Diary, Row
from experiments.trace.stockouts import Stockout, stockouts
from experiments.trace.words import Words
from scenarios.spelling import hint, listed
from sim import DataError, Scenario, simulate
from sim.engine.explain import Explainer

AFTER = 0.1
"""How much is shown after a stockout, in planned lead times."""


@dataclass(frozen=True)
class Trace:
    """What happened to one stock point in one run.

    Parameters
    ----------
    stock
        Name of the stock point.
    rows
        All that happened, from time zero to the horizon.
    stockouts
        All of them, in order of time.
    lead_time
        Planned lead time of its source; zero where it has none.
    """

    stock: str
    rows: Sequence[Row] = field(repr=False)
    stockouts: Sequence[Stockout] = field(repr=False)
    lead_time: float
    horizon: float
    warm_up: float
    words: Words = field(repr=False)
    _detective: Detective = field(repr=False)

    def causes(self, out: Stockout) -> list[Cause]:
        """Return the causes of a stockout, the one that explains most of it first."""
        return self._detective.causes(out)

    def window(self, start: float | None, end: float | None) -> tuple[float, float]:
        """Return the time to show: by default the first stockout after the warm-up, and what led to it.

        It then starts a planned lead time before the stockout, and ends a little after it.
        """
        since = self.warm_up if start is None else start
        first = next(
            (out for out in self.stockouts if out.end > since and (end is None or out.start < end)), None
        )
        lead = self.lead_time or (self.horizon - self.warm_up) / 20
        if first is None:
            begin = max(since if end is None or since < end else end - 2 * lead, 0.0)
            return begin, min(begin + 2 * lead, self.horizon) if end is None else end
        begin = max(first.start - lead, 0.0) if start is None else start
        return begin, min(first.end + AFTER * lead, self.horizon) if end is None else end

    def between(self, start: float, end: float) -> list[Row]:
        """Return the rows of a window."""
        return [row for row in self.rows if start <= row.time <= end]

    def out_between(self, start: float, end: float) -> list[Stockout]:
        """Return the stockouts that touch a window."""
        return [out for out in self.stockouts if out.start <= end and out.end >= start]


def trace(scenario: Scenario, item: str, replication: int = 0) -> Trace:
    """Run one replication and trace a stock point (named itself, or by its item).

    Raises
    ------
    DataError
        There is no such stock point, or the item is kept in several.
    """
    name = stock_point(scenario, item)
    seen = Explainer(name)
    simulate(scenario, replication, observers=[seen], watches=[seen.attach])
    words = Words(scenario.time_unit)
    rows = Diary(seen, words).write()
    detective = Detective(seen, rows, scenario, words)
    return Trace(
        stock=name,
        rows=rows,
        stockouts=stockouts(rows),
        lead_time=detective.lead,
        horizon=scenario.horizon,
        warm_up=scenario.warm_up,
        words=words,
        _detective=detective,
    )


def stock_point(scenario: Scenario, item: str) -> str:
    """Return the stock point that a name stands for: its own, or that of an item kept in one place."""
    points = scenario.network.stock_points
    names = [point.name for point in points]
    if item in names:
        return item
    kept = [point.name for point in points if point.item == item]
    if len(kept) == 1:
        return kept[0]
    if kept:
        raise DataError(f"item '{item}' is kept at {listed(kept)}; name one of these with --item")
    raise DataError(f"there is no item or stock point '{item}'; {hint(item, names)}")
