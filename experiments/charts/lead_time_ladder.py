"""Lead-time ladder: where do the weeks from order to last unit go?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Patch

from experiments.charts.chart import Chart
from experiments.charts.labels import dark
from experiments.charts.looks import Look, looks_of
from experiments.charts.money_words import simulated
from experiments.charts.paired_worlds import paired_worlds
from experiments.charts.style import INK, as_sentence_start, chart_style, new_figure, set_finding, wrapped
from experiments.commands.words import called
from experiments.interval import Interval, mean_interval

STEPS = (
    ("#dce6f7", ""),
    ("#f6c77d", "//"),
    ("#7da3e8", "||"),
    ("#b9a3d6", "xx"),
    ("#8fb8a5", "--"),
    ("#cfcfcf", "++"),
)
"""Fill and hatch of each step, in their order; lighter and darker by turns."""
CHARACTER = 0.0082
"""Width of a character of a number, as a share of the figure."""


@dataclass(frozen=True, slots=True)
class Bar:
    """An alternative: its weeks by step, means over replications, and the whole of each replication."""

    name: str
    means: dict[str, float]
    wholes: pd.Series

    @property
    def whole(self) -> Interval:
        """All steps together (weeks)."""
        return mean_interval(self.wholes)


Bars = Mapping[str, Bar]
"""Bars by alternative."""


def lead_time_ladder(
    frame: pd.DataFrame,
    *,
    titles: Mapping[str, str] | None = None,
    today: str | None = None,
    looks: Mapping[str, Look] | None = None,
    seed: int | None = None,
    ax: Axes | None = None,
) -> Chart:
    """Draw the weeks of a production order as a stacked bar an alternative, the whole with its interval.

    Parameters
    ----------
    frame
        Tidy: columns `alternative`, `replication`, `step` (in their order), `weeks`.
    titles
        What to call each alternative.
    today
        Name of today's way, which comes first.
    looks
        Look of each alternative, for its name; see `looks_of`.
    seed
        For the footnote.
    ax
        Where to draw; a figure of its own if left out.

    Raises
    ------
    ValueError
        The frame has no week that is a number.
    """
    titles = titles or {}
    known = frame.dropna(subset=["weeks"])
    if known.empty:
        raise ValueError("no production order was finished in the measured time: there are no weeks to draw")
    names = list(dict.fromkeys(known["alternative"]))
    names.sort(key=lambda name: name != today)
    steps = list(dict.fromkeys(known["step"]))
    looks = looks or looks_of(names, today)
    bars = {name: _bar(known, name, steps) for name in names}
    title = _finding(bars, names, steps, today, titles)
    with chart_style():
        tall = min(2.75 + 0.55 * len(names), 7.4)
        figure = new_figure((10.6, tall)) if ax is None else ax.get_figure(root=True)
        assert isinstance(figure, Figure)
        worlds = int(known["replication"].nunique())
        note = simulated(worlds, seed)
        note += ", the same random worlds for every alternative." if len(names) > 1 else "."
        note += " Mean over production orders for products sold."
        note += " Bars are 95 % intervals of the whole." if worlds > 1 else ""
        set_finding(figure, title, note, ax)
        axes = ax if ax is not None else figure.add_axes((0.22, 1.1 / tall, 0.70, 1 - 2.5 / tall))
        _draw(axes, bars, names, steps, looks, titles, today)
    return Chart(figure, title, _alt_text(bars, names, steps, title, titles))


def _bar(frame: pd.DataFrame, name: str, steps: Sequence[str]) -> Bar:
    mine = frame[frame["alternative"] == name]
    wholes = mine.groupby("replication")["weeks"].sum()
    sums = mine.groupby("step")["weeks"].sum()
    return Bar(name, {step: float(sums.get(step, 0.0)) / len(wholes) for step in steps}, wholes)


def _draw(
    ax: Axes,
    bars: Bars,
    names: Sequence[str],
    steps: Sequence[str],
    looks: Mapping[str, Look],
    titles: Mapping[str, str],
    today: str | None,
) -> None:
    wholes = {name: bar.whole for name, bar in bars.items()}
    widest = max(i.mean if np.isnan(i.high) else i.high for i in wholes.values()) or 1.0
    for row, name in enumerate(names):
        means = bars[name].means
        left = 0.0
        for k, step in enumerate(steps):
            colour, hatch = STEPS[k % len(STEPS)]
            mean = means[step]
            ax.barh(
                row, mean, left=left, height=0.62, color=colour, hatch=hatch, edgecolor=INK, linewidth=0.7
            )
            text = f"{mean:.1f}"
            if mean / (1.16 * widest) * 0.7 > (len(text) + 1) * CHARACTER:
                ax.text(
                    left + mean / 2, row, text, ha="center", va="center", fontsize=9.5, color=INK,
                    bbox={"facecolor": "white", "edgecolor": "none", "pad": 1.2, "alpha": 0.85},
                )  # fmt: skip
            left += mean
        whole = wholes[name]
        half = 0.0 if np.isnan(whole.half_width) else whole.half_width
        if half:
            ax.errorbar(whole.mean, row, xerr=half, color=INK, capsize=4, linewidth=1.8, zorder=5)
        ax.annotate(
            f"{whole.mean:.1f} weeks", (whole.mean + half, row), (7, 0), textcoords="offset points",
            va="center", fontsize=10, fontweight="bold", color=INK,
        )  # fmt: skip
    said = [called(name, titles, today) for name in names]
    ax.set_yticks(range(len(names)), [wrapped(text, 24) for text in said])
    for label, name in zip(ax.get_yticklabels(), names, strict=True):
        label.set_color(dark(looks[name].colour))
        label.set_fontweight("bold")
    ax.tick_params(axis="y", length=0)
    ax.grid(axis="y", visible=False)
    ax.set_ylim(len(names) - 0.5, -0.5)
    ax.set_xlim(0, 1.16 * widest)
    ax.set_xlabel("weeks from placing an order to posting its last unit")
    fills = [STEPS[k % len(STEPS)] for k in range(len(steps))]
    handles = [
        Patch(facecolor=colour, hatch=hatch, edgecolor=INK, linewidth=0.7, label=as_sentence_start(step))
        for step, (colour, hatch) in zip(steps, fills, strict=True)
    ]
    ax.legend(
        handles=handles, loc="lower left", bbox_to_anchor=(-0.01, 1.0), ncols=min(len(steps), 4),
        frameon=False, fontsize=9.5, columnspacing=1.4,
    )  # fmt: skip


def _finding(
    bars: Bars,
    names: Sequence[str],
    steps: Sequence[str],
    today: str | None,
    titles: Mapping[str, str],
) -> str:
    base = today if today is not None and today in names else names[0]
    means = bars[base].means
    whole = bars[base].whole.mean
    step = max(steps, key=lambda s: means[s])
    when = "today" if base == today else f"with {titles.get(base, base)}"
    text = f"{as_sentence_start(step)}: {means[step]:.1f} of the {whole:.1f} weeks of an order {when}"
    others = [name for name in names if name != base]
    if not others:
        return text
    best = min(others, key=lambda name: bars[name].whole.mean)
    change = paired_worlds(bars[best].wholes, bars[base].wholes)
    said = titles.get(best, best)
    if change.low <= 0 <= change.high:
        return f"{text}; no other way is surely shorter"
    if change.mean >= 0:
        return f"{text}; every other way takes longer, {said} {bars[best].whole.mean:.1f} weeks"
    shrinks = {step: means[step] - bars[best].means[step] for step in steps}
    most = max(steps, key=lambda s: shrinks[s])
    what = "that step" if most == step else f"the step '{most}'"
    return f"{text}; {said} takes {bars[best].whole.mean:.1f} weeks: {what} is {shrinks[most]:.1f} shorter"


def _alt_text(
    bars: Bars, names: Sequence[str], steps: Sequence[str], title: str, titles: Mapping[str, str]
) -> str:
    words = []
    for name in names:
        means, whole = bars[name].means, bars[name].whole
        spread = "" if np.isnan(whole.half_width) else f" plus or minus {whole.half_width:.2f}"
        each = ", ".join(f"{step} {means[step]:.1f}" for step in steps)
        words.append(f"{titles.get(name, name)}: {whole.mean:.1f}{spread} weeks ({each})")
    what = "Stacked bars of the weeks of a production order by step"
    return f"{what}, where {title[:1].lower() + title[1:]}. " + ". ".join(words) + "."
