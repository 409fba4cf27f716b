"""What is tuned: knobs with their ranges, a figure to make best, and goals that others must reach."""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from experiments.kpi import find_kpi
from sim import DataError, Scenario

Setting = tuple[float, ...]
"""One value a knob, in the order of the problem."""
LEAST_MISSING = 1e-6
"""Least share that a logarithm is taken of."""


@dataclass(frozen=True, slots=True)
class Knob:
    """A number that may be turned.

    Parameters
    ----------
    name
        What it is called in tables: a path, or a class.
    low, high
        Ends of its range.
    integer
        Only whole numbers.
    log
        Steps are ratios; only for a range above zero.

    Raises
    ------
    DataError
        The range is upside down, empty, or not finite.
    """

    name: str
    low: float
    high: float
    integer: bool = False
    log: bool = False

    def __post_init__(self) -> None:
        if not (math.isfinite(self.low) and math.isfinite(self.high)):
            raise DataError(f"the range of {self.name!r} has no end; give two numbers")
        if self.low >= self.high:
            raise DataError(
                f"the range of {self.name!r} goes from {self.low:g} to {self.high:g}; put the lower end first"
            )
        if self.integer and math.ceil(self.low) > math.floor(self.high):
            raise DataError(
                f"the range of {self.name!r}, {self.low:g} to {self.high:g}, holds no whole number; widen it"
            )
        if self.log and self.low <= 0:
            raise DataError(
                f"the range of {self.name!r} starts at {self.low:g}; ratios need a start above zero"
            )

    def at(self, share: float) -> float:
        """Return the value at a share of the range (0: low, 1: high), whole where the knob is."""
        share = min(max(share, 0.0), 1.0)
        if self.log:
            value = self.low * (self.high / self.low) ** share
        else:
            value = self.low + share * (self.high - self.low)
        value = min(max(value, self.low), self.high)
        return (
            float(min(max(round(value), math.ceil(self.low)), math.floor(self.high)))
            if self.integer
            else value
        )

    def share(self, value: float) -> float:
        """Return where a value lies in the range, from 0 to 1."""
        if self.log:
            return math.log(value / self.low) / math.log(self.high / self.low)
        return (value - self.low) / (self.high - self.low)

    def grain(self, value: float) -> float:
        """Return the share of the range that one whole step is at a value; 0 where any value is possible."""
        if not self.integer:
            return 0.0
        return 1 / value / math.log(self.high / self.low) if self.log else 1 / (self.high - self.low)


@dataclass(frozen=True, slots=True)
class Goal:
    """A figure that must reach a value, of the whole network or of one group of stock points.

    Raises
    ------
    DataError
        There is no such figure, or neither direction of it is good.
    """

    kpi: str
    target: float
    group: str = ""

    def __post_init__(self) -> None:
        found = find_kpi(self.kpi)
        if found.better is None:
            raise DataError(f"{self.kpi!r} has no good direction, so no target; take another figure")
        if self.group and found.whole_network:
            raise DataError(
                f"{self.kpi!r} is of the whole network; give it one target, without class {self.group}"
            )
        if not math.isfinite(self.target):
            raise DataError(f"the target of {self.kpi!r} is {self.target:g}; give a finite number")
        if found.unit == "share" and not (0 <= self.target < 1 or (self.target == 1 and self.lower)):
            near = (
                f"; write {self.target / 100:g} for {self.target:g} per cent" if 1 < self.target < 100 else ""
            )
            raise DataError(f"the target of {self.kpi!r} is {self.target:g}, and it is a share below 1{near}")

    @property
    def lower(self) -> bool:
        """Whether lower is better."""
        return find_kpi(self.kpi).better == "lower"

    @property
    def label(self) -> str:
        """Name of the goal in tables."""
        return f"{self.kpi}:{self.group}" if self.group else self.kpi

    @property
    def slope(self) -> float:
        """How far the straight scale goes for a unit of the figure, at the target."""
        if find_kpi(self.kpi).unit == "share":
            return 1 / max(self.target if self.lower else 1 - self.target, LEAST_MISSING)
        return 1 / abs(self.target) if self.target else 1.0

    def missing(self, figure: float) -> float:
        """Return how far a figure is from the target, on the scale of the figure; zero or less: reached."""
        return figure - self.target if self.lower else self.target - figure

    def straight(self, figure: float) -> float:
        """Return a figure on a scale on which it is nearly straight in a knob; higher is better.

        A share that rises to one is compared by the logarithm of what is missing, one that falls to zero by
        its own.
        """
        unit = find_kpi(self.kpi).unit
        if unit == "share":
            return -math.log(max(figure if self.lower else 1 - figure, LEAST_MISSING))
        if self.lower:
            return -figure / abs(self.target) if self.target else -figure
        return figure / abs(self.target) if self.target else figure


@dataclass(frozen=True)
class Problem:
    """What is tuned.

    Parameters
    ----------
    knobs
        What may be turned.
    objective
        Figure to be made as good as it can be, in its good direction.
    goals
        Figures that must be reached.
    build
        Returns the scenario of a setting, given as values by the names of the knobs.
    groups
        Group of each stock point of the scenario; needed where a goal is about a group.
    """

    knobs: tuple[Knob, ...]
    objective: str
    goals: tuple[Goal, ...] = ()
    build: Callable[[Mapping[str, float]], Scenario] = field(repr=False, kw_only=True)
    groups: Callable[[Scenario], tuple[str | None, ...]] | None = field(
        default=None, repr=False, kw_only=True
    )

    def __post_init__(self) -> None:
        if not self.knobs:
            raise DataError("there is nothing to tune; name a path and its range with --vary PATH=LOW:HIGH")
        if find_kpi(self.objective).better is None:
            raise DataError(f"{self.objective!r} has no good direction; tune another figure")

    @cached_property
    def sign(self) -> float:
        """1 where the objective is to be low, -1 where it is to be high."""
        return 1.0 if find_kpi(self.objective).better == "lower" else -1.0

    @cached_property
    def settings(self) -> float:
        """How many settings are possible; infinite where a knob is not whole."""
        counts = (k.at(1) - k.at(0) + 1 if k.integer else math.inf for k in self.knobs)
        return math.prod(counts)

    def at(self, shares: Sequence[float]) -> Setting:
        """Return the setting at shares of the ranges."""
        return tuple(knob.at(share) for knob, share in zip(self.knobs, shares, strict=True))

    def shares(self, setting: Setting) -> tuple[float, ...]:
        """Return where a setting lies in the ranges."""
        return tuple(knob.share(value) for knob, value in zip(self.knobs, setting, strict=True))

    def named(self, setting: Setting) -> dict[str, float]:
        """Return a setting as values by the names of the knobs; whole ones as whole numbers."""
        return {
            knob.name: int(value) if knob.integer else value
            for knob, value in zip(self.knobs, setting, strict=True)
        }

    def edges(self, setting: Setting) -> list[str]:
        """Return the knobs that stand at an end of their range."""
        shares = self.shares(setting)
        return [
            knob.name
            for knob, share, value in zip(self.knobs, shares, setting, strict=True)
            if share < 0.005 or share > 0.995 or value in (knob.at(0), knob.at(1))
        ]
