"""Comparisons on the same random worlds."""

import dataclasses
import math
from collections.abc import Callable

import pytest
from scipy import stats

from experiments.compare import Comparison
from experiments.replicate import Outcomes, Task, paired_tasks, replicate
from sim import DataError, Scenario

Build = Callable[[float], Scenario]


@pytest.fixture
def outcomes(random_shop: Build) -> Outcomes:
    """Three quantities in four worlds; the middle one twice, under two names."""
    ways = {"today": random_shop(10), "twin": random_shop(10), "big": random_shop(60)}
    return replicate(paired_tasks(ways, 4))


def with_costs(outcomes: Outcomes, costs: dict[str, list[float]], growth: dict[str, float]) -> Outcomes:
    """The outcomes with other total costs and plant growth."""
    changed = [
        dataclasses.replace(
            o,
            kpis={
                **o.kpis,
                "total_cost": costs[o.alternative][o.replication],
                "plant_growth": growth.get(o.alternative, 1.0),
            },
        )
        for o in outcomes
    ]
    return dataclasses.replace(outcomes, finished=tuple(changed))


def test_the_tidy_frame(outcomes: Outcomes) -> None:
    """One row a figure and replication, alternatives in the order given."""
    frame = Comparison(outcomes).kpis
    assert list(frame.columns) == ["alternative", "replication", "kpi", "value"]
    assert list(dict.fromkeys(frame["alternative"])) == ["today", "twin", "big"]
    assert len(frame) == 3 * 4 * len(outcomes[0].kpis)
    row = frame[(frame.alternative == "big") & (frame.replication == 2) & (frame.kpi == "fill_rate")]
    assert row["value"].tolist() == [outcomes.of("big")[2].kpis["fill_rate"]]


def test_the_league(outcomes: Outcomes) -> None:
    """Means, paired differences and correlations are those of the values, world by world."""
    league = Comparison(outcomes).league(kpis=["stock_value", "fill_rate"]).set_index(["alternative", "kpi"])
    today, big = ([o.kpis["stock_value"] for o in outcomes.of(name)] for name in ("today", "big"))
    row = league.loc[("big", "stock_value")]
    assert row["mean"] == pytest.approx(sum(big) / 4)
    limits = stats.ttest_rel(big, today).confidence_interval()
    assert (row["difference_low"], row["difference_high"]) == pytest.approx((limits.low, limits.high))
    assert row["correlation"] == pytest.approx(stats.pearsonr(big, today).statistic)
    assert (row["unit"], row["better"], row["replications"]) == ("money", "lower", 4)
    assert math.isnan(league.loc[("today", "stock_value"), "difference"])


def test_twins_do_not_differ(outcomes: Outcomes) -> None:
    """The same way of replenishing under another name differs by nothing at all."""
    twin = Comparison(outcomes).difference("twin", "total_cost")
    assert (twin.mean, twin.half_width) == (0.0, 0.0)
    assert Comparison(outcomes).correlation("twin", "total_cost") == pytest.approx(1.0)


def test_the_probability_of_being_best(outcomes: Outcomes) -> None:
    """It is the share of worlds with the lowest cost; a tie is split."""
    costs = {"today": [1.0, 5.0, 5.0, 5.0], "twin": [1.0, 4.0, 9.0, 9.0], "big": [2.0, 9.0, 4.0, 4.0]}
    chances = Comparison(with_costs(outcomes, costs, {})).probability_best()
    assert chances == {"today": 1 / 8, "twin": 3 / 8, "big": 1 / 2}


def test_a_saturated_alternative_wins_nothing(outcomes: Outcomes) -> None:
    """Its cost is of the time so far only, so it is out, and says so."""
    costs = {"today": [2.0] * 4, "twin": [3.0] * 4, "big": [1.0] * 4}
    comparison = Comparison(with_costs(outcomes, costs, {"big": 2.0}))
    assert comparison.probability_best() == {"today": 1.0, "twin": 0.0, "big": 0.0}
    league = comparison.league(kpis=["fill_rate"]).set_index("alternative")
    assert league["saturated"].to_dict() == {"today": False, "twin": False, "big": True}


def test_who_misses_the_target_wins_nothing(outcomes: Outcomes) -> None:
    """A target is reached by the mean, upward or downward as the figure goes."""
    comparison = Comparison(outcomes)
    today, big = (comparison.interval(name, "stock_value").mean for name in ("today", "big"))
    assert today < big
    league = comparison.league({"stock_value": today}, ["fill_rate"]).set_index("alternative")
    assert league["meets_target"].to_dict() == {"today": True, "twin": True, "big": False}
    assert league["probability_best"].to_dict() == {"today": 0.5, "twin": 0.5, "big": 0.0}
    high = max(comparison.interval(n, "fill_rate").mean for n in comparison.alternatives)
    assert not any(comparison.meets(n, {"fill_rate": high + 0.001}) for n in comparison.alternatives)
    nobody = comparison.probability_best({"fill_rate": high + 0.001})
    assert all(math.isnan(chance) for chance in nobody.values())


def test_interrupted_work_is_paired_by_world(outcomes: Outcomes) -> None:
    """Alternatives with fewer replications are compared in the worlds that both met."""
    some = tuple(o for o in outcomes if o.alternative != "big" or o.replication == 2)
    comparison = Comparison(dataclasses.replace(outcomes, finished=some))
    found = comparison.difference("big", "stock_value")
    mine, theirs = (comparison.values(n, "stock_value")[2] for n in ("big", "today"))
    assert (found.n, found.mean) == (1, mine - theirs)
    none = tuple(o for o in outcomes if o.alternative != "big")
    league = Comparison(dataclasses.replace(outcomes, finished=none)).league(kpis=["fill_rate"])
    assert league.set_index("alternative").loc["big", "replications"] == 0


def test_the_stock_points(outcomes: Outcomes) -> None:
    """Each stock point has the means over the worlds, beside its item and place."""
    frame = Comparison(outcomes).stock_points
    assert list(frame.columns[:4]) == ["alternative", "stock", "item", "place"]
    assert frame["stock"].tolist() == ["shop"] * 3
    assert frame["place"].tolist() == ["high street"] * 3
    mean = sum(o.kpis["stock_units"] for o in outcomes.of("big")) / 4
    assert frame["stock_units"].tolist()[2] == pytest.approx(mean)


def test_the_work_centres(plant: Scenario) -> None:
    """Each work centre has its load."""
    frame = Comparison(replicate([Task("only", plant, 0)])).centres
    assert frame["work_centre"].tolist() == ["lathe", "bench"]
    assert frame["utilisation"].tolist() == pytest.approx([0.04, 0.02])


def test_another_baseline(outcomes: Outcomes) -> None:
    """The differences turn round with the baseline; one that is not there is refused."""
    ahead = Comparison(outcomes).difference("big", "stock_value").mean
    assert Comparison(outcomes, "big").difference("today", "stock_value").mean == pytest.approx(-ahead)
    with pytest.raises(DataError, match="baseline 'mrp' is not an alternative; name one of today, twin, big"):
        Comparison(outcomes, "mrp")


def test_nothing_finished_is_nothing_to_compare(outcomes: Outcomes) -> None:
    """Work that was stopped before the first replication says so."""
    with pytest.raises(DataError, match="no replication was finished"):
        Comparison(dataclasses.replace(outcomes, finished=()))


def test_an_unknown_figure_is_refused(outcomes: Outcomes) -> None:
    """A slip in the name of a figure is answered with the nearest."""
    with pytest.raises(DataError, match="the nearest is 'stock_value'"):
        Comparison(outcomes).league(kpis=["stock_valu"])
