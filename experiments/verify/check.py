"""One check: a published or exact figure beside ours."""

from dataclasses import dataclass
from typing import Literal

Kind = Literal["simulated", "exact"]
ROUNDING = 1e-9
"""Relative slack of the last digit, for a figure that lies on the edge of rounding."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """A published or exact figure beside ours, and whether they agree.

    Attributes
    ----------
    name
        What is checked, in a few words.
    what
        What is compared, in a sentence.
    source
        Where the published figure comes from, and how well that is known.
    published
        The published or exact figure.
    decimals
        Digits after the point to write; for exact figures those that have to be equal.
    unit
        Unit of both figures.
    ours
        What we get: an exact figure, or the mean over the random worlds.
    low, high
        Ends of the interval of a simulated figure, which holds together with those of the other checks; nan
        where chance plays no part.
    kind
        `simulated`: chance plays a part. `exact`: it does not.
    """

    name: str
    what: str
    source: str
    published: float
    decimals: int
    unit: str
    ours: float
    low: float = float("nan")
    high: float = float("nan")
    kind: Kind = "simulated"

    @property
    def agrees(self) -> bool:
        """Whether the published figure lies in the interval, or the printed digits are equal.

        Examples
        --------
        >>> given = {"name": "", "what": "", "source": "", "unit": "", "decimals": 2, "kind": "exact"}
        >>> Check(published=15.02, ours=15.0189, **given).agrees
        True
        >>> Check(published=15.02, ours=15.0251, **given).agrees
        False
        """
        if self.kind == "exact":
            return abs(self.ours - self.published) <= 0.5 * 10.0**-self.decimals * (1 + ROUNDING)
        return self.low <= self.published <= self.high

    @property
    def verdict(self) -> str:
        """Whether ours agrees, in a word."""
        return "agrees" if self.agrees else "differs"

    def written(self, value: float) -> str:
        """Write a figure of this check with its digits, without the unit."""
        return f"{value:,.{self.decimals}f}"
