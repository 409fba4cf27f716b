"""What a case says for its report: good values are kept, each bad value is named with a remedy."""

from collections.abc import Callable
from pathlib import Path

import pytest

from scenarios import load_case
from scenarios.proposal import Doubt, Proposal
from sim import DataError

Write = Callable[..., Path]
HEAD = "[run]\n"
DOUBT = '[[report.doubts]]\ntitle = "Interest"\n'


def said(write: Write, report: str) -> str:
    """Return what is said of a case with this `[report]`."""
    with pytest.raises(DataError) as error:
        load_case(write({("case.toml", HEAD): f"{report}\n{HEAD}"}))
    return str(error.value)


def proposal(write: Write, report: str) -> Proposal:
    """Return what a case with this `[report]` says for its report."""
    return load_case(write({("case.toml", HEAD): f"{report}\n{HEAD}"})).proposal


def test_a_case_may_say_nothing(write: Write) -> None:
    """Without `[report]` every figure has a default that any case can use."""
    found = load_case(write()).proposal
    assert found == Proposal()
    assert found.hurdle_rate is None and found.events == () and found.doubts == ()
    assert 1.0 in found.volumes and min(found.volumes) == 0.5 and max(found.volumes) == 2.0


def test_good_values_are_kept(write: Write) -> None:
    """Rate, volumes, events, targets by class and doubts are read as they stand."""
    found = proposal(
        write,
        """[report]
hurdle_rate = 0.18
volumes = [0.5, 1, 2]
events = ["supplier-outage:foundry@60+10"]
class_target = "fill_rate=A:0.98"
[[report.doubts]]
title = "Interest"
low = { "accounts.holding_rate" = 0.1 }
high = { "accounts.holding_rate" = 0.4 }
low_words = "a tenth"
[[report.doubts]]
title = "Volume"
low = { volume = 0.9 }
high = { volume = 1.1, lead_time = 1.1 }
""",
    )
    assert found.hurdle_rate == 0.18
    assert found.volumes == (0.5, 1.0, 2.0) and all(isinstance(v, float) for v in found.volumes)
    assert found.events == ("supplier-outage:foundry@60+10",)
    assert found.class_target == "fill_rate=A:0.98"
    assert found.doubts == (
        Doubt(
            title="Interest",
            low={"accounts.holding_rate": 0.1},
            high={"accounts.holding_rate": 0.4},
            low_words="a tenth",
        ),
        Doubt(title="Volume", low={"volume": 0.9}, high={"volume": 1.1, "lead_time": 1.1}),
    )


@pytest.mark.parametrize("value", ["0", "-0.1", '"much"', "true", "nan", "inf", "[0.1]"])
def test_a_hurdle_rate_is_a_number_above_zero(write: Write, value: str) -> None:
    """Nothing, less than nothing, a word and what is no number are refused."""
    text = said(write, f"[report]\nhurdle_rate = {value}")
    assert "[report] 'hurdle_rate'" in text and "does not fit; write a number above zero" in text


@pytest.mark.parametrize("value", ["1", "[1, 0]", "[1, -1]", '[1, "2"]', "[true]", "[nan]", "[inf]", "[]"])
def test_volumes_are_a_list_of_numbers_above_zero(write: Write, value: str) -> None:
    """A single number and a list with anything else are refused."""
    text = said(write, f"[report]\nvolumes = {value}")
    assert "[report] 'volumes'" in text and "write a list of numbers above zero" in text


@pytest.mark.parametrize("value", ['"supplier-outage:foundry@60+10"', "[1]", "3"])
def test_events_are_a_list_of_texts(write: Write, value: str) -> None:
    """A text alone, or a number, is no list of texts."""
    text = said(write, f"[report]\nevents = {value}")
    assert "[report] 'events'" in text and 'write a list of texts: ["...", "..."]' in text


def test_a_class_target_is_a_text(write: Write) -> None:
    """Targets by class are written as the command takes them."""
    text = said(write, "[report]\nclass_target = 0.95")
    assert "[report] 'class_target': 0.95 does not fit; write a text in quotes" in text


def test_an_unknown_key_names_the_nearest(write: Write) -> None:
    """A key that is misspelt is named, with the one that was meant."""
    text = said(write, "[report]\nhurdel_rate = 0.1")
    assert "[report] 'hurdel_rate'" in text and "hurdle_rate" in text.replace("'hurdel_rate'", "", 1)


def test_report_is_a_section(write: Write) -> None:
    """A value in the place of the section is refused."""
    folder = write({("case.toml", 'name = "small"'): 'name = "small"\nreport = 3'})
    with pytest.raises(DataError, match="report"):
        load_case(folder)


@pytest.mark.parametrize(
    ("doubt", "words"),
    [
        (DOUBT, '[[report.doubts]] 1: it has no title, low and high; write title = "...", low = {...}'),
        (f"{DOUBT}low = {{ volume = 0.9 }}", "[[report.doubts]] 1: it has no title, low and high"),
        (
            f"{DOUBT}low = {{}}\nhigh = {{ volume = 2 }}",
            "[[report.doubts]] 1: an end is not a table of paths",
        ),
        (f"{DOUBT}low = 0.9\nhigh = 1.1", "an end is not a table of paths; write low = {"),
        (
            f"{DOUBT}low = {{ volume = 1 }}\nhigh = {{ volume = 2 }}\nlow_words = 3",
            "[[report.doubts]] 1: its words are no text; put them in quotes",
        ),
        (
            f"{DOUBT}low = {{ volume = 1 }}\nhigh = {{ volume = 2 }}\nhihg_words = 'x'",
            "[[report.doubts]] 1 'hihg_words': it is not known here",
        ),
        ("[report]\ndoubts = 3", "[[report.doubts]] 1: it has no title, low and high"),
        ("[report]\ndoubts = [1]", "[[report.doubts]] 1: it has no title, low and high"),
    ],
)
def test_a_doubt_that_does_not_fit_is_named(write: Write, doubt: str, words: str) -> None:
    """A doubt without ends, with ends that set nothing, or without words, is named by its number."""
    assert words in said(write, doubt)


def test_all_mistakes_are_named_at_once(write: Write) -> None:
    """Each mistake of the section stands in a line of its own."""
    text = said(write, f"[report]\nhurdle_rate = 0\nvolumes = 1\nevents = 3\n{DOUBT}")
    for words in ("'hurdle_rate'", "'volumes'", "'events'", "[[report.doubts]] 1"):
        assert words in text
