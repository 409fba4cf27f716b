"""What kind of demand a history shows: smooth, erratic, intermittent or lumpy."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

INTERVAL_LIMIT = 1.32
VARIATION_LIMIT = 0.49


@dataclass(frozen=True)
class Intermittency:
    """How often there is demand, and how much its size varies.

    Attributes
    ----------
    periods
        Periods in the history.
    demands
        Periods with demand.
    interval
        ADI, average demand interval: periods over demands (infinite where there is no demand).
    squared_variation
        CV2, squared coefficient of variation of the sizes of demand, zeros left out (not a number where
        there is no demand).
    kind
        `smooth`, `erratic`, `intermittent` or `lumpy`; `none` where there is no demand.
    """

    periods: int
    demands: int
    interval: float
    squared_variation: float
    kind: str

    @property
    def method(self) -> str:
        """The method of the two that the source recommends: `croston` or `sba`."""
        return "croston" if self.kind == "smooth" else "sba"


def intermittency(history: Sequence[float]) -> Intermittency:
    """Return how often there is demand in `history`, how much its size varies, and what kind that is.

    Raises
    ------
    ValueError
        If the history is empty or holds a figure below zero.

    Notes
    -----
    Limits 1.32 for the interval and 0.49 for the variation, where the mean squared errors of Croston's method
    and SBA are about equal: Syntetos, Boylan & Croston, Journal of the Operational Research Society 56 (2005)
    495-503. The interval is taken as periods over demands, and the variance with divisor n.

    Examples
    --------
    >>> intermittency([0, 0, 4, 0, 0, 4, 0, 0, 4]).kind
    'intermittent'
    """
    figures = np.asarray(history, dtype=np.float64)
    if not len(figures) or not np.isfinite(figures).all() or bool(np.any(figures < 0)):
        raise ValueError("the history is empty or holds a figure below 0; give 0 or more for each period.")
    sizes = figures[figures > 0]
    if not len(sizes):
        return Intermittency(len(figures), 0, math.inf, math.nan, "none")
    interval = len(figures) / len(sizes)
    variation = float(np.var(sizes) / np.mean(sizes) ** 2)
    often, steady = interval <= INTERVAL_LIMIT, variation <= VARIATION_LIMIT
    kind = ("smooth" if steady else "erratic") if often else ("intermittent" if steady else "lumpy")
    return Intermittency(len(figures), len(sizes), interval, variation, kind)
