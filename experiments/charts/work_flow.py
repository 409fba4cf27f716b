"""Work in process: where do lots wait, and where are they worked on, today and under another way?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from math import ceil
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Patch, PathPatch
from matplotlib.path import Path

from experiments.charts.chart import Chart
from experiments.charts.labels import dark
from experiments.charts.looks import Look, looks_of
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
from experiments.money import MoneyScale, money_scale

ACROSS, MOST = 10, 120
"""Squares side by side in a box, and squares that a pile may have at the most."""
ROUND = (1, 2, 5)
"""Lots that a square may stand for: these, ten times these, and so on."""
WAITING = "#f6c77d"
BOX, SPACE = 1.0, 0.16
"""Width of a box, and the space between boxes."""
FEWEST, MOST_BOXES = 6, 10
"""Boxes that have room at the least, and that are drawn at the most."""
SMALL, LINE = 8.5, 0.155
"""Size of small letters (points), and the height of a line of them (inches)."""
ABOVE, BELOW = 1.12, 0.6
"""Inches above and below the boxes."""
CELL = BOX / (ACROSS + 1)
SAME = 0.05
"""Lots nearer than this are the same in print."""
ABOUT = 0.02
"""Share by which numbers of lots may differ and still be called about as many."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where lots are: those that wait, machines busy and there, share of time busy, money (nan: unknown)."""

    node: str
    waiting: float
    working: float
    servers: int
    utilisation: float
    value: float


@dataclass(frozen=True, slots=True)
class Floor:
    """An alternative: its places by node."""

    places: dict[str, Place]

    def all(self, what: str) -> float:
        """Return one figure of all places together; what is not known counts as nothing."""
        return float(np.nansum([getattr(place, what) for place in self.places.values()]))


Floors = Mapping[str, Floor]
"""Floors by alternative."""


def work_flow(
    frame: pd.DataFrame,
    *,
    titles: Mapping[str, str] | None = None,
    node_titles: Mapping[str, str] | None = None,
    today: str | None = None,
    looks: Mapping[str, Look] | None = None,
    currency: str = "INR",
    replications: int = 0,
    seed: int | None = None,
    ax: Axes | None = None,
) -> Chart:
    """Draw a row of boxes an alternative: squares for lots that wait, below them the machines.

    A square is a lot (or so many lots); a machine is filled as far as it is busy on average. Boxes stand
    in the order of the frame; lots need not pass all of them.

    Parameters
    ----------
    frame
        Tidy: columns `alternative`, `node`, `waiting` (lots, average), `working` (machines busy, average),
        `servers` (machines; 0 where lots only wait), `utilisation` (share), `value` (money there; nan where
        that is not known).
    titles, node_titles
        What to call each alternative and node.
    today
        Name of today's way, which comes first.
    looks
        Look of each alternative; see `looks_of`.
    currency
        ISO code.
    replications, seed
        For the footnote.
    ax
        Where to draw; a figure of its own if left out.
    """
    titles = titles or {}
    names = list(dict.fromkeys(frame["alternative"]))
    names.sort(key=lambda name: name != today)
    every = [str(node) for node in dict.fromkeys(frame["node"])]
    floors = {name: _floor(frame[frame["alternative"] == name]) for name in names}
    nodes = _shown(floors, every)
    node_titles = {node: node.replace("-", " ") for node in every} | dict(node_titles or {})
    looks = looks or looks_of(names, today)
    across = 13 * MOST_BOXES // max(FEWEST, len(nodes))
    signs = {node: wrapped(text, across) for node, text in node_titles.items()}
    lots = _lots_a_square(frame)
    scale = money_scale(max(floor.all("value") for floor in floors.values()), currency)
    title = _finding(floors, names, today, titles, node_titles)
    with chart_style():
        inch = 0.96 * 10.6 / (max(len(nodes), FEWEST) * (BOX + SPACE))
        heads = {name: _head(floors[name], called(name, titles, today), scale) for name in names}
        heights = [_height(floors[name], lots, heads[name], inch, signs) for name in names]
        high = ABOVE + BELOW + inch * sum(heights)
        figure = new_figure((10.6, high)) if ax is None else ax.get_figure(root=True)
        assert isinstance(figure, Figure)
        set_finding(figure, title, _note(lots, len(every) - len(nodes), replications, seed), ax)
        axes = (
            ax if ax is not None else figure.add_axes((0.02, BELOW / high, 0.96, 1 - (ABOVE + BELOW) / high))
        )
        _prepare(axes, nodes, heights)
        top = 0.0
        for name, height in zip(names, heights, strict=True):
            look = looks[name]
            _row(axes, floors[name], nodes, signs, top, lots, look, heads[name], inch, scale)
            top -= height
        handles = [
            Patch(facecolor=WAITING, edgecolor=INK, linewidth=0.4, label=_square(lots)),
            Patch(
                facecolor=QUIET, edgecolor=INK, linewidth=0.6, label="Machine, filled as far as it is busy"
            ),
        ]
        axes.legend(
            handles=handles, loc="lower right", bbox_to_anchor=(1.0, 1.0), ncols=2, frameon=False,
            fontsize=9.5, borderaxespad=0.0,
        )  # fmt: skip
    return Chart(figure, title, _alt_text(floors, names, every, title, titles, node_titles))


