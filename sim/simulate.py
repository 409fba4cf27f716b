"""Run one replication of one scenario."""

import os
from collections.abc import Callable, Sequence
from functools import partial

from sim.engine.auditor import Auditor
from sim.engine.fact import Observer
from sim.engine.totals import Tables, snapshot
from sim.engine.world import World
from sim.errors import DataError
from sim.run import STOCK_COLUMN, Run
from sim.scenario import Scenario

Watch = Callable[[World], None]

AUDIT_VARIABLE = "ORDERPOINT_AUDIT"
"""Environment variable: `1` sends the auditor along on every run (the tests set it)."""


def simulate(
    scenario: Scenario,
    replication: int = 0,
    *,
    observers: Sequence[Observer] = (),
    watches: Sequence[Watch] = (),
    audit: bool | None = None,
) -> Run:
    """Run one replication of a scenario, from an initial stock list to the horizon.

    Parameters
    ----------
    scenario
        The world and its control.
    replication
        Which random world: the same number gives every alternative the same demands, lead times and
        work.
    observers
        Receivers of all facts; without any, no fact is made.
    watches
        Called with the world before it starts, to put readings of their own on its clock.
    audit
        Send the auditor along; None asks the environment variable ORDERPOINT_AUDIT.

    Raises
    ------
    DataError
        The horizon is not longer than the warm-up, or the network does not hang together.
    AuditError
        The auditor found a broken identity.
    """
    if not scenario.horizon > scenario.warm_up >= 0:
        raise DataError(
            f"horizon is {scenario.horizon:g} and warm-up {scenario.warm_up:g} {scenario.time_unit}s; "
            "the horizon must be longer than the warm-up"
        )
    if audit is None:
        audit = os.environ.get(AUDIT_VARIABLE) == "1"
    auditor = Auditor() if audit else None
    world = World(scenario, replication, [*observers, auditor] if auditor else observers)
    clips: list[Tables] = []
    clip = partial(_clip, world, clips)
    middle = (scenario.warm_up + scenario.horizon) / 2
    if scenario.warm_up > 0:
        world.clock.at(scenario.warm_up, "OBSERVE", clip)
    else:
        clip()
    world.clock.at(middle, "OBSERVE", clip)
    for watch in watches:
        watch(world)
    if auditor:
        auditor.attach(world)
    world.clock.run_to(scenario.horizon, auditor.check if auditor else None)
    clip()
    if auditor:
        auditor.close()
    start, half, end = clips
    wip = STOCK_COLUMN["wip_area"]
    first = float((half["stocks"] - start["stocks"])[:, wip].sum()) / (middle - scenario.warm_up)
    second = float((end["stocks"] - half["stocks"])[:, wip].sum()) / (scenario.horizon - middle)
    return Run(
        scenario=scenario.name,
        replication=replication,
        seed=scenario.seed,
        engine="simpy",
        time=scenario.horizon - scenario.warm_up,
        time_unit=scenario.time_unit,
        stock_names=tuple(world.stocks),
        centre_names=tuple(world.centres),
        supplier_names=tuple(world.carriers),
        place_names=tuple(world.places),
        shipping_names=tuple(world.shipping),
        demand_names=tuple(customers.name for customers in world.customers),
        stocks=end["stocks"] - start["stocks"],
        centres=end["centres"] - start["centres"],
        suppliers=end["suppliers"] - start["suppliers"],
        places=end["places"] - start["places"],
        shipping=end["shipping"] - start["shipping"],
        demands=end["demands"] - start["demands"],
        planning=end["planning"] - start["planning"],
        halves=(first, second),
        standoffs=len(world.standoffs()),
    )


def _clip(world: World, clips: list[Tables]) -> None:
    clips.append(snapshot(world))
