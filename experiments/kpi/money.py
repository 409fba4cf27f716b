"""Money a year: what stock, orders, set-ups, freight and shortages cost, and what sales bring."""

from experiments.kpi.ledger import Array, Ledger
from experiments.kpi.registry import kpi
from experiments.kpi.stock import working_stock


@kpi("holding_cost", "money/year", better="lower", family="money", title="Cost of carrying stock")
def holding_cost(ledger: Ledger) -> Array:
    """Holding rate of the case times working stock."""
    return ledger.accounts.carrying_rate * working_stock(ledger)


@kpi("ordering_cost", "money/year", better="lower", family="money", title="Cost of placing orders")
def ordering_cost(ledger: Ledger) -> Array:
    """Orders placed at the order cost of their source."""
    return ledger.a_year("order_cost")


@kpi("setup_cost", "money/year", better="lower", family="money", title="Cost of setting up machines")
def setup_cost(ledger: Ledger) -> Array:
    """Set-up hours of the work centres at their hourly cost; shared over stock points by set-up hours."""
    return ledger.a_year(ledger.setup_cost)


@kpi("freight_cost", "money/year", better="lower", family="money", title="Cost of freight")
def freight_cost(ledger: Ledger) -> Array:
    """Freight of the shipments, shared over their lines by weight."""
    return ledger.a_year("freight")


@kpi("purchase_cost", "money/year", family="money", title="Price of what is bought")
def purchase_cost(ledger: Ledger) -> Array:
    """Purchases received at the supplier's price."""
    return ledger.a_year("purchased_value")


@kpi("lost_margin", "money/year", better="lower", family="money", title="Margin lost with sales")
def lost_margin(ledger: Ledger) -> Array:
    """Units lost times price less unit cost."""
    return ledger.a_year(ledger.total("lost_units") * (ledger.price - ledger.unit_cost), ledger.sold)


@kpi("backorder_cost", "money/year", better="lower", family="money", title="Cost of customers who wait")
def backorder_cost(ledger: Ledger) -> Array:
    """Money for one unit waiting one year, times the average units that customers wait for."""
    return ledger.accounts.backorder_cost * ledger.average("backorder_area", ledger.sold)


@kpi(
    "total_cost",
    "money/year",
    better="lower",
    family="money",
    title="Total cost of the way of replenishing, without purchases",
)
def total_cost(ledger: Ledger) -> Array:
    """Holding, ordering, set-up, freight, lost margin and backorder cost; purchases are not in it."""
    return (
        holding_cost(ledger)
        + ordering_cost(ledger)
        + setup_cost(ledger)
        + freight_cost(ledger)
        + lost_margin(ledger)
        + backorder_cost(ledger)
    )


@kpi("revenue", "money/year", better="higher", family="money", title="Sales")
def revenue(ledger: Ledger) -> Array:
    """Units that customers got or still wait for (demanded less lost), at their price."""
    return ledger.a_year(ledger.delivered_units * ledger.price, ledger.sold)


@kpi("profit", "money/year", better="higher", family="money", title="Profit before overheads")
def profit(ledger: Ledger) -> Array:
    """Revenue less the unit cost of units delivered, holding, ordering, freight and backorder cost.

    Set-ups are not taken off: the unit cost of what is made pays for the plant. Lost margin is not
    taken off: lost units are not in the revenue.
    """
    delivered = ledger.a_year(ledger.delivered_units * ledger.unit_cost, ledger.sold)
    spent = holding_cost(ledger) + ordering_cost(ledger) + freight_cost(ledger) + backorder_cost(ledger)
    return revenue(ledger) - delivered - spent
