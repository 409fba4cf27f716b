"""When a work centre is down as a whole: at dates that are known, and at random."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from heapq import merge

from sim.engine.streams import Streams, not_negative, stream_name
from sim.network import Disruption, Network

Outage = tuple[float, float]
"""When something goes down, and when it is up again."""
NO_OUTAGE: Outage = (float("inf"), float("inf"))


def course(disruption: Disruption, streams: Streams) -> Iterator[Outage]:
    """Yield from when until when a random disruption lasts, without end; each reader gets the same."""
    ups = streams.tape(
        stream_name("disruption", disruption.name, "interval"), disruption.interval, not_negative
    )
    downs = streams.tape(
        stream_name("disruption", disruption.name, "duration"), disruption.duration, not_negative
    )
    end = 0.0
    for up, down in zip(ups, downs, strict=True):
        start = end + up
        end = start + down
        yield start, end


class Outages:
    """The outages of a work centre, by when they start. Random ones are read when somebody asks for them.

    Parameters
    ----------
    dated
        Outages whose dates are known.
    random
        Courses of outages, each in its order.
    """

    def __init__(self, dated: Sequence[Outage], random: Sequence[Iterator[Outage]] = ()) -> None:
        self._coming = merge(sorted(dated), *random)
        self._known: list[Outage] = []
        self._over: list[float] = []  # when an outage and all before it are over

    def after(self, time: float) -> Outage:
        """Return the first outage that is not over at `time`; infinity where there is none."""
        while not self._over or self._over[-1] <= time:
            outage = next(self._coming, NO_OUTAGE)
            self._over.append(max(outage[1], self._over[-1]) if self._over else outage[1])
            self._known.append(outage)
        return self._known[bisect_right(self._over, time)]


def outages_of(network: Network, centre: str, streams: Streams) -> Outages | None:
    """Return the outages that events and disruptions bring to a work centre; None where there are none."""
    dated = [
        (event.at, event.at + event.duration)
        for event in network.events
        if event.kind == "breakdown" and event.work_centre == centre and event.duration is not None
    ]
    random = [
        course(disruption, streams) for disruption in network.disruptions if disruption.work_centre == centre
    ]
    return Outages(dated, random) if dated or random else None
