"""How a stock point is supplied, as planners know it."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Supply:
    """How a stock point is supplied.

    Parameters
    ----------
    lead_time
        Planned lead time (time).
    parts
        What a unit of it draws on other stock points: their names and units.
    """

    lead_time: float
    parts: tuple[tuple[str, float], ...] = ()


def exploded(rates: Mapping[str, float], supplies: Mapping[str, Supply]) -> dict[str, float]:
    """Return the units that are drawn on each stock point: its own rate, and what the others draw on it.

    Raises
    ------
    ValueError
        A stock point is, through others, a part of itself.

    Examples
    --------
    >>> exploded({"cart": 2.0}, {"cart": Supply(1, (("axle", 2),)), "axle": Supply(3)})
    {'cart': 2.0, 'axle': 4.0}
    """
    parents: dict[str, list[tuple[str, float]]] = {name: [] for name in supplies}
    for name, supply in supplies.items():
        for part, units in supply.parts:
            if part in parents:
                parents[part].append((name, units))
    total: dict[str, float] = {}
    under_way: set[str] = set()

    def drawn(name: str) -> float:
        if name not in total:
            if name in under_way:
                raise ValueError(f"{name!r} is, through others, a part of itself; take a line out")
            under_way.add(name)
            total[name] = rates.get(name, 0.0) + sum(units * drawn(p) for p, units in parents[name])
        return total[name]

    return {name: drawn(name) for name in supplies}
