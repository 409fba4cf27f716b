"""One thing wrong with a case: where, why, and what to do about it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong with a case.

    Parameters
    ----------
    place
        File with row and column, or key; problems of an alternative start with its name.
    reason
        What is wrong there, with the value.
    remedy
        What to write instead, naming the nearest valid spelling where there is one.

    Examples
    --------
    >>> print(Problem("items.csv row 3, column 'unit_cost'", "'ten' is not a number", "write it like 12.5"))
    items.csv row 3, column 'unit_cost': 'ten' is not a number; write it like 12.5
    """

    place: str
    reason: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.place}: {self.reason}; {self.remedy}"

    def within(self, outer: str) -> "Problem":
        """Return the same problem with `outer` put before its place."""
        return Problem(f"{outer}, {self.place}", self.reason, self.remedy)