def _floor(rows: pd.DataFrame) -> Floor:
    listed: list[Any] = list(rows.itertuples())
    places = [
        Place(
            str(row.node), float(row.waiting), float(row.working), int(row.servers), float(row.utilisation),
            float(row.value),
        )
        for row in listed
    ]  # fmt: skip
    return Floor({place.node: place for place in places})


def _shown(floors: Floors, nodes: Sequence[str]) -> list[str]:
    """Return the nodes that fit, those with most waiting, in the order given."""
    waits = {
        node: sum(floor.places[node].waiting for floor in floors.values() if node in floor.places)
        for node in nodes
    }
    chosen = sorted(nodes, key=lambda node: -waits[node])[:MOST_BOXES]
    return [node for node in nodes if node in chosen]


def _lots_a_square(frame: pd.DataFrame) -> int:
    """Return how many lots a square stands for, so that the highest pile has `MOST` squares."""
    most = float(np.nanmax(frame["waiting"], initial=1.0))
    for power, step in product(range(9), ROUND):
        if most / (step * 10**power) <= MOST:
            return step * 10**power
    return 10**9


def _square(lots: int) -> str:
    return "A lot that waits" if lots == 1 else f"{lots} lots that wait"


def _pile(waiting: float, lots: int) -> int:
    """Return the rows of squares that a number of lots needs."""
    return ceil(ceil(waiting / lots - 1e-9) / ACROSS) if waiting > 0 else 0


def _banks(servers: int) -> int:
    return ceil(servers / ACROSS)


def _height(floor: Floor, lots: int, head: str, inch: float, node_titles: Mapping[str, str]) -> float:
    """Return the height of the row of an alternative, in widths of a box; `inch` is that width in inches."""
    names = max(node_titles[node].count("\n") for node in floor.places) + 1
    words = _above(head, inch) + (names + 4) * LINE / inch
    return words + _piles(floor, lots) * CELL + 0.1 + _most_banks(floor) * CELL


def _above(head: str, inch: float) -> float:
    """Return the height of the head of a row and of the number on its highest pile, in widths of a box."""
    return ((head.count("\n") + 1) * 1.4 * LINE + 1.6 * LINE) / inch


def _piles(floor: Floor, lots: int) -> int:
    return max(_pile(place.waiting, lots) for place in floor.places.values())


def _most_banks(floor: Floor) -> int:
    return max(_banks(place.servers) for place in floor.places.values())


def _prepare(ax: Axes, nodes: Sequence[str], heights: Sequence[float]) -> None:
    ax.set_axis_off()
    ax.set_aspect("equal", anchor="N")
    ax.set_xlim(-SPACE / 2, max(len(nodes), FEWEST) * (BOX + SPACE) - SPACE / 2)
    ax.set_ylim(-sum(heights), 0)


def _row(
    ax: Axes,
    floor: Floor,
    nodes: Sequence[str],
    node_titles: Mapping[str, str],
    top: float,
    lots: int,
    look: Look,
    head: str,
    inch: float,
    scale: MoneyScale,
) -> None:
    ax.text(0, top, head, fontsize=11.5, fontweight="bold", color=dark(look.colour), va="top")
    base = top - _above(head, inch) - _piles(floor, lots) * CELL
    for k, node in enumerate(nodes):
        if node not in floor.places:
            continue
        left, place = k * (BOX + SPACE), floor.places[node]
        _draw_pile(ax, left, base, place.waiting, lots)
        ax.plot([left, left + BOX], [base, base], color=INK, linewidth=1.2)
        _draw_machines(ax, left, base - 0.1, place.servers, place.working, look.colour)
        below = [as_sentence_start(node_titles[node])]
        if place.servers:
            below += [f"{place.servers} machine{'s' * (place.servers > 1)}", _busy(place)]
        if place.value == place.value:
            below.append(_money(place.value, scale))
        ax.text(
            left + BOX / 2, base - 0.15 - _most_banks(floor) * CELL, "\n".join(below), fontsize=SMALL,
            color=INK, ha="center", va="top", linespacing=1.15,
        )  # fmt: skip


def _head(floor: Floor, words: str, scale: MoneyScale) -> str:
    """Return what stands above the row of an alternative."""
    head = f"{words}: {_number(floor.all('waiting'))} lots wait"
    if floor.all("working") > 0:
        head += f", {_number(floor.all('working'))} of {floor.all('servers'):.0f} machines work"
    if floor.all("value") > 0:
        head += f", {_money(floor.all('value'), scale)} of work in process"
    return wrapped(head, 95)


def _money(value: float, scale: MoneyScale) -> str:
    gap = " " if scale.symbol.isalpha() else ""
    return f"{scale.symbol}{gap}{value / scale.size:.{2 * (scale.size > 1)}f} {scale.sign}".rstrip()


def _busy(place: Place) -> str:
    return f"{100 * place.utilisation:.0f} % busy"


