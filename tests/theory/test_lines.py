"""Production lines, Kanban cells and CONWIP against exact and published figures.

Entries LINE-01, LINE-03, KAN-02, KAN-03 and CON-01. The quick tests hold a few rows of each to a wide
interval, under the auditor; the slow ones hold every row to the tolerance of its entry. What the streams
gave (mean hours, up and down times) is known beside what they should give; regression on the difference
makes the intervals narrow (control variates: Lavenberg and Welch, Management Science 27, 1981).
"""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import pytest
from scipy import special

from policies.kanban import Kanban
from sim import Control, Run, Scenario, simulate
from sim.distributions import Constant, Distribution, Exponential
from sim.network import (
    Breakdown,
    Component,
    Demand,
    Item,
    Network,
    Operation,
    Plant,
    Production,
    StockPoint,
    WorkCentre,
)
from tests.worlds import entry, traced

Reading = Callable[[Run], float]
Claim = tuple[Reading, float, float]
"""Reading of a run, exact figure, greatest half-width of its interval as a share of the figure."""

MOST = 400
"""Replications after which an interval is taken not to become narrow."""


def controlled(values: Sequence[float], controls: Sequence[Sequence[float]]) -> tuple[float, float]:
    """Return mean and half-width of the 99 % interval, where the controls have mean zero."""
    table = np.column_stack([np.ones(len(values)), np.array(controls)])
    spread = np.linalg.inv(table.T @ table)
    found = spread @ table.T @ np.array(values)
    free = len(values) - table.shape[1]
    variance = float(np.sum((np.array(values) - table @ found) ** 2)) / free
    return float(found[0]), float(special.stdtrit(free, 0.995)) * float(np.sqrt(variance * spread[0, 0]))


def hold(
    scenario: Scenario, controls: Callable[[Run], list[float]], *claims: Claim, slow: bool = False
) -> None:
    """Check that the exact figures lie inside their 99 % intervals, and that these are narrow.

    Slow tests do without the auditor and add replications until the intervals are narrow.
    """
    runs: list[Run] = []

    def intervals() -> list[tuple[float, float]]:
        noise = [[c / run.time for c in controls(run)] for run in runs]
        return [controlled([reading(run) for run in runs], noise) for reading, _, _ in claims]

    runs = [simulate(scenario, k, audit=not slow) for k in range(20)]
    wide = [half > width * exact for (_, half), (_, exact, width) in zip(intervals(), claims, strict=True)]
    while slow and any(wide) and len(runs) < MOST:
        runs += [simulate(scenario, len(runs) + k, audit=False) for k in range(5)]
        wide = [
            half > width * exact for (_, half), (_, exact, width) in zip(intervals(), claims, strict=True)
        ]
    for (mean, half), (reading, exact, width) in zip(intervals(), claims, strict=True):
        told = f"{reading.__name__}: exact {exact:.6g}, simulated {mean:.6g} +- {half:.2g} ({len(runs)} runs)"
        assert abs(mean - exact) <= half, told
        assert half <= width * exact, f"{told}: wider than {width:.1%}"


def saturated(stock: str) -> Demand:
    """Return a customer who waits for more than can ever be made."""
    return Demand(name="d", stock=stock, interval=Constant(np.inf), size=Constant(1e9), first=0.0)


def throughput(run: Run) -> float:
    """Units finished an hour."""
    return run.of(run.stock_names[-1], "made_units") / run.time


def hours_too_many(run: Run, mean: float = 1.0) -> list[float]:
    """Hours of work drawn at each work centre above their mean."""
    return [run.centre(c, "run_hours") - mean * run.centre(c, "operations") for c in run.centre_names]


def slowly(rows: Sequence[Any], quick: Sequence[Any]) -> list[Any]:
    """Return quick cases for some rows, and slow ones for all: (row, slow)."""
    cases = [pytest.param(row, False) for row in quick]
    return cases + [pytest.param(row, True, marks=pytest.mark.slow) for row in rows]


# ---- lines


def line(
    laws: Sequence[Distribution],
    cards: int,
    *,
    buffer: int | None = None,
    breakdowns: Sequence[Breakdown | None] = (),
    horizon: float,
    warm_up: float,
    container: float = 1.0,
    plant: Plant | None = None,
) -> Scenario:
    """Return a line m1, m2, ... in which `cards` lots are always on their way, or ask to be."""
    names = [f"m{k}" for k in range(1, len(laws) + 1)]
    route = tuple(Operation(work_centre=n, run_hours=law) for n, law in zip(names, laws, strict=True))
    failing = list(breakdowns) or [None] * len(names)
    network = Network(
        items=(Item(name="a"),),
        stock_points=(StockPoint(name="a", item="a"),),
        sources=(Production(stock="a", route=route),),
        work_centres=tuple(
            WorkCentre(name=n, buffer=None if n == "m1" else buffer, breakdown=b)
            for n, b in zip(names, failing, strict=True)
        ),
        demands=(saturated("a"),),
        plant=plant or Plant(),
    )
    control = (Control(("a",), Kanban(cards=cards, container=container)),)
    return Scenario(
        name="line",
        network=network,
        control=control,
        horizon=warm_up + horizon,
        warm_up=warm_up,
        time_unit="hour",
    )


