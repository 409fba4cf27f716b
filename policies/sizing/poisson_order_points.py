"""The exact (r,Q) system with Poisson demand, constant lead time and backorders."""

import math
from dataclasses import dataclass
from typing import Literal

from policies.sizing._checks import not_negative, positive, share, whole
from policies.sizing._search import smallest
from policies.sizing.poisson import poisson_cdf, poisson_loss, poisson_pmf, poisson_second_loss, poisson_tail

Service = Literal["fill_rate", "ready_rate", "cycle_service"]


@dataclass(frozen=True)
class ReorderPointQuantity:
    """An (r,Q) policy under Poisson demand, with its exact long-run measures.

    An order for Q leaves at the instant the inventory position falls to r, so between events the position is
    one of r + 1, ..., r + Q with equal probability, and the net stock one lead time later is that position
    less the demand of the lead time. Demand comes one unit at a time; what cannot be met waits. Any number of
    orders may be outstanding.

    Parameters
    ----------
    demand_rate
        Units per unit time.
    lead_time
        Constant lead time, zero or more.
    reorder_point
        r, units in terms of inventory position, of any sign from -Q up.
    order_quantity
        Q, units, 1 or more.

    Raises
    ------
    ValueError
        If an argument is out of range.

    Notes
    -----
    Hadley & Whitin (1963), Analysis of Inventory Systems, chapter 4; Zipkin (2000), Foundations of Inventory
    Management, chapter 6; sums over the position in closed form by the second-order loss.

    Examples
    --------
    >>> from policies.sizing import ReorderPointQuantity
    >>> policy = ReorderPointQuantity(demand_rate=1.5, lead_time=2, reorder_point=3, order_quantity=5)
    >>> round(policy.average_on_hand, 4), round(policy.average_backorders, 4), round(policy.fill_rate, 4)
    (3.1054, 0.1054, 0.8666)
    >>> round(policy.cost(order_cost=100, holding_cost=20, backorder_cost=150), 4)
    107.9236
    """

    demand_rate: float
    lead_time: float
    reorder_point: int
    order_quantity: int

    def __post_init__(self) -> None:
        """Check the arguments."""
        positive("demand_rate", self.demand_rate)
        not_negative("lead_time", self.lead_time)
        whole("order_quantity", self.order_quantity, 1)
        whole("reorder_point", self.reorder_point, -self.order_quantity)

    @property
    def lead_time_mean(self) -> float:
        """Mean demand during the lead time, units."""
        return self.demand_rate * self.lead_time

    @property
    def average_backorders(self) -> float:
        """Backorders averaged over time, units."""
        low, high = self.reorder_point, self.reorder_point + self.order_quantity
        mean = self.lead_time_mean
        return (poisson_second_loss(low, mean) - poisson_second_loss(high, mean)) / self.order_quantity

    @property
    def average_position(self) -> float:
        """Inventory position averaged over time, units."""
        return self.reorder_point + (self.order_quantity + 1) / 2

    @property
    def average_on_hand(self) -> float:
        """Stock on hand averaged over time, units."""
        return self.average_position - self.lead_time_mean + self.average_backorders

    @property
    def ready_rate(self) -> float:
        """Share of time with stock on hand above zero."""
        low, high = self.reorder_point, self.reorder_point + self.order_quantity
        mean = self.lead_time_mean
        return 1 - (poisson_loss(low, mean) - poisson_loss(high, mean)) / self.order_quantity

    @property
    def fill_rate(self) -> float:
        """Share of the units demanded that is met from the shelf; equal to the ready rate (PASTA)."""
        return self.ready_rate

    @property
    def cycle_service(self) -> float:
        """Probability that nothing is on backorder just before a receipt, P(lead-time demand <= r)."""
        return poisson_cdf(self.reorder_point, self.lead_time_mean)

    @property
    def order_frequency(self) -> float:
        """Orders per unit time."""
        return self.demand_rate / self.order_quantity

    @property
    def mean_wait(self) -> float:
        """Mean wait of a unit demanded, those met at once included, in units of time (Little's law)."""
        return self.average_backorders / self.demand_rate

    def cost(
        self, order_cost: float, holding_cost: float, backorder_cost: float = 0.0, stockout_cost: float = 0.0
    ) -> float:
        """Return the long-run cost per unit time, purchase cost apart.

        Parameters
        ----------
        order_cost
            K, money per order.
        holding_cost
            h, money per unit on hand and unit time.
        backorder_cost
            b, money per unit backordered and unit time.
        stockout_cost
            p, money per unit that has to wait, however long.

        Raises
        ------
        ValueError
            If a cost is negative or not finite.
        """
        not_negative("order_cost", order_cost)
        not_negative("holding_cost", holding_cost)
        not_negative("backorder_cost", backorder_cost)
        not_negative("stockout_cost", stockout_cost)
        return (
            order_cost * self.order_frequency
            + holding_cost * self.average_on_hand
            + backorder_cost * self.average_backorders
            + stockout_cost * self.demand_rate * (1 - self.fill_rate)
        )


