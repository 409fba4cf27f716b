"""Figures that cannot be compared are refused with a sentence."""

import numpy as np
import pytest

from experiments.selection import against_today, rank, subset
from experiments.selection.worlds import and_list, paired_sd
from sim import DataError


def test_a_figure_that_is_missing_is_named() -> None:
    """A nan is found by replication and alternative, counted from 1."""
    with pytest.raises(
        DataError, match="replication 2 of alternative 3 has the figure nan, which is no number"
    ):
        subset([[1.0, 2.0, 3.0], [1.0, 2.0, np.nan]], "lower")


def test_the_array_must_have_rows_and_columns() -> None:
    """A plain list and an empty table are refused."""
    with pytest.raises(DataError, match="have 1 dimensions; give one row a replication"):
        subset([1.0, 2.0], "lower")
    with pytest.raises(DataError, match="have 0 replications and 2 alternatives"):
        subset(np.empty((0, 2)), "lower")


def test_parameters_out_of_range_are_refused() -> None:
    """Direction, confidence, indifference, today's column, names and mask are checked."""
    figures = [[1.0, 2.0], [1.5, 2.5]]
    with pytest.raises(DataError, match="better is 'less'; say 'lower' or 'higher'"):
        subset(figures, "less")  # type: ignore[arg-type]
    with pytest.raises(DataError, match="confidence is 95; give a share above 0 and below 1"):
        subset(figures, "lower", 95)
    with pytest.raises(DataError, match="indifference is -1; give the smallest difference that matters"):
        subset(figures, "lower", 0.95, -1)
    with pytest.raises(DataError, match="today is column 2 of 2 alternatives; give a number from 0 to 1"):
        against_today(figures, 2)
    with pytest.raises(DataError, match="3 names for 2 alternatives"):
        rank(figures, "lower", names=["a", "b", "c"])
    with pytest.raises(DataError, match="alternative 'a' is there twice"):
        rank(figures, "lower", names=["a", "a"])
    with pytest.raises(DataError, match=r"feasible has shape \(3,\) for 2 alternatives"):
        rank(figures, "lower", feasible=[True, True, False])


def test_paired_sd_does_not_cancel() -> None:
    """Differences of 1 on figures of a thousand million keep their digits."""
    base = 1e9 + 1e8 * np.random.default_rng(5).standard_normal(6)
    noise = np.array([1.0, -1.0, 2.0, 0.0, 1.0, -3.0])
    found = paired_sd(np.column_stack([base, base + noise, base]))
    assert found[0, 1] == pytest.approx(np.std(noise, ddof=1), rel=1e-6)
    assert found[0, 2] == 0


def test_a_list_in_a_sentence() -> None:
    """One word, two words, three words."""
    assert [and_list(w) for w in (["a"], ["a", "b"], ["a", "b", "c"])] == ["a", "a and b", "a, b and c"]
