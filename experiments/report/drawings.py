"""Drawings in place of images: a document is laid out with images, each is exchanged for a drawing."""

import base64
import io
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from PIL import Image

COARSEST = 1000
"""Dots across the narrowest image; each further one is a dot wider, and is known by that."""


@dataclass(frozen=True, slots=True)
class Stream:
    """What a PDF holds as a run of bytes, and the entries that say how to read it."""

    data: bytes
    entries: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Reference:
    """Stands for a value of a drawing by its number."""

    number: int


@dataclass(frozen=True, slots=True)
class Vector:
    """A chart as a drawing of a PDF, in values that can be sent from process to process.

    A value is a dictionary, a list, a `Stream`, a `Reference`, or bytes: a number, a name or a text as PDF
    writes it.

    Parameters
    ----------
    wide, high
        Its size, in points.
    content
        What is drawn.
    resources
        What is drawn with: fonts, lines, tints.
    values
        What the others refer to, by number.
    """

    wide: float
    high: float
    content: Stream
    resources: Any
    values: Mapping[int, Any] = field(repr=False)


def shape_of(svg: str) -> tuple[float, float]:
    """Return width and height of a picture, in points.

    Examples
    --------
    >>> shape_of('<svg viewBox="0 0 763.2 460.8">')
    (763.2, 460.8)
    """
    found = re.search(r'viewBox="([^"]*)"', svg)
    assert found, "a picture has a viewBox"
    _, _, wide, high = (float(part) for part in found[1].split())
    return wide, high


def address_of(image: bytes, kind: str) -> str:
    """Return an image as an address that holds it; `kind` is `jpeg` or `svg+xml`."""
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
        Image.new("L", size).save(image, format="JPEG")  # which is taken as it is, and not packed again
        return address_of(image.getvalue(), "jpeg")

    def exchange(self, pdf: Any, vectors: Mapping[str, Vector | str]) -> None:
        """Put drawings into the places of a `pydyf.PDF` that are kept for them; others stay empty."""
        import pydyf  # type: ignore[import-untyped]

        images = {
            (thing.extra["Width"], thing.extra["Height"]): thing
            for thing in pdf.objects
            if isinstance(thing, pydyf.Stream) and thing.extra.get("Subtype") == "/Image"
        }
        for size, svg in self._places.items():
            drawing = vectors[svg]
            if isinstance(drawing, Vector):
                _Writer(pdf, drawing).become(images[size])


class _Writer:
    """Writes a drawing into a PDF."""

    def __init__(self, pdf: Any, drawing: Vector) -> None:
        self._pdf = pdf
        self._drawing = drawing
        self._written: dict[int, bytes] = {}

    def become(self, image: Any) -> None:
        """Make a drawing of an image, as wide and as high as one, as images are."""
        import pydyf

        wide, high = self._drawing.wide, self._drawing.high
        image.stream = [self._drawing.content.data]
        image.compress = False  # it is, where the filter says so
        image.extra = pydyf.Dictionary(
            {
                "Type": "/XObject",
                "Subtype": "/Form",
                "BBox": pydyf.Array([0, 0, wide, high]),
                "Matrix": pydyf.Array([f"{1 / wide:.9f}", 0, 0, f"{1 / high:.9f}", 0, 0]),
                "Resources": self._pydyf(self._drawing.resources),
                **self._entries(self._drawing.content.entries),
            }
        )

    def _entries(self, found: Mapping[str, Any]) -> dict[str, Any]:
        return {key: self._pydyf(value) for key, value in found.items()}

    def _pydyf(self, value: Any) -> Any:
        """Return a value as pydyf writes it; what has a number of its own gets one of the document."""
        import pydyf

        if isinstance(value, Reference):
            if value.number not in self._written:
                self._written[value.number] = self._numbered(self._drawing.values[value.number])
            return self._written[value.number]
        if isinstance(value, Stream):
            return pydyf.Stream([value.data], self._entries(value.entries))
        if isinstance(value, dict):
            return pydyf.Dictionary(self._entries(value))
        if isinstance(value, list):
            return pydyf.Array([self._pydyf(one) for one in value])
        return value

    def _numbered(self, value: Any) -> bytes:
        """Add a value to the document and return what refers to it."""
        import pydyf

        thing = self._pydyf(value)
        if not isinstance(thing, pydyf.Object):
            return bytes(thing)  # a number or a name: it may stand where it is referred to
        self._pdf.add_object(thing)
        reference: bytes = thing.reference
        return reference