def _draw_pile(ax: Axes, left: float, base: float, waiting: float, lots: int) -> None:
    """Draw the lots that wait as squares on each other, the last one as wide as it is whole."""
    squares = waiting / lots if waiting > 0 else 0.0
    margin = (BOX - ACROSS * CELL) / 2
    boxes = [
        _cell(left + margin + (k % ACROSS) * CELL, base + (k // ACROSS) * CELL, min(squares - k, 1.0))
        for k in range(ceil(squares - 1e-9))
    ]
    _draw_boxes(ax, boxes, facecolor=WAITING, edgecolor=INK, linewidth=0.4)
    y = base + _pile(waiting, lots) * CELL + 0.03
    text = _number(waiting) if waiting == waiting else "not known"
    ax.text(
        left + BOX / 2, y, text, fontsize=SMALL + 1, fontweight="bold", color=INK, ha="center", va="bottom"
    )


def _draw_machines(ax: Axes, left: float, top: float, servers: int, working: float, colour: str) -> None:
    """Draw the machines as squares, the first ones filled."""
    margin = (BOX - ACROSS * CELL) / 2
    corners = [(left + margin + (k % ACROSS) * CELL, top - (k // ACROSS + 1) * CELL) for k in range(servers)]
    busy = [_cell(x, y, min(working - k, 1.0)) for k, (x, y) in enumerate(corners) if working > k]
    _draw_boxes(ax, busy, facecolor=colour, linewidth=0)
    _draw_boxes(ax, [_cell(x, y) for x, y in corners], facecolor="none", edgecolor=INK, linewidth=0.6)


def _cell(x: float, y: float, part: float = 1.0) -> tuple[float, float, float, float]:
    """Return left, right, low and top of a square in a cell, filled to a part of its width."""
    left, low = x + 0.08 * CELL, y + 0.08 * CELL
    return left, left + 0.84 * CELL * part, low, low + 0.84 * CELL


def _draw_boxes(ax: Axes, boxes: Sequence[tuple[float, float, float, float]], **look: Any) -> None:
    """Draw boxes that do not overlap as one shape: as many shapes would take ten times as long."""
    if not boxes:
        return
    left, right, low, top = np.array(boxes).T
    corners = np.array([[left, low], [right, low], [right, top], [left, top], [left, low]])
    codes = [Path.MOVETO, Path.LINETO, Path.LINETO, Path.LINETO, Path.CLOSEPOLY]
    path = Path(corners.transpose(2, 0, 1).reshape(-1, 2), codes * len(boxes))
    ax.add_artist(PathPatch(path, **look))


def _number(value: float) -> str:
    return f"{value:.0f}" if value >= 9.95 else f"{value:.1f}"


def _note(lots: int, left: int, replications: int, seed: int | None) -> str:
    note = f"Simulated: means of {replications} replications" if replications else "Simulated: averages"
    note += ("" if seed is None else f", seed {seed}") + "."
    note += f" A square is {lots} lots." if lots > 1 else " A square is a lot."
    note += " Lots take different ways through the work centres; the boxes are not one line."
    return note + (f" Not shown: {left} places where fewer lots wait." if left else "")


def _finding(
    floors: Floors,
    names: Sequence[str],
    today: str | None,
    titles: Mapping[str, str],
    node_titles: Mapping[str, str],
) -> str:
    base = today if today is not None and today in names else names[0]
    whole = floors[base].all("waiting")
    when = "today" if base == today else f"with {titles.get(base, base)}"
    if whole < SAME:
        text = f"Hardly any lot waits {when}"
    else:
        most = _longest(floors[base])
        text = f"{as_sentence_start(node_titles[most.node])}: {100 * most.waiting / whole:.0f} % of the "
        text += f"{_number(whole)} lots that wait {when}"
    others = [name for name in names if name != base]
    if not others:
        return text
    best = min(others, key=lambda name: floors[name].all("waiting"))
    then, said = floors[best].all("waiting"), titles.get(best, best)
    if abs(then - whole) < max(SAME, ABOUT * whole):
        return f"{text}; with {said} about as many wait"
    text += f"; with {said} {'' if then < whole else 'more, '}{_number(then)} lots wait"
    longest = _longest(floors[best])
    if longest.waiting > then / 2:
        text += f", most of them: {node_titles[longest.node]}"
    return text


def _longest(floor: Floor) -> Place:
    """Return the place where most lots wait."""
    return max(floor.places.values(), key=lambda place: -1.0 if np.isnan(place.waiting) else place.waiting)


def _alt_text(
    floors: Floors,
    names: Sequence[str],
    nodes: Sequence[str],
    title: str,
    titles: Mapping[str, str],
    node_titles: Mapping[str, str],
) -> str:
    words = []
    for name in names:
        places = [floors[name].places[node] for node in nodes if node in floors[name].places]
        each = ", ".join(
            f"{node_titles[place.node]} {_number(place.waiting)}"
            + (f" ({_busy(place)})" if place.servers else "")
            for place in places
        )
        words.append(f"{titles.get(name, name)}, lots that wait: {each}")
    what = "Flow diagram of simulated work in process at each work centre"
    return f"{what}, where {title[:1].lower() + title[1:]}. " + ". ".join(words) + "."
