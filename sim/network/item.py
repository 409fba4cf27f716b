"""An item: what is bought, made, kept and sold."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """What is bought, made, kept and sold.

    `unit_cost` values a unit in stock and in process, `price` is what a customer pays; both in money of
    the case. `whole` items come in whole units.
    """

    name: str
    unit_cost: float = 0.0
    price: float = 0.0
    weight_kg: float = 0.0
    family: str = ""
    tags: tuple[str, ...] = ()
    whole: bool = True
