"""Money a year: what stock, orders, set-ups, freight and shortages cost, and what sales bring.

Each line of cost is a figure of its own; `total_cost` is the sum of the lines in `COST_LINES`. The line of
a feature that a case does not have is zero.
"""

from collections.abc import Sequence

import numpy as np

from experiments.kpi.ledger import Array, Ledger, ratio
from experiments.kpi.losses import write_off
from experiments.kpi.registry import Figure, kpi
from experiments.kpi.stock import stock_value, working_stock
from sim.scenario import UNITS_PER_YEAR

DAYS_A_YEAR = UNITS_PER_YEAR["day"]


@kpi("holding_cost", "money/year", better="lower", family="money", title="Cost of carrying stock")
def holding_cost(ledger: Ledger) -> Array:
    """Holding rate of the case, with its split parts, times working stock.

    The rates are `holding_rate`, `capital_rate`, `space_rate`, `insurance_rate` and `risk_rate`, added up.
    Where a case has losses, expiry or obsolescence of its own, the risk is in `write_off`; leave it out of
    the rates, or it counts twice.
    """
    return ledger.accounts.carrying_rate * working_stock(ledger)


@kpi(
    "capital_cost",
    "money/year",
    better="lower",
    family="money",
    title="Carrying stock: capital",
    optional=True,
)
def capital_cost(ledger: Ledger) -> Array:
    """Capital rate times working stock; a part of the holding cost."""
    return ledger.accounts.capital_rate * working_stock(ledger)


@kpi("space_cost", "money/year", better="lower", family="money", title="Carrying stock: space", optional=True)
def space_cost(ledger: Ledger) -> Array:
    """Space rate times working stock; a part of the holding cost."""
    return ledger.accounts.space_rate * working_stock(ledger)


@kpi(
    "insurance_cost",
    "money/year",
    better="lower",
    family="money",
    title="Carrying stock: insurance",
    optional=True,
)
def insurance_cost(ledger: Ledger) -> Array:
    """Insurance rate times working stock; a part of the holding cost."""
    return ledger.accounts.insurance_rate * working_stock(ledger)


@kpi("risk_cost", "money/year", better="lower", family="money", title="Carrying stock: risk", optional=True)
def risk_cost(ledger: Ledger) -> Array:
    """Risk rate times working stock; a part of the holding cost."""
    return ledger.accounts.risk_rate * working_stock(ledger)


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


@kpi(
    "counting_cost",
    "money/year",
    better="lower",
    family="money",
    title="Cost of counting stock",
    optional=True,
)
def counting_cost(ledger: Ledger) -> Array:
    """Counts at the cost of their rule."""
    return ledger.a_year("count_cost")


@kpi(
    "inspection_cost",
    "money/year",
    better="lower",
    family="money",
    title="Cost of inspecting goods",
    optional=True,
)
def inspection_cost(ledger: Ledger) -> Array:
    """Deliveries and units inspected at the cost of the inspection of their source."""
    return ledger.a_year("inspection_cost")


@kpi(
    "expediting_cost",
    "money/year",
    better="lower",
    family="money",
    title="Cost of hurrying orders",
    optional=True,
)
def expediting_cost(ledger: Ledger) -> Array:
    """Orders hurried at the price of their source."""
    return ledger.a_year("expedite_cost")


@kpi(
    "rework_cost",
    "money/year",
    better="lower",
    family="money",
    title="Cost of rework to a new design",
    optional=True,
)
def rework_cost(ledger: Ledger) -> Array:
    """Units of an old design made into the new one, at the cost of doing so."""
    return ledger.a_year("rework_cost")


@kpi("purchase_cost", "money/year", family="money", title="Price of what is bought")
def purchase_cost(ledger: Ledger) -> Array:
    """Purchases received at the supplier's price."""
    return ledger.a_year("purchased_value")


@kpi("lost_margin", "money/year", better="lower", family="money", title="Margin lost with sales")
def lost_margin(ledger: Ledger) -> Array:
    """Units lost times price less unit cost; an item without a price has no margin to lose."""
    margin = np.where(ledger.price > 0, ledger.price - ledger.unit_cost, 0.0)
    return ledger.a_year(ledger.total("lost_units") * margin, ledger.sold)


@kpi("backorder_cost", "money/year", better="lower", family="money", title="Cost of customers who wait")
def backorder_cost(ledger: Ledger) -> Array:
    """Money for one unit waiting one year, times the average units that customers wait for."""
    return ledger.accounts.backorder_cost * ledger.average("backorder_area", ledger.sold)


@kpi(
    "shortage_cost",
    "money/year",
    better="lower",
    family="money",
    title="Cost of not serving at once",
    optional=True,
)
def shortage_cost(ledger: Ledger) -> Array:
    """Units not filled at once at `shortage_per_unit`, and lines not filled whole at `shortage_per_event`.

    At stock points sold, a year. Draws of every kind count, as in the figures of service.
    """
    units = ledger.total("demand_units") - ledger.total("filled_units")
    lines = ledger.total("demand_lines") - ledger.total("filled_lines")
    accounts = ledger.accounts
    cost = accounts.shortage_per_unit * units + accounts.shortage_per_event * lines
    return ledger.a_year(cost, ledger.sold)


