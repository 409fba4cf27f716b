"""Available to promise: what of stock and master schedule no customer has been promised."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from policies.planning.rounding import on_grid

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class AvailableToPromise:
    """What can be promised, items by buckets (units).

    Attributes
    ----------
    discrete
        What stock (in the first bucket) or the receipts of a bucket leave to promise, once all orders booked
        before later receipts are served; later orders that their own receipts do not serve are charged to the
        latest earlier ones. Below zero in the first bucket: more is promised than will be there.
    cumulative
        What can be promised for delivery by the end of the bucket, without breaking a promise made: the
        running sum of `discrete`.
    """

    discrete: Floats
    cumulative: Floats

    def earliest(self, item: int, quantity: float) -> int | None:
        """Return the first bucket in which a quantity can be promised; none within the horizon."""
        enough = np.flatnonzero(self.cumulative[item] >= quantity)
        return int(enough[0]) if enough.size else None


def available_to_promise(
    receipts: ArrayLike, booked: ArrayLike, on_hand: ArrayLike = 0.0
) -> AvailableToPromise:
    """Return what is available to promise.

    Parameters
    ----------
    receipts
        Receipts of the master schedule, scheduled and firm (units), items by buckets.
    booked
        Orders promised to customers, by the bucket of delivery (units), items by buckets.
    on_hand
        Stock at the start of the first bucket (units), one figure for all or one an item.

    Returns
    -------
    Discrete and cumulative quantities.

    Raises
    ------
    ValueError
        If the arrays differ in shape, or a figure is out of range.

    Notes
    -----
    Cumulative: the least stock that is left in this bucket or any later one if only booked orders are served.
    Discrete: its increase from bucket to bucket. Vollmann et al. (2005), chapters on master scheduling.

    Examples
    --------
    >>> promise = available_to_promise([[0, 150, 0, 0]], [[38, 27, 24, 8]], on_hand=55)
    >>> promise.discrete, promise.earliest(0, 60)
    (array([[17., 91.,  0.,  0.]]), 1)
    """
    coming, going = np.asarray(receipts, dtype=np.float64), np.asarray(booked, dtype=np.float64)
    if coming.ndim != 2 or coming.shape != going.shape:
        raise ValueError(
            f"receipts has shape {coming.shape} and booked {going.shape}; give both a row for each item and "
            "a column for each bucket."
        )
    stock = np.broadcast_to(np.asarray(on_hand, dtype=np.float64), (len(coming),))
    for name, values in (("receipts", coming), ("booked", going)):
        if not (np.isfinite(values) & (values >= 0)).all():
            raise ValueError(
                f"{name} holds a figure below 0 or not finite; give finite numbers of 0 or more."
            )
    if not np.isfinite(stock).all():
        raise ValueError("on_hand holds a figure that is not finite; give finite numbers.")
    left = on_grid(stock)[:, None] + np.cumsum(on_grid(coming) - on_grid(going), axis=1)
    cumulative = np.minimum.accumulate(left[:, ::-1], axis=1)[:, ::-1]
    return AvailableToPromise(np.diff(cumulative, axis=1, prepend=0.0), np.ascontiguousarray(cumulative))
