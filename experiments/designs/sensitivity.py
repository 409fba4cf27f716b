"""Global sensitivity: which paths move a figure, over their whole ranges and together.

Sobol indices share out the variance of the figure (many points, exact meaning); Morris screening finds the
paths that matter with a few dozen points.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from experiments.designs.sampled import power_of_two, unit_sobol
from experiments.designs.vary import Range, Value, check_ranges, labelled
from experiments.interval import mean_interval

Array = NDArray[np.float64]

RESAMPLES = 1_000
"""Bootstrap samples behind an interval of a Sobol index."""


@dataclass(frozen=True, slots=True)
class SaltelliDesign:
    """Points from which Sobol indices are estimated.

    Each base row has `len(ranges) + 2` points side by side: one of matrix A, one of matrix B, and for each
    range that of A with the value of B put in for this range. Any number of finished base rows gives indices.
    """

    ranges: tuple[Range, ...]
    base: int
    seed: int
    points: tuple[dict[str, Value], ...]
    note: str = ""

    @property
    def block(self) -> int:
        """Points of a base row."""
        return len(self.ranges) + 2


@dataclass(frozen=True, slots=True)
class MorrisDesign:
    """Trajectories through a grid of levels, each of which moves every path once.

    A trajectory is `len(ranges) + 1` points side by side. `order[t, k]` is the place of the range that
    trajectory t moves between its points k and k + 1, `moved[t, k]` how far: a share of the range, with its
    sign.
    """

    ranges: tuple[Range, ...]
    trajectories: int
    seed: int
    points: tuple[dict[str, Value], ...]
    order: NDArray[np.int64]
    moved: Array

    @property
    def block(self) -> int:
        """Points of a trajectory."""
        return len(self.ranges) + 1


def saltelli(ranges: Sequence[Range], base: int, seed: int) -> SaltelliDesign:
    """Return the points for Sobol indices, `base * (len(ranges) + 2)` of them.

    Parameters
    ----------
    ranges
        One for each path; every value in a range is taken to be equally likely.
    base
        Rows of each matrix, rounded up to a power of two, and the note says so; 256 to 4,096 are usual.
    seed
        Same seed, same points.

    Raises
    ------
    ValueError
        No range, a path that is varied twice, or fewer than two rows.

    Notes
    -----
    Saltelli et al., Computer Physics Communications 181 (2010) 259-270: radial design on one scrambled Sobol
    sequence of twice the dimension.
    """
    check_ranges(ranges)
    if base < 2:
        raise ValueError(f"{base} base rows say nothing of variance; ask for 2 or more, usually 256 or more")
    rows, many = power_of_two(base), len(ranges)
    unit = unit_sobol(2 * many, rows, seed)
    points = []
    for row in unit:
        first, second = ([one.at(float(u)) for one, u in zip(ranges, half, strict=True)]
                         for half in (row[:many], row[many:]))  # fmt: skip
        mixed = [[*first[:k], second[k], *first[k + 1 :]] for k in range(many)]
        points += [labelled(ranges, values) for values in (first, second, *mixed)]
    note = f"{base:,} base rows are rounded up to {rows:,}, a power of two." if rows > base else ""
    return SaltelliDesign(tuple(ranges), rows, seed, tuple(points), note)


def sobol_indices(
    design: SaltelliDesign, outputs: ArrayLike, resamples: int = RESAMPLES, confidence: float = 0.95
) -> pd.DataFrame:
    """Return the first-order and the total Sobol index of each path, with bootstrap intervals.

    Parameters
    ----------
    design
        From `saltelli`.
    outputs
        One figure for each point, in their order. Outputs of the first base rows are enough; a base row
        with a nan in it is left out.
    resamples
        Bootstrap samples of base rows (seeded by the design).
    confidence
        Of the percentile intervals.

    Returns
    -------
    A row a path, in the order of the ranges: `path`, `s1`, `s1_low`, `s1_high` (share of the variance that
    is due to this path alone), `st`, `st_low`, `st_high` (its share together with others). All nan where the
    figure does not vary.

    Raises
    ------
    ValueError
        The outputs are not those of whole base rows, or of fewer than two.

    Notes
    -----
    With f(A), f(B), f(AB_i) centred and V the variance of f(A) and f(B) together:
    S1_i = mean of f(B) (f(AB_i) - f(A)), over V: Saltelli et al. (2010), table 2 (b);
    ST_i = mean of (f(A) - f(AB_i))^2, over 2 V: Jansen, Computer Physics Communications 117 (1999) 35-43.
    """
    rows = _blocks(outputs, design.block, len(design.points), "base row")
    rows = rows[~np.isnan(rows).any(axis=1)]
    if len(rows) < 2:
        raise ValueError(f"{len(rows)} base rows are finished; 2 are needed, and usually 256 or more")
    rng = np.random.default_rng(design.seed)
    estimates = _indices(rows)
    drawn = np.array([_indices(rows[rng.integers(len(rows), size=len(rows))]) for _ in range(resamples)])
    tails = ((1 - confidence) / 2, (1 + confidence) / 2)
    low, high = np.quantile(drawn, tails, axis=0) if resamples else np.full((2, *estimates.shape), np.nan)
    frame: dict[str, Any] = {"path": [one.path for one in design.ranges]}
    for k, name in enumerate(("s1", "st")):
        frame |= {name: estimates[k], f"{name}_low": low[k], f"{name}_high": high[k]}
    return pd.DataFrame(frame)


def morris(ranges: Sequence[Range], trajectories: int, levels: int = 4, *, seed: int) -> MorrisDesign:
    """Return the points for elementary effects, `trajectories * (len(ranges) + 1)` of them.

    Parameters
    ----------
    ranges
        One for each path. A step or whole numbers move each level to the nearest possible value; the
        effects are taken of the way that was gone.
    trajectories
        Random walks that move each path once; 10 to 50 are usual.
    levels
        Even number of values of each range that are visited.
    seed
        Same seed, same points.

    Raises
    ------
    ValueError
        No range, a path that is varied twice, an odd number of levels, or no trajectory.

    Notes
    -----
    Morris, Technometrics 33 (1991) 161-174, with his step of levels / (2 (levels - 1)), which visits all
    levels alike.
    """
    check_ranges(ranges)
    if levels < 2 or levels % 2:
        raise ValueError(f"{levels} levels: Morris needs an even number of them; 4 is usual")
    if trajectories < 1:
        raise ValueError(f"{trajectories} trajectories say nothing; ask for 2 or more, usually 10 or more")
    rng = np.random.default_rng(seed)
    many = len(ranges)
    points: list[dict[str, Value]] = []
    order = np.empty((trajectories, many), dtype=np.int64)
    moved = np.empty((trajectories, many))
    for t in range(trajectories):
        order[t] = rng.permutation(many)
        low = rng.integers(levels // 2, size=many)
        upwards = rng.integers(2, size=many).astype(bool)
        lower, upper = (
            [one.node(level / (levels - 1)) for one, level in zip(ranges, at, strict=True)]
            for at in (low, low + levels // 2)
        )
        here = [lo if up else hi for lo, hi, up in zip(lower, upper, upwards, strict=True)]
        points.append(labelled(ranges, here))
        for k, place in enumerate(order[t]):
            before = here[place]
            here[place] = upper[place] if upwards[place] else lower[place]
            moved[t, k] = ranges[place].share(here[place]) - ranges[place].share(before)
            points.append(labelled(ranges, here))
    return MorrisDesign(tuple(ranges), trajectories, seed, tuple(points), order, moved)


def elementary_effects(design: MorrisDesign, outputs: ArrayLike, confidence: float = 0.95) -> pd.DataFrame:
    """Return what a move over its whole range does to the figure, for each path.

    Parameters
    ----------
    design
        From `morris`.
    outputs
        One figure for each point, in their order. Outputs of the first trajectories are enough; an effect
        with a nan in it is left out.
    confidence
        Of the interval of `mu_star`, by Student's t.

    Returns
    -------
    A row a path, in the order of the ranges, all in the unit of the figure: `path`, `mu` (mean effect),
    `mu_star`, `mu_star_low`, `mu_star_high` (mean size of the effect, and its interval), `sigma` (spread of
    the effects: not 0 where the path is not linear, or works together with others).

    Raises
    ------
    ValueError
        The outputs are not those of whole trajectories.

    Notes
    -----
    mu and sigma: Morris (1991); mu_star: Campolongo, Cariboni and Saltelli, Environmental Modelling &
    Software 22 (2007) 1509-1518.
    """
    walks = _blocks(outputs, design.block, len(design.points), "trajectory")
    moved = design.moved[: len(walks)]
    gone = np.where(moved == 0, np.nan, moved)  # levels that whole numbers have made one
    by_move = np.diff(walks, axis=1) / gone
    effects = np.empty_like(by_move)
    np.put_along_axis(effects, design.order[: len(walks)], by_move, axis=1)
    rows = []
    for one, values in zip(design.ranges, effects.T, strict=True):
        signed, size = mean_interval(values, confidence), mean_interval(np.abs(values), confidence)
        ends = (max(size.low, 0.0) if size.low == size.low else size.low, size.high)
        rows.append((one.path, signed.mean, size.mean, *ends, signed.sd))
    return pd.DataFrame(rows, columns=["path", "mu", "mu_star", "mu_star_low", "mu_star_high", "sigma"])


def _indices(rows: Array) -> Array:
    """Return first-order and total indices (2, paths) from outputs of base rows."""
    a, b, mixed = rows[:, 0], rows[:, 1], rows[:, 2:]
    both = rows[:, :2]
    variance = both.var()
    if variance <= (1e-12 * np.abs(both).max()) ** 2:
        return np.full((2, mixed.shape[1]), np.nan)
    apart = mixed - a[:, None]
    first = ((b - both.mean())[:, None] * apart).mean(axis=0)
    return np.stack([first / variance, (apart**2).mean(axis=0) / (2 * variance)])


def _blocks(outputs: ArrayLike, block: int, most: int, name: str) -> Array:
    """Return outputs as one row a base row or trajectory."""
    values = np.asarray(outputs, dtype=float)
    if values.ndim != 1 or len(values) % block or not 0 < len(values) <= most:
        raise ValueError(
            f"outputs of shape {values.shape} are not those of this design; give one figure a point, "
            f"{block} for each {name}, {most} in all"
        )
    return values.reshape(-1, block)
