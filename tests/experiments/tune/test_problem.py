"""Knobs, goals and problems."""

import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from experiments.tune.problem import Goal, Knob
from sim import DataError
from tests.experiments.tune.fakes import problem_of

SHARES = st.floats(0, 1)


def test_a_knob_is_turned_by_shares_of_its_range() -> None:
    """A quarter of the way from 2 to 10 is 4; beyond the ends are the ends."""
    knob = Knob("k", 2, 10)
    assert [knob.at(s) for s in (-1, 0, 0.25, 1, 7)] == [2, 2, 4, 10, 10]
    assert knob.share(4) == 0.25
    assert knob.grain(4) == 0


def test_steps_of_a_log_knob_are_ratios() -> None:
    """Half-way from 1 to 100 is 10."""
    knob = Knob("k", 1, 100, log=True)
    assert knob.at(0.5) == pytest.approx(10, rel=1e-12)
    assert knob.share(10) == pytest.approx(0.5, rel=1e-12)
    assert (knob.at(0), knob.at(1)) == (1, 100)


def test_a_whole_knob_stays_whole_inside_ends_that_are_not() -> None:
    """From 1.5 to 4.5 only 2, 3 and 4 are possible, and a step is a third of the range."""
    knob = Knob("k", 1.5, 4.5, integer=True)
    assert sorted({knob.at(k / 100) for k in range(101)}) == [2, 3, 4]
    assert knob.grain(3) == pytest.approx(1 / 3)


def test_a_step_of_a_whole_log_knob_is_smaller_the_higher_it_stands() -> None:
    """At 50 one more is a fiftieth, as a logarithm."""
    knob = Knob("k", 1, 100, integer=True, log=True)
    assert knob.grain(50) == pytest.approx(1 / 50 / math.log(100))


@given(
    low=st.floats(0.01, 100),
    width=st.floats(1.001, 1000),
    share=SHARES,
    integer=st.booleans(),
    log=st.booleans(),
)
def test_a_knob_never_leaves_its_range(
    low: float, width: float, share: float, integer: bool, log: bool
) -> None:
    """Whatever the share, the value is in the range and whole where it must be; its share brings it back."""
    knob = Knob("k", low, low + width, integer, log)
    value = knob.at(share)
    assert low <= value <= low + width
    assert not integer or value == int(value)
    assert knob.at(knob.share(value)) == pytest.approx(value, rel=1e-9)


@pytest.mark.parametrize(
    ("low", "high", "more", "words"),
    [
        (5, 1, {}, "'k' goes from 5 to 1; put the lower end first"),
        (2, 2, {}, "put the lower end first"),
        (0, math.inf, {}, "'k' has no end"),
        (math.nan, 3, {}, "'k' has no end"),
        (0, 3, {"log": True}, "'k' starts at 0; ratios need a start above zero"),
        (0.2, 0.8, {"integer": True}, "'k', 0.2 to 0.8, holds no whole number; widen it"),
    ],
)
def test_wrong_ranges(low: float, high: float, more: dict[str, Any], words: str) -> None:
    """A sentence that names the knob and the remedy."""
    with pytest.raises(DataError, match=words):
        Knob("k", low, high, **more)


def test_a_goal_of_a_share_tells_what_is_missing() -> None:
    """0.93 misses a fill rate of 0.95 by two points; 0.96 does not."""
    goal = Goal("fill_rate", 0.95)
    assert not goal.lower
    assert goal.missing(0.93) == pytest.approx(0.02)
    assert goal.missing(0.96) < 0
    assert goal.label == "fill_rate"
    assert Goal("fill_rate", 0.9, "A").label == "fill_rate:A"


def test_a_goal_of_a_cost_tells_what_is_too_much() -> None:
    """1,200 misses a stock of at most 1,000 by 200."""
    goal = Goal("stock_value", 1000)
    assert goal.lower
    assert goal.missing(1200) == 200
    assert goal.missing(900) < 0


