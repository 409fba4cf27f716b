"""Demand that changes through time, customers who wait for a while, orders of several lines, totals."""

import itertools
import math
from collections import defaultdict
from typing import Any

import numpy as np
import pytest

from experiments.kpi import class_kpis, network_kpis, stock_point_kpis
from policies.base_stock import BaseStock
from policies.q_system import QSystem
from sim import DEFAULT_PHASES, STOCKPYL_PHASES, Control, DataError, Run, Scenario, simulate
from sim.distributions import Constant, Discrete, Exponential, Gamma, Geometric, Recorded
from sim.engine.ledger import Ledger
from sim.engine.world import World
from sim.network import (
    Component,
    Demand,
    Item,
    Network,
    OrderLine,
    Production,
    Profile,
    Promotion,
    Purchase,
    StockPoint,
    Supplier,
)
from tests.worlds import SUPPLIER, hold, one_stock, orders_at, traced

NEVER = QSystem(-1e9, 1)
"""A policy that never orders."""


def asked(demand: Demand, horizon: float, unit: str = "year", **more: Any) -> list[tuple[float, float]]:
    """Return when customers come and how many units they want."""
    scenario = one_stock(NEVER, demand, horizon=horizon, initial=1e6, time_unit=unit, **more)
    _, ledger = traced(scenario)
    return [(t, q) for t, _, _, q in ledger.of("demand")]


def every(gap: float, profile: Profile, **more: Any) -> Demand:
    """Return customers at a constant gap (of operational time), by a profile."""
    return Demand(name="d", stock="a", interval=Constant(gap), profile=profile, **more)


# ---- rate


def test_arrivals_by_season_by_hand() -> None:
    """Half a year at 0.5, half a year at 1.5: a customer every second month, then three in two months."""
    times = [t for t, _ in asked(every(1.0, Profile(name="p", season=(1.0, 3.0))), 14, "month")]
    first = [2.0, 4.0, 6.0]
    then = [6 + k / 1.5 for k in range(1, 10)]
    assert times == pytest.approx([*first, *then, 14.0])
    assert times[:3] == first


def test_arrivals_by_trend_by_hand() -> None:
    """At a level of 1 + t the n-th customer comes when t + t^2 / 2 = n."""
    times = [t for t, _ in asked(every(1.0, Profile(name="p", trend_per_year=1.0)), 5)]
    assert times == pytest.approx([math.sqrt(1 + 2 * n) - 1 for n in range(1, 18)])


def test_demand_that_falls_to_nothing() -> None:
    """At a level of 1 - t / 2 the integral never passes 1: those at 0.4 and 0.8 of it come, and no more."""
    times = [t for t, _ in asked(every(0.4, Profile(name="p", trend_per_year=-0.5)), 50)]
    assert times == pytest.approx([2 * (1 - math.sqrt(1 - u)) for u in (0.4, 0.8)])


def test_promotions_by_hand() -> None:
    """Twice as many customers from 2 to 4, none from 3 to 3.5 (both hold there), none after 6 for ever."""
    promotions = (Promotion(start=2, end=4, factor=2), Promotion(start=3, end=3.5, factor=0))
    closed = Promotion(start=6, end=math.inf, factor=0)
    demand = every(0.5, Profile(name="p", promotions=(*promotions, closed)))
    times = [t for t, _ in asked(demand, 100)]
    assert times == [0.5, 1, 1.5, 2, 2.25, 2.5, 2.75, 3, 3.75, 4, 4.5, 5, 5.5, 6]


def test_the_first_customer_has_a_date_whatever_the_level() -> None:
    """The first comes on the date given; the gap after it is operational time from there."""
    profile = Profile(name="p", promotions=(Promotion(start=2, end=4, factor=0.5),))
    assert [t for t, _ in asked(every(1.0, profile, first=3.0), 6)] == [3.0, 4.5, 5.5]


RICH = Profile(
    name="rich",
    trend_per_year=0.4,
    season=(0.5, 0.0, 2.0, 1.5),
    promotions=(Promotion(start=100, end=130, factor=1.7), Promotion(start=120, end=400, factor=0.6)),
)


