"""The exact (r,Q) system with normal lead-time demand and backorders."""

from dataclasses import dataclass

from policies.sizing._checks import finite, not_negative, positive
from policies.sizing._search import root, root_upwards
from policies.sizing.lots import economic_order_quantity
from policies.sizing.normal import normal_loss, normal_quantile, normal_second_loss, normal_tail


@dataclass(frozen=True)
class NormalReorderPointQuantity:
    """An (r,Q) policy under continuous demand, normal over the lead time, with exact backorders.

    An order for Q leaves at the instant the inventory position falls to r, so the position is uniform between
    r and r + Q; what cannot be met waits.

    Parameters
    ----------
    demand_rate
        Units per unit time.
    lead_time_mean
        Mean demand during the lead time, units.
    lead_time_sd
        Standard deviation of the demand during the lead time, units, above zero.
    reorder_point
        r, units in terms of inventory position.
    order_quantity
        Q, units.

    Raises
    ------
    ValueError
        If an argument is out of range.

    Notes
    -----
    Backorders are sd^2 (H(z) - H(z + Q / sd)) / Q with H the second-order loss. Hadley & Whitin (1963),
    chapter 4; Zipkin (2000), chapter 6. Demand that may fall below zero in a short time (a high coefficient
    of variation) makes the uniform position, and so all of this, an approximation.

    Examples
    --------
    >>> from policies.sizing import NormalReorderPointQuantity
    >>> policy = NormalReorderPointQuantity(
    ...     1300, lead_time_mean=108.33, lead_time_sd=43.3, reorder_point=126.8, order_quantity=328.5
    ... )
    >>> round(policy.cost(order_cost=8, holding_cost=0.225, backorder_cost=7.5), 2)
    78.07
    """

    demand_rate: float
    lead_time_mean: float
    lead_time_sd: float
    reorder_point: float
    order_quantity: float

    def __post_init__(self) -> None:
        """Check the arguments."""
        positive("demand_rate", self.demand_rate)
        not_negative("lead_time_mean", self.lead_time_mean)
        positive("lead_time_sd", self.lead_time_sd)
        finite("reorder_point", self.reorder_point)
        positive("order_quantity", self.order_quantity)

    @property
    def _z(self) -> tuple[float, float]:
        """The lowest and highest position in standard deviations of lead-time demand."""
        low = (self.reorder_point - self.lead_time_mean) / self.lead_time_sd
        return low, low + self.order_quantity / self.lead_time_sd

    @property
    def average_backorders(self) -> float:
        """Backorders averaged over time, units."""
        low, high = self._z
        difference = normal_second_loss(low) - normal_second_loss(high)
        return self.lead_time_sd**2 * difference / self.order_quantity

    @property
    def average_on_hand(self) -> float:
        """Stock on hand averaged over time, units."""
        average_position = self.reorder_point + self.order_quantity / 2
        return average_position - self.lead_time_mean + self.average_backorders

    @property
    def ready_rate(self) -> float:
        """Share of time with stock on hand above zero."""
        low, high = self._z
        return 1 - self.lead_time_sd * (normal_loss(low) - normal_loss(high)) / self.order_quantity

    @property
    def fill_rate(self) -> float:
        """Share of the units demanded that is met from the shelf; equal to the ready rate."""
        return self.ready_rate

    @property
    def cycle_service(self) -> float:
        """Probability that nothing is on backorder just before a receipt, P(lead-time demand <= r)."""
        return 1 - normal_tail(self._z[0])

    @property
    def order_frequency(self) -> float:
        """Orders per unit time."""
        return self.demand_rate / self.order_quantity

    def cost(self, order_cost: float, holding_cost: float, backorder_cost: float) -> float:
        """Return the long-run cost per unit time, purchase cost apart.

        Parameters
        ----------
        order_cost
            K, money per order.
        holding_cost
            h, money per unit on hand and unit time.
        backorder_cost
            b, money per unit backordered and unit time.

        Raises
        ------
        ValueError
            If a cost is negative or not finite.
        """
        not_negative("order_cost", order_cost)
        not_negative("holding_cost", holding_cost)
        not_negative("backorder_cost", backorder_cost)
        return (
            order_cost * self.order_frequency
            + holding_cost * self.average_on_hand
            + backorder_cost * self.average_backorders
        )


