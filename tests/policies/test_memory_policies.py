"""Local policies with a memory, and periodic nQ: hand traces, published zones, what they reduce to."""

import dataclasses
import math
from typing import Any

import numpy as np
import pytest

from policies.days_of_supply import DaysOfSupply
from policies.demand_driven import DemandDriven, Zones
from policies.forecast_base_stock import ForecastBaseStock
from policies.forecasting import Croston, Holt, demand_over
from policies.p_system import PSystem
from policies.periodic_min_max import PeriodicMinMax
from policies.periodic_q import PeriodicQ
from policies.planning import PlanningRecord
from policies.sterman import Sterman
from scenarios.control_entry import read_entry
from scenarios.policy_columns import policy_columns
from sim import Control, Scenario, simulate
from sim.contract import Forecasted, Order, Remember, ScopeTable, View
from sim.distributions import Constant, Exponential, Gamma, Poisson
from sim.network import Demand, Item, Network, Purchase, StockPoint, Supplier
from tests.worlds import one_stock, orders_at, traced

RECORD = PlanningRecord(
    stock="a", demand_rate=3.0, demand_variance=8.0, lead_time=10.0, order_cost=400.0, unit_cost=120.0,
    holding_rate=0.25 / 365, whole=False,
)  # fmt: skip
NO_FIGURES = np.zeros(0)
NO_PLACES = np.zeros(0, dtype=np.int64)


def view(
    *positions: float, drawn: Any = None, on_order: float = 0.0, known: Any = (), memory: Any = None
) -> View:
    """Return stock points at some positions; `known` are date and units of orders for the first of them."""
    count = len(positions)
    zeros = np.zeros(count)
    table = ScopeTable(
        names=tuple("abc"[:count]),
        on_hand=np.array(positions) - on_order,
        reserved=zeros,
        on_order=zeros + on_order,
        backorders=zeros,
        position=np.array(positions),
        allocated=zeros,
        planned_lead_time=zeros,
        level=np.zeros(count, dtype=np.int64),
        whole=np.ones(count, dtype=np.bool_),
        order_stock=NO_PLACES,
        order_number=NO_PLACES,
        order_outstanding=NO_FIGURES,
        order_need_by=NO_FIGURES,
        order_promised=NO_FIGURES,
        parents=NO_PLACES,
        components=NO_PLACES,
        quantities=NO_FIGURES,
        draws=np.zeros((count, 0)) if drawn is None else np.array(drawn, dtype=float).reshape(count, 1),
        known_stock=np.zeros(len(known), dtype=np.int64),
        known_due=np.array([date for date, _ in known]),
        known_quantity=np.array([units for _, units in known]),
    )
    return View(now=10.0, stocks={}, memory=memory, table=table)


def ordered(decisions: Any) -> dict[str, float]:
    """Return the units ordered of each stock point."""
    return {d.stock: d.quantity for d in decisions if isinstance(d, Order)}


def orders_of(scenario: Scenario) -> list[tuple[float, float]]:
    """Return time and units of each order of a run."""
    _, ledger = traced(scenario)
    return [(t, units) for t, _, _, units in ledger.of("order")]


def by_day(policy: Any, draws: list[float], **more: Any) -> list[tuple[float, float]]:
    """Return the orders where customers draw on day 1, 2, 3 and so on, before the policy looks."""
    days = [float(t) for t in range(1, len(draws) + 1)]
    return orders_of(one_stock(policy, orders_at(days, draws), horizon=len(draws) + 0.5, **more))


RANDOM = Demand(name="d", stock="a", interval=Exponential(0.7), size=Poisson(6.0))


def same_orders(one: Any, other: Any, **more: Any) -> None:
    """Check that two policies order the same in a random world."""
    made = [
        orders_of(one_stock(p, RANDOM, initial=60, lead_time=Gamma(6, 2), horizon=400, **more))
        for p in (one, other)
    ]
    assert made[0] == made[1]
    assert len(made[0]) > 10


# ---- (R, s, nQ)


def test_periodic_q_by_hand() -> None:
    """Looked at every other day: at the point one quantity, far below it as many as lift above it."""
    policy = PeriodicQ(review_period=2.0, order_point=20, quantity=15, offset=2.0)
    orders = by_day(policy, [5, 5, 1, 0, 40, 1, 0, 0], initial=30, lead_time=1)
    # day 2: 20, so 15; day 4: 34; day 6: 34 - 41 = -7, so 30 to 23; day 8: 23
    assert orders == [(2.0, 15.0), (6.0, 30.0)]


