"""`orderpoint check CASE`: is the case sound, and does today's way meet its facts?"""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from experiments.commands.options import (
    CaseArgument,
    DebugOption,
    JobsOption,
    JsonOption,
    QuietOption,
    ReplicationsOption,
    SeedOption,
    Settings,
    settings_of,
)
from experiments.commands.words import number_in_words, plural
from experiments.console import complain, progress, remark, say, say_json, say_paragraph, say_table

if TYPE_CHECKING:
    from experiments.calibrate import CalibrationRow
    from scenarios import Case
    from scenarios.problem import Problem

BAD_DATA, OUTSIDE, CANCELLED = 3, 4, 130


def check(
    case: CaseArgument,
    calibration: Annotated[
        bool, typer.Option("--calibration", help="Simulate today's way and hold it against the facts.")
    ] = False,
    replications: ReplicationsOption = None,
    seed: SeedOption = None,
    jobs: JobsOption = None,
    json: JsonOption = False,
    quiet: QuietOption = False,
    debug: DebugOption = False,
) -> None:
    """Check a case; with --calibration, hold the model of today's way against the facts (exit code 4)."""
    from scenarios import check_case, load_case

    problems = check_case(case) or figure_problems(load_case(case))
    document: dict[str, Any] = {
        "case": case,
        "problems": [{"place": p.place, "reason": p.reason, "remedy": p.remedy} for p in problems],
    }
    if problems:
        if json:
            say_json(document)
        for problem in [] if json else problems:
            say(str(problem))
        complain(f"{case}: {number_in_words(len(problems))} {plural('problem', len(problems))} found.")
        raise typer.Exit(BAD_DATA)
    if not calibration:
        if json:
            say_json(document)
        else:
            say(f"{case}: no problem found.")
        return
    loaded = load_case(case)
    settings = settings_of(loaded, replications=replications, seed=seed, jobs=jobs)
    rows, left_out, cancelled = held_against_facts(loaded, settings, quiet or json)
    if json:
        document["calibration"] = [_as_document(row) for row in rows]
        document["not_simulated"] = left_out
        document["interrupted"] = cancelled
        say_json(document)
    else:
        _say_rows(loaded, settings, rows, left_out)
    if cancelled:
        remark("Cancelled: the figures above are of the replications that were finished.")
        raise typer.Exit(CANCELLED)
    if not all(row.inside for row in rows):
        raise typer.Exit(OUTSIDE)


def figure_problems(case: "Case") -> "list[Problem]":
    """Say which targets, and which figures that levers move, are no key figures or out of their range."""
    if not case.target and not any(lever.moves for lever in case.levers.values()):
        return []
    from experiments.kpi.registry import registered
    from scenarios.problem import Problem
    from scenarios.spelling import hint

    figures = {kpi.name: kpi for kpi in registered()}
    named = [(f"case.toml [target] '{name}'", name) for name in case.target]
    for lever in case.levers.values():
        named += [(f"case.toml [levers.{lever.name}] 'moves.{name}'", name) for name in lever.moves]
    unknown = "it is not a key figure"
    problems = [Problem(place, unknown, hint(name, figures)) for place, name in named if name not in figures]
    for name, value in case.target.items():
        share = name in figures and figures[name].family == "service" and figures[name].unit == "share"
        if share and not 0 <= value <= 1:
            reason = f"the target is {value:g} and the figure a share from 0 to 1"
            remedy = (
                f"write {value / 100:g} for {value:g} per cent" if 1 < value <= 100 else "write it like 0.95"
            )
            problems.append(Problem(f"case.toml [target] '{name}'", reason, remedy))
    return problems


def held_against_facts(
    case: "Case", settings: Settings, quiet: bool
) -> tuple[list["CalibrationRow"], list[str], bool]:
    """Simulate today's way and hold it against the facts.

    Returns
    -------
    Its figures beside the facts; the facts that no key figure is of; whether it was cancelled.
    """
    from experiments.bench import Bench
    from experiments.calibrate import calibrate
    from experiments.kpi.registry import registered
    from experiments.replicate import paired_tasks

    figures = {kpi.name for kpi in registered()}
    facts = [fact for fact in case.facts if fact.name in figures]
    left_out = [fact.name for fact in case.facts if fact.name not in figures]
    if not facts:
        return [], left_out, False
    today = case.today or next(iter(case.alternatives))
    with progress("none" if quiet else "auto") as monitor:
        bench = Bench(case, seed=settings.seed, jobs=settings.jobs, monitor=monitor)
        tasks = paired_tasks({today: bench.scenario(today)}, settings.replications)
        outcomes = bench.simulate(tasks, "simulating today's way", stock_points=False)
    if not outcomes:
        raise KeyboardInterrupt
    return calibrate(outcomes, facts, today), left_out, outcomes.interrupted


def _say_rows(case: "Case", settings: Settings, rows: list["CalibrationRow"], left_out: list[str]) -> None:
    if not rows:
        say_paragraph(f"{case.name}: no problem found; the case states no fact that a simulation gives.")
        return
    from experiments.kpi.registry import find_kpi

    say(f"{case.title}: today's way against the facts of the case")
    say(f"Simulated: {settings.replications} replications, seed {settings.seed}; 95 % intervals of the mean.")
    say()
    cells = []
    for row in rows:
        kpi = find_kpi(row.name)
        scale, sign = (100.0, " %") if kpi.unit == "share" else (1.0, "")
        interval = "-" if row.interval_low != row.interval_low else (
            f"{scale * row.interval_low:.4g} to {scale * row.interval_high:.4g}{sign}"
        )  # fmt: skip
        cells.append(
            [
                kpi.title,
                f"{scale * row.low:.4g} to {scale * row.high:.4g}{sign}",
                f"{scale * row.mean:.4g}{sign}",
                interval,
                "inside" if row.inside else "OUTSIDE",
                kpi.unit.replace("share", ""),
            ]
        )
    outside = frozenset(k for k, row in enumerate(rows) if not row.inside)
    say_table(["", "fact", "simulated", "95 % interval", "", ""], cells, bold=outside)
    say()
    if outside:
        names = ", ".join(rows[k].name for k in sorted(outside))
        say_paragraph(
            f"{number_in_words(len(outside)).capitalize()} of {number_in_words(len(rows))} "
            f"{plural('fact', len(rows))} not met: {names}. A fact is met only if the whole interval lies "
            "inside it; more replications make the interval narrower."
        )
    else:
        say_paragraph(f"All {number_in_words(len(rows))} {plural('fact', len(rows))} are met.")
    if left_out:
        say_paragraph(f"Not simulated: {', '.join(left_out)}.")


def _as_document(row: "CalibrationRow") -> dict[str, Any]:
    from dataclasses import asdict

    return asdict(row)
