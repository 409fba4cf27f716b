"""One small example a chart, by hand: what the image tests draw. Nothing here is simulated or random."""

from collections.abc import Callable, Iterable, Mapping
from types import SimpleNamespace
from typing import Any, cast

import numpy as np
import pandas as pd

from experiments.charts.abc_curve import abc_curve
from experiments.charts.abc_xyz import abc_xyz
from experiments.charts.break_even import break_even
from experiments.charts.bullwhip import bullwhip
from experiments.charts.cash_by_month import cash_by_month
from experiments.charts.chart import Chart
from experiments.charts.exchange_curve import exchange_curve
from experiments.charts.frontier import FrontierPoint, frontier_chart
from experiments.charts.gantt import gantt
from experiments.charts.heat_map import heat_map
from experiments.charts.kanban_loop import kanban_loop
from experiments.charts.lead_time_ladder import lead_time_ladder
from experiments.charts.league import league_chart
from experiments.charts.lever_effects import lever_effects
from experiments.charts.looks import looks_of
from experiments.charts.network_picture import network_picture
from experiments.charts.plan_grid import plan_chart
from experiments.charts.robustness import robustness
from experiments.charts.sensitivity_bars import sensitivity_bars
from experiments.charts.service_by_month import service_by_month
from experiments.charts.service_money import service_money
from experiments.charts.stock_fan import stock_fan
from experiments.charts.stock_history import stock_history
from experiments.charts.stress_weeks import stress_weeks
from experiments.charts.sweep_lines import sweep_lines
from experiments.charts.tornado import tornado
from experiments.charts.trace import trace_chart
from experiments.charts.tuned_service import tuned_service
from experiments.charts.verification import verification_chart
from experiments.charts.warm_up import warm_up_chart
from experiments.charts.waterfall import waterfall
from experiments.charts.winner_map import winner_map
from experiments.charts.work_flow import work_flow
from experiments.compare import Comparison
from experiments.conditions import conditions
from experiments.designs.one_at_a_time import COLUMNS
from experiments.disruption import Disrupted, Weekly
from experiments.interval import Interval
from experiments.levers import LeverEffect
from experiments.plans import PlanMade
from experiments.precision.mser import mser5
from experiments.replicate import Outcome, Outcomes
from experiments.robustness import BELIEVED, Retest
from experiments.trace.trace import Trace
from experiments.trace.words import Words
from sim import Scenario
from sim.network import Event

TITLES = {
    "as-is": "Today's way",
    "as-is-tuned": "Today's way, minimums tuned",
    "q-system": "Q-system",
    "p-system": "P-system",
    "kanban": "Kanban",
    "mrp": "MRP",
    "mixed": "Mixed plan",
}
TODAY, SEED, WORLDS = "as-is", 1, 5
NAN = float("nan")
EXAMPLES: dict[str, Callable[[], Chart]] = {}
"""Draws the example of each chart, by the name of its function."""


def example_of(chart: Callable[..., Chart]) -> Callable[[Callable[[], Chart]], Callable[[], Chart]]:
    """Keep a function as the example of a chart."""

    def keep(draw: Callable[[], Chart]) -> Callable[[], Chart]:
        EXAMPLES[chart.__name__] = draw
        return draw

    return keep


def wobble(world: int, place: int = 0) -> float:
    """Return how far a world is off the mean: five values that add up to zero, in an order by place."""
    return (-2.0, 1.0, 0.0, 2.0, -1.0)[(world * (1 + place % 4) + place) % WORLDS]


def about(mean: float, half_width: float, n: int = 10) -> Interval:
    """Return an interval about a mean."""
    return Interval(mean, mean - half_width, mean + half_width, half_width, n, half_width)


LEAGUE = {
    "mrp": (0.953, 4.36e7, 9.9e7),
    "mixed": (0.951, 4.61e7, 10.3e7),
    "q-system": (0.955, 5.00e7, 10.1e7),
    "kanban": (0.952, 5.08e7, 10.4e7),
    "as-is": (0.769, 5.36e7, 5.5e7),
    "p-system": (0.950, 5.94e7, 16.1e7),
}
"""Service, total cost and stock of the ways of a valve maker."""


