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

    @cached_property
    def live(self) -> dict[str, list[Row]]:
        """Rows of each table that are on.

        What belongs to a stock point that is off is off with it, and so are the parts list and the route of
        a production that is off.
        """
        on = {name: [row for row in rows if row.values.get("on", True)] for name, rows in self.rows.items()}
        gone = _gone(self.rows["stock_points"], on["stock_points"], "name")
        if gone:
            for name, table in TABLES.items():
                if table.stock and name != "stock_points":
                    on[name] = [row for row in on[name] if row.values.get(table.stock) not in gone]
        idle = _gone(self.rows["productions"], on["productions"], "stock")
        for name, field in OF_PRODUCTIONS.items() if idle else ():
            on[name] = [row for row in on[name] if row.values.get(field) not in idle]
        return on

    def keys(self, table: str) -> dict[str, Row]:
        """Return the rows of a table that are on, by the name of each."""
        return _by_name(self.live, table)

    @cached_property
    def stock_tags(self) -> Tags:
        """Tags of each stock point, on or off: its own and those of its item."""
        items = {name: row.values.get("tags", ()) for name, row in self.keys("items").items()}
        return {
            name: frozenset((*row.values.get("tags", ()), *items.get(row.values.get("item", ""), ())))
            for name, row in _by_name(self.rows, "stock_points").items()
        }

    @cached_property
    def replenished(self) -> Tags:
        """Tags of each stock point that has a source, in the order of the stock points."""
        points = self.keys("stock_points")
        fed = {row.values.get("stock") for table in SOURCES for row in self.live[table]}
        return {name: tags for name, tags in self.stock_tags.items() if name in fed and name in points}

    @cached_property
    def replenishable(self) -> Tags:
        """Tags of each stock point that has a source, on or off."""
        fed = {row.values.get("stock") for table in SOURCES for row in self.rows[table]}
        return {name: tags for name, tags in self.stock_tags.items() if name in fed}

    def tags(self, table: str) -> Tags:
        """Return the tags by which rows of a table can be chosen, on or off, by the name of each."""
        spec = TABLES[table]
        tags: dict[str, frozenset[str]] = {}
        for name, row in _by_name(self.rows, table).items():
            own = frozenset(row.values.get("tags", ()))
            stock = row.values.get(spec.stock) if spec.stock else None
            tags[name] = own | self.stock_tags.get(stock, frozenset()) if stock else own
        return tags


OF_PRODUCTIONS = {"components": "parent", "operations": "stock"}
"""Tables whose rows belong to a production, and the field with its stock point."""


def _gone(rows: list[Row], on: list[Row], field: str) -> frozenset[str]:
    """Return the names that have a row, but none that is on."""
    named = {row.values[field] for row in rows if field in row.values}
    return frozenset(named - {row.values[field] for row in on if field in row.values})


def _by_name(rows: dict[str, list[Row]], table: str) -> dict[str, Row]:
    key = TABLES[table].key
    return {row.values[key]: row for row in rows[table] if key in row.values}