def test_periodic_q_is_strict() -> None:
    """Strictly below: at the point nothing, and lifting to the point is enough."""
    policy = PeriodicQ(review_period=1.0, order_point=20, quantity=15, strict=True)
    assert [policy.rule(x) for x in (20, 19.5, 5, 4.5, -10)] == [0, 15, 15, 30, 30]


def test_periodic_q_sized() -> None:
    """Demand and safety of review period plus lead time; the economic quantity; made to order if unsold."""
    sized = PeriodicQ.sized(RECORD, safety_factor=1.5, review_period=7.0)
    assert sized.order_point == pytest.approx(3 * 17 + 1.5 * math.sqrt(8 * 17))
    assert sized.quantity == pytest.approx(RECORD.economic_quantity())
    unsold = PeriodicQ.sized(dataclasses.replace(RECORD, demand_rate=0.0), 1.5, review_period=7.0)
    assert [unsold.rule(x) for x in (0, -1, -2)] == [0, 1, 2]


# ---- days of supply


def test_days_of_supply_by_hand() -> None:
    """Keep between 2 and 4 days at 10 a day: at 20 or below, up to 40."""
    policy = DaysOfSupply(review_period=1.0, minimum_cover=2, maximum_cover=4, rate=10, offset=1.0)
    assert by_day(policy, [19, 1, 10, 25], initial=40) == [(2.0, 20.0), (4.0, 35.0)]


def test_days_of_supply_at_a_given_rate_are_min_max() -> None:
    """Without a memory they are order point and target by another name."""
    policy = DaysOfSupply(review_period=3.5, minimum_cover=8, maximum_cover=15, rate=8.0, offset=2.0)
    same_orders(policy, PeriodicMinMax(3.5, order_point=64.0, order_up_to=120.0, offset=2.0))


def test_the_rate_follows_the_draws() -> None:
    """The mean of the last two periods of 2 days, 20 a period before: levels move with it, by hand."""
    policy = DaysOfSupply(2.0, minimum_cover=1, maximum_cover=3, rate=10, periods=2)
    memory = None
    found = []
    for drawn in (20.0, 32.0, 0.0, 0.0):
        decisions = list(policy.decide(view(10.0, drawn=drawn, memory=memory)))
        (memory,) = [d.value for d in decisions if isinstance(d, Remember)]
        found.append(ordered(decisions).get("a", 0.0))
    # rates 10, 13, 8, 0: points 10, 13, 8, 0 and targets 30, 39, 24, 0
    assert found == [20.0, 29.0, 0.0, 0.0]


def test_days_of_supply_sized() -> None:
    """Covers are levels over the rate; they say the same as the sizing of order point and target."""
    sized = DaysOfSupply.sized(RECORD, safety_factor=1.5, review_period=7.0)
    other = PeriodicMinMax.sized(RECORD, safety_factor=1.5, review_period=7.0)
    assert sized.levels(sized.rate) == pytest.approx((other.order_point, other.order_up_to))
    unsold = DaysOfSupply.sized(dataclasses.replace(RECORD, demand_rate=0.0), 1.5, review_period=7.0)
    assert ordered(unsold.decide(view(0.0))) == {}
    assert ordered(unsold.decide(view(-3.0))) == {"a": 3.0}


# ---- demand-driven buffers


def buffer(**given: Any) -> DemandDriven:
    """Return a buffer of 10 a day over 12 days: yellow 120, green 60, red 60 + 30."""
    usual = {"usage": 10, "lead_time": 12, "lead_time_factor": 0.5, "variability_factor": 0.5}
    return DemandDriven(review_period=1.0, **{**usual, **given})


