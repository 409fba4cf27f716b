"""An order that is under way when a run begins."""

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, slots=True, kw_only=True)
class OpeningOrder:
    """An order that is under way at time zero, for a run that starts from today's books.

    Parameters
    ----------
    stock
        Stock point that will receive it, from its first source.
    quantity
        Units still to come.
    due
        When they come (time).
    """

    TIMES: ClassVar[frozenset[str]] = frozenset({"due"})

    stock: str
    quantity: float
    due: float
