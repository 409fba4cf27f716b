"""The report as an Excel workbook: a sheet a table, with formats, filters and native charts."""

import math
import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import xlsxwriter

from experiments.money import in_lakh
from experiments.report.blocks import Report, Sheet, SheetChart
from experiments.report.printable import printable

CREATED = datetime(2000, 1, 1)
"""In place of the day, so that the same report gives the same bytes."""
CONTENTS = "Contents"
LONGEST_NAME, LONGEST_CELL, LONGEST_TITLE = 31, 32_000, 250
"""Letters that Excel takes in the name of a sheet, in a cell and in the title of a chart."""
NOT_IN_NAMES = re.compile(r"[\[\]:*?/\\]")
LIKE_AN_ADDRESS = re.compile(r"!(?=\$?[A-Za-z]+\$?\d)")
NARROWEST, WIDEST, SAMPLED = 9, 48, 400
"""Letters of a column, and how many rows are looked at to find its width."""
HEAD = 3
"""The row of the column names, counted from zero: title, note and a blank row stand above."""
CHART_SIZE = (760, 420)
CHART_ROWS = 22
"""Rows that a chart covers, with the air below it."""
GOOD, INK, QUIET, WASH = "#3a6fd8", "#1a1a1a", "#595959", "#eef2f9"
PLAIN = {"share": "0.0%", "number": "#,##0.00", "whole": "#,##0", "money": "#,##0", "date": "yyyy-mm-dd"}
CRORE, LAKH = r"##\,##\,##\,##0", r"##\,##\,##0"
FIGURES = (int, float, np.integer, np.floating)
HEAVY = 1.15
"""Width of a bold letter in a head over a usual one."""
LINE, MOST_LINES = 15, 6
"""Points of a line of text, and the lines that a row shows at the most."""
OPTIONS = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}


