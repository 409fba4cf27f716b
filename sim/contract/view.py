"""What a policy sees: the recorded state of its scope, now, and nothing it could not know."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sim.contract.scope_table import ScopeTable


@dataclass(frozen=True, slots=True)
class OpenOrder:
    """An order that has not been received in full, as the records show it.

    Times in time units of the scenario; `promised` includes the padding of the source.
    """

    number: int
    stock: str
    source: str
    outstanding: float
    placed: float
    need_by: float
    promised: float


@dataclass(frozen=True, slots=True)
class StockView:
    """One stock point as seen by its policy (recorded, or physical where the policy declares it).

    Quantities in units of the item. `position` = on hand - reserved + on order - backorders.
    """

    name: str
    item: str
    on_hand: float
    reserved: float
    on_order: float
    backorders: float
    position: float
    planned_lead_time: float
    level: int
    components: tuple[tuple[str, float], ...]
    open_orders: tuple[OpenOrder, ...]


@dataclass(frozen=True, slots=True)
class View:
    """A scope at one moment: its stock points, its memory; never tapes, laws or realised lead times.

    `table` is the scope as arrays, for a policy that asks for it by `table = True`.
    """

    now: float
    stocks: Mapping[str, StockView]
    memory: Any = None
    table: ScopeTable | None = None
