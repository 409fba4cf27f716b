"""Service: how soon customers get what they ask for.

All figures look at stock points that customers draw on. A part's own service (to the orders that draw on
it) appears where a group sells nothing, as in the table of stock points. Draws of every kind count: on a
stock point that sells and also supplies others, both are in the figure.
"""

from experiments.kpi.ledger import Array, Ledger, ratio
from experiments.kpi.registry import kpi


@kpi("fill_rate", "share", better="higher", family="service", title="Units filled at once")
def fill_rate(ledger: Ledger) -> Array:
    """Units filled at once over units demanded."""
    return ratio(ledger.add("filled_units", ledger.focus), ledger.add("demand_units", ledger.focus))


@kpi("line_fill_rate", "share", better="higher", family="service", title="Order lines filled whole at once")
def line_fill_rate(ledger: Ledger) -> Array:
    """Order lines filled whole at once over order lines."""
    return ratio(ledger.add("filled_lines", ledger.focus), ledger.add("demand_lines", ledger.focus))


@kpi("order_fill_rate", "share", better="higher", family="service", title="Orders filled whole at once")
def order_fill_rate(ledger: Ledger) -> Array:
    """Customer orders of which every line was filled whole at once, over customer orders.

    Customers only: what other stock points draw is not in it. An order belongs to the stock point of its
    first line.
    """
    return ratio(ledger.add_demands("filled_orders"), ledger.add_demands("orders"))


@kpi(
    "cycle_service",
    "share",
    better="higher",
    family="service",
    title="Replenishment cycles without a shortage",
)
def cycle_service(ledger: Ledger) -> Array:
    """Share of receipts before which nobody waited and nothing was lost."""
    return 1 - ratio(ledger.add("short_cycles", ledger.focus), ledger.add("cycles", ledger.focus))


@kpi("ready_rate", "share", better="higher", family="service", title="Time with stock on the record")
def ready_rate(ledger: Ledger) -> Array:
    """Share of time with recorded stock on hand, each stock point alike."""
    return 1 - ratio(ledger.average("out_time", ledger.focus), ledger.count(ledger.focus))


@kpi("lost_share", "share", better="lower", family="service", title="Units lost to customers who went away")
def lost_share(ledger: Ledger) -> Array:
    """Units lost over units demanded."""
    return ratio(ledger.add("lost_units", ledger.focus), ledger.add("demand_units", ledger.focus))


@kpi("backorders", "units", better="lower", family="service", title="Units that customers wait for")
def backorders(ledger: Ledger) -> Array:
    """Average units waited for."""
    return ledger.average("backorder_area", ledger.focus)


@kpi("mean_wait_days", "days", better="lower", family="service", title="Wait for a unit not filled at once")
def mean_wait_days(ledger: Ledger) -> Array:
    """Mean wait of the units that were filled late."""
    waited = ledger.add("wait_area", ledger.focus) * ledger.days
    return ratio(waited, ledger.add("late_units", ledger.focus))


@kpi(
    "truncation_share",
    "share",
    better="lower",
    family="service",
    title="Units that a cut at zero added to demand",
    optional=True,
)
def truncation_share(ledger: Ledger) -> Array:
    """Units cut over units demanded: the sum of max(0, -size) over the sum of max(0, size), as drawn.

    A size below zero counts as zero where it is no return, so the demand is greater than its law says by
    these units, and this share of what was demanded would not have been asked for at the mean of the law.
    """
    return ratio(ledger.add("truncated_units", ledger.focus), ledger.add("demand_units", ledger.focus))
