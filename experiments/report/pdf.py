"""The report as a PDF: tagged for screen readers, with its fonts inside and nothing fetched."""

import re
from collections.abc import Collection, Mapping
from importlib.util import find_spec
from itertools import pairwise
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

from experiments.report.drawings import Drawings, Vector, address_of, shape_of
from experiments.report.fonts import FACES, font_file
from experiments.uncollected import uncollected
from sim.errors import OrderpointError

if TYPE_CHECKING:
    from experiments.report.drawn import Vectors

IDENTIFIER = b"orderpoint"
"""In place of a random one, so that the same report gives the same bytes."""
PICTURE = re.compile(r'<svg\b[^>]*?\baria-label="([^"]*)"[^>]*>.*?</svg>', re.DOTALL)
SECTION = re.compile(r'<section class="page" aria-labelledby="([^"]+)">.*?</section>', re.DOTALL)
PAPER = re.compile(r"--paper:([\d.]+)mm")
SHRINK, TRIES = 0.9, 3
"""By how much pictures shrink where a page still runs over its sheet, and how often."""


def write_pdf(html: str, path: Path, vectors: "Vectors | None" = None) -> None:
    """Write a report of `render_html` as PDF/UA, the same bytes for the same text.

    A page that runs over its sheet is laid out again with smaller pictures.

    Parameters
    ----------
    vectors
        Returns what stands in place of each `<svg>` (see `Drawer.vectors`); asked when all is laid out. That
        takes half the time of drawing the `<svg>`, and is the same to look at.

    Raises
    ------
    sim.errors.OrderpointError
        WeasyPrint, or a library of the system that it needs, is missing.
    """
    with uncollected():
        found = _write(html, path, vectors, frozenset())
        lacking = {svg: instead for svg, instead in found.items() if isinstance(instead, str)}
        if lacking:
            for svg, instead in lacking.items():
                html = html.replace(svg, instead)
            _write(html, path, lambda: found, frozenset(lacking.values()))


def _write(
    html: str, path: Path, vectors: "Vectors | None", as_they_are: Collection[str]
) -> "Mapping[str, Vector | str]":
    """Write a report and return what should stand in place of each `<svg>`; only drawings do."""
    weasyprint = library()
    fonts = weasyprint.text.fonts.FontConfiguration()
    fetcher = _fetcher(weasyprint)
    faces = weasyprint.CSS(string=_faces(), font_config=fonts, url_fetcher=fetcher)

    def laid_out(text: str) -> tuple[Any, Drawings]:
        drawings = Drawings()
        kept = None if vectors is None else drawings
        source = weasyprint.HTML(string=_with_images(text, kept, as_they_are), url_fetcher=fetcher)
        rendered = source.render(stylesheets=[faces], font_config=fonts, pdf_variant="pdf/ua-1")
        return rendered, drawings

    document, drawings = laid_out(html)
    for _ in range(TRIES):
        smaller = _smaller_pictures(html, document)
        if smaller == html:
            break
        html = smaller
        document, drawings = laid_out(html)
    found: dict[str, Vector | str] = {}

    def exchange(_: Any, pdf: Any) -> None:
        found.update(vectors() if vectors is not None else {})
        drawings.exchange(pdf, found)

    path.parent.mkdir(parents=True, exist_ok=True)
    document.write_pdf(path, finisher=exchange, pdf_identifier=IDENTIFIER, pdf_variant="pdf/ua-1")
    return found


def library() -> ModuleType:
    """Return WeasyPrint.

    Raises
    ------
    sim.errors.OrderpointError
        It, or a library of the system that it needs, is missing.
    """
    try:
        if find_spec("pypdf") is None:  # which reads the drawings, where they are made
            raise ImportError("pypdf")
        import weasyprint
        import weasyprint.text.fonts
    except ImportError as error:
        raise OrderpointError(
            "A PDF needs WeasyPrint and pypdf, which are not installed: pip install 'orderpoint[pdf]', or "
            "print the HTML report from a browser."
        ) from error
    except OSError as error:
        raise OrderpointError(
            f"WeasyPrint finds no Pango on this system ({error}): install it (Debian: apt-get install "
            "libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0), or print the HTML report from a browser."
        ) from error
    return weasyprint


def _font_files() -> dict[str, tuple[str, str]]:
    """Return the address of each font file, with its weight and style."""
    return {font_file(name).as_uri(): face for name, face in FACES.items()}


def _faces() -> str:
    return "".join(
        f'@font-face {{ font-family: "DejaVu Sans"; src: url("{address}"); '
        f"font-weight: {weight}; font-style: {style}; }}\n"
        for address, (weight, style) in _font_files().items()
    )


def _fetcher(weasyprint: ModuleType) -> Any:
    """Return what fetches for WeasyPrint: data inside the page and our own fonts, and nothing else."""
    fonts = _font_files()

    class OwnFilesOnly(weasyprint.urls.URLFetcher):  # type: ignore[name-defined]
        def fetch(self, url: str, headers: dict[str, str] | None = None) -> Any:
            if not url.startswith("data:") and url not in fonts:
                raise ValueError(f"a report holds all it shows, and fetches nothing: {url}")
            return super().fetch(url, headers)

    return OwnFilesOnly()


def _with_images(html: str, drawings: Drawings | None, as_they_are: Collection[str]) -> str:
    """Make each picture an image with an alternative text, which is read faster and tagged as a figure."""

    def image(found: re.Match[str]) -> str:
        if drawings is None or found[0] in as_they_are:
            address = address_of(found[0].encode(), "svg+xml")
        else:
            wide, high = shape_of(found[0])
            address = drawings.place(found[0], wide / high)
        return f'<img alt="{found[1]}" src="{address}">'

    return PICTURE.sub(image, html)


def _smaller_pictures(html: str, document: Any) -> str:
    """Return the report with smaller pictures on pages that take more than one sheet."""
    starts = {name: sheet for sheet, page in enumerate(document.pages) for name in page.anchors}
    sheets = sorted({sheet for name, sheet in starts.items() if f'aria-labelledby="{name}"' in html})
    ends = dict(pairwise([*sheets, len(document.pages)]))

    def shrunk(found: re.Match[str]) -> str:
        start = starts[found[1]]
        if ends[start] - start == 1:
            return found[0]
        return PAPER.sub(lambda size: f"--paper:{SHRINK * float(size[1]):.1f}mm", found[0])

    return SECTION.sub(shrunk, html)
