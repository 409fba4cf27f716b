"""A finite list of values with probabilities."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.distributions.require import require


@dataclass(frozen=True, slots=True)
class Discrete:
    """A finite list of values with probabilities; equal ones when none are given.

    One uniform number per draw, by inverse, so that two alternatives stay in step.

    Parameters
    ----------
    values
        The values.
    probabilities
        Chance of each value, in the same order; none: equal chances.
    """

    values: tuple[float, ...]
    probabilities: tuple[float, ...] = ()

    def __post_init__(self) -> None:
        require(len(self.values) > 0, "discrete", "number of values", len(self.values), "one or more")
        if self.probabilities:
            require(
                len(self.probabilities) == len(self.values),
                "discrete",
                "number of probabilities",
                len(self.probabilities),
                f"the number of values ({len(self.values)})",
            )
            require(
                min(self.probabilities) >= 0,
                "discrete",
                "smallest probability",
                min(self.probabilities),
                "zero or more",
            )
            total = sum(self.probabilities)
            require(abs(total - 1) < 1e-9, "discrete", "sum of probabilities", total, "one")

    def _weights(self) -> NDArray[np.float64]:
        if self.probabilities:
            return np.array(self.probabilities, dtype=float)
        return np.full(len(self.values), 1 / len(self.values))

    @property
    def mean(self) -> float:
        """Expected value."""
        return float(self._weights() @ np.array(self.values, dtype=float))

    @property
    def variance(self) -> float:
        """Variance."""
        return float(self._weights() @ (np.array(self.values, dtype=float) - self.mean) ** 2)

    def sample(self, rng: np.random.Generator, size: int) -> NDArray[np.float64]:
        """Draw a block of shape (size,)."""
        edges = np.cumsum(self._weights())
        index = np.searchsorted(edges, rng.random(size), side="right")
        return np.array(self.values, dtype=float)[np.minimum(index, len(self.values) - 1)]

    def scaled(self, factor: float) -> "Discrete":
        """Return the distribution of the quantity times `factor`."""
        return Discrete(tuple(v * factor for v in self.values), self.probabilities)
