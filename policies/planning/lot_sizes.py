"""Lot sizes for requirements that vary from bucket to bucket, one item at a time.

Each function takes the requirements that stock does not cover, bucket by bucket, and returns the lots to
receive. Holding is charged on the stock at the end of a bucket, so a lot costs nothing to hold in the bucket
in which it comes.
"""

import math
from collections.abc import Callable, Sequence

import numpy as np

from policies.planning.order_limits import FREE, OrderLimits
from policies.planning.rounding import on_grid
from sim.contract import to_grid

Costs = float | Sequence[float]
"""One cost for all buckets, or one for each."""

Cover = Callable[[Sequence[float], int, float], float]
"""Requirements, the bucket of the order and what it must bring at least: the quantity to order there."""


def lot_cost(
    requirements: Sequence[float], lots: Sequence[float], order_cost: Costs, holding_cost: Costs
) -> float:
    """Return what a row of lots costs: an order cost for each lot, and holding on what a bucket leaves.

    Parameters
    ----------
    requirements
        Units that must be covered, for each bucket.
    lots
        Units received in each bucket.
    order_cost
        Money per lot, one figure or one for each bucket.
    holding_cost
        Money per unit in stock at the end of a bucket, one figure or one for each bucket.

    Returns
    -------
    Money over all buckets.

    Raises
    ------
    ValueError
        If the lots leave a requirement uncovered, or the lengths differ.

    Examples
    --------
    >>> lot_cost([90, 120, 80, 70], [210, 0, 150, 0], order_cost=500, holding_cost=2)
    1380.0
    """
    orders = _per_bucket("order_cost", order_cost, len(requirements))
    holding = _per_bucket("holding_cost", holding_cost, len(requirements))
    cost = stock = 0.0
    for bucket, (need, lot) in enumerate(zip(_checked(requirements), lots, strict=True)):
        stock = to_grid(stock + lot - need)
        if stock < 0:
            raise ValueError(f"the lots leave {-stock:g} units short in bucket {bucket}; they must cover it.")
        cost += orders[bucket] * (lot > 0) + holding[bucket] * stock
    return float(cost)


def silver_meal(
    requirements: Sequence[float], order_cost: float, holding_cost: float, limits: OrderLimits = FREE
) -> tuple[float, ...]:
    """Return lots that each cover buckets for as long as the cost per bucket does not rise.

    Parameters
    ----------
    requirements
        Units that must be covered, for each bucket.
    order_cost
        Money per lot.
    holding_cost
        Money per unit and bucket.
    limits
        What an order may be; what a lot brings beyond the buckets it covers goes to the next ones.

    Returns
    -------
    Units received in each bucket.

    Notes
    -----
    Silver & Meal (1973); Silver, Pyke & Thomas (2017), Inventory and Production Management in Supply Chains,
    4th ed., chapter 5.

    Examples
    --------
    >>> silver_meal([10, 62, 12, 130], order_cost=54, holding_cost=0.4)
    (84.0, 0.0, 0.0, 130.0)
    """

    def cover(needs: Sequence[float], start: int, first: float) -> float:
        quantity, cost, lowest = first, order_cost, order_cost
        for bucket in range(start + 1, len(needs)):
            cost += holding_cost * (bucket - start) * needs[bucket]
            average = cost / (bucket - start + 1)
            if average > lowest:
                break
            lowest = average
            quantity += needs[bucket]
        return quantity

    _check_costs(order_cost, holding_cost)
    return _forward(requirements, cover, limits)


