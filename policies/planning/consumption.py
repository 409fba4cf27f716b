"""Forecast consumption: customer orders take the place of the forecast that foresaw them."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from policies.planning.rounding import on_grid

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Consumption:
    """Forecast and orders after consumption, items by buckets (units).

    Attributes
    ----------
    requirements
        What to plan for: booked orders, and outside the demand time fence the forecast that is left.
    forecast
        The forecast that is left, also inside the fence, where it is not planned for.
    unforeseen
        Orders that found no forecast within the windows.
    """

    requirements: Floats
    forecast: Floats
    unforeseen: Floats


def consume(
    forecast: ArrayLike, orders: ArrayLike, backward: int = 0, forward: int = 0, fence: ArrayLike = 0
) -> Consumption:
    """Return the requirements that follow from forecasts and booked orders.

    Parameters
    ----------
    forecast
        Units expected, items by buckets.
    orders
        Units booked, items by buckets.
    backward
        Buckets before its own in which an order may consume forecast.
    forward
        Buckets after its own in which an order may consume forecast.
    fence
        Demand time fence: in that many buckets at the start only orders are planned for; one figure for all
        or one an item.

    Returns
    -------
    What to plan for, what is left of the forecast, and what was not foreseen.

    Raises
    ------
    ValueError
        If the arrays differ in shape, or a figure is out of range.

    Notes
    -----
    Orders are taken by bucket, the earliest first. Each consumes the forecast of its own bucket, then of
    earlier ones, the nearest first, then of later ones, the nearest first. Forecast inside the fence is
    consumed before the fence drops what is left of it.

    Vollmann et al. (2005), Manufacturing Planning and Control for Supply Chain Management, 5th ed., chapters
    on master scheduling.

    Examples
    --------
    >>> consume([[10, 10, 10]], [[0, 14, 0]], backward=1).requirements
    array([[ 6., 14., 10.]])
    """
    left, unforeseen = (
        on_grid(np.array(forecast, dtype=np.float64)),
        on_grid(np.array(orders, dtype=np.float64)),
    )
    if left.ndim != 2 or left.shape != unforeseen.shape:
        raise ValueError(
            f"forecast has shape {left.shape} and orders {unforeseen.shape}; give both a row for each item "
            "and a column for each bucket."
        )
    for name, values in (("forecast", left), ("orders", unforeseen), ("fence", np.asarray(fence))):
        if not (np.isfinite(values) & (values >= 0)).all():
            raise ValueError(
                f"{name} holds a figure below 0 or not finite; give finite numbers of 0 or more."
            )
    for name, window in (("backward", backward), ("forward", forward)):
        if window < 0:
            raise ValueError(f"{name} is {window!r}; give a number of buckets, 0 or more.")
    booked = unforeseen.copy()
    items, buckets = left.shape
    offsets = [*range(0, -backward - 1, -1), *range(1, forward + 1)]
    for bucket in range(buckets):
        if not unforeseen[:, bucket].any():
            continue
        for place in (bucket + offset for offset in offsets):
            if 0 <= place < buckets:
                used = np.minimum(left[:, place], unforeseen[:, bucket])
                left[:, place] -= used
                unforeseen[:, bucket] -= used
    outside = np.arange(buckets) >= np.broadcast_to(np.asarray(fence), (items,))[:, None]
    return Consumption(booked + np.where(outside, left, 0.0), left, unforeseen)
