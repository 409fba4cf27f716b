"""Bullwhip: where, on the way from customers to suppliers, do orders swing more than demand?"""

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from experiments.charts.chart import Chart
from experiments.charts.labels import dark
from experiments.charts.looks import Look, looks_of
from experiments.charts.money_words import simulated
from experiments.charts.paired_worlds import paired_worlds
from experiments.charts.style import (
    QUIET,
    as_sentence_start,
    chart_style,
    new_figure,
    set_finding,
    wrapped,
)
from experiments.commands.words import called
from experiments.interval import mean_interval

EVEN = 1.05
"""Ratio up to which orders swing no more than demand, in print."""
ROW, GAP = 1.0, 1.1
"""Height of the row of an alternative, and the gap between echelons."""

Swings = Mapping[tuple[str, str], pd.Series]
"""Values of an alternative and an echelon, by replication."""


def bullwhip(
    frame: pd.DataFrame,
    *,
    titles: Mapping[str, str] | None = None,
    today: str | None = None,
    looks: Mapping[str, Look] | None = None,
    replications: int = 0,
    seed: int | None = None,
    ax: Axes | None = None,
) -> Chart:
    """Draw, by echelon, how many times as much orders vary as what is drawn, one dot an alternative.

    Parameters
    ----------
    frame
        Tidy: columns `alternative`, `replication`, `echelon` (from customers to suppliers), `value`: variance
        of orders over variance of draws, by periods of four weeks.
    titles
        What to call each alternative.
    today
        Name of today's way.
    looks
        Look of each alternative; see `looks_of`.
    replications
        How many replications a value is the mean of, for the footnote, where the frame has only means.
    seed
        For the footnote.
    ax
        Where to draw; a figure of its own if left out.

    Raises
    ------
    ValueError
        The frame has no value that is a number.
    """
    titles = titles or {}
    known = frame.dropna(subset=["value"])
    if known.empty:
        raise ValueError("there is no stock point that is drawn on unevenly: nothing to compare orders with")
    names = list(dict.fromkeys(known["alternative"]))
    names.sort(key=lambda name: name != today)
    levels = list(dict.fromkeys(known["echelon"]))
    looks = looks or looks_of(names, today)
    groups = known.groupby(["alternative", "echelon"], sort=False)
    swings: dict[tuple[str, str], pd.Series] = {
        (str(a), str(e)): rows.set_index("replication")["value"] for (a, e), rows in groups
    }
    worlds = int(known["replication"].nunique())
    title = _finding(swings, names, levels, today, titles)
    with chart_style():
        tall = min(2.6 + 0.2 * len(names) * len(levels) + 0.25 * len(levels), 8.0)
        figure = new_figure((10.6, tall)) if ax is None else ax.get_figure(root=True)
        assert isinstance(figure, Figure)
        set_finding(figure, title, _note(worlds, replications, seed), ax)
        axes = ax if ax is not None else figure.add_axes((0.15, 1.18 / tall, 0.56, 1 - (1.18 + 1.05) / tall))
        _draw(axes, swings, names, levels, looks, titles, today)
    return Chart(figure, title, _alt_text(swings, names, levels, title, titles))


def _note(worlds: int, replications: int, seed: int | None) -> str:
    seeded = "" if seed is None else f", seed {seed}"
    what = " Mean over the stock points of a level that are drawn on unevenly, by periods of four weeks."
    if worlds > 1:
        return f"{simulated(worlds, seed)}. Bars are 95 % intervals of the mean.{what}"
    if replications:
        return f"Simulated: means of {replications} replications{seeded}; their spread was not kept.{what}"
    return f"Simulated: one replication{seeded}; it tells nothing of the spread.{what}"


