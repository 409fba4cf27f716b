"""Winner map: which alternative wins at each point of two swept values."""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch, Rectangle

from experiments.charts.chart import Chart
from experiments.charts.looks import Look, looks_of
from experiments.charts.places import edges_of, places_of
from experiments.charts.style import (
    INK,
    QUIET,
    as_sentence_start,
    chart_style,
    new_figure,
    set_finding,
    wrapped,
)
from experiments.charts.winner_strip import HATCHES, MISSED, SATURATED, WITHOUT_TARGET
from experiments.designs.vary import written

ALIKE = " and "
MOST_TOLD = 4
"""Winners that the title tells."""


def winner_map(
    frame: pd.DataFrame,
    *,
    x: str,
    y: str,
    x_words: str,
    y_words: str,
    decided_by: str,
    titles: Mapping[str, str] | None = None,
    looks: Mapping[str, Look] | None = None,
    today: str | None = None,
    target_words: str = "",
    replications: int = 0,
    seed: int | None = None,
    ax: Axes | None = None,
) -> Chart:
    """Draw a cell a point in the colour of who wins there; equals share it, and nobody is hatched.

    Parameters
    ----------
    frame
        A row a point and alternative: columns named `x` and `y`, `alternative`, `winner`, `saturated`.
    x, y
        Columns of the two swept values.
    x_words, y_words
        What to call them.
    decided_by
        Title of the figure that decides, as in `lowest total cost`.
    titles
        What to call each alternative.
    looks
        Look of each alternative; see `looks_of`.
    today
        Name of today's way.
    target_words
        Service that was asked for, as in `95 % from stock`; empty where none was.
    replications, seed
        For the footnote.
    ax
        Where to draw; a figure of its own if left out.
    """
    titles = titles or {}
    names = [str(name) for name in dict.fromkeys(frame["alternative"])]
    looks = looks or looks_of(names, today)
    cells = _cells(frame, x, y, bool(target_words))
    title = _finding(cells, titles, x_words, y_words)
    with chart_style():
        figure = new_figure() if ax is None else ax.get_figure(root=True)
        assert isinstance(figure, Figure)
        note = f"Simulated: {replications} replications at each point"
        note += ("" if seed is None else f", seed {seed}") + ", the same random worlds for every alternative."
        note += f" The winner has the {decided_by} of those that keep up"
        note += f" and reach {target_words}." if target_words else "."
        note += " Where several share a cell, the paired 95 % interval of their difference holds zero."
        set_finding(figure, title, note, ax)
        axes = ax if ax is not None else figure.add_axes((0.10, 0.18, 0.66, 0.66))
        _draw(axes, cells, list(frame[x]), list(frame[y]), looks, titles)
        axes.set_xlabel(as_sentence_start(x_words))
        axes.set_ylabel(as_sentence_start(y_words))
    said = "; ".join(
        f"{x_words} {written(at[0])}, {y_words} {written(at[1])}: {_who(winners, why, titles)}"
        for at, (winners, why) in cells.items()
    )
    return Chart(figure, title, f"Map of who wins over {x_words} and {y_words}. {title}. {said}.")


Cells = Mapping[tuple[object, object], tuple[tuple[str, ...], str]]
"""By point: who wins; why nobody does."""


def _cells(frame: pd.DataFrame, x: str, y: str, targeted: bool) -> Cells:
    found = {}
    for at, rows in frame.groupby([x, y], sort=False):
        winners = tuple(map(str, rows["alternative"][rows["winner"].astype(bool)]))
        stuck = bool(rows["saturated"].astype(bool).all())
        why = "" if winners else SATURATED if stuck else MISSED if targeted else WITHOUT_TARGET
        found[at[0], at[1]] = (winners, why)
    return found


def _who(winners: Sequence[str], why: str, titles: Mapping[str, str]) -> str:
    return ALIKE.join(titles.get(name, name) for name in winners) or why