def test_published_zones() -> None:
    """Ptak & Smith (Orlicky's MRP, 3rd ed., chapter 24): parts 403P and 707, zones to the unit.

    403P is bought: 17 a day over 21 days, minimum order 300, medium lead time (50 %), low variability (30 %):
    green 300, yellow 357, red base 178.5 (printed 179), red safety 53.55 (54). 707 is made: 6 a day over 13
    days, 45 %, no minimum: green and red base 35.1 (35), yellow 78.
    """
    bought = DemandDriven(1.0, 17, 21, lead_time_factor=0.5, variability_factor=0.3, minimum_order=300)
    zones = bought.zones(17)
    assert zones == pytest.approx((178.5 + 53.55, 357, 300))
    assert (zones.red, zones.top_of_yellow, zones.top_of_green) == pytest.approx((233, 590, 890), abs=1)
    made = DemandDriven(1.0, 6, 13, lead_time_factor=0.45, variability_factor=0.0)
    assert made.zones(6) == pytest.approx((35.1, 78, 35.1))


def test_what_makes_the_green_zone() -> None:
    """Minimum order, usage of an order cycle, or share of the lead time: the largest."""
    assert buffer().zones(10) == Zones(red=90, yellow=120, green=60)
    assert buffer(order_cycle=7).zones(10).green == 70
    assert buffer(order_cycle=7, minimum_order=75).zones(10).green == 75
    assert buffer().zones(10).top_of_yellow == 210
    assert buffer().zones(10).top_of_green == 270


def test_orders_up_to_the_top_of_green() -> None:
    """At the top of yellow, not above it."""
    assert ordered(buffer().decide(view(211.0))) == {}
    assert ordered(buffer().decide(view(210.0))) == {"a": 60.0}
    assert ordered(buffer().decide(view(100.0, on_order=70.0))) == {"a": 170.0}


@pytest.mark.parametrize(
    ("known", "qualified"),
    [
        ([(10.0, 5.0)], 5.0),  # due today
        ([(10.9, 5.0)], 5.0),  # due before the next look
        ([(11.0, 5.0)], 0.0),  # tomorrow, and no spike
        ([(11.0, 46.0)], 46.0),  # above half of red: a spike
        ([(11.0, 45.0)], 0.0),  # not above it
        ([(13.0, 30.0), (13.5, 20.0)], 50.0),  # a spike is what one day adds up to
        ([(13.0, 30.0), (14.0, 20.0)], 0.0),
        ([(15.0, 80.0)], 80.0),  # at the horizon
        ([(15.5, 80.0)], 0.0),  # beyond it
        ([(10.0, 5.0), (12.0, 60.0), (13.0, 7.0)], 65.0),
    ],
)
def test_the_net_flow_position(known: Any, qualified: float) -> None:
    """Known orders qualify when they are due or a spike within the horizon; the rest is left out."""
    policy = buffer(spike_horizon=5.0)
    assert ordered(policy.decide(view(200.0, known=known))) == {"a": 270.0 - 200.0 + qualified}
    assert ordered(policy.decide(view(211.0 + qualified, known=known))) == {}


def test_a_spike_on_the_books_is_ordered_for_ahead() -> None:
    """Simulated: 100 units known 5 days ahead are ordered for when they come into the horizon of 3 days."""

    def orders(horizon: float) -> list[tuple[float, float]]:
        demand = orders_at([8.0], [100.0], known_ahead=5.0)
        policy = buffer(spike_horizon=horizon)
        return orders_of(one_stock(policy, demand, initial=270, lead_time=2, horizon=9.5))

    assert orders(0.0) == [(8.0, 100.0)]
    assert orders(3.0) == [(5.0, 100.0)]


def test_a_buffer_that_stays_is_min_max() -> None:
    """Without known orders: order point at the top of yellow, target at the top of green."""
    policy = DemandDriven(1.0, 8.5, 6.0, lead_time_factor=0.5, variability_factor=0.5)
    zones = policy.zones(8.5)
    same_orders(policy, PeriodicMinMax(1.0, order_point=zones.top_of_yellow, order_up_to=zones.top_of_green))


def test_a_buffer_that_adjusts() -> None:
    """Zones by the mean draws of four days: 10 before, then 30 a day, by hand and in simulation."""
    policy = buffer(adjusts=True, periods=4)
    assert [policy.zones(usage).top_of_yellow for usage in (10, 15, 20, 25, 30)] == [210, 315, 420, 525, 630]
    orders = by_day(dataclasses.replace(policy, offset=0.0), [30.0] * 6, initial=300, lead_time=1)
    # the tops of green are 405, 540, 675 and then 810; day 1: 270; day 2: 375; day 3: 510; day 4: 645, which
    # is above the top of yellow of 630; day 5: 615; day 6: 780
    assert orders == [(1.0, 135.0), (2.0, 165.0), (3.0, 165.0), (5.0, 195.0)]