def _draw(
    ax: Axes,
    swings: Swings,
    names: Sequence[str],
    levels: Sequence[str],
    looks: Mapping[str, Look],
    titles: Mapping[str, str],
    today: str | None,
) -> None:
    block = len(names) * ROW + GAP
    intervals = {key: mean_interval(values) for key, values in swings.items()}
    ends = [i.mean if np.isnan(i.high) else i.high for i in intervals.values()]
    widest = max(*ends, 1.0)
    marked: set[str] = set()
    for (name, level), found in intervals.items():
        y = levels.index(level) * block + names.index(name) * ROW
        half = 0.0 if np.isnan(found.half_width) else found.half_width
        look = looks[name]
        said = called(name, titles, today)
        ax.errorbar(
            found.mean, y, xerr=half, color=look.colour, marker=look.marker, markersize=7, capsize=3,
            linewidth=1.6, linestyle="none", zorder=4,
            label="_" if name in marked else wrapped(said, 26),
        )  # fmt: skip
        marked.add(name)
        ax.annotate(
            f"{found.mean:.1f}", (found.mean + half, y), (8, 0), textcoords="offset points",
            va="center", fontsize=9, color=dark(look.colour),
        )  # fmt: skip
    ax.axvline(1, color=QUIET, linewidth=1.2, linestyle=(0, (5, 3)), zorder=2)
    ax.annotate(
        "1: orders vary as much as demand", (1, 1), (0, 3), ("data", "axes fraction"), "offset points",
        fontsize=9, color=QUIET, va="bottom", ha="left" if widest > 2.5 else "center",
    )  # fmt: skip
    middles = [k * block + (len(names) - 1) * ROW / 2 for k in range(len(levels))]
    ax.set_yticks(middles, [wrapped(as_sentence_start(level), 16) for level in levels])
    for k in range(1, len(levels)):
        ax.axhline(k * block - (ROW + GAP) / 2, color="#e3e3e3", linewidth=1)
    ax.tick_params(axis="y", length=0)
    ax.grid(axis="y", visible=False)
    ax.set_ylim(len(levels) * block - GAP - 0.1, -ROW)
    ax.set_xlim(0, 1.12 * widest)
    ax.set_xlabel("variance of orders, in times the variance of what is drawn")
    ax.legend(loc="center left", bbox_to_anchor=(1.03, 0.5), frameon=False, fontsize=9.5, labelspacing=0.8)


def _finding(
    swings: Swings,
    names: Sequence[str],
    levels: Sequence[str],
    today: str | None,
    titles: Mapping[str, str],
) -> str:
    means = {key: float(values.mean()) for key, values in swings.items()}
    base = today if today is not None and today in names else names[0]
    here = {level: means[base, level] for level in levels if (base, level) in means}
    worst = max(here, key=lambda level: here[level])
    when = "today" if base == today else f"with {titles.get(base, base)}"
    if here[worst] <= EVEN:
        text = f"Orders swing no more than demand at any level {when}"
    else:
        text = f"Swings grow most at {worst}: orders vary {here[worst]:.1f} times as much as demand {when}"
    change = _largest_change(swings, means, names, base)
    if change is None:
        return text + ("; every other way is about the same" if len(names) > 1 else "")
    name, level, sure = change
    verb = "raises" if means[name, level] > means[base, level] else "lowers"
    said = f"from {means[base, level]:.1f} to {means[name, level]:.1f}"
    if not sure:
        return f"{text}; {titles.get(name, name)}: {level} {said}"
    it = "that" if level == worst and here[worst] > EVEN else f"the ratio at {level}"
    return f"{text}; {titles.get(name, name)} {verb} {it} {said}"


def _largest_change(
    swings: Swings, means: Mapping[tuple[str, str], float], names: Sequence[str], base: str
) -> tuple[str, str, bool] | None:
    """Return alternative and echelon that differ most from the base by their ratio, and whether surely.

    Those that the noise may explain are passed over; with one replication nothing is known of it.
    """
    found: tuple[str, str, bool] | None = None
    most = np.log(EVEN)
    for (name, level), mean in means.items():
        if name == base or (base, level) not in means or min(mean, means[base, level]) <= 0:
            continue
        apart = paired_worlds(swings[name, level], swings[base, level])
        if apart.low <= 0 <= apart.high:
            continue
        change = abs(np.log(mean / means[base, level]))
        if change > most:
            found, most = (name, level, not np.isnan(apart.low)), change
    return found


def _alt_text(
    swings: Swings, names: Sequence[str], levels: Sequence[str], title: str, titles: Mapping[str, str]
) -> str:
    words = []
    for level in levels:
        known = [(n, mean_interval(swings[n, level])) for n in names if (n, level) in swings]
        each = ", ".join(
            f"{titles.get(n, n)} {i.mean:.2f}"
            + ("" if np.isnan(i.half_width) else f" (plus or minus {i.half_width:.2f})")
            for n, i in known
        )
        words.append(f"{as_sentence_start(level)}: {each}")
    what = "Dot plot of the variance of orders over that of what is drawn, by level of the firm"
    return f"{what}, where {title[:1].lower() + title[1:]}. " + ". ".join(words) + "."
