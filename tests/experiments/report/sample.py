"""A report with every kind of block, and one whose every word is hostile."""

import numpy as np
import pandas as pd

from experiments.charts.chart import Chart
from experiments.charts.lever_effects import GOOD, WORSE
from experiments.charts.style import INK, WIDE, chart_style, new_figure, set_finding
from experiments.report.blocks import (
    Bullets,
    Columns,
    Page,
    Picture,
    Report,
    Sheet,
    SheetChart,
    Table,
    Text,
    Tile,
    Tiles,
)

FOREIGN = "ventil für Öl — वाल्व 阀门 ₹"
HOSTILE = (
    "<script>alert(1)</script>",
    "</title><b>bold</b> & 'quotes' \"double\"",
    '=HYPERLINK("http://example.org","click")',
    "+cmd|' /C calc'!A0",
    "@SUM(1+1)*cmd",
    "-2+3",
    "http://example.org/valve",
    "null\x00 bell\x07 escape\x1b half\ud800 none\uffff",
    FOREIGN,
    "{{ 7 * 7 }} {% raw %} &lt;i&gt; ]]> <!-- -->",
    "a-very-long-name-" * 12,
    "12",
)
NAMES = ("Today's way", "Q-system", "Kanban", "MRP II")


def bars(
    title: str = "MRP II gives 95.3 % from stock for Rs 1.0 Cr less", names: tuple[str, ...] = NAMES
) -> Chart:
    """Draw bars with intervals and hatches, as charts of the report are drawn."""
    with chart_style():
        figure = new_figure(WIDE)
        set_finding(figure, title, "Simulated: 5 replications, seed 1. Bars are 95 % intervals.")
        axes = figure.add_axes((0.3, 0.17, 0.64, 0.62))
        size = np.linspace(5.4, 4.4, len(names))
        colours = [INK, GOOD, WORSE, "#a96b59"]
        axes.barh(
            range(len(names)), size, xerr=0.2, color=colours[: len(names)], hatch="//", edgecolor="white"
        )
        axes.set_yticks(range(len(names)), [name.replace("$", r"\$") for name in names])
        axes.invert_yaxis()
        axes.set_xlabel("Total cost a year, Rs crore")
    return Chart(figure, title, f"Bars of total cost a year, where {title}.")


def sample_table(rows: int = 8) -> Table:
    """A table as the report prints it, today's way and the recommended way in bold."""
    body = [
        (
            f"{NAMES[k % 4]} {k // 4 or ''}".strip(),
            "shop and stores",
            f"{90 + k % 9}.{k % 10} %",
            f"Rs {5 + k}.10 Cr",
        )
        for k in range(rows)
    ]
    body[-1] = (*body[-1][:3], "within the noise of today's way, so about the same")
    head = ("Way of replenishing", "Where", "Fill rate", "Cost a year")
    return Table(head, tuple(body), f"What {rows} ways cost", left=2, bold=frozenset({0, 3}))


