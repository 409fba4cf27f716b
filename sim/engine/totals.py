"""Running totals of a world, as tables of numbers that can be subtracted."""

from collections.abc import Callable, Iterable, Mapping
from operator import attrgetter
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from sim.engine.carrier import Carrier
from sim.engine.demand_totals import DEMAND_TOTALS
from sim.engine.places import PlaceState
from sim.engine.planners import PlannersDesk
from sim.engine.shipping import Shipping
from sim.engine.stock import Stock
from sim.engine.work_centre import WorkCentreState

if TYPE_CHECKING:
    from sim.engine.world import World

Member = TypeVar("Member")
Read = str | Callable[[Member, float], float]
"""How a total is read: an attribute by its name, or a function of the member and the time."""

STOCK_TOTALS: dict[str, Read[Stock]] = {
    "on_hand_area": "area",
    "unposted_area": lambda s, t: s.unposted_area(t),
    "reserved_area": lambda s, t: s.reserved_level.area_at(t),
    "on_order_area": lambda s, t: s.on_order.area_at(t),
    "backorder_area": "backorder_area",
    "wip_area": lambda s, t: s.wip.area_at(t),
    "out_time": "out_time",
    "demand_lines": lambda s, t: s.shelf_lines + s.demand_lines,
    "demand_units": lambda s, t: s.shelf_units() + s.demand_units,
    "filled_lines": lambda s, t: s.shelf_lines + s.filled_lines,
    "filled_units": lambda s, t: s.shelf_units() + s.filled_units,
    "late_units": "late_units",
    "wait_area": "wait_area",
    "lost_lines": "lost_lines",
    "lost_units": "lost_units",
    "cycles": "cycles",
    "short_cycles": "short_cycles",
    "orders": "order_count",
    "truncated_demands": "truncated_demands",
    "undershoot": "undershoot",
    "ordered_units": "ordered_units",
    "returned_units": "returned_units",
    "received_units": "received_units",
    "scrapped_units": "scrapped_units",
    "purchased_value": "purchased_value",
    "freight": "freight",
    "order_cost": "order_cost",
    "made_orders": "made_orders",
    "made_units": "made_units",
    "run_time": "run_time",
    "plant_time": "plant_time",
    "kit_wait": "kit_wait",
    "setup_hours": "setup_hours",
    "refused_orders": "refused_orders",
    "phantom_area": lambda s, t: s.phantom.area_at(t),
    "hidden_area": lambda s, t: s.hidden.area_at(t),
    "short_picks": "short_picks",
    "counts": "counts",
    "count_cost": "count_cost",
    "adjusted_units": "adjusted_units",
    "shrunk_units": "shrunk_units",
    "expired_units": "expired_units",
    "obsolete_units": "obsolete_units",
    "surplus_units": "surplus_units",
    "proceeds": "proceeds",
    "rework_cost": "rework_cost",
    "reworked_units": "reworked_units",
    "overrun_units": "overrun_units",
    "late_orders": "late_orders",
    "tardiness": "tardiness",
    "clipped_orders": "clipped_orders",
    "refused_deliveries": "refused_deliveries",
    "rejected_units": "rejected_units",
    "short_units": "short_units",
    "inspection_cost": "inspection_cost",
    "expedited_orders": "expedited_orders",
    "expedite_cost": "expedite_cost",
    "truncated_units": "truncated_units",
    "periods": "periods",
    "period_draws": "period_draws",
    "period_draw_squares": "period_draw_squares",
    "period_orders": "period_orders",
    "period_order_squares": "period_order_squares",
    "forecasts": "forecasts",
    "forecast_error": "forecast_error",
    "forecast_miss": "forecast_miss",
    "forecast_actual": "forecast_actual",
    "planned_units": "planned_units",
    "replanned_units": "replanned_units",
    "rescheduled_orders": "rescheduled_orders",
}
"""Totals of a stock point since time zero; areas are unit x time, waits are unit x time."""

CENTRE_TOTALS: dict[str, Read[WorkCentreState]] = {
    "busy_area": lambda c, t: c.busy_area(t),
    "available_area": lambda c, t: c.available_area(t),
    "down_time": lambda c, t: c.down_time(t),
    "blocked_time": lambda c, t: c.blocked_time(t),
    "breakdowns": "breakdowns",
    "queue_area": lambda c, t: c.waiting.area_at(t),
    "operations": "starts",
    "wait_time": "wait_time",
    "setup_hours": "setup_hours",
    "run_hours": "run_hours",
}
"""Totals of a work centre since time zero. Areas are machine x time: worked (rests and repairs left out), in
which work may go on (within shifts), and of that lost to failures and to lots that could not go on."""

SUPPLIER_TOTALS: dict[str, Read[Carrier]] = {
    "shipments": "shipments",
    "freight": "freight",
    "weight_kg": "weight",
    "trucks": "trucks",
    "value": "value",
}
"""Totals of a supplier since time zero."""

PLACE_TOTALS: dict[str, Read[PlaceState]] = {
    "volume_area": lambda p, t: p.volume_area(t),
    "overflow_area": lambda p, t: p.overflow.area_at(t),
    "peak": lambda p, t: p.peak_at(t),
    "readings": "readings",
}
"""Totals of a place since time zero; areas are cubic metre x time, the peak (m3) is since the warm-up."""

SHIPPING_TOTALS: dict[str, Read[Shipping]] = {
    "shipments": "shipments",
    "units": "units",
    "on_time": "on_time",
    "on_time_in_full": "on_time_in_full",
    "flow_time": "flow_time",
    "wait_area": lambda s, t: s.waiting.area_at(t),
    "busy_area": lambda s, t: s.busy.area_at(t),
}
"""Totals of the fulfilment of a place since time zero: shipments and units that left, those on time, orders
that left on time in full, time from grant to leaving, shipments waiting x time, people at work x time."""

PLANNING_TOTALS: dict[str, Read[PlannersDesk]] = {"messages": "messages", "quantity": "quantity"}
"""Totals of a kind of message to planners since time zero: how many, and the units (or hours) of them."""

Tables = dict[str, NDArray[np.float64]]


def snapshot(world: "World") -> Tables:
    """Return all totals now: a table of shape (members, totals) for each kind of member."""
    now = world.clock._now
    for stock in world.stocks.values():
        stock.touch(now)
    return {
        "stocks": _table(world.stocks.values(), STOCK_TOTALS, now),
        "centres": _table(world.centres.values(), CENTRE_TOTALS, now),
        "suppliers": _table(world.carriers.values(), SUPPLIER_TOTALS, now),
        "places": _table(world.places.values(), PLACE_TOTALS, now),
        "demands": _table(world.customers, DEMAND_TOTALS, now),
        "shipping": _table(world.shipping.values(), SHIPPING_TOTALS, now),
        "planning": _table(world.planners.desks.values(), PLANNING_TOTALS, now),
    }


def _table(members: Iterable[Any], totals: Mapping[str, Read[Any]], now: float) -> NDArray[np.float64]:
    """Read all totals of all members; attributes are read together, in one call a member."""
    members = list(members)
    table = np.empty((len(members), len(totals)))
    if not members:
        return table
    plain = {k: name for k, name in enumerate(totals.values()) if isinstance(name, str)}
    if plain:
        together = attrgetter(*plain.values(), *(["name"] if len(plain) == 1 else []))
        values = np.array([together(member)[: len(plain)] for member in members], dtype=float)
        table[:, list(plain)] = values
    for k, read in enumerate(totals.values()):
        if not isinstance(read, str):
            table[:, k] = [read(member, now) for member in members]
    return table
