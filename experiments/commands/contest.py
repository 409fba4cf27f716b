"""What `run` and `compare` share: choose alternatives, run them, keep and draw what came out."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from experiments.commands.options import Settings
from experiments.commands.words import knob
from experiments.console import remark

if TYPE_CHECKING:
    import pandas as pd

    from experiments.bench import Bench
    from experiments.charts.chart import Chart
    from experiments.charts.looks import Look
    from experiments.commands.league_table import LeagueTable
    from experiments.league import LeagueResult
    from scenarios import Case
    from sim import Scenario

SHOWN_ITEMS = 3
"""Items in the chart of stock through time."""
SHOWN_YEARS = 2.0
"""Years after the warm-up in that chart."""
CANCELLED = 130


def chosen(case: "Case", names: Sequence[str]) -> list[str]:
    """Return the alternatives to run, today's way first where the case has one; all if none is named.

    Raises
    ------
    DataError
        An alternative does not exist; the message names the nearest.
    """
    from scenarios.spelling import hint
    from sim import DataError

    for name in names:
        if name not in case.alternatives:
            raise DataError(
                f"case '{case.name}' has no alternative '{name}'; {hint(name, case.alternatives)}"
            )
    wanted = list(dict.fromkeys(names or case.alternatives))
    if case.today and wanted != [case.today]:
        wanted = [case.today, *(name for name in wanted if name != case.today)]
    return wanted


def contest(bench: "Bench", names: Sequence[str], settings: Settings) -> "LeagueResult":
    """Size and simulate alternatives of a case on the same random worlds.

    Where the warm-up is asked for, a pilot finds it first; the bench keeps it.
    """
    from dataclasses import replace

    from experiments.league import run_league

    found = None
    if settings.find_warm_up:
        from experiments.warm_up import find_warm_up

        found = find_warm_up(bench, names)
        bench.warm_up = found.time
    result = run_league(bench, list(names), replications=settings.replications, precision=settings.precision)
    return replace(result, warm_up=found)


def settled(settings: Settings, result: "LeagueResult") -> Settings:
    """Return settings with what was found on the way: how many replications, and which warm-up."""
    from dataclasses import replace

    if result.precision is not None:
        settings = replace(settings, replications=result.precision.replications)
    if result.warm_up is not None:
        settings = replace(settings, warm_up=result.warm_up.time)
    return settings


def found_words(case: "Case", result: "LeagueResult") -> list[str]:
    """Say what was found on the way: the warm-up, and what the replications came to."""
    titles = titles_of(case)
    said = []
    if result.warm_up is not None:
        said.append(result.warm_up.words(case.time_unit, titles))
    if result.precision is not None:
        said.append(result.precision.words(titles))
    return said


def found_document(result: "LeagueResult") -> dict[str, Any]:
    """Return what was found on the way as plain values; nothing where nothing was asked for."""
    return {
        name: found.document()
        for name, found in (("start_up", result.warm_up), ("precision", result.precision))
        if found is not None
    }


def start_up_chart(case: "Case", result: "LeagueResult", settings: Settings) -> "dict[str, Chart]":
    """Draw where start-up ends; nothing where the warm-up was given."""
    from experiments.charts.warm_up import warm_up_chart

    found = result.warm_up
    if found is None:
        return {}
    unit = "units"
    if found.figure == "stock value" and any(row.values.get("unit_cost") for row in case.data.rows["items"]):
        unit = currency_of(case)
    chart = warm_up_chart(
        found.times,
        found.series,
        found.truncation,
        what=found.figure.capitalize(),
        unit=unit,
        time_unit=case.time_unit,
        current=case.settings.warm_up,
        replications=len(found.series),
        seed=settings.seed,
    )
    return {"warm-up": chart}


def sized_of(result: "LeagueResult") -> dict[str, dict[str, Any]]:
    """Return, by alternative, the knob that was turned to size it, and how far that went."""
    return {
        name: {
            "path": path,
            "value": tuned.knob,
            "figure": tuned.figure,
            "reached": tuned.reached,
            "trials": len(tuned.trials),
        }
        for name, (path, tuned) in result.tuned.items()
    }


def sized_words(sized: dict[str, Any]) -> str:
    """Return the knob of an alternative in words."""
    text = f"{sized['path']} = {knob(sized['value'])}"
    return text if sized["reached"] else f"{text}, the end of its range, and the target is not reached"


def titles_of(case: "Case") -> dict[str, str]:
    """Return what to call each alternative."""
    return {name: one.title or name for name, one in case.alternatives.items()}


def currency_of(case: "Case") -> str:
    """Return the currency of a case."""
    from scenarios.network import build_network

    return build_network(case.data).accounts.currency


def folder_for(case: "Case", command: str, out: Path | None) -> Path:
    """Return the folder for the results, before any time is spent on them.

    Raises
    ------
    DataError
        It cannot take them.
    """
    from experiments.run_files import is_run_folder
    from sim import DataError

    folder = out if out is not None else Path("out") / f"{case.name}-{command}"
    if folder.exists() and not folder.is_dir():
        raise DataError(f"{folder} is a file; name a folder for the results with --out")
    if folder.is_dir() and any(folder.iterdir()) and not is_run_folder(folder):
        raise DataError(
            f"{folder} holds something that is not the result of a run; name another folder with --out"
        )
    return folder


def meta_of(case: "Case", command: str, settings: Settings, result: "LeagueResult") -> dict[str, Any]:
    """Return what belongs into the summary beside the figures."""
    return {
        "command": command,
        "time_unit": case.time_unit,
        "horizon": settings.horizon,
        "warm_up": settings.warm_up,
        "values": settings.values,
        "sized": sized_of(result),
        **found_document(result),
    }


def keep(
    case: "Case",
    command: str,
    folder: Path,
    settings: Settings,
    result: "LeagueResult",
    draw: Callable[[Path], object],
    indifference: float | None = None,
) -> bool:
    """Write the folder of a run; cancelled while the pictures are drawn, write it without them.

    Returns
    -------
    Whether the pictures are in it.
    """
    from experiments.run_folder import write_run_folder

    meta = meta_of(case, command, settings, result)
    write = partial(
        write_run_folder,
        folder,
        case,
        result.comparison,
        meta,
        target=case.target,
        indifference=indifference,
    )
    try:
        write(fill=draw)
    except KeyboardInterrupt:
        write()
        return False
    return True


def service_picture(
    table: "LeagueTable",
    looks: "Mapping[str, Look]",
    seed: int,
    frontier: "Mapping[str, Sequence[tuple[float, float]]] | None" = None,
) -> "Chart":
    """Draw service against money of a comparison; see `charts.service_money`."""
    from experiments.charts.service_money import service_money

    return service_money(
        table.comparison.kpis,
        titles=table.titles,
        today=table.today,
        target=table.target.get(table.service),
        currency=table.currency,
        saturated=table.comparison.outcomes.saturated,
        reaching=[name for name in table.names if table.reaches(name)],
        looks=looks,
        seed=seed,
        service=table.service,
        service_words=table.service_words,
        frontier=frontier,
    )


def stock_histories(case: "Case", scenarios: "dict[str, Scenario]", replication: int = 0) -> "pd.DataFrame":
    """Simulate one replication of a few alternatives again and read the stock of the case's shown items.

    Returns
    -------
    Columns `alternative`, `item`, `time_days`, `on_hand`, `order_point`: the input of `stock_history`; no
    rows where the alternatives have no stock point in common.
    """
    from dataclasses import replace

    import pandas as pd

    from sim import simulate
    from sim.engine.history import StockHistory
    from sim.scenario import UNITS_PER_YEAR

    items = shown_items(case, list(scenarios.values()))
    columns = ["alternative", "item", "time_days", "on_hand", "order_point"]
    if not items:
        return pd.DataFrame(columns=columns)
    frames = []
    for name, scenario in scenarios.items():
        year = UNITS_PER_YEAR[scenario.time_unit]
        to_days = UNITS_PER_YEAR["day"] / year
        end = min(scenario.horizon, scenario.warm_up + SHOWN_YEARS * year)
        history = StockHistory(items, 1 / to_days if to_days >= 1 else 1.0, first=scenario.warm_up)
        simulate(replace(scenario, horizon=end), replication, watches=[history])
        for item in items:
            frames.append(
                pd.DataFrame(
                    {
                        "alternative": name,
                        "item": item,
                        "time_days": [time * to_days for time in history.times],
                        "on_hand": history.on_hand[item],
                        "order_point": order_point_of(scenario, item),
                    }
                )
            )
    return pd.concat(frames, ignore_index=True)


def shown_items(case: "Case", scenarios: "Sequence[Scenario]") -> list[str]:
    """Return the stock points to show: those the case names, or those that customers ask most of.

    A stock point that is off in one of the scenarios is left out.
    """
    on = [{point.name for point in scenario.network.stock_points} for scenario in scenarios]
    shared = set.intersection(*on)
    named = [name for name in case.show_items if name in shared]
    if named:
        return named[:SHOWN_ITEMS]
    asked = dict.fromkeys(sorted(shared), 0.0)
    for demand in scenarios[0].network.demands:
        if demand.stock in asked:
            asked[demand.stock] += demand.size.mean / demand.interval.mean
    wanted = [stock for stock in asked if asked[stock] > 0] or list(asked)
    return sorted(wanted, key=lambda stock: (-asked[stock], stock))[:SHOWN_ITEMS]


def order_point_of(scenario: "Scenario", stock: str) -> float:
    """Return the level at which a policy orders for a stock point; nan where it has none."""
    from math import isfinite, nan

    for control in scenario.control:
        if stock in control.scope:
            point = getattr(control.policy, "order_point", None)
            if point is None and len(control.scope) == 1:
                point = getattr(control.policy, "trigger", None)
            return float(point) if point is not None and isfinite(point) and point > 0 else nan
    return nan


def leave_if_cancelled(result: "LeagueResult", folder: Path, wanted: int, drawn: bool) -> None:
    """Say what was kept of a run that was cancelled, and leave."""
    outcomes = result.comparison.outcomes
    if outcomes.interrupted or not drawn:
        kept = f"their figures are kept in {folder}"
        of = "" if result.precision is not None else f" of {wanted}"
        remark(f"Cancelled: {len(outcomes)}{of} runs were finished; {kept}.")
        raise typer.Exit(CANCELLED)
