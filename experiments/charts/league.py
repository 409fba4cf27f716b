"""League: alternatives side by side, a row each; which way is best, and how surely?"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from experiments.charts.chart import Chart
from experiments.charts.kpi_axis import kpi_axis
from experiments.charts.labels import dark
from experiments.charts.lever_effects import GOOD, SAME, WORSE
from experiments.charts.looks import Look, looks_of
from experiments.charts.money_words import holds_zero, money_interval, simulated, tick_words, without_sign
from experiments.charts.style import (
    INK,
    QUIET,
    WIDE,
    as_sentence_start,
    chart_style,
    new_figure,
    set_finding,
    wrapped,
)
from experiments.commands.chances import chance_words, probability_words
from experiments.commands.words import called
from experiments.interval import Interval, mean_interval, paired_difference
from experiments.money import plain

SURE = 0.95
"""Probability from which on a way is called the best."""
SERVICE, COST, STOCKS = "fill_rate", "total_cost", ("stock_value", "working_stock")
NAMES = ((0.42, 27, 9.5), (0.0, 34, 7.5))
"""From which height of a row on (inches) names are so many letters wide and so large (points)."""
BELOW, MARGINS = 1.05, 2.85
"""Inches below the rows; below and above them."""
LETTER = 0.098
"""Inches of a letter in the heading of a panel."""
ROW, LEAST_ROW = 0.5, 0.36
"""Inches of a row, and of a row where there are many; a league of even more makes the figure higher."""
LEFT, RIGHT, GAP = 0.2, 0.985, 0.022
"""Where the panels begin and end, and the room between them, as shares of the width."""
SHARES = {"service": 1.0, "cost": 1.0, "difference": 1.65, "stock": 1.0, "chance": 0.85}
"""Widths of the panels."""


@dataclass(frozen=True)
class League:
    """What the panels show, by alternative in the order of rows."""

    frame: pd.DataFrame
    order: Sequence[str]
    titles: Mapping[str, str]
    today: str | None
    chances: Mapping[str, float]
    saturated: Collection[str]
    currency: str
    differences: Mapping[str, Interval] | None = None

    def title(self, name: str) -> str:
        """Return what to call an alternative."""
        return self.titles.get(name, name)

    def values(self, kpi: str) -> pd.DataFrame:
        """Return a figure: a row a replication, a column an alternative."""
        rows = self.frame[self.frame["kpi"] == kpi]
        table = rows.pivot(index="replication", columns="alternative", values="value")
        return table.reindex(columns=list(self.order))

    def means(self, kpi: str) -> dict[str, Interval]:
        """Return the mean of a figure by alternative."""
        table = self.values(kpi)
        return {name: mean_interval(table[name].to_numpy(dtype=float)) for name in self.order}

    def paired(self, one: str, other: str) -> Interval:
        """Return by how much one way costs more than another, in the same worlds."""
        given = self.differences or {}
        if other == self.today and one in given:
            return given[one]
        if one == self.today and other in given:
            return _turned(given[other])
        table = self.values(COST)
        return paired_difference(table[one].to_numpy(dtype=float), table[other].to_numpy(dtype=float))

    @cached_property
    def largest(self) -> float:
        """Largest amount of money, which sets the scale of the chart."""
        found = [i.mean for kpi in (COST, *STOCKS) for i in self.means(kpi).values() if i.mean == i.mean]
        return max(map(abs, found), default=1.0)

    @cached_property
    def from_today(self) -> dict[str, Interval]:
        """Difference of total cost from today, of all but today."""
        if self.today not in self.order:
            return {}
        return {name: self.paired(name, str(self.today)) for name in self.order if name != self.today}

    @cached_property
    def entrants(self) -> list[str]:
        """Alternatives that may be the best, the most probable first; else in their order."""
        names = [name for name in self.order if name not in self.saturated]
        if self.chances:
            names = [name for name in names if self.chances.get(name, 0.0) > 0]
        return sorted(names, key=lambda name: -self.chances.get(name, 0.0))


def league_chart(
    frame: pd.DataFrame,
    *,
    order: Sequence[str],
    titles: Mapping[str, str] | None = None,
    today: str | None = None,
    target: float | None = None,
    chances: Mapping[str, float] | None = None,
    currency: str = "INR",
    saturated: Collection[str] = (),
    looks: Mapping[str, Look] | None = None,
    seed: int | None = None,
    differences: Mapping[str, Interval] | None = None,
) -> Chart:
    """Draw service, cost, difference from today, stock and probability of being best, a row an alternative.

    Parameters
    ----------
    frame
        Tidy: columns `alternative`, `replication`, `kpi` (`fill_rate`, `total_cost` and `stock_value` or
        `working_stock`) and `value`, as `kpis.csv`.
    order
        Alternatives in the order of rows, the best first.
    titles
        What to call each alternative.
    today
        Name of today's way; left out, there is no difference to show.
    target
        Service that was asked for, a share.
    chances
        Probability of each alternative to be the best of those that reach the target; left out, no panel of
        them, and the finding rests on the paired difference of the first two.
    currency
        ISO code.
    saturated
        Alternatives whose plant does not keep up; they are drawn hollow and win nothing.
    looks
        Look of each alternative; see `looks_of`.
    seed
        For the footnote.
    differences
        Differences of total cost from today (money a year), of all in the order but today, that are drawn and
        spoken of: those of `Comparison.differences`, which hold all at once. Left out, each is the paired
        difference on its own.

    Raises
    ------
    ValueError
        The order is empty, or names an alternative that has no total cost or is not among the differences.
    """
    known = set(frame.loc[frame["kpi"] == COST, "alternative"])
    lacking = [name for name in order if name not in known]
    if lacking or not order:
        raise ValueError(
            f"alternative {lacking[0]!r} has no {COST!r}"
            if lacking
            else "a league needs an alternative at least"
        )
    if differences is not None and today in order:
        apart = [name for name in order if name != today and name not in differences]
        if apart:
            raise ValueError(f"alternative {apart[0]!r} is not among the differences from today")
    league = League(frame, list(order), titles or {}, today, chances or {}, saturated, currency, differences)
    title = finding(league, target)
    looks = looks or looks_of(league.order, today)
    with chart_style():
        rows = len(league.order)
        row = max(min(ROW, (WIDE[1] - MARGINS) / rows), LEAST_ROW)
        tall = max(MARGINS + row * rows, 4.0)
        figure = new_figure((WIDE[0], tall))
        set_finding(figure, title, _note(league, seed))
        kinds = _panels(league)
        width = (RIGHT - LEFT - GAP * (len(kinds) - 1)) / sum(SHARES[kind] for kind in kinds)
        left, first = LEFT, True
        for kind in kinds:
            box = (left, BELOW / tall, SHARES[kind] * width, 1 - MARGINS / tall)
            ax = figure.add_axes(box)
            _draw(ax, kind, league, looks, target)
            _rows(ax, league, looks, first, row)
            left, first = left + SHARES[kind] * width + GAP, False
    return Chart(figure, title, _alt_text(league, title, target))


def _panels(league: League) -> list[str]:
    """Return the panels for which there are figures."""
    there = set(league.frame["kpi"])
    kinds = ["service"] if SERVICE in there else []
    kinds.append("cost")
    if league.from_today:
        kinds.append("difference")
    if there & set(STOCKS):
        kinds.append("stock")
    return [*kinds, "chance"] if league.chances else kinds


def _stock(league: League) -> str:
    """Return the figure of stock that the frame has."""
    return next(kpi for kpi in STOCKS if kpi in set(league.frame["kpi"]))


# ---- words


def finding(league: League, target: float | None) -> str:
    """Say which way is best and how surely, or that it cannot be told."""
    entrants = league.entrants
    if not entrants:
        goal = "" if target is None else f" of {_share(target)}"
        if all(name in league.saturated for name in league.order):
            return "No way is best: in none does the plant keep up with demand"
        return f"No way is best: none reaches the target{goal}"
    best = entrants[0]
    if not league.chances and len(entrants) == 1:
        only = "" if len(league.order) == 1 else " is the only way that keeps up, and"
        cost = money_interval(league.means(COST)[best], league.currency, " a year")
        return f"{_starts(league, best)}{only} costs {cost}"
    if not league.chances:
        return _by_difference(league, best, entrants[1])
    probability = league.chances[best]
    if probability >= SURE:
        sure = f"is best ({probability_words(probability)})"
        return f"{_starts(league, best)} {sure}{_against_today(league, best)}"
    together = _contenders(league)
    if len(together) > 3:
        return (
            f"{len(together)} ways cannot be told apart; the likeliest best is {league.title(best)} "
            f"({probability_words(probability)})"
        )
    names = [as_sentence_start(league.title(together[0])), *[league.title(name) for name in together[1:]]]
    listed = ", ".join(names[:-1]) + f" and {names[-1]}"
    odds = ", ".join(chance_words(league.chances[name]) for name in together)
    return f"{listed} cannot be told apart: the probabilities of being best are {odds}"


def _contenders(league: League) -> list[str]:
    """Return the fewest alternatives of which one is surely the best."""
    names, total = [], 0.0
    for name in league.entrants:
        names.append(name)
        total += league.chances[name]
        if total >= SURE:
            break
    return names


def _turned(it: Interval) -> Interval:
    return Interval(-it.mean, -it.high, -it.low, it.half_width, it.n, it.sd)


def _by_difference(league: League, best: str, second: str) -> str:
    apart = league.paired(best, second)
    one, other = _starts(league, best), league.title(second)
    if holds_zero(apart):
        return f"{one} and {other} cannot be told apart by what they cost"
    word = "less" if apart.mean < 0 else "more"
    less = money_interval(without_sign(apart), league.currency, f" a year {word}")
    return f"{one} is first, and costs {less} than {other}, the next"


def _against_today(league: League, best: str) -> str:
    if best == league.today:
        return ": no other way is better"
    service = ""
    if SERVICE in set(league.frame["kpi"]):
        service = f", and fills {_share(league.means(SERVICE)[best].mean)} from stock"
        now = league.means(SERVICE).get(str(league.today))
        if now is not None:
            service += f" (today {_share(now.mean)})"
    apart = league.from_today.get(best)
    if apart is None:
        return service
    if holds_zero(apart):
        return f": it costs about the same as today{service}"
    word = "less" if apart.mean < 0 else "more"
    amount = money_interval(without_sign(apart), league.currency, f" a year {word}")
    return f": it costs {amount} than today{service}"


def _starts(league: League, name: str) -> str:
    return as_sentence_start(league.title(name))


def _share(share: float) -> str:
    return f"{100 * share:.1f}".removesuffix(".0") + " %"


def _note(league: League, seed: int | None) -> str:
    text = simulated(int(league.frame["replication"].nunique()), seed)
    text += ", the same random worlds for all. Thin lines: 95 % intervals of the mean"
    if league.from_today:
        text += ", or of the paired difference" + (
            " (these hold all at once)." if league.differences else "."
        )
    else:
        text += "."
    text += " Cost: without purchases."
    if league.chances:
        text += " Best: least cost of those that reach the target."
    if any(name in league.saturated for name in league.order):
        text += " Hollow: the plant does not keep up, and its queues grow without end."
    return text


def _alt_text(league: League, title: str, target: float | None) -> str:
    service = league.means(SERVICE) if SERVICE in set(league.frame["kpi"]) else {}
    cost = league.means(COST)
    said = []
    for name in league.order:
        parts = [_share(service[name].mean) + " from stock"] if name in service else []
        parts.append(f"{money_interval(cost[name], league.currency, ' a year')}")
        if name in league.from_today:
            parts.append(_difference_words(league.from_today[name], league.currency))
        if league.chances:
            parts.append(f"best with {probability_words(league.chances.get(name, 0.0))}")
        if name in league.saturated:
            parts.append("does not keep up")
        said.append(f"{league.title(name)}: {', '.join(parts)}")
    goal = "" if target is None else f", target {_share(target)}"
    what = f"Dot plots of simulated service, cost and stock of {len(said)} ways of replenishing{goal}"
    return f"{what}, where {title}. {'; '.join(said)}."


def _difference_words(difference: Interval, currency: str) -> str:
    if holds_zero(difference):
        return "about the same as today"
    word = "less" if difference.mean < 0 else "more"
    return f"{money_interval(without_sign(difference), currency, f' {word}')} than today"


# ---- drawing


def _draw(ax: Axes, kind: str, league: League, looks: Mapping[str, Look], target: float | None) -> None:
    if kind == "chance":
        _draw_chances(ax, league, looks)
    elif kind == "difference":
        _draw_difference(ax, league, looks)
    else:
        kpi = {"service": SERVICE, "cost": COST}.get(kind) or _stock(league)
        heading = {"service": "Filled from stock", "cost": "Total cost"}.get(kind)
        _draw_dots(ax, league, kpi, heading, looks, target if kind == "service" else None)


def _draw_dots(
    ax: Axes, league: League, kpi: str, heading: str | None, looks: Mapping[str, Look], target: float | None
) -> None:
    found = league.means(kpi)
    axis = kpi_axis(kpi, league.largest, league.currency)
    places = {0.01: 1, 1.0: 0}.get(axis.size, 2)
    ends = _ends(list(found.values()), axis.size)
    if target is not None:
        ends.append(target / axis.size)
        ax.axvline(target / axis.size, color=QUIET, linewidth=1.1, linestyle=(0, (5, 3)), zorder=2)
        ax.annotate(f"target {_share(target)}", (target / axis.size, 1), (0, 3), ("data", "axes fraction"),
                    "offset points", ha="center", va="bottom", fontsize=8.5, color=QUIET,
                    annotation_clip=False)  # fmt: skip
    _limit(ax, ends, league.currency)
    for k, name in enumerate(league.order):
        _dot(ax, found[name], k, axis.size, looks[name], looks[name].colour, name in league.saturated,
             lambda value: plain(value, places, league.currency))  # fmt: skip
    _head(ax, heading or axis.title, axis.unit)


def _draw_difference(ax: Axes, league: League, looks: Mapping[str, Look]) -> None:
    found = league.from_today
    axis = kpi_axis(COST, league.largest, league.currency)
    places = 0 if axis.size == 1 else 2
    _limit(ax, [*_ends(list(found.values()), axis.size), 0.0], league.currency, 0.16)
    ax.axvline(0, color=QUIET, linewidth=1.2, zorder=2)
    for k, name in enumerate(league.order):
        if name == league.today:
            ax.annotate(
                "today", (0, k), (5, 0), textcoords="offset points", va="center", fontsize=9, color=INK
            )
            continue
        colour, word = _verdict(found[name])

        def write(value: float, word: str = word) -> str:
            return f"{'+' if value > 0 else ''}{plain(value, places, league.currency)} {word}"

        _dot(ax, found[name], k, axis.size, looks[name], colour, name in league.saturated, write)
    _head(ax, "Cost more or less than today", axis.unit)


def _verdict(difference: Interval) -> tuple[str, str]:
    """Return the colour and the word of a difference of cost."""
    if holds_zero(difference) or difference.mean == 0:
        return SAME, "about the same"
    return (GOOD, "better") if difference.mean < 0 else (WORSE, "worse")


def _draw_chances(ax: Axes, league: League, looks: Mapping[str, Look]) -> None:
    for k, name in enumerate(league.order):
        chance, look = league.chances.get(name, float("nan")), looks[name]
        if chance == chance:
            edge = INK if look.colour != INK else "white"
            ax.barh(k, 100 * chance, 0.5, color=look.colour, hatch=look.hatch, edgecolor=edge, linewidth=0.6,
                    zorder=3)  # fmt: skip
        inside = chance > 0.6
        ax.annotate(
            chance_words(chance), (100 * chance if chance == chance else 0, k), (-5 if inside else 5, 0),
            textcoords="offset points", ha="right" if inside else "left", va="center", fontsize=9, color=INK,
            zorder=5, bbox={"facecolor": "white", "edgecolor": "none", "pad": 1.2} if inside else None,
        )  # fmt: skip
    ax.axvline(0, color=QUIET, linewidth=1.2, zorder=4)
    ax.set_xlim(0, 104)
    ax.set_xticks([0, 50, 100])
    _head(ax, "Probability of being best", "per cent")


def _ends(found: Sequence[Interval], size: float) -> list[float]:
    ends = [end / size for interval in found for end in (interval.mean, interval.low, interval.high)]
    return [end for end in ends if end == end] or [0.0]


def _limit(ax: Axes, ends: Sequence[float], currency: str, wide: float = 0.12) -> None:
    low, high = min(ends), max(ends)
    span = high - low or 0.1 * abs(high) or 1.0
    ax.set_xlim(low - wide * span, high + wide * span)
    ax.xaxis.set_major_locator(MaxNLocator(3))
    ax.xaxis.set_major_formatter(tick_words(currency))


def _dot(
    ax: Axes, interval: Interval, k: int, size: float, look: Look, colour: str, hollow: bool,
    write: Callable[[float], str],
) -> None:  # fmt: skip
    """Draw a dot with its interval, and its value above it, towards the middle of the panel."""
    if interval.mean != interval.mean:
        ax.annotate("-", (0.5, k), xycoords=("axes fraction", "data"), ha="center", va="center", color=QUIET)
        return
    x = interval.mean / size
    half = 0.0 if interval.half_width != interval.half_width else interval.half_width / size
    ax.errorbar(
        x, k, xerr=half, color=colour, elinewidth=1.6, capsize=3, marker=look.marker, markersize=7,
        markerfacecolor="white" if hollow else colour, markeredgecolor=colour, markeredgewidth=1.4, zorder=4,
    )  # fmt: skip
    low, high = ax.get_xlim()
    place = (x - low) / (high - low)
    align = "left" if place < 0.3 else "right" if place > 0.7 else "center"
    shift = {"left": -6, "right": 6, "center": 0}[align]
    ax.annotate(
        write(x), (x, k), (shift, 6), textcoords="offset points", ha=align, va="bottom", fontsize=8.5,
        color=INK, zorder=5, bbox={"facecolor": "white", "edgecolor": "none", "alpha": 0.85, "pad": 0.4},
    )  # fmt: skip


def _head(ax: Axes, heading: str, unit: str) -> None:
    figure = ax.get_figure(root=True)
    assert figure is not None
    letters = int(ax.get_position().width * figure.get_size_inches()[0] / LETTER)
    ax.annotate(wrapped(heading, letters), (0, 1), (0, 17), "axes fraction", "offset points", va="bottom",
                fontsize=10, fontweight="bold", color=INK, linespacing=1.1,
                annotation_clip=False)  # fmt: skip
    ax.set_xlabel(unit, fontsize=9)
    ax.tick_params(axis="x", labelsize=9)


def _rows(ax: Axes, league: League, looks: Mapping[str, Look], first: bool, row: float) -> None:
    """Set the rows; name them in the first panel."""
    ax.set_ylim(len(league.order) - 0.5, -0.72)
    ax.set_yticks(range(len(league.order)))
    ax.tick_params(axis="y", length=0)
    ax.spines["left"].set_visible(False)
    if not first:
        ax.tick_params(axis="y", labelleft=False)
        return
    _, width, size = next(choice for choice in NAMES if row >= choice[0])
    texts = []
    for name in league.order:
        text = called(name, league.titles, league.today)
        if name in league.saturated:
            text += " (does not keep up)"
        texts.append(wrapped(text, width))
    ax.set_yticklabels(texts)
    for label, name in zip(ax.get_yticklabels(), league.order, strict=True):
        label.set_verticalalignment("center")
        label.set_fontsize(size)
        label.set_fontweight("bold" if name == league.today else "normal")
        label.set_color(dark(looks[name].colour))
        label.set_linespacing(1.0)
