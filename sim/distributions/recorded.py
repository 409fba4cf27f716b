"""A recorded sequence, played in its order."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from sim.distributions.require import require
from sim.distributions.shown import shown


@dataclass(frozen=True, slots=True, repr=False)
class Recorded:
    """A recorded sequence, played in its order and from its start again when it ends.

    Parameters
    ----------
    values
        The sequence.
    after
        Value to go on with for ever once the list is spent (None: play the list again).
    source
        Where the values come from, for messages.
    """

    values: tuple[float, ...]
    after: float | None = None
    source: str = field(default="", compare=False, kw_only=True)

    def __post_init__(self) -> None:
        require(len(self.values) > 0, "recorded", "number of values", len(self.values), "one or more")
        if self.after is not None and not isinstance(self.after, int | float):
            raise ValueError(f"recorded: after is {self.after!r}; it must be one number")

    def __repr__(self) -> str:
        return f"Recorded({shown(self.values, self.source)}, after={self.after!r})"

    @property
    def mean(self) -> float:
        """Average of the list."""
        return float(np.mean(self.values))

    @property
    def variance(self) -> float:
        """Variance of the list."""
        return float(np.var(self.values))

    def sample(self, rng: np.random.Generator, size: int) -> NDArray[np.float64]:
        """Repeat the list from its start up to shape (size,); a tape plays it by `itertools` instead."""
        return np.resize(np.array(self.values, dtype=float), size)

    def scaled(self, factor: float) -> "Recorded":
        """Return the sequence times `factor`."""
        after = None if self.after is None else self.after * factor
        return Recorded(tuple(v * factor for v in self.values), after, source=self.source)
