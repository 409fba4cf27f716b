"""Units that each meet a chance on their own: scrap, rework, defects, losses."""

import math

from sim.contract import to_grid


def struck(units: float, share: float, luck: float, whole: bool) -> float:
    """Return how many of some units are struck, each with the chance `share`.

    Whole units: a binomial number from the one uniform number `luck`, by inverse. Divisible ones: the
    share itself.
    """
    if share <= 0:
        return 0.0
    if not whole:
        return to_grid(units * share)
    return float(scrapped(int(units), share, luck))


def scrapped(units: int, share: float, chance: float) -> int:
    """Return a binomial number of scrapped units from one uniform number, by inverse.

    Examples
    --------
    >>> scrapped(100, 0.02, 0.5)
    2
    >>> scrapped(100, 0.02, 0.0)
    0
    """
    if share >= 1:
        return units
    log_mass = units * math.log1p(-share)
    cumulative = math.exp(log_mass)
    k = 0
    while cumulative < chance and k < units:
        log_mass += math.log((units - k) / (k + 1) * share / (1 - share))
        k += 1
        cumulative += math.exp(log_mass)
    return k
