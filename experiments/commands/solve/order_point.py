"""`orderpoint solve order-point`: when to order in a Q-system."""

from typing import Annotated

import typer

from experiments.commands.options import DebugOption, JsonOption
from experiments.commands.solve.steps import (
    Step,
    arguments_as_options,
    per_cent,
    say_steps,
    short,
    whole_up,
)
from experiments.console import say_json


def order_point(
    demand_mean: Annotated[float, typer.Option(help="Mean demand in one unit of time.")],
    demand_sd: Annotated[float, typer.Option(help="Standard deviation of the demand in one unit of time.")],
    lead_time: Annotated[float, typer.Option(help="Mean lead time, in the same unit of time.")],
    lead_time_sd: Annotated[float, typer.Option(help="Standard deviation of the lead time.")] = 0.0,
    cycle_service: Annotated[
        float | None, typer.Option(help="Probability of no stockout in a cycle, for example 0.90.")
    ] = None,
    fill_rate: Annotated[
        float | None, typer.Option(help="Share of demand met from the shelf, for example 0.98.")
    ] = None,
    quantity: Annotated[float | None, typer.Option(help="Order quantity; --fill-rate needs it.")] = None,
    json: JsonOption = False,
    debug: DebugOption = False,
) -> None:
    """Order point and safety stock of a Q-system, normal demand, for a service level."""
    from policies.sizing import order_point as by_cycle
    from policies.sizing import order_point_fill_rate, order_point_service

    if (cycle_service is None) == (fill_rate is None):
        raise typer.BadParameter("give one of the two.", param_hint="--cycle-service / --fill-rate")
    if fill_rate is not None and quantity is None:
        raise typer.BadParameter(
            "give the order quantity; the share met depends on it.", param_hint="--quantity"
        )
    demand = (demand_mean, demand_sd, lead_time, lead_time_sd)
    with arguments_as_options({"order_quantity": "quantity"}):
        if cycle_service is not None:
            answer = by_cycle(*demand, cycle_service=cycle_service)
        else:
            assert fill_rate is not None and quantity is not None
            answer = order_point_fill_rate(*demand, order_quantity=quantity, fill_rate=fill_rate)
        earned = None
        if quantity is not None and answer.lead_time_sd > 0:
            earned = order_point_service(answer.order_point, quantity, *demand)
    whole = whole_up(answer.order_point)
    if json:
        say_json(
            {
                "question": "order-point",
                "given": {
                    "demand_mean": demand_mean,
                    "demand_sd": demand_sd,
                    "lead_time": lead_time,
                    "lead_time_sd": lead_time_sd,
                    "cycle_service": cycle_service,
                    "fill_rate": fill_rate,
                    "quantity": quantity,
                },
                "lead_time_demand_mean": answer.lead_time_mean,
                "lead_time_demand_sd": answer.lead_time_sd,
                "z": answer.z,
                "safety_stock": answer.safety_stock,
                "order_point": answer.order_point,
                "order_point_whole": whole,
                "cycle_service_earned": earned.cycle_service if earned else cycle_service,
                "fill_rate_earned": earned.fill_rate if earned else None,
            }
        )
        return
    spread = f"{short(demand_sd)} x sqrt({short(lead_time)})"
    if lead_time_sd:
        spread = f"sqrt(({spread})^2 + ({short(demand_mean)} x {short(lead_time_sd)})^2)"
    mean = f"{short(demand_mean)} x {short(lead_time)}"
    why_z = f"{per_cent(cycle_service)} of cycles without a stockout" if cycle_service is not None else (
        f"{per_cent(fill_rate or 0)} of demand met from the shelf with lots of {short(quantity or 0)}"
    )  # fmt: skip
    steps: list[Step] = [
        ("demand in the lead time", f"{answer.lead_time_mean:.2f}", "units", mean),
        ("its standard deviation", f"{answer.lead_time_sd:.2f}", "units", spread),
        ("safety factor z", f"{answer.z:.4f}", "", why_z),
        ("safety stock", f"{answer.safety_stock:.2f}", "units", "z x standard deviation"),
        ("order point", f"{answer.order_point:.2f}", "units", f"{whole} in whole units"),
    ]
    if earned:
        if fill_rate is None:
            text = f"with lots of {short(quantity or 0)}"
            steps.append(("demand met from the shelf", f"{100 * earned.fill_rate:.2f}", "%", text))
        else:
            steps.append(("cycles without a stockout", f"{100 * earned.cycle_service:.2f}", "%", ""))
    say_steps(
        "Order point of a Q-system",
        steps,
        [
            f"Order whenever stock on hand plus on order, less backorders, falls to {whole}.",
            "This takes demand as a fine stream, so that the order leaves exactly at the order point. Where "
            "demand comes in large steps, or stock is looked at only now and then, the position is already "
            "below the point when the order leaves (undershoot), and the service is lower than asked for: "
            "add the mean undershoot to the order point.",
        ],
    )
