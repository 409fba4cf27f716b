"""`orderpoint solve kanban-cards`: how many cards a Kanban loop needs."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from experiments.commands.options import DebugOption, JsonOption
from experiments.commands.solve.steps import Step, arguments_as_options, per_cent, say_steps, short
from experiments.console import say_json

if TYPE_CHECKING:
    from policies.sizing import KanbanCards, SignalCard, TwoCardKanban


def kanban_cards(
    demand_rate: Annotated[float, typer.Option(help="Units in one unit of time.")],
    lead_time: Annotated[
        float, typer.Option(help="From the order to the full container: waiting, set-up, run, conveyance.")
    ],
    container: Annotated[float, typer.Option(help="Units of a container.")],
    safety: Annotated[float, typer.Option(help="What is kept as well, as a share: 0.1 for 10 %.")] = 0.0,
    collection_time: Annotated[
        float, typer.Option(help="From the moment a card is free until it is collected.")
    ] = 0.0,
    maximum_stock: Annotated[float | None, typer.Option(help="Room for so many units.")] = None,
    withdrawal_time: Annotated[
        float | None,
        typer.Option(help="Two cards: round of a withdrawal card; --lead-time is the maker's."),
    ] = None,
    setup_time: Annotated[
        float | None, typer.Option(help="Signal for lots: set-up of a lot, not in --lead-time.")
    ] = None,
    run_time: Annotated[
        float | None, typer.Option(help="Signal for lots: run of a unit, not in --lead-time.")
    ] = None,
    setup_cost: Annotated[float | None, typer.Option(help="Signal for lots: money a set-up.")] = None,
    holding_cost: Annotated[
        float | None, typer.Option(help="Signal for lots: money a unit and unit of time.")
    ] = None,
    json: JsonOption = False,
    debug: DebugOption = False,
) -> None:
    """Cards of a Kanban loop: one card, two cards, or a signal card for lots with a set-up."""
    from policies.sizing import kanban_cards as one_card
    from policies.sizing import signal_kanban, two_card_kanban
    from policies.sizing.kanban_cards import ContainerTooLarge
    from sim.errors import DataError

    lots = {
        "setup_time": setup_time,
        "run_time": run_time,
        "setup_cost": setup_cost,
        "holding_cost": holding_cost,
    }
    signals = any(value is not None for value in lots.values())
    if signals and withdrawal_time is not None:
        raise typer.BadParameter(
            "a signal card is one card; leave --withdrawal-time or the figures of the lot out.",
            param_hint="--withdrawal-time",
        )
    room = float("inf") if maximum_stock is None else maximum_stock
    names = {"production_time": "lead_time"}
    answer: KanbanCards | TwoCardKanban | SignalCard
    with arguments_as_options(names):
        try:
            if signals:
                given = {name: value or 0.0 for name, value in lots.items()}
                time = _round(lead_time, collection_time)
                answer = signal_kanban(demand_rate, time, container, safety, **given, maximum_stock=room)
            elif withdrawal_time is not None:
                time = _round(lead_time, collection_time)
                answer = two_card_kanban(demand_rate, time, withdrawal_time, container, safety, room)
            else:
                answer = one_card(demand_rate, lead_time, container, safety, collection_time, room)
        except ContainerTooLarge as error:
            raise DataError(str(error)) from None
    asked: dict[str, Any] = {
        "demand_rate": demand_rate,
        "lead_time": lead_time,
        "container": container,
        "safety": safety,
        "collection_time": collection_time,
        "maximum_stock": maximum_stock,
    }
    if signals:
        asked |= lots
    elif withdrawal_time is not None:
        asked["withdrawal_time"] = withdrawal_time
    if json:
        from dataclasses import asdict

        say_json({"question": "kanban-cards", "given": asked, **asdict(answer)})
        return
    title, steps, words = _told(answer, asked)
    say_steps(title, steps, [*words, *_room(answer.maximum_stock, maximum_stock)])


def _round(lead_time: float, collection_time: float) -> float:
    """Return the time of a round; each of the two is checked by its own name."""
    from policies.sizing.kanban_cards import kanban_cards as checked

    checked(1.0, lead_time, 1.0, collection_time=collection_time)
    return lead_time + collection_time


def _told(answer: Any, asked: dict[str, Any]) -> tuple[str, list[Step], list[str]]:
    """Return title, steps and words of an answer."""
    if hasattr(answer, "signal"):
        return _signal(answer, asked)
    if hasattr(answer, "withdrawal"):
        return _two_cards(answer, asked)
    return _one_card(answer, asked)


def _one_card(answer: "KanbanCards", asked: dict[str, Any]) -> tuple[str, list[Step], list[str]]:
    size = short(asked["container"])
    steps = [
        *_loop(answer, asked, _time(asked)),
        ("stock at most", short(answer.maximum_stock), "units", f"{answer.cards} containers of {size}"),
    ]
    return (
        "Cards of a Kanban loop",
        steps,
        [
            f"Put {_cards(answer.cards)} into the loop: each stands at a container of {size} units or asks "
            "for one. No more than these containers can ever be full.",
            "The formula rounds up, and takes demand as even. Take cards out one by one until the loop runs "
            "short, and mend what made it run short: the safety is there to be lowered.",
        ],
    )


def _two_cards(answer: "TwoCardKanban", asked: dict[str, Any]) -> tuple[str, list[Step], list[str]]:
    made, fetched = answer.production, answer.withdrawal
    steps = [
        *_loop(made, asked, _time(asked), "production: "),
        *_loop(fetched, asked, short(asked["withdrawal_time"]), "withdrawal: "),
        (
            "stock at most",
            short(answer.maximum_stock),
            "units",
            f"{made.cards + fetched.cards} containers of {short(asked['container'])}",
        ),
    ]
    return (
        "Cards of a two-card Kanban system",
        steps,
        [
            f"Put {_cards(made.cards)} for production between the machines and the maker's store, and "
            f"{_cards(fetched.cards)} for withdrawal between that store and the user. A withdrawal card that "
            "fetches a container leaves its production card behind, and that is the order to make one more."
        ],
    )


def _signal(answer: "SignalCard", asked: dict[str, Any]) -> tuple[str, list[Step], list[str]]:
    rate, size = short(asked["demand_rate"]), short(asked["container"])
    setup, run = asked["setup_time"] or 0.0, asked["run_time"] or 0.0
    steps: list[Step] = []
    if answer.least_lot_units:
        how = f"{rate} x {short(setup)} / (1 - {rate} x {short(run)}): set-ups and runs fill the time"
        steps.append(("least lot", f"{answer.least_lot_units:.2f}", "units", how))
    if answer.economic_lot_units:
        how = f"sqrt(2 x {short(asked['setup_cost'])} x {rate} / ({short(asked['holding_cost'])} x "
        how += f"(1 - {rate} x {short(run)})))"
        steps.append(("economic lot", f"{answer.economic_lot_units:.2f}", "units", how))
    first = " + ".join([_time(asked), short(setup), f"{short(run)} x {size}"])
    level = f"{rate} x {answer.lead_time:.6g} x {short(1 + asked['safety'])} / {size}, rounded up"
    steps += [
        ("lot", str(answer.lot), "containers", f"{answer.lot_units:.2f} units / {size}, rounded up"),
        ("first container after", f"{answer.lead_time:.6g}", "time", f"{first}: lead time, set-up, run"),
        ("signal", str(answer.signal), "containers", level),
        ("lots", f"{answer.lots_per_time:.4g}", "a unit of time", f"{rate} / ({answer.lot} x {size})"),
        (
            "stock at most",
            short(answer.maximum_stock),
            "units",
            f"({answer.signal} + {answer.lot}) containers of {size}",
        ),
    ]
    return (
        "Signal Kanban for lots",
        steps,
        [
            f"Order a lot of {answer.lot} containers when {answer.signal} full ones are left. The card hangs "
            "on the pile at that height, and the lot is made in one run."
        ],
    )


def _loop(loop: "KanbanCards", asked: dict[str, Any], time: str, name: str = "") -> list[Step]:
    """Return the steps of one loop."""
    rate, size = short(asked["demand_rate"]), short(asked["container"])
    demand = f"{rate} x {time}" if " " not in time else f"{rate} x ({time})"
    needed = f"{short(loop.loop_demand)} x {short(1 + asked['safety'])} / {size}"
    return [
        (f"{name}demand in a round", f"{loop.loop_demand:.2f}", "units", demand),
        (f"{name}safety", f"{loop.safety_units:.2f}", "units", f"{per_cent(asked['safety'])} of that"),
        (f"{name}cards", str(loop.cards), "", f"{needed} = {loop.exact:.4g}, rounded up"),
    ]


def _time(asked: dict[str, Any]) -> str:
    """Write the time of a round as it was given."""
    parts = [asked["lead_time"], asked["collection_time"]]
    return " + ".join(short(part) for part in parts if part or part is parts[0])


def _cards(number: int) -> str:
    return "1 card" if number == 1 else f"{number} cards"


def _room(stock: float, room: float | None) -> list[str]:
    """Tell where full containers would not find room."""
    if room is None or stock <= room:
        return []
    return [
        f"There is room for {short(room)} units, and all containers full hold {short(stock)}: shorten the "
        "round, lower the safety, or make room."
    ]
