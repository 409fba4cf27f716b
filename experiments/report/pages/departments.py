"""The last page: what each function of a department is worth, and the roll-out."""

from typing import Any

import pandas as pd

from experiments.charts.chart import Chart
from experiments.charts.waterfall import waterfall
from experiments.interval import Interval
from experiments.report.blocks import Block, Bullets, Columns, Page, Picture, Table
from experiments.report.evidence import Evidence
from experiments.report.words import money_span, share_span, sums
from experiments.stored import StoredRun

KPI = "profit"
"""Figure that functions are worth."""


def page(evidence: Evidence, audience: str) -> Page | None:
    """Return the page; None where no function was switched on."""
    run = evidence.get("functions")
    if run is None or evidence.today is None:
        return None
    chart = steps(evidence, run)
    blocks: list[Block] = [Columns((Picture(chart),), (worth(evidence, run),), 0.56)]
    plan = rollout(evidence, run)
    if plan:
        blocks.append(Bullets(tuple(plan), "Roll-out", numbered=True))
    return Page("departments", headline(evidence, run), tuple(blocks))


def _functions(run: StoredRun) -> list[dict[str, Any]]:
    return [dict(one) for one in run.summary["functions"]]


def _together(run: StoredRun) -> str:
    """Return the scenario in which all functions work."""
    functions = _functions(run)
    return str(functions[-1]["up_to"] if len(functions) > 1 else functions[0]["alone"])


def headline(evidence: Evidence, run: StoredRun) -> str:
    """Say what a department would be worth."""
    gain = run.comparison.difference(_together(run), KPI, evidence.today)
    if gain.low <= 0 <= gain.high:
        return "All functions of a department together make no sure difference to profit"
    verb = "raise" if gain.mean > 0 else "lower"
    return (
        f"All functions of a department together {verb} profit by "
        f"{sums(abs(gain.mean), evidence.currency)} a year"
    )


def ladder(run: StoredRun) -> list[tuple[str, str]]:
    """Return title and scenario of each step: one function after the other."""
    return [
        (one["title"], one["up_to"] if number else one["alone"]) for number, one in enumerate(_functions(run))
    ]


def steps(evidence: Evidence, run: StoredRun) -> Chart:
    """Draw profit from today, one function after the other, to the recommended way."""
    comparison, today = run.comparison, str(evidence.today)
    rows: list[tuple[str, str, str, float, float, float]] = []

    def add(step: str, title: str, kind: str, one: Interval) -> None:
        rows.append((step, title, kind, one.mean, one.low, one.high))

    add("today", evidence.title(today), "total", comparison.interval(today, KPI))
    before = today
    for title, scenario in ladder(run):
        add(scenario, title, "change", comparison.difference(scenario, KPI, before))
        before = scenario
    way = run.summary.get("way")
    last = before
    if way is not None and way != today and way in comparison.alternatives:
        add("together", "All functions, today's way", "total", comparison.interval(before, KPI))
        add(
            "way",
            f"{evidence.title(str(way))} in place of today's way",
            "change",
            comparison.difference(str(way), KPI, before),
        )
        last = str(way)
    add(
        "end",
        evidence.title(last) if last == way else "All functions",
        "total",
        comparison.interval(last, KPI),
    )
    frame = pd.DataFrame(rows, columns=["step", "title", "kind", "mean", "low", "high"])
    return waterfall(
        frame,
        what="profit before overheads",
        better="higher",
        currency=evidence.currency,
        replications=max(int(n) for n in run.summary["replications"].values()),
        seed=int(run.summary["seed"]),
        difference=comparison.difference(last, KPI, today),
        note="Each function is switched on on top of those above it.",
    )


def worth(evidence: Evidence, run: StoredRun) -> Table:
    """Return what each function is worth alone, and all together."""
    comparison, today = run.comparison, str(evidence.today)
    rows = []
    levers = {name: lever.title or name for name, lever in evidence.case.levers.items()}
    for one in [*_functions(run), {"title": "All together", "alone": _together(run), "levers": ()}]:
        profit = comparison.difference(one["alone"], KPI, today)
        service = comparison.difference(one["alone"], "fill_rate", today)
        what = "; ".join(levers.get(str(name), str(name)) for name in one["levers"])
        rows.append(
            (
                one["title"],
                what,
                money_span(profit, evidence.currency, signed=True),
                share_span(service, signed=True),
            )
        )
    head = ("function", "what it does", "profit a year", "service")
    return Table(
        head,
        tuple(rows),
        "Each function alone on today's way, against today (95 % interval)",
        left=2,
        bold=frozenset({len(rows) - 1}),
    )


def rollout(evidence: Evidence, run: StoredRun) -> list[str]:
    """Return the steps of the roll-out, in the order that the figures ask for."""
    comparison, today = run.comparison, str(evidence.today)
    gains = {one["title"]: comparison.difference(one["alone"], KPI, today) for one in _functions(run)}
    sure = sorted((t for t, g in gains.items() if g.low > 0), key=lambda t: -gains[t].mean)
    unsure = [t for t in gains if t not in sure and not gains[t].high < 0]
    harmful = [t for t, g in gains.items() if g.high < 0]
    items = []
    if sure:
        items.append(f"Begin with what surely pays by itself: {', '.join(t.lower() for t in sure)}.")
    if evidence.verdict.changes and evidence.verdict.way != today:
        items.append(
            f"Count all stock, then go over to {evidence.title(str(evidence.verdict.way))}; "
            "orders that are under way stay as they are."
        )
    transition = evidence.get("transition")
    if transition is not None and any("overtime" in str(n) for n in transition.summary.get("ways", [])):
        items.append(
            f"Plan overtime for the first {transition.summary['overtime_months']} months (see "
            "the page on cash), and tell customers."
        )
    if unsure:
        items.append(
            f"Not surely worth money alone: {', '.join(t.lower() for t in unsure)}; do it "
            "where records or the new way need it."
        )
    if harmful:
        items.append(f"Leave out, as it costs more than it brings: {', '.join(t.lower() for t in harmful)}.")
    if len(items) > 1:
        items.append(
            "After six months hold the figures of the firm against those of this report, and simulate anew."
        )
    return items
