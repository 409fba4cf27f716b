"""Levers: what each does to one figure, as dots with intervals beside zero."""

from collections.abc import Mapping, Sequence

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter

from experiments.charts.chart import Chart
from experiments.charts.style import INK, QUIET, WIDE, chart_style, new_figure, set_finding, wrapped
from experiments.kpi import find_kpi
from experiments.levers import LeverEffect
from experiments.money import money, money_scale, plain

GOOD, WORSE, SAME = "#3a6fd8", "#f89c20", "#8c8c8c"
"""A change for the better, for the worse, and one that is within the noise (each with a word as well)."""
NAME_WIDTH = 30
BELOW, MARGINS, ROW = 1.1, 2.2, 0.6
"""Inches below the dots; below and above them; and of a row of them."""
ROOM_RIGHT, ROOM_LEFT = 0.4, 0.06
"""Room beside the intervals, as a share of their span; the words stand to the right."""


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
    """Draw the change that each lever makes to one figure, the best first, with its interval.

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
    kpi = find_kpi(effects[0].kpi)
    ordered = sorted(effects, key=lambda e: e.difference.mean, reverse=kpi.better != "lower")
    title = _finding(ordered, titles, currency)
    with chart_style():
        tall = min(MARGINS + ROW * len(ordered), WIDE[1])
        figure = new_figure((WIDE[0], tall)) if ax is None else ax.get_figure(root=True)
        assert isinstance(figure, Figure)
        note = f"Simulated: {replications} replications" + ("" if seed is None else f", seed {seed}")
        note += f", each lever pulled alone on: {base}. Bars are 95 % intervals of the paired difference."
        set_finding(figure, title, note, ax)
        bottom, rest = BELOW / tall, 1 - MARGINS / tall
        axes = ax if ax is not None else figure.add_axes((0.30, bottom, 0.64, rest))
        _draw(axes, ordered, titles, kpi.title, currency)
    words = "; ".join(f"{titles.get(e.lever, e.lever)}: {_words(e, currency)}" for e in ordered)
    said = f"Dot plot of what each lever does to a figure, pulled alone on: {base}. {title}. {words}."
    return Chart(figure, title, said)


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
        return f"{money(abs(value), currency, decimals=1)} a year {sign}"
    return f"{plain(abs(value), 1, currency)} {unit} {sign}"


def _finding(effects: Sequence[LeverEffect], titles: Mapping[str, str], currency: str) -> str:
    title = find_kpi(effects[0].kpi).title
    best = [e for e in effects if better(e)]
    if not best:
        return f"{title}: no lever makes it surely better"
    first = max(best, key=lambda e: abs(e.difference.mean))
    return f"{title}: '{titles.get(first.lever, first.lever)}' does most, {_words(first, currency)}"


def _draw(
    ax: Axes, effects: Sequence[LeverEffect], titles: Mapping[str, str], what: str, currency: str
) -> None:
    unit = effects[0].unit
    size, name = 1.0, unit
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
        ax.text(
            max(mean + half, 0.0) + 0.015 * span,
            k,
            f"{signed(mean)}  {word}",
            va="center",
            fontsize=9.5,
            color=INK,
        )
    ax.axvline(0, color=QUIET, linewidth=1.2)
    ax.set_yticks(range(len(effects)), [wrapped(titles.get(e.lever, e.lever), NAME_WIDTH) for e in effects])
    ax.set_ylim(len(effects) - 0.4, -0.6)
    ax.set_xlim(min(min(ends), 0.0) - ROOM_LEFT * span, max(max(ends), 0.0) + ROOM_RIGHT * span)
    ax.grid(axis="y", visible=False)
    ax.xaxis.set_major_formatter(FuncFormatter(lambda x, _: f"{x:+,g}" if x else "0"))
    ax.set_xlabel(f"Change of: {what.lower()} ({name})")


def signed(value: float) -> str:
    """Write a change with its sign, with a decimal where it is small.

    Examples
    --------
    >>> signed(1221.5), signed(-0.84), signed(0.0)
    ('+1,222', '-0.8', '0')
    """
    text = f"{value:+,.{0 if abs(value) >= 100 else 1}f}"
    return "0" if float(text.replace(",", "")) == 0 else text
