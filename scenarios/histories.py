"""Histories that lie in files: values that a law draws or replays, and orders of customers."""

import math
from collections.abc import Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

from scenarios.cell_problem import CellProblem
from scenarios.order_history import OrderHistory
from scenarios.raw_table import RawTable, read_csv
from scenarios.row import place_of
from scenarios.spelling import hint
from scenarios.units import conversion, split_unit, with_unit
from scenarios.unreadable import Unreadable
from sim.distributions import Distribution, parse_distribution

Numbered = list[tuple[int, float]]
"""Numbers of a column, each with its row."""


class Histories:
    """The files with histories that the tables of a case name, each read once.

    A file lies in the folder of the case, or where its path leads from there. What is read is kept in the
    laws and orders made from it, so that a run reads no file.
    """

    def __init__(self, folder: Path, time_unit: str) -> None:
        self.folder = folder
        self.time_unit = time_unit
        self._tables: dict[str, RawTable] = {}
        self._laws: dict[str, Distribution] = {}
        self._orders: dict[str, OrderHistory] = {}

    def filled(
        self, rows: Sequence[dict[str, Any]], types: Mapping[str, Any]
    ) -> tuple[list[dict[str, Any]], list[CellProblem]]:
        """Return rows with every cell that names a file read, and the cells that cannot be.

        Parameters
        ----------
        types
            Type of each field: `Distribution` or `OrderHistory` for those that may name a file.
        """
        kinds = {field: kind for field, kind in types.items() if kind in (Distribution, OrderHistory)}
        filled = list(rows)
        problems = []
        for number, row in enumerate(rows):
            for field in kinds:
                cell = row.get(field)
                orders = kinds[field] is OrderHistory
                if not isinstance(cell, str) or not (orders or "file" in cell):
                    continue
                if filled[number] is row:
                    filled[number] = dict(row)
                try:
                    filled[number][field] = self.orders(cell) if orders else self.law(cell)
                except Unreadable as problem:
                    problems.append(CellProblem(number, field, problem.reason, problem.remedy))
        return filled, problems

    def law(self, text: str) -> Distribution:
        """Return the law of a text such as `empirical(file="lead_times.csv", column="days")`.

        Raises
        ------
        Unreadable
            The text is no law, or there is something wrong with the file.
        """
        if text not in self._laws:
            try:
                self._laws[text] = parse_distribution(text, self.column)
            except ValueError as error:
                raise Unreadable.of(error) from None
        return self._laws[text]

    def column(self, file: str, column: str) -> tuple[float, ...]:
        """Return the numbers in a column of a file, up to its last one.

        Raises
        ------
        Unreadable
            There is no such file or column, or a cell is no number.
        """
        return tuple(number for _, number in self._numbers(self._table(file), column))

    def orders(self, file: str) -> OrderHistory:
        """Return the customer orders in a file, with times in the unit of the case.

        Raises
        ------
        Unreadable
            There is no such file, it lacks time or quantity, or they make no sense.
        """
        if file not in self._orders:
            self._orders[file] = self._read_orders(file)
        return self._orders[file]

    def _read_orders(self, file: str) -> OrderHistory:
        table = self._table(file)
        spelled = [c for c in table.columns if split_unit(c)[0] == "time"]
        unit = split_unit(spelled[0])[1] if spelled else None
        if len(spelled) > 1 or (spelled and unit is None):
            remedy = f"write one column '{with_unit('time', self.time_unit)}', or in another unit"
            named = " and ".join(f"'{c}'" for c in spelled)
            raise Unreadable(f"{place_of(table.source, 1)}: the unit of {named} is not clear", remedy)
        heading = spelled[0] if spelled else with_unit("time", self.time_unit)
        times, sizes = self._numbers(table, heading), self._numbers(table, "quantity")
        if len(times) != len(sizes):
            row = table.rows[min(len(times), len(sizes))][0]
            short = heading if len(times) < len(sizes) else "quantity"
            raise _bad_cell(table, row, short, "the cell is empty", "give a value, or delete the row")
        factor = 1.0 if unit is None else conversion(unit, self.time_unit)
        if times[0][1] < 0:
            raise _bad_cell(table, times[0][0], heading, f"{times[0][1]:g} is before time zero", FROM_ZERO)
        for (_, earlier), (row, later) in pairwise(times):
            if later < earlier:
                reason = f"{later:g} comes after {earlier:g}"
                raise _bad_cell(table, row, heading, reason, "sort the rows by time")
        if not any(size > 0 for _, size in sizes):
            raise Unreadable(f"{table.source}: no order is of more than zero units", "give the quantities")
        return OrderHistory(file, tuple(t * factor for _, t in times), tuple(size for _, size in sizes))

    def _table(self, file: str) -> RawTable:
        """Return a file as it stands."""
        if file not in self._tables:
            path = self.folder / file
            if not path.is_file():
                others = sorted(p.name for p in path.parent.glob("*.csv"))
                raise Unreadable(f"file '{file}' does not exist", hint(path.name, others))
            table, problems = read_csv(path)
            for problem in problems[:1]:
                raise Unreadable(f"{problem.place}: {problem.reason}", problem.remedy)
            assert table is not None
            self._tables[file] = table
        return self._tables[file]

    def _numbers(self, table: RawTable, column: str) -> Numbered:
        """Return the numbers in a column up to its last one, each with its row."""
        if column not in table.columns:
            reason = f"{place_of(table.source, 1)}: column '{column}' is missing"
            raise Unreadable(reason, hint(column, [c for c in table.columns if c]))
        cells = [(number, row.get(column)) for number, row in table.rows]
        while cells and cells[-1][1] is None:
            cells.pop()
        if not cells:
            raise Unreadable(f"{table.source}, column '{column}': it has no values", "give at least one")
        return [(row, _number(table, row, column, cell)) for row, cell in cells]


FROM_ZERO = "count times from the start of the run"


def _number(table: RawTable, row: int, column: str, cell: object) -> float:
    if cell is None:
        raise _bad_cell(table, row, column, "the cell is empty", "give a value, or delete the row")
    try:
        value = float(str(cell))
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        remedy = "write it like 1250.5, without unit or thousands separator"
        raise _bad_cell(table, row, column, f"'{cell}' is not a number", remedy)
    return value


def _bad_cell(table: RawTable, row: int, column: str, reason: str, remedy: str) -> Unreadable:
    return Unreadable(f"{place_of(table.source, row)}, column '{column}': {reason}", remedy)
