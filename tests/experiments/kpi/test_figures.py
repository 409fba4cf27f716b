"""Every figure against a world worked out by hand."""

import dataclasses
import warnings

import numpy as np
import pytest

from experiments.kpi import centre_kpis, group_kpis, network_kpis, registered, stock_point_kpis
from policies.base_stock import BaseStock
from policies.q_system import QSystem
from sim import Control, Scenario, simulate
from sim.distributions import Constant, Recorded
from sim.network import Demand, Item, Network, Purchase, StockPoint, Supplier, Transfer

A_YEAR = 365 / 80  # the shop is measured for 80 days
PLANT_YEAR = 8760 / 100  # the plant for 100 hours

SHOP = {
    "fill_rate": 24 / 32,
    "line_fill_rate": 4 / 8,
    "order_fill_rate": 4 / 8,
    "cycle_service": 0.0,
    "ready_rate": 1 - 16 / 80,
    "lost_share": 0.0,
    "backorders": 4 * 2 * 4 / 80,
    "mean_wait_days": 4.0,
    "stock_units": 224 / 80,
    "recorded_units": 224 / 80,
    "unposted_units": np.nan,
    "stock_value": 28.0,
    "in_process_value": 0.0,
    "working_stock": 28.0,
    "stock_turns": 32 * 10 * A_YEAR / 28,
    "days_of_supply": 7.0,
    "holding_cost": 7.0,
    "ordering_cost": 4 * 7 * A_YEAR,
    "setup_cost": 0.0,
    "freight_cost": 4 * 20 * A_YEAR,
    "purchase_cost": 4 * 8 * 9 * A_YEAR,
    "lost_margin": 0.0,
    "backorder_cost": 40.0,
    "total_cost": 7 + 127.75 + 365 + 40,
    "revenue": 32 * 16 * A_YEAR,
    "profit": 2336 - 1460 - 7 - 127.75 - 365 - 40,
    "total_cost_with_purchases": 7 + 127.75 + 365 + 40 + 4 * 8 * 9 * A_YEAR,
    "working_capital": 28.0,
    "gmroi": (2336 - 1460) / 28,
    "inventory_to_sales": 28 / 2336,
    "orders_per_year": 4 * A_YEAR,
    "shop_orders_per_month": np.nan,
    "runs_per_active_item": 4 * A_YEAR,
    "undershoot": 2.0,
    "run_length_weeks": np.nan,
    "in_plant_weeks": np.nan,
    "kit_wait_weeks": np.nan,
    "freight_share": 80 / 288,
    "late_order_share": 0.0,
    "mean_tardiness_days": 0.0,
    "plant_growth": 1.0,
    "utilisation": np.nan,
    "utilisation_max": np.nan,
    "queue_lots": np.nan,
    # periods of 28.08 days: 8, 12 and 12 are drawn; 8, 8 and 16 ordered
    "bullwhip": np.var([8, 8, 16]) / np.var([8, 12, 12]),
}
NO_PLANT_NO_PLACE = (
    "down_share",
    "breakdowns_per_year",
    "blocked_share",
    "room_use",
    "room_use_peak",
    "shipped_on_time",
    "on_time_in_full",
    "shipping_days",
    "shipping_utilisation",
)
SHOP |= {k.name: 0.0 for k in registered() if k.optional} | dict.fromkeys(NO_PLANT_NO_PLACE, np.nan)

PLANT = {
    "fill_rate": 1.0,
    "cycle_service": 1.0,
    "ready_rate": 1 - 16 / 100,
    "backorders": 0.0,
    "mean_wait_days": np.nan,
    "stock_units": 3.36 + 6.0,
    "unposted_units": (1 + 2 + 3) / 100,
    "stock_value": 33.6 + 12.0,
    "in_process_value": 4 * 8 * 10 / 100,
    "working_stock": 48.8,
    "stock_turns": 4 * 10 * PLANT_YEAR / 48.8,
    "ordering_cost": (11 + 3) * PLANT_YEAR,
    "setup_cost": 2 * 50 * PLANT_YEAR,
    "purchase_cost": 8 * 2 * PLANT_YEAR,
    "revenue": 4 * 25 * PLANT_YEAR,
    "profit": (4 * 15 - 14) * PLANT_YEAR,
    "orders_per_year": 2 * PLANT_YEAR,
    "shop_orders_per_month": PLANT_YEAR / 12,
    "runs_per_active_item": PLANT_YEAR,
    "run_length_weeks": 16 / 168,
    "in_plant_weeks": 8 / 168,
    "kit_wait_weeks": 5 / 168,
    "freight_share": 0.0,
    "plant_growth": 0.0,
    "utilisation": (4 / 100 + 4 / 200) / 2,
    "utilisation_max": 4 / 100,
    "queue_lots": 0.0,
}


