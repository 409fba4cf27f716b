"""`orderpoint compare CASE`: alternatives on the same random world."""

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
    service_picture,
    settled,
    sized_of,
    sized_words,
    start_up_chart,
    stock_histories,
    titles_of,
)
from experiments.commands.league_table import LeagueTable
from experiments.commands.options import CaseArgument, RobustOption, Settings, given_numbers
from experiments.commands.robust import draw_robust, robust_document, say_robust
from experiments.commands.sureness import adjusted_words
from experiments.commands.words import target_words
from experiments.commands.workbench import finish, workbench
from experiments.console import remark, say, say_json, say_paragraph, say_table

if TYPE_CHECKING:
    import pandas as pd

    from experiments.bench import Bench
    from experiments.charts.chart import Chart
    from experiments.league import LeagueResult
    from experiments.robustness import Retest
    from scenarios import Case

TARGET_NOT_REACHED = 4


@simulates(auto=True)
def compare(
    case: CaseArgument,
    alternatives: Annotated[
        str, typer.Option(help="Names with commas between; default all. Today's way is always among them.")
    ] = "",
    levers: Annotated[
        str,
        typer.Option(
            help="'all', or names with commas between: pull each on today's way (or on the one alternative "
            "named) and show what it does."
        ),
    ] = "",
    indifference: Annotated[
        float | None,
        typer.Option(
            metavar="MONEY",
            help="Smallest difference of total cost a year that matters; default 1 % of the best's.",
        ),
    ] = None,
    robust: RobustOption = False,
    *,
    given: Given,
) -> None:
    """Compare alternatives of a case on the same random worlds, sized to one target."""
    from scenarios import load_case

    loaded = load_case(case)
    settings = given.settings(loaded)
    if indifference is not None and not 0 <= indifference < float("inf"):
        raise typer.BadParameter(
            f"{indifference:g} is no amount of money; give 0 or more.", param_hint="--indifference"
        )
    named = [name.strip() for name in alternatives.split(",") if name.strip()]
    if levers:
        given_numbers(settings, "levers take")
        _pull(loaded, named, levers, settings, given.out, given.json)
        return
    names = chosen(loaded, named)
    folder = folder_for(loaded, "compare", given.out)
    charts = list[dict[str, str]]()

    def draw(folder: Path) -> None:
        from experiments.run_folder import write_csv

        write_settings(folder, result)
        history = history_of(loaded, result, table)
        if history is not None:
            write_csv(history, folder / "history.csv")
        for stem, chart in charts_of(loaded, result, table, settings, history).items():
            from experiments.charts.save_chart import save_chart

            save_chart(chart.figure, folder / "charts" / stem, chart.alt_text, chart.title)
            charts.append({"file": f"charts/{stem}.svg", "title": chart.title, "alt_text": chart.alt_text})
        if tried is not None:
            charts.append(draw_robust(folder, loaded, tried, settings.seed))

    tried: Retest | None = None
    with workbench(loaded, settings, folder) as bench:
        result = contest(bench, names, settings)
        settings = settled(settings, result)
        table = LeagueTable(
            result.comparison,
            titles_of(loaded),
            loaded.today,
            loaded.target,
            currency_of(loaded),
            indifference,
        )
        if robust and not result.comparison.outcomes.interrupted:
            tried = _retested(bench, result, table, settings)
        drawn = keep(loaded, "compare", folder, settings, result, draw, indifference)
        finish(bench, result.comparison.outcomes.interrupted)
    if given.json:
        say_json(
            {
                **_document(loaded, result, table, settings),
                "robustness": None if tried is None else robust_document(tried, titles_of(loaded)),
                "folder": str(folder),
                "charts": charts if drawn else [],
            }
        )
    else:
        for text in found_words(loaded, result):
            remark(text, given.quiet)
        _say(loaded, result, table, settings)
        if tried is not None:
            say_robust(tried, titles_of(loaded))
            say()
        files = ", ".join(chart["file"] for chart in charts if drawn)
        say_paragraph(f"In {folder}: {files or 'no picture'}, and the tables.")
    leave_if_cancelled(result, folder, settings.replications * len(names), drawn)
    if table.target and not table.entrants:
        raise typer.Exit(TARGET_NOT_REACHED)


def _retested(
    bench: "Bench", result: "LeagueResult", table: LeagueTable, settings: Settings
) -> "Retest | None":
    """Try today's way and the best in worlds that differ from what planners believe."""
    from experiments.robustness import retest

    names = [name for name in (table.today, table.best) if name is not None and name in result.scenarios]
    if not names:
        return None
    knobs = {name: {path: tuned.knob} for name, (path, tuned) in result.tuned.items()}
    return retest(bench, {name: result.scenarios[name] for name in names}, settings.replications, knobs)


def write_settings(folder: Path, result: "LeagueResult") -> None:
    """Write every setting that was simulated while an alternative was sized, with its figures."""
    import pandas as pd

    rows = [
        {"alternative": name, "knob": one.knob, **one.kpis}
        for name, tried in result.settings.items()
        for one in tried
    ]
    if rows:
        pd.DataFrame(rows).to_csv(
            folder / "sizing.csv", index=False, float_format="%.12g", lineterminator="\n"
        )