def league_frame(names: Iterable[str] = LEAGUE) -> pd.DataFrame:
    """Five worlds that move all ways alike, and each a little on its own."""
    rows = []
    for place, name in enumerate(names):
        service, cost, stock = LEAGUE[name]
        for world in range(WORLDS):
            own = wobble(world, place)
            rows.append((name, world, "fill_rate", service + 0.002 * own))
            rows.append((name, world, "total_cost", cost + 8e5 * wobble(world) + 4e5 * own))
            rows.append((name, world, "stock_value", stock + 4e5 * own))
    return pd.DataFrame(rows, columns=["alternative", "replication", "kpi", "value"])


# ---- which way


@example_of(league_chart)
def league() -> Chart:
    """Six ways, of which one is surely the best."""
    chances = {"mrp": 0.97, "mixed": 0.02, "q-system": 0.005, "kanban": 0.004, "p-system": 0.001}
    return league_chart(
        league_frame(),
        order=list(LEAGUE),
        titles=TITLES,
        today=TODAY,
        target=0.95,
        chances=chances,
        seed=SEED,
    )


@example_of(service_money)
def money_of_service() -> Chart:
    """Ways side by side, one with the curve of its other settings."""
    curve = {"q-system": [(4.4e7, 0.90), (4.7e7, 0.93), (5.0e7, 0.955), (5.6e7, 0.975)]}
    return service_money(league_frame(), titles=TITLES, today=TODAY, target=0.95, seed=SEED, frontier=curve)


@example_of(frontier_chart)
def frontier() -> Chart:
    """Five settings from poor to good service, and today."""
    settings = [(0.90, 4.3e7), (0.93, 4.45e7), (0.955, 4.7e7), (0.975, 5.3e7), (0.985, 6.1e7)]
    names = ["safety factor 0.5", "", "safety factor 0.9", "", "safety factor 1.8"]
    points = [
        FrontierPoint(name, about(service, 0.004), about(cost, 8e5), knee=k == 2)
        for k, (name, (service, cost)) in enumerate(zip(names, settings, strict=True))
    ]
    points.append(FrontierPoint("Today's way", about(0.769, 0.009), about(5.36e7, 1.1e6), today=True))
    return frontier_chart(
        points,
        ("fill_rate", "total_cost"),
        price=about(1.8e7, 9e5),
        alternative="Q-system",
        look=looks_of(["q-system"])["q-system"],
        replications=10,
        seed=SEED,
    )


@example_of(sweep_lines)
def sweep() -> Chart:
    """Cost over the volume: who wins changes, and today's plant breaks down."""
    rows = []
    for value in (0.5, 1.0, 1.5, 2.0):
        costs = {"as-is": 2.6 + 2.8 * value, "q-system": 2.9 + 1.6 * value, "mrp": 3.8 + 0.6 * value}
        for name, cost in costs.items():
            stuck = name == "as-is" and value == 2.0
            winner = {0.5: ("q-system",), 1.0: ("q-system", "mrp")}.get(value, ("mrp",))
            meets = name != "as-is"
            rows.append(
                (
                    value,
                    name,
                    1e7 * cost,
                    1e7 * (cost - 0.2),
                    1e7 * (cost + 0.2),
                    name in winner,
                    stuck,
                    meets,
                )
            )
    frame = pd.DataFrame(
        rows, columns=["value", "alternative", "mean", "low", "high", "winner", "saturated", "meets_target"]
    )
    return sweep_lines(
        frame,
        path_words="times today's volume",
        titles=TITLES,
        today=TODAY,
        target=0.95,
        replications=10,
        seed=SEED,
    )


@example_of(winner_map)
def winners() -> Chart:
    """Four by three points; equals share one, and at two nobody wins."""
    won = {
        (0.5, 10): ("q-system",),
        (1.0, 10): ("q-system", "mrp"),
        (1.5, 10): ("mrp",),
        (2.0, 10): ("mrp",),
        (0.5, 20): ("kanban",),
        (1.0, 20): ("mrp",),
        (1.5, 20): ("mrp",),
        (2.0, 20): (),
        (0.5, 30): ("kanban",),
        (1.0, 30): ("mrp",),
        (1.5, 30): (),
        (2.0, 30): (),
    }
    rows = [
        (x, y, name, name in names, (x, y) == (2.0, 30))
        for (x, y), names in won.items()
        for name in ("q-system", "kanban", "mrp")
    ]
    frame = pd.DataFrame(rows, columns=["volume", "days", "alternative", "winner", "saturated"])
    return winner_map(
        frame,
        x="volume",
        y="days",
        x_words="volume",
        y_words="lead time (days)",
        decided_by="lowest total cost",
        titles=TITLES,
        target_words="95 % from stock",
        replications=10,
        seed=SEED,
    )


