"""MSER-5: where the start-up of a run ends."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import ArrayLike, NDArray

from sim import DataError

TOO_FEW = 5
"""Batch means of which the statistic is often small by chance."""
LEAST_BATCHES = 10


@dataclass(frozen=True, slots=True, eq=False)
class Truncation:
    """Where to cut a series so that its start-up does not bias the mean of the rest.

    `observations` are to be cut from the start, a multiple of `batch`. `batch_means` has shape (batches,);
    `statistic` the MSER of a cut of 0, 1, 2... of them, nan where too few would be left. `found` is False
    where the least statistic lies in the second half: the run is too short to tell.
    """

    observations: int
    batch: int
    found: bool
    statistic: NDArray[np.float64] = field(repr=False)
    batch_means: NDArray[np.float64] = field(repr=False)

    @property
    def batches(self) -> int:
        """Batch means that are cut."""
        return self.observations // self.batch

    @property
    def mean(self) -> float:
        """Mean of what is left."""
        return float(self.batch_means[self.batches :].mean())


def mser5(series: ArrayLike, batch: int = 5) -> Truncation:
    """Return where to cut a series: where the standard error of the mean of the rest is least.

    Parameters
    ----------
    series
        Observations at equal steps of time, shape (time,); or (replications, time), of which the mean over
        the replications is taken first. Observations at the end that fill no batch are left out.
    batch
        Observations a batch mean.

    Raises
    ------
    DataError
        There are fewer than ten batches.
    ValueError
        The series has another shape, or not all of it is known.

    Notes
    -----
    MSER(d) = sum over i > d of (Y_i - mean of Y after d)^2 / (m - d)^2, for m batch means Y: White,
    Simulation 69 (1997) 323-334; White, Cobb and Spratt, Proc. Winter Simulation Conf. (2000) 755-760, who
    take batches of five and reject a cut in the second half. A cut that leaves five batches or fewer is not
    considered, as in Hoad, Robinson and Davies, J. Oper. Res. Soc. 61 (2010) 1389-1403. The earliest of equal
    cuts is taken.

    Examples
    --------
    >>> cut = mser5([9.0] * 10 + [1.0, 3.0] * 50)
    >>> cut.observations, cut.found
    (10, True)
    """
    values = np.asarray(series, dtype=float)
    if values.ndim not in (1, 2):
        raise ValueError(f"a series of shape {values.shape}: give (time,) or (replications, time)")
    if batch < 1:
        raise ValueError(f"batches of {batch} observations: give 1 or more")
    if not np.isfinite(values).all():
        raise ValueError("the series holds values that are not finite; leave out what is not known")
    if values.ndim == 2:
        values = values.mean(axis=0)
    count = len(values) // batch
    if count < LEAST_BATCHES:
        raise DataError(
            f"{len(values)} observations make {count} batches of {batch}, too few to tell where start-up "
            f"ends; observe {batch * LEAST_BATCHES} times or more: more often, or in a longer run"
        )
    means = values[: count * batch].reshape(count, batch).mean(axis=1)
    statistic = _marginal_standard_errors(means)
    cut = int(np.nanargmin(statistic))
    return Truncation(cut * batch, batch, 2 * cut <= count, statistic, means)


def _marginal_standard_errors(means: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the statistic of each cut, by sums from the end."""
    left = np.arange(len(means), 0, -1)
    beyond = means - means[-1]  # about a level of the end, so that a high start does not swamp the sums
    sums = np.cumsum(beyond[::-1])[::-1]
    squares = np.cumsum(beyond[::-1] ** 2)[::-1]
    statistic = np.maximum(squares - sums**2 / left, 0.0) / left.astype(float) ** 2
    statistic[left <= TOO_FEW] = np.nan
    return statistic
