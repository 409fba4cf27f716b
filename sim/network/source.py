"""Where a stock point gets its units from: purchase, transfer or production."""

from dataclasses import dataclass, field
from typing import ClassVar, Literal

from sim.distributions import Constant, Distribution

NOTHING = Constant(0.0)
"""No delay."""
ALL = Constant(1.0)
"""All of it."""
LEGS = frozenset({"lead_time", "processing", "planned_lead_time", "promise"})
"""Times of every source."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Inspection:
    """What happens to bought goods between arrival and shelf.

    Parameters
    ----------
    time
        From arrival until the goods are accepted (time).
    cost_per_lot
        Cost of inspecting a delivery (money).
    cost_per_unit
        Cost of inspecting a unit (money).
    defective
        Share of units that are defective: a chance for each unit on its own.
    rejects
        Defective units go back and are not paid (`return`), or are accepted, paid and thrown away when
        they are found out (`scrap`). Either way they never reach the shelf.
    """

    TIMES: ClassVar[frozenset[str]] = frozenset({"time"})

    time: Distribution = NOTHING
    cost_per_lot: float = 0.0
    cost_per_unit: float = 0.0
    defective: float = 0.0
    rejects: Literal["return", "scrap"] = "return"


@dataclass(frozen=True, slots=True, kw_only=True)
class Expediting:
    """How an order can be hurried.

    Parameters
    ----------
    cost
        Price of hurrying one order (money).
    factor
        What is left of the remaining lead time (share).
    """

    cost: float = 0.0
    factor: float = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Purchase:
    """Units bought from a supplier.

    Parameters
    ----------
    stock
        Stock point that receives the units.
    supplier
        Who sells them.
    lead_time
        From departure to arrival (time).
    processing
        The desk: consultation and the buyer, between the decision and the order leaving (time).
    order_cost
        Cost of an order (money).
    price
        Price of a unit (money); none: the item's unit cost.
    price_breaks
        Lower prices for larger orders, as `quantity:price` pairs.
    discount
        The lower price holds for all units of the order, or only for those above the break
        (`incremental`).
    minimum, multiple, maximum
        Least order, pack size, greatest order (units); what is ordered above the greatest is cut, and the
        cut is a fact.
    delivered
        Share of an order that comes with its delivery (a share from 0 to 1).
    short
        The rest of a short delivery comes after another lead time (`follows`) or never (`cancelled`).
    inspection
        What happens between arrival and shelf.
    expediting
        How an order can be hurried; none: a request is refused.
    share
        Part of the orders that goes to this source, where sourcing is by share.
    planned_lead_time
        What planners reckon with (time); none: the sum of the means.
    promise
        The lead time quoted to others, padding included (time); none: the planned one.
    """

    TIMES: ClassVar[frozenset[str]] = LEGS

    stock: str
    supplier: str
    lead_time: Distribution = NOTHING
    processing: Distribution = NOTHING
    order_cost: float = 0.0
    price: float | None = None
    price_breaks: tuple[str, ...] = ()
    discount: Literal["all-units", "incremental"] = "all-units"
    minimum: float = 0.0
    multiple: float = 0.0
    maximum: float | None = None
    delivered: Distribution = ALL
    short: Literal["follows", "cancelled"] = "follows"
    inspection: Inspection | None = None
    expediting: Expediting | None = None
    share: float = 1.0
    planned_lead_time: float | None = None
    promise: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Transfer:
    """Units drawn from another stock point and moved.

    Parameters
    ----------
    stock
        Stock point that receives the units.
    origin
        Stock point that they are drawn on.
    lead_time
        From origin to destination (time).
    processing
        The desk, between the decision and the draw (time).
    order_cost
        Cost of an order (money).
    partial
        What is there is sent at once and the rest follows; otherwise the order waits until it can go whole.
    minimum, multiple, maximum
        Least order, pack size, greatest order (units).
    share
        Part of the orders that goes to this source, where sourcing is by share.
    planned_lead_time
        What planners reckon with (time); none: the sum of the means.
    promise
        The lead time quoted to others (time); none: the planned one.
    """

    TIMES: ClassVar[frozenset[str]] = LEGS

    stock: str
    origin: str
    lead_time: Distribution = NOTHING
    processing: Distribution = NOTHING
    order_cost: float = 0.0
    partial: bool = True
    minimum: float = 0.0
    multiple: float = 0.0
    maximum: float | None = None
    share: float = 1.0
    planned_lead_time: float | None = None
    promise: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Component:
    """A line of a parts list: what goes into one unit of the parent.

    Parameters
    ----------
    stock
        Stock point that the component is drawn from.
    quantity
        Units that go into one unit of the parent.
    """

    stock: str
    quantity: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """One step of a routing.

    Parameters
    ----------
    work_centre
        Where it is done.
    setup_hours
        Preparing the machine for a lot (working hours).
    run_hours
        Work on a unit (working hours).
    """

    work_centre: str
    setup_hours: Distribution = NOTHING
    run_hours: Distribution = NOTHING


@dataclass(frozen=True, slots=True, kw_only=True)
class Overrun:
    """Units made beyond what was ordered, which go into bins.

    Parameters
    ----------
    share
        Units beyond the lot, as a share of it.
    bins
        `counted`: they go on the record at once. `uncounted`: they are physical only, until someone
        looks.
    found
        Chance that the foreman finds what is in the uncounted bins when a new order needs the part and
        the record has none.
    """

    share: Distribution = NOTHING
    bins: Literal["counted", "uncounted"] = "uncounted"
    found: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Production:
    """Units made from components over a routing of work centres.

    Parameters
    ----------
    stock
        Stock point that receives the units.
    components
        Parts list.
    route
        Operations in their order.
    processing
        The desk: consultation, make-and-buy sheet (time).
    kitting
        `tote` reserves parts as they come and starts when the tote is full; `complete` takes nothing until
        all is there.
    posting
        `lot` puts the units on the record when the whole lot is finished; `unit` as each leaves the last
        operation.
    good_fraction
        Share of a lot that passes; the rest is scrap (a chance for each unit).
    rework_fraction
        Share of a lot that passes the last operation a second time (its run hours are worked again).
    transfer_batch
        Units that move on to the next operation together, while the rest of the lot is still worked on
        (units); zero: the lot moves whole.
    overrun
        Units made beyond what was ordered.
    order_cost
        Cost of an order (money).
    minimum, multiple, maximum
        Least lot, its step, greatest lot (units).
    share
        Part of the orders that goes to this source, where sourcing is by share.
    planned_lead_time
        What planners reckon with (time); none: the desk alone.
    promise
        The lead time quoted to others, padding included (time); none: the planned one.
    """

    TIMES: ClassVar[frozenset[str]] = LEGS

    stock: str
    components: tuple[Component, ...] = ()
    route: tuple[Operation, ...] = ()
    processing: Distribution = NOTHING
    kitting: Literal["tote", "complete"] = "tote"
    posting: Literal["lot", "unit"] = "lot"
    good_fraction: float = 1.0
    rework_fraction: float = 0.0
    transfer_batch: float = 0.0
    overrun: Overrun | None = None
    order_cost: float = 0.0
    minimum: float = 0.0
    multiple: float = 0.0
    maximum: float | None = None
    share: float = 1.0
    planned_lead_time: float | None = None
    promise: float | None = None


Source = Purchase | Transfer | Production
"""The three kinds of source."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Breakdown:
    """How the machines of a work centre fail; each machine has its own failures.

    Parameters
    ----------
    by
        Failures come with the work done (`busy`), or with the calendar (`clock`).
    up
        From repair to the next failure (time; of work where `by` is `busy`).
    down
        Repair (time).
    """

    TIMES: ClassVar[frozenset[str]] = frozenset({"up", "down"})

    by: Literal["busy", "clock"] = "busy"
    up: Distribution
    down: Distribution


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkCentre:
    """A group of equal machines or benches.

    Parameters
    ----------
    name
        Name of the work centre.
    servers
        Machines or benches.
    hours_per_day
        What one of them works on an average calendar day (48 hours a week: 6.857), where no shifts are
        given.
    shifts
        Working hours of the week, such as `mon-fri 06:00-14:00`; time zero is Monday, midnight. Work
        rests outside them. None: work goes on evenly at `hours_per_day`.
    dispatching
        Which lot in the queue is next: first come, shortest processing time, earliest due (need-by) date,
        lowest critical ratio, least slack, or the foreman's choice (a random priority that a lot is born
        with).
    setups
        Each lot needs its set-up, or lots of one item that follow each other share it (`shared`): a
        machine that has finished a lot takes one of the same item next, if one waits.
    buffer
        Lots that may wait before it (lots), those on its machines left out; none: any number. A lot that
        cannot go on stays on its machine, which is blocked until there is room: not busy, not free, and
        it does not wear down. A free machine has room for a lot also while it is down or outside its
        shift. Those held up longest go on first. Lots whose first operation is here wait on the floor,
        whatever their number.
    breakdown
        How machines fail.
    hourly_cost
        Cost of a working hour (money), for set-ups.
    tags
        Words by which work centres are chosen.
    """

    name: str
    servers: int = 1
    hours_per_day: float = 24.0
    shifts: str = ""
    dispatching: Literal["first-come", "shortest", "due-date", "critical-ratio", "least-slack", "foreman"] = (
        "first-come"
    )
    setups: Literal["each", "shared"] = "each"
    buffer: int | None = None
    breakdown: Breakdown | None = None
    hourly_cost: float = 0.0
    tags: tuple[str, ...] = field(default=())


@dataclass(frozen=True, slots=True, kw_only=True)
class Plant:
    """Rules of the whole plant.

    Parameters
    ----------
    release
        A lot with a full kit goes to the floor at once (`at-once`), or only while fewer than `limit` lots
        are there (`conwip`), or while the lots there have less than `limit` hours of work left
        (`workload`).
    limit
        Lots or hours, see `release`.
    """

    release: Literal["at-once", "conwip", "workload"] = "at-once"
    limit: float = 0.0