def in_line(run: Run) -> float:
    """Lots on machines or between them, those that wait for the first machine left out."""
    on = sum(run.centre(c, t) for c in run.centre_names for t in ("busy_area", "blocked_time"))
    return (on + sum(run.centre(c, "queue_area") for c in run.centre_names[1:])) / run.time


LINE_01 = entry("LINE-01")["expected"]["table"]


@pytest.mark.parametrize(("row", "slow"), slowly(LINE_01, [LINE_01[k] for k in (0, 2, 4, 6, 11)]))
def test_balanced_lines_with_buffers(row: dict[str, Any], slow: bool) -> None:
    """LINE-01, Hunt (1956), Hillier and Boling (1967): throughput and lots, blocking after service."""
    stations, buffer = row["stations"], row["buffer_each"]
    room = stations + (stations - 1) * buffer
    scenario = line(
        [Exponential(1.0)] * stations,
        room + 1,  # one more than the line can hold: the first machine always has a lot
        buffer=buffer,
        horizon=5000 if slow else 400,
        warm_up=200 if slow else 100,
    )
    width = 0.003 if slow else 0.03
    claims = ((throughput, row["throughput"], width), (in_line, row["avg_wip"], width))
    hold(scenario, hours_too_many, *claims, slow=slow)


def test_published_lines() -> None:
    """LINE-01: the recorded throughputs are those that were published, to their four digits."""
    known = entry("LINE-01")["published"]
    found = {f"{r['stations']},{r['buffer_each']}": r["throughput"] for r in LINE_01}
    assert {key: found[key] for key in known} == pytest.approx(known, abs=5.1e-5)


LINE_03 = [
    {"mu": (1, 1), "p": (0.01, 0.01), "r": (0.1, 0.1), **row} for row in entry("LINE-03")["expected"]["table"]
] + [entry("LINE-03")["expected"]["unequal"]]


@pytest.mark.parametrize(("row", "slow"), slowly(LINE_03, [LINE_03[k] for k in (0, 1, 6)]))
def test_two_unreliable_machines(row: dict[str, Any], slow: bool) -> None:
    """LINE-03, Gershwin and Berman (1981): throughput and storage; machines fail only while they work.

    Their first machine does not begin while the storage, with the part on the second machine, holds N.
    Ours begins, and holds the finished lot: so N are the lot on the second machine, that on the blocked
    first one, and N - 2 between. Where N is one, one lot goes round.
    """
    rates, places = (row["mu"], row["p"], row["r"]), row["N"] - 2
    scenario = line(
        [Exponential(1 / mu) for mu in row["mu"]],
        row["N"] + 2,
        buffer=places if places >= 0 else None,
        breakdowns=[
            Breakdown(by="busy", up=Exponential(1 / p), down=Exponential(1 / r))
            for p, r in zip(row["p"], row["r"], strict=True)
        ],
        horizon=(100_000 if row["N"] > 16 else 20_000) if slow else 600,
        warm_up=2000 if slow else 100,
        plant=None if places >= 0 else Plant(release="conwip", limit=1),
    )

    def storage(run: Run) -> float:
        """Lots past the first machine's work, and not yet past the second's."""
        on = sum(run.centre("m2", t) for t in ("busy_area", "down_time", "queue_area"))
        return (on + run.centre("m1", "blocked_time")) / run.time

    def surprises(run: Run) -> list[float]:
        found: list[float] = []
        for name, mu, p, r in zip(run.centre_names, *rates, strict=True):
            failures = run.centre(name, "breakdowns")
            found += [
                run.centre(name, "run_hours") - run.centre(name, "operations") / mu,
                failures - p * run.centre(name, "busy_area"),
                failures - r * run.centre(name, "down_time"),
            ]
        return found

    width = 0.005 if slow else 0.1
    claims = ((throughput, row["throughput"], width), (storage, row["avg_stock"], width))
    hold(scenario, surprises, *claims, slow=slow)


# ---- Kanban


def cell(cards: Sequence[int], demand: Demand, initial: Sequence[float], horizon: float, warm_up: float):
    """Return stages in a row, each a machine of one hour a unit and a stock point on `cards` of one unit."""
    names = [f"stage {k}" for k in range(1, len(cards) + 1)]
    sources = tuple(
        Production(
            stock=name,
            components=tuple(Component(stock=before) for before in names[:k][-1:]),
            route=(Operation(work_centre=f"machine {k + 1}", run_hours=Exponential(1.0)),),
        )
        for k, name in enumerate(names)
    )
    network = Network(
        items=tuple(Item(name=n) for n in names),
        stock_points=tuple(
            StockPoint(name=n, item=n, initial=units) for n, units in zip(names, initial, strict=True)
        ),
        sources=sources,
        work_centres=tuple(WorkCentre(name=s.route[0].work_centre) for s in sources),
        demands=(demand,),
    )
    control = tuple(
        Control((name,), Kanban(cards=k, container=1)) for name, k in zip(names, cards, strict=True)
    )
    return Scenario(
        name="cell",
        network=network,
        control=control,
        horizon=warm_up + horizon,
        warm_up=warm_up,
        time_unit="hour",
    )


