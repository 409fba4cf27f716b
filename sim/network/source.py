"""Where a stock point gets its units from: purchase, transfer or production."""

from dataclasses import dataclass, field
from typing import Literal

from sim.distributions import Constant, Distribution

NOTHING = Constant(0.0)
"""No delay."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Purchase:
    """Units bought from a supplier.

    Times in time units of the scenario. `processing` is the desk (consultation, the buyer) between
    the decision and the order leaving. `planned_lead_time` is what planners believe (None: the sum of
    the means); `promise` is the lead time quoted to others, padding included (None: the planned one).
    `order_cost` is charged per order, `price` per unit (None: the item's unit cost).
    """

    stock: str
    supplier: str
    lead_time: Distribution = NOTHING
    processing: Distribution = NOTHING
    order_cost: float = 0.0
    price: float | None = None
    minimum: float = 0.0
    multiple: float = 0.0
    planned_lead_time: float | None = None
    promise: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Transfer:
    """Units drawn from another stock point, `origin`, and moved in `lead_time`.

    With `partial` what is there is sent at once and the rest follows; otherwise the order waits until
    it can go whole.
    """

    stock: str
    origin: str
    lead_time: Distribution = NOTHING
    processing: Distribution = NOTHING
    order_cost: float = 0.0
    partial: bool = True
    minimum: float = 0.0
    multiple: float = 0.0
    planned_lead_time: float | None = None
    promise: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Component:
    """`quantity` units of stock point `stock` go into one unit of the parent."""

    stock: str
    quantity: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """One step of a routing: set-up hours a lot, run hours a unit, at a work centre."""

    work_centre: str
    setup_hours: Distribution = NOTHING
    run_hours: Distribution = NOTHING


@dataclass(frozen=True, slots=True, kw_only=True)
class Production:
    """Units made from components over a routing of work centres.

    `kitting`: `tote` reserves parts as they come and starts when the tote is full; `complete` takes
    nothing until all is there. `posting`: `lot` puts the units on the record when the whole lot is
    finished; `unit` as each leaves the last operation. `good_fraction` is the share of a lot that
    passes (the rest is scrap).
    """

    stock: str
    components: tuple[Component, ...] = ()
    route: tuple[Operation, ...] = ()
    processing: Distribution = NOTHING
    kitting: Literal["tote", "complete"] = "tote"
    posting: Literal["lot", "unit"] = "lot"
    good_fraction: float = 1.0
    order_cost: float = 0.0
    minimum: float = 0.0
    multiple: float = 0.0
    planned_lead_time: float | None = None
    promise: float | None = None


Source = Purchase | Transfer | Production
"""The three kinds of source."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkCentre:
    """A group of equal machines or benches.

    `hours_per_day` is what one of them works on an average calendar day (48 hours a week: 6.857).
    `dispatching` picks the next lot: first come, shortest processing time, earliest due (need-by)
    date, or the foreman's choice (a random priority that a lot is born with).
    """

    name: str
    servers: int = 1
    hours_per_day: float = 24.0
    dispatching: Literal["first-come", "shortest", "due-date", "foreman"] = "first-come"
    hourly_cost: float = 0.0
    tags: tuple[str, ...] = field(default=())
