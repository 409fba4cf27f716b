"""Plant: how busy the work centres are, and what queues at them."""

import numpy as np

from experiments.kpi.ledger import Array, Ledger
from experiments.kpi.registry import kpi

NONE = np.array([np.nan])
"""The figure of a network without a plant."""


@kpi("utilisation", "share", family="plant", title="Load of the plant", whole_network=True)
def utilisation(ledger: Ledger) -> Array:
    """Share of time that machines are busy, mean over work centres."""
    return ledger.utilisations.mean(keepdims=True) if ledger.work_centres else NONE


@kpi("utilisation_max", "share", family="plant", title="Load of the busiest work centre", whole_network=True)
def utilisation_max(ledger: Ledger) -> Array:
    """Share of time that machines are busy at the busiest work centre."""
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
