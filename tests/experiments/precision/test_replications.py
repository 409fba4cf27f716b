"""Hoad's rule on sequences made by hand, and the texts that ask for it."""

import math

import numpy as np
import pytest
from scipy import stats

from experiments.interval import mean_interval
from experiments.precision.replications import ReplicationRule, parse_replications
from sim import DataError

RULE = ReplicationRule(relative=0.06)
LOST = [98.0, 102.0, 106.0, 94.0, 100.0, 100.0, 85.0, *[100.0] * 7]


def widths(values: list[float]) -> list[float]:
    """Relative half-width after each replication from the second on."""
    found = [mean_interval(values[:n]) for n in range(2, len(values) + 1)]
    return [interval.half_width / interval.mean for interval in found]


def test_precision_met_lost_and_met_again() -> None:
    """Met at 5 replications, lost at 7 and met again at 8: that counts once it has held to 13."""
    # By hand, five values: mean 100, squares 4 + 4 + 36 + 36 = 80, so sd^2 / n = 4 and t(4) = 2.776: 5.55 %;
    # four of them: 80 / 3 / 4 and t(3) = 3.182: 8.22 %.
    assert widths(LOST)[2:4] == pytest.approx([0.0822, 0.0555], abs=5e-5)
    assert [width <= 0.06 for width in widths(LOST)] == [*[False] * 3, True, True, False, *[True] * 7]
    verdicts = [RULE.verdict(LOST[:n]) for n in range(1, 15)]
    assert [verdict.reached_at for verdict in verdicts] == [None] * 4 + [5, 5, None] + [8] * 7
    assert [verdict.enough for verdict in verdicts] == [False] * 12 + [True] * 2


def test_width_is_that_of_the_interval() -> None:
    """Half-width and its share are those of the interval of all values."""
    verdict = RULE.verdict(LOST)
    interval = mean_interval(LOST)
    assert verdict.half_width == interval.half_width
    assert verdict.relative == pytest.approx(interval.half_width / interval.mean)


def test_least_and_ahead() -> None:
    """Two equal values do not count; with a least of 3, and 5 ahead, eight equal ones are enough."""
    verdicts = [RULE.verdict([7.1] * n) for n in range(1, 10)]
    assert [verdict.reached_at for verdict in verdicts] == [None, None, 3, 3, 3, 3, 3, 3, 3]
    assert [verdict.enough for verdict in verdicts] == [False] * 7 + [True] * 2
    assert verdicts[-1].half_width == 0 and verdicts[-1].needed == 3
    none_ahead = ReplicationRule(ahead=0)
    assert none_ahead.verdict([7.1] * 3).enough


def test_look_ahead_grows_from_100_on() -> None:
    """Five up to 100 replications, then 5 % of them rounded down."""
    assert [RULE.ahead_of(n) for n in (3, 100, 101, 119, 120, 200)] == [5, 5, 5, 5, 6, 10]
    rule = ReplicationRule(relative=0.06)
    values = [50.0, 150.0] * 200
    found = rule.verdict(values)
    assert found.reached_at is not None and found.reached_at > 200
    ahead = rule.ahead_of(found.reached_at)
    assert ahead > 10
    assert not rule.verdict(values[: found.reached_at + ahead - 1]).enough
    assert rule.verdict(values[: found.reached_at + ahead]).enough


def test_needed_is_where_students_interval_gets_narrow() -> None:
    """The estimate is the first number whose half-width, at the present mean and sd, is the one wanted."""
    values = [90.0, 110.0, 100.0, 95.0, 105.0]
    mean, sd = np.mean(values), np.std(values, ddof=1)
    needed = ReplicationRule(relative=0.02).verdict(values).needed

    def half(n: int) -> float:
        return float(stats.t.ppf(0.975, n - 1) * sd / math.sqrt(n))

    assert needed is not None and half(needed) <= 0.02 * mean < half(needed - 1)
    assert needed == 63  # (1.96 x 7.906 / 2)^2 = 60.0, and some for t instead of z


def test_one_value_tells_nothing() -> None:
    """Neither a width nor a number that would be needed."""
    for values in ([], [5.0]):
        verdict = RULE.verdict(values)
        assert (verdict.enough, verdict.reached_at, verdict.needed) == (False, None, None)
        assert math.isnan(verdict.half_width) and math.isnan(verdict.relative)


