"""How wide the columns of a table are on paper, measured by the letters of the font."""

from dataclasses import dataclass
from functools import cache, lru_cache

from matplotlib.ft2font import FT2Font, LoadFlags

from experiments.report.blocks import Table
from experiments.report.fonts import BOLD, POINT, REGULAR, font_file

POINTS = 8.5
"""Size of the type in tables; report.css sets it too."""
PADDING, FIRST_PADDING = 4.0, 3.0
"""Millimetres to the left and right of a cell together; in the first column."""
LEAST = 0.6
"""Share of the room that a table takes at least."""
WIDEST_FIGURE = 18
"""Letters up to which what stands in a column of figures is not broken into lines."""
SLACK = 0.3
"""Millimetres by which a browser may set a word wider."""


@dataclass(frozen=True, slots=True)
class _Need:
    """Millimetres that a column takes: with every word on a line of its own, and with every cell on one."""

    least: float
    most: float


def table_columns(table: Table, across: float) -> tuple[float, ...]:
    """Return the width of each column, in millimetres, as a browser would choose them.

    A table takes what its longest cells take, and no less than `LEAST` of the room; where the room is too
    narrow for that, each column gets what its longest word takes, and a part of the rest by how much more its
    longest cell takes; a word that takes half the room is broken. Who lays out the table is told the widths,
    which takes half the time of finding them.

    Parameters
    ----------
    across
        Width of the room, in millimetres.

    Notes
    -----
    CSS 2.1, 17.5.2.2, automatic table layout.
    """
    needs = [_need(table, column, across / 2) for column in range(len(table.head))]
    least, most = sum(need.least for need in needs), sum(need.most for need in needs)
    if most <= across:
        stretch = max(1.0, LEAST * across / most)
        return tuple(need.most * stretch for need in needs)
    if least >= across:
        return tuple(need.least * across / least for need in needs)
    share = (across - least) / (most - least)
    return tuple(need.least + share * (need.most - need.least) for need in needs)


@lru_cache(maxsize=10_000)
def text_width(text: str, bold: bool = False) -> float:
    """Return the width of a line of text in a table, in millimetres."""
    return sum(_advance(letter, bold) for letter in text) * POINTS * POINT


def row_lines(table: Table, across: float) -> list[int]:
    """Return the lines of each row, the head first, where the table has a room of `across` millimetres."""
    room = [wide - _padding(column) for column, wide in enumerate(table_columns(table, across))]
    rows = [(table.head, True), *((row, number in table.bold) for number, row in enumerate(table.rows))]
    return [
        max((_lines(cell, wide, bold) for cell, wide in zip(row, room, strict=False)), default=1)
        for row, bold in rows
    ]


def _lines(cell: str, room: float, bold: bool) -> int:
    """Return the lines that a cell takes, filled word by word."""
    lines, taken, blank = 1, 0.0, text_width(" ", bold)
    for word in cell.split():
        wide = text_width(word, bold)
        if taken and taken + blank + wide > room:
            lines, taken = lines + 1, wide
        else:
            taken += wide + (blank if taken else 0.0)
    return lines


def unbroken(cell: str) -> bool:
    """Tell whether a cell in a column of figures stays on one line."""
    return len(cell) <= WIDEST_FIGURE


def _need(table: Table, column: int, longest: float) -> _Need:
    """Return what a column takes, where a word may be up to `longest` millimetres wide."""
    head = table.head[column]
    least, most = max(map(_bold_width, head.split()), default=0.0), _bold_width(head)
    for number, row in enumerate(table.rows):
        if column < len(row):
            cell, bold = row[column], number in table.bold
            wide = text_width(cell, bold)
            most = max(most, wide)
            parts = [cell] if column >= table.left and unbroken(cell) else cell.split()
            least = max([least, *(text_width(part, bold) for part in parts)])
    more = _padding(column) + SLACK
    return _Need(min(least, longest) + more, most + more)


def _padding(column: int) -> float:
    return PADDING if column else FIRST_PADDING


def _bold_width(text: str) -> float:
    return text_width(text, bold=True)


@cache
def _advance(letter: str, bold: bool) -> float:
    """Return the width of a letter, as a share of the size of its type."""
    font = _font(bold)
    if not font.get_char_index(ord(letter)):
        return 1.0  # another font has it, perhaps with a wide letter
    glyph = font.load_char(ord(letter), flags=LoadFlags.NO_SCALE)
    return float(glyph.horiAdvance) / float(font.units_per_EM)


@cache
def _font(bold: bool) -> FT2Font:
    return FT2Font(font_file(BOLD if bold else REGULAR))
