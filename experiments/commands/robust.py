"""What `tune` and `compare` print of an answer that was tried in other worlds: a table, words, JSON rows."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from textwrap import wrap
from typing import TYPE_CHECKING, Any

from experiments.commands.words import figure, share, unit_words
from experiments.console import say, say_paragraph, say_table

if TYPE_CHECKING:
    from experiments.robustness import Retest
    from scenarios import Case

COST = "total_cost"
MOST = 2
"""Alternatives up to which all have figures in the table."""
TITLE_WIDTH, CONDITION_WIDTH = 16, 28


def say_robust(found: "Retest", titles: Mapping[str, str], names: Sequence[str] | None = None) -> None:
    """Print how well an answer holds in other worlds.

    Parameters
    ----------
    names
        Alternatives whose figures are shown; None takes the best of the believed world and today's way, or
        all where there are few.
    """
    shown = list(names) if names else shown_of(found)
    head, rows = table_of(found, titles, shown)
    count = found.believed.interval(shown[0], COST).n
    replications = "replication" if count == 1 else "replications"
    say_table(head, rows, title=f"If the world is not as believed ({count} {replications} of each)", left=1)
    say()
    say_paragraph(found.words(titles))
    for note in found.notes(titles):
        say_paragraph(f"- {note}", indent="  ")


def shown_of(found: "Retest") -> list[str]:
    """Return the alternatives that the table shows: all if they are few, else the chosen one and another."""
    if len(found.alternatives) <= MOST:
        return list(found.alternatives)
    return [name for name in (found.chosen, found.other) if name is not None]


def table_of(
    found: "Retest", titles: Mapping[str, str], names: Sequence[str]
) -> tuple[list[str], list[list[str]]]:
    """Return head and rows of the table: one row a condition, who is best, figures of some alternatives."""
    from experiments.kpi import find_kpi

    kpis = [found.service, COST] if found.priced else [found.service]
    short = "service" if found.service == "fill_rate" else found.service.replace("_", " ")
    head = ["if", "best"]
    for name in names:
        head += [f"{_lines(titles.get(name, name))}:\n{short}"]
        head += ["cost" + (f"\n{unit_words(find_kpi(COST).unit)}")] * (len(kpis) - 1)
    rows = []
    for condition in found.worlds:
        best = found.best(condition.name)
        row = [
            _lines(condition.title, CONDITION_WIDTH),
            "nobody" if best is None else _lines(titles.get(best, best)),
        ]
        for name in names:
            untouched = name in found.untouched.get(condition.name, ())
            for kpi in kpis:
                value = found.mean(condition.name, name, kpi)
                unit = find_kpi(kpi).unit
                text = share(value) if unit == "share" else figure(value, unit, found.currency)
                row.append("as believed" if untouched and kpi == found.service else "" if untouched else text)
        rows.append(row)
    return head, rows


def _lines(title: str, across: int = TITLE_WIDTH) -> str:
    return "\n".join(wrap(title, across, break_on_hyphens=False))


def robust_document(found: "Retest", titles: Mapping[str, str]) -> dict[str, Any]:
    """Return the same for one JSON document: the finding, what was left out, and one row a figure."""
    return {
        "chosen": found.chosen,
        "words": found.words(titles),
        "best": {condition.name: found.best(condition.name) for condition in found.worlds},
        "left_out": dict(found.left_out),
        "notes": found.notes(titles),
        "rows": robust_rows(found),
    }


def robust_rows(found: "Retest") -> list[dict[str, Any]]:
    """Return the frame as rows; what is not known is None."""
    rows = found.frame.to_dict("records")
    return [{str(key): None if value != value else value for key, value in row.items()} for row in rows]


def draw_robust(folder: Path, case: "Case", found: "Retest", seed: int) -> dict[str, str]:
    """Write the table and the chart of the other worlds into a folder."""
    from experiments.charts.looks import looks_of
    from experiments.charts.robustness import robustness
    from experiments.charts.save_chart import save_chart
    from experiments.run_folder import write_csv

    write_csv(found.frame, folder / "robustness.csv")
    titles = {name: one.title or name for name, one in case.alternatives.items()}
    chart = robustness(found, titles=titles, looks=looks_of(case.alternatives, case.today), seed=seed)
    save_chart(chart.figure, folder / "charts" / "robustness", chart.alt_text, chart.title)
    return {"file": "charts/robustness.svg", "title": chart.title, "alt_text": chart.alt_text}
