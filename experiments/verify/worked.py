"""Worked answers in which chance plays no part: they must be equal to the last printed digit."""

from collections.abc import Callable, Sequence

import numpy as np

from experiments.plans import plans_at
from experiments.verify.check import Check
from experiments.verify.stock_worlds import one_stock
from policies.planning.bill import Bill
from policies.planning.lot_rules import LotRules
from policies.planning.lot_sizes import lot_cost, wagner_whitin
from policies.planning.netting import PlanningData
from policies.planning.regeneration import Plan, plan
from policies.q_system import QSystem
from policies.sizing import economic_order_quantity, fixed_period, order_point
from scenarios import load_case
from sim import simulate
from sim.distributions import Constant
from sim.network import Demand

STEPS = 128
"""Withdrawals in a cycle of the economic lot."""
LOT_GRID = 1024
"""The economic lot is a whole number of this part of a unit, so that its withdrawals add up to it exactly."""
FIRST, CYCLES = 0.3, 10.0
"""Where the measured time of the economic lot begins, and how long it is, in cycles."""


def economic_lot() -> Check:
    """Simulate the economic lot with even withdrawals and compare its cost a year.

    Textbooks let stock fall in a straight line. Here it falls in steps, and the lot comes in half a step
    after the shelf is empty: that stock is on average half the lot exactly, as under the line.
    The cost is so flat about its least that a thousandth of a unit does not show in twelve digits.
    """
    rate, order, holding = 1300.0, 8.0, 0.225
    lot = round(economic_order_quantity(rate, order, holding).order_quantity * LOT_GRID) / LOT_GRID
    cycle, step = lot / rate, lot / STEPS
    run = simulate(
        one_stock(
            QSystem(step / 2, lot),
            Demand(name="users", stock="a", interval=Constant(cycle / STEPS), size=Constant(step)),
            seed=0,
            opening=lot,
            lead_time=Constant(cycle / STEPS / 2),
            horizon=(FIRST + CYCLES) * cycle,
            warm_up=FIRST * cycle,
            whole=False,
            time_unit="year",
        )
    )
    return Check(
        name="Economic lot",
        what="cost of orders and stock under the lot of least cost, simulated with even demand",
        source="Snyder and Shen (2019), example 3.1, as published",
        published=68.410526,
        decimals=6,
        unit="$ a year",
        ours=(order * run.of("a", "orders") + holding * run.of("a", "on_hand_area")) / run.time,
        kind="exact",
    )


def order_point_exercise() -> Check:
    """Reckon the order point of the customer's exercise."""
    return Check(
        name="Order point exercise",
        what="order point for 65 a month, standard deviation 5.2, a quarter of a month of lead time, 90 % of "
        "cycles without a stockout",
        source="the customer's worked exercise",
        published=19.58,
        decimals=2,
        unit="units",
        ours=order_point(65.0, 5.2, 0.25, cycle_service=0.90).order_point,
        kind="exact",
    )


def fixed_period_exercise() -> tuple[Check, Check]:
    """Reckon interval and cost of the customer's exercise."""
    found = fixed_period(15_000, 180, 0.35, 800, lead_time_demand=200, target=700, on_hand=248)
    source = "the customer's worked exercise"
    return (
        Check(
            name="Order period exercise",
            what="time between orders for 15,000 forgings a year at Rs 180, Rs 800 an order, 35 % a year",
            source=source,
            published=15.02,
            decimals=2,
            unit="days",
            ours=found.review_interval_days,
            kind="exact",
        ),
        Check(
            name="Order period exercise, cost",
            what="cost of ordering and carrying for the same forgings at that interval",
            source=source,
            published=38_884.44,
            decimals=2,
            unit="Rs a year",
            ours=found.annual_cost,
            kind="exact",
        ),
    )


WAGNER_WHITIN_DEMAND = (69, 29, 36, 61, 61, 26, 34, 67, 45, 67, 79, 56)
WAGNER_WHITIN_ORDER = (85, 102, 102, 101, 98, 114, 105, 86, 119, 110, 98, 114)
"""Units of each month, and cost of an order in each; a unit costs 1 to keep for a month."""


