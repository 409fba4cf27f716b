"""Charts inside a PDF: drawings of matplotlib in place of images, the same to look at and to read."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pypdf
import pytest

from experiments.report.blocks import Drawn, Picture, Report
from experiments.report.drawn import Forms, drawn, drawn_page, vectors_of
from experiments.report.html import render_html
from experiments.report.pdf import write_pdf
from experiments.report.svg import shape_of
from experiments.report.vector import vector_of
from tests.experiments.report.sample import bars, sample_report

BOTH = Forms(svg=True, vector=True)


def drawn_report(forms: Forms) -> Report:
    """The first pages of the sample, with two charts that differ, drawn."""
    report = sample_report()
    pages = [drawn_page(page, f"p{k}", forms) for k, page in enumerate(report.pages[:3])]
    other = Picture(drawn(bars("Kanban needs the least stock of all"), "other", forms))
    pages[2] = replace(pages[2], blocks=(*pages[2].blocks, other))
    return replace(report, pages=tuple(pages))


def pictures(reader: pypdf.PdfReader) -> list[Any]:
    """Return what stands in the place of a picture on any page."""
    found: dict[int, Any] = {}
    for page in reader.pages:
        for reference in page["/Resources"].get("/XObject", {}).values():  # type: ignore[union-attr]
            found[reference.idnum] = reference.get_object()
    return list(found.values())


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> pypdf.PdfReader:
    """The drawn pages as PDF."""
    report, path = drawn_report(BOTH), tmp_path_factory.mktemp("vector") / "drawn.pdf"
    write_pdf(render_html(report), path, vectors_of(report))
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


def test_the_places_are_as_wide_and_high_as_the_charts(tmp_path: Path) -> None:
    """A page has as many sheets with drawings as with images, within a hair."""
    report = drawn_report(BOTH)
    html = render_html(report)
    for name, vectors in (("images", {}), ("drawings", vectors_of(report))):
        write_pdf(html, tmp_path / f"{name}.pdf", vectors)
    counts = {len(pypdf.PdfReader(path).pages) for path in tmp_path.glob("*.pdf")}
    assert len(counts) == 1


def test_without_a_screen_nothing_is_drawn_for_it(tmp_path: Path, written: pypdf.PdfReader) -> None:
    """For a PDF alone the pages hold empty pictures of the right shape, and the PDF shows the same."""
    report = drawn_report(Forms(svg=False, vector=True))
    assert len(vectors_of(report)) == 5
    assert {shape_of(svg) for svg in vectors_of(report)} == {
        shape_of(svg) for svg in vectors_of(drawn_report(BOTH))
    }
    write_pdf(render_html(report), tmp_path / "alone.pdf", vectors_of(report))
    alone = pypdf.PdfReader(tmp_path / "alone.pdf")
    assert [page.extract_text() for page in alone.pages] == [page.extract_text() for page in written.pages]
    assert [one.get_data() for one in pictures(alone)] == [one.get_data() for one in pictures(written)]


def test_the_same_chart_gives_the_same_bytes() -> None:
    """No date, and no random name."""
    assert vector_of(bars()) == vector_of(bars())


def test_a_chart_with_letters_that_its_font_lacks_stays_as_it_was(tmp_path: Path) -> None:
    """The SVG is taken, for which the system may have a font; the PDF is written all the same."""
    foreign = drawn(bars("阀门 cost less"), "c", Forms(svg=False, vector=True))
    assert foreign.vector == b"" and "阀门" in foreign.svg
    report = drawn_report(BOTH)
    page = replace(report.pages[0], blocks=(Picture(foreign),))
    mixed = replace(report, pages=(page, *report.pages[1:]))
    write_pdf(render_html(mixed), tmp_path / "mixed.pdf", vectors_of(mixed))
    found = pictures(pypdf.PdfReader(tmp_path / "mixed.pdf"))
    assert len([one for one in found if "/Matrix" in one]) == len(vectors_of(mixed)) == 4


def test_signs_of_money_and_of_mathematics_are_no_reason() -> None:
    """The font has a rupee sign, dashes and signs of comparison."""
    assert vector_of(bars("₹ 5 ≥ 3 — − × ±"))


def test_what_is_drawn_is_not_drawn_again() -> None:
    """A chart that came from another process is taken as it is."""
    first = drawn(bars(), "c1", BOTH)
    assert drawn(first, "c2", BOTH) is first
    assert isinstance(first, Drawn) and first.title == bars().title and first.inches == bars().inches
