"""Stock on hand and backorders of one item through one history, with its stockouts marked."""

from typing import TYPE_CHECKING

from experiments.charts.chart import Chart
from experiments.charts.style import BAD, INK, QUIET, chart_style, new_figure, set_finding, wrapped
from experiments.money import plain

if TYPE_CHECKING:
    from experiments.trace.trace import Trace


def trace_chart(found: "Trace", start: float, end: float) -> Chart:
    """Draw recorded stock, backorders (below zero) and receipts from `start` to `end`.

    Parameters
    ----------
    found
        The trace.
    start, end
        The time to draw, in the unit of the case.
    """
    words = found.words
    earlier = [row.after for row in found.rows if row.time < start]
    rows = found.between(start, end)
    ends = [
        row for row, after in zip(rows, [*rows[1:], None], strict=True) if not after or after.time > row.time
    ]
    times = [start, *(row.time for row in ends), end]
    before = earlier[-1] if earlier else None
    stock = [before.recorded if before else (rows[0].after.recorded if rows else 0.0)]
    waiting = [-before.backorders if before else 0.0]
    for row in ends:
        stock.append(row.after.recorded)
        waiting.append(-row.after.backorders)
    stock.append(stock[-1])
    waiting.append(waiting[-1])
    outs = found.out_between(start, end)
    title = finding(found, start, end)
    with chart_style():
        figure = new_figure((9.6, 4.6))
        axes = figure.subplots(gridspec_kw={"left": 0.09, "right": 0.96, "bottom": 0.24, "top": 0.86})
        for one in outs:
            axes.axvspan(
                max(one.start, start), min(one.end, end), facecolor=BAD, alpha=0.25, linewidth=0, zorder=1
            )
        axes.step(times, stock, where="post", color=INK, linewidth=1.5, zorder=3)
        axes.step(times, waiting, where="post", color=BAD, linewidth=1.5, zorder=3)
        placed = [row.time for row in rows if row.order is not None]
        axes.plot(placed, [0.0] * len(placed), "^", color=QUIET, markersize=7, zorder=4)
        axes.axhline(0, color=QUIET, linewidth=0.8, zorder=2)
        axes.set_xlim(start, end)
        axes.xaxis.set_major_formatter(lambda value, _: plain(value))
        axes.yaxis.set_major_formatter(lambda value, _: plain(abs(value)))
        axes.set_xlabel(f"{words.unit}s of the simulation", fontsize=10)
        axes.set_ylabel("units", fontsize=10)
        note = (
            "Simulated: one history. Dark line: stock on hand by the record. Orange line, below zero: units "
            "that customers wait for. Orange bands: stockouts. Triangles: orders placed."
        )
        set_finding(figure, title, note)
    alt = f"Step lines of stock on hand and backorders, {words.day(start)} to {words.number(end)}. {title}."
    return Chart(figure, title, " ".join(wrapped(alt, 10_000).split()))


def finding(found: "Trace", start: float, end: float) -> str:
    """Say how often the item was out, and the biggest cause of the longest time."""
    words = found.words
    outs = found.out_between(start, end)
    if not outs:
        return f"{found.stock}: no stockout from {words.day(start)} to {words.number(end)}"
    longest = max(outs, key=lambda one: min(one.end, found.horizon) - one.start)
    length = words.span(min(longest.end, found.horizon) - longest.start)
    why = found.causes(longest)[0].title
    many = "" if len(outs) == 1 else f" {len(outs)} times, the longest time"
    return f"{found.stock} was out of stock{many} for {length}: {why}"
