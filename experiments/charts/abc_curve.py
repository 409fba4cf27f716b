"""ABC curve: how much of the value the first so many items make, with the borders of the classes."""

from dataclasses import dataclass

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import PercentFormatter

from experiments.charts.chart import Chart
from experiments.charts.style import INK, QUIET, chart_style, new_figure, set_finding
from experiments.money import money, plain

CURVE = "#2f5fb8"
SHADES = ("#c9d9f7", "#e4ecfb", "#f6f8fd")
"""Behind the classes, the first the darkest."""
USUAL = 0.20
"""Share of the items that the title speaks of where there are no classes."""
FEW = 5
"""Below so many items the title speaks of the largest one."""
EVEN = 1.5
"""Up to so many times their share of the items, the first ones make about their share of the value."""
NARROW = 0.02
"""Share of the width below which a class has no room for its name above its band."""


@dataclass(frozen=True, slots=True)
class _Class:
    """A class: how many items, and their share of items and of value; `start` is where it begins."""

    name: str
    count: int
    items: float
    value: float
    start: float


def abc_curve(
    frame: pd.DataFrame,
    *,
    currency: str = "INR",
    what: str = "sales",
    simulated: bool = False,
    replications: int = 0,
    seed: int | None = None,
    ax: Axes | None = None,
) -> Chart:
    """Draw the cumulative share of the value against the share of the items, the greatest first.

    Parameters
    ----------
    frame
        Columns `item`, `value` (money a year sold or used) and, if wanted, `class` (in the order of their
        names). Values below zero count as zero; rows whose value is not known are left out, and the footnote
        says so.
    currency
        ISO code; empty: the values are no money but units.
    what
        What the value is, in a word: `sales`, `use`.
    simulated
        Whether the values were simulated; otherwise they are data of the case.
    replications, seed
        For the footnote.
    ax
        Where to draw; a figure of its own if left out.

    Raises
    ------
    ValueError
        No item has a value above zero.
    """
    rows = _ordered(frame)
    values = rows["value"].clip(lower=0)
    total = float(values.sum())
    if not total > 0:
        raise ValueError(f"no item has {what} above zero; an ABC curve needs some")
    shares = [0.0, *(values.cumsum() / total)]
    classes = _classes(rows, total)
    title = _finding(shares, classes, what)
    note = _note(frame, rows, simulated, replications, seed, total, currency, what)
    with chart_style():
        figure = new_figure() if ax is None else ax.get_figure(root=True)
        assert isinstance(figure, Figure)
        set_finding(figure, title, note, ax)
        axes = ax if ax is not None else figure.add_axes((0.085, 0.17, 0.88, 0.66))
        _draw(axes, shares, classes, what)
    return Chart(figure, title, _alt_text(title, rows, shares, classes, what))


def _ordered(frame: pd.DataFrame) -> pd.DataFrame:
    known = frame[frame["value"].notna()]
    return known.sort_values(["value", "item"], ascending=[False, True], kind="stable")


def _classes(rows: pd.DataFrame, total: float) -> list[_Class]:
    if "class" not in rows:
        return []
    found: list[_Class] = []
    start = 0.0
    for name, group in rows.groupby("class", sort=True):
        items = len(group) / len(rows)
        value = float(group["value"].clip(lower=0).sum()) / total
        found.append(_Class(str(name), len(group), items, value, start))
        start += items
    return found


def _finding(shares: list[float], classes: list[_Class], what: str) -> str:
    number = len(shares) - 1
    if number == 1:
        return f"One item makes all the {what}"
    if number < FEW:
        return f"The largest of {number} items makes {_percent(shares[1])} of the {what}"
    if classes and classes[0].count < number:
        first, count = classes[0], classes[0].count
        share, value, of = first.items, first.value, f" ({count:,} of {number:,})"
    else:
        count = max(1, round(USUAL * number))
        share, value, of = count / number, shares[count], ""
    items = f"{_percent(share)} of the items{of}"
    if value <= EVEN * share:
        return f"No small group stands out: the first {items} make only {_percent(value)} of the {what}"
    return f"{items} make {_percent(value)} of the {what}"


