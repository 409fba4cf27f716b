"""The P-system: how often to review, up to what level to order, and how much to order now."""

from collections.abc import Callable
from dataclasses import dataclass

from policies.sizing._checks import not_negative, positive
from policies.sizing._search import root_upwards
from policies.sizing.lead_time import LeadTimeDemand
from policies.sizing.lead_time import lead_time_demand as demand_during
from policies.sizing.lots import economic_order_quantity
from policies.sizing.normal import normal_loss
from policies.sizing.safety_stocks import safety_stock_cycle_service, safety_stock_fill_rate

DAYS_PER_YEAR = 365


@dataclass(frozen=True)
class FixedPeriod:
    """A fixed-period system: its interval, its level in both conventions, and today's order.

    Attributes
    ----------
    review_interval
        Time between reviews, years.
    review_interval_days
        The same in days of a 365-day year.
    target
        Upper target for stock on hand plus on order, lead-time demand excluded, units (the textbook
        convention: the order replaces lead-time demand on top).
    order_up_to
        The same level in terms of inventory position, lead-time demand included, units (the S of an (R,S)
        policy).
    annual_cost
        Ordering plus carrying cost per year at this interval, purchase cost and safety stock apart.
    order_now
        Units to order today (0 where the position is at or above the level).
    """

    review_interval: float
    review_interval_days: float
    target: float
    order_up_to: float
    annual_cost: float
    order_now: float


@dataclass(frozen=True)
class OrderUpToLevel:
    """The level of an (R,S) policy and its parts.

    Attributes
    ----------
    protection_interval
        Review interval plus lead time: the time that one decision must cover.
    mean
        Mean demand during the protection interval, units.
    sd
        Standard deviation of the demand during the protection interval, units.
    z
        Safety stock in standard deviations (0 where there is no variation).
    safety_stock
        Units.
    order_up_to
        S in terms of inventory position, units; not rounded.
    average_lot
        Mean demand during a review interval, which is the mean order, units.
    """

    protection_interval: float
    mean: float
    sd: float
    z: float
    safety_stock: float
    order_up_to: float
    average_lot: float


def fixed_period(
    annual_demand: float,
    unit_cost: float,
    holding_rate: float,
    order_cost: float,
    lead_time_demand: float,
    target: float,
    on_hand: float,
    on_order: float = 0.0,
) -> FixedPeriod:
    """Return the review interval of least cost, the order-up-to level in both conventions, and today's order.

    Parameters
    ----------
    annual_demand
        D, units per year.
    unit_cost
        Money per unit.
    holding_rate
        Cost of carrying per year as a share of the unit cost.
    order_cost
        Money per order.
    lead_time_demand
        Expected demand during the lead time, units.
    target
        Upper target for stock, lead-time demand excluded, units.
    on_hand
        Stock on hand, units.
    on_order
        Stock on order, units.

    Raises
    ------
    ValueError
        If an argument is out of range.

    Notes
    -----
    T = sqrt(2 K / (D r c)), the economic order quantity as a time; order = target - stock + lead-time demand,
    so in position terms S = target + lead-time demand. Gaither & Frazier (2002), Operations Management,
    9th ed., fixed order period systems.

    Examples
    --------
    >>> from policies.sizing import fixed_period
    >>> plan = fixed_period(15_000, 180, 0.35, 800, lead_time_demand=200, target=700, on_hand=248)
    >>> round(plan.review_interval, 6), round(plan.review_interval_days, 2), round(plan.annual_cost, 2)
    (0.041148, 15.02, 38884.44)
    >>> plan.order_now, plan.order_up_to
    (652.0, 900)
    """
    positive("unit_cost", unit_cost)
    positive("holding_rate", holding_rate)
    positive("annual_demand", annual_demand)
    positive("order_cost", order_cost)
    not_negative("lead_time_demand", lead_time_demand)
    not_negative("target", target)
    not_negative("on_hand", on_hand)
    not_negative("on_order", on_order)
    lot = economic_order_quantity(annual_demand, order_cost, holding_rate * unit_cost)
    order_up_to = target + lead_time_demand
    return FixedPeriod(
        review_interval=lot.cycle_time,
        review_interval_days=lot.cycle_time * DAYS_PER_YEAR,
        target=target,
        order_up_to=order_up_to,
        annual_cost=lot.cost,
        order_now=max(0.0, order_up_to - on_hand - on_order),
    )


