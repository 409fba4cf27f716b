"""Service and cost of alternatives in worlds that differ from the believed one: does the answer hold?"""

from collections.abc import Mapping, Sequence
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import MaxNLocator

from experiments.charts.chart import Chart
from experiments.charts.kpi_axis import KpiAxis, kpi_axis
from experiments.charts.labels import dark
from experiments.charts.looks import Look, looks_of
from experiments.charts.style import QUIET, as_sentence_start, chart_style, new_figure, set_finding, wrapped
from experiments.compare import CONTEST
from experiments.robustness import BELIEVED, Retest

ROW = 0.44
"""Inches of a row, with two alternatives or fewer; more take `MORE` each."""
MORE = 0.09
ABOVE, LINE, BELOW = 0.95, 0.28, 1.25
"""Inches above the rows (names, and so much for each line of the finding) and below them (axis, footnote)."""
ACROSS = 4
"""Names in a line above the rows."""
LETTERS = 80
"""Letters in a line of the finding."""
REACH = 0.5
"""How far an axis goes on beyond the means for the sake of intervals, as a share of the span of the means."""
SPREAD = 0.5
"""Part of a row over which the marks of the alternatives are spread."""
NAME_WIDTH = 30


def robustness(
    found: Retest,
    *,
    titles: Mapping[str, str] | None = None,
    looks: Mapping[str, Look] | None = None,
    seed: int | None = None,
    axes: Sequence[Axes] | None = None,
) -> Chart:
    """Draw service and total cost of each alternative, one row a condition.

    Parameters
    ----------
    found
        What became of the alternatives in other worlds.
    titles
        What to call each alternative.
    looks
        Look of each alternative; see `looks_of`.
    seed
        For the footnote.
    axes
        Where to draw: service, and total cost where the case has costs. A figure of its own if left out.
    """
    titles = titles or {}
    looks = looks or looks_of(found.alternatives, found.today)
    kpis = [found.service, CONTEST] if found.priced else [found.service]
    title = found.finding(titles)
    with chart_style():
        panels = (
            axes if axes is not None else _panels(found, len(kpis), _above(title, len(found.alternatives)))
        )
        figure = panels[0].get_figure(root=True)
        assert isinstance(figure, Figure)
        if axes is None:
            set_finding(figure, title, _note(found, seed))
            _legend(figure, found, titles, looks, _above(title, len(found.alternatives)))
        for ax, kpi in zip(panels, kpis, strict=True):
            means = [abs(found.mean(c.name, n, kpi)) for c in found.worlds for n in found.alternatives]
            axis = kpi_axis(kpi, max(means), found.currency)
            _draw(ax, kpi, axis, found, looks)
            if kpi in found.target:
                _mark_target(ax, axis, found.target[kpi])
            _limit(ax, kpi, axis, found)
            _finish(ax, axis, found, named=ax is panels[0])
        _write_best(panels[-1], found, titles, looks)
    return Chart(figure, title, _alt_text(found, kpis, titles, title))


