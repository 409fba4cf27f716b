"""Lognormal distribution with a given mean and standard deviation (of the quantity, not its log)."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.distributions.require import require


@dataclass(frozen=True, slots=True)
class Lognormal:
    """Lognormal distribution with a given mean and standard deviation (of the quantity, not its log).

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
        require(self.mean > 0, "lognormal", "mean", self.mean, "above zero")
        require(self.sd > 0, "lognormal", "sd", self.sd, "above zero")

    @property
    def variance(self) -> float:
        """Variance."""
        return self.sd**2

    def sample(self, rng: np.random.Generator, size: int) -> NDArray[np.float64]:
        """Draw a block of shape (size,)."""
        log_variance = math.log1p((self.sd / self.mean) ** 2)
        return rng.lognormal(math.log(self.mean) - log_variance / 2, math.sqrt(log_variance), size)

    def scaled(self, factor: float) -> "Lognormal":
        """Return the distribution of the quantity times `factor`."""
        return Lognormal(self.mean * factor, self.sd * factor)
