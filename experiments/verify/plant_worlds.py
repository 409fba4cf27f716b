"""Work centres, a line and a Kanban cell, whose queues and throughput are known from elsewhere."""

from functools import partial
from itertools import pairwise
from math import inf
from typing import Any

from experiments.verify.simulated import Reading, Simulated
from policies.base_stock import BaseStock
from policies.kanban import Kanban
from sim import Control, Run, Scenario
from sim.distributions import Constant, Exponential, Gamma
from sim.network import (
    Breakdown,
    Component,
    Demand,
    Item,
    Network,
    Operation,
    Production,
    StockPoint,
    WorkCentre,
)

HOUR = Exponential(1.0)
"""Hours of work on a unit."""


def ordered_at_random(item: str, rate: float, units: float = 1.0) -> Demand:
    """Return customers who come at random, each for a lot."""
    gap, size = Exponential(1 / rate), Constant(units)
    return Demand(name=f"customers of {item}", stock=item, interval=gap, size=size)


def insatiable(item: str) -> Demand:
    """Return a customer who waits for more than can ever be made."""
    return Demand(name="customer", stock=item, interval=Constant(inf), size=Constant(1e9), first=0.0)


def made_to_order(
    sources: tuple[Production, ...],
    centres: tuple[WorkCentre, ...],
    demands: tuple[Demand, ...],
    **more: Any,
) -> Scenario:
    """Return a shop that makes what is ordered, lot by lot; time in hours."""
    names = tuple(source.stock for source in sources)
    network = Network(
        items=tuple(Item(name=name) for name in names),
        stock_points=tuple(StockPoint(name=name, item=name) for name in names),
        sources=sources,
        work_centres=centres,
        demands=demands,
    )
    control = tuple(Control((name,), BaseStock(0.0)) for name in names)
    return Scenario(name="shop", network=network, control=control, time_unit="hour", **more)


def hours_above(centre: str, run: Run, mean: float = 1.0) -> float:
    """Return hours of work drawn at a work centre above their mean, an hour."""
    return (run.centre(centre, "run_hours") - mean * run.centre(centre, "operations")) / run.time


def throughput(item: str) -> Reading:
    """Return a reader of the units of an item finished an hour."""
    return lambda run: run.of(item, "made_units") / run.time


# ---- a queue


ARRIVALS, WORK = 8.0, 1 / 3
"""Orders an hour, and hours of work on each."""


def queue_world(seed: int) -> Scenario:
    """Four equal machines with one queue."""
    route = (Operation(work_centre="machines", run_hours=Exponential(WORK)),)
    return made_to_order(
        (Production(stock="a", route=route),),
        (WorkCentre(name="machines", servers=4),),
        (ordered_at_random("a", ARRIVALS),),
        horizon=1050,
        warm_up=50,
        seed=seed,
    )


def minutes_in_shop(run: Run) -> float:
    """Minutes from order to finish."""
    return 60 * run.of("a", "run_time") / run.of("a", "made_orders")


def orders_above(run: Run) -> float:
    """Orders an hour above those expected."""
    return run.of("a", "demand_units") / run.time - ARRIVALS


# ---- a shop with many routes


SHOP = {
    "shaft": (4.0, 0.10, ("saw", "lathe", "bench")),
    "housing": (6.0, 0.06, ("lathe", "mill", "lathe", "bench")),
    "cover": (10.0, 0.04, ("saw", "mill")),
}
"""Units of a lot, lots an hour, and the way through the shop."""
SHOP_HOURS = {"saw": 0.5, "lathe": 0.6, "mill": 0.8, "bench": 0.9}
"""Mean hours of work on a unit."""


def shop_world(seed: int) -> Scenario:
    """Three products that meet at four work centres, with set-ups and a lathe that fails."""
    sources = tuple(
        Production(
            stock=item,
            route=tuple(
                Operation(
                    work_centre=centre,
                    setup_hours=Constant(0.25),
                    run_hours=Gamma(SHOP_HOURS[centre], 0.3),
                )
                for centre in way
            ),
        )
        for item, (_, _, way) in SHOP.items()
    )
    lathe = Breakdown(by="busy", up=Exponential(40.0), down=Exponential(4.0))
    centres = tuple(
        WorkCentre(name=name, breakdown=lathe if name == "lathe" else None) for name in SHOP_HOURS
    )
    demands = tuple(ordered_at_random(item, rate, lot) for item, (lot, rate, _) in SHOP.items())
    return made_to_order(sources, centres, demands, horizon=10_500, warm_up=500, seed=seed)


