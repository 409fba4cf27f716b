"""Flow: how many orders, and how long they take."""

import numpy as np

from experiments.kpi.ledger import Array, Ledger, ratio
from experiments.kpi.registry import kpi
from sim.scenario import UNITS_PER_YEAR


@kpi("orders_per_year", "orders/year", better="lower", family="flow", title="Orders placed, of all kinds")
def orders_per_year(ledger: Ledger) -> Array:
    """Orders placed a year: purchases, transfers and production."""
    return ledger.a_year("orders")


@kpi(
    "shop_orders_per_month",
    "orders/month",
    better="lower",
    family="flow",
    title="Shop orders for products sold",
)
def shop_orders_per_month(ledger: Ledger) -> Array:
    """Production orders placed a month (a twelfth of a year) for products that are sold."""
    chosen = ledger.focus & ledger.made
    return _where(ledger.count(chosen), ledger.a_year("orders", chosen) / UNITS_PER_YEAR["month"])


@kpi("runs_per_active_item", "orders/year", family="flow", title="Runs a year of an active item")
def runs_per_active_item(ledger: Ledger) -> Array:
    """Orders placed a year for each active item."""
    return ratio(ledger.a_year("orders", ledger.active), ledger.count(ledger.active))


@kpi(
    "undershoot",
    "units",
    better="lower",
    family="flow",
    title="Below the order point when an order leaves",
)
def undershoot(ledger: Ledger) -> Array:
    """Mean distance of the inventory position below the order point at an order, for points sold.

    Only policies with an order point under continuous review have one; others count as zero.
    """
    return ratio(ledger.add("undershoot", ledger.focus), ledger.add("orders", ledger.focus))


@kpi("run_length_weeks", "weeks", better="lower", family="flow", title="From order to last unit posted")
def run_length_weeks(ledger: Ledger) -> Array:
    """Mean time from placing a production order for a product sold to posting its last unit."""
    return _weeks_an_order(ledger, "run_time")


@kpi("in_plant_weeks", "weeks", better="lower", family="flow", title="From kit complete to finished")
def in_plant_weeks(ledger: Ledger) -> Array:
    """Mean time from kit to finish of production orders for products sold."""
    return _weeks_an_order(ledger, "plant_time")


@kpi("kit_wait_weeks", "weeks", better="lower", family="flow", title="Wait for the parts of a kit")
def kit_wait_weeks(ledger: Ledger) -> Array:
    """Mean wait from release to kit of production orders for products sold."""
    return _weeks_an_order(ledger, "kit_wait")


@kpi("freight_share", "share", better="lower", family="flow", title="Freight as a share of purchases")
def freight_share(ledger: Ledger) -> Array:
    """Freight over the value of purchases."""
    return ratio(ledger.add("freight"), ledger.add("purchased_value"))


@kpi(
    "plant_growth",
    "ratio",
    better="lower",
    family="flow",
    title="Work in process, second half of the time over first",
    whole_network=True,
)
def plant_growth(ledger: Ledger) -> Array:
    """Work in process of the second half of the measured time over that of the first; 1 without any."""
    first, second = ledger.run.halves
    if first == second:
        return np.ones(1)
    return ratio(np.array([second]), np.array([first]))


def _where(members: Array, figure: Array) -> Array:
    """Return a figure; nan where the group has no members."""
    return np.where(members > 0, figure, np.nan)


def _weeks_an_order(ledger: Ledger, total: str) -> Array:
    chosen = ledger.focus & ledger.made
    return ratio(ledger.add(total, chosen) * ledger.weeks, ledger.add("made_orders", chosen))
