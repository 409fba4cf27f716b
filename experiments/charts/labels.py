"""Put names beside points, clear of other points, intervals and names."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import cos, hypot, radians, sin

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
    middles = (foreign[:, :2] + foreign[:, 2:]) / 2
    places = []
    for distance in DISTANCES:
        for rank, angle in enumerate(ANGLES):
            box = _beside(at, distance * scale, angle, extent.width, extent.height)
            centre = ((box[0] + box[2]) / 2, (box[1] + box[3]) / 2)
            leader = _leader(at, centre, box) if distance > NEAR else ()
            cost = 14.0 * distance * scale + 4.0 * rank
            cost += 30 * float(_overlaps(box, every).sum())
            cost += 200 * (extent.width * extent.height - _overlap(box, frame))
            cost += 250 * _held(foreign, leader)
            cost += 300 * int((_all_apart(box, middles) < _apart(box, at) + 4 * scale).sum())
            places.append(Place(box, centre, leader, cost))
    return sorted(places, key=lambda place: place.cost)


def _overlaps(box: Box, boxes: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the areas that a box shares with each of several."""
    wide = np.minimum(box[2], boxes[:, 2]) - np.maximum(box[0], boxes[:, 0])
    high = np.minimum(box[3], boxes[:, 3]) - np.maximum(box[1], boxes[:, 1])
    shared: NDArray[np.float64] = np.where((wide > 0) & (high > 0), wide * high, 0.0)
    return shared


def _held(boxes: NDArray[np.float64], spots: Sequence[Spot]) -> int:
    """Return how often one of several boxes holds one of several points."""
    if not len(boxes) or not spots:
        return 0
    x, y = np.array(spots).T[:, :, None]
    inside = (boxes[:, 0] <= x) & (x <= boxes[:, 2]) & (boxes[:, 1] <= y) & (y <= boxes[:, 3])
    return int(inside.sum())


def _all_apart(box: Box, spots: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the distance of each of several points from a box."""
    aside = np.maximum(np.maximum(box[0] - spots[:, 0], 0.0), spots[:, 0] - box[2])
    above = np.maximum(np.maximum(box[1] - spots[:, 1], 0.0), spots[:, 1] - box[3])
    distance: NDArray[np.float64] = np.hypot(aside, above)
    return distance


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


def _beside(at: Spot, distance: float, angle: int, wide: float, high: float) -> Box:
    """Return the box of a name whose near side is `distance` from a point, in direction `angle`."""
    along, up = cos(radians(angle)), sin(radians(angle))
    left = at[0] + distance * along + (wide / 2) * (_sign(along) - 1)
    low = at[1] + distance * up + (high / 2) * (_sign(up) - 1)
    return (left, low, left + wide, low + high)


def _sign(value: float) -> int:
    return 0 if abs(value) < 0.4 else (1 if value > 0 else -1)


def _leader(at: Spot, centre: Spot, box: Box, steps: int = 24) -> tuple[Spot, ...]:
    """Return points along the line from just off a mark to its name."""
    step = ((centre[0] - at[0]) / steps, (centre[1] - at[1]) / steps)
    along = [(at[0] + step[0] * k, at[1] + step[1] * k) for k in range(2, steps)]
    return tuple(spot for spot in along if not _holds(box, spot))


def _holds(box: Box, spot: Spot) -> bool:
    return box[0] <= spot[0] <= box[2] and box[1] <= spot[1] <= box[3]


def _apart(box: Box, spot: Spot) -> float:
    """Return the distance of a point from a box."""
    aside = max(box[0] - spot[0], 0.0, spot[0] - box[2])
    above = max(box[1] - spot[1], 0.0, spot[1] - box[3])
    return hypot(aside, above)


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