def reorder_point_for_service(
    demand_rate: float,
    lead_time: float,
    order_quantity: int,
    target: float,
    service: Service = "fill_rate",
) -> ReorderPointQuantity:
    """Return the (r,Q) policy with the smallest reorder point that meets a service target for this Q.

    Parameters
    ----------
    demand_rate
        Units per unit time, Poisson.
    lead_time
        Constant lead time, zero or more.
    order_quantity
        Q, units, 1 or more.
    target
        The service wanted, between 0 and 1.
    service
        Which service: "fill_rate", "ready_rate" (the two are equal under Poisson demand) or "cycle_service".

    Raises
    ------
    ValueError
        If an argument is out of range.

    Notes
    -----
    Each service rises with r, so the search doubles and halves.

    Examples
    --------
    >>> from policies.sizing import reorder_point_for_service
    >>> policy = reorder_point_for_service(demand_rate=1.5, lead_time=2, order_quantity=5, target=0.95)
    >>> policy.reorder_point, round(policy.fill_rate, 4)
    (5, 0.9732)
    """
    share("target", target)
    whole("order_quantity", order_quantity, 1)
    if service not in ("fill_rate", "ready_rate", "cycle_service"):
        raise ValueError(f"service is {service!r}; give 'fill_rate', 'ready_rate' or 'cycle_service'.")

    def policy(point: int) -> ReorderPointQuantity:
        return ReorderPointQuantity(demand_rate, lead_time, point, order_quantity)

    def met(point: int) -> bool:
        return float(getattr(policy(point), service)) >= target

    return policy(smallest(met, -order_quantity))


def optimal_reorder_point(
    demand_rate: float,
    lead_time: float,
    order_quantity: int,
    holding_cost: float,
    backorder_cost: float = 0.0,
    stockout_cost: float = 0.0,
) -> ReorderPointQuantity:
    """Return the (r,Q) policy of least cost for a given Q.

    Parameters
    ----------
    demand_rate
        Units per unit time, Poisson.
    lead_time
        Constant lead time, zero or more.
    order_quantity
        Q, units, 1 or more.
    holding_cost
        h, money per unit on hand and unit time.
    backorder_cost
        b, money per unit backordered and unit time.
    stockout_cost
        p, money per unit that has to wait, however long.

    Raises
    ------
    ValueError
        If an argument is out of range, or both shortage costs are zero.

    Notes
    -----
    The cost rate g(y) of a position y falls, then rises; the Q positions r + 1, ..., r + Q of least total
    cost start where g(r + Q + 1) first reaches g(r + 1). Of equal costs the smaller r is returned. Zipkin
    (2000), chapter 6.

    Examples
    --------
    >>> from policies.sizing import optimal_reorder_point
    >>> optimal_reorder_point(1.5, 2, order_quantity=5, holding_cost=20, backorder_cost=150).reorder_point
    3
    """
    rate = _PositionCost(demand_rate, lead_time, holding_cost, backorder_cost, stockout_cost)
    whole("order_quantity", order_quantity, 1)
    point = smallest(lambda r: rate.at(r + order_quantity + 1) >= rate.at(r + 1), -order_quantity)
    return ReorderPointQuantity(demand_rate, lead_time, point, order_quantity)


