"""Sums are counted as the currency is, or as the reader asks: in lakh and crore, or in millions."""

import pytest

from experiments.money import Units, counted_in, in_lakh, money, money_scale, plain
from experiments.report.words import brief, money_span, sums
from experiments.report.workbook import number_format
from tests.experiments.report.works import orderpoint


def test_rupees_in_millions() -> None:
    """Rupees counted in millions are grouped in threes, everywhere that money is written."""
    with counted_in(Units.million):
        assert money(12_345_678) == "Rs 12.35 M"
        assert money(345_678) == "Rs 345,678"
        assert money(2.5e9, words=True, decimals=1) == "Rs 2.5 billion"
        assert plain(1_234_567, 0, "INR") == "1,234,567"
        assert money_scale(2.4e7, "INR").axis_name == "Rs million"
        assert (brief(4.36e7, "INR"), sums(4.36e7, "INR")) == ("Rs 43.6 M", "Rs 43.6 million")
        assert number_format("money", "INR", 5e6) == "#,##0"


def test_dollars_in_lakh() -> None:
    """Any currency is counted in lakh and crore for those who think in them."""
    with counted_in(Units.lakh):
        assert money(12_345_678, "USD") == "$1.23 Cr"
        assert plain(1_234_567, 0, "USD") == "12,34,567"
        assert number_format("money", "USD", 5e6).startswith("[>=10000000]")


@pytest.mark.parametrize(("currency", "lakh"), [("INR", True), ("NPR", True), ("USD", False), ("EUR", False)])
def test_as_the_currency_is(currency: str, lakh: bool) -> None:
    """Without a wish each currency is counted as its country does."""
    assert in_lakh(currency) is lakh
    with counted_in(Units.currency):
        assert in_lakh(currency) is lakh


def test_the_wish_ends_with_its_block() -> None:
    """What is counted otherwise inside a block is counted as before after it, also after an error."""
    with counted_in(Units.million):
        with counted_in(Units.lakh):
            assert in_lakh("USD")
        assert not in_lakh("INR")
    with pytest.raises(KeyError), counted_in(Units.million):
        raise KeyError
    assert in_lakh("INR") and money(345_678) == "Rs 3.46 L"


def test_an_interval_is_counted_the_same_way() -> None:
    """Mean and ends of an interval are in one unit, whichever it is."""
    from experiments.interval import mean_interval

    one = mean_interval([1.0e7, 1.2e7, 1.4e7])
    assert money_span(one, "INR") == "Rs 1.20 Cr (0.70 to 1.70)"
    with counted_in(Units.million):
        assert money_span(one, "INR") == "Rs 12.00 M (7.03 to 16.97)"


def test_an_unknown_unit_is_wrong_usage() -> None:
    """A unit that does not exist is refused, with those that do."""
    found = orderpoint("report", "gupta", "--units", "dozen")
    assert found.exit_code == 2
    assert "'dozen'" in found.stderr and "million" in found.stderr
