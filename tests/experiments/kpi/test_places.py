"""Room, shipping, machines and rent, against made-up totals and small worlds worked out by hand."""

import dataclasses

import numpy as np
import pytest

from experiments.kpi import network_kpis, stock_point_kpis
from experiments.kpi.money import COST_LINES
from sim import Scenario, simulate
from sim.distributions import Constant
from sim.engine.history import MoneyHistory
from sim.network import Demand, Fulfilment, Item, Network, OrderLine, Place, StockPoint
from sim.run import CENTRE_COLUMN, SHIPPING_COLUMN


def store(**more: object) -> Scenario:
    """Return 73 days of a store of 50 cubic metres with 30 chairs of 1 and 20 tables of 2, never touched."""
    network = Network(
        items=(Item(name="chair", volume_m3=1.0, price=5.0), Item(name="table", volume_m3=2.0, price=7.0)),
        stock_points=(
            StockPoint(name="chair", item="chair", place="store", initial=30),
            StockPoint(name="table", item="table", place="store", initial=20),
        ),
        places=(
            Place(name="store", capacity_m3=50.0, rent_per_m3=12.0),
            Place(name="yard"),
        ),
        **more,  # type: ignore[arg-type]
    )
    return Scenario(name="store", network=network, horizon=73)


def test_room() -> None:
    """30 and 40 cubic metres in a store of 50: 20 are rented; a yard without a limit does not count."""
    world = store()
    found = network_kpis(simulate(world), world)
    wanted = {"volume_m3": 70, "overflow_m3": 20, "room_use": 1.4, "room_use_peak": 1.4}
    wanted |= {"overflow_rent": 20 * 12, "total_cost": 240, "profit": -240}
    assert {name: found[name] for name in wanted} == pytest.approx(wanted)


def test_rent_is_shared_by_room() -> None:
    """Chairs take three sevenths of the room, tables four."""
    world = store()
    run = simulate(world)
    table = stock_point_kpis(run, world)
    assert table["overflow_rent"] == pytest.approx([240 * 3 / 7, 240 * 4 / 7])
    whole = network_kpis(run, world)
    assert sum(whole[line.__name__] for line in COST_LINES) == whole["total_cost"]


def test_shipping() -> None:
    """Two people ship 8 of 10 shipments on time, 6 of 12 lines in full, in half a day each."""
    buyers = Demand(name="buyers", stock="chair", interval=Constant(6.0))
    world = store(demands=(buyers,), fulfilment=(Fulfilment(place="store", staff=2),))
    run = simulate(world)
    totals = {
        "shipments": 10.0,
        "on_time": 8.0,
        "on_time_in_full": 6.0,
        "flow_time": 5.0,
        "wait_area": 7.3,
        "busy_area": 14.6,
    }
    row = np.zeros((1, len(SHIPPING_COLUMN)))
    for name, value in totals.items():
        row[0, SHIPPING_COLUMN[name]] = value
    found = network_kpis(dataclasses.replace(run, shipping=row), world)
    wanted = {
        "shipments_per_year": 50,
        "shipped_on_time": 0.8,
        "on_time_in_full": 0.5,
        "shipping_days": 0.5,
        "shipping_queue": 0.1,
        "shipping_utilisation": 0.1,
    }
    assert run.of("chair", "demand_lines") == 12
    assert {name: found[name] for name in wanted} == pytest.approx(wanted)


def test_failures_of_machines(plant: Scenario) -> None:
    """50 hours of shifts at the lathe, 10 of them down, 100 and 2 at the bench; 15 and 20 are worked."""
    run = simulate(plant)
    centres = run.centres.copy()
    for name, values in {
        "available_area": (50, 100),
        "busy_area": (15, 20),
        "down_time": (10, 2),
        "breakdowns": (2, 1),
    }.items():
        centres[:, CENTRE_COLUMN[name]] = values
    found = network_kpis(dataclasses.replace(run, centres=centres), plant)
    wanted = {
        "utilisation": (0.3 + 0.2) / 2,
        "utilisation_max": 0.3,
        "down_share": 12 / 150,
        "breakdowns_per_year": 3 * 87.6,
    }
    assert {name: found[name] for name in wanted} == pytest.approx(wanted)


def test_lines_of_one_order_are_sold_where_they_are_drawn() -> None:
    """Twelve orders of one chair and two tables: 5 and 14 of money each; the history sees the same."""
    buyers = Demand(
        name="buyers",
        stock="chair",
        interval=Constant(6.0),
        lines=(OrderLine(stock="table", size=Constant(2.0)),),
    )
    world = store(demands=(buyers,))
    history = MoneyHistory(1)
    run = simulate(world, watches=[history])
    table = stock_point_kpis(run, world)
    assert run.of("table", "demand_units") == 24
    assert table["revenue"][0] == pytest.approx(12 * 5 * 5)
    assert table["revenue"][1] == pytest.approx(24 * 7 * 5)
    assert history.sales[-1] == 12 * 5 + 20 * 7, "four tables are waited for"
