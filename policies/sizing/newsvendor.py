"""The newsvendor: how much to buy once for a season, when what is left over and what is missing both cost."""

import math
from collections.abc import Mapping
from dataclasses import dataclass

from policies.sizing._checks import finite, not_negative, positive, whole
from policies.sizing.normal import normal_loss, normal_quantile, normal_tail
from policies.sizing.poisson import poisson_loss, poisson_tail


@dataclass(frozen=True)
class Newsvendor:
    """A quantity bought once for a season, and what to expect of it.

    Attributes
    ----------
    quantity
        Units there are to sell.
    critical_ratio
        Share underage / (underage + overage): the best quantity is enough with this probability.
    mean
        Mean demand of the season, units.
    service
        Probability that the quantity is enough.
    shortage
        Expected units of demand that find nothing.
    leftover
        Expected units left at the end.
    underage, overage
        Money lost by a unit that is missing, and by a unit that is left.
    """

    quantity: float
    critical_ratio: float
    mean: float
    service: float
    shortage: float
    leftover: float
    underage: float
    overage: float

    @property
    def cost(self) -> float:
        """Expected cost of the mismatch of quantity and demand (money)."""
        return self.underage * self.shortage + self.overage * self.leftover

    @property
    def fill_rate(self) -> float:
        """Expected share of the demand that is sold; all of it where there is none."""
        return 1.0 - self.shortage / self.mean if self.mean > 0 else 1.0

    def profit(self, price: float, unit_cost: float) -> float:
        """Return the expected profit (money): the margin on all demand, less the cost of the mismatch.

        Parameters
        ----------
        price
            What a customer pays for a unit (money).
        unit_cost
            What a unit costs (money).
        """
        return (price - unit_cost) * self.mean - self.cost


def mismatch_costs(
    price: float, unit_cost: float, salvage: float = 0.0, penalty: float = 0.0
) -> tuple[float, float]:
    """Return what a missing unit and a unit left over cost: underage and overage.

    Parameters
    ----------
    price
        What a customer pays for a unit (money).
    unit_cost
        What a unit costs (money).
    salvage
        What a unit left over brings, less what it costs to keep until then (money; below zero where getting
        rid of it costs).
    penalty
        What a disappointed customer costs besides the lost margin (money).

    Raises
    ------
    ValueError
        If a missing unit or a unit left over costs nothing.

    Examples
    --------
    >>> mismatch_costs(price=250.0, unit_cost=100.0, salvage=80.0)
    (150.0, 20.0)
    """
    positive("price", price)
    positive("unit_cost", unit_cost)
    finite("salvage", salvage)
    not_negative("penalty", penalty)
    if not price + penalty > unit_cost:
        raise ValueError(
            f"price is {price!r}; give one that with the penalty is above unit_cost ({unit_cost!r})."
        )
    if not unit_cost > salvage:
        raise ValueError(f"salvage is {salvage!r}; give one below unit_cost ({unit_cost!r}).")
    return price - unit_cost + penalty, unit_cost - salvage


def critical_ratio(underage: float, overage: float) -> float:
    """Return the probability with which the best quantity is enough.

    Parameters
    ----------
    underage, overage
        Money lost by a unit that is missing, and by a unit that is left, both above zero.

    Raises
    ------
    ValueError
        If one of them is not above zero.

    Notes
    -----
    underage / (underage + overage). Arrow, Harris & Marschak, Econometrica 19 (1951) 250-272; Snyder & Shen,
    Fundamentals of Supply Chain Theory (2019), 2nd ed., chapter 4.

    Examples
    --------
    >>> critical_ratio(underage=3, overage=1)
    0.75
    """
    positive("underage", underage)
    positive("overage", overage)
    return underage / (underage + overage)


def newsvendor_normal(
    mean: float, sd: float, underage: float, overage: float, quantity: float | None = None
) -> Newsvendor:
    """Return the best quantity for normal demand, or what to expect of another one.

    Parameters
    ----------
    mean, sd
        Demand of the season, units.
    underage, overage
        Money lost by a unit that is missing, and by a unit that is left.
    quantity
        The quantity; the best one if left out.

    Raises
    ------
    ValueError
        If an argument is out of range.

    Notes
    -----
    Q = mean + z sd with P(Z <= z) = critical ratio; expected shortage sd G(z). The normal law reaches below
    zero; where that matters, take another.

    Examples
    --------
    >>> best = newsvendor_normal(mean=100, sd=30, underage=3, overage=1)
    >>> round(best.quantity, 2), round(best.profit(price=4, unit_cost=1), 2)
    (120.23, 261.87)
    """
    not_negative("mean", mean)
    positive("sd", sd)
    ratio = critical_ratio(underage, overage)
    if quantity is not None:
        not_negative("quantity", quantity)
    units = mean + sd * normal_quantile(ratio) if quantity is None else quantity
    z = (units - mean) / sd
    short = sd * normal_loss(z)
    return Newsvendor(
        units, ratio, mean, 1.0 - normal_tail(z), short, units - mean + short, underage, overage
    )


