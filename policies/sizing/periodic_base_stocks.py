"""The exact (R,S) system with Poisson demand, constant lead time and backorders."""

from dataclasses import dataclass

from policies.sizing._checks import not_negative, positive, share, whole
from policies.sizing._search import smallest
from policies.sizing.poisson import poisson_cdf, poisson_loss, poisson_second_loss


@dataclass(frozen=True)
class PeriodicBaseStock:
    """An (R,S) policy under Poisson demand, with its exact long-run measures.

    Every R the inventory position is raised to S; the order arrives L later, and what cannot be met waits.
    The order placed at time t decides the net stock from t + L (just after its receipt) to t + L + R (just
    before the next): S less the demand since t. Where demand comes in periods, that is: review and order at
    the start of a period, the receipt before the demand of period t + L, then demand.

    Parameters
    ----------
    demand_rate
        Units per unit time.
    review_interval
        R, above zero.
    lead_time
        L, constant, zero or more.
    order_up_to
        S, units in terms of inventory position, zero or more.

    Raises
    ------
    ValueError
        If an argument is out of range.

    Notes
    -----
    Hadley & Whitin (1963), chapter 5. The averages over a cycle are in closed form, because the derivative in
    the mean of the Poisson second-order loss is the loss itself.

    Examples
    --------
    >>> from policies.sizing import PeriodicBaseStock
    >>> policy = PeriodicBaseStock(demand_rate=20, review_interval=2, lead_time=3, order_up_to=110)
    >>> round(policy.fill_rate, 4), round(policy.cycle_service, 4)
    (0.9782, 0.8529)
    >>> on_hand, backorders = policy.at_period_ends(period=1)
    >>> round(on_hand, 4), round(backorders, 4)
    (20.4364, 0.4364)
    """

    demand_rate: float
    review_interval: float
    lead_time: float
    order_up_to: int

    def __post_init__(self) -> None:
        """Check the arguments."""
        positive("demand_rate", self.demand_rate)
        positive("review_interval", self.review_interval)
        not_negative("lead_time", self.lead_time)
        whole("order_up_to", self.order_up_to, 0)

    @property
    def average_order(self) -> float:
        """Mean demand during a review interval, units; the mean order, empty ones counted."""
        return self.demand_rate * self.review_interval

    @property
    def _means(self) -> tuple[float, float]:
        """Mean demand over the lead time and over the protection interval, units."""
        low = self.demand_rate * self.lead_time
        return low, low + self.average_order

    @property
    def average_backorders(self) -> float:
        """Backorders averaged over time, with demand spread over each period, units."""
        low, high = self._means
        difference = poisson_second_loss(self.order_up_to, high) - poisson_second_loss(self.order_up_to, low)
        return difference / self.average_order

    @property
    def average_on_hand(self) -> float:
        """Stock on hand averaged over time, with demand spread over each period, units."""
        low, high = self._means
        return self.order_up_to - (low + high) / 2 + self.average_backorders

    @property
    def fill_rate(self) -> float:
        """Share of the units demanded that is met from the shelf."""
        low, high = self._means
        short = poisson_loss(self.order_up_to, high) - poisson_loss(self.order_up_to, low)
        return 1 - short / self.average_order

    @property
    def ready_rate(self) -> float:
        """Share of time with stock on hand above zero; equal to the fill rate (PASTA)."""
        return self.fill_rate

    @property
    def cycle_service(self) -> float:
        """Probability that nothing is on backorder at the end of a cycle, just before the next receipt."""
        return poisson_cdf(self.order_up_to, self._means[1])

    @property
    def probability_order(self) -> float:
        """Probability that a review places an order at all."""
        return 1 - poisson_cdf(0, self.average_order)

    def at_period_ends(self, period: float = 1.0) -> tuple[float, float]:
        """Return stock on hand and backorders averaged over the ends of the periods that make up a cycle.

        Parameters
        ----------
        period
            Length of a period; the review interval is a whole number of them.

        Returns
        -------
        Units on hand, units on backorder.

        Raises
        ------
        ValueError
            If the review interval is not a whole number of periods.
        """
        positive("period", period)
        count = round(self.review_interval / period)
        if count < 1 or abs(count * period - self.review_interval) > 1e-9 * self.review_interval:
            raise ValueError(
                f"period is {period!r}; give one that divides the review interval of "
                f"{self.review_interval!r}."
            )
        means = [self.demand_rate * (self.lead_time + period * end) for end in range(1, count + 1)]
        backorders = sum(poisson_loss(self.order_up_to, mean) for mean in means) / count
        return self.order_up_to - sum(means) / count + backorders, backorders

    def cost(
        self, order_cost: float, holding_cost: float, backorder_cost: float, review_cost: float = 0.0
    ) -> float:
        """Return the long-run cost per unit time, purchase cost apart.

        Parameters
        ----------
        order_cost
            K, money per order placed.
        holding_cost
            h, money per unit on hand and unit time.
        backorder_cost
            b, money per unit backordered and unit time.
        review_cost
            Money per review, whether or not it places an order.

        Raises
        ------
        ValueError
            If a cost is negative or not finite.
        """
        not_negative("order_cost", order_cost)
        not_negative("holding_cost", holding_cost)
        not_negative("backorder_cost", backorder_cost)
        not_negative("review_cost", review_cost)
        return (
            (review_cost + order_cost * self.probability_order) / self.review_interval
            + holding_cost * self.average_on_hand
            + backorder_cost * self.average_backorders
        )


