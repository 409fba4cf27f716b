"""`orderpoint show CASE`: what is in a case."""

from collections import Counter
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from experiments.commands.options import CaseArgument, DebugOption, JsonOption
from experiments.commands.words import number_in_words, plural, target_words
from experiments.console import say, say_json, say_paragraph

if TYPE_CHECKING:
    from scenarios import Case

MOST_CLASSES = 16
"""Classes that are named; a case may have more tags than help."""


def show(case: CaseArgument, json: JsonOption = False, debug: DebugOption = False) -> None:
    """Show size, classes, alternatives and levers of a case."""
    from scenarios import load_case

    loaded = load_case(case)
    document = description(loaded)
    if json:
        say_json(document)
        return
    say(f"{loaded.title} ({loaded.name})")
    if loaded.summary:
        say_paragraph(loaded.summary)
    say()
    size = document["size"]
    say_paragraph("Size: " + ", ".join(f"{n:,} {plural(what, n)}" for what, n in size.items() if n) + ".")
    rows = [f"{table} {number:,}" for table, number in document["tables"].items()]
    say_paragraph("Rows of the tables: " + ", ".join(rows) + ".")
    if document["classes"]:
        named = list(document["classes"].items())
        more = f", and {len(named) - MOST_CLASSES} more" if len(named) > MOST_CLASSES else ""
        say_paragraph("Classes: " + ", ".join(f"{tag} {n}" for tag, n in named[:MOST_CLASSES]) + more + ".")
    run = loaded.settings
    say_paragraph(
        f"Runs: {run.replications} replications of {run.horizon:g} {loaded.time_unit}s, the first "
        f"{run.warm_up:g} to warm up, seed {run.seed}."
    )
    if loaded.target:
        say_paragraph(f"Target: {target_words(loaded.target)}.")
    _list("Alternatives", loaded.alternatives.values(), loaded.today)
    _list("Levers", loaded.levers.values(), None)
    if loaded.facts:
        say()
        words = number_in_words(len(loaded.facts))
        say_paragraph(
            f"{words[:1].upper() + words[1:]} {plural('fact', len(loaded.facts))} to meet; "
            f"`orderpoint check {case} --calibration` holds today's way against them."
        )


def description(case: "Case") -> dict[str, Any]:
    """Return what a case holds, as one document."""
    from scenarios.network import build_network

    network = build_network(case.data)
    tags = Counter(tag for found in case.data.stock_tags.values() for tag in found)
    return {
        "name": case.name,
        "title": case.title,
        "summary": case.summary,
        "folder": str(case.folder),
        "size": {
            "stock point": len(network.stock_points),
            "item": len(network.items),
            "item sold": len({demand.stock for demand in network.demands}),
            "supplier": len(network.suppliers),
            "work centre": len(network.work_centres),
        },
        "tables": {table: len(rows) for table, rows in case.data.rows.items() if rows},
        "classes": dict(sorted(tags.items(), key=lambda pair: (-pair[1], pair[0]))),
        "time_unit": case.time_unit,
        "settings": {
            "replications": case.settings.replications,
            "horizon": case.settings.horizon,
            "warm_up": case.settings.warm_up,
            "seed": case.settings.seed,
        },
        "target": dict(case.target),
        "today": case.today,
        "alternatives": [_named(one) for one in case.alternatives.values()],
        "levers": [{**_named(one), "moves": dict(one.moves)} for one in case.levers.values()],
        "facts": [fact.name for fact in case.facts],
    }


def _named(one: Any) -> dict[str, Any]:
    return {"name": one.name, "title": one.title, "summary": one.summary, "set": dict(one.set)}


def _list(heading: str, named: Iterable[Any], today: str | None) -> None:
    every = list(named)
    if not every:
        return
    say()
    say(heading)
    wide = max(len(one.name) for one in every) + 4
    for one in every:
        text = one.title + (
            " (today's way)" if one.name == today and "today" not in one.title.lower() else ""
        )
        text += f": {one.summary}" if one.summary else ""
        say_paragraph(f"  {one.name}".ljust(wide) + text, indent=" " * wide)