def optimal_normal_reorder_point(
    demand_rate: float,
    lead_time_mean: float,
    lead_time_sd: float,
    order_quantity: float,
    holding_cost: float,
    backorder_cost: float,
) -> NormalReorderPointQuantity:
    """Return the (r,Q) policy of least cost for a given Q, with normal lead-time demand.

    Parameters
    ----------
    demand_rate
        Units per unit time.
    lead_time_mean
        Mean demand during the lead time, units.
    lead_time_sd
        Standard deviation of the demand during the lead time, units, above zero.
    order_quantity
        Q, units.
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
    At the best r the lowest and the highest position cost the same. Zheng (1992), On properties of stochastic
    inventory systems, Management Science 38.

    Examples
    --------
    >>> from policies.sizing import optimal_normal_reorder_point
    >>> policy = optimal_normal_reorder_point(
    ...     1300, 108.33, 43.3, order_quantity=308.57, holding_cost=0.225, backorder_cost=7.5
    ... )
    >>> round(policy.reorder_point, 1)
    128.6
    """
    positive("order_quantity", order_quantity)
    positive("holding_cost", holding_cost)
    positive("backorder_cost", backorder_cost)
    not_negative("lead_time_mean", lead_time_mean)
    positive("lead_time_sd", lead_time_sd)
    z = _lowest_position(order_quantity / lead_time_sd, holding_cost, backorder_cost)
    point = lead_time_mean + z * lead_time_sd
    return NormalReorderPointQuantity(demand_rate, lead_time_mean, lead_time_sd, point, order_quantity)


def optimal_normal_reorder_point_quantity(
    demand_rate: float,
    lead_time_mean: float,
    lead_time_sd: float,
    order_cost: float,
    holding_cost: float,
    backorder_cost: float,
) -> NormalReorderPointQuantity:
    """Return the (r,Q) policy of least cost, both numbers chosen together, with normal lead-time demand.

    Parameters
    ----------
    demand_rate
        Units per unit time.
    lead_time_mean
        Mean demand during the lead time, units.
    lead_time_sd
        Standard deviation of the demand during the lead time, units, above zero.
    order_cost
        K, money per order.
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
    Q grows until the cost of its end positions equals the average cost: Q g(r + Q) less the sum of g over the
    positions reaches K D. Zheng (1992), Management Science 38. The quantity is never below the economic order
    quantity with planned backorders, from where the search starts.

    Examples
    --------
    >>> from policies.sizing import optimal_normal_reorder_point_quantity
    >>> best = optimal_normal_reorder_point_quantity(1300, 1300 / 12, 43.3, 8, 0.225, 7.5)
    >>> round(best.reorder_point, 1), round(best.order_quantity, 1)
    (126.9, 328.4)
    """
    positive("demand_rate", demand_rate)
    positive("order_cost", order_cost)
    positive("holding_cost", holding_cost)
    positive("backorder_cost", backorder_cost)

    def policy(quantity: float) -> NormalReorderPointQuantity:
        return optimal_normal_reorder_point(
            demand_rate, lead_time_mean, lead_time_sd, quantity, holding_cost, backorder_cost
        )

    def gain(quantity: float) -> float:
        best = policy(quantity)
        z = (best.reorder_point - lead_time_mean) / lead_time_sd
        end = lead_time_sd * _position_cost(z, holding_cost, backorder_cost)
        return quantity * (end - best.cost(0.0, holding_cost, backorder_cost)) - order_cost * demand_rate

    start = economic_order_quantity(demand_rate, order_cost, holding_cost, backorder_cost).order_quantity / 2
    return policy(root_upwards(gain, start, start))


def _position_cost(z: float, holding_cost: float, backorder_cost: float) -> float:
    """Return the holding and backorder cost rate of a position, per standard deviation."""
    return holding_cost * z + (holding_cost + backorder_cost) * normal_loss(z)


def _lowest_position(width: float, holding_cost: float, backorder_cost: float) -> float:
    """Return the z at which an interval of this width starts and ends at the same cost."""
    cheapest = normal_quantile(backorder_cost / (holding_cost + backorder_cost))

    def slope(z: float) -> float:
        start = _position_cost(z, holding_cost, backorder_cost)
        return _position_cost(z + width, holding_cost, backorder_cost) - start

    return root(slope, cheapest - width, cheapest)
