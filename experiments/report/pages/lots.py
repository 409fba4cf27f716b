"""Lot sizes and safety stock: are they rational, and what does each class need?"""

from functools import cache

import pandas as pd

from experiments.charts.exchange_curve import exchange_curve
from experiments.charts.tuned_service import tuned_service
from experiments.commands.words import share
from experiments.compare import reaches
from experiments.interval import Interval
from experiments.report.blocks import Block, Bullets, Columns, Page, Picture, Table, Text
from experiments.report.evidence import Evidence
from experiments.report.words import sums
from experiments.stored import StoredRun
from sim.scenario import UNITS_PER_YEAR

CAUTION = "The curve is about goods sold only, and takes an order of each to cost the same."
"""What the exchange curve leaves out."""


def page(evidence: Evidence, audience: str) -> Page | None:
    """Return the page; None where there are neither lots of today nor tuned classes."""
    lots, run = exchange(evidence), evidence.get("tune")
    tuned = run is not None and run.has("goals.csv")
    if run is not None and tuned:
        picture = tuned_picture(evidence, run)
        words = [f"{lots.chart.title}. {CAUTION}"] if lots is not None else []
        right: list[Block] = [class_table(evidence, run)]
        right += [Bullets(tuple(words), "Lot sizes")] if words else []
        return Page("lots", headline(evidence, run), (Columns((picture,), tuple(right), 0.6),))
    if lots is None:
        return None
    return Page("lots", "Lot sizes of today against the least stock", (lots, Text(CAUTION, "note")))


def extras(evidence: Evidence) -> list[Picture]:
    """Return pictures for an appendix: the exchange curve, where the page shows something else."""
    lots = exchange(evidence)
    return [lots] if lots is not None and evidence.get("tune") is not None else []


def headline(evidence: Evidence, run: StoredRun) -> str:
    """Say what the formula misses and tuning reaches."""
    frame = run.frame("goals.csv")

    def met(way: str) -> int:
        rows = frame[frame["way"] == way]
        return sum(
            reaches(_interval(row), str(row["kpi"]), float(row["target"])) for _, row in rows.iterrows()
        )

    many = int((frame["way"] == "tuned").sum())
    way = evidence.title(str(run.summary["alternative"]))
    text = f"{way}, set class by class: simulation reaches {met('tuned')} of {many} targets"
    return text + (f", the textbook formula {met('formula')}" if "formula" in set(frame["way"]) else "")


def _interval(row: pd.Series) -> Interval:
    mean, low, high = (float(row[name]) for name in ("mean", "low", "high"))
    return Interval(mean, low, high, (high - low) / 2, 2, float("nan"))


@cache
def exchange(evidence: Evidence) -> Picture | None:
    """Draw the exchange curve of what is sold; None without today's way or without costs."""
    table, run = evidence.table, evidence.runs["compare"]
    if table.today is None or not run.has("stock_points.csv") or not table.priced:
        return None
    frame = lots_frame(evidence)
    mine = frame[frame["alternative"] == table.today]
    if mine.empty or not (mine["unit_cost"].gt(0) & mine["orders_a_year"].gt(0)).any():
        return None
    chart = exchange_curve(
        frame,
        titles=table.titles,
        today=table.today,
        currency=evidence.currency,
        seed=evidence.seed,
        looks=evidence.looks,
        replications=evidence.replications,
    )
    return Picture(chart)


def lots_frame(evidence: Evidence) -> pd.DataFrame:
    """Return units, cost and orders a year of what is sold, by way: today's and who reaches the target."""
    table, run = evidence.table, evidence.runs["compare"]
    points = run.frame("stock_points.csv")
    network = evidence.network
    year = UNITS_PER_YEAR[evidence.case.time_unit]
    asked: dict[str, float] = {}
    for demand in network.demands:
        gap = demand.interval.mean
        asked[demand.stock] = asked.get(demand.stock, 0.0) + (
            demand.size.mean * year / gap if gap > 0 else 0.0
        )
    cost = {item.name: item.unit_cost for item in network.items}
    shown = [name for name in table.order() if name == table.today or name in table.entrants]
    points = points[points["alternative"].isin(shown) & points["stock"].isin(asked)]
    served = 1 - points["lost_share"].fillna(0.0)
    return pd.DataFrame(
        {
            "alternative": points["alternative"],
            "item": points["stock"],
            "units_a_year": points["stock"].map(asked) * served,
            "unit_cost": points["item"].map(cost),
            "orders_a_year": points["orders_per_year"],
        }
    )


def tuned_picture(evidence: Evidence, run: StoredRun) -> Picture:
    """Draw what each way of setting gives against each target."""
    from experiments.commands.tuned_words import ROWS

    rows = run.frame("goals.csv").to_dict("records")
    counts = {str(name): int(n) for name, n in run.summary["replications"].items()}
    chart = tuned_service(
        [{str(k): v for k, v in row.items()} for row in rows],
        titles=ROWS,
        alternative=evidence.title(str(run.summary["alternative"])),
        currency=evidence.currency,
        replications=max(counts.values()),
        seed=int(run.summary["seed"]),
    )
    return Picture(chart)


def class_table(evidence: Evidence, run: StoredRun) -> Table:
    """Return service and stock of each class: today, by the formula, tuned."""
    from experiments.commands.tuned_words import ROWS

    frame = run.frame("goals.csv")
    ways = [way for way in ("today", "formula", "tuned") if way in set(frame["way"])]
    head = ("goal", "target", *(ROWS.get(way, way) for way in ways))
    rows = []
    for goal, mine in frame.groupby("goal", sort=False):
        by_way = {str(row["way"]): row for row in mine.to_dict("records")}
        cells = [str(goal), share(float(mine["target"].iloc[0]))]
        for way in ways:
            one = by_way[way]
            cells.append(f"{share(float(one['mean']))}, {sums(float(one['stock']), evidence.currency)}")
        rows.append(tuple(cells))
    caption = "Service and stock on hand by class: today, by the textbook formula, and tuned by simulation"
    return Table(head, tuple(rows), caption)