def optimal_reorder_point_quantity(
    demand_rate: float,
    lead_time: float,
    order_cost: float,
    holding_cost: float,
    backorder_cost: float = 0.0,
    stockout_cost: float = 0.0,
) -> ReorderPointQuantity:
    """Return the (r,Q) policy of least cost, both numbers chosen together.

    Parameters
    ----------
    demand_rate
        Units per unit time, Poisson.
    lead_time
        Constant lead time, zero or more.
    order_cost
        K, money per order, zero or more.
    holding_cost
        h, money per unit on hand and unit time.
    backorder_cost
        b, money per unit backordered and unit time.
    stockout_cost
        p, money per unit that has to wait, however long.

    Raises
    ------
    ValueError
        If an argument is out of range, both shortage costs are zero, or a stockout cost alone is so low that
        it is cheapest never to hold stock.

    Notes
    -----
    Federgruen & Zheng (1992), An efficient algorithm for computing an optimal (r,Q) policy in continuous
    review stochastic inventory systems, Operations Research 40: grow the set of positions from the cheapest
    one, each time by the cheaper neighbour, while that neighbour costs less than the average so far. It asks
    only that the cost rate of a position falls, then rises, which holds for both kinds of shortage cost.

    Examples
    --------
    >>> from policies.sizing import optimal_reorder_point_quantity
    >>> best = optimal_reorder_point_quantity(1.5, 2, order_cost=100, holding_cost=20, backorder_cost=150)
    >>> best.reorder_point, best.order_quantity
    (3, 5)
    """
    not_negative("order_cost", order_cost)
    rate = _PositionCost(demand_rate, lead_time, holding_cost, backorder_cost, stockout_cost)
    low = high = rate.cheapest()
    total = order_cost * demand_rate + rate.at(low)
    while True:
        below, above = rate.at(low - 1), rate.at(high + 1)
        nearest, average = min(below, above), total / (high - low + 1)
        if nearest >= average:
            return ReorderPointQuantity(demand_rate, lead_time, low - 1, high - low + 1)
        if below <= above and low <= 0 and backorder_cost == 0:
            raise ValueError(
                f"stockout_cost is {stockout_cost!r}; raise it or give a backorder cost, "
                "for at this cost it is cheapest never to hold stock."
            )
        total += nearest
        low, high = (low - 1, high) if below <= above else (low, high + 1)


class _PositionCost:
    """The holding and shortage cost per unit time that a position leads to one lead time later."""

    def __init__(
        self,
        demand_rate: float,
        lead_time: float,
        holding_cost: float,
        backorder_cost: float,
        stockout_cost: float,
    ) -> None:
        positive("demand_rate", demand_rate)
        not_negative("lead_time", lead_time)
        positive("holding_cost", holding_cost)
        not_negative("backorder_cost", backorder_cost)
        not_negative("stockout_cost", stockout_cost)
        if backorder_cost == 0 and stockout_cost == 0:
            raise ValueError(
                f"backorder_cost is {backorder_cost!r} like stockout_cost; give one of them a value above 0."
            )
        self.mean = demand_rate * lead_time
        self.holding, self.backorder = holding_cost, backorder_cost
        self.stockout = stockout_cost * demand_rate

    def at(self, position: int) -> float:
        """Return g(y)."""
        short = poisson_loss(position, self.mean)
        waits = poisson_tail(position - 1, self.mean)
        on_hand = position - self.mean + short
        return self.holding * on_hand + self.backorder * short + self.stockout * waits

    def cheapest(self) -> int:
        """Return the position of least cost, where g first stops falling."""
        # Twenty deviations down the probabilities are as good as zero, yet do not underflow to it.
        start = max(0, math.floor(self.mean - 20 * math.sqrt(self.mean)))
        return smallest(self._rises, start)

    def _rises(self, position: int) -> bool:
        met = poisson_cdf(position, self.mean)
        fall = self.backorder * (1 - met) + self.stockout * poisson_pmf(position, self.mean)
        return self.holding * met >= fall
