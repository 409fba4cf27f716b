"""Confidence intervals of means and of paired differences, by Student's t."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import stdtrit


@dataclass(frozen=True, slots=True)
class Interval:
    """A mean with its confidence interval, from `n` values of standard deviation `sd`.

    Limits are nan where one value, or none, says nothing of the spread.
    """

    mean: float
    low: float
    high: float
    half_width: float
    n: int
    sd: float


def mean_interval(values: ArrayLike, confidence: float = 0.95) -> Interval:
    """Return the mean of independent values with its confidence interval.

    Parameters
    ----------
    values
        One value a replication; nan (a figure that a replication could not give) is left out.
    confidence
        Probability that the interval covers the true mean, for normal values.

    Notes
    -----
    mean -+ t(n - 1, (1 + confidence) / 2) sd / sqrt(n), e.g. Law, Simulation Modeling and Analysis,
    5th ed. (2015), section 4.5.

    Examples
    --------
    >>> interval = mean_interval([9.0, 10.0, 11.0])
    >>> f"{interval.mean:g} -+ {interval.half_width:.3f}"
    '10 -+ 2.484'
    """
    numbers = np.asarray(values, dtype=float)
    numbers = numbers[~np.isnan(numbers)]
    n = len(numbers)
    nan = float("nan")
    if n == 0:
        return Interval(nan, nan, nan, nan, 0, nan)
    mean = float(numbers.mean())
    if n == 1:
        return Interval(mean, nan, nan, nan, 1, nan)
    sd = float(numbers.std(ddof=1))
    half = float(stdtrit(n - 1, (1 + confidence) / 2)) * sd / n**0.5
    return Interval(mean, mean - half, mean + half, half, n, sd)


def paired_difference(a: ArrayLike, b: ArrayLike, confidence: float = 0.95) -> Interval:
    """Return the mean of `a - b`, pair by pair, with its confidence interval.

    Common random numbers make the pairs alike, and the interval narrow. A pair with a nan is left out.

    Raises
    ------
    ValueError
        `a` and `b` differ in length.
    """
    first, second = np.asarray(a, dtype=float), np.asarray(b, dtype=float)
    if first.shape != second.shape:
        raise ValueError(f"{len(first)} values cannot be paired with {len(second)}")
    return mean_interval(first - second, confidence)


def correlation(a: ArrayLike, b: ArrayLike) -> float:
    """Return the correlation of pairs; nan where there are fewer than two or one side does not vary.

    Examples
    --------
    >>> round(correlation([1.0, 2.0, 3.0], [2.0, 4.0, 6.0]), 12)
    1.0
    """
    first, second = np.asarray(a, dtype=float), np.asarray(b, dtype=float)
    known = ~(np.isnan(first) | np.isnan(second))
    first, second = first[known], second[known]
    if len(first) < 2:
        return float("nan")
    first, second = first - first.mean(), second - second.mean()
    spread = float(np.sqrt((first @ first) * (second @ second)))
    return float(first @ second) / spread if spread > 0 else float("nan")
