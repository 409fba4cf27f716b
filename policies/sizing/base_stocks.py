"""Exact one-for-one base stock, (S-1,S): an ample supplier, a single-server supplier, and lost sales."""

import math
from dataclasses import dataclass

from policies.sizing._checks import positive, share, whole
from policies.sizing._search import smallest
from policies.sizing.poisson import poisson_cdf, poisson_loss
from policies.sizing.queues import erlang_loss


@dataclass(frozen=True)
class BaseStock:
    """Base stock under Poisson demand with independent lead times and backorders, by Palm's theorem.

    Every unit demanded is ordered at once. Orders have independent lead times of any distribution and may
    cross, so the number outstanding is Poisson with mean demand rate times mean lead time.

    Parameters
    ----------
    demand_rate
        Units per unit time.
    mean_lead_time
        Mean lead time, above zero.
    base_stock
        S, units, zero or more.

    Raises
    ------
    ValueError
        If an argument is out of range.

    Notes
    -----
    Palm (1938); Feeney & Sherbrooke (1966), The (s-1,s) inventory policy under compound Poisson demand,
    Management Science 12.

    Examples
    --------
    >>> from policies.sizing import BaseStock
    >>> policy = BaseStock(demand_rate=10, mean_lead_time=1, base_stock=14)
    >>> round(policy.fill_rate, 4), round(policy.average_backorders, 4), round(policy.average_on_hand, 4)
    (0.8645, 0.1869, 4.1869)
    """

    demand_rate: float
    mean_lead_time: float
    base_stock: int

    def __post_init__(self) -> None:
        """Check the arguments."""
        positive("demand_rate", self.demand_rate)
        positive("mean_lead_time", self.mean_lead_time)
        whole("base_stock", self.base_stock, 0)

    @property
    def average_outstanding(self) -> float:
        """Units on order averaged over time."""
        return self.demand_rate * self.mean_lead_time

    @property
    def fill_rate(self) -> float:
        """Share of the units demanded that is met from the shelf; equal to the ready rate (PASTA)."""
        return poisson_cdf(self.base_stock - 1, self.average_outstanding)

    @property
    def average_backorders(self) -> float:
        """Backorders averaged over time, units."""
        return poisson_loss(self.base_stock, self.average_outstanding)

    @property
    def average_on_hand(self) -> float:
        """Stock on hand averaged over time, units."""
        return self.base_stock - self.average_outstanding + self.average_backorders

    @property
    def mean_wait(self) -> float:
        """Mean wait of a unit demanded, those met at once included, in units of time (Little's law)."""
        return self.average_backorders / self.demand_rate


@dataclass(frozen=True)
class MakeToStock:
    """Base stock made to stock by one server with exponential times (M/M/1), Poisson demand, backorders.

    It is also a single-stage Kanban loop with S cards, and a supplier who serves orders one by one, so that
    they never cross.

    Parameters
    ----------
    demand_rate
        Units per unit time.
    service_rate
        Units per unit time that the server makes while busy, above the demand rate.
    base_stock
        S, units, zero or more.

    Raises
    ------
    ValueError
        If an argument is out of range, or the server cannot keep up.

    Notes
    -----
    The number in process is geometric: P(N >= n) = rho^n. Buzacott & Shanthikumar (1993), Stochastic Models
    of Manufacturing Systems, chapter 4.

    Examples
    --------
    >>> from policies.sizing import MakeToStock
    >>> line = MakeToStock(demand_rate=0.8, service_rate=1, base_stock=3)
    >>> round(line.fill_rate, 3), round(line.average_backorders, 3), round(line.average_on_hand, 3)
    (0.488, 2.048, 1.048)
    """

    demand_rate: float
    service_rate: float
    base_stock: int

    def __post_init__(self) -> None:
        """Check the arguments."""
        positive("demand_rate", self.demand_rate)
        positive("service_rate", self.service_rate)
        whole("base_stock", self.base_stock, 0)
        if self.service_rate <= self.demand_rate:
            raise ValueError(
                f"service_rate is {self.service_rate!r}; give a rate above the demand rate of "
                f"{self.demand_rate!r}."
            )

    @property
    def utilisation(self) -> float:
        """Share of time that the server is busy."""
        return self.demand_rate / self.service_rate

    @property
    def average_outstanding(self) -> float:
        """Units in process or waiting for it, averaged over time."""
        return self.utilisation / (1 - self.utilisation)

    @property
    def fill_rate(self) -> float:
        """Share of the units demanded that is met from the shelf; equal to the ready rate (PASTA)."""
        return 1 - self.utilisation**self.base_stock

    @property
    def average_backorders(self) -> float:
        """Backorders averaged over time, units."""
        return self.average_outstanding * self.utilisation**self.base_stock

    @property
    def average_on_hand(self) -> float:
        """Stock on hand averaged over time, units."""
        return self.base_stock - self.average_outstanding + self.average_backorders


