"""The workbook holds figures as figures and words as words, and charts that read them."""

import re
import zipfile
from dataclasses import replace
from datetime import date
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pandas as pd
import pytest
from python_calamine import CalamineWorkbook

from experiments.report.blocks import Report, Sheet, SheetChart
from experiments.report.printable import printable
from experiments.report.workbook import number_format, sheet_names, write_workbook
from tests.experiments.report.sample import HOSTILE, hostile_report, sample_report

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def written(report: Report, folder: Path) -> Path:
    """Write the workbook of a report."""
    path = folder / "report.xlsx"
    write_workbook(report, path)
    return path


def part(path: Path, name: str) -> str:
    """Return a file of the workbook."""
    with zipfile.ZipFile(path) as archive:
        return archive.read(name).decode("utf-8")


def parts(path: Path, pattern: str) -> dict[str, str]:
    """Return the files of the workbook whose names match."""
    with zipfile.ZipFile(path) as archive:
        return {n: archive.read(n).decode("utf-8") for n in archive.namelist() if re.search(pattern, n)}


def formats(path: Path, sheet: str) -> dict[str, str]:
    """Return the number format of each cell of a sheet."""
    styles = ElementTree.fromstring(part(path, "xl/styles.xml"))
    built_in = {"0": "General", "3": "#,##0", "4": "#,##0.00"}
    own = {e.get("numFmtId", ""): e.get("formatCode", "") for e in styles.iter(f"{MAIN}numFmt")}
    used = styles.find(f"{MAIN}cellXfs")
    assert used is not None
    codes = [{**built_in, **own}[xf.get("numFmtId", "")] for xf in used]
    cells = ElementTree.fromstring(part(path, f"xl/worksheets/{sheet}.xml")).iter(f"{MAIN}c")
    return {cell.get("r", ""): codes[int(cell.get("s", "0"))] for cell in cells}


def report_of(*sheets: Sheet, currency: str = "INR") -> Report:
    """A report with these sheets only."""
    return replace(sample_report(), sheets=sheets, currency=currency)


def table(frame: pd.DataFrame, **units: str) -> Report:
    """A report with one table."""
    return report_of(Sheet("Table", "A table", frame, units))


# ---- what is in it


def test_the_first_sheet_lists_the_others(tmp_path: Path) -> None:
    """Title and subtitle of the report, and for each sheet a link, what it shows, its rows and charts."""
    path = written(sample_report(), tmp_path)
    book = CalamineWorkbook.from_path(path)
    assert book.sheet_names == ["Contents", "Ways compared"]
    rows = book.get_sheet_by_name("Contents").to_python()
    assert (rows[0][0], rows[1][0]) == (sample_report().title, sample_report().subtitle)
    assert rows[4] == ["Ways compared", "Four ways of replenishing", 4.0, 2.0]
    assert "location=\"'Ways compared'!A1\"" in part(path, "xl/worksheets/sheet1.xml")


def test_figures_are_figures(tmp_path: Path) -> None:
    """Under title and note the table holds numbers; what is unknown is empty, what is endless a word."""
    path = written(sample_report(), tmp_path)
    rows = CalamineWorkbook.from_path(path).get_sheet_by_name("Ways compared").to_python()
    assert [row[0] for row in rows[:2]] == ["Four ways of replenishing", "Low and High are 95 % intervals."]
    assert rows[3] == ["Way", "Fill rate", "Low", "High", "Cost", "Orders", "Weeks"]
    assert rows[4] == ["Today's way", 0.769, 0.76, 0.777, 53_612_345.4, 1200.0, 1.25]
    assert rows[6] == ["Kanban", "", "", "", -123_456.0, 0.0, "infinite"]
    assert '<c r="B7"' not in part(path, "xl/worksheets/sheet2.xml")


def test_values_of_all_kinds(tmp_path: Path) -> None:
    """Dates are dates, yes and no are words, numbers of numpy are numbers, and what is missing is empty."""
    frame = pd.DataFrame(
        {
            "When": [date(2026, 11, 22), pd.NaT, None],
            "Sure": [True, False, None],
            "Count": pd.array([1, None, 3], dtype="Int64"),
            "Mixed": pd.Series([np.int64(5), np.bool_(True), "5"], dtype=object),
        }
    )
    path = written(table(frame, Count="whole"), tmp_path)
    rows = CalamineWorkbook.from_path(path).get_sheet_by_name("Table").to_python()
    assert rows[4:] == [
        [date(2026, 11, 22), "yes", 1.0, 5.0],
        ["", "no", "", "yes"],
        ["", "", 3.0, "5"],
    ]


