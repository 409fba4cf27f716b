"""A figure of the real case that a simulation of today's way must meet."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """A figure of the real case, between `low` and `high`, that a model of today's way must meet."""

    name: str
    low: float
    high: float
    unit: str = ""
    source: str = ""
