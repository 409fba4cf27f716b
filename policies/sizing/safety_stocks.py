"""Safety stock for a service target, with normal demand during the time it must cover."""

from policies.sizing._checks import not_negative, positive, share
from policies.sizing._search import root_upwards
from policies.sizing.normal import inverse_normal_loss, normal_loss, normal_quantile


def safety_stock_cycle_service(sd: float, cycle_service: float) -> float:
    """Return the safety stock with which a replenishment cycle ends without a stockout (type 1 service).

    Parameters
    ----------
    sd
        Standard deviation of demand during the lead time (or the protection interval), units.
    cycle_service
        Probability of no stockout per cycle, between 0 and 1.

    Returns
    -------
    z sd, units; negative below 0.5.

    Raises
    ------
    ValueError
        If `sd` is negative or `cycle_service` is not a share.

    Notes
    -----
    Silver, Pyke & Thomas (2017), chapter 6.

    Examples
    --------
    >>> from policies.sizing import safety_stock_cycle_service
    >>> round(safety_stock_cycle_service(sd=2.6, cycle_service=0.90), 2)
    3.33
    """
    not_negative("sd", sd)
    share("cycle_service", cycle_service)
    return normal_quantile(cycle_service) * sd


def safety_stock_fill_rate(sd: float, order_quantity: float, fill_rate: float, exact: bool = False) -> float:
    """Return the safety stock with which a given share of demand is met from the shelf (type 2 service).

    Parameters
    ----------
    sd
        Standard deviation of demand during the lead time (or the protection interval), units.
    order_quantity
        Q, mean units per replenishment.
    fill_rate
        Share of the units demanded that is met from stock on hand, between 0 and 1; the rest is backordered.
    exact
        Whether to deduct the backorders left over from the cycle before, which the plain formula counts a
        second time. The plain formula asks for more stock than is needed; the difference is small while the
        order quantity is several times `sd`.

    Returns
    -------
    z sd, units; negative where a large order quantity alone exceeds the target.

    Raises
    ------
    ValueError
        If `sd` is negative, `order_quantity` not above zero, or `fill_rate` is not a share.

    Notes
    -----
    Plain: G(z) = (1 - fill_rate) Q / sd. Exact: G(z) - G(z + Q / sd) = (1 - fill_rate) Q / sd. Where
    ``sd = 0`` both tend to -(1 - fill_rate) Q. Silver, Pyke & Thomas (2017), chapter 6;
    Hadley & Whitin (1963), chapter 4.

    Examples
    --------
    >>> from policies.sizing import safety_stock_fill_rate
    >>> round(safety_stock_fill_rate(sd=25, order_quantity=100, fill_rate=0.98), 2)
    25.53
    >>> round(safety_stock_fill_rate(sd=25, order_quantity=12.5, fill_rate=0.9), 2)
    31.39
    >>> round(safety_stock_fill_rate(sd=25, order_quantity=12.5, fill_rate=0.9, exact=True), 2)
    26.12
    """
    not_negative("sd", sd)
    positive("order_quantity", order_quantity)
    share("fill_rate", fill_rate)
    if sd == 0:
        return -(1 - fill_rate) * order_quantity
    lot = order_quantity / sd
    shortage = (1 - fill_rate) * lot
    plain = inverse_normal_loss(shortage)
    if not exact:
        return plain * sd
    # Seen from the plain z downwards, the shortage rises from just under the target.
    below = root_upwards(lambda x: normal_loss(plain - x) - normal_loss(plain - x + lot) - shortage, 0.0, 1.0)
    return (plain - below) * sd
