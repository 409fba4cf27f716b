"""Negative binomial count with a given mean and standard deviation (more spread than Poisson)."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.distributions.require import require


@dataclass(frozen=True, slots=True)
class NegativeBinomial:
    """Negative binomial count with a given mean and standard deviation (more spread than Poisson).

    Parameters
    ----------
    count
        Mean number of counts.
    sd
        Standard deviation of the number of counts.
    unit
        What one count stands for: a law of 3 counts of 12 gives 36.
    """

    count: float
    sd: float
    unit: float = 1.0

    def __post_init__(self) -> None:
        require(self.count > 0, "negative_binomial", "count", self.count, "above zero")
        require(
            self.sd**2 > self.count,
            "negative_binomial",
            "sd",
            self.sd,
            f"above the square root of the mean ({self.count**0.5:.4g})",
        )

    @property
    def mean(self) -> float:
        """Expected value."""
        return self.count * self.unit

    @property
    def variance(self) -> float:
        """Variance."""
        return (self.sd * self.unit) ** 2

    def sample(self, rng: np.random.Generator, size: int) -> NDArray[np.float64]:
        """Draw a block of shape (size,)."""
        p = self.count / self.sd**2
        return rng.negative_binomial(self.count * p / (1 - p), p, size).astype(np.float64) * self.unit

    def scaled(self, factor: float) -> "NegativeBinomial":
        """Return the distribution of the quantity times `factor`."""
        return NegativeBinomial(self.count, self.sd, self.unit * factor)
