"""Records, losses, lines of cost and flow against figures worked out by hand from made-up totals."""

import dataclasses

import numpy as np
import pytest

from experiments.kpi import Ledger, find_kpi, network_kpis, registered, stock_point_kpis
from experiments.kpi.money import COST_LINES, NOT_IN_PROFIT, cost_of_goods_sold
from sim import Run, Scenario, simulate
from sim.distributions import Constant
from sim.network import Accounts, Demand, Item, Network, StockPoint
from sim.run import STOCK_COLUMN

NO_ACCOUNTS = Accounts()
FEATURES = {
    "phantom_area": (73.0, 0.0),
    "hidden_area": (0.0, 146.0),
    "short_picks": (3.0, 0.0),
    "counts": (2.0, 1.0),
    "count_cost": (20.0, 30.0),
    "adjusted_units": (4.0, 5.0),
    "shrunk_units": (2.0, 10.0),
    "expired_units": (1.0, 0.0),
    "obsolete_units": (0.0, 3.0),
    "surplus_units": (2.0, 0.0),
    "proceeds": (7.0, 1.0),
    "rework_cost": (0.0, 4.0),
    "inspection_cost": (9.0, 2.0),
    "expedite_cost": (6.0, 0.0),
}
TRADE = {
    "on_hand_area": (730.0, 365.0),
    "wip_area": (73.0, 0.0),
    "demand_units": (20.0, 0.0),
    "demand_lines": (8.0, 0.0),
    "filled_units": (15.0, 0.0),
    "filled_lines": (5.0, 0.0),
    "lost_units": (3.0, 0.0),
    "backorder_area": (146.0, 0.0),
    "returned_units": (1.0, 0.0),
    "purchased_value": (90.0, 10.0),
    "freight": (5.0, 1.0),
    "order_cost": (8.0, 4.0),
}
ACCOUNTS = Accounts(
    holding_rate=0.1,
    capital_rate=0.08,
    space_rate=0.05,
    insurance_rate=0.02,
    risk_rate=0.03,
    backorder_cost=50.0,
    shortage_per_unit=4.0,
    shortage_per_event=10.0,
    payable_days=30.0,
    receivable_days=45.0,
)
Totals = dict[str, tuple[float, float]]


def made_up(totals: Totals, accounts: Accounts = NO_ACCOUNTS) -> tuple[Run, Scenario]:
    """Return a run of 73 days, a fifth of a year, with given totals of a jar that is sold and a lid."""
    world = Scenario(
        name="made-up",
        network=Network(
            items=(Item(name="jar", unit_cost=10.0, price=16.0), Item(name="lid", unit_cost=2.0)),
            stock_points=(StockPoint(name="jar", item="jar"), StockPoint(name="lid", item="lid")),
            demands=(Demand(name="buyers", stock="jar", interval=Constant(100.0)),),
            accounts=accounts,
        ),
        horizon=73.0,
    )
    table = np.zeros((2, len(STOCK_COLUMN)))
    for name, values in totals.items():
        table[:, STOCK_COLUMN[name]] = values
    return dataclasses.replace(simulate(world), stocks=table), world


def figures(totals: Totals, accounts: Accounts = NO_ACCOUNTS) -> dict[str, float]:
    """Return the figures of the network."""
    return network_kpis(*made_up(totals, accounts))


def check(found: dict[str, float], wanted: dict[str, float]) -> None:
    """Compare some figures with what was worked out by hand."""
    assert {name: found[name] for name in wanted} == pytest.approx(wanted, nan_ok=True)


def test_record_and_shelf() -> None:
    """Ten jars and five lids that can be given, one jar that is only recorded, two lids nobody knows of."""
    found = figures(TRADE | FEATURES)
    check(
        found,
        {
            "stock_units": 10 + 5 + 2,
            "recorded_units": 10 + 1 + 5,
            "phantom_units": 1,
            "hidden_units": 2,
            "record_gap_share": 3 / 17,
            "short_picks": 15,
            "counts_per_year": 15,
            "adjusted_value": (4 * 10 + 5 * 2) * 5,
        },
    )


def test_what_is_really_there_costs_money() -> None:
    """Hidden lids are worth money, the phantom jar is not; so they carry, and turn, and give a margin."""
    found = figures(TRADE | FEATURES, ACCOUNTS)
    check(
        found,
        {
            "stock_value": 10 * 10 + 7 * 2,
            "working_stock": 114 + 10,
            "holding_cost": 0.28 * 124,
            "stock_turns": 16 * 10 * 5 / 124,
            "gmroi": 16 * 6 * 5 / 114,
            "inventory_to_sales": 114 / (16 * 16 * 5),
        },
    )


