"""Stock: what lies on shelves and in the plant, and how fast it turns.

Stock on hand is what is really there, on the shelf, whatever the record says: that is what costs money.
"""

import numpy as np

from experiments.kpi.ledger import Array, Ledger, ratio
from experiments.kpi.registry import kpi
from sim.scenario import UNITS_PER_YEAR


@kpi("stock_units", "units", better="lower", family="stock", title="Units on the shelf, on average")
def stock_units(ledger: Ledger) -> Array:
    """Average units on the shelf, on the record or not, reserved units included.

    Units that are finished and wait for the posting of their lot are in `unposted_units`.
    """
    return ledger.average(ledger.shelf_area)


@kpi("recorded_units", "units", family="stock", title="Units on the record, on average")
def recorded_units(ledger: Ledger) -> Array:
    """Average units that the record says are on hand, whether they are there or not."""
    return ledger.average(ledger.recorded_area)


@kpi("unposted_units", "units", better="lower", family="stock", title="Units finished but not on the record")
def unposted_units(ledger: Ledger) -> Array:
    """Average units that are on the shelf and not yet posted; their value is in process until then."""
    return np.where(ledger.count(ledger.made) > 0, ledger.average("unposted_area"), np.nan)


@kpi("stock_value", "money", better="lower", family="stock", title="Value of stock on hand")
def stock_value(ledger: Ledger) -> Array:
    """Average units on the shelf, on the record or not, at unit cost, all stock points."""
    return ledger.average(ledger.shelf_area * ledger.unit_cost)


@kpi("in_process_value", "money", better="lower", family="stock", title="Value of work in process")
def in_process_value(ledger: Ledger) -> Array:
    """Average units between kit and last posting, at the unit cost of what they become."""
    return ledger.average(ledger.total("wip_area") * ledger.unit_cost)


@kpi("working_stock", "money", better="lower", family="stock", title="Cash tied up in stock and in process")
def working_stock(ledger: Ledger) -> Array:
    """Value of stock on hand and in process; units travelling between own stock points are in neither."""
    return stock_value(ledger) + in_process_value(ledger)


@kpi("stock_turns", "turns/year", better="higher", family="stock", title="Times a year that stock turns over")
def stock_turns(ledger: Ledger) -> Array:
    """Units sold a year at unit cost over working stock.

    In a group that sells nothing, the units that other stock points drew.
    """
    moved = ledger.a_year(ledger.used_units * ledger.unit_cost, ledger.focus)
    return ratio(moved, working_stock(ledger))


@kpi("days_of_supply", "days", better="lower", family="stock", title="Days that the stock would last")
def days_of_supply(ledger: Ledger) -> Array:
    """Days in a year over stock turns."""
    turns = stock_turns(ledger)
    return ratio(np.full_like(turns, UNITS_PER_YEAR["day"]), turns)
