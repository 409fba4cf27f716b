"""The plan in money: what buying, working and stocking by plan cost, and what comes in, bucket by bucket."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from policies.planning.capacity import capacity_requirements, checked_hours, rolled_up
from policies.planning.regeneration import Plan
from policies.planning.routing import Orders, Routings, spread

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Values:
    """What things are worth and when they are paid; build it with `Values.of`.

    Attributes
    ----------
    price
        Purchase price of each item (money a unit); zero: made, not bought.
    unit_value
        Value of each item in stock (money a unit).
    sales_price
        What a customer pays for each item (money a unit).
    hourly_cost
        Cost of an hour of each work centre (money).
    payable
        Buckets from a purchase to its payment.
    receivable
        Buckets from a sale to its payment.
    bought_at
        Whether a purchase counts with the `receipt` of the goods or with the `release` of the order.
    """

    price: Floats
    unit_value: Floats
    sales_price: Floats
    hourly_cost: Floats
    payable: int
    receivable: int
    bought_at: Literal["receipt", "release"]

    @classmethod
    def of(
        cls,
        routings: Routings,
        *,
        price: ArrayLike,
        sales_price: ArrayLike = 0.0,
        hourly_cost: ArrayLike = 0.0,
        unit_value: ArrayLike | None = None,
        lot: ArrayLike = 1.0,
        payable: int = 0,
        receivable: int = 0,
        bought_at: Literal["receipt", "release"] = "receipt",
    ) -> "Values":
        """Return checked values, each of the arrays one figure for all or one an item (or work centre).

        Parameters
        ----------
        routings
            Routings and bill of material.
        price, sales_price, hourly_cost, payable, receivable, bought_at
            As the attributes.
        unit_value
            Value of an item in stock (money a unit); none: the standard cost, which is its price, its work
            and the standard cost of its components.
        lot
            Standard lot (units), by which the standard cost spreads the set-ups.

        Raises
        ------
        ValueError
            If a figure is out of range, or a shape does not fit.

        Examples
        --------
        >>> from policies.planning.bill import Bill
        >>> bill = Bill.of(["desk", "top"], [("desk", "top", 2)])
        >>> routings = Routings.of(bill, ["bench"], [("desk", "bench", 10, 1.0, 0.5)], lead_time=1)
        >>> Values.of(routings, price=[0, 30], hourly_cost=40, lot=10).unit_value
        array([84., 30.])
        """
        items = len(routings.bill)
        prices = _money("price", price, items)
        costs = _money("hourly_cost", hourly_cost, len(routings.centres))
        if bought_at not in ("receipt", "release"):
            raise ValueError(f"bought_at is {bought_at!r}; give 'receipt' or 'release'.")
        for name, delay in (("payable", payable), ("receivable", receivable)):
            if delay < 0 or delay != int(delay):
                raise ValueError(f"{name} is {delay!r}; give a whole number of buckets of 0 or more.")
        if unit_value is None:
            lots = spread("lot", lot, (items,))
            if not (lots > 0).all():
                raise ValueError("lot holds a figure that is not above 0; give lots in units.")
            hours = routings.setup_hours / lots[routings.item] + routings.run_hours
            work = np.bincount(routings.item, hours * costs[routings.centre], minlength=items)
            values = rolled_up(routings.bill, prices + work)
        else:
            values = _money("unit_value", unit_value, items)
        return cls(
            price=prices,
            unit_value=values,
            sales_price=_money("sales_price", sales_price, items),
            hourly_cost=costs,
            payable=int(payable),
            receivable=int(receivable),
            bought_at=bought_at,
        )


@dataclass(frozen=True, slots=True, eq=False)
class PlanInMoney:
    """The plan in money, one figure a bucket.

    Attributes
    ----------
    purchases
        Goods bought, of open and planned orders.
    work
        Hours of the work centres, of open and planned orders.
    sales
        What customers get by the plan.
    stock
        Value of the stock at the end of the bucket.
    work_in_process
        Value of open and planned production orders at the end of the bucket: their units, less the work that
        is still to be done.
    paid
        Payments to suppliers.
    collected
        Payments of customers.
    payables
        What suppliers are owed at the end of the bucket.
    receivables
        What customers owe at the end of the bucket.
    """

    purchases: Floats
    work: Floats
    sales: Floats
    stock: Floats
    work_in_process: Floats
    paid: Floats
    collected: Floats
    payables: Floats
    receivables: Floats

    @property
    def cash_flow(self) -> Floats:
        """Payments of customers less those to suppliers and for work."""
        return self.collected - self.paid - self.work

    @property
    def working_capital(self) -> Floats:
        """Stock, work in process and what customers owe, less what suppliers are owed, at the end."""
        return self.stock + self.work_in_process + self.receivables - self.payables


def plan_in_money(
    plan: Plan,
    routings: Routings,
    values: Values,
    *,
    open_hours: ArrayLike = 0.0,
    owed_to_suppliers: ArrayLike = 0.0,
    owed_by_customers: ArrayLike = 0.0,
) -> PlanInMoney:
    """Return the plan in money.

    Parameters
    ----------
    plan
        The plan; stock owed to customers is sold when the plan has it.
    routings
        Routings of the same bill.
    values
        Prices, costs and delays.
    open_hours
        Hours that released orders still take, work centres by buckets.
    owed_to_suppliers, owed_by_customers
        Payments for what was bought and sold before the first bucket (money), one figure a bucket; a single
        figure is paid in the first.

    Returns
    -------
    Money by bucket. Purchases are receipts of items with a price; with `release`, open orders are taken as
    paid or in `owed_to_suppliers`. Work is paid in its bucket. What is overdue is done in the first.

    Raises
    ------
    ValueError
        If shapes do not fit, or a figure is below zero.

    Examples
    --------
    >>> from policies.planning.bill import Bill
    >>> from policies.planning.netting import PlanningData
    >>> from policies.planning.regeneration import plan
    >>> bill = Bill.of(["desk", "top"], [("desk", "top", 2)])
    >>> routings = Routings.of(bill, ["bench"], [("desk", "bench", 10, 0.0, 0.5)], lead_time=1)
    >>> made = plan(bill, PlanningData.of([[0, 0, 10], [0, 0, 0]], lead_time=1))
    >>> values = Values.of(routings, price=[0, 30], sales_price=[100, 0], hourly_cost=40, receivable=0)
    >>> money = plan_in_money(made, routings, values)
    >>> money.purchases, money.work_in_process, money.cash_flow
    (array([  0., 600.,   0.]), array([  0., 800.,   0.]), array([   0., -800., 1000.]))
    """
    buckets = plan.data.buckets
    load = capacity_requirements(plan, routings, open_hours)
    record = plan.record
    if values.bought_at == "receipt":
        bought = record.scheduled_receipts + record.planned_receipts
    else:
        bought = record.planned_releases.copy()
        bought[:, 0] += record.past_due
    purchases = values.price @ bought
    sales = values.sales_price @ _sold(plan)
    paid, payables = _settled(
        purchases, values.payable, _owed("owed_to_suppliers", owed_to_suppliers, buckets)
    )
    collected, receivables = _settled(
        sales, values.receivable, _owed("owed_by_customers", owed_by_customers, buckets)
    )
    hours = checked_hours(open_hours, routings, buckets)
    return PlanInMoney(
        purchases=purchases,
        work=values.hourly_cost @ load.to_do,
        sales=sales,
        stock=values.unit_value @ np.maximum(record.projected_on_hand, 0.0),
        work_in_process=_work_in_process(plan, routings, values, hours),
        paid=paid,
        collected=collected,
        payables=payables,
        receivables=receivables,
    )


def _sold(plan: Plan) -> Floats:
    """Return what customers get (units), items by buckets: what they want, once the plan has it."""
    start = np.maximum(-plan.data.on_hand, 0.0)
    wanted = start[:, None] + np.cumsum(plan.data.gross, axis=1)
    owed = np.maximum(-plan.record.projected_on_hand, 0.0)
    given = np.maximum.accumulate(np.maximum(wanted - owed, 0.0), axis=1)
    return np.diff(given, axis=1, prepend=0.0)


def _settled(amounts: Floats, delay: int, before: Floats) -> tuple[Floats, Floats]:
    """Return payments by bucket, and what is open at the end of each."""
    buckets = len(amounts)
    payments = before.copy()
    payments[min(delay, buckets) :] += amounts[: max(buckets - delay, 0)]
    return payments, before.sum() + np.cumsum(amounts) - np.cumsum(payments)


def _work_in_process(plan: Plan, routings: Routings, values: Values, open_hours: Floats) -> Floats:
    """Return the value of production orders at the end of each bucket."""
    buckets = plan.data.buckets
    made = routings.made
    coming = plan.record.scheduled_receipts * (values.unit_value * made)[:, None]
    still = values.hourly_cost @ open_hours
    running = coming.sum() - np.cumsum(coming.sum(axis=0)) - (still.sum() - np.cumsum(still))
    orders = Orders.planned(
        plan.bill, (order for order in plan.orders() if made[plan.bill.position(order.item)])
    )
    release, due = np.maximum(orders.release, 0), np.maximum(orders.due + 1, 0)
    change = np.zeros(buckets + 1)
    worth = orders.quantity * values.unit_value[orders.item]
    _between(change, release, due, worth)
    operations = orders.operations(routings)
    done = np.maximum(orders.release[operations.order] + routings.offset[operations.row], 0)
    cost = operations.hours * values.hourly_cost[routings.centre[operations.row]]
    _between(change, release[operations.order], np.minimum(done, due[operations.order]), -cost)
    return np.asarray(running + np.cumsum(change)[:buckets])


def _between(change: Floats, first: NDArray[np.int64], stop: NDArray[np.int64], amounts: Floats) -> None:
    """Add amounts to the changes so that they stand from a first bucket up to, not with, another."""
    last = len(change) - 1
    np.add.at(change, np.minimum(first, last), amounts)
    np.add.at(change, np.minimum(np.maximum(stop, first), last), -amounts)


def _money(name: str, values: ArrayLike, count: int) -> Floats:
    """Return amounts of money of zero or more."""
    amounts = spread(name, values, (count,))
    if not (np.isfinite(amounts) & (amounts >= 0)).all():
        raise ValueError(f"{name} holds a figure below 0 or not finite; give money of 0 or more.")
    return amounts


def _owed(name: str, values: ArrayLike, buckets: int) -> Floats:
    """Return payments by bucket; one figure is due in the first."""
    given = np.asarray(values, dtype=np.float64)
    if given.ndim == 0:
        given = np.append(given, np.zeros(buckets - 1))
    return _money(name, given, buckets)