def rich_level(time: float) -> float:
    """Return the level of that profile in days, in plain words."""
    level = (1 + 0.4 * time / 365) * RICH.season[int(time // 91.25) % 4]
    level *= 1.7 if 100 <= time < 130 else 1.0
    return level * (0.6 if 120 <= time < 400 else 1.0)


def rich_integral(low: float, high: float) -> float:
    """Return its integral: between the dates at which it jumps, it is a straight line (midpoint)."""
    jumps = [
        low,
        *(t for t in sorted({100, 130, 120, 400, *(91.25 * k for k in range(9))}) if low < t < high),
    ]
    ends = [*jumps[1:], high]
    return sum((b - a) * rich_level((a + b) / 2) for a, b in zip(jumps, ends, strict=True))


@pytest.mark.parametrize("law", [Exponential(0.7), Gamma(0.9, 1.2), Discrete((0.0, 1.0, 2.5))])
def test_the_same_draws_give_the_same_customers_in_operational_time(law) -> None:
    """The integral of the level up to each arrival is the time of that arrival without the profile."""
    plain = [t for t, _ in asked(Demand(name="d", stock="a", interval=law), 500, "day")]
    changed = [t for t, _ in asked(Demand(name="d", stock="a", interval=law, profile=RICH), 700, "day")]
    assert len(changed) > 300
    for before, after in zip(plain, changed, strict=False):
        assert rich_integral(0, after) == pytest.approx(before, abs=1e-8)


def test_counts_by_window_follow_the_integral() -> None:
    """Poisson counts in windows: mean and variance are the integral of the rate (chi-square)."""
    edges = [0, 50, 91.25, 182.5, 240, 273.75, 330, 365, 400, 456.25, 547.5, 600]
    demand = Demand(name="d", stock="a", interval=Exponential(0.4), profile=RICH)
    scenario = one_stock(NEVER, demand, horizon=600, initial=1e6, time_unit="day")
    counts = np.zeros((8, len(edges) - 1))
    for k in range(8):
        ledger = Ledger()
        simulate(scenario, k, observers=[ledger], audit=False)
        counts[k] = np.histogram([t for t, *_ in ledger.of("demand")], edges)[0]
    means = np.array([rich_integral(a, b) / 0.4 for a, b in itertools.pairwise(edges)])
    assert not counts[:, means == 0].any()
    counts, means = counts[:, means > 0], means[means > 0]
    assert np.abs((counts.sum(0) - 8 * means) / np.sqrt(8 * means)).max() < 3.3
    chi_square, freedom = ((counts - means) ** 2 / means).sum(), counts.size
    assert abs(chi_square - freedom) < 3.3 * math.sqrt(2 * freedom)


@pytest.mark.parametrize("changes", ["rate", "size"])
@pytest.mark.parametrize("unmet", ["backorder", "lost", "wait", "quote"])
def test_a_level_of_one_changes_nothing(changes, unmet) -> None:
    """A profile that says one at all times gives the run without it."""
    flat = Profile(name="flat", changes=changes, season=(2.0, 2.0), promotions=())
    runs = [
        simulate(
            one_stock(
                BaseStock(4.0),
                Demand(
                    name="d",
                    stock="a",
                    interval=Exponential(0.8),
                    size=Geometric(2.0),
                    unmet=unmet,
                    patience=Gamma(1.0, 0.5),
                    profile=profile,
                ),
                horizon=300,
                lead_time=Gamma(2.0, 1.0),
            )
        )
        for profile in (None, flat)
    ]
    assert np.allclose(runs[0].stocks, runs[1].stocks, rtol=1e-9)
    assert np.allclose(runs[0].demands, runs[1].demands)


# ---- size


def test_sizes_by_level_carry_what_rounding_takes() -> None:
    """One unit at a level of 1.25 is 1, 2, 1, 1 and so on: five units in four orders, never one for ever."""
    more = Promotion(start=0, end=math.inf, factor=1.25)
    profile = Profile(name="p", changes="size", promotions=(more,))
    found = asked(every(1.0, profile), 8)
    assert found == [(float(k), q) for k, q in enumerate([1, 2, 1, 1] * 2, start=1)]
    divisible = asked(every(1.0, profile, size=Constant(0.5)), 3, whole=False)
    assert [q for _, q in divisible] == [0.625] * 3


def test_sizes_follow_trend_season_and_promotions() -> None:
    """Whatever has been asked for by any date is within half a unit of the sum of size times level."""
    profile = Profile(**{f: getattr(RICH, f) for f in RICH.__slots__} | {"changes": "size"})
    found = dict(asked(every(1.0, profile, size=Constant(3.0)), 700, "day"))
    exact = units = 0.0
    for day in range(1, 701):
        exact += 3 * rich_level(day)
        units += found.get(float(day), 0.0)
        assert abs(units - exact) <= 0.5 + 1e-6
    assert min(found.values()) > 0


def test_returns_grow_with_the_level() -> None:
    """A return of 2 at a level of 1.5 brings 3 back."""
    profile = Profile(name="p", changes="size", promotions=(Promotion(start=0, end=99, factor=1.5),))
    demand = Demand(
        name="d", stock="a", interval=Constant(1), size=Recorded((-2.0,)), returns=True, profile=profile
    )
    run = simulate(one_stock(NEVER, demand, horizon=2))
    assert run.of("a", "returned_units") == 6


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"season": (1.0, -1.0)}, "season"),
        ({"season": (0.0, 0.0)}, "season"),
        ({"trend_per_year": math.nan}, "trend_per_year"),
        ({"changes": "both"}, "changes"),
        ({"promotions": (Promotion(start=1, end=2, factor=-1),)}, "factor"),
        ({"promotions": (Promotion(start=2, end=2, factor=1),)}, "ends at"),
    ],
)
def test_a_wrong_profile_is_refused(wrong, said) -> None:
    """The message names the profile and the field."""
    with pytest.raises(DataError, match=rf"'winter'.*{said}"):
        simulate(one_stock(NEVER, every(1.0, Profile(name="winter", **wrong)), horizon=2))


