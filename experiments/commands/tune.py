"""`orderpoint tune CASE`: the best parameters for a target, found by simulation and confirmed."""

import re
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from experiments.commands.common import Given, simulates
from experiments.commands.contest import CANCELLED, chosen, currency_of, folder_for, titles_of
from experiments.commands.options import CaseArgument, RobustOption, Settings
from experiments.commands.robust import draw_robust, robust_document, say_robust
from experiments.commands.tuned_words import TunedWords
from experiments.commands.workbench import finish, workbench
from experiments.console import say, say_json, say_paragraph, say_table

if TYPE_CHECKING:
    from experiments.bench import Bench
    from experiments.robustness import Retest
    from experiments.tune.from_case import CaseProblem
    from experiments.tune.problem import Goal, Knob
    from experiments.tune.study import StudyRecord
    from experiments.tune.tuned import Tuned
    from scenarios import Case

TARGET_NOT_REACHED = 4
SPAN = re.compile(r"(\d+(?:\.\d+)?)\s*(s|m|min|h)?$")
SECONDS = {"s": 1, None: 1, "m": 60, "min": 60, "h": 3600}
STUDY = "study.journal"


class Per(StrEnum):
    """How many parameters there are."""

    group = "class"
    item = "item"


@simulates()
def tune(
    case: CaseArgument,
    target: Annotated[
        list[str] | None,
        typer.Option(
            help="FIGURE=VALUE to be reached, or FIGURE=A:0.98,B:0.95 by class; may be repeated. Default: "
            "the target of the case."
        ),
    ] = None,
    minimise: Annotated[str, typer.Option(help="Figure to make as low as can be; default total cost.")] = "",
    maximise: Annotated[str, typer.Option(help="Figure to make as high as can be, instead.")] = "",
    alternative: Annotated[
        str | None, typer.Option(help="What to tune; default the first that is sized from records.")
    ] = None,
    vary: Annotated[
        list[str] | None,
        typer.Option(help="PATH=LOW:HIGH to turn; may be repeated. Default: the knob of the alternative."),
    ] = None,
    budget: Annotated[
        str, typer.Option(help="Time for everything, such as 90s, 5m, 1h; default until nothing is gained.")
    ] = "",
    trials: Annotated[
        int | None,
        typer.Option(min=1, help="Settings to try at the most; the same number gives the same result."),
    ] = None,
    per: Annotated[
        Per, typer.Option("--per", help="One parameter for all or a class, or one for each item.")
    ] = Per.group,
    worlds: Annotated[int, typer.Option(min=2, help="Random worlds of the search.")] = 4,
    storage: Annotated[
        str, typer.Option(help="Keep the study in a journal file, or on a server such as postgresql://...")
    ] = "",
    estimates: Annotated[
        bool, typer.Option("--estimates/--no-estimates", help="Ask the textbook first where to begin.")
    ] = True,
    robust: RobustOption = False,
    frontier: Annotated[
        str, typer.Option(help="FIGURE,FIGURE: the settings of which none is better in both, instead.")
    ] = "",
    *,
    given: Given,
) -> None:
    """Find the best parameters for a target by simulation, and confirm them in fresh worlds."""
    from scenarios import load_case

    loaded = load_case(case)
    settings = given.settings(loaded)
    goals = goals_of(loaded, target or []) if target or not frontier else []
    objective = objective_of(loaded, minimise, maximise)
    knobs = [knob_of(text) for text in vary or []]
    seconds = seconds_of(budget)
    name = alternative or default_alternative(loaded, bool(knobs))
    chosen(loaded, [name])
    if frontier:
        from experiments.commands.frontier import figures_of, find_frontier

        others = {"--minimise": bool(minimise), "--maximise": bool(maximise), "--storage": bool(storage)}
        find_frontier(
            loaded,
            settings,
            folder_for(loaded, "frontier", given.out),
            name,
            figures_of(frontier, others),
            goals=goals,
            knobs=knobs,
            trials=trials,
            worlds=worlds,
            seconds=seconds,
            json=given.json,
        )
        return
    folder = folder_for(loaded, "tune", given.out)
    with workbench(loaded, settings, folder) as bench:
        from experiments.tune.from_case import case_problem
        from experiments.tune.tuned import tune as run

        found = case_problem(bench, name, goals, objective, knobs)
        found.build(
            found.problem.named(found.present)
        )  # a path that does not fit is said before anything runs
        if per is Per.item:
            from experiments.tune.per_item import per_item

            found = per_item(found)
        record = _record(bench, found, settings, storage, worlds)
        result = run(
            bench,
            found,
            replications=settings.replications,
            worlds=worlds,
            trials=trials,
            seconds=seconds,
            record=record,
            estimates=estimates,
        )
        tried = _retested(bench, found, result, settings) if robust else None
        words = TunedWords(result, titles_of(loaded)[name], loaded.today, currency_of(loaded), settings.seed)
        charts = keep(loaded, folder, settings, result, words, name, tried)
        finish(bench, result.confirmed.comparison.outcomes.interrupted)
    if given.json:
        more = {"robustness": None if tried is None else robust_document(tried, titles_of(loaded))}
        say_json({**words.document(loaded.name, name, folder, charts), **more})
    else:
        _say(loaded, words, folder, charts, tried)
    if result.confirmed.comparison.outcomes.interrupted:
        raise typer.Exit(CANCELLED)
    if not result.reached:
        raise typer.Exit(TARGET_NOT_REACHED)