@pytest.mark.parametrize(
    ("goal", "worse", "better"),
    [
        (Goal("fill_rate", 0.95), 0.94, 0.97),
        (Goal("lost_share", 0.02), 0.03, 0.01),
        (Goal("stock_value", 500), 600, 400),
        (Goal("profit", 500), 400, 600),
        (Goal("profit", -500), -600, -400),
        (Goal("profit", 0), -3, 3),
        (Goal("backorders", 0), 5, 0),
    ],
)
def test_higher_is_better_on_the_straight_scale(goal: Goal, worse: float, better: float) -> None:
    """Whatever the direction of the figure; its slope is that of the scale at the target."""
    assert goal.straight(worse) < goal.straight(better)
    assert goal.missing(worse) > goal.missing(better)
    step = 1e-6
    if goal.target:
        rise = abs(goal.straight(goal.target + step) - goal.straight(goal.target - step)) / (2 * step)
        assert goal.slope == pytest.approx(rise, rel=1e-4)


def test_what_a_share_misses_is_straight_in_its_logarithm() -> None:
    """0.9, 0.99 and 0.999 are as far apart from one another, and 1 is finite."""
    goal = Goal("fill_rate", 0.95)
    first, second, third = (goal.straight(f) for f in (0.9, 0.99, 0.999))
    assert second - first == pytest.approx(math.log(10))
    assert third - second == pytest.approx(math.log(10))
    assert math.isfinite(goal.straight(1.0))
    assert math.isfinite(Goal("lost_share", 0.0).straight(0.0))


@pytest.mark.parametrize(
    ("kpi", "target", "words"),
    [
        ("fill_rate", 95, "a share below 1; write 0.95 for 95 per cent"),
        ("fill_rate", 1.0, "a share below 1$"),
        ("fill_rate", 100, "a share below 1$"),
        ("fill_rate", -0.1, "a share below 1$"),
        ("fill_rate", math.nan, "give a finite number"),
        ("total_cost", math.inf, "give a finite number"),
        ("fil_rate", 0.9, "the nearest is 'fill_rate'"),
        ("utilisation_max", 0.8, "'utilisation_max' has no good direction"),
    ],
)
def test_wrong_goals(kpi: str, target: float, words: str) -> None:
    """A sentence with the remedy."""
    with pytest.raises(DataError, match=words):
        Goal(kpi, target)


def test_a_figure_of_the_whole_network_has_no_classes() -> None:
    """Orders released late belong to no class of items."""
    with pytest.raises(DataError, match="'late_releases' is of the whole network"):
        Goal("late_releases", 0.8, "A")


def test_a_problem_needs_a_knob_and_an_objective_with_a_direction() -> None:
    """Each is said with what to do."""
    with pytest.raises(DataError, match="nothing to tune; name a path"):
        problem_of()
    with pytest.raises(DataError, match="has no good direction; tune another figure"):
        problem_of(Knob("k", 0, 1), objective="utilisation_max")
    with pytest.raises(DataError, match="the nearest is 'total_cost'"):
        problem_of(Knob("k", 0, 1), objective="total_cots")


def test_a_problem_counts_and_names_its_settings() -> None:
    """Two whole knobs have 3 x 5 settings; one that is not whole makes them endless."""
    cards, lot, factor = (
        Knob("cards", 1, 3, integer=True),
        Knob("lot", 10, 14, integer=True),
        Knob("f", 0, 1),
    )
    problem = problem_of(cards, lot)
    assert problem.settings == 15
    assert problem.at((0, 1)) == (1, 14)
    assert problem.shares((2, 12)) == (0.5, 0.5)
    assert problem.named((2.0, 12.0)) == {"cards": 2, "lot": 12}
    assert all(isinstance(value, int) for value in problem.named((2.0, 12.0)).values())
    assert problem_of(cards, factor).settings == math.inf
    assert (problem.sign, problem_of(factor, objective="profit").sign) == (1, -1)


def test_edges_are_named() -> None:
    """An end of the range, or the last whole number inside it."""
    problem = problem_of(Knob("a", 0, 10), Knob("b", 0.5, 10.5, integer=True))
    assert problem.edges((5.0, 5.0)) == []
    assert problem.edges((0.01, 1.0)) == ["a", "b"]
    assert problem.edges((10.0, 10.0)) == ["a", "b"]
