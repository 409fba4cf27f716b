"""Histories: drawn from alone or in runs, or replayed; and how they come from files."""

from itertools import islice

import numpy as np
import pytest

from sim.distributions import Discrete, Empirical, Recorded, parse_distribution
from sim.engine.streams import Streams

HISTORY = tuple(float(v) for v in (3, 4, 4, 5, 7, 8, 8, 7, 5, 4, 3, 2, 1, 1, 2, 2))
"""A wave: what comes after a high value is high."""


def lagged(values, lag: int) -> float:
    """Return the autocovariance of a sequence, its end joined to its start."""
    centred = np.array(values) - np.mean(values)
    return float(np.mean(centred * np.roll(centred, -lag)))


def test_alone_it_is_the_discrete_law_of_equal_chances() -> None:
    """Drawn one by one, a history is the discrete law of its values, by the same inverse."""
    drawn = Empirical(HISTORY).sample(np.random.default_rng(3), 500)
    same = Discrete(HISTORY).sample(np.random.default_rng(3), 500)
    assert drawn.tolist() == same.tolist()


@pytest.mark.parametrize("block", [3, 7, 16])
def test_runs_are_consecutive_values(block: int) -> None:
    """A tape gives whole runs of the history, one after another, though its blocks hold 32 values."""
    tape = list(islice(Streams(1, 0).tape("x", Empirical(HISTORY, block)), 200 * block))
    joined = (*HISTORY, *HISTORY)
    runs = {joined[k : k + block] for k in range(len(HISTORY))}
    drawn = [tuple(tape[k : k + block]) for k in range(0, len(tape), block)]
    assert set(drawn) <= runs
    assert len(set(drawn)) > 1


@pytest.mark.parametrize("block", [1, 4, 8])
def test_runs_keep_the_autocorrelation(block: int) -> None:
    """Two neighbours are of one run with chance (b - 1) / b: so much of the autocovariance is kept."""
    values = list(islice(Streams(5, 0).tape("x", Empirical(HISTORY, block)), 60_000))
    kept = (block - 1) / block * lagged(HISTORY, 1)
    assert lagged(values, 1) == pytest.approx(kept, abs=0.1)
    assert np.mean(values) == pytest.approx(np.mean(HISTORY), abs=0.1)


def test_every_value_is_drawn_as_often_at_the_ends() -> None:
    """After the last value comes the first, so that the ends of the history are not drawn less."""
    law = Empirical((1.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0), block=8)
    values = law.sample(np.random.default_rng(0), 8 * 50)
    assert values.mean() == law.mean == 1 / 8


def test_a_long_history_is_shown_shortly() -> None:
    """Messages say where the values come from, how many there are and their mean."""
    assert repr(Empirical((1.0, 2.0), block=2)) == "Empirical(values=(1.0, 2.0), block=2)"
    assert repr(Recorded(tuple(float(k) for k in range(100)))) == (
        "Recorded(100 values of mean 49.5, after=None)"
    )
    law = Empirical((1.0, 2.0), source="file='t.csv', column='days'")
    assert repr(law.scaled(2.0)) == "Empirical(file='t.csv', column='days', 2 values of mean 3)"
    assert law == Empirical((1.0, 2.0))


def test_values_come_from_a_file_by_whoever_reads_it() -> None:
    """The reader is asked for a column; the law keeps what it gives."""
    asked = []

    def read(file: str, column: str) -> list[float]:
        asked.append((file, column))
        return [3.0, 1.0, 2.0]

    assert parse_distribution("empirical(file='a.csv', column='days', block=2)", read) == (
        Empirical((3.0, 1.0, 2.0), 2)
    )
    assert parse_distribution('recorded(column="days", file="a.csv", after=4)', read) == (
        Recorded((3.0, 1.0, 2.0), 4.0)
    )
    assert asked == [("a.csv", "days")] * 2


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("gamma(file='a.csv', column='days')", "gamma reads no file; write empirical or recorded"),
        ("empirical(file='a.csv')", "empirical from a file needs file and column, both in quotes; write"),
        ("empirical(column='days')", "empirical from a file needs file and column, both in quotes; write"),
        ("recorded(file=3, column='days')", "recorded from a file needs file and column, both in quotes"),
        ("empirical([1, 2], file='a.csv', column='days')", "takes values, block (or file and column in"),
        ("empirical(file='a.csv', column='days', run=3)", "takes values, block (or file and column in"),
        ("recorded(file='a.csv', column='days', block=3)", "takes values, after (or file and column in"),
    ],
)
def test_a_law_from_a_file_that_is_wrong(text: str, message: str) -> None:
    """Only two laws take a file, and both need file and column."""
    with pytest.raises(ValueError) as caught:
        parse_distribution(text, lambda file, column: [1.0, 2.0])
    assert message in str(caught.value)


def test_without_a_reader_no_file_is_read() -> None:
    """Outside the tables of a case a history is given as a list."""
    with pytest.raises(ValueError, match="read for the tables of a case only; list the values"):
        parse_distribution("empirical(file='a.csv', column='days')")
