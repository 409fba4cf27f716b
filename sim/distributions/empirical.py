"""A history drawn from: each of its values with equal chance, alone or in runs."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from sim.distributions.require import require
from sim.distributions.shown import shown


@dataclass(frozen=True, slots=True, repr=False)
class Empirical:
    """A history drawn from with replacement (the bootstrap).

    With `block` above one, runs of consecutive values are drawn, each from a start that is any value with
    equal chance; after the last value comes the first (the circular block bootstrap of Politis and
    Romano, 1992). Within a run the values keep the order, and so the autocorrelation, that they have in
    the history; and every value is drawn with equal chance, so that mean and variance are exactly those
    of the history.

    Parameters
    ----------
    values
        The history, in its order.
    block
        Values in a run.
    source
        Where the values come from, for messages.
    """

    values: tuple[float, ...]
    block: int = 1
    source: str = field(default="", compare=False, kw_only=True)

    def __post_init__(self) -> None:
        count = len(self.values)
        require(count > 0, "empirical", "number of values", count, "one or more")
        whole = 1 <= self.block <= count and self.block == int(self.block)
        remedy = f"a whole number from 1 to the number of values ({count})"
        require(whole, "empirical", "block", self.block, remedy)
        object.__setattr__(self, "block", int(self.block))

    def __repr__(self) -> str:
        runs = f", block={self.block}" if self.block > 1 else ""
        return f"Empirical({shown(self.values, self.source)}{runs})"

    @property
    def mean(self) -> float:
        """Average of the history."""
        return float(np.mean(self.values))

    @property
    def variance(self) -> float:
        """Variance of the history."""
        return float(np.var(self.values))

    def sample(self, rng: np.random.Generator, size: int) -> NDArray[np.float64]:
        """Draw values of shape (size,): one uniform number per run, by which it starts.

        A run that the end of the block cuts is not gone on with in the next: whole runs give the same
        values in blocks of any size, which is how a tape draws them.
        """
        values, count = self.values, len(self.values)
        starts = (rng.random(-(-size // self.block)) * count).astype(np.int64)
        index = ((starts[:, None] + np.arange(self.block)) % count).ravel()[:size]
        return np.array([values[k] for k in index.tolist()], dtype=float)

    def scaled(self, factor: float) -> "Empirical":
        """Return the history times `factor`, drawn in the same way."""
        return Empirical(tuple(v * factor for v in self.values), self.block, source=self.source)
