"""`orderpoint plan CASE --load`: what a plan asks of the work centres, bucket by bucket, against capacity."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from experiments.commands.words import plural
from experiments.console import say, say_paragraph, say_table

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from experiments.plans import PlanMade
    from policies.planning.regeneration import Plan

MOST_BUCKETS = 8
"""Buckets that are printed of each work centre."""


@dataclass(frozen=True, eq=False)
class PlanLoad:
    """What a plan asks of the work centres.

    Attributes
    ----------
    made
        The plan.
    centres
        The work centres that make something of it.
    capacity
        Hours in a bucket, one figure a work centre.
    rough
        Hours by the master schedule of the end items and the resource profile, work centres by buckets.
    detailed
        Hours of open and planned orders, what is past due in the first bucket.
    open
        Those of open orders alone.
    """

    made: "PlanMade"
    centres: tuple[str, ...]
    capacity: "NDArray[np.float64]"
    rough: "NDArray[np.float64]"
    detailed: "NDArray[np.float64]"
    open: "NDArray[np.float64]"


def loads_of(found: Sequence["PlanMade"]) -> list[PlanLoad]:
    """Return the load of each plan; one of which nothing is made at a work centre has none."""
    return [load_of(made) for made in found if made.table is not None and has_routes(made)]


def has_routes(made: "PlanMade") -> bool:
    """Tell whether something of a plan is made at a work centre."""
    plant = made.table.plant if made.table is not None else None
    return plant is not None and len(plant.route_stock) > 0


def load_of(made: "PlanMade") -> PlanLoad:
    """Return what a plan asks of the work centres, roughly and in detail.

    The master schedule are the receipts of what goes into nothing else, of open and planned orders alike.
    """
    import numpy as np

    from policies.planning.capacity import BillOfCapacity, capacity_requirements, rough_cut
    from policies.planning.plant_load import kits_from, open_hours

    plan, table = made.plan, made.table
    assert table is not None
    assert table.plant is not None
    routings, place = routings_of_plan(made)
    lots = typical_lots(plan)
    opened = open_hours(table, routings, place, plan.data.buckets, kits_from(plan))
    detailed = capacity_requirements(plan, routings, opened).to_do
    receipts = plan.data.scheduled_receipts + plan.record.planned_receipts
    ends = (np.diff(plan.bill.parent_starts) == 0)[:, None]
    profile = BillOfCapacity.of(routings, lots, profile=True)
    rough = rough_cut(np.where(ends, receipts, 0.0), profile).hours
    used = np.unique(routings.centre)
    return PlanLoad(
        made=made,
        centres=tuple(routings.centres[centre] for centre in used.tolist()),
        capacity=table.plant.hours[used] * made.bucket,
        rough=rough[used],
        detailed=detailed[used],
        open=opened[used],
    )


def routings_of_plan(made: "PlanMade") -> tuple[Any, "NDArray[np.int64]"]:
    """Return the routings of a plan, and the row of the plan of each stock point of its table."""
    import numpy as np

    from policies.planning.plant_load import routings_of

    plan, table = made.plan, made.table
    assert table is not None
    assert table.plant is not None
    place = np.array([plan.bill.positions[name] for name in table.names], dtype=np.int64)
    lots = typical_lots(plan)
    return routings_of(table.plant, plan.bill, place, plan.data.lead_time, lots), place


def typical_lots(plan: "Plan") -> "NDArray[np.float64]":
    """Return the average planned lot of each item, at least one unit."""
    import numpy as np

    receipts = plan.record.planned_receipts
    count = np.maximum((receipts > 0).sum(axis=1), 1)
    return np.asarray(np.maximum(receipts.sum(axis=1) / count, 1.0))


def verdict(hours: float, capacity: float) -> str:
    """Say whether hours are too many.

    Examples
    --------
    >>> verdict(50, 40), verdict(40, 40), verdict(37, 40)
    ('overload, 10 hours too many', 'full', '')
    """
    over = hours - capacity
    if over > 0.5:
        return f"overload, {over:,.0f} hours too many"
    return "full" if hours >= 0.95 * capacity else ""


def say_loads(loads: Sequence[PlanLoad], found: Sequence["PlanMade"], time_unit: str) -> None:
    """Print the hours of each work centre, and a sentence on where they are too many."""
    if not loads:
        say()
        say("Nothing of this plan is made at a work centre, so it needs no capacity.")
        return
    for load in loads:
        made = load.made
        shown = min(MOST_BUCKETS, load.detailed.shape[1])
        say()
        size = f"{made.bucket:g} {plural(time_unit, 2)}" if made.bucket != 1 else f"one {time_unit}"
        say_paragraph(
            f"Hours by work centre, planned at {time_unit} {made.time:g}; a bucket is {size}. Rough-cut: "
            "from the receipts of end products alone, whatever is in stock of their parts. Detailed: from "
            "all open and planned orders, with what is past due in the first bucket."
        )
        for place, centre in enumerate(load.centres):
            capacity = float(load.capacity[place])
            say()
            say(f"{centre}: {capacity:,.0f} hours a bucket")
            head = ["bucket", "rough-cut", "detailed", "of them\nopen", "of\ncapacity", ""]
            rows = [
                [
                    str(bucket + 1),
                    f"{load.rough[place, bucket]:,.0f}",
                    f"{load.detailed[place, bucket]:,.0f}",
                    f"{load.open[place, bucket]:,.0f}",
                    f"{100 * load.detailed[place, bucket] / capacity:.0f} %",
                    verdict(float(load.detailed[place, bucket]), capacity),
                ]
                for bucket in range(shown)
            ]
            longest = max(len(row[-1]) for row in rows)
            say_table(head, [[*row[:-1], row[-1].ljust(longest)] for row in rows], left=0)
        say()
        say_paragraph(summary(load, shown))


def summary(load: PlanLoad, shown: int) -> str:
    """Say where the plan asks too much, on average and at the worst."""
    from experiments.commands.words import number_in_words

    hours = load.detailed[:, :shown]
    mean = hours.mean(axis=1) / load.capacity
    worst = int(mean.argmax())
    over = hours - load.capacity[:, None]
    times = int((over > 0.5).sum())
    busiest = f"{load.centres[worst]} has {100 * mean[worst]:.0f} % of its capacity to do"
    first = f"In the first {number_in_words(shown)} {plural('bucket', shown)} {busiest}, the most of all."
    if not times:
        return f"{first} No work centre is overloaded in any of them."
    centre, bucket = divmod(int(over.argmax()), shown)
    return (
        f"{first} There {'is' if times == 1 else 'are'} {number_in_words(times)} "
        f"{plural('overload', times)}; the worst is {load.centres[centre]} in bucket {bucket + 1}, "
        f"{over[centre, bucket]:,.0f} hours above its capacity."
    )


def load_record(load: PlanLoad) -> list[dict[str, Any]]:
    """Return the load as records, one a work centre."""
    return [
        {
            "work_centre": centre,
            "capacity_hours": float(load.capacity[place]),
            "rough_cut_hours": load.rough[place].tolist(),
            "detailed_hours": load.detailed[place].tolist(),
            "open_hours": load.open[place].tolist(),
            "overload_hours": [
                max(h - float(load.capacity[place]), 0.0) for h in load.detailed[place].tolist()
            ],
        }
        for place, centre in enumerate(load.centres)
    ]
