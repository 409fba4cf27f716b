"""A quantity that never varies."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Constant:
    """A quantity that never varies; it uses no random numbers.

    Parameters
    ----------
    value
        The quantity.
    """

    value: float

    @property
    def mean(self) -> float:
        """The value itself."""
        return self.value

    @property
    def variance(self) -> float:
        """Zero."""
        return 0.0

    def sample(self, rng: np.random.Generator, size: int) -> NDArray[np.float64]:
        """Repeat the value `size` times; shape (size,)."""
        return np.full(size, float(self.value))

    def scaled(self, factor: float) -> "Constant":
        """Return the constant times `factor`."""
        return Constant(self.value * factor)
