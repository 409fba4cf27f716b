"""Sweep: one figure of each alternative over a swept value, and which of them wins where."""

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from experiments.charts.chart import Chart
from experiments.charts.kpi_axis import KpiAxis, kpi_axis
from experiments.charts.looks import Look, looks_of
from experiments.charts.places import edges_of, numeric, places_of
from experiments.charts.style import (
    as_sentence_start,
    chart_style,
    new_figure,
    set_finding,
    wrapped,
)
from experiments.charts.winner_strip import (
    ABOVE,
    STRIP,
    Piece,
    pieces_of,
    share_words,
    who_wins,
    winner_strip,
)
from experiments.designs.vary import written
from experiments.kpi import find_kpi

MOST_TICKS = 16
"""Swept values that are all named on the axis; of more, every so many."""
HEADROOM = 1.15
"""Top of the axis over the highest figure of a plant that keeps up."""


def sweep_lines(
    frame: pd.DataFrame,
    *,
    path_words: str,
    kpi: str = "total_cost",
    titles: Mapping[str, str] | None = None,
    looks: Mapping[str, Look] | None = None,
    today: str | None = None,
    currency: str = "INR",
    target: float | None = None,
    service_words: str = "from stock",
    log: bool = False,
    axis_words: str = "",
    decided_by: str = "",
    replications: int = 0,
    seed: int | None = None,
    ax: Axes | None = None,
) -> Chart:
    """Draw a line an alternative with its interval, and above them a strip that names the winner.

    Parameters
    ----------
    frame
        Columns `value`, `alternative`, `mean`, `low`, `high`, `winner` (several at one value are equals),
        and where there are such `saturated`, `meets_target`, and `kpi`, by which rows are chosen. Values
        that are words stand side by side in their order.
    path_words
        What is swept, as it follows a number of it: `times today's volume`.
    kpi
        Name of the figure.
    titles
        What to call each alternative.
    looks
        Look of each alternative; see `looks_of`.
    today
        Name of today's way, which is black.
    currency
        ISO code, for figures of money.
    target
        Service that was asked for, a share; None where none was.
    service_words
        What the share is of, as it follows `95 %`.
    log
        Whether the swept values are spread by their ratios.
    axis_words
        What to call the axis of the swept values; `path_words` if left out.
    decided_by
        Name of the figure that decides who wins; `kpi` if left out.
    replications, seed
        For the footnote.
    ax
        Where to draw; a figure of its own if left out.
    """
    if "kpi" in frame:
        frame = frame[frame["kpi"] == kpi]
    usual = {"saturated": False, "meets_target": True}
    frame = frame.assign(**{name: value for name, value in usual.items() if name not in frame})
    titles = titles or {}
    names = [str(name) for name in dict.fromkeys(frame["alternative"])]
    looks = looks or looks_of(names, today)
    places = places_of(frame["value"].tolist())
    log = log and numeric(list(places))
    pieces = pieces_of(frame, places, target, log)
    kept = frame[~frame["saturated"].astype(bool)]
    axis = kpi_axis(kpi, float((kept if len(kept) else frame)["mean"].abs().max()), currency)
    title = who_wins(pieces, titles, path_words, target, service_words)
    with chart_style():
        figure = new_figure() if ax is None else ax.get_figure(root=True)
        assert isinstance(figure, Figure)
        decider = kpi_axis(decided_by or kpi, 1.0, currency)
        set_finding(figure, title, _note(frame, decider, target, service_words, replications, seed), ax)
        axes = ax if ax is not None else figure.add_axes((0.08, 0.19, 0.67, 0.57))
        _draw(axes, frame, places, names, looks, titles, today, axis, log, axis_words or path_words)
        winner_strip(axes, pieces, looks, titles, log)
        if ax is not None:
            rise = (STRIP + 2 * ABOVE) * ax.get_window_extent().height * 72 / figure.dpi
            ax.set_title(ax.get_title(loc="left"), loc="left", pad=rise + 4)
    return Chart(figure, title, _alt_text(frame, names, pieces, titles, title, path_words, axis))


def _note(
    frame: pd.DataFrame,
    axis: KpiAxis,
    target: float | None,
    service_words: str,
    replications: int,
    seed: int | None,
) -> str:
    note = f"Simulated: {replications} replications at each value"
    note += ("" if seed is None else f", seed {seed}") + ", the same random worlds for every alternative."
    note += " Bands are 95 % intervals of the mean."
    best = {"lower": "the lowest", "higher": "the highest"}.get(find_kpi(axis.name).better or "", "the best")
    note += f" The winner has {best} {axis.title.lower()}"
    note += f" of those that reach {share_words(target)} {service_words}" if target is not None else ""
    keeps = bool(frame["saturated"].astype(bool).any())
    note += (" and keep up." if target is not None else " of those that keep up.") if keeps else "."
    if target is not None and not frame["meets_target"].astype(bool).all():
        note += " Hollow: misses the target."
    return note + (" Dotted: the plant does not keep up, and its queues grow without end." if keeps else "")


