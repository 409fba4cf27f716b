"""Figures with their intervals, as a report writes them."""

from experiments.interval import Interval
from experiments.kpi import find_kpi
from experiments.money import money, money_scale, plain


def span(interval: Interval, kpi: str, currency: str, *, signed: bool = False) -> str:
    """Write a figure of the register with its 95 % interval: `Rs 4.36 Cr (4.27 to 4.45)`.

    Parameters
    ----------
    signed
        Whether it is a difference: a share is then in points, and plus is written.
    """
    unit = find_kpi(kpi).unit
    if interval.mean != interval.mean:
        return "-"
    if unit.partition("/")[0] == "money":
        return money_span(interval, currency, signed=signed)
    if unit == "share":
        return share_span(interval, signed=signed)
    sign = "+" if signed and interval.mean > 0 else ""
    size = abs(interval.mean)
    places = 0 if size >= 100 or size == 0 else 1 if size >= 1 else 2
    return sign + _with_ends(interval, 1.0, places, currency, "")


def share_span(interval: Interval, *, signed: bool = False) -> str:
    """Write a share in per cent, or a difference of shares in points, with its interval."""
    sign = "+" if signed and interval.mean > 0 else ""
    return sign + _with_ends(interval, 0.01, 1, "USD", " points" if signed else " %")


def money_span(interval: Interval, currency: str, *, signed: bool = False, decimals: int = 2) -> str:
    """Write money with its interval, all in one unit."""
    scale = money_scale(max(abs(interval.mean), 0.0), currency, decimals)
    places = decimals if scale.size > 1 else 0
    gap = " " if scale.symbol.isalpha() else ""
    sign = "-" if interval.mean < 0 else "+" if signed and interval.mean > 0 else ""
    text = f"{sign}{scale.symbol}{gap}{plain(abs(interval.mean) / scale.size, places, currency)}"
    text += f" {scale.sign}".rstrip()
    if not interval.half_width > 0:
        return text
    ends = [_number(end / scale.size, places, currency) for end in (interval.low, interval.high)]
    return f"{text} ({ends[0]} to {ends[1]})"


def sums(value: float, currency: str) -> str:
    """Write an amount in words, to one place: `Rs 4.4 crore`."""
    return money(value, currency, decimals=1, words=True)


def _with_ends(interval: Interval, size: float, places: int, currency: str, after: str) -> str:
    text = _number(interval.mean / size, places, currency) + after
    if not interval.half_width > 0:
        return text
    ends = [_number(end / size, places, currency) for end in (interval.low, interval.high)]
    return f"{text} ({ends[0]} to {ends[1]})"


def _number(value: float, places: int, currency: str) -> str:
    text = plain(abs(value), places, currency)
    return f"-{text}" if value < 0 and text.strip("0.,") else text


def brief(value: float, currency: str) -> str:
    """Write an amount shortly, to one place: `Rs 4.4 Cr`."""
    return money(value, currency, decimals=1)
