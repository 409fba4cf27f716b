"""The heading of a table, read: which field each column fills."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from scenarios.columns import Columns
from scenarios.problem import Problem
from scenarios.raw_table import RawTable
from scenarios.row import place_of
from scenarios.spelling import nearest
from scenarios.unreadable import Unreadable


@dataclass(slots=True)
class Heading:
    """The heading of a table, read.

    Parameters
    ----------
    named
        Field of each column, and the factor to the unit of the case.
    reported
        Fields about which something is said in `problems` already.
    """

    named: dict[str, tuple[str, float]] = field(default_factory=dict)
    reported: set[str] = field(default_factory=set)
    problems: list[Problem] = field(default_factory=list)

    def column(self, field: str, row: Mapping[str, object]) -> str:
        """Return the column of a row that fills `field`."""
        return next(c for c in row if c in self.named and self.named[c][0] == field)

    def spelling(self, field: str) -> str | None:
        """Return the column that fills `field`; None where there is none."""
        return next((column for column, (name, _) in self.named.items() if name == field), None)

    def factors(self, row: Mapping[str, object] | None = None) -> dict[str, float]:
        """Return the factor of each field that changes its unit (of one row, or of the whole table)."""
        columns = self.named if row is None else [c for c in row if c in self.named]
        return {self.named[c][0]: self.named[c][1] for c in columns if self.named[c][1] != 1.0}


def read_heading(raw: RawTable, columns: Columns, time_unit: str) -> Heading:
    """Find the field of every column of a table; say what is unknown, doubled or missing."""
    heading = Heading()
    first = {column: number for number, row in reversed(raw.rows) for column in row}
    spelled = {columns.spelling(f, time_unit): f for f in columns.types}
    for column in [c for c in raw.columns if c] if not raw.inline else first:
        place = place_of(raw.source, first[column] if raw.inline else 1)
        try:
            name, factor = columns.resolve(column, time_unit)
        except Unreadable as problem:
            heading.problems.append(problem.at(f"{place}, {raw.word} '{column}'"))
            heading.reported.add(
                column if column in columns.times else spelled.get(nearest(column, spelled), "")
            )
            continue
        twins = [c for c, (f, _) in heading.named.items() if f == name]
        if twins and not raw.inline and twins != [column]:
            reason = f"columns '{twins[0]}' and '{column}' say the same"
            heading.problems.append(Problem(place, reason, "delete one of them"))
        else:
            heading.named[column] = (name, factor)
    given = {f for f, _ in heading.named.values()} | heading.reported
    missing = [] if raw.inline else columns.missing(given)
    for column, name in spelled.items():
        if name in missing:
            heading.problems.append(
                Problem(place_of(raw.source, 1), f"column '{column}' is missing", "add it")
            )
            heading.reported.add(name)
    return heading