# ---- waiting


def waiting(times, sizes, patience, **more: Any) -> Demand:
    """Return customers who wait for a while."""
    return orders_at(times, sizes, unmet="wait", patience=Recorded(tuple(map(float, patience))), **more)


def test_waiting_customers_by_hand() -> None:
    """The first takes 5 of 8 and leaves at 3 without the rest; the second is served by the order at 4."""
    scenario = one_stock(
        BaseStock(5), waiting([1, 2], [8, 1], [2, 10]), initial=5, lead_time=3, horizon=6, whole=True
    )
    run, ledger = traced(scenario)
    assert ledger.of("demand", "issue", "order", "lost", "receipt") == [
        (1.0, "demand", "a", 8.0),
        (1.0, "issue", "a", 5.0),
        (1.0, "order", "a", 8),
        (2.0, "demand", "a", 1.0),
        (2.0, "order", "a", 1),
        (3.0, "lost", "a", 3.0),
        (4.0, "receipt", "a", 8),
        (4.0, "issue", "a", 1.0),
        (5.0, "receipt", "a", 1),
    ]
    assert (run.of("a", "lost_units"), run.of("a", "wait_area")) == (3, 2)
    assert run.of("a", "backorder_area") == 3 * 2 + 1 * 2


def test_goods_in_the_instant_in_which_patience_ends() -> None:
    """Goods come before customers leave; where demand is seen first, the customer has gone."""
    demand = waiting([1], [2], [3])
    for phases, lost in ((DEFAULT_PHASES, 0), (STOCKPYL_PHASES, 2)):
        run = simulate(one_stock(BaseStock(0), demand, lead_time=3, horizon=5, phases=phases))
        assert run.of("a", "lost_units") == lost


def test_those_behind_move_up_when_somebody_leaves() -> None:
    """Who wants all of 5 at once holds up a customer for 2 of the 3 there are, until he leaves at 3."""
    network = Network(
        items=(Item(name="a"),),
        stock_points=(StockPoint(name="a", item="a", initial=3),),
        demands=(
            waiting([1], [5], [2], name="first", partial=False),
            orders_at([1.5], [2], name="second"),
        ),
    )
    run, ledger = traced(Scenario(name="s", network=network, horizon=5))
    assert ledger.of("issue", "lost") == [(3.0, "lost", "a", 5.0), (3.0, "issue", "a", 2.0)]
    assert [run.demand("first", n) for n in ("orders", "lost_orders", "lost_units")] == [1, 1, 5]
    assert [run.demand("second", n) for n in ("orders", "filled_orders", "late_orders")] == [1, 0, 1]


def test_no_patience_is_lost_and_no_end_of_it_a_backorder() -> None:
    """Between the two extremes lies waiting; at them it is the same run."""

    def run(unmet: str, patience: float) -> Run:
        demand = Demand(
            name="d",
            stock="a",
            interval=Exponential(1.0),
            size=Geometric(3.0),
            unmet=unmet,  # type: ignore[arg-type]
            patience=Constant(patience),
        )
        return simulate(one_stock(BaseStock(8.0), demand, horizon=400, lead_time=Gamma(2.0, 1.0)))

    for unmet, patience in (("lost", 0.0), ("backorder", math.inf)):
        assert np.array_equal(run("wait", patience).stocks, run(unmet, patience).stocks)
    lost = [run("wait", patience).of("a", "lost_units") for patience in (0.0, 0.5, 2.0, math.inf)]
    assert lost == sorted(lost, reverse=True)
    assert lost[-1] == 0


