"""Economic lots: the order quantity (EOQ) and the production quantity (EPQ), with planned backorders."""

import math
from dataclasses import dataclass

from policies.sizing._checks import not_negative, positive, positive_or_infinite


@dataclass(frozen=True)
class EconomicOrderQuantity:
    """An economic order quantity and what it implies.

    Attributes
    ----------
    order_quantity
        Q, units.
    cost
        Ordering, holding and backorder cost per unit time, purchase cost apart.
    cycle_time
        Time between orders.
    orders_per_time
        Orders per unit time.
    maximum_stock
        Stock on hand just after a receipt, units.
    average_stock
        Stock on hand averaged over time, units.
    maximum_backorders
        Backorders just before a receipt, units (0 where none are planned).
    average_backorders
        Backorders averaged over time, units.
    backorder_fraction
        Share of demand that is backordered.
    """

    order_quantity: float
    cost: float
    cycle_time: float
    orders_per_time: float
    maximum_stock: float
    average_stock: float
    maximum_backorders: float
    average_backorders: float
    backorder_fraction: float


@dataclass(frozen=True)
class EconomicProductionQuantity:
    """An economic production quantity and what it implies.

    Attributes
    ----------
    order_quantity
        Lot Q, units.
    cost
        Set-up, holding and backorder cost per unit time.
    cycle_time
        Time from the start of a run to the start of the next.
    run_time
        Time that a run takes.
    maximum_stock
        Stock on hand at the end of a run, units.
    average_stock
        Stock on hand averaged over time, units.
    maximum_backorders
        Backorders at the start of a run, units (0 where none are planned).
    backorder_fraction
        Share of the cycle during which stock is short, which is the share of demand backordered.
    """

    order_quantity: float
    cost: float
    cycle_time: float
    run_time: float
    maximum_stock: float
    average_stock: float
    maximum_backorders: float
    backorder_fraction: float


def economic_order_quantity(
    demand_rate: float, order_cost: float, holding_cost: float, backorder_cost: float = math.inf
) -> EconomicOrderQuantity:
    """Return the order quantity of least cost for steady demand, with planned backorders if priced.

    Parameters
    ----------
    demand_rate
        D, units per unit time.
    order_cost
        K, money per order.
    holding_cost
        h, money per unit and unit time.
    backorder_cost
        b, money per unit backordered and unit time; left out (infinite), no backorder is planned.

    Raises
    ------
    ValueError
        If an argument is not above zero.

    Notes
    -----
    Q = sqrt(2 K D (h + b) / (h b)) and the backordered share is h / (h + b). Harris (1913); Snyder & Shen
    (2019), Fundamentals of Supply Chain Theory, 2nd ed., chapter 3.

    Examples
    --------
    >>> from policies.sizing import economic_order_quantity
    >>> lot = economic_order_quantity(demand_rate=1300, order_cost=8, holding_cost=0.225)
    >>> round(lot.order_quantity, 2), round(lot.cost, 2)
    (304.05, 68.41)
    """
    positive("demand_rate", demand_rate)
    positive("order_cost", order_cost)
    positive("holding_cost", holding_cost)
    positive_or_infinite("backorder_cost", backorder_cost, "no planned backorders")
    stocked = _stocked_share(holding_cost, backorder_cost)
    quantity = math.sqrt(2 * order_cost * demand_rate / (holding_cost * stocked))
    return EconomicOrderQuantity(
        order_quantity=quantity,
        cost=total_cost(quantity, demand_rate, order_cost, holding_cost, backorder_cost=backorder_cost),
        cycle_time=quantity / demand_rate,
        orders_per_time=demand_rate / quantity,
        maximum_stock=quantity * stocked,
        average_stock=0.5 * quantity * stocked**2,
        maximum_backorders=quantity * (1 - stocked),
        average_backorders=0.5 * quantity * (1 - stocked) ** 2,
        backorder_fraction=1 - stocked,
    )


