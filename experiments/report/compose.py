"""Compose the report: pages for an audience, and sheets."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from experiments.report.blocks import Page, Report, Text
from experiments.report.evidence import Evidence
from experiments.report.pages import (
    appendices,
    cash,
    decision,
    departments,
    floor,
    growth,
    lots,
    opponents,
    stand,
    trust,
    ways,
)
from experiments.report.sheets import sheets

Maker = Callable[[Evidence, str], Page | None]
BOARD: tuple[Maker, ...] = (
    decision.page,
    stand.page,
    trust.page,
    ways.page,
    lots.page,
    cash.page,
    floor.page,
    growth.page,
    opponents.page,
    departments.page,
)
AUDIENCES: Mapping[str, tuple[Maker, ...]] = {
    "board": BOARD,
    "operations": (
        decision.page,
        floor.page,
        lots.page,
        cash.page,
        growth.page,
        departments.page,
        ways.page,
        trust.page,
    ),
    "teaching": BOARD,
}
"""Pages by audience, in their order."""
LESSONS: Mapping[str, str] = {
    "decision": "How to read it: the total at the top is today's cost, each bar below is one line of it, "
    "and the total at "
    "the foot is the cost of the other way. A whisker that crosses its own start is within the noise.",
    "trust": "Why it matters: a simulation that cannot reproduce what mathematics knows, or what the "
    "firm reports, proves "
    "nothing about what nobody knows.",
    "ways": "How to read it: two ways differ when the interval of their difference leaves out zero. "
    "Intervals of single "
    "ways may overlap and the ways still differ, since all meet the same random worlds.",
    "lots": "Question: where does the formula give too little safety stock, and why? It knows the "
    "customers but not the queues of a plant, which make lead times longer just when demand is high.",
    "cash": "Question: why may service dip before it rises? All order points rise at once, and a plant "
    "has only so many hours: what is made for stock is not made for customers. Does it dip here?",
    "floor": "Little's law: work in process is throughput times lead time. Whoever shortens the wait "
    "frees the money in it.",
    "growth": "Near full load queues grow without bound: a tenth more volume may double the wait.",
    "opponents": "The break-even return is the gain a year over the money tied up. Compare it with what "
    "the money would "
    "earn elsewhere, not with nothing.",
}
"""What a student should notice, by the key of the page."""


def compose(evidence: Evidence, audience: str) -> Report:
    """Return the report of a body of evidence for an audience: `board`, `operations` or `teaching`."""
    made = (maker(evidence, audience) for maker in AUDIENCES[audience])
    pages = [page for page in made if page is not None]
    if audience == "teaching":
        pages = [_taught(page) for page in pages]
    pages += appendices.pages(evidence, audience)
    unit = evidence.case.time_unit
    summary = evidence.runs["compare"].summary
    subtitle = (
        f"Simulated: {evidence.replications} replications of {float(summary['horizon']):g} {unit}s, seed "
        f"{evidence.seed}; 95 % intervals"
    )
    return Report(evidence.case.title, subtitle, evidence.currency, tuple(pages), sheets(evidence))


def _taught(page: Page) -> Page:
    lesson = LESSONS.get(page.key)
    return page if lesson is None else replace(page, blocks=(*page.blocks, Text(lesson, "note")))
