"""What the figures allow to recommend: a way, today's way, or nothing."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from experiments.commands.league_table import LeagueTable
    from experiments.interval import Interval

Kind = Literal["change", "price", "stay", "same", "first", "none"]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is recommended, and why.

    Attributes
    ----------
    kind
        `change`: another way reaches the target and surely costs less than today's. `price`: today's way
        misses the target, another reaches it and does not surely cost less. `stay`: today's way reaches the
        target and no other surely costs less. `same`: another way seems cheaper than today's, within noise.
        `first`: there is no today; the cheapest that reaches the target. `none`: no way reaches the target
        and keeps up.
    way
        The recommended way; today's for `stay` and `same`; None for `none`.
    rival
        The best of the others where today's way is recommended; None otherwise.
    saving
        Total cost of the best other way less that of today's, with an interval that holds for all ways at
        once (money a year); None without today's way.
    """

    kind: Kind
    way: str | None
    rival: str | None = None
    saving: "Interval | None" = None

    @property
    def changes(self) -> bool:
        """Whether something else than today's way is recommended."""
        return self.kind in ("change", "price", "first")

    @property
    def other(self) -> str | None:
        """The way to set beside today's: the recommended one, or the rival of today's."""
        return self.way if self.changes else self.rival


def verdict_of(table: "LeagueTable") -> Verdict:
    """Return what a comparison allows to recommend.

    A way may win that keeps up and reaches the target; today's way is one of them if it does. Another is put
    in its place only where the interval of the difference in cost is all on its side.
    """
    best, today = table.best, table.today if table.today in table.names else None
    if best is None:
        stays = today is not None and today in table.entrants and bool(table.target or table.priced)
        return Verdict("stay", today) if stays else Verdict("none", None)
    if today is None:
        return Verdict("first", best)
    saving = table.comparison.differences("total_cost", today).intervals[best]
    surely = saving.high < 0
    if today not in table.entrants:
        return Verdict("change" if surely else "price", best, None, saving)
    if surely:
        return Verdict("change", best, None, saving)
    return Verdict("same" if saving.mean < 0 else "stay", today, best, saving)
