"""Small worlds for tests: build a scenario in one line."""

import itertools
import json
import math
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from scipy import special

from policies.base_stock import BaseStock
from sim import Control, Run, Scenario, simulate
from sim.distributions import Constant, Recorded
from sim.engine.ledger import Ledger
from sim.network import Demand, Item, Network, Purchase, StockPoint, Supplier

SUPPLIER = Supplier(name="supplier")


def entry(name: str) -> dict[str, Any]:
    """Return one published or exact result of tests/validation/validation.json."""
    results = json.loads((Path(__file__).parent / "validation" / "validation.json").read_text())
    found: dict[str, Any] = next(r for r in results if r["id"] == name)
    return found


def one_stock(
    policy: Any,
    demand: Demand,
    *,
    horizon: float,
    initial: float = 0.0,
    lead_time: Any = 0.0,
    warm_up: float = 0.0,
    whole: bool = True,
    **more: Any,
) -> Scenario:
    """Return a world of one item `a`, bought from one supplier under `policy`."""
    law = Constant(float(lead_time)) if isinstance(lead_time, (int, float)) else lead_time
    network = Network(
        items=(Item(name="a", unit_cost=1.0, whole=whole),),
        stock_points=(StockPoint(name="a", item="a", initial=initial),),
        suppliers=(more.pop("supplier", SUPPLIER),),
        sources=(Purchase(stock="a", supplier="supplier", lead_time=law),),
        demands=(demand,),
    )
    control = (Control(("a",), policy),)
    return Scenario(name="one", network=network, control=control, horizon=horizon, warm_up=warm_up, **more)


def orders_at(times: Sequence[float], sizes: Sequence[float], stock: str = "a", **more: Any) -> Demand:
    """Return customers who come at given times with given sizes, and never again."""
    gaps = [b - a for a, b in itertools.pairwise(times)]
    law = Recorded(tuple(gaps), after=math.inf) if gaps else Constant(math.inf)
    return Demand(
        name=more.pop("name", f"customers of {stock}"),
        stock=stock,
        interval=law,
        size=Recorded(tuple(float(s) for s in sizes)),
        first=times[0],
        **more,
    )


def traced(scenario: Scenario, replication: int = 0) -> tuple[Run, Ledger]:
    """Run a scenario with the auditor and a ledger of all facts."""
    ledger = Ledger()
    return simulate(scenario, replication, observers=[ledger], audit=True), ledger


def to_order() -> BaseStock:
    """Return the policy that keeps nothing: each draw makes an equal order."""
    return BaseStock(0.0)


def interval_99(values: Sequence[float]) -> tuple[float, float]:
    """Return mean and half-width of the Student 99 % interval."""
    n = len(values)
    half = float(special.stdtrit(n - 1, 0.995)) * float(np.std(values, ddof=1)) / math.sqrt(n)
    return float(np.mean(values)), half


Reading = Callable[[Run], float]


AUDITED = 4
"""Replications on which the auditor goes along where there are many."""


def hold(scenario: Scenario, *claims: tuple[Reading, float, float], replications: int = 20) -> None:
    """Check simulated figures against exact ones.

    Each claim is (reading of a run, exact figure, width): the exact figure lies inside the 99 % interval
    of the replications, and the interval's half-width is at most `width` of it. The auditor goes along on the
    first few replications; the others are of the same world and are only there to make the interval narrow.
    """
    runs = [simulate(scenario, k, audit=None if k < AUDITED else False) for k in range(replications)]
    for number, (reading, exact, width) in enumerate(claims):
        mean, half = interval_99([reading(run) for run in runs])
        told = f"claim {number}: exact {exact:.6g}, simulated {mean:.6g} +- {half:.2g}"
        assert abs(mean - exact) <= half, told
        assert half <= width * abs(exact), f"{told}: wider than {width:.1%}"