def sample_sheet(name: str = "Ways compared", rows: int = 4) -> Sheet:
    """A sheet with every unit, a missing figure, and a chart with intervals."""
    frame = pd.DataFrame(
        {
            "Way": [NAMES[k % 4] for k in range(rows)],
            "Fill rate": [0.769, 0.953, float("nan"), 0.95] * (rows // 4),
            "Low": [0.76, 0.948, float("nan"), 0.944] * (rows // 4),
            "High": [0.777, 0.958, float("nan"), 0.954] * (rows // 4),
            "Cost": [53_612_345.4, -48_000_000.0, -123_456.0, 987.0] * (rows // 4),
            "Orders": [1200, 1_234_567, 0, 3] * (rows // 4),
            "Weeks": [1.25, 3.5, float("inf"), 0.0] * (rows // 4),
        }
    )
    chart = SheetChart(
        "bar",
        "MRP II gives most from stock",
        "Way",
        ("Fill rate",),
        "Bars of fill rate by way of replenishing.",
        x_title="Fill rate",
        low=("Low",),
        high=("High",),
        rows=4,
        point_colours=("#1a1a1a", GOOD, WORSE, "#a96b59"),
    )
    lines = SheetChart(
        "line", "Orders and weeks", "Way", ("Orders", "Weeks"), "Lines.", colours=(GOOD, WORSE)
    )
    units = {
        "Fill rate": "share",
        "Low": "share",
        "High": "share",
        "Cost": "money/year",
        "Orders": "whole",
        "Weeks": "number",
    }
    return Sheet(
        name, "Four ways of replenishing", frame, units, (chart, lines), "Low and High are 95 % intervals."
    )


def sample_report() -> Report:
    """A report of five pages and two appendices."""
    lead = Text(
        "We ask the board to replace today's order points by MRP II in all shops from April. It gives 95 of "
        "100 parts from stock, where today gives 77, and costs Rs 1.0 Cr a year less.",
        "lead",
    )
    tiles = Tiles(
        (
            Tile("Parts from stock", "95.3 %", "today 76.9 %", "good"),
            Tile("Cost a year", "Rs 4.36 Cr", "Rs 1.00 Cr less than today", "good"),
            Tile("Money in stock", "Rs 2.10 Cr", "Rs 12.3 L more than today", "bad"),
            Tile("Time to pay back", "5 months", "with training and software"),
        )
    )
    points = Bullets(
        (
            "Order points stay where demand is steady and cheap to hold.",
            "Planners see eight weeks ahead, and release what the shop has hours for.",
            "Stock falls first where it is dearest: castings and bought motors.",
        ),
        "What changes",
    )
    steps = Bullets(
        ("Clean the parts lists.", "Train two planners.", "Run both ways for a month."), "Next", numbered=True
    )
    note = Text("Simulated: 5 replications of two years, seed 1. Intervals hold 95 % of the time.", "note")
    pages = (
        Page(
            "decision",
            "MRP II saves Rs 1.0 Cr a year and ends most shortages",
            (lead, tiles, Picture(bars()), note),
        ),
        Page(
            "today",
            "Today one part in four is missing",
            (lead, Columns((Picture(bars()), note), (points, steps), 0.62)),
        ),
        Page(
            "compared",
            "Four ways in the same random worlds",
            (
                Text("All ways reach the same target.", "body"),
                sample_table(),
                Picture(bars(), "half"),
                Picture(bars(), "half"),
            ),
        ),
        Page(
            "risk",
            "Late suppliers hurt today's way more",
            (Picture(bars(), "two-thirds"), Text("Two figures are assumed.", "warning")),
        ),
        Page("full", "A picture alone", (Picture(bars()),)),
        Page("items", "All items", (Text("One row an item."), sample_table(90)), appendix=True),
        Page("method", "How it was done", (points, steps, Picture(bars())), appendix=True),
    )
    return Report(
        "Gupta Machines: how to replenish",
        "5 replications, seed 1, orderpoint 0.1.0",
        "INR",
        pages,
        (sample_sheet(),),
    )


def hostile_report(names: tuple[str, ...] = HOSTILE) -> Report:
    """A report in which every word that comes from a user's table tries to do harm."""
    script = HOSTILE[0]
    rows = tuple((name, name, name) for name in names)
    chart = bars(script, (script, HOSTILE[1], HOSTILE[3], HOSTILE[9]))
    chart = Chart(chart.figure, HOSTILE[1], f"Bars where {HOSTILE[7]} {HOSTILE[1]}.")
    pages = [
        Page("a b/<c>", script, (Text(script, "lead"), Table(HOSTILE[:3], rows, HOSTILE[1]), Picture(chart))),
        Page("a b/<c>", HOSTILE[7], (Bullets(names, HOSTILE[1]), Tiles((Tile(*HOSTILE[:3], "bad"),)))),
        Page(
            "",
            HOSTILE[10],
            (Columns((Text(HOSTILE[10], "warning"),), (Picture(chart, "half"),)),),
            appendix=True,
        ),
    ]
    frame = pd.DataFrame({script: HOSTILE, HOSTILE[2]: HOSTILE, "count": range(len(HOSTILE))})
    sheets = [
        Sheet(
            name,
            name,
            frame,
            {script: "", HOSTILE[2]: "share", "count": "whole"},
            (SheetChart("column", name, script, ("count",), name, name, name),),
            name,
        )
        for name in HOSTILE
    ]
    return Report(script + HOSTILE[7], HOSTILE[1], "INR", tuple(pages), tuple(sheets))
