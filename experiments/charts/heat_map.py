"""Heat map: a figure over two swept values, with its best point and how far from it one may go."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from numpy.typing import NDArray

from experiments.charts.chart import Chart
from experiments.charts.kpi_axis import KpiAxis, kpi_axis
from experiments.charts.places import edges_of, numeric, places_of
from experiments.charts.style import INK, as_sentence_start, chart_style, new_figure, set_finding
from experiments.designs.vary import written
from experiments.kpi import find_kpi

Array = NDArray[np.float64]

WORSE = (0.05, 0.20)
"""How much worse than the best the contours are."""
LINES = ("-", "--")
DARKEST = 0.6
"""How much worse than the best the darkest shade is; beyond that all is as dark."""
WIDE_CELLS = 8
"""Columns up to which the figure of the best fits into its own."""
SHADES = LinearSegmentedColormap.from_list("cost", ["#ffffff", "#c3d6f4", "#6f96cf", "#4a6fae"])
"""From white (best) to a blue that black can still be read on; it darkens all the way, so grey will do."""


@dataclass(frozen=True, slots=True)
class Surface:
    """A figure over two values: `figure[row, column]` at `ys[row]` and `xs[column]`, nan where unknown.

    `able` tells where the target is met; `best` is the row and column of the best such point.
    """

    xs: tuple[object, ...]
    ys: tuple[object, ...]
    figure: Array
    able: NDArray[np.bool_]
    best: tuple[int, int]
    higher: bool

    @property
    def worse(self) -> Array:
        """How much worse than the best each point is, as a share of the best."""
        best = self.figure[self.best]
        return (best - self.figure if self.higher else self.figure - best) / (abs(best) or 1.0)

    def near(self, axis: int) -> tuple[object, object]:
        """Return the ends of the values that stay within 5 % of the best, the other value kept."""
        row, column = self.best
        line, ok = (
            (self.worse[row], self.able[row]) if axis == 1 else (self.worse[:, column], self.able[:, column])
        )
        good = (line <= WORSE[0]) & ok
        low = high = self.best[axis]
        while low > 0 and good[low - 1]:
            low -= 1
        while high < len(good) - 1 and good[high + 1]:
            high += 1
        values = self.xs if axis == 1 else self.ys
        return values[low], values[high]

    def on_edge(self, axis: int) -> bool:
        """Tell whether the best is the first or last number that was tried."""
        values = self.xs if axis == 1 else self.ys
        return len(values) > 1 and numeric(values) and self.best[axis] in (0, len(values) - 1)


def heat_map(
    frame: pd.DataFrame,
    *,
    x: str,
    y: str,
    x_words: str | None = None,
    y_words: str | None = None,
    kpi: str = "total_cost",
    currency: str = "INR",
    log_x: bool = False,
    log_y: bool = False,
    replications: int = 0,
    seed: int | None = None,
    ax: Axes | None = None,
) -> Chart:
    """Draw a figure over two swept values: darker is worse, a star is best, contours are 5 and 20 % worse.

    Parameters
    ----------
    frame
        A row a point: columns named `x` and `y`, `mean`, and where there is a target `meets_target`: points
        that miss it are crossed out and cannot be best.
    x, y
        Columns of the two swept values.
    x_words, y_words
        What to call them, as in `order point`; the names of the columns if left out.
    kpi
        Name of the figure.
    currency
        ISO code, for figures of money.
    log_x, log_y
        Whether values are spread by their ratios.
    replications, seed
        For the footnote.
    ax
        Where to draw; a figure of its own if left out.

    Raises
    ------
    ValueError
        No point has a figure.
    """
    words = (x_words or x, y_words or y)
    surface = _surface(frame, x, y, higher=find_kpi(kpi).better == "higher")
    axis = kpi_axis(kpi, abs(float(surface.figure[surface.best])), currency)
    title = _finding(surface, words, axis)
    with chart_style():
        figure = new_figure() if ax is None else ax.get_figure(root=True)
        assert isinstance(figure, Figure)
        note = f"Simulated: {replications} replications at each point"
        note += ("" if seed is None else f", seed {seed}") + ", the same random worlds. Star: the best."
        if min(surface.figure.shape) > 1:
            note += f" Contours: {WORSE[0]:.0%} and {WORSE[1]:.0%} worse than the best.".replace("%", " %")
        if not surface.able.all():
            note += " Crossed out: misses the target."
        set_finding(figure, title, note, ax)
        axes = ax if ax is not None else figure.add_axes((0.10, 0.16, 0.89, 0.67))
        _draw(axes, surface, axis, words, log_x, log_y)
    return Chart(figure, title, _alt_text(surface, words, axis, title))


def _surface(frame: pd.DataFrame, x: str, y: str, higher: bool) -> Surface:
    xs, ys = (tuple(places_of(frame[name].tolist())) for name in (x, y))
    figure = np.full((len(ys), len(xs)), np.nan)
    able = np.zeros(figure.shape, dtype=bool)
    meets = frame["meets_target"] if "meets_target" in frame else pd.Series(True, frame.index)
    for at_x, at_y, mean, ok in zip(frame[x], frame[y], frame["mean"], meets, strict=True):
        place = ys.index(at_y), xs.index(at_x)
        figure[place], able[place] = mean, ok
    able &= ~np.isnan(figure)
    if np.isnan(figure).all():
        raise ValueError("no point has a figure; simulate some first")
    worth = np.where(able if able.any() else ~np.isnan(figure), figure if higher else -figure, -np.inf)
    row, column = np.unravel_index(int(worth.argmax()), worth.shape)
    return Surface(xs, ys, figure, able, (int(row), int(column)), higher)


def _finding(surface: Surface, words: tuple[str, str], axis: KpiAxis) -> str:
    row, column = surface.best
    best = axis.written(float(surface.figure[surface.best]))
    most = "highest" if surface.higher else "lowest"
    at = f"{words[0]} {written(surface.xs[column])} and {words[1]} {written(surface.ys[row])}"
    if not surface.able.any():
        return f"No point reaches the target; {axis.title.lower()} would be {most}, {best}, at {at}"
    text = f"{axis.title} is {most}, {best}, at {at}"
    edges = [words[0]] * surface.on_edge(1) + [words[1]] * surface.on_edge(0)
    if edges:
        return f"{text}, on the edge of what was tried for {' and '.join(edges)}"
    spans = [_span(word, *surface.near(k)) for k, word in ((1, words[0]), (0, words[1]))]
    return f"{text}; it stays within 5 % at {spans[0]}, or at {spans[1]}"


def _span(word: str, low: object, high: object) -> str:
    return f"{word} {written(low)}" + (f" to {written(high)}" if low != high else " alone")


def _alt_text(surface: Surface, words: tuple[str, str], axis: KpiAxis, title: str) -> str:
    known = surface.figure[~np.isnan(surface.figure)]
    rest = (
        f"{len(known)} points, from {axis.written(float(known.min()))} to {axis.written(float(known.max()))}"
    )
    missed = int((~surface.able & ~np.isnan(surface.figure)).sum())
    if missed:
        rest += f"; {missed} of them miss the target"
    return f"Heat map of simulated {axis.title.lower()} over {words[0]} and {words[1]}. {title}. {rest}."


# ---- drawing


def _draw(
    ax: Axes, surface: Surface, axis: KpiAxis, words: tuple[str, str], log_x: bool, log_y: bool
) -> None:
    at_x, at_y = (list(places_of(values).values()) for values in (surface.xs, surface.ys))
    edges = (edges_of(at_x, log_x), edges_of(at_y, log_y))
    for log, scale in ((log_x, ax.set_xscale), (log_y, ax.set_yscale)):
        if log:
            scale("log")
    shade = np.ma.masked_invalid(surface.worse)
    most = min(max(float(shade.max()), 1e-9), DARKEST)
    mesh = ax.pcolormesh(
        edges[0], edges[1], shade, cmap=SHADES, vmin=0.0, vmax=most, edgecolors="white", linewidth=0.4
    )
    ax.set_xlim(edges[0][0], edges[0][-1])
    ax.set_ylim(edges[1][0], edges[1][-1])
    _colour_bar(ax, mesh, surface, axis, most)
    _contours(ax, at_x, at_y, surface)
    _cross_out(ax, edges, surface)
    _best(ax, at_x, at_y, surface, axis)
    ax.grid(visible=False)
    _ticks(ax, at_x, surface.xs, "x")
    _ticks(ax, at_y, surface.ys, "y")
    ax.set_xlabel(as_sentence_start(words[0]))
    ax.set_ylabel(as_sentence_start(words[1]))


def _contours(ax: Axes, at_x: Sequence[float], at_y: Sequence[float], surface: Surface) -> None:
    if min(surface.figure.shape) < 2:
        return
    shade = np.ma.masked_invalid(surface.worse)
    levels = [level for level in WORSE if float(shade.min()) < level < float(shade.max())]
    if not levels:
        return
    styles = [LINES[WORSE.index(level)] for level in levels]
    drawn = ax.contour(at_x, at_y, shade, levels=levels, colors=INK, linewidths=1.5, linestyles=styles)
    sign = "-" if surface.higher else "+"
    spots = _label_spots(ax, [path.vertices for path in drawn.get_paths()], at_x, at_y, surface.best)
    if not spots:
        return
    texts = ax.clabel(drawn, fmt=lambda level: f"{sign}{100 * level:.0f} %", fontsize=9.5, manual=spots)
    for text in texts:
        text.set_bbox({"facecolor": "white", "edgecolor": "none", "alpha": 0.8, "pad": 1.0})


def _label_spots(
    ax: Axes, lines: Sequence[Any], at_x: Sequence[float], at_y: Sequence[float], best: tuple[int, int]
) -> list[tuple[float, float]]:
    """Return a place on each contour that is clear of the best point, of the frame and of other labels."""
    frame = ax.get_window_extent()
    taken = [ax.transData.transform((at_x[best[1]], at_y[best[0]]))]
    spots = []
    for line in lines:
        pixels = ax.transData.transform(line)
        to_frame = np.min(
            [
                pixels[:, 0] - frame.x0,
                frame.x1 - pixels[:, 0],
                pixels[:, 1] - frame.y0,
                frame.y1 - pixels[:, 1],
            ],
            axis=0,
        )
        clear = np.min([np.hypot(*(pixels - at).T) for at in taken], axis=0)
        place = int(np.argmax(np.minimum(clear, 2.5 * to_frame)))
        taken.append(pixels[place])
        spots.append((float(line[place][0]), float(line[place][1])))
    return spots


def _cross_out(ax: Axes, edges: tuple[Sequence[float], Sequence[float]], surface: Surface) -> None:
    """Hatch the points that miss the target."""
    (across, upwards), missed = edges, ~surface.able & ~np.isnan(surface.figure)
    for row, column in np.argwhere(missed).tolist():
        corner = (across[column], upwards[row])
        wide, tall = across[column + 1] - corner[0], upwards[row + 1] - corner[1]
        ax.add_patch(Rectangle(corner, wide, tall, fill=False, hatch="xx", edgecolor="#6b6b6b", linewidth=0))


def _best(ax: Axes, at_x: Sequence[float], at_y: Sequence[float], surface: Surface, axis: KpiAxis) -> None:
    row, column = surface.best
    up = row < len(at_y) / 2
    narrow = len(at_x) > WIDE_CELLS
    side = "left" if narrow and column == 0 else "right" if narrow and column == len(at_x) - 1 else "center"
    ax.plot(
        at_x[column], at_y[row], "*", markersize=18, color=INK, markeredgecolor="white", markeredgewidth=1.2,
        zorder=6,
    )  # fmt: skip
    ax.annotate(
        axis.written(float(surface.figure[surface.best])).removesuffix(" a year"),
        (at_x[column], at_y[row]),
        (0, 11 if up else -11),
        textcoords="offset points",
        ha=side,
        va="bottom" if up else "top",
        fontsize=10,
        fontweight="bold",
        color=INK,
        zorder=6,
        bbox={"facecolor": "white", "edgecolor": "none", "alpha": 0.85, "pad": 1.0},
    )


def _ticks(ax: Axes, at: Sequence[float], values: Sequence[object], which: str) -> None:
    """Name every value, or every so many where there are more than ten."""
    every = -(-len(at) // 10)
    labels = [written(value) for value in values[::every]]
    if which == "x":
        ax.set_xticks(at[::every], labels)
    else:
        ax.set_yticks(at[::every], labels)
    ax.minorticks_off()


def _colour_bar(ax: Axes, mesh: Any, surface: Surface, axis: KpiAxis, most: float) -> None:
    """Draw the scale in units of the figure, the best at its foot."""
    figure = ax.get_figure(root=True)
    assert figure is not None
    beyond = bool(np.nanmax(surface.worse) > most)
    bar = figure.colorbar(mesh, ax=ax, pad=0.02, extend="max" if beyond else "neither")
    best = float(surface.figure[surface.best])
    shares = np.linspace(0, most, 5)
    figures = [best + (-share if surface.higher else share) * abs(best) for share in shares]
    span = abs(figures[-1] - figures[0]) / axis.size
    decimals = 0 if span > 20 else 1 if span > 2 else 2
    bar.set_ticks(list(shares), labels=[f"{figure / axis.size:,.{decimals}f}" for figure in figures])
    bar.set_label(axis.label)
    bar.outline.set_visible(False)
