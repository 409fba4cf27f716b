"""Batch means: the interval of a mean from one long run."""

from dataclasses import dataclass
from math import sqrt

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import ndtri

from experiments.interval import Interval, mean_interval
from sim import DataError

COUNTS = (40, 20, 10)
"""Batches to try, the most first."""
LEAST_SIZE = 5
"""Observations a batch, so that few are left over."""
LEVEL = 0.05
"""Probability that independent batch means are taken for correlated ones."""


@dataclass(frozen=True, slots=True)
class BatchMeans:
    """The mean of one long run with an interval from the means of its batches.

    `lag_one` is the correlation of a batch mean with the next, and `independent` tells whether it is within
    what chance makes of none.
    """

    interval: Interval
    batches: int
    batch_size: int
    lag_one: float
    independent: bool

    def words(self) -> str:
        """Return in a sentence whether the interval may be trusted."""
        cut = f"{self.batches} batches of {self.batch_size:,} observations"
        if self.independent:
            return f"The means of {cut} pass for independent (correlation with the next: {self.lag_one:.2f})."
        return (
            f"The run is too short for an interval to be trusted: the means of {cut} still go with the next "
            f"(correlation {self.lag_one:.2f}); run longer, or in replications."
        )


def batch_means(series: ArrayLike, confidence: float = 0.95, batches: int | None = None) -> BatchMeans:
    """Return the mean of one long run, already without its start-up, with an interval.

    Parameters
    ----------
    series
        Observations at equal steps of time, shape (time,); some at the start are left out where they fill no
        batch.
    confidence
        Probability that the interval covers the true mean.
    batches
        How many; by default the most of 40, 20 and 10 whose means pass for independent, else 10.

    Raises
    ------
    DataError
        There are fewer than five observations a batch.
    ValueError
        The series has another shape or not all of it is known, or fewer than ten batches are asked for.

    Notes
    -----
    Batches are doubled in size until their means pass von Neumann's test against positive correlation:
    Fishman, "Grouping observations in digital simulation", Management Science 24 (1978) 510-521. For b
    independent normal means the statistic 1 - sum of (Y_{i+1} - Y_i)^2 / (2 sum of (Y_i - mean)^2), near the
    correlation at lag one, has mean 0 and variance (b - 2) / (b^2 - 1) and is close to normal from b = 8 on:
    von Neumann, Ann. Math. Stat. 12 (1941) 367-395; Young, ib. 293-300. Few batches: Schmeiser, Operations
    Research 30 (1982) 556-568, more than 30 gain little. To try every number from 40 down to 10 would let
    chance pass more often, and covers less.
    """
    values = np.asarray(series, dtype=float)
    if values.ndim != 1 or not np.isfinite(values).all():
        raise ValueError("batch means want a series of shape (time,) of which all is known")
    if batches is not None and batches < COUNTS[-1]:
        raise ValueError(
            f"{batches} batches are too few to tell whether they are independent; take 10 or more"
        )
    least = LEAST_SIZE * (batches or COUNTS[-1])
    if len(values) < least:
        raise DataError(
            f"{len(values)} observations are too few for batch means, which take {least}; run longer or "
            "observe more often"
        )
    counts = (batches,) if batches else [count for count in COUNTS if LEAST_SIZE * count <= len(values)]
    for count in counts:
        size = len(values) // count
        means = values[len(values) - size * count :].reshape(count, size).mean(axis=1)
        lag_one = von_neumann(means)
        independent = lag_one <= float(ndtri(1 - LEVEL)) * sqrt((count - 2) / (count**2 - 1))
        if independent or count == counts[-1]:
            break
    return BatchMeans(mean_interval(means, confidence), count, size, lag_one, independent)


def von_neumann(values: NDArray[np.float64]) -> float:
    """Return von Neumann's estimate of the correlation of values with the next; 0 where none varies.

    Examples
    --------
    >>> von_neumann(np.array([1.0, 2.0, 3.0, 4.0]))
    0.7
    """
    beyond = values - values.mean()
    spread = float(beyond @ beyond)
    steps = np.diff(values)
    return 1 - float(steps @ steps) / (2 * spread) if spread > 0 else 0.0