def test_impatient_customers_exact() -> None:
    """Base stock with Poisson demand, exponential lead times and patience: the Markov chain's own figures.

    State: units on order n, net stock h (negative: customers waiting). A unit comes at rate n mu, one of
    the waiting leaves at rate theta each; a demand is ordered for unless earlier walk-aways left a unit too
    many.
    """
    rate, mu, theta, level, most = 1.0, 0.5, 0.4, 2, 22
    states = [(n, h) for n in range(most) for h in range(-most, most) if n + h >= level]
    states = [s for s in states if s[1] <= 12]
    row = {state: k for k, state in enumerate(states)}
    moves = np.zeros((len(states), len(states)))
    for (n, h), k in row.items():
        for to, speed in (
            ((n + (n + h == level), h - 1), rate),
            ((n - 1, h + 1), n * mu),
            ((n, h + 1), theta * max(-h, 0)),
        ):
            if speed and to in row:
                moves[k, row[to]] += speed
                moves[k, k] -= speed
    equations = np.vstack([moves.T, np.ones(len(states))])
    chance = np.linalg.lstsq(equations, np.append(np.zeros(len(states)), 1.0), rcond=None)[0]
    filled = sum(p for p, (_, h) in zip(chance, states, strict=True) if h > 0)
    queue = sum(p * max(-h, 0) for p, (_, h) in zip(chance, states, strict=True))
    demand = Demand(
        name="d", stock="a", interval=Exponential(1 / rate), unmet="wait", patience=Exponential(1 / theta)
    )
    scenario = one_stock(
        BaseStock(level), demand, initial=level, lead_time=Exponential(1 / mu), horizon=850, warm_up=50
    )
    hold(
        scenario,
        (lambda run: run.of("a", "filled_units") / run.of("a", "demand_units"), filled, 0.04),
        (lambda run: run.of("a", "backorder_area") / run.time, queue, 0.1),
        (lambda run: run.of("a", "lost_units") / run.of("a", "demand_units"), theta * queue / rate, 0.1),
        replications=20,
    )


# ---- quotes


def test_an_accepted_date_is_kept_with_the_draw() -> None:
    """The customer accepts the date of the open order; the date goes along to whoever ships the goods."""
    promised = []

    def watch(world: World) -> None:
        world.customers[0].ship = lambda draw, quantity: promised.append((draw.time, draw.promised))

    demand = orders_at([1, 2], [3, 2], unmet="quote", patience=Constant(9.0), partial=False)
    run = simulate(one_stock(BaseStock(3), demand, initial=3, lead_time=4, horizon=9), watches=[watch])
    assert promised == [(1.0, 1.0), (2.0, 5.0)]
    assert run.demand(demand.name, "late_orders") == 0
    assert run.demand(demand.name, "filled_orders") == 1


def test_a_broken_promise_is_a_late_order() -> None:
    """Promised after 2, delivered after 4: the order is late."""
    network = Network(
        items=(Item(name="a"),),
        stock_points=(StockPoint(name="a", item="a"),),
        suppliers=(SUPPLIER,),
        sources=(Purchase(stock="a", supplier="supplier", lead_time=Constant(4.0), promise=2.0),),
        demands=(orders_at([1], [3], unmet="quote", patience=Constant(9.0), name="d"),),
    )
    run = simulate(Scenario(name="s", network=network, control=(Control(("a",), BaseStock(0)),), horizon=9))
    assert run.demand("d", "late_orders") == 1


# ---- orders of several lines


def shop(demands, initial=(5.0, 0.0), lead_times=(2.0, 5.0), horizon=12.0, **more: Any) -> Scenario:
    """Return a shop with the items a and b, each bought as base stock of what it starts with."""
    names = ("a", "b")
    allocation = more.pop("allocation", "first-come")
    levels = more.pop("levels", initial)
    network = Network(
        items=tuple(Item(name=n) for n in names),
        stock_points=tuple(
            StockPoint(name=n, item=n, initial=s, allocation=allocation)
            for n, s in zip(names, initial, strict=True)
        ),
        suppliers=tuple(Supplier(name=n) for n in names),
        sources=tuple(
            Purchase(stock=n, supplier=n, lead_time=Constant(t))
            for n, t in zip(names, lead_times, strict=True)
        ),
        demands=tuple(demands),
    )
    control = tuple(Control((n,), BaseStock(s)) for n, s in zip(names, levels, strict=True))
    return Scenario(name="shop", network=network, control=control, horizon=horizon, **more)


