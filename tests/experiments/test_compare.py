"""Comparisons on the same random worlds."""

import dataclasses
import math
from collections.abc import Callable

import pytest
from scipy import stats

from experiments.compare import Comparison
from experiments.replicate import Outcomes, Task, paired_tasks, replicate
from sim import DataError, Scenario
from sim.distributions import Gamma

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
    # Two differences hold at once: each at 97.5 % (the twins do not differ, which no pooled variance fits).
    limits = stats.ttest_rel(big, today).confidence_interval(0.975)
    assert (row["difference_low"], row["difference_high"]) == pytest.approx((limits.low, limits.high))
    assert row["difference_method"] == "Bonferroni"
    assert row["correlation"] == pytest.approx(stats.pearsonr(big, today).statistic)
    assert (row["unit"], row["better"], row["replications"]) == ("money", "lower", 4)
    assert math.isnan(league.loc[("today", "stock_value"), "difference"])


def test_twins_do_not_differ(outcomes: Outcomes) -> None:
    """The same way of replenishing under another name differs by nothing at all."""
    twin = Comparison(outcomes).difference("twin", "total_cost")
    assert (twin.mean, twin.half_width) == (0.0, 0.0)
    assert Comparison(outcomes).correlation("twin", "total_cost") == pytest.approx(1.0)


def test_the_probability_of_being_best(outcomes: Outcomes) -> None:
    """With two it is one less the p-value of the one-sided paired t test; the same costs share it."""
    costs = {"today": [4.0, 5.0, 5.5, 5.0], "twin": [4.0, 5.0, 5.5, 5.0], "big": [4.5, 5.0, 5.6, 5.6]}
    chances = Comparison(with_costs(outcomes, costs, {})).probability_best()
    p_value = stats.ttest_rel(costs["today"], costs["big"], alternative="less").pvalue
    assert 0.01 < p_value < 0.2
    assert chances["big"] == pytest.approx(p_value, abs=0.003)
    assert chances["today"] == chances["twin"] == pytest.approx((1 - p_value) / 2, abs=0.002)


def test_the_ranking(outcomes: Outcomes) -> None:
    """Names of one figure, whoever asks; 1 % of the best is what matters unless another amount is given."""
    costs = {"today": [40.0, 50.0, 55.0, 50.0], "twin": [41.0, 51.0, 55.5, 51.2], "big": [60.0] * 4}
    comparison = Comparison(with_costs(outcomes, costs, {}))
    ranking = comparison.ranking()
    assert ranking is not None
    assert ranking.names == ("today", "twin", "big") and ranking.best == "today"
    assert ranking.indifference == pytest.approx(0.01 * 195 / 4)
    assert dict(zip(ranking.names, ranking.probability_best, strict=True)) == comparison.probability_best()
    league = comparison.league(kpis=["fill_rate"]).set_index("alternative")
    assert league["probability_best"].to_dict() == comparison.probability_best()
    without = comparison.ranking({"stock_value": comparison.interval("big", "stock_value").mean}, 5.0)
    assert without is not None and without.indifference == 5.0
    assert comparison.ranking() is ranking


def test_the_ranking_of_alternatives_without_a_common_world(outcomes: Outcomes) -> None:
    """Stopped so early that no world was finished by all, nobody can be told to be the best."""
    some = tuple(
        o for o in outcomes if (o.alternative, o.replication) in {("today", 0), ("twin", 1), ("big", 1)}
    )
    comparison = Comparison(dataclasses.replace(outcomes, finished=some))
    assert comparison.ranking() is None
    assert all(math.isnan(chance) for chance in comparison.probability_best().values())


def test_a_target_is_reached_to_half_a_point(outcomes: Outcomes) -> None:
    """A mean that is half a point short still counts; a further one within its narrow interval."""

    def with_fill(rates: list[float]) -> Comparison:
        changed = [
            dataclasses.replace(o, kpis={**o.kpis, "fill_rate": rates[o.replication]}) for o in outcomes
        ]
        return Comparison(dataclasses.replace(outcomes, finished=tuple(changed)))

    exact = with_fill([0.94] * 4)
    assert exact.meets("today", {"fill_rate": 0.9449}) and not exact.meets("today", {"fill_rate": 0.946})
    assert exact.feasible("today", {"fill_rate": 0.9449}) == 0
    assert exact.feasible("today", {"fill_rate": 0.94}) == 1
    wide = with_fill([0.92, 0.94, 0.94, 0.96])  # mean 0.94, sd 0.01633, t(3) = 3.182: half-width 0.026
    assert wide.meets("today", {"fill_rate": 0.9449}) and not wide.meets("today", {"fill_rate": 0.946})
    rates = [0.93, 0.94, 0.94, 0.95]  # half of it: 0.013
    wide = with_fill(rates)
    assert wide.meets("today", {"fill_rate": 0.9525}) and not wide.meets("today", {"fill_rate": 0.9535})
    reached = stats.ttest_1samp(rates, 0.95, alternative="less").pvalue
    assert wide.feasible("today", {"fill_rate": 0.95}) == pytest.approx(reached)
    assert wide.feasible("today", {}) == 1
    both = wide.feasible("today", {"fill_rate": 0.93, "stock_value": 0.0})
    assert both == 0
    assert wide.entrants({"fill_rate": 0.9525}) == ["today", "twin", "big"]


