"""Figures of alternatives in common random worlds: checks, and the spread of their paired differences."""

from collections.abc import Sequence
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from sim.errors import DataError

Better = Literal["lower", "higher"]
"""Direction of a good figure."""


def as_worlds(values: ArrayLike) -> NDArray[np.float64]:
    """Return figures as an array of shape (replications, alternatives), checked.

    Raises
    ------
    DataError
        The array has another shape, is empty, or holds something that is not a finite number.
    """
    numbers = np.asarray(values, dtype=float)
    if numbers.ndim != 2:
        raise DataError(
            f"figures to compare have {numbers.ndim} dimensions; give one row a replication and one column "
            "an alternative"
        )
    if 0 in numbers.shape:
        raise DataError(
            f"figures to compare have {numbers.shape[0]} replications and {numbers.shape[1]} alternatives; "
            "give at least one of each"
        )
    wrong = np.argwhere(~np.isfinite(numbers))
    if len(wrong):
        row, column = (int(place) for place in wrong[0])
        raise DataError(
            f"replication {row + 1} of alternative {column + 1} has the figure {numbers[row, column]}, which "
            "is no number; leave that replication out of all alternatives, or compare another figure"
        )
    return numbers


def as_costs(values: ArrayLike, better: Better) -> NDArray[np.float64]:
    """Return figures, checked, with their sign turned where higher is better: the lowest is the best."""
    return sign_of(better) * as_worlds(values)


def sign_of(better: str) -> float:
    """Return 1 where lower is better and -1 where higher is.

    Raises
    ------
    DataError
        `better` is neither.
    """
    if better not in ("lower", "higher"):
        raise DataError(f"better is {better!r}; say 'lower' or 'higher'")
    return 1.0 if better == "lower" else -1.0


def check_confidence(confidence: float, least: float = 0.0) -> None:
    """Refuse a confidence that is not above `least` and below 1.

    Raises
    ------
    DataError
        It is outside.
    """
    if not least < confidence < 1:
        raise DataError(
            f"confidence is {confidence:g}; give a share above {least:g} and below 1, such as 0.95"
        )


def check_indifference(indifference: float) -> None:
    """Refuse an indifference that is negative or not finite.

    Raises
    ------
    DataError
        It is.
    """
    if not 0 <= indifference < float("inf"):
        raise DataError(
            f"indifference is {indifference:g}; give the smallest difference that matters, 0 or more, in the "
            "unit of the figure"
        )


def check_column(name: str, column: int, alternatives: int) -> None:
    """Refuse the number of a column that is not there.

    Raises
    ------
    DataError
        It is not one of 0, 1, ... `alternatives` - 1.
    """
    if not 0 <= column < alternatives:
        raise DataError(
            f"{name} is column {column} of {alternatives} alternatives; give a number from 0 to "
            f"{alternatives - 1}"
        )


def paired_sd(worlds: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the standard deviation of the difference of each two columns, a symmetric square.

    Taken from the differences themselves: variances and covariances would cancel where common random numbers
    do their work well. Zero on the diagonal, nan elsewhere where there is one row.
    """
    replications, alternatives = worlds.shape
    if replications == 1:
        return np.where(np.eye(alternatives, dtype=bool), 0.0, np.nan)
    return np.array([(worlds - worlds[:, [i]]).std(axis=0, ddof=1) for i in range(alternatives)])


def and_list(words: Sequence[str]) -> str:
    """Return words in a sentence.

    Examples
    --------
    >>> and_list(["Kanban", "MRP", "ROP"]), and_list(["MRP"])
    ('Kanban, MRP and ROP', 'MRP')
    """
    *first, last = words
    return f"{', '.join(first)} and {last}" if first else last
