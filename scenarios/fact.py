"""A figure of the real case that a simulation of today's way must meet."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """A figure of the real case, between `low` and `high`, that a model of today's way must meet.

    Parameters
    ----------
    name
        Name of the key figure.
    low, high
        Bounds that the figure of the simulation must lie between, in the unit of the key figure.
    unit
        Unit of the figure, in words.
    source
        Where the figure comes from.
    """

    name: str
    low: float
    high: float
    unit: str = ""
    source: str = ""