def _percent(share: float) -> str:
    if 0 < share < 0.01:
        return "less than 1 %"
    return "more than 99 %" if 0.995 <= share < 1 - 1e-9 else f"{100 * share:.0f} %"


def _class_words(one: _Class, what: str) -> str:
    noun = "item" if one.count == 1 else "items"
    return f"{one.name}: {one.count:,} {noun} ({_percent(one.items)}), {_percent(one.value)} of the {what}"


def _note(
    frame: pd.DataFrame,
    rows: pd.DataFrame,
    simulated: bool,
    replications: int,
    seed: int | None,
    total: float,
    currency: str,
    what: str,
) -> str:
    if simulated:
        known = f"Simulated: {replications} replications" + ("" if seed is None else f", seed {seed}") + "."
    else:
        known = "From the data of the case, not simulated."
    amount = money(total, currency, decimals=1) if currency else f"{plain(total)} units"
    known += f" Items from the largest to the smallest; all {what} together: {amount} a year."
    missing = len(frame) - len(rows)
    if missing:
        known += f" Left out, for no value is known: {missing:,} {'item' if missing == 1 else 'items'}."
    return known


def _draw(ax: Axes, shares: list[float], classes: list[_Class], what: str) -> None:
    number = len(shares) - 1
    places = [k / number for k in range(number + 1)]
    marks = {} if number > 30 else {"marker": "o", "markersize": 4}
    ax.plot([0, 1], [0, 1], color=QUIET, linewidth=1, linestyle=(0, (4, 3)))
    ax.text(0.80, 0.755, "all items alike", color=QUIET, fontsize=9.5, va="top", ha="left")
    ax.plot(places, shares, color=CURVE, linewidth=2.6, clip_on=False, zorder=4, **marks)  # type: ignore[arg-type]
    reached = 0.0
    for k, one in enumerate(classes):
        end = one.start + one.items
        ax.axvspan(one.start, end, color=SHADES[min(k, len(SHADES) - 1)], zorder=0, linewidth=0)
        reached += one.value
        if k < len(classes) - 1:
            ax.axvline(end, color=QUIET, linewidth=1.2, linestyle=(0, (1, 2)))
            ax.plot([end], [reached], "o", color=INK, markersize=6, zorder=5, clip_on=False)
    _name_classes(ax, classes, what)
    ax.set_xlim(0, 1)
    ax.set_ylim(0, 1.0)
    for axis in (ax.xaxis, ax.yaxis):
        axis.set_major_formatter(PercentFormatter(1.0, decimals=0, symbol=" %"))
    ax.set_xlabel("Share of the items, the largest first")
    ax.set_ylabel(f"Share of the {what}, added up")


def _name_classes(ax: Axes, classes: list[_Class], what: str) -> None:
    """Write the names in their bands, and all that they hold in a list where the curve leaves room."""
    for one in classes:
        if one.items >= NARROW:
            ax.text(one.start + one.items / 2, 1.015, one.name, ha="center", va="bottom", fontsize=12,
                    fontweight="bold", color=INK)  # fmt: skip
    if not classes:
        return
    lines = "\n".join(_class_words(one, what) for one in classes)
    ax.text(
        0.975,
        0.06,
        lines,
        transform=ax.transAxes,
        ha="right",
        va="bottom",
        multialignment="left",
        fontsize=10.5,
        linespacing=1.6,
        color=INK,
        bbox={"facecolor": "white", "edgecolor": QUIET, "linewidth": 0.8, "boxstyle": "round,pad=0.5"},
        zorder=6,
    )


def _alt_text(title: str, rows: pd.DataFrame, shares: list[float], classes: list[_Class], what: str) -> str:
    number = len(shares) - 1
    text = f"Curve of the share of the {what} against the share of {number:,} "
    text += f"{'item' if number == 1 else 'items'} where {title[:1].lower() + title[1:]}."
    if classes:
        return text + " " + "; ".join(_class_words(one, what) for one in classes) + "."
    marks = (
        [(share, shares[max(1, round(share * number))]) for share in (0.1, 0.2, 0.5)] if number >= FEW else []
    )
    if marks:
        text += " The first " + ", ".join(f"{_percent(x)} make {_percent(y)}" for x, y in marks) + "."
    return text + f" The largest is {rows['item'].iloc[0]}."