def pairs(times, sizes, more_sizes, **more: Any) -> Demand:
    """Return customers who want some of a and some of b."""
    lines = (OrderLine(stock="b", size=Recorded(tuple(map(float, more_sizes)))),)
    return orders_at(times, sizes, lines=lines, name=more.pop("name", "pairs"), **more)


TOTALS = (
    "orders",
    "order_units",
    "filled_orders",
    "filled_units",
    "late_orders",
    "lost_orders",
    "lost_units",
)


def totals(run: Run, demand: str) -> tuple[float, ...]:
    """Return all totals of a demand."""
    return tuple(run.demand(demand, name) for name in TOTALS)


def test_lines_are_served_for_themselves() -> None:
    """2 of a leave at once, 1 of b when it comes (ordered at 0); both lines of the second order at once."""
    run, ledger = traced(shop([pairs([1, 7], [2, 3], [1, 1])], initial=(5, 0), levels=(5, 1)))
    assert ledger.of("issue") == [
        (1.0, "issue", "a", 2.0),
        (5.0, "issue", "b", 1.0),
        (7.0, "issue", "a", 3.0),
        (7.0, "issue", "b", 1.0),
    ]
    assert totals(run, "pairs") == (2, 7, 1, 6, 1, 0, 0)


def test_an_order_ships_complete() -> None:
    """Nothing leaves before the line of b can; in the meantime others are served from a."""
    demands = [pairs([1], [2], [1], partial=False), orders_at([2], [4], "a", name="others")]
    run, ledger = traced(shop(demands, levels=(5, 0), initial=(5, 0), lead_times=(9, 5)))
    assert ledger.of("issue") == [
        (2.0, "issue", "a", 4.0),
        (10.0, "issue", "a", 2.0),
        (10.0, "issue", "b", 1.0),
    ]
    assert totals(run, "pairs") == (1, 3, 0, 0, 1, 0, 0)
    assert totals(run, "others") == (1, 4, 1, 4, 0, 0, 0)


def test_a_complete_order_leaves_in_the_instant_of_the_last_part() -> None:
    """a is there all the time, b comes at 6: both leave then."""
    _, ledger = traced(shop([pairs([1], [2], [1], partial=False)]))
    assert ledger.of("issue") == [(6.0, "issue", "a", 2.0), (6.0, "issue", "b", 1.0)]


def test_what_is_not_there_is_lost_line_by_line() -> None:
    """3 of 5 of a are lost, and b."""
    run, ledger = traced(shop([pairs([1], [5], [1], unmet="lost")], initial=(2, 0)))
    assert ledger.of("issue", "lost", "order") == [
        (1.0, "issue", "a", 2.0),
        (1.0, "lost", "a", 3.0),
        (1.0, "lost", "b", 1.0),
        (1.0, "order", "a", 2),
    ]
    assert totals(run, "pairs") == (1, 6, 0, 2, 0, 1, 4)


def test_an_order_to_ship_complete_is_lost_whole() -> None:
    """b is missing, so a stays on the shelf and nothing is ordered; the next order is filled whole."""
    run, ledger = traced(shop([pairs([1, 2], [2, 4], [2, 1], unmet="lost", partial=False)], initial=(5, 1)))
    assert ledger.of("issue", "lost", "order") == [
        (1.0, "lost", "a", 2.0),
        (1.0, "lost", "b", 2.0),
        (2.0, "issue", "a", 4.0),
        (2.0, "issue", "b", 1.0),
        (2.0, "order", "a", 4),
        (2.0, "order", "b", 1),
    ]
    assert totals(run, "pairs") == (2, 9, 1, 5, 0, 1, 4)


@pytest.mark.parametrize("partial", [True, False])
@pytest.mark.parametrize(("patience", "accepts"), [(5.0, True), (4.9, False)])
def test_the_quote_is_the_latest_date_of_the_lines(partial, patience, accepts) -> None:
    """a would come after 2 days, b after 5: who accepts 5 waits for both, who does not leaves both."""
    demand = pairs([1], [1], [1], unmet="quote", patience=Constant(patience), partial=partial)
    dates = []

    def watch(world: World) -> None:
        world.customers[0].ship = lambda draw, quantity: dates.append((world.clock.now, draw.promised))

    run = simulate(shop([demand], initial=(0, 0)), watches=[watch])
    if accepts:
        assert dates == [(3.0 if partial else 6.0, 6.0), (6.0, 6.0)]
        assert totals(run, "pairs") == (1, 2, 0, 0, 0, 0, 0)
    else:
        assert dates == []
        assert totals(run, "pairs") == (1, 2, 0, 0, 0, 1, 2)


