"""Draw the charts of a report: what is drawn is small enough to be handed from process to process."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import count

from experiments.charts.chart import Chart
from experiments.report.blocks import Block, Columns, Drawn, Page, Picture, Report
from experiments.report.svg import empty_svg, svg_of
from experiments.report.vector import vector_of


@dataclass(frozen=True, slots=True)
class Forms:
    """As what charts are drawn: `svg` for a page on screen, `vector` for a PDF; neither for a workbook.

    Without `svg` an empty `<svg>` keeps the place of a drawing for a PDF.
    """

    svg: bool = True
    vector: bool = False

    @property
    def drawn(self) -> bool:
        """Whether anything is drawn."""
        return self.svg or self.vector


def drawn(chart: Chart | Drawn, prefix: str, forms: Forms) -> Drawn:
    """Draw a chart, unless it is drawn; `prefix` stands before every id in it."""
    if isinstance(chart, Drawn):
        return chart
    vector = vector_of(chart) if forms.vector else b""
    shown = forms.svg or (forms.vector and not vector)
    svg = svg_of(chart, prefix) if shown else empty_svg(chart, prefix)
    return Drawn(svg, chart.inches, chart.title, chart.alt_text, vector)


def drawn_blocks(blocks: tuple[Block, ...], prefix: str, forms: Forms) -> tuple[Block, ...]:
    """Return blocks whose charts are drawn, their ids apart as long as the prefixes are."""
    numbers = count(1)

    def one(block: Block) -> Block:
        if isinstance(block, Picture):
            return replace(block, chart=drawn(block.chart, f"{prefix}_{next(numbers)}", forms))
        if isinstance(block, Columns):
            return replace(block, left=tuple(map(one, block.left)), right=tuple(map(one, block.right)))
        return block

    return tuple(map(one, blocks))


def drawn_page(page: Page, prefix: str, forms: Forms) -> Page:
    """Return a page whose charts are drawn."""
    return replace(page, blocks=drawn_blocks(page.blocks, prefix, forms))


def vectors_of(report: Report) -> dict[str, bytes]:
    """Return the charts that are drawn for a PDF, by their `<svg>`."""
    charts = (picture.chart for page in report.pages for picture in _pictures(page.blocks))
    return {one.svg: one.vector for one in charts if isinstance(one, Drawn) and one.vector}


def _pictures(blocks: Iterable[Block]) -> Iterator[Picture]:
    for block in blocks:
        if isinstance(block, Picture):
            yield block
        elif isinstance(block, Columns):
            yield from _pictures((*block.left, *block.right))
