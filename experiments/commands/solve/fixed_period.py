"""`orderpoint solve fixed-period`: how often and how much to order in a P-system."""

from typing import Annotated

import typer

from experiments.commands.options import CurrencyOption, DebugOption, JsonOption
from experiments.commands.solve.steps import arguments_as_options, say_steps, short
from experiments.console import say_json
from experiments.money import exact_money, plain


def fixed_period(
    annual_demand: Annotated[float, typer.Option(help="Units a year.")],
    unit_cost: Annotated[float, typer.Option(help="Money a unit.")],
    holding_rate: Annotated[float, typer.Option(help="Cost of carrying a year, as a share: 0.35 for 35 %.")],
    order_cost: Annotated[float, typer.Option(help="Money an order.")],
    lead_time_demand: Annotated[float, typer.Option(help="Expected demand in the lead time, units.")],
    target: Annotated[float, typer.Option(help="Upper target, lead-time demand not included, units.")],
    on_hand: Annotated[float, typer.Option(help="Stock now, units.")],
    on_order: Annotated[float, typer.Option(help="Stock on order now, units.")] = 0.0,
    currency: CurrencyOption = "INR",
    json: JsonOption = False,
    debug: DebugOption = False,
) -> None:
    """Review interval, its cost, and today's order in a P-system."""
    from policies.sizing import fixed_period as solve

    with arguments_as_options({"demand_rate": "annual_demand"}):
        answer = solve(
            annual_demand,
            unit_cost,
            holding_rate,
            order_cost,
            lead_time_demand=lead_time_demand,
            target=target,
            on_hand=on_hand,
            on_order=on_order,
        )
    if json:
        say_json(
            {
                "question": "fixed-period",
                "given": {
                    "annual_demand": annual_demand,
                    "unit_cost": unit_cost,
                    "holding_rate": holding_rate,
                    "order_cost": order_cost,
                    "lead_time_demand": lead_time_demand,
                    "target": target,
                    "on_hand": on_hand,
                    "on_order": on_order,
                    "currency": currency,
                },
                "review_interval_years": answer.review_interval,
                "review_interval_days": answer.review_interval_days,
                "annual_cost": answer.annual_cost,
                "order_now": answer.order_now,
                "target": answer.target,
                "order_up_to": answer.order_up_to,
            }
        )
        return
    interval = (
        f"sqrt(2 x {short(order_cost)} / ({short(annual_demand)} x {short(holding_rate)} x "
        f"{short(unit_cost)})) = {answer.review_interval:.6f} year of 365 days"
    )
    now = f"{short(target)} + {short(lead_time_demand)} - {short(on_hand)}"
    now += f" - {short(on_order)} on order" if on_order else ""
    level, sold = (plain(units, currency=currency) for units in (answer.order_up_to, lead_time_demand))
    say_steps(
        "Fixed-period (P) system",
        [
            ("review every", f"{answer.review_interval_days:.2f}", "days", interval),
            (
                "ordering and carrying",
                exact_money(answer.annual_cost, currency),
                "a year",
                "purchases and safety stock apart",
            ),
            ("order now", plain(answer.order_now, currency=currency), "units", now),
        ],
        [
            f"The target of {plain(target, currency=currency)} excludes the demand in the lead time: the "
            f"order brings stock up to the target and replaces the {sold} units that will sell before it "
            "arrives. In terms of the inventory position (on hand plus on order, less backorders) the same "
            f"rule orders up to S = {level}."
        ],
    )
