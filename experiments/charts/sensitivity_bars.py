"""Sensitivity: how much each path matters to one figure, by Morris screening or by Sobol indices."""

from collections.abc import Mapping

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from experiments.charts.chart import Chart
from experiments.charts.kpi_axis import KpiAxis, kpi_axis
from experiments.charts.style import INK, WIDE, chart_style, new_figure, set_finding, wrapped

FACE = "#5790fc"
VAGUE = 0.5
"""Width of the interval of a share of the variance, from which on it says little."""
MOST_ROWS = 12
"""Paths that are drawn; the others are counted in the footnote."""
NAME_WIDTH = 30
BELOW, MARGINS, ROW = 1.4, 2.5, 0.5
"""Inches below the bars; below and above them; and of a row of them."""


def sensitivity_bars(
    frame: pd.DataFrame,
    *,
    titles: Mapping[str, str],
    kpi: str,
    currency: str = "INR",
    points: int = 0,
    replications: int = 0,
    seed: int | None = None,
    ax: Axes | None = None,
) -> Chart:
    """Draw how much each path matters, with its interval, the most important on top.

    Parameters
    ----------
    frame
        As `elementary_effects` returns it (the bar is `mu_star`, the mark `sigma`), or `sobol_indices` (the
        bar is `st`, the mark `s1`).
    titles
        What to call each path.
    kpi
        Name of the figure.
    currency
        ISO code, for figures of money.
    points, replications, seed
        For the footnote.
    ax
        Where to draw; a figure of its own if left out.
    """
    morris = "mu_star" in frame
    bar, mark = ("mu_star", "sigma") if morris else ("st", "s1")
    rows = frame.sort_values(bar, ascending=False, kind="stable", na_position="last")
    axis = kpi_axis(kpi, float(np.nanmax([*rows[bar].abs(), 0.0])), currency)
    title = _finding(rows, titles, axis, bar, morris)
    shown = rows.head(MOST_ROWS)
    with chart_style():
        tall = min(MARGINS + ROW * len(shown), WIDE[1])
        figure = new_figure((WIDE[0], tall)) if ax is None else ax.get_figure(root=True)
        assert isinstance(figure, Figure)
        note = f"Simulated: {points} points with {replications} replications each"
        note += ("" if seed is None else f", seed {seed}") + ", the same random worlds at each. "
        note += _legend(morris)
        if len(rows) > len(shown):
            note += f" {len(rows) - len(shown)} more that matter less are not shown."
        set_finding(figure, title, note, ax)
        axes = ax if ax is not None else figure.add_axes((0.29, BELOW / tall, 0.66, 1 - MARGINS / tall))
        _draw(axes, shown, titles, (bar, mark), axis.size if morris else 0.01)
        if morris:
            axes.xaxis.set_major_formatter(axis.ticks(axes.xaxis.get_majorticklocs()))
        what = f"{axis.label[:1].lower()}{axis.label[1:]}"
        axes.set_xlabel(f"Effect on {what}" if morris else f"Share of the variance of {what}, per cent")
    said = "; ".join(
        f"{titles.get(path, path)} {_written(value, axis, morris)}"
        for path, value in zip(rows["path"], rows[bar], strict=True)
    )
    kind = "mean effects" if morris else "total Sobol indices"
    return Chart(figure, title, f"Bars of {kind} on {axis.title.lower()}. {title}. {said}.")


def _legend(morris: bool) -> str:
    if morris:
        return (
            "Bar: mean size of the effect of a move over the whole range, with its 95 % interval. Diamond: "
            "spread of that effect; 0 where a path works in a straight line and alone."
        )
    return (
        "Bar: share of the variance in which a path has a part, with its 95 % interval. Diamond: the share "
        "that is due to it alone."
    )


def _finding(rows: pd.DataFrame, titles: Mapping[str, str], axis: KpiAxis, bar: str, morris: bool) -> str:
    """Say which path matters most, and whether that is sure."""
    first = rows.iloc[0]
    if not first[bar] > 0:
        return f"{axis.title}: nothing that was varied moves it"
    text = f'{axis.title} depends most on "{titles.get(first["path"], first["path"])}"'
    best = _written(float(first[bar]), axis, morris)
    low, high = float(first[f"{bar}_low"]), float(first[f"{bar}_high"])
    if morris:
        text += f": {best} over its range, on average"
    elif high - low > VAGUE:
        share = f"{100 * low:.0f} to {100 * high:.0f} %"
        return f"{text}, but more base rows are needed: its share of the variance is {share}"
    else:
        text += f", which has a part in {best} of its variance"
    others = rows.iloc[1:]
    unsure = [titles.get(path, path) for path in others["path"][others[f"{bar}_high"] >= first[f"{bar}_low"]]]
    return f"{text}; {' and '.join(unsure)} may matter as much" if len(unsure) in (1, 2) else text


def _written(value: float, axis: KpiAxis, morris: bool) -> str:
    return axis.written(value) if morris else f"{100 * value:.0f} %"


def _draw(
    ax: Axes, rows: pd.DataFrame, titles: Mapping[str, str], columns: tuple[str, str], size: float
) -> None:
    bar, mark = columns
    at = np.arange(len(rows))
    values, low, high, spread = (
        rows[name].to_numpy(dtype=float) / size for name in (bar, f"{bar}_low", f"{bar}_high", mark)
    )
    ax.barh(at, values, 0.62, color=FACE, edgecolor=INK, linewidth=0.6, zorder=3)
    ax.hlines(at, low, high, color=INK, linewidth=1.4, zorder=5)
    ax.plot(spread, at, "D", color=INK, markerfacecolor="white", zorder=6)
    ax.set_yticks(at, [wrapped(titles.get(path, path), NAME_WIDTH) for path in rows["path"]])
    ax.set_ylim(len(rows) - 0.4, -0.6)
    ax.grid(axis="y", visible=False)
    ax.tick_params(axis="y", length=0)
