"""Stockouts of one stock point: from when to when somebody wanted what was not there."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from math import inf

from experiments.trace.events import Row


@dataclass
class Stockout:
    """A time during which a customer (for a part, a kit) wanted what was not there.

    Parameters
    ----------
    start, end
        From the first unmet demand until nobody waits and goods have come in; infinite where the run ended
        before that.
    first
        Number of the row that began it.
    hit
        Units not given at once, by who wanted them.
    lost
        Of these, units that were lost, at once or when those who waited left.
    """

    start: float
    first: int
    end: float = inf
    hit: dict[str, float] = field(default_factory=dict)
    lost: float = 0.0

    @property
    def short(self) -> float:
        """Units that were not given at once."""
        return sum(self.hit.values())


def stockouts(rows: Sequence[Row]) -> list[Stockout]:
    """Return all stockouts in the rows of a trace."""
    found: list[Stockout] = []
    now: Stockout | None = None
    came = False
    for number, row in enumerate(rows):
        unmet = row.wanted - row.given
        if unmet > 1e-9:
            if now is None:
                now, came = Stockout(row.time, number), False
                found.append(now)
            now.hit[row.who] = now.hit.get(row.who, 0.0) + unmet
            now.lost += row.lost
        elif now is not None and row.kind == "lost":  # somebody who waited has left
            now.lost -= row.changes.backorders
        before, after = usable(row, before=True), usable(row)
        came |= after > before
        last = number + 1 == len(rows) or rows[number + 1].time > row.time
        if now is not None and last and came and row.after.backorders <= 1e-9:
            now.end, now = row.time, None
    return found


def usable(row: Row, before: bool = False) -> float:
    """Return the units that are both on the record and on the shelf, after (or before) a row."""
    record, shelf = row.after.recorded, row.after.shelf
    if before:
        record, shelf = record - row.changes.recorded, shelf - row.changes.shelf
    return min(record, shelf)
