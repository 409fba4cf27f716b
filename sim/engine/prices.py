"""What a unit of an order costs, by the order's quantity."""

from bisect import bisect_right
from collections.abc import Callable
from itertools import pairwise
from typing import Literal

from sim.network.price_breaks import PriceBreaks

UnitPrice = Callable[[float], float]
"""Gives the price of a unit (money) of an order of so many units; averaged over the order."""


def unit_prices(
    price: float, breaks: PriceBreaks, discount: Literal["all-units", "incremental"]
) -> UnitPrice:
    """Return the function that gives the price of a unit of an order.

    Parameters
    ----------
    price
        Price of a unit (money) below the first break.
    breaks
        (Least quantity, price of a unit) of the classes above.
    discount
        The price of the order's class holds for all its units, or each price for the units of its own
        step.

    Raises
    ------
    ValueError
        The first break is no lower price; the message is `reason; remedy`.

    Examples
    --------
    >>> unit_prices(3.0, ((100.0, 2.0),), "all-units")(150)
    2.0
    >>> unit_prices(3.0, ((100.0, 2.0),), "incremental")(200)
    2.5
    """
    if not breaks:
        return lambda quantity: price
    if breaks[0][1] >= price:
        raise ValueError(
            f"{breaks[0][0]:g}:{breaks[0][1]:g} is no lower price than {price:g} for fewer units; "
            "give the price of small orders, and lower ones for larger orders"
        )
    bounds = [0.0, *(least for least, _ in breaks)]
    prices = [price, *(lower for _, lower in breaks)]
    if discount == "all-units":
        return lambda quantity: prices[bisect_right(bounds, quantity) - 1]
    paid = [0.0]
    for (least, above), step in zip(pairwise(bounds), prices, strict=False):
        paid.append(paid[-1] + (above - least) * step)

    def average(quantity: float) -> float:
        k = bisect_right(bounds, quantity) - 1
        return (paid[k] + (quantity - bounds[k]) * prices[k]) / quantity

    return average
