"""Exponential distribution with a given mean: gaps of a Poisson process."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.distributions.require import require


@dataclass(frozen=True, slots=True)
class Exponential:
    """Exponential distribution with a given mean: gaps of a Poisson process.

    Parameters
    ----------
    mean
        Expected value.
    """

    mean: float

    def __post_init__(self) -> None:
        require(self.mean > 0, "exponential", "mean", self.mean, "above zero")

    @property
    def variance(self) -> float:
        """Variance."""
        return self.mean**2

    def sample(self, rng: np.random.Generator, size: int) -> NDArray[np.float64]:
        """Draw a block of shape (size,)."""
        return rng.standard_exponential(size) * self.mean

    def scaled(self, factor: float) -> "Exponential":
        """Return the distribution of the quantity times `factor`."""
        return Exponential(self.mean * factor)