def order_up_to_for_fill_rate(
    demand_rate: float, review_interval: float, lead_time: float, fill_rate: float
) -> PeriodicBaseStock:
    """Return the (R,S) policy with the smallest level that meets a fill rate.

    Parameters
    ----------
    demand_rate
        Units per unit time, Poisson.
    review_interval
        R, above zero.
    lead_time
        L, constant, zero or more.
    fill_rate
        Share of the units demanded to be met from the shelf, between 0 and 1.

    Raises
    ------
    ValueError
        If an argument is out of range.

    Examples
    --------
    >>> from policies.sizing import order_up_to_for_fill_rate
    >>> policy = order_up_to_for_fill_rate(20, review_interval=2, lead_time=3, fill_rate=0.98)
    >>> policy.order_up_to, round(policy.fill_rate, 4)
    (111, 0.9819)
    """
    share("fill_rate", fill_rate)

    def policy(level: int) -> PeriodicBaseStock:
        return PeriodicBaseStock(demand_rate, review_interval, lead_time, level)

    return policy(smallest(lambda level: policy(level).fill_rate >= fill_rate, 0))


def optimal_order_up_to(
    demand_rate: float,
    review_interval: float,
    lead_time: float,
    holding_cost: float,
    backorder_cost: float,
) -> PeriodicBaseStock:
    """Return the (R,S) policy of least holding and backorder cost for a given review interval.

    Parameters
    ----------
    demand_rate
        Units per unit time, Poisson.
    review_interval
        R, above zero.
    lead_time
        L, constant, zero or more.
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
    One unit more is on hand for the share of time that the level S + 1 has stock, so the best S is the
    smallest at which that share reaches b / (b + h). Of equal costs the smaller S is returned.

    Examples
    --------
    >>> from policies.sizing import optimal_order_up_to
    >>> optimal_order_up_to(20, review_interval=2, lead_time=3, holding_cost=1, backorder_cost=19).order_up_to
    105
    """
    positive("holding_cost", holding_cost)
    positive("backorder_cost", backorder_cost)
    ratio = backorder_cost / (holding_cost + backorder_cost)

    def policy(level: int) -> PeriodicBaseStock:
        return PeriodicBaseStock(demand_rate, review_interval, lead_time, level)

    return policy(smallest(lambda level: policy(level + 1).ready_rate >= ratio, 0))