def _finding(cells: Cells, titles: Mapping[str, str], x_words: str, y_words: str) -> str:
    """Say how many points each wins, alone or with equals, and at how many nobody does."""
    won: dict[str, int] = {}
    nobody: dict[str, int] = {}
    for winners, why in cells.values():
        for name in winners:
            won[name] = won.get(name, 0) + 1
        if why:
            nobody[why] = nobody.get(why, 0) + 1
    where = f"of {len(cells)} points of {x_words} and {y_words}"
    if not won:
        return f"Nobody wins at any {where}: {' or '.join(nobody)}"
    shared = any(len(winners) > 1 for winners, _ in cells.values())
    order = sorted(won, key=lambda name: -won[name])
    told = [f"{titles.get(name, name)} {won[name]}" for name in order[1:MOST_TOLD]]
    first = f"{titles.get(order[0], order[0])} wins {'or shares ' if shared else ''}{won[order[0]]} {where}"
    told += [f"{len(order) - MOST_TOLD} others fewer"] if len(order) > MOST_TOLD else []
    head = as_sentence_start(", ".join([first, *told]))
    return "; ".join([head, *(f"at {count} {why}" for why, count in nobody.items())])


def _draw(
    ax: Axes,
    cells: Cells,
    xs: Sequence[object],
    ys: Sequence[object],
    looks: Mapping[str, Look],
    titles: Mapping[str, str],
) -> None:
    at_x, at_y = places_of(xs), places_of(ys)
    across, upwards = edges_of(list(at_x.values())), edges_of(list(at_y.values()))
    columns, rows = {value: k for k, value in enumerate(at_x)}, {value: k for k, value in enumerate(at_y)}
    shown: dict[str, tuple[str, tuple[Artist, ...]]] = {}
    for (x, y), (winners, why) in cells.items():
        column, row = columns[x], rows[y]
        left, low = across[column], upwards[row]
        wide, tall = across[column + 1] - left, upwards[row + 1] - low
        for k, name in enumerate(winners):
            look, part = looks[name], tall / len(winners)
            paint: dict[str, Any] = {
                "facecolor": look.colour,
                "alpha": 0.45,
                "hatch": look.hatch,
                "edgecolor": "white",
            }
            ax.add_patch(Rectangle((left, low + k * part), wide, part, linewidth=0, **paint))
            ax.plot(
                left + wide / 2, low + (k + 0.5) * part, look.marker, color=look.colour, markersize=9,
                markeredgecolor=INK, markeredgewidth=0.6, zorder=4,
            )  # fmt: skip
            mark = Line2D([], [], linestyle="", marker=look.marker, color=look.colour, markeredgecolor=INK,
                          markeredgewidth=0.6)  # fmt: skip
            shown.setdefault(name, (titles.get(name, name), (Patch(**paint), mark)))
        if why:
            paint = {"facecolor": "white", "edgecolor": "#b5b5b5", "hatch": HATCHES[why]}
            ax.add_patch(Rectangle((left, low), wide, tall, linewidth=0, **paint))
            shown.setdefault(why, (why, (Patch(**paint),)))
        ax.add_patch(Rectangle((left, low), wide, tall, fill=False, edgecolor=QUIET, linewidth=0.6))
    ax.set_xlim(across[0], across[-1])
    ax.set_ylim(upwards[0], upwards[-1])
    ax.set_xticks(list(at_x.values()), [written(value) for value in at_x])
    ax.set_yticks(list(at_y.values()), [written(value) for value in at_y])
    ax.minorticks_off()
    ax.grid(visible=False)
    ax.legend(
        [handles for _, handles in shown.values()],
        [wrapped(as_sentence_start(text), 22) for text, _ in shown.values()], loc="upper left",
        bbox_to_anchor=(1.01, 1.0), frameon=False, fontsize=9.5, labelspacing=0.8, borderaxespad=0.0,
        handleheight=1.1,
    )  # fmt: skip
