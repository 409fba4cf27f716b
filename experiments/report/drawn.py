"""Draw the charts of a report: what is drawn is small enough to be handed from process to process."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from experiments.charts.chart import Chart
from experiments.report.blocks import Block, Columns, Drawn, Page, Picture
from experiments.report.drawings import Vector
from experiments.report.svg import empty_svg, svg_of
from experiments.report.vector import vector_of

Vectors = Callable[[], Mapping[str, Vector | str]]
"""Returns what a PDF shows in place of each `<svg>`; see `Drawer.vectors`."""


@dataclass(frozen=True, slots=True)
class Forms:
    """As what a report is made: charts as `svg` for a screen, as `vector` for a PDF; `sheets` of a workbook.

    Without `svg` an empty `<svg>` keeps the place of a drawing for a PDF.
    """

    svg: bool = True
    vector: bool = False
    sheets: bool = True

    @property
    def drawn(self) -> bool:
        """Whether any chart is drawn."""
        return self.svg or self.vector


@dataclass(slots=True)
class Drawer:
    """Draws charts, and keeps those that are to be drawn for a PDF as well, which may come later.

    `prefix` stands before every id in a picture, and must be another for each drawer of a report.
    """

    prefix: str
    forms: Forms
    _kept: dict[str, tuple[Chart, str]] = field(default_factory=dict)
    _count: int = 0

    def draw(self, chart: Chart | Drawn) -> Drawn:
        """Draw a chart, unless it is drawn."""
        if isinstance(chart, Drawn):
            return chart
        self._count += 1
        name = f"{self.prefix}_{self._count}"
        svg = svg_of(chart, name) if self.forms.svg else empty_svg(chart, name)
        if self.forms.vector:
            self._kept[svg] = (chart, name)
        return Drawn(svg, chart.inches, chart.title, chart.alt_text)

    def blocks(self, blocks: tuple[Block, ...]) -> tuple[Block, ...]:
        """Return blocks whose charts are drawn."""
        return tuple(map(self._block, blocks))

    def page(self, page: Page) -> Page:
        """Return a page whose charts are drawn."""
        return replace(page, blocks=self.blocks(page.blocks))

    def vectors(self) -> Mapping[str, Vector | str]:
        """Return what a PDF shows in place of each `<svg>`: a drawing.

        Where the font of the charts lacks a letter, it is an `<svg>`, for which the system may have another.
        """
        found: dict[str, Vector | str] = {}
        for svg, (chart, name) in self._kept.items():
            found[svg] = vector_of(chart) or (svg if self.forms.svg else svg_of(chart, name))
        return found

    def _block(self, block: Block) -> Block:
        if isinstance(block, Picture):
            return replace(block, chart=self.draw(block.chart))
        if isinstance(block, Columns):
            return replace(block, left=self.blocks(block.left), right=self.blocks(block.right))
        return block
