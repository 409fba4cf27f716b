"""How a network supplies its stock points, as planners know it."""

from collections.abc import Collection

from policies.planning import Supply
from sim.network import Network, parts_of, planned_lead_time


def supplies_of(network: Network, scope: Collection[str]) -> dict[str, Supply]:
    """Return how each stock point of a scope is supplied, by its first source."""
    supplies: dict[str, Supply] = {}
    for source in network.sources:
        if source.stock in scope and source.stock not in supplies:
            supplies[source.stock] = Supply(planned_lead_time(source), parts_of(source))
    return supplies
