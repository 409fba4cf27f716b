"""Speed of the engine against plain SimPy, side by side in one run: `python benchmarks/engine.py`.

Ratios only mean something within a run: both sides take turns in one process, and the median of the
rounds' ratios is printed.
"""

import gc
import os
import statistics
import subprocess
import sys
import time
import tracemalloc
from dataclasses import replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.baseline_plant import PlainPlant
from benchmarks.baseline_stock_point import HandWritten
from policies.q_system import QSystem
from scenarios import load_case
from sim import Control, Run, Scenario, simulate
from sim.distributions import Constant, Exponential
from sim.network import Demand, Item, Network, Purchase, StockPoint, Supplier

ROUNDS = 7
ORDER_POINT, QUANTITY = 55, 40
YEARS = 100
PLANT_DAYS = 3 * 365


def one_stock_point(horizon: float) -> Scenario:
    """Poisson unit demand 10 a day, lead time 5 days, (s, Q)."""
    network = Network(
        items=(Item(name="a", unit_cost=1.0),),
        stock_points=(StockPoint(name="a", item="a", initial=ORDER_POINT + QUANTITY),),
        suppliers=(Supplier(name="s"),),
        sources=(Purchase(stock="a", supplier="s", lead_time=Constant(5.0)),),
        demands=(Demand(name="d", stock="a", interval=Exponential(0.1)),),
    )
    control = (Control(("a",), QSystem(ORDER_POINT, QUANTITY)),)
    return Scenario(name="one", network=network, control=control, horizon=horizon)


def timed(work):
    """Return CPU seconds and the result of a call."""
    gc.collect()
    start = time.process_time()
    result = work()
    return time.process_time() - start, result


def domain_facts(run: Run, scenario: Scenario) -> int:
    """Customer demands, orders received, operations finished: what the plain script counts."""
    sold = {d.stock for d in scenario.network.demands}
    demands = sum(run.of(name, "demand_lines") for name in sold)
    return int(
        demands + run.total("cycles").sum() + sum(run.centre(c, "operations") for c in run.centre_names)
    )


def stock_point_speed() -> None:
    """Demands a second, ours against idiomatic SimPy."""
    scenario = one_stock_point(365.0 * YEARS)
    ratios, rates = [], []
    for k in range(ROUNDS):
        hand, result = timed(lambda k=k: HandWritten(10, 5, ORDER_POINT, QUANTITY, k).run(365 * YEARS))
        ours, run = timed(lambda k=k: simulate(scenario, k, audit=False))
        rates.append((result.demands / hand, run.of("a", "demand_lines") / ours))
        ratios.append(rates[-1][1] / rates[-1][0])
    hand, ours = (statistics.median(column) for column in zip(*rates, strict=True))
    print(f"One stock point, {YEARS} years, unit Poisson demand 10 a day, (s, Q):")
    print(f"  idiomatic SimPy by hand   {hand:12,.0f} demands a second")
    print(f"  orderpoint                {ours:12,.0f} demands a second")
    print(f"  ratio (median of {ROUNDS})      {statistics.median(ratios):12.2f}   asked: 1.0, goal 2.5")


BARE = {
    "losses.*.on": False,
    "counts.*.on": False,
    "design_changes.*.on": False,
    "places.*.on": False,
    "productions.*.overrun_share": "",
    "productions.*.overrun_bins": "",
    "productions.*.overrun_found": "",
    "purchases.*.processing_days": 0,
}
"""Changes that leave the Gupta of the first benchmark: stock, orders, plant, freight, quotes."""


def gupta(values: dict[str, object]) -> Scenario:
    """Return today's Gupta over the benchmark's time, from its start."""
    scenario = load_case("gupta").scenario("as-is", values)
    return replace(scenario, horizon=float(PLANT_DAYS), warm_up=0.0)


def complete_speed() -> None:
    """Time per domain fact of Gupta with everything that goes wrong against Gupta with none of it."""
    bare, complete = gupta(BARE), gupta({})
    rows = []
    for k in range(ROUNDS):
        one, first = timed(lambda k=k: simulate(bare, k, audit=False))
        two, second = timed(lambda k=k: simulate(complete, k, audit=False))
        rows.append((1e6 * one / domain_facts(first, bare), 1e6 * two / domain_facts(second, complete)))
    one, two = (statistics.median(column) for column in zip(*rows, strict=True))
    print(f"Gupta today, {PLANT_DAYS} days, with losses, counts, bins, design changes and space:")
    print(f"  none of them              {one:12.1f} microseconds a fact")
    print(f"  all of them               {two:12.1f} microseconds a fact")
    ratio = statistics.median(b / a for a, b in rows)
    print(f"  ratio (median of {ROUNDS})      {ratio:12.2f}   asked: at most 1.3")


def plant_speed() -> None:
    """Time per domain fact on Gupta today, ours with all totals against a plain script with none."""
    scenario = gupta(BARE)
    rows = []
    for k in range(ROUNDS):
        hand, facts = timed(lambda k=k: PlainPlant(scenario, k).simulate(PLANT_DAYS))
        ours, run = timed(lambda k=k: simulate(scenario, k, audit=False))
        rows.append((1e6 * hand / facts, 1e6 * ours / domain_facts(run, scenario)))
    hand, ours = (statistics.median(column) for column in zip(*rows, strict=True))
    ratio = statistics.median(b / a for a, b in rows)
    print(f"Gupta today, {PLANT_DAYS} days, one replication (time per demand, receipt or operation):")
    print(f"  plain SimPy, no figures   {hand:12.1f} microseconds a fact")
    print(f"  orderpoint, all totals    {ours:12.1f} microseconds a fact")
    print(f"  ratio (median of {ROUNDS})      {ratio:12.2f}   asked: at most 1.5")


def memory() -> None:
    """Peak memory of a Gupta run, and how it grows with the horizon."""
    scenario = load_case("gupta").scenario("as-is")
    peaks = []
    for years in (3, 6):
        tracemalloc.start()
        simulate(replace(scenario, horizon=365.0 * years, warm_up=0.0), audit=False)
        peaks.append(tracemalloc.get_traced_memory()[1] / 2**20)
        tracemalloc.stop()
    code = (
        "import resource; from scenarios import load_case; from sim import simulate;"
        "simulate(load_case('gupta').scenario('as-is'));"
        "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)"
    )
    peak = float(
        subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    )
    print("Memory of a Gupta run:")
    print(f"  whole process, peak       {peak:12.0f} MB   asked: under 300")
    print(f"  objects, 3 years          {peaks[0]:12.1f} MB")
    print(f"  objects, 6 years          {peaks[1]:12.1f} MB   asked: flat")


def help_time() -> None:
    """Start-up of the command line, byte code on disk."""
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    command = [sys.executable, "-m", "experiments.cli", "--help"]
    times = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        subprocess.run(command, capture_output=True, check=True, env=environment)
        times.append(time.perf_counter() - start)
    print(f"orderpoint --help           {statistics.median(times):12.2f} seconds   asked: at most 0.4")


def main() -> None:
    """Print every ratio."""
    stock_point_speed()
    plant_speed()
    complete_speed()
    memory()
    help_time()


if __name__ == "__main__":
    main()
