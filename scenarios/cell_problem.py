"""What is wrong with one cell of a table."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class CellProblem:
    """What is wrong with the cell of field `field` in row `row` (counted from zero) of a list of rows."""

    row: int
    field: str
    reason: str
    remedy: str
