"""`orderpoint trace CASE --item X`: what happened to one item, and why it was missing."""

import textwrap
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from experiments.commands.options import (
    CaseArgument,
    DebugOption,
    HorizonOption,
    JsonOption,
    QuietOption,
    SeedOption,
    SetOption,
    WarmUpOption,
    number,
    settings_of,
)
from experiments.commands.words import plural
from experiments.console import remark, say, say_json, say_paragraph, say_table, width

if TYPE_CHECKING:
    from experiments.trace.causes import Cause
    from experiments.trace.events import Row
    from experiments.trace.stockouts import Stockout
    from experiments.trace.trace import Trace
    from sim import Scenario

NARROWEST_TEXT = 34


def trace(
    case: CaseArgument,
    item: Annotated[str, typer.Option(help="The item, or one of its stock points.")],
    alternative: Annotated[
        str | None, typer.Option(help="Which alternative; default today's way, or the first.")
    ] = None,
    since: Annotated[
        float | None,
        typer.Option(
            "--from",
            help="Start, in the case's unit of time; default a lead time before the first stockout after the "
            "warm-up.",
        ),
    ] = None,
    until: Annotated[
        float | None, typer.Option("--to", help="End, in the same unit; default shortly after that stockout.")
    ] = None,
    replication: Annotated[int, typer.Option(min=0, help="Which random world.")] = 0,
    seed: SeedOption = None,
    horizon: HorizonOption = None,
    warmup: WarmUpOption = None,
    changes: SetOption = None,
    out: Annotated[
        Path | None, typer.Option("--out", help="Folder for a picture, charts/trace.svg; default none.")
    ] = None,
    json: JsonOption = False,
    quiet: QuietOption = False,
    debug: DebugOption = False,
) -> None:
    """Trace one item of one simulated history, and explain every stockout to its cause."""
    from experiments.commands.contest import chosen, titles_of
    from experiments.trace.trace import trace as run_trace
    from scenarios import load_case

    loaded = load_case(case)
    settings = settings_of(loaded, seed=seed, horizon=horizon, warmup=warmup, changes=changes)
    name = alternative or loaded.today or next(iter(loaded.alternatives))
    chosen(loaded, [name])
    check_window(since, until, settings.horizon)
    scenario = scenario_of(loaded, name, settings, quiet or json)
    found = run_trace(scenario, item, replication)
    start, end = found.window(since, until)
    rows, stockouts = found.between(start, end), found.out_between(start, end)
    causes = [found.causes(one) for one in stockouts]
    picture = draw(found, start, end, out) if out is not None else None
    if json:
        say_json(
            {
                "command": "trace",
                "case": loaded.name,
                "alternative": name,
                "title": titles_of(loaded)[name],
                "item": item,
                "stock_point": found.stock,
                "replication": replication,
                "seed": settings.seed,
                "time_unit": loaded.time_unit,
                "from": start,
                "to": end,
                "rows": [row_record(row) for row in rows],
                "stockouts": [stockout_record(one, why) for one, why in zip(stockouts, causes, strict=True)],
                "chart": str(picture) if picture else None,
            }
        )
        return
    words = found.words
    say(f"{loaded.title}: {titles_of(loaded)[name]}")
    say(
        f"{found.stock}, {words.day(start)} to {words.number(end)} of one simulated history "
        f"(replication {replication}, seed {settings.seed})."
    )
    say()
    say_rows(found, rows, start)
    say()
    say_stockouts(found, stockouts, causes, start, end)
    if picture:
        remark(f"The picture is {picture}.", quiet)


def check_window(since: float | None, until: float | None, horizon: float) -> None:
    """Refuse a window that is not one, or lies outside the simulated time."""
    start, end = number("--from", since, 0.0), number("--to", until, horizon)
    if start < 0:
        raise typer.BadParameter(f"{start:g} is below 0; give 0 or more.", param_hint="--from")
    if start >= horizon:
        raise typer.BadParameter(
            f"{start:g} is not before the horizon of {horizon:g}; give less, or a longer --horizon.",
            param_hint="--from",
        )
    if end > horizon:
        raise typer.BadParameter(
            f"{end:g} is beyond the horizon of {horizon:g}; give less, or a longer --horizon.",
            param_hint="--to",
        )
    if end <= start:
        raise typer.BadParameter(f"{end:g} is not after --from {start:g}; give more.", param_hint="--to")


def scenario_of(case: Any, name: str, settings: Any, quiet: bool) -> "Scenario":
    """Return the scenario of an alternative; one that `compare` sizes keeps its knob as the case has it."""
    from experiments.bench import Bench

    knob = case.alternatives[name].tune
    if knob and case.target and str(knob["vary"]) not in settings.values:
        remark(
            f"'{name}' is not sized to the target here; give the knob that `compare` found with "
            f"--set {knob['vary']}=VALUE.",
            quiet,
        )
    bench = Bench(
        case,
        values=settings.values,
        seed=settings.seed,
        horizon=settings.horizon,
        warm_up=settings.warm_up,
    )
    return bench.scenario(name)