def best_lots() -> Check:
    """Plan the twelve months of Wagner and Whitin at least cost."""
    lots = wagner_whitin(WAGNER_WHITIN_DEMAND, WAGNER_WHITIN_ORDER, 1.0)
    return Check(
        name="Lots of least cost",
        what="cost of the best lots for twelve months of uneven demand",
        source="Wagner and Whitin (1958), their own example, recomputed",
        published=864.0,
        decimals=0,
        unit="cost",
        ours=lot_cost(WAGNER_WHITIN_DEMAND, lots, WAGNER_WHITIN_ORDER, 1.0),
        kind="exact",
    )


Grid = dict[str, Sequence[int]]
"""Rows of an MRP grid by the name of their row in a plan."""
SEAT_GROSS, SEAT_DUE = (150, 0, 0, 120, 0, 150, 120, 0), (230, 0, 0, 0, 0, 0, 0, 0)
SEAT: Grid = {
    "projected_on_hand": (117, 117, 117, 227, 227, 307, 187, 187),
    "net_requirements": (0, 0, 0, 83, 0, 3, 0, 0),
    "planned_receipts": (0, 0, 0, 230, 0, 230, 0, 0),
    "planned_releases": (0, 230, 0, 230, 0, 0, 0, 0),
}
"""Seat part: 37 on hand, lots of 230, two weeks, safety stock 80."""
HOUSING: Grid = {
    "gross": (10, 15, 10, 15, 40, 50, 30, 50, 60, 40, 50, 50),
    "projected_on_hand": (120, 105, 95, 80, 180, 130, 100, 190, 130, 90, 180, 130),
    "planned_receipts": (0, 0, 0, 0, 140, 0, 0, 140, 0, 0, 140, 0),
    "planned_releases": (140, 0, 0, 140, 0, 0, 140, 0, 0, 0, 0, 0),
}
"""Housing of Vikas: 130 on hand, lots of 140, four weeks, safety stock 80; eight of its requirements are
given by nobody and assumed in the case."""


def textbook_grid() -> Check:
    """Plan the seat part of a textbook."""
    data = PlanningData.of(
        [SEAT_GROSS],
        on_hand=37,
        scheduled_receipts=[SEAT_DUE],
        lead_time=2,
        safety_stock=80,
        lots=LotRules.of(1, "fixed-quantity", quantity=230),
    )
    return grid_check(
        "MRP grid of a textbook",
        "figures of the grid of a seat part, eight weeks, that are as they should be",
        "Krajewski and Ritzman, lots of 230 and safety stock 80, recomputed",
        plan(Bill.of(["seat"], []), data),
        SEAT,
    )


def housing_grid() -> Check:
    """Plan the housing of Vikas in the simulated world, as it is planned in its first week."""
    (made,) = plans_at(load_case("vikas").scenario("mrp"))
    return grid_check(
        "MRP grid of Vikas",
        "figures of the grid of the housing, twelve weeks, that are as worked out by hand",
        "worked out by hand from the case: lots of 140, four weeks, safety stock 80",
        made.plan,
        HOUSING,
    )


def grid_check(name: str, what: str, source: str, made: Plan, rows: Grid) -> Check:
    """Count the figures of a grid that are as they should be; all of them have to."""
    right = sum(
        int(np.sum(getattr(made.record, row)[0] == np.array(figures))) for row, figures in rows.items()
    )
    return Check(
        name=name,
        what=what,
        source=source,
        published=float(sum(len(figures) for figures in rows.values())),
        decimals=0,
        unit="figures",
        ours=float(right),
        kind="exact",
    )


WORKED: tuple[Callable[[], Check | tuple[Check, ...]], ...] = (
    economic_lot,
    best_lots,
    textbook_grid,
    housing_grid,
    order_point_exercise,
    fixed_period_exercise,
)
"""Checks in which chance plays no part."""


def worked_checks() -> list[Check]:
    """Return all checks in which chance plays no part."""
    found: list[Check] = []
    for check in WORKED:
        made = check()
        found += made if isinstance(made, tuple) else (made,)
    return found
