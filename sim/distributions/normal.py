"""Normal distribution with a given mean and standard deviation."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.distributions.require import require


@dataclass(frozen=True, slots=True)
class Normal:
    """Normal distribution with a given mean and standard deviation.

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
        require(self.sd >= 0, "normal", "sd", self.sd, "zero or more")

    @property
    def variance(self) -> float:
        """Variance."""
        return self.sd**2

    def sample(self, rng: np.random.Generator, size: int) -> NDArray[np.float64]:
        """Draw a block of shape (size,)."""
        return rng.normal(self.mean, self.sd, size)

    def scaled(self, factor: float) -> "Normal":
        """Return the distribution of the quantity times `factor`."""
        return Normal(self.mean * factor, self.sd * factor)
