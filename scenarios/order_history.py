"""A recorded history of customer orders."""

import math
from dataclasses import dataclass
from itertools import pairwise

from sim.distributions import Constant, Distribution, Recorded


@dataclass(frozen=True, slots=True, repr=False)
class OrderHistory:
    """A recorded history of customer orders; after the last of them no customer comes.

    Parameters
    ----------
    file
        Where it stands, as the case names it.
    times
        When each order came, in their order (time).
    quantities
        Units of each.
    """

    file: str
    times: tuple[float, ...]
    quantities: tuple[float, ...]

    def __repr__(self) -> str:
        return f"OrderHistory(file={self.file!r}, {len(self.times)} orders)"

    @property
    def first(self) -> float:
        """Time of the first order."""
        return self.times[0]

    @property
    def interval(self) -> Distribution:
        """Times between the orders, and then for ever none."""
        gaps = tuple(later - earlier for earlier, later in pairwise(self.times))
        source = f"times of file={self.file!r}"
        return Recorded(gaps, after=math.inf, source=source) if gaps else Constant(math.inf)

    @property
    def size(self) -> Distribution:
        """Units of the orders."""
        return Recorded(self.quantities, source=f"quantities of file={self.file!r}")