def economic_production_quantity(
    demand_rate: float,
    production_rate: float,
    setup_cost: float,
    holding_cost: float,
    backorder_cost: float = math.inf,
) -> EconomicProductionQuantity:
    """Return the production lot of least cost when units enter stock one by one as they are made.

    Parameters
    ----------
    demand_rate
        D, units per unit time.
    production_rate
        P, units per unit time, above the demand rate.
    setup_cost
        K, money per run.
    holding_cost
        h, money per unit and unit time.
    backorder_cost
        b, money per unit backordered and unit time; left out (infinite), no backorder is planned.

    Raises
    ------
    ValueError
        If an argument is not above zero, or the production rate does not exceed the demand rate.

    Notes
    -----
    Q = sqrt(2 K D / (h (1 - D/P))), times sqrt((h + b) / b) with planned backorders. Taft (1918);
    Snyder & Shen (2019), chapter 3; Johnson & Montgomery (1974), Operations Research in
    Production Planning, Scheduling, and Inventory Control, chapter 2.

    Examples
    --------
    >>> from policies.sizing import economic_production_quantity
    >>> lot = economic_production_quantity(
    ...     demand_rate=200, production_rate=1000, setup_cost=100, holding_cost=5
    ... )
    >>> lot.order_quantity, lot.run_time, lot.maximum_stock, lot.cost
    (100.0, 0.1, 80.0, 400.0)
    """
    positive("demand_rate", demand_rate)
    positive("setup_cost", setup_cost)
    positive("holding_cost", holding_cost)
    positive_or_infinite("backorder_cost", backorder_cost, "no planned backorders")
    filling = _filling_share(demand_rate, production_rate)
    stocked = _stocked_share(holding_cost, backorder_cost)
    quantity = math.sqrt(2 * setup_cost * demand_rate / (holding_cost * filling * stocked))
    return EconomicProductionQuantity(
        order_quantity=quantity,
        cost=total_cost(quantity, demand_rate, setup_cost, holding_cost, production_rate, backorder_cost),
        cycle_time=quantity / demand_rate,
        run_time=quantity / production_rate,
        maximum_stock=quantity * filling * stocked,
        average_stock=0.5 * quantity * filling * stocked**2,
        maximum_backorders=quantity * filling * (1 - stocked),
        backorder_fraction=1 - stocked,
    )


def total_cost(
    quantity: float,
    demand_rate: float,
    order_cost: float,
    holding_cost: float,
    production_rate: float = math.inf,
    backorder_cost: float = math.inf,
    unit_cost: float = 0.0,
) -> float:
    """Return the cost per unit time of ordering any quantity, to see how flat the cost is about the best one.

    Parameters
    ----------
    quantity
        Q, units per order.
    demand_rate
        D, units per unit time.
    order_cost
        K, money per order or set-up.
    holding_cost
        h, money per unit and unit time.
    production_rate
        P, units per unit time, above the demand rate; left out (infinite), a lot arrives at once.
    backorder_cost
        b, money per unit backordered and unit time; left out (infinite), no backorder is planned. With a
        price, the backorders are those of least cost for this quantity.
    unit_cost
        Price of a unit; with it the purchase cost D c is included.

    Returns
    -------
    Money per unit time.

    Raises
    ------
    ValueError
        If an argument is out of range.

    Notes
    -----
    c D + K D / Q + h Q (1 - D/P) b / (2 (h + b)). Snyder & Shen (2019), chapter 3.

    Examples
    --------
    >>> from policies.sizing import total_cost
    >>> total_cost(quantity=200, demand_rate=1500, order_cost=10, holding_cost=0.5)
    125.0
    """
    positive("quantity", quantity)
    positive("demand_rate", demand_rate)
    positive("order_cost", order_cost)
    positive("holding_cost", holding_cost)
    positive_or_infinite("backorder_cost", backorder_cost, "no planned backorders")
    not_negative("unit_cost", unit_cost)
    holding = holding_cost * _filling_share(demand_rate, production_rate)
    holding *= _stocked_share(holding_cost, backorder_cost)
    return unit_cost * demand_rate + order_cost * demand_rate / quantity + 0.5 * holding * quantity


def _stocked_share(holding_cost: float, backorder_cost: float) -> float:
    """Return b / (b + h), the share of the cycle with stock, which is 1 where no backorder is planned."""
    return 1.0 if math.isinf(backorder_cost) else backorder_cost / (holding_cost + backorder_cost)


def _filling_share(demand_rate: float, production_rate: float) -> float:
    """Return 1 - D/P, the share of a run's output that stays in stock; 1 where a lot arrives at once."""
    positive_or_infinite("production_rate", production_rate, "a lot that arrives at once")
    if production_rate <= demand_rate:
        raise ValueError(
            f"production_rate is {production_rate!r}; give a rate above the demand rate of {demand_rate!r}."
        )
    return 1.0 - demand_rate / production_rate
