"""A fact: one thing that happened, flat."""

from collections.abc import Callable
from typing import NamedTuple, Protocol


class Fact(NamedTuple):
    """One thing that happened.

    `subject` is a stock point, supplier or work centre; `quantity` in units of the item (money for
    a freight charge, hours for an operation); `reference` is an order number or another name.
    """

    time: float
    kind: str
    subject: str
    quantity: float
    reference: str | int = ""


Post = Callable[[str, str, float, str | int], None]


class Observer(Protocol):
    """Receives facts while a run goes on. It must not change anything.

    One with an attribute `reads_decisions` that is true also gets each decision with the view behind it in
    words, and each release of an order; others are spared the cost.
    """

    def receive(self, fact: Fact) -> None:
        """Take one fact."""
        ...
