"""What cannot happen: events and disruptions that lack something, or find nothing to strike."""

from collections.abc import Iterator

from scenarios.case_data import CaseData
from scenarios.problem import Problem
from scenarios.row import Row
from sim.network.disruption import ABOUT, disruption_faults
from sim.network.event import NEEDS, event_faults


def check_events(data: CaseData) -> Iterator[Problem]:
    """An event has what its kind needs and nothing else, and what it is about can meet it."""
    demands = data.keys("demands")
    for row in data.live["events"]:
        kind = row.values.get("kind")
        if kind not in NEEDS:
            continue  # reported where it was read
        for field, reason, remedy in event_faults(kind, row.values):
            yield Problem(row.cell(field) if field in row.values else row.place, reason, remedy)
        stock, demand = row.values.get("stock"), demands.get(row.values.get("demand", ""))
        needs_source = kind in ("short-shipment", "rejects", "late-supplier")
        if needs_source and stock in data.keys("stock_points") and stock not in data.replenished:
            reason = f"'{stock}' has no source that a delivery could come from"
            yield Problem(row.cell("stock"), reason, "name a stock point that has one")
        if demand is not None and "demand" in NEEDS[kind] and not demand.values.get("known_ahead", 0.0) > 0:
            reason = f"the orders of '{row.values['demand']}' are not on the books before they are drawn"
            yield Problem(row.cell("demand"), reason, "give the demand a known_ahead above zero")
        if kind == "lane-closed":
            yield from _check_lane(data, row)


def check_disruptions(data: CaseData) -> Iterator[Problem]:
    """A disruption has what its kind needs and nothing else, and there is a lane that it can close."""
    for row in data.live["disruptions"]:
        kind = row.values.get("kind")
        if kind not in ABOUT:
            continue  # reported where it was read
        for field, reason, remedy in disruption_faults(kind, row.values):
            yield Problem(row.cell(field) if field in row.values else row.place, reason, remedy)
        if kind == "lane-closed":
            yield from _check_lane(data, row)


def _check_lane(data: CaseData, row: Row) -> Iterator[Problem]:
    """A lane that is closed is one of the transfers."""
    stock, origin = row.values.get("stock"), row.values.get("origin")
    points = data.keys("stock_points")
    if stock not in points or (origin is not None and origin not in points):
        return  # missing, or reported with the other names
    lanes = {(lane.values.get("stock"), lane.values.get("origin")) for lane in data.live["transfers"]}
    if not any(to == stock and origin in (None, start) for to, start in lanes):
        reason = f"no transfers come to '{stock}'" + ("" if origin is None else f" from '{origin}'")
        field = "stock" if origin is None else "origin"
        yield Problem(row.cell(field), reason, "name a lane that there is")
