"""Money in the way of its readers."""

import pytest

from experiments.money import exact_money, money, money_scale, plain


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (0, "Rs 0"),
        (0.4, "Rs 0"),
        (45_678, "Rs 45,678"),
        (99_999.4, "Rs 99,999"),
        (99_999.5, "Rs 1.00 L"),
        (345_678, "Rs 3.46 L"),
        (9_999_000, "Rs 99.99 L"),
        (9_999_999, "Rs 1.00 Cr"),
        (12_345_678, "Rs 1.23 Cr"),
        (12_345_678_901, "Rs 1,234.57 Cr"),
        (1_234_567_890_123, "Rs 1,23,456.79 Cr"),
        (-345_678, "-Rs 3.46 L"),
        (-0.3, "Rs 0"),
    ],
)
def test_rupees_are_counted_in_lakh_and_crore(value: float, written: str) -> None:
    """The unit is chosen after rounding, and digits are grouped in the Indian way."""
    assert money(value) == written


@pytest.mark.parametrize(
    ("value", "currency", "written"),
    [(12_345_678, "USD", "$12.35 M"), (345_678, "EUR", "€345,678"), (2.5e9, "GBP", "£2.50 B")],
)
def test_other_money_is_counted_in_millions(value: float, currency: str, written: str) -> None:
    """Dollars, euros and pounds keep their sign and their grouping."""
    assert money(value, currency) == written


def test_units_can_be_spelled_out() -> None:
    """For a sentence the unit is a word."""
    assert money(1_230_000, decimals=1, words=True) == "Rs 12.3 lakh"
    assert money(3e6, "USD", decimals=1, words=True) == "$3.0 million"


def test_an_axis_is_named_after_its_unit() -> None:
    """A chart has one scale of money, and its axis says which."""
    assert money_scale(8.2e7, "INR").axis_name == "Rs crore"
    assert money_scale(8.2e7, "INR").size == 1e7
    assert money_scale(900, "INR").axis_name == "Rs"


def test_worked_answers_show_every_digit() -> None:
    """An answer of an exercise is written in full."""
    assert exact_money(38884.4442) == "Rs 38,884.44"
    assert plain(1_234_567.891, 2) == "12,34,567.89"
    assert plain(1_234_567.891, 2, "USD") == "1,234,567.89"
