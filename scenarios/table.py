"""The tables of a case: what a row of each makes, what names it, and what it refers to."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from scenarios.columns import Columns, columns_of, maker_of
from scenarios.fact import Fact
from scenarios.order_history import OrderHistory
from sim.network import (
    Bookkeeping,
    Component,
    Count,
    Demand,
    DesignChange,
    Disruption,
    Event,
    Fulfilment,
    Item,
    Loss,
    OpeningOrder,
    Operation,
    OrderLine,
    Place,
    Production,
    Profile,
    Promotion,
    Purchase,
    StockPoint,
    Supplier,
    SurplusReview,
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


def _component(values: Values) -> Component:
    return Component(stock=values["component"], quantity=values.get("quantity", 1.0))


_customers = maker_of(Demand, leaving=["profile", "history", "on"])


def _demand(values: Values) -> Demand:
    """Return a demand; a history takes the place of interval, size and first order."""
    history: OrderHistory | None = values.get("history")
    if history is not None:
        values = {**values, "first": history.first, "interval": history.interval, "size": history.size}
    made: Demand = _customers(values)
    return made


SWITCH = {"on": (bool, True)}
"""A row that is not `on` is not there."""


def _selecting(name: str, cls: type[Any]) -> "Table":
    """Return a table whose rows select the stock points that they are about."""
    columns = columns_of(cls, without=["stocks"], extra={"select": str}, optional=SWITCH)
    make = maker_of(cls, leaving=["select", "on"], stocks=())
    return Table(name, "name", columns, make, unique=("name",))


_TABLES = (
    Table("items", "name", columns_of(Item), maker_of(Item), unique=("name",)),
    Table(
        "stock_points",
        "name",
        columns_of(StockPoint, optional=SWITCH),
        maker_of(StockPoint, leaving=["on"]),
        stock="name",
        refers={"item": "items"},
        unique=("name",),
    ),
    Table("suppliers", "name", columns_of(Supplier), maker_of(Supplier), unique=("name",)),
    Table(
        "purchases",
        "stock",
        columns_of(Purchase, optional=SWITCH),
        maker_of(Purchase, leaving=["on"]),
        stock="stock",
        refers={"stock": "stock_points", "supplier": "suppliers"},
        unique=("stock", "supplier"),
    ),
    Table(
        "transfers",
        "stock",
        columns_of(Transfer, optional=SWITCH),
        maker_of(Transfer, leaving=["on"]),
        stock="stock",
        refers={"stock": "stock_points", "origin": "stock_points"},
        unique=("stock", "origin"),
    ),
    Table(
        "productions",
        "stock",
        columns_of(Production, without=["components", "route"], optional=SWITCH),
        maker_of(Production, leaving=["on"]),
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
        maker_of(Operation, leaving=["stock", "sequence"]),
        stock="stock",
        refers={"stock": "productions", "work_centre": "work_centres"},
        unique=("stock", "sequence"),
    ),
    Table("work_centres", "name", columns_of(WorkCentre), maker_of(WorkCentre), unique=("name",)),
    Table(
        "profiles", "name", columns_of(Profile, without=["promotions"]), maker_of(Profile), unique=("name",)
    ),
    Table(
        "promotions",
        "profile",
        columns_of(Promotion, extra={"profile": str}, optional=SWITCH),
        maker_of(Promotion, leaving=["profile", "on"]),
        refers={"profile": "profiles"},
    ),
    Table(
        "demands",
        "name",
        columns_of(
            Demand,
            without=["profile", "lines"],
            optional={"profile": (str, None), "history": (OrderHistory, None), **SWITCH},
            instead={"interval": "history"},
        ),
        _demand,
        stock="stock",
        refers={"stock": "stock_points", "profile": "profiles"},
        unique=("name",),
    ),
    Table(
        "order_lines",
        "demand",
        columns_of(OrderLine, extra={"demand": str}),
        maker_of(OrderLine, leaving=["demand"]),
        refers={"demand": "demands", "stock": "stock_points"},
        unique=("demand", "stock"),
    ),
    Table(
        "places",
        "name",
        columns_of(Place, optional=SWITCH),
        maker_of(Place, leaving=["on"]),
        unique=("name",),
    ),
    Table(
        "fulfilment",
        "place",
        columns_of(Fulfilment, optional=SWITCH),
        maker_of(Fulfilment, leaving=["on"]),
        unique=("place",),
    ),
    _selecting("bookkeeping", Bookkeeping),
    _selecting("losses", Loss),
    _selecting("counts", Count),
    _selecting("design_changes", DesignChange),
    _selecting("surplus_reviews", SurplusReview),
    Table(
        "opening_orders",
        "stock",
        columns_of(OpeningOrder, optional=SWITCH),
        maker_of(OpeningOrder, leaving=["on"]),
        stock="stock",
        refers={"stock": "stock_points"},
    ),
    Table(
        "events",
        "name",
        columns_of(Event, optional=SWITCH, bounded=False),
        maker_of(Event, leaving=["on"]),
        stock="stock",
        refers={
            "stock": "stock_points",
            "origin": "stock_points",
            "supplier": "suppliers",
            "work_centre": "work_centres",
            "demand": "demands",
        },
        unique=("name",),
    ),
    Table(
        "disruptions",
        "name",
        columns_of(Disruption, optional=SWITCH),
        maker_of(Disruption, leaving=["on"]),
        stock="stock",
        refers={
            "stock": "stock_points",
            "origin": "stock_points",
            "supplier": "suppliers",
            "work_centre": "work_centres",
        },
        unique=("name",),
    ),
    Table("facts", "name", columns_of(Fact), maker_of(Fact), unique=("name",)),
)

TABLES: dict[str, Table] = {table.name: table for table in _TABLES}
"""All tables of a case by name."""
SOURCES = ("purchases", "transfers", "productions")
"""The tables of sources, in the order in which a stock point prefers them."""
SELECTING = ("bookkeeping", "losses", "counts", "design_changes", "surplus_reviews")
"""The tables whose rows select the stock points that they are about."""
