"""Price breaks: texts such as `100:9.5`, from 100 units on a unit costs 9.5."""

import math
from collections.abc import Sequence

PriceBreaks = tuple[tuple[float, float], ...]
"""(least quantity, unit price) of each price class above the first; quantities rise, prices fall."""


def parse_price_breaks(texts: Sequence[str]) -> PriceBreaks:
    """Return (least quantity, unit price) of each `quantity:price` text.

    Parameters
    ----------
    texts
        Least quantity (units) and price of a unit (money) of each class, quantities rising.

    Raises
    ------
    ValueError
        A text is not a pair of numbers, or the pairs are out of order; the message is `reason; remedy`.

    Examples
    --------
    >>> parse_price_breaks(["5000:2.96", "10000:2.92"])
    ((5000.0, 2.96), (10000.0, 2.92))
    """
    breaks: list[tuple[float, float]] = []
    for text in texts:
        quantity, price = _pair(text)
        if breaks and quantity <= breaks[-1][0]:
            raise ValueError(
                f"{text!r} comes after a break at {breaks[-1][0]:g}; sort the breaks so that quantities rise"
            )
        if breaks and price >= breaks[-1][1]:
            raise ValueError(
                f"{text!r} is no lower price than {breaks[-1][1]:g} before it; "
                "let prices fall as quantities rise"
            )
        breaks.append((quantity, price))
    return tuple(breaks)


def _pair(text: str) -> tuple[float, float]:
    parts = text.split(":")
    try:
        quantity, price = (float(part) for part in parts)
    except ValueError:
        raise ValueError(f"{text!r} is not quantity:price; write for example 100:9.5") from None
    if not 0 < quantity < math.inf:
        raise ValueError(f"the quantity in {text!r} is {quantity:g}; it must be above zero")
    if not 0 <= price < math.inf:
        raise ValueError(f"the price in {text!r} is {price:g}; it must be zero or more")
    return quantity, price