# ---- tables and sentences


def say_rows(found: "Trace", rows: "list[Row]", start: float) -> None:
    """Print what happened, with the books after it; columns in which nothing happens are left out."""
    from experiments.trace.events import folded
    from experiments.trace.words import units

    if not rows:
        say("Nothing happened in this time.")
        return
    rows = folded(rows)
    shelf = any(abs(row.after.phantom) > 1e-9 or row.after.unposted > 1e-9 for row in rows)
    reserved = any(row.after.reserved > 1e-9 for row in rows)
    head = [found.words.unit, "what happened", "on hand"]
    head += (["on the\nshelf"] if shelf else []) + (["reserved"] if reserved else [])
    head += ["on\norder", "back-\norders", "posi-\ntion"]
    cells = []
    for row in rows:
        after = row.after
        line = [found.words.number(row.time), row.what, units(after.recorded)]
        line += [units(after.shelf + after.unposted)] if shelf else []
        line += [units(after.reserved)] if reserved else []
        cells.append([*line, units(after.on_order), units(after.backorders), units(after.position)])
    lines = [max(len(part) for part in name.split("\n")) for name in head]
    taken = sum(max([lines[k], *(len(line[k]) for line in cells)]) + 2 for k in range(len(head)) if k != 1)
    room = max(NARROWEST_TEXT, width() - taken)
    for line in cells:
        line[1] = textwrap.fill(line[1], room, break_long_words=False, break_on_hyphens=False)
    say_table(head, cells, left=2)


def say_stockouts(
    found: "Trace", stockouts: "list[Stockout]", causes: "list[list[Cause]]", start: float, end: float
) -> None:
    """Print every stockout of the window: when, how many units, who, and why."""
    words = found.words
    if not stockouts:
        if start >= found.warm_up and not found.out_between(found.warm_up, found.horizon):
            start, end = found.warm_up, found.horizon
        say_paragraph(
            f"No stockout from {words.day(start)} to {words.number(end)}: nobody wanted what was not there."
        )
        return
    for one, why in zip(stockouts, causes, strict=True):
        say_paragraph(headline(found, one))
        for number_of, cause in enumerate(why, start=1):
            mark = f"  {number_of}. " if len(why) > 1 else "  "
            part = f", {words.span(cause.time)} ({cause.share:.0%})" if len(why) > 1 else ""
            title = cause.title[:1].upper() + cause.title[1:]
            say_paragraph(f"{mark}{title}{part}: {cause.sentence}", indent=" " * len(mark))
        say()


def headline(found: "Trace", out: "Stockout") -> str:
    """Say when, how many units, and who was hit."""
    from experiments.trace.words import units

    words = found.words
    until = "the end of the run" if out.end == float("inf") else words.day(out.end)
    length = words.span(min(out.end, found.horizon) - out.start)
    most = sorted(out.hit.items(), key=lambda one: -one[1])
    who = ", ".join(f"{name} ({units(quantity)})" for name, quantity in most[:3])
    more = f" and {len(most) - 3} more" if len(most) > 3 else ""
    unit = plural("unit", 1 if out.short == 1 else 2)
    text = f"Stockout from {words.day(out.start)} to {until} ({length}): {units(out.short)} {unit} short"
    if out.lost:
        text += f", {'all' if out.lost >= out.short else units(out.lost)} of them lost"
    return f"{text}. Hit: {who}{more}. Why:"


# ---- JSON


def row_record(row: "Row") -> dict[str, Any]:
    """Return a row as a JSON object."""
    after = row.after
    return {
        "time": row.time,
        "what": row.what,
        "recorded": after.recorded,
        "physical": after.shelf + after.unposted,
        "reserved": after.reserved,
        "on_order": after.on_order,
        "backorders": after.backorders,
        "position": after.position,
        "order": row.order,
    }


def stockout_record(out: "Stockout", causes: "list[Cause]") -> dict[str, Any]:
    """Return a stockout as a JSON object; an end of null: not over when the run ended."""
    return {
        "from": out.start,
        "to": out.end,
        "units_short": out.short,
        "units_lost": out.lost,
        "hit": out.hit,
        "causes": [
            {
                "kind": cause.kind,
                "title": cause.title,
                "time": cause.time,
                "share": cause.share,
                "sentence": cause.sentence,
            }
            for cause in causes
        ],
    }


def draw(found: "Trace", start: float, end: float, out: Path) -> Path:
    """Draw stock and backorders of the window."""
    from experiments.charts.save_chart import save_chart
    from experiments.charts.trace import trace_chart

    chart = trace_chart(found, start, end)
    return save_chart(chart.figure, out / "charts" / "trace", chart.alt_text, chart.title)[0]
