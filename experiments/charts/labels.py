"""Put names beside points, clear of other points, intervals and names."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import cos, radians, sin

import numpy as np
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import to_rgb
from numpy.typing import NDArray

from experiments.charts.style import INK

DISTANCES = (10.0, 15.0, 22.0, 32.0, 45.0, 60.0, 80.0, 105.0, 135.0)
"""Points from a mark to its name, tried in turn."""
ANGLES = (0, 180, 90, 270, 30, 330, 150, 210, 60, 300, 120, 240, 75, 285, 105, 255, 45, 315, 135, 225)
NEAR = 15.0
"""Points up to which a name needs no leader."""
PASSES = 4
"""How often each name looks for a better place, the others standing still."""
MARK = 7.0
"""Half the width of a mark with a little air, points."""

Box = tuple[float, float, float, float]
"""Left, low, right, top in pixels."""
Spot = tuple[float, float]
Numbers = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Labelled:
    """A point to name, with the ends of its intervals, in data units."""

    text: str
    x: float
    y: float
    x_low: float
    x_high: float
    y_low: float
    y_high: float
    bold: bool = False
    colour: str = INK


@dataclass(frozen=True, slots=True)
class Place:
    """Where a name could stand: its box, its leader (none where it is near), and what that place costs."""

    box: Box
    centre: Spot
    leader: tuple[Spot, ...]
    cost: float


def place_labels(ax: Axes, points: Sequence[Labelled], size: float = 10.0) -> list[Box]:
    """Name each point where its name overlaps least, with a leader where that is far away.

    Each name in turn takes its best place given the others, a few times over. A point without a name is
    only in their way.

    Returns
    -------
    The boxes of the names, in pixels of the figure.
    """
    figure = ax.get_figure(root=True)
    assert figure is not None
    if not hasattr(figure.canvas, "get_renderer"):
        FigureCanvasAgg(figure)
    figure.draw_without_rendering()
    scale = figure.dpi / 72
    marks = [_boxes(ax, point, scale) for point in points]
    named = [k for k, point in enumerate(points) if point.text]
    order = sorted(named, key=lambda k: (-points[k].y, points[k].x))
    choices = {k: _choices(ax, points[k], k, marks, size, scale) for k in named}
    placed: dict[int, Place] = {}
    for _ in range(PASSES):
        for k in order:
            placed[k] = _best(choices[k], [place for j, place in placed.items() if j != k], scale)
    for k in order:
        _write(ax, points[k], placed[k], size, scale)
    return [placed[k].box for k in named]


def _boxes(ax: Axes, point: Labelled, scale: float) -> list[Box]:
    """Return what a point covers: its mark and its two intervals."""
    x, y = ax.transData.transform((point.x, point.y))
    left, low = ax.transData.transform((point.x_low, point.y_low))
    right, top = ax.transData.transform((point.x_high, point.y_high))
    thin, mark, cap = 4 * scale, MARK * scale, 4 * scale
    return [
        (x - mark, y - mark, x + mark, y + mark),
        (left - cap, y - thin, right + cap, y + thin),
        (x - thin, low - cap, x + thin, top + cap),
    ]


def _choices(
    ax: Axes, point: Labelled, own: int, marks: Sequence[list[Box]], size: float, scale: float
) -> list[Place]:
    """Return all places for a name, the best first, other names left out of account."""
    text = ax.text(0, 0, point.text, fontsize=size, fontweight="bold" if point.bold else "normal")
    extent = text.get_window_extent()
    text.remove()
    at = tuple(ax.transData.transform((point.x, point.y)))
    bounds = ax.get_window_extent()
    frame = (bounds.x0, bounds.y0, bounds.x1, bounds.y1)
    foreign = np.array([boxes[0] for k, boxes in enumerate(marks) if k != own]).reshape(-1, 4)
    every = np.array([mark for boxes in marks for mark in boxes]).reshape(-1, 4)
    distances = np.repeat(DISTANCES, len(ANGLES))
    boxes = _around(at, distances * scale, extent.width, extent.height)
    centres = (boxes[:, :2] + boxes[:, 2:]) / 2
    spots, seen = _leaders(at, centres, boxes)
    seen &= (distances > NEAR)[:, None]
    cost = 14.0 * distances * scale + 4.0 * np.tile(np.arange(len(ANGLES)), len(DISTANCES))
    cost += 30 * _shared(boxes, every).sum(axis=1)
    cost += 200 * (extent.width * extent.height - _shared(boxes, np.array([frame]))[:, 0])
    held = _inside(foreign[:, None, :], spots[:, None]) & seen[:, None]
    cost += 250 * held.sum(axis=(1, 2))
    near = _apart(boxes, np.array([at]))
    cost += 300 * (_apart(boxes, (foreign[:, :2] + foreign[:, 2:]) / 2) < near + 4 * scale).sum(axis=1)
    return [
        Place(_box(boxes[k]), _spot(centres[k]), tuple(map(_spot, spots[k, seen[k]])), float(cost[k]))
        for k in np.argsort(cost, kind="stable")
    ]


def _shared(boxes: Numbers, others: Numbers) -> Numbers:
    """Return the areas that boxes share with others, one row a box."""
    wide = np.minimum(boxes[:, None, 2], others[:, 2]) - np.maximum(boxes[:, None, 0], others[:, 0])
    high = np.minimum(boxes[:, None, 3], others[:, 3]) - np.maximum(boxes[:, None, 1], others[:, 1])
    shared: Numbers = np.where((wide > 0) & (high > 0), wide * high, 0.0)
    return shared


def _inside(boxes: Numbers, spots: Numbers) -> NDArray[np.bool_]:
    """Tell which boxes (their sides last) hold which points, with the shapes of both made one."""
    x, y = spots[..., 0], spots[..., 1]
    held: NDArray[np.bool_] = (
        (boxes[..., 0] <= x) & (x <= boxes[..., 2]) & (boxes[..., 1] <= y) & (y <= boxes[..., 3])
    )
    return held


def _apart(boxes: Numbers, spots: Numbers) -> Numbers:
    """Return the distances of points from boxes, one row a box."""
    x, y = spots[None, :, 0], spots[None, :, 1]
    aside = np.maximum(np.maximum(boxes[:, None, 0] - x, 0.0), x - boxes[:, None, 2])
    above = np.maximum(np.maximum(boxes[:, None, 1] - y, 0.0), y - boxes[:, None, 3])
    distance: Numbers = np.hypot(aside, above)
    return distance


def _box(row: Numbers) -> Box:
    left, low, right, top = row.tolist()
    return left, low, right, top


def _spot(row: Numbers) -> Spot:
    x, y = row.tolist()
    return x, y


def _best(choices: Sequence[Place], others: Sequence[Place], scale: float) -> Place:
    """Return the cheapest place, what it does to the other names included."""
    best, least = choices[0], float("inf")
    for place in choices:
        if place.cost >= least:
            break
        cost = place.cost + _clash(place, others, scale)
        if cost < least:
            best, least = place, cost
    return best


def _clash(place: Place, others: Sequence[Place], scale: float) -> float:
    left, low, right, top = place.box
    roomy = (left - 3 * scale, low - 2 * scale, right + 3 * scale, top + 2 * scale)
    cost = 0.0
    for other in others:
        cost += 60 * _overlap(roomy, other.box)
        cost += 400 * sum(_holds(other.box, spot) for spot in place.leader)
        cost += 400 * sum(_holds(place.box, spot) for spot in other.leader)
        if place.leader and other.leader and _cross(place, other):
            cost += 3000
    return cost


def _around(at: Spot, distances: Numbers, wide: float, high: float) -> Numbers:
    """Return boxes of a name around a point: the near side of each is `distance` away, in each direction."""
    along, up = np.tile(
        [(cos(radians(angle)), sin(radians(angle))) for angle in ANGLES], (len(DISTANCES), 1)
    ).T
    left = at[0] + distances * along + (wide / 2) * (_signs(along) - 1)
    low = at[1] + distances * up + (high / 2) * (_signs(up) - 1)
    return np.stack([left, low, left + wide, low + high], axis=1)


def _signs(values: Numbers) -> Numbers:
    return np.where(np.abs(values) < 0.4, 0.0, np.sign(values))


def _leaders(
    at: Spot, centres: Numbers, boxes: Numbers, steps: int = 24
) -> tuple[Numbers, NDArray[np.bool_]]:
    """Return points along the lines from just off a mark to names, and whether they are clear of the name."""
    spots = at + (centres - at)[:, None, :] / steps * np.arange(2, steps)[:, None]
    return spots, ~_inside(boxes[:, None, :], spots)


def _holds(box: Box, spot: Spot) -> bool:
    return box[0] <= spot[0] <= box[2] and box[1] <= spot[1] <= box[3]


def _overlap(one: Box, other: Box) -> float:
    wide = min(one[2], other[2]) - max(one[0], other[0])
    high = min(one[3], other[3]) - max(one[1], other[1])
    return wide * high if wide > 0 and high > 0 else 0.0


def _cross(one: Place, other: Place) -> bool:
    """Tell whether two leaders cross."""
    (a, b), (c, d) = ((p.leader[0], p.leader[-1]) for p in (one, other))

    def turn(p: Spot, q: Spot, r: Spot) -> bool:
        return (q[0] - p[0]) * (r[1] - p[1]) > (q[1] - p[1]) * (r[0] - p[0])

    return turn(a, b, c) != turn(a, b, d) and turn(c, d, a) != turn(c, d, b)


def _write(ax: Axes, point: Labelled, place: Place, size: float, scale: float) -> None:
    x, y = ax.transData.transform((point.x, point.y))
    leader = {"arrowstyle": "-", "color": point.colour, "linewidth": 0.9, "shrinkB": 6, "shrinkA": 1}
    ax.annotate(
        point.text,
        (point.x, point.y),
        ((place.centre[0] - x) / scale, (place.centre[1] - y) / scale),
        textcoords="offset points",
        ha="center",
        va="center",
        fontsize=size,
        fontweight="bold" if point.bold else "normal",
        color=dark(point.colour),
        zorder=6,
        bbox={"facecolor": "white", "edgecolor": "none", "alpha": 0.75, "pad": 0.5},
        arrowprops=leader if place.leader else None,
    )


def dark(colour: str) -> tuple[float, float, float]:
    """Return a colour dark enough to read text in."""
    red, green, blue = to_rgb(colour)
    return (0.55 * red, 0.55 * green, 0.55 * blue)
