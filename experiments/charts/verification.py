"""Verification: how far our figures are from published or exact ones."""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from math import floor, isfinite, log10
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, MaxNLocator

from experiments.charts.chart import Chart
from experiments.charts.style import BAD, INK, QUIET, WIDE, chart_style, new_figure, set_finding, wrapped

FACE = "#5790fc"
SHADE = "#f4f4f4"
ABOVE, BELOW, ROW, MOST_ROW = 1.25, 1.35, 0.2, 0.42
"""Inches above and below the rows; the least and the most for a row of one line."""
MORE = 0.75
"""Height of each further line of a row, in rows."""
LEFT, WIDTH = 0.25, 0.34
"""Place of the panel, as shares of the figure."""
PUBLISHED, OURS, UNIT, VERDICT = 1.29, 1.57, 1.60, 1.94
"""Columns of words to the right of the panel, in its widths."""
NAME_WIDTH, UNIT_WIDTH = 33, 15
DIGITS = 4
"""Significant digits of a simulated figure."""
LAST_DIGITS = 0.005
"""Per cent below which a difference is one of the last digits."""
NUMBERS = ("none", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


@dataclass(frozen=True, slots=True)
class Row:
    """A check as it is drawn, name and unit broken into lines.

    Differences from the published figure are in per cent of it; nan where it is zero.
    """

    name: str
    published: str
    ours: str
    unit: str
    off: float
    low: float
    high: float
    simulated: bool
    agrees: bool

    @property
    def verdict(self) -> str:
        """Whether ours agrees, in a word."""
        return "agrees" if self.agrees else "differs"

    @property
    def height(self) -> float:
        """How high it is, in rows of one line."""
        return 1 + MORE * max(self.name.count("\n"), self.unit.count("\n"))


def verification_chart(
    frame: pd.DataFrame,
    *,
    replications: int = 0,
    seed: int | None = None,
    confidence: float = 0.95,
    ax: Axes | None = None,
) -> Chart:
    """Draw the difference of each of our figures from the published one, with its interval.

    Parameters
    ----------
    frame
        As `experiments.verification.checks_frame` returns it, one row a check, drawn in their order.
    replications, seed
        Random worlds of each simulated check and their seed, for the footnote.
    confidence
        Probability with which the intervals of all simulated checks hold at once.
    ax
        Where to draw; a figure of its own if left out. The words to the right of the panel take about as
        much room again.

    Raises
    ------
    ValueError
        There is no check.
    """
    if frame.empty:
        raise ValueError("there is no check to draw; give a row for each")
    rows = [_row(one) for one in frame.to_dict("records")]
    title = _finding(rows)
    high = sum(row.height for row in rows)
    tall = ABOVE + BELOW + high * min(MOST_ROW, max(ROW, (WIDE[1] - ABOVE - BELOW) / high))
    with chart_style():
        figure = new_figure((WIDE[0], tall)) if ax is None else ax.get_figure(root=True)
        assert isinstance(figure, Figure)
        set_finding(figure, title, _footnote(rows, replications, seed, confidence), ax)
        panel = (LEFT, BELOW / tall, WIDTH, 1 - (ABOVE + BELOW) / tall)
        axes = ax if ax is not None else figure.add_axes(panel)
        _draw(axes, rows)
        _words(axes, rows)
    return Chart(figure, title, _alt_text(rows, title))


def _row(one: Mapping[Hashable, Any]) -> Row:
    published, ours, low, high = (float(one[name]) for name in ("published", "ours", "low", "high"))
    simulated = one["kind"] == "simulated"
    decimals = _decimals(published, simulated)
    off, least, most = (
        100 * (value - published) / abs(published) if published else float("nan")
        for value in (ours, low, high)
    )
    return Row(
        name=wrapped(str(one["name"]), NAME_WIDTH),
        published=f"{published:,.{decimals}f}",
        ours=f"{ours:,.{decimals}f}",
        unit=wrapped(str(one["unit"]), UNIT_WIDTH),
        off=off,
        low=least,
        high=most,
        simulated=simulated,
        agrees=bool(one["agrees"]),
    )


def _decimals(published: float, simulated: bool) -> int:
    """Return how many decimals tell a figure: four digits of a simulated one, all of an exact one."""
    if simulated:
        return max(0, DIGITS - 1 - floor(log10(abs(published)))) if published else DIGITS
    return len(f"{published:.6f}".rstrip("0").partition(".")[2])


# ---- words


def _finding(rows: Sequence[Row]) -> str:
    """Say how many checks agree, and how near; or which differs most."""
    differing = [row for row in rows if not row.agrees]
    checks = "check" if len(rows) == 1 else "checks"
    count = f"{len(rows) - len(differing)} of {len(rows)} {checks}"
    text = f"{count} {'agrees' if len(rows) == 1 and not differing else 'agree'}"
    if not differing:
        return f"{text} with published or exact results{_how_near(rows)}"
    worst = max(differing, key=lambda row: abs(row.off) if isfinite(row.off) else 0.0)
    what = f'"{_flat(worst.name)}" differs {_by(worst)}'
    if len(differing) == 1:
        return f"{text}; {what}"
    number = NUMBERS[len(differing)] if len(differing) < len(NUMBERS) else str(len(differing))
    return f'{text}; {number} differ, "{_flat(worst.name)}" the most {_by(worst)}'


def _flat(lines: str) -> str:
    return lines.replace("\n", " ")


def _how_near(rows: Sequence[Row]) -> str:
    off = [abs(row.off) for row in rows if row.simulated and isfinite(row.off)]
    said = []
    if off:
        said.append(f"simulated figure{'s' if len(off) > 1 else ''} within {_up(max(off))} %")
    if any(not row.simulated for row in rows):
        said.append(f"{'the others' if off else 'all'} digit for digit")
    return f": {', '.join(said)}" if said else ""


def _up(per_cent: float) -> str:
    """Write a per cent with one decimal, rounded up, so that nothing is farther off."""
    return f"{-floor(-10 * per_cent + 1e-9) / 10:.1f}"


def _by(row: Row) -> str:
    if not isfinite(row.off):
        return f"({row.ours} instead of {row.published})"
    if abs(row.off) < LAST_DIGITS:
        return "(in its last digits)"
    return f"({_signed(row.off)[1:]} % too {'low' if row.off < 0 else 'high'})"


def _signed(per_cent: float) -> str:
    size = abs(per_cent)
    written = f"{size:.2f}" if size < 1 else f"{size:.1f}" if size < 100 else f"{size:,.0f}"
    return f"{'-' if per_cent < 0 and float(written.replace(',', '')) else '+'}{written}"


def _footnote(rows: Sequence[Row], replications: int, seed: int | None, confidence: float) -> str:
    simulated = sum(row.simulated for row in rows)
    parts = []
    if simulated:
        worlds = f"{replications} replications of each check" if replications else "each check"
        parts.append(f"Simulated: {worlds}" + ("" if seed is None else f", seed {seed}") + ".")
        parts.append(
            f"Dot and line: our figure with its interval; the intervals of all {simulated} simulated checks "
            f"hold at once with {100 * confidence:.0f} % confidence."
            if simulated > 1
            else f"Dot and line: our figure with its {100 * confidence:.0f} % interval."
        )
        parts.append("A check agrees if its interval holds the published figure, the black line at zero.")
    if simulated < len(rows):
        parts.append("Diamond: no chance plays a part, and a check agrees if the printed digits are equal.")
    return " ".join(parts)


def _alt_text(rows: Sequence[Row], title: str) -> str:
    said = []
    for row in rows:
        text = f"{_flat(row.name)} {row.ours} against {row.published} {_flat(row.unit)}"
        if row.simulated and isfinite(row.off):
            text += f", {_signed(row.off)} % (interval {_signed(row.low)} to {_signed(row.high)} %)"
        said.append(f"{text}, {row.verdict}")
    head = "Dots with intervals of the difference of our figures from published or exact ones"
    return f"{head}, where {title}. {'; '.join(said)}."


# ---- drawing


def _middles(rows: Sequence[Row]) -> list[float]:
    """Return the middle of each row, from the top."""
    heights = [row.height for row in rows]
    return [sum(heights[:k]) + heights[k] / 2 for k in range(len(rows))]


def _draw(axes: Axes, rows: Sequence[Row]) -> None:
    middles = _middles(rows)
    for k, (y, row) in enumerate(zip(middles, rows, strict=True)):
        if k % 2 == 0:
            axes.axhspan(y - row.height / 2, y + row.height / 2, color=SHADE, linewidth=0, zorder=0)
        _mark(axes, y, row)
    axes.axvline(0, color=INK, linewidth=1.2, zorder=2)
    ends = [abs(end) for row in rows for end in (row.off, row.low, row.high) if isfinite(end)]
    reach = 1.12 * max([0.5, *ends])
    axes.set_xlim(-reach, reach)
    axes.xaxis.set_major_locator(MaxNLocator(5, steps=[1, 2, 2.5, 5, 10], symmetric=True))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:+g}" if value else "0"))
    axes.set_ylim(sum(row.height for row in rows), 0)
    axes.set_yticks(middles, [row.name for row in rows], fontsize=9.5)
    axes.tick_params(axis="y", length=0)
    axes.tick_params(axis="x", labelsize=9.5)
    axes.grid(axis="y", visible=False)
    axes.set_xlabel("Ours less the published figure, per cent of it", fontsize=10)


