"""Growth: what happens to today's way and to the others as volume grows, and where each breaks."""

import pandas as pd

from experiments.charts.sweep_lines import sweep_lines
from experiments.commands.words import share
from experiments.report.blocks import Block, Bullets, Columns, Page, Picture, Table
from experiments.report.evidence import Evidence
from experiments.report.parts import VOLUME

FULL = 0.995
"""Share of the time that a work centre works from which it is never idle, in print."""


def page(evidence: Evidence, audience: str) -> Page | None:
    """Return the page; None without a sweep of the volume."""
    run = evidence.get("volume")
    if run is None:
        return None
    points = run.frame("points.csv")
    chart = sweep_lines(
        lines_of(points),
        path_words="times today's volume",
        kpi="fill_rate",
        titles=evidence.titles,
        looks=evidence.looks,
        today=evidence.today,
        currency=evidence.currency,
        target=evidence.table.target.get("fill_rate"),
        axis_words="Volume, times today's",
        decided_by=str(run.summary.get("decided_by", "")),
        replications=int(run.summary["replications"]),
        seed=int(run.summary["seed"]),
    )
    said = [
        words
        for name in dict.fromkeys(points["alternative"])
        for words in breaks(evidence, points, str(name))
    ]
    blocks: list[Block] = [
        Columns((Picture(chart),), (Bullets(tuple(said), "Where each way breaks"),), 0.7),
    ]
    return Page("growth", headline(evidence, points), tuple(blocks))


def lines_of(points: pd.DataFrame) -> pd.DataFrame:
    """Return the points of a sweep as `sweep_lines` takes them."""
    frame = points.rename(columns={VOLUME: "value"})
    return frame.assign(value=frame["value"].astype(float), winner=frame["winner"].astype(bool))


def of_service(points: pd.DataFrame, name: str) -> pd.DataFrame:
    """Return service of a way by volume."""
    rows = points[(points["alternative"] == name) & (points["kpi"] == "fill_rate")]
    return rows.assign(**{VOLUME: rows[VOLUME].astype(float)}).sort_values(VOLUME).set_index(VOLUME)


def breaking(points: pd.DataFrame, name: str) -> float | None:
    """Return the lowest volume at which a work centre is never idle, or queues only grow, under a way.

    None: it has room everywhere.
    """
    rows = of_service(points, name)
    full = rows[rows["saturated"].astype(bool) | (rows["utilisation"].astype(float) >= FULL)]
    return None if full.empty else float(full.index[0])


def headline(evidence: Evidence, points: pd.DataFrame) -> str:
    """Say where the plant is full, under today's way and the one that is recommended."""
    names = [str(name) for name in dict.fromkeys(points["alternative"])]
    first = str(evidence.today) if evidence.today in names else names[0]
    way = evidence.verdict.other
    shown = [first, *([way] if way in names and way != first else [])]
    found = {name: breaking(points, str(name)) for name in shown}
    most = float(points[VOLUME].astype(float).max())
    if all(at is None for at in found.values()):
        return f"The plant has room for {most:g} times today's volume"
    words = [
        f"at {at:g} times today's volume under {evidence.inside(str(name))}"
        if at is not None
        else f"nowhere up to {most:g} under {evidence.inside(str(name))}"
        for name, at in found.items()
    ]
    return f"The plant is full {', '.join(words)}"


def breaks(evidence: Evidence, points: pd.DataFrame, name: str) -> list[str]:
    """Say up to where a way reaches the target, from where on the plant is full, and what service is then."""
    rows, called = of_service(points, name), evidence.title(name)
    target = evidence.table.target.get("fill_rate")
    said = []
    if target is not None:
        met = [float(v) for v in rows.index if _meets(rows, float(v))]
        at = f"up to {max(met):g} times today's volume" if met else "at none of these volumes"
        said.append(f"reaches {share(target)} {at}")
    found = breaking(points, name)
    if found is None:
        said.append("has room everywhere")
    else:
        row = {str(key): value for key, value in rows.loc[found].to_dict().items()}
        busy = str(row["busiest"]).replace("-", " ")
        then = share(float(row["mean"]))
        said.append(f"is full from {found:g} on ({busy} is never idle; service there {then})")
    return [f"{called} {', '.join(said)}."]


def _meets(rows: pd.DataFrame, volume: float) -> bool:
    """Tell whether a way reaches the target at a volume, and keeps up."""
    row = rows.loc[volume]
    return bool(row["meets_target"]) and not bool(row["saturated"])


def table_of(evidence: Evidence, points: pd.DataFrame) -> Table:
    """Return service of each way at each volume, with the load of the busiest work centre."""
    names = [str(name) for name in dict.fromkeys(points["alternative"])]
    head = ["times today's volume", *(evidence.title(name) for name in names)]
    rows = []
    for volume in sorted(points[VOLUME].astype(float).unique()):
        cells = [f"{volume:g}"]
        for name in names:
            row = of_service(points, name).loc[volume]
            stuck = " (does not keep up)" if bool(row["saturated"]) else ""
            cells.append(f"{share(float(row['mean']))}, {share(float(row['utilisation']), 0)} busy{stuck}")
        rows.append(tuple(cells))
    return Table(tuple(head), tuple(rows), "Service, and the busiest work centre, at each volume")
