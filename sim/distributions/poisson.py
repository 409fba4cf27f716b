"""Poisson distribution: a count with a given mean. `unit` is the size of one count."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.distributions.require import require


@dataclass(frozen=True, slots=True)
class Poisson:
    """Poisson distribution: a count with a given mean. `unit` is the size of one count.

    Parameters
    ----------
    count
        Mean number of counts.
    unit
        What one count stands for: a law of 3 counts of 12 gives 36.
    """

    count: float
    unit: float = 1.0

    def __post_init__(self) -> None:
        require(self.count > 0, "poisson", "count", self.count, "above zero")

    @property
    def mean(self) -> float:
        """Expected value."""
        return self.count * self.unit

    @property
    def variance(self) -> float:
        """Variance."""
        return self.count * self.unit**2

    def sample(self, rng: np.random.Generator, size: int) -> NDArray[np.float64]:
        """Draw a block of shape (size,)."""
        return rng.poisson(self.count, size).astype(np.float64) * self.unit

    def scaled(self, factor: float) -> "Poisson":
        """Return the distribution of the quantity times `factor`."""
        return Poisson(self.count, self.unit * factor)