def _mark(axes: Axes, y: float, row: Row) -> None:
    """Draw the difference with its interval; say so where there is none to draw."""
    colour = FACE if row.agrees else BAD
    if not isfinite(row.off):
        note = axes.text(0, y, "no per cent of zero", ha="center", va="center", fontsize=8.5, color=QUIET)
        note.set_bbox({"facecolor": "white", "edgecolor": "none", "pad": 1.0})
        return
    if row.simulated and isfinite(row.low):
        axes.hlines(y, row.low, row.high, color=colour, linewidth=2.2, zorder=3)
        axes.plot([row.low, row.high], [y, y], "|", color=colour, markersize=7, mew=1.6, zorder=3)
    face = colour if row.simulated or not row.agrees else "white"
    axes.plot(row.off, y, "o" if row.simulated else "D", color=face, markersize=6, mec=INK, mew=0.8, zorder=4)


def _words(axes: Axes, rows: Sequence[Row]) -> None:
    """Write figures, unit and verdict beside the panel, under their heads."""
    beside = axes.get_yaxis_transform()
    columns = ((PUBLISHED, "right"), (OURS, "right"), (UNIT, "left"), (VERDICT, "left"))
    for y, row in zip(_middles(rows), rows, strict=True):
        weight = "normal" if row.agrees else "bold"
        for (x, side), text in zip(columns, (row.published, row.ours, row.unit, row.verdict), strict=True):
            axes.text(
                x,
                y,
                text,
                transform=beside,
                ha=side,
                va="center_baseline",
                fontsize=9.5,
                color=INK,
                weight=weight,
            )
    for x, head in ((PUBLISHED, "published"), (OURS, "ours")):
        axes.text(x, -0.15, head, transform=beside, ha="right", va="bottom", fontsize=9.5, color=QUIET)
