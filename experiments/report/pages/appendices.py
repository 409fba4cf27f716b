"""The appendices: every figure, what was assumed, how it was done, what else was drawn, and the words."""

from collections.abc import Sequence
from typing import Any, cast

from experiments.charts.bullwhip import bullwhip
from experiments.charts.gantt import gantt
from experiments.charts.kanban_loop import kanban_loop
from experiments.charts.stock_fan import stock_fan
from experiments.charts.stock_history import stock_history
from experiments.charts.stress_weeks import stress_weeks
from experiments.commands.words import share
from experiments.doubts import BASE, doubt_rows
from experiments.floor import bullwhip_by_echelon, echelons, families_of, machines_of
from experiments.interval import mean_interval
from experiments.kpi import registered
from experiments.report.assumptions import assumptions_of
from experiments.report.blocks import Block, Bullets, Page, Picture, Table, Text
from experiments.report.evidence import Evidence
from experiments.report.glossary import TERMS
from experiments.report.pages import growth, opponents
from experiments.report.stored_disruption import stored_disruptions
from experiments.report.words import money_span, span
from experiments.run_files import COPY
from sim.scenario import UNITS_PER_YEAR

MOST_ITEMS = 25
"""Items in the table of parameters; the workbook has them all."""
TOP_WAYS = 4
"""Ways in the table of all figures; the workbook has them all."""


def pictures(found: Sequence[Block]) -> Page | None:
    """Return pictures that the pages speak of and have no room for."""
    return Page("pictures", "More pictures", tuple(found), appendix=True) if found else None


def figures(evidence: Evidence) -> Page | None:
    """Return every figure of the ways that count, with its interval."""
    table = evidence.table
    names = table.order()[:TOP_WAYS]
    rows = []
    for kpi in registered():
        cells = [
            span(table.comparison.interval(name, kpi.name), kpi.name, evidence.currency) for name in names
        ]
        means = [table.comparison.interval(name, kpi.name).mean for name in names]
        if all(mean != mean or mean == 0 for mean in means):
            continue
        rows.append((kpi.title, kpi.unit.replace("money", evidence.currency), *cells))
    head = ("figure", "unit", *(evidence.title(name) for name in names))
    caption = (
        f"Means of {evidence.replications} replications with 95 % intervals; figures that the case "
        "does not have are left out"
    )
    return Page("figures", "All figures", (Table(head, tuple(rows), caption, left=2),), appendix=True)


def items(evidence: Evidence) -> Page | None:
    """Return the parameters of the items that change most; None where none were tuned."""
    run = evidence.get("tune")
    if run is None or not run.has("parameters.csv"):
        return None
    frame = run.frame("parameters.csv")
    frame = frame[frame["class"].astype(str) != ""] if "class" in frame else frame
    frame = (
        frame.assign(size=frame["cash_set_free"].abs()).sort_values("size", ascending=False).head(MOST_ITEMS)
    )
    columns = {
        "stock": "stock point",
        "class": "class",
        "order_point_today": "order point today",
        "order_point_tuned": "proposed",
        "quantity_today": "lot today",
        "quantity_tuned": "proposed",
        "stock_value_today": "stock today",
        "stock_value_tuned": "proposed",
        "cash_set_free": "cash set free",
    }
    known = [name for name in columns if name in frame]
    rows = [
        tuple(_cell(name, value, evidence.currency) for name, value in zip(known, row, strict=True))
        for row in frame[known].itertuples(index=False)
    ]
    alternative = evidence.title(str(run.summary["alternative"]))
    caption = f"The {len(rows)} items whose stock changes most, {alternative}; all are in the workbook"
    return Page(
        "items",
        "Parameters by item",
        (Table(tuple(columns[n] for n in known), tuple(rows), caption, left=2),),
        appendix=True,
    )


def _cell(name: str, value: object, currency: str) -> str:
    if isinstance(value, str):
        return value
    number = float(value)  # type: ignore[arg-type]
    if number != number:
        return "-"
    if "value" in name or "cash" in name:
        return money_span(mean_interval([number]), currency)
    return f"{number:,.0f}"


