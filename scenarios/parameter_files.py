"""Parameter files of policies: one row a stock point."""

from pathlib import Path
from typing import Any

from scenarios.columns import Columns
from scenarios.problem import Problem
from scenarios.raw_table import RawTable, read_csv
from scenarios.rows import typed_rows
from scenarios.spelling import hint

Found = tuple[dict[str, tuple[str, dict[str, Any]]], list[Problem]]
"""Place and parameters of each stock point, and what is wrong with the file."""


class ParameterFiles:
    """The parameter files of a case, each read once, and typed once for each policy."""

    def __init__(self, folder: Path, time_unit: str) -> None:
        self.folder = folder
        self.time_unit = time_unit
        self._raw: dict[str, tuple[RawTable | None, list[Problem]]] = {}
        self._typed: dict[tuple[str, str], Found] = {}

    def read(self, file: str, policy: str, columns: Columns) -> Found:
        """Return the parameters of every stock point in `file`, as `policy` takes them."""
        if (file, policy) not in self._typed:
            self._typed[file, policy] = self._type(file, columns)
        return self._typed[file, policy]

    def _type(self, file: str, columns: Columns) -> Found:
        if file not in self._raw:
            path = self.folder / file
            if not path.is_file():
                others = sorted(p.name for p in self.folder.glob("*.csv"))
                missing = Problem(f"parameter file '{file}'", "the file does not exist", hint(file, others))
                return {}, [missing]
            self._raw[file] = read_csv(path)
        raw, problems = self._raw[file]
        if raw is None:
            return {}, problems
        if raw.columns[0] != "stock":
            reason = f"the first column is '{raw.columns[0]}'"
            return {}, [*problems, Problem(f"{file} row 1", reason, "it must be 'stock'")]
        optional = dict.fromkeys(columns.types)
        with_stock = Columns({"stock": str, **columns.types}, optional, columns.times, bounded=False)
        rows, more = typed_rows(raw, with_stock, self.time_unit)
        problems = [*problems, *more]
        found: dict[str, tuple[str, dict[str, Any]]] = {}
        for row in rows:
            values = dict(row.values)
            stock = values.pop("stock", None)
            if stock in found:
                reason = f"stock point '{stock}' already has a row ({found[stock][0]})"
                problems.append(Problem(row.place, reason, "delete one of them"))
            elif stock is not None:
                found[stock] = (row.place, values)
        return found, problems