# ---- what it depends on


@example_of(waterfall)
def money_step_by_step() -> Chart:
    """Better, worse and within the noise, from today to what is proposed."""
    steps = [
        ("Today's way", "total", 5.4e7, 1e6),
        ("Cycle counts", "change", -0.4e7, 1e6),
        ("Order points from records", "change", 0.6e7, 1e6),
        ("MRP", "change", -1.2e7, 1e6),
        ("Smaller lots", "change", 0.02e7, 5e5),
        ("Proposed", "total", 4.42e7, 8e5),
    ]
    rows = [
        (f"s{k}", t, kind, mean, mean - half, mean + half) for k, (t, kind, mean, half) in enumerate(steps)
    ]
    frame = pd.DataFrame(rows, columns=["step", "title", "kind", "mean", "low", "high"])
    return waterfall(frame, what="total cost", replications=10, seed=SEED, difference=about(-0.98e7, 6e5))


@example_of(lever_effects)
def levers() -> Chart:
    """Two that help, one within the noise, one that harms."""
    titles = {
        "freight": "Consolidated freight",
        "promises": "Quote without padding",
        "schedule": "A schedule for the shop",
        "surplus": "Surplus control",
    }
    effects = [
        ("schedule", 9e3, 1.6e5),
        ("freight", 9.9e6, 3.4e5),
        ("surplus", -2.5e6, 2e5),
        ("promises", 5.5e6, 6e5),
    ]
    found = [
        LeverEffect(name, "profit", "money/year", about(6e7, 1e6), about(mean, half), "higher")
        for name, mean, half in effects
    ]
    return lever_effects(found, titles=titles, base="Today's way", replications=10, seed=SEED)


@example_of(tornado)
def doubts() -> Chart:
    """Three assumptions with both ends, of which one hardly matters."""
    rows = [
        ("volume", "low", 0.5, -2.1e7, 3e5),
        ("volume", "high", 2.0, 3.4e7, 4e5),
        ("setup", "low", 0.5, 3e6, 2e5),
        ("setup", "high", 1.5, 5e6, 2e5),
        ("rule", "low", "eoq", 1e5, 3e5),
        ("rule", "high", "lot-for-lot", 2e6, 3e5),
    ]
    full = [(path, end, value, mean, mean - half, mean + half) for path, end, value, mean, half in rows]
    titles = {
        "volume": "Customers' volume, times today's",
        "setup": "Set-up times",
        "rule": "Lot sizing rule",
    }
    return tornado(
        pd.DataFrame(full, columns=COLUMNS),
        titles=titles,
        kpi="total_cost",
        base=8.2e7,
        replications=10,
        seed=SEED,
    )


@example_of(sensitivity_bars)
def sensitivity() -> Chart:
    """Four paths, of which two may matter most."""
    rows = [
        ("volume", 9.2e6, 1.1e6, 3e6),
        ("carrying", 7.9e6, 9e5, 6e5),
        ("order_cost", 2.4e6, 4e5, 3e5),
        ("review", 3e5, 2e5, 2e5),
    ]
    frame = pd.DataFrame(
        [(p, m, m, m - h, m + h, s) for p, m, h, s in rows],
        columns=["path", "mu", "mu_star", "mu_star_low", "mu_star_high", "sigma"],
    )
    titles = {
        "volume": "Volume",
        "carrying": "Carrying rate",
        "order_cost": "Cost of an order",
        "review": "Review",
    }
    return sensitivity_bars(frame, titles=titles, kpi="total_cost", points=50, replications=10, seed=SEED)


@example_of(heat_map)
def surface() -> Chart:
    """A bowl of cost over lot and order point; low order points miss the target."""
    rows = [
        (x, y, 8e5 * (1 + 0.01 * ((x - 100) / 10) ** 2 + 0.02 * ((y - 50) / 10) ** 2), y >= 40)
        for y in range(20, 90, 10)
        for x in range(60, 150, 10)
    ]
    frame = pd.DataFrame(rows, columns=["lot", "point", "mean", "meets_target"])
    return heat_map(
        frame, x="lot", y="point", x_words="lot", y_words="order point", replications=20, seed=SEED
    )