def test_formats_follow_units(tmp_path: Path) -> None:
    """Shares in per cent, rupees by lakh and crore whatever their sign."""
    found = formats(written(sample_report(), tmp_path), "sheet2")
    assert found["B5"] == "0.0%"
    crores = r"[>=10000000]##\,##\,##\,##0;[>=100000]##\,##\,##0;##,##0"
    assert [found[cell] for cell in ("E5", "E6", "E7", "E8")] == [
        crores,
        r"##\,##\,##\,##0",
        r"##\,##\,##0",
        crores,
    ]
    assert found["F5"] == crores
    assert found["G5"].endswith("##,##0.00")


def test_other_money_is_grouped_by_thousands(tmp_path: Path) -> None:
    """Dollars and numbers beside them have one format for all sizes."""
    found = formats(written(report_of(*sample_report().sheets, currency="USD"), tmp_path), "sheet2")
    assert {found[f"E{row}"] for row in range(5, 9)} == {"#,##0"}
    assert number_format("number", "EUR", -1e9) == "#,##0.00"


def test_the_table_can_be_read_and_filtered(tmp_path: Path) -> None:
    """Head and first column stay in sight, every column has a filter, and prints repeat the head."""
    path = written(sample_report(), tmp_path)
    sheet = part(path, "xl/worksheets/sheet2.xml")
    assert '<pane xSplit="1" ySplit="4" topLeftCell="B5"' in sheet
    assert '<autoFilter ref="A4:G8"/>' in sheet
    assert 'orientation="landscape"' in sheet
    assert "'Ways compared'!$4:$4" in part(path, "xl/workbook.xml")


def test_columns_are_as_wide_as_what_they_hold(tmp_path: Path) -> None:
    """A column of long names is wider than one of short ones, and none is wider than a screen."""
    frame = pd.DataFrame(
        {"Short": ["a"], "Longer": ["a name of thirty letters, or so"], "Endless": ["x" * 900]}
    )
    sheet = part(written(table(frame), tmp_path), "xl/worksheets/sheet2.xml")
    short, longer, endless = (float(w) for w in re.findall(r'<col [^>]*width="([\d.]+)"', sheet))
    assert short < 16 < longer < endless < 50
    assert re.search(r'<row r="5"[^>]* ht="90"', sheet), "a row makes room for the lines of its longest name"


# ---- charts


def test_charts_are_native_and_named(tmp_path: Path) -> None:
    """A chart has its title, axis title, colours, cells and alt text."""
    path = written(sample_report(), tmp_path)
    bars, lines = parts(path, r"xl/charts/chart\d+\.xml").values()
    assert "MRP II gives most from stock" in bars and "Fill rate</a:t>" in bars
    assert "<c:f>'Ways compared'!$B$5:$B$8</c:f>" in bars and "<c:f>'Ways compared'!$A$5:$A$8</c:f>" in bars
    assert re.findall(r'<c:dPt>.*?srgbClr val="(\w+)"', bars) == ["1A1A1A", "3A6FD8", "F89C20", "A96B59"]
    assert 'formatCode="0%"' in bars
    assert lines.count("<c:ser>") == 2 and 'srgbClr val="F89C20"' in lines
    drawing = part(path, "xl/drawings/drawing1.xml")
    assert 'descr="Bars of fill rate by way of replenishing."' in drawing


def test_error_bars_are_the_intervals(tmp_path: Path) -> None:
    """They reach from the value to its ends; a value that is not known has none."""
    bars = next(iter(parts(written(sample_report(), tmp_path), r"charts/chart1\.xml").values()))
    for end, wanted in (("plus", [0.008, 0.005, 0, 0.004]), ("minus", [0.009, 0.005, 0, 0.006])):
        found = re.search(rf"<c:{end}>(.*?)</c:{end}>", bars)
        assert found
        assert [float(v) for v in re.findall(r"<c:v>([^<]*)</c:v>", found[1])] == pytest.approx(wanted)


