"""What cannot happen: events that lack something, have too much, or find nothing to strike."""

from collections.abc import Iterator

from scenarios.case_data import CaseData
from scenarios.problem import Problem
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