@dataclass(frozen=True)
class BaseStockLostSales:
    """Base stock under Poisson demand with lost sales: the orders outstanding are an Erlang loss system.

    Every unit sold is ordered at once, lead times are independent and of any distribution, and demand that
    finds an empty shelf is lost. S units on order is S busy servers, so the lost share is Erlang's.

    Parameters
    ----------
    demand_rate
        Units per unit time.
    mean_lead_time
        Mean lead time, above zero.
    base_stock
        S, units, zero or more.

    Raises
    ------
    ValueError
        If an argument is out of range.

    Notes
    -----
    Erlang (1917); Karush (1957), A queuing model for an inventory problem, Operations Research 5; Zipkin
    (2000), chapter 7.

    Examples
    --------
    >>> from policies.sizing import BaseStockLostSales
    >>> policy = BaseStockLostSales(demand_rate=10, mean_lead_time=1, base_stock=14)
    >>> round(policy.lost_fraction, 4), round(policy.average_on_hand, 4)
    (0.0568, 4.5682)
    """

    demand_rate: float
    mean_lead_time: float
    base_stock: int

    def __post_init__(self) -> None:
        """Check the arguments."""
        positive("demand_rate", self.demand_rate)
        positive("mean_lead_time", self.mean_lead_time)
        whole("base_stock", self.base_stock, 0)

    @property
    def lost_fraction(self) -> float:
        """Share of the units demanded that is lost; equal to the share of time without stock (PASTA)."""
        return erlang_loss(self.base_stock, self.demand_rate * self.mean_lead_time)

    @property
    def fill_rate(self) -> float:
        """Share of the units demanded that is sold."""
        return 1 - self.lost_fraction

    @property
    def sales_rate(self) -> float:
        """Units sold per unit time."""
        return self.demand_rate * self.fill_rate

    @property
    def average_on_hand(self) -> float:
        """Stock on hand averaged over time, units."""
        return self.base_stock - self.sales_rate * self.mean_lead_time


def base_stock_for_fill_rate(demand_rate: float, mean_lead_time: float, fill_rate: float) -> BaseStock:
    """Return the smallest base stock that meets a fill rate, with backorders (Palm's theorem).

    Parameters
    ----------
    demand_rate
        Units per unit time, Poisson.
    mean_lead_time
        Mean lead time, above zero.
    fill_rate
        Share of the units demanded to be met from the shelf, between 0 and 1.

    Raises
    ------
    ValueError
        If an argument is out of range.

    Examples
    --------
    >>> from policies.sizing import base_stock_for_fill_rate
    >>> base_stock_for_fill_rate(demand_rate=10, mean_lead_time=1, fill_rate=0.95).base_stock
    16
    """
    share("fill_rate", fill_rate)

    def policy(level: int) -> BaseStock:
        return BaseStock(demand_rate, mean_lead_time, level)

    return policy(smallest(lambda level: policy(level).fill_rate >= fill_rate, 0))


def optimal_base_stock(
    demand_rate: float, mean_lead_time: float, holding_cost: float, backorder_cost: float
) -> BaseStock:
    """Return the base stock of least holding and backorder cost, with backorders (Palm's theorem).

    Parameters
    ----------
    demand_rate
        Units per unit time, Poisson.
    mean_lead_time
        Mean lead time, above zero.
    holding_cost
        h, money per unit on hand and unit time.
    backorder_cost
        b, money per unit backordered and unit time.

    Raises
    ------
    ValueError
        If an argument is out of range.

    Notes
    -----
    The smallest S with P(outstanding <= S) >= b / (b + h): the newsvendor's critical ratio. Of equal costs
    the smaller S is returned.

    Examples
    --------
    >>> from policies.sizing import optimal_base_stock
    >>> optimal_base_stock(demand_rate=10, mean_lead_time=1, holding_cost=1, backorder_cost=9).base_stock
    14
    """
    ratio = _critical_ratio(holding_cost, backorder_cost)
    policy = BaseStock(demand_rate, mean_lead_time, 0)
    level = smallest(lambda level: poisson_cdf(level, policy.average_outstanding) >= ratio, 0)
    return BaseStock(demand_rate, mean_lead_time, level)


def optimal_make_to_stock(
    demand_rate: float, service_rate: float, holding_cost: float, backorder_cost: float
) -> MakeToStock:
    """Return the base stock of least holding and backorder cost for a single-server maker (M/M/1).

    Parameters
    ----------
    demand_rate
        Units per unit time, Poisson.
    service_rate
        Units per unit time, above the demand rate.
    holding_cost
        h, money per finished unit and unit time.
    backorder_cost
        b, money per unit backordered and unit time.

    Raises
    ------
    ValueError
        If an argument is out of range, or the server cannot keep up.

    Notes
    -----
    S = floor(ln(h / (h + b)) / ln rho). Buzacott & Shanthikumar (1993), chapter 4.

    Examples
    --------
    >>> from policies.sizing import optimal_make_to_stock
    >>> optimal_make_to_stock(0.8, 1, holding_cost=1, backorder_cost=9).base_stock
    10
    """
    ratio = _critical_ratio(holding_cost, backorder_cost)
    rho = MakeToStock(demand_rate, service_rate, 0).utilisation
    return MakeToStock(demand_rate, service_rate, math.floor(math.log(1 - ratio) / math.log(rho)))


def _critical_ratio(holding_cost: float, backorder_cost: float) -> float:
    positive("holding_cost", holding_cost)
    positive("backorder_cost", backorder_cost)
    return backorder_cost / (holding_cost + backorder_cost)
