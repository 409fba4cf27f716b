"""The standard normal loss functions: expected shortage per unit of standard deviation."""

import math
from statistics import NormalDist

from policies.sizing._checks import finite, positive

_STANDARD = NormalDist()


def normal_quantile(probability: float) -> float:
    """Return z with P(Z <= z) = `probability`; the caller has checked that it is a share."""
    return _STANDARD.inv_cdf(probability)


def normal_tail(z: float) -> float:
    """Return P(Z > z), exact to full relative precision far into the tail."""
    return 0.5 * math.erfc(z / math.sqrt(2.0))


def _density(z: float) -> float:
    return math.exp(-0.5 * z * z) / math.sqrt(2.0 * math.pi)


def normal_loss(z: float) -> float:
    """Return the standard normal loss G(z) = E[(Z - z)+].

    The expected shortage when demand is normal with standard deviation sigma and stock lies z sigma above
    the mean is sigma G(z).

    Parameters
    ----------
    z
        Standard deviations above the mean (no unit).

    Returns
    -------
    Expected excess, in standard deviations.

    Raises
    ------
    ValueError
        If `z` is not finite.

    Notes
    -----
    G(z) = phi(z) - z (1 - Phi(z)). Silver, Pyke & Thomas (2017), Inventory and Production Management in
    Supply Chains, 4th ed., chapter 6 and its appendix.

    Examples
    --------
    >>> round(normal_loss(0.0), 6)
    0.398942
    """
    finite("z", z)
    return _density(z) - z * normal_tail(z)


def normal_second_loss(z: float) -> float:
    """Return the second-order standard normal loss H(z), the integral of G from z to infinity.

    Parameters
    ----------
    z
        Standard deviations above the mean (no unit).

    Returns
    -------
    E[((Z - z)+)^2] / 2, in squared standard deviations.

    Raises
    ------
    ValueError
        If `z` is not finite.

    Notes
    -----
    H(z) = ((z^2 + 1)(1 - Phi(z)) - z phi(z)) / 2. Zipkin (2000), Foundations of Inventory Management,
    appendix C. Average backorders of a continuous (r,Q) system are a difference of two values of H.

    Examples
    --------
    >>> normal_second_loss(0.0)
    0.25
    """
    finite("z", z)
    return 0.5 * ((z * z + 1.0) * normal_tail(z) - z * _density(z))


def inverse_normal_loss(loss: float) -> float:
    """Return the z whose standard normal loss G(z) is `loss`.

    Parameters
    ----------
    loss
        Expected excess in standard deviations, above zero.

    Returns
    -------
    z, negative when `loss` exceeds G(0) = 0.3989.

    Raises
    ------
    ValueError
        If `loss` is not a finite number above zero.

    Notes
    -----
    Newton's method from z = -loss. G is convex, decreasing and above -z, so the steps rise to the root
    and never pass it.

    Examples
    --------
    >>> round(inverse_normal_loss(0.08), 6)
    1.021239
    """
    positive("loss", loss)
    z = -loss
    while True:
        better = z + (normal_loss(z) - loss) / normal_tail(z)
        if better <= z:
            return z
        z = better
