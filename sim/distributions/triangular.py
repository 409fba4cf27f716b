"""Triangular distribution between two bounds with a most likely value."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.distributions.require import require


@dataclass(frozen=True, slots=True)
class Triangular:
    """Triangular distribution between two bounds with a most likely value.

    Parameters
    ----------
    low
        Lower bound.
    mode
        Most likely value.
    high
        Upper bound.
    """

    low: float
    mode: float
    high: float

    def __post_init__(self) -> None:
        require(
            self.low <= self.mode <= self.high,
            "triangular",
            "mode",
            self.mode,
            f"from low ({self.low:g}) to high ({self.high:g})",
        )
        require(self.low < self.high, "triangular", "high", self.high, f"above low ({self.low:g})")

    @property
    def mean(self) -> float:
        """Expected value."""
        return (self.low + self.mode + self.high) / 3

    @property
    def variance(self) -> float:
        """Variance."""
        return (
            self.low**2
            + self.mode**2
            + self.high**2
            - self.low * self.mode
            - self.low * self.high
            - self.mode * self.high
        ) / 18

    def sample(self, rng: np.random.Generator, size: int) -> NDArray[np.float64]:
        """Draw a block of shape (size,)."""
        return rng.triangular(self.low, self.mode, self.high, size)

    def scaled(self, factor: float) -> "Triangular":
        """Return the distribution of the quantity times `factor`."""
        return Triangular(self.low * factor, self.mode * factor, self.high * factor)
