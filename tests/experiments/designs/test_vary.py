"""Ranges read what people write, give exact values, and refuse what is no range with a remedy."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from experiments.designs.vary import MOST_POINTS, Range, Value, check_ranges, parse_range


@pytest.mark.parametrize(
    ("text", "points"),
    [
        ("a=0.1:0.5:0.1", [0.1, 0.2, 0.3, 0.4, 0.5]),
        ("volume=0.5:4:0.5", [0.5, 1.0, 1.5, 2.0, 2.5, 3.0, 3.5, 4.0]),
        ("a=0.5:4:1", [0.5, 1.5, 2.5, 3.5]),
        ("a=1:10:3", [1, 4, 7, 10]),
        ("a=-1:1:0.5", [-1.0, -0.5, 0.0, 0.5, 1.0]),
        ("a=0.0:1.0", [0.0, 0.25, 0.5, 0.75, 1.0]),
        ("a=1:3", [1, 2, 3]),
        ("a=1:100", [1, 26, 51, 75, 100]),
        ("a=0.1:1000:log", [0.1, 1.0, 10.0, 100.0, 1000.0]),
        ("a=1:10000:log", [1, 10, 100, 1000, 10000]),
        ("a=1:4:log", [1, 2, 3, 4]),
        ("a=1e-3:2e-3:1e-3", [0.001, 0.002]),
        ("a=3,1.5,fast,true", [3, 1.5, "fast", True]),
        (" a.b = 1 : 3 : 2 ", [1, 3]),
    ],
)
def test_a_grid_holds_the_numbers_that_people_mean(text: str, points: list[Value]) -> None:
    """Exact steps, the high end where a step meets it, five points without a step, whole numbers whole."""
    found = parse_range(text).points()
    assert found == points
    assert list(map(type, found)) == list(map(type, points))


@given(st.integers(-500, 500), st.integers(1, 60), st.integers(1, 30), st.integers(0, 3))
def test_steps_never_gather_error(low: int, step: int, count: int, places: int) -> None:
    """Whatever the decimals, the k-th value is the number nearest to low + k step, and the high end is on."""
    scale = 10**places
    low_text, high_text, step_text = (f"{n / scale:.{places}f}" for n in (low, low + count * step, step))
    found = parse_range(f"a={low_text}:{high_text}:{step_text}").points()
    assert found == [float(f"{(low + k * step) / scale:.{places}f}") for k in range(count + 1)]


@pytest.mark.parametrize(
    ("text", "integer"),
    [("a=1:4:1", True), ("a=1:4", True), ("a=1.0:4.0", False), ("a=1:4:0.5", False), ("a=-3:+4:1", True)],
)
def test_whole_numbers_are_those_written_without_a_point(text: str, integer: bool) -> None:
    """A decimal point makes every value between the ends possible."""
    assert parse_range(text).integer is integer


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("volume=0.9:0.1", "volume=0.9:0.1: the low end comes first; write 0.1:0.9"),
        ("volume=4:1:1", "volume=4:1:1: the low end comes first; write 1:4:1"),
        ("volume=4:1:log", "the low end comes first; write 1:4:log"),
        ("volume=1:4:0", "volume=1:4:0: the step must be above 0; count it upwards from the low end"),
        ("volume=1:4:-1", "the step must be above 0"),
        ("volume=1:4:5", "the step is larger than the range; take one of 3 or less"),
        ("volume=0.1:0.4:0.5", "take one of 0.3 or less"),
        ("volume=nan:4:1", "only finite numbers make a range"),
        ("volume=1:inf", "only finite numbers make a range"),
        ("volume=1,nan", "only finite numbers can be simulated; leave the others out"),
        ("volume", "'volume' is no range; write PATH=LO:HI:STEP, PATH=LO:HI,"),
        ("=1:2", "is no range; write PATH=LO:HI:STEP"),
        ("volume=", "is no range; write PATH=LO:HI:STEP"),
        ("volume=1", "one value makes no range; set it, or give several"),
        ("volume=2:2", "one value makes no range; set it, or give two ends that differ"),
        ("volume=1:2:3:4", "these are not two ends and a step"),
        ("volume=1:log", "these are not two ends and a step"),
        ("volume=a:b", "volume=a:b: 'a' is not a number; write its ends in figures"),
        ("volume=1_0:20", "'1_0' is not a number"),
        ("volume=1,000:2,000", "'1,000' is not a number"),
        ("volume=1::2", "'' is not a number; write PATH=LO:HI:STEP"),
        ("volume=0:4:log", "take a low end above 0, or leave 'log' out"),
        ("volume=1:4:1:log", "'log' goes without a step; leave one of them out"),
        ("rule=eoq,,lot", "a value of the list is missing"),
        ("rule=eoq,lot,eoq", "rule=eoq,lot,eoq: eoq stands there twice; name each value once"),
    ],
)
def test_what_is_no_range_is_refused_with_a_remedy(text: str, says: str) -> None:
    """Upside down, no step, no number, no path: one sentence that names the text and what to write."""
    with pytest.raises(ValueError) as error:
        parse_range(text)
    assert says in str(error.value)
    assert "\n" not in str(error.value)


def test_ranges_that_are_built_are_checked_too() -> None:
    """The same sentences, without a text that was read."""
    with pytest.raises(ValueError, match=r"^a=2:1: the low end comes first; write 1:2$"):
        Range("a", 2, 1)
    with pytest.raises(ValueError, match="an end is missing"):
        Range("a", 2)
    with pytest.raises(ValueError, match="whole numbers need ends and a step that are whole"):
        Range("a", 1, 4, 0.5, integer=True)
    with pytest.raises(ValueError, match="the path is missing"):
        Range(" ", 1, 4)
    with pytest.raises(ValueError, match="too many; take a larger step"):
        Range("a", 0, 1e9, 1e-3).points()
    assert Range("a", 0, MOST_POINTS, 2).grid_count == MOST_POINTS // 2 + 1


def test_paths_are_varied_once() -> None:
    """Two ranges for a path, and none at all."""
    with pytest.raises(ValueError, match="a is varied twice; give one range for each path"):
        check_ranges([Range("a", 1, 2), Range("b", 1, 2), Range("a", 3, 4)])
    with pytest.raises(ValueError, match="nothing is varied"):
        check_ranges([])


@pytest.mark.parametrize("text", ["a=0.5:4:0.5", "a=1:8", "a=3:9:3", "a=x,y,z", "a=0.1:0.5:0.1"])
def test_each_possible_value_has_an_equal_share(text: str) -> None:
    """Counting over a fine comb of shares; both ends are reached."""
    one = parse_range(text)
    assert one.count
    comb = [one.at((k + 0.5) / (100 * one.count)) for k in range(100 * one.count)]
    assert [comb.count(value) for value in dict.fromkeys(comb)] == [100] * one.count
    assert (one.at(0.0), one.at(1.0)) == one.ends == (comb[0], comb[-1])


def test_shares_of_a_range_without_steps() -> None:
    """In a straight line, by ratios, and whole numbers by ratios: 1 takes log(1.5/0.5) of log(8.5/0.5)."""
    assert [parse_range("a=2.0:4.0").at(u) for u in (0, 0.25, 1)] == [2.0, 2.5, 4.0]
    assert [parse_range("a=0.1:10:log").at(u) for u in (0, 0.5, 1)] == [0.1, 1.0, 10.0]
    whole = parse_range("a=1:8:log")
    comb = [whole.at((k + 0.5) / 10_000) for k in range(10_000)]
    assert comb.count(1) == pytest.approx(10_000 * math.log(3) / math.log(17), abs=1)
    assert set(comb) == set(range(1, 9)) and comb == sorted(comb, key=float)
    with pytest.raises(ValueError, match=r"1\.5 is no share of a range"):
        whole.at(1.5)


@given(
    st.sampled_from(["a=2.0:4.0", "a=0.5:4:0.75", "a=1:9", "a=2:7:2", "a=x,y,z", "a=0.1:10:log"]),
    st.floats(0, 1),
)
def test_the_share_of_a_value_leads_back_to_it(text: str, u: float) -> None:
    """`node` and `share` are each other's inverse on possible values, never over half a step off."""
    one = parse_range(text)
    value = one.node(u)
    assert one.node(min(max(one.share(value), 0.0), 1.0)) == pytest.approx(value)
    if one.count:
        assert abs(one.share(value) - u) <= 0.5 / (one.count - 1) + 1e-9


@pytest.mark.parametrize("text", ["volume=0.5:4:0.5", "a=1:9", "a=2.5:7.0:log", "rule=eoq,3,true"])
def test_a_range_writes_itself(text: str) -> None:
    """What is written reads as the same range."""
    one = parse_range(text)
    again = parse_range(str(one))
    assert again.ends == one.ends
    assert again.points() == one.points()
