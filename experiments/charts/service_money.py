"""Service against money: what does a point of service cost, and which way gives it for least?"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from experiments.charts.chart import Chart
from experiments.charts.labels import Labelled, place_labels
from experiments.charts.looks import Look, looks_of
from experiments.charts.paired_worlds import paired_worlds
from experiments.charts.style import (
    INK,
    QUIET,
    as_sentence_start,
    chart_style,
    new_figure,
    set_finding,
    wrapped,
)
from experiments.compare import reaches
from experiments.interval import Interval, mean_interval
from experiments.money import money, money_scale, plain

LEAST_RANGE = 2.0
"""Points of service that the chart shows at least, so that noise is not blown up."""
SAME_SERVICE = 0.0005
"""Services nearer than this are the same in print."""


@dataclass(frozen=True, slots=True)
class Point:
    """One alternative: service and money, each with its interval."""

    name: str
    title: str
    service: Interval
    cost: Interval
    saturated: bool


def service_money(
    frame: pd.DataFrame,
    *,
    titles: Mapping[str, str] | None = None,
    today: str | None = None,
    target: float | None = None,
    currency: str = "INR",
    saturated: Collection[str] = (),
    reaching: Collection[str] | None = None,
    looks: Mapping[str, Look] | None = None,
    seed: int | None = None,
    service: str = "fill_rate",
    cost: str = "total_cost",
    service_words: str = "from stock",
    frontier: Mapping[str, Sequence[tuple[float, float]]] | None = None,
    ax: Axes | None = None,
) -> Chart:
    """Draw service against total cost a year, one point an alternative, with intervals both ways.

    An alternative of which other settings were simulated has a curve through them: what a point of service
    costs in its way.

    Parameters
    ----------
    frame
        Tidy: columns `alternative`, `replication`, `kpi`, `value`.
    titles
        What to call each alternative.
    today
        Name of today's way, which is marked and compared with.
    target
        Service that was asked for, a share.
    saturated
        Alternatives whose plant does not keep up; they are drawn hollow and win nothing.
    reaching
        Alternatives that reach the target; None asks their intervals.
    looks
        Look of each alternative; see `looks_of`.
    seed
        For the footnote.
    service, cost
        Names of the two key figures: a share, and money a year.
    service_words
        What the share is of, as it follows `95 %`.
    frontier
        Cost and service (money a year, share) of other settings of an alternative, by its name.
    ax
        Where to draw; a figure of its own if left out.
    """
    titles = titles or {}
    names = list(dict.fromkeys(frame["alternative"]))
    looks = looks or looks_of(names, today)
    services, costs = (_by_alternative(frame, kpi) for kpi in (service, cost))
    points = [
        Point(n, titles.get(n, n), mean_interval(services[n]), mean_interval(costs[n]), n in saturated)
        for n in names
    ]
    if reaching is None:
        reaching = [p.name for p in points if target is None or reaches(p.service, service, target)]
    able = [p for p in points if p.name in reaching and p.name != today and not p.saturated]
    best = min(able, key=lambda p: p.cost.mean, default=None)
    saving = None
    if best is not None and today in costs and today != best.name:
        saving = paired_worlds(costs[best.name], costs[today])
    title = _finding(points, best, saving, today, target, currency, service_words)
    with chart_style():
        figure = new_figure() if ax is None else ax.get_figure(root=True)
        assert isinstance(figure, Figure)
        replications = int(frame["replication"].nunique())
        note = f"Simulated: {replications} replications" + ("" if seed is None else f", seed {seed}")
        note += ", the same random world for every alternative. Bars are 95 % intervals of the mean."
        if any(p.saturated for p in points):
            note += " Hollow: the plant does not keep up, and its queues grow without end."
        if any(len(settings) > 1 for settings in (frontier or {}).values()):
            note += " Curves: other settings of a way, in the worlds in which it was sized."
        set_finding(figure, title, note, ax)
        axes = ax if ax is not None else figure.add_axes((0.09, 0.155, 0.83, 0.68))
        _draw(axes, points, looks, today, target, currency, service, frontier or {})
    return Chart(figure, title, _alt_text(points, title, target, currency, service))


def _by_alternative(frame: pd.DataFrame, kpi: str) -> dict[str, pd.Series]:
    of_kpi = frame[frame["kpi"] == kpi].set_index("replication")
    return {str(name): group["value"] for name, group in of_kpi.groupby("alternative", sort=False)}


def _finding(
    points: list[Point],
    best: Point | None,
    saving: Interval | None,
    today: str | None,
    target: float | None,
    currency: str,
    words: str,
) -> str:
    now = next((p for p in points if p.name == today), None)
    if best is None:
        able = [p for p in points if not p.saturated]
        if not able:
            return "In every alternative the plant does not keep up with demand"
        nearest = max([p for p in able if p is not now] or able, key=lambda p: p.service.mean)
        goal = f" of {_share(target)}" if target is not None else ""
        text = f"No alternative reaches the target{goal}: {nearest.title} comes nearest with "
        text += f"{_share(nearest.service.mean)} {words}"
        return text if now is None or now is nearest else f"{text}; today gives {_share(now.service.mean)}"
    text = f"{as_sentence_start(best.title)} gives {_share(best.service.mean)} {words}"
    if now is None or saving is None:
        return f"{text} at the least cost, {money(best.cost.mean, currency, decimals=1)} a year"
    as_today = abs(best.service.mean - now.service.mean) < SAME_SERVICE
    if as_today:
        text += ", as today,"
    if saving.low <= 0 <= saving.high:
        text += " for about the same money" + ("" if as_today else " as today")
    else:
        text += f" for {money(abs(saving.mean), currency, decimals=1)} a year "
        text += ("less" if saving.mean < 0 else "more") + ("" if as_today else " than today")
    return text if as_today else f"{text}, which gives {_share(now.service.mean)}"


def _share(share: float | None) -> str:
    """Write a share in per cent, one decimal unless it is zero."""
    return f"{100 * (share or 0):.1f}".removesuffix(".0") + " %"


def _draw(
    ax: Axes,
    points: list[Point],
    looks: Mapping[str, Look],
    today: str | None,
    target: float | None,
    currency: str,
    service: str,
    frontier: Mapping[str, Sequence[tuple[float, float]]],
) -> None:
    scale = money_scale(max(abs(p.cost.mean) for p in points), currency)
    for name, settings in frontier.items():
        if name in looks and len(settings) > 1:
            curve = sorted(settings, key=lambda setting: setting[1])
            money_axis = [cost / scale.size for cost, _ in curve]
            share_axis = [100 * share for _, share in curve]
            colour = looks[name].colour
            ax.plot(money_axis, share_axis, color=colour, linewidth=1.2, alpha=0.55, zorder=3)
            ax.plot(money_axis, share_axis, ".", color=colour, markersize=5, alpha=0.55, zorder=3)
    labels = []
    for p in points:
        look = looks[p.name]
        x, y = p.cost.mean / scale.size, 100 * p.service.mean
        half = [0.0 if i.half_width != i.half_width else i.half_width for i in (p.cost, p.service)]
        drawn = ax.errorbar(
            x,
            y,
            xerr=half[0] / scale.size,
            yerr=100 * half[1],
            color=look.colour,
            elinewidth=1.6,
            capsize=3,
            marker=look.marker,
            markersize=10,
            markerfacecolor="white" if p.saturated else look.colour,
            markeredgecolor=look.colour,
            markeredgewidth=1.6,
            zorder=5 if p.name == today else 4,
        )
        drawn[0].set_clip_on(False)  # a mark at 100 per cent is whole
        text = wrapped(p.title, 24)
        if p.name == today and "today" not in text.lower():
            text += "\n(today)"
        if p.saturated:
            text += "\n(does not keep up)"
        spread = half[0] / scale.size, 100 * half[1]
        ends = (x - spread[0], x + spread[0], y - spread[1], y + spread[1])
        labels.append(Labelled(text, x, y, *ends, bold=p.name == today, colour=look.colour))
    if target is not None:
        ax.axhline(100 * target, color=QUIET, linewidth=1.0, linestyle=(0, (6, 3)), zorder=2)
        ax.annotate(
            f"target\n{_share(target)}",
            (1.0, 100 * target),
            (5, 0),
            ("axes fraction", "data"),
            "offset points",
            va="center",
            color=QUIET,
            fontsize=10,
        )
    _limits(ax, labels, target)
    ax.set_xlabel(f"Total cost a year, {scale.axis_name} (purchases not included)")
    at_once = "Units filled from stock at once, per cent of demand"
    other = f"{as_sentence_start(service.replace('_', ' '))}, per cent"
    ax.set_ylabel(at_once if service == "fill_rate" else other)
    for axis in (ax.xaxis, ax.yaxis):
        axis.set_major_formatter(_tick_writer(_decimals(axis.get_majorticklocs()), currency))
    ax.tick_params(labelcolor=INK)
    place_labels(ax, labels)


def _tick_writer(decimals: int, currency: str) -> Callable[[float, float | None], str]:
    return lambda value, _: plain(value, decimals, currency)


def _decimals(ticks: Iterable[float]) -> int:
    """Return the decimal places that the ticks of an axis need, the same for all of them."""
    return max(len(f"{tick:.6f}".rstrip("0").split(".")[1]) for tick in ticks)


def _limits(ax: Axes, labels: list[Labelled], target: float | None) -> None:
    """Leave room for the names round the outermost points."""
    left, right = min(p.x_low for p in labels), max(p.x_high for p in labels)
    lows, highs = [p.y_low for p in labels], [p.y_high for p in labels]
    if target is not None:
        lows, highs = [*lows, 100 * target], [*highs, 100 * target]
    low, high = min(lows), max(highs)
    wide = max(right - left, 0.02 * abs(right), 1e-9)
    tall = max(high - low, LEAST_RANGE)
    middle = (low + high) / 2
    ax.set_xlim(left - 0.16 * wide, right + 0.16 * wide)
    top = middle + 0.64 * tall
    bottom = max(middle - 0.64 * tall, min(low, 0.0) - 0.05 * tall)
    ax.set_ylim(bottom, min(top, 101.0) if high <= 100 else top)


def _alt_text(points: list[Point], title: str, target: float | None, currency: str, service: str) -> str:
    def figures(p: Point) -> str:
        text = f"{p.title} {_interval_share(p.service)} at {money(p.cost.mean, currency)} a year"
        return text + (" (does not keep up)" if p.saturated else "")

    goal = f", target {_share(target)}" if target is not None else ""
    what = f"simulated {service.replace('_', ' ')} against total cost a year"
    text = f"Scatter of {what} of {len(points)} ways of replenishing{goal}, where {title}"
    return f"{text}. " + "; ".join(figures(p) for p in points) + "."


def _interval_share(interval: Interval) -> str:
    if interval.half_width != interval.half_width:
        return _share(interval.mean)
    return f"{_share(interval.mean)} ({100 * interval.low:.1f} to {100 * interval.high:.1f})"
