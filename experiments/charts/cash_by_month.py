"""Money tied up by month, from before a change-over to long after: how much more, when, and for how long?"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from experiments.charts.break_even import percent
from experiments.charts.chart import Chart
from experiments.charts.labels import dark
from experiments.charts.lever_effects import GOOD, WORSE
from experiments.charts.looks import Look, looks_of
from experiments.charts.money_words import (
    amount,
    holds_zero,
    money_interval,
    simulated,
    tick_words,
    without_sign,
)
from experiments.charts.style import (
    INK,
    QUIET,
    as_sentence_start,
    chart_style,
    new_figure,
    set_finding,
    wrapped,
)
from experiments.interval import Interval, mean_interval
from experiments.money import MoneyScale, money_scale, plain

TIED_UP = "working_capital"
PARTS = {"stock": "in stock", "in_process": "in process"}
"""Figures that the alt text adds, where the frame has them."""
SETTLED = 3
"""Last months over which the end is averaged."""
FAN = (0.05, 0.95)
"""Percentiles between which the band lies."""


@dataclass(frozen=True, slots=True)
class Difference:
    """What a change ties up more than staying, by month and replication (rows are replications)."""

    months: np.ndarray
    values: np.ndarray

    def at(self, month: int) -> Interval:
        """Return the mean paired difference in a month."""
        return mean_interval(self.values[:, int(np.flatnonzero(self.months == month)[0])])

    def sure(self, month: int) -> bool:
        """Tell whether a month differs by more than noise, all months from the change-over being looked at.

        Bonferroni's: the error of 5 % is shared out among the months.
        """
        looked_at = int((self.months >= 0).sum())
        column = self.values[:, int(np.flatnonzero(self.months == month)[0])]
        interval = mean_interval(column, 1 - 0.05 / looked_at)
        return interval.mean != 0 and not holds_zero(interval)

    @property
    def means(self) -> np.ndarray:
        """Mean paired difference by month."""
        return np.asarray(np.nanmean(self.values, axis=0))

    def extreme(self, sign: int) -> int:
        """Return the month, from the change-over on, in which most (1) or least (-1) is tied up."""
        after = self.months >= 0
        return int(self.months[after][np.argmax(sign * self.means[after])])

    @property
    def settled(self) -> Interval:
        """Mean paired difference of the last months."""
        last = self.values[:, self.months >= 0][:, -SETTLED:]
        return mean_interval(last.mean(axis=1))


def cash_by_month(
    frame: pd.DataFrame,
    *,
    stay: str,
    change: str,
    titles: Mapping[str, str] | None = None,
    currency: str = "INR",
    seed: int | None = None,
    looks: Mapping[str, Look] | None = None,
    hurdle: float | None = None,
    ax: Axes | None = None,
) -> Chart:
    """Draw the money that two alternatives tie up by month, and how much more one does than the other.

    Parameters
    ----------
    frame
        Columns `alternative`, `replication`, `month` (whole; 0 is the month of the change-over), `kpi`
        (`working_capital`; also `stock` and `in_process`) and `value` (money).
    stay, change
        Names of the alternative that goes on as today, and of the one that changes over.
    titles
        What to call each alternative.
    currency
        ISO code.
    seed
        For the footnote.
    looks
        Look of each alternative; see `looks_of`.
    hurdle
        What money costs a year, as a share; for the footnote.
    ax
        Where to draw the money tied up; left out, a figure of its own that shows the difference as well.

    Raises
    ------
    ValueError
        An alternative has no working capital, or both have no month in common from the change-over on.
    """
    names = {name: (titles or {}).get(name, name) for name in (stay, change)}
    looks = looks or looks_of(names, stay)
    tables = {name: _table(frame, name, TIED_UP) for name in names}
    difference = _difference(tables[stay], tables[change])
    largest = max(float(np.nanmax(np.abs(table.to_numpy()))) for table in tables.values())
    scale = money_scale(largest, currency)
    title = finding(difference, names[change], currency, scale)
    with chart_style():
        figure = new_figure() if ax is None else ax.get_figure(root=True)
        assert isinstance(figure, Figure)
        set_finding(figure, title, _note(difference, seed, hurdle, currency), ax)
        upper = ax if ax is not None else figure.add_axes((0.09, 0.475, 0.71, 0.365))
        _draw_levels(upper, tables, names, looks, scale, currency)
        if ax is None:
            lower = figure.add_axes((0.09, 0.165, 0.71, 0.245), sharex=upper)
            upper.tick_params(labelbottom=False)
            _draw_difference(lower, difference, scale, currency)
        else:
            upper.set_xlabel("months from the change-over")
    return Chart(figure, title, _alt_text(frame, difference, names, title, currency))


def _table(frame: pd.DataFrame, name: str, kpi: str) -> pd.DataFrame:
    """Return the values of an alternative: a row a replication, a column a month."""
    rows = frame[(frame["alternative"] == name) & (frame["kpi"] == kpi)]
    if rows.empty:
        raise ValueError(f"alternative {name!r} has no {kpi!r}; give it by replication and month")
    table = rows.pivot(index="replication", columns="month", values="value").sort_index(axis=1)
    return table.dropna(axis=1, how="all")


def _difference(stay: pd.DataFrame, change: pd.DataFrame) -> Difference:
    paired = (change - stay).dropna(axis=1, how="all").dropna(axis=0)
    months = paired.columns.to_numpy(dtype=int)
    if paired.empty or not (months >= 0).any():
        raise ValueError(
            "both ways have no month in common from the change-over on; simulate the same months"
        )
    return Difference(months, paired.to_numpy(dtype=float))


# ---- words


def finding(difference: Difference, title: str, currency: str, scale: MoneyScale) -> str:
    """Say how much more money is tied up at the peak, when, and what it settles at."""

    def write(interval: Interval, suffix: str) -> str:
        unit = scale if abs(interval.mean) >= 0.1 * scale.size else None
        return money_interval(without_sign(interval), currency, suffix, scale=unit)

    name, settled = as_sentence_start(title), difference.settled
    peak, trough = difference.extreme(1), difference.extreme(-1)
    most, least = difference.at(peak), difference.at(trough)
    if most.mean > 0 and difference.sure(peak):
        text = f"{name} ties up {write(most, ' more')} at its peak, in month {peak}"
    elif least.mean < 0 and difference.sure(trough):
        text = f"{name} never surely ties up more money than staying; it frees most, {write(least, '')}, "
        text += f"in month {trough}"
    elif holds_zero(settled) or settled.mean == 0:
        return f"{name} ties up about the same money as staying, in every month"
    else:
        text = f"{name} ties up about the same money as staying in any single month"
    if holds_zero(settled):
        return f"{text}; it settles at about the same money as staying"
    return f"{text}; it settles at {write(settled, ' more' if settled.mean > 0 else ' less')} than staying"


def _note(difference: Difference, seed: int | None, hurdle: float | None, currency: str) -> str:
    text = simulated(len(difference.values), seed) + ", the same random worlds for both. "
    if len(difference.values) > 1:
        text += "Bands in colour: 5th to 95th percentile of the replications; in grey: 95 % interval of "
        text += "the mean. "
    text += f"Settled: mean of the last {_last_months(difference)}."
    settled = difference.settled
    if hurdle is not None and not holds_zero(settled):
        yearly = money_interval(amount(abs(settled.mean) * hurdle), currency)
        word = "costs" if settled.mean > 0 else "saves"
        text += f" Settled, the difference {word} {yearly} a year, with money at {percent(hurdle)} a year."
    return text


def _last_months(difference: Difference) -> str:
    count = min(SETTLED, int((difference.months >= 0).sum()))
    return "month" if count == 1 else f"{count} months"


def _alt_text(
    frame: pd.DataFrame, difference: Difference, names: Mapping[str, str], title: str, currency: str
) -> str:
    stay, change = names
    parts = [
        f"peak difference {money_interval(difference.at(difference.extreme(1)), currency)} in month "
        f"{difference.extreme(1)}",
        f"settled difference {money_interval(difference.settled, currency)}",
    ]
    for kpi, words in PARTS.items():
        if {stay, change} <= set(frame.loc[frame["kpi"] == kpi, "alternative"]):
            part = _difference(_table(frame, stay, kpi), _table(frame, change, kpi))
            parts.append(f"settled {words} {money_interval(part.settled, currency)}")
    months = f"month {difference.months[0]} to month {difference.months[-1]}"
    return (
        f"Lines with bands of the simulated working capital by month, {months}, of {names[change]} and of "
        f"{names[stay]}, where {title}. {as_sentence_start('; '.join(parts))}."
    )


# ---- drawing


def _draw_levels(
    ax: Axes,
    tables: Mapping[str, pd.DataFrame],
    names: Mapping[str, str],
    looks: Mapping[str, Look],
    scale: MoneyScale,
    currency: str,
) -> None:
    stay, _ = tables
    ends: list[tuple[float, float, str]] = []
    tops, bottoms = [0.0], [0.0]
    for name, table in tables.items():
        months = table.columns.to_numpy(dtype=float)
        values = table.to_numpy(dtype=float) / scale.size
        mean = np.nanmean(values, axis=0)
        low, high = (np.nanquantile(values, q, axis=0) for q in FAN)
        colour = looks[name].colour
        ax.fill_between(months, low, high, color=colour, alpha=0.18, linewidth=0, zorder=2)
        for limit in (low, high):
            ax.plot(months, limit, color=colour, linewidth=0.6, zorder=3)
        ax.plot(
            months, mean, color=colour, linewidth=2.2, zorder=5 if name == stay else 4,
            linestyle=(0, (5, 2)) if name == stay else "solid",
            marker=looks[name].marker, markersize=5, markevery=max(1, len(months) // 8),
        )  # fmt: skip
        ends.append((float(mean[-1]), float(months[-1]), name))
        tops.append(float(np.nanmax(high)))
        bottoms.append(float(np.nanmin(low)))
    bottom, top = min(bottoms), max(tops)
    ax.set_ylim(bottom - 0.05 * (top - bottom) if bottom < 0 else 0.0, top + 0.08 * (top - bottom or 1.0))
    _frame(
        ax, max(month for _, month, _ in ends), min(float(t.columns.min()) for t in tables.values()), currency
    )
    ax.set_ylabel(f"Working capital,\n{scale.axis_name}")
    _name_ends(ax, ends, names, looks, stay)
    ax.annotate("change-over", (0, 1), (4, -2), ("data", "axes fraction"), "offset points", va="top",
                fontsize=9.5, color=INK)  # fmt: skip


def _name_ends(
    ax: Axes,
    ends: list[tuple[float, float, str]],
    names: Mapping[str, str],
    looks: Mapping[str, Look],
    stay: str,
) -> None:
    """Name the lines at their right ends, clear of each other."""
    ends = sorted(ends, reverse=True)
    texts = {}
    for _, _, name in ends:
        words = names[name]
        if name == stay and "today" not in words.lower():
            words += " (stays as today)"
        texts[name] = wrapped(words, 22)
    low, high = ax.get_ylim()
    line = (high - low) * 0.085
    heights = [line * (1 + texts[name].count("\n")) for _, _, name in ends]
    at = [end for end, _, _ in ends]
    lack = (heights[0] + heights[1]) / 2 - (at[0] - at[1])
    if lack > 0:
        at = [at[0] + lack / 2, at[1] - lack / 2]
    for place, (_, month, name) in zip(at, ends, strict=True):
        ax.annotate(texts[name], (month, place), (10, 0), textcoords="offset points", va="center",
                    fontsize=10, fontweight="bold", color=dark(looks[name].colour),
                    annotation_clip=False)  # fmt: skip


def _draw_difference(ax: Axes, difference: Difference, scale: MoneyScale, currency: str) -> None:
    months = difference.months
    found = [mean_interval(column) for column in difference.values.T]
    mean, low, high = (
        np.array([getattr(i, end) for i in found]) / scale.size for end in ("mean", "low", "high")
    )
    for colour, over in ((WORSE, True), (GOOD, False)):
        where = mean >= 0 if over else mean <= 0
        ax.fill_between(months, 0, mean, where=where, interpolate=True, color=colour, alpha=0.45,
                        hatch="//" if over else "", edgecolor="white", linewidth=0, zorder=2)  # fmt: skip
    if len(difference.values) > 1:
        ax.fill_between(months, low, high, color=INK, alpha=0.22, linewidth=0, zorder=3)
    ax.plot(months, mean, color=INK, linewidth=1.8, zorder=4)
    ends = np.concatenate([mean, low, high, [0.0]])
    bottom, top = float(np.nanmin(ends)), float(np.nanmax(ends))
    room = 0.12 * (top - bottom or 1.0)
    ax.set_ylim(bottom - room, top + 2.2 * room)
    _frame(ax, float(months[-1]), float(months[0]), currency)
    ax.axhline(0, color=QUIET, linewidth=1.2, zorder=4)
    ax.set_xlabel("months from the change-over")
    ax.set_ylabel(f"More tied up,\n{scale.axis_name}")
    _mark_peak(ax, difference, scale, currency)
    settled = difference.settled
    word = "within the noise" if holds_zero(settled) else f"{'more' if settled.mean > 0 else 'less'} tied up"
    text = f"settled:\n{_signed(settled, scale, currency)}\n{word}"
    ax.annotate(text, (months[-1], settled.mean / scale.size), (10, 0), textcoords="offset points",
                va="center", fontsize=10, color=INK, annotation_clip=False)  # fmt: skip


def _mark_peak(ax: Axes, difference: Difference, scale: MoneyScale, currency: str) -> None:
    """Mark the month in which most is tied up, where that is more than staying."""
    month = difference.extreme(1)
    most = difference.at(month)
    if most.mean <= 0 or not difference.sure(month):
        return
    y = most.mean / scale.size
    ax.plot([month], [y], "D", color="white", markeredgecolor=INK, markeredgewidth=1.6, markersize=7,
            zorder=6, clip_on=False)  # fmt: skip
    left = month > 0.75 * float(difference.months[-1])
    ax.annotate(f"month {month}: {_signed(most, scale, currency)}", (month, y), (-6 if left else 6, 7),
                textcoords="offset points", ha="right" if left else "left", va="bottom", fontsize=10,
                color=INK, zorder=7)  # fmt: skip


def _signed(interval: Interval, scale: MoneyScale, currency: str) -> str:
    mean, low, high = (value / scale.size for value in (interval.mean, interval.low, interval.high))
    places = 0 if scale.size == 1 else 2
    text = plain(abs(mean), places, currency)
    if text.strip("0."):
        text = ("+" if mean > 0 else "-") + text
    return (
        text if low != low else f"{text} ({plain(low, places, currency)} to {plain(high, places, currency)})"
    )


def _frame(ax: Axes, last: float, first: float, currency: str) -> None:
    """Set the months, and mark the change-over."""
    ax.axvline(0, color=INK, linewidth=1.3, linestyle=(0, (5, 3)), zorder=3)
    ax.set_xlim(min(first, 0.0) - 0.3, max(last, 1.0))
    ax.xaxis.set_major_locator(MaxNLocator(12, integer=True))
    ax.yaxis.set_major_locator(MaxNLocator(5))
    ax.yaxis.set_major_formatter(tick_words(currency))
