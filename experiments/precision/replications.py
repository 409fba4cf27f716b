"""How many replications are enough: run until the interval is narrow, and stays so."""

import re
from dataclasses import dataclass
from math import ceil, isfinite, sqrt

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import ndtri, stdtrit

from experiments.interval import mean_interval
from sim import DataError

AUTO = re.compile(r"auto(?:\s*:\s*(\d+(?:\.\d*)?|\.\d+)\s*%)?", re.IGNORECASE)
REMEDY = "write a number such as 20, or auto:2% to run until the interval is within 2 % of the mean"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the replications so far say of the precision of one figure.

    `reached_at`: the replication from which on the wanted precision holds, None where it does not hold now;
    `enough`: it has held for as many more as the rule looks ahead. `needed`: replications whose interval
    would be as narrow as wanted, estimated from the mean and standard deviation so far, without the look
    ahead; None where these tell nothing. `half_width` is that of all values, `relative` its share of the
    mean; both nan where fewer than two are known.
    """

    enough: bool
    reached_at: int | None
    needed: int | None
    half_width: float
    relative: float


@dataclass(frozen=True, slots=True)
class ReplicationRule:
    """Run until the half-width of the interval is at most a share of the mean, and stays so for a while.

    Parameters
    ----------
    relative
        Half-width wanted, a share of the mean.
    confidence
        Of the interval.
    least
        Replications before which nothing counts as precise.
    ahead
        Replications for which the precision must hold on; per cent of the replications where they are
        more than 100.
    most
        Replications to give up at; whoever runs them keeps to it.

    Raises
    ------
    ValueError
        A value makes no sense.

    Notes
    -----
    Hoad, Robinson and Davies, "Automated selection of the number of replications for a discrete-event
    simulation", J. Oper. Res. Soc. 61 (2010) 1632-1644, with their 3 and 5. Stopping at the first narrow
    interval would be to stop at a standard deviation that is too low by chance.
    """

    relative: float = 0.02
    confidence: float = 0.95
    least: int = 3
    ahead: int = 5
    most: int = 1000

    def __post_init__(self) -> None:
        if not 0 < self.relative < 1:
            raise ValueError(f"a half-width of {self.relative:g} of the mean: give a share between 0 and 1")
        if not 0 < self.confidence < 1:
            raise ValueError(f"a confidence of {self.confidence:g}: give a probability between 0 and 1")
        if self.least < 2 or self.ahead < 0:
            raise ValueError("an interval takes at least 2 replications, and a look ahead 0 or more")
        if self.most < self.least + self.ahead_of(self.least):
            raise ValueError(
                f"at most {self.most} replications are fewer than the least, {self.least}, and the "
                f"{self.ahead_of(self.least)} ahead of it; allow more"
            )

    def ahead_of(self, n: int) -> int:
        """Return for how many replications after the `n`-th the precision must hold."""
        return self.ahead if n <= 100 else n * self.ahead // 100

    def verdict(self, values: ArrayLike, what: str = "the figure") -> Verdict:
        """Tell whether replications are enough for the mean of one figure.

        Parameters
        ----------
        values
            One value a replication, in their order; nan (a figure that a replication could not give) counts
            neither for nor against. Values after the rule was met change nothing but the half-width.
        what
            Name of the figure, for the error.

        Raises
        ------
        DataError
            The mean is 0, of which no half-width is a share; a value is infinite; or none is known after as
            many replications as the rule takes at the least.
        """
        all_values = np.asarray(values, dtype=float)
        if np.isinf(all_values).any():
            place = int(np.flatnonzero(np.isinf(all_values))[0]) + 1
            raise DataError(
                f"{what} is infinite in replication {place}; name another figure for --replications auto"
            )
        places = np.flatnonzero(~np.isnan(all_values)) + 1
        known = all_values[places - 1]
        first_chance = self.least + self.ahead_of(self.least)
        if not len(known) and len(all_values) >= first_chance:
            raise DataError(
                f"{what} is not known in any of {len(all_values)} replications; name another figure for "
                "--replications auto, or measure for longer"
            )
        interval = mean_interval(known, self.confidence)
        if interval.mean == 0 and len(known) >= first_chance:
            raise DataError(
                f"the mean of {what} over {len(known)} replications is 0, of which no half-width is "
                f"{100 * self.relative:g} %; name a number of replications, or another figure"
            )
        at, enough = self._met(self._relative_half_widths(known))
        share = interval.half_width / abs(interval.mean) if interval.mean else float("nan")
        return Verdict(
            enough,
            None if at is None else int(places[at - 1]),
            self._needed(interval.mean, interval.sd),
            interval.half_width,
            share,
        )

    def _relative_half_widths(self, values: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the relative half-width after each value; infinite where there is none."""
        found = np.full(len(values), np.inf)
        if len(values) < 2:
            return found
        beyond = values - values[0]
        n = np.arange(1, len(values) + 1)
        sums = np.cumsum(beyond)
        squares = np.maximum(np.cumsum(beyond**2) - sums**2 / n, 0.0)[1:]
        means, n = np.abs(values[0] + sums / n)[1:], n[1:]
        half = stdtrit(n - 1, (1 + self.confidence) / 2) * np.sqrt(squares / (n - 1) / n)
        np.divide(half, means, out=found[1:], where=means > 0)
        return found

    def _met(self, widths: NDArray[np.float64]) -> tuple[int | None, bool]:
        """Return from which value on the widths are narrow, and whether they have been for long enough."""
        since: int | None = None
        for n, width in enumerate(widths, 1):
            if n < self.least or width > self.relative:
                since = None
                continue
            since = since or n
            if n - since >= self.ahead_of(since):
                return since, True
        return since, False

    def _needed(self, mean: float, sd: float) -> int | None:
        wanted = self.relative * abs(mean)
        if not (isfinite(sd) and wanted > 0):
            return None
        above = (1 + self.confidence) / 2
        at_least = (float(ndtri(above)) * sd / wanted) ** 2
        if not isfinite(at_least):
            return None
        n = max(self.least, ceil(at_least))
        while float(stdtrit(n - 1, above)) * sd / sqrt(n) > wanted:
            n += 1
        return n


def parse_replications(text: str) -> ReplicationRule | int:
    """Return the replications that a text asks for: a number, or a rule that finds it.

    Raises
    ------
    ValueError
        It is neither.

    Examples
    --------
    >>> parse_replications("12")
    12
    >>> parse_replications("auto:0.5%").relative
    0.005
    """
    asked = text.strip()
    if re.fullmatch(r"[+-]?\d+", asked):
        if int(asked) < 2:
            raise ValueError(f"{asked} replications give no interval, which takes 2 or more; {REMEDY}")
        return int(asked)
    found = AUTO.fullmatch(asked)
    if found is None:
        raise ValueError(f"replications '{text}' is neither a number nor a precision; {REMEDY}")
    if found[1] is None:
        return ReplicationRule()
    if not 0 < float(found[1]) < 100:
        raise ValueError(f"a precision of {found[1]} % is not between 0 and 100 %; {REMEDY}")
    return ReplicationRule(relative=float(found[1]) / 100)
