"""The report as one HTML file: no script, nothing to fetch, and a sheet a page in print."""

import re
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from typing import Any

from jinja2 import Environment, StrictUndefined, Template
from markupsafe import Markup

from experiments.report.blocks import Block, Columns, Page, Picture, Report, Table
from experiments.report.drawn import Drawer, Forms
from experiments.report.paper import (
    SHEET,
    TALLEST,
    column_widths,
    picture_rows,
    picture_scale,
    picture_width,
    proportion,
)
from experiments.report.printable import printable
from experiments.report.table_columns import table_columns, unbroken

TONES = {"good": "good", "bad": "bad", "plain": ""}
"""The word that a tile bears beside its colour."""
PIXELS = 96 / 72
"""Of a screen, in a point of a chart."""


def render_html(report: Report) -> str:
    """Return the report as one self-contained HTML document.

    Same report, same text. All words are escaped; characters that cannot be printed are replaced.
    """
    drawer, keys = Drawer("c", Forms()), _anchors(report.pages)
    pages = [_page(page, key, drawer) for page, key in zip(report.pages, keys, strict=True)]
    text = template().render(
        report=report,
        css=Markup(_text("report.css")),
        main=[page for page in pages if not page["appendix"]],
        appendices=[page for page in pages if page["appendix"]],
        tones=TONES,
        unbroken=unbroken,
    )
    return re.sub(r"\n{2,}", "\n", text.lstrip())


@cache
def template() -> Template:
    """Return the template of a report; reading it takes a moment, once."""

    def finalize(value: object) -> object:
        return printable(value) if isinstance(value, str) and not isinstance(value, Markup) else value

    environment = Environment(
        autoescape=True,
        finalize=finalize,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    return environment.from_string(_text("report.html.jinja"))


@cache
def _text(name: str) -> str:
    return files("experiments.report").joinpath(name).read_text(encoding="utf-8")


def _anchors(pages: Sequence[Page]) -> list[str]:
    """Return an anchor for each page: its key, kept to letters that an address may hold, each one once."""
    taken: dict[str, None] = {}
    for number, page in enumerate(pages, start=1):
        key = re.sub(r"[^a-z0-9]+", "-", page.key.lower()).strip("-") or f"page-{number}"
        key = key if key[0].isalpha() else f"page-{key}"
        while key in taken or key in ("report", "contents"):
            key += f"-{number}"
        taken[key] = None
    return list(taken)


def _page(page: Page, key: str, drawer: Drawer) -> dict[str, Any]:
    """Return what the template asks of a page."""
    scale = None if page.appendix else picture_scale(page)
    rows = _rows(page.blocks, SHEET[0], scale, drawer)
    return {
        "key": key,
        "title": page.title,
        "appendix": page.appendix,
        "runs_over": scale is None,
        "rows": rows,
    }


def _rows(
    blocks: Sequence[Block], across: float, scale: float | None, drawer: Drawer
) -> list[list[dict[str, Any]]]:
    """Return blocks in rows; more than one of them in a row are pictures side by side."""
    return [[_view(block, across, scale, drawer) for block in row] for row in picture_rows(blocks)]


def _view(block: Block, across: float, scale: float | None, drawer: Drawer) -> dict[str, Any]:
    """Return what the template asks of a block.

    `across` is the width of its column on paper, in millimetres; `scale` the share of it that pictures take,
    None where the page may run over its sheet.
    """
    view: dict[str, Any] = {"kind": type(block).__name__.lower(), "block": block}
    if isinstance(block, Picture):
        full = picture_width(block, across)
        view["svg"] = Markup(drawer.draw(block.chart).svg)
        view["mm"] = min(full, TALLEST * proportion(block)) if scale is None else scale * full
        view["pixels"] = block.chart.inches[0] * 72 * PIXELS
    elif isinstance(block, Table):
        view["columns"] = table_columns(block, across)
    elif isinstance(block, Columns):
        left, right = column_widths(block, across)
        view["left"] = _rows(block.left, left, scale, drawer)
        view["right"] = _rows(block.right, right, scale, drawer)
    return view
