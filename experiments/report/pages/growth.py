"""Growth: what happens to today's way and to the others as volume grows, and where each breaks."""

import pandas as pd

from experiments.charts.sweep_lines import sweep_lines
from experiments.commands.words import share
from experiments.report.blocks import Block, Bullets, Columns, Page, Picture, Table
from experiments.report.evidence import Evidence

VALUE = "volume"
NEAR = 0.005
"""Service that may be missing from the target and still reach it: half a point."""


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
        Columns((Picture(chart),), (Bullets(tuple(said), "Where each way breaks"),), 0.66),
        table_of(evidence, points),
    ]
    return Page("growth", headline(evidence, points), tuple(blocks))


def lines_of(points: pd.DataFrame) -> pd.DataFrame:
    """Return the points of a sweep as `sweep_lines` takes them."""
    winners = (
        points[points["winner"].astype(bool)]
        .groupby("point")["alternative"]
        .agg(lambda names: list(dict.fromkeys(names)))
    )
    frame = points.rename(columns={VALUE: "value"}).copy()
    frame["value"] = frame["value"].astype(float)
    frame["winner"] = [", ".join(winners.get(point, [])) for point in frame["point"]]
    return frame


def of_service(points: pd.DataFrame, name: str) -> pd.DataFrame:
    """Return service of a way by volume."""
    rows = points[(points["alternative"] == name) & (points["kpi"] == "fill_rate")]
    return rows.assign(**{VALUE: rows[VALUE].astype(float)}).sort_values(VALUE).set_index(VALUE)


def breaking(points: pd.DataFrame, name: str) -> float | None:
    """Return the lowest volume at which the plant does not keep up under a way; None: it does everywhere."""
    rows = of_service(points, name)
    stuck = rows[rows["saturated"].astype(bool)]
    return None if stuck.empty else float(stuck.index[0])


def headline(evidence: Evidence, points: pd.DataFrame) -> str:
    """Say where today's way breaks; the first way of the sweep where today's is not in it."""
    names = [str(name) for name in dict.fromkeys(points["alternative"])]
    first = str(evidence.today) if evidence.today in names else names[0]
    called = "Today's way" if first == evidence.today else evidence.title(first)
    most = float(points[VALUE].astype(float).max())
    found = breaking(points, first)
    if found is None:
        return f"{called} keeps up with {most:g} times today's volume"
    rows = of_service(points, first)
    before = [float(v) for v in rows.index if v < found]
    span = f"between {max(before):g} and {found:g}" if before else f"at {found:g} or less"
    return (
        f"Today's plant breaks {span} times today's volume, whatever the way"
        if _all_break(points, first, found)
        else f"{called} breaks {span} times today's volume"
    )


def _all_break(points: pd.DataFrame, first: str, at: float) -> bool:
    others = [str(name) for name in dict.fromkeys(points["alternative"]) if name != first]
    ends = [breaking(points, name) for name in others]
    return bool(ends) and all(end is not None and end <= at for end in ends)


def breaks(evidence: Evidence, points: pd.DataFrame, name: str) -> list[str]:
    """Say where a way stops keeping up, what is busy there, and up to where it reaches the target."""
    rows, called = of_service(points, name), evidence.title(name)
    target = evidence.table.target.get("fill_rate")
    said = []
    if target is not None:
        able = [
            float(v)
            for v in rows.index
            if bool(rows.loc[v, "meets_target"]) and not bool(rows.loc[v, "saturated"])
        ]
        said.append(
            f"reaches {share(target)} up to {max(able):g} times today's volume"
            if able
            else f"reaches {share(target)} at no volume"
        )
    found = breaking(points, name)
    if found is None:
        said.append("keeps up everywhere")
    else:
        row = {str(key): value for key, value in rows.loc[found].to_dict().items()}
        busy = str(row["busiest"]).replace("-", " ")
        said.append(
            f"no longer keeps up at {found:g} ({busy} {share(float(row['utilisation']), 0)} "
            f"busy, service {share(float(row['mean']))})"
        )
    return [f"{called} {', '.join(said)}."]


def table_of(evidence: Evidence, points: pd.DataFrame) -> Table:
    """Return service of each way at each volume, with the load of the busiest work centre."""
    names = [str(name) for name in dict.fromkeys(points["alternative"])]
    head = ["times today's volume", *(evidence.title(name) for name in names)]
    rows = []
    for volume in sorted(points[VALUE].astype(float).unique()):
        cells = [f"{volume:g}"]
        for name in names:
            row = of_service(points, name).loc[volume]
            stuck = " (does not keep up)" if bool(row["saturated"]) else ""
            cells.append(f"{share(float(row['mean']))}, {share(float(row['utilisation']), 0)} busy{stuck}")
        rows.append(tuple(cells))
    return Table(tuple(head), tuple(rows), "Service, and the busiest work centre, at each volume")
