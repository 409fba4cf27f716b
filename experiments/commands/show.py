"""`orderpoint show CASE`: what is in a case."""

from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from experiments.commands.options import CaseArgument, DebugOption, JsonOption, cores
from experiments.commands.words import number_in_words, plural, share, target_words
from experiments.console import say, say_json, say_paragraph

if TYPE_CHECKING:
    from experiments.classes import ItemClass
    from scenarios import Case

MOST_CLASSES = 16
"""Classes that are named; a case may have more tags than help."""


def show(
    case: CaseArgument,
    out: Annotated[
        Path | None,
        typer.Option("--out", help="Folder for a picture of the network; without it no file is written."),
    ] = None,
    quick: Annotated[
        bool, typer.Option("--quick", help="Do not simulate to estimate how long a comparison takes.")
    ] = False,
    json: JsonOption = False,
    debug: DebugOption = False,
) -> None:
    """Show size, network, classes, alternatives and levers of a case, and how long a comparison takes."""
    from scenarios import load_case

    loaded = load_case(case)
    folder = None if out is None else _folder(out)
    document = description(loaded, quick=quick)
    document["network"]["picture"] = None if folder is None else _draw(loaded, folder)
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
    say_paragraph(f"Network: {document['network']['chain']}.")
    if document["abc"] and document["size"]["item sold"] > 1:
        say_paragraph(_abc_words(document["abc"]))
    if document["run_time"]:
        say_paragraph(_run_time_words(document["run_time"]))
    _list("Alternatives", loaded.alternatives.values(), loaded.today)
    _list("Levers", loaded.levers.values(), None)
    if loaded.facts:
        say()
        words = number_in_words(len(loaded.facts))
        say_paragraph(
            f"{words[:1].upper() + words[1:]} {plural('fact', len(loaded.facts))} to meet; "
            f"`orderpoint check {case} --calibration` holds today's way against them."
        )
    if folder is not None:
        say()
        say_paragraph(f"In {folder}: {', '.join(document['network']['picture']['files'])}.")


def description(case: "Case", *, quick: bool = False) -> dict[str, Any]:
    """Return what a case holds, as one document.

    Parameters
    ----------
    quick
        Leave out the estimate of the run time, for which a slice of a run is simulated.
    """
    from experiments.network_shape import chain_words, network_shape
    from scenarios.network import build_network

    network = build_network(case.data)
    shape = network_shape(case)
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
        "network": {
            "chain": chain_words(shape),
            "nodes": [
                {"level": n.level, "kind": n.kind, "label": n.label, "detail": n.detail, "count": n.count}
                for n in shape.nodes
            ],
            "picture": None,
        },
        "abc": _abc(case),
        "run_time": None if quick else _run_time(case),
        "today": case.today,
        "alternatives": [_named(one) for one in case.alternatives.values()],
        "levers": [{**_named(one), "moves": dict(one.moves)} for one in case.levers.values()],
        "facts": [fact.name for fact in case.facts],
    }


def _folder(out: Path) -> Path:
    """Return the folder for the picture, before any time is spent on it."""
    from sim import DataError

    if out.exists() and not out.is_dir():
        raise DataError(f"{out} is a file; name a folder for the picture with --out")
    return out


def _draw(case: "Case", folder: Path) -> dict[str, Any]:
    """Draw the network into a folder; return its files, title and alt text."""
    from experiments.charts.network_picture import network_picture
    from experiments.charts.save_chart import save_chart
    from experiments.network_shape import shape_of
    from sim import DataError

    chart = network_picture(*shape_of(case))
    try:
        files = save_chart(chart.figure, folder / "network", chart.alt_text, chart.title)
    except OSError as error:
        raise DataError(f"{folder} cannot be written ({error.strerror}); name another with --out") from error
    return {"files": [file.name for file in files], "title": chart.title, "alt_text": chart.alt_text}


def _abc(case: "Case") -> dict[str, Any] | None:
    """Return items and share of the value of each class; None where nothing is sold."""
    from experiments.classes import ABC, item_classes, value_basis
    from scenarios.network import build_network

    items = item_classes(case)
    total = sum(max(item.value, 0.0) for item in items)
    if not total > 0:
        return None

    def of(group: "list[ItemClass]") -> dict[str, Any]:
        return {"items": len(group), "share": sum(max(item.value, 0.0) for item in group) / total}

    return {
        "value_at": value_basis(build_network(case.data_of())),
        "classes": {abc: of([item for item in items if item.abc == abc]) for abc in ABC},
    }


def _abc_words(abc: dict[str, Any]) -> str:
    at = {"price": "sales", "unit cost": "use at unit cost", "units": "units"}[abc["value_at"]]
    parts = [
        f"{name} {group['items']:,} ({share(group['share'], 0)})"
        for name, group in abc["classes"].items()
        if group["items"]
    ]
    return f"Items sold, by class and share of {at}: {', '.join(parts)}."


def _run_time(case: "Case") -> dict[str, Any]:
    """Return how long a comparison takes, or why that is not known."""
    from dataclasses import asdict

    from experiments.run_time import run_time
    from sim import OrderpointError

    try:
        return {**asdict(run_time(case, cores())), "problem": ""}
    except OrderpointError as error:
        return {"seconds": None, "problem": str(error)}


def _run_time_words(found: dict[str, Any]) -> str:
    if found["seconds"] is None:
        return f"Estimated run time: not known, for the case cannot be simulated: {found['problem']}"
    count, ways = found["cores"], found["alternatives"]
    sized = ", sizing included" if found["sized"] else ""
    work = f"`compare` with {found['replications']} replications of {ways} {plural('alternative', ways)}"
    return (
        f"Estimated run time: {about(found['seconds'])} on {count} {plural('core', count)} for {work}{sized}."
    )


def about(seconds: float) -> str:
    """Write a time that is roughly known.

    Examples
    --------
    >>> about(0.4), about(38), about(95), about(250)
    ('a few seconds', 'about 40 seconds', 'about 2 minutes', 'about 4 minutes')
    >>> about(3601), about(4000), about(90_000)
    ('about 1 hour', 'about 1.1 hours', 'about 25 hours')
    """
    if seconds < 8:
        return "a few seconds"
    if seconds < 75:
        return f"about {10 * max(1, round(seconds / 10))} seconds"
    if seconds < 55 * 60:
        minutes = max(1, round(seconds / 60))
        return f"about {minutes} {plural('minute', minutes)}"
    hours = f"{seconds / 3600:.2g}".removesuffix(".0")
    return f"about {hours} {'hour' if hours == '1' else 'hours'}"


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