def stock(evidence: Evidence) -> Page | None:
    """Return stock through time of the case's items; None where no history was kept."""
    fan = evidence.get("floor")
    if fan is not None and fan.has("stock_paths.csv"):
        chart = stock_fan(
            fan.frame("stock_paths.csv"),
            titles=evidence.titles,
            today=evidence.today,
            looks=evidence.looks,
            replication=0,
            seed=evidence.seed,
        )
        return Page("stock", "Stock of single items through time", (Picture(chart),), appendix=True)
    run = evidence.runs["compare"]
    if not run.has("history.csv"):
        return None
    chart = stock_history(
        run.frame("history.csv"),
        titles=evidence.titles,
        today=evidence.today,
        looks=evidence.looks,
        replication=0,
        seed=evidence.seed,
    )
    return Page("stock", "Stock of single items through time", (Picture(chart),), appendix=True)


def floor(evidence: Evidence) -> Page | None:
    """Return plans of machines, cards and how orders swing; None where nothing of it was kept."""
    blocks: list[Block] = []
    run, compare = evidence.get("floor"), evidence.runs["compare"]
    network = evidence.network
    if run is not None and run.has("machine_runs.csv"):
        runs = run.frame("machine_runs.csv")
        last = str(run.summary["alternatives"][-1])
        chosen = runs[runs["alternative"] == last]
        if not chosen.empty:
            blocks.append(
                Picture(
                    gantt(
                        chosen,
                        machines=machines_of(network),
                        families=families_of(network),
                        titles=evidence.titles,
                        way=evidence.title(last),
                        seed=evidence.seed,
                    )
                )
            )
    if run is not None and run.has("kanban_cards.csv"):
        cards = run.frame("kanban_cards.csv")
        for name in cards.loc[cards["cards"] > 0, "alternative"].iloc[:1]:
            mine = cards[cards["alternative"] == name]
            blocks.append(Picture(kanban_loop(mine, way=evidence.title(str(name)))))
    if compare.has("stock_points.csv"):
        points = compare.frame("stock_points.csv")
        names = [n for n in evidence.table.order()[:TOP_WAYS] if n in set(points["alternative"])]
        swings = bullwhip_by_echelon(points[points["alternative"].isin(names)], echelons(network))
        if not swings.empty and swings["value"].notna().any():
            blocks.append(
                Picture(
                    bullwhip(
                        swings,
                        titles=evidence.titles,
                        today=evidence.today,
                        looks=evidence.looks,
                        replications=evidence.replications,
                        seed=evidence.seed,
                    )
                )
            )
    return Page("plans", "How the floor would run", tuple(blocks), appendix=True) if blocks else None


def stress(evidence: Evidence) -> Page | None:
    """Return service by week under each event; None where nothing was stressed."""
    run = evidence.get("stress")
    if run is None:
        return None
    unit = str(run.summary["time_unit"])
    charts = [
        stress_weeks(
            cast(Any, by_way),
            time_unit=unit,
            titles=evidence.titles,
            today=evidence.today,
            looks=evidence.looks,
        )
        for by_way in stored_disruptions(run).values()
    ]
    return Page("stress", "When something stands still", tuple(map(Picture, charts)), appendix=True)


def volumes(evidence: Evidence) -> Page | None:
    """Return service and load at each volume; None without a sweep of the volume."""
    run = evidence.get("volume")
    if run is None:
        return None
    return Page(
        "volumes", "Growth in figures", (growth.table_of(evidence, run.frame("points.csv")),), appendix=True
    )


def doubts(evidence: Evidence) -> Page | None:
    """Return the saving under every doubt; None where nothing was put in doubt."""
    run = evidence.get("doubts")
    if run is None:
        return None
    frame = run.frame("doubts.csv").fillna({"end": "", "words": ""})
    rows = []
    order = [BASE, *dict.fromkeys(doubt_rows(frame)["path"])]
    for title in order:
        for (end, words), mine in frame[frame["doubt"] == title].groupby(["end", "words"], sort=False):
            saving, service, now = (
                mean_interval(mine[c].to_numpy()) for c in ("saving", "fill_rate", "fill_rate_today")
            )
            rows.append(
                (
                    title,
                    words or end,
                    money_span(saving, evidence.currency, signed=True),
                    share(service.mean),
                    share(now.mean),
                )
            )
    way = evidence.title(str(run.summary["way"]))
    head = ("what is in doubt", "it would be", f"saving a year, {way}", f"service, {way}", "service today")
    caption = (
        "Total cost of today's way less that of the proposed one, each doubt alone (95 % "
        "interval); levels follow from the records of such a past"
    )
    return Page(
        "doubts",
        "The saving under other assumptions",
        (Table(head, tuple(rows), caption, left=2),),
        appendix=True,
    )


