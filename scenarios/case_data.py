"""The checked data of a case, and of a case under an alternative."""

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from scenarios.histories import Histories
from scenarios.parameter_files import ParameterFiles
from scenarios.row import Row
from scenarios.table import SOURCES, TABLES

Tags = dict[str, frozenset[str]]


@dataclass(frozen=True)
class CaseData:
    """Rows, accounts and control entries of a case; a change makes a copy (`scenarios.paths.apply`).

    Parameters
    ----------
    rows
        Rows of each table, in the order of the file.
    control
        Control entries as written.
    accounts, plant
        Typed fields of the accounts, and of the rules of the plant.
    parameters
        Parameter files of the policies, shared by all copies.
    histories
        Files with histories, shared by all copies.
    """

    folder: Path
    time_unit: str
    rows: dict[str, list[Row]]
    control: dict[str, dict[str, Any]]
    accounts: dict[str, Any]
    plant: dict[str, Any]
    parameters: ParameterFiles
    histories: Histories

    def keys(self, table: str) -> dict[str, Row]:
        """Return the rows of a table by the name of each."""
        key = TABLES[table].key
        return {row.values[key]: row for row in self.rows[table] if key in row.values}

    @cached_property
    def stock_tags(self) -> Tags:
        """Tags of each stock point: its own and those of its item."""
        items = {name: row.values.get("tags", ()) for name, row in self.keys("items").items()}
        return {
            name: frozenset((*row.values.get("tags", ()), *items.get(row.values.get("item", ""), ())))
            for name, row in self.keys("stock_points").items()
        }

    @cached_property
    def replenished(self) -> Tags:
        """Tags of each stock point that has a source, in the order of the stock points."""
        fed = {row.values.get("stock") for table in SOURCES for row in self.rows[table]}
        return {name: tags for name, tags in self.stock_tags.items() if name in fed}

    def tags(self, table: str) -> Tags:
        """Return the tags by which rows of a table can be chosen, by the name of each."""
        spec = TABLES[table]
        tags: dict[str, frozenset[str]] = {}
        for name, row in self.keys(table).items():
            own = frozenset(row.values.get("tags", ()))
            stock = row.values.get(spec.stock) if spec.stock else None
            tags[name] = own | self.stock_tags.get(stock, frozenset()) if stock else own
        return tags
