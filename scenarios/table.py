"""The tables of a case: what a row of each makes, what names it, and what it refers to."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from scenarios.columns import Columns, columns_of
from scenarios.fact import Fact
from sim.network import (
    Component,
    Demand,
    Freight,
    Item,
    Operation,
    Production,
    Purchase,
    StockPoint,
    Supplier,
    Transfer,
    WorkCentre,
)

Values = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Table:
    """One table of a case.

    Parameters
    ----------
    key
        Field that names a row: rows of a path are chosen by it.
    columns
        What a row may hold.
    make
        Makes the part of the network from the values of a row.
    stock
        Field with the stock point whose tags a row shares (None: the row has tags of its own, or none).
    refers
        Table that each referring field names a row of.
    unique
        Fields that no two rows may share.
    """

    name: str
    key: str
    columns: Columns
    make: Callable[[Values], Any]
    stock: str | None = None
    refers: Mapping[str, str] = field(default_factory=dict)
    unique: tuple[str, ...] = ()

    @property
    def file(self) -> str:
        """File name of the table unless the case says otherwise."""
        return f"{self.name}.csv"


def _supplier(values: Values) -> Supplier:
    freight = {f.removeprefix("freight_"): v for f, v in values.items() if f.startswith("freight_")}
    rest = {f: v for f, v in values.items() if not f.startswith("freight_")}
    return Supplier(**rest, freight=Freight(**freight) if freight else None)


def _component(values: Values) -> Component:
    return Component(stock=values["component"], quantity=values.get("quantity", 1.0))


def _operation(values: Values) -> Operation:
    return Operation(**{f: v for f, v in values.items() if f not in ("stock", "sequence")})


def _supplier_columns() -> Columns:
    own = columns_of(Supplier, times=frozenset({"departure_period"}), without=["freight"])
    freight = columns_of(Freight)
    return Columns(
        {**own.types, **{f"freight_{f}": kind for f, kind in freight.types.items()}},
        {**own.defaults, **{f"freight_{f}": value for f, value in freight.defaults.items()}},
        own.times,
    )


SOURCE_TIMES = frozenset({"lead_time", "processing", "planned_lead_time", "promise"})

_TABLES = (
    Table("items", "name", columns_of(Item), lambda v: Item(**v), unique=("name",)),
    Table(
        "stock_points",
        "name",
        columns_of(StockPoint),
        lambda v: StockPoint(**v),
        stock="name",
        refers={"item": "items"},
        unique=("name",),
    ),
    Table("suppliers", "name", _supplier_columns(), _supplier, unique=("name",)),
    Table(
        "purchases",
        "stock",
        columns_of(Purchase, times=SOURCE_TIMES),
        lambda v: Purchase(**v),
        stock="stock",
        refers={"stock": "stock_points", "supplier": "suppliers"},
        unique=("stock", "supplier"),
    ),
    Table(
        "transfers",
        "stock",
        columns_of(Transfer, times=SOURCE_TIMES),
        lambda v: Transfer(**v),
        stock="stock",
        refers={"stock": "stock_points", "origin": "stock_points"},
        unique=("stock", "origin"),
    ),
    Table(
        "productions",
        "stock",
        columns_of(Production, times=SOURCE_TIMES, without=["components", "route"]),
        lambda v: Production(**v),
        stock="stock",
        refers={"stock": "stock_points"},
        unique=("stock",),
    ),
    Table(
        "components",
        "parent",
        columns_of(Component, without=["stock"], extra={"parent": str, "component": str}),
        _component,
        stock="parent",
        refers={"parent": "productions", "component": "stock_points"},
        unique=("parent", "component"),
    ),
    Table(
        "operations",
        "stock",
        columns_of(Operation, extra={"stock": str, "sequence": float}),
        _operation,
        stock="stock",
        refers={"stock": "productions", "work_centre": "work_centres"},
        unique=("stock", "sequence"),
    ),
    Table("work_centres", "name", columns_of(WorkCentre), lambda v: WorkCentre(**v), unique=("name",)),
    Table(
        "demands",
        "name",
        columns_of(Demand, times=frozenset({"interval", "patience", "first"})),
        lambda v: Demand(**v),
        stock="stock",
        refers={"stock": "stock_points"},
        unique=("name",),
    ),
    Table("facts", "name", columns_of(Fact), lambda v: Fact(**v), unique=("name",)),
)

TABLES: dict[str, Table] = {table.name: table for table in _TABLES}
"""All tables of a case by name."""
SOURCES = ("purchases", "transfers", "productions")
"""The tables of sources, in the order in which a stock point prefers them."""
