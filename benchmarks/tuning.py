"""Tuning on cases whose optimum is known: `python benchmarks/tuning.py`.

Each search begins at twice the optimum, without closed forms. The cost of what it finds is worked out
exactly, and the time that it simulated is held against a full grid from a quarter to four times each
parameter, every point of it simulated to the end.
"""

import math
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from experiments.bench import Runner
from experiments.tune.problem import Knob, Problem
from experiments.tune.search import search
from policies.base_stock import BaseStock
from policies.periodic_min_max import PeriodicMinMax
from policies.q_system import QSystem
from policies.sizing.poisson import poisson_loss, poisson_pmf
from policies.sizing.poisson_order_points import ReorderPointQuantity, optimal_reorder_point_quantity
from sim import Control, Scenario
from sim.contract import Policy
from sim.distributions import Constant, Exponential, Poisson
from sim.network import Accounts, Demand, Item, Network, Purchase, Source, StockPoint, Supplier, Transfer

WORLDS = 10
"""Worlds of a setting that is simulated to the end."""
LOW, HIGH, START = 0.25, 4.0, 2.0
"""The grid and the ranges, and the first point, as multiples of the optimum."""
SEEDS = range(3)
JUST_BEFORE = 1 - 1e-6
"""A review just before the demand of a period leaves the level at its end for nearly all of the next one."""


@dataclass(frozen=True)
class Known:
    """A case whose optimum is known.

    `optimum` holds the best value of each parameter, `cost` works out the cost of any, `build` makes the
    scenario.
    """

    name: str
    optimum: Mapping[str, int]
    cost: Callable[..., float]
    build: Callable[[Mapping[str, float], int], Scenario]

    @property
    def grid(self) -> int:
        """Points of the full grid."""
        return math.prod(
            math.floor(HIGH * best) - math.ceil(LOW * best) + 1 for best in self.optimum.values()
        )


def main() -> None:
    """Print the table."""
    head = f"{'case':44} {'optimum':>12} {'found':>12} {'cost above':>10}"
    print(f"{head} {'settings':>8} {'grid':>7} {'grid/search':>11}")
    fine = True
    for case in cases():
        for seed in SEEDS:
            began = time.perf_counter()
            found, settings, runs = tuned(case, seed)
            gap = case.cost(**found) / case.cost(**case.optimum) - 1
            ratio = case.grid * WORLDS / runs
            fine = fine and gap <= 0.01 and ratio >= 20
            took = time.perf_counter() - began
            answer = f"{case.name:44} {shown(case.optimum):>12} {shown(found):>12} {gap:10.2%}"
            print(f"{answer} {settings:8} {case.grid:7} {ratio:11.1f}  {took:5.1f} s")
    print(
        "every search within 1 % of the optimum and 20 times cheaper than the grid:", "yes" if fine else "NO"
    )


def tuned(case: Known, seed: int) -> tuple[dict[str, int], int, int]:
    """Return what a search finds, how many settings it tried, and how many runs it made."""
    knobs = tuple(
        Knob(name, math.ceil(LOW * best), math.floor(HIGH * best), integer=True, log=True)
        for name, best in case.optimum.items()
    )
    problem = Problem(knobs, "total_cost", build=lambda values: case.build(values, seed))
    start = tuple(START * best for best in case.optimum.values())
    result = search(Runner(), problem, start, worlds=WORLDS, seed=seed)
    named = problem.named(result.winner.setting)
    return {name: int(value) for name, value in named.items()}, result.trials, result.runs


def shown(values: Mapping[str, int]) -> str:
    return ", ".join(str(value) for value in values.values())


# ---- the cases


def cases() -> list[Known]:
    """Return five order-point cases with published optima, one with lost sales, one with two echelons."""
    return [
        order_points(),
        *(order_up_to(rate) for rate in (15, 30, 60)),
        order_up_to(6, order_cost=5, penalty=4, published=(4, 10)),
        lost_sales(),
        two_echelons(),
    ]


