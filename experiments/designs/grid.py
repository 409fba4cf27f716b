"""The full grid: every value of each range with every value of the others."""

from collections.abc import Sequence
from itertools import product
from math import prod

from experiments.designs.vary import MOST_POINTS, Range, Value, check_ranges, labelled


def full_grid(ranges: Sequence[Range]) -> list[dict[str, Value]]:
    """Return all points of a grid; the last range changes fastest.

    Parameters
    ----------
    ranges
        One for each path; one without a step has five points.

    Raises
    ------
    ValueError
        No range, a path that is varied twice, or more points than anyone can simulate.

    Examples
    --------
    >>> full_grid([Range("volume", 1, 2, 1), Range("rule", values=("eoq", "lot"))])[:2]
    [{'volume': 1.0, 'rule': 'eoq'}, {'volume': 1.0, 'rule': 'lot'}]
    """
    check_ranges(ranges)
    size = prod(one.grid_count for one in ranges)
    if size > MOST_POINTS:
        words = ", ".join(f"{one.path} {one.grid_count:,}" for one in ranges)
        raise ValueError(
            f"the grid has {size:,} points ({words}); take larger steps, vary fewer paths, or draw a "
            "Latin hypercube of some of them"
        )
    return [labelled(ranges, values) for values in product(*(one.points() for one in ranges))]
