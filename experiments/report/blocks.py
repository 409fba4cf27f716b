"""What a report is made of: pages of blocks, and sheets of a workbook. Plain values; renderers read them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

import pandas as pd

from experiments.charts.chart import Chart

Tone = Literal["good", "bad", "plain"]
"""Good is blue and bad is orange, always with a word as well."""
Width = Literal["full", "two-thirds", "half"]
Role = Literal["lead", "body", "note", "warning"]


@dataclass(frozen=True, slots=True)
class Text:
    """A paragraph. `lead` opens a page in larger type, `note` is a footnote, `warning` stands in a frame."""

    words: str
    role: Role = "body"


@dataclass(frozen=True, slots=True)
class Bullets:
    """A list, with a heading if it has one; numbered where the order matters."""

    items: tuple[str, ...]
    heading: str = ""
    numbered: bool = False


@dataclass(frozen=True, slots=True)
class Tile:
    """One figure in large type: what it is, its value with unit, and what to compare it with."""

    label: str
    value: str
    note: str = ""
    tone: Tone = "plain"


@dataclass(frozen=True, slots=True)
class Tiles:
    """A row of tiles, four at the most."""

    tiles: tuple[Tile, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A small table of words as they are printed.

    The first `left` columns are names and stand to the left, the others to the right. `bold` are rows that
    stand out (the recommended way, today's way); `caption` says what the table shows.
    """

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    caption: str
    left: int = 1
    bold: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Drawn:
    """A chart as it is printed: one `<svg>` element, with its inches, its finding and its alt text."""

    svg: str
    inches: tuple[float, float]
    title: str
    alt_text: str


@dataclass(frozen=True, slots=True)
class Picture:
    """A chart. Its title is the finding and is drawn in it; its alt text goes into HTML, PDF and workbook."""

    chart: Chart | Drawn
    width: Width = "full"


@dataclass(frozen=True, slots=True)
class Columns:
    """Blocks side by side; `share` is the width of the left ones."""

    left: tuple["Block", ...]
    right: tuple["Block", ...]
    share: float = 0.5


Block = Text | Bullets | Tiles | Table | Picture | Columns


@dataclass(frozen=True, slots=True)
class Page:
    """A page: A4 landscape in print, a section on screen.

    `key` is its anchor; `title` the finding of the page in a sentence. Appendices may run over several
    sheets.
    """

    key: str
    title: str
    blocks: tuple[Block, ...]
    appendix: bool = False


@dataclass(frozen=True, slots=True)
class SheetChart:
    """A native chart of a sheet.

    `kind` is xlsxwriter's (`bar`, `column`, `line`, `scatter`); `categories` and `values` name columns of
    the frame, one series each; `low` and `high` name the columns with the ends of the interval of a series,
    which become error bars. `rows` keeps the first so many rows; None: all. `colours` are those of the
    series, `point_colours` those of the points of a single series.
    """

    kind: str
    title: str
    categories: str
    values: tuple[str, ...]
    alt_text: str
    x_title: str = ""
    y_title: str = ""
    low: tuple[str, ...] = ()
    high: tuple[str, ...] = ()
    rows: int | None = None
    colours: tuple[str, ...] = ()
    point_colours: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Sheet:
    """A sheet of the workbook: a table with head, units and formats, and native charts beside it.

    `units` maps a column to its unit: `share` (printed in per cent), `money`, `money/year`, `number`,
    `whole`, or empty for words. `note` stands above the table.
    """

    name: str
    title: str
    frame: pd.DataFrame = field(repr=False)
    units: Mapping[str, str] = field(default_factory=dict)
    charts: tuple[SheetChart, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Report:
    """A whole report: pages for people who read, sheets for people who reckon.

    `subtitle` says what was simulated (replications, seed, versions); `currency` is an ISO code; `language`
    the language of the text, for screen readers.
    """

    title: str
    subtitle: str
    currency: str
    pages: tuple[Page, ...]
    sheets: tuple[Sheet, ...]
    language: str = "en"
