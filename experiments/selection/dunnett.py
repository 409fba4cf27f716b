"""Dunnett's critical value: several differences from one standard, at once."""

from collections.abc import Callable
from functools import lru_cache

import numpy as np
from scipy.special import gammainccinv, gammaincinv, gammaln, ndtr, stdtrit

_TAIL = 1e-15
_NORMAL = np.linspace(-8.5, 8.5, 137)
_SPREADS = 257
_ENOUGH = 1e-13
"""Of a probability; its own rounding is a hundredth of that."""


@lru_cache(maxsize=256)
def dunnett_critical(confidence: float, comparisons: int, freedom: int) -> float:
    """Return the two-sided critical value of Dunnett's test with groups of equal size.

    The value d with P(max |T_i| <= d) = `confidence`, where T_1 ... T_comparisons are multivariate Student t
    with `freedom` degrees of freedom and correlations of one half (all differences share the standard).

    Parameters
    ----------
    confidence
        Joint probability, between 0 and 1.
    comparisons
        How many alternatives are compared with the standard, 1 or more.
    freedom
        Degrees of freedom of the variance, 1 or more.

    Notes
    -----
    Dunnett, A multiple comparison procedure for comparing several treatments with a control, JASA 50 (1955);
    New tables for multiple comparisons with a control, Biometrics 20 (1964). Given the part z that all share
    and the ratio s of estimated to true standard deviation the T_i are independent, so that what is left are
    two quadratures of one dimension, here by the trapezoidal rule, which for these integrands (smooth,
    and vanishing at both ends) is exact to about twelve digits.

    Examples
    --------
    >>> round(dunnett_critical(0.95, 4, 20), 2)
    2.65
    """
    one = float(stdtrit(freedom, (1 + confidence) / 2))
    if comparisons == 1:
        return one
    bonferroni = float(stdtrit(freedom, 1 - (1 - confidence) / (2 * comparisons)))
    spread, weight = _spreads(freedom)

    def gap(d: float) -> float:
        return _within(d, spread, weight, comparisons) - confidence

    return _crossing(gap, 0.999 * one, 1.001 * bonferroni)


def _crossing(gap: Callable[[float], float], low: float, high: float) -> float:
    """Return where an increasing function crosses zero, by false position (Illinois).

    Eight steps where a bisection takes forty; scipy's `brentq` takes longer to import than to run.
    """
    under, over = gap(low), gap(high)
    assert under < 0 < over, "the ends hold the value between them"
    side = 0
    while True:
        middle = high - over * (high - low) / (over - under)
        here = gap(middle)
        if abs(here) < _ENOUGH:
            return middle
        if here < 0:
            low, under, over = middle, here, over / 2 if side < 0 else over
        else:
            high, over, under = middle, here, under / 2 if side > 0 else under
        side = -1 if here < 0 else 1


def _spreads(freedom: int) -> tuple[np.ndarray, np.ndarray]:
    """Return values of s = sqrt(chi-square / freedom), even in log s, with their probabilities."""
    half = freedom / 2
    low, high = float(gammaincinv(half, _TAIL)), float(gammainccinv(half, _TAIL))
    log_gamma = np.linspace(np.log(low), np.log(high), _SPREADS)
    density = np.exp(half * log_gamma - np.exp(log_gamma) - gammaln(half))
    return np.exp((log_gamma - np.log(half)) / 2), density / density.sum()


def _within(d: float, spread: np.ndarray, weight: np.ndarray, comparisons: int) -> float:
    """Return P(all |T_i| <= d): (sqrt(2) d s -+ z) are the limits of each T_i's own part."""
    normal = np.exp(-(_NORMAL**2) / 2)
    limit = np.sqrt(2.0) * d * spread[:, None]
    inside = ndtr(limit - _NORMAL) - ndtr(-limit - _NORMAL)
    return float(weight @ (inside**comparisons @ (normal / normal.sum())))