def newsvendor_lognormal(
    log_mean: float, log_sd: float, underage: float, overage: float, quantity: float | None = None
) -> Newsvendor:
    """Return the best quantity for lognormal demand, or what to expect of another one.

    Parameters
    ----------
    log_mean, log_sd
        Mean and standard deviation of the natural logarithm of the demand.
    underage, overage
        Money lost by a unit that is missing, and by a unit that is left.
    quantity
        The quantity, above zero; the best one if left out.

    Raises
    ------
    ValueError
        If an argument is out of range.

    Notes
    -----
    Q = exp(log_mean + z log_sd); expected shortage mean P(Z > z - log_sd) - Q P(Z > z).

    Examples
    --------
    >>> round(newsvendor_lognormal(log_mean=6, log_sd=0.3, underage=0.1765, overage=1).quantity, 2)
    295.63
    """
    finite("log_mean", log_mean)
    positive("log_sd", log_sd)
    ratio = critical_ratio(underage, overage)
    units = math.exp(log_mean + log_sd * normal_quantile(ratio)) if quantity is None else quantity
    positive("quantity", units)
    mean = math.exp(log_mean + 0.5 * log_sd * log_sd)
    z = (math.log(units) - log_mean) / log_sd
    short = mean * normal_tail(z - log_sd) - units * normal_tail(z)
    return Newsvendor(
        units, ratio, mean, 1.0 - normal_tail(z), short, units - mean + short, underage, overage
    )


def newsvendor_poisson(
    mean: float, underage: float, overage: float, quantity: int | None = None
) -> Newsvendor:
    """Return the best quantity for Poisson demand, or what to expect of another one.

    Parameters
    ----------
    mean
        Demand of the season, units.
    underage, overage
        Money lost by a unit that is missing, and by a unit that is left.
    quantity
        The quantity; the best one if left out.

    Raises
    ------
    ValueError
        If an argument is out of range.

    Notes
    -----
    The best quantity is the smallest Q with P(D <= Q) >= critical ratio; sought upwards and downwards from
    the mean, where it is near.

    Examples
    --------
    >>> best = newsvendor_poisson(mean=10, underage=3, overage=1)
    >>> best.quantity, round(best.cost, 3)
    (12, 4.124)
    """
    not_negative("mean", mean)
    ratio = critical_ratio(underage, overage)
    units = _poisson_quantile(mean, 1.0 - ratio) if quantity is None else quantity
    whole("quantity", units, 0)
    short = poisson_loss(units, mean)
    service = 1.0 - poisson_tail(units, mean)
    return Newsvendor(units, ratio, mean, service, short, units - mean + short, underage, overage)


def _poisson_quantile(mean: float, tail: float) -> int:
    """Return the smallest number that is exceeded with a probability of at most `tail`."""
    units = round(mean)
    while poisson_tail(units, mean) > tail:
        units += 1
    while units > 0 and poisson_tail(units - 1, mean) <= tail:
        units -= 1
    return units


def newsvendor_discrete(
    demand: Mapping[float, float], underage: float, overage: float, quantity: float | None = None
) -> Newsvendor:
    """Return the best quantity for a table of demand, or what to expect of another one.

    Parameters
    ----------
    demand
        Probability of each possible demand of the season, adding up to 1.
    underage, overage
        Money lost by a unit that is missing, and by a unit that is left.
    quantity
        The quantity; the best one if left out.

    Raises
    ------
    ValueError
        If an argument is out of range, or the probabilities do not add up to 1.

    Notes
    -----
    The best quantity is the smallest possible demand with P(D <= Q) >= critical ratio: between two possible
    demands the cost is a straight line. Of equal costs the smaller quantity is returned.

    Examples
    --------
    >>> newsvendor_discrete({1: 0.3, 2: 0.4, 3: 0.3}, underage=3, overage=1).quantity
    3
    """
    ratio = critical_ratio(underage, overage)
    for units, probability in demand.items():
        not_negative("demand", units)
        not_negative("probability in demand", probability)
    total = math.fsum(demand.values())
    if not math.isclose(total, 1.0, rel_tol=0, abs_tol=1e-9):
        raise ValueError(f"demand has probabilities adding up to {total!r}; scale them to add up to 1.")
    if quantity is not None:
        not_negative("quantity", quantity)
    best = _discrete_quantile(demand, ratio) if quantity is None else quantity
    return Newsvendor(
        quantity=best,
        critical_ratio=ratio,
        mean=math.fsum(p * d for d, p in demand.items()),
        service=_at_most(demand, best),
        shortage=math.fsum(p * (d - best) for d, p in demand.items() if d > best),
        leftover=math.fsum(p * (best - d) for d, p in demand.items() if d < best),
        underage=underage,
        overage=overage,
    )


def _at_most(demand: Mapping[float, float], units: float) -> float:
    return math.fsum(p for d, p in demand.items() if d <= units)


def _discrete_quantile(demand: Mapping[float, float], ratio: float) -> float:
    """Return the smallest possible demand that is not exceeded with a probability of `ratio` at least."""
    possible = sorted(units for units, probability in demand.items() if probability > 0)
    enough = (units for units in possible if _at_most(demand, units) >= ratio - 1e-12)
    return next(enough, possible[-1])
