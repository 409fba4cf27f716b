"""Charts as drawings inside a PDF, by matplotlib's own hand.

WeasyPrint could draw their SVG, but sets each letter by itself, which is most of the time of a PDF. So the
document is laid out with plain images in place of the charts (`experiments.report.drawings`), and each image
is exchanged for a drawing.
"""

import io
import warnings
from collections.abc import Mapping
from typing import Any

from experiments.charts.chart import Chart
from experiments.charts.style import chart_style
from experiments.report.drawings import Reference, Stream, Vector
from experiments.report.svg import LACKING

NO_DATES = {"CreationDate": None, "Creator": None, "Producer": None}


def vector_of(chart: Chart) -> Vector | None:
    """Return a chart as a drawing, or None where its font lacks a letter of the chart.

    A report then takes the SVG, for which the system may have another font.
    """
    drawing = io.BytesIO()
    with chart_style(), warnings.catch_warnings():
        warnings.filterwarnings("error", LACKING, UserWarning)
        try:
            chart.figure.savefig(drawing, format="pdf", metadata=NO_DATES)
        except UserWarning:
            return None
    return _Reader(drawing).vector()


class _Reader:
    """Reads the page of a PDF into plain values."""

    def __init__(self, drawing: io.BytesIO) -> None:
        import pypdf

        self._page = pypdf.PdfReader(drawing).pages[0]
        self._values: dict[int, Any] = {}

    def vector(self) -> Vector:
        """Return the page as a drawing."""
        content: Any = self._page["/Contents"].get_object()
        box = self._page.mediabox
        resources = self._plain(self._page["/Resources"])
        return Vector(float(box.width), float(box.height), self._plain(content), resources, self._values)

    def _plain(self, value: Any) -> Any:
        from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject, StreamObject

        if isinstance(value, IndirectObject):
            if value.idnum not in self._values:
                self._values[value.idnum] = self._plain(value.get_object())
            return Reference(value.idnum)
        if isinstance(value, StreamObject):
            return Stream(value._data, self._entries(value, {"/Length"}))
        if isinstance(value, DictionaryObject):
            return self._entries(value, set())
        if isinstance(value, ArrayObject):
            return [self._plain(one) for one in value]
        written = io.BytesIO()
        value.write_to_stream(written)
        return written.getvalue()

    def _entries(self, found: Mapping[str, Any], but: set[str]) -> dict[str, Any]:
        return {key[1:]: self._plain(value) for key, value in found.items() if key not in but}
