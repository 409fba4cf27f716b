"""Saw-tooth and fan: the stock of a few items in all simulated histories, beside what was recorded."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.ticker import MaxNLocator
from numpy.typing import NDArray

from experiments.charts.chart import Chart
from experiments.charts.labels import dark
from experiments.charts.looks import Look, looks_of
from experiments.charts.money_words import simulated
from experiments.charts.style import (
    INK,
    QUIET,
    as_sentence_start,
    chart_style,
    new_figure,
    set_finding,
    wrapped,
)
from experiments.commands.words import called
from experiments.interval import Interval, mean_interval, paired_difference
from experiments.money import plain

LOW, HIGH = 5, 95
"""Ends of the band, per cent of the histories."""
ENOUGH = 20
"""Histories from which the ends of the band are more than the least and the greatest of them."""
TITLE = 80
"""Characters of a line of the title."""
HEAD_ROOM = 1.26
"""Height of a panel over the greatest stock, so that its words stand clear."""
WHOLE = 0.0995
"""Share from which it is written in whole per cent."""


@dataclass(frozen=True, slots=True)
class Fan:
    """One item under one alternative.

    Days, band and middle have a value a day; `one` is a single history; `out` is the share of time without
    stock in each history, by replication.
    """

    item: str
    alternative: str
    days: np.ndarray
    low: np.ndarray
    middle: np.ndarray
    high: np.ndarray
    one: np.ndarray
    out: pd.Series


def stock_fan(
    frame: pd.DataFrame,
    *,
    history: pd.DataFrame | None = None,
    titles: Mapping[str, str] | None = None,
    item_titles: Mapping[str, str] | None = None,
    today: str | None = None,
    looks: Mapping[str, Look] | None = None,
    replication: int | None = None,
    seed: int | None = None,
    axes: Sequence[Sequence[Axes]] | None = None,
) -> Chart:
    """Draw stock on hand through time: a band of nine histories in ten, one history, and what was recorded.

    One row an item, one column an alternative. The recorded history stands beside today's way, or beside
    the only way there is.

    Parameters
    ----------
    frame
        Tidy: columns `item`, `alternative`, `replication`, `time_days`, `on_hand` (units), with the same days
        in every replication.
    history
        What was recorded: columns `item`, `time_days`, `on_hand`.
    titles, item_titles
        What to call each alternative and item.
    today
        Name of today's way, which comes first.
    looks
        Look of each alternative; see `looks_of`.
    replication
        Which history is drawn as a line; the first if left out.
    seed
        For the footnote.
    axes
        Where to draw, rows by columns; a figure of its own if left out.

    Raises
    ------
    ValueError
        The frame is empty.
    """
    if frame.empty:
        raise ValueError("there is no simulated stock to draw")
    titles, item_titles = titles or {}, item_titles or {}
    names = [str(name) for name in dict.fromkeys(frame["alternative"])]
    names.sort(key=lambda name: name != today)
    items = [str(item) for item in dict.fromkeys(frame["item"])]
    looks = looks or looks_of(names, today)
    world = int(frame["replication"].iloc[0]) if replication is None else replication
    fans = {(i, a): _fan(frame, i, a, world) for i in items for a in names}
    recorded = {item: _recorded(history, item) for item in items}
    within = _within(fans, recorded, names[0]) if history is not None else None
    worlds = int(frame["replication"].nunique())
    title = _finding(fans, items, names, today, within, titles, item_titles)
    heads = {name: called(name, titles, today) for name in names}
    with chart_style():
        grid: Any = axes
        if grid is None:
            said = [wrapped(text, max(20, 84 // len(names))) for text in heads.values()]
            above = 0.55 + 0.3 * _lines(wrapped(title, TITLE)) + 0.2 * max(_lines(head) for head in said)
            high = above + 1.0 + 1.65 * len(items)
            figure = new_figure((10.6, high))
            grid = figure.subplots(
                len(items), len(names), sharex=True, sharey="row", squeeze=False,
                gridspec_kw={"left": 0.175, "right": 0.975, "bottom": 1.0 / high, "top": 1 - above / high,
                             "hspace": 0.3, "wspace": 0.1},
            )  # fmt: skip
            set_finding(figure, title, _note(worlds, world, seed))
            key = 1 - (0.3 + 0.3 * _lines(wrapped(title, TITLE))) / high
            _key(figure, key, worlds > 1, history is not None and len(history) > 0, looks[names[0]].colour)
        else:
            root = grid[0][0].get_figure(root=True)
            assert isinstance(root, Figure)
            figure = root
        for row, item in enumerate(items):
            dots = recorded[item]
            top = max([float(np.nanmax(fans[item, a].high, initial=1.0)) for a in names])
            top = max([top, *(float(fans[item, a].one.max(initial=0.0)) for a in names), *dots[1]])
            for column, name in enumerate(names):
                _draw(grid[row][column], fans[item, name], looks[name], top, dots if column == 0 else None)
            _name(grid[row][0], wrapped(item_titles.get(item, item), 13))
        for column, name in enumerate(names):
            grid[0][column].annotate(
                wrapped(heads[name], max(20, 84 // len(names))), (0, 1), (0, 6), "axes fraction",
                "offset points",
                va="bottom", fontsize=11.5, fontweight="bold", color=dark(looks[name].colour),
            )  # fmt: skip
            grid[-1][column].set_xlabel("days", fontsize=10)
    return Chart(figure, title, _alt_text(fans, items, names, title, worlds, titles, item_titles))


def _fan(frame: pd.DataFrame, item: str, alternative: str, world: int) -> Fan:
    rows = frame[(frame["item"] == item) & (frame["alternative"] == alternative)]
    table = rows.pivot_table(index="time_days", columns="replication", values="on_hand").sort_index()
    if table.empty:
        nothing = np.array([])
        return Fan(item, alternative, nothing, nothing, nothing, nothing, nothing, pd.Series(dtype=float))
    low, middle, high = table.quantile([LOW / 100, 0.5, HIGH / 100], axis=1).to_numpy(dtype=float)
    one = table[world] if world in table else table.iloc[:, 0]
    out = (table <= 0).sum() / table.notna().sum()
    days = table.index.to_numpy(dtype=float)
    return Fan(item, alternative, days, low, middle, high, one.to_numpy(dtype=float), out)


def _recorded(history: pd.DataFrame | None, item: str) -> tuple[np.ndarray, np.ndarray]:
    if history is None:
        return np.array([]), np.array([])
    rows = history[history["item"] == item].dropna(subset=["on_hand"]).sort_values("time_days")
    return rows["time_days"].to_numpy(dtype=float), rows["on_hand"].to_numpy(dtype=float)


def _within(
    fans: Mapping[tuple[str, str], Fan], recorded: Mapping[str, tuple[np.ndarray, np.ndarray]], name: str
) -> tuple[int, int]:
    """Return how many recorded readings lie in the band, and how many there are in its days."""
    inside = total = 0
    for item, (days, stock) in recorded.items():
        fan = fans[item, name]
        if not len(fan.days):
            continue
        seen = (days >= fan.days[0]) & (days < fan.days[-1] + 1)
        at = np.searchsorted(fan.days, days[seen], side="right") - 1
        inside += int(((stock[seen] >= fan.low[at]) & (stock[seen] <= fan.high[at])).sum())
        total += int(seen.sum())
    return inside, total


def _draw(ax: Axes, fan: Fan, look: Look, top: float, dots: tuple[np.ndarray, np.ndarray] | None) -> None:
    band, line = _turns(fan.low, fan.high), _turns(fan.one)
    ax.fill_between(
        fan.days[band], fan.low[band], fan.high[band], step="post", linewidth=0.7, zorder=2,
        facecolor=(look.colour, 0.2), edgecolor=(look.colour, 0.7),
    )  # fmt: skip
    ax.step(fan.days[line], fan.one[line], where="post", color=look.colour, linewidth=1.3, zorder=4)
    if dots is not None and len(dots[0]):
        ax.plot(*dots, "o", color="white", markeredgecolor=INK, markersize=4.5, markeredgewidth=1.2, zorder=5)
    if len(fan.days):
        ax.set_xlim(fan.days[0], fan.days[-1] if len(fan.days) > 1 else fan.days[0] + 1)
        ax.annotate(
            _out_words(mean_interval(fan.out)), (1, 1), (-4, -3), "axes fraction", "offset points",
            va="top", ha="right", fontsize=9, color=INK, zorder=6,
            bbox={"facecolor": "white", "edgecolor": "none", "alpha": 0.85, "pad": 1.5},
        )  # fmt: skip
    ax.set_ylim(-0.03 * top, HEAD_ROOM * top)
    ax.yaxis.set_major_locator(MaxNLocator(4, integer=True))
    ax.yaxis.set_major_formatter(lambda value, _: plain(value))
    ax.xaxis.set_major_formatter(lambda value, _: plain(value))
    ax.tick_params(labelsize=9.5)


def _turns(*series: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Tell where steps are to be drawn: at the first and the last reading, and where one of them changes."""
    turns = np.ones(len(series[0]), dtype=bool)
    turns[1:-1] = np.any([one[1:-1] != one[:-2] for one in series], axis=0)
    return turns


