"""What a policy may decide. A source may refuse; a refusal is a fact, never silent."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

MessageKind = Literal[
    "expedite",
    "postpone",
    "cancel",
    "past due",
    "release past due",
    "below safety stock",
    "overload",
]
"""What a message to the planner is about: an open order that is wanted earlier, later or not at all, or that
should have come; a planned order that should have been released; stock that will be below its safety stock
whatever is done; work for which there is no capacity."""


@dataclass(frozen=True, slots=True)
class Order:
    """Order `quantity` for stock point `stock`, wanted by `need_by`, from `source` (None: its first)."""

    stock: str
    quantity: float
    need_by: float | None = None
    source: str | None = None


@dataclass(frozen=True, slots=True)
class Reschedule:
    """Move the need-by date of an open order."""

    order: int
    date: float


@dataclass(frozen=True, slots=True)
class Cancel:
    """Cancel an open order; a source may accept only before the order leaves its desk."""

    order: int


@dataclass(frozen=True, slots=True)
class Expedite:
    """Ask the source to hurry an open order."""

    order: int


@dataclass(frozen=True, slots=True)
class Message:
    """A message to the planner, such as an MRP exception; it changes nothing in the world.

    `stock` is the stock point (or, of an overload, the work centre) and `quantity` the units (or hours) that
    it is about.
    """

    kind: MessageKind
    stock: str
    text: str = ""
    quantity: float = 0.0


@dataclass(frozen=True, slots=True)
class Forecasted:
    """What was forecast for the bucket that is over, and what was drawn: units, one of each a stock point."""

    stocks: Sequence[str]
    forecast: Sequence[float]
    actual: Sequence[float]


@dataclass(frozen=True, slots=True)
class Replanned:
    """How a new plan differs from the one before, in the buckets that both cover: one of each a stock point.

    `planned` are the units of planned orders in the plan before, `changed` the units by which the buckets of
    the two plans differ, half of their sum (what moves from one bucket to another counts once).
    """

    stocks: Sequence[str]
    planned: Sequence[float]
    changed: Sequence[float]


@dataclass(frozen=True, slots=True)
class Remember:
    """Keep an immutable value for this scope; the next view shows it as `memory`."""

    value: Any


Decision = Order | Reschedule | Cancel | Expedite | Message | Forecasted | Replanned | Remember
"""Everything a policy may decide."""