def one_place(
    policy: Policy,
    demand: Demand,
    accounts: Accounts,
    order_cost: float,
    horizon: float,
    seed: int,
    lead_time: float = 0.0,
) -> Scenario:
    """Return one stock point under a policy; a unit of money in it costs a unit of money a year."""
    network = Network(
        items=(Item(name="a", unit_cost=1.0),),
        stock_points=(StockPoint(name="a", item="a", initial=10),),
        suppliers=(Supplier(name="s"),),
        sources=(Purchase(stock="a", supplier="s", lead_time=Constant(lead_time), order_cost=order_cost),),
        demands=(demand,),
        accounts=accounts,
    )
    return Scenario(
        name="one",
        network=network,
        control=(Control(("a",), policy),),
        time_unit="year",
        seed=seed,
        horizon=horizon * 1.02,
        warm_up=horizon * 0.02,
    )


def order_points() -> Known:
    """RQ-01: (r, Q) under Poisson demand (Federgruen and Zheng 1992; Snyder and Shen, example 5.8)."""
    best = optimal_reorder_point_quantity(1.5, 2.0, 100.0, 20.0, 150.0)

    def cost(r: int, q: int) -> float:
        return ReorderPointQuantity(1.5, 2.0, r, q).cost(100.0, 20.0, 150.0)

    def build(values: Mapping[str, float], seed: int) -> Scenario:
        demand = Demand(name="d", stock="a", interval=Exponential(1 / 1.5))
        accounts = Accounts(holding_rate=20.0, backorder_cost=150.0)
        policy = QSystem(values["r"], values["q"])
        return one_place(policy, demand, accounts, 100.0, 2000.0, seed, lead_time=2.0)

    return Known(
        "RQ-01 (r, Q), Poisson demand", {"r": best.reorder_point, "q": best.order_quantity}, cost, build
    )


def order_up_to(
    rate: int, order_cost: float = 64.0, penalty: float = 9.0, published: tuple[int, int] | None = None
) -> Known:
    """SS-01, SS-02: (s, S) under Poisson demand, no lead time (Zheng and Federgruen 1991)."""

    def cost(s: int, d: int) -> float:
        """Return the exact cost a period of ordering up to s + d at s or below, by renewal theory."""
        top = s + d
        none = poisson_pmf(0, rate)
        masses = [poisson_pmf(j, rate) for j in range(d + 1)]
        visits = [1 / (1 - none)]
        for j in range(1, d):
            visits.append(sum(masses[i] * visits[j - i] for i in range(1, j + 1)) / (1 - none))

        def level(y: int) -> float:
            if y < 0:
                return penalty * (rate - y)
            late = poisson_loss(y, rate)
            return 1.0 * (y - rate + late) + penalty * late

        held = sum(visit * level(top - j) for j, visit in enumerate(visits))
        return (order_cost + held) / sum(visits)

    def build(values: Mapping[str, float], seed: int) -> Scenario:
        demand = Demand(name="d", stock="a", interval=Constant(1.0), size=Poisson(rate), first=1.0)
        policy = PeriodicMinMax(1.0, values["s"], values["s"] + values["d"], offset=JUST_BEFORE)
        return one_place(
            policy, demand, Accounts(holding_rate=1.0, backorder_cost=penalty), order_cost, 2000.0, seed
        )

    table = {15: (10, 49), 30: (23, 66), 60: (52, 129)}
    s, top = published or table[rate]
    name = f"{'SS-02' if published else 'SS-01'} (s, S), Poisson demand of {rate} a period"
    return Known(name, {"s": s, "d": top - s}, cost, build)


