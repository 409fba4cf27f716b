"""A table as it stands in a file: texts, with the row numbers of a spreadsheet."""

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from scenarios.problem import Problem


@dataclass(frozen=True, slots=True)
class RawTable:
    """A table as it stands in a file.

    Parameters
    ----------
    source
        File, or section of the case file.
    columns
        Heading of the table; empty for one written in the case file.
    rows
        Number of each row and its cells by column; empty cells are left out.
    inline
        Whether it is written in the case file.
    """

    source: str
    columns: tuple[str, ...] = ()
    rows: Sequence[tuple[int, dict[str, object]]] = ()
    inline: bool = False

    @property
    def word(self) -> str:
        """What a cell is named by."""
        return "key" if self.inline else "column"


def read_csv(path: Path) -> tuple[RawTable | None, list[Problem]]:
    """Read a CSV file (UTF-8, comma) and say what is wrong with its shape; None where it has none."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            lines = list(csv.reader(file))
    except UnicodeDecodeError:
        return None, [Problem(path.name, "the file is not in UTF-8", "save it as 'CSV UTF-8'")]
    columns = tuple(cell.strip() for cell in lines[0]) if lines else ()
    if not any(columns):
        return None, [Problem(f"{path.name} row 1", "the header row is missing", "name the columns there")]
    problems = []
    for column in dict.fromkeys(c for c in columns if c and columns.count(c) > 1):
        reason = f"column '{column}' is there {columns.count(column)} times"
        problems.append(Problem(f"{path.name} row 1", reason, "delete all but one"))
    rows: list[tuple[int, dict[str, object]]] = []
    for number, line in enumerate(lines[1:], start=2):
        cells = [cell.strip() for cell in line]
        stray = len(cells) > len(columns) or any(t and not c for c, t in zip(columns, cells, strict=False))
        if stray:
            reason = f"it has {len(cells)} cells and the header names {sum(map(bool, columns))}"
            remedy = "put a text that holds a comma in quotes"
            problems.append(Problem(f"{path.name} row {number}", reason, remedy))
        elif any(cells):
            rows.append((number, {c: text for c, text in zip(columns, cells, strict=False) if text}))
    return RawTable(path.name, columns, rows), problems


def inline_table(source: str, content: object) -> tuple[RawTable | None, list[Problem]]:
    """Read an array of tables of the case file; `source` is its section."""
    if not isinstance(content, list) or not all(isinstance(row, dict) for row in content):
        return None, [Problem(source, "it is not a list of rows", "start each row with this section")]
    rows = [(k, {c: v for c, v in row.items() if v != ""}) for k, row in enumerate(content, start=1)]
    return RawTable(source, (), rows, inline=True), []
