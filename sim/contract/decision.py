"""What a policy may decide. A source may refuse; a refusal is a fact, never silent."""

from dataclasses import dataclass
from typing import Any


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
    """A message to the planner, such as an MRP exception; it changes nothing in the world."""

    kind: str
    stock: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class Remember:
    """Keep an immutable value for this scope; the next view shows it as `memory`."""

    value: Any


Decision = Order | Reschedule | Cancel | Expedite | Message | Remember
"""Everything a policy may decide."""