def _alt_text(
    frame: pd.DataFrame,
    names: Sequence[str],
    pieces: Sequence[Piece],
    titles: Mapping[str, str],
    title: str,
    path_words: str,
    axis: KpiAxis,
) -> str:
    who = [
        (f"{written(p.values[0])} to {written(p.values[-1])}" if len(p.values) > 1 else written(p.values[0]))
        + ": "
        + (" and ".join(titles.get(name, name) for name in p.winners) or p.why)
        for p in pieces
    ]
    lines = [
        f"{titles.get(name, name)} {_course(frame[frame['alternative'] == name], axis)}" for name in names
    ]
    head = f"Lines of simulated {axis.title.lower()} of {len(names)} ways of replenishing over {path_words}"
    return f"{head}. {title}. Who wins: {'; '.join(who)}. {'; '.join(lines)}."


def _course(mine: pd.DataFrame, axis: KpiAxis) -> str:
    """Tell the figure at both ends of where the plant keeps up, and where it does not."""
    stuck = mine["saturated"].to_numpy(dtype=bool)
    kept, lost = mine[~stuck], mine[stuck]
    ends = list(zip(kept["mean"].tolist(), kept["value"].tolist(), strict=True))
    told = " to ".join(
        f"{axis.written(mean)} at {written(value)}" for mean, value in ends[:1] + ends[1:][-1:]
    )
    where = ", ".join(written(value) for value in lost["value"].tolist())
    return ", ".join(filter(None, [told, f"does not keep up at {where}" if where else ""]))


# ---- drawing


def _draw(
    ax: Axes,
    frame: pd.DataFrame,
    places: Mapping[object, float],
    names: Sequence[str],
    looks: Mapping[str, Look],
    titles: Mapping[str, str],
    today: str | None,
    axis: KpiAxis,
    log: bool,
    path_words: str,
) -> None:
    if log:
        ax.set_xscale("log")
    handles: list[tuple[float, Line2D]] = []
    heights = _last_heights(frame)
    for name in names:
        mine = frame[frame["alternative"] == name].assign(
            at=lambda rows: [places[value] for value in rows["value"]]
        )
        mine = mine.sort_values("at")
        _line(ax, mine, looks[name], axis.size, name == today)
        text = wrapped(as_sentence_start(titles.get(name, name)), 22)
        if name == today and "today" not in text.lower():
            text += "\n(today)"
        look = looks[name]
        handles.append((heights[name], Line2D([], [], color=look.colour, marker=look.marker, label=text)))
    at = list(places.values())
    edges = edges_of(at, log)
    ax.set_xlim(edges[0], edges[-1])
    _heights(ax, frame, axis.size)
    every = -(-len(at) // MOST_TICKS)
    ax.set_xticks(at[::every], [written(value) for value in list(places)[::every]])
    ax.minorticks_off()
    ax.set_xlabel(as_sentence_start(path_words))
    ax.set_ylabel(axis.label)
    ax.yaxis.set_major_formatter(axis.ticks(ax.yaxis.get_majorticklocs()))
    handles.sort(key=lambda pair: -pair[0])
    ax.legend(
        handles=[handle for _, handle in handles],
        loc="upper left",
        bbox_to_anchor=(1.01, 1.0),
        frameon=False,
        fontsize=9.5,
        labelspacing=0.7,
        borderaxespad=0.0,
    )


def _last_heights(frame: pd.DataFrame) -> dict[str, float]:
    """Return the figure of each alternative at the last value where as many as anywhere keep up."""
    kept = (~frame["saturated"].astype(bool)).groupby(frame["value"], sort=False).sum()
    place = kept[kept == kept.max()].index[-1]
    here = frame[frame["value"] == place]
    return {
        **dict.fromkeys(map(str, frame["alternative"]), 0.0),
        **dict(zip(map(str, here["alternative"]), here["mean"], strict=True)),
    }


def _line(ax: Axes, mine: pd.DataFrame, look: Look, size: float, is_today: bool) -> None:
    """Draw one alternative: dotted where its plant does not keep up, hollow where it misses the target."""
    at = mine["at"].to_numpy(dtype=float)
    mean, low, high = (mine[column].to_numpy(dtype=float) / size for column in ("mean", "low", "high"))
    stuck = mine["saturated"].to_numpy(dtype=bool)
    meets = mine["meets_target"].to_numpy(dtype=bool)
    over = 5 if is_today else 4
    ax.fill_between(at, low, high, color=look.colour, alpha=0.18, linewidth=0, zorder=2)
    for k in range(len(at) - 1):
        dotted = bool(stuck[k + 1] or stuck[k])
        ax.plot(
            at[k : k + 2], mean[k : k + 2], color=look.colour, linewidth=2.2 if is_today else 1.6,
            linestyle=":" if dotted else "-", zorder=over,
        )  # fmt: skip
    for x, y, full in zip(at, mean, meets & ~stuck, strict=True):
        ax.plot(
            x, y, look.marker, markersize=7, color=look.colour, zorder=over + 0.1,
            markerfacecolor=look.colour if full else "white",
        )  # fmt: skip


def _heights(ax: Axes, frame: pd.DataFrame, size: float) -> None:
    """Show what plants that keep up reach; the others may leave the axes at the top."""
    kept = frame[~frame["saturated"].astype(bool)]
    shown = kept if len(kept) else frame
    high = float(np.nanmax(shown[["mean", "high"]].to_numpy(dtype=float))) / size
    low = float(np.nanmin(shown[["mean", "low"]].to_numpy(dtype=float))) / size
    span = max(high - low, 0.02 * abs(high), 1e-9)
    top = low + HEADROOM * span
    if (shown["mean"] <= size).all() and size == 0.01:
        top = min(top, 101.0)
    ax.set_ylim(low - 0.06 * span, top)
