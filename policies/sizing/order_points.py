"""The order point of a Q-system with normal lead-time demand, and the service that a given one earns."""

from dataclasses import dataclass

from policies.sizing._checks import finite, positive
from policies.sizing.lead_time import LeadTimeDemand, lead_time_demand
from policies.sizing.normal import normal_loss, normal_tail
from policies.sizing.safety_stocks import safety_stock_cycle_service, safety_stock_fill_rate


@dataclass(frozen=True)
class OrderPoint:
    """An order point and its parts.

    Attributes
    ----------
    lead_time_mean
        Mean demand during the lead time, units.
    lead_time_sd
        Standard deviation of the demand during the lead time, units.
    z
        Safety factor: safety stock in standard deviations (0 where there is no variation).
    safety_stock
        Units.
    order_point
        Mean demand during the lead time plus safety stock, units; not rounded.
    """

    lead_time_mean: float
    lead_time_sd: float
    z: float
    safety_stock: float
    order_point: float


@dataclass(frozen=True)
class OrderPointService:
    """What an order point and order quantity earn with normal lead-time demand.

    Attributes
    ----------
    z
        Safety stock in standard deviations of lead-time demand.
    safety_stock
        Order point less mean demand during the lead time, units.
    cycle_service
        Probability of no stockout in a replenishment cycle.
    expected_shortage
        Units short per cycle by the plain formula.
    fill_rate
        Share of the units demanded that is met from the shelf, by the plain formula (0 at least).
    exact_fill_rate
        The same without counting twice the backorders left over from the cycle before.
    average_stock
        Stock on hand averaged over time by the plain formula, safety stock plus half a lot, units.
    average_flow_time
        Mean time of a unit in stock by Little's law, in the unit of time of the demand.
    """

    z: float
    safety_stock: float
    cycle_service: float
    expected_shortage: float
    fill_rate: float
    exact_fill_rate: float
    average_stock: float
    average_flow_time: float


def order_point(
    demand_mean: float, demand_sd: float, lead_time: float, lead_time_sd: float = 0.0, *, cycle_service: float
) -> OrderPoint:
    """Return the order point for a probability of no stockout per cycle (type 1 service).

    Parameters
    ----------
    demand_mean
        Units per unit time.
    demand_sd
        Standard deviation of the demand in one unit of time, units.
    lead_time
        Mean lead time in the same unit of time.
    lead_time_sd
        Standard deviation of the lead time, same unit.
    cycle_service
        Probability of no stockout per cycle, between 0 and 1.

    Raises
    ------
    ValueError
        If an argument is out of range.

    Notes
    -----
    r = d L + z sd. It assumes that an order leaves when the position is exactly r. Demand that comes in
    coarse steps, or is seen only at a review, takes the position below r before the order leaves (the
    undershoot), so the service measured is lower. Hadley & Whitin (1963), chapter 4; Silver, Pyke &
    Thomas (2017), chapter 6.

    Examples
    --------
    >>> from policies.sizing import order_point
    >>> point = order_point(demand_mean=65, demand_sd=5.2, lead_time=0.25, cycle_service=0.90)
    >>> point.lead_time_mean, point.lead_time_sd, round(point.z, 4)
    (16.25, 2.6, 1.2816)
    >>> round(point.safety_stock, 2), round(point.order_point, 2)
    (3.33, 19.58)
    """
    demand = lead_time_demand(demand_mean, demand_sd, lead_time, lead_time_sd)
    return _from_safety_stock(demand, safety_stock_cycle_service(demand.sd, cycle_service))


