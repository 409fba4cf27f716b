"""The state of a whole scope as arrays, for policies that plan many stock points at once."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]


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

    def __len__(self) -> int:
        return len(self.names)
