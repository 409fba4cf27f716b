"""One row of a table, checked."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table, checked.

    Parameters
    ----------
    source
        File, or section of the case file, that the row stands in.
    number
        Row as a spreadsheet counts it (the header is row 1), or number in the section.
    values
        Typed values by field; times in the unit of the case.
    part
        What the row makes of the network; None where a value is missing.
    """

    source: str
    number: int
    values: dict[str, Any]
    part: Any

    @property
    def place(self) -> str:
        """Where the row stands, for messages."""
        return place_of(self.source, self.number)

    def cell(self, field: str) -> str:
        """Return the place of a cell of the row, for messages."""
        return f"{self.place}, {'key' if self.source.endswith(']') else 'column'} '{field}'"


def place_of(source: str, number: int) -> str:
    """Return the place of a row, for messages."""
    return f"{source} number {number}" if source.endswith("]") else f"{source} row {number}"
