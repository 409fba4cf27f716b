"""Control variates: a mean made surer by what is known of the demand and lead times that were drawn."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import stdtrit

from experiments.interval import Interval, mean_interval

ALIKE = 1e-8
"""Share of its spread that a control must have to itself, beside those before it."""


@dataclass(frozen=True, slots=True, eq=False)
class Adjusted:
    """A mean with its interval, adjusted by controls where that pays.

    `interval` is the adjusted one where `used`, else `plain`; its `sd` is what the controls leave
    unexplained. `coefficients` has one for each control, 0 where it is not used; `dropped` numbers the
    controls (from 0) that do not vary or say what those before them say. `variance_reduction` is 1 less the
    adjusted variance of the mean over the plain one, with the loss that comes of estimating coefficients;
    negative where that is more than the gain, nan where there are too few values to tell.
    """

    interval: Interval
    plain: Interval
    used: bool
    variance_reduction: float
    coefficients: NDArray[np.float64] = field(repr=False)
    dropped: tuple[int, ...] = ()


def adjusted(
    values: ArrayLike, controls: ArrayLike, expected: ArrayLike, confidence: float = 0.95
) -> Adjusted:
    """Return the mean of values with its interval, adjusted by linear controls where that pays.

    Parameters
    ----------
    values
        One value a replication; nan (a figure that a replication could not give) is left out.
    controls
        What else was observed in each replication, shape (replications, controls) or (replications,); a
        replication of which a control is nan is left out of the adjusted mean.
    expected
        Known mean of each control, shape (controls,).
    confidence
        Probability that the interval covers the true mean, for jointly normal values and controls.

    Raises
    ------
    ValueError
        Shapes do not match, or an expected value is not finite.

    Notes
    -----
    mean(Y) - b (mean(C) - E[C]) with b of least squares and the t interval of n - q - 1 degrees of freedom,
    exact for normal data; coefficients cost a factor (n - 2) / (n - q - 2) of variance: Lavenberg and Welch,
    Management Science 27 (1981) 322-335; Law, Simulation Modeling and Analysis, 5th ed. (2015), section 11.4.
    Used where that makes the interval narrower for average controls: where variance by the square of
    Student's t is less. The choice, made by the same data, costs coverage where little is gained: a 95 %
    interval of 10 replications covers 93 % where controls explain a third or less, 95 % where nine tenths.

    Examples
    --------
    >>> demand = [9.0, 11.0, 10.0, 12.0, 11.0, 13.0]
    >>> stock = [21.1, 18.9, 20.0, 18.0, 19.0, 17.0]
    >>> found = adjusted(stock, demand, 10.0)
    >>> f"{found.plain.mean:.2f} becomes {found.interval.mean:.2f} -+ {found.interval.half_width:.2f}"
    '19.00 becomes 20.02 -+ 0.09'
    """
    every, beyond = _matched(values, controls, expected)
    plain = mean_interval(every, confidence)
    count = beyond.shape[1]
    known = ~(np.isnan(every) | np.isnan(beyond).any(axis=1))
    y, beyond = every[known], beyond[known]
    n = len(y)
    kept, dropped = _telling(beyond)
    q = len(kept)
    none = np.zeros(count)
    if not kept or n < q + 3 or not plain.sd > 0:
        return Adjusted(plain, plain, False, float("nan"), none, dropped)

    centre = beyond[:, kept].mean(axis=0)
    scale = np.linalg.norm(beyond[:, kept] - centre, axis=0)
    basis, triangle = np.linalg.qr((beyond[:, kept] - centre) / scale)
    inside = basis.T @ (y - y.mean())
    coefficients = np.linalg.solve(triangle, inside) / scale
    rest = y - y.mean() - basis @ inside
    variance = float(rest @ rest) / (n - q - 1)
    off = np.linalg.solve(triangle.T, centre / scale)

    t = float(stdtrit(n - q - 1, (1 + confidence) / 2))
    mean = float(y.mean() - coefficients @ centre)
    half = t * float(np.sqrt(variance * (1 / n + off @ off)))
    ratio = (n - 2) / (n - q - 2) * (variance / n) / (plain.sd**2 / plain.n)
    if ratio * (t / float(stdtrit(plain.n - 1, (1 + confidence) / 2))) ** 2 >= 1:
        return Adjusted(plain, plain, False, 1 - ratio, none, dropped)
    none[kept] = coefficients
    interval = Interval(mean, mean - half, mean + half, half, n, variance**0.5)
    return Adjusted(interval, plain, True, 1 - ratio, none, dropped)


def _matched(
    values: ArrayLike, controls: ArrayLike, expected: ArrayLike
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return values, shape (replications,), and how far controls are from their expected values."""
    y, c = np.asarray(values, dtype=float), np.asarray(controls, dtype=float)
    c = c[:, np.newaxis] if c.ndim == 1 else c
    means = np.atleast_1d(np.asarray(expected, dtype=float))
    if y.ndim != 1 or c.ndim != 2 or len(c) != len(y):
        raise ValueError(
            f"controls of shape {c.shape} do not go with values of shape {y.shape}; give a row a value"
        )
    if means.shape != (c.shape[1],):
        raise ValueError(f"{c.shape[1]} controls want as many expected values, not shape {means.shape}")
    if not np.isfinite(means).all():
        raise ValueError("an expected value of a control is not finite; leave that control out")
    return y, c - means


def _telling(controls: NDArray[np.float64]) -> tuple[list[int], tuple[int, ...]]:
    """Return the columns that vary and do not follow from those before them, and the others."""
    kept: list[int] = []
    axes: list[NDArray[np.float64]] = []
    if len(controls) > 1:
        for k, column in enumerate(controls.T):
            own = column - column.mean()
            whole = float(np.linalg.norm(own))
            for _ in range(2):  # twice is enough for axes at right angles to the last digit
                for axis in axes:
                    own = own - (axis @ own) * axis
            size = float(np.linalg.norm(own))
            if whole > ALIKE * float(np.linalg.norm(column)) and size > ALIKE * whole:
                kept.append(k)
                axes.append(own / size)
    return kept, tuple(k for k in range(controls.shape[1]) if k not in kept)
