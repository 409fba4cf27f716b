"""Worlds that differ from what planners believed: what changes, what does not, and by how much."""

import math
from dataclasses import replace

import pytest

from experiments.conditions import (
    Condition,
    asked_per_year,
    conditions,
    growing,
    longer_deliveries,
    more_demand,
    more_variable,
    season_of,
    seasonal,
    wider,
)
from policies.q_system import QSystem
from sim import Scenario, simulate
from sim.distributions import (
    Constant,
    Discrete,
    Distribution,
    Exponential,
    Gamma,
    Lognormal,
    NegativeBinomial,
    Normal,
    Poisson,
    Recorded,
    Triangular,
    Uniform,
)
from sim.network import (
    Demand,
    Inspection,
    Item,
    Network,
    OrderLine,
    Production,
    Profile,
    Purchase,
    StockPoint,
    Transfer,
    planned_lead_time,
)
from tests.worlds import SUPPLIER, one_stock, orders_at

POLICY = QSystem(order_point=5, quantity=10)
BY_NAME = {condition.name: condition for condition in conditions()}


def trade(*demands: Demand, horizon: float = 730.0, warm_up: float = 365.0) -> Scenario:
    """Return a firm that makes, buys and moves, over the second of two years."""
    network = Network(
        items=(Item(name="tap"), Item(name="body")),
        stock_points=(
            StockPoint(name="tap", item="tap", initial=9),
            StockPoint(name="shop", item="tap", initial=9),
            StockPoint(name="body", item="body", initial=9),
        ),
        suppliers=(SUPPLIER,),
        sources=(
            Production(stock="tap", processing=Constant(2.0)),
            Transfer(stock="shop", origin="tap", lead_time=Uniform(1.0, 2.0)),
            Purchase(
                stock="body",
                supplier="supplier",
                lead_time=Gamma(mean=8.0, sd=2.0),
                processing=Constant(1.0),
                inspection=Inspection(time=Constant(3.0)),
            ),
        ),
        demands=demands or (Demand(name="d", stock="shop", interval=Exponential(2.0), size=Constant(3.0)),),
    )
    return Scenario(name="trade", network=network, horizon=horizon, warm_up=warm_up)


def stocked(demand: Demand, lead_time: Distribution | None = None) -> Scenario:
    """Return one stock point with a policy."""
    return one_stock(POLICY, demand, horizon=100, lead_time=lead_time or Constant(4.0), initial=10)


# ---- what a condition leaves alone


@pytest.mark.parametrize("condition", conditions(), ids=lambda condition: condition.name)
def test_the_scenario_itself_and_its_policies_stay(condition: Condition) -> None:
    """The original is untouched, and the changed world has the very same policies and settings."""
    scenario = stocked(
        Demand(name="d", stock="a", interval=Exponential(2.0)), lead_time=Gamma(mean=4.0, sd=1.0)
    )
    before = repr(scenario)
    changed = condition.change(scenario)
    assert repr(scenario) == before
    assert changed.control[0].policy is POLICY
    assert replace(changed, network=scenario.network) == scenario
    if condition.believed == 1.0:
        assert changed.network != scenario.network
        replaced = replace(
            changed.network, sources=scenario.network.sources, demands=scenario.network.demands
        )
        assert replaced == scenario.network
    else:
        assert changed is scenario


def test_each_condition_has_a_name_and_a_title_of_its_own() -> None:
    """Ten of them; the titles are what follows an `if`."""
    assert [condition.name for condition in conditions()] == list(BY_NAME)
    assert len({condition.title for condition in conditions()}) == len(BY_NAME) == 10
    assert BY_NAME["longer-50"].title == "deliveries take 50 % longer"
    assert BY_NAME["demand-down-20"].title == "demand is 20 % lower"
    assert BY_NAME["forecast-low"].believed == 0.8
    assert BY_NAME["forecast-high"].believed == 1.2


# ---- deliveries


def test_deliveries_take_longer_and_planners_do_not_know() -> None:
    """Half as long again on the way: 8 days are 12; planned stay 1 + 8 + 3 of the desk, way, inspection."""
    scenario = trade()
    made, moved, bought = longer_deliveries(1.5, scenario).network.sources
    assert made is scenario.network.sources[0]
    assert isinstance(moved, Transfer)
    assert moved.lead_time == Uniform(1.5, 3.0)
    assert isinstance(bought, Purchase)
    assert bought.lead_time == Gamma(mean=12.0, sd=3.0)
    assert [planned_lead_time(source) for source in (moved, bought)] == [1.5, 12.0]


def test_a_planned_lead_time_that_is_given_stays() -> None:
    """What planners reckoned with already is what they go on reckoning with."""
    scenario = trade()
    sources = tuple(replace(source, planned_lead_time=99.0) for source in scenario.network.sources)
    given = replace(scenario, network=replace(scenario.network, sources=sources))
    for name in ("longer-25", "longer-50", "variable"):
        assert {s.planned_lead_time for s in BY_NAME[name].change(given).network.sources} == {99.0}


