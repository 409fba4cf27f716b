"""Tornado: how far each path, moved alone to the ends of its range, moves one figure."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Patch

from experiments.charts.chart import Chart
from experiments.charts.kpi_axis import KpiAxis, kpi_axis
from experiments.charts.style import INK, WIDE, chart_style, new_figure, set_finding, wrapped
from experiments.designs.vary import Value, written

FACES = {"low": "#dfe8fb", "high": "#5790fc"}
HATCHES = {"low": "//", "high": ""}
MOST_ROWS = 12
"""Paths that are drawn; the smaller ones are counted in the footnote."""
NAME_WIDTH = 30
BELOW, MARGINS, ROW = 1.2, 2.3, 0.5
"""Inches below the bars; below and above them; and of a row of them."""
ROOM, ROOM_LETTER = 0.05, 0.014
"""Room beside the bars, and for each letter of the values there, as shares of their span."""


@dataclass(frozen=True, slots=True)
class End:
    """A path at one end of its range: its value there, and how far the figure is from the base."""

    path: str
    end: str
    value: Value
    difference: float
    low: float
    high: float

    @property
    def sure(self) -> bool:
        """Whether the figure moves by more than noise; without an interval, whether it moves at all."""
        if self.low != self.low:
            return self.difference != 0
        return not self.low <= 0 <= self.high


def tornado(
    frame: pd.DataFrame,
    *,
    titles: Mapping[str, str],
    kpi: str,
    base: float,
    what: str = "",
    currency: str = "INR",
    replications: int = 0,
    seed: int | None = None,
    ax: Axes | None = None,
) -> Chart:
    """Draw what both ends of each path do to one figure, the biggest swing on top.

    Parameters
    ----------
    frame
        Columns `path`, `end` (`low`, `high`), `value`, `difference`, `difference_low`, `difference_high`,
        in the order of rows from the top, as `tornado_rows` returns it.
    titles
        What to call each path.
    kpi
        Name of the figure.
    base
        Its mean in the base point.
    what
        What it is called instead, where it is made from such figures (a saving of total cost).
    currency
        ISO code, for figures of money.
    replications, seed
        For the footnote.
    ax
        Where to draw; a figure of its own if left out.
    """
    rows = _rows(frame)
    shown = dict(list(rows.items())[:MOST_ROWS])
    ends = [end for pair in shown.values() for end in pair]
    axis = kpi_axis(kpi, max(abs(base + end.difference) for end in ends), currency)
    if what:
        axis = replace(axis, title=what, aside="")
    title = _finding(rows, titles, axis, base)
    with chart_style():
        tall = min(MARGINS + ROW * len(shown), WIDE[1])
        figure = new_figure((WIDE[0], tall)) if ax is None else ax.get_figure(root=True)
        assert isinstance(figure, Figure)
        note = f"Simulated: {replications} replications" + ("" if seed is None else f", seed {seed}")
        note += ", one thing moved at a time, to what is written at the bar."
        if any(end.low == end.low for end in ends):
            note += " Thin lines are 95 % intervals of the paired difference from the base."
        if len(rows) > len(shown):
            note += f" {len(rows) - len(shown)} more with smaller swings are not shown."
        set_finding(figure, title, note, ax)
        axes = ax if ax is not None else figure.add_axes((0.29, BELOW / tall, 0.66, 1 - MARGINS / tall))
        _draw(axes, shown, titles, axis, base)
    said = "; ".join(_said(pair, titles, axis, base) for pair in rows.values())
    return Chart(
        figure, title, f"Tornado of {axis.title.lower()}, base {axis.written(base)}. {title}. {said}."
    )


def _rows(frame: pd.DataFrame) -> dict[str, list[End]]:
    found: dict[str, list[End]] = {}
    columns = ["path", "end", "value", "difference", "difference_low", "difference_high"]
    for row in frame[columns].itertuples(index=False):
        path, end, value, *numbers = row
        found.setdefault(str(path), []).append(End(str(path), str(end), value, *map(float, numbers)))
    return found


def _finding(rows: Mapping[str, list[End]], titles: Mapping[str, str], axis: KpiAxis, base: float) -> str:
    for path, pair in rows.items():
        if any(end.sure for end in pair):
            figures = [base + end.difference for end in pair] + [base]
            low, high = (axis.written(figure) for figure in (min(figures), max(figures)))
            what = f'{axis.title} depends most on "{titles.get(path, path)}"'
            return f"{what}: from {low} to {high}; base {axis.written(base)}"
    return f"{axis.title}: none of these ranges surely moves it from {axis.written(base)}"


def _said(pair: list[End], titles: Mapping[str, str], axis: KpiAxis, base: float) -> str:
    words = [
        f"{axis.written(base + end.difference)} at {written(end.value)}"
        + ("" if end.sure else " (within the noise)")
        for end in pair
    ]
    return f"{titles.get(pair[0].path, pair[0].path)}: {', '.join(words)}"


def _draw(
    ax: Axes, rows: Mapping[str, list[End]], titles: Mapping[str, str], axis: KpiAxis, base: float
) -> None:
    start = base / axis.size
    reach = [start]
    for k, pair in enumerate(rows.values()):
        one_side = len(pair) > 1 and pair[0].difference * pair[1].difference > 0
        apart = one_side or any(not end.sure and end.low == end.low for end in pair)
        for place, end in enumerate(pair):
            y, height = (k - 0.19 + 0.38 * place, 0.36) if apart else (k, 0.62)
            reach += _bar(ax, end, y, height, start, axis.size, apart)
    span = max(reach) - min(reach) or abs(start) or 1.0
    ax.axvline(start, color=INK, linewidth=1.4, zorder=4)
    ax.annotate(
        f"base {axis.written(base)}",
        (start, 1.0),
        (0, 4),
        ("data", "axes fraction"),
        "offset points",
        ha="center",
        va="bottom",
        fontsize=10,
        color=INK,
    )
    ax.set_yticks(range(len(rows)), [wrapped(titles.get(path, path), NAME_WIDTH) for path in rows])
    ax.set_ylim(len(rows) - 0.4, -0.6)
    letters = max(len(written(end.value)) for pair in rows.values() for end in pair)
    room = (ROOM + ROOM_LETTER * letters) * span
    ax.set_xlim(min(reach) - room, max(reach) + room)
    ax.grid(axis="y", visible=False)
    ax.tick_params(axis="y", length=0)
    ax.xaxis.set_major_formatter(axis.ticks(ax.xaxis.get_majorticklocs()))
    ax.set_xlabel(axis.label)
    patches = [
        Patch(facecolor=FACES[end], hatch=HATCHES[end], edgecolor=INK, linewidth=0.6, label=f"at its {words}")
        for end, words in (("low", "low end"), ("high", "high end"))
    ]
    ax.legend(
        handles=patches, loc="lower right", bbox_to_anchor=(-0.01, 1.0), ncols=2, frameon=False, fontsize=9,
        borderaxespad=0.1, columnspacing=1.2, handletextpad=0.5,
    )  # fmt: skip


def _bar(ax: Axes, end: End, y: float, height: float, start: float, size: float, apart: bool) -> list[float]:
    """Draw a bar with its interval and its value; return how far they reach."""
    length = end.difference / size
    ax.barh(
        y, length, height, left=start, color=FACES[end.end], hatch=HATCHES[end.end], edgecolor=INK,
        linewidth=0.6, zorder=3,
    )  # fmt: skip
    limits = [start + length]
    if end.low == end.low:
        limits += [start + end.low / size, start + end.high / size]
        ax.hlines(y, limits[1], limits[2], color=INK, linewidth=1.4, zorder=5)
        ax.plot(limits[1:], [y, y], "|", color=INK, markersize=7, zorder=5)
    leftwards = length < 0 or (length == 0 and end.end == "low")
    ax.annotate(
        written(end.value),
        (min(limits) if leftwards else max(limits), y),
        (-6 if leftwards else 6, 0),
        textcoords="offset points",
        ha="right" if leftwards else "left",
        va="center",
        fontsize=8.5 if apart else 10,
        color=INK,
    )
    return limits
