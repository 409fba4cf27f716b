"""`orderpoint sweep CASE --vary PATH=LO:HI:STEP`: alternatives over a range of values, and who wins where."""

from typing import TYPE_CHECKING, Annotated

import typer

from experiments.commands.common import Given, simulates
from experiments.commands.contest import CANCELLED, chosen, currency_of, folder_for, titles_of
from experiments.commands.options import CaseArgument, Settings
from experiments.commands.words import plural
from experiments.commands.workbench import finish, workbench
from experiments.console import remark, say_json, say_paragraph
from experiments.when_sized import Sizing

if TYPE_CHECKING:
    from experiments.designs.vary import Range, Value
    from experiments.sensitivity_study import SensitivityStudy
    from scenarios import Case

TARGET_NOT_REACHED = 4
SAMPLES = "lhs:N or sobol:N"


@simulates()
def sweep(
    case: CaseArgument,
    vary: Annotated[
        list[str],
        typer.Option(
            "--vary",
            metavar="PATH=LO:HI:STEP",
            help="What is varied, over which values: volume=0.5:4:0.5, lead_time=1:2:log, or any path of the "
            "case with LO:HI:STEP, LO:HI (five values) or A,B,C. Repeated: every value with every other.",
        ),
    ],
    alternatives: Annotated[
        str, typer.Option(help="Names with commas between; default all. Today's way is always among them.")
    ] = "",
    sample: Annotated[
        str,
        typer.Option(metavar="lhs:N|sobol:N", help="Draw N points instead of every value with every other."),
    ] = "",
    sensitivity: Annotated[
        str,
        typer.Option(
            metavar="tornado|morris[:N]|sobol:N",
            help="Which of the paths matter most to --kpi, under one alternative (default today's way): one "
            "at a time, N trajectories (default 10), or N base rows of Sobol indices.",
        ),
    ] = "",
    kpi: Annotated[
        str, typer.Option(metavar="FIGURE", help="Figure to draw; default total cost, or service.")
    ] = "",
    sizing: Annotated[
        Sizing,
        typer.Option(
            help="Size alternatives to the target at each point, once for the case as it is, or not."
        ),
    ] = Sizing.each,
    *,
    given: Given,
) -> None:
    """Simulate alternatives over ranges of values, in the same random worlds, and see which wins where."""
    ranges = ranges_of(vary)
    if sample and sensitivity:
        raise typer.BadParameter(
            "a sensitivity has points of its own; leave one of them out.", param_hint="--sample"
        )
    figure = _figure(kpi)
    from scenarios import load_case

    loaded = load_case(case)
    settings = given.settings(loaded)
    _refuse_twice(ranges, settings)
    named = [name.strip() for name in alternatives.split(",") if name.strip()]
    study, points, note = design_of(ranges, sample, sensitivity, settings.seed)
    names = _one(loaded, named) if study else chosen(loaded, named)
    folder = folder_for(loaded, "sweep", given.out)
    remark(note, given.silent or not note)

    from experiments.commands.sweep_report import SweepReport
    from experiments.sweep import run_sweep
    from experiments.swept import Swept

    swept = Swept(loaded, tuple(names), tuple(ranges), tuple(points))
    with workbench(loaded, settings, folder) as bench:
        found = run_sweep(bench, swept, replications=settings.replications, sizing=sizing, kpi=figure)
        report = SweepReport(
            loaded,
            settings,
            found,
            sizing,
            figure or found.decider,
            titles_of(loaded),
            currency_of(loaded),
            study,
            grid=not sample,
        )
        drawn = report.keep(folder)
        finish(bench, found.interrupted)
    if given.json:
        say_json({**report.document(), "folder": str(folder), "charts": report.charts if drawn else []})
    else:
        for name, paths in swept.left_out().items():
            these = plural("path", len(paths))
            remark(f"{name} does not have the {these} {', '.join(paths)}, and stays as it is.", given.quiet)
        report.say()
        files = ", ".join(chart["file"] for chart in report.charts if drawn)
        say_paragraph(f"In {folder}: {files or 'no picture'}, and the tables.")
    if found.interrupted or not drawn:
        many = f"{len(found.finished)} of {len(points)} points were finished"
        remark(f"Cancelled: {many}; their figures are kept in {folder}.")
        raise typer.Exit(CANCELLED)
    if loaded.target and not study and not any(point.winners for point in found.finished):
        raise typer.Exit(TARGET_NOT_REACHED)


def ranges_of(texts: list[str]) -> "list[Range]":
    """Read what is varied; a text that is no range is wrong usage."""
    from experiments.designs.vary import check_ranges, parse_range

    try:
        found = [parse_range(text) for text in texts]
        check_ranges(found)
    except ValueError as error:
        raise typer.BadParameter(f"{error}.", param_hint="--vary") from None
    return found


def design_of(
    ranges: "list[Range]", sample: str, sensitivity: str, seed: int
) -> "tuple[SensitivityStudy | None, list[dict[str, Value]], str]":
    """Return the study of sensitivity where one is asked for, the points, and a remark on their number.

    A text that is no design is wrong usage.
    """
    from experiments.designs.grid import full_grid
    from experiments.designs.sampled import latin_hypercube, sobol_points
    from experiments.sensitivity_study import counted, sensitivity_study

    option = "--sensitivity" if sensitivity else "--sample" if sample else "--vary"
    try:
        if sensitivity:
            study = sensitivity_study(sensitivity, ranges, seed)
            return study, [dict(point) for point in study.points], study.note
        if not sample:
            return None, full_grid(ranges), ""
        method, count = counted(sample, SAMPLES)
        draw = {"lhs": latin_hypercube, "sobol": sobol_points}.get(method)
        if draw is None or count is None:
            raise ValueError(f"{sample!r} is no sample; write {SAMPLES}")
        drawn = draw(ranges, count, seed)
        return None, list(drawn.points), drawn.note
    except ValueError as error:
        raise typer.BadParameter(f"{error}.", param_hint=option) from None


def _figure(name: str) -> str:
    """Return the name of a figure; one that does not exist is wrong usage."""
    if not name:
        return ""
    from experiments.kpi import find_kpi
    from sim.errors import DataError

    try:
        return find_kpi(name).name
    except DataError as error:
        raise typer.BadParameter(f"{error}.", param_hint="--kpi") from None


def _refuse_twice(ranges: "list[Range]", settings: Settings) -> None:
    twice = [one.path for one in ranges if one.path in settings.values]
    if twice:
        raise typer.BadParameter(f"{twice[0]} is set and varied; leave one of them out.", param_hint="--set")


def _one(case: "Case", named: list[str]) -> list[str]:
    """Return the one alternative of a study of sensitivity."""
    if len(named) > 1:
        raise typer.BadParameter(
            "a sensitivity is of one alternative; name one.", param_hint="--alternatives"
        )
    if named:
        chosen(case, named)
        return named
    return [case.today or next(iter(case.alternatives))]
