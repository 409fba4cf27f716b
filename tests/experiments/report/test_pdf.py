"""The PDF is tagged, whole in itself, a sheet a page, and the same bytes each time."""

import builtins
from dataclasses import replace
from pathlib import Path
from typing import Any

import pypdf
import pytest
import weasyprint
from pypdf.generic import ArrayObject, DictionaryObject

from experiments.report.blocks import Report
from experiments.report.html import render_html
from experiments.report.pdf import PAPER, _fetcher, _font_files, write_pdf
from experiments.report.printable import printable
from sim.errors import OrderpointError
from tests.experiments.report.sample import FOREIGN, HOSTILE, bars, hostile_report, sample_report


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> pypdf.PdfReader:
    """The PDF of the sample."""
    path = tmp_path_factory.mktemp("pdf") / "sample.pdf"
    write_pdf(render_html(sample_report()), path)
    return pypdf.PdfReader(path)


@pytest.fixture(scope="module")
def texts(sample: pypdf.PdfReader) -> list[str]:
    """The text of each sheet of the sample."""
    return [page.extract_text() for page in sample.pages]


def small_report() -> Report:
    """The first pages of the sample."""
    report = sample_report()
    return replace(report, pages=report.pages[:3])


def structure(reader: pypdf.PdfReader) -> list[DictionaryObject]:
    """Return all structure elements."""
    found: list[DictionaryObject] = []

    def walk(node: Any) -> None:
        node = node.get_object()
        if isinstance(node, ArrayObject):
            for child in node:
                walk(child)
        elif isinstance(node, DictionaryObject):
            if "/S" in node:
                found.append(node)
            if "/K" in node:
                walk(node["/K"])

    walk(reader.root_object["/StructTreeRoot"]["/K"])  # type: ignore[index]
    return found


def sheets(reader: pypdf.PdfReader) -> list[int]:
    """Return the sheet on which each page of the report begins, counted from zero."""
    pages = reader.outline[1]
    assert isinstance(pages, list)
    numbers = [reader.get_destination_page_number(page) for page in pages]  # type: ignore[arg-type]
    return [number for number in numbers if number is not None]


def test_it_is_tagged(sample: pypdf.PdfReader) -> None:
    """Marked, with language, a title that viewers show, PDF/UA in its metadata, and headings and tables."""
    root = sample.root_object
    assert root["/MarkInfo"]["/Marked"]  # type: ignore[index]
    assert root["/Lang"] == "en"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]  # type: ignore[index]
    assert sample.metadata is not None and sample.metadata.title == sample_report().title
    assert b"pdfuaid:part" in root["/Metadata"].get_object().get_data()  # type: ignore[union-attr]
    kinds = [element["/S"] for element in structure(sample)]
    assert (kinds.count("/H1"), kinds.count("/H2"), kinds.count("/Caption")) == (1, 8, 2)
    assert {"/Table", "/TH", "/TD", "/L", "/LI", "/Sect"} <= set(kinds)


def test_every_figure_has_its_alt_text(sample: pypdf.PdfReader) -> None:
    """Seven pictures, each with what it shows."""
    figures = [element for element in structure(sample) if element["/S"] == "/Figure"]
    assert [figure["/Alt"] for figure in figures] == [bars().alt_text] * 7


def test_each_page_takes_one_sheet(sample: pypdf.PdfReader) -> None:
    """After the cover each page has a sheet of its own; the first appendix runs over several."""
    starts = sheets(sample)
    assert starts[:6] == [1, 2, 3, 4, 5, 6]
    assert starts[6] - starts[5] > 2
    size = sample.pages[1].mediabox
    assert (round(size.width), round(size.height)) == (842, 595)


def test_a_page_that_runs_over_gets_smaller_pictures(tmp_path: Path) -> None:
    """Pictures that are a little too large for the sheet are made smaller, until the page fits."""
    html = render_html(small_report())
    html = PAPER.sub(lambda size: f"--paper:{1.16 * float(size[1]):.1f}mm", html)
    path = tmp_path / "over.pdf"
    write_pdf(html, path)
    assert sheets(pypdf.PdfReader(path)) == [1, 2, 3]