def lost_sales() -> Known:
    """(r, Q) with lost sales, Poisson demand, one order at a time, exactly (Hadley and Whitin 1963)."""
    rate, lead, fixed, lost = 50.0, 0.2, 30.0, 4.0

    def cost(r: int, q: int) -> float:
        mean = rate * lead
        left = [(r - k) * poisson_pmf(k, mean) for k in range(r)]
        short = poisson_loss(r, mean)
        # Stock while the order is on its way: the area under E[(r - D(t))+], by Poisson tails.
        steps = 400
        area = (
            sum(
                sum((r - k) * poisson_pmf(k, rate * lead * (i + 0.5) / steps) for k in range(r))
                for i in range(steps)
            )
            * lead
            / steps
        )
        length = lead
        for k in range(r + 1):
            chance = poisson_pmf(k, mean) if k < r else 1 - sum(poisson_pmf(i, mean) for i in range(r))
            top = r - k + q
            length += chance * (top - r) / rate
            area += chance * (top * (top + 1) - r * (r + 1)) / 2 / rate
        assert left
        return (fixed + lost * short + area) / length

    best = min(((r, q) for r in range(5, 30) for q in range(30, 90)), key=lambda p: cost(*p))

    def build(values: Mapping[str, float], seed: int) -> Scenario:
        demand = Demand(name="d", stock="a", interval=Exponential(1 / rate), unmet="lost")
        accounts = Accounts(holding_rate=1.0, shortage_per_unit=lost)
        policy = QSystem(values["r"], values["q"], multiple=False)
        return one_place(policy, demand, accounts, fixed, 400.0, seed, lead_time=lead)

    return Known("lost sales (r, Q), Poisson demand", {"r": best[0], "q": best[1]}, cost, build)


def two_echelons() -> Known:
    """One warehouse and four retailers, one for one, as in OWMR-01 with costs (Simon 1971; Graves 1985)."""
    rate, shops, deep, near, late = 4.0, 4, 1.5, 1.0, 20.0

    def cost(warehouse: int, shop: int) -> float:
        mean = rate * shops * deep
        most = int(mean + 10 * math.sqrt(mean)) + 10
        owed = [0.0] * (most + 1)
        for k in range(most + warehouse + 1):
            owed[min(max(k - warehouse, 0), most)] += poisson_pmf(k, mean)
        mine = [0.0] * (most + 1)
        for b, chance in enumerate(owed):
            for k in range(b + 1):
                mine[k] += chance * math.comb(b, k) * (1 / shops) ** k * (1 - 1 / shops) ** (b - k)
        held = waiting = 0.0
        for b, chance in enumerate(mine):
            level = shop - b
            short = poisson_loss(level, rate * near) if level >= 0 else rate * near - level
            waiting += chance * short
            held += chance * (level - rate * near + short)
        depot = sum((warehouse - k) * poisson_pmf(k, mean) for k in range(warehouse))
        return depot + shops * (held + late * waiting)

    best = min(((w, s) for w in range(10, 40) for s in range(3, 14)), key=lambda p: cost(*p))

    def build(values: Mapping[str, float], seed: int) -> Scenario:
        names = [f"shop-{k}" for k in range(shops)]
        sources: list[Source] = [Purchase(stock="depot", supplier="s", lead_time=Constant(deep))]
        sources += [Transfer(stock=name, origin="depot", lead_time=Constant(near)) for name in names]
        network = Network(
            items=(Item(name="a", unit_cost=1.0),),
            stock_points=(
                StockPoint(name="depot", item="a", initial=int(values["warehouse"])),
                *(StockPoint(name=name, item="a", initial=int(values["shop"])) for name in names),
            ),
            suppliers=(Supplier(name="s"),),
            sources=tuple(sources),
            demands=tuple(Demand(name=n, stock=n, interval=Exponential(1 / rate)) for n in names),
            accounts=Accounts(holding_rate=1.0, backorder_cost=late),
        )
        control = (
            Control(("depot",), BaseStock(values["warehouse"])),
            *(Control((name,), BaseStock(values["shop"])) for name in names),
        )
        return Scenario(
            name="two", network=network, control=control, time_unit="year", seed=seed, horizon=210, warm_up=10
        )

    return Known("two echelons, base stock", {"warehouse": best[0], "shop": best[1]}, cost, build)


if __name__ == "__main__":
    main()