def test_losses() -> None:
    """Units that disappear, expire, grow old or are sold off, at unit cost, and what they bring."""
    found = figures(TRADE | FEATURES)
    check(
        found,
        {
            "shrinkage_value": (2 * 10 + 10 * 2) * 5,
            "shrinkage_share": 40 / (16 * 10),
            "expired_units": 5,
            "obsolete_units": 15,
            "surplus_units": 10,
            "salvage_proceeds": 40,
            "write_off": (2 * 10 + 10 * 2 + 1 * 10 + 3 * 2 + 2 * 10) * 5 - 40,
        },
    )


def test_the_parts_of_the_holding_cost() -> None:
    """Each rate times working stock, 120; the rate that is not split makes up the rest."""
    found = figures(TRADE, ACCOUNTS)
    check(found, {"working_stock": 120})
    parts = {"capital_cost": 9.6, "space_cost": 6.0, "insurance_cost": 2.4, "risk_cost": 3.6}
    check(found, parts)
    assert found["holding_cost"] == pytest.approx(sum(parts.values()) + 0.1 * 120)


def test_lines_of_cost() -> None:
    """Every line by itself, with all features on."""
    found = figures(TRADE | FEATURES, ACCOUNTS)
    check(
        found,
        {
            "counting_cost": 250,
            "inspection_cost": 55,
            "expediting_cost": 30,
            "rework_cost": 20,
            "purchase_cost": 500,
            "freight_cost": 30,
            "ordering_cost": 60,
            "lost_margin": 3 * 6 * 5,
            "backorder_cost": 50 * 2,
            "shortage_cost": (5 * 4 + 3 * 10) * 5,
        },
    )


def test_total_cost_is_the_sum_of_its_lines() -> None:
    """The lines named in the docstring, and no other, add up to the total, exactly."""
    run, world = made_up(TRADE | FEATURES, ACCOUNTS)
    ledger = Ledger.of(run, world)
    found = network_kpis(run, world)
    named = [k.name for k in registered() if k.function in COST_LINES]
    assert sum(found[line.__name__] for line in COST_LINES) == found["total_cost"]
    told = find_kpi("total_cost").function.__doc__ or ""
    assert all(f"`{name}`" in told for name in named) and len(named) == len(COST_LINES)
    assert found["total_cost_with_purchases"] == found["total_cost"] + found["purchase_cost"]
    spent = sum(found[line.__name__] for line in COST_LINES if line not in NOT_IN_PROFIT)
    goods = float(cost_of_goods_sold(ledger)[0])
    assert goods == 16 * 10 * 5
    assert found["profit"] == pytest.approx(found["revenue"] - goods - spent)


def test_without_features_the_lines_are_zero() -> None:
    """What a case does not have costs nothing, and the total is what it was, to the last digit."""
    found = figures(TRADE, Accounts(holding_rate=0.28, backorder_cost=50.0))
    optional = {name: value for name, value in found.items() if find_kpi(name).optional}
    assert {name for name, value in optional.items() if value and not np.isnan(value)} == set()
    old = ("holding_cost", "ordering_cost", "setup_cost", "freight_cost", "lost_margin", "backorder_cost")
    assert found["total_cost"] == sum(found[name] for name in old)


def test_money_that_is_owed() -> None:
    """500 a year paid after 30 days, 1280 a year collected after 45, on working stock of 120."""
    found = figures(TRADE, ACCOUNTS)
    check(
        found,
        {
            "revenue": 16 * 16 * 5,
            "payables": 500 * 30 / 365,
            "receivables": 1280 * 45 / 365,
            "working_capital": 120 + 1280 * 45 / 365 - 500 * 30 / 365,
        },
    )


def test_orders_that_go_wrong() -> None:
    """Late, clipped, refused, sent back, short, rejected, overrun and hurried: each is counted."""
    found = figures(
        {
            "cycles": (8.0, 2.0),
            "late_orders": (3.0, 1.0),
            "tardiness": (12.0, 8.0),
            "clipped_orders": (2.0, 1.0),
            "refused_orders": (1.0, 0.0),
            "refused_deliveries": (0.0, 2.0),
            "short_units": (4.0, 0.0),
            "rejected_units": (0.0, 5.0),
            "overrun_units": (6.0, 0.0),
            "expedited_orders": (1.0, 1.0),
        }
    )
    check(
        found,
        {
            "late_order_share": 0.4,
            "mean_tardiness_days": 2.0,
            "clipped_orders_per_year": 15,
            "refused_orders_per_year": 5,
            "refused_deliveries_per_year": 10,
            "short_delivery_units": 20,
            "rejected_units": 25,
            "overrun_units": 30,
            "expedited_orders_per_year": 10,
        },
    )


def test_lines_add_up_over_stock_points() -> None:
    """The lines of the stock points add up to those of the network."""
    run, world = made_up(TRADE | FEATURES, ACCOUNTS)
    table, whole = stock_point_kpis(run, world), network_kpis(run, world)
    for name in (*(line.__name__ for line in COST_LINES), "total_cost", "profit", "working_capital"):
        assert table[name].sum() == pytest.approx(whole[name]), name
    assert np.isnan(table["gmroi"][1]), "a lid is not sold"
