"""When a policy looks: at every change, or at a fixed interval."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Continuous:
    """Look whenever a draw changes the inventory position of the scope."""


@dataclass(frozen=True, slots=True)
class Every:
    """Look every `period`, the first time at `offset` (both in time units of the scenario)."""

    period: float
    offset: float = 0.0

    def __post_init__(self) -> None:
        if not self.period > 0:
            raise ValueError(f"review period is {self.period:g}; it must be above zero")
        if self.offset < 0:
            raise ValueError(f"review offset is {self.offset:g}; it must be zero or more")


Review = Continuous | Every
"""The two ways of looking."""
