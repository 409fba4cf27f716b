"""What `run --stress` prints: each event of a case, and what planners are told because of it."""

from typing import TYPE_CHECKING, Any

from experiments.commands.contest import titles_of
from experiments.commands.options import Settings
from experiments.commands.words import plural
from experiments.console import say, say_json, say_paragraph

if TYPE_CHECKING:
    from experiments.stress import Stressed
    from scenarios import Case

MOST = 8
"""Messages that are printed of one event."""


def say_stress(case: "Case", alternative: str | None, settings: Settings, json: bool) -> None:
    """Run each event of a case alone and all together, and print what planners are told.

    Without an alternative it is the first that plans, or today's way where none does.
    """
    from experiments.bench import Bench
    from experiments.plans import first_that_plans
    from experiments.stress import event_words, stress

    bench = Bench(
        case,
        values=settings.values,
        seed=settings.seed,
        horizon=settings.horizon,
        warm_up=settings.warm_up,
    )
    found = first_that_plans(case, bench) if alternative is None else None
    name = alternative or (found[0] if found else case.today or next(iter(case.alternatives)))
    base, alone, together = stress(case, lambda values: bench.scenario(name, values))
    if json:
        say_json(
            {
                "command": "run",
                "stress": True,
                "case": case.name,
                "alternative": name,
                "title": titles_of(case)[name],
                "seed": settings.seed,
                "time_unit": case.time_unit,
                "without_events": record(base),
                "events": [record(one) for one in alone],
                "all_events": record(together),
            }
        )
        return
    unit = case.time_unit
    say(f"{case.title}: {titles_of(case)[name]}")
    say(f"One simulated world (seed {settings.seed}); each event happens alone, then all of them together.")
    say(f"Without events {100 * base.fill_rate:.1f} % of the units are there when they are wanted.")
    for one in alone:
        assert one.event is not None
        say()
        say(f"{one.event.name}: {event_words(one.event, unit)}.")
        say_one(one, base, unit)
    say()
    count = len(together.messages)
    say_paragraph(
        f"All events together: {count} {plural('message', count)}; "
        f"{100 * together.fill_rate:.1f} % of the units are there when they are wanted."
    )


def say_one(one: "Stressed", base: "Stressed", unit: str) -> None:
    """Print the messages that an event raises, and what it does to service."""
    for told in one.messages[:MOST]:
        say_paragraph(f"  {unit} {told.time:g}, {told.stock}: {told.kind}; {told.text}", indent="    ")
    if not one.messages:
        say("  No message: the plan absorbs it.")
    if len(one.messages) > MOST:
        say(f"  and {len(one.messages) - MOST} more (--json lists them all)")
    short = one.short_units - base.short_units
    if short > 0:
        say(f"  {short:g} more units are not there when they are wanted.")


def record(one: "Stressed") -> dict[str, Any]:
    """Return what an event did as a record."""
    event = one.event
    return {
        "event": None if event is None else event.name,
        "kind": None if event is None else event.kind,
        "at": None if event is None else event.at,
        "messages": [
            {"time": told.time, "kind": told.kind, "stock_point": told.stock, "text": told.text}
            for told in one.messages
        ],
        "fill_rate": one.fill_rate,
        "short_units": one.short_units,
    }