def test_demand_driven_sized() -> None:
    """Usage as recorded, lead time plus review period, and a red safety of so many standard deviations."""
    sized = DemandDriven.sized(RECORD, safety_factor=1.5, review_period=2.0, lead_time_factor=0.25)
    zones = sized.zones(sized.usage)
    assert zones.yellow == 36
    assert zones.green == 9
    assert zones.red == pytest.approx(9 + 1.5 * math.sqrt(8 * 12))


# ---- order-up-to a forecast


def test_a_forecast_that_stays_is_the_p_system() -> None:
    """With no weight on what is drawn the target never moves."""
    policy = ForecastBaseStock(2.0, cover=9.0, alpha=0.0, initial=17.0, safety_stock=20.5, offset=1.0)
    same_orders(policy, PSystem(2.0, order_up_to=97.0, offset=1.0))


def test_moving_average_by_hand() -> None:
    """Twice the mean of two days: target 20 at first, then it follows the draws; nothing below zero."""
    policy = ForecastBaseStock(
        review_period=1.0, cover=2.0, method="moving-average", periods=2, initial=10.0, offset=1.0
    )
    draws = [10.0, 14.0, 18.0, 0.0, 0.0, 10.0]
    run, ledger = traced(
        one_stock(policy, orders_at([1.0, 2.0, 3.0, 4.0, 5.0, 6.0], draws), initial=20, horizon=6.5)
    )
    # the first look opens the books, so its draws are not seen; targets 20, 24, 32, 18, 0, 10
    assert [(t, units) for t, _, _, units in ledger.of("order")] == [(1.0, 10.0), (2.0, 18.0), (3.0, 26.0)]
    # forecasts 10, 12, 16, 9, 0 against draws 14, 18, 0, 0, 10
    assert run.of("a", "forecasts") == 5
    assert run.of("a", "forecast_error") == 42 - 47
    assert run.of("a", "forecast_miss") == 4 + 6 + 16 + 9 + 10
    assert run.of("a", "forecast_actual") == 42


def test_a_method_that_waits_for_its_start() -> None:
    """Without a forecast at first: nothing to compare, then the mean so far, then the method."""
    policy = ForecastBaseStock(1.0, cover=3.0, method="moving-average", periods=3, safety_stock=5.0)
    memory, forecasts, targets = None, [], []
    for drawn in (6.0, 10.0, 2.0, 9.0):
        decisions = list(policy.decide(view(1e6, drawn=drawn, memory=memory)))
        forecasts += [d.forecast[0] for d in decisions if isinstance(d, Forecasted)]
        (memory,) = [d.value for d in decisions if isinstance(d, Remember)]
        targets.append(policy.target(memory[0]))
    assert policy.target(policy.begin()) == 5.0
    assert forecasts == [6.0, 8.0, 6.0]
    assert targets == [23.0, 29.0, 23.0, 26.0]


def test_methods_with_a_trend_or_a_season_look_ahead() -> None:
    """Holt goes on along its line over the cover, and a season over its high and low periods."""
    holt = ForecastBaseStock(1.0, cover=2.5, method="holt", alpha=0.5, beta=0.3)
    history = (10.0, 13.0, 14.0, 19.0)
    state = holt.begin()
    for drawn in history:
        state = holt.learn(state, drawn)
    method = Holt(0.5, 0.3)
    assert holt.target(state) == pytest.approx(demand_over(method, method.start(history), 2.5))
    season = ForecastBaseStock(1.0, cover=3.0, method="seasonal-naive", season=4)
    state = season.begin()
    for drawn in (1.0, 20.0, 30.0, 4.0, 2.0):
        state = season.learn(state, drawn)
    assert season.target(state) == 20 + 30 + 4
    falling = ForecastBaseStock(1.0, cover=9.0, method="holt", alpha=0.9, beta=0.9, safety_stock=3.0)
    state = falling.learn(falling.learn(falling.begin(), 90.0), 10.0)
    assert falling.target(state) == 3.0