def least_unit_cost(
    requirements: Sequence[float], order_cost: float, holding_cost: float, limits: OrderLimits = FREE
) -> tuple[float, ...]:
    """Return lots that each cover buckets for as long as the cost per unit does not rise.

    Parameters and result as those of `silver_meal`.

    Notes
    -----
    Silver, Pyke & Thomas (2017), chapter 5.

    Examples
    --------
    >>> least_unit_cost([10, 62, 12, 130, 154], order_cost=54, holding_cost=0.4)
    (84.0, 0.0, 0.0, 284.0, 0.0)
    """

    def cover(needs: Sequence[float], start: int, first: float) -> float:
        quantity, cost, lowest = first, order_cost, order_cost / first
        for bucket in range(start + 1, len(needs)):
            cost += holding_cost * (bucket - start) * needs[bucket]
            average = cost / (quantity + needs[bucket])
            if average > lowest:
                break
            lowest = average
            quantity += needs[bucket]
        return quantity

    _check_costs(order_cost, holding_cost)
    return _forward(requirements, cover, limits)


def part_period_balancing(
    requirements: Sequence[float], order_cost: float, holding_cost: float, limits: OrderLimits = FREE
) -> tuple[float, ...]:
    """Return lots whose holding cost comes closest to the cost of an order.

    Parameters and result as those of `silver_meal`. Without looking ahead or back; of two equally close
    covers the shorter is taken.

    Notes
    -----
    DeMatteis (1968); Silver, Pyke & Thomas (2017), chapter 5.

    Examples
    --------
    >>> part_period_balancing([30, 40, 0, 10, 40, 30, 0, 30, 55], order_cost=100, holding_cost=1)
    (80.0, 0.0, 0.0, 0.0, 100.0, 0.0, 0.0, 0.0, 55.0)
    """

    def cover(needs: Sequence[float], start: int, first: float) -> float:
        quantity = closest = first
        held, gap = 0.0, order_cost
        for bucket in range(start + 1, len(needs)):
            held += holding_cost * (bucket - start) * needs[bucket]
            quantity += needs[bucket]
            if abs(held - order_cost) < gap:
                closest, gap = quantity, abs(held - order_cost)
            if held >= order_cost:
                break
        return closest

    _check_costs(order_cost, holding_cost)
    return _forward(requirements, cover, limits)


def whole_period_lots(
    requirements: Sequence[float], quantity: float, limits: OrderLimits = FREE
) -> tuple[float, ...]:
    """Return lots that each cover the whole buckets whose requirements come closest to a quantity.

    Parameters
    ----------
    requirements
        Units that must be covered, for each bucket.
    quantity
        What a lot should be, as a rule the economic order quantity (units).
    limits
        What an order may be.

    Returns
    -------
    Units received in each bucket.

    Notes
    -----
    Silver, Pyke & Thomas (2017), chapter 5: the economic order quantity in whole periods.

    Examples
    --------
    >>> whole_period_lots([10, 62, 12, 130, 154], quantity=164.3)
    (214.0, 0.0, 0.0, 0.0, 154.0)
    """

    def cover(needs: Sequence[float], start: int, first: float) -> float:
        total = closest = first
        for bucket in range(start + 1, len(needs)):
            total += needs[bucket]
            if abs(total - quantity) < abs(closest - quantity):
                closest = total
            if total >= quantity:
                break
        return closest

    if not (math.isfinite(quantity) and quantity >= 0):
        raise ValueError(f"quantity is {quantity!r}; give a finite number of 0 or more.")
    return _forward(requirements, cover, limits)


