"""Break-even: what money tied up must earn elsewhere before it is better left there."""

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import stdtrit

from experiments.interval import Interval


def break_even_return(gain: ArrayLike, funds: ArrayLike, confidence: float = 0.95) -> Interval:
    """Return the yearly return on extra money, the ratio of mean gain to mean funds, by Fieller's theorem.

    Parameters
    ----------
    gain
        Money earned more a year before any cost of capital, one value a replication.
    funds
        Extra money tied up, for the same replications.
    confidence
        Probability that the interval covers the true return, for normal values.

    Returns
    -------
    Interval
        The return a year as a share (0.38 is 38 %). It need not lie in the middle of its limits; `half_width`
        is half their distance, and `sd` that of `gain - return x funds` over the mean of the funds. Limits
        are nan where the funds could as well be zero: then the set of possible returns has no bounds. The
        mean is nan where there is no pair, or the mean of the funds is zero.

    Raises
    ------
    ValueError
        `gain` and `funds` differ in length.

    Notes
    -----
    The limits are the returns r at which the mean of `gain - r funds` is just not different from zero by a
    paired t test, hence the roots of (F^2 - q V_ff) r^2 - 2 (G F - q V_gf) r + (G^2 - q V_gg) = 0 with
    the means G and F, their (co)variances V over n, and q the square of Student's t with n - 1 degrees of
    freedom. E. C. Fieller, Some problems in interval estimation, J. Royal Statistical Society B 16 (1954).
    So they are also where the interval of the net gain at a return ends or begins to hold zero. A pair with a
    nan is left out.

    Examples
    --------
    >>> found = break_even_return([30.0, 40.0, 50.0], [100.0, 101.0, 99.0])
    >>> f"{found.mean:.2f} ({found.low:.2f} to {found.high:.2f})"
    '0.40 (0.15 to 0.66)'
    """
    first, second = np.asarray(gain, dtype=float), np.asarray(funds, dtype=float)
    if first.shape != second.shape:
        raise ValueError(f"{len(first)} gains cannot be paired with {len(second)} amounts of money")
    known = ~(np.isnan(first) | np.isnan(second))
    first, second = first[known], second[known]
    n, nan = len(first), float("nan")
    if n == 0 or second.mean() == 0:
        return Interval(nan, nan, nan, nan, n, nan)
    ratio = float(first.mean() / second.mean())
    if n == 1:
        return Interval(ratio, nan, nan, nan, 1, nan)
    sd = float((first - ratio * second).std(ddof=1) / abs(second.mean()))
    low, high = _fieller(first, second, float(stdtrit(n - 1, (1 + confidence) / 2)))
    return Interval(ratio, low, high, (high - low) / 2, n, sd)


def _fieller(gain: np.ndarray, funds: np.ndarray, t: float) -> tuple[float, float]:
    """Return the limits of the ratio of means; nan where they are not bounded."""
    n = len(gain)
    middle, other = float(gain.mean()), float(funds.mean())
    deviations = gain - middle, funds - other
    square = t**2 / (n * (n - 1))
    gg, ff = (square * float(d @ d) for d in deviations)
    gf = square * float(deviations[0] @ deviations[1])
    lead = other**2 - ff
    if lead <= 0:
        return float("nan"), float("nan")
    half = middle * other - gf
    root = max(half**2 - lead * (middle**2 - gg), 0.0) ** 0.5
    return (half - root) / lead, (half + root) / lead
