"""Cost of the runner, two workers against one, and what grows with the size: `python benchmarks/runner.py`.

Ratios only mean something within a run: both sides take turns, and medians of the rounds are printed. The
load of the machine is printed too, for two workers need two idle cores.
"""

import gc
import math
import os
import pickle
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import cloudpickle
import joblib
from joblib.externals.loky import get_reusable_executor

from experiments.bench import Bench
from experiments.kpi import centre_kpis, network_kpis, stock_point_kpis
from experiments.precision.demand_control import drawn_per_year
from experiments.replicate import Outcome, Task, _pack, _run_packed, paired_tasks, replicate
from experiments.store import Store
from policies.q_system import QSystem
from scenarios import load_case
from sim import Control, Scenario, simulate
from sim.distributions import Constant, Exponential
from sim.engine.world import World
from sim.network import Demand, Item, Network, Purchase, StockPoint, Supplier, Transfer

ROUNDS = 3
COMPARISON_SECONDS = 60.0
STORES = 9
"""Stores that one warehouse of a family serves."""
SIZES = (200, 2_000, 20_000)
"""Item-locations of the networks whose cost is measured."""


def main() -> None:
    """Print every ratio."""
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # workers start as a user's do: byte code on disk
    if sys.argv[1:2] == ["year"]:
        year_figures(sys.argv[2])
        return
    for part in (overheads, two_workers, sizes, growth):
        print(f"(load of the machine, mean of the last minute: {os.getloadavg()[0]:.1f})")
        part()


# ---- the runner against bare simulation


@dataclass
class Clocks:
    """CPU and wall seconds."""

    cpu: float = 0.0
    wall: float = 0.0

    def add(self, work: Callable[[], object]) -> None:
        """Time a call; garbage of what came before is none of its business."""
        gc.collect()
        cpu, wall = time.process_time(), time.perf_counter()
        work()
        self.cpu += time.process_time() - cpu
        self.wall += time.perf_counter() - wall


def overheads() -> None:
    """Print what the runner adds to a case that is slow and to one that is fast."""
    print("Runner above bare simulation, one worker, figures of stock points kept (CPU, wall):")
    overhead("gupta", "as-is", 6)
    overhead("fixed-period", "textbook", 60)


def overhead(case: str, alternative: str, replications: int) -> None:
    """Print the time of `replicate` over that of the same runs and figures, and over the runs alone."""
    scenario = load_case(case).scenario(alternative)
    tasks = [Task(alternative, scenario, k) for k in range(replications)]
    print(f"  {case} {alternative}, {replications} replications, median of {ROUNDS} rounds:")
    for kept in (False, True):
        rounds = [turns(tasks, kept) for _ in range(ROUNDS)]
        for words, k in (("simulation and figures", 1), ("simulation alone", 2)):
            cpu = statistics.median(sides[0].cpu / sides[k].cpu for sides in rounds) - 1
            wall = statistics.median(sides[0].wall / sides[k].wall for sides in rounds) - 1
            store = "with a store" if kept else "no store    "
            asked = "   asked: at most 5 %" if k == 1 else ""
            print(f"    {store} above {words:22} {cpu:7.1%} {wall:7.1%}{asked}")


def turns(tasks: Sequence[Task], kept: bool) -> tuple[Clocks, Clocks, Clocks]:
    """Return the time of the runner, of simulations with figures, and of simulations.

    Each replication is simulated by the runner, and then bare, so that both meet the same machine.
    """
    runner, bare, alone, aside = Clocks(), Clocks(), Clocks(), Clocks()

    def by_hand(outcome: Outcome, done: int, total: int) -> None:
        scenario = tasks[0].scenario
        runs = []
        here = Clocks()
        here.add(lambda: runs.append(simulate(scenario, outcome.replication)))
        alone.cpu, alone.wall = alone.cpu + here.cpu, alone.wall + here.wall
        here.add(lambda: figures(runs[0], scenario))
        bare.cpu, bare.wall = bare.cpu + here.cpu, bare.wall + here.wall
        gc.collect()

    def told(*news: Any) -> None:
        cpu, wall = time.process_time(), time.perf_counter()
        by_hand(*news)
        aside.cpu += time.process_time() - cpu
        aside.wall += time.perf_counter() - wall

    with tempfile.TemporaryDirectory() as folder:
        store = Store(Path(folder) / "kept", {"what": "benchmark"}, resume=False) if kept else None
        runner.add(lambda: replicate(tasks, progress=told, store=store))
    runner.cpu, runner.wall = runner.cpu - aside.cpu, runner.wall - aside.wall
    return runner, bare, alone


def figures(run, scenario: Scenario) -> None:
    """Work out the figures that an outcome holds."""
    network_kpis(run, scenario)
    stock_point_kpis(run, scenario)
    centre_kpis(run, scenario)
    drawn_per_year(run, scenario)


# ---- two workers


