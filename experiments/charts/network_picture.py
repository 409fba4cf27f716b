"""Picture of a network: suppliers to customers from left to right, each node with its number."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cache, partial

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import FancyArrowPatch, FancyBboxPatch
from matplotlib.path import Path

from experiments.charts.chart import Chart
from experiments.charts.style import (
    INK,
    QUIET,
    WIDE,
    chart_style,
    new_figure,
    set_finding,
    wrapped,
)
from experiments.network_shape import HEADINGS

FACES = {
    "supplier": ("#ffffff", INK, 1.0),
    "bought": ("#e4ecfb", "#2f5fb8", 1.0),
    "made": ("#e4ecfb", "#2f5fb8", 1.0),
    "moved": ("#e4ecfb", "#2f5fb8", 1.0),
    "centre": ("#ececec", INK, 1.8),
    "sold": ("#b9cef5", "#1b3f8f", 1.8),
    "customer": ("#ffffff", INK, 1.0),
}
"""Face, edge and width of the edge of each kind of node; work centres have square corners."""
STOCKS = frozenset({"bought", "made", "moved", "sold"})
ARROW = "#7a7a7a"
FONTS = (10.5, 10.0, 9.5, 9.0, 8.5, 8.0, 7.5, 7.0, 6.5)
"""Sizes of the text that are tried, the first that fits is taken."""
LETTERS = (20, 16, 13)
"""Letters of a line in a node that are tried for each size, the first that fit are taken."""
LINE = 1.3 / 72
"""Inches of a line of text for each point of its size."""
PAD, GAP, LANE = 0.09, 0.16, 0.07
"""Inches around the text of a node, between nodes of a level, and of an arrow that passes a level."""
LEAST_ROOM, ARROW_ROOM, MOST_ARROWS = 0.18, 0.022, 12
"""Inches between two levels at the least, and for each arrow between them, up to so many."""
MOST_ROOM = 1.6
"""Inches between two levels at the most: a short chain stands in the middle, not at the edges."""
ABOVE, BELOW, SIDE = 1.12, 0.55, 0.25
"""Inches above the nodes (title and headings), below and beside them."""
SHORTEST = 3.2
"""Inches of the lowest picture."""
SWEEPS = 12


@dataclass(slots=True)
class _Spot:
    """A node, or the lane in which an arrow passes a level, and where it is drawn (inches)."""

    name: str
    level: int
    label: str = ""
    detail: str = ""
    lines: tuple[str, ...] = ()
    bold: int = 0
    kind: str = ""
    wide: float = 0.0
    high: float = LANE
    x: float = 0.0
    y: float = 0.0
    before: list[str] = field(default_factory=list)
    after: list[str] = field(default_factory=list)


Spots = dict[str, _Spot]
Ruler = Callable[[str, str], float]
"""Inches of a line in a weight, for each point of its size."""


def network_picture(
    nodes: pd.DataFrame,
    edges: pd.DataFrame,
    *,
    title: str = "",
    note: str = "",
    ax: Axes | None = None,
) -> Chart:
    """Draw a network from left to right.

    Parameters
    ----------
    nodes
        Columns `node`, `kind`, `level`, `label`, `detail`, `count`, as `network_shape.shape_of` returns them.
    edges
        Columns `source`, `target`; arrows go to the right, and what does not is left out.
    title
        The finding; empty: how many stocks goods pass, from the frames.
    note
        Footnote; empty: what the boxes are.
    ax
        Where to draw; a figure of its own if left out, as high as it has to be.

    Raises
    ------
    ValueError
        There are no nodes.
    """
    if nodes.empty:
        raise ValueError("a network without nodes cannot be drawn")
    finding = title or _finding(nodes, edges)
    with chart_style():
        spots = _spots(nodes, edges)
        figure = new_figure() if ax is None else ax.get_figure(root=True)
        assert isinstance(figure, Figure)
        wide, high = _room(figure, ax)
        size, need = _fit(figure, spots, wide, high)
        if ax is None:
            high = max(SHORTEST - ABOVE - BELOW, need)
            figure.set_size_inches(WIDE[0], high + ABOVE + BELOW)
            tall = high + ABOVE + BELOW
            across = SIDE / WIDE[0]
            axes = figure.add_axes((across, BELOW / tall, 1 - 2 * across, high / tall))
        else:
            axes = ax
        set_finding(figure, finding, note or NOTE, ax)
        _place(spots, wide, high)
        axes.set_xlim(0, wide)
        axes.set_ylim(0, high)
        axes.set_axis_off()
        _draw_arrows(axes, spots)
        _draw_nodes(axes, spots, size)
        _draw_headings(axes, spots, size, high)
    return Chart(figure, finding, _alt_text(finding, nodes, edges))


NOTE = (
    "Goods go from left to right. Rounded boxes are stocks, square grey ones work centres. Below a supplier "
    "stands its mean lead time."
)


def _finding(nodes: pd.DataFrame, edges: pd.DataFrame) -> str:
    most = stocks_passed(nodes, edges)
    suppliers = int(nodes.loc[nodes["kind"] == "supplier", "count"].sum())
    start = {0: "", 1: "from one supplier "}.get(suppliers, f"from {suppliers:,} suppliers ")
    end = "to the customers" if (nodes["kind"] == "customer").any() else "to the last of them"
    passed = "one stock" if most == 1 else f"up to {most} stocks"
    return f"Goods pass {passed} on their way {start}{end}"


def stocks_passed(nodes: pd.DataFrame, edges: pd.DataFrame) -> int:
    """Return how many stocks goods pass at the most, one after the other."""
    before: dict[str, list[str]] = defaultdict(list)
    for node, following in _following(nodes, edges).items():
        for after in following:
            before[after].append(node)
    longest: dict[str, int] = {}
    for row in nodes.sort_values("level", kind="stable").itertuples():
        node = str(row.node)
        longest[node] = max((longest[one] for one in before[node]), default=0) + (row.kind in STOCKS)
    return max(longest.values())


def _following(nodes: pd.DataFrame, edges: pd.DataFrame) -> dict[str, list[str]]:
    """Return for each node those that its arrows go to, each once; arrows go to the right."""
    levels = dict(zip(nodes["node"], nodes["level"], strict=True))
    following: dict[str, dict[str, None]] = {node: {} for node in levels}
    for source, target in zip(edges["source"], edges["target"], strict=True):
        if levels[source] < levels[target]:
            following[source][target] = None
    return {node: list(after) for node, after in following.items()}


def _spots(nodes: pd.DataFrame, edges: pd.DataFrame) -> Spots:
    """Return nodes and lanes; arrows to one node share the lanes in which they pass the levels between."""
    spots: Spots = {}
    for row in nodes.itertuples():
        name, level = str(row.node), int(str(row.level))
        spots[name] = _Spot(name, level, str(row.label), str(row.detail), kind=str(row.kind))
    for source, following in _following(nodes, edges).items():
        for target in following:
            last = source
            for level in range(spots[source].level + 1, spots[target].level):
                lane = f"lane {level} to {target}"
                spots.setdefault(lane, _Spot(lane, level))
                _tie(spots[last], spots[lane])
                last = lane
            _tie(spots[last], spots[target])
    return spots


def _tie(one: _Spot, next_one: _Spot) -> None:
    """Let an arrow go from one to the next; there is no second."""
    if next_one.name not in one.after:
        one.after.append(next_one.name)
        next_one.before.append(one.name)


# ---- where everything goes


def _room(figure: Figure, ax: Axes | None) -> tuple[float, float]:
    """Return the inches there are for the nodes, across and up."""
    if ax is None:
        return WIDE[0] - 2 * SIDE, WIDE[1] - ABOVE - BELOW
    box = ax.get_position()
    across, up = figure.get_size_inches()
    return box.width * across, box.height * up - 0.3


def _levels(spots: Spots) -> list[list[_Spot]]:
    levels: dict[int, list[_Spot]] = defaultdict(list)
    for spot in spots.values():
        levels[spot.level].append(spot)
    return [levels[level] for level in sorted(levels)]


def _fit(figure: Figure, spots: Spots, wide: float, high: float) -> tuple[float, float]:
    """Give all nodes their lines and size for the largest text that fits; return its size, and their height.

    Where nothing fits, the lowest picture is taken that is not too wide.
    """
    levels = _levels(spots)
    ruler = cache(partial(_line_width, figure))
    least: tuple[bool, float, float, int] | None = None
    for size in FONTS:
        for letters in LETTERS:
            across, need = _measured(ruler, spots, levels, size, letters)
            if across <= wide and need <= high:
                return size, need
            tried = (across > wide, need, -size, -letters)
            least = tried if least is None else min(least, tried)
    assert least is not None
    size, letters = -least[2], -least[3]
    return size, _measured(ruler, spots, levels, size, letters)[1]


def _measured(
    ruler: Ruler, spots: Spots, levels: Sequence[Sequence[_Spot]], size: float, letters: int
) -> tuple[float, float]:
    """Give all nodes their lines and size for a text; return the inches that they need, across and up."""
    for spot in spots.values():
        if spot.kind:
            _break(spot, letters)
            spot.wide = _text_width(ruler, spot) * size + 2 * PAD
            spot.high = len(spot.lines) * size * LINE + 2 * PAD
    across = sum(max(spot.wide for spot in level) for level in levels) + sum(_least_rooms(levels))
    return across, max(_stacked(level) for level in levels)


def _break(spot: _Spot, letters: int) -> None:
    """Break the words of a node into lines."""
    label = wrapped(spot.label, letters).split("\n")
    detail = [line for text in spot.detail.split("\n") if text for line in wrapped(text, letters).split("\n")]
    spot.lines, spot.bold = (*label, *detail), len(label)


def _least_rooms(levels: Sequence[Sequence[_Spot]]) -> list[float]:
    """Return the inches between levels that there must be, more where many arrows go."""
    arrows = [sum(len(spot.after) for spot in level) for level in levels[:-1]]
    return [LEAST_ROOM + ARROW_ROOM * min(number, MOST_ARROWS) for number in arrows]


def _stacked(level: Sequence[_Spot]) -> float:
    return sum(spot.high for spot in level) + GAP * (len(level) - 1)


def _text_width(ruler: Ruler, spot: _Spot) -> float:
    """Return the inches of the longest line of a node, for each point of its size."""
    weights = ("bold" if k < spot.bold else "normal" for k in range(len(spot.lines)))
    return max(map(ruler, spot.lines, weights), default=0.0)


def _line_width(figure: Figure, line: str, weight: str) -> float:
    """Return the inches of a line, for each point of its size."""
    text = figure.text(0, 0, line, fontsize=20, fontweight=weight)
    wide = text.get_window_extent().width / figure.dpi / 20
    text.remove()
    return wide


def _place(spots: Spots, wide: float, high: float) -> None:
    """Give each node its place: its level across, near to what it is tied to up and down."""
    levels = _levels(spots)
    widths = [max(spot.wide for spot in level) for level in levels]
    rooms = _least_rooms(levels)
    spare = max(0.0, wide - sum(widths) - sum(rooms)) / max(1, len(rooms))
    rooms = [min(room + spare, MOST_ROOM) for room in rooms]
    left = (wide - sum(widths) - sum(rooms)) / 2
    for level, width, room in zip(levels, widths, [*rooms, 0.0], strict=True):
        for spot in level:
            spot.x = left + width / 2
            spot.wide = width
        left += width + room
        _spread(level, [high / 2] * len(level), high)
    for sweep in range(SWEEPS):
        for level in levels if sweep % 2 == 0 else reversed(levels):
            wish = {spot.name: _pull(spot, spots, sweep) for spot in level}
            level.sort(key=lambda spot: -wish[spot.name])
            _spread(level, [wish[spot.name] for spot in level], high)


def _pull(spot: _Spot, spots: Spots, sweep: int) -> float:
    """Return where a node wants to be: between those before it, those after it, or in the end between all."""
    sides = (spot.before, spot.after)
    near = sides[sweep % 2] if sweep < SWEEPS - 4 else [*spot.before, *spot.after]
    near = near or sides[1 - sweep % 2]
    return sum(spots[name].y for name in near) / len(near) if near else spot.y


def _spread(level: Sequence[_Spot], wishes: Sequence[float], high: float) -> None:
    """Place a level from the top, each as near to its wish as the others leave room."""
    tops, blocks = high, list[list[int]]()
    # Blocks of spots that touch; each block stands where its members wish on the average.
    for k in range(len(level)):
        blocks.append([k])
        while len(blocks) > 1 and _top(level, wishes, blocks[-1]) > _foot(level, wishes, blocks[-2]) - GAP:
            last = blocks.pop()
            blocks[-1] += last
    edge = tops
    for block in blocks:
        top = min(_top(level, wishes, block), edge)
        for k in block:
            level[k].y = top - level[k].high / 2
            top -= level[k].high + GAP
        edge = top
    floor = 0.0
    for spot in reversed(level):
        if spot.y - spot.high / 2 >= floor:
            break
        spot.y = floor + spot.high / 2
        floor = spot.y + spot.high / 2 + GAP


def _top(level: Sequence[_Spot], wishes: Sequence[float], block: Sequence[int]) -> float:
    """Return the top of a block that stands where its members wish, on the average."""
    down, tops = 0.0, []
    for k in block:
        tops.append(wishes[k] + down + level[k].high / 2)
        down += level[k].high + GAP
    return sum(tops) / len(tops)


def _foot(level: Sequence[_Spot], wishes: Sequence[float], block: Sequence[int]) -> float:
    return _top(level, wishes, block) - sum(level[k].high + GAP for k in block) + GAP


# ---- what is drawn


def _draw_nodes(ax: Axes, spots: Spots, size: float) -> None:
    for spot in spots.values():
        if not spot.kind:
            continue
        face, edge, width = FACES[spot.kind]
        style = "square,pad=0" if spot.kind == "centre" else "round,pad=0,rounding_size=0.09"
        corner = (spot.x - spot.wide / 2, spot.y - spot.high / 2)
        ax.add_patch(
            FancyBboxPatch(
                corner,
                spot.wide,
                spot.high,
                boxstyle=style,
                facecolor=face,
                edgecolor=edge,
                linewidth=width,
                zorder=3,
                clip_on=False,
            )
        )
        top = spot.y + len(spot.lines) * size * LINE / 2
        for k, line in enumerate(spot.lines):
            ax.text(
                spot.x,
                top - (k + 0.5) * size * LINE,
                line,
                ha="center",
                va="center",
                fontsize=size,
                fontweight="bold" if k < spot.bold else "normal",
                color=INK,
                zorder=4,
            )


def _draw_headings(ax: Axes, spots: Spots, size: float, high: float) -> None:
    for level in _levels(spots):
        words = "\n".join(_heading([spot.kind for spot in level if spot.kind]).split(" "))
        x = level[0].x
        ax.text(x, high + 0.12, words, ha="center", va="bottom", fontsize=size, color=QUIET, clip_on=False)


def _heading(kinds: Sequence[str]) -> str:
    names = list(dict.fromkeys(HEADINGS[kind] for kind in kinds))
    return " / ".join(names) if len(names) <= 2 else "Stocks"


def _draw_arrows(ax: Axes, spots: Spots) -> None:
    """Draw each arrow as curves between the levels and straight lines in the lanes."""
    for name, spot in spots.items():
        for after in spot.after:
            target = spots[after]
            start = (spot.x + spot.wide / 2, _port(spots, spot, spot.after, after))
            end = (target.x - target.wide / 2, _port(spots, target, target.before, name))
            middle = (start[0] + end[0]) / 2
            points = [start, (middle, start[1]), (middle, end[1]), end]
            codes = [Path.MOVETO, Path.CURVE4, Path.CURVE4, Path.CURVE4]
            if not target.kind:
                points.append((target.x + target.wide / 2, end[1]))
                codes.append(Path.LINETO)
            style = "-|>" if target.kind else "-"
            ax.add_patch(
                FancyArrowPatch(
                    path=Path(points, codes),
                    arrowstyle=style,
                    mutation_scale=9,
                    color=ARROW,
                    linewidth=1.2,
                    zorder=2,
                    shrinkA=0,
                    shrinkB=0,
                    clip_on=False,
                    capstyle="butt",
                )
            )


def _port(spots: Spots, spot: _Spot, others: Sequence[str], other: str) -> float:
    """Return the height at which an arrow meets a node: several spread over its side, in their order."""
    if not spot.kind or len(others) == 1:
        return spot.y
    order = sorted(others, key=lambda name: (-spots[name].y, name))
    share = order.index(other) / (len(order) - 1)
    return spot.y + (0.5 - share) * 0.6 * spot.high


# ---- for those who cannot see it


def _alt_text(finding: str, nodes: pd.DataFrame, edges: pd.DataFrame) -> str:
    text = f"Flow diagram of the supply chain where {finding[:1].lower() + finding[1:]}. From left to right:"
    for _, group in nodes.groupby("level", sort=True):
        words = "; ".join(_said(row.label, row.detail) for row in group.itertuples())
        text += f" {_heading(list(group['kind']))}: {words}."
    labels = dict(zip(nodes["node"], nodes["label"], strict=True))
    goes = {
        node: [str(labels[after]) for after in after_it]
        for node, after_it in _following(nodes, edges).items()
    }
    flows = "; ".join(f"{labels[node]} to {', '.join(names)}" for node, names in goes.items() if names)
    return text + (f" Goods go from {flows}." if flows else "")


def _said(label: object, detail: object) -> str:
    words = ", ".join(
        part for part in str(detail).replace("units\na year", "units a year").split("\n") if part
    )
    return f"{label} ({words})" if words else str(label)
