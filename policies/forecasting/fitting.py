"""The weights of a method that would have forecast a history best."""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from policies.forecasting._values import FloatArray
from policies.forecasting.accuracy import mse
from policies.forecasting.backtest import backtest

GRID = {1: 20, 2: 10, 3: 5}
"""Steps from 0 to 1 that are tried first, by how many weights are sought."""
STARTS = 3
"""How many of the best of these are then made better."""
DECIMALS = 3


@dataclass(frozen=True)
class Fit:
    """A method with fitted weights.

    Attributes
    ----------
    forecaster
        The method, its weights to three decimals, so that what is printed is what was used.
    mse
        Its mean squared one-step error over the history it was fitted to.
    periods
        How many forecasts that is the mean of.
    """

    forecaster: Any
    mse: float
    periods: int


def fit(forecaster: Any, history: Sequence[float], parameters: Sequence[str] = ()) -> Fit:
    """Return the method with the weights of least mean squared one-step error over `history`.

    A grid of weights from 0 to 1 first, then L-BFGS-B (scipy) from its best points; nothing is drawn at
    random, and of equal ones the smallest weights win. The error over the history fitted to flatters: judge
    on later periods.

    Parameters
    ----------
    forecaster
        The method; its other parameters stay.
    history
        Periods, oldest first.
    parameters
        Names of the weights to fit; those that the class names in `FITTED` if left out.

    Raises
    ------
    ValueError
        If the method has no weights to fit, or the history leaves fewer forecasts than there are weights,
        and one.

    Examples
    --------
    >>> from policies.forecasting import Holt
    >>> fit(Holt(alpha=0.5, beta=0.5), [10, 12, 14, 16, 18, 20]).mse
    0.0
    """
    from scipy.optimize import minimize  # here, for it is slow to load

    names = tuple(parameters) or tuple(getattr(forecaster, "FITTED", ()))
    if not names or len(names) not in GRID:
        raise ValueError(f"{type(forecaster).__name__} has {len(names)} weights to fit; name one to three.")
    periods = len(history) - forecaster.needs
    if periods < len(names) + 1:
        raise ValueError(
            f"fitting {len(names)} weights of {type(forecaster).__name__} needs "
            f"{forecaster.needs + len(names) + 1} periods or more, and there are {len(history)}; give more."
        )

    def method(weights: Sequence[float]) -> Any:
        return replace(forecaster, **{n: float(w) for n, w in zip(names, weights, strict=True)})

    def loss(weights: FloatArray) -> float:
        run = backtest(method(np.clip(weights, 0.0, 1.0).tolist()), history)
        return mse(run.actuals, run.forecasts)

    steps = GRID[len(names)]
    points = itertools.product([k / steps for k in range(steps + 1)], repeat=len(names))
    tried = sorted(((loss(np.array(point)), point) for point in points), key=lambda pair: pair[0])
    for value, point in tried[:STARTS]:
        if value > 0:
            found = minimize(loss, np.array(point), method="L-BFGS-B", bounds=[(0.0, 1.0)] * len(names))
            rounded = tuple(round(float(w), DECIMALS) for w in np.clip(found.x, 0.0, 1.0))
            tried.append((loss(np.array(rounded)), rounded))
    least, best = min(tried, key=lambda pair: pair[0])
    return Fit(method(best), least, periods)
