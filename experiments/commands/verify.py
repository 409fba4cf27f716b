"""`orderpoint verify`: published and exact results against ours."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from experiments.commands.options import (
    DebugOption,
    Display,
    JsonOption,
    ProgressOption,
    QuietOption,
    SeedOption,
)
from experiments.commands.words import plural
from experiments.console import remark, say, say_json, say_paragraph, say_table

if TYPE_CHECKING:
    from experiments.verify.check import Check

TITLE = "Published and exact results against ours"
FAILED = 1
STEM = "charts/verification"


def verify(
    seed: SeedOption = None,
    out: Annotated[
        Path | None,
        typer.Option("--out", help="Folder for verify.csv, summary.json and a picture; default none."),
    ] = None,
    json: JsonOption = False,
    progress: ProgressOption = Display.auto,
    quiet: QuietOption = False,
    debug: DebugOption = False,
) -> None:
    """Compare published and exact results with ours, figure by figure; exit code 1 if any differs."""
    from experiments.console import progress as shown
    from experiments.verification import SEED
    from experiments.verification import verify as make_checks

    chosen = SEED if seed is None else seed
    display = "none" if (quiet or json) and progress is Display.auto else progress.value
    with shown(display) as monitor:
        checks = make_checks(monitor, seed=chosen)
    if out is not None:
        write(out, checks, chosen)
    if json:
        say_json(document(checks, chosen) | {"folder": None if out is None else str(out)})
    else:
        say_checks(checks, chosen)
        if out is not None:
            remark(f"The table and a picture are in {out}.", quiet)
    if not all(check.agrees for check in checks):
        raise typer.Exit(FAILED)


# ---- what is said


def say_checks(checks: "list[Check]", seed: int) -> None:
    """Print the checks as a table, then what each compares and where its figure comes from."""
    from experiments.verification import CONFIDENCE, REPLICATIONS

    simulated = sum(check.kind == "simulated" for check in checks)
    say(TITLE)
    say_paragraph(
        f"{simulated} checks are simulated in {REPLICATIONS} random worlds each, seed {seed}: one agrees if "
        "the published figure lies in its interval. The intervals hold all at once with "
        f"{100 * CONFIDENCE:.0f} % confidence, so each is wider than a plain one; some allow for how many "
        "customers came and how much work was drawn (control variates). In the other "
        f"{len(checks) - simulated} chance plays no part: they agree if the printed digits are equal."
    )
    say()
    head = ["check", "published", "ours", "interval", "unit", "verdict"]
    rows = [cells(check) for check in checks]
    differing = frozenset(k for k, check in enumerate(checks) if not check.agrees)
    say_table(head, rows, bold=differing)
    say()
    say("What is compared, and where the published figure comes from")
    for check in checks:
        say_paragraph(f"- {check.name}: {check.what}. Source: {check.source}.", indent="  ")
    say()
    say_paragraph(verdict(checks))


def cells(check: "Check") -> list[str]:
    """Return a check as the cells of the table."""
    interval = ""
    if check.kind == "simulated":
        interval = f"{check.written(check.low)} to {check.written(check.high)}"
    figures = [check.written(check.published), check.written(check.ours)]
    return [check.name, *figures, interval, check.unit, check.verdict]


def verdict(checks: "list[Check]") -> str:
    """Say how many checks agree, and what a difference may mean."""
    differing = [check for check in checks if not check.agrees]
    text = f"{len(checks) - len(differing)} of {len(checks)} {plural('check', len(checks))} "
    text += "agrees." if len(checks) == 1 and not differing else "agree."
    if not differing:
        return text
    text += f" Different: {', '.join(check.name for check in differing)}."
    if any(check.kind == "simulated" for check in differing):
        text += (
            " Where nothing is wrong, chance alone makes a simulated check differ for one seed in twenty: "
            "try another with --seed, and if it differs again, report it."
        )
    return text


def document(checks: "list[Check]", seed: int) -> dict[str, Any]:
    """Return the checks as plain values; what has no interval has null at its ends."""
    from experiments.verification import CONFIDENCE, REPLICATIONS, checks_frame, each_confidence

    return {
        "command": "verify",
        "seed": seed,
        "replications": REPLICATIONS,
        "confidence": CONFIDENCE,
        "confidence_of_each": each_confidence(),
        "number": len(checks),
        "agree": sum(check.agrees for check in checks),
        "checks": checks_frame(checks).to_dict("records"),
    }


# ---- the folder


def write(folder: Path, checks: "list[Check]", seed: int) -> None:
    """Write table, summary and picture into a folder that takes its place whole, or not at all."""
    from tempfile import TemporaryDirectory

    from experiments.charts.save_chart import save_chart
    from experiments.charts.verification import verification_chart
    from experiments.run_folder import write_csv, write_folder
    from experiments.verification import CONFIDENCE, REPLICATIONS, checks_frame

    frame = checks_frame(checks)
    chart = verification_chart(frame, replications=REPLICATIONS, seed=seed, confidence=CONFIDENCE)

    def fill(temporary: Path) -> None:
        write_csv(frame, temporary / "verify.csv")
        save_chart(chart.figure, temporary / STEM, chart.alt_text, chart.title)

    def whole() -> dict[str, Any]:
        drawn = {"file": f"{STEM}.svg", "title": chart.title, "alt_text": chart.alt_text}
        return document(checks, seed) | {"charts": [drawn]}

    with TemporaryDirectory() as no_case:  # what is checked is in the program: there is no case to copy
        write_folder(folder, Path(no_case), fill, whole)
