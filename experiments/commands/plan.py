"""`orderpoint plan CASE`: the time-phased plan of an item, and what it tells the planner."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from experiments.commands.options import (
    CaseArgument,
    DebugOption,
    JsonOption,
    QuietOption,
    SeedOption,
    SetOption,
    settings_of,
)
from experiments.commands.words import number_in_words, plural
from experiments.console import remark, say, say_json, say_paragraph, say_table, width

if TYPE_CHECKING:
    from experiments.plans import OrderPointRow, PlanMade
    from scenarios import Case
    from sim import Scenario

MOST_ITEMS = 3
"""Items that are printed where none is named."""
MOST_MESSAGES = 12
"""Messages that are printed of other items."""


def plan(
    case: CaseArgument,
    item: Annotated[
        str | None, typer.Option(help="The item, or one of its stock points; default those the case shows.")
    ] = None,
    alternative: Annotated[
        str | None, typer.Option(help="Which alternative; default the first that plans.")
    ] = None,
    at: Annotated[
        float, typer.Option("--at", min=0.0, help="When the plan is made, in the case's unit of time.")
    ] = 0.0,
    replication: Annotated[int, typer.Option(min=0, help="Which random world.")] = 0,
    load: Annotated[
        bool, typer.Option("--load", help="Hours by work centre and bucket against capacity.")
    ] = False,
    money: Annotated[bool, typer.Option("--money", help="The plan in money, by bucket.")] = False,
    seed: SeedOption = None,
    changes: SetOption = None,
    out: Annotated[
        Path | None,
        typer.Option("--out", help="Folder for a picture of each item; default none."),
    ] = None,
    json: JsonOption = False,
    quiet: QuietOption = False,
    debug: DebugOption = False,
) -> None:
    """Print the plan of an item: requirements, receipts, stock and orders, bucket by bucket."""
    from experiments.plans import plans_at
    from scenarios import load_case

    loaded = load_case(case)
    settings = settings_of(loaded, seed=seed, changes=changes)
    name, scenario = planning_scenario(loaded, alternative, settings)
    found = plans_at(scenario, at, replication)
    titles = {key: one.title or key for key, one in loaded.alternatives.items()}
    head = {
        "command": "plan",
        "case": loaded.name,
        "alternative": name,
        "title": titles[name],
        "time": found[0].time,
        "time_unit": loaded.time_unit,
        "bucket": found[0].bucket,
    }
    if load or money:
        say_capacity_and_money(head, f"{loaded.title}: {titles[name]}", scenario, found, load, money, json)
        return
    chosen = items_of(loaded, scenario, found, item)
    pictures = [draw(made, stock, loaded.time_unit, out) for stock, made in chosen] if out else []
    if json:
        say_json(
            {
                **head,
                "items": [item_record(made, stock) for stock, made in chosen],
                "charts": [str(picture) for picture in pictures],
                "messages": [message_record(m) for made in found for m in made.messages],
            }
        )
        return
    say(f"{loaded.title}: {titles[name]}")
    for stock, made in chosen:
        say()
        say_item(made, stock, loaded.time_unit)
    say()
    say_messages(found, [stock for stock, _ in chosen] if item else None)
    if not item and sum(len(made.plan.bill) for made in found) > len(chosen):
        remark("Other items: --item NAME.", quiet)
    for picture in pictures:
        remark(f"The picture is {picture}.", quiet)


def draw(made: "PlanMade", stock: str, time_unit: str, out: Path) -> Path:
    """Draw the plan of an item."""
    from experiments.charts.plan_grid import plan_chart
    from experiments.charts.save_chart import save_chart

    chart = plan_chart(made, stock, time_unit)
    return save_chart(chart.figure, out / "charts" / f"plan-{stock}", chart.alt_text, chart.title)[0]


def say_capacity_and_money(
    head: dict[str, Any],
    title: str,
    scenario: "Scenario",
    found: list["PlanMade"],
    load: bool,
    money: bool,
    json: bool,
) -> None:
    """Print what the plans ask of the work centres, what they are in money, or both."""
    from experiments.commands.plan_load import load_record, loads_of, say_loads
    from experiments.commands.plan_money import money_record, plans_in_money, say_money

    loads = loads_of(found) if load else []
    moneys = plans_in_money(scenario, found) if money else []
    if json:
        answer = dict(head)
        if load:
            answer["load"] = [record for one in loads for record in load_record(one)]
        if money:
            answer["money"] = [money_record(one) for one in moneys]
        say_json(answer)
        return
    say(title)
    unit = str(head["time_unit"])
    if load:
        say_loads(loads, found, unit)
    if money:
        say_money(moneys, found, unit, scenario.network.accounts.currency)


def planning_scenario(case: "Case", alternative: str | None, settings: Any) -> tuple[str, "Scenario"]:
    """Return the alternative that was asked for, or the first that plans."""
    from experiments.bench import Bench
    from experiments.commands.contest import chosen
    from experiments.plans import first_that_plans
    from sim import DataError

    bench = Bench(case, values=settings.values, seed=settings.seed)
    if alternative:
        chosen(case, [alternative])
        return alternative, bench.scenario(alternative)
    found = first_that_plans(case, bench)
    if found is None:
        raise DataError(
            f"no alternative of case '{case.name}' plans ahead; give one a control entry with policy 'mrp'"
        )
    return found


def items_of(
    case: "Case", scenario: "Scenario", found: list["PlanMade"], item: str | None
) -> list[tuple[str, "PlanMade"]]:
    """Return the stock points to print, each with the plan it is in."""
    from experiments.trace.trace import stock_point
    from sim import DataError

    planned = {stock: made for made in found for stock in made.plan.bill.items}
    if item is not None:
        name = stock_point(scenario, item)
        if name not in planned:
            raise DataError(f"'{name}' is not planned; its policy looks at the stock of the moment")
        return [(name, planned[name])]
    shown = [stock for stock in case.show_items if stock in planned] or list(planned)
    return [(stock, planned[stock]) for stock in shown[:MOST_ITEMS]]


def say_item(made: "PlanMade", stock: str, time_unit: str) -> None:
    """Print the grid of an item and its order-point table."""
    from experiments.plans import order_point_table

    data = made.plan.data
    place = made.plan.bill.position(stock)
    lead = int(data.lead_time[place])
    size = made.bucket
    words = f"{size:g} {plural(time_unit, 2)}" if size != 1 else f"one {time_unit}"
    say(f"Plan of {stock}, made at {time_unit} {made.time:g}; a bucket is {words}.")
    say(f"Lead time {lead} {plural('bucket', lead)}, safety stock {data.safety_stock[place]:g}.")
    say()
    say_grid(made, stock)
    rows = [row for row in order_point_table(made.plan, stock)][:8]
    if not rows:
        return
    say()
    say(f"Order points in the first {number_in_words(len(rows))} {plural('bucket', len(rows))}:")
    head = ["bucket", "on hand\nand on order", "order\npoint", "reached", "release"]
    say_table(head, [order_point_cells(row) for row in rows], left=0)


def order_point_cells(row: "OrderPointRow") -> list[str]:
    """Return a row of the order-point table as text."""
    release = f"{row.release:g}" if row.release else ""
    reached = "yes" if row.reached else ""
    return [str(row.bucket + 1), f"{row.position:g}", f"{row.order_point:g}", reached, release]


def say_grid(made: "PlanMade", stock: str) -> None:
    """Print the six rows of an item, in as many blocks of buckets as the width asks for."""
    from policies.planning.grid import as_text, grid

    rows = grid(made.plan, stock)
    first = 2  # label and the column before the first bucket
    widths = [max(len(row[column]) for row in rows) + 2 for column in range(len(rows[0]))]
    start = first
    while start < len(rows[0]):
        room, end = width() - sum(widths[:first]), start
        while end < len(rows[0]) and (room >= widths[end] or end == start):
            room -= widths[end]
            end += 1
        keep = [0, *([1] if start == first else []), *range(start, end)]
        if start > first:
            say()
        say(as_text([tuple(row[column] for column in keep) for row in rows]))
        start = end


def say_messages(found: list["PlanMade"], only: list[str] | None) -> None:
    """Print what the plans tell the planner."""
    messages = [m for made in found for m in made.messages if only is None or m.stock in only]
    if not messages:
        say("Messages: none. What is released now covers all requirements in time.")
        return
    say(f"{len(messages)} {plural('message', len(messages))} to the planner:")
    for message in messages[:MOST_MESSAGES]:
        say_paragraph(f"  {message.stock}: {message.kind}; {message.text}", indent="    ")
    if len(messages) > MOST_MESSAGES:
        say(f"  and {len(messages) - MOST_MESSAGES} more (--json lists them all)")


def item_record(made: "PlanMade", stock: str) -> dict[str, Any]:
    """Return the plan of an item as a record."""
    from experiments.plans import order_point_table

    plan, place = made.plan, made.plan.bill.position(stock)
    record, data = plan.record, plan.data
    return {
        "stock_point": stock,
        "on_hand": float(data.on_hand[place]),
        "safety_stock": float(data.safety_stock[place]),
        "lead_time_buckets": int(data.lead_time[place]),
        "gross_requirements": record.gross[place].tolist(),
        "scheduled_receipts": record.scheduled_receipts[place].tolist(),
        "projected_on_hand": record.projected_on_hand[place].tolist(),
        "net_requirements": record.net_requirements[place].tolist(),
        "planned_receipts": record.planned_receipts[place].tolist(),
        "planned_releases": record.planned_releases[place].tolist(),
        "past_due_releases": float(record.past_due[place]),
        "order_points": [
            {
                "bucket": row.bucket + 1,
                "position": row.position,
                "order_point": row.order_point,
                "reached": row.reached,
                "release": row.release,
            }
            for row in order_point_table(plan, stock)
        ],
    }


def message_record(message: Any) -> dict[str, Any]:
    """Return a message as a record."""
    return {
        "kind": message.kind,
        "stock_point": message.stock,
        "text": message.text,
        "quantity": message.quantity,
    }
