"""Read the tables of a case, from their files or from the case file."""

from pathlib import Path

from scenarios.bundled import CASE_FILE
from scenarios.case_file import CaseFile
from scenarios.histories import Histories
from scenarios.problem import Problem
from scenarios.raw_table import RawTable, inline_table, read_csv
from scenarios.row import Row
from scenarios.rows import typed_rows
from scenarios.spelling import hint
from scenarios.table import TABLES


def read_tables(
    folder: Path, file: CaseFile, histories: Histories
) -> tuple[dict[str, list[Row]], list[Problem], list[str]]:
    """Return the rows of every table, what is wrong, and the tables that are lost.

    A table is lost if it cannot be read, or lacks a column that ties it to others; then nothing can be
    said of how the tables hang together.
    """
    rows: dict[str, list[Row]] = {}
    problems: list[Problem] = []
    lost = []
    for name, table in TABLES.items():
        rows[name] = []
        raw, found = _raw_table(folder, file, name)
        problems += found
        if raw is not None:
            rows[name], found = typed_rows(raw, table.columns, file.time_unit, table.make, histories)
            problems += found
        ties = {table.key, *table.refers} & set(table.columns.required)
        if (raw is None and found) or not all(
            any(tie in r.values for r in rows[name]) for tie in ties if rows[name]
        ):
            lost.append(name)
    return rows, problems, lost


def _raw_table(folder: Path, file: CaseFile, name: str) -> tuple[RawTable | None, list[Problem]]:
    """Read a table from its file or from the case file; None where there is none."""
    path = folder / file.files.get(name, TABLES[name].file)
    if name in file.raw:
        if name in file.files or path.is_file():
            place = f"{CASE_FILE} [[{name}]]"
            return None, [Problem(place, f"the table stands in {path.name} too", "keep one of them")]
        return inline_table(f"{CASE_FILE} [[{name}]]", file.raw[name])
    if path.is_file():
        return read_csv(path)
    if name in file.files:
        others = sorted(p.name for p in folder.glob("*.csv"))
        place = f"{CASE_FILE} [tables] '{name}'"
        return None, [
            Problem(place, f"file '{file.files[name]}' does not exist", hint(file.files[name], others))
        ]
    return None, []
