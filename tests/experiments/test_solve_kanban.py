"""`orderpoint solve kanban-cards`: the textbook examples, two cards, signals, and what is refused."""

import json
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from experiments.cli import app

KRAJEWSKI = "--demand-rate 2000 --lead-time 0.08 --collection-time 0.02 --safety 0.1 --container 22"
TWO = "--demand-rate 120 --lead-time 0.5 --withdrawal-time 0.25 --safety 0.1 --container 20"
SIGNAL = (
    "--demand-rate 100 --lead-time 0.5 --setup-time 0.25 --run-time 0.005 --setup-cost 400 "
    "--holding-cost 2 --safety 0.2 --container 20"
)


def cards(options: str) -> Result:
    """Run the command in this process."""
    return CliRunner().invoke(app, ["solve", "kanban-cards", *options.split()], prog_name="orderpoint")


def answer(options: str) -> dict[str, Any]:
    """Return its JSON document."""
    done = cards(f"{options} --json")
    assert done.exit_code == 0, done.output
    document: dict[str, Any] = json.loads(done.stdout)
    return document


def printed(options: str) -> str:
    """Return what it prints, in one line."""
    done = cards(options)
    assert done.exit_code == 0, done.output
    return " ".join(done.stdout.split())


def test_the_cards_are_worked_out() -> None:
    """Krajewski's example: 200 units in a round, 10 % safety, 10 cards and not 11."""
    words = printed(KRAJEWSKI)
    assert "demand in a round 200.00 units 2000 x (0.08 + 0.02)" in words
    assert "cards 10 200 x 1.1 / 22 = 10, rounded up" in words
    assert "stock at most 220 units 10 containers of 22" in words
    assert "Put 10 cards into the loop" in words
    document = answer(KRAJEWSKI)
    assert (document["question"], document["cards"], document["maximum_stock"]) == ("kanban-cards", 10, 220)
    assert document["given"]["collection_time"] == 0.02


def test_one_card() -> None:
    """One is not called `1 cards`."""
    assert "Put 1 card into the loop" in printed("--demand-rate 1 --lead-time 1 --container 22")


def test_two_cards_are_counted_apart() -> None:
    """By hand: 3.3 and 1.65, so four and two."""
    words = printed(TWO)
    assert "production: cards 4 60 x 1.1 / 20 = 3.3, rounded up" in words
    assert "withdrawal: cards 2 30 x 1.1 / 20 = 1.65, rounded up" in words
    document = answer(TWO)
    assert (document["production"]["cards"], document["withdrawal"]["cards"]) == (4, 2)
    later = answer(f"{TWO} --collection-time 0.25")
    assert later["production"]["loop_demand"] == 90


def test_a_signal_for_lots() -> None:
    """By hand: lots of 100 x 0.25 / 0.5, or sqrt(2 x 400 x 100 / (2 x 0.5)); 102 / 20 on the pile."""
    words = printed(SIGNAL)
    assert "least lot 50.00 units" in words and "economic lot 282.84 units" in words
    assert "Order a lot of 15 containers when 6 full ones are left." in words
    document = answer(SIGNAL)
    assert (document["signal"], document["lot"]) == (6, 15)
    without = printed("--demand-rate 100 --lead-time 0.5 --setup-time 0.25 --container 20")
    assert "economic lot" not in without and "Order a lot of 2 containers" in without


def test_room_is_compared_with_what_the_cards_allow() -> None:
    """A word where all containers full find no room, none where they do."""
    assert "There is room for 100 units" in printed(f"{TWO} --maximum-stock 100")
    assert "There is room for" not in printed(f"{TWO} --maximum-stock 120")


@pytest.mark.parametrize("options", [KRAJEWSKI, TWO, SIGNAL])
def test_a_container_larger_than_the_maximum_stock_ends_with_3(options: str) -> None:
    """One sentence with both figures and the remedy, nothing on standard output."""
    done = cards(f"{options} --maximum-stock 12")
    assert (done.exit_code, done.stdout) == (3, "")
    assert "it holds more than the maximum stock of 12: take a smaller container" in done.stderr
    assert done.stderr.count("\n") == 1


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ("--demand-rate 5 --lead-time 1", "missing option '--container'"),
        (f"{KRAJEWSKI} --safety -1", "--safety: it is -1.0"),
        ("--demand-rate 0 --lead-time 1 --container 5", "--demand-rate: it is 0.0"),
        (f"{TWO} --lead-time -0.5", "--lead-time: it is -0.5"),
        (f"{TWO} --collection-time -1", "--collection-time: it is -1.0"),
        (f"{TWO} --withdrawal-time -1", "--withdrawal-time: it is -1.0"),
        (f"{SIGNAL} --run-time 0.01", "--run-time: it is 0.01; give less than 0.01"),
        (f"{SIGNAL} --holding-cost 0", "--holding-cost: it is 0.0; give it above 0"),
        (f"{SIGNAL} --withdrawal-time 1", "--withdrawal-time: a signal card is one card"),
        (f"{KRAJEWSKI} --maximum-stock 0", "--maximum-stock: it is 0.0"),
    ],
)
def test_wrong_usage_ends_with_2(options: str, words: str) -> None:
    """One sentence that names the option."""
    done = cards(options)
    assert (done.exit_code, done.stdout) == (2, "")
    assert words in done.stderr
    assert done.stderr.count("\n") == 1
