"""Gamma distribution with a given mean and standard deviation."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.distributions.require import require


@dataclass(frozen=True, slots=True)
class Gamma:
    """Gamma distribution with a given mean and standard deviation.

    Parameters
    ----------
    mean
        Expected value.
    sd
        Standard deviation.
    """

    mean: float
    sd: float

    def __post_init__(self) -> None:
        require(self.mean > 0, "gamma", "mean", self.mean, "above zero")
        require(self.sd > 0, "gamma", "sd", self.sd, "above zero")

    @property
    def variance(self) -> float:
        """Variance."""
        return self.sd**2

    def sample(self, rng: np.random.Generator, size: int) -> NDArray[np.float64]:
        """Draw a block of shape (size,)."""
        shape = (self.mean / self.sd) ** 2
        return rng.gamma(shape, self.mean / shape, size)

    def scaled(self, factor: float) -> "Gamma":
        """Return the distribution of the quantity times `factor`."""
        return Gamma(self.mean * factor, self.sd * factor)
