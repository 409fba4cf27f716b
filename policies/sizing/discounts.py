"""Quantity discounts: all units at the price of the order's class, or each unit at its own step's price."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from policies.sizing._checks import not_negative, positive
from policies.sizing.lots import economic_order_quantity


@dataclass(frozen=True)
class DiscountCandidate:
    """The best quantity within one price class.

    Attributes
    ----------
    price
        Price of the class: of every unit (all units), or of the last unit (incremental).
    unconstrained_quantity
        The quantity of least cost if the class had no bounds, units.
    order_quantity
        The quantity considered, units: the unconstrained one, raised to the class's least quantity where the
        scheme is all units.
    average_price
        Money per unit, averaged over the order.
    annual_cost
        Purchase, ordering and holding cost per year (infinite where not feasible).
    feasible
        Whether an order of this quantity earns this class's price.
    """

    price: float
    unconstrained_quantity: float
    order_quantity: float
    average_price: float
    annual_cost: float
    feasible: bool


@dataclass(frozen=True)
class QuantityDiscount:
    """The order quantity of least annual cost under a discount scheme, and every candidate considered.

    Attributes
    ----------
    order_quantity
        Q, units.
    price
        Price of the class in which Q falls.
    annual_cost
        Purchase, ordering and holding cost per year.
    candidates
        One candidate per price class, in the order of the breaks.
    """

    order_quantity: float
    price: float
    annual_cost: float
    candidates: tuple[DiscountCandidate, ...]


def all_units_discount(
    annual_demand: float, order_cost: float, holding_rate: float, breaks: Sequence[tuple[float, float]]
) -> QuantityDiscount:
    """Return the best order quantity when the class of the order sets the price of all its units.

    Parameters
    ----------
    annual_demand
        D, units per year.
    order_cost
        K, money per order.
    holding_rate
        r, cost of holding per year as a share of the unit price.
    breaks
        ``(least quantity, unit price)`` of each class, the first from 0, quantities rising, prices falling.

    Raises
    ------
    ValueError
        If an argument is out of range or the breaks are out of order.

    Notes
    -----
    For each class the economic order quantity at its price, raised to the least quantity where it falls
    short; one that exceeds its class is dominated by the next class. Chopra & Meindl (2016), Supply Chain
    Management, 6th ed., chapter 11; Hadley & Whitin (1963), chapter 2.

    Examples
    --------
    >>> from policies.sizing import all_units_discount
    >>> best = all_units_discount(120_000, 100, 0.2, [(0, 3.0), (5_000, 2.96), (10_000, 2.92)])
    >>> best.order_quantity, best.price, round(best.annual_cost)
    (10000.0, 2.92, 354520)
    """
    _check(annual_demand, order_cost, holding_rate, breaks)
    candidates = []
    for (least, price), above in zip(breaks, _upper_bounds(breaks), strict=True):
        lot = economic_order_quantity(annual_demand, order_cost, holding_rate * price).order_quantity
        quantity = max(lot, float(least))
        feasible = quantity < above
        cost = annual_demand * (price + order_cost / quantity) + 0.5 * holding_rate * price * quantity
        candidates.append(
            DiscountCandidate(price, lot, quantity, price, cost if feasible else math.inf, feasible)
        )
    return _cheapest(candidates)


def incremental_discount(
    annual_demand: float, order_cost: float, holding_rate: float, breaks: Sequence[tuple[float, float]]
) -> QuantityDiscount:
    """Return the best order quantity when each price holds only for the units within its own step.

    Parameters
    ----------
    annual_demand
        D, units per year.
    order_cost
        K, money per order.
    holding_rate
        r, cost of holding per year as a share of the average price paid.
    breaks
        ``(least quantity, unit price)`` of each step, the first from 0, quantities rising, prices falling.

    Raises
    ------
    ValueError
        If an argument is out of range or the breaks are out of order.

    Notes
    -----
    With V the price of the units below step i, from q on at price c:
    Q = sqrt(2 D (K + V - q c) / (r c)). The best quantity is never at a break. Also called the
    marginal-unit discount. Chopra & Meindl (2016), chapter 11; Hadley & Whitin (1963), chapter 2.

    Examples
    --------
    >>> from policies.sizing import incremental_discount
    >>> best = incremental_discount(120_000, 100, 0.2, [(0, 3.0), (5_000, 2.96), (10_000, 2.92)])
    >>> round(best.order_quantity), best.price, round(best.annual_cost)
    (16961, 2.92, 360365)
    """
    _check(annual_demand, order_cost, holding_rate, breaks)
    candidates = []
    paid_below = 0.0
    for (least, price), above in zip(breaks, _upper_bounds(breaks), strict=True):
        surcharge = paid_below - least * price
        lot = economic_order_quantity(annual_demand, order_cost + surcharge, holding_rate * price)
        quantity = lot.order_quantity
        paid = surcharge + quantity * price
        feasible = least <= quantity < above
        cost = annual_demand / quantity * (order_cost + paid) + 0.5 * holding_rate * paid
        average = paid / quantity
        candidates.append(
            DiscountCandidate(price, quantity, quantity, average, cost if feasible else math.inf, feasible)
        )
        paid_below += (above - least) * price
    return _cheapest(candidates)


def _cheapest(candidates: Sequence[DiscountCandidate]) -> QuantityDiscount:
    """Return the candidate of least cost; of equal costs, the smaller quantity ties up less money."""
    best = min(candidates, key=lambda candidate: (candidate.annual_cost, candidate.order_quantity))
    return QuantityDiscount(best.order_quantity, best.price, best.annual_cost, tuple(candidates))


def _upper_bounds(breaks: Sequence[tuple[float, float]]) -> list[float]:
    return [least for least, _ in breaks[1:]] + [math.inf]


def _check(
    annual_demand: float, order_cost: float, holding_rate: float, breaks: Sequence[tuple[float, float]]
) -> None:
    positive("annual_demand", annual_demand)
    positive("order_cost", order_cost)
    positive("holding_rate", holding_rate)
    if not breaks:
        raise ValueError(f"breaks is {breaks!r}; give at least one (least quantity, unit price).")
    if breaks[0][0] != 0:
        raise ValueError(f"breaks is {breaks!r}; start the first class at quantity 0.")
    for least, price in breaks:
        not_negative("least quantity in breaks", least)
        positive("unit price in breaks", price)
    for (least, price), (next_least, next_price) in pairwise(breaks):
        if next_least <= least or next_price >= price:
            raise ValueError(
                f"breaks is {breaks!r}; sort them so that quantities rise while prices fall, "
                f"unlike ({least!r}, {price!r}) before ({next_least!r}, {next_price!r})."
            )
