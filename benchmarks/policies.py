"""Speed of joint policies against demands of one stock point, in one run: `python benchmarks/policies.py`.

Ratios only mean something within a run: the plans and the stock point take turns in one process, and the
median of the rounds' ratios is printed.
"""

import math
import statistics
import sys
import time
from collections.abc import Callable, Iterable
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import numpy as np

from benchmarks.engine import one_stock_point, timed
from experiments.planning import draw_history
from policies.mrp import Mrp
from policies.planning.bill import Bill
from policies.planning.lot_rules import LotRules
from policies.planning.netting import PlanningData
from policies.planning.regeneration import plan
from scenarios import load_case
from sim import Control, Scenario, simulate
from sim.contract import Decision, View
from sim.network import Production

ROUNDS = 7
BUCKETS = 52
DEMANDS = 5_000
YEARS = 10
LEVELS = (0.40, 0.43, 0.16, 0.01)
"""Shares of the low-level codes in Gupta's bill."""
LINKS = 3
"""Lines an item in Gupta's bill."""
SIZES = (400, 4_000, 40_000)
GUPTA_DAYS = 365


class Watched:
    """A policy that keeps the latest view that it was shown, and the time that it took to decide."""

    def __init__(self, policy: Mrp) -> None:
        self.policy = policy
        self.view: View | None = None
        self.seconds = 0.0
        self.times = 0

    def __getattr__(self, name: str) -> Any:
        return getattr(self.policy, name)

    def decide(self, view: View) -> Iterable[Decision]:
        """Decide as the policy does."""
        start = time.process_time()
        decisions = list(self.policy.decide(view))
        self.seconds += time.process_time() - start
        self.times += 1
        if view.memory is not None:
            self.view = view
        return decisions


def gupta() -> tuple[Scenario, Watched]:
    """Return the Gupta case with all its stock points under one plan, lots by period order quantity."""
    today = load_case("gupta").scenario("as-is")
    planning = draw_history(today).for_network(today.network)
    parts = {c.stock for s in today.network.sources if isinstance(s, Production) for c in s.components}
    records = {source.stock: planning.record(source.stock) for source in today.network.sources}
    policy = Watched(
        Mrp.sized_jointly(
            records, parts, safety_factor=1.5, part_safety_factor=0.5, bucket=7.0, longest_cover=91.0
        )
    )
    control = (Control(tuple(records), policy),)
    return replace(today, control=control, horizon=float(GUPTA_DAYS), warm_up=0.0), policy


def made_up(items: int) -> Callable[[], object]:
    """Return a regeneration of as many items on four levels, whose parts go into several parents."""
    dice = np.random.default_rng(1)
    ends = np.rint(np.cumsum((0.0, *LEVELS)) * items).astype(np.int64)
    starts = [np.full(stop - start, start) for start, stop in pairwise(ends)]
    above = np.concatenate(starts)  # the first item of the same level
    below = np.arange(ends[1], items)
    lines = [(ends[np.searchsorted(ends, above[below]) - 1], above[below], below)]  # each has a parent
    others = dice.choice(below, LINKS * items - len(below))
    lines.append((np.zeros(len(others), dtype=np.int64), above[others], others))
    lowest, limit, components = (np.concatenate(column) for column in zip(*lines, strict=True))
    parents = dice.integers(lowest, limit)
    quantities = dice.choice([1.0, 1.0, 1.0, 2.0, 4.0], len(parents))
    names = [str(item) for item in range(items)]
    pairs = zip(parents.tolist(), components.tolist(), quantities.tolist(), strict=True)
    bill = Bill.of(names, [(names[parent], names[part], units) for parent, part, units in pairs])
    lead_time = dice.integers(1, 8, items)
    gross = np.zeros((items, BUCKETS), order="F")
    products = bill.level_items(0)
    gross[products] = dice.gamma(0.5, 20.0, products.stop)[:, None]
    weekly = bill.total_requirements(gross[:, :1])[:, 0]
    coming = np.zeros((items, BUCKETS), order="F")
    coming[np.arange(items), lead_time - 1] = np.rint(weekly * dice.integers(0, 4, items))
    on_hand = np.rint(weekly * dice.uniform(0.0, 4.0, items))
    basis = PlanningData.of(
        np.zeros_like(gross),
        lead_time=lead_time,
        fence=lead_time,
        safety_stock=np.rint(weekly),
        lots=LotRules.of(items, "period-order-quantity", periods=dice.integers(1, 13, items), multiple=1.0),
    )
    return lambda: plan(bill, basis.renewed(gross, on_hand, coming))


def repeated(work: Callable[[], object], times: int) -> float:
    """Return CPU seconds of one call; what it returns is dropped before the next."""

    def all_of_them() -> None:
        for _ in range(times):
            work()

    return float(timed(all_of_them)[0]) / times


def main() -> None:
    """Print what a regeneration costs, how it grows, and what deciding costs in a simulation."""
    scenario, policy = gupta()
    simulated, _ = timed(lambda: simulate(scenario, audit=False))
    view = policy.view
    assert view is not None and view.table is not None
    count = len(view.table)
    works: list[tuple[str, int, Callable[[], object], int]] = [
        ("Gupta", count, lambda: policy.policy.plan(view), 10),
        *(("made up", size, made_up(size), max(8_000 // size, 1)) for size in SIZES),
        ("Gupta, decided", count, lambda: list(policy.policy.decide(view)), 3),
    ]
    for _, _, work, _ in works:
        work()  # what is compiled once
    one = one_stock_point(365.0 * YEARS)
    rounds = []
    for k in range(ROUNDS):
        seconds, run = timed(lambda k=k: simulate(one, k, audit=False))
        demands = DEMANDS * seconds / run.of("a", "demand_lines")
        rounds.append((demands, *(repeated(work, times) for _, _, work, times in works)))
    demands, *seconds = (statistics.median(column) for column in zip(*rounds, strict=True))
    ratios = [statistics.median(row[k + 1] / row[0] for row in rounds) for k in range(len(works))]
    print(f"Regeneration of a material requirements plan, {BUCKETS} weekly buckets:")
    print(f"  {DEMANDS:,} demands of one stock point {1e3 * demands:9.2f} ms")
    for (name, size, _, _), spent, ratio in list(zip(works, seconds, ratios, strict=True))[:-1]:
        print(
            f"  {name:8} {size:6,} items {1e3 * spent:16.2f} ms"
            f"   {1e9 * spent / size / BUCKETS:5.0f} ns an item and bucket"
            f"   ratio to the demands {ratio:6.2f}" + (", asked: at most 1.0" if name == "Gupta" else "")
        )
    times = [seconds[k + 1] for k in range(len(SIZES))]
    power = math.log(times[-1] / times[0]) / math.log(SIZES[-1] / SIZES[0])
    steep = times[-1] / times[-2]
    print(
        f"  growth: time ~ items^{power:.2f}; {SIZES[-1] // SIZES[-2]} times the items of {SIZES[-2]:,} take "
        f"{steep:.1f} times as long   asked: linear"
    )
    print(
        f"  Gupta, plan, releases and messages {1e3 * seconds[-1]:.1f} ms, ratio {ratios[-1]:.2f};"
        f"\n  in a simulation of {GUPTA_DAYS} days {policy.times} times, "
        f"{policy.seconds / simulated:.0%} of its {simulated:.1f} s"
    )


if __name__ == "__main__":
    main()
