"""Warm-up: where the start-up of a run ends, and whether the case waits for that long."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator
from numpy.typing import ArrayLike, NDArray

from experiments.charts.chart import Chart
from experiments.charts.style import INK, QUIET, WIDE, chart_style, new_figure, set_finding, wrapped
from experiments.money import plain
from experiments.precision.mser import Truncation

SMOOTH, CUT, BATCH = "#1845fb", "#c91f16", "#a3a3a3"
"""Moving average; where start-up ends; batch means."""
SMOOTH_SHARE = 80
"""The moving average reaches this part of the run to either side."""
NEAR_END = 0.6
"""Share of the run from which on words stand to the left of their line."""
ROOM = 0.24
"""Room above the lines for words, as a share of their height."""
LOWER = "34%"
"""Height of the lower panel in axes that were given, as a share of the upper one's."""
OPAQUE = {"facecolor": "white", "edgecolor": "none", "pad": 0.8}
"""Behind words that may stand on a line."""

Array = NDArray[np.float64]


def warm_up_chart(
    times: ArrayLike,
    series: ArrayLike,
    truncation: Truncation,
    *,
    what: str,
    unit: str,
    time_unit: str,
    current: float | None = None,
    replications: int = 0,
    seed: int | None = None,
    ax: Axes | None = None,
) -> Chart:
    """Draw a figure through time with the end of its start-up, and below it the statistic that says so.

    Parameters
    ----------
    times
        Time of each observation, shape (time,); one that tells of a period has the end of it.
    series
        Observations, shape (time,), or (replications, time), which are averaged.
    truncation
        Where to cut them: `mser5` of the series.
    what, unit
        What was observed, and in which unit.
    time_unit
        Unit of `times` and `current`, such as "day".
    current
        Warm-up of the case; None where it is not to be judged.
    replications, seed
        For the footnote.
    ax
        Where to draw, the lower panel inside it; a figure of its own if left out.

    Raises
    ------
    ValueError
        There are not as many times as observations, or the truncation is of another series.
    """
    at, values = np.asarray(times, dtype=float), np.asarray(series, dtype=float)
    mean = values.mean(axis=0) if values.ndim == 2 else values
    if at.shape != mean.shape:
        raise ValueError(f"{len(mean)} observations want as many times, not {len(at)}")
    if len(mean) // truncation.batch != len(truncation.batch_means):
        raise ValueError(
            f"the truncation is not of these {len(mean)} observations; pass mser5 of this series"
        )
    cut = float(at[truncation.observations - 1]) if truncation.observations else 0.0
    title = finding(truncation, cut, current, time_unit)
    reach = max(1, len(mean) // SMOOTH_SHARE)
    note = (
        f"Simulated{_runs(replications, seed)}. Blue: moving average of {2 * reach + 1} observations; grey: "
        f"means of {truncation.batch}. Start-up ends where the marginal standard error of the rest (MSER-5, "
        "White 1997) is least."
    )
    with chart_style():
        figure = new_figure(WIDE) if ax is None else ax.get_figure(root=True)
        assert isinstance(figure, Figure)
        if ax is None:
            set_finding(figure, title, note)
            upper = figure.add_axes((0.09, 0.4, 0.88, 0.46))
            lower = figure.add_axes((0.09, 0.175, 0.88, 0.155), sharex=upper)
        else:
            upper, lower = ax, _panel_below(ax)
            upper.set_title(wrapped(title, 60), loc="left")
            lower.annotate(
                wrapped(note, 90),
                (0, 0),
                (0, -44),
                "axes fraction",
                "offset points",
                va="top",
                fontsize=9,
                color=QUIET,
            )
        _draw(upper, at, mean, truncation, reach)
        _mark(upper, at, truncation, cut, current, time_unit)
        _draw_statistic(lower, at, truncation, cut)
        upper.set_ylabel(f"{what} ({unit})")
        lower.set_xlabel(f"{time_unit}s of the simulation")
    level = f"mean after it {_number(truncation.mean)} {unit}" if truncation.found else "no cut is made"
    said = f"Line chart of {what.lower()} through time, with the MSER statistic below it. {title}; {level}."
    return Chart(figure, title, said)


def finding(truncation: Truncation, cut: float, current: float | None, time_unit: str) -> str:
    """Return in a sentence where start-up ends, and whether the warm-up of the case is long enough."""
    if not truncation.found:
        return "The run is too short to tell where start-up ends"
    first = (
        f"The first {_span(cut, time_unit)} {'is' if cut == 1 else 'are'} start-up"
        if cut
        else "No start-up shows"
    )
    if current is None:
        return first
    if current == 0:
        return f"{first}; the case has no warm-up and needs {'one' if cut else 'none'}"
    enough = "long enough" if current >= cut else "too short"
    return f"{first}; the case's warm-up of {_span(current, time_unit)} is {enough}"


def moving_average(values: Array, reach: int) -> Array:
    """Return the mean of each value with `reach` on either side of it, with fewer near the ends.

    Notes
    -----
    Welch, in Lavenberg (ed.), Computer Performance Modeling Handbook (1983), 268-328.

    Examples
    --------
    >>> moving_average(np.array([1.0, 2.0, 6.0, 4.0]), 1).tolist()
    [1.0, 3.0, 4.0, 4.0]
    """
    place = np.arange(len(values))
    near = np.minimum(reach, np.minimum(place, place[::-1]))
    sums = np.concatenate([[0.0], np.cumsum(values)])
    averages: Array = (sums[place + near + 1] - sums[place - near]) / (2 * near + 1)
    return averages


def _panel_below(ax: Axes) -> Axes:
    from mpl_toolkits.axes_grid1 import make_axes_locatable  # type: ignore[import-untyped]

    panel = make_axes_locatable(ax).append_axes("bottom", size=LOWER, pad=0.3, sharex=ax)
    assert isinstance(panel, Axes)
    return panel


def _draw(ax: Axes, at: Array, mean: Array, truncation: Truncation, reach: int) -> None:
    ax.plot(_middles(at, truncation), truncation.batch_means, color=BATCH, linewidth=1.0, zorder=2)
    smooth = moving_average(mean, reach)
    ax.plot(at, smooth, color=SMOOTH, linewidth=2.0, zorder=3)
    if truncation.found:
        ax.hlines(truncation.mean, at[truncation.observations], at[-1], color=QUIET, linewidth=1.0, zorder=4)
    drawn = np.concatenate([truncation.batch_means, smooth])
    low, top = float(drawn.min()), float(drawn.max())
    high = (top - low) or abs(top) or 1.0
    ax.set_ylim(low - 0.05 * high, top + ROOM * high)
    ax.yaxis.set_major_locator(MaxNLocator(6))
    ax.yaxis.set_major_formatter(lambda value, _: f"{value:,g}")
    ax.tick_params(labelbottom=False)


def _mark(
    ax: Axes, at: Array, truncation: Truncation, cut: float, current: float | None, time_unit: str
) -> None:
    start, end = min(0.0, float(at[0])), max(float(at[-1]), current or 0.0)
    ax.set_xlim(start, end)
    marks = []
    if truncation.found and cut:
        words = f"start-up ends at {_number(cut)}; mean after it {_number(truncation.mean)}"
        marks.append((cut, CUT, "-", words))
    if current:
        marks.append((current, INK, "--", f"warm-up of the case, {_span(current, time_unit)}"))
    for row, (time, colour, dash, words) in enumerate(marks):
        ax.axvline(time, color=colour, linestyle=dash, linewidth=1.6, zorder=5)
        left = (time - start) / (end - start) > NEAR_END
        ax.annotate(
            words, (time, 1), (-6 if left else 6, -4 - 17 * row), ax.get_xaxis_transform(), "offset points",
            ha="right" if left else "left", va="top", fontsize=10, color=colour, bbox=OPAQUE,
            zorder=6,
        )  # fmt: skip


def _draw_statistic(ax: Axes, at: Array, truncation: Truncation, cut: float) -> None:
    """Draw the statistic by where a cut would be, near its least value."""
    cuts = np.arange(len(truncation.statistic)) * truncation.batch
    where = np.where(cuts > 0, at[np.maximum(cuts - 1, 0)], 0.0)
    ax.plot(where, truncation.statistic, color=INK, linewidth=1.3)
    ax.plot(cut, truncation.statistic[truncation.batches], "o", color=CUT, markersize=6, clip_on=False)
    if truncation.found and cut:
        ax.axvline(cut, color=CUT, linewidth=1.6)
    if not truncation.found:
        words = "least at the dot, in the second half of the run"
        ax.text(0.015, 0.5, words, transform=ax.transAxes, va="center", fontsize=10, color=CUT)
    ax.set_ylim(0, float(np.nanmin(truncation.statistic)) * 4 or None)
    ax.set_yticks([])
    ax.set_ylabel("MSER")
    ax.xaxis.set_major_formatter(lambda value, _: plain(value))


def _middles(at: Array, truncation: Truncation) -> Array:
    count, batch = len(truncation.batch_means), truncation.batch
    middles: Array = at[: count * batch].reshape(count, batch).mean(axis=1)
    return middles


def _span(time: float, unit: str) -> str:
    return f"{_number(time)} {unit}{'' if time == 1 else 's'}"


def _number(value: float) -> str:
    """Write a number with as many decimals as it is small."""
    if value == round(value) or abs(value) >= 1000:
        return plain(value)
    return plain(value, 1 if abs(value) >= 10 else 3)


def _runs(replications: int, seed: int | None) -> str:
    words = [f"{replications} replications" if replications > 1 else "1 replication"] if replications else []
    words += [] if seed is None else [f"seed {seed}"]
    return f": {', '.join(words)}" if words else ""