@example_of(robustness)
def other_worlds() -> Chart:
    """Three ways in the believed world and three others; one is not affected by a wrong forecast."""
    wanted = ("longer-50", "demand-up-20", "forecast-low")
    tried = tuple(one for one in conditions() if one.name in wanted)
    figures = {
        "believed": {"as-is": (0.77, 5.4e7), "q-system": (0.955, 5.0e7), "mrp": (0.953, 4.4e7)},
        "longer-50": {"as-is": (0.66, 5.3e7), "q-system": (0.89, 4.9e7), "mrp": (0.86, 4.3e7)},
        "demand-up-20": {"as-is": (0.71, 6.1e7), "q-system": (0.93, 5.7e7), "mrp": (0.945, 5.0e7)},
        "forecast-low": {"as-is": (0.77, 5.4e7), "q-system": (0.92, 4.8e7), "mrp": (0.94, 4.3e7)},
    }
    found = Retest(
        conditions=tried,
        comparisons={name: _comparison(ways) for name, ways in figures.items()},
        untouched={"forecast-low": frozenset({"as-is"})},
        target={"fill_rate": 0.95},
        today=TODAY,
        currency="INR",
    )
    assert set(figures) == {BELIEVED.name, *(one.name for one in tried)}
    return robustness(found, titles=TITLES, seed=SEED)


def _comparison(ways: Mapping[str, tuple[float, float]]) -> Comparison:
    """Return finished replications with these figures."""
    scenario = cast(Scenario, SimpleNamespace())  # no chart looks into it
    outcomes = []
    for place, (name, (service, cost)) in enumerate(ways.items()):
        for world in range(WORLDS):
            kpis = {
                "fill_rate": service + 0.003 * wobble(world, place),
                "total_cost": cost + 5e5 * wobble(world) + 2e5 * wobble(world, place),
                "plant_growth": 1.0,
                "utilisation_max": 0.8,
            }
            outcomes.append(Outcome(name, world, SEED, "simpy", kpis, {}, {}, {}, {}, 0, 0, 0, 0.0))
    return Comparison(Outcomes(dict.fromkeys(ways, scenario), tuple(outcomes)))


@example_of(stress_weeks)
def foundry_stops() -> Chart:
    """A foundry sends nothing for a month: today's customers feel it, those of MRP hardly."""
    event = Event(name="strike", kind="supplier-outage", at=400.0, supplier="foundry", duration=30.0)
    found = {
        TODAY: Disrupted(event, 7.0, -4, _weekly(0.10), _weekly(0.10, dip=0.35, start=8, weeks=9)),
        "mrp": Disrupted(event, 7.0, -4, _weekly(0.03), _weekly(0.03, dip=0.15, start=10, weeks=4)),
    }
    return stress_weeks(found, time_unit="day", titles=TITLES, today=TODAY)


def _weekly(miss: float, dip: float = 0.0, start: int = 0, weeks: int = 0) -> Weekly:
    """Return 28 weeks of five worlds in which this share of 200 units a week is missing, more in a dip."""
    week = np.arange(28)
    own = np.array([[wobble(world, int(k)) for k in week] for world in range(WORLDS)])
    deep = np.where((week >= start) & (week < start + weeks), dip, 0.0)
    demanded = np.full((WORLDS, len(week)), 200.0)
    filled = demanded * (1 - miss - 0.012 * own - deep)
    waiting = 0.5 * (demanded - filled)
    money = np.full(WORLDS, 4.4e7)
    return Weekly(demanded, filled, 0.1 * (demanded - filled), waiting, 0 * demanded + 7e7, money, money / 50)


# ---- money through time


def months_frame() -> pd.DataFrame:
    """Fifteen months of both ways: more money at first, less in the end."""
    rows = []
    for world in range(WORLDS):
        for month in range(-3, 12):
            base = 8.6e7 + 1.2e6 * wobble(world)
            extra = 0.0 if month < 0 else 1.4e7 * np.sin(np.pi * month / 7.5) + 4e5 * wobble(world, month)
            for kpi, part in (("working_capital", 1.0), ("stock", 0.6)):
                rows += [
                    ("as-is", world, month, kpi, part * base),
                    ("mrp", world, month, kpi, part * (base + extra)),
                ]
    return pd.DataFrame(rows, columns=["alternative", "replication", "month", "kpi", "value"])


@example_of(cash_by_month)
def cash() -> Chart:
    """Money tied up before and after going over to MRP."""
    return cash_by_month(months_frame(), stay=TODAY, change="mrp", titles=TITLES, seed=SEED, hurdle=0.14)


