"""Waterfall: from one total to the next, step by step; where does the money come from?"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patheffects import withStroke
from matplotlib.ticker import MaxNLocator

from experiments.charts.chart import Chart
from experiments.charts.lever_effects import GOOD, SAME, WORSE
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
    WIDE,
    as_sentence_start,
    chart_style,
    new_figure,
    set_finding,
    wrapped,
)
from experiments.interval import Interval
from experiments.money import MoneyScale, money, money_scale, plain

Better = Literal["lower", "higher"]
Writer = Callable[..., str]
"""Writes an amount with its interval in the unit of the chart, and a suffix after the amount."""

AMISS = 0.005
"""Share of the larger total by which the changes may miss the difference of the totals."""
LATER_TOTAL = "#6b6b6b"
HATCHES = {GOOD: "", WORSE: "//", SAME: ""}
NAME_WIDTH = 34
BELOW, MARGINS, ROW = 1.05, 2.2, 0.46
"""Inches below the bars; below and above them; and of a row of them."""
BARS = 0.6
"""Share of the width that the bars take; the amounts stand to the right of them."""


@dataclass(frozen=True, slots=True)
class Step:
    """A row: a total, or a change that starts from where the last row ended."""

    name: str
    title: str
    total: bool
    amount: Interval
    start: float

    @property
    def end(self) -> float:
        """Where the bar ends."""
        return self.start + self.amount.mean

    @property
    def unsure(self) -> bool:
        """Whether a change is within the noise."""
        return not self.total and holds_zero(self.amount)


def waterfall(
    frame: pd.DataFrame,
    *,
    what: str,
    better: Better = "lower",
    currency: str = "INR",
    replications: int = 0,
    seed: int | None = None,
    note: str = "",
    difference: Interval | None = None,
    ax: Axes | None = None,
) -> Chart:
    """Draw how money a year changes from total to total, a row a step, from the top down.

    Parameters
    ----------
    frame
        Columns `step`, `title`, `kind` (`total` or `change`), `mean`, `low`, `high` (money a year; limits
        nan where there are none), in the order of rows. It starts and ends with a total.
    what
        What the money is, as in `total cost`.
    better
        Whether less or more of it is good.
    currency
        ISO code.
    replications, seed
        For the footnote.
    note
        A sentence to end the footnote with.
    difference
        The last total less the first, paired by replication, so that the finding says whether it is sure.
    ax
        Where to draw; a figure of its own if left out.

    Raises
    ------
    ValueError
        A row is of no known kind, the frame does not start and end with a total, or changes do not add up
        to the difference of the totals round them (to `AMISS` of the larger).
    """
    steps = _steps(frame, currency)
    largest = max(abs(end) for step in steps for end in (step.start, step.end))
    scale = money_scale(largest, currency)
    places = _places(steps, scale)

    def write(interval: Interval, suffix: str = "") -> str:
        return money_interval(interval, currency, suffix, scale=scale, decimals=places)

    title = _finding(steps, what, difference, write)
    with chart_style():
        tall = min(max(MARGINS + ROW * len(steps), 4.0), WIDE[1])
        figure = new_figure((WIDE[0], tall)) if ax is None else ax.get_figure(root=True)
        assert isinstance(figure, Figure)
        set_finding(figure, title, _note(steps, replications, seed, note), ax)
        axes = ax if ax is not None else figure.add_axes((0.29, BELOW / tall, 0.69, 1 - MARGINS / tall))
        _draw(axes, steps, scale, places, better, currency)
        axes.set_xlabel(f"{as_sentence_start(what)}, {scale.axis_name} a year", loc="left")
    said = "; ".join(_said(step, better, write) for step in steps)
    return Chart(figure, title, f"Waterfall of {what} a year, step by step, where {title}. {said}.")


def _steps(frame: pd.DataFrame, currency: str) -> list[Step]:
    """Return the rows with the places where they start, checked."""
    steps: list[Step] = []
    columns = ["step", "title", "kind", "mean", "low", "high"]
    for row in frame[columns].itertuples(index=False):
        name, title, kind = (str(cell) for cell in row[:3])
        mean, low, high = (float(cell) for cell in row[3:])
        if kind not in ("total", "change"):
            raise ValueError(f"step {name!r} is a {kind!r}; a step of a waterfall is a 'total' or a 'change'")
        if mean != mean:
            raise ValueError(f"step {name!r} has no amount; give each step of a waterfall its mean")
        if not steps and kind != "total":
            raise ValueError(f"the waterfall starts with the change {name!r}; it needs a total to start from")
        interval = Interval(mean, low, high, (high - low) / 2, 0, float("nan"))
        start = 0.0 if kind == "total" else steps[-1].end
        if kind == "total" and steps:
            _check_sum(steps, name, mean, currency)
        steps.append(Step(name, title, kind == "total", interval, start))
    if len(steps) < 2 or not steps[-1].total:
        raise ValueError("a waterfall ends with a total of its own; the frame has none after its changes")
    return steps


def _check_sum(steps: Sequence[Step], name: str, total: float, currency: str) -> None:
    reached = steps[-1].end
    before = next(step for step in reversed(steps) if step.total)
    if abs(reached - total) > AMISS * max(abs(total), abs(before.amount.mean)):
        amounts = [money(value, currency) for value in (reached - before.end, total - before.end)]
        raise ValueError(
            f"the changes from {before.name!r} to {name!r} add up to {amounts[0]}, but the totals differ by "
            f"{amounts[1]}; add the step that is missing"
        )


# ---- words


def _finding(steps: Sequence[Step], what: str, difference: Interval | None, write: Writer) -> str:
    first, last = steps[0].amount.mean, steps[-1].amount.mean
    name = as_sentence_start(what)
    if last == first:
        return f"{name} stays the same, {write(amount(last))} a year"
    if difference is not None and holds_zero(difference):
        return (
            f"{name} stays about the same, {write(amount(last))} a year: the difference is within the noise"
        )
    change = without_sign(difference or amount(last - first))
    text = f"{name} {'falls' if last < first else 'rises'} by {write(change, ' a year')}, "
    text += f"from {write(amount(first))} to {write(amount(last))}"
    changes = [step for step in steps if not step.total]
    behind = [s for s in changes if not s.unsure and s.amount.mean * (last - first) > 0]
    if not behind:
        return f"{text}; no single step is surely behind it"
    if len(changes) == 1:
        return text
    most = max(behind, key=lambda step: abs(step.amount.mean))
    return f"{text}; most by '{most.title}', {write(amount(abs(most.amount.mean)))}"


def _word(step: Step, better: Better) -> str:
    if step.unsure:
        return "within the noise"
    if step.amount.mean == 0:
        return "no change"
    return "better" if (step.amount.mean < 0) == (better == "lower") else "worse"


def _said(step: Step, better: Better, write: Writer) -> str:
    if step.total:
        return f"{step.title}: {write(step.amount)} a year"
    sign = "+" if step.amount.mean > 0 else ""
    return f"{step.title}: {sign}{write(step.amount)}, {_word(step, better)}"


def _note(steps: Sequence[Step], replications: int, seed: int | None, note: str) -> str:
    known = [step.amount.low == step.amount.low for step in steps if not step.total]
    text = simulated(replications, seed) + ", each step on top of those above it."
    if any(known):
        text += " Thin lines are 95 % intervals; of a step, that of its own change."
    if any(known) and not all(known):
        text += " Steps without one have no interval."
    return f"{text} {note}".strip()


def _label(step: Step, scale: MoneyScale, places: int, better: Better, currency: str) -> str:
    """Return the amount of a row in the unit of the axis, with its interval and what it means."""
    ends = (step.amount.low / scale.size, step.amount.high / scale.size)
    value = plain(abs(step.amount.mean) / scale.size, places, currency)
    sign = "" if not value.strip("0.,") else "-" if step.amount.mean < 0 else "" if step.total else "+"
    text = sign + value
    if ends[0] == ends[0]:
        text += f" ({plain(ends[0], places, currency)} to {plain(ends[1], places, currency)})"
    return text if step.total else f"{text}  {_word(step, better)}"


def _places(steps: Sequence[Step], scale: MoneyScale) -> int:
    """Return the decimals that tell the smallest change from nothing."""
    if scale.size == 1:
        return 0
    sizes = [abs(step.amount.mean) / scale.size for step in steps if not step.total and step.amount.mean]
    smallest = min(sizes, default=1.0)
    return 1 if smallest >= 2 else 2 if smallest >= 0.005 else 3


# ---- drawing


def _draw(
    ax: Axes, steps: Sequence[Step], scale: MoneyScale, places: int, better: Better, currency: str
) -> None:
    reach = [0.0]
    for k, step in enumerate(steps):
        reach += _bar(ax, step, k, scale.size, better, first=k == 0)
        if k + 1 < len(steps):
            ax.plot([step.end / scale.size] * 2, [k - 0.32, k + 1.32], color=QUIET, linewidth=0.9, zorder=2)
    low, high = min(reach), max(reach)
    span = high - low or 1.0
    left = low - 0.04 * span if low < 0 else 0.0
    ax.hlines(range(len(steps)), left, high, color="#e3e3e3", linewidth=0.8, zorder=1)
    size = 10 if len(steps) <= 12 else 9.5
    for k, step in enumerate(steps):
        label = _label(step, scale, places, better, currency)
        ax.text(
            high + 0.03 * span, k, label, va="center", fontsize=size, color=INK,
            fontweight="bold" if step.total else "normal",
        )  # fmt: skip
    ax.set_xlim(left, left + (high - left) / BARS)
    ax.set_xticks([t for t in MaxNLocator(5).tick_values(low, high) if left <= t <= high + 0.01 * span])
    ax.set_yticks(range(len(steps)), [wrapped(step.title, NAME_WIDTH) for step in steps])
    for name, step in zip(ax.get_yticklabels(), steps, strict=True):
        name.set_fontweight("bold" if step.total else "normal")
        name.set_fontsize(size if "\n" not in name.get_text() else size - 1)
        name.set_linespacing(1.0)
    ax.set_ylim(len(steps) - 0.4, -0.6)
    ax.axvline(0, color=QUIET, linewidth=1.2, zorder=5)
    ax.grid(axis="y", visible=False)
    ax.tick_params(axis="y", length=0)
    ax.spines["bottom"].set_visible(False)
    ax.xaxis.set_major_formatter(tick_words(currency))


def _bar(ax: Axes, step: Step, k: int, size: float, better: Better, first: bool) -> list[float]:
    """Draw a bar with its whisker; return how far they reach."""
    if step.total:
        colour, hatch = INK if first else LATER_TOTAL, ""
    else:
        colour = {"better": GOOD, "worse": WORSE}.get(_word(step, better), SAME)
        hatch = HATCHES[colour]
    start, end = step.start / size, step.end / size
    edge = "white" if hatch else colour
    ax.barh(
        k, end - start, 0.64, left=start, color=colour, hatch=hatch, edgecolor=edge, linewidth=0.6, zorder=3
    )
    if step.amount.low != step.amount.low:
        return [start, end]
    ends = [start + step.amount.low / size, start + step.amount.high / size]
    halo = [withStroke(linewidth=2.8, foreground="white")]
    y = k if step.total else k + 0.16  # so that a short bar can be seen above its whisker
    ax.plot(ends, [y, y], "|-", color=INK, linewidth=1.5, markersize=8, markeredgewidth=1.5, zorder=6,
            path_effects=halo)  # fmt: skip
    return [start, end, *ends]
