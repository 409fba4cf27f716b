"""A tornado moves one path at a time and takes differences world by world."""

import numpy as np
import pytest
from scipy.special import stdtrit

from experiments.designs.one_at_a_time import COLUMNS, one_at_a_time, tornado_rows
from experiments.designs.vary import Range, parse_range

RANGES = [Range("volume", 0.5, 2.0), parse_range("rule=eoq,lot,one"), parse_range("cards=1:8:3")]


def test_each_path_goes_to_both_ends_and_no_other_moves() -> None:
    """Base first; a list goes to its first and last value, steps to the last one that they meet."""
    design = one_at_a_time(RANGES, {"volume": 1.0, "cards": 4, "delay": 2})
    base = {"volume": 1.0, "cards": 4, "delay": 2}
    assert design.points == (
        base,
        {**base, "volume": 0.5},
        {**base, "volume": 2.0},
        {**base, "rule": "eoq"},
        {**base, "rule": "one"},
        {**base, "cards": 1},
        {**base, "cards": 7},
    )
    assert design.moved[0] == ("volume", "low", 0.5)
    assert one_at_a_time(RANGES).points[:2] == ({}, {"volume": 0.5})


def test_differences_are_paired_and_the_biggest_swing_comes_first() -> None:
    """Worlds that differ by thousands leave an interval of the difference alone: 2 -+ t(2) 1 / sqrt(3)."""
    base = np.array([1000.0, 5000.0, 9000.0])
    moves = [[1.0, 2.0, 3.0], [-1.0, -1.0, -1.0], [0.0] * 3, [0.0] * 3, [-4.0] * 3, [-6.0] * 3]
    design = one_at_a_time(RANGES)
    frame = tornado_rows(design, [base, *(base + move for move in moves)])
    assert list(frame.columns) == COLUMNS
    assert list(frame["path"]) == ["cards", "cards", "volume", "volume", "rule", "rule"]
    assert list(frame["end"]) == ["low", "high"] * 3
    assert list(frame["value"]) == [1, 7, 0.5, 2.0, "eoq", "one"]
    assert list(frame["difference"]) == [-4.0, -6.0, 2.0, -1.0, 0.0, 0.0]
    row = frame.iloc[2]
    assert row["difference_high"] - row["difference"] == pytest.approx(stdtrit(2, 0.975) / 3**0.5)


def test_one_replication_has_differences_without_intervals() -> None:
    """The limits are nan."""
    frame = tornado_rows(one_at_a_time(RANGES[:1]), [[10.0], [8.0], [13.0]])
    assert list(frame["difference"]) == [-2.0, 3.0]
    assert frame["difference_low"].isna().all()


def test_outputs_of_another_design_are_refused() -> None:
    """Too few rows, or no replications."""
    design = one_at_a_time(RANGES)
    for wrong in (np.zeros((6, 3)), np.zeros(7), np.zeros((7, 0))):
        with pytest.raises(ValueError, match="give 7 rows, one a point, and a column a replication"):
            tornado_rows(design, wrong)
    with pytest.raises(ValueError, match="volume is varied twice"):
        one_at_a_time([RANGES[0], RANGES[0]])