@example_of(service_by_month)
def service() -> Chart:
    """Service falls when the firm goes over, and then rises above today's."""
    rows = []
    for world in range(WORLDS):
        for month in range(-3, 12):
            own = 0.008 * wobble(world, month)
            new = 0.77 if month < 0 else 0.70 if month < 2 else min(0.72 + 0.04 * month, 0.955)
            for place, (name, share) in enumerate((("as-is", 0.77), ("mrp", new))):
                rows.append((name, world, month, "demanded", 7000.0))
                rows.append(
                    (name, world, month, "filled", 7000.0 * (share + own + 0.002 * place * wobble(world)))
                )
    frame = pd.DataFrame(rows, columns=["alternative", "replication", "month", "kpi", "value"])
    return service_by_month(frame, stay=TODAY, titles=TITLES, target=0.95, seed=SEED)


@example_of(break_even)
def return_on_stock() -> Chart:
    """More stock that earns more than the hurdle, in five worlds."""
    frame = pd.DataFrame(
        {
            "replication": range(WORLDS),
            "gain": [1.71e7 + 1e6 * wobble(world) for world in range(WORLDS)],
            "funds": [4.5e7 + 9e5 * wobble(world, 1) for world in range(WORLDS)],
        }
    )
    return break_even(frame, hurdle=0.14, seed=SEED)


# ---- items