@pytest.mark.parametrize("partial", [True, False])
def test_an_order_waits_as_one(partial) -> None:
    """Patience of 3: a (after 2 days) is taken at 3 where parts are taken; the rest is lost at 4."""
    demand = pairs([1], [1], [1], unmet="wait", patience=Constant(3.0), partial=partial)
    run, ledger = traced(shop([demand], initial=(0, 0)))
    lost = [(4.0, "lost", "b", 1.0)]
    found = ledger.of("issue", "lost")
    assert found == ([(3.0, "issue", "a", 1.0), *lost] if partial else [(4.0, "lost", "a", 1.0), *lost])
    assert totals(run, "pairs") == (1, 2, 0, 0, 0, 1, 1 if partial else 2)


def test_two_lines_of_one_stock_point() -> None:
    """Two lines of 3 and 2 of a need 5 of it: with 4 there the complete order waits, with 5 it goes."""
    for initial, issues in ((4, []), (5, [3.0, 2.0])):
        demand = orders_at(
            [1], [3], name="d", partial=False, lines=(OrderLine(stock="a", size=Constant(2.0)),)
        )
        _, ledger = traced(one_stock(NEVER, demand, initial=initial, horizon=2))
        assert [q for _, _, _, q in ledger.of("issue")] == issues


def test_lines_own_their_draws() -> None:
    """Chance, patience and what is done about an order shift neither gaps nor sizes; the share is right."""

    def wishes(chance: float, **more: Any) -> dict[str, list[tuple[float, float]]]:
        line = OrderLine(stock="b", size=Geometric(4.0), chance=chance)
        demand = Demand(
            name="d",
            stock="a",
            interval=Exponential(0.1),
            size=Geometric(3.0),
            lines=(line, OrderLine(stock="b", size=Geometric(4.0), chance=0.0)),
            **more,
        )
        _, ledger = traced(shop([demand], initial=(10, 10), horizon=80.0))
        found: dict[str, list[tuple[float, float]]] = {"a": [], "b": []}
        for time, _, name, quantity in ledger.of("demand"):
            found[name].append((time, quantity))
        return found

    always, often, never = (wishes(chance) for chance in (1.0, 0.6, 0.0))
    assert always["a"] == often["a"] == never["a"]
    assert [t for t, _ in always["b"]] == [t for t, _ in always["a"]]
    assert set(often["b"]) < set(always["b"])
    assert never["b"] == []
    n = len(always["a"])
    assert abs(len(often["b"]) - 0.6 * n) < 3.3 * math.sqrt(0.24 * n)
    assert wishes(0.6, unmet="wait", patience=Gamma(1.0, 1.0), partial=False) == often


def test_order_fill_rate_exact() -> None:
    """Base stock, Poisson orders, constant lead time: the order fill rate of Song (1998).

    J.-S. Song, On the order fill rate in a multi-item, base-stock inventory system, Operations Research
    46(6): an order is filled at once if for each of its lines the lead time demand before it leaves a unit.
    Of the orders in a lead time, those with a second line are a binomial part.
    """
    rate, lead_time, share, levels = 1.0, 2.0, 0.4, (4, 2)
    a_filled = both_filled = 0.0
    for n in range(levels[0]):
        chance = math.exp(-rate * lead_time) * (rate * lead_time) ** n / math.factorial(n)
        thin = sum(math.comb(n, k) * share**k * (1 - share) ** (n - k) for k in range(min(levels[1], n + 1)))
        a_filled += chance
        both_filled += chance * thin
    exact = share * both_filled + (1 - share) * a_filled
    demand = Demand(
        name="d", stock="a", interval=Exponential(1 / rate), lines=(OrderLine(stock="b", chance=share),)
    )
    scenario = shop([demand], levels, (lead_time, lead_time), 450.0, warm_up=50.0)
    hold(
        scenario,
        (lambda run: run.demand("d", "filled_orders") / run.demand("d", "orders"), exact, 0.04),
        (lambda run: network_kpis(run, scenario)["order_fill_rate"], exact, 0.04),
        replications=20,
    )


def test_returned_and_empty_lines() -> None:
    """A negative line comes back, or counts as zero; an order of nothing is no order."""
    for returns, back, cut in ((True, 2, 0), (False, 0, 2)):
        run = simulate(shop([pairs([1, 2], [3, 0], [-2, 0], returns=returns)]))
        assert totals(run, "pairs")[:3] == (1, 3, 1)
        assert run.of("b", "returned_units") == back
        assert run.of("b", "truncated_units") == cut


