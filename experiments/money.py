"""Money as people write it: crore and lakh for rupees, million for the rest, digits grouped by babel."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise


@dataclass(frozen=True, slots=True)
class MoneyScale:
    """A unit in which money is written: how much it is, its short sign and its name in words.

    Examples
    --------
    >>> money_scale(2.4e7, "INR").axis_name
    'Rs crore'
    """

    size: float
    sign: str
    word: str
    symbol: str

    @property
    def axis_name(self) -> str:
        """What an axis in this unit is called."""
        return " ".join(filter(None, [self.symbol, self.word]))


INDIAN = ((1e7, "Cr", "crore"), (1e5, "L", "lakh"), (1.0, "", ""))
OTHER = ((1e9, "B", "billion"), (1e6, "M", "million"), (1.0, "", ""))
INDIAN_CURRENCIES = frozenset({"INR", "PKR", "NPR", "LKR", "BDT"})
"""Currencies that are counted in lakh and crore."""


def locale_of(currency: str) -> str:
    """Return the locale whose digit grouping the currency is written in."""
    return "en_IN" if in_lakh(currency) else "en"


def symbol_of(currency: str) -> str:
    """Return the sign of a currency: `Rs` for rupees (it prints everywhere), babel's for the rest."""
    if currency == "INR":
        return "Rs"
    from babel.numbers import get_currency_symbol

    return str(get_currency_symbol(currency, locale=locale_of(currency)))


class Units(StrEnum):
    """How large sums are counted: as the currency is, in lakh and crore, or in millions."""

    currency = "currency"
    lakh = "lakh"
    million = "million"


_COUNTED_IN: ContextVar[Units] = ContextVar("counted in", default=Units.currency)


@contextmanager
def counted_in(units: Units) -> Iterator[None]:
    """Write all sums in these units."""
    token = _COUNTED_IN.set(units)
    try:
        yield
    finally:
        _COUNTED_IN.reset(token)


def in_lakh(currency: str) -> bool:
    """Tell whether sums of a currency are counted in lakh and crore now."""
    units = _COUNTED_IN.get()
    return currency in INDIAN_CURRENCIES if units is Units.currency else units is Units.lakh


def money_scale(largest: float, currency: str = "INR", decimals: int = 2) -> MoneyScale:
    """Return the unit that suits an amount, the rounding to `decimals` places taken into account."""
    units = INDIAN if in_lakh(currency) else OTHER
    symbol = symbol_of(currency)
    for (size, sign, word), (smaller, *_) in pairwise(units):
        written = round(abs(largest) / smaller, decimals if smaller > 1 else 0) * smaller
        if written >= size:
            return MoneyScale(size, sign, word, symbol)
    return MoneyScale(1.0, "", "", symbol)


def money(value: float, currency: str = "INR", *, decimals: int = 2, words: bool = False) -> str:
    """Write an amount of money.

    Parameters
    ----------
    value
        The amount, in units of the currency.
    currency
        ISO code: rupees in crore and lakh, others in million and billion.
    decimals
        Decimal places of an amount in crore, lakh, million or billion; smaller ones are whole.
    words
        Whether to spell the unit out: `Rs 12.30 lakh` for `Rs 12.30 L`.

    Examples
    --------
    >>> money(12_345_678), money(345_678), money(45_678), money(-345_678)
    ('Rs 1.23 Cr', 'Rs 3.46 L', 'Rs 45,678', '-Rs 3.46 L')
    >>> money(99_999.7), money(9_999_999), money(1_230_000, decimals=1, words=True)
    ('Rs 1.00 L', 'Rs 1.00 Cr', 'Rs 12.3 lakh')
    >>> money(12_345_678, "USD"), money(345_678, "EUR")
    ('$12.35 M', '€345,678')
    """
    scale = money_scale(value, currency, decimals)
    number = plain(abs(value) / scale.size, decimals if scale.size > 1 else 0, currency)
    minus = "-" if value < 0 and any(digit in "123456789" for digit in number) else ""
    gap = " " if scale.symbol.isalpha() else ""
    return " ".join(filter(None, [minus + scale.symbol + gap + number, scale.word if words else scale.sign]))


def exact_money(value: float, currency: str = "INR", decimals: int = 2) -> str:
    """Write an amount in full, for a worked answer.

    Examples
    --------
    >>> exact_money(38884.4442), exact_money(1234567.5)
    ('Rs 38,884.44', 'Rs 12,34,567.50')
    """
    symbol = symbol_of(currency)
    minus, gap = "-" if value < 0 else "", " " if symbol.isalpha() else ""
    return minus + symbol + gap + plain(abs(value), decimals, currency)


def plain(value: float, decimals: int = 0, currency: str = "INR") -> str:
    """Write a number with the digit grouping of the currency.

    Examples
    --------
    >>> plain(1234567), plain(1234567.891, 2, "USD")
    ('12,34,567', '1,234,567.89')
    """
    from babel.numbers import format_decimal

    grouping = "#,##,##0" if in_lakh(currency) else "#,##0"
    pattern = grouping + ("." + "0" * decimals if decimals else "")
    return str(format_decimal(round(value, decimals), format=pattern, locale=locale_of(currency)))
