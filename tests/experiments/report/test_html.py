"""The HTML report is one file that fetches nothing, says all it shows, and takes every word as a word."""

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from xml.etree import ElementTree

import pytest

from experiments.report.blocks import Page, Picture, Report, Table, Text, Tile, Tiles
from experiments.report.drawings import shape_of
from experiments.report.html import render_html
from experiments.report.paper import picture_rows, picture_scale
from experiments.report.printable import printable
from experiments.report.svg import svg_of
from tests.experiments.report.sample import HOSTILE, bars, hostile_report, sample_report, sample_table

VOID = {"meta", "br", "col", "img", "hr", "input", "link"}
OUTSIDE = re.compile(r"""\b(?:src|href|action|data|poster|srcset)=(?!["'](?:#|data:))|@import|url\((?!#)""")


@dataclass
class Element:
    """An element with its attributes and all text inside it."""

    tag: str
    attributes: dict[str, str]
    text: str = ""
    inside: list[str] = field(default_factory=list)


class Reader(HTMLParser):
    """Collects the elements of a document, with their ancestors."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[Element] = []
        self._open: list[Element] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        inside = [element.tag for element in self._open]
        element = Element(tag, {name: value or "" for name, value in attrs}, inside=inside)
        self.elements.append(element)
        if tag not in VOID:
            self._open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self._open, f"</{tag}> closes nothing"
        assert self._open[-1].tag == tag, f"</{tag}> closes <{self._open[-1].tag}>"
        self._open.pop()

    def handle_data(self, data: str) -> None:
        for element in self._open:
            element.text += data

    def all(self, tag: str) -> list[Element]:
        """Return the elements with a name."""
        return [element for element in self.elements if element.tag == tag]


@pytest.fixture(scope="module")
def sample() -> str:
    """The HTML of the sample."""
    return render_html(sample_report())


@pytest.fixture(scope="module")
def hostile() -> str:
    """The HTML of the report whose every word is hostile."""
    return render_html(hostile_report())


def one_page(*blocks: object, title: str = "A page") -> Report:
    """A report of one page."""
    page = Page("page", title, blocks)  # type: ignore[arg-type]
    return Report("Title", "Subtitle", "INR", (page,), ())


# ---- one file


def test_the_file_fetches_nothing(sample: str) -> None:
    """No script, no address but anchors and data, and a policy that forbids both."""
    reader = Reader(sample)
    assert not {"script", "link", "iframe", "object", "form"} & {e.tag for e in reader.elements}
    assert not OUTSIDE.search(sample)
    policies = [e.attributes["content"] for e in reader.all("meta") if "http-equiv" in e.attributes]
    assert policies == ["default-src 'none'; style-src 'unsafe-inline'; img-src data:"]


def test_the_same_report_gives_the_same_text(sample: str) -> None:
    """Charts drawn anew have no ids, dates or orders of their own."""
    assert render_html(sample_report()) == sample


def test_every_anchor_is_there_once(sample: str) -> None:
    """Ids are unique over all pictures and pages, and all that is referred to exists."""
    ids = re.findall(r'\bid="([^"]+)"', sample)
    assert len(ids) == len(set(ids))
    referred = re.findall(r'href="#([^"]+)"', sample) + re.findall(r"url\(#([^)]+)\)", sample)
    assert len(referred) > 50
    assert set(referred) <= set(ids)


# ---- what a screen reader meets


def test_the_frame_of_the_document(sample: str) -> None:
    """Language, title, landmarks, one h1, and a section with a heading for each page, in the contents too."""
    reader, report = Reader(sample), sample_report()
    assert reader.all("html")[0].attributes["lang"] == "en"
    assert reader.all("title")[0].text == reader.all("h1")[0].text == report.title
    assert [len(reader.all(tag)) for tag in ("header", "nav", "main", "h1")] == [1, 1, 1, 1]
    sections = reader.all("section")
    assert [s.attributes["aria-labelledby"] for s in sections] == [page.key for page in report.pages]
    headings = {e.attributes["id"]: e.text for e in reader.all("h2")}
    links = {e.attributes["href"]: e.text for e in reader.all("a")}
    for section, page in zip(sections, report.pages, strict=True):
        assert headings[section.attributes["aria-labelledby"]].endswith(f" {page.title}")
        assert links[f"#{page.key}"].endswith(f" {page.title}")


def test_pictures_are_named_by_their_alt_text(sample: str) -> None:
    """Each picture is an image with the alt text as its name, and no title that browsers show as a tip."""
    reader = Reader(sample)
    pictures = reader.all("svg")
    assert len(pictures) == 7
    assert {p.attributes["aria-label"] for p in pictures} == {bars().alt_text}
    assert {p.attributes["role"] for p in pictures} == {"img"}
    assert all("svg" not in e.inside for e in reader.elements if e.tag in ("title", "desc", "style"))


def test_tables_have_captions_and_headers() -> None:
    """Columns and rows are named; figures stand to the right; an empty corner is no header."""
    table = Table(("", "Where", "Cost"), (("Pump", "shop", "Rs 5"), ("Valve", "stores", "Rs 6")), "Costs", 2)
    reader = Reader(render_html(one_page(table)))
    assert [e.text for e in reader.all("caption")] == ["Costs"]
    scopes = [(e.attributes["scope"], e.text) for e in reader.all("th")]
    assert scopes == [("col", "Where"), ("col", "Cost"), ("row", "Pump"), ("row", "Valve")]
    right = [e.text for e in reader.elements if "figure" in e.attributes.get("class", "").split()]
    assert right == ["Cost", "Rs 5", "Rs 6"]


def test_rows_that_stand_out_are_bold(sample: str) -> None:
    """Only the rows that are named as bold are."""
    bold = [e.text.split("\n")[1] for e in Reader(sample).all("tr") if e.attributes.get("class") == "bold"]
    assert bold == ["Today's way", "MRP II"] * 2


def test_good_and_bad_are_words_too() -> None:
    """A tile says good or bad in words; one that is neither says nothing."""
    tiles = (Tile("a", "1", tone="good"), Tile("b", "2", tone="bad"), Tile("c", "3"))
    reader = Reader(render_html(one_page(Tiles(tiles))))
    words = [e.text for e in reader.all("p") if e.attributes.get("class") == "word"]
    assert words == ["good", "bad"]
    classes = [e.attributes["class"] for e in reader.all("li") if "tile" in e.attributes.get("class", "")]
    assert classes == ["tile good", "tile bad", "tile plain"]


def test_a_warning_is_a_word_and_a_frame() -> None:
    """A text in a frame says why it stands there; others do not."""
    reader = Reader(render_html(one_page(Text("Assumed.", "warning"), Text("Known."))))
    assert [(e.attributes["class"], e.text) for e in reader.all("p")[1:]] == [
        ("warning", "Caution. Assumed."),
        ("body", "Known."),
    ]


def luminance(colour: str) -> float:
    """Return the relative luminance of a colour, by WCAG 2."""
    parts = [int(colour[k : k + 2], 16) / 255 for k in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("name", ["ink", "quiet", "good-ink", "bad-ink"])
def test_text_stands_out_from_its_ground(sample: str, name: str) -> None:
    """Every colour of text reaches WCAG AA on white and on the wash of tiles and rows."""
    colours = dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6});", sample))
    for ground in ("#ffffff", colours["wash"]):
        contrast = (luminance(ground) + 0.05) / (luminance(colours[name]) + 0.05)
        assert contrast >= 4.5


# ---- words of users


def test_hostile_words_stay_words(hostile: str) -> None:
    """Markup in a name is text: no element comes of it, and all names can be read."""
    reader = Reader(hostile)
    assert not {"script", "b", "i"} & {e.tag for e in reader.elements}
    assert reader.all("title")[0].text == printable(hostile_report().title)
    cells = [e.text for e in reader.all("td") + reader.all("th")]
    assert {printable(name) for name in HOSTILE} <= set(cells)
    assert "49" not in [e.text for e in reader.all("td")], "a template in a name is not run"


def test_no_character_breaks_the_file(hostile: str) -> None:
    """Control characters and halves of pairs are replaced, and the text can be written as UTF-8."""
    assert not set(hostile) & set("\x00\x07\x1b\ud800\uffff")
    assert hostile.encode("utf-8")
    assert "null\N{REPLACEMENT CHARACTER} bell" in hostile


def test_keys_become_anchors_that_differ(hostile: str) -> None:
    """Keys that are equal, empty or no anchors get one each."""
    anchors = [e.attributes["aria-labelledby"] for e in Reader(hostile).all("section")]
    assert anchors == ["a-b-c", "a-b-c-2", "page-3"]


# ---- pictures


def test_text_in_pictures_stays_text() -> None:
    """Names are text, escaped once, in a font with the widths that the chart was laid out for."""
    root = ElementTree.fromstring(svg_of(bars("Less & <b>less</b>"), "c1"))
    words = ["".join(e.itertext()) for e in root.iter("{http://www.w3.org/2000/svg}text")]
    assert {"Less & <b>less</b>", "Today's way", "MRP II", "Total cost a year, Rs crore"} <= set(words)
    assert root.get("style", "").startswith("font-family:'DejaVu Sans',Verdana,sans-serif;")


def test_pictures_are_small_and_keep_their_shape() -> None:
    """A picture has the proportions of its figure, and numbers of two decimals at the most."""
    chart = bars()
    svg = svg_of(chart, "c1")
    assert shape_of(svg) == pytest.approx(tuple(72 * side for side in chart.figure.get_size_inches()))
    lengths = re.findall(r'\s(?:d|x|y)="([^"]*)"', svg)
    assert lengths and not any(re.search(r"\.\d{3}", length) for length in lengths)
    assert len(svg) < 16_000


def test_hatched_bars_stand_on_their_own_colour() -> None:
    """Under each hatched bar lies a plain one, so that seams of the pattern do not show."""
    svg = svg_of(bars(), "c1")
    grounds = re.findall(r'd="([^"]+)" [^>]*style="fill:(#[0-9a-f]{6})"/><path d="\1"[^>]*fill:url', svg)
    assert [colour for _, colour in grounds] == ["#1a1a1a", "#3a6fd8", "#f89c20", "#a96b59"]


# ---- paper


def test_pictures_that_follow_each_other_share_a_row() -> None:
    """Two halves stand side by side; what does not fit beside begins a row; text parts them."""
    half, wide, full = (Picture(bars(), width) for width in ("half", "two-thirds", "full"))
    text = Text("between")
    rows = picture_rows((half, half, half, wide, full, text, half, text, half))
    assert [len(row) for row in rows] == [2, 1, 1, 1, 1, 1, 1, 1]


def test_pictures_shrink_as_text_grows() -> None:
    """A picture alone takes the sheet; under text it is smaller; with no room left the page runs over."""
    picture, text = Picture(bars()), Text("word " * 150)
    alone = picture_scale(Page("a", "Alone", (picture,)))
    less = picture_scale(Page("a", "With text", (picture, text)))
    assert alone is not None and less is not None
    assert 0.55 <= less < alone <= 1
    assert picture_scale(Page("a", "With a long table", (picture, sample_table(60)))) is None