def two_workers() -> None:
    """Print how much faster two workers are than one, just started and started before."""
    bench = Bench(load_case("gupta"))
    ways = {name: bench.scenario(name) for name in ("as-is", "q-system")}
    once = sum(outcome.wall_seconds for outcome in replicate(paired_tasks(ways, 1)))
    tasks = paired_tasks(ways, math.ceil(COMPARISON_SECONDS / once))
    print(f"Two workers, gupta as-is and q-system, {len(tasks)} runs:")
    ratios: dict[str, list[float]] = {"cold": [], "warm": []}
    for _ in range(ROUNDS):
        one = replicate(tasks)
        for start, found in ratios.items():
            if start == "cold":
                get_reusable_executor().shutdown(wait=True)
            two = replicate(tasks, 2)
            assert [repr(a.kpis) for a in one] == [repr(b.kpis) for b in two]
            busy, work = (sum(outcome.wall_seconds for outcome in side) for side in (two, one))
            found.append(one.wall_seconds / two.wall_seconds)
            print(
                f"  {start}: one {one.wall_seconds:5.1f} s, two {two.wall_seconds:5.1f} s, "
                f"ratio {found[-1]:.2f}; "
                f"workers busy {busy / two.wall_seconds / 2:.1%} of the time, "
                f"a run takes {busy / work:.2f} of its time alone; load {os.getloadavg()[0]:.1f}"
            )
    for start, found in ratios.items():
        print(
            f"  {start} pool, median of {ROUNDS}      {statistics.median(found):5.2f}   asked: at least 1.8"
        )
    get_reusable_executor().shutdown(wait=True)


# ---- bytes


def sizes() -> None:
    """Print the bytes that a task sends and an outcome brings back."""
    scenario = load_case("gupta").scenario("as-is")
    task = Task("as-is", scenario, 0)
    packed = _pack(task, {})
    (whole,), (brief,) = (tuple(replicate([task], stock_points=wanted)) for wanted in (True, False))
    call = joblib.delayed(_run_packed)(os.getpid(), "as-is", packed, 0, True, ())
    print(f"Bytes, gupta as-is ({len(scenario.network.stock_points)} stock points):")
    rows = {
        "scenario, as it is pickled": len(cloudpickle.dumps(scenario)),
        "scenario, packed": len(packed),
        "task, sent to a worker": len(cloudpickle.dumps(call)),
        "outcome, brought back": len(pickle.dumps(whole, 5)),
        "outcome without stock points": len(pickle.dumps(brief, 5)),
    }
    for words, count in rows.items():
        print(f"  {words:30} {count:12,}")


# ---- size


def families(count: int) -> Scenario:
    """Return warehouses with nine stores each: one item a family, a unit every 5 days a store."""
    items, points, sources, demands = [], [], [], []
    warehouses, stores = [], []
    for f in range(count // (STORES + 1)):
        item, centre = f"item-{f}", f"item-{f}-warehouse"
        items.append(Item(name=item, unit_cost=10.0))
        warehouses.append(centre)
        points.append(StockPoint(name=centre, item=item, initial=80))
        sources.append(Purchase(stock=centre, supplier="maker", lead_time=Constant(14.0)))
        for b in range(STORES):
            store = f"item-{f}-store-{b}"
            stores.append(store)
            points.append(StockPoint(name=store, item=item, initial=8))
            sources.append(Transfer(stock=store, origin=centre, lead_time=Constant(2.0)))
            demands.append(Demand(name=store, stock=store, interval=Exponential(5.0)))
    network = Network(
        items=tuple(items),
        stock_points=tuple(points),
        suppliers=(Supplier(name="maker"),),
        sources=tuple(sources),
        demands=tuple(demands),
    )
    control = (Control(tuple(warehouses), QSystem(50, 60)), Control(tuple(stores), QSystem(2, 6)))
    return Scenario(name="families", network=network, control=control, horizon=365.0)


def year_figures(which: str) -> None:
    """Print the cost of a year of a network, in a process of its own: called by `growth`."""

    def memory() -> float:
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE") / 1024

    def watch(world: World) -> None:
        world.clock.at(scenario.horizon / 2, "OBSERVE", lambda: state.append(memory()))

    load_case("fixed-period")
    empty = memory()
    scenario = load_case("gupta").scenario("as-is") if which == "gupta" else families(int(which))
    scenario = replace(scenario, warm_up=0.0)
    loaded = memory()
    packed = _pack(Task("a", scenario, 0), {})
    state: list[float] = []
    run = simulate(scenario, 0, watches=[watch])
    times = []
    for k in range(1, ROUNDS + 1):
        clocks = Clocks()
        clocks.add(lambda k=k: simulate(scenario, k))
        times.append(clocks.cpu)
    seconds, figure_time = min(times), Clocks()
    figure_time.add(lambda: figures(run, scenario))
    count, years = len(scenario.network.stock_points), scenario.horizon / 365
    columns = len(stock_point_kpis(run, scenario)) - 1
    print(
        f"  {count:9,} {run.facts / count / years:8.1f} {1e3 * seconds / count / years:8.2f} "
        f"{1e6 * seconds / run.facts:9.1f} {1e3 * figure_time.cpu / count:8.3f} "
        f"{(loaded - empty) / count:8.1f} {(state[0] - loaded) / count:8.1f} "
        f"{len(packed) / count:8.1f} {8 * columns:9} {memory() / 1024:6.0f}"
    )


def growth() -> None:
    """Print the cost of a year of networks of several sizes; the least of the rounds."""
    print(
        f"A year of gupta as-is, and of warehouses with {STORES} stores each that sell a unit every 5 days:"
    )
    print("               a location and year            figures     case    state   packed   outcome  whole")
    print("  locations    facts ms (CPU) us a fact ms a locn       kB       kB        B         B     MB")
    for which in ("gupta", *map(str, SIZES)):
        subprocess.run([sys.executable, __file__, "year", which], check=True)


if __name__ == "__main__":
    main()
