"""One path at a time to both ends of its range: the design behind a tornado."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from experiments.designs.vary import Range, Value, check_ranges
from experiments.interval import paired_difference

COLUMNS = ["path", "end", "value", "difference", "difference_low", "difference_high"]


@dataclass(frozen=True, slots=True)
class OneAtATime:
    """The base point, and then each path at its low and at its high end, all others as in the base.

    `moved[k]` says what point k + 1 changes: path, end (`low` or `high`) and value.
    """

    points: tuple[dict[str, Value], ...]
    moved: tuple[tuple[str, str, Value], ...]


def one_at_a_time(ranges: Sequence[Range], base: Mapping[str, Value] | None = None) -> OneAtATime:
    """Return the points of a tornado, the base first.

    Parameters
    ----------
    ranges
        One for each path; of a list, its first and last value are the ends.
    base
        Values of the paths in the base point; a path without one stays as it is in the scenario.

    Raises
    ------
    ValueError
        No range, or a path that is varied twice.

    Examples
    --------
    >>> one_at_a_time([Range("volume", 0.5, 2.0)], {"volume": 1.0}).points
    ({'volume': 1.0}, {'volume': 0.5}, {'volume': 2.0})
    """
    check_ranges(ranges)
    start = dict(base or {})
    moved = [
        (one.path, end, value) for one in ranges for end, value in zip(("low", "high"), one.ends, strict=True)
    ]
    points = [start, *({**start, path: value} for path, _, value in moved)]
    return OneAtATime(tuple(points), tuple(moved))


def tornado_rows(design: OneAtATime, outputs: ArrayLike, confidence: float = 0.95) -> pd.DataFrame:
    """Return how far each end of each path moves a figure from the base, replication by replication.

    Parameters
    ----------
    design
        From `one_at_a_time`.
    outputs
        The figure: a row a point, in their order, and a column a replication, the same random worlds in
        all rows.
    confidence
        Of the intervals of the paired differences.

    Returns
    -------
    Columns `path`, `end` (`low`, `high`), `value`, `difference` (from the base), `difference_low`,
    `difference_high`; the path with the biggest swing first, its low end before its high end.

    Raises
    ------
    ValueError
        The outputs are not those of the design.
    """
    values = np.asarray(outputs, dtype=float)
    if values.ndim != 2 or len(values) != len(design.points) or not values.shape[1]:
        raise ValueError(
            f"outputs of shape {values.shape} are not those of this design; give {len(design.points)} rows, "
            "one a point, and a column a replication"
        )
    rows = []
    for (path, end, value), mine in zip(design.moved, values[1:], strict=True):
        apart = paired_difference(mine, values[0], confidence)
        rows.append((path, end, value, apart.mean, apart.low, apart.high))
    frame = pd.DataFrame(rows, columns=COLUMNS)
    frame["value"] = pd.Series([value for _, _, value in design.moved], dtype=object)
    swings = {str(path): swing(group["difference"].tolist()) for path, group in frame.groupby("path")}
    order = sorted(range(len(frame)), key=lambda row: -swings[str(rows[row][0])])
    return frame.iloc[order].reset_index(drop=True)


def swing(differences: Sequence[float]) -> float:
    """Return how far apart the base and both ends lie.

    Examples
    --------
    >>> swing([-2.0, 5.0]), swing([1.0, 4.0])
    (7.0, 4.0)
    """
    known = [difference for difference in differences if difference == difference]
    return max(0.0, *known, 0.0) - min(0.0, *known, 0.0)
