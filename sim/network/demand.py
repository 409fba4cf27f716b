"""A stream of customers who draw on a stock point."""

from dataclasses import dataclass
from typing import Literal

from sim.distributions import Constant, Distribution


@dataclass(frozen=True, slots=True, kw_only=True)
class Demand:
    """A stream of customer orders on one stock point.

    Parameters
    ----------
    interval
        Time between orders (time units of the scenario); a constant makes periodic demand.
    size
        Units an order. A negative size is a net return when `returns` is set; otherwise it counts as
        zero and the run reports how often that happened.
    unmet
        What is not on the shelf is waited for (`backorder`), gone (`lost`), or quoted a date that the
        customer accepts if the wait is within `patience` (`quote`).
    first
        Time of the first order; None draws it like any other interval.
    """

    name: str
    stock: str
    interval: Distribution
    size: Distribution = Constant(1.0)
    unmet: Literal["backorder", "lost", "quote"] = "backorder"
    patience: Distribution = Constant(0.0)
    priority: int = 0
    partial: bool = True
    first: float | None = None
    returns: bool = False
