"""Poisson probabilities and loss functions, exact for any whole argument, negative ones included."""

import math

from policies.sizing._checks import not_negative, whole


def _mass(x: int, mean: float) -> float:
    if x < 0:
        return 0.0
    if mean == 0:
        return 1.0 if x == 0 else 0.0
    return math.exp(x * math.log(mean) - mean - math.lgamma(x + 1))


def _lower(x: int, mean: float) -> float:
    """Sum the masses at x and below, downwards from x."""
    term = _mass(x, mean)
    total = 0.0
    while term > total * 1e-17:
        total += term
        term *= x / mean
        x -= 1
    return total


def _upper(x: int, mean: float) -> float:
    """Sum the masses above x, upwards from x + 1."""
    x += 1
    term = _mass(x, mean)
    total = 0.0
    while term > total * 1e-17:
        total += term
        x += 1
        term *= mean / x
    return total


def _tail(x: int, mean: float) -> float:
    """P(D > x), summed from the smaller side so that no digit is lost."""
    if x < 0:
        return 1.0
    return _upper(x, mean) if x >= mean else 1.0 - _lower(x, mean)


def _loss(level: int, mean: float) -> float:
    """E[(D - level)+] by Zipkin's closed form."""
    return (mean - level) * _tail(level, mean) + mean * _mass(level, mean)


def _second_loss(level: int, mean: float) -> float:
    """Sum of the loss over all levels above this one, by Zipkin's closed form."""
    excess = mean - level
    return 0.5 * ((excess * excess + level) * _tail(level, mean) + mean * excess * _mass(level, mean))


def poisson_pmf(x: int, mean: float) -> float:
    """Return the Poisson probability P(D = x).

    Parameters
    ----------
    x
        Number of units; below zero the probability is zero.
    mean
        Mean demand, units, zero or more.

    Raises
    ------
    ValueError
        If `x` is not whole, or `mean` is negative or not finite.

    Examples
    --------
    >>> round(poisson_pmf(3, 3.0), 6)
    0.224042
    """
    whole("x", x)
    not_negative("mean", mean)
    return _mass(x, mean)


def poisson_cdf(x: int, mean: float) -> float:
    """Return the Poisson distribution function P(D <= x).

    Parameters
    ----------
    x
        Number of units; below zero the probability is zero.
    mean
        Mean demand, units, zero or more.

    Raises
    ------
    ValueError
        If `x` is not whole, or `mean` is negative or not finite.

    Examples
    --------
    >>> round(poisson_cdf(3, 3.0), 6)
    0.647232
    """
    whole("x", x)
    not_negative("mean", mean)
    if x < 0:
        return 0.0
    return 1.0 - _upper(x, mean) if x >= mean else _lower(x, mean)


def poisson_tail(x: int, mean: float) -> float:
    """Return P(D > x), which keeps its digits where ``1 - poisson_cdf(x, mean)`` loses them.

    Parameters
    ----------
    x
        Number of units; below zero the probability is one.
    mean
        Mean demand, units, zero or more.

    Raises
    ------
    ValueError
        If `x` is not whole, or `mean` is negative or not finite.

    Examples
    --------
    >>> round(poisson_tail(3, 3.0), 6)
    0.352768
    """
    whole("x", x)
    not_negative("mean", mean)
    return _tail(x, mean)


def poisson_loss(level: int, mean: float) -> float:
    """Return the Poisson loss E[(D - level)+], the expected shortage of a stock level.

    Parameters
    ----------
    level
        Stock level in units, of any sign.
    mean
        Mean demand, units, zero or more.

    Returns
    -------
    Expected shortage, units.

    Raises
    ------
    ValueError
        If `level` is not whole, or `mean` is negative or not finite.

    Notes
    -----
    (m - y) P(D > y) + m P(D = y). Zipkin (2000), Foundations of Inventory Management, appendix C.

    Examples
    --------
    >>> round(poisson_loss(10, 10.0), 4)
    1.2511
    """
    whole("level", level)
    not_negative("mean", mean)
    return _loss(level, mean)


def poisson_second_loss(level: int, mean: float) -> float:
    """Return the sum of the Poisson loss over every level above `level`.

    Parameters
    ----------
    level
        Stock level in units, of any sign.
    mean
        Mean demand, units, zero or more.

    Returns
    -------
    E[(D - level)+ (D - level - 1)+] / 2, squared units.

    Raises
    ------
    ValueError
        If `level` is not whole, or `mean` is negative or not finite.

    Notes
    -----
    (((m - y)^2 + y) P(D > y) + m (m - y) P(D = y)) / 2. Zipkin (2000), appendix C. Its derivative in the
    mean is the loss itself, which is what gives averages over time their closed form.

    Examples
    --------
    >>> poisson_second_loss(0, 4.0)
    8.0
    """
    whole("level", level)
    not_negative("mean", mean)
    return _second_loss(level, mean)
