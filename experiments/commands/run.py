"""`orderpoint run CASE`: one alternative, replicated."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from experiments.commands.common import Given, simulates
from experiments.commands.contest import (
    chosen,
    contest,
    currency_of,
    folder_for,
    found_document,
    found_words,
    keep,
    leave_if_cancelled,
    settled,
    sized_of,
    sized_words,
    start_up_chart,
    stock_histories,
    titles_of,
)
from experiments.commands.options import CaseArgument, Settings, given_numbers
from experiments.commands.stressed import say_stress
from experiments.commands.sureness import adjusted_words, reached_words
from experiments.commands.words import figure, target_words, unit_words
from experiments.commands.workbench import finish, workbench
from experiments.console import remark, say, say_json, say_paragraph, say_table

if TYPE_CHECKING:
    from experiments.compare import Comparison


@simulates(auto=True)
def run(
    case: CaseArgument,
    alternative: Annotated[
        str | None, typer.Option(help="Which alternative; default today's way, or the first.")
    ] = None,
    stress: Annotated[
        bool,
        typer.Option("--stress", help="Let each event of the case happen, and list what planners are told."),
    ] = False,
    *,
    given: Given,
) -> None:
    """Simulate one alternative of a case, replicated."""
    from scenarios import load_case

    loaded = load_case(case)
    settings = given.settings(loaded)
    name = alternative or loaded.today or next(iter(loaded.alternatives))
    chosen(loaded, [name])
    if stress:
        given_numbers(settings, "--stress takes")
        say_stress(loaded, alternative, settings, given.json)
        return
    folder = folder_for(loaded, "run", given.out)
    titles, currency = titles_of(loaded), currency_of(loaded)
    title, charts = titles[name], list[dict[str, str]]()

    def fill(folder: Path) -> None:
        charts.extend(draw(folder, loaded, result, name, titles, settings))

    with workbench(loaded, settings, folder) as bench:
        result = contest(bench, [name], settings)
        settings = settled(settings, result)
        drawn = keep(loaded, "run", folder, settings, result, fill)
        finish(bench, result.comparison.outcomes.interrupted)
    leave_if_cancelled(result, folder, settings.replications, drawn)
    rows = kpi_rows(result.comparison, name)
    if given.json:
        from experiments.run_folder import variance_reductions

        say_json(
            {
                "command": "run",
                "case": loaded.name,
                "alternative": name,
                "title": title,
                "replications": settings.replications,
                "seed": settings.seed,
                "currency": currency,
                "target": dict(loaded.target),
                "meets_target": result.comparison.meets(name, loaded.target),
                "probability_meets_target": result.comparison.feasible(name, loaded.target),
                **found_document(result),
                "saturated": name in result.comparison.outcomes.saturated,
                "sized": sized_of(result).get(name),
                "kpis": rows,
                "variance_reduction": variance_reductions(result.comparison, name),
                "folder": str(folder),
                "charts": charts,
            }
        )
        return
    for text in found_words(loaded, result):
        remark(text, given.silent)
    say(f"{loaded.title}: {title}")
    say(f"Simulated: {settings.replications} replications, seed {settings.seed}; 95 % intervals of the mean.")
    say()
    say_kpis(rows, currency)
    comparison = result.comparison
    for text in (
        reached_words(comparison, name, loaded.target),
        adjusted_words(comparison, name, ["total_cost", *(loaded.target or ["fill_rate"])], currency),
    ):
        if text:
            say_paragraph(text)
    if sized := sized_of(result).get(name):
        say_paragraph(f"Sized to the target ({target_words(loaded.target)}): {sized_words(sized)}.")
    if "cycle_service" in loaded.target:
        say_paragraph(undershoot_words(result.comparison, name, loaded.target["cycle_service"]))
    if name in result.comparison.outcomes.saturated:
        say_paragraph(
            "The plant does not keep up: work in process grows from the first half of the time to the "
            "second, so these figures hold for this horizon only."
        )
    remark(f"Tables and pictures are in {folder}.", given.silent)


def undershoot_words(comparison: "Comparison", name: str, target: float) -> str:
    """Explain the cycle service by the undershoot: how far below the order point orders leave."""
    below = comparison.interval(name, "undershoot").mean
    service = comparison.interval(name, "cycle_service").mean
    return (
        f"Undershoot: when an order leaves, the position is on average {below:.3g} units below the order "
        f"point. The textbook takes it to be exactly there, as it is when demand comes in very fine steps; "
        f"then {target:.0%} of the cycles would pass without a shortage, and here {service:.1%} do. Where "
        "demand comes in large steps, add the mean undershoot to the order point to get the service back."
    )


def kpi_rows(comparison: "Comparison", name: str) -> list[dict[str, Any]]:
    """Return every key figure of an alternative with its interval, by family."""
    from experiments.kpi.registry import registered

    rows = []
    for kpi in registered():
        interval = comparison.interval(name, kpi.name)
        rows.append(
            {
                "kpi": kpi.name,
                "title": kpi.title,
                "family": kpi.family,
                "unit": kpi.unit,
                "optional": kpi.optional,
                "mean": interval.mean,
                "low": interval.low,
                "high": interval.high,
            }
        )
    return rows


def say_kpis(rows: list[dict[str, Any]], currency: str) -> None:
    """Print key figures with their intervals, a table a family.

    What the case does not price, and figures of features that it does not have, are left out.
    """
    known = [row for row in rows if row["mean"] == row["mean"]]
    known = [
        row
        for row in known
        if row["mean"] or row["high"] or not (row["optional"] or row["unit"].startswith("money"))
    ]
    cells, heads = list[list[str]](), set[int]()
    for row in known:
        if not cells or row["family"] != known[known.index(row) - 1]["family"]:
            if cells:
                cells.append(["", "", "", ""])
            heads.add(len(cells))
            cells.append([str(row["family"]).capitalize(), "", "", ""])
        unit = row["unit"]
        interval = "-"
        if row["low"] == row["low"]:
            interval = " to ".join(figure(row[end], unit, currency) for end in ("low", "high"))
        cells.append([f"  {row['title']}", figure(row["mean"], unit, currency), interval, unit_words(unit)])
    say_table(["", "mean", "95 % interval", ""], cells, bold=frozenset(heads))
    say()


def draw(
    folder: Path, case: Any, result: Any, name: str, titles: dict[str, str], settings: Settings
) -> list[dict[str, str]]:
    """Draw the stock of the shown items through time, and where start-up ends if that was found."""
    from experiments.charts.looks import looks_of
    from experiments.charts.save_chart import save_chart
    from experiments.charts.stock_history import stock_history

    charts = start_up_chart(case, result, settings)
    charts["stock-history"] = stock_history(
        stock_histories(case, {name: result.scenarios[name]}),
        titles=titles,
        today=case.today,
        looks=looks_of(case.alternatives, case.today),
        replication=0,
        seed=settings.seed,
    )
    for stem, chart in charts.items():
        save_chart(chart.figure, folder / "charts" / stem, chart.alt_text, chart.title)
    return [
        {"file": f"charts/{stem}.svg", "title": chart.title, "alt_text": chart.alt_text}
        for stem, chart in charts.items()
    ]
