"""Geometric count of 1, 2, 3, ... with a given mean: a usual law of order sizes."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.distributions.require import require


@dataclass(frozen=True, slots=True)
class Geometric:
    """Geometric count of 1, 2, 3, ... with a given mean: a usual law of order sizes.

    Parameters
    ----------
    count
        Mean number of counts, one or more.
    unit
        What one count stands for: a law of 3 counts of 12 gives 36.
    """

    count: float
    unit: float = 1.0

    def __post_init__(self) -> None:
        require(self.count >= 1, "geometric", "count", self.count, "one or more")

    @property
    def mean(self) -> float:
        """Expected value."""
        return self.count * self.unit

    @property
    def variance(self) -> float:
        """Variance."""
        return self.count * (self.count - 1) * self.unit**2

    def sample(self, rng: np.random.Generator, size: int) -> NDArray[np.float64]:
        """Draw a block of shape (size,)."""
        return rng.geometric(1 / self.count, size).astype(np.float64) * self.unit

    def scaled(self, factor: float) -> "Geometric":
        """Return the distribution of the quantity times `factor`."""
        return Geometric(self.count, self.unit * factor)
