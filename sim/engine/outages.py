"""The dates at which a work centre is down."""

from sim.engine.machines import Outage
from sim.network import Network


def outages(network: Network, centre: str) -> list[Outage]:
    """Return from when until when the breakdowns of the events take a work centre, by date."""
    return sorted(
        (event.at, event.at + event.duration)
        for event in network.events
        if event.kind == "breakdown" and event.work_centre == centre and event.duration is not None
    )