def goals_of(case: "Case", targets: list[str]) -> "list[Goal]":
    """Read `FIGURE=VALUE` and `FIGURE=A:VALUE,B:VALUE`; none takes the target of the case.

    Raises
    ------
    DataError
        There is no such figure, or its value cannot be reached by a figure of its kind.
    """
    from experiments.tune.problem import Goal

    if not targets:
        return [Goal(kpi, value) for kpi, value in case.target.items()]
    goals: list[Goal] = []
    for text in targets:
        kpi, equals, values = text.partition("=")
        if not (equals and kpi.strip() and values.strip()):
            raise typer.BadParameter(f"{text!r} is not of the form FIGURE=VALUE.", param_hint="--target")
        for part in values.split(","):
            group, colon, value = part.rpartition(":")
            goals.append(Goal(kpi.strip(), _number(value, text), group.strip() if colon else ""))
    named = [goal.label for goal in goals]
    twice = next((label for label in named if named.count(label) > 1), None)
    if twice:
        raise typer.BadParameter(f"{twice} has two targets; give one.", param_hint="--target")
    return goals


def _number(value: str, text: str) -> float:
    try:
        return float(value)
    except ValueError:
        raise typer.BadParameter(
            f"{value.strip()!r} in {text!r} is not a number; write a share like 0.95.", param_hint="--target"
        ) from None


def objective_of(case: "Case", minimise: str, maximise: str) -> str:
    """Return the figure to be made best: what was asked for, or total cost.

    Raises
    ------
    typer.BadParameter
        Two are given, or the good direction of a figure is the other one.
    """
    from experiments.kpi import find_kpi

    if minimise and maximise:
        raise typer.BadParameter("give --minimise or --maximise, not both.", param_hint="--maximise")
    if not (minimise or maximise):
        return "total_cost"
    kpi = find_kpi(minimise or maximise)
    wanted = "lower" if minimise else "higher"
    if kpi.better != wanted:
        other = "maximise" if minimise else "minimise"
        remedy = f"use --{other}" if kpi.better else "tune another figure"
        raise typer.BadParameter(
            f"{wanted} is not better for {kpi.name}; {remedy}.",
            param_hint=f"--{'mini' if minimise else 'maxi'}mise",
        )
    return kpi.name


def knob_of(text: str) -> "tuple[str, Knob]":
    """Read `PATH=LOW:HIGH`."""
    from experiments.designs.vary import parse_range
    from experiments.tune.problem import Knob

    try:
        found = parse_range(text)
    except ValueError as error:
        raise typer.BadParameter(str(error), param_hint="--vary") from None
    if found.low is None or found.high is None:
        raise typer.BadParameter(f"{text!r} is a list; tuning needs PATH=LOW:HIGH.", param_hint="--vary")
    if found.step is not None and not (found.integer and found.step == 1):
        raise typer.BadParameter(
            f"{text!r} has a step, and a search takes none; write {found.path}={found.low:g}:{found.high:g}.",
            param_hint="--vary",
        )
    return found.path, Knob(found.path, float(found.low), float(found.high), found.integer, found.log)


def seconds_of(budget: str) -> float | None:
    """Read a time to spend: `90s`, `5m`, `1h`; nothing is no limit.

    Examples
    --------
    >>> seconds_of("5m"), seconds_of("90"), seconds_of("")
    (300.0, 90.0, None)
    """
    if not budget.strip():
        return None
    match = SPAN.match(budget.strip())
    if not match or float(match[1]) <= 0:
        raise typer.BadParameter(f"{budget!r} is not a time; write 90s, 5m or 1h.", param_hint="--budget")
    return float(match[1]) * SECONDS[match[2]]


