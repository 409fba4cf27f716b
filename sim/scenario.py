"""A scenario: one world under one way of replenishing it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from sim.contract import LocalPolicy, Policy
from sim.network import Network

TimeUnit = Literal["hour", "day", "week", "month", "year"]
UNITS_PER_YEAR: dict[str, float] = {
    "hour": 8760.0,
    "day": 365.0,
    "week": 365.0 / 7,
    "month": 12.0,
    "year": 1.0,
}
"""Calendar: how many of each time unit make a year of 365 days."""

Phase = Literal["RECEIPT", "DEMAND", "SERVE", "REVIEW", "LOAD", "DEPART", "EXPIRY", "OBSERVE"]
DEFAULT_PHASES: tuple[Phase, ...] = (
    "RECEIPT",
    "DEMAND",
    "SERVE",
    "REVIEW",
    "LOAD",
    "DEPART",
    "EXPIRY",
    "OBSERVE",
)
"""Order of events within one instant: goods in, demand seen, demand served, reviews, machines loaded,
shipments leave, stock expires, figures are taken."""
STOCKPYL_PHASES: tuple[Phase, ...] = (
    "DEMAND",
    "REVIEW",
    "DEPART",
    "RECEIPT",
    "SERVE",
    "LOAD",
    "EXPIRY",
    "OBSERVE",
)
"""Demand is seen and ordered for before goods come in and are served."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Resize:
    """A calendar by which a policy is sized anew from what was drawn in the run so far.

    Parameters
    ----------
    every
        Time between sizings (time).
    window
        How far back the records are read (time).
    policy
        Returns the new policy from the rate (units per time unit) and the variance (units squared per
        time unit) of the recorded draws in the window.
    """

    every: float
    window: float
    policy: Callable[[float, float], LocalPolicy]


@dataclass(frozen=True, slots=True)
class Control:
    """Who decides for what: a policy over a scope of stock points, sized anew by `resize` if given."""

    scope: tuple[str, ...]
    policy: Policy
    resize: Resize | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """One world under one way of replenishing it.

    `horizon` and `warm_up` in `time_unit`; figures are taken from `warm_up` to `horizon`.
    """

    name: str
    network: Network
    control: tuple[Control, ...] = ()
    horizon: float
    warm_up: float = 0.0
    seed: int = 0
    time_unit: TimeUnit = "day"
    phases: tuple[Phase, ...] = DEFAULT_PHASES