def test_a_wrong_chance_is_refused() -> None:
    """The message names the demand and the line."""
    demand = orders_at([1], [1], name="d", lines=(OrderLine(stock="b", chance=1.2),))
    with pytest.raises(DataError, match=r"demand 'd'.*'b' has chance 1\.2"):
        simulate(shop([demand]))


def test_stock_points_of_lines_are_sold() -> None:
    """Service figures look at the stock points of all lines; an order belongs to that of its first."""
    scenario = shop([pairs([1], [2], [1])])
    found = stock_point_kpis(simulate(scenario), scenario)
    assert list(found["fill_rate"]) == [1.0, 0.0]
    assert found["order_fill_rate"] == pytest.approx([0.0, math.nan], nan_ok=True)


def random_shop(rng: np.random.Generator) -> Scenario:
    """Return a shop whose customers differ in everything, with a kit that draws on it too."""

    def demand(k: int) -> Demand:
        stock, other = rng.permutation(["a", "b"])
        line = OrderLine(stock=str(rng.choice([stock, other])), size=Geometric(2.0), chance=0.7)
        return Demand(
            name=f"d{k}",
            stock=str(stock),
            interval=[Constant(1.0), Discrete((0.0, 1.0, 2.0)), Exponential(1.0)][rng.integers(3)],
            size=[Constant(1.0), Geometric(2.0)][rng.integers(2)],
            unmet=("backorder", "lost", "wait", "quote")[rng.integers(4)],
            patience=[Constant(2.0), Discrete((0.0, 1.0, 5.0)), Exponential(2.0)][rng.integers(3)],
            partial=bool(rng.integers(2)),
            priority=int(rng.integers(2)),
            lines=(line,) * int(rng.integers(3)),
            profile=[None, RICH][rng.integers(2)],
        )

    scenario = shop(
        [demand(k) for k in range(rng.integers(1, 4))],
        initial=tuple(rng.integers(0, 6, 2).astype(float)),
        lead_times=tuple(rng.integers(0, 4, 2).astype(float)),
        horizon=40.0,
        allocation=("first-come", "priority", "proportional")[rng.integers(3)],
        phases=(DEFAULT_PHASES, STOCKPYL_PHASES)[rng.integers(2)],
        warm_up=float(rng.integers(2) * 7),
        seed=int(rng.integers(1000)),
    )
    if not rng.integers(3):
        return scenario
    network = scenario.network
    kit = Production(
        stock="kit",
        components=(Component(stock="a", quantity=1.0), Component(stock="b", quantity=1.0)),
        kitting=("tote", "complete")[rng.integers(2)],
    )
    changed = Network(
        items=(*network.items, Item(name="kit")),
        stock_points=(*network.stock_points, StockPoint(name="kit", item="kit")),
        suppliers=network.suppliers,
        sources=(*network.sources, kit),
        demands=(*network.demands, Demand(name="kits", stock="kit", interval=Exponential(2.0))),
    )
    control = (*scenario.control, Control(("kit",), BaseStock(1)))
    return Scenario(
        name="shop",
        network=changed,
        control=control,
        horizon=scenario.horizon,
        warm_up=scenario.warm_up,
        seed=scenario.seed,
        phases=scenario.phases,
    )


@pytest.mark.parametrize("number", range(60))
def test_random_shops_hold_together(number: int) -> None:
    """Facts and totals agree by demand; complete orders leave whole; nobody waits too long."""
    scenario = random_shop(np.random.default_rng(number))
    worlds: list[World] = []
    ledger = Ledger()
    run = simulate(scenario, observers=[ledger], watches=[worlds.append], audit=True)
    wanted: dict[tuple[str, str], float] = defaultdict(float)
    for fact in ledger.facts:
        if fact.kind in ("demand", "issue", "lost") and (
            fact.time > scenario.warm_up or not scenario.warm_up
        ):
            wanted[fact.kind, str(fact.reference)] += fact.quantity
    for demand in scenario.network.demands:
        units = run.demand(demand.name, "order_units")
        assert units == pytest.approx(wanted["demand", demand.name])
        assert run.demand(demand.name, "lost_units") == pytest.approx(wanted["lost", demand.name])
        assert run.demand(demand.name, "filled_orders") <= run.demand(demand.name, "orders")
        assert run.demand(demand.name, "filled_units") <= min(units, wanted["issue", demand.name])
        assert demand.unmet != "backorder" or not wanted["lost", demand.name]
    for customers in worlds[0].customers:
        _check_waiting(scenario, customers)


