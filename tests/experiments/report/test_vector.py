"""Charts inside a PDF: drawings of matplotlib in place of images, the same to look at and to read."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pypdf
import pytest

from experiments.report.blocks import Picture
from experiments.report.drawings import Vector, shape_of
from experiments.report.drawn import Drawer, Forms
from experiments.report.html import render_html
from experiments.report.pdf import write_pdf
from experiments.report.svg import empty_svg
from experiments.report.vector import vector_of
from tests.experiments.report.sample import bars, sample_report


def written_with(forms: Forms, path: Path, first: str = "") -> Mapping[str, Vector | str]:
    """Write the first pages of the sample and a further chart; return what the PDF shows for each picture.

    `first` is the finding of another chart in place of the first page.
    """
    report, drawer = sample_report(), Drawer("p", forms)
    other = Picture(bars("Kanban needs the least stock of all"))
    pages = [replace(page) for page in report.pages[:3]]
    pages[2] = replace(pages[2], blocks=(*pages[2].blocks, other))
    if first:
        pages[0] = replace(pages[0], blocks=(Picture(bars(first)),))
    drawn = replace(report, pages=tuple(map(drawer.page, pages)))
    write_pdf(render_html(drawn), path, drawer.vectors)
    return drawer.vectors()


def pictures(reader: pypdf.PdfReader) -> list[Any]:
    """Return what stands in the place of a picture on any page."""
    found: dict[int, Any] = {}
    for page in reader.pages:
        resources: Any = page["/Resources"]
        for reference in resources.get("/XObject", {}).values():
            found[reference.idnum] = reference.get_object()
    return list(found.values())


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> pypdf.PdfReader:
    """The pages as PDF, drawn for the screen as well."""
    path = tmp_path_factory.mktemp("vector") / "drawn.pdf"
    written_with(Forms(vector=True), path)
    return pypdf.PdfReader(path)


def test_each_place_is_taken_by_a_drawing(written: pypdf.PdfReader) -> None:
    """No image is left; each drawing fills the square that an image fills."""
    found = pictures(written)
    assert len(found) == 5
    for picture in found:
        assert picture["/Subtype"] == "/Form"
        wide, high = picture["/BBox"][2:]
        across, _, _, up, *_ = picture["/Matrix"]
        assert float(across) * float(wide) == pytest.approx(1, abs=1e-6)
        assert float(up) * float(high) == pytest.approx(1, abs=1e-6)


def test_each_drawing_stands_in_its_own_place(written: pypdf.PdfReader) -> None:
    """The words of the second chart are on its page, and only there."""
    texts = [page.extract_text() for page in written.pages]
    with_other = [k for k, text in enumerate(texts) if "Kanban needs the least stock of all" in text]
    assert len(with_other) == 1
    assert with_other[0] == len(texts) - 1


def test_words_of_a_drawing_can_be_found(written: pypdf.PdfReader) -> None:
    """Its text is text, with fonts of its own that are inside."""
    assert any("Total cost a year, Rs crore" in page.extract_text() for page in written.pages)
    for picture in pictures(written):
        fonts = [font.get_object() for font in picture["/Resources"]["/Font"].values()]
        assert fonts and all("/CharProcs" in font for font in fonts)


def test_a_picture_is_as_large_as_its_image(tmp_path: Path) -> None:
    """A page of drawings breaks where the page of images breaks."""
    report, drawer = sample_report(), Drawer("p", Forms(vector=True))
    drawn = replace(report, pages=tuple(map(drawer.page, report.pages[:4])))
    for name, vectors in (("images", None), ("drawings", drawer.vectors)):
        write_pdf(render_html(drawn), tmp_path / f"{name}.pdf", vectors)
    images, drawings = (pypdf.PdfReader(tmp_path / f"{name}.pdf") for name in ("images", "drawings"))
    starts = [page.extract_text()[:40] for page in images.pages]
    assert [page.extract_text()[:40] for page in drawings.pages] == starts


def test_without_a_screen_nothing_is_drawn_for_it(tmp_path: Path, written: pypdf.PdfReader) -> None:
    """For a PDF alone the pages hold empty pictures of the right shape, and the PDF is the same."""
    vectors = written_with(Forms(svg=False, vector=True), tmp_path / "alone.pdf")
    assert len(vectors) == 5 and all("<path" not in svg for svg in vectors)
    alone = pypdf.PdfReader(tmp_path / "alone.pdf")
    assert [page.extract_text() for page in alone.pages] == [page.extract_text() for page in written.pages]
    assert [one.get_data() for one in pictures(alone)] == [one.get_data() for one in pictures(written)]


def test_the_same_chart_gives_the_same_bytes() -> None:
    """No date, and no random name."""
    assert vector_of(bars()) == vector_of(bars()) != b""


@pytest.mark.parametrize("svg", [True, False])
def test_a_chart_with_letters_that_its_font_lacks_stays_an_image(tmp_path: Path, svg: bool) -> None:
    """Its SVG is taken, for which the system may have a font; all others are drawings."""
    path = tmp_path / "mixed.pdf"
    vectors = written_with(Forms(svg=svg, vector=True), path, first="阀门 cost less")
    foreign = [one for one in vectors.values() if isinstance(one, str)]
    assert len(foreign) == 1 and "阀门" in foreign[0] and "<path" in foreign[0]
    found = pictures(pypdf.PdfReader(path))
    assert not [one for one in found if one["/Subtype"] == "/Image"]
    assert len([one for one in found if "/Matrix" in one]) == len(vectors) - 1


def test_signs_of_money_and_of_mathematics_are_no_reason() -> None:
    """The font has a rupee sign, dashes and signs of comparison."""
    assert vector_of(bars("₹ 5 ≥ 3 — − × ±"))


def test_what_is_drawn_is_not_drawn_again() -> None:
    """A chart that came from another process is taken as it is."""
    first = Drawer("a", Forms()).draw(bars())
    assert Drawer("b", Forms()).draw(first) is first
    assert first.title == bars().title and first.inches == bars().inches
    assert shape_of(first.svg) == shape_of(empty_svg(bars(), "a"))
