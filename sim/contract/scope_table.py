"""The state of a whole scope as arrays, for policies that plan many stock points at once."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]


NO_PLACES: Integers = np.zeros(0, dtype=np.int64)
"""No rows."""
NO_FIGURES: Floats = np.zeros(0)
"""No figures."""


@dataclass(frozen=True, slots=True, eq=False)
class PlantTable:
    """What planners know of the plant: its work centres, and the standard hours of what is made in it.

    A policy asks for it by the attribute `plant = True`.

    Attributes
    ----------
    centres
        The work centres.
    hours
        Working hours of each in a time unit, all its machines together, repairs aside.
    route_stock, route_centre
        Operations of the stock points of the scope, in their order: positions of stock point and centre.
    route_setup, route_run
        Standard hours of a set-up (a lot) and of a unit: the means.
    order_step
        Operations that are behind each open order of the table (zero where it has none).
    order_waits
        Whether each open order of the table waits for parts of its kit.
    """

    centres: tuple[str, ...]
    hours: Floats
    route_stock: Integers
    route_centre: Integers
    route_setup: Floats
    route_run: Floats
    order_step: Integers
    order_waits: NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class ScopeTable:
    """The recorded state of the stock points of a scope, as arrays in one fixed order.

    A policy asks for it by the attributes `table = True`, `bucket` (time) and `history` (number of buckets).
    Quantities are in units of the item, times in time units of the scenario.

    Attributes
    ----------
    names
        The stock points, in the order of all arrays.
    on_hand, reserved, on_order, backorders, position
        As in `StockView`.
    allocated
        What orders of the scope will draw that are placed and still on a desk: neither reserved nor owed yet.
    planned_lead_time, level
        As in `StockView`; they never change.
    whole
        Whether the item comes in whole units.
    order_stock, order_number, order_outstanding, order_need_by, order_promised
        The open orders: position of the stock point, number, units still to come, and dates.
    parents, components, quantities
        The parts list within the scope: positions of parent and component, and units of the component in one
        of the parent. A transfer takes one unit of its origin.
    draws
        Independent demand in past buckets of equal length, stock points by buckets, the latest last: what
        customers drew, less what those wanted who left. What stock points of the scope drew on each other is
        not in it. There are at most `history` columns, and none before the first bucket is over.
    known_stock, known_due, known_quantity
        Customer orders that are on the books and still to be drawn: position of the stock point, date, and
        units (see `Demand.known_ahead`).
    plant
        Work centres and routings, for a policy that asks for them.
    """

    names: tuple[str, ...]
    on_hand: Floats
    reserved: Floats
    on_order: Floats
    backorders: Floats
    position: Floats
    allocated: Floats
    planned_lead_time: Floats
    level: Integers
    whole: NDArray[np.bool_]
    order_stock: Integers
    order_number: Integers
    order_outstanding: Floats
    order_need_by: Floats
    order_promised: Floats
    parents: Integers
    components: Integers
    quantities: Floats
    draws: Floats
    known_stock: Integers = field(default_factory=NO_PLACES.copy)
    known_due: Floats = field(default_factory=NO_FIGURES.copy)
    known_quantity: Floats = field(default_factory=NO_FIGURES.copy)
    plant: PlantTable | None = None

    def __len__(self) -> int:
        return len(self.names)
