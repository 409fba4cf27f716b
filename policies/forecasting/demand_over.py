"""Forecast demand over a stretch of time, such as lead time and review period."""

from math import floor
from typing import Any

from policies.forecasting.forecaster import Forecaster
from policies.sizing._checks import not_negative


def demand_over(forecaster: Forecaster, state: Any, periods: float) -> Any:
    """Return the demand forecast for the next `periods` periods: a number, or an array of shape (items,).

    Parameters
    ----------
    periods
        How many periods, 0 or more; of a period begun, its share is taken.

    Raises
    ------
    ValueError
        If `periods` is negative or not finite.

    Examples
    --------
    >>> from policies.forecasting import Holt
    >>> method = Holt(alpha=0.5, beta=0.5)
    >>> demand_over(method, method.start([10, 12, 14, 16]), 2.5)
    49.0
    """
    not_negative("periods", periods)
    full = floor(periods)
    if periods == 0:
        return 0.0 * forecaster.one_step(state)
    ahead = forecaster.forecast(state, full + 1)
    found = (periods - full) * ahead[full]
    for k in range(full):
        found = found + ahead[k]
    return float(found) if ahead.ndim == 1 else found
