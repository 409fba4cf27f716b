"""Service by week, without an event and with it: when do customers feel it, and when is it over?"""

import re
from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from experiments.charts.chart import Chart
from experiments.charts.labels import dark
from experiments.charts.looks import Look, looks_of
from experiments.charts.style import (
    BAD,
    INK,
    QUIET,
    as_sentence_start,
    chart_style,
    new_figure,
    set_finding,
)
from experiments.commands.words import called
from experiments.disruption import STEADY, TOLERANCE, Disrupted
from experiments.interval import Interval
from experiments.money import plain
from experiments.stress import event_words

BEFORE, AFTER = 6, 8
"""Weeks that are shown before the event, and after it is over."""
LEAST_SPAN = 0.1
"""Least height of a panel (share of service)."""


def stress_weeks(
    found: Mapping[str, Disrupted],
    *,
    time_unit: str,
    titles: Mapping[str, str] | None = None,
    today: str | None = None,
    looks: Mapping[str, Look] | None = None,
    axes: Sequence[Axes] | None = None,
) -> Chart:
    """Draw the service of each week: all worlds together, and the best and the worst of them.

    Parameters
    ----------
    found
        What one event did, by alternative: a panel each.
    time_unit
        Unit of time of the case.
    titles
        What to call each alternative.
    today
        Name of today's way.
    looks
        Look of each alternative; see `looks_of`.
    axes
        Where to draw, one a panel; a figure of its own if left out.
    """
    titles = titles or {}
    looks = looks or looks_of(found, today)
    title = finding(found, time_unit, titles, today)
    with chart_style():
        panels = axes if axes is not None else _panels(len(found))
        figure = panels[0].get_figure(root=True)
        assert isinstance(figure, Figure)
        if axes is None:
            set_finding(figure, title, _note(found))
        last = max(_last_week(one) for one in found.values())
        for ax, (name, one) in zip(panels, found.items(), strict=True):
            _draw(ax, one, looks[name], last)
            _mark_times(ax, one, ax.get_xlim()[1], time_unit)
            words = called(name, titles, today)
            ax.annotate(
                words, (0, 1), (0, 8), "axes fraction", "offset points",
                va="bottom", fontsize=11.5, fontweight="bold", color=dark(looks[name].colour),
            )  # fmt: skip
        panels[-1].set_xlabel(f"{time_unit}s of the simulation")
    return Chart(figure, title, _alt_text(found, title, time_unit, titles))


def _panels(count: int) -> Sequence[Axes]:
    """Return panels of a figure of their own, one above the other."""
    figure = new_figure((10.6, 2.35 + 2.75 * count))
    high = figure.get_size_inches()[1]
    grid = {"left": 0.115, "right": 0.8, "bottom": 1.1 / high, "top": 1 - 1.3 / high, "hspace": 0.42}
    return list(figure.subplots(count, 1, sharex=True, squeeze=False, gridspec_kw=grid)[:, 0])


def _draw(ax: Axes, one: Disrupted, look: Look, last: int) -> None:
    frame = one.frame
    shown = frame[(frame["week"] >= -BEFORE) & (frame["week"] <= last)]
    edges = [*shown["start"], float(shown["start"].iloc[-1]) + one.week]
    _mark_duration(ax, one, edges[-1])
    for which, colour, name, style in (
        ("without", QUIET, "without the event", (0, (4, 2))),
        ("with", look.colour, "with it", "solid"),
    ):
        best, mean, worst = (_stepped(shown[f"service_{what}_{which}"]) for what in ("best", "mean", "worst"))
        ax.fill_between(edges, worst, best, step="post", color=colour, alpha=0.16, linewidth=0, zorder=2)
        ax.step(edges, mean, where="post", color=colour, linewidth=2.2, linestyle=style, zorder=4, label=name)
        for limit in (best, worst):
            ax.step(edges, limit, where="post", color=colour, linewidth=0.7, linestyle=style, zorder=3)
    lows = np.concatenate([shown[f"service_worst_{w}"] for w in ("without", "with")])
    low = min(float(np.nanmin(lows)), 1 - LEAST_SPAN)
    ax.set_ylim(max(low - 0.06 * (1 - low), -0.02), 1 + 0.22 * (1 - low))
    ax.set_xlim(edges[0], edges[-1])
    ticks = MaxNLocator(6, steps=[1, 2, 5, 10]).tick_values(*ax.get_ylim())
    ax.set_yticks([tick for tick in ticks if ax.get_ylim()[0] <= tick <= 1 + 1e-9])
    ax.yaxis.set_major_formatter(lambda value, _: f"{100 * value:.0f} %")
    ax.xaxis.set_major_formatter(lambda value, _: plain(value))
    ax.set_ylabel("units there when\nwanted, by week", fontsize=9.5)
    ax.legend(loc="center left", bbox_to_anchor=(1.01, 0.5), frameon=False, fontsize=9.5,
              title="all worlds together;\nband: best to worst world", title_fontsize=9)  # fmt: skip


def _stepped(values: "np.typing.ArrayLike") -> np.ndarray:
    """Return values so that the last holds to the end of its week."""
    known = np.asarray(values, dtype=float)
    return np.append(known, known[-1])


