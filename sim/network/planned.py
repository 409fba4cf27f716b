"""What planners reckon with."""

from sim.network.source import Production, Purchase, Source, Transfer


def planned_lead_time(source: Source) -> float:
    """Return the lead time that planners reckon with: as given, or the sum of the mean times of its legs.

    The legs are the desk, the way and, where goods are inspected, the inspection.

    The time in a plant follows from lots and queues that nobody can know beforehand; a production without
    a planned lead time is planned with its desk alone.
    """
    if source.planned_lead_time is not None:
        return source.planned_lead_time
    travel = 0.0 if isinstance(source, Production) else source.lead_time.mean
    if isinstance(source, Purchase) and source.inspection is not None:
        travel += source.inspection.time.mean
    return source.processing.mean + travel


def parts_of(source: Source) -> tuple[tuple[str, float], ...]:
    """Return what a unit of a source draws on other stock points: their names and units."""
    match source:
        case Production():
            return tuple((part.stock, part.quantity) for part in source.components)
        case Transfer():
            return ((source.origin, 1.0),)
    return ()
