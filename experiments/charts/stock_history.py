"""Stock through time: how often is a product missing, today and under the chosen way?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from experiments.charts.chart import Chart
from experiments.charts.labels import dark
from experiments.charts.looks import Look, looks_of
from experiments.charts.style import (
    BAD,
    INK,
    QUIET,
    as_sentence_start,
    chart_style,
    new_figure,
    set_finding,
    wrapped,
)
from experiments.commands.words import called
from experiments.money import plain

Grid = Sequence[Sequence[Axes]]
"""Axes by row and column."""
HEAD_ROOM = 1.22
"""Height of a panel over the greatest stock, so that its words stand clear of the line."""


@dataclass(frozen=True, slots=True)
class Panel:
    """One item under one alternative: its readings and how long it was out of stock."""

    item: str
    alternative: str
    days: np.ndarray
    on_hand: np.ndarray
    order_point: float
    out_share: float


def stock_history(
    frame: pd.DataFrame,
    *,
    titles: Mapping[str, str] | None = None,
    item_titles: Mapping[str, str] | None = None,
    today: str | None = None,
    looks: Mapping[str, Look] | None = None,
    replication: int | None = None,
    seed: int | None = None,
    axes: "Grid | None" = None,
) -> Chart:
    """Draw stock on hand of a few items through time, one row an item, one column an alternative.

    Parameters
    ----------
    frame
        Tidy: columns `alternative`, `item`, `time_days`, `on_hand`, `order_point` (nan where there is none).
        A reading holds until the next one.
    titles, item_titles
        What to call each alternative and item.
    today
        Name of today's way.
    looks
        Look of each alternative; see `looks_of`.
    replication, seed
        Which simulated history it is, for the footnote.
    axes
        Where to draw, rows by columns; a figure of its own if left out.
    """
    titles, item_titles = titles or {}, item_titles or {}
    names = list(dict.fromkeys(frame["alternative"]))
    names.sort(key=lambda name: name != today)  # today first, the rest as they come
    items = list(dict.fromkeys(frame["item"]))
    looks = looks or looks_of(names, today)
    panels = {(i, a): _panel(frame, i, a) for i in items for a in names}
    title = _finding(panels, items, names, today, titles, item_titles)
    with chart_style():
        grid: Any = axes
        if grid is None:
            figure = new_figure((10.6, 1.5 + 1.75 * len(items) + 0.35))
            high = figure.get_size_inches()[1]
            grid = figure.subplots(
                len(items), len(names), sharex=True, sharey="row", squeeze=False,
                gridspec_kw={"left": 0.175, "right": 0.925, "bottom": 0.98 / high, "top": 1 - 1.3 / high,
                             "hspace": 0.32, "wspace": 0.2},
            )  # fmt: skip
            which = "one history" if replication is None else f"one history (replication {replication}"
            which += "" if replication is None else f"{'' if seed is None else f', seed {seed}'})"
            note = (
                f"Simulated: {which}, the same demands and lead times in every column; shares are of this "
                "history. Orange: nothing on hand. An order leaves when stock on hand plus on order falls to "
                "the order point."
            )
            set_finding(figure, title, note)
        else:
            root = grid[0][0].get_figure(root=True)
            assert isinstance(root, Figure)
            figure = root
        for row, item in enumerate(items):
            top = max(_top(panels[item, a]) for a in names)
            for column, name in enumerate(names):
                _draw(grid[row][column], panels[item, name], looks[name], top)
            _name(grid[row][0], wrapped(item_titles.get(item, item), 13))
        for column, name in enumerate(names):
            text = called(name, titles, today)
            _head(grid[0][column], wrapped(text, max(20, 84 // len(names))), looks[name])
            grid[-1][column].set_xlabel("days of the simulation", fontsize=10)
    return Chart(figure, title, _alt_text(panels, items, names, title, titles, item_titles))


def _panel(frame: pd.DataFrame, item: str, alternative: str) -> Panel:
    rows = frame[(frame["item"] == item) & (frame["alternative"] == alternative)].sort_values("time_days")
    days, stock = (rows[column].to_numpy(dtype=float) for column in ("time_days", "on_hand"))
    lasts = np.diff(days)
    total = lasts.sum()
    out = float(lasts[stock[:-1] <= 0].sum() / total) if total > 0 else float((stock <= 0).mean())
    points = rows["order_point"].dropna()
    return Panel(item, alternative, days, stock, float(points.iloc[-1]) if len(points) else np.nan, out)


def _top(panel: Panel) -> float:
    return float(np.nanmax([panel.on_hand.max(initial=1.0), panel.order_point]))


def _draw(ax: Axes, panel: Panel, look: Look, top: float) -> None:
    ax.step(panel.days, panel.on_hand, where="post", color=look.colour, linewidth=1.3, zorder=3)
    for start, end in _stockouts(panel):
        ax.axvspan(start, end, facecolor=BAD, alpha=0.3, linewidth=0, zorder=1)
        ax.plot([start, end], [0, 0], color=BAD, linewidth=4, solid_capstyle="butt", zorder=4)
    if not np.isnan(panel.order_point):
        ax.axhline(panel.order_point, color=QUIET, linestyle=(0, (5, 3)), linewidth=1.0, zorder=2)
        ax.annotate(
            f"order\npoint\n{plain(panel.order_point)}",
            (1.0, panel.order_point),
            (4, 0),
            ("axes fraction", "data"),
            "offset points",
            va="center",
            fontsize=8.5,
            color=QUIET,
            linespacing=1.0,
            annotation_clip=False,
        )
    ax.set_xlim(panel.days[0], panel.days[-1])
    ax.set_ylim(-0.04 * top, HEAD_ROOM * top)
    ax.yaxis.set_major_locator(MaxNLocator(4, integer=True))
    ax.yaxis.set_major_formatter(lambda value, _: plain(value))
    ax.xaxis.set_major_formatter(lambda value, _: plain(value))
    ax.tick_params(labelsize=9.5)
    ax.annotate(
        as_sentence_start(_out_words(panel.out_share)),
        (0, 1),
        (0, 4),
        "axes fraction",
        "offset points",
        va="bottom",
        fontsize=10,
        color=INK,
    )


def _stockouts(panel: Panel) -> list[tuple[float, float]]:
    """Return from when to when there was nothing on hand."""
    empty = panel.on_hand <= 0
    spans: list[tuple[float, float]] = []
    for k in range(len(empty) - 1):
        if not empty[k]:
            continue
        if spans and spans[-1][1] == panel.days[k]:
            spans[-1] = (spans[-1][0], float(panel.days[k + 1]))
        else:
            spans.append((float(panel.days[k]), float(panel.days[k + 1])))
    return spans


def _name(ax: Axes, text: str) -> None:
    """Write the name of an item, and the unit, to the left of its row."""
    for words, weight, low in ((text, "bold", 0.56), ("units on hand", "normal", 0.5)):
        ax.annotate(
            words,
            (0, low),
            (-118, 0),
            "axes fraction",
            "offset points",
            va="bottom" if weight == "bold" else "top",
            fontsize=10.5 if weight == "bold" else 9.5,
            fontweight=weight,
            color=INK if weight == "bold" else QUIET,
        )


def _head(ax: Axes, text: str, look: Look) -> None:
    ax.annotate(
        text,
        (0, 1),
        (0, 21),
        "axes fraction",
        "offset points",
        va="bottom",
        fontsize=11.5,
        fontweight="bold",
        color=dark(look.colour),
    )


def _out_words(share: float) -> str:
    return "never out of stock" if share == 0 else f"out of stock {_per_cent(share)} of the time"


def _per_cent(share: float) -> str:
    """Write a share in whole per cent; below one, in tenths."""
    if 0 < share < 0.0005:
        return "less than 0.1 %"
    return f"{100 * share:.1f} %" if 0 < share < 0.0095 else f"{100 * share:.0f} %"


def _finding(
    panels: Mapping[tuple[str, str], Panel],
    items: Sequence[str],
    names: Sequence[str],
    today: str | None,
    titles: Mapping[str, str],
    item_titles: Mapping[str, str],
) -> str:
    """Say what happens to the item whose availability changes most."""
    if today not in names or len(names) < 2:
        worst = max(panels.values(), key=lambda p: p.out_share)
        item = as_sentence_start(item_titles.get(worst.item, worst.item))
        way = titles.get(worst.alternative, worst.alternative)
        return f"{item} is {_out_words(worst.out_share)} under {_inside(way)}"
    assert today is not None
    others = [name for name in names if name != today]
    item, other = max(
        ((i, a) for i in items for a in others),
        key=lambda pair: abs(panels[pair[0], today].out_share - panels[pair].out_share),
    )
    now, then = panels[item, today].out_share, panels[item, other].out_share
    name, way = as_sentence_start(item_titles.get(item, item)), _inside(titles.get(other, other))
    if now == then == 0:
        many = f"None of the {len(items)} items is" if len(items) > 1 else f"{name} is never"
        return f"{many} out of stock, today or under {way}"
    if now == 0:
        return f"{name} is never out of stock today, {_per_cent(then)} of the time under {way}"
    return f"{name} is {_out_words(now)} today, {'never' if then == 0 else _per_cent(then)} under {way}"


def _inside(title: str) -> str:
    """Return a title as it stands inside a sentence: `the Q-system`, `two-card Kanban`."""
    first, _, rest = title.partition(" ")
    if first[:1].isupper() and first[1:].islower() and rest:
        title = f"{first.lower()} {rest}"
    return f"the {title}" if title.lower().endswith(("system", "plan")) else title


def _alt_text(
    panels: Mapping[tuple[str, str], Panel],
    items: Sequence[str],
    names: Sequence[str],
    title: str,
    titles: Mapping[str, str],
    item_titles: Mapping[str, str],
) -> str:
    first = next(iter(panels.values()))
    days = first.days[-1] - first.days[0]
    what = f"simulated stock on hand of {len(items)} item{'s' * (len(items) > 1)} over {days:.0f} days"
    text = f"Step lines of {what} under {len(names)} alternatives, where {title}"
    shares = (
        f"{item_titles.get(i, i)} under {titles.get(a, a)}: {_out_words(panels[i, a].out_share)}"
        for i in items
        for a in names
    )
    return f"{text}. " + "; ".join(shares) + "."