def order_point_fill_rate(
    demand_mean: float,
    demand_sd: float,
    lead_time: float,
    lead_time_sd: float = 0.0,
    *,
    order_quantity: float,
    fill_rate: float,
    exact: bool = False,
) -> OrderPoint:
    """Return the order point for a share of demand met from the shelf (type 2 service).

    Parameters
    ----------
    demand_mean
        Units per unit time.
    demand_sd
        Standard deviation of the demand in one unit of time, units.
    lead_time
        Mean lead time in the same unit of time.
    lead_time_sd
        Standard deviation of the lead time, same unit.
    order_quantity
        Q, units per order.
    fill_rate
        Share of the units demanded that is met from stock on hand, between 0 and 1.
    exact
        Whether to deduct the backorders left over from the cycle before (see `safety_stock_fill_rate`).

    Raises
    ------
    ValueError
        If an argument is out of range.

    Notes
    -----
    Silver, Pyke & Thomas (2017), chapter 6. The remark on undershoot under `order_point` holds here too.

    Examples
    --------
    >>> from policies.sizing import order_point_fill_rate
    >>> point = order_point_fill_rate(2500, 500, 2, order_quantity=10_000, fill_rate=0.975)
    >>> round(point.safety_stock, 1)
    66.7
    """
    demand = lead_time_demand(demand_mean, demand_sd, lead_time, lead_time_sd)
    return _from_safety_stock(demand, safety_stock_fill_rate(demand.sd, order_quantity, fill_rate, exact))


def order_point_service(
    point: float,
    order_quantity: float,
    demand_mean: float,
    demand_sd: float,
    lead_time: float,
    lead_time_sd: float = 0.0,
) -> OrderPointService:
    """Return the service and stock that a given order point and order quantity earn.

    Parameters
    ----------
    point
        Order point in terms of inventory position, units.
    order_quantity
        Q, units per order.
    demand_mean
        Units per unit time, above zero.
    demand_sd
        Standard deviation of the demand in one unit of time, units, above zero unless the lead time varies.
    lead_time
        Mean lead time in the same unit of time.
    lead_time_sd
        Standard deviation of the lead time, same unit.

    Raises
    ------
    ValueError
        If an argument is out of range, or neither demand nor lead time varies.

    Notes
    -----
    Cycle service Phi(z); expected shortage sd G(z); fill rate 1 - sd G(z) / Q, exact with
    G(z) - G(z + Q / sd). Chopra & Meindl (2016), chapter 12; Silver, Pyke & Thomas (2017), chapter 6.

    Examples
    --------
    >>> from policies.sizing import order_point_service
    >>> service = order_point_service(6000, 10_000, demand_mean=2500, demand_sd=500, lead_time=2)
    >>> round(service.cycle_service, 2), round(service.expected_shortage), round(service.fill_rate, 4)
    (0.92, 25, 0.9975)
    """
    finite("point", point)
    positive("order_quantity", order_quantity)
    positive("demand_mean", demand_mean)
    demand = lead_time_demand(demand_mean, demand_sd, lead_time, lead_time_sd)
    if demand.sd == 0:
        raise ValueError(
            f"demand_sd is {demand_sd!r}; give a value above 0, for without it service is all or nothing."
        )
    safety_stock = point - demand.mean
    z = safety_stock / demand.sd
    shortage = demand.sd * normal_loss(z)
    left_over = demand.sd * normal_loss(z + order_quantity / demand.sd)
    average_stock = safety_stock + order_quantity / 2
    return OrderPointService(
        z=z,
        safety_stock=safety_stock,
        cycle_service=1 - normal_tail(z),
        expected_shortage=shortage,
        fill_rate=max(0.0, 1 - shortage / order_quantity),
        exact_fill_rate=1 - (shortage - left_over) / order_quantity,
        average_stock=average_stock,
        average_flow_time=average_stock / demand_mean,
    )


def _from_safety_stock(demand: LeadTimeDemand, safety_stock: float) -> OrderPoint:
    return OrderPoint(
        lead_time_mean=demand.mean,
        lead_time_sd=demand.sd,
        z=safety_stock / demand.sd if demand.sd > 0 else 0.0,
        safety_stock=safety_stock,
        order_point=demand.mean + safety_stock,
    )
