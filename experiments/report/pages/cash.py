"""The way there: money and service, month by month."""

import pandas as pd

from experiments.charts.cash_by_month import cash_by_month
from experiments.charts.looks import Look
from experiments.charts.service_by_month import service_by_month
from experiments.interval import Interval, paired_difference
from experiments.report.blocks import Block, Bullets, Columns, Page, Picture
from experiments.report.evidence import Evidence
from experiments.report.words import money_span, share_span, sums
from experiments.stored import StoredRun

OVERTIME_LOOK = Look("#2f6f4f", "P", "++")
"""How the transition with overtime is drawn."""
LAST = 3
"""Months at the end whose mean is where a figure settles."""


def page(evidence: Evidence, audience: str) -> Page | None:
    """Return the page; None without a transition run."""
    run = evidence.get("transition")
    if run is None or run.summary.get("way") is None or evidence.today is None:
        return None
    frame = run.frame("months.csv")
    way = str(run.summary["way"])
    titles = way_titles(evidence, run)
    looks = dict(evidence.looks)
    for name in run.summary["ways"]:
        looks.setdefault(str(name), OVERTIME_LOOK)
    money = cash_by_month(
        frame.assign(month=frame["month"] + 1),  # read at its end: months since the change
        stay=evidence.today,
        change=way,
        titles=titles,
        currency=evidence.currency,
        seed=int(run.summary["seed"]),
        looks=looks,
    )
    service = service_by_month(
        frame,
        stay=evidence.today,
        titles=titles,
        target=evidence.table.target.get("fill_rate"),
        looks=looks,
        seed=int(run.summary["seed"]),
    )
    said = Bullets(tuple(findings(evidence, run, frame)), "What the months need")
    blocks: list[Block] = [Columns((Picture(money),), (Picture(service),), 0.54), said]
    return Page("cash", headline(evidence, frame, way), tuple(blocks))


def headline(evidence: Evidence, frame: pd.DataFrame, way: str) -> str:
    """Say how much money the change takes at the most, and when."""
    peak, month = peak_of(frame, way, str(evidence.today))
    if peak.low <= 0:
        return f"The change to {evidence.title(way)} ties up no more money than today's way"
    return f"The change takes up to {sums(peak.mean, evidence.currency)}, most in month {month + 1}"


def way_titles(evidence: Evidence, run: StoredRun) -> dict[str, str]:
    """Return what to call the lines: the ways, and those with overtime."""
    titles = dict(evidence.titles)
    for name in run.summary["ways"]:
        base = str(name).removesuffix(" with overtime")
        if base != name:
            titles[str(name)] = f"{evidence.title(base)} with overtime"
    return titles


def findings(evidence: Evidence, run: StoredRun, frame: pd.DataFrame) -> list[str]:
    """Say what the transition takes: money at the peak, months below today's service, overtime."""
    today, way = str(evidence.today), str(run.summary["way"])
    titles = way_titles(evidence, run)
    items = []
    peak, month = peak_of(frame, way, today)
    items.append(
        f"Most money is tied up in month {month + 1}: "
        f"{money_span(peak, evidence.currency, signed=True)} against staying."
    )
    for name in run.summary["ways"]:
        months, worst, at = shortfall(frame, str(name), today)
        if months:
            items.append(
                f"{titles[str(name)]}: service is below today's for {months} months; in the "
                f"worst, month {at + 1}, by {share_span(worst, signed=True).removeprefix('+')}."
            )
        else:
            items.append(f"{titles[str(name)]}: service is in no month surely below today's.")
    if any("overtime" in str(name) for name in run.summary["ways"]):
        more = 100 * (float(run.summary["overtime"]) - 1)
        items.append(
            f"Overtime is {more:.0f} % more hours at every work centre for "
            f"{run.summary['overtime_months']} months; its pay is not in the figures."
        )
    other = run.summary.get("against", {})
    if other:
        names = ", ".join(evidence.title(str(name)) for name in other)
        items.append(f"Not simulated: a transition to {names}, which needs another network than today's.")
    return items


def monthly(frame: pd.DataFrame, name: str, kpi: str) -> pd.DataFrame:
    """Return a figure of a line by month and replication."""
    rows = frame[(frame["alternative"] == name) & (frame["kpi"] == kpi) & (frame["month"] >= 0)]
    return rows.pivot(index="month", columns="replication", values="value")


def service(frame: pd.DataFrame, name: str) -> pd.DataFrame:
    """Return the share filled at once by month and replication."""
    return monthly(frame, name, "filled") / monthly(frame, name, "demanded")


def peak_of(frame: pd.DataFrame, way: str, today: str) -> tuple[Interval, int]:
    """Return the greatest mean difference in working capital, and its month."""
    mine, theirs = (monthly(frame, name, "working_capital") for name in (way, today))
    apart = (mine - theirs).mean(axis=1)
    month = int(apart.index.to_numpy(dtype=int)[int(apart.to_numpy(dtype=float).argmax())])
    return paired_difference(mine.loc[month].to_numpy(), theirs.loc[month].to_numpy()), month


def shortfall(frame: pd.DataFrame, way: str, today: str) -> tuple[int, Interval, int]:
    """Return the months in which service is surely below today's, the worst shortfall, and its month."""
    mine, theirs = service(frame, way), service(frame, today)
    found = {int(m): paired_difference(theirs.loc[m].to_numpy(), mine.loc[m].to_numpy()) for m in mine.index}
    below = [m for m, one in found.items() if one.low > 0]
    worst = max(found, key=lambda m: found[m].mean)
    return len(below), found[worst], worst
