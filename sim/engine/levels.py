"""Levels of stock points: how far each is from the last customer."""

from collections import defaultdict

from sim.errors import DataError
from sim.network import Network, Production, Transfer


def stock_levels(network: Network) -> dict[str, int]:
    """Return the longest number of steps from each stock point down to a customer.

    Level 0: no other stock point draws on it.

    Raises
    ------
    DataError
        The sources form a loop; its members are named.
    """
    feeds: dict[str, list[str]] = defaultdict(list)
    for source in network.sources:
        if isinstance(source, Production):
            for component in source.components:
                feeds[component.stock].append(source.stock)
        elif isinstance(source, Transfer):
            feeds[source.origin].append(source.stock)
    levels: dict[str, int] = {}
    for point in network.stock_points:
        _visit(point.name, feeds, levels, [])
    return levels


def _visit(name: str, feeds: dict[str, list[str]], levels: dict[str, int], path: list[str]) -> int:
    if name in path:
        loop = [*path[path.index(name) :], name]
        raise DataError(f"the parts list has a loop: {' -> '.join(loop)}; take one of these links out")
    if name not in levels:
        path.append(name)
        levels[name] = max((_visit(parent, feeds, levels, path) + 1 for parent in feeds[name]), default=0)
        path.pop()
    return levels[name]
