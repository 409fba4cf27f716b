"""The last page: what each function of a department is worth, and the roll-out."""

from typing import Any

import pandas as pd

from experiments.charts.chart import Chart
from experiments.charts.waterfall import waterfall
from experiments.commands.words import share
from experiments.functions import with_all
from experiments.interval import Interval
from experiments.report.blocks import Block, Bullets, Columns, Page, Picture, Table
from experiments.report.evidence import Evidence
from experiments.report.pages.cash import shortfall
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
    blocks: list[Block] = [Columns((Picture(chart),), (worth(evidence, run),), 0.6)]
    said, plan = beside(evidence, run), rollout(evidence, run)
    lists = [Bullets(tuple(said), "Functions, and the way of replenishing")] if said else []
    lists += [Bullets(tuple(plan), "Roll-out", numbered=True)] if plan else []
    blocks += [Columns((lists[0],), (lists[1],), 0.45)] if len(lists) == 2 else lists
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
    last, title = before, "All functions"
    full = full_way(run)
    if full is not None:
        way = evidence.title(str(run.summary["way"]))
        add("together", "All functions, today's way", "total", comparison.interval(before, KPI))
        add("way", f"{way} in place of today's way", "change", comparison.difference(full, KPI, before))
        last, title = full, f"{way}, all functions"
    add("end", title, "total", comparison.interval(last, KPI))
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


def full_way(run: StoredRun) -> str | None:
    """Return the scenario of the other way with all functions; None where there is no other way."""
    way = run.summary.get("way")
    name = with_all(str(way)) if way is not None else ""
    return name if name in run.comparison.alternatives else None


def beside(evidence: Evidence, run: StoredRun) -> list[str]:
    """Say what the functions alone do not reach, and what the other way adds or takes."""
    full, together = full_way(run), _together(run)
    kpi, target = evidence.table.service, evidence.table.target.get(evidence.table.service)
    comparison = run.comparison
    before = comparison.interval(together, kpi)
    said = []
    if target is not None and not comparison.meets(together, {kpi: target}):
        said.append(
            f"All functions on today's way fill {share_span(before)} at once: they miss the "
            f"target of {share(target)}."
        )
    if full is not None:
        way = evidence.title(str(run.summary["way"]))
        gain, then = comparison.difference(full, KPI, together), comparison.interval(full, kpi)
        less = "more" if gain.mean > 0 else "less"
        money = f"{sums(abs(gain.mean), evidence.currency)} a year {less} profit"
        if gain.low <= 0 <= gain.high:
            money = "about the same profit"
        said.append(
            f"{way} with all functions fills {share_span(then)}, for {money} than today's way with them."
        )
    return said


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


def _overtime_helps(transition: StoredRun, today: str) -> bool:
    """Tell whether service is below today's in fewer months of the change with overtime than without."""
    ways = [str(name) for name in transition.summary.get("ways", [])]
    if len(ways) < 2:
        return False
    frame = transition.frame("months.csv")
    without, with_it = (shortfall(frame, name, today)[0] for name in ways[:2])
    return with_it < without


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
    if transition is not None and _overtime_helps(transition, today):
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
