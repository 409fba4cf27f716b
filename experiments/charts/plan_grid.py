"""The time-phased plan of one item: stock against its safety, requirements, receipts, and when to order."""

from typing import TYPE_CHECKING

import numpy as np

from experiments.charts.chart import Chart
from experiments.charts.style import BAD, INK, QUIET, chart_style, new_figure, set_finding, wrapped
from experiments.money import plain

if TYPE_CHECKING:
    from experiments.plans import PlanMade

PLANNED, SCHEDULED = "#5790fc", "#7a21dd"
"""Receipts of planned and of open orders."""
MOST_NAMED = 4
"""Buckets that are named in a title."""


def plan_chart(made: "PlanMade", stock: str, time_unit: str) -> Chart:
    """Draw requirements, receipts, projected stock and releases of an item.

    Parameters
    ----------
    made
        The plan.
    stock
        A stock point of it.
    time_unit
        Unit of the case, for the heading of the buckets.
    """
    plan = made.plan
    place = plan.bill.position(stock)
    record, data = plan.record, plan.data
    buckets = np.arange(1, data.buckets + 1)
    safety = float(data.safety_stock[place])
    on_hand = record.projected_on_hand[place]
    title = finding(made, stock, time_unit)
    with chart_style():
        figure = new_figure((9.6, 5.2))
        axes = figure.subplots(gridspec_kw={"left": 0.09, "right": 0.97, "bottom": 0.25, "top": 0.84})
        axes.bar(buckets, -record.gross[place], width=0.7, color="#d9d9d9", edgecolor=QUIET, label="required")
        coming = record.scheduled_receipts[place]
        axes.bar(buckets, coming, width=0.7, color=SCHEDULED, hatch="||", label="open orders come")
        axes.bar(
            buckets,
            record.planned_receipts[place],
            width=0.7,
            bottom=coming,
            color=PLANNED,
            hatch="//",
            label="planned orders come",
        )
        axes.plot(
            buckets, on_hand, color=INK, marker="o", markersize=4, label="stock at the end of the bucket"
        )
        axes.axhline(safety, color=BAD, linewidth=1.4, linestyle="--", label="safety stock")
        axes.axhline(0, color=QUIET, linewidth=0.8)
        releases = record.planned_releases[place].copy()
        releases[0] += record.past_due[place]
        when = buckets[releases > 0]
        axes.plot(when, [0.0] * len(when), "^", color=INK, markersize=9, label="order goes out", zorder=5)
        axes.set_xlim(0.4, data.buckets + 0.6)
        axes.set_xticks(buckets[:: max(1, data.buckets // 15)])
        axes.yaxis.set_major_formatter(lambda value, _: plain(abs(value)))
        axes.set_xlabel(
            f"bucket (each {made.bucket:g} {time_unit}{'' if made.bucket == 1 else 's'})", fontsize=10
        )
        axes.set_ylabel("units", fontsize=10)
        axes.legend(
            loc="upper center",
            bbox_to_anchor=(0.5, -0.13),
            ncols=3,
            frameon=False,
            fontsize=9,
            columnspacing=1.4,
        )
        note = f"A plan made at {time_unit} {made.time:g}. Below the line: what is required of the item."
        set_finding(figure, title, note)
    alt = (
        f"Bars of requirements and receipts and a line of projected stock of {stock} in {data.buckets} "
        f"buckets. {title}."
    )
    return Chart(figure, title, " ".join(wrapped(alt, 10_000).split()))


def finding(made: "PlanMade", stock: str, time_unit: str) -> str:
    """Say when to order, and whether stock keeps above its safety."""
    plan = made.plan
    place = plan.bill.position(stock)
    record, safety = plan.record, float(plan.data.safety_stock[place])
    releases = record.planned_releases[place].copy()
    releases[0] += record.past_due[place]
    weeks = [str(bucket + 1) for bucket in np.flatnonzero(releases > 0)]
    if not weeks:
        order = "nothing to order"
    elif len(weeks) > MOST_NAMED:
        order = f"{len(weeks)} orders, the first in bucket {weeks[0]}"
    else:
        listed = ", ".join(weeks[:-1]) + (" and " if len(weeks) > 1 else "") + weeks[-1]
        order = f"order in bucket{'s' if len(weeks) > 1 else ''} {listed}"
    low = np.flatnonzero(record.projected_on_hand[place] < safety - 1e-9)
    if not len(low):
        kept = f"stock never falls below its safety of {safety:g}" if safety else "stock never runs out"
        return f"{stock}: {order}; {kept}"
    lowest = float(record.projected_on_hand[place].min())
    below = f"stock falls below its safety of {safety:g} from bucket {low[0] + 1} on, down to {lowest:.4g}"
    return f"{stock}: {order}; {below}"
