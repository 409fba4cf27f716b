"""Charts as drawings inside a PDF: matplotlib draws them, and they take the place of images in the document.

WeasyPrint could draw their SVG, but sets each letter by itself, which is most of the time of a PDF. So the
document is laid out with plain images in place of the charts, and each image is exchanged for a drawing.
"""

import base64
import io
import warnings
from collections.abc import Mapping
from typing import Any

from PIL import Image

from experiments.charts.chart import Chart
from experiments.charts.style import chart_style
from experiments.report.svg import LACKING

NO_DATES = {"CreationDate": None, "Creator": None, "Producer": None}
COARSEST = 1000
"""Dots across the narrowest image; each further one is a dot wider, and is known by that."""


def vector_of(chart: Chart) -> bytes:
    """Return a chart as a PDF of one page, or nothing where its font lacks a letter of the chart.

    A report then takes the SVG, for which the system may have another font.
    """
    drawing = io.BytesIO()
    with chart_style(), warnings.catch_warnings():
        warnings.filterwarnings("error", LACKING, UserWarning)
        try:
            chart.figure.savefig(drawing, format="pdf", metadata=NO_DATES)
        except UserWarning:
            return b""
    return drawing.getvalue()


def address_of(image: bytes, kind: str) -> str:
    """Return an image as an address that holds it; `kind` is `png` or `svg+xml`."""
    return f"data:image/{kind};base64,{base64.b64encode(image).decode('ascii')}"


class Drawings:
    """The drawings of a document, and the images that keep their places until it is laid out."""

    def __init__(self) -> None:
        self._places: dict[tuple[int, int], str] = {}

    def place(self, svg: str, proportion: float) -> str:
        """Return the address of an image that keeps the place of a picture.

        Parameters
        ----------
        svg
            The picture, by which its drawing is known.
        proportion
            Its width over its height.
        """
        wide = COARSEST + len(self._places)
        size = (wide, round(wide / proportion))
        self._places[size] = svg
        image = io.BytesIO()
        Image.new("L", size).save(image, format="PNG")
        return address_of(image.getvalue(), "png")

    def exchange(self, pdf: Any, vectors: Mapping[str, bytes | str]) -> None:
        """Put drawings into the places of a `pydyf.PDF` that are kept for them; others stay empty."""
        import pydyf  # type: ignore[import-untyped]

        images = {
            (thing.extra["Width"], thing.extra["Height"]): thing
            for thing in pdf.objects
            if isinstance(thing, pydyf.Stream) and thing.extra.get("Subtype") == "/Image"
        }
        for size, svg in self._places.items():
            drawing = vectors[svg]
            if isinstance(drawing, bytes):
                _Copier(pdf, drawing).become(images[size])


class _Copier:
    """Copies the page of a PDF into another PDF."""

    def __init__(self, pdf: Any, drawing: bytes) -> None:
        import pypdf

        self._pdf = pdf
        self._page = pypdf.PdfReader(io.BytesIO(drawing)).pages[0]
        self._copied: dict[int, bytes] = {}

    def become(self, image: Any) -> None:
        """Make a drawing of an image, as wide and as high as one, as images are."""
        import pydyf

        content: Any = self._page["/Contents"].get_object()
        wide, high = float(self._page.mediabox.width), float(self._page.mediabox.height)
        image.stream = [content._data]
        image.compress = False  # it is, where the filter says so
        image.extra = pydyf.Dictionary(
            {
                "Type": "/XObject",
                "Subtype": "/Form",
                "BBox": pydyf.Array([0, 0, wide, high]),
                "Matrix": pydyf.Array([f"{1 / wide:.9f}", 0, 0, f"{1 / high:.9f}", 0, 0]),
                "Resources": self._copy(self._page["/Resources"]),
                **self._entries(content, {"/Length"}),
            }
        )

    def _entries(self, found: Mapping[str, Any], but: set[str]) -> dict[str, Any]:
        return {key[1:]: self._copy(value) for key, value in found.items() if key not in but}

    def _copy(self, value: Any) -> Any:
        """Return a value as pydyf writes it; what has a number of its own gets one here."""
        import pydyf
        from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject

        if isinstance(value, IndirectObject):
            if value.idnum not in self._copied:
                self._copied[value.idnum] = self._numbered(value.get_object())
            return self._copied[value.idnum]
        if isinstance(value, DictionaryObject):
            return pydyf.Dictionary(self._entries(value, set()))
        if isinstance(value, ArrayObject):
            return pydyf.Array([self._copy(one) for one in value])
        written = io.BytesIO()
        value.write_to_stream(written)
        return written.getvalue()

    def _numbered(self, value: Any) -> bytes:
        """Add an object of a drawing to the document and return what refers to it."""
        import pydyf
        from pypdf.generic import DictionaryObject, StreamObject

        if isinstance(value, StreamObject):
            thing = pydyf.Stream([value._data], self._entries(value, {"/Length"}))
        elif isinstance(value, DictionaryObject):
            thing = pydyf.Dictionary(self._entries(value, set()))
        else:
            copied = self._copy(value)
            if not isinstance(copied, pydyf.Object):
                return bytes(copied)  # a number or a name: it may stand where it is referred to
            thing = copied
        self._pdf.add_object(thing)
        reference: bytes = thing.reference
        return reference
