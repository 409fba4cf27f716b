"""An item: what is bought, made, kept and sold."""

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """What is bought, made, kept and sold.

    Parameters
    ----------
    name
        Name of the item.
    unit_cost
        Value of a unit in stock and in process (money).
    price
        What a customer pays for a unit (money).
    weight_kg
        Weight of a unit (kg), for freight.
    volume_m3
        Room that a unit takes (cubic metres), for storage.
    family
        Group that the item belongs to.
    tags
        Words by which items are chosen.
    whole
        Whether the item comes in whole units.
    shelf_life
        Time from receipt until a unit is worthless (time); none: it keeps for ever.
    """

    TIMES: ClassVar[frozenset[str]] = frozenset({"shelf_life"})

    name: str
    unit_cost: float = 0.0
    price: float = 0.0
    weight_kg: float = 0.0
    volume_m3: float = 0.0
    family: str = ""
    tags: tuple[str, ...] = ()
    whole: bool = True
    shelf_life: float | None = None
