"""Which paths move a figure of one alternative: designs of sensitivity, run as a sweep and read."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from experiments.designs.one_at_a_time import OneAtATime, one_at_a_time, tornado_rows
from experiments.designs.sensitivity import (
    MorrisDesign,
    SaltelliDesign,
    elementary_effects,
    morris,
    saltelli,
    sobol_indices,
)
from experiments.designs.vary import Range, Value
from experiments.sweep_point import SweepPoint

TORNADO, MORRIS, SOBOL = "tornado", "morris", "sobol"
FORMS = "tornado, morris, morris:N or sobol:N"
TRAJECTORIES = 10
"""Trajectories of a Morris screening where none are asked for."""
LEAST_ROWS = {TORNADO: 1, MORRIS: 2, SOBOL: 2}
"""Blocks of points (trajectories, base rows) that say something."""


@dataclass(frozen=True)
class SensitivityStudy:
    """A design of sensitivity, and what the figure at its points says.

    Parameters
    ----------
    method
        `tornado`, `morris` or `sobol`.
    design
        Its points.
    """

    method: str
    design: OneAtATime | MorrisDesign | SaltelliDesign = field(repr=False)

    @property
    def points(self) -> tuple[Mapping[str, Value], ...]:
        """The points to simulate, in their order."""
        return self.design.points

    @property
    def note(self) -> str:
        """What happened to the number of points, for the user; empty where nothing did."""
        return getattr(self.design, "note", "")

    @property
    def block(self) -> int:
        """Points that only say something together."""
        return len(self.points) if isinstance(self.design, OneAtATime) else self.design.block

    def rows(self, finished: Sequence[SweepPoint], alternative: str, kpi: str) -> pd.DataFrame | None:
        """Return what each path does to a figure, as `tornado_rows`, `elementary_effects`, `sobol_indices`.

        A tornado takes the figure world by world; the others take its mean over the worlds.

        Parameters
        ----------
        finished
            The finished points, from the first on.

        Returns
        -------
        DataFrame or None
            None where too few points are finished.
        """
        blocks = len(finished) // self.block
        if blocks < LEAST_ROWS[self.method]:
            return None
        table = np.array([point.figures[alternative][kpi] for point in finished[: blocks * self.block]])
        if isinstance(self.design, OneAtATime):
            return tornado_rows(self.design, table)
        means = table.mean(axis=1)
        if isinstance(self.design, MorrisDesign):
            return elementary_effects(self.design, means)
        return sobol_indices(self.design, means)


def sensitivity_study(text: str, ranges: Sequence[Range], seed: int) -> SensitivityStudy:
    """Read a design of sensitivity as it is written on the command line, and make it.

    Parameters
    ----------
    text
        `tornado`, `morris` (ten trajectories), `morris:N` or `sobol:N` (base rows).
    ranges
        One for each path.
    seed
        Same seed, same points.

    Raises
    ------
    ValueError
        The text is no such design, or the ranges make none; the message says what to write.

    Examples
    --------
    >>> study = sensitivity_study("morris:4", [Range("volume", 0.5, 2.0), Range("lead_time", 1.0, 2.0)], 1)
    >>> study.method, len(study.points)
    ('morris', 12)
    """
    method, count = counted(text, FORMS)
    if method == TORNADO and count is None:
        return SensitivityStudy(method, one_at_a_time(ranges))
    if method == MORRIS:
        found = TRAJECTORIES if count is None else count
        if found < LEAST_ROWS[MORRIS]:
            raise ValueError(f"{text!r}: {found} trajectories say nothing; take 2 or more, usually 10")
        return SensitivityStudy(method, morris(ranges, found, seed=seed))
    if method == SOBOL and count is not None:
        return SensitivityStudy(method, saltelli(ranges, count, seed))
    raise ValueError(f"{text!r} is no design of sensitivity; write {FORMS}")


def counted(text: str, forms: str) -> tuple[str, int | None]:
    """Read `NAME` or `NAME:N`.

    Raises
    ------
    ValueError
        N is no whole number above 0.

    Examples
    --------
    >>> counted("lhs:20", "lhs:N"), counted("tornado", "tornado")
    (('lhs', 20), ('tornado', None))
    """
    name, colon, number = (part.strip() for part in text.partition(":"))
    if not colon:
        return name.lower(), None
    if not (number.isascii() and number.isdecimal() and int(number)):
        raise ValueError(f"{text!r}: {number!r} is no whole number above 0; write {forms}")
    return name.lower(), int(number)