def test_footers_and_heads_of_tables(texts: list[str]) -> None:
    """Every sheet but the cover has title and number; a table repeats its head on the next sheet."""
    last = len(texts)
    assert "Page 1 of" not in texts[0]
    for number, text in enumerate(texts[1:], start=2):
        assert f"Page {number} of {last}" in text
        assert sample_report().title in text
    assert all("Way of replenishing" in text for text in texts[6:10])


def test_text_in_pictures_can_be_found(texts: list[str]) -> None:
    """The words of a chart are text in the PDF."""
    assert "Total cost a year, Rs crore" in texts[5]


def test_nothing_leads_outside_and_fonts_are_inside(sample: pypdf.PdfReader) -> None:
    """All links go to pages of the report; each font is embedded, and is the one of the charts."""
    actions = [
        annotation.get_object().get("/A", {})
        for page in sample.pages
        for annotation in page.get("/Annots", ())
    ]
    assert not [action for action in actions if "/URI" in action]
    fonts = sample.pages[1]["/Resources"]["/Font"].values()  # type: ignore[index]
    assert fonts
    for font in fonts:
        descendant = font.get_object()["/DescendantFonts"][0].get_object()
        assert "DejaVu-Sans" in descendant["/BaseFont"]
        assert "/FontFile2" in descendant["/FontDescriptor"].get_object()


def test_the_same_report_gives_the_same_bytes(tmp_path: Path) -> None:
    """No date, and no random name."""
    html = render_html(small_report())
    for name in ("a.pdf", "b.pdf"):
        write_pdf(html, tmp_path / name)
    assert (tmp_path / "a.pdf").read_bytes() == (tmp_path / "b.pdf").read_bytes()
    facts = pypdf.PdfReader(tmp_path / "a.pdf").metadata
    assert facts is not None and "/CreationDate" not in facts


def test_hostile_words_are_text(tmp_path: Path) -> None:
    """Names that look like markup are printed as they are, and none becomes a link or a script."""
    names = tuple(name for name in HOSTILE if name != FOREIGN)  # pypdf misreads fonts that lack a letter
    write_pdf(render_html(hostile_report(names)), tmp_path / "hostile.pdf")
    reader = pypdf.PdfReader(tmp_path / "hostile.pdf")
    assert reader.metadata is not None and reader.metadata.title == printable(hostile_report().title)
    text = "".join(page.extract_text() for page in reader.pages)
    for name in (*HOSTILE[:7], "{{ 7 * 7 }}", "null\N{REPLACEMENT CHARACTER} bell"):
        assert name in text
    assert b"/URI" not in (tmp_path / "hostile.pdf").read_bytes()
    assert "/JavaScript" not in str(reader.root_object)


@pytest.mark.parametrize(
    "address", ["http://127.0.0.1:9/x.png", "https://example.org/", "file:///etc/passwd"]
)
def test_nothing_is_fetched(address: str) -> None:
    """The network and files of the machine are refused."""
    with pytest.raises(ValueError, match="fetches nothing"):
        _fetcher(weasyprint).fetch(address)


def test_own_fonts_and_data_are_read() -> None:
    """What is not refused: data in the page, and the fonts that come with matplotlib."""
    fetcher = _fetcher(weasyprint)
    assert fetcher.fetch("data:text/plain,here").read() == b"here"
    for address in _font_files():
        with_font = fetcher.fetch(address)
        assert len(with_font.read()) > 100_000
        with_font.close()


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (
            ImportError("no module"),
            r"WeasyPrint and pypdf, which are not installed: pip install '.*pdf\]'",
        ),
        (OSError("cannot load library 'libpango-1.0-0'"), r"finds no Pango.*apt-get install libpango-1.0-0"),
    ],
)
def test_what_is_missing_is_named(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, error: Exception, words: str
) -> None:
    """Without WeasyPrint or its libraries the error says what to install, and no file is left."""
    real = builtins.__import__

    def refuse(name: str, *rest: Any, **others: Any) -> Any:
        if name.startswith("weasyprint"):
            raise error
        return real(name, *rest, **others)

    monkeypatch.setattr(builtins, "__import__", refuse)
    with pytest.raises(OrderpointError, match=words):
        write_pdf("<p>", tmp_path / "x.pdf")
    assert not (tmp_path / "x.pdf").exists()
