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


@kpi(
    "late_order_share",
    "share",
    better="lower",
    family="flow",
    title="Orders that came in late",
)
def late_order_share(ledger: Ledger) -> Array:
    """Orders whose last unit came after the date they were needed by, over orders received.

    A policy that gives no date of its own needs an order by its planned lead time.
    """
    return ratio(ledger.add("late_orders"), ledger.add("cycles"))


@kpi(
    "mean_tardiness_days",
    "days",
    better="lower",
    family="flow",
    title="How late an order is, on average",
)
def mean_tardiness_days(ledger: Ledger) -> Array:
    """Time from the need-by date to the last unit of late orders, over all orders received.

    An order in time counts as zero, as in the theory of scheduling.
    """
    return ratio(ledger.add("tardiness") * ledger.days, ledger.add("cycles"))


@kpi(
    "clipped_orders_per_year",
    "orders/year",
    better="lower",
    family="flow",
    title="Orders changed by a source",
    optional=True,
)
def clipped_orders_per_year(ledger: Ledger) -> Array:
    """Orders a year whose quantity the minimum, multiple or maximum of their source changed."""
    return ledger.a_year("clipped_orders")


@kpi(
    "refused_orders_per_year",
    "refusals/year",
    better="lower",
    family="flow",
    title="Decisions that were refused",
    optional=True,
)
def refused_orders_per_year(ledger: Ledger) -> Array:
    """Decisions of a policy a year that could not be carried out: to cancel, hurry or move an order."""
    return ledger.a_year("refused_orders")


@kpi(
    "refused_deliveries_per_year",
    "deliveries/year",
    better="lower",
    family="flow",
    title="Deliveries sent back for want of room",
    optional=True,
)
def refused_deliveries_per_year(ledger: Ledger) -> Array:
    """Deliveries a year that did not fit and were sent back to wait."""
    return ledger.a_year("refused_deliveries")


@kpi(
    "short_delivery_units",
    "units/year",
    better="lower",
    family="flow",
    title="Units missing from deliveries",
    optional=True,
)
def short_delivery_units(ledger: Ledger) -> Array:
    """Units a year that were ordered from a supplier and did not come with their delivery."""
    return ledger.a_year("short_units")


@kpi(
    "rejected_units",
    "units/year",
    better="lower",
    family="flow",
    title="Units that inspection rejects",
    optional=True,
)
def rejected_units(ledger: Ledger) -> Array:
    """Defective units a year that inspection found in deliveries."""
    return ledger.a_year("rejected_units")


@kpi("overrun_units", "units/year", family="flow", title="Units made beyond the order", optional=True)
def overrun_units(ledger: Ledger) -> Array:
    """Units a year that were made beyond what was ordered."""
    return ledger.a_year("overrun_units")


@kpi("expedited_orders_per_year", "orders/year", family="flow", title="Orders hurried", optional=True)
def expedited_orders_per_year(ledger: Ledger) -> Array:
    """Orders a year that were hurried."""
    return ledger.a_year("expedited_orders")


@kpi("bullwhip", "ratio", better="lower", family="flow", title="Unevenness of orders against that of demand")
def bullwhip(ledger: Ledger) -> Array:
    """Variance of the units ordered over that of the units drawn, both by periods of four weeks.

    Mean over the stock points of the group that are drawn on unevenly; above one, orders swing more than
    demand. After Chen, Drezner, Ryan and Simchi-Levi, Management Science 46 (2000) 436-443.
    """
    draws, orders = (_variance(ledger, what) for what in ("draw", "order"))
    known = (draws > 0) & (ledger.total("periods") > 1)
    each = np.divide(orders, draws, out=np.zeros_like(draws), where=known)
    return ratio(ledger.add(each, known), ledger.count(known))


def _variance(ledger: Ledger, what: str) -> Array:
    """Return the variance of the units of a period, for each stock point."""
    periods = np.maximum(ledger.total("periods"), 1.0)
    mean = ledger.total(f"period_{what}s") / periods
    return np.maximum(ledger.total(f"period_{what}_squares") / periods - mean**2, 0.0)


def _where(members: Array, figure: Array) -> Array:
    """Return a figure; nan where the group has no members."""
    return np.where(members > 0, figure, np.nan)


def _weeks_an_order(ledger: Ledger, total: str) -> Array:
    chosen = ledger.focus & ledger.made
    return ratio(ledger.add(total, chosen) * ledger.weeks, ledger.add("made_orders", chosen))
