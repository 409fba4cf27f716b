"""Plant: how busy the work centres are, and what queues at them."""

import numpy as np

from experiments.kpi.ledger import Array, Ledger, ratio
from experiments.kpi.registry import kpi

NONE = np.array([np.nan])
"""The figure of a network without a plant."""


@kpi("utilisation", "share", family="plant", title="Load of the plant", whole_network=True)
def utilisation(ledger: Ledger) -> Array:
    """Machine time worked over machine time within shifts, mean over work centres."""
    return ledger.utilisations.mean(keepdims=True) if ledger.work_centres else NONE


@kpi("utilisation_max", "share", family="plant", title="Load of the busiest work centre", whole_network=True)
def utilisation_max(ledger: Ledger) -> Array:
    """Machine time worked over machine time within shifts, at the busiest work centre."""
    return ledger.utilisations.max(keepdims=True) if ledger.work_centres else NONE


@kpi(
    "queue_lots",
    "lots",
    better="lower",
    family="plant",
    title="Lots that wait for a machine",
    whole_network=True,
)
def queue_lots(ledger: Ledger) -> Array:
    """Average lots in the queues of all work centres."""
    return ledger.centres("queue_area").sum(keepdims=True) / ledger.run.time if ledger.work_centres else NONE


@kpi(
    "down_share",
    "share",
    better="lower",
    family="plant",
    title="Machine time lost to failures",
    whole_network=True,
    optional=True,
)
def down_share(ledger: Ledger) -> Array:
    """Machine time that failures took over machine time within shifts, all work centres together."""
    if not ledger.work_centres:
        return NONE
    return ratio(_all(ledger, "down_time"), _all(ledger, "available_area"))


@kpi(
    "breakdowns_per_year",
    "failures/year",
    better="lower",
    family="plant",
    title="Failures of machines",
    whole_network=True,
    optional=True,
)
def breakdowns_per_year(ledger: Ledger) -> Array:
    """Failures of machines a year, all work centres together."""
    return _all(ledger, "breakdowns") / ledger.years if ledger.work_centres else NONE


@kpi(
    "blocked_share",
    "share",
    better="lower",
    family="plant",
    title="Machine time lost to full buffers",
    whole_network=True,
    optional=True,
)
def blocked_share(ledger: Ledger) -> Array:
    """Machine time in which a finished lot could not go on over machine time within shifts, all centres."""
    if not ledger.work_centres:
        return NONE
    return ratio(_all(ledger, "blocked_time"), _all(ledger, "available_area"))


def _all(ledger: Ledger, total: str) -> Array:
    return ledger.centres(total).sum(keepdims=True)