def test_differences_hold_at_once(outcomes: Outcomes) -> None:
    """With two alternatives they are the paired t; worlds that not all have met leave Bonferroni by pairs."""
    two = Outcomes(
        {name: outcomes.scenarios[name] for name in ("today", "big")},
        tuple(o for o in outcomes if o.alternative != "twin"),
    )
    found = Comparison(two).differences("stock_value")
    assert found.method == "paired t"
    assert found.intervals["big"] == Comparison(two).difference("big", "stock_value")
    assert found.correlations["big"] == Comparison(two).correlation("big", "stock_value")
    some = tuple(o for o in outcomes if o.alternative != "big" or o.replication < 3)
    ragged = Comparison(dataclasses.replace(outcomes, finished=some)).differences("stock_value")
    today, big = ([o.kpis["stock_value"] for o in outcomes.of(name)][:3] for name in ("today", "big"))
    limits = stats.ttest_rel(big, today).confidence_interval(0.975)
    assert (ragged.intervals["big"].low, ragged.intervals["big"].high) == pytest.approx(limits)
    assert ragged.method == "Bonferroni" and "not known in every world" in ragged.reason
    assert ragged.intervals["twin"].n == 4


def test_adjusted_means(outcomes: Outcomes, plant: Scenario) -> None:
    """The demand that was drawn is the control; where its laws do not tell its mean there is none."""
    from experiments.precision.control_variates import adjusted

    comparison = Comparison(outcomes)
    found = comparison.adjusted("big", "stock_value")
    assert found is not None
    drawn = [o.drawn for o in outcomes.of("big")]
    values = [o.kpis["stock_value"] for o in outcomes.of("big")]
    by_hand = adjusted(values, drawn, 365.0)  # one unit a day
    assert (found.interval, found.variance_reduction) == (by_hand.interval, by_hand.variance_reduction)
    assert Comparison(replicate([Task("only", plant, 0)])).adjusted("only", "stock_value") is not None
    network = plant.network
    gamma = dataclasses.replace(network.demands[0], interval=Gamma(mean=9, sd=1))
    unknown = dataclasses.replace(plant, network=dataclasses.replace(network, demands=(gamma,)))
    assert Comparison(replicate([Task("only", unknown, 0)])).adjusted("only", "stock_value") is None


def test_a_saturated_alternative_wins_nothing(outcomes: Outcomes) -> None:
    """Its cost is of the time so far only, so it is out, and says so."""
    costs = {"today": [2.0] * 4, "twin": [3.0] * 4, "big": [1.0] * 4}
    comparison = Comparison(with_costs(outcomes, costs, {"big": 2.0}))
    assert comparison.probability_best() == {"today": 1.0, "twin": 0.0, "big": 0.0}
    league = comparison.league(kpis=["fill_rate"]).set_index("alternative")
    assert league["saturated"].to_dict() == {"today": False, "twin": False, "big": True}


def test_who_misses_the_target_wins_nothing(outcomes: Outcomes) -> None:
    """A target is reached upward or downward, as the figure goes."""
    comparison = Comparison(outcomes)
    today, big = (comparison.interval(name, "stock_value").mean for name in ("today", "big"))
    assert today < big
    league = comparison.league({"stock_value": today}, ["fill_rate"]).set_index("alternative")
    assert league["meets_target"].to_dict() == {"today": True, "twin": True, "big": False}
    assert league["probability_best"].to_dict() == {"today": 0.5, "twin": 0.5, "big": 0.0}
    assert not any(comparison.meets(n, {"fill_rate": 2.0}) for n in comparison.alternatives)
    nobody = comparison.probability_best({"fill_rate": 2.0})
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