def default_alternative(case: "Case", any_knob: bool) -> str:
    """Return what is tuned if nothing is named: today's way for knobs of one's own, else what is sized.

    Raises
    ------
    DataError
        No alternative has a knob.
    """
    from sim import DataError

    if any_knob:
        return case.today or next(iter(case.alternatives))
    tuned = {name: str(one.tune["vary"]) for name, one in case.alternatives.items() if one.tune}
    if not tuned:
        raise DataError(
            f"no alternative of case '{case.name}' has a knob; name a path and its range with "
            "--vary PATH=LOW:HIGH"
        )
    return next((name for name, path in tuned.items() if ".size." in path), next(iter(tuned)))


def _record(
    bench: "Bench", found: "CaseProblem", settings: Settings, storage: str, worlds: int
) -> "StudyRecord | None":
    """Return where settings are kept: on a server or in a file that was named, else beside the results."""
    from experiments.digest import code_digest
    from experiments.run_files import case_digest
    from experiments.tune.study import StudyRecord

    case = bench.case
    owner = {
        "case": case.name,
        "digest_of_the_case": case_digest(case.folder),
        "version": code_digest(),
        "alternative": found.alternative,
        "parameters": type(found).__name__,
        "figure": found.objective,
        "targets": [[goal.label, goal.target] for goal in found.goals],
        "ranges": [[knob.name, knob.low, knob.high] for knob in found.knobs],
        "values": sorted((path, str(value)) for path, value in settings.values.items()),
        "run": [settings.seed, settings.horizon, settings.warm_up, worlds],
    }
    if storage:
        return StudyRecord(found.problem, owner, storage, f"{case.name}-{found.alternative}")
    if bench.store is None:
        return None
    return StudyRecord(found.problem, owner, bench.store.place() / STUDY, "tune")


def keep(
    case: "Case",
    folder: Path,
    settings: Settings,
    result: "Tuned",
    words: TunedWords,
    name: str,
    tried: "Retest | None" = None,
) -> list[dict[str, str]]:
    """Write the folder of the results."""
    import pandas as pd

    from experiments.run_folder import write_csv, write_run_folder

    charts = list[dict[str, str]]()

    def fill(inside: Path) -> None:
        write_csv(words.trials(), inside / "trials.csv")
        if not result.parameters.empty:
            write_csv(result.parameters, inside / "parameters.csv")
        if words.goal_rows():
            write_csv(pd.DataFrame(words.goal_rows()), inside / "goals.csv")
        charts.extend(words.draw(inside))
        if tried is not None:
            charts.append(draw_robust(inside, case, tried, settings.seed))

    meta = {
        "command": "tune",
        "alternative": name,
        "time_unit": case.time_unit,
        "horizon": settings.horizon,
        "warm_up": settings.warm_up,
        "values": settings.values,
        "tuned": words.record(),
    }
    write_run_folder(folder, case, result.confirmed.comparison, meta, fill=fill)
    return charts


def _retested(bench: "Bench", found: "CaseProblem", result: "Tuned", settings: Settings) -> "Retest":
    """Try today's way and the tuned one in worlds that differ from what planners believe."""
    from experiments.robustness import retest
    from experiments.tune.names import TODAY, TUNED

    name, today = found.alternative, bench.case.today
    scenarios = {name: result.scenarios[TUNED]}
    if today is not None and today != name:
        scenarios = {today: result.scenarios[TODAY], **scenarios}
    return retest(bench, scenarios, settings.replications, {name: found.changes(result.values)})


def _say(
    case: "Case",
    words: TunedWords,
    folder: Path,
    charts: list[dict[str, str]],
    tried: "Retest | None" = None,
) -> None:
    say(f"{case.title}: {words.title} tuned by simulation")
    say_paragraph(words.how())
    say()
    say_table(*words.estimates(), left=2)
    say()
    say_table(*words.beside())
    say()
    stocks = words.stock_by_class()
    if stocks:
        say_table(*stocks)
        say()
    for paragraph in words.findings():
        say_paragraph(paragraph)
    top = words.changes()
    if top:
        say()
        say_table(*top, title="The biggest changes of stock (all are in parameters.csv)", left=2)
    if tried is not None:
        say()
        say_robust(tried, titles_of(case))
    say()
    files = ", ".join(chart["file"] for chart in charts)
    say_paragraph(f"In {folder}: {files + ', ' if files else ''}parameters.csv, trials.csv, and the tables.")


__all__: list[Any] = ["tune"]