def items_frame() -> pd.DataFrame:
    """Twenty-four valves and parts: a few sell most; classes, policies and fill rates."""
    rows = []
    for k in range(24):
        abc = "A" if k < 4 else "B" if k < 10 else "C"
        xyz = "XYZ"[(k * 2 + k // 5) % 3]
        policy = {"A": "MRP", "B": "Kanban", "C": "Order points"}[abc]
        rows.append((f"V-{k:03}", 1.2e7 * 0.74**k, abc, xyz, policy, 0.97 - 0.04 * ((k * 3) % 5)))
    return pd.DataFrame(rows, columns=["item", "value", "abc", "xyz", "policy", "fill_rate"])


@example_of(abc_curve)
def few_items_make_most() -> Chart:
    """A curve with its three classes."""
    return abc_curve(items_frame().rename(columns={"abc": "class"}))


@example_of(abc_xyz)
def matrix_of_classes() -> Chart:
    """Nine cells with policy and fill rate."""
    return abc_xyz(items_frame(), simulated=True, replications=10, seed=SEED)


@example_of(exchange_curve)
def lot_sizes() -> Chart:
    """Lots of equal months today; those of the Q-system lie nearly on the curve."""
    units = np.array([100.0, 400.0, 2500.0, 900.0, 10.0, 60.0])
    cost = np.array([9000.0, 1000.0, 400.0, 2500.0, 40000.0, 700.0])
    orders = {
        "as-is": np.full(6, 12.0),
        "q-system": np.sqrt(units * cost) / 100,
        "mrp": np.sqrt(units * cost) / 60,
    }
    rows = [
        pd.DataFrame(
            {
                "alternative": name,
                "item": [f"V-{k}" for k in range(6)],
                "units_a_year": units,
                "unit_cost": cost,
                "orders_a_year": made * np.array([1.0, 1.2, 0.9, 1.1, 0.8, 1.0]),
            }
        )
        for name, made in orders.items()
    ]
    return exchange_curve(pd.concat(rows), today=TODAY, titles=TITLES, seed=SEED, replications=10)


@example_of(tuned_service)
def tuned_classes() -> Chart:
    """Three classes with four ways of setting."""
    ways = {
        "A": {
            "today": (0.893, 0.006, 1.62e7),
            "formula": (0.951, 0.005, 1.21e7),
            "back-solve": (0.969, 0.004, 1.33e7),
            "tuned": (0.980, 0.003, 1.42e7),
        },
        "B": {
            "today": (0.921, 0.007, 6.1e6),
            "formula": (0.934, 0.006, 3.1e6),
            "back-solve": (0.948, 0.006, 3.6e6),
            "tuned": (0.951, 0.005, 3.7e6),
        },
        "C": {
            "today": (0.972, 0.004, 2.4e6),
            "formula": (0.912, 0.008, 8.1e5),
            "back-solve": (0.899, 0.009, 7.7e5),
            "tuned": (0.902, 0.008, 7.4e5),
        },
    }
    targets = {"A": 0.98, "B": 0.95, "C": 0.9}
    rows = [
        {
            "goal": f"Units filled at once, class {group}",
            "way": way,
            "target": targets[group],
            "kpi": "fill_rate",
            "mean": mean,
            "low": mean - half,
            "high": mean + half,
            "stock": stock,
        }
        for group, found in ways.items()
        for way, (mean, half, stock) in found.items()
    ]
    titles = {
        "today": "Today's way",
        "formula": "Formula",
        "back-solve": "One run read backwards",
        "tuned": "Tuned by simulation",
    }
    return tuned_service(rows, titles=titles, alternative="Q-system", replications=30, seed=7)


# ---- stock through time


def saw_tooth(replication: int, period: float, top: float, days: np.ndarray) -> np.ndarray:
    """Return stock that falls evenly and comes again, later in some worlds; never below zero."""
    late = 1.5 * wobble(replication)
    return np.clip(top * (1 - ((days - late) % period) / period) - 0.12 * top, 0.0, None).round()


@example_of(stock_fan)
def fan() -> Chart:
    """Two items today, beside the record, and under MRP."""
    days = np.arange(0.0, 121.0, 3.0)
    settings = {"as-is": (40.0, 60.0), "mrp": (20.0, 75.0)}
    rows = [
        pd.DataFrame(
            {
                "item": item,
                "alternative": name,
                "replication": world,
                "time_days": days,
                "on_hand": saw_tooth(world, period * scale, top * scale, days)
                + (8.0 if name == "mrp" else 0.0),
            }
        )
        for item, scale in (("gate-50", 1.0), ("cock-15", 0.8))
        for name, (period, top) in settings.items()
        for world in range(WORLDS)
    ]
    history = pd.DataFrame(
        {
            "item": ["gate-50"] * 5,
            "time_days": [9.0, 33.0, 51.0, 75.0, 99.0],
            "on_hand": [41.0, 2.0, 39.0, 0.0, 20.0],
        }
    )
    return stock_fan(
        pd.concat(rows),
        history=history,
        titles=TITLES,
        today=TODAY,
        seed=SEED,
        item_titles={"gate-50": "gate valve, 50 mm", "cock-15": "gland cock, 15 mm"},
    )


@example_of(stock_history)
def saw_teeth() -> Chart:
    """One history of two items today and under the Q-system."""
    days = np.arange(0.0, 121.0, 2.0)
    settings = {"as-is": (40.0, 60.0, NAN), "q-system": (24.0, 75.0, 18.0)}
    rows = [
        pd.DataFrame(
            {
                "alternative": name,
                "item": item,
                "time_days": days,
                "order_point": point,
                "on_hand": saw_tooth(0, period * scale, top * scale, days)
                + (9.0 if name == "q-system" else 0.0),
            }
        )
        for item, scale in (("gate-50", 1.0), ("cock-15", 0.8))
        for name, (period, top, point) in settings.items()
    ]
    return stock_history(
        pd.concat(rows),
        titles=TITLES,
        today=TODAY,
        replication=0,
        seed=SEED,
        item_titles={"gate-50": "gate valve, 50 mm", "cock-15": "gland cock, 15 mm"},
    )


@example_of(trace_chart)
def one_item_runs_out() -> Chart:
    """One stockout of thirteen days, for which the foundry was late."""
    stock = [
        (0, 40),
        (8, 31),
        (16, 22),
        (24, 12),
        (30, 4),
        (36, 0),
        (42, -6),
        (49, 44),
        (60, 33),
        (70, 21),
        (80, 14),
    ]
    rows = [
        SimpleNamespace(
            time=float(day),
            order=1 if day in (24, 80) else None,
            after=SimpleNamespace(recorded=float(max(units, 0)), backorders=float(max(-units, 0))),
        )
        for day, units in stock
    ]
    out = SimpleNamespace(start=36.0, end=49.0)
    found = SimpleNamespace(
        stock="gate valve, 50 mm",
        words=Words("day"),
        rows=rows,
        horizon=90.0,
        between=lambda start, end: [row for row in rows if start <= row.time <= end],
        out_between=lambda start, end: [out],
        causes=lambda one: [SimpleNamespace(title="the supplier was late")],
    )
    return trace_chart(cast(Trace, found), 0.0, 90.0)


@example_of(plan_chart)
def plan_of_an_item() -> Chart:
    """Ten weeks: open and planned orders, and a stock that falls below its safety once."""
    gross = [20.0, 0.0, 35.0, 20.0, 0.0, 40.0, 10.0, 25.0, 0.0, 30.0]
    coming = [0.0, 30.0, *[0.0] * 8]
    planned = [0.0, 0.0, 0.0, 40.0, 0.0, 40.0, 0.0, 40.0, 0.0, 0.0]
    on_hand = 25.0 + np.cumsum(np.array(coming) + planned - np.array(gross))
    record = SimpleNamespace(
        gross=np.array([gross]),
        scheduled_receipts=np.array([coming]),
        planned_receipts=np.array([planned]),
        projected_on_hand=np.array([on_hand]),
        planned_releases=np.array([[*planned[2:], 0.0, 0.0]]),
        past_due=np.zeros(1),
    )
    data = SimpleNamespace(buckets=10, safety_stock=np.array([10.0]))
    plan = SimpleNamespace(bill=SimpleNamespace(position=lambda stock: 0), record=record, data=data)
    made = SimpleNamespace(time=245.0, bucket=7.0, plan=plan)
    return plan_chart(cast(PlanMade, made), "gate valve, 50 mm", "day")


@example_of(warm_up_chart)
def start_up() -> Chart:
    """Stock that starts high and settles within two months."""
    times = np.arange(1.0, 301.0)
    series = 60 + 45 * np.exp(-times / 18) + 4 * np.sin(times / 3) + 2 * np.sin(times / 1.3)
    return warm_up_chart(
        times,
        series,
        mser5(series),
        what="Stock on hand",
        unit="units",
        time_unit="day",
        current=120.0,
        seed=SEED,
        replications=WORLDS,
    )


# ---- the shop floor


@example_of(bullwhip)
def swings() -> Chart:
    """Three echelons under today's way, Kanban and MRP."""
    means = {
        "as-is": (6.2, 2.8, 3.6),
        "kanban": (2.1, 1.9, 2.4),
        "mrp": (3.0, 2.7, 1.5),
    }
    rows = [
        (name, world, echelon, value * (1 + 0.02 * wobble(world, place)))
        for place, (name, values) in enumerate(means.items())
        for echelon, value in zip(
            ("products sold", "parts made", "castings and bars bought"), values, strict=True
        )
        for world in range(WORLDS)
    ]
    frame = pd.DataFrame(rows, columns=["alternative", "replication", "echelon", "value"])
    return bullwhip(frame, titles=TITLES, today=TODAY, replications=WORLDS, seed=SEED)


@example_of(lead_time_ladder)
def weeks_of_an_order() -> Chart:
    """Five steps of an order under three ways."""
    steps = ("order on the desk", "waiting for parts", "waiting for machines", "on machines", "posting")
    weeks = {
        "as-is": (1.0, 7.0, 1.6, 0.9, 0.5),
        "q-system": (0.2, 0.6, 1.2, 0.9, 0.2),
        "mrp": (0.2, 0.3, 0.9, 0.9, 0.2),
    }
    rows = [
        (name, world, step, value * (1 + 0.03 * wobble(world, place)))
        for place, (name, values) in enumerate(weeks.items())
        for step, value in zip(steps, values, strict=True)
        for world in range(WORLDS)
    ]
    frame = pd.DataFrame(rows, columns=["alternative", "replication", "step", "weeks"])
    return lead_time_ladder(frame, titles=TITLES, today=TODAY, seed=SEED)


@example_of(gantt)
def machines_at_work() -> Chart:
    """Three centres over two weeks; one machine never works."""
    rows = [
        ("chucking-lathes", 1, "gate-50", 0.0, 0.5, "set-up", 1),
        ("chucking-lathes", 1, "gate-50", 0.5, 4.0, "run", 1),
        ("chucking-lathes", 1, "cock-15", 4.0, 4.6, "set-up", 2),
        ("chucking-lathes", 1, "cock-15", 4.6, 9.0, "run", 2),
        ("chucking-lathes", 2, "globe-25", 1.0, 7.5, "run", 3),
        ("chucking-lathes", 2, "gate-50", 9.0, 13.5, "run", 4),
        ("lapping", 1, "gate-50", 4.0, 7.0, "run", 1),
        ("lapping", 1, "cock-15", 9.0, 12.0, "run", 2),
        ("assembly", 1, "gate-50", 7.0, 10.5, "run", 1),
        ("assembly", 1, "globe-25", 11.0, 14.0, "run", 3),
    ]
    frame = pd.DataFrame(rows, columns=["work_centre", "machine", "item", "start", "end", "kind", "order"])
    return gantt(
        frame,
        window=(0.0, 14.0),
        machines={"chucking-lathes": 3, "lapping": 1, "assembly": 2},
        way="MRP",
        seed=SEED,
    )


@example_of(kanban_loop)
def cards() -> Chart:
    """Three kinds of card on the way to the customers."""
    rows = [
        ("bought parts", "none", 20, 0, NAN, NAN, NAN),
        ("shop store", "signal", 5, 5, 30.0, 8.0, 11.5),
        ("point of use", "withdrawal", 5, 40, 30.0, NAN, NAN),
        ("finished goods", "none", 3, 0, NAN, NAN, NAN),
        ("finished goods", "production", 4, 12, 2.5, NAN, NAN),
    ]
    names = ["loop", "kind", "items", "cards", "container", "signal", "lot"]
    return kanban_loop(pd.DataFrame(rows, columns=names))


@example_of(work_flow)
def lots_that_wait() -> Chart:
    """Five places today and under MRP, with the money in them."""
    places = {
        "waiting for parts": (0, NAN),
        "bar-lathes": (21, 0.71),
        "chucking-lathes": (14, 0.8),
        "assembly": (11, 0.62),
        "testing": (6, 0.45),
    }
    waiting = {"as-is": (83.0, 12.0, 25.0, 7.0, 2.0), "mrp": (6.0, 9.0, 18.0, 5.0, 2.0)}
    rows = [
        (name, node, lots, servers * busy if servers else 0.0, servers, busy, 1.6e5 * lots)
        for name, found in waiting.items()
        for (node, (servers, busy)), lots in zip(places.items(), found, strict=True)
    ]
    columns = ["alternative", "node", "waiting", "working", "servers", "utilisation", "value"]
    return work_flow(
        pd.DataFrame(rows, columns=columns), titles=TITLES, today=TODAY, replications=10, seed=SEED
    )


@example_of(network_picture)
def network() -> Chart:
    """A valve maker: two groups of suppliers, two stores, two centres, customers."""
    nodes = [
        ("foundry", "supplier", 0, "6 foundries", "42 to 45 days", 6),
        ("house", "supplier", 0, "4 houses", "7 to 12 days", 4),
        ("casting", "bought", 1, "castings", "274 items\nin raw store", 274),
        ("fitting", "bought", 1, "fittings", "23 items\nin parts bins", 23),
        ("machining", "centre", 2, "bar lathes", "21 machines", 1),
        ("machined", "made", 3, "machined items", "182 items\nin parts bins", 182),
        ("assembly", "centre", 4, "2 work centres", "11 x assembly\n6 x testing", 2),
        ("valves", "sold", 5, "finished goods", "400 items", 400),
        ("mills", "customer", 6, "customers", "400 demands", 400),
    ]
    edges = [
        ("foundry", "casting"),
        ("house", "fitting"),
        ("casting", "machining"),
        ("machining", "machined"),
        ("machined", "assembly"),
        ("fitting", "assembly"),
        ("assembly", "valves"),
        ("valves", "mills"),
    ]
    return network_picture(
        pd.DataFrame(nodes, columns=["node", "kind", "level", "label", "detail", "count"]),
        pd.DataFrame(edges, columns=["source", "target"]),
    )


# ---- can the model be trusted


@example_of(verification_chart)
def checks() -> Chart:
    """Two simulated checks and two exact ones, of which one differs."""

    def check(
        name: str, published: float, ours: float, half: float, unit: str, agrees: bool
    ) -> dict[str, Any]:
        kind = "simulated" if half == half else "exact"
        return {
            "name": name,
            "what": "w",
            "source": "s",
            "published": published,
            "unit": unit,
            "ours": ours,
            "low": ours - half,
            "high": ours + half,
            "kind": kind,
            "agrees": agrees,
        }

    rows = [
        check("Queue with one server", 25.0, 25.1, 0.25, "minutes", True),
        check("Kanban cell", 0.8, 0.796, 0.008, "lots an hour", True),
        check("Lots by Wagner and Whitin", 864.0, 864.0, NAN, "money", True),
        check("Line of three machines", 50.0, 51.2, 0.5, "units a day", False),
    ]
    return verification_chart(pd.DataFrame(rows), replications=20, seed=3)
