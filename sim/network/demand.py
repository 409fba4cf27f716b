"""A stream of customers who draw on a stock point."""

from dataclasses import dataclass
from typing import ClassVar, Literal

from sim.distributions import Constant, Distribution


@dataclass(frozen=True, slots=True, kw_only=True)
class Promotion:
    """A dated rise (or fall) of demand.

    Parameters
    ----------
    start, end
        When it begins and ends (time).
    factor
        Demand in this time against what it would be otherwise.
    """

    TIMES: ClassVar[frozenset[str]] = frozenset({"start", "end"})

    start: float
    end: float
    factor: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """How the level of demand changes through time.

    Parameters
    ----------
    name
        Name of the profile.
    trend_per_year
        Growth in a year, as a share of the level at time zero (0.1: ten per cent a year, in a straight
        line).
    season
        Factors of equal parts of a year, in their order (twelve: months); brought to mean one. Empty: no
        season.
    changes
        `rate`: customers come more often. `size`: each orders more.
    promotions
        Dated rises and falls.
    """

    name: str
    trend_per_year: float = 0.0
    season: tuple[float, ...] = ()
    changes: Literal["rate", "size"] = "rate"
    promotions: tuple[Promotion, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderLine:
    """A further line of the orders of a demand.

    Parameters
    ----------
    stock
        Stock point that the line draws on.
    size
        Units of the line.
    chance
        Share of the orders that have this line.
    """

    stock: str
    size: Distribution = Constant(1.0)
    chance: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Demand:
    """A stream of customer orders on a stock point.

    Parameters
    ----------
    name
        Name of the demand.
    stock
        Stock point that it draws on.
    interval
        Time between orders (time); a constant makes periodic demand.
    size
        Units an order. A negative size is a net return when `returns` is set; otherwise it counts as zero
        and the run reports how often that happened, and what it did to the mean.
    unmet
        What is not on the shelf is waited for (`backorder`), gone (`lost`), waited for no longer than
        `patience` (`wait`), or quoted a date that the customer accepts if the wait is within `patience`
        (`quote`).
    patience
        Longest wait that a customer accepts (time).
    priority
        Lowest number first, where the stock point allocates by priority.
    partial
        Whether the customer takes a part of the order now and the rest later.
    first
        Time of the first order; none draws it like any other interval.
    returns
        Whether a negative size is a return.
    customer_class
        Group of customers that service figures are shown by.
    profile
        How the level changes through time.
    known_ahead
        How long before it is drawn an order is on the books, where a policy that plans can see it (time).
    lines
        Further lines of the same orders, on other stock points.
    """

    TIMES: ClassVar[frozenset[str]] = frozenset({"interval", "patience", "first", "known_ahead"})

    name: str
    stock: str
    interval: Distribution
    size: Distribution = Constant(1.0)
    unmet: Literal["backorder", "lost", "wait", "quote"] = "backorder"
    patience: Distribution = Constant(0.0)
    priority: int = 0
    partial: bool = True
    first: float | None = None
    returns: bool = False
    customer_class: str = ""
    profile: Profile | None = None
    known_ahead: float = 0.0
    lines: tuple[OrderLine, ...] = ()
