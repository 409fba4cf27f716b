"""Uniform distribution between two bounds."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.distributions.require import require


@dataclass(frozen=True, slots=True)
class Uniform:
    """Uniform distribution between two bounds.

    Parameters
    ----------
    low, high
        Bounds.
    """

    low: float
    high: float

    def __post_init__(self) -> None:
        require(self.high >= self.low, "uniform", "high", self.high, f"at least low ({self.low:g})")

    @property
    def mean(self) -> float:
        """Expected value."""
        return (self.low + self.high) / 2

    @property
    def variance(self) -> float:
        """Variance."""
        return (self.high - self.low) ** 2 / 12

    def sample(self, rng: np.random.Generator, size: int) -> NDArray[np.float64]:
        """Draw a block of shape (size,)."""
        return rng.uniform(self.low, self.high, size)

    def scaled(self, factor: float) -> "Uniform":
        """Return the distribution of the quantity times `factor`."""
        return Uniform(self.low * factor, self.high * factor)
