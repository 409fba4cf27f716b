"""How long a report takes from stored results, against drawing one bare matplotlib chart as SVG.

    python benchmarks/report.py [FOLDER...]

FOLDER: folders of runs, or one that holds them (as `orderpoint report CASE` leaves in `runs/`). Without one,
a comparison of the case `branches` is made first.
"""

import io
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).parents[1]
sys.path[0] = str(ROOT)  # this folder has a policies.py of its own
REPEATS = 3


def timed(work: Callable[[], object]) -> float:
    """Median seconds of some repeats."""
    found = []
    for _ in range(REPEATS):
        start = time.perf_counter()
        work()
        found.append(time.perf_counter() - start)
    return statistics.median(found)


def bare_chart() -> None:
    """Draw twenty points with error bars, and nothing of ours."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(10.6, 6.4))
    figure.subplots().errorbar(range(20), range(20), yerr=1.0, fmt="o")
    figure.savefig(io.StringIO(), format="svg")


def main(folders: list[Path], scratch: Path) -> None:
    """Time each step and print it with its ratio."""
    from experiments.commands.options import cores
    from experiments.report.blocks import Report
    from experiments.report.compose import composed
    from experiments.report.drawings import Vector
    from experiments.report.drawn import Forms
    from experiments.report.evidence import read_evidence
    from experiments.report.html import render_html
    from experiments.report.pdf import write_pdf
    from experiments.report.workbook import write_workbook

    bare_chart()  # fonts are found once
    base = timed(bare_chart)
    evidence = read_evidence(folders)
    assert evidence.verdict is not None  # worked out once
    jobs = cores()

    def made(jobs: int, forms: Forms) -> tuple[Report, Mapping[str, Vector | str]]:
        with composed(evidence, "board", jobs, forms) as (report, vectors):
            return report, vectors()

    screen, both = Forms(), Forms(vector=True)
    report, vectors = made(jobs, both)
    html = render_html(report)
    steps = {
        "read": timed(lambda: read_evidence(folders).table.order()),
        "pages, one process": timed(lambda: made(1, screen)),
        f"pages, {jobs} processes": timed(lambda: made(jobs, screen)),
        f"pages and drawings, {jobs}": timed(lambda: made(jobs, both)),
        "HTML of them": timed(lambda: render_html(report)),
        "PDF of them": timed(lambda: write_pdf(html, scratch / "report.pdf", lambda: vectors)),
        "PDF without drawings": timed(lambda: write_pdf(html, scratch / "report.pdf")),
        "workbook of them": timed(lambda: write_workbook(report, scratch / "report.xlsx")),
    }
    charts = html.count("<svg")
    print(
        f"one bare chart as SVG: {base:.3f} s; the report: {len(report.pages)} pages, {charts} "
        f"charts, {len(report.sheets)} sheets, HTML {len(html) / 1e6:.2f} MB (under 3)"
    )
    for name, seconds in steps.items():
        print(f"{name:28s} {seconds:6.2f} s   {seconds / base:7.1f} bare charts")
    for kind, bound in (("html", 5), ("pdf", 10), ("xlsx", 5)):
        seconds = timed(lambda kind=kind: as_a_user(folders, kind, scratch))  # type: ignore[misc]
        print(
            f"report --format {kind:5s}        {seconds:6.2f} s   {seconds / base:7.1f} bare charts, "
            f"start-up and reading included (at most {bound} s)"
        )


def as_a_user(folders: list[Path], kind: str, scratch: Path) -> None:
    """Write one file by the command, in a process of its own."""
    words = [*map(str, folders), "--format", kind, "--quiet", "--out", str(scratch / "out")]
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    subprocess.run(
        [sys.executable, "-m", "experiments.cli", "report", *words],
        cwd=ROOT,
        env=environment,
        check=True,
        stdout=subprocess.DEVNULL,
    )


if __name__ == "__main__":
    with TemporaryDirectory() as place:
        given = [Path(word) for word in sys.argv[1:]]
        if not given:
            from experiments.cli import app

            given = [Path(place) / "compare"]
            try:
                app(["compare", "branches", "--replications", "3", "--quiet", "--out", str(given[0])])
            except SystemExit as end:
                if end.code not in (0, 4):
                    raise
        main(given, Path(place))
