"""Amounts of money with their intervals, and the footnote of what was simulated, as charts write them."""

from collections.abc import Callable

from experiments.interval import Interval
from experiments.money import MoneyScale, money_scale, plain

WIDE_ENOUGH = 0.15
"""Half-width, in the unit of the amount, from which on one decimal tells the limits apart."""


def money_interval(
    interval: Interval,
    currency: str = "INR",
    suffix: str = "",
    *,
    scale: MoneyScale | None = None,
    decimals: int | None = None,
) -> str:
    """Write an amount with the limits of its interval in the same unit; `suffix` follows the amount.

    `scale` is the unit, that which suits the amount if left out; `decimals` as many as tell the limits apart.

    Examples
    --------
    >>> money_interval(Interval(2.1e7, 1.9e7, 2.3e7, 2e6, 10, 3e6), suffix=" more")
    'Rs 2.1 Cr more (1.9 to 2.3)'
    >>> money_interval(Interval(4.2e5, float("nan"), float("nan"), float("nan"), 1, float("nan")))
    'Rs 4.2 L'
    """
    known = interval.half_width == interval.half_width
    scale = scale or money_scale(interval.mean, currency, decimals=1)
    if decimals is None:
        decimals = 2 if known and interval.half_width / scale.size < WIDE_ENOUGH else 1
    places = decimals if scale.size > 1 else 0
    size, low, high = (
        plain(end / scale.size, places, currency) for end in (abs(interval.mean), interval.low, interval.high)
    )
    minus = "-" if interval.mean < 0 and size.strip("0.,") else ""
    written = minus + scale.symbol + (" " if scale.symbol.isalpha() else "") + size
    text = " ".join(filter(None, [written, scale.sign])) + suffix
    return f"{text} ({low} to {high})" if known else text


def amount(value: float) -> Interval:
    """Return an amount of which no interval is known."""
    nan = float("nan")
    return Interval(value, nan, nan, nan, 0, nan)


def without_sign(interval: Interval) -> Interval:
    """Return the interval of the amount itself, where a word says which way it goes.

    Examples
    --------
    >>> without_sign(Interval(-2.0, -3.0, -1.0, 1.0, 9, 1.5))
    Interval(mean=2.0, low=1.0, high=3.0, half_width=1.0, n=9, sd=1.5)
    """
    if not interval.mean < 0:
        return interval
    return Interval(
        -interval.mean, -interval.high, -interval.low, interval.half_width, interval.n, interval.sd
    )


def holds_zero(interval: Interval) -> bool:
    """Tell whether an amount is within the noise; one without an interval is not said to be."""
    return bool(interval.low <= 0 <= interval.high)


def tick_words(currency: str = "INR") -> Callable[[float, float | None], str]:
    """Return what writes the ticks of an axis, two decimals at the most.

    Examples
    --------
    >>> write = tick_words("USD")
    >>> write(0.0, None), write(2.5, None), write(-150000.0, None)
    ('0', '2.5', '-150,000')
    """

    def write(value: float, place: float | None = None) -> str:
        text = plain(value, 2, currency).rstrip("0").rstrip(".")
        return "0" if text in ("", "-", "-0") else text

    return write


def simulated(replications: int, seed: int | None) -> str:
    """Return the start of a footnote: how often it was simulated, from which seed.

    Examples
    --------
    >>> simulated(10, 7), simulated(1, None), simulated(0, 7)
    ('Simulated: 10 replications, seed 7', 'Simulated: 1 replication', 'Simulated: seed 7')
    """
    parts = [] if replications == 0 else [f"{replications} replication{'' if replications == 1 else 's'}"]
    if seed is not None:
        parts.append(f"seed {seed}")
    return "Simulated" + (": " + ", ".join(parts) if parts else "")
