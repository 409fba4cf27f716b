"""The fully sequential selection procedure of Kim and Nelson, with common random numbers."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from experiments.selection.worlds import (
    Better,
    and_list,
    as_worlds,
    check_confidence,
    check_indifference,
    paired_sd,
    sign_of,
)
from sim.errors import DataError


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is known of which alternative is best.

    `survivors` are the columns not ruled out. `best` is the column chosen, None until `decided`. `needed` is
    how many more replications are needed at the most: 0 when decided, None while the first stage is not
    complete (`first_stage` says how long it is). `replications` are those used so far: rows that come after
    the decision are not.
    """

    survivors: tuple[int, ...]
    best: int | None
    decided: bool
    needed: int | None
    replications: int
    first_stage: int
    confidence: float

    def words(self, names: Sequence[str], indifference_words: str) -> str:
        """Say it to a manager.

        Parameters
        ----------
        names
            Of all alternatives, by column.
        indifference_words
            The smallest difference that matters, as it is to be read: "Rs 1 L a year".
        """
        said = and_list([names[i] for i in self.survivors])
        if self.needed is None:
            return (
                f"{_more(self.first_stage - self.replications)} needed before the first alternative can be "
                "ruled out"
            )
        if self.best is None:
            return (
                f"{said} are still in the running; {_more(self.needed)} needed at the most "
                f"(indifference {indifference_words})"
            )
        probability = f"with probability {self.confidence * 100:g} % (indifference {indifference_words})"
        if len(self.survivors) > 1:
            return f"{said} came out equal, and best {probability}"
        return f"{said} is best {probability}"


class KimNelson:
    """Choose the best of several alternatives, dropping the worse ones on the way.

    Feed it the figures of common random worlds; it looks after every row, so that the size of a batch
    changes nothing. With probability `confidence` or more it chooses the best, if that is better than all
    others by `indifference` or more and the figures are normal; figures that are means over a year or more
    come near it.

    Parameters
    ----------
    alternatives
        How many, 1 or more.
    indifference
        Smallest difference that matters, above 0, in the unit of the figure.
    confidence
        Above 0.5 and below 1.
    first_stage
        Rows from which variances are estimated, 2 or more; 10 or more is customary.
    better
        Direction of a good figure.

    Raises
    ------
    DataError
        A parameter is out of its range.

    Notes
    -----
    Kim and Nelson, A fully sequential procedure for indifference-zone selection in simulation, ACM TOMACS
    11 (2001), with c = 1: eta = ((2 alpha / (k - 1))^(-2 / (n0 - 1)) - 1) / 2 and h^2 = 2 eta (n0 - 1). After
    r rows i is dropped for l (lower is better) where

        mean_i > mean_l + max(0, indifference / (2 r) (h^2 S_il^2 / indifference^2 - r)),

    S_il^2 the variance of the paired difference in the first stage. No margin is left after
    floor(h^2 S_il^2 / indifference^2) + 1 rows: the bound of `needed`, taken over the pairs left.

    Examples
    --------
    >>> procedure = KimNelson(2, indifference=1.0, first_stage=4)
    >>> verdict = procedure.update([[10, 14], [11, 16], [9, 13], [10, 15]])
    >>> print(verdict.words(["MRP", "Kanban"], "Rs 1 L a year"))
    MRP is best with probability 95 % (indifference Rs 1 L a year)
    """

    def __init__(
        self,
        alternatives: int,
        indifference: float,
        confidence: float = 0.95,
        first_stage: int = 10,
        *,
        better: Better = "lower",
    ) -> None:
        if alternatives < 1:
            raise DataError(f"{alternatives} alternatives to choose from; give at least one")
        if first_stage < 2:
            raise DataError(
                f"the first stage has {first_stage} replications; variances want 2, and rather 10"
            )
        check_indifference(indifference)
        if indifference == 0:
            raise DataError("indifference is 0; give the smallest difference that matters, above 0")
        check_confidence(confidence, 0.5)
        self.alternatives = alternatives
        self.indifference = indifference
        self.confidence = confidence
        self.first_stage = first_stage
        self._sign = sign_of(better)
        self._alive = np.arange(alternatives)
        self._first: list[NDArray[np.float64]] = []
        self._sums = np.zeros(alternatives)
        self._bounds: NDArray[np.float64] | None = None
        self._rows = 0
        self._decided = alternatives == 1

    @property
    def eta(self) -> float:
        """Constant of the procedure."""
        alpha = (1 - self.confidence) / max(1, self.alternatives - 1)
        return 0.5 * (float((2 * alpha) ** (-2 / (self.first_stage - 1))) - 1)

    @property
    def h2(self) -> float:
        """Square of the constant h."""
        return 2 * self.eta * (self.first_stage - 1)

    @property
    def survivors(self) -> tuple[int, ...]:
        """Columns not ruled out: the only ones worth simulating further."""
        return tuple(int(i) for i in self._alive)

    @property
    def verdict(self) -> Verdict:
        """What is known so far."""
        best = self._leader() if self._decided else None
        return Verdict(
            self.survivors, best, self._decided, self._needed(), self._rows, self.first_stage, self.confidence
        )

    def update(self, values: ArrayLike) -> Verdict:
        """Take further rows, and tell what is known after them.

        Parameters
        ----------
        values
            Figures, shape (rows, alternatives), every column in its place. The columns of alternatives
            ruled out are not read, and may hold nan.

        Raises
        ------
        DataError
            The columns are not as many as the alternatives, or a figure of a survivor is missing.
        """
        rows = np.asarray(values, dtype=float)
        if rows.ndim != 2 or rows.shape[1] != self.alternatives:
            raise DataError(
                f"replications of shape {rows.shape} for {self.alternatives} alternatives; give one row a "
                "replication and one column an alternative"
            )
        if len(rows) and not self._decided:
            as_worlds(np.where(np.isin(np.arange(self.alternatives), self._alive), rows, 0.0))
        for row in rows:
            if self._decided:
                break
            self._take(row)
        return self.verdict

    def _take(self, row: NDArray[np.float64]) -> None:
        alive = self._alive
        self._sums[alive] += self._sign * row[alive]
        self._rows += 1
        if self._rows < self.first_stage:
            self._first.append(row)
            return
        if self._bounds is None:
            first = self._sign * np.array([*self._first, row])
            self._bounds = self.h2 * paired_sd(first) ** 2 / self.indifference**2
            self._first.clear()
        self._screen(self._bounds)

    def _screen(self, bounds: NDArray[np.float64]) -> None:
        alive = self._alive
        sums = self._sums[alive]
        margin = self.indifference / 2 * np.maximum(0.0, bounds[np.ix_(alive, alive)] - self._rows)
        self._alive = alive[(sums[:, None] <= sums + margin).all(axis=1)]
        self._decided = self._needed() == 0

    def _needed(self) -> int | None:
        if len(self._alive) == 1:
            return 0
        if self._bounds is None:
            return None
        longest = int(np.floor(self._bounds[np.ix_(self._alive, self._alive)].max()))
        return max(0, longest + 1 - self._rows)

    def _leader(self) -> int:
        return int(self._alive[np.argmin(self._sums[self._alive])])


def _more(count: int) -> str:
    return f"{count} more replication" + (" is" if count == 1 else "s are")