def _mark_duration(ax: Axes, one: Disrupted, edge: float) -> None:
    """Shade the time for which the event lasts; a line where it is a moment."""
    start, lasts = one.event.at, one.event.duration
    if lasts is None:
        ax.axvline(start, color=BAD, linewidth=2, zorder=1)
        return
    end = min(start + lasts, edge)
    ax.axvspan(start, end, facecolor=BAD, alpha=0.28, hatch="///", edgecolor=BAD, linewidth=0, zorder=0)
    ax.annotate("event", ((start + end) / 2, 0), (0, 4), ("data", "axes fraction"), "offset points",
                ha="center", va="bottom", fontsize=9, color=INK)  # fmt: skip


def _mark_times(ax: Axes, one: Disrupted, edge: float, unit: str) -> None:
    """Mark the mean time to survive and the mean time to recover."""
    if one.unharmed == one.worlds:
        return
    for interval, words, side in (
        (one.time_to_survive, "felt after", "right"),
        (one.time_to_recover, "over after", "left"),
    ):
        if interval.n == 0 or one.event.at + interval.mean > edge:
            continue
        x = one.event.at + interval.mean
        ax.axvline(x, color=INK, linewidth=1.3, linestyle=(0, (1, 1.5)), zorder=5)
        ax.annotate(
            f"{words}\n{span(interval.mean, unit)}", (x, 1), (-5 if side == "right" else 5, -3),
            ("data", "axes fraction"), "offset points",
            ha=side, va="top", fontsize=9, color=INK, linespacing=1.05,
            bbox={"facecolor": "white", "alpha": 0.75, "edgecolor": "none", "pad": 1},
        )  # fmt: skip


def _last_week(one: Disrupted) -> int:
    """Return the number of the last week to be shown."""
    until = [one.event.duration or 0.0, *one.recovery[np.isfinite(one.recovery)]]
    if one.unrecovered:
        until.append(float("inf"))
    return int(min(max(until) / one.week + AFTER, one.numbers[-1]))


# ---- words


def span(value: float, unit: str) -> str:
    """Return a time with its unit.

    Examples
    --------
    >>> span(67.7, "day"), span(1, "week"), span(9.66, "week")
    ('68 days', '1 week', '9.7 weeks')
    """
    shown = plain(value) if value >= 10 or value == round(value) else f"{value:.1f}"
    return f"{shown} {unit}{'' if shown == '1' else 's'}"


def finding(found: Mapping[str, Disrupted], unit: str, titles: Mapping[str, str], today: str | None) -> str:
    """Say when customers feel the event: today, and under the alternative that stands longest."""
    first = next(iter(found.values()))
    what = as_sentence_start(re.sub(r"^\S+ \S+: ", "", event_words(first.event, unit)))
    if len(found) == 1:
        return f"{what}: {_felt(first, unit)}"
    base = today if today is not None and today in found else next(iter(found))
    other = max((name for name in found if name != base), key=lambda name: _stands(found[name]))
    base_words = "today" if base == today else f"under {_inside(titles.get(base, base))}"
    one, two = _after(found[base], unit), _after(found[other], unit)
    if one.startswith("feel"):
        two = two.removeprefix("feel it ")
    return f"{what}: customers {one} {base_words}, {two} under {_inside(titles.get(other, other))}"


def _stands(one: Disrupted) -> float:
    return float("inf") if one.unharmed == one.worlds else one.time_to_survive.mean


def _inside(title: str) -> str:
    """Return a title as it stands inside a sentence."""
    return f"the {title}" if title.lower().endswith(("system", "plan")) else title


def _after(one: Disrupted, unit: str) -> str:
    if one.unharmed == one.worlds:
        return "never feel it"
    return f"feel it after {span(one.time_to_survive.mean, unit)}"


def _felt(one: Disrupted, unit: str) -> str:
    text = f"customers {_after(one, unit)}"
    if one.unharmed == one.worlds:
        return text
    if one.unharmed:
        text += f" in {one.worlds - one.unharmed} of {one.worlds} worlds"
    if one.time_to_recover.n == 0:
        return f"{text}, to the end of the run"
    return f"{text}, and it is over {span(one.time_to_recover.mean, unit)} after its start"


def _note(found: Mapping[str, Disrupted]) -> str:
    one, slack = next(iter(found.values())), f"{100 * TOLERANCE:.0f} %"
    return (
        f"Simulated: {one.worlds} random worlds, each without the event and with it; weeks from its start. "
        f"Felt: more units short or waited for than without it, by over {slack} of a mean week's demand. "
        f"Over: not so in a week, nor in {STEADY} weeks from there together. Means over the worlds."
    )


def _alt_text(found: Mapping[str, Disrupted], title: str, unit: str, titles: Mapping[str, str]) -> str:
    parts = []
    for name, one in found.items():
        usual, struck = one.service_in(one.worst_week)
        text = f"{titles.get(name, name)}: {_felt(one, unit)}"
        text += f"; in its worst week {100 * struck:.1f} % against {100 * usual:.1f} %"
        parts.append(text)
    return (
        f"Step lines with bands of simulated service by week without an event and with it, where {title}. "
        + "; ".join(parts)
        + "."
    )


def interval_words(interval: Interval) -> str:
    """Return a mean time with its interval, without unit; a dash where there is none.

    Examples
    --------
    >>> interval_words(Interval(67.7, 54.2, 81.1, 13.5, 6, 13.0))
    '68 (54 to 81)'
    """
    if interval.n == 0:
        return "-"
    if interval.n == 1 or interval.half_width == 0:
        return plain(interval.mean)
    low = max(interval.low, 0.0)
    return f"{plain(interval.mean)} ({plain(low)} to {plain(interval.high)})"