def wagner_whitin(
    requirements: Sequence[float], order_cost: Costs, holding_cost: Costs, limits: OrderLimits = FREE
) -> tuple[float, ...]:
    """Return the lots of least cost.

    Parameters
    ----------
    requirements
        Units that must be covered, for each bucket.
    order_cost
        Money per lot, one figure or one for each bucket.
    holding_cost
        Money per unit in stock at the end of a bucket, one figure or one for each bucket.
    limits
        Must be free: with limits on the order, this is no longer the plan of least cost.

    Returns
    -------
    Units received in each bucket.

    Raises
    ------
    ValueError
        If a figure is out of range, or an order has limits.

    Notes
    -----
    Wagner & Whitin (1958), Management Science 5: dynamic programming, where the last order of a longer
    horizon never lies before that of a shorter one, so few buckets are looked at. Of several plans of least
    cost the one with the latest orders is taken.

    Examples
    --------
    >>> wagner_whitin([52, 87, 23, 56], order_cost=75, holding_cost=1)
    (52.0, 110.0, 0.0, 56.0)
    """
    if not limits.free:
        raise ValueError(
            "Wagner-Whitin is the plan of least cost only while an order may be of any quantity; leave out "
            "minimum, multiple and maximum, or take another rule, such as silver-meal."
        )
    needs = _checked(requirements)
    orders = _per_bucket("order_cost", order_cost, len(needs))
    holding = _per_bucket("holding_cost", holding_cost, len(needs))
    best, last = (
        [0.0],
        [-1],
    )  # cost of covering the first n buckets, and the bucket of the last order; -1: none
    earliest = 0
    for bucket, need in enumerate(needs):
        if need == 0:
            best.append(best[bucket])
            last.append(-1)
            continue
        lowest, chosen = math.inf, bucket
        carried = 0.0  # cost of holding what comes in `start` for the buckets after it, up to this one
        held = 0.0
        for start in range(bucket, earliest - 1, -1):
            if start < bucket:
                carried += needs[start + 1]
                held += holding[start] * carried
            cost = best[start] + orders[start] + held
            if cost < lowest:
                lowest, chosen = cost, start
        best.append(lowest)
        last.append(chosen)
        earliest = chosen
    return _traced(needs, last)


def _traced(needs: Sequence[float], last: Sequence[int]) -> tuple[float, ...]:
    """Return the lots, from the bucket of the last order for each number of buckets covered."""
    lots = [0.0] * len(needs)
    bucket = len(needs)
    while bucket > 0:
        start = last[bucket]
        if start < 0:
            bucket -= 1
            continue
        lots[start] = sum(needs[start:bucket])
        bucket = start
    return tuple(lots)


def _forward(requirements: Sequence[float], cover: Cover, limits: OrderLimits) -> tuple[float, ...]:
    """Place a lot wherever what is left of the last one does not cover the bucket."""
    needs = _checked(requirements)
    lots = [0.0] * len(needs)
    left = 0.0
    free = limits.free
    for bucket, need in enumerate(needs):
        if need > left:
            quantity = cover(needs, bucket, need - left)
            lots[bucket] = quantity if free else limits.apply(quantity)
        left += lots[bucket] - need
    return tuple(lots)


def _checked(requirements: Sequence[float]) -> list[float]:
    """Return the requirements on the grid of divisible goods."""
    needs = np.asarray(requirements, dtype=np.float64)
    wrong = ~(np.isfinite(needs) & (needs >= 0))
    if wrong.any():
        bucket = int(np.argmax(wrong))
        raise ValueError(
            f"the requirement of bucket {bucket} is {requirements[bucket]!r}; give a finite number of 0 or "
            "more."
        )
    return [float(need) for need in on_grid(needs).tolist()]


def _check_costs(order_cost: float, holding_cost: float) -> None:
    for name, cost in (("order_cost", order_cost), ("holding_cost", holding_cost)):
        if not (math.isfinite(cost) and cost >= 0):
            raise ValueError(f"{name} is {cost!r}; give a finite number of 0 or more.")


def _per_bucket(name: str, cost: Costs, buckets: int) -> Sequence[float]:
    """Return a cost for each bucket."""
    given = cost if isinstance(cost, Sequence) else [cost]
    for value in given:
        if not (math.isfinite(value) and value >= 0):
            raise ValueError(f"{name} is {value!r}; give a finite number of 0 or more.")
    if not isinstance(cost, Sequence):
        return [cost] * buckets
    if len(cost) != buckets:
        raise ValueError(f"{name} has {len(cost)} figures for {buckets} buckets; give one, or one a bucket.")
    return cost