def _above(title: str, alternatives: int) -> float:
    """Return the inches above the rows."""
    names = -(-alternatives // ACROSS)
    return ABOVE + LINE * (len(wrapped(title, LETTERS).split("\n")) + names - 1)


def _panels(found: Retest, count: int, above: float) -> list[Axes]:
    row = ROW + MORE * max(0, len(found.alternatives) - 2)
    high = above + BELOW + row * len(found.worlds)
    figure = new_figure((10.6, high))
    grid = {"left": 0.235, "right": 0.865, "bottom": BELOW / high, "top": 1 - above / high, "wspace": 0.1}
    return list(figure.subplots(1, count, sharey=True, squeeze=False, gridspec_kw=grid)[0])


def _draw(ax: Axes, kpi: str, axis: KpiAxis, found: Retest, looks: Mapping[str, Look]) -> None:
    """Draw a mark with its interval for each alternative in each row, and a line where it was believed."""
    names = found.alternatives
    for k, name in enumerate(names):
        look = looks[name]
        aside = SPREAD * ((k + 0.5) / len(names) - 0.5)
        believed = found.mean(BELIEVED.name, name, kpi) / axis.size
        ax.axvline(believed, color=look.colour, linewidth=1.2, alpha=0.6, zorder=2)
        for y, condition in enumerate(found.worlds):
            comparison = found.comparisons[condition.name]
            interval = comparison.interval(name, kpi)
            x, half, at = interval.mean / axis.size, interval.half_width / axis.size, y + aside
            if half == half:
                ax.hlines(at, x - half, x + half, color=look.colour, linewidth=1.4, alpha=0.6, zorder=3)
            stuck = name in comparison.outcomes.saturated
            hollow = stuck or name in found.untouched.get(condition.name, ())
            ax.plot(
                x, at, look.marker, color=look.colour, markersize=8, markeredgewidth=1.5, zorder=4,
                markerfacecolor="white" if hollow else look.colour, clip_on=False,
            )  # fmt: skip
            if stuck:
                _beside(ax, x, at, "does not keep up", look)


def _beside(ax: Axes, x: float, y: float, text: str, look: Look) -> None:
    ax.annotate(
        text, (x, y), (8, 0), textcoords="offset points", va="center", fontsize=8, color=dark(look.colour)
    )


def _mark_target(ax: Axes, axis: KpiAxis, target: float) -> None:
    ax.axvline(target / axis.size, color=QUIET, linewidth=1.2, linestyle=(0, (5, 3)), zorder=2)
    ax.annotate(
        f"target {axis.written(target)}",
        (target / axis.size, 1),
        (0, 3),
        ("data", "axes fraction"),
        "offset points",
        ha="center",
        va="bottom",
        fontsize=9,
        color=QUIET,
    )


def _limit(ax: Axes, kpi: str, axis: KpiAxis, found: Retest) -> None:
    """Let an axis hold all means and the target, and what is near of the intervals; no share above one."""
    intervals = [c.interval(n, kpi) for c in found.comparisons.values() for n in found.alternatives]
    means = [i.mean for i in intervals if i.mean == i.mean] + [found.target.get(kpi, intervals[0].mean)]
    low, high = min(means), max(means)
    span = max(high - low, 0.02 * abs(high), 1e-9)
    ends = [end for i in intervals for end in (i.low, i.high) if end == end]
    left = max(min([low, *ends]), low - REACH * span) - 0.06 * span
    right = min(max([high, *ends]), high + REACH * span) + 0.06 * span
    if axis.size == 0.01:
        right = min(right, 1 + 0.02 * span)
    ax.set_xlim(left / axis.size, right / axis.size)


def _finish(ax: Axes, axis: KpiAxis, found: Retest, *, named: bool) -> None:
    ax.set_ylim(len(found.worlds) - 0.45, -0.55)
    ax.axhspan(-0.55, 0.5, color="#f2f2f2", zorder=0)
    ax.grid(axis="y", visible=False)
    ax.tick_params(axis="y", length=0)
    if named:
        words = [as_sentence_start(condition.title) for condition in found.worlds]
        ax.set_yticks(range(len(words)), [wrapped(text, NAME_WIDTH) for text in words], fontsize=10)
    ax.xaxis.set_major_locator(MaxNLocator(5, steps=[1, 2, 2.5, 5, 10]))
    ax.xaxis.set_major_formatter(axis.ticks(ax.xaxis.get_majorticklocs()))
    ax.set_xlabel(wrapped(axis.label, 42))


def _write_best(ax: Axes, found: Retest, titles: Mapping[str, str], looks: Mapping[str, Look]) -> None:
    """Write who is best to the right of each row."""
    style: dict[str, Any] = {"textcoords": "offset points", "va": "center", "fontsize": 9.5}
    style["xycoords"] = ("axes fraction", "data")
    several = found.believed.interval(found.alternatives[0], CONTEST).n > 1
    ax.annotate("best", (1, -0.55), (10, 9), color=QUIET, **style)
    for y, condition in enumerate(found.worlds):
        name = found.best(condition.name)
        words = "nobody keeps up" if name is None else titles.get(name, name)
        if several and not found.sure(condition.name):
            words += " (not sure)"
        paint = QUIET if name is None else dark(looks[name].colour)
        bold = "bold" if name == found.chosen else "normal"
        ax.annotate(wrapped(words, 17), (1, y), (10, 0), color=paint, fontweight=bold, **style)


def _legend(
    figure: Figure, found: Retest, titles: Mapping[str, str], looks: Mapping[str, Look], above: float
) -> None:
    handles = []
    for name in found.alternatives:
        look, words = looks[name], titles.get(name, name)
        handles.append(Line2D([], [], color=look.colour, marker=look.marker, markersize=8, label=words))
    high = figure.get_size_inches()[1]
    figure.legend(
        handles=handles, loc="lower left", bbox_to_anchor=(0.228, 1 - (above - 0.28) / high), frameon=False,
        ncols=min(len(handles), ACROSS), fontsize=10, borderaxespad=0.0, columnspacing=1.6, handlelength=1.4,
    )  # fmt: skip


def _note(found: Retest, seed: int | None) -> str:
    count = found.believed.interval(found.alternatives[0], CONTEST).n
    text = f"Simulated: {count} replication{'' if count == 1 else 's'}" + (
        "" if seed is None else f", seed {seed}"
    )
    text += ", the same random worlds in each row. Vertical lines: the world as believed."
    if count > 1:
        text += " Bars are 95 % intervals of the mean (cut at the edge)."
    if any(found.untouched.values()):
        text += " Hollow: not affected."
    if found.target:
        text += " Best: the cheapest that reaches the target, or else of the best service to half a point."
    return text


def _alt_text(found: Retest, kpis: Sequence[str], titles: Mapping[str, str], title: str) -> str:
    said = []
    for condition in found.worlds:
        figures = []
        for name in found.alternatives:
            written = []
            for kpi in kpis:
                value = found.mean(condition.name, name, kpi)
                written.append(kpi_axis(kpi, abs(value), found.currency).written(value))
            figures.append(f"{titles.get(name, name)} {' at '.join(written)}")
        said.append(f"if {condition.title}: {', '.join(figures)}")
    what = "service" + (" and total cost" if len(kpis) > 1 else "")
    head = f"Dot plot of simulated {what} under {len(found.worlds)} conditions, where {title}. "
    return head + "; ".join(said) + "."
