"""Levers: what each does to one figure, as dots with intervals beside zero."""

from collections.abc import Mapping, Sequence

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter

from experiments.charts.chart import Chart
from experiments.charts.style import INK, QUIET, chart_style, new_figure, set_finding, wrapped
from experiments.kpi import find_kpi
from experiments.levers import LeverEffect
from experiments.money import money, money_scale, plain

GOOD, WORSE, SAME = "#3a6fd8", "#f89c20", "#8c8c8c"
"""A change for the better, for the worse, and one that is within the noise (each with a word as well)."""
NAME_WIDTH = 30


def lever_effects(
    effects: Sequence[LeverEffect],
    *,
    titles: Mapping[str, str],
    base: str,
    currency: str = "INR",
    replications: int = 0,
    seed: int | None = None,
    ax: Axes | None = None,
) -> Chart:
    """Draw the change that each lever makes to one figure, the greatest first, with its interval.

    Parameters
    ----------
    effects
        Effects on one and the same figure.
    titles
        What to call each lever.
    base
        What the levers are pulled on, in words.
    currency
        ISO code, for figures of money.
    replications, seed
        For the footnote.
    ax
        Where to draw; a figure of its own if left out.
    """
    ordered = sorted(effects, key=lambda e: e.difference.mean)
    kpi = find_kpi(ordered[0].kpi)
    title = _finding(ordered, titles, currency)
    with chart_style():
        figure = new_figure() if ax is None else ax.get_figure(root=True)
        assert isinstance(figure, Figure)
        note = f"Simulated: {replications} replications" + ("" if seed is None else f", seed {seed}")
        note += f", each lever pulled alone on: {base}. Bars are 95 % intervals of the paired difference."
        set_finding(figure, title, note, ax)
        axes = ax if ax is not None else figure.add_axes((0.30, 0.17, 0.64, 0.65))
        _draw(axes, ordered, titles, kpi.title, currency)
    words = "; ".join(f"{titles.get(e.lever, e.lever)} {_words(e, currency)}" for e in ordered)
    return Chart(
        figure, title, f"Dot plot of {kpi.title.lower()} where {title[0].lower()}{title[1:]} {words}."
    )


def better(effect: LeverEffect) -> bool | None:
    """Tell whether a lever made a figure better; None where that is within the noise."""
    if effect.difference.low <= 0 <= effect.difference.high:
        return None
    return (effect.difference.mean < 0) == (find_kpi(effect.kpi).better == "lower")


def _words(effect: LeverEffect, currency: str) -> str:
    value, unit = effect.difference.mean, effect.unit
    if effect.difference.low <= 0 <= effect.difference.high:
        return "within the noise"
    sign = "less" if value < 0 else "more"
    if unit == "share":
        return f"{100 * abs(value):.1f} points {sign}"
    if unit.startswith("money"):
        return f"{money(abs(value), currency, decimals=1)} {sign}"
    return f"{plain(abs(value), 1, currency)} {unit} {sign}"


def _finding(effects: Sequence[LeverEffect], titles: Mapping[str, str], currency: str) -> str:
    title = find_kpi(effects[0].kpi).title
    best = [e for e in effects if better(e)]
    if not best:
        return f"{title}: no lever makes it surely better"
    first = max(best, key=lambda e: abs(e.difference.mean))
    return f"{title}: '{titles.get(first.lever, first.lever)}' does most, {_words(first, currency)} a year"


def _draw(
    ax: Axes, effects: Sequence[LeverEffect], titles: Mapping[str, str], what: str, currency: str
) -> None:
    unit = effects[0].unit
    size, decimals, name = 1.0, 1, unit
    if unit == "share":
        size, name = 0.01, "points"
    elif unit.startswith("money"):
        scale = money_scale(max(abs(e.difference.mean) for e in effects), currency)
        size, name = scale.size, f"{scale.axis_name} a year"
    ends = [end / size for e in effects for end in (e.difference.low, e.difference.high)]
    span = max(max(ends), 0.0) - min(min(ends), 0.0) or 1.0
    for k, effect in enumerate(effects):
        mean, half = effect.difference.mean / size, effect.difference.half_width / size
        sure = better(effect)
        colour, word = {True: (GOOD, "better"), False: (WORSE, "worse"), None: (SAME, "within the noise")}[
            sure
        ]
        ax.errorbar(mean, k, xerr=half, fmt="o", color=colour, capsize=4, markersize=7, linewidth=1.8)
        text = f"{mean:+,.{decimals}f}  {word}"
        right = mean <= 0
        at = (mean + half if right else mean - half) + (0.015 if right else -0.015) * span
        if right and mean + half > -0.02 * span:
            at = max(mean + half, 0.0) + 0.015 * span
        ax.text(at, k, text, va="center", ha="left" if right else "right", fontsize=9.5, color=INK)
    ax.axvline(0, color=QUIET, linewidth=1.2)
    ax.set_yticks(range(len(effects)), [wrapped(titles.get(e.lever, e.lever), NAME_WIDTH) for e in effects])
    ax.set_ylim(len(effects) - 0.4, -0.6)
    ax.set_xlim(min(min(ends), 0.0) - 0.22 * span, max(max(ends), 0.0) + 0.22 * span)
    ax.grid(axis="y", visible=False)
    ax.xaxis.set_major_formatter(FuncFormatter(lambda x, _: f"{x:+,g}" if x else "0"))
    ax.set_xlabel(f"Change of: {what.lower()} ({name})")