def _pull(
    case: "Case", named: list[str], levers: str, settings: Settings, out: Path | None, json: bool
) -> None:
    """Pull levers instead of comparing alternatives."""
    from experiments.commands.pull import pull

    if len(named) > 1:
        raise typer.BadParameter(
            "levers are pulled on one alternative; name one.", param_hint="--alternatives"
        )
    base = chosen(case, named)[-1] if named else case.today or next(iter(case.alternatives))
    wanted = [name.strip() for name in levers.split(",") if name.strip()]
    folder = folder_for(case, "levers", out)
    pull(case, None if wanted == ["all"] else wanted, base, settings, folder, json=json)


def _say(case: "Case", result: "LeagueResult", table: LeagueTable, settings: Settings) -> None:
    say(f"{case.title}: {len(table.names)} ways of replenishing on the same random worlds")
    goal = f"; target {target_words(case.target)}" if case.target else ""
    say(f"Simulated: {settings.replications} replications, seed {settings.seed}; ± is a 95 % interval{goal}.")
    say()
    order = table.order()
    bold = frozenset([order.index(table.best)] if table.best in order else [])
    say_table(*table.figures(), bold=bold)
    if table.today in table.names and len(table.names) > 1:
        say()
        others = [name for name in order if name != table.today]
        stress = frozenset([others.index(table.best)] if table.best in others else [])
        say_table(*table.differences(), title="Difference from today", bold=stress)
        say_paragraph(table.note_on_differences())
    say()
    say_paragraph(table.finding())
    better = adjusted_words(result.comparison, table.best, ["total_cost"], table.currency, table.titles)
    if better:
        say_paragraph(better)
    sized = sized_of(result)
    if sized:
        say()
        say(f"Sized to the target of {target_words(case.target)}, in worlds apart from those above:")
        for name in order:
            if name in sized:
                say_paragraph(f"  {table.titles.get(name, name)}: {sized_words(sized[name])}", indent="    ")
    say()


def history_of(case: "Case", result: "LeagueResult", table: LeagueTable) -> "pd.DataFrame | None":
    """Return stock under today's way and the best through time; None if stopped, or nothing is in both."""
    if result.comparison.outcomes.interrupted:
        return None  # someone is waiting for it to end
    shown = [name for name in (case.today, table.best) if name in table.names]
    if len(shown) < 2:
        shown = table.order()[:2]
    found = stock_histories(case, {name: result.scenarios[name] for name in shown if name is not None})
    return None if found.empty else found


def charts_of(
    case: "Case",
    result: "LeagueResult",
    table: LeagueTable,
    settings: Settings,
    history: "pd.DataFrame | None",
) -> dict[str, "Chart"]:
    """Draw the charts of a comparison: service against money, and stock through time."""
    from experiments.charts.looks import looks_of
    from experiments.charts.stock_history import stock_history

    looks = looks_of(case.alternatives, case.today)
    charts = start_up_chart(case, result, settings)
    if table.priced:
        tried = {
            name: [(one.kpis["total_cost"], one.kpis[table.service]) for one in knobs]
            for name, knobs in result.settings.items()
        }
        charts["service-money"] = service_picture(table, looks, settings.seed, tried)
    if history is not None:
        charts["stock-history"] = stock_history(
            history, titles=table.titles, today=case.today, looks=looks, replication=0, seed=settings.seed
        )
    return charts


def _document(case: "Case", result: "LeagueResult", table: LeagueTable, settings: Settings) -> dict[str, Any]:
    from experiments.compare import MAIN_KPIS
    from experiments.run_folder import ranking_document, variance_reductions

    comparison = result.comparison
    chance, sized = table.chance_best(), sized_of(result)
    baseline = table.today if table.today in table.names else None
    against = {kpi: comparison.differences(kpi, baseline) for kpi in MAIN_KPIS}

    def interval(found: Any) -> dict[str, float]:
        return {"mean": found.mean, "low": found.low, "high": found.high}

    return {
        "command": "compare",
        "case": case.name,
        "replications": settings.replications,
        "seed": settings.seed,
        "currency": table.currency,
        "today": case.today,
        "target": dict(case.target),
        "interrupted": comparison.outcomes.interrupted,
        **found_document(result),
        "best": table.best,
        "finding": table.finding(),
        "ranking": ranking_document(comparison, case.target, table.indifference),
        "difference_methods": {kpi: found.method for kpi, found in against.items()},
        "alternatives": [
            {
                "name": name,
                "title": table.titles.get(name, name),
                "reaches_target": table.reaches(name),
                "probability_meets_target": comparison.feasible(name, case.target),
                "saturated": name in comparison.outcomes.saturated,
                "chance_best": chance[name],
                "sized": sized.get(name),
                "kpis": {kpi: interval(comparison.interval(name, kpi)) for kpi in MAIN_KPIS},
                "difference_from_today": None
                if table.today not in table.names or name == table.today
                else {
                    kpi: {**interval(found.intervals[name]), "correlation": found.correlations[name]}
                    for kpi, found in against.items()
                },
                "variance_reduction": variance_reductions(comparison, name),
            }
            for name in table.order()
        ],
    }
