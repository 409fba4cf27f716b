"""Running totals of the demands: what customers of each stream asked for and got."""

from collections.abc import Callable

from sim.engine.customers import Customers
from sim.engine.stock import Stock

DEMAND_TOTALS: dict[str, Callable[[Customers, float], float]] = {
    "orders": lambda c, t: c.orders + _passing_lines(c.stock),
    "order_units": lambda c, t: c.order_units + _passing_units(c.stock),
    "filled_orders": lambda c, t: c.filled_orders + _passing_lines(c.stock),
    "filled_units": lambda c, t: c.filled_units + _passing_units(c.stock),
    "late_orders": lambda c, t: c.late_orders,
    "lost_orders": lambda c, t: c.lost_orders,
    "lost_units": lambda c, t: c.lost_units,
}
"""Totals of a demand since time zero. `orders` asked for something; `filled_orders` were served whole at
once; `late_orders` were served whole, but after the date promised (the time of the order where no date was
accepted); `lost_orders` lost something. The units are those of all lines."""


def _passing_lines(stock: Stock) -> float:
    """Orders that the shelf served in passing: only of a stock point that one demand has to itself."""
    return stock.shelf_lines


def _passing_units(stock: Stock) -> float:
    return stock.shelf_units() if stock.shelf_lines else 0.0