def test_where_nothing_takes_time_nothing_changes() -> None:
    """Goods that are there at once are there at once; the words say so."""
    scenario = stocked(Demand(name="d", stock="a", interval=Exponential(2.0)), Constant(0.0))
    assert longer_deliveries(1.5, scenario) is scenario
    assert BY_NAME["longer-50"].remark(scenario) == "Nothing that is bought or moved takes time."


@pytest.mark.parametrize(
    ("law", "wide"),
    [
        (Gamma(mean=10.0, sd=3.0), Gamma(mean=10.0, sd=6.0)),
        (Lognormal(mean=10.0, sd=3.0), Lognormal(mean=10.0, sd=6.0)),
        (Exponential(5.0), Gamma(mean=5.0, sd=10.0)),
        (Normal(mean=20.0, sd=3.0), Normal(mean=20.0, sd=6.0)),
        (Uniform(4.0, 6.0), Uniform(3.0, 7.0)),
        (Triangular(4.0, 6.0, 8.0), Triangular(2.0, 6.0, 10.0)),
        (Discrete((2.0, 4.0), (0.5, 0.5)), Discrete((1.0, 5.0), (0.5, 0.5))),
        (Poisson(9.0), NegativeBinomial(9.0, 6.0)),
        (NegativeBinomial(4.0, 3.0, unit=2.0), NegativeBinomial(4.0, 6.0, unit=2.0)),
    ],
    ids=lambda law: type(law).__name__,
)
def test_twice_the_spread_at_the_same_mean(law: Distribution, wide: Distribution) -> None:
    """By hand for each family, and by the moments that the laws know."""
    found = wider(law)
    assert found == wide
    assert found is not None
    assert found.mean == pytest.approx(law.mean)
    assert math.sqrt(found.variance) == pytest.approx(2 * math.sqrt(law.variance))


@pytest.mark.parametrize(
    "law",
    [
        Constant(4.0),
        Uniform(0.0, 4.0),
        Triangular(0.0, 1.0, 4.0),
        Discrete((0.0, 9.0)),
        Normal(mean=10.0, sd=3.0),
        Recorded((2.0, 4.0)),
    ],
    ids=lambda law: type(law).__name__,
)
def test_what_cannot_have_twice_the_spread(law: Distribution) -> None:
    """What does not vary, would be below zero, or is a record: it is left, and said to be."""
    assert wider(law) is None
    scenario = stocked(Demand(name="d", stock="a", interval=Exponential(2.0)), law)
    assert more_variable(scenario) is scenario
    words = BY_NAME["variable"].remark(scenario)
    assert words.startswith("No delivery time varies" if law.variance == 0 else "None of the delivery times")


def test_the_words_count_what_is_widened() -> None:
    """Of two lead times that vary, uniform from 1 to 2 and gamma, both can be widened; from 0, one."""
    scenario = trade()
    assert BY_NAME["variable"].remark(scenario) == "Means stay as they were."
    made, moved, bought = scenario.network.sources
    assert isinstance(moved, Transfer)
    sources = (made, replace(moved, lead_time=Uniform(0.0, 2.0)), bought)
    other = replace(scenario, network=replace(scenario.network, sources=sources))
    assert BY_NAME["variable"].remark(other).startswith("1 of 2 of the delivery times that vary")
    assert more_variable(other).network.sources[1] == sources[1]


# ---- demand


@pytest.mark.parametrize(
    ("name", "factor"),
    [("demand-up-10", 1.1), ("demand-up-20", 1.2), ("demand-down-20", 0.8), ("longer-50", 1.0)],
)
def test_the_mean_demand_by_the_laws(name: str, factor: float) -> None:
    """3 units every 2 days are 547.5 a year, and so much more or less."""
    scenario = trade()
    assert asked_per_year(scenario) == pytest.approx(547.5)
    assert asked_per_year(BY_NAME[name].change(scenario)) == pytest.approx(factor * 547.5)


def test_further_lines_count() -> None:
    """Every second order has 4 units of another item: 3 + 2 every 2 days."""
    demand = Demand(
        name="d",
        stock="shop",
        interval=Exponential(2.0),
        size=Constant(3.0),
        lines=(OrderLine(stock="tap", size=Constant(4.0), chance=0.5),),
    )
    assert asked_per_year(more_demand(1.2, trade(demand))) == pytest.approx(1.2 * 5 / 2 * 365)


def test_growth_by_hand() -> None:
    """20 % a year from time zero: in the second year 20 % to 40 % more, 30 % on average."""
    scenario = trade()
    assert asked_per_year(growing(0.2, scenario)) == pytest.approx(1.3 * 547.5)
    words = BY_NAME["growth"].remark(scenario)
    assert "(day 365) demand is 20 % above what was believed, when it ends (day 730) 40 %" in words


