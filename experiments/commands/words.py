"""Figures in words: shares, differences, intervals, knobs, for a manager to read."""

from collections.abc import Mapping
from typing import Any

from experiments.money import money, money_scale, plain

IN_WORDS = ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"]


def number_in_words(number: int) -> str:
    """Write a small whole number as a word.

    Examples
    --------
    >>> number_in_words(3), number_in_words(40)
    ('three', '40')
    """
    return IN_WORDS[number] if 0 <= number < len(IN_WORDS) else f"{number:,}"


def plural(noun: str, number: int) -> str:
    """Return a noun in the number that fits; `item sold` becomes `items sold`."""
    if number == 1:
        return noun
    first, _, rest = noun.partition(" ")
    return f"{first}s {rest}" if rest == "sold" else f"{noun}s"


def called(name: str, titles: Mapping[str, str], today: str | None) -> str:
    """Return the title of an alternative, which says it where it is today's way.

    Examples
    --------
    >>> called("as-is", {"as-is": "By judgement"}, "as-is"), called("as-is", {}, None)
    ('By judgement (today)', 'as-is')
    """
    text = titles.get(name, name)
    return f"{text} (today)" if name == today and "today" not in text.lower() else text


def share(value: float, decimals: int = 1) -> str:
    """Write a share in per cent.

    Examples
    --------
    >>> share(0.951), share(0.95), share(float("nan"))
    ('95.1 %', '95 %', '-')
    """
    if value != value:
        return "-"
    text = f"{100 * value:.{decimals}f}"
    return (text.rstrip("0").rstrip(".") if "." in text else text) + " %"


def target_words(target: Mapping[str, float]) -> str:
    """Write the target of a case: a share as per cent."""
    return ", ".join(
        f"{kpi.replace('_', ' ')} {share(v) if 0 < v <= 1 else f'{v:g}'}" for kpi, v in target.items()
    )


def less_or_more(
    mean: float, low: float, high: float, currency: str, per: str = "", same: str = "the same"
) -> str:
    """Write a difference of money with its interval.

    Examples
    --------
    >>> less_or_more(-1.23e6, -1.4e6, -1.1e6, "INR", per="a year")
    'Rs 12.3 lakh a year less (11.0 to 14.0)'
    >>> less_or_more(1e5, -2e5, 4e5, "INR")
    'about the same (Rs 2.0 lakh less to Rs 4.0 lakh more)'
    """

    def words(value: float) -> str:
        return money(abs(value), currency, decimals=1, words=True)

    if low <= 0 <= high:
        return f"about {same} ({words(low)} less to {words(high)} more)"
    text = " ".join(filter(None, [words(mean), per, "less" if mean < 0 else "more"]))
    if low != low:
        return text
    scale = money_scale(mean, currency, 1)
    decimals = 1 if scale.size > 1 else 0
    ends = sorted(abs(end) / scale.size for end in (low, high))
    return f"{text} ({plain(ends[0], decimals, currency)} to {plain(ends[1], decimals, currency)})"


def points_of_service(mean: float, low: float, high: float) -> str:
    """Write a difference of two shares, in points, with its interval.

    Examples
    --------
    >>> points_of_service(0.061, 0.052, 0.07)
    '6.1 points more service (5.2 to 7.0)'
    >>> points_of_service(-0.001, -0.004, 0.002)
    'about the same service (0.4 points less to 0.2 more)'
    """
    if low <= 0 <= high:
        return f"about the same service ({100 * abs(low):.1f} points less to {100 * abs(high):.1f} more)"
    ends = sorted(abs(100 * end) for end in (low, high))
    inside = f" ({ends[0]:.1f} to {ends[1]:.1f})" if low == low else ""
    return f"{abs(100 * mean):.1f} points {'less' if mean < 0 else 'more'} service{inside}"


def figure(value: float, unit: str, currency: str, decimals: int | None = None) -> str:
    """Write a figure of a unit of the register of key figures, without the unit's `/year`.

    Examples
    --------
    >>> figure(0.951, "share", "INR"), figure(1.234e7, "money/year", "INR"), figure(12.345, "days", "INR")
    ('95.1 %', 'Rs 1.23 Cr', '12.3')
    """
    if value != value:
        return "-"
    if unit == "share":
        return f"{100 * value:.1f} %"
    if unit.partition("/")[0] == "money":
        return money(value, currency)
    if decimals is None:
        size = abs(value)
        decimals = 0 if size >= 1000 else 1 if size >= 10 else 3 if 0 < size < 0.1 else 2
    return ("-" if value < 0 else "") + plain(abs(value), decimals, currency)


def unit_words(unit: str) -> str:
    """Return what stands behind a figure: `a year`, `days`, nothing for a share.

    Examples
    --------
    >>> unit_words("money/year"), unit_words("orders/month"), unit_words("share"), unit_words("days")
    ('a year', 'orders a month', '', 'days')
    """
    what, _, per = unit.partition("/")
    words = "" if what in ("share", "money", "ratio") else what
    return " ".join(filter(None, [words, f"a {per}" if per else ""]))


def knob(value: Any) -> str:
    """Write the value of a knob."""
    return f"{value:.4g}" if isinstance(value, float) else str(value)