def test_the_shop_as_worked_out_by_hand(shop: Scenario) -> None:
    """Every registered figure of a shop that buys, with the same day repeated four times."""
    found = network_kpis(simulate(shop), shop)
    assert found == pytest.approx(SHOP, nan_ok=True)


def test_the_plant_as_worked_out_by_hand(plant: Scenario) -> None:
    """Figures of a plant that makes one lot, from the order to the last unit."""
    found = network_kpis(simulate(plant), plant)
    assert {name: found[name] for name in PLANT} == pytest.approx(PLANT, nan_ok=True)


def test_lost_sales() -> None:
    """Five jars against two buyers of four: three are lost, with their margin."""
    world = Scenario(
        name="kiosk",
        network=Network(
            items=(Item(name="jar", unit_cost=10.0, price=16.0),),
            stock_points=(StockPoint(name="kiosk", item="jar", initial=5),),
            demands=(Demand(name="b", stock="kiosk", interval=Constant(10), size=Constant(4), unmet="lost"),),
        ),
        horizon=25,
    )
    found = network_kpis(simulate(world), world)
    year = 365 / 25
    wanted = {
        "fill_rate": 5 / 8,
        "line_fill_rate": 1 / 2,
        "lost_share": 3 / 8,
        "backorders": 0.0,
        "lost_margin": 3 * 6 * year,
        "total_cost": 3 * 6 * year,
        "revenue": 5 * 16 * year,
    }
    assert {name: found[name] for name in wanted} == pytest.approx(wanted)


def test_units_moved_inside_are_not_sold() -> None:
    """A warehouse that sells 3 and sends 5 to its shop, which sells 2, has sold 3, and both together 5."""
    world = Scenario(
        name="two-levels",
        network=Network(
            items=(Item(name="jar", unit_cost=10.0, price=16.0),),
            stock_points=(
                StockPoint(name="warehouse", item="jar", initial=20),
                StockPoint(name="shop", item="jar", initial=2),
            ),
            sources=(Transfer(stock="shop", origin="warehouse", lead_time=Constant(1)),),
            demands=(
                Demand(name="w", stock="warehouse", interval=Constant(99), size=Constant(3), first=10),
                Demand(name="s", stock="shop", interval=Constant(99), size=Constant(2), first=5),
            ),
        ),
        control=(Control(("shop",), QSystem(order_point=0, quantity=5)),),
        horizon=20,
    )
    run = simulate(world)
    year = 365 / 20
    assert network_kpis(run, world)["revenue"] == pytest.approx(5 * 16 * year)
    assert stock_point_kpis(run, world)["revenue"] == pytest.approx([3 * 16 * year, 2 * 16 * year])


def test_only_what_customers_draw_is_sold() -> None:
    """A shop with two sources sells 9, the warehouse 3; what the shop buys did not come from there."""
    world = Scenario(
        name="two-sources",
        network=Network(
            items=(Item(name="jar", unit_cost=10.0, price=16.0),),
            stock_points=(
                StockPoint(name="warehouse", item="jar", initial=20),
                StockPoint(name="shop", item="jar", initial=2, sourcing="share"),
            ),
            suppliers=(Supplier(name="dairy"),),
            sources=(
                Transfer(stock="shop", origin="warehouse", lead_time=Constant(1)),
                Purchase(stock="shop", supplier="dairy", lead_time=Constant(1)),
            ),
            demands=(
                Demand(name="w", stock="warehouse", interval=Constant(99), size=Constant(3), first=10),
                Demand(name="s", stock="shop", interval=Constant(4), size=Constant(3), first=5),
            ),
        ),
        control=(Control(("shop",), QSystem(order_point=0, quantity=5)),),
        horizon=14,
    )
    run = simulate(world)
    assert run.of("shop", "purchased_value") > 0
    assert network_kpis(run, world)["revenue"] == pytest.approx((9 + 3) * 16 * 365 / 14)


