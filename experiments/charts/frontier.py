"""The frontier of two figures: what more of the one costs in the other, with today's way and the knee."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from experiments.charts.chart import Chart
from experiments.charts.kpi_axis import KpiAxis, kpi_axis
from experiments.charts.labels import Labelled, place_labels
from experiments.charts.looks import TODAY, Look
from experiments.charts.style import INK, as_sentence_start, chart_style, new_figure, set_finding, wrapped
from experiments.interval import Interval
from experiments.kpi import find_kpi
from experiments.money import money

KNEE_SIZE, SIZE = 13, 8
ROOM = 0.14
"""Room beside the outermost points, as a share of what they span."""


@dataclass(frozen=True, slots=True)
class FrontierPoint:
    """A setting in fresh worlds: both figures with their intervals, and what to call it.

    `label` is written beside it, line by line (empty: nothing), `knee` and `today` mark the
    best bargain and the way of today.
    """

    label: str
    first: Interval
    second: Interval
    knee: bool = False
    today: bool = False


def frontier_chart(
    points: Sequence[FrontierPoint],
    kpis: tuple[str, str],
    *,
    price: Interval,
    reached: bool = True,
    alternative: str,
    look: Look,
    currency: str = "INR",
    replications: int,
    seed: int | None = None,
    ax: Axes | None = None,
) -> Chart:
    """Draw a frontier in fresh worlds, with intervals both ways.

    Parameters
    ----------
    points
        Settings on the frontier, the first figure from worst to best; today's way anywhere among them.
    kpis
        The first figure (up) and the second (across); see `in_order`.
    price
        The second figure of the last setting less that of the first, world by world.
    reached
        Whether there is a setting that reaches the goals; if not, the one drawn is the nearest.
    alternative
        What was tuned, in words.
    look
        How it is drawn.
    currency
        ISO code.
    replications, seed
        For the footnote.
    ax
        Where to draw; a figure of its own if left out.
    """
    curve = [point for point in points if not point.today]
    axes_of = [
        kpi_axis(kpi, max(abs(_of(p, k).mean) for p in points), currency) for k, kpi in enumerate(kpis)
    ]
    title = frontier_finding(curve, kpis, price, currency, reached)
    worlds = f"{replications} fresh random world" + ("" if replications == 1 else "s")
    note = f"Simulated: {worlds}" + ("" if seed is None else f", seed {seed}")
    note += (
        ", the same for every setting. Bars are 95 % intervals of the means; what one setting differs from "
    )
    note += "the next by is surer than they are, for their worlds are the same."
    if any(point.knee for point in curve):
        note += " Knee: furthest from the straight line between the ends."
    with chart_style():
        figure = new_figure() if ax is None else ax.get_figure(root=True)
        assert isinstance(figure, Figure)
        set_finding(figure, title, note, ax)
        axes = ax if ax is not None else figure.add_axes((0.09, 0.165, 0.87, 0.66))
        _draw(axes, points, curve, axes_of, look)
    return Chart(figure, title, _alt_text(points, axes_of, title, alternative))


def in_order(kpis: tuple[str, str]) -> tuple[str, str]:
    """Return two figures with the one that is bought first and the one that it is paid in second.

    Examples
    --------
    >>> in_order(("total_cost", "fill_rate"))
    ('fill_rate', 'total_cost')
    """
    found = [find_kpi(kpi) for kpi in kpis]
    rank = [(one.unit != "share", one.better != "higher") for one in found]
    return kpis if rank[0] <= rank[1] else (kpis[1], kpis[0])


def frontier_finding(
    curve: Sequence[FrontierPoint],
    kpis: tuple[str, str],
    price: Interval,
    currency: str,
    reached: bool = True,
) -> str:
    """Return what a frontier says, in a sentence without its full stop."""
    first, second = (kpi_axis(kpi, 1.0, currency) for kpi in kpis)
    stock = kpis[0] == "fill_rate"
    ends = [_written(first, _of(point, 0).mean) for point in (curve[0], curve[-1])]
    if len(curve) == 1:
        both = f"{ends[0]} from stock" if stock else f"{_small(first.title)} of {ends[0]}"
        other = _written(second, curve[0].second.mean)
        head = (
            "One setting is best in both figures:"
            if reached
            else "No setting found reaches the target; the nearest gives"
        )
        return f"{head} {both}, {_small(second.title)} of {other}"
    if ends[0] == ends[1]:
        text = f"{ends[0]} from stock" if stock else f"{_small(first.title)} of {ends[0]}"
        return f"All settings on the frontier give {text}"
    text = (
        f"From {ends[0]} to {ends[1]} from stock" if stock else f"{first.title} from {ends[0]} to {ends[1]}"
    )
    text += f" {_price(kpis[1], second, price, currency)}"
    knee = next((point for point in curve if point.knee), None)
    return text if knee is None else f"{text}; the knee is at {_written(first, knee.first.mean)}"


def _price(kpi: str, scale: KpiAxis, price: Interval, currency: str) -> str:
    """Say what the way from one end of the frontier to the other costs."""
    name, unit = _small(scale.title), find_kpi(kpi).unit
    if price.low <= 0 <= price.high:
        return f"makes no sure difference to {name}"
    more = "more" if price.mean > 0 else "less"
    if unit.startswith("money"):
        amount = money(abs(price.mean), currency, decimals=1, words=True)
        yearly = " a year" if unit.endswith("/year") else ""
        return (
            f"costs {amount}{yearly} {more}"
            if kpi == "total_cost"
            else f"takes {amount}{yearly} {more} {name}"
        )
    if unit == "share":
        return f"takes {100 * abs(price.mean):.1f} points {more} of the {name}"
    return f"takes {_written(scale, abs(price.mean))} {more} ({name})"


def _small(title: str) -> str:
    return title if title[1:2].isupper() else title[:1].lower() + title[1:]


def _written(scale: KpiAxis, value: float) -> str:
    return scale.written(value)


def _of(point: FrontierPoint, figure: int) -> Interval:
    return point.second if figure else point.first


def _half(interval: Interval) -> float:
    """Return the half-width of an interval; 0 where one world says nothing of it."""
    return 0.0 if interval.half_width != interval.half_width else interval.half_width


def _draw(
    ax: Axes,
    points: Sequence[FrontierPoint],
    curve: Sequence[FrontierPoint],
    scales: Sequence[KpiAxis],
    look: Look,
) -> None:
    up, across = scales
    ax.plot(
        [p.second.mean / across.size for p in curve],
        [p.first.mean / up.size for p in curve],
        color=look.colour,
        linewidth=1.6,
        zorder=3,
    )
    labels = []
    for point in points:
        x, y = point.second.mean / across.size, point.first.mean / up.size
        wide, high = _half(point.second) / across.size, _half(point.first) / up.size
        own = TODAY if point.today else look
        drawn = ax.errorbar(
            x,
            y,
            xerr=wide,
            yerr=high,
            color=own.colour,
            ecolor=own.colour if point.today or point.knee else _pale(own.colour),
            elinewidth=1.6 if point.today or point.knee else 1.1,
            capsize=3,
            marker=own.marker,
            markersize=KNEE_SIZE if point.knee else 10 if point.today else SIZE,
            markeredgecolor=INK if point.knee else own.colour,
            markeredgewidth=1.8 if point.knee else 1.0,
            zorder=6 if point.today else 5 if point.knee else 4,
        )
        drawn[0].set_clip_on(False)  # a mark at 100 per cent is whole
        text = "\n".join(wrapped(line, 26) for line in point.label.split("\n"))
        bold = point.today or point.knee
        labels.append(Labelled(text, x, y, x - wide, x + wide, y - high, y + high, bold, own.colour))
    _limits(ax, labels, top=100.0 if find_kpi(up.name).unit == "share" else None)
    ax.set_xlabel(as_sentence_start(across.label))
    ax.set_ylabel(as_sentence_start(up.label))
    for axis, scale in ((ax.xaxis, across), (ax.yaxis, up)):
        axis.set_major_formatter(scale.ticks(axis.get_majorticklocs()))
    ax.tick_params(labelcolor=INK)
    place_labels(ax, [*labels, *_between(labels, [k for k, p in enumerate(points) if not p.today])])


def _between(labels: Sequence[Labelled], curve: Sequence[int]) -> list[Labelled]:
    """Return nameless points along the curve, so that no name is written over it."""
    found = []
    for one, other in pairwise(labels[k] for k in curve):
        for share in (0.25, 0.5, 0.75):
            x, y = one.x + share * (other.x - one.x), one.y + share * (other.y - one.y)
            found.append(Labelled("", x, y, x, x, y, y))
    return found


def _pale(colour: str) -> tuple[float, float, float]:
    from matplotlib.colors import to_rgb

    red, green, blue = (0.45 * part + 0.55 for part in to_rgb(colour))
    return red, green, blue


def _limits(ax: Axes, labels: Sequence[Labelled], top: float | None) -> None:
    """Leave room for the names round the outermost points; a share ends just above 100."""
    left, right = min(p.x_low for p in labels), max(p.x_high for p in labels)
    low, high = min(p.y_low for p in labels), max(p.y_high for p in labels)
    wide = max(right - left, 0.01 * abs(right), 1e-9)
    tall = max(high - low, 0.01 * abs(high), 1e-9)
    ax.set_xlim(left - ROOM * wide, right + ROOM * wide)
    end = high + ROOM * tall
    if top is not None and high <= top:
        end = min(end, top + 0.05 * tall)
    ax.set_ylim(low - ROOM * tall, end)


def _alt_text(
    points: Sequence[FrontierPoint], scales: Sequence[KpiAxis], title: str, alternative: str
) -> str:
    def said(point: FrontierPoint) -> str:
        both = [
            f"{_written(scale, one.mean)}"
            + ("" if one.low != one.low else f" ({_written(scale, one.low)} to {_written(scale, one.high)})")
            for scale, one in zip(scales, (point.first, point.second), strict=True)
        ]
        name = " ".join(point.label.split()) or "a setting between"
        return f"{name}: {both[0]} at {both[1]}"

    up, across = (scale.title for scale in scales)
    head = f"Curve of {_small(up)} against {_small(across)} for settings of {alternative}"
    return f"{head}. {title}. " + "; ".join(map(said, points)) + "."
