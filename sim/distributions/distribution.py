"""The contract of a probability distribution: it knows its moments and draws in blocks."""

from typing import Protocol, Self, runtime_checkable

import numpy as np
from numpy.typing import NDArray


@runtime_checkable
class Distribution(Protocol):
    """A law of a random quantity.

    Every distribution knows its mean and variance, so that tests can hold samples against theory, and
    draws whole blocks: numpy gives the same values one by one or in blocks of any size.
    """

    @property
    def mean(self) -> float:
        """Expected value."""
        ...

    @property
    def variance(self) -> float:
        """Variance, in the square of the unit of the mean."""
        ...

    def sample(self, rng: np.random.Generator, size: int) -> NDArray[np.float64]:
        """Draw `size` values from `rng`, as a float array of shape (size,)."""
        ...

    def scaled(self, factor: float) -> Self:
        """Return the distribution of the quantity times `factor` (a change of unit)."""
        ...
