"""`orderpoint plan CASE --money`: what buying, working and stocking by plan cost, bucket by bucket."""

from collections.abc import Sequence
from math import ceil
from typing import TYPE_CHECKING, Any

from experiments.commands.plan_load import routings_of_plan, typical_lots
from experiments.commands.words import number_in_words, plural
from experiments.console import say, say_paragraph, say_table

if TYPE_CHECKING:
    from experiments.plans import PlanMade
    from policies.planning.plan_in_money import PlanInMoney
    from sim import Scenario

MOST_BUCKETS = 12
"""Buckets that are printed."""

COLUMNS = {
    "purchases": "bought",
    "work": "work",
    "sales": "sold",
    "stock": "stock,\nat the end",
    "work_in_process": "in process,\nat the end",
    "paid": "paid to\nsuppliers",
    "collected": "paid by\ncustomers",
    "cash_flow": "cash\nflow",
}
"""Figures of the plan in money, and what their columns are called."""


def plans_in_money(scenario: "Scenario", found: Sequence["PlanMade"]) -> list["PlanInMoney"]:
    """Return each plan in money, by the prices and terms of a scenario.

    What is bought costs its price at the first source, what is in stock its unit cost. An hour of work costs
    what the work centre costs. What was bought or sold before the plan is not in it.
    """
    from policies.planning.plan_in_money import Values, plan_in_money
    from policies.planning.plant_load import kits_from, open_hours
    from sim.network import Purchase
    from sim.scenario import UNITS_PER_YEAR

    network = scenario.network
    items = {item.name: item for item in network.items}
    points = {point.name: items[point.item] for point in network.stock_points}
    price: dict[str, float] = {}
    for source in reversed(network.sources):  # the first source of each counts
        price[source.stock] = 0.0
        if isinstance(source, Purchase):
            cost = points[source.stock].unit_cost
            price[source.stock] = cost if source.price is None else source.price
    hourly = {centre.name: centre.hourly_cost for centre in network.work_centres}
    days = 365 / UNITS_PER_YEAR[scenario.time_unit]
    moneys = []
    for made in found:
        plan, table = made.plan, made.table
        assert table is not None
        routings, place = routings_of_plan(made)
        values = Values.of(
            routings,
            price=[price.get(name, 0.0) for name in plan.bill.items],
            unit_value=[points[name].unit_cost for name in plan.bill.items],
            sales_price=[points[name].price for name in plan.bill.items],
            hourly_cost=[hourly[centre] for centre in routings.centres] or 0.0,
            lot=typical_lots(plan),
            payable=ceil(network.accounts.payable_days / days / made.bucket - 1e-9),
            receivable=ceil(network.accounts.receivable_days / days / made.bucket - 1e-9),
        )
        opened = open_hours(table, routings, place, plan.data.buckets, kits_from(plan))
        moneys.append(plan_in_money(plan, routings, values, open_hours=opened))
    return moneys


def say_money(
    moneys: Sequence["PlanInMoney"], found: Sequence["PlanMade"], time_unit: str, currency: str
) -> None:
    """Print each plan in money."""
    from experiments.money import money, money_scale, plain

    for one, made in zip(moneys, found, strict=True):
        columns = {name: getattr(one, name).tolist() for name in COLUMNS}
        shown = min(MOST_BUCKETS, len(columns["work"]))
        scale = money_scale(max(abs(v) for values in columns.values() for v in values), currency)
        decimals = 2 if scale.size > 1 else 0
        say()
        size = f"{made.bucket:g} {plural(time_unit, 2)}" if made.bucket != 1 else f"one {time_unit}"
        unit = " ".join(filter(None, [scale.symbol, scale.word]))
        say_paragraph(
            f"The plan in money ({unit}), made at {time_unit} {made.time:g}; a bucket is {size}. What was "
            "bought or sold before is not in it."
        )
        say()

        def written(value: float, scale: Any = scale, decimals: int = decimals) -> str:
            text = plain(abs(value) / scale.size, decimals, currency)
            return f"-{text}" if value < 0 and float(text.replace(",", "")) else text

        rows = [
            [str(bucket + 1), *(written(values[bucket]) for values in columns.values())]
            for bucket in range(shown)
        ]
        say_table(["bucket", *COLUMNS.values()], rows, left=0)
        say()
        words = number_in_words(shown)
        bought, work = sum(columns["purchases"][:shown]), sum(columns["work"][:shown])
        capital = float(one.working_capital[shown - 1])
        say_paragraph(
            f"In these {words} {plural('bucket', shown)} {money(bought, currency)} is bought and work costs "
            f"{money(work, currency)}; at the end {money(capital, currency)} is tied up in stock, in process "
            "and with customers, less what suppliers are owed."
        )


def money_record(one: "PlanInMoney") -> dict[str, Any]:
    """Return the plan in money as a record."""
    names = [*COLUMNS, "payables", "receivables", "working_capital"]
    return {name: getattr(one, name).tolist() for name in names}
