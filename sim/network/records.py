"""What parts the record from the shelf, and what brings them together again."""

from dataclasses import dataclass
from typing import ClassVar, Literal

from sim.distributions import Constant, Distribution

NOTHING = Constant(0.0)
"""No delay."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bookkeeping:
    """How receipts come on the record of some stock points.

    Parameters
    ----------
    name
        Name of the rule.
    stocks
        Stock points that it is about.
    delay
        From the arrival on the shelf to the record (time).
    error_chance
        Chance that a receipt is written down wrongly.
    error_share
        Size of such an error, as a share of the receipt; it is too much or too little with equal chance.
    short_pick
        A picker who finds less than the record says has it put right (`corrects`), or tells nobody
        (`stays`).
    """

    TIMES: ClassVar[frozenset[str]] = frozenset({"delay"})

    name: str
    stocks: tuple[str, ...]
    delay: Distribution = NOTHING
    error_chance: float = 0.0
    error_share: Distribution = Constant(0.05)
    short_pick: Literal["corrects", "stays"] = "corrects"


@dataclass(frozen=True, slots=True, kw_only=True)
class Loss:
    """Units that disappear from the shelf.

    Parameters
    ----------
    name
        Name of the loss: misplacement, breakage, pilferage.
    stocks
        Stock points that it is about.
    share_per_year
        Share of the units on the shelf that is lost in a year: a chance for each unit.
    share_of_draws
        Units lost for each unit that is drawn: what is handled more is lost more (a chance for each).
    noticed
        Whether the record is put right at once (breakage) or nobody knows (misplacement, pilferage).
    recovered
        Share of the lost units that the next count finds again (misplacement).
    every
        How often losses happen (time); more often is finer and slower.
    """

    TIMES: ClassVar[frozenset[str]] = frozenset({"every"})

    name: str
    stocks: tuple[str, ...]
    share_per_year: float = 0.0
    share_of_draws: float = 0.0
    noticed: bool = False
    recovered: float = 0.0
    every: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """Counting of some stock points: a cycle count, or the annual stocktake.

    Parameters
    ----------
    name
        Name of the count.
    stocks
        Stock points that are counted.
    every
        Time between counts of one stock point (time).
    first
        Time of the first count (time); none: the stock points take turns, spread over the period.
    cost
        Cost of counting one stock point once (money).
    """

    TIMES: ClassVar[frozenset[str]] = frozenset({"every", "first"})

    name: str
    stocks: tuple[str, ...]
    every: float
    first: float | None = None
    cost: float = 0.0
