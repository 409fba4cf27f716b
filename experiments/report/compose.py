"""Compose the report: pages for an audience, and sheets."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial

from experiments.report.blocks import Block, Page, Picture, Report, Text
from experiments.report.drawn import Drawer, Forms, Vectors
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
from experiments.shared_out import SharedOut

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
Appendix = Callable[[Evidence], Page | None]
EXTRAS: Mapping[Maker, Callable[[Evidence], list[Picture]]] = {
    stand.page: stand.extras,
    lots.page: lots.extras,
    floor.page: floor.extras,
    opponents.page: opponents.extras,
}
"""Pictures that a page speaks of and has no room for: an appendix shows them."""
APPENDICES: tuple[Appendix, ...] = (
    appendices.figures,
    appendices.items,
    appendices.stock,
    appendices.floor,
    appendices.stress,
    appendices.volumes,
    appendices.doubts,
    appendices.assumed,
    appendices.checks,
    appendices.method,
    appendices.words,
)
"""Appendices in their order, after the pictures."""
OPERATIONS_FIRST: tuple[Appendix, ...] = (appendices.items, appendices.floor)
"""What an audience of operations finds before the pictures."""
PICTURES = None
"""Where the appendix of further pictures stands among those who make pages and appendices."""
SCREEN = Forms()
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


@dataclass(frozen=True, slots=True)
class _Made:
    """What one task brings: a page or an appendix, if there is evidence for it, and further pictures."""

    page: Page | None
    extras: tuple[Block, ...] = ()


@contextmanager
def composed(
    evidence: Evidence,
    audience: str,
    jobs: int = 1,
    forms: Forms = SCREEN,
    meanwhile: Callable[[], object] | None = None,
) -> Iterator[tuple[Report, Vectors]]:
    """Give the report of a body of evidence, and a function that returns its charts for a PDF.

    These are drawn by other processes while the report is rendered; the function waits for them.

    Parameters
    ----------
    audience
        `board`, `operations` or `teaching`.
    jobs
        Processes that make pages side by side; the report is the same for any number.
    forms
        As what it is made. Where no chart is drawn, for a workbook alone, only the first page is made, whose
        title says in a sentence what the sheets show.
    meanwhile
        What this process does while others make pages.
    """
    assert evidence.verdict is not None  # worked out once, before the work is shared out
    order = _order(audience) if forms.drawn else AUDIENCES[audience][:1]
    tasks = _tasks(order, evidence, audience, forms)
    with SharedOut(list(tasks.values()), jobs) as shared:
        if meanwhile is not None:
            meanwhile()
        own = sheets(evidence) if forms.sheets else ()
        made = dict(zip(tasks, shared.results(), strict=True))
        extras = [one for maker in EXTRAS if maker in made for one in made[maker].extras]
        pages = [appendices.pictures(extras) if one is None else made[one].page for one in order]
        unit = evidence.case.time_unit
        summary = evidence.runs["compare"].summary
        subtitle = (
            f"Simulated: {evidence.replications} replications of {float(summary['horizon']):g} {unit}s, seed "
            f"{evidence.seed}; 95 % intervals"
        )
        there = tuple(page for page in pages if page is not None)
        report = Report(evidence.case.title, subtitle, evidence.currency, there, own)
        yield report, lambda: {svg: one for part in shared.rest() for svg, one in part.items()}


def _order(audience: str) -> tuple[Maker | Appendix | None, ...]:
    """Return who makes pages and appendices, in the order of an audience."""
    first = OPERATIONS_FIRST if audience == "operations" else ()
    return (*AUDIENCES[audience], *first, PICTURES, *(one for one in APPENDICES if one not in first))


def _tasks(
    order: Sequence[Maker | Appendix | None], evidence: Evidence, audience: str, forms: Forms
) -> dict[Maker | Appendix, Callable[[], tuple[_Made, Vectors]]]:
    """Return who makes what: a page with its further pictures, or an appendix."""
    makers = AUDIENCES[audience]
    hidden = [one for one in EXTRAS if one not in makers and PICTURES in order]
    tasks: dict[Maker | Appendix, Callable[[], tuple[_Made, Vectors]]] = {}
    for maker in (*(one for one in makers if one in order), *hidden):
        tasks[maker] = partial(_page, maker, evidence, audience, f"p{len(tasks)}", forms, maker in makers)
    for appendix in (one for one in APPENDICES if one in order):
        tasks[appendix] = partial(_appendix, appendix, evidence, f"p{len(tasks)}", forms)
    return tasks


def _page(
    maker: Maker, evidence: Evidence, audience: str, prefix: str, forms: Forms, wanted: bool
) -> tuple[_Made, Vectors]:
    """Make a page, if it is wanted, and the pictures it has no room for, which share what was worked out."""
    drawer = Drawer(prefix, forms)
    page = maker(evidence, audience) if wanted else None
    if page is not None:
        page = drawer.page(_taught(page) if audience == "teaching" else page)
    extras = EXTRAS[maker](evidence) if maker in EXTRAS else []
    return _Made(page, drawer.blocks(tuple(extras))), drawer.vectors


def _appendix(maker: Appendix, evidence: Evidence, prefix: str, forms: Forms) -> tuple[_Made, Vectors]:
    drawer = Drawer(prefix, forms)
    page = maker(evidence)
    return _Made(None if page is None else drawer.page(page)), drawer.vectors


def _taught(page: Page) -> Page:
    lesson = LESSONS.get(page.key)
    return page if lesson is None else replace(page, blocks=(*page.blocks, Text(lesson, "note")))
