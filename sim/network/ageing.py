"""How stock loses its value: design changes, surplus, disposal."""

from dataclasses import dataclass
from typing import ClassVar, Literal

from sim.distributions import Distribution


@dataclass(frozen=True, slots=True, kw_only=True)
class DesignChange:
    """Changes of design that make the stock of an item old.

    Parameters
    ----------
    name
        Name of the kind of change.
    stocks
        Stock points that it may strike, each on its own.
    interval
        From one change to the next at one stock point (time).
    disposition
        What happens to the old stock: `scrap` (sold at `salvage`), `rework` (made into the new design at
        `rework_cost` a unit), or `use-up` (it may still be used; nothing is lost).
    rework_cost
        Cost of making a unit of the old design into the new one, as a share of its unit cost.
    salvage
        What a scrapped unit brings, as a share of its unit cost.
    """

    TIMES: ClassVar[frozenset[str]] = frozenset({"interval"})

    name: str
    stocks: tuple[str, ...]
    interval: Distribution
    disposition: Literal["scrap", "rework", "use-up"] = "scrap"
    rework_cost: float = 0.0
    salvage: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class SurplusReview:
    """A review at intervals that sells stock which would last too long.

    Parameters
    ----------
    name
        Name of the review.
    stocks
        Stock points that it looks at.
    every
        Time between reviews (time).
    keep
        Stock that would last longer than this, at the rate drawn since the last review, is surplus (time).
    salvage
        What a unit of surplus brings, as a share of its unit cost.
    """

    TIMES: ClassVar[frozenset[str]] = frozenset({"every", "keep"})

    name: str
    stocks: tuple[str, ...]
    every: float
    keep: float
    salvage: float = 0.0