def test_returns_are_no_sales() -> None:
    """Ten sold and four brought back: six are paid for."""
    world = Scenario(
        name="returns",
        network=Network(
            items=(Item(name="jar", unit_cost=10.0, price=16.0),),
            stock_points=(StockPoint(name="shop", item="jar", initial=20),),
            demands=(
                Demand(
                    name="b",
                    stock="shop",
                    interval=Constant(5),
                    size=Recorded((10.0, -4.0, 0.0)),
                    returns=True,
                ),
            ),
        ),
        horizon=14,
    )
    run = simulate(world)
    assert network_kpis(run, world)["revenue"] == pytest.approx(6 * 16 * 365 / 14)


def test_each_stock_point(plant: Scenario) -> None:
    """The part is judged by the draws of the plant, the pump by its customers; money adds up."""
    run = simulate(plant)
    table = stock_point_kpis(run, plant)
    assert table["stock"].tolist() == ["pump", "part"]
    assert table["fill_rate"] == pytest.approx([1.0, 6 / 8])
    assert table["stock_turns"] == pytest.approx([4 * 10 * PLANT_YEAR / 36.8, 8 * 2 * PLANT_YEAR / 12])
    assert table["runs_per_active_item"] == pytest.approx([PLANT_YEAR, np.nan], nan_ok=True)
    assert table["revenue"] == pytest.approx([100 * PLANT_YEAR, 0])
    whole = network_kpis(run, plant)
    for name in ("stock_value", "in_process_value", "ordering_cost", "setup_cost", "total_cost", "profit"):
        assert table[name].sum() == pytest.approx(whole[name]), name
    assert "plant_growth" not in table


def test_a_part_of_the_network(plant: Scenario) -> None:
    """A mask, and labels, give the figures of the members alone."""
    run = simulate(plant)
    parts = network_kpis(run, plant, within=np.array([False, True]))
    assert parts["stock_value"] == pytest.approx(12.0)
    assert parts["fill_rate"] == pytest.approx(6 / 8)
    assert "utilisation" not in parts
    groups = group_kpis(run, plant, ["made", None])
    assert groups["group"].tolist() == ["made"]
    assert groups["stock_value"] == pytest.approx([33.6])
    both = group_kpis(run, plant, ["all", "all"])
    assert both["fill_rate"] == pytest.approx([1.0])
    some = group_kpis(run, plant, ["made", None], ("stock_value",))
    assert set(some) == {"group", "stock_value"} and some["stock_value"] == groups["stock_value"]


def test_active_items(plant: Scenario) -> None:
    """One run of the pump and two of the part, now sold too: by tag of either kind, or all without tags."""
    network = plant.network
    spares = Demand(name="spares", stock="part", interval=Constant(1000), size=Constant(8), first=50)
    bare_points = tuple(dataclasses.replace(p, tags=()) for p in network.stock_points)
    bare_items = tuple(dataclasses.replace(i, tags=()) for i in network.items)

    def runs(points: tuple[StockPoint, ...], items: tuple[Item, ...]) -> float:
        changed = dataclasses.replace(
            network, stock_points=points, items=items, demands=(*network.demands, spares)
        )
        world = dataclasses.replace(plant, network=changed)
        return network_kpis(simulate(world), world)["runs_per_active_item"]

    assert runs(network.stock_points, bare_items) == pytest.approx(1 * PLANT_YEAR)
    assert runs(bare_points, network.items) == pytest.approx(2 * PLANT_YEAR)
    assert runs(network.stock_points, network.items) == pytest.approx(1.5 * PLANT_YEAR)
    assert runs(bare_points, bare_items) == pytest.approx(1.5 * PLANT_YEAR)


