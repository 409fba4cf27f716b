"""Places: how much room stock takes, and how people ship from there."""

import numpy as np

from experiments.kpi.ledger import Array, Ledger, ratio
from experiments.kpi.registry import kpi

NONE = np.array([np.nan])
"""The figure of a network without such a place."""


@kpi("volume_m3", "m3", better="lower", family="places", title="Room that stock takes", optional=True)
def volume_m3(ledger: Ledger) -> Array:
    """Average units on the shelf, on the record or not, at the volume of the item."""
    return ledger.average(ledger.shelf_area * ledger.volume)


@kpi(
    "overflow_m3",
    "m3",
    better="lower",
    family="places",
    title="Room taken beyond capacity",
    whole_network=True,
    optional=True,
)
def overflow_m3(ledger: Ledger) -> Array:
    """Average cubic metres beyond the capacity, all places together, by one reading a day."""
    return ledger.room("overflow_area").sum(keepdims=True) / ledger.run.time


@kpi("room_use", "share", family="places", title="Room in use", whole_network=True)
def room_use(ledger: Ledger) -> Array:
    """Average room taken over capacity, of all places with a capacity together."""
    return _over_capacity(ledger, ledger.room("volume_area") / ledger.run.time, together=True)


@kpi("room_use_peak", "share", family="places", title="Room in use at the peak", whole_network=True)
def room_use_peak(ledger: Ledger) -> Array:
    """Most room taken over capacity, at the fullest of the places with a capacity, by one reading a day."""
    return _over_capacity(ledger, ledger.room("peak"), together=False)


@kpi(
    "shipments_per_year",
    "shipments/year",
    family="shipping",
    title="Shipments to customers",
    whole_network=True,
    optional=True,
)
def shipments_per_year(ledger: Ledger) -> Array:
    """Shipments to customers a year that left through the hands of people."""
    return _shipped(ledger, "shipments") / ledger.years


@kpi(
    "shipped_on_time",
    "share",
    better="higher",
    family="shipping",
    title="Shipments that left on time",
    whole_network=True,
)
def shipped_on_time(ledger: Ledger) -> Array:
    """Shipments that left within the due time of the order (or of the date promised) over shipments."""
    return ratio(_shipped(ledger, "on_time"), _shipped(ledger, "shipments"))


@kpi(
    "on_time_in_full",
    "share",
    better="higher",
    family="shipping",
    title="Order lines shipped on time in full",
    whole_network=True,
)
def on_time_in_full(ledger: Ledger) -> Array:
    """Order lines all of whose units left on time over order lines, at the places that ship.

    Order lines are the draws on stock points sold there; where other stock points draw on them too, their
    draws count as lines that were not shipped, and the share is too low.
    """
    places = {f.place for f in ledger.fulfilment}
    here = np.array([place in places for place in ledger.place_of], dtype=bool)
    lines = ledger.total("demand_lines")[here & ledger.sold].sum(keepdims=True)
    return ratio(_shipped(ledger, "on_time_in_full"), lines)


@kpi(
    "shipping_days",
    "days",
    better="lower",
    family="shipping",
    title="From the shelf to leaving",
    whole_network=True,
)
def shipping_days(ledger: Ledger) -> Array:
    """Mean time of a shipment from the grant of its units to leaving."""
    return ratio(_shipped(ledger, "flow_time") * ledger.days, _shipped(ledger, "shipments"))


@kpi(
    "shipping_queue",
    "shipments",
    better="lower",
    family="shipping",
    title="Shipments that wait for people",
    whole_network=True,
    optional=True,
)
def shipping_queue(ledger: Ledger) -> Array:
    """Average shipments that wait until somebody is free to start on them."""
    return _shipped(ledger, "wait_area") / ledger.run.time


@kpi(
    "shipping_utilisation",
    "share",
    family="shipping",
    title="Load of the people who ship",
    whole_network=True,
)
def shipping_utilisation(ledger: Ledger) -> Array:
    """Time that people are at work over their time, all places together."""
    staff = float(sum(f.staff for f in ledger.fulfilment))
    return ratio(_shipped(ledger, "busy_area"), np.array([staff * ledger.run.time]))


def _shipped(ledger: Ledger, name: str) -> Array:
    return ledger.shipped(name).sum(keepdims=True)


def _over_capacity(ledger: Ledger, room: Array, together: bool) -> Array:
    """Return room over capacity of the places that have one: of all together, or of the fullest."""
    capacity = np.array([np.nan if p.capacity_m3 is None else p.capacity_m3 for p in ledger.places])
    limited = ~np.isnan(capacity)
    if not limited.any():
        return NONE
    if together:
        return room[limited].sum(keepdims=True) / capacity[limited].sum(keepdims=True)
    return (room[limited] / capacity[limited]).max(keepdims=True)
