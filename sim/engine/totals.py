"""Running totals of a world, as tables of numbers that can be subtracted."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sim.engine.carrier import Carrier
from sim.engine.demand_totals import DEMAND_TOTALS
from sim.engine.places import PlaceState
from sim.engine.shipping import Shipping
from sim.engine.stock import Stock
from sim.engine.work_centre import WorkCentreState

if TYPE_CHECKING:
    from sim.engine.world import World

STOCK_TOTALS: dict[str, Callable[[Stock, float], float]] = {
    "on_hand_area": lambda s, t: s.area,
    "unposted_area": lambda s, t: s.unposted_area(t),
    "reserved_area": lambda s, t: s.reserved_level.area_at(t),
    "on_order_area": lambda s, t: s.on_order.area_at(t),
    "backorder_area": lambda s, t: s.backorder_area,
    "wip_area": lambda s, t: s.wip.area_at(t),
    "out_time": lambda s, t: s.out_time,
    "demand_lines": lambda s, t: s.shelf_lines + s.demand_lines,
    "demand_units": lambda s, t: s.shelf_units() + s.demand_units,
    "filled_lines": lambda s, t: s.shelf_lines + s.filled_lines,
    "filled_units": lambda s, t: s.shelf_units() + s.filled_units,
    "late_units": lambda s, t: s.late_units,
    "wait_area": lambda s, t: s.wait_area,
    "lost_lines": lambda s, t: s.lost_lines,
    "lost_units": lambda s, t: s.lost_units,
    "cycles": lambda s, t: s.cycles,
    "short_cycles": lambda s, t: s.short_cycles,
    "orders": lambda s, t: s.order_count,
    "truncated_demands": lambda s, t: s.truncated_demands,
    "undershoot": lambda s, t: s.undershoot,
    "ordered_units": lambda s, t: s.ordered_units,
    "returned_units": lambda s, t: s.returned_units,
    "received_units": lambda s, t: s.received_units,
    "scrapped_units": lambda s, t: s.scrapped_units,
    "purchased_value": lambda s, t: s.purchased_value,
    "freight": lambda s, t: s.freight,
    "order_cost": lambda s, t: s.order_cost,
    "made_orders": lambda s, t: s.made_orders,
    "made_units": lambda s, t: s.made_units,
    "run_time": lambda s, t: s.run_time,
    "plant_time": lambda s, t: s.plant_time,
    "kit_wait": lambda s, t: s.kit_wait,
    "setup_hours": lambda s, t: s.setup_hours,
    "refused_orders": lambda s, t: s.refused_orders,
    "phantom_area": lambda s, t: s.phantom.area_at(t),
    "hidden_area": lambda s, t: s.hidden.area_at(t),
    "short_picks": lambda s, t: s.short_picks,
    "counts": lambda s, t: s.counts,
    "count_cost": lambda s, t: s.count_cost,
    "adjusted_units": lambda s, t: s.adjusted_units,
    "shrunk_units": lambda s, t: s.shrunk_units,
    "expired_units": lambda s, t: s.expired_units,
    "obsolete_units": lambda s, t: s.obsolete_units,
    "surplus_units": lambda s, t: s.surplus_units,
    "proceeds": lambda s, t: s.proceeds,
    "rework_cost": lambda s, t: s.rework_cost,
    "reworked_units": lambda s, t: s.reworked_units,
    "overrun_units": lambda s, t: s.overrun_units,
    "late_orders": lambda s, t: s.late_orders,
    "tardiness": lambda s, t: s.tardiness,
    "clipped_orders": lambda s, t: s.clipped_orders,
    "refused_deliveries": lambda s, t: s.refused_deliveries,
    "rejected_units": lambda s, t: s.rejected_units,
    "short_units": lambda s, t: s.short_units,
    "inspection_cost": lambda s, t: s.inspection_cost,
    "expedited_orders": lambda s, t: s.expedited_orders,
    "expedite_cost": lambda s, t: s.expedite_cost,
    "truncated_units": lambda s, t: s.truncated_units,
}
"""Totals of a stock point since time zero; areas are unit x time, waits are unit x time."""

CENTRE_TOTALS: dict[str, Callable[[WorkCentreState, float], float]] = {
    "busy_area": lambda c, t: c.busy_area(t),
    "available_area": lambda c, t: c.available_area(t),
    "down_time": lambda c, t: c.down_time(t),
    "breakdowns": lambda c, t: c.breakdowns,
    "queue_area": lambda c, t: c.waiting.area_at(t),
    "operations": lambda c, t: c.starts,
    "wait_time": lambda c, t: c.wait_time,
    "setup_hours": lambda c, t: c.setup_hours,
    "run_hours": lambda c, t: c.run_hours,
}
"""Totals of a work centre since time zero. Areas are machine x time: worked (rests and repairs left out), in
which work may go on (within shifts), and of that lost to failures."""

SUPPLIER_TOTALS: dict[str, Callable[[Carrier, float], float]] = {
    "shipments": lambda c, t: c.shipments,
    "freight": lambda c, t: c.freight,
    "weight_kg": lambda c, t: c.weight,
    "trucks": lambda c, t: c.trucks,
    "value": lambda c, t: c.value,
}
"""Totals of a supplier since time zero."""

PLACE_TOTALS: dict[str, Callable[[PlaceState, float], float]] = {
    "volume_area": lambda p, t: p.volume_area(t),
    "overflow_area": lambda p, t: p.overflow.area_at(t),
    "peak": lambda p, t: p.peak_at(t),
    "readings": lambda p, t: p.readings,
}
"""Totals of a place since time zero; areas are cubic metre x time, the peak (m3) is since the warm-up."""

SHIPPING_TOTALS: dict[str, Callable[[Shipping, float], float]] = {
    "shipments": lambda s, t: s.shipments,
    "units": lambda s, t: s.units,
    "on_time": lambda s, t: s.on_time,
    "on_time_in_full": lambda s, t: s.on_time_in_full,
    "flow_time": lambda s, t: s.flow_time,
    "wait_area": lambda s, t: s.waiting.area_at(t),
    "busy_area": lambda s, t: s.busy.area_at(t),
}
"""Totals of the fulfilment of a place since time zero: shipments and units that left, those on time, orders
that left on time in full, time from grant to leaving, shipments waiting x time, people at work x time."""

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
    }


def _table(members: Any, totals: dict[str, Any], now: float) -> NDArray[np.float64]:
    rows = [[read(member, now) for read in totals.values()] for member in members]
    return np.array(rows, dtype=float).reshape(len(rows), len(totals))