def assumed(evidence: Evidence) -> Page | None:
    """Return every figure that the case assumes; None where it says nothing of it."""
    frame = assumptions_of(evidence.runs["compare"].folder / COPY)
    if frame.empty:
        return None
    rows = tuple(
        (str(one[0]).replace("_", " "), str(one[1]).replace("_", " "), str(one[2]), str(one[3]))
        for one in frame.itertuples(index=False)
    )
    text = Text("The case is silent on these. Change a figure, and run the report again.", "lead")
    caption = f"{len(rows)} assumptions of the case, each with its reason"
    blocks: list[Block] = [text]
    swings = opponents.doubts_picture(evidence)
    if swings is not None:
        blocks += [Picture(swings, "two-thirds"), Text("Above: those that were put in doubt.", "note")]
    return Page(
        "assumed",
        "What is assumed",
        (*blocks, Table(tuple(frame.columns), rows, caption, left=4)),
        appendix=True,
    )


def checks(evidence: Evidence) -> Page | None:
    """Return published or exact results beside ours; None where they were not run."""
    run = evidence.get("verify")
    if run is None:
        return None
    frame = run.frame("verify.csv")
    rows = []
    for one in frame.to_dict("records"):
        ours, low, high = _short(one["ours"]), float(one["low"]), float(one["high"])
        if low == low:
            ours += f" ({low:.6g} to {high:.6g})"
        words = (str(one["name"]), str(one["source"]), _short(one["published"]), ours, str(one["unit"]))
        rows.append((*words, "agrees" if bool(one["agrees"]) else "differs"))
    head = ("check", "source", "published or exact", "ours", "unit", "")
    return Page(
        "checks",
        "Published results against ours",
        (Table(head, tuple(rows), "Intervals hold for all simulated checks at once (95 %)", left=2),),
        appendix=True,
    )


def _short(value: object) -> str:
    return f"{float(value):.6g}" if isinstance(value, float | int) else str(value)


def method(evidence: Evidence) -> Page | None:
    """Return how it was done: worlds, sizes, intervals, versions."""
    run = evidence.runs["compare"]
    summary, case = run.summary, evidence.case
    unit = case.time_unit
    versions = ", ".join(f"{name} {number}" for name, number in summary.get("versions", {}).items())
    years = (float(summary["horizon"]) - float(summary["warm_up"])) / UNITS_PER_YEAR[unit]
    said = [
        f"{evidence.replications} replications, seed {evidence.seed}; each runs "
        f"{float(summary['horizon']):g} {unit}s, of which the first "
        f"{float(summary['warm_up']):g} are warm-up: {years:.1f} years are measured.",
        "Random numbers belong to things: the same customer, order and lot draws the same in "
        "every way (common random numbers).",
        "Intervals are Student's t over replications, 95 %. Differences from today are paired "
        "by replication, and their intervals hold for all ways at once (Bonferroni or Dunnett).",
        "The probability of being best is that of the paired means, among ways that reach the target.",
        "Total cost holds carrying stock, orders, set-ups, freight, counts, stock written "
        "off, rent of more room and the margin of lost sales; purchases are not in it.",
    ]
    for name, sized in dict(summary.get("sized", {})).items():
        said.append(f"{evidence.title(str(name))} is sized by {sized['path']} = {float(sized['value']):.4g}.")
    if summary.get("values"):
        said.append(
            "Set by hand: "
            + "; ".join(f"{path} = {value}" for path, value in summary["values"].items())
            + "."
        )
    said.append(f"Digest of the case: {run.digest[:16]}. Versions: {versions}.")
    missing = [f"{part.title} ({part.command.replace('CASE', case.name)})" for part in evidence.missing]
    blocks: list[Block] = [Bullets(tuple(said))]
    if missing:
        blocks.append(Bullets(tuple(missing), "Not in this report, since it was not run"))
    return Page("method", "How it was done", tuple(blocks), appendix=True)


def words(evidence: Evidence) -> Page | None:
    """Return the words that a reader may not know."""
    rows = tuple(sorted(TERMS.items(), key=lambda pair: pair[0].lower()))
    return Page(
        "words",
        "Words",
        (Table(("word", "what it means"), rows, "Words of this report", left=2),),
        appendix=True,
    )