def test_a_chart_may_show_the_first_rows_only(tmp_path: Path) -> None:
    """A long table can have a chart of its head."""
    frame = pd.DataFrame({"Item": [f"i{k}" for k in range(50)], "Stock": range(50)})
    chart = SheetChart("column", "First ten", "Item", ("Stock",), "Columns.", rows=10)
    path = written(report_of(Sheet("Items", "Items", frame, {}, (chart,))), tmp_path)
    assert "Items!$B$5:$B$14" in part(path, "xl/charts/chart1.xml")


# ---- words of users


def test_hostile_words_stay_words(tmp_path: Path) -> None:
    """No cell becomes a formula, a link or a number; all are read back as they were, printable."""
    path = written(hostile_report(), tmp_path)
    for name, text in parts(path, r"\.(xml|rels)$").items():
        ElementTree.fromstring(text)
        if name.startswith("xl/worksheets/sheet"):
            assert "<f>" not in text
    book = CalamineWorkbook.from_path(path)
    for sheet in book.sheet_names[1:]:
        rows = book.get_sheet_by_name(sheet).to_python()
        assert [row[0] for row in rows[4:]] == [printable(name) for name in HOSTILE]
        assert rows[3][:2] == [HOSTILE[0], HOSTILE[2]]
    assert not [t for t in parts(path, r"worksheets/_rels").values() if "hyperlink" in t]


def test_a_title_is_never_the_address_of_a_cell(tmp_path: Path) -> None:
    """The title of a chart that looks like a reference is printed, not looked up."""
    frame = pd.DataFrame({"a": ["x"], "b": [1.0]})
    chart = SheetChart(
        "column", "=Table!A1", "a", ("b",), "Columns.", x_title="Great! A1 parts", y_title="=1+1"
    )
    text = part(
        written(report_of(Sheet("Table", "t", frame, {}, (chart,))), tmp_path), "xl/charts/chart1.xml"
    )
    assert re.findall(r"<a:t>([^<]*)</a:t>", text) == ["=Table! A1", "Great! A1 parts", "=1+1"]


def test_names_of_sheets_are_cleaned() -> None:
    """Forbidden letters, length, quotes and doubles; Contents and History are taken."""
    names = sheet_names(
        ["a/b:c", "A-B-C", "'quoted'", "x" * 40, "x" * 50, "contents", "[\\]", "😀" * 20, "\x00"]
    )
    assert names[:3] == ["a-b-c", "A-B-C 2", "quoted"]
    assert names[3:6] == ["x" * 31, "x" * 29 + " 2", "contents 2"]
    assert names[6:] == ["---", "😀" * 15, "\N{REPLACEMENT CHARACTER}"]


def test_a_text_that_is_too_long_is_cut(tmp_path: Path) -> None:
    """Excel takes 32,767 letters in a cell; what is longer ends with dots."""
    path = written(table(pd.DataFrame({"a": ["y" * 40_000]})), tmp_path)
    cell = CalamineWorkbook.from_path(path).get_sheet_by_name("Table").to_python()[4][0]
    assert isinstance(cell, str)
    assert len(cell) == 32_000 and cell.endswith("y…")


def test_empty_tables_are_sheets_too(tmp_path: Path) -> None:
    """A table with no rows has its head; one with no columns its title."""
    sheets = (Sheet("a", "No rows", pd.DataFrame({"x": []})), Sheet("b", "No columns", pd.DataFrame()))
    book = CalamineWorkbook.from_path(written(report_of(*sheets), tmp_path))
    assert book.get_sheet_by_name("a").to_python()[3] == ["x"]
    assert book.get_sheet_by_name("b").to_python()[0] == ["No columns"]


def test_the_same_report_gives_the_same_bytes(tmp_path: Path) -> None:
    """The day is not in it."""
    one, two = written(sample_report(), tmp_path / "one"), written(sample_report(), tmp_path / "two")
    assert one.read_bytes() == two.read_bytes()
    assert "2000-01-01T00:00:00Z</dcterms:created>" in part(one, "docProps/core.xml")