@kpi(
    "overflow_rent",
    "money/year",
    better="lower",
    family="money",
    title="Rent of room beyond capacity",
    optional=True,
)
def overflow_rent(ledger: Ledger) -> Array:
    """Cubic metres beyond the capacity of each place, through time, at its rent.

    Shared over the stock points of a place by the room that they take on average.
    """
    return ledger.a_year(ledger.overflow_rent)


COST_LINES: tuple[Figure, ...] = (
    holding_cost,
    ordering_cost,
    setup_cost,
    freight_cost,
    lost_margin,
    backorder_cost,
    counting_cost,
    inspection_cost,
    expediting_cost,
    rework_cost,
    write_off,
    shortage_cost,
    overflow_rent,
)
"""What the total cost adds up."""


@kpi(
    "total_cost",
    "money/year",
    better="lower",
    family="money",
    title="Total cost of the way of replenishing, without purchases",
)
def total_cost(ledger: Ledger) -> Array:
    """Sum of `holding_cost`, `ordering_cost`, `setup_cost`, `freight_cost`, `lost_margin`,
    `backorder_cost`, `counting_cost`, `inspection_cost`, `expediting_cost`, `rework_cost`, `write_off`,
    `shortage_cost` and `overflow_rent`.

    Purchases are not in it: see `total_cost_with_purchases`. Proceeds of what is disposed of are taken off
    in `write_off`, and the split parts of the holding cost are in it once.
    """
    return _sum(ledger, COST_LINES)


@kpi(
    "total_cost_with_purchases",
    "money/year",
    better="lower",
    family="money",
    title="Total cost, purchases included",
)
def total_cost_with_purchases(ledger: Ledger) -> Array:
    """Total cost and purchases: what to compare where the price depends on the quantity."""
    return total_cost(ledger) + purchase_cost(ledger)


@kpi("revenue", "money/year", better="higher", family="money", title="Sales")
def revenue(ledger: Ledger) -> Array:
    """Units that customers got and kept, or still wait for, at their price.

    Those are the units demanded, less lost, less returned.
    """
    return ledger.a_year(ledger.delivered_units * ledger.price, ledger.sold)


NOT_IN_PROFIT: tuple[Figure, ...] = (setup_cost, lost_margin)
"""Costs that profit holds already: the unit cost of what is made, and sales that did not come about."""


@kpi("profit", "money/year", better="higher", family="money", title="Profit before overheads")
def profit(ledger: Ledger) -> Array:
    """Revenue less the unit cost of units delivered and all lines of the total cost but two.

    Set-ups are not taken off: the unit cost of what is made pays for the plant. Lost margin is not
    taken off: lost units are not in the revenue.
    """
    spent = _sum(ledger, [line for line in COST_LINES if line not in NOT_IN_PROFIT])
    return revenue(ledger) - cost_of_goods_sold(ledger) - spent


@kpi("payables", "money", family="money", title="Owed to suppliers, on average", optional=True)
def payables(ledger: Ledger) -> Array:
    """Purchases a year times the days until suppliers are paid, over 365."""
    return purchase_cost(ledger) * (ledger.accounts.payable_days / DAYS_A_YEAR)


@kpi("receivables", "money", family="money", title="Owed by customers, on average", optional=True)
def receivables(ledger: Ledger) -> Array:
    """Sales a year times the days until customers pay, over 365."""
    return revenue(ledger) * (ledger.accounts.receivable_days / DAYS_A_YEAR)


@kpi("working_capital", "money", better="lower", family="money", title="Working capital")
def working_capital(ledger: Ledger) -> Array:
    """Working stock plus what customers owe less what is owed to suppliers."""
    return working_stock(ledger) + receivables(ledger) - payables(ledger)


@kpi("gmroi", "ratio/year", better="higher", family="money", title="Gross margin a year on stock")
def gmroi(ledger: Ledger) -> Array:
    """Revenue less the unit cost of units delivered, a year, over the value of stock on hand.

    Gross margin return on inventory investment; not defined where nothing is sold at a price.
    """
    margin = revenue(ledger) - cost_of_goods_sold(ledger)
    return np.where(revenue(ledger) != 0, ratio(margin, stock_value(ledger)), np.nan)


@kpi("inventory_to_sales", "ratio", better="lower", family="money", title="Stock over the sales of a year")
def inventory_to_sales(ledger: Ledger) -> Array:
    """Value of stock on hand over revenue a year."""
    return ratio(stock_value(ledger), revenue(ledger))


def cost_of_goods_sold(ledger: Ledger) -> Array:
    """Return the unit cost of units that customers got or still wait for, a year."""
    return ledger.a_year(ledger.delivered_units * ledger.unit_cost, ledger.sold)


def _sum(ledger: Ledger, lines: Sequence[Figure]) -> Array:
    return sum((line(ledger) for line in lines), np.zeros(ledger.groups))
