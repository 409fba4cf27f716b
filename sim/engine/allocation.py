"""How a stock point shares what it has among those who want it: plain functions by name."""

from collections import deque
from collections.abc import Callable, Iterable
from math import floor
from typing import TYPE_CHECKING

from sim.contract import GRID
from sim.engine.draw import Draw

if TYPE_CHECKING:
    from sim.engine.stock import Stock

Allocation = Callable[["Stock"], None]


def serve_first_come(stock: "Stock") -> None:
    """Serve the backlog in its order; a draw that needs all its parts at once is passed over until then."""
    backlog = stock.backlog
    while backlog:
        draw = backlog[0]
        if draw.linked:
            _serve_around_linked(stock)
            return
        free = stock.on_hand - stock.reserved
        if free <= 0:
            return
        if draw.outstanding <= free:
            backlog.popleft()
            stock.grant(draw, draw.outstanding)
        elif draw.whole:
            return
        else:
            stock.grant(draw, free)


def _serve_around_linked(stock: "Stock") -> None:
    for draw in list(stock.backlog):
        free = stock.on_hand - stock.reserved
        if free <= 0:
            return
        if draw.outstanding <= 0:
            continue
        if draw.linked:
            draw.owner.take_if_ready()
        elif draw.outstanding <= free:
            stock.backlog.remove(draw)
            stock.grant(draw, draw.outstanding)
        elif draw.whole:
            return
        else:
            stock.grant(draw, free)


def serve_by_priority(stock: "Stock") -> None:
    """Serve the lowest priority number first; equal ones in their order."""
    stock.backlog = deque(sorted(stock.backlog, key=lambda draw: draw.priority))
    serve_first_come(stock)


def serve_in_proportion(stock: "Stock") -> None:
    """Share what is free in proportion to what is wanted; whole units go to the largest remainders."""
    free = stock.on_hand - stock.reserved
    wanting = [draw for draw in stock.backlog if not (draw.linked or draw.whole)]
    total = sum(draw.outstanding for draw in wanting)
    if len(wanting) == len(stock.backlog) and 0 < free < total:
        for draw, share in zip(
            wanting, shares([d.outstanding for d in wanting], free, stock.whole), strict=True
        ):
            if share >= draw.outstanding:
                stock.backlog.remove(draw)
            if share > 0:
                stock.grant(draw, share)
    serve_first_come(stock)


def shares(wanted: list[float], free: float, whole: bool) -> list[float]:
    """Split `free` in proportion to `wanted`.

    Examples
    --------
    >>> shares([6, 3], 4, True)
    [3.0, 1.0]
    """
    total = sum(wanted)
    exact = [free * w / total for w in wanted]
    if not whole:
        return [floor(x * GRID) / GRID for x in exact]
    given = [float(floor(x + 1e-9)) for x in exact]
    left = free - sum(given)
    for k in sorted(range(len(wanted)), key=lambda k: given[k] - exact[k]):
        more = min(1.0, wanted[k] - given[k], left)
        given[k] += more
        left -= more
    return given


ALLOCATIONS: dict[str, Allocation] = {
    "first-come": serve_first_come,
    "priority": serve_by_priority,
    "proportional": serve_in_proportion,
}


def in_turn(draws: Iterable[Draw], turn: int) -> list[Draw]:
    """Order the draws of one instant: by owner's name, rotated so that equal owners take turns.

    The draws of one owner stay in their order.
    """
    owners: dict[str, list[Draw]] = {}
    for draw in draws:
        owners.setdefault(draw.owner.name, []).append(draw)
    names = sorted(owners)
    start = turn % len(names)
    return [draw for name in names[start:] + names[:start] for draw in owners[name]]