def write_workbook(report: Report, path: Path) -> None:
    """Write the sheets of a report after one that lists them, the same bytes for the same report.

    Words stay words: none becomes a formula, a link or a number. What is not known is an empty cell.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with xlsxwriter.Workbook(path, OPTIONS) as book:
        book.set_properties({"title": printable(report.title), "created": CREATED})
        formats = _Formats(book, report.currency)
        names = sheet_names([sheet.name for sheet in report.sheets])
        contents = book.add_worksheet(CONTENTS)
        for sheet, name in zip(report.sheets, names, strict=True):
            _write_sheet(book, book.add_worksheet(name), sheet, formats, report)
        _write_contents(contents, report, names, formats)


def sheet_names(wanted: Sequence[str]) -> list[str]:
    """Return names that Excel takes: 31 letters at the most, none forbidden, each once whatever its case.

    Examples
    --------
    >>> sheet_names(["Cost/year", "cost-year", "History", ""])
    ['Cost-year', 'cost-year 2', 'History 2', 'Sheet']
    """
    names: list[str] = []
    taken = {CONTENTS.lower(), "history"}
    for name in wanted:
        clean = NOT_IN_NAMES.sub("-", " ".join(printable(name).split())).strip("' ") or "Sheet"
        number, candidate = 1, _cut(clean)
        while candidate.lower() in taken:
            number += 1
            candidate = _cut(clean, f" {number}")
        taken.add(candidate.lower())
        names.append(candidate)
    return names


def _cut(name: str, ending: str = "") -> str:
    """Cut a name so that it fits with its ending, in the units of UTF-16 that Excel counts."""
    while len((name + ending).encode("utf-16-le")) > 2 * LONGEST_NAME:
        name = name[:-1]
    return name.rstrip("' ") + ending


class _Formats:
    """Cell formats of a workbook, each made once."""

    def __init__(self, book: Any, currency: str) -> None:
        self._book, self._currency = book, currency
        self._made: dict[str, Any] = {}
        words = {"valign": "top", "text_wrap": True}
        self.title = book.add_format({"bold": True, "font_size": 15, "font_color": INK})
        self.note = book.add_format({"font_color": QUIET})
        self.words = book.add_format(words)
        self.plain = book.add_format({"valign": "top"})
        self.right = book.add_format({"valign": "top", "align": "right"})
        self.link = book.add_format({"font_color": GOOD, "underline": 1, "valign": "top"})
        head = {"bold": True, "bg_color": WASH, "bottom": 2, "text_wrap": True, "valign": "bottom"}
        self.head = book.add_format(head)
        self.figure_head = book.add_format({**head, "align": "right"})

    def of(self, unit: str, value: float) -> Any:
        """Return the format of a figure."""
        pattern = number_format(unit, self._currency, value)
        if pattern not in self._made:
            self._made[pattern] = self._book.add_format({"num_format": pattern, "valign": "top"})
        return self._made[pattern]


def number_format(unit: str, currency: str, value: float = 0.0) -> str:
    r"""Return Excel's format of a figure.

    Rupees are grouped by lakh and crore. A format has room for two conditions, which the sizes of positive
    figures take, so negative ones get the format of their size.

    Examples
    --------
    >>> number_format("share", "INR"), number_format("money", "USD"), number_format("money", "INR", -5e5)
    ('0.0%', '#,##0', '##\\,##\\,##0')
    """
    kind = "money" if unit.startswith("money") else unit
    pattern = PLAIN.get(kind, "General")
    if not in_lakh(currency) or kind not in ("money", "whole", "number"):
        return pattern
    ending = ".00" if kind == "number" else ""
    if value >= 0:
        return f"[>=10000000]{CRORE}{ending};[>=100000]{LAKH}{ending};##,##0{ending}"
    return (CRORE if value <= -1e7 else LAKH if value <= -1e5 else "##,##0") + ending


def _write_contents(page: Any, report: Report, names: Sequence[str], formats: _Formats) -> None:
    page.set_column(0, 0, LONGEST_NAME + 3)
    page.set_column(1, 1, 72)
    page.set_column(2, 3, 10)
    page.write_string(0, 0, _cell(report.title), formats.title)
    page.write_string(1, 0, _cell(report.subtitle), formats.note)
    for column, word in enumerate(("Sheet", "What it shows", "Rows", "Charts")):
        page.write_string(HEAD, column, word, formats.head if column < 2 else formats.figure_head)
    for row, (sheet, name) in enumerate(zip(report.sheets, names, strict=True), start=HEAD + 1):
        address = "internal:'{}'!A1".format(name.replace("'", "''"))
        if page.write_url(row, 0, address, formats.link, string=name) != 0:
            page.write_string(row, 0, name, formats.plain)
        page.write_string(row, 1, _cell(sheet.title), formats.words)
        page.write_number(row, 2, len(sheet.frame), formats.of("whole", 0))
        page.write_number(row, 3, len(sheet.charts), formats.of("whole", 0))
    page.freeze_panes(HEAD + 1, 0)
    page.hide_gridlines(2)
    _set_print(page, report, 4)


def _write_sheet(book: Any, page: Any, sheet: Sheet, formats: _Formats, report: Report) -> None:
    columns = [str(column) for column in sheet.frame.columns]
    units = [sheet.units.get(column, "") for column in columns]
    page.write_string(0, 0, _cell(sheet.title), formats.title)
    page.write_string(1, 0, _cell(sheet.note), formats.note)
    lines = 1
    for k, (column, unit) in enumerate(zip(columns, units, strict=True)):
        values = sheet.frame.iloc[:, k].tolist()
        width = _width(column, values[:SAMPLED], unit)
        lines = max(lines, _lines(column, width))
        page.set_column(k, k, width)
        page.write_string(HEAD, k, _cell(column), formats.figure_head if unit else formats.head)
        _write_column(page, k, values, unit, formats)
    page.set_row(HEAD, LINE * min(lines, MOST_LINES))
    _set_heights(page, sheet.frame)
    if columns:
        page.autofilter(HEAD, 0, HEAD + max(len(sheet.frame), 1), len(columns) - 1)
    page.freeze_panes(HEAD + 1, 1)
    for k, chart in enumerate(sheet.charts):
        drawn = _chart(book, page.get_name(), sheet, columns, chart, report.currency)
        page.insert_chart(
            HEAD + k * CHART_ROWS,
            len(columns) + 1,
            drawn,
            {"description": printable(chart.alt_text), "object_position": 3},
        )
    _set_print(page, report, len(columns))


def _lines(head: str, width: float) -> int:
    """Return the lines that a head takes in a column of a width in letters, broken at spaces."""
    lines, taken = 1, 0.0
    for word in head.split():
        long = HEAVY * len(word)
        if taken and taken + 1 + long > width:
            lines, taken = lines + 1, 0.0
        taken += long + (1 if taken else 0)
    return lines


def _set_heights(page: Any, frame: pd.DataFrame) -> None:
    """Make room for names that take several lines, which not every program does by itself."""
    words = [frame.iloc[:, k] for k in range(frame.shape[1]) if frame.dtypes.iloc[k].kind in "OUS"]
    for column in words:
        for row, length in enumerate(column.astype(str).str.len(), start=HEAD + 1):
            if length > WIDEST:
                page.set_row(row, LINE * min(math.ceil(length / (WIDEST - 4)), MOST_LINES))


def _set_print(page: Any, report: Report, columns: int) -> None:
    page.set_landscape()
    page.set_paper(9)
    page.fit_to_pages(1, 0)
    page.repeat_rows(HEAD)
    footer = printable(report.title).replace("&", "&&")[:120]
    page.set_footer(f"&L{footer}&R&P / &N")


def _write_column(page: Any, column: int, values: Sequence[Any], unit: str, formats: _Formats) -> None:
    """Write values by what they are; what is not known stays empty."""
    usual = formats.of(unit, 0.0)
    for row, value in enumerate(values, start=HEAD + 1):
        if isinstance(value, FIGURES) and not isinstance(value, bool):
            if math.isfinite(value):
                page.write_number(row, column, value, usual if value >= 0 else formats.of(unit, float(value)))
            elif math.isinf(value):
                page.write_string(row, column, "infinite" if value > 0 else "minus infinite", formats.right)
        elif value is not None and value is not pd.NaT and value is not pd.NA and value != "":
            _write_words(page, row, column, value, formats)


def _write_words(page: Any, row: int, column: int, value: Any, formats: _Formats) -> None:
    if isinstance(value, bool | np.bool_):
        page.write_string(row, column, "yes" if value else "no", formats.plain)
    elif isinstance(value, date):
        day = value if isinstance(value, datetime) else datetime(value.year, value.month, value.day)
        page.write_datetime(row, column, day.replace(tzinfo=None), formats.of("date", 0.0))
    else:
        text = _cell(str(value))
        page.write_string(row, column, text, formats.words if len(text) > WIDEST else formats.plain)


def _cell(text: str) -> str:
    """Return a text that Excel takes in a cell."""
    clean = printable(text)
    return clean if len(clean) <= LONGEST_CELL else clean[: LONGEST_CELL - 1] + "…"


def _width(column: str, values: Sequence[Any], unit: str) -> float:
    """Return the width of a column, in letters: as wide as its longest figure or name, within reason."""
    longest = max((_letters(value, unit) for value in values), default=0)
    longest_word = max((len(word) for word in column.split()), default=0)
    return min(max(longest + 2, longest_word + 4, min(len(column) + 4, 16), NARROWEST), WIDEST)


def _letters(value: Any, unit: str) -> int:
    """Return how many letters a value takes, separators and sign included."""
    if isinstance(value, float | int) and math.isfinite(value) and unit:
        digits = len(f"{abs(value):.0f}")
        return digits + digits // 2 + 4
    return max((len(line) for line in str(value).split("\n")), default=0)


def _chart(
    book: Any, name: str, sheet: Sheet, columns: Sequence[str], chart: SheetChart, currency: str
) -> Any:
    """Return a native chart that refers to the cells of its sheet."""
    subtype = {"subtype": "straight_with_markers"} if chart.kind == "scatter" else {}
    drawn = book.add_chart({"type": chart.kind, **subtype})
    rows = len(sheet.frame) if chart.rows is None else min(chart.rows, len(sheet.frame))
    last = HEAD + max(rows, 1)

    def cells(column: str) -> list[Any]:
        return [name, HEAD + 1, columns.index(column), last, columns.index(column)]

    for k, column in enumerate(chart.values):
        series: dict[str, Any] = {
            "name": [name, HEAD, columns.index(column)],
            "categories": cells(chart.categories),
            "values": cells(column),
            **_colour(chart, k, rows),
        }
        if k < len(chart.low) and k < len(chart.high):
            series["y_error_bars"] = _error_bars(sheet.frame.head(rows), column, chart.low[k], chart.high[k])
        drawn.add_series(series)
    unit = sheet.units.get(chart.values[0], "") if chart.values else ""
    axis_format = "0%" if unit == "share" else number_format(unit, currency)
    figures = {"num_format": axis_format, "major_gridlines": {"visible": True, "line": {"color": "#e3e3e3"}}}
    drawn.set_title({"name": _title(chart.title), "name_font": {"size": 12, "color": INK}, "overlay": False})
    across: dict[str, Any] = {"name": _title(chart.x_title)}
    up: dict[str, Any] = {"name": _title(chart.y_title)}
    if chart.kind == "bar":
        drawn.set_x_axis({**across, **figures})
        drawn.set_y_axis(
            {
                **up,
                "reverse": True,
                "crossing": "max",
                "label_position": "low",
                "major_gridlines": {"visible": False},
            }
        )
    else:
        drawn.set_x_axis({**across, "label_position": "low"})
        drawn.set_y_axis({**up, **figures})
    drawn.set_legend({"none": True} if len(chart.values) < 2 else {"position": "bottom"})
    drawn.set_size({"width": CHART_SIZE[0], "height": CHART_SIZE[1]})
    return drawn


def _title(text: str) -> str:
    """Return the title of a chart or axis, with a blank where it would be read as the address of a cell."""
    return LIKE_AN_ADDRESS.sub("! ", printable(text)[:LONGEST_TITLE])


def _colour(chart: SheetChart, k: int, rows: int) -> Mapping[str, Any]:
    """Return the colours of a series, and of its points where each has its own."""
    colour = chart.colours[k] if k < len(chart.colours) else None
    drawn: dict[str, Any] = {}
    if chart.kind in ("line", "scatter"):
        marker = ("circle", "square", "diamond", "triangle")[k % 4]
        drawn["marker"] = {"type": marker, "size": 6}
        if colour:
            drawn["line"] = {"color": colour, "width": 2}
            drawn["marker"] |= {"fill": {"color": colour}, "border": {"color": colour}}
    elif colour:
        drawn["fill"] = {"color": colour}
    if chart.point_colours and len(chart.values) == 1:
        drawn["points"] = [{"fill": {"color": c}} for c in chart.point_colours[:rows]]
    return drawn


def _error_bars(frame: pd.DataFrame, value: str, low: str, high: str) -> Mapping[str, Any]:
    """Return how far an interval reaches above and below each value; nothing where one is not known."""
    above = (frame[high] - frame[value]).clip(lower=0).fillna(0.0)
    below = (frame[value] - frame[low]).clip(lower=0).fillna(0.0)
    return {"type": "custom", "plus_values": above.tolist(), "minus_values": below.tolist()}
