"""How long a report takes from stored results, against drawing one bare matplotlib chart as SVG.

    python benchmarks/report.py [FOLDER...]

FOLDER: folders of runs, or one that holds them (as `orderpoint report CASE` leaves in `runs/`). Without one,
a comparison of the case `branches` is made first.
"""

import io
import statistics
import sys
import time
from collections.abc import Callable
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
    from experiments.report.compose import compose
    from experiments.report.evidence import read_evidence
    from experiments.report.html import render_html
    from experiments.report.pdf import write_pdf
    from experiments.report.workbook import write_workbook

    bare_chart()  # fonts are found once
    base = timed(bare_chart)
    evidence = read_evidence(folders)
    report = compose(evidence, "board")
    html = render_html(report)
    steps = {
        "read": timed(lambda: read_evidence(folders).table.order()),
        "compose (draw the charts)": timed(lambda: compose(evidence, "board")),
        "HTML": timed(lambda: render_html(report)),
        "PDF": timed(lambda: write_pdf(html, scratch / "report.pdf")),
        "workbook": timed(lambda: write_workbook(report, scratch / "report.xlsx")),
    }
    charts = html.count("<svg")
    print(
        f"one bare chart as SVG: {base:.3f} s; the report: {len(report.pages)} pages, {charts} "
        f"charts, {len(report.sheets)} sheets"
    )
    for name, seconds in steps.items():
        print(f"{name:28s} {seconds:6.2f} s   {seconds / base:7.1f} bare charts")
    made = steps["read"] + steps["compose (draw the charts)"]
    print(
        f"HTML from stored results {made + steps['HTML']:.2f} s (at most 5), {len(html) / 1e6:.2f} "
        "MB (under 3)"
    )
    print(f"PDF of it {steps['PDF']:.2f} s (at most 10); workbook {steps['workbook']:.2f} s (at most 5)")


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