def _name(ax: Axes, text: str) -> None:
    """Write the name of an item, and the unit, to the left of its row."""
    for words, weight, low in ((text, "bold", 0.56), ("units on hand", "normal", 0.5)):
        ax.annotate(
            words, (0, low), (-118, 0), "axes fraction", "offset points",
            va="bottom" if weight == "bold" else "top", fontsize=10.5 if weight == "bold" else 9.5,
            fontweight=weight, color=INK if weight == "bold" else QUIET,
        )  # fmt: skip


def _lines(text: str) -> int:
    """Return how many lines a text has."""
    return text.count("\n") + 1


def _key(figure: Figure, height: float, band: bool, recorded: bool, colour: str) -> None:
    handles: list[Any] = [Line2D([], [], color=colour, linewidth=1.3, label="one history")]
    if band:
        label = f"{LOW} % to {HIGH} % of all histories"
        handles.insert(0, Patch(facecolor=colour, alpha=0.2, label=label))
    if recorded:
        handles.append(
            Line2D([], [], linestyle="none", marker="o", color="white", markeredgecolor=INK, label="recorded")
        )
    figure.legend(
        handles=handles, loc="center left", bbox_to_anchor=(0.165, height), ncols=3, frameon=False,
        fontsize=9.5,
    )  # fmt: skip


