"""How the stock points of a control entry start: from the stock list, or somewhere in their cycle."""

from dataclasses import replace
from zlib import crc32

from scenarios.case_data import CaseData
from scenarios.control import members
from scenarios.supplies import supplies_of
from sim.network import Network
from sim.scenario import Control


def opened(network: Network, data: CaseData, control: tuple[Control, ...]) -> Network:
    """Return the network with the opening stock of entries that start in their cycle.

    Such a stock point opens with the position its policy would have at some moment of its cycle (which
    moment follows from its name, so that they spread), all of it on hand. Otherwise a new way of
    replenishing would start by ordering everything at once, and its first year would tell about the
    change, not about the way.
    """
    chosen = members(data)[0]
    opening = {
        stock
        for name, raw in data.control.items()
        if raw.get("start") == "in-cycle"
        for stock in chosen[name]
    }
    if not opening:
        return network
    levels: dict[str, float] = {}
    for one in control:
        if hasattr(one.policy, "openings"):
            found = one.policy.openings(supplies_of(network, one.scope), {s: _turn(s) for s in one.scope})
            levels |= {stock: level for stock, level in found.items() if stock in opening}
        elif one.scope[0] in opening and hasattr(one.policy, "opening"):
            levels[one.scope[0]] = one.policy.opening(_turn(one.scope[0]))
    whole = {item.name: item.whole for item in network.items}
    points = tuple(
        replace(p, initial=_units(levels[p.name], whole[p.item])) if p.name in levels else p
        for p in network.stock_points
    )
    return replace(network, stock_points=points)


def _turn(stock: str) -> float:
    """Return the moment of its cycle at which a stock point opens: a share that follows from its name."""
    return crc32(stock.encode()) / 2**32


def _units(level: float, whole: bool) -> float:
    return max(float(round(level)) if whole else level, 0.0)
