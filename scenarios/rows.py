"""Turn the cells of a raw table into typed rows."""

from collections.abc import Callable
from typing import Any

from scenarios.columns import Columns, converted
from scenarios.heading import Heading, read_heading
from scenarios.histories import Histories
from scenarios.problem import Problem
from scenarios.raw_table import RawTable
from scenarios.row import Row, place_of
from scenarios.spelling import lacking

Make = Callable[[dict[str, Any]], Any]
Cells = dict[str, object]


def typed_rows(
    raw: RawTable,
    columns: Columns,
    time_unit: str,
    make: Make | None = None,
    histories: Histories | None = None,
) -> tuple[list[Row], list[Problem]]:
    """Return the rows of a table with typed values, and everything that is wrong with it.

    A cell that cannot be read is left out, so that one mistake is reported once.
    """
    heading = read_heading(raw, columns, time_unit)
    cells, problems = _by_field(raw, heading)
    values, wrong = columns.check(cells, histories)
    bad = {(raw.rows[w.row][0], w.field) for w in wrong}
    for w in wrong:
        number, written = raw.rows[w.row]
        problems.append(Problem(_cell(raw, number, heading.column(w.field, written)), w.reason, w.remedy))
    problems += _missing_cells(raw, heading, columns, cells, time_unit)
    rows = []
    factors = heading.factors()
    for (number, written), row in zip(raw.rows, values, strict=True):
        for field, factor in (heading.factors(written) if raw.inline else factors).items():
            if field in row:
                row[field] = converted(row[field], factor)
        lone = columns.alone(row)
        if lone and not bad & {(number, f) for f in lone}:
            names = [_spelling(f, heading, columns, time_unit) for f in lone]
            others = [_spelling(f, heading, columns, time_unit) for f in columns.companions(row)]
            problems.append(Problem(place_of(raw.source, number), *lacking(names, others)))
        complete = make is not None and not lone and not columns.missing(row)
        rows.append(Row(raw.source, number, row, make(row) if make and complete else None))
    return rows, [*heading.problems, *problems]


def _by_field(raw: RawTable, heading: Heading) -> tuple[list[Cells], list[Problem]]:
    """Return the cells by field instead of by column; a row may say each thing once."""
    rows: list[Cells] = []
    problems = []
    for number, written in raw.rows:
        row: Cells = {}
        for column, value in written.items():
            if column in heading.named:
                field = heading.named[column][0]
                if field in row:
                    reason = f"'{heading.column(field, written)}' and '{column}' say the same"
                    problems.append(Problem(place_of(raw.source, number), reason, "delete one of them"))
                else:
                    row[field] = value
        rows.append(row)
    return rows, problems


def _missing_cells(
    raw: RawTable, heading: Heading, columns: Columns, cells: list[Cells], time_unit: str
) -> list[Problem]:
    """Say which rows lack a value that must be given, unless the whole column is already reported."""
    problems = []
    for (number, _), row in zip(raw.rows, cells, strict=True):
        missing = [f for f in columns.missing(row) if f not in heading.reported]
        names = [_spelling(f, heading, columns, time_unit) for f in missing]
        if names and raw.inline:
            problems.append(Problem(place_of(raw.source, number), *lacking(names)))
        else:
            problems += [
                Problem(_cell(raw, number, name), "the cell is empty", "give a value") for name in names
            ]
    return problems


def _spelling(field: str, heading: Heading, columns: Columns, time_unit: str) -> str:
    """Return the column of a field as the table has it, or as it could have it."""
    return heading.spelling(field) or columns.spelling(field, time_unit)


def _cell(raw: RawTable, number: int, column: str) -> str:
    return f"{place_of(raw.source, number)}, {raw.word} '{column}'"