@pytest.mark.parametrize("method", ["croston", "sba", "tsb"])
def test_intermittent_demand(method: Any) -> None:
    """Croston, SBA and TSB give a mean a period; the interval has a weight of its own where it is given."""
    policy = ForecastBaseStock(1.0, cover=4.0, method=method, alpha=0.2, beta=0.4)
    state = policy.begin()
    draws = (0.0, 0.0, 6.0, 0.0, 12.0, 0.0)
    for drawn in draws:
        state = policy.learn(state, drawn)
    # size 6 then 7.2; interval 3 then 2.6; probability 1/3, x 0.6, then + 0.4 of what is lacking, x 0.6
    rate = {"croston": 7.2 / 2.6, "sba": 0.8 * 7.2 / 2.6, "tsb": 7.2 * 0.6 * (0.2 + 0.4 * 0.8)}[method]
    assert policy.target(state) == pytest.approx(4 * rate)
    if method == "croston":
        assert policy.target(state) == pytest.approx(4 * Croston(0.2, 0.4).one_step(state.tracked.inner))


@pytest.mark.parametrize(
    "method", ["naive", "simple-average", "exponential-smoothing", "holt-winters", "tsb"]
)
def test_an_initial_forecast_is_the_first(method: Any) -> None:
    """Every method starts from it as if it had been drawn before; demand as forecast changes nothing."""
    policy = ForecastBaseStock(1.0, cover=5.0, method=method, initial=8.0, season=4)
    state = policy.begin()
    for _ in range(9):
        assert policy.expected(state) == pytest.approx(8.0)
        assert policy.target(state) == pytest.approx(40.0)
        state = policy.learn(state, 8.0)


def test_safety_by_the_errors_of_the_forecast() -> None:
    """1.25 mean absolute errors a period, times the factor and the root of the periods covered."""
    policy = ForecastBaseStock(
        1.0, cover=4.0, alpha=0.0, initial=10.0, safety_factor=2.0, error_smoothing=0.0, safety_stock=1.0
    )
    state = policy.begin()
    assert policy.target(state) == 41.0
    state = policy.learn(policy.learn(state, 16.0), 8.0)
    assert policy.target(state) == pytest.approx(41 + 2 * 1.25 * (6 + 2) / 2 * 2)
    primed = dataclasses.replace(policy, initial_error=4.0)
    assert primed.target(primed.begin()) == pytest.approx(41 + 2 * 1.25 * 4 * 2)
    assert primed.target(primed.learn(primed.begin(), 12.0)) == pytest.approx(41 + 2 * 1.25 * 3 * 2)


def test_safety_by_error_is_that_of_the_demand_in_the_end() -> None:
    """Of normal errors, 1.25 mean absolute ones are the standard deviation (0.997 of it)."""
    policy = ForecastBaseStock(
        1.0, cover=1.0, alpha=0.0, initial=100.0, safety_factor=1.0, error_smoothing=0.0
    )
    state = policy.begin()
    errors = np.random.default_rng(1).normal(0.0, 9.0, 4000)
    for error in errors.tolist():
        state = policy.learn(state, 100.0 + error)
    assert policy.target(state) - 100 == pytest.approx(9.0 * 1.25 * math.sqrt(2 / math.pi), rel=0.04)


def test_forecast_base_stock_sized() -> None:
    """The level of the P-system at first, safety from the records or from an error of the same size."""
    level = PSystem.sized(RECORD, safety_factor=1.5, review_period=7.0).order_up_to
    stays = ForecastBaseStock.sized(RECORD, safety_factor=1.5, review_period=7.0)
    assert stays.opening(0.5) == pytest.approx(level)
    follows = ForecastBaseStock.sized(RECORD, safety_factor=1.5, review_period=7.0, by_error=True)
    assert follows.opening(0.5) == pytest.approx(level)
    assert follows.safety_stock == stays.safety_factor == 0
    unsold = dataclasses.replace(RECORD, demand_rate=0.0, demand_variance=0.0)
    for method in ("holt-winters", "croston"):
        assert ForecastBaseStock.sized(unsold, 1.5, review_period=7.0, method=method).opening(1.0) == 0


# ---- anchoring and adjustment