def test_growth_without_end_is_not_tried() -> None:
    """In a run of twelve years demand would be more than three times what it was; the words say why not."""
    long = trade(horizon=12 * 365.0)
    assert growing(0.2, long) is long
    assert BY_NAME["growth"].remark(long) == (
        "The run is 12 years long, and growth counts from time zero: give a horizon of 10 years or less."
    )


def test_growth_is_added_to_a_trend_that_is_there() -> None:
    """A demand that planners know to fall by 30 % a year falls by 10 %; its season stays."""
    profile = Profile(name="fashion", trend_per_year=-0.3, season=(1.0, 2.0), changes="size")
    demand = Demand(name="d", stock="shop", interval=Exponential(2.0), profile=profile)
    found = growing(0.2, trade(demand)).network.demands[0].profile
    assert found is not None
    assert found.trend_per_year == pytest.approx(-0.1)
    assert replace(found, trend_per_year=-0.3) == profile


def test_a_season_has_mean_one_and_its_swing() -> None:
    """Twelve factors: mean one, from 0.7 to 1.3."""
    season = season_of(0.3)
    assert len(season) == 12
    assert sum(season) == pytest.approx(12)
    assert (min(season), max(season)) == (pytest.approx(0.7), pytest.approx(1.3))


def test_a_season_over_whole_years_leaves_the_mean() -> None:
    """Over a year as believed; over its first half the mean of the first six factors, 18.7 % more."""
    scenario = trade()
    assert asked_per_year(seasonal(0.3, scenario)) == pytest.approx(547.5)
    half = trade(horizon=365 + 182.5)
    more = 0.3 * (0 + 0.5 + math.sqrt(0.75) + 1 + math.sqrt(0.75) + 0.5) / 6
    assert asked_per_year(seasonal(0.3, half)) == pytest.approx((1 + more) * 547.5)
    assert "18.7 % above what was believed" in BY_NAME["season"].remark(half)
    assert "on average just what was believed" in BY_NAME["season"].remark(scenario)


def test_a_season_of_its_own_is_kept() -> None:
    """It is left as it is, and the words say so; a trend alone gets the season."""
    own = Demand(
        name="d", stock="shop", interval=Exponential(2.0), profile=Profile(name="p", season=(1.0, 3.0))
    )
    trend = replace(own, name="e", profile=Profile(name="q", trend_per_year=0.1))
    alone = trade(own)
    assert seasonal(0.3, alone) is alone
    found = seasonal(0.3, trade(own, trend)).network.demands[1].profile
    assert found == Profile(name="q", trend_per_year=0.1, season=season_of(0.3))
    assert "1 of 2 demands is seasonal already, and kept" in BY_NAME["season"].remark(trade(own, trend))
    assert BY_NAME["season"].remark(trade(own)) == "All demand is seasonal already and stays as it is."


@pytest.mark.parametrize("name", ["demand-up-10", "demand-down-20", "growth", "season"])
def test_a_record_is_a_record(name: str) -> None:
    """Demands that are played from a file stay as they are; those beside them change."""
    record = orders_at([1, 4, 9], [3, 3, 3], "shop")
    once = orders_at([7], [2], "shop", name="once")
    law = Demand(name="d", stock="shop", interval=Exponential(2.0))
    alone, mixed = trade(record, once), trade(record, once, law)
    condition = BY_NAME[name]
    assert condition.change(alone) is alone
    assert condition.change(mixed).network.demands[:2] == (record, once)
    assert condition.change(mixed).network.demands[2] != law
    assert "2 of 3 demands are read from a file, and kept as believed." in condition.remark(mixed)
    assert condition.remark(alone) == "All demand is read from a file and stays as it is."


def test_orders_on_the_books_cannot_grow() -> None:
    """A demand that is known ahead can come more often, and has no profile."""
    ahead = Demand(name="d", stock="shop", interval=Exponential(2.0), known_ahead=9.0)
    for name in ("growth", "season"):
        assert BY_NAME[name].change(trade(ahead)) == trade(ahead)
        assert "All demand is on the books ahead" in BY_NAME[name].remark(trade(ahead))
    assert more_demand(1.1, trade(ahead)).network.demands[0].interval.mean == pytest.approx(2 / 1.1)


def test_the_laws_tell_what_customers_ask_for() -> None:
    """Orders every tenth of a day: those simulated are as many as the laws say, to one at each end."""
    demand = Demand(name="d", stock="a", interval=Constant(0.1))
    scenario = replace(stocked(demand), horizon=365.0, warm_up=15.0)
    for name in ("demand-up-20", "growth", "season"):
        changed = BY_NAME[name].change(scenario)
        wanted = asked_per_year(changed) * 350 / 365
        asked = simulate(changed).demand_total("order_units").sum()
        assert asked == pytest.approx(wanted, abs=2)