def order_up_to_level(
    demand_mean: float,
    demand_sd: float,
    review_interval: float,
    lead_time: float,
    lead_time_sd: float = 0.0,
    *,
    cycle_service: float,
) -> OrderUpToLevel:
    """Return the level of an (R,S) policy for a probability of no stockout per review cycle (type 1 service).

    Parameters
    ----------
    demand_mean
        Units per unit time.
    demand_sd
        Standard deviation of the demand in one unit of time, units.
    review_interval
        R in the same unit of time, above zero.
    lead_time
        Mean lead time L, same unit, zero or more.
    lead_time_sd
        Standard deviation of the lead time, same unit.
    cycle_service
        Probability of no stockout per review cycle, between 0 and 1.

    Raises
    ------
    ValueError
        If an argument is out of range.

    Notes
    -----
    The protection interval is R + L: the stock ordered up to now must last until the next order arrives.
    Where demand comes in periods, and an order placed before the demand of period t arrives before that of
    period t + L, this counts exactly R + L periods; where it arrives after that demand, add one period to L.
    Chopra & Meindl (2016), chapter 12; Silver, Pyke & Thomas (2017), chapter 6.

    Examples
    --------
    >>> from policies.sizing import order_up_to_level
    >>> level = order_up_to_level(2500, 500, review_interval=4, lead_time=2, cycle_service=0.90)
    >>> round(level.safety_stock), round(level.order_up_to)
    (1570, 16570)
    """
    positive("review_interval", review_interval)
    not_negative("lead_time", lead_time)
    interval = review_interval + lead_time
    demand = demand_during(demand_mean, demand_sd, interval, lead_time_sd)
    safety_stock = safety_stock_cycle_service(demand.sd, cycle_service)
    return _level(interval, demand, safety_stock, demand_mean * review_interval)


def order_up_to_level_fill_rate(
    demand_mean: float,
    demand_sd: float,
    review_interval: float,
    lead_time: float,
    lead_time_sd: float = 0.0,
    *,
    fill_rate: float,
    exact: bool = False,
) -> OrderUpToLevel:
    """Return the level of an (R,S) policy for a share of demand met from the shelf (type 2 service).

    Parameters
    ----------
    demand_mean
        Units per unit time, above zero.
    demand_sd
        Standard deviation of the demand in one unit of time, units.
    review_interval
        R in the same unit of time, above zero.
    lead_time
        Mean lead time L, same unit, zero or more.
    lead_time_sd
        Standard deviation of the lead time, same unit.
    fill_rate
        Share of the units demanded that is met from stock on hand, between 0 and 1.
    exact
        Whether to deduct the shortage already there when the order arrives, E[(D(L) - S)+]. It is left out of
        the plain formula.

    Raises
    ------
    ValueError
        If an argument is out of range.

    Notes
    -----
    The mean order is d R. Plain: sd(R + L) G(z) = (1 - fill_rate) d R. Exact, by shortage differencing:
    E[(D(R + L) - S)+] - E[(D(L) - S)+] = (1 - fill_rate) d R. Silver, Pyke & Thomas (2017), chapter 6.

    Examples
    --------
    >>> from policies.sizing import order_up_to_level_fill_rate
    >>> level = order_up_to_level_fill_rate(2500, 500, review_interval=4, lead_time=2, fill_rate=0.975)
    >>> round(level.safety_stock, 1)
    587.5
    """
    positive("demand_mean", demand_mean)
    positive("review_interval", review_interval)
    not_negative("lead_time", lead_time)
    interval = review_interval + lead_time
    demand = demand_during(demand_mean, demand_sd, interval, lead_time_sd)
    lot = demand_mean * review_interval
    safety_stock = safety_stock_fill_rate(demand.sd, lot, fill_rate)
    if exact and demand.sd > 0:
        carried = _normal_shortage(demand_mean, demand_sd, lead_time, lead_time_sd)
        total = _normal_shortage(demand_mean, demand_sd, interval, lead_time_sd)
        plain = demand.mean + safety_stock
        allowed = (1 - fill_rate) * lot
        safety_stock -= root_upwards(lambda x: total(plain - x) - carried(plain - x) - allowed, 0.0, lot)
    return _level(interval, demand, safety_stock, lot)


def _normal_shortage(
    demand_mean: float, demand_sd: float, interval: float, lead_time_sd: float
) -> Callable[[float], float]:
    """Return the expected shortage over an interval, as a function of the level that must cover it."""
    if interval == 0:
        return lambda level: max(0.0, -level)
    demand = demand_during(demand_mean, demand_sd, interval, lead_time_sd)
    return lambda level: demand.sd * normal_loss((level - demand.mean) / demand.sd)


def _level(interval: float, demand: LeadTimeDemand, safety_stock: float, lot: float) -> OrderUpToLevel:
    return OrderUpToLevel(
        protection_interval=interval,
        mean=demand.mean,
        sd=demand.sd,
        z=safety_stock / demand.sd if demand.sd > 0 else 0.0,
        safety_stock=safety_stock,
        order_up_to=demand.mean + safety_stock,
        average_lot=lot,
    )