KAN_02 = list(entry("KAN-02")["expected"]["throughput"].items())


@pytest.mark.parametrize(("row", "slow"), slowly(KAN_02, KAN_02[:3]))
def test_two_kanban_stages_under_saturated_demand(row: tuple[str, float], slow: bool) -> None:
    """KAN-02, after Mitra and Mitrani (1990): throughput N / (N + 1) with N cards in both loops."""
    cards = [int(k) for k in row[0].split(",")]
    horizon, warm_up = (5000, 200) if slow else (250, 50)
    scenario = cell(cards, saturated("stage 2"), [0, 0], horizon, warm_up)
    hold(scenario, hours_too_many, (throughput, row[1], 0.005 if slow else 0.03), slow=slow)


KAN_03 = list(entry("KAN-03")["expected"]["by_K"].items())
WIDTH_OF_BACKORDERS = {3: 0.01, 5: 0.02, 10: 0.05}
"""The entry asks for 1 %. Backorders come in rare long spells: with 5 cards that would take 3e7 hours, with
10 cards 1.5e8 (half an hour and more); fill and stock, which the same lots make, are held to 1 %."""


@pytest.mark.parametrize(("row", "slow"), slowly(KAN_03, KAN_03[:1]))
def test_one_kanban_stage_with_backorders(row: tuple[str, dict[str, float]], slow: bool) -> None:
    """KAN-03, Buzacott and Shanthikumar (1993): K cards are a base stock of K at an M/M/1 stage."""
    cards, exact = int(row[0]), row[1]
    customers = Demand(name="d", stock="stage 1", interval=Exponential(1 / 0.8))
    scenario = cell([cards], customers, [cards], 50_000 if slow else 600, 1000 if slow else 100)

    def surprises(run: Run) -> list[float]:
        return [*hours_too_many(run), run.of("stage 1", "demand_units") - 0.8 * run.time]

    def fill(run: Run) -> float:
        return run.of("stage 1", "filled_units") / run.of("stage 1", "demand_units")

    def backorders(run: Run) -> float:
        return run.of("stage 1", "backorder_area") / run.time

    def stock(run: Run) -> float:
        return run.of("stage 1", "on_hand_area") / run.time

    claims = (
        (fill, exact["fill"], 0.01 if slow else 0.1),
        (backorders, exact["EB"], WIDTH_OF_BACKORDERS[cards] if slow else 0.5),
        (stock, exact["EI"], 0.01 if slow else 0.15),
    )
    hold(scenario, surprises, *claims, slow=slow)


# ---- CONWIP

CON_01 = entry("CON-01")["expected"]


def penny_fab(
    law: Distribution, lots: int, horizon: float, warm_up: float, container: float = 1.0
) -> Scenario:
    """Return four machines under CONWIP, with more lots before the floor than it lets in."""
    rule = Plant(release="conwip", limit=lots)
    return line([law] * 4, lots + 2, horizon=horizon, warm_up=warm_up, container=container, plant=rule)


def cycle_time(run: Run) -> float:
    """Hours from release to the floor to the finish, by Little's law."""
    return run.of("a", "wip_area") / run.of("a", "made_units")


@pytest.mark.parametrize("lots", range(1, 9))
def test_the_best_case(lots: int) -> None:
    """CON-01, Penny Fab One: two hours at each of four machines; rate and cycle time are exact."""
    scenario = penny_fab(Constant(2.0), lots, 800.0, 80.0)
    run, ledger = traced(scenario)
    assert throughput(run) == CON_01["best_case_TH"][str(lots)]
    assert cycle_time(run) == CON_01["best_case_CT"][str(lots)]
    done = [time for time, *_ in ledger.of("finished")]
    in_between = {after - before for before, after in zip(done[9:], done[9 + lots :], strict=False)}
    assert in_between == {CON_01["best_case_CT"][str(lots)]}  # a lot is let in when another leaves


@pytest.mark.parametrize("lots", range(1, 9))
def test_the_worst_case(lots: int) -> None:
    """CON-01: all units travel together, as one lot, so each waits for all others at each machine."""
    run = simulate(penny_fab(Constant(2.0), 1, 6720.0, 6720.0, container=lots))
    assert throughput(run) == CON_01["worst_case"]["TH"]
    assert cycle_time(run) == CON_01["worst_case"]["CT"][str(lots)]


@pytest.mark.parametrize(("row", "slow"), slowly(range(1, 13), (1, 4, 12)))
def test_the_practical_worst_case(row: int, slow: bool) -> None:
    """CON-01: exponential hours on balanced machines are the practical worst case."""
    rate, time = CON_01["practical_worst_case_TH"], CON_01["practical_worst_case_CT"]
    scenario = penny_fab(Exponential(2.0), row, 10_000 if slow else 400, 500 if slow else 100)
    width = 0.005 if slow else 0.03
    claims = ((throughput, rate[str(row)], width), (cycle_time, time[str(row)], width))
    hold(scenario, lambda run: hours_too_many(run, 2.0), *claims, slow=slow)