def lots_by_little(run: Run) -> float:
    """Lots in the shop over lots finished an hour times the hours that each was there, per cent.

    The first is an area that the stock points keep, the second comes from the clock of each lot.
    """
    lots = sum(run.of(item, "wip_area") / lot for item, (lot, _, _) in SHOP.items())
    return 100 * lots / sum(run.of(item, "plant_time") for item in SHOP)


# ---- lines and cards


LINE = ("m1", "m2", "m3", "m4")


def line_world(seed: int) -> Scenario:
    """Four machines in a row with room for one unit between two; the first always has work.

    The line holds seven units at the most, so with eight cards one always waits before it.
    """
    route = tuple(Operation(work_centre=name, run_hours=HOUR) for name in LINE)
    network = Network(
        items=(Item(name="a"),),
        stock_points=(StockPoint(name="a", item="a"),),
        sources=(Production(stock="a", route=route),),
        work_centres=tuple(WorkCentre(name=n, buffer=None if n == LINE[0] else 1) for n in LINE),
        demands=(insatiable("a"),),
    )
    control = (Control(("a",), Kanban(cards=8, container=1)),)
    return Scenario(
        name="line",
        network=network,
        control=control,
        horizon=1200,
        warm_up=100,
        time_unit="hour",
        seed=seed,
    )


CELL = ("stage 1", "stage 2")


def cell_world(seed: int) -> Scenario:
    """Two machines in a row, each with a loop of two cards and a shelf behind it."""
    before = {after: (Component(stock=name),) for name, after in pairwise(CELL)}
    network = Network(
        items=tuple(Item(name=name) for name in CELL),
        stock_points=tuple(StockPoint(name=name, item=name) for name in CELL),
        sources=tuple(
            Production(
                stock=name,
                components=before.get(name, ()),
                route=(Operation(work_centre=f"machine of {name}", run_hours=HOUR),),
            )
            for name in CELL
        ),
        work_centres=tuple(WorkCentre(name=f"machine of {name}") for name in CELL),
        demands=(insatiable(CELL[-1]),),
    )
    control = tuple(Control((name,), Kanban(cards=2, container=1)) for name in CELL)
    return Scenario(
        name="cell",
        network=network,
        control=control,
        horizon=1050,
        warm_up=50,
        time_unit="hour",
        seed=seed,
    )


PLANT_CHECKS = (
    Simulated(
        name="Queue at four machines",
        what="time from order to finish at four equal machines, two thirds busy; orders and work at random",
        source="Erlang's C formula (1917), exact",
        published=25.676274,
        decimals=2,
        unit="minutes",
        world=queue_world,
        reading=minutes_in_shop,
        controls=(orders_above, partial(hours_above, "machines", mean=WORK)),
    ),
    Simulated(
        name="Little's law in a shop",
        what="lots in the shop against lots an hour times hours in the shop: three products, four work "
        "centres, set-ups, breakdowns",
        source="Little (1961), exact: the two are equal",
        published=100.0,
        decimals=2,
        unit="%",
        world=shop_world,
        reading=lots_by_little,
    ),
    Simulated(
        name="Line with little room",
        what="units an hour of four machines in a row with room for one unit between two",
        source="Hillier and Boling (1967), recomputed",
        published=0.631153,
        decimals=4,
        unit="units an hour",
        world=line_world,
        reading=throughput("a"),
        controls=tuple(partial(hours_above, name) for name in LINE),
    ),
    Simulated(
        name="Kanban cell",
        what="units an hour of two machines in a row with two cards each",
        source="exact by its equal, a queue with room for four, after Mitra and Mitrani (1990)",
        published=0.8,
        decimals=4,
        unit="units an hour",
        world=cell_world,
        reading=throughput(CELL[-1]),
        controls=tuple(partial(hours_above, f"machine of {name}") for name in CELL),
    ),
)
"""Simulated checks of the plant."""
