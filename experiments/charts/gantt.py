"""Gantt chart: what do the machines do all day, and how much of it is set-up?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Patch, PathPatch
from matplotlib.path import Path

from experiments.charts.chart import Chart
from experiments.charts.style import (
    INK,
    QUIET,
    as_sentence_start,
    chart_style,
    new_figure,
    set_finding,
    wrapped,
)

FAMILIES = (
    ("#9dbdfd", "//"),
    ("#f6c77d", ""),
    ("#b9a3d6", "xx"),
    ("#8fb8a5", "||"),
    ("#e79aa2", "\\\\"),
)
"""Fill and hatch of the families with most work."""
OTHERS = ("#c4c4c4", "")
Paint = tuple[str, str, bool]
"""Fill and hatch of a bar, and whether it is a set-up."""
SETUP, IDLE = "#2b2b2b", "#f3f3f3"
MOST_MACHINES = 40
"""Machines that are drawn; of more, the busiest work centres."""
NAME_WIDTH = 20


@dataclass(frozen=True, slots=True)
class Load:
    """What a work centre does in the window: machines, and machine days of set-up and of run."""

    centre: str
    machines: int
    setup: float
    run: float
    days: float

    @property
    def utilisation(self) -> float:
        """Share of its machine time that it works."""
        return (self.setup + self.run) / (self.machines * self.days)


def gantt(
    frame: pd.DataFrame,
    *,
    window: tuple[float, float] | None = None,
    machines: Mapping[str, int] | None = None,
    families: Mapping[str, str] | None = None,
    titles: Mapping[str, str] | None = None,
    way: str = "",
    replication: int = 0,
    seed: int | None = None,
    ax: Axes | None = None,
) -> Chart:
    """Draw the runs on the machines through time: a row a machine, set-ups dark, idle time empty.

    Parameters
    ----------
    frame
        Tidy: columns `work_centre`, `machine` (from 1), `item`, `start`, `end` (days), `kind` (`set-up` or
        `run`), `order`.
    window
        First and last day that are drawn; the first start to the last end if left out.
    machines
        Machines of each work centre, so that one that never works is seen; those of the frame if left out.
    families
        Family of each item, for the fills; the item itself if left out.
    titles
        What to call each work centre.
    way
        Which alternative it is, in words, for the footnote.
    replication, seed
        Which simulated history it is, for the footnote.
    ax
        Where to draw; a figure of its own if left out.

    Raises
    ------
    ValueError
        There is no work, and no window or no machines are given.
    """
    if frame.empty and (window is None or not machines):
        raise ValueError("there is no run to draw; give the window and the machines to draw an idle floor")
    start, end = window or (float(frame["start"].min()), float(frame["end"].max()))
    counts = dict(machines or frame.groupby("work_centre", sort=False)["machine"].max())
    titles = {name: name.replace("-", " ") for name in counts} | dict(titles or {})
    rows = frame.assign(start=frame["start"].clip(start, end), end=frame["end"].clip(start, end))
    rows = rows.assign(days=rows["end"] - rows["start"])
    rows = rows[(rows["days"] > 0) & rows["work_centre"].isin(list(counts))]
    rows["family"] = rows["item"].map(lambda item: (families or {}).get(item, item))
    loads = [_load(rows, name, int(count), end - start) for name, count in counts.items()]
    shown = _shown(loads)
    title = _finding(loads, titles, end - start)
    with chart_style():
        count = sum(load.machines for load in shown)
        tall = min(max(2.4 + 0.12 * count, 2.4 + 0.42 * len(shown), 4.5), 7.4)
        figure = new_figure((10.6, tall)) if ax is None else ax.get_figure(root=True)
        assert isinstance(figure, Figure)
        note = _note(loads, shown, way, replication, seed)
        set_finding(figure, title, note, ax)
        axes = ax if ax is not None else figure.add_axes((0.19, 1.15 / tall, 0.60, 1 - 2.2 / tall))
        _draw(axes, rows, shown, titles, (start, end))
    return Chart(figure, title, _alt_text(loads, titles, title, end - start))


def _load(rows: pd.DataFrame, centre: str, machines: int, days: float) -> Load:
    mine = rows[rows["work_centre"] == centre]
    worked = mine.groupby("kind")["days"].sum()
    return Load(centre, machines, float(worked.get("set-up", 0.0)), float(worked.get("run", 0.0)), days)


def _shown(loads: Sequence[Load]) -> list[Load]:
    """Return the busiest work centres that fit, one at the least, in the order given."""
    chosen: list[Load] = []
    for load in sorted(loads, key=lambda one: -one.utilisation):
        if not chosen or sum(one.machines for one in chosen) + load.machines <= MOST_MACHINES:
            chosen.append(load)
    return [load for load in loads if load in chosen]


def _note(loads: Sequence[Load], shown: Sequence[Load], way: str, replication: int, seed: int | None) -> str:
    note = f"Simulated: {way + ', ' if way else ''}one history (replication {replication}"
    note += ("" if seed is None else f", seed {seed}") + ")."
    note += " A row is a machine or bench; lots go to the free one with the lowest number. Pale: idle."
    if len(shown) < len(loads):
        note += f" The title is of all {len(loads)} work centres; "
        note += f"the {len(shown)} busiest that fit are shown." if len(shown) > 1 else "one is shown."
    return note


def _bar(start: float, days: float, y: float) -> list[tuple[float, float]]:
    """Return the corners of a bar in the row of a machine that begins at `y`."""
    low, high, end = y + 0.08, y + 0.92, start + days
    return [(start, low), (end, low), (end, high), (start, high)]


def _draw(
    ax: Axes,
    rows: pd.DataFrame,
    shown: Sequence[Load],
    titles: Mapping[str, str],
    window: tuple[float, float],
) -> None:
    start, end = window
    mine = rows[rows["work_centre"].isin([load.centre for load in shown])]
    work = mine[mine["kind"] == "run"].groupby("family")["days"].sum()
    work = work[sorted(work.index, key=lambda family: (-work[family], str(family)))]
    fills = dict(zip(work.index, FAMILIES, strict=False))
    top, middles = 0.0, []
    bars: dict[Paint, list[list[tuple[float, float]]]] = {}
    for load in shown:
        of_centre = mine[mine["work_centre"] == load.centre]
        for number in range(1, load.machines + 1):
            y = top + number - 1
            bars.setdefault((IDLE, "", False), []).append(_bar(start, end - start, y))
        for row in of_centre.itertuples():
            setup = row.kind == "set-up"
            colour, hatch = (SETUP, "////") if setup else fills.get(row.family, OTHERS)
            y = top + int(row.machine) - 1  # type: ignore[arg-type]
            bar = _bar(float(row.start), float(row.days), y)  # type: ignore[arg-type]
            bars.setdefault((str(colour), str(hatch), bool(setup)), []).append(bar)
        middles.append(top + load.machines / 2)
        top += load.machines + 0.8
    for (colour, hatch, setup), corners in bars.items():  # all bars of a kind at once, which is quicker
        idle = colour == IDLE
        outline = Path.make_compound_path(*(Path([*bar, bar[0]], closed=True) for bar in corners))
        ax.add_artist(
            PathPatch(
                outline, facecolor=colour, edgecolor="#9a9a9a" if setup else "#6a6a6a",
                linewidth=0.0 if setup or idle else 0.4, hatch=hatch, zorder=1 if idle else 2,
            )
        )  # fmt: skip
    words = [
        f"{wrapped(as_sentence_start(titles[load.centre]), NAME_WIDTH)}\n{load.machines} x, "
        f"busy {100 * load.utilisation:.0f} %"
        for load in shown
    ]
    ax.set_yticks(middles, words, fontsize=9.5)
    ax.tick_params(axis="y", length=0)
    ax.grid(axis="y", visible=False)
    ax.set_ylim(top - 0.6, -0.3)
    ax.set_xlim(start, end)
    ax.set_xlabel("day of the simulation")
    handles = [Patch(facecolor=SETUP, hatch="////", edgecolor="#9a9a9a", label="Set-up")]
    handles += [
        Patch(facecolor=colour, hatch=hatch, edgecolor="#6a6a6a", label=_named(str(family)))
        for family, (colour, hatch) in fills.items()
    ]
    if len(work) > len(fills):
        label = f"{len(work) - len(fills)} other families"
        handles.append(Patch(facecolor=OTHERS[0], edgecolor="#6a6a6a", label=label))
    handles.append(Patch(facecolor=IDLE, edgecolor=QUIET, linewidth=0.4, label="Idle"))
    ax.legend(
        handles=handles, loc="upper left", bbox_to_anchor=(1.015, 1.02), frameon=False, fontsize=9.5,
        handlelength=1.6, handleheight=1.1, labelcolor=INK,
    )  # fmt: skip


def _named(family: str) -> str:
    return wrapped(as_sentence_start(family.replace("-", " ")), 20)


def _per_cent(share: float) -> str:
    return f"{100 * share:.0f} %"


def _finding(loads: Sequence[Load], titles: Mapping[str, str], days: float) -> str:
    worked = sum(load.setup + load.run for load in loads)
    there = sum(load.machines for load in loads) * days
    lasts = f"{days:.0f} days" if days != 1 else "day"
    if not worked:
        return f"No machine works in these {lasts}"
    setup = sum(load.setup for load in loads)
    many = sum(load.machines for load in loads) > 1
    text = (
        f"The machines work {_per_cent(worked / there)}" if many else f"It works {_per_cent(worked / there)}"
    )
    text += f" of these {lasts}, "
    text += f"{_per_cent(setup / worked)} of that on set-ups" if setup else "without any set-up"
    if len(loads) == 1:
        return text.replace("It works", f"{as_sentence_start(titles[loads[0].centre])} works")
    first = max(loads, key=lambda load: load.utilisation)
    return f"{text}; busiest: {titles[first.centre]}, {_per_cent(first.utilisation)}"


def _alt_text(loads: Sequence[Load], titles: Mapping[str, str], title: str, days: float) -> str:
    each = "; ".join(
        f"{titles[load.centre]}, {load.machines} machine{'s' * (load.machines > 1)}: busy "
        f"{_per_cent(load.utilisation)}"
        + (f", set-ups {_per_cent(load.setup / (load.setup + load.run))} of that" if load.setup else "")
        for load in loads
    )
    what = f"Gantt chart of simulated runs on machines over {days:.0f} days"
    return f"{what}, where {title[:1].lower() + title[1:]}. {as_sentence_start(each)}."
