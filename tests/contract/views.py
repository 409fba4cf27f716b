"""Views of a scope with anything in it: arrays and single stock points that say the same."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import numpy as np
from hypothesis import strategies as st

from sim.contract import OpenOrder, PlantTable, ScopeTable, StockView, View

PARTS: dict[str, tuple[tuple[int, int, float], ...]] = {
    "apart": (),
    "branches": ((0, 2, 1.0), (1, 2, 1.0)),
    "chain": ((0, 1, 1.0), (1, 2, 1.0)),
    "parts": ((0, 2, 2.0), (1, 2, 0.5)),
    "assembly": ((0, 1, 1.0), (0, 2, 3.0)),
}
"""Parts lists of the stock points `a`, `b`, `c` by their places: parent, component, units."""

NAMES = ("a", "b", "c")
CENTRES = ("lathe", "bench")


@dataclass(frozen=True)
class Figures:
    """All that a view shows of three stock points, as plain numbers."""

    now: float
    parts: str
    on_hand: tuple[float, ...]
    reserved: tuple[float, ...]
    backorders: tuple[float, ...]
    allocated: tuple[float, ...]
    lead_time: tuple[float, ...]
    whole: tuple[bool, ...]
    orders: tuple[tuple[int, float, float, float], ...]
    """Stock point, units outstanding, days until needed and until promised."""
    draws: tuple[tuple[float, float, float], ...]
    """Buckets of draws, the latest last."""
    known: tuple[tuple[int, float, float], ...]
    """Stock point, days until due, units."""


def figures() -> st.SearchStrategy[Figures]:
    """Return a strategy of figures: one number makes them all, for that is ten times as fast."""
    return st.integers(0, 2**32 - 1).map(rolled)


def rolled(seed: int) -> Figures:
    """Return figures with anything in them: much or little or nothing, whole or in parts."""
    dice = np.random.default_rng(seed)
    pick = dice.choice

    def units(count: int = 3) -> tuple[float, ...]:
        most = pick([0.0, 5.0, 60.0, 60.0, 1e3])
        whole = pick([True, False])
        return tuple((dice.integers(0, most + 1, count) if whole else dice.uniform(0, most, count)).tolist())

    count, buckets, lines = int(dice.integers(0, 7)), int(dice.integers(0, 5)), int(dice.integers(0, 5))
    days = dice.uniform(-20, 60, (count, 2)).round(int(pick([0, 3]))).tolist()
    places = dice.integers(0, 3, count + lines).tolist()
    dues = dice.uniform(-3, 60, lines).tolist()
    return Figures(
        now=float(pick([0.0, 3.5, 7.0, 70.0])),
        parts=str(pick(sorted(PARTS))),
        on_hand=units(),
        reserved=units(),
        backorders=units(),
        allocated=units(),
        lead_time=tuple(dice.uniform(0, 15, 3).round(int(pick([0, 3]))).tolist()),
        whole=tuple(dice.integers(0, 2, 3).astype(bool).tolist()),
        orders=tuple((k, u + 0.5, *d) for k, u, d in zip(places, units(count), days, strict=False)),
        draws=tuple(tuple((np.array(units()) - pick([0, 4])).tolist()) for _ in range(buckets)),
        known=tuple(zip(places[count:], dues, units(lines), strict=True)),
    )


NOTHING = Figures(
    now=0.0,
    parts="apart",
    on_hand=(0.0,) * 3,
    reserved=(0.0,) * 3,
    backorders=(0.0,) * 3,
    allocated=(0.0,) * 3,
    lead_time=(4.0,) * 3,
    whole=(True,) * 3,
    orders=(),
    draws=(),
    known=(),
)
"""A scope in which nothing has happened yet."""


def view_for(policy: Any, shown: Figures, memory: Any = None) -> View:
    """Return what the engine would show to a policy: the arrays and the history that it asks for."""
    levels = _levels(shown)
    positions = _positions(shown)
    stocks = {name: _stock_view(shown, place, levels, positions) for place, name in enumerate(NAMES)}
    table = _table(policy, shown, levels, positions) if getattr(policy, "table", False) else None
    return View(now=shown.now, stocks=MappingProxyType(stocks), memory=memory, table=table)


def _links(shown: Figures) -> tuple[tuple[int, int, float], ...]:
    return PARTS[shown.parts]


def _levels(shown: Figures) -> tuple[int, int, int]:
    levels = [0, 0, 0]
    for parent, part, _ in _links(shown):  # parents stand first
        levels[part] = max(levels[part], levels[parent] + 1)
    return levels[0], levels[1], levels[2]


def _on_order(shown: Figures, place: int) -> float:
    return sum(units for stock, units, _, _ in shown.orders if stock == place)


def _positions(shown: Figures) -> list[float]:
    return [
        shown.on_hand[k] - shown.reserved[k] + _on_order(shown, k) - shown.backorders[k] for k in range(3)
    ]


def _stock_view(shown: Figures, place: int, levels: tuple[int, ...], positions: list[float]) -> StockView:
    name = NAMES[place]
    return StockView(
        name=name,
        item=name,
        on_hand=shown.on_hand[place],
        reserved=shown.reserved[place],
        on_order=_on_order(shown, place),
        backorders=shown.backorders[place],
        position=positions[place],
        planned_lead_time=shown.lead_time[place],
        level=levels[place],
        components=tuple((NAMES[part], units) for parent, part, units in _links(shown) if parent == place),
        open_orders=tuple(
            OpenOrder(
                number=number,
                stock=name,
                source="supplier",
                outstanding=units,
                placed=shown.now - 1,
                need_by=shown.now + needed,
                promised=shown.now + promised,
            )
            for number, (stock, units, needed, promised) in enumerate(shown.orders, start=1)
            if stock == place
        ),
    )


def fixed(values: Any, kind: Any = np.float64) -> Any:
    """Return an array that nobody can write to."""
    array = np.array(values, dtype=kind)
    array.flags.writeable = False
    return array


def _table(policy: Any, shown: Figures, levels: tuple[int, ...], positions: list[float]) -> ScopeTable:
    links, orders, known = _links(shown), shown.orders, shown.known
    history = shown.draws[-policy.history :] if shown.draws else ()
    return ScopeTable(
        names=NAMES,
        on_hand=fixed(shown.on_hand),
        reserved=fixed(shown.reserved),
        on_order=fixed([_on_order(shown, place) for place in range(3)]),
        backorders=fixed(shown.backorders),
        position=fixed(positions),
        allocated=fixed(shown.allocated),
        planned_lead_time=fixed(shown.lead_time),
        level=fixed(levels, np.int64),
        whole=fixed(shown.whole, np.bool_),
        order_stock=fixed([order[0] for order in orders], np.int64),
        order_number=fixed(range(1, len(orders) + 1), np.int64),
        order_outstanding=fixed([order[1] for order in orders]),
        order_need_by=fixed([shown.now + order[2] for order in orders]),
        order_promised=fixed([shown.now + order[3] for order in orders]),
        parents=fixed([link[0] for link in links], np.int64),
        components=fixed([link[1] for link in links], np.int64),
        quantities=fixed([link[2] for link in links]),
        draws=fixed(np.array(history).reshape(len(history), 3).T),
        known_stock=fixed([line[0] for line in known], np.int64),
        known_due=fixed([shown.now + line[1] for line in known]),
        known_quantity=fixed([line[2] for line in known]),
        plant=_plant(shown) if getattr(policy, "plant", False) else None,
    )


def _plant(shown: Figures) -> PlantTable:
    """Return a plant in which every stock point that has parts is made in two steps."""
    made = sorted({parent for parent, _, _ in _links(shown)})
    steps = [(place, centre) for place in made for centre in range(len(CENTRES))]
    orders = shown.orders
    return PlantTable(
        centres=CENTRES,
        hours=fixed([16.0, 8.0]),
        route_stock=fixed([place for place, _ in steps], np.int64),
        route_centre=fixed([centre for _, centre in steps], np.int64),
        route_setup=fixed([0.5 * (centre == 0) for _, centre in steps]),
        route_run=fixed([0.25 for _ in steps]),
        order_step=fixed(
            [number % 3 if order[0] in made else 0 for number, order in enumerate(orders)], np.int64
        ),
        order_waits=fixed([bool(number % 2) for number, _ in enumerate(orders)], np.bool_),
    )


class Peeked(AssertionError):
    """A policy looked at something that the contract does not show."""


class Spied:
    """Something of a view that shows what the contract names, and tells on whoever asks for more."""

    def __init__(self, seen: Any) -> None:
        object.__setattr__(self, "_seen", seen)

    def __getattr__(self, name: str) -> Any:
        seen = object.__getattribute__(self, "_seen")
        if name not in type(seen).__dataclass_fields__:
            raise Peeked(f"a policy looked for {name!r} in a {type(seen).__name__}, which has no such thing")
        found = getattr(seen, name)
        return found if name == "memory" else spied(found)

    def __setattr__(self, name: str, value: Any) -> None:
        raise Peeked(f"a policy wrote {name!r} into what it was shown")

    def __len__(self) -> int:
        return len(object.__getattribute__(self, "_seen"))


def spied(seen: Any) -> Any:
    """Return what a policy is shown, under watch."""
    if isinstance(seen, (View, StockView, OpenOrder, ScopeTable, PlantTable)):
        return Spied(seen)
    if isinstance(seen, tuple) and seen and isinstance(seen[0], OpenOrder):
        return tuple(Spied(order) for order in seen)
    if isinstance(seen, Mapping) and all(isinstance(value, StockView) for value in seen.values()):
        return MappingProxyType({name: Spied(stock) for name, stock in seen.items()})
    return seen
