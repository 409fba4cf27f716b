"""`orderpoint solve eoq`: how much to order at once."""

import math
from typing import Annotated

import typer

from experiments.commands.options import CurrencyOption, DebugOption, JsonOption
from experiments.commands.solve.steps import Step, arguments_as_options, per_cent, say_steps, short
from experiments.console import say_json
from experiments.money import exact_money, plain

DAYS_PER_YEAR = 365


def eoq(
    annual_demand: Annotated[float, typer.Option(help="Units a year.")],
    order_cost: Annotated[float, typer.Option(help="Money an order.")],
    unit_cost: Annotated[float | None, typer.Option(help="Money a unit; with --holding-rate.")] = None,
    holding_rate: Annotated[
        float | None, typer.Option(help="Cost of carrying a year, as a share: 0.35 for 35 %.")
    ] = None,
    holding_cost: Annotated[
        float | None, typer.Option(help="Cost of carrying one unit a year, instead of the two above.")
    ] = None,
    backorder_cost: Annotated[
        float | None, typer.Option(help="Money for one unit waiting a year; plans backorders.")
    ] = None,
    quantity: Annotated[float | None, typer.Option(help="A lot size to hold against the best one.")] = None,
    currency: CurrencyOption = "INR",
    json: JsonOption = False,
    debug: DebugOption = False,
) -> None:
    """Economic order quantity, its yearly cost, and what another lot size costs."""
    from policies.sizing import economic_order_quantity, total_cost

    by_rate = unit_cost is not None and holding_rate is not None
    if by_rate == (holding_cost is not None) or (unit_cost is None) != (holding_rate is None):
        raise typer.BadParameter(
            "give the unit cost and the holding rate, or the holding cost of a unit.",
            param_hint="--unit-cost, --holding-rate / --holding-cost",
        )
    with arguments_as_options({"demand_rate": "annual_demand"}):
        for name, value in (("unit_cost", unit_cost), ("holding_rate", holding_rate)):
            if value is not None and not (value > 0 and math.isfinite(value)):
                raise ValueError(f"{name} is {value!r}; give a finite number above 0.")
        carrying = holding_cost if holding_cost is not None else (unit_cost or 0) * (holding_rate or 0)
        shortage = math.inf if backorder_cost is None else backorder_cost
        best = economic_order_quantity(annual_demand, order_cost, carrying, shortage)
        other = None
        if quantity is not None:
            other = total_cost(quantity, annual_demand, order_cost, carrying, backorder_cost=shortage)
    if json:
        say_json(
            {
                "question": "eoq",
                "given": {
                    "annual_demand": annual_demand,
                    "order_cost": order_cost,
                    "unit_cost": unit_cost,
                    "holding_rate": holding_rate,
                    "holding_cost": carrying,
                    "backorder_cost": backorder_cost,
                    "quantity": quantity,
                    "currency": currency,
                },
                "order_quantity": best.order_quantity,
                "annual_cost": best.cost,
                "orders_per_year": best.orders_per_time,
                "days_between_orders": best.cycle_time * DAYS_PER_YEAR,
                "average_stock": best.average_stock,
                "maximum_backorders": best.maximum_backorders,
                "annual_cost_at_quantity": other,
            }
        )
        return
    root = f"sqrt(2 x {short(order_cost)} x {short(annual_demand)} / {short(carrying)})"
    if backorder_cost is not None:
        root += f" x sqrt(({short(carrying)} + {short(backorder_cost)}) / {short(backorder_cost)})"
    steps: list[Step] = [
        ("order quantity", plain(best.order_quantity, 2, currency), "units", root),
        ("time between orders", f"{best.cycle_time * DAYS_PER_YEAR:.2f}", "days", "of a 365-day year"),
        ("orders", f"{best.orders_per_time:.2f}", "a year", ""),
        ("average stock", plain(best.average_stock, 2, currency), "units", "safety stock apart"),
        ("ordering and carrying", exact_money(best.cost, currency), "a year", "purchases apart"),
    ]
    if backorder_cost is not None:
        text = f"planned, just before a receipt; {per_cent(best.backorder_fraction)} of demand waits"
        steps.append(("backorders", plain(best.maximum_backorders, 2, currency), "units", text))
    if other is not None:
        text = f"at lots of {short(quantity or 0)}: {per_cent(other / best.cost - 1)} more"
        steps.append(("ordering and carrying", exact_money(other, currency), "a year", text))
    flat = total_cost(1.2 * best.order_quantity, annual_demand, order_cost, carrying, backorder_cost=shortage)
    say_steps(
        "Economic order quantity",
        steps,
        [
            "The cost is flat about the best quantity: a lot 20 % larger costs "
            f"{per_cent(flat / best.cost - 1)} more. Round it to a container or a week's work without regret."
        ],
    )
