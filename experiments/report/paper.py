"""How much room the pictures of a page have on one sheet of A4 landscape."""

import math
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from experiments.report.blocks import Block, Bullets, Columns, Page, Picture, Table, Text, Tile, Tiles
from experiments.report.fonts import POINT
from experiments.report.table_columns import POINTS, row_lines

SHEET = (273.0, 178.0)
"""Millimetres between the margins of a sheet, as report.css sets them, with a little air below."""
LETTER, BOLD_LETTER = 0.565, 0.64
"""Mean width of a letter of DejaVu Sans in English text, as a share of its size."""
LEADING = 1.42
GAP = 3.2
"""Millimetres between blocks."""
GUTTER = 7.0
"""Millimetres between columns, and between pictures side by side."""
SCALES = tuple(percent / 100 for percent in range(100, 54, -1))
"""Shares of their width at which pictures may be drawn; smaller ones nobody could read."""
WIDTHS = {"full": 1.0, "two-thirds": 2 / 3, "half": 0.5}
TALLEST = 150.0
"""Millimetres of a picture on a page that runs over several sheets."""


@dataclass(frozen=True, slots=True)
class Type:
    """A size of type: points, whether bold, and millimetres of padding above and below together."""

    size: float
    bold: bool = False
    padding: float = 0.0

    @property
    def leading(self) -> float:
        """Millimetres from line to line."""
        return self.size * POINT * LEADING

    def height(self, text: str, width: float) -> float:
        """Return the height of a text that is set in lines of `width`, in millimetres."""
        letter = self.size * POINT * (BOLD_LETTER if self.bold else LETTER)
        lines = sum(max(1, math.ceil(0.97 * len(part) * letter / width)) for part in text.split("\n"))
        return lines * self.leading + self.padding


TITLE, LEAD, BODY, NOTE = Type(17, bold=True, padding=4), Type(12), Type(9.5), Type(8)
WARNING, HEADING = Type(9.5, padding=4.5), Type(10.5, bold=True, padding=1)
LABEL, VALUE, CELL, CAPTION = Type(8.5), Type(19, bold=True), Type(POINTS, padding=1.9), Type(8.5, bold=True)
ROLES = {"lead": LEAD, "body": BODY, "note": NOTE, "warning": WARNING}


def picture_scale(page: Page) -> float | None:
    """Return the share of their width at which all pictures of a page fit on its sheet; None where none does.

    The heights of text are reckoned from its length; they need no layout, and suit browsers that print as
    well as the PDF.
    """
    width, room = SHEET
    room -= TITLE.height(page.title, width - 12)
    fitting = bisect_left(SCALES, True, key=lambda scale: _height(page.blocks, width, scale) <= room)
    return SCALES[fitting] if fitting < len(SCALES) else None


def picture_rows(blocks: Iterable[Block]) -> list[tuple[Block, ...]]:
    """Return blocks in rows: pictures that follow each other share a row as far as their widths allow."""
    rows: list[tuple[Block, ...]] = []
    taken = math.inf
    for block in blocks:
        wide = WIDTHS[block.width] if isinstance(block, Picture) else math.inf
        if taken + wide <= 1.001:
            rows[-1] = (*rows[-1], block)
            taken += wide
        else:
            rows.append((block,))
            taken = wide
    return rows


def picture_width(picture: Picture, across: float) -> float:
    """Return the width of a picture in a column that is `across` millimetres wide."""
    share = WIDTHS[picture.width]
    return across if share == 1 else share * (across + GUTTER) - GUTTER


def proportion(picture: Picture) -> float:
    """Return the width of a picture over its height."""
    wide, high = picture.chart.inches
    return wide / high


def column_widths(columns: Columns, across: float) -> tuple[float, float]:
    """Return the widths of two columns, in millimetres."""
    left = columns.share * (across - GUTTER)
    return left, across - GUTTER - left


def _height(blocks: Sequence[Block], width: float, scale: float) -> float:
    rows = picture_rows(blocks)
    return sum(max(_one(block, width, scale) for block in row) + GAP for row in rows)


def _one(block: Block, width: float, scale: float) -> float:
    if isinstance(block, Text):
        return ROLES[block.role].height(block.words, width - (8 if block.role == "warning" else 0))
    if isinstance(block, Bullets):
        head = HEADING.height(block.heading, width) if block.heading else 0.0
        return head + sum(BODY.height(item, width - 7) + 1 for item in block.items)
    if isinstance(block, Tiles):
        return _tiles(block.tiles, width)
    if isinstance(block, Table):
        return _table(block, width)
    if isinstance(block, Picture):
        return picture_width(block, width) * scale / proportion(block)
    left, right = column_widths(block, width)
    return max(_height(block.left, left, scale), _height(block.right, right, scale))


def _tiles(tiles: Sequence[Tile], width: float) -> float:
    if not tiles:
        return 0.0
    across = min(len(tiles), 4)
    inside = (width - 4 * (across - 1)) / across - 8
    heights = [
        LABEL.height(tile.label, inside)
        + VALUE.height(tile.value, inside)
        + (NOTE.height(tile.note, inside) if tile.note else 0.0)
        + (5.5 if tile.tone != "plain" else 0.0)
        for tile in tiles
    ]
    return math.ceil(len(tiles) / across) * (max(heights) + 9)


def _table(table: Table, width: float) -> float:
    high = sum(lines * CELL.leading + CELL.padding for lines in row_lines(table, width))
    return CAPTION.height(table.caption, width) + 1.5 + high