def _check_waiting(scenario: Scenario, customers: Any) -> None:
    demand = customers.demand
    for stock in [customers.stock, *(stock for stock, _ in getattr(customers, "further", ()))]:
        for draw in stock.backlog:
            if draw.owner.name != demand.name:
                continue
            assert demand.unmet != "lost", "a lost sale waits"
            if demand.unmet == "wait":
                assert scenario.horizon <= draw.time + draw.patience + 1e-9
            if demand.lines and not demand.partial:
                assert draw.outstanding == draw.quantity, "a complete order left in part"


# ---- truncation and totals


def test_what_truncation_does_to_the_mean() -> None:
    """Sizes 3, -2, 4, -1 (mean 1): 7 units are asked for, 3 of them because negative sizes count as zero."""
    scenario = one_stock(NEVER, orders_at([1, 2, 3, 4], [3, -2, 4, -1]), initial=99, horizon=5)
    run = simulate(scenario)
    assert (run.truncated_demands, run.of("a", "truncated_units")) == (2, 3)
    assert network_kpis(run, scenario)["truncation_share"] == pytest.approx(3 / 7)


def test_totals_of_a_demand_by_hand() -> None:
    """7 there: 5 and 2 at once, in passing; 4 later, when goods come."""
    scenario = one_stock(BaseStock(7), orders_at([1, 2, 3], [5, 2, 4]), initial=7, lead_time=2.5, horizon=9)
    run = simulate(scenario)
    assert run.demand_names == ("customers of a",)
    assert totals(run, "customers of a") == (3, 11, 2, 7, 1, 0, 0)
    assert list(run.demand_total("orders")) == [3.0]


@pytest.mark.parametrize("warm_up", [0.0, 60.0])
@pytest.mark.parametrize("partial", [True, False])
@pytest.mark.parametrize("unmet", ["backorder", "lost", "wait", "quote"])
@pytest.mark.parametrize("rivals", [1, 2])
def test_demands_and_stock_point_tell_the_same(unmet, partial, rivals, warm_up) -> None:
    """Where customers alone draw on a stock point, its totals are the sums of theirs, alone or not."""
    demands = tuple(
        Demand(
            name=f"d{k}",
            stock="a",
            interval=Exponential(1.0),
            size=Geometric(2.0),
            unmet=unmet,
            patience=Gamma(1.0, 1.0),
            partial=partial,
        )
        for k in range(rivals)
    )
    one = one_stock(BaseStock(6.0), demands[0], horizon=260, warm_up=warm_up, lead_time=2.0)
    network = Network(
        items=one.network.items,
        stock_points=one.network.stock_points,
        suppliers=one.network.suppliers,
        sources=one.network.sources,
        demands=demands,
    )
    run = simulate(
        Scenario(name="s", network=network, control=one.control, horizon=260, warm_up=warm_up, seed=rivals)
    )
    for mine, theirs in (
        ("orders", "demand_lines"),
        ("order_units", "demand_units"),
        ("filled_orders", "filled_lines"),
        ("filled_units", "filled_units"),
        ("lost_orders", "lost_lines"),
        ("lost_units", "lost_units"),
    ):
        assert run.demand_total(mine).sum() == run.of("a", theirs), mine
    assert run.demand_total("filled_units").min() > 0


def test_service_by_class_of_customers() -> None:
    """The shop and the web share a stock of 6; the web's second order finds 1 of 3, and loses 2."""
    network = Network(
        items=(Item(name="a"),),
        stock_points=(StockPoint(name="a", item="a", initial=6),),
        demands=(
            orders_at([1], [2], name="w1", customer_class="web", unmet="lost"),
            orders_at([2], [3], name="s", customer_class="shop"),
            orders_at([3], [3], name="w2", customer_class="web", unmet="lost"),
            orders_at([99], [1], name="none", customer_class="later"),
        ),
    )
    scenario = Scenario(name="s", network=network, horizon=5)
    run = simulate(scenario)
    found = class_kpis(run, scenario)
    assert list(found["group"]) == ["web", "shop", "later"]
    assert list(found["orders"]) == [2, 1, 0]
    assert found["order_fill_rate"][:2] == pytest.approx([1 / 2, 1.0])
    assert found["unit_fill_rate"][:2] == pytest.approx([3 / 5, 1.0])
    assert found["lost_share"][:2] == pytest.approx([2 / 5, 0.0])
    assert all(math.isnan(found[name][2]) for name in ("order_fill_rate", "unit_fill_rate", "lost_share"))
    assert network_kpis(run, scenario)["order_fill_rate"] == pytest.approx(2 / 3)