def _note(worlds: int, world: int, seed: int | None) -> str:
    note = simulated(worlds, seed)
    note += ", the same demands and lead times in every column."
    if 1 < worlds < ENOUGH:
        note += " With so few histories the band reaches nearly from the least to the greatest of them."
    return note + f" The line is replication {world}. Shares are means over all histories."


def _out_words(out: Interval) -> str:
    if out.mean == 0:
        return "never out of stock"
    decimals = 0 if out.mean >= WHOLE else 1
    spread = "" if np.isnan(out.half_width) else f" ± {100 * out.half_width:.{decimals}f}"
    return f"out of stock {_points(out.mean)}{spread} % of the time"


def _points(share: float) -> str:
    return f"{100 * share:.0f}" if share >= WHOLE else f"{100 * share:.1f}"


def _finding(
    fans: Mapping[tuple[str, str], Fan],
    items: Sequence[str],
    names: Sequence[str],
    today: str | None,
    within: tuple[int, int] | None,
    titles: Mapping[str, str],
    item_titles: Mapping[str, str],
) -> str:
    """Say how much of what was recorded lies in the band; else what happens to the item that changes most."""
    if within is not None and within[1]:
        inside, total = within
        worlds = max(len(fan.out) for fan in fans.values())
        text = f"{100 * inside / total:.0f} % of {total} recorded readings of stock lie in the simulated band"
        return f"{text}; {100 * _expected(worlds):.0f} % would if the firm were one more simulated history"
    base = names[0]
    when = "today" if base == today else f"with {titles.get(base, base)}"
    outs = {key: mean_interval(fan.out).mean for key, fan in fans.items() if len(fan.out)}
    pairs = [(i, a) for i in items for a in names[1:] if (i, a) in outs and (i, base) in outs]
    if not pairs:
        item = max((i for i in items if (i, base) in outs), key=lambda i: outs[i, base])
        return f"{_called(item, item_titles)}: {_share(outs[item, base])} of the time out of stock {when}"
    sure = [pair for pair in pairs if _surely(fans[pair], fans[pair[0], base])]
    if not sure:
        many = f"all {len(items)} items" if len(items) > 1 else _called(items[0], item_titles)
        return f"Out of stock about as often as {when}, whatever the way: {many}"
    item, name = max(sure, key=lambda pair: abs(outs[pair] - outs[pair[0], base]))
    text = f"{_called(item, item_titles)}: out of stock {_share(outs[item, base])} of the time {when}, "
    alone = " (one history)" if len(fans[item, name].out) == 1 else ""
    return f"{text}{_share(outs[item, name])} with {titles.get(name, name)}{alone}"


def _expected(worlds: int) -> float:
    """Return the chance that one more history lies in the band of so many.

    The band ends at interpolated order statistics; one more value lies below the k-th of n with chance
    k / (n + 1), whatever the law.
    """
    return (HIGH - LOW) / 100 * (worlds - 1) / (worlds + 1)


def _surely(mine: Fan, theirs: Fan) -> bool:
    worlds = mine.out.index.intersection(theirs.out.index)
    apart = paired_difference(mine.out.loc[worlds].to_numpy(), theirs.out.loc[worlds].to_numpy())
    return apart.mean != 0 and not apart.low <= 0 <= apart.high


def _called(item: str, item_titles: Mapping[str, str]) -> str:
    return as_sentence_start(item_titles.get(item, item))


def _share(share: float) -> str:
    return "0 %" if share == 0 else f"{_points(share)} %"


def _alt_text(
    fans: Mapping[tuple[str, str], Fan],
    items: Sequence[str],
    names: Sequence[str],
    title: str,
    worlds: int,
    titles: Mapping[str, str],
    item_titles: Mapping[str, str],
) -> str:
    words = []
    for item in items:
        for name in names:
            fan = fans[item, name]
            if not len(fan.days):
                continue
            text = f"{item_titles.get(item, item)} with {titles.get(name, name)}: "
            text += f"{_out_words(mean_interval(fan.out))}, on an average day "
            text += f"{plain(float(fan.low.mean()))} to {plain(float(fan.high.mean()))} units"
            words.append(text)
    what = f"Step lines and bands of stock on hand in {worlds} simulated histor{'ies' if worlds > 1 else 'y'}"
    return f"{what}, where {title[:1].lower() + title[1:]}. " + "; ".join(words) + "."
