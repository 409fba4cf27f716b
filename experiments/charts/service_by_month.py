"""Service month by month: what customers feel of a transition."""

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from experiments.charts.chart import Chart
from experiments.charts.labels import dark
from experiments.charts.looks import Look, looks_of
from experiments.charts.money_words import simulated
from experiments.charts.style import INK, QUIET, as_sentence_start, chart_style, new_figure, set_finding
from experiments.commands.words import share
from experiments.interval import mean_interval

STYLES = ("solid", (0, (5, 2)), (0, (1, 1.5)), (0, (6, 2, 1, 2)))
"""Dashes of the lines, so that they are told apart in grey."""
SIZE = (8.2, 5.6)
"""Inches: it stands beside another chart."""
SAME = 0.005
"""Share that two months of service may differ by and be called the same."""
Series = Mapping[str, pd.DataFrame]
"""By alternative: mean and limits of the service of each month."""


def service_by_month(
    frame: pd.DataFrame,
    *,
    stay: str,
    titles: Mapping[str, str] | None = None,
    target: float | None = None,
    looks: Mapping[str, Look] | None = None,
    seed: int | None = None,
    ax: Axes | None = None,
) -> Chart:
    """Draw the share of units filled at once in each month, a line an alternative with its interval.

    Parameters
    ----------
    frame
        Columns `alternative`, `replication`, `month` (zero begins with the transition), `kpi` (`filled`,
        `demanded`), `value` (units).
    stay
        The alternative without a transition.
    titles
        What to call each alternative.
    target
        Service that was asked for, a share.
    looks
        Look of each alternative; see `looks_of`.
    seed
        For the footnote.
    ax
        Where to draw; a figure of its own if left out.

    Raises
    ------
    ValueError
        `stay` is not in the frame, or nothing else is.
    """
    names = list(dict.fromkeys(frame["alternative"]))
    if stay not in names or len(names) < 2:
        raise ValueError(f"the frame holds {', '.join(names)}; give {stay!r} and what it goes over to")
    titles, looks = titles or {}, looks or looks_of(names, stay)
    series = {name: _series(frame[frame["alternative"] == name]) for name in names}
    title = _finding(series, stay, titles, target)
    replications = int(frame["replication"].nunique())
    note = simulated(replications, seed)
    note += ", the same random worlds for each line. Bands are 95 % intervals of the mean."
    with chart_style():
        figure = new_figure(SIZE) if ax is None else ax.get_figure(root=True)
        assert isinstance(figure, Figure)
        set_finding(figure, title, note, ax)
        axes = ax if ax is not None else figure.add_axes((0.1, 0.16, 0.8, 0.62))
        _draw(axes, series, names, titles, looks, target)
    words = "; ".join(_said(name, series[name], titles) for name in names)
    return Chart(figure, title, f"Lines of the service of each month, where {title}. {words}.")


def _series(rows: pd.DataFrame) -> pd.DataFrame:
    """Return mean, low and high of the service of each month over the replications."""
    table = rows.pivot_table(index=["month", "replication"], columns="kpi", values="value")
    asked = table["demanded"].where(table["demanded"] > 0)
    found = [
        (int(str(month)), mean_interval(values.dropna().to_numpy()))
        for month, values in (table["filled"] / asked).groupby(level="month")
    ]
    kept = [(month, one.mean, one.low, one.high) for month, one in found if one.n]
    return pd.DataFrame(kept, columns=["month", "mean", "low", "high"]).set_index("month")


def _after(series: pd.DataFrame) -> pd.Series:
    return series.loc[series.index >= 0, "mean"]


def _lowest(found: pd.Series) -> int:
    """Return the month of the least service."""
    return int(found.index.to_numpy(dtype=int)[int(found.to_numpy(dtype=float).argmin())])


def _settles(series: pd.DataFrame) -> float:
    return float(_after(series).tail(3).mean())


def _finding(series: Series, stay: str, titles: Mapping[str, str], target: float | None) -> str:
    """Say how deep service dips on the way, and what it reaches."""
    now = _settles(series[stay])
    ways = [name for name in series if name != stay]
    words = []
    for name in ways:
        found, called = _after(series[name]), titles.get(name, name)
        low, month = float(found.min()), _lowest(found)
        usual = float(_after(series[stay]).loc[month]) if month in series[stay].index else now
        end = _settles(series[name])
        if low < usual - SAME:
            words.append(f"{called} dips to {share(low, 0)} in month {month + 1} and ends at {share(end, 0)}")
        else:
            words.append(f"{called} never falls below today's service and ends at {share(end, 0)}")
    return as_sentence_start("; ".join(words)) + f"; staying gives {share(now, 0)}"


def _said(name: str, series: pd.DataFrame, titles: Mapping[str, str]) -> str:
    found = _after(series)
    end = share(_settles(series))
    return (
        f"{titles.get(name, name)}: lowest {share(float(found.min()))} in month "
        f"{_lowest(found) + 1}, at the end {end}"
    )


def _draw(
    ax: Axes,
    series: Series,
    names: Sequence[str],
    titles: Mapping[str, str],
    looks: Mapping[str, Look],
    target: float | None,
) -> None:
    for k, name in enumerate(names):
        found, look = series[name], looks.get(name) or Look("#595959", "o", "")
        months = found.index.to_numpy(dtype=float) + 1
        line = [100 * found[column].to_numpy() for column in ("low", "mean", "high")]
        ax.fill_between(months, line[0], line[2], color=look.colour, alpha=0.15, linewidth=0)
        ax.plot(
            months,
            line[1],
            color=look.colour,
            linestyle=STYLES[k % len(STYLES)],
            linewidth=2.2,
            marker=look.marker,
            markevery=3,
            markersize=6,
            label=titles.get(name, name),
        )
    if target is not None:
        ax.axhline(100 * target, color=QUIET, linewidth=1.0, linestyle=(0, (6, 3)))
        ax.annotate(
            f"target\n{share(target)}",
            (1.0, 100 * target),
            (5, 0),
            ("axes fraction", "data"),
            "offset points",
            va="center",
            color=QUIET,
            fontsize=10,
        )
    ax.axvline(0.5, color=INK, linewidth=1.2)
    top = ax.get_xaxis_transform()
    ax.annotate("the change", (0.5, 0.02), (5, 0), top, "offset points", color=INK, fontsize=10)
    lowest = min(float(np.nanmin(found["low"].fillna(found["mean"]))) for found in series.values())
    ax.set_ylim(max(0.0, 100 * lowest - 6), 101)
    ax.set_xlabel("Month after the change")
    ax.set_ylabel("Units filled at once, per cent of demand")
    legend = ax.legend(loc="lower right", frameon=True, framealpha=0.9, edgecolor="none", fontsize=10)
    for text, name in zip(legend.get_texts(), names, strict=True):
        text.set_color(dark(looks[name].colour) if name in looks else INK)
