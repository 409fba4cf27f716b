"""The shop floor: where the weeks go, and where work waits."""

from functools import cache

from experiments.charts.lead_time_ladder import lead_time_ladder
from experiments.charts.work_flow import work_flow
from experiments.floor import flow_of_work, ladder, machines_of
from experiments.report.blocks import Block, Bullets, Columns, Page, Picture
from experiments.report.evidence import Evidence
from experiments.report.words import money_span, share_span

SHOWN = 4
"""Ways in the ladder."""


def page(evidence: Evidence, audience: str) -> Page | None:
    """Return the page; None where nothing is made."""
    run = evidence.runs["compare"]
    if not run.has("work_centres.csv"):
        return None
    names = shown(evidence)
    weeks = weeks_picture(evidence)
    flow = flow_picture(evidence)
    if weeks is None:
        return Page("floor", "Where work waits in the plant", (flow,))
    said = [f"{flow.chart.title}.", *loads(evidence, names)]
    blocks: list[Block] = [Columns((weeks,), (Bullets(tuple(said), "Where work waits"),), 0.64)]
    return Page("floor", headline(evidence, names), tuple(blocks))


def extras(evidence: Evidence) -> list[Picture]:
    """Return pictures for an appendix: where lots wait."""
    run = evidence.runs["compare"]
    if not run.has("work_centres.csv") or weeks_picture(evidence) is None:
        return []
    return [flow_picture(evidence)]


def headline(evidence: Evidence, names: list[str]) -> str:
    """Say how long a run takes, today and then."""
    weeks = [evidence.table.comparison.interval(name, "run_length_weeks").mean for name in names]
    if len(weeks) < 2 or any(one != one for one in weeks):
        return f"A run takes {weeks[0]:.1f} weeks" if weeks[0] == weeks[0] else "The shop floor"
    apart = evidence.table.comparison.difference(names[1], "run_length_weeks", names[0])
    if apart.low <= 0 <= apart.high:
        return f"A run takes about {weeks[0]:.1f} weeks, under {evidence.title(names[1])} too"
    return f"A run takes {weeks[1]:.1f} weeks under {evidence.title(names[1])}, {weeks[0]:.1f} today"


def loads(evidence: Evidence, names: list[str]) -> list[str]:
    """Say how busy the busiest work centre is under each way, and what set-ups cost."""
    said = []
    for name in names:
        busy = evidence.table.comparison.interval(name, "utilisation_max")
        setups = evidence.table.comparison.interval(name, "setup_cost")
        text = f"{evidence.title(name)}: the busiest work centre is at work {share_span(busy)} of the time"
        if setups.mean > 0:
            text += f"; set-ups cost {money_span(setups, evidence.currency)} a year"
        said.append(f"{text}.")
    return said


@cache
def weeks_picture(evidence: Evidence) -> Picture | None:
    """Draw where the weeks of an order go; None where no run length is known."""
    kpis = evidence.runs["compare"].frame("kpis.csv")
    weeks = kpis[(kpis["kpi"] == "run_length_weeks") & kpis["value"].notna()]
    if weeks.empty:
        return None
    able = [name for name in evidence.table.order() if name in set(weeks["alternative"])][:SHOWN]
    steps = ladder(kpis[kpis["alternative"].isin(able)])
    return Picture(
        lead_time_ladder(
            steps, titles=evidence.titles, today=evidence.today, looks=evidence.looks, seed=evidence.seed
        )
    )


def shown(evidence: Evidence) -> list[str]:
    """Return today's way and the recommended one, or its rival."""
    found = [name for name in (evidence.table.today, evidence.verdict.other) if name is not None]
    return found or evidence.table.order()[:2]


@cache
def flow_picture(evidence: Evidence) -> Picture:
    """Draw where lots wait and are worked on, today and under the recommended way."""
    run, names = evidence.runs["compare"], shown(evidence)
    centres, kpis = run.frame("work_centres.csv"), run.frame("kpis.csv")
    servers = machines_of(evidence.network)
    frame = flow_of_work(
        centres[centres["alternative"].isin(names)], servers, kpis[kpis["alternative"].isin(names)]
    )
    return Picture(
        work_flow(
            frame,
            titles=evidence.titles,
            today=evidence.today,
            looks=evidence.looks,
            currency=evidence.currency,
            replications=evidence.replications,
            seed=evidence.seed,
        )
    )