def test_each_work_centre(plant: Scenario) -> None:
    """Load and set-ups of the lathe and of the two benches."""
    table = centre_kpis(simulate(plant), plant)
    assert table["work_centre"].tolist() == ["lathe", "bench"]
    assert table["utilisation"] == pytest.approx([0.04, 0.02])
    assert table["setup_hours_per_year"] == pytest.approx([2 * PLANT_YEAR, 0])


def test_bullwhip_of_three_ways() -> None:
    """Ordered as drawn: one. In one great lot every second period: by hand. Steady demand: no figure."""
    period = 365 / 13
    uneven = Recorded((1.0, 3.0))  # a unit in the first period, three in the next, and so on

    def ratio_of(policy: object, size: object) -> float:
        demand = Demand(name="d", stock="jar", interval=Constant(period), size=size, first=1.0)  # type: ignore[arg-type]
        network = Network(
            items=(Item(name="jar"),),
            stock_points=(StockPoint(name="jar", item="jar", initial=100),),
            suppliers=(Supplier(name="s"),),
            sources=(Purchase(stock="jar", supplier="s"),),
            demands=(demand,),
        )
        control = (Control(("jar",), policy),)  # type: ignore[arg-type]
        world = Scenario(name="b", network=network, control=control, horizon=8.5 * period)
        return network_kpis(simulate(world), world)["bullwhip"]

    assert ratio_of(BaseStock(100), uneven) == pytest.approx(1.0)
    # order point 96: four are ordered in every second period, none in the other: variance 4 against 1
    assert ratio_of(QSystem(order_point=96, quantity=4), uneven) == pytest.approx(4.0)
    assert np.isnan(ratio_of(BaseStock(100), Constant(2.0)))


def test_nothing_happens_without_a_warning() -> None:
    """A world without demand, orders or plant gives nan where it must divide by zero, and is silent."""
    world = Scenario(
        name="empty",
        network=Network(items=(Item(name="jar"),), stock_points=(StockPoint(name="shelf", item="jar"),)),
        horizon=10,
    )
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        with np.errstate(all="raise"):
            found = network_kpis(simulate(world), world)
    undefined = {name for name, value in found.items() if np.isnan(value)}
    assert undefined == {
        *NO_PLANT_NO_PLACE,
        "order_fill_rate",
        "truncation_share",
        "bullwhip",
        "fill_rate",
        "line_fill_rate",
        "cycle_service",
        "lost_share",
        "mean_wait_days",
        "stock_turns",
        "days_of_supply",
        "runs_per_active_item",
        "shop_orders_per_month",
        "undershoot",
        "unposted_units",
        "run_length_weeks",
        "in_plant_weeks",
        "kit_wait_weeks",
        "freight_share",
        "late_order_share",
        "mean_tardiness_days",
        "record_gap_share",
        "shrinkage_share",
        "gmroi",
        "inventory_to_sales",
        "utilisation",
        "utilisation_max",
        "queue_lots",
    }


def test_an_overloaded_plant_grows(overloaded: Scenario) -> None:
    """Work in process that rises in a straight line from one lot is almost three times as much later."""
    found = network_kpis(simulate(overloaded), overloaded)
    assert 2.5 < found["plant_growth"] < 3
    assert found["utilisation_max"] > 0.98


def test_the_hand_made_tables_miss_no_figure() -> None:
    """A figure that is registered is in the shop's table above."""
    assert {k.name for k in registered()} == set(SHOP)


def test_a_lost_unit_without_a_price_saves_nothing(shop: Scenario) -> None:
    """An item that has a cost and no price has no margin to lose: losing its sale is never a gain."""
    network = shop.network
    (item,) = network.items
    (demand,) = network.demands
    items = (dataclasses.replace(item, price=0.0),)
    demands = (dataclasses.replace(demand, unmet="lost"),)
    unpriced = dataclasses.replace(shop, network=dataclasses.replace(network, items=items, demands=demands))
    run = simulate(unpriced, 0)
    assert run.of("shop", "lost_units") > 0
    assert network_kpis(run, unpriced)["lost_margin"] == 0
