"""Columns of tables on paper: no word is broken, the room is used, and lines are as many as reckoned."""

import random
from typing import Any

import pytest
from matplotlib.textpath import TextPath

from experiments.report.blocks import Page, Report, Table
from experiments.report.fonts import POINT
from experiments.report.html import render_html
from experiments.report.paper import CELL, SHEET
from experiments.report.table_columns import (
    LEAST,
    PADDING,
    POINTS,
    row_lines,
    table_columns,
    text_width,
)

SHORT = Table(("way", "cost"), (("today", "Rs 3.1 Cr"), ("kanban", "Rs 2.9 Cr")), "Costs")
WORDS = (
    "stock",
    "order",
    "lead",
    "time",
    "wholesale",
    "consolidation",
    "of the",
    "buyer's",
    "merchandise",
    "is",
)


def long_table(rows: int = 30, seed: int = 4) -> Table:
    """Return a table of words and figures that needs several lines a row."""
    draw = random.Random(seed)

    def words(most: int) -> str:
        return " ".join(draw.choices(WORDS, k=draw.randint(1, most)))

    cells = [(words(3), words(24), words(40), f"{draw.random():.3f} %") for _ in range(rows)]
    return Table(
        ("table", "value", "reason", "share"), tuple(cells), "Assumptions", left=3, bold=frozenset({2})
    )


def test_letters_are_as_wide_as_in_the_font() -> None:
    """A hundred letters side by side take what matplotlib draws them in."""
    for letter in "iWm8":
        drawn = TextPath((0, 0), letter * 101, size=100).get_extents().x1
        first = TextPath((0, 0), letter, size=100).get_extents().x1
        assert text_width(letter * 100) == pytest.approx((drawn - first) / 100 * POINTS * POINT, rel=0.01)


def test_a_letter_of_another_font_has_room() -> None:
    """A sign that the font lacks may be as wide as high."""
    assert text_width("阀门") == 2 * POINTS * POINT


def test_a_short_table_takes_what_it_needs_and_no_less_than_its_share() -> None:
    """Every cell stands on one line."""
    for across, wide in ((273.0, LEAST * 273), (60.0, None)):
        columns = table_columns(SHORT, across)
        assert wide is None or sum(columns) == pytest.approx(wide)
        assert columns[1] > text_width("Rs 3.1 Cr") + PADDING
    assert row_lines(SHORT, 60.0) == [1, 1, 1]


def test_no_word_and_no_short_figure_is_broken() -> None:
    """A table without room takes all of it, and each column at least its longest word."""
    table = long_table()
    columns = table_columns(table, 160.0)
    assert sum(columns) == pytest.approx(160.0)
    for k, wide in enumerate(columns):
        words = [word for row in table.rows for word in (row[k].split() if k < 3 else [row[k]])]
        assert wide - PADDING > max(map(text_width, words))
    assert columns[2] > columns[1] > columns[0]


def test_a_word_without_end_leaves_room_for_others() -> None:
    """A name of thousand letters is broken, and does not push the others off the sheet."""
    table = Table(("item", "reason"), (("x" * 1000, "as the firm says"),), "Names", left=2)
    columns = table_columns(table, 200.0)
    assert sum(columns) == pytest.approx(200.0)
    assert columns[1] - PADDING > text_width("reason", bold=True)


def test_lines_are_as_many_as_reckoned() -> None:
    """WeasyPrint lays out the rows of a long table as high as they are reckoned to be."""
    weasyprint = pytest.importorskip("weasyprint")
    table = long_table()
    page = Page("assumed", "Assumed", (table,), appendix=True)
    html = render_html(Report("A firm", "Simulated", "INR", (page,), ()))
    document = weasyprint.HTML(string=html).render()
    rows: list[Any] = [
        box
        for sheet in document.pages
        for box in sheet._page_box.descendants()
        if type(box).__name__ == "TableRowBox"
    ]
    body = [row.height * 25.4 / 96 for row in rows if "scope" not in row.children[-1].element.attrib]
    reckoned = [lines * CELL.leading + CELL.padding for lines in row_lines(table, SHEET[0])[1:]]
    assert len(body) == len(reckoned) == 30
    assert max(row_lines(table, SHEET[0])) > 2
    assert body == pytest.approx(reckoned, abs=0.5)