def test_negative_mean() -> None:
    """A loss is as precise as a gain."""
    values = [100.0, 101.0, 99.0, 100.5, 99.5, 100.0, 100.2, 99.8]
    gain, loss = RULE.verdict(values), RULE.verdict([-value for value in values])
    assert gain == loss and gain.enough


def test_values_not_known_count_neither_way() -> None:
    """Places are those of the replications, the rule is that of the values known."""
    nan = math.nan
    found = RULE.verdict([nan, 7.0, 7.0, nan, 7.0, 7.0, 7.0, 7.0, 7.0, 7.0])
    assert (found.reached_at, found.enough) == (5, True)
    assert not RULE.verdict([nan, 7.0, 7.0, nan, 7.0, 7.0, 7.0, 7.0, 7.0]).enough
    assert RULE.verdict([nan] * 7).needed is None
    with pytest.raises(DataError, match="turns is not known in any of 8 replications"):
        RULE.verdict([nan] * 8, "turns")


def test_mean_zero_has_no_share() -> None:
    """Zeros are waited for as long as constant values would be, then named; so is an infinite value."""
    assert not RULE.verdict([0.0] * 7).enough
    assert RULE.verdict([0.0] * 7).reached_at is None
    assert RULE.verdict([0.0] * 7 + [1.0]).needed is not None
    with pytest.raises(DataError, match=r"mean of backorders over 8 replications is 0.*name a number"):
        RULE.verdict([0.0] * 8, "backorders")
    with pytest.raises(DataError, match="infinite in replication 2"):
        RULE.verdict([1.0, math.inf])


def test_stops_with_the_interval_wanted() -> None:
    """Of 200 normal figures each stops near the number that theory asks, and never wider than wanted."""
    rng = np.random.default_rng(7)
    rule = ReplicationRule(relative=0.05)
    stops = []
    for _ in range(200):
        values = rng.normal(10, 1, size=100)
        n = next(n for n in range(3, 101) if rule.verdict(values[:n]).enough)
        found = rule.verdict(values[:n])
        assert found.relative <= 0.05
        assert found.reached_at == n - 5
        stops.append(n - 5)
    exact = next(n for n in range(2, 100) if stats.t.ppf(0.975, n - 1) / math.sqrt(n) <= 0.5)  # 18
    assert exact - 3 < np.mean(stops) < exact + 1  # sequential stopping is a little early


@pytest.mark.parametrize(
    ("text", "relative"),
    [("auto", 0.02), ("auto:2%", 0.02), ("auto:0.5%", 0.005), (" AUTO : 10 % ", 0.1), ("auto:.5%", 0.005)],
)
def test_text_of_a_rule(text: str, relative: float) -> None:
    """A precision in per cent, two by default."""
    assert parse_replications(text) == ReplicationRule(relative=relative)


@pytest.mark.parametrize("text", ["12", " 12 ", "+12"])
def test_text_of_a_number(text: str) -> None:
    """A number is that number."""
    assert parse_replications(text) == 12


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("auto:2", "'auto:2' is neither"),
        ("auto:", "neither"),
        ("2%", "neither"),
        ("", "neither"),
        ("twelve", "neither"),
        ("12.5", "neither"),
        ("auto:-2%", "neither"),
        ("auto:0%", "0 % is not between"),
        ("auto:100%", "100 % is not between"),
        ("1", "1 replications give no interval"),
        ("0", "0 replications give no interval"),
        ("-3", "-3 replications give no interval"),
    ],
)
def test_bad_text(text: str, reason: str) -> None:
    """The sentence says what is wrong and what to write."""
    with pytest.raises(ValueError, match=f"{reason}.*; write a number such as 20, or auto:2%"):
        parse_replications(text)


@pytest.mark.parametrize(
    "bad",
    [{"relative": 0.0}, {"relative": 1.0}, {"confidence": 95.0}, {"least": 1}, {"ahead": -1}, {"most": 7}],
)
def test_bad_rule(bad: dict[str, float]) -> None:
    """A rule that makes no sense is refused when it is made."""
    with pytest.raises(ValueError, match=r"give|takes|allow"):
        ReplicationRule(**bad)  # type: ignore[arg-type]