def test_sterman_by_hand() -> None:
    """Expectation 4 to 6 at a draw of 12 (theta 0.25); a quarter of what stock and half the line lack."""
    policy = Sterman(1.0, target=20, alpha=0.25, beta=0.5, theta=0.25, expected_draws=4)
    decisions = list(policy.decide(view(18.0, drawn=12.0, on_order=10.0)))
    assert ordered(decisions) == {"a": 6 + 0.25 * (20 - 8 - 5)}
    assert [(d.forecast, d.actual) for d in decisions if isinstance(d, Forecasted)] == [((4.0,), (12.0,))]
    assert ordered(policy.decide(view(60.0))) == {}


def test_full_adjustment_is_order_up_to() -> None:
    """With alpha and beta one and an expectation that stays, it is the P-system."""
    policy = Sterman(2.0, target=70, expected_draws=17, offset=1.0)
    same_orders(policy, PSystem(2.0, order_up_to=87.0, offset=1.0))
    sized = Sterman.sized(RECORD, safety_factor=1.5, review_period=7.0)
    level = PSystem.sized(RECORD, safety_factor=1.5, review_period=7.0).order_up_to
    assert sized.target + sized.expected_draws == pytest.approx(level)


# ---- what they share


def test_each_stock_point_of_a_scope_has_a_memory_of_its_own() -> None:
    """Two in one scope order as they do in two."""

    def world(*scopes: tuple[str, ...]) -> Scenario:
        policy = ForecastBaseStock(1.0, cover=4.0, alpha=0.3, initial=6.0, safety_factor=1.0)
        demands = tuple(
            Demand(name=n, stock=n, interval=Constant(1.0), size=Poisson(mean))
            for n, mean in (("x", 4), ("y", 9))
        )
        network = Network(
            items=(Item(name="i"),),
            stock_points=tuple(StockPoint(name=n, item="i", initial=20) for n in "xy"),
            suppliers=(Supplier(name="s"),),
            sources=tuple(Purchase(stock=n, supplier="s", lead_time=Constant(2.0)) for n in "xy"),
            demands=demands,
        )
        control = tuple(Control(scope, policy) for scope in scopes)
        return Scenario(name="two", network=network, control=control, horizon=60)

    together, apart = simulate(world(("x", "y"))), simulate(world(("x",), ("y",)))
    for total in ("ordered_units", "orders", "on_hand_area", "forecasts", "forecast_miss"):
        assert together.total(total).tolist() == apart.total(total).tolist()
    assert together.total("forecasts").tolist() == [60, 60]


def test_customers_who_return_more_than_they_draw_count_as_none() -> None:
    """A bucket below zero is no demand, which intermittent methods could not take."""
    policy = ForecastBaseStock(1.0, cover=1.0, method="croston", initial=5.0)
    decisions = list(policy.decide(view(0.0, drawn=-3.0)))
    assert [d.actual for d in decisions if isinstance(d, Forecasted)] == [(0.0,)]


def test_without_a_table_they_cannot_learn() -> None:
    """The engine gives them one; who calls them otherwise is told."""
    with pytest.raises(ValueError, match="the view has no table; a policy that learns from draws needs one"):
        list(Sterman(1.0, target=5).decide(View(now=0.0, stocks={})))


def test_a_case_can_give_their_parameters() -> None:
    """Times carry a unit, methods are names, and what may be left out has a default."""
    raw = {
        "policy": "forecast-base-stock", "review_period_weeks": 1, "cover_days": 21, "method": "holt",
        "beta": 0.2, "initial": 30, "scale": {"safety_stock": 1.1},
    }  # fmt: skip
    entry, problems = read_entry("here", raw, "day")
    assert not problems
    assert entry is not None
    assert entry.made(entry.inline) == ForecastBaseStock(7.0, 21.0, "holt", beta=0.2, initial=30.0)
    assert set(policy_columns("season").times) >= {"time"}
    wrong = read_entry("here", {**raw, "method": "hold"}, "day")[1]
    assert "'hold' is not a choice" in str(wrong[0])


def test_they_cannot_be_sized_anew_within_a_run() -> None:
    """They learn within the run; another rule put in their place would lose what they have learnt."""
    size = {"safety_factor": 1.0, "review_period_days": 7, "every_days": 90}
    for policy in ("forecast-base-stock", "demand-driven", "days-of-supply", "sterman"):
        problems = read_entry("here", {"policy": policy, "size": size}, "day")[1]
        assert [p.reason for p in problems] == [f"policy '{policy}' cannot be sized anew within a run"]
    assert not read_entry("here", {"policy": "periodic-q", "size": size}, "day")[1]
