"""Order quantity and order point where each unit short has a cost, with normal lead-time demand."""

from dataclasses import dataclass

from policies.sizing._checks import not_negative, positive
from policies.sizing.lots import economic_order_quantity
from policies.sizing.normal import normal_loss, normal_quantile


@dataclass(frozen=True)
class ShortageCostOrderPoint:
    """The order quantity and order point that balance ordering, holding and shortage cost per unit short.

    Attributes
    ----------
    order_quantity
        Q, units.
    order_point
        r, units; not rounded.
    safety_stock
        Order point less mean demand during the lead time, units.
    expected_shortage
        Units short per cycle.
    cycle_service
        Probability of no stockout in a replenishment cycle.
    cost
        Ordering, holding and shortage cost per unit time, stock on hand taken as safety stock plus Q / 2.
    """

    order_quantity: float
    order_point: float
    safety_stock: float
    expected_shortage: float
    cycle_service: float
    cost: float


def shortage_cost_order_point(
    demand_rate: float,
    order_cost: float,
    holding_cost: float,
    shortage_cost: float,
    lead_time_mean: float,
    lead_time_sd: float,
) -> ShortageCostOrderPoint:
    """Return order quantity and order point when each unit short costs the same, however long it waits.

    Parameters
    ----------
    demand_rate
        D, units per unit time.
    order_cost
        K, money per order.
    holding_cost
        h, money per unit and unit time.
    shortage_cost
        p, money per unit short.
    lead_time_mean
        Mean demand during the lead time, units.
    lead_time_sd
        Standard deviation of the demand during the lead time, units, above zero.

    Raises
    ------
    ValueError
        If an argument is out of range, or a shortage costs so little that no order point balances it.

    Notes
    -----
    Q = sqrt(2 D (K + p n(r)) / h) and P(X > r) = Q h / (p D) with n(r) = sd G(z), solved in turn until
    neither changes. Backorders are neglected in the stock held, so it is an approximation. Hadley & Whitin
    (1963), chapter 4; Nahmias & Olsen (2015), Production and Operations Analysis, 7th ed., chapter 5.

    Examples
    --------
    >>> from policies.sizing import shortage_cost_order_point
    >>> best = shortage_cost_order_point(200, 50, 2, 25, lead_time_mean=100, lead_time_sd=25)
    >>> round(best.order_quantity), round(best.order_point)
    (111, 143)
    """
    positive("shortage_cost", shortage_cost)
    not_negative("lead_time_mean", lead_time_mean)
    positive("lead_time_sd", lead_time_sd)
    quantity = economic_order_quantity(demand_rate, order_cost, holding_cost).order_quantity
    while True:
        risk = quantity * holding_cost / (shortage_cost * demand_rate)
        if risk >= 1:
            raise ValueError(
                f"shortage_cost is {shortage_cost!r}; raise it, for at this cost no order point balances "
                "holding and shortage."
            )
        z = -normal_quantile(risk)
        shortage = lead_time_sd * normal_loss(z)
        setup = order_cost + shortage_cost * shortage
        better = economic_order_quantity(demand_rate, setup, holding_cost).order_quantity
        if better <= quantity * (1 + 1e-14):
            break
        quantity = better
    safety_stock = z * lead_time_sd
    return ShortageCostOrderPoint(
        order_quantity=quantity,
        order_point=lead_time_mean + safety_stock,
        safety_stock=safety_stock,
        expected_shortage=shortage,
        cycle_service=1 - risk,
        cost=holding_cost * (safety_stock + quantity / 2) + setup * demand_rate / quantity,
    )
