"""What `compare --levers` does: pull levers on one alternative, tell, draw and keep what each does."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from experiments.commands.contest import CANCELLED, currency_of, titles_of
from experiments.commands.options import Settings
from experiments.commands.words import figure, unit_words
from experiments.commands.workbench import finish, workbench
from experiments.console import remark, say, say_json, say_paragraph, say_table

if TYPE_CHECKING:
    from experiments.compare import Comparison
    from experiments.interval import Interval
    from experiments.levers import LeverEffect
    from scenarios import Case

SHOWN = ("fill_rate", "lost_share", "total_cost", "profit")
"""Figures that are asked of every lever."""
DRAWN = "profit"
"""The figure in the picture."""


def pull(
    case: "Case",
    levers: Sequence[str] | None,
    alternative: str,
    settings: Settings,
    folder: Path,
    *,
    json: bool,
) -> None:
    """Pull levers of a case on one alternative: table, picture, folder."""
    import typer

    from experiments.levers import lever_effects, pull_levers
    from experiments.run_folder import write_run_folder

    with workbench(case, settings, folder) as bench:
        comparison, _ = pull_levers(
            bench, levers, alternative=alternative, replications=settings.replications
        )
    effects = lever_effects(case, comparison, SHOWN)
    titles = lever_titles(case)
    charts = list[dict[str, str]]()

    def draw(inside: Path) -> None:
        charts.extend(_draw(inside, effects, titles, titles[alternative], case, settings))

    meta = {
        "command": "compare",
        "levers": list(levers or case.levers),
        "alternative": alternative,
        "values": settings.values,
    }
    done = not comparison.outcomes.interrupted
    write_run_folder(folder, case, comparison, meta, target=case.target, fill=draw if done else None)
    if json:
        say_json(_document(case, alternative, settings, effects, titles, folder, charts))
    else:
        say(f"{case.title}: levers pulled on '{titles[alternative]}'")
        say(f"Simulated: {settings.replications} replications, seed {settings.seed}; ± is a 95 % interval.")
        say()
        say_table(*table(effects, titles, currency_of(case)), left=2)
        say()
        say_paragraph(f"In {folder}: {', '.join(c['file'] for c in charts) or 'no picture'}, and the tables.")
    finish(bench, not done)
    if not done:
        remark(f"Cancelled: what was finished is in {folder}.")
        raise typer.Exit(CANCELLED)


def lever_titles(case: "Case") -> dict[str, str]:
    """Return what to call the alternatives and the levers."""
    from experiments.levers import TOGETHER

    named = {name: lever.title or name for name, lever in case.levers.items()}
    return {**titles_of(case), **named, TOGETHER: "All levers together"}


def table(
    effects: Sequence["LeverEffect"], titles: dict[str, str], currency: str
) -> tuple[list[str], list[list[str]]]:
    """Return head and rows: one row a lever and figure it is about, with service, cost and profit."""
    from experiments.kpi import find_kpi

    head = ["\nlever", "what it\nis about", "\nwithout", "change\nof it", "\nverdict"]
    head += ["from stock", "total cost\na year", "profit\na year"]
    rows = []
    for name in dict.fromkeys(e.lever for e in effects):
        mine = {e.kpi: e for e in effects if e.lever == name}
        about: list[LeverEffect | None] = [e for e in mine.values() if e.expected]
        for number, effect in enumerate(about or [None]):
            row = [titles.get(name, name) if number == 0 else ""]
            if effect is None:
                row += ["", "", "", ""]
            else:
                row += [
                    find_kpi(effect.kpi).title,
                    figure(effect.before.mean, effect.unit, currency),
                    change(effect.difference, effect.unit, currency),
                    effect.verdict,
                ]
            further = ("fill_rate", "total_cost", "profit")
            row += [
                change(mine[k].difference, mine[k].unit, currency) if number == 0 else "" for k in further
            ]
            rows.append(row)
    return head, rows


def change(difference: "Interval", unit: str, currency: str) -> str:
    """Write a difference with sign and interval in one unit: points for a share, one scale for money."""
    from experiments.money import money_scale, plain

    if difference.mean != difference.mean:
        return "-"
    size, decimals, before, after = 1.0, 1, "", ""
    if unit == "share":
        size, after = 0.01, " points"
    elif unit.partition("/")[0] == "money":
        scale = money_scale(abs(difference.mean), currency)
        size, decimals = scale.size, 2 if scale.size > 1 else 0
        before, after = f"{scale.symbol} ", f" {scale.sign}".rstrip()
    elif abs(difference.mean) < 1:
        decimals = 3
    sign = "-" if difference.mean < 0 else "+"
    text = f"{sign}{before}{plain(abs(difference.mean) / size, decimals, currency)}"
    if difference.half_width == difference.half_width:
        text += f" ±{plain(difference.half_width / size, decimals, currency)}"
    return text + after


def _draw(
    folder: Path,
    effects: Sequence["LeverEffect"],
    titles: dict[str, str],
    base: str,
    case: "Case",
    settings: Settings,
) -> list[dict[str, str]]:
    from experiments.charts.lever_effects import lever_effects
    from experiments.charts.save_chart import save_chart
    from experiments.levers import TOGETHER

    one = [e for e in effects if e.kpi == DRAWN and e.lever != TOGETHER]
    chart = lever_effects(
        one,
        titles=titles,
        base=base,
        currency=currency_of(case),
        replications=settings.replications,
        seed=settings.seed,
    )
    save_chart(chart.figure, folder / "charts" / "levers", chart.alt_text, chart.title)
    return [{"file": "charts/levers.svg", "title": chart.title, "alt_text": chart.alt_text}]


def _document(
    case: "Case",
    alternative: str,
    settings: Settings,
    effects: Sequence["LeverEffect"],
    titles: dict[str, str],
    folder: Path,
    charts: list[dict[str, str]],
) -> dict[str, Any]:
    def interval(found: "Interval") -> dict[str, float]:
        return {"mean": found.mean, "low": found.low, "high": found.high}

    return {
        "command": "compare",
        "case": case.name,
        "alternative": alternative,
        "replications": settings.replications,
        "seed": settings.seed,
        "currency": currency_of(case),
        "levers": [
            {
                "lever": e.lever,
                "title": titles.get(e.lever, e.lever),
                "kpi": e.kpi,
                "unit": e.unit,
                "before": interval(e.before),
                "difference": interval(e.difference),
                "expected": e.expected,
                "verdict": e.verdict,
                "unit_words": unit_words(e.unit),
            }
            for e in effects
        ],
        "folder": str(folder),
        "charts": charts,
    }


def lever_table_markdown(case: "Case", comparison: "Comparison") -> str:
    """Return the measured effects as a table in Markdown, for the README of a case."""
    from experiments.levers import lever_effects

    effects = lever_effects(case, comparison, SHOWN)
    head, rows = table(effects, lever_titles(case), currency_of(case))
    names = [cell.replace("\n", " ").strip() for cell in head]
    lines = ["| " + " | ".join(names) + " |", "|" + "---|" * len(names)]
    lines += ["| " + " | ".join(row) + " |" for row in rows]
    return "\n".join(lines)
