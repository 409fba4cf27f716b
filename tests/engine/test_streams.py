"""Random streams belong to things by name: what a policy chooses never shifts the world it meets."""

import itertools
import math
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from itertools import islice
from pathlib import Path

import numpy as np
import pytest

from policies.base_stock import BaseStock
from policies.p_system import PSystem
from policies.q_system import QSystem
from sim import Control, Scenario
from sim.contract import Policy
from sim.distributions import (
    Constant,
    Distribution,
    Exponential,
    Gamma,
    Geometric,
    Normal,
    Poisson,
    Recorded,
    Uniform,
)
from sim.engine.ledger import Ledger
from sim.engine.streams import Streams
from sim.engine.world import World
from sim.network import (
    Demand,
    Item,
    Network,
    Operation,
    Production,
    Purchase,
    StockPoint,
    Supplier,
    WorkCentre,
)
from tests.worlds import one_stock, orders_at, traced

ROOT = Path(__file__).parents[2]


def first(count: int, tape) -> list[float]:
    """Return the first values of a tape."""
    return list(islice(tape, count))


# ---- names


def test_the_same_numbers_in_another_process() -> None:
    """Seed, replication and name make the numbers, not the process and its salted hashes."""
    script = (
        "from itertools import islice; from sim.distributions import Gamma; "
        "from sim.engine.streams import Streams; "
        "print(list(islice(Streams(7, 3).tape('demand/A/gap', Gamma(6.0, 2.0)), 50)))"
    )
    here = repr(first(50, Streams(7, 3).tape("demand/A/gap", Gamma(6.0, 2.0))))
    for salt in ("1", "2"):
        environment = {**os.environ, "PYTHONHASHSEED": salt}
        command = [sys.executable, "-c", script]
        done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=True)
        assert done.stdout.strip() == here


def test_the_order_of_opening_and_drawing_does_not_matter() -> None:
    """Three tapes drawn one after the other, backwards, or in turns hold the same numbers."""
    names, law = ["a", "b", "c"], Exponential(2.0)
    one = Streams(1, 0)
    expected = {name: first(100, one.tape(name, law)) for name in names}
    two = Streams(1, 0)
    assert {name: first(100, two.tape(name, law)) for name in reversed(names)} == expected
    tapes = {name: Streams(1, 0).tape(name, law) for name in names}
    turns = [{name: next(tape) for name, tape in tapes.items()} for _ in range(100)]
    assert {name: [turn[name] for turn in turns] for name in names} == expected


def test_streams_differ_and_do_not_correlate() -> None:
    """Streams of other names, replications and seeds, also near ones, have nothing to do with each other."""
    count = 20_000
    keys = [
        (1, 0, "demand/1/gap"),
        (1, 0, "demand/1/size"),
        (1, 0, "demand/11/gap"),
        (1, 0, "demand/2/gap"),
        (1, 1, "demand/1/gap"),
        (0, 1, "demand/1/gap"),
        (0, 10, "demand/1/gap"),
        (2, 0, "demand/1/gap"),
        (2, 11, "demand/1/gap"),
        (21, 1, "demand/1/gap"),
    ]
    rows = np.array([Streams(s, k).generator(name).standard_normal(count) for s, k, name in keys])
    assert len({tuple(row[:5]) for row in rows}) == len(keys)
    correlations = np.corrcoef(rows)[np.triu_indices(len(keys), 1)]
    assert np.abs(correlations).max() < 5 / math.sqrt(count)


# ---- tapes


class Counting:
    """A law that notes the sizes of the blocks it is asked for."""

    mean, variance = 0.5, 1 / 12

    def __init__(self) -> None:
        self.sizes: list[int] = []

    def sample(self, rng: np.random.Generator, size: int):
        """Draw a block."""
        self.sizes.append(size)
        return rng.random(size)

    def scaled(self, factor: float) -> "Counting":
        """Return itself: never asked for."""
        return self


def test_a_stream_is_opened_at_its_first_draw_and_grows() -> None:
    """Nothing is drawn before it is needed: little at first, larger blocks for a stream that is read much."""
    law = Counting()
    tape = Streams(0, 0).tape("x", law)
    assert law.sizes == []
    next(tape)
    assert len(law.sizes) == 1
    assert law.sizes[0] <= 64
    first(9_999, tape)
    assert law.sizes == sorted(law.sizes)
    assert law.sizes[0] < law.sizes[-1]
    assert sum(law.sizes) - law.sizes[-1] < 10_000 <= sum(law.sizes)


@pytest.mark.parametrize("law", [Gamma(2.0, 3.0), Poisson(4.0), Normal(1.0, 5.0), Geometric(3.0)])
def test_growing_blocks_do_not_change_the_values(law: Distribution) -> None:
    """A tape over many blocks, small and large, is one long block of its stream."""
    streams = Streams(5, 2)
    assert first(10_000, streams.tape("x", law)) == law.sample(streams.generator("x"), 10_000).tolist()


def test_a_shape_is_applied_to_every_draw() -> None:
    """Rounding holds for constants, recorded lists and every block of a random tape."""
    streams = Streams(5, 2)
    raw = first(300, streams.tape("x", Normal(1.0, 5.0)))
    assert first(300, streams.tape("x", Normal(1.0, 5.0), np.rint)) == [float(np.rint(x)) for x in raw]
    assert first(2, streams.tape("x", Constant(2.6), np.rint)) == [3.0, 3.0]
    assert first(3, streams.tape("x", Recorded((1.4, 2.6)), np.rint)) == [1.0, 3.0, 1.0]


def test_a_recorded_tape_starts_again() -> None:
    """Without `after` the list is played over and over."""
    assert first(7, Streams(0, 0).tape("x", Recorded((3.0, 1.0, 2.0)))) == [3, 1, 2, 3, 1, 2, 3]


def test_a_recorded_tape_goes_on_with_after() -> None:
    """With `after` the list is played once, and that value for ever."""
    assert first(6, Streams(0, 0).tape("x", Recorded((3.0, 1.0), after=9.0))) == [3, 1, 9, 9, 9, 9]


def test_a_shape_is_applied_to_after() -> None:
    """A whole item cannot be asked for by halves, nor after the list is spent."""
    assert first(4, Streams(0, 0).tape("x", Recorded((1.4,), after=1.6), np.rint)) == [1.0, 2.0, 2.0, 2.0]


@pytest.mark.parametrize("size", [Normal(1.0, 1.0), Recorded((1.0, -1.0))])
def test_negative_sizes_are_counted_as_they_come(size: Distribution) -> None:
    """The run reports as many truncated demands as customers came with a negative size."""
    demand = Demand(name="d", stock="a", interval=Constant(1.0), size=size)
    run, _ = traced(one_stock(BaseStock(5.0), demand, initial=5, whole=False, horizon=100.5))
    drawn = first(100, Streams(0, 0).tape("demand/d/size", size))
    assert run.truncated_demands == sum(x < 0 for x in drawn)


# ---- the world does not depend on the policy

POLICIES: list[Policy] = [QSystem(order_point=4, quantity=9), PSystem(review_period=3, order_up_to=25)]


def shop(policy: Policy, **more) -> Scenario:
    """Return a shop with random gaps, sizes, desk and lead times."""
    demand = Demand(name="buyers", stock="a", interval=Exponential(1.0), size=Geometric(2.0), **more)
    lead_time = Gamma(6.0, 4.0)
    scenario = one_stock(policy, demand, horizon=400, initial=10, lead_time=lead_time, seed=11)
    (source,) = scenario.network.sources
    slow = replace(source, processing=Uniform(0.5, 2.0))
    return replace(scenario, network=replace(scenario.network, sources=(slow,)))


def lead_times(ledger: Ledger) -> list[float]:
    """Return the time from order to receipt of each order, in the order of placing; nan while it is open."""
    received = {f.reference: f.time for f in ledger.facts if f.kind == "receipt"}
    return [received.get(f.reference, math.nan) - f.time for f in ledger.facts if f.kind == "order"]


def both(build: Callable[..., Scenario], **more) -> tuple[Ledger, Ledger]:
    """Return the facts of one world under the two policies."""
    one, two = (traced(build(policy, **more), replication=4)[1] for policy in POLICIES)
    return one, two


@pytest.mark.parametrize("unmet", ["backorder", "lost", "quote"])
def test_the_nth_demand_is_the_same_under_any_policy(unmet: str) -> None:
    """Both policies meet the same customers at the same times with the same wishes, served or not."""
    one, two = both(shop, unmet=unmet, patience=Exponential(3.0))
    assert one.of("demand") == two.of("demand")
    assert len(one.of("demand")) > 300
    assert one.of("order") != two.of("order")


def test_the_nth_order_has_the_same_lead_time_under_any_policy() -> None:
    """Desk and lead time belong to the n-th order of a source, whenever and for whatever it is placed."""
    one, two = (lead_times(ledger) for ledger in both(shop))
    pairs = [(a, b) for a, b in zip(one, two, strict=False) if not (math.isnan(a) or math.isnan(b))]
    assert len(pairs) > 50
    assert [a for a, _ in pairs] == pytest.approx([b for _, b in pairs], abs=1e-9)
    assert len({round(a, 6) for a, _ in pairs}) == len(pairs)


def works(policy: Policy) -> Scenario:
    """Return a plant of two steps whose set-ups are random; a lot of any size takes no run time."""
    network = Network(
        items=(Item(name="a"),),
        stock_points=(StockPoint(name="a", item="a", initial=10),),
        work_centres=(WorkCentre(name="lathe"), WorkCentre(name="bench", dispatching="foreman")),
        sources=(
            Production(
                stock="a",
                route=(
                    Operation(work_centre="lathe", setup_hours=Gamma(9.0, 5.0)),
                    Operation(work_centre="bench", setup_hours=Exponential(4.0)),
                ),
            ),
        ),
        demands=(Demand(name="buyers", stock="a", interval=Exponential(1.0)),),
    )
    return Scenario(name="works", network=network, control=(Control(("a",), policy),), horizon=300)


def test_the_nth_lot_has_the_same_hours_under_any_policy() -> None:
    """Hours belong to the n-th order of a source, step by step, in whatever order the lots are made."""
    one, two = (
        {(f.subject, f.reference): f.quantity for f in ledger.facts if f.kind == "operation"}
        for ledger in both(works)
    )
    common = set(one) & set(two)
    assert len(common) > 40
    assert {key: one[key] for key in common} == {key: two[key] for key in common}


def test_the_nth_customer_has_the_same_patience_whatever_went_before() -> None:
    """Customers who were served from stock used up their own patience only.

    Whoever finds the shelf empty is promised a day and stays if his patience is a day or more.
    """
    times = [float(t) for t in range(1, 61)]
    left = {}
    for initial in (0, 7):
        demand = orders_at(times, [1] * 60, unmet="quote", patience=Uniform(0.0, 2.0))
        scenario = one_stock(BaseStock(0.0), demand, horizon=60.5, initial=initial, lead_time=500.0)
        (source,) = scenario.network.sources
        hopeful = replace(source, promise=1.0)
        _, ledger = traced(replace(scenario, network=replace(scenario.network, sources=(hopeful,))))
        left[initial] = [time for time, *_ in ledger.of("lost")]
    assert left[7] == [time for time in left[0] if time > 7]
    assert 10 < len(left[7]) < 43


def test_a_supplier_called_plant() -> None:
    """Buying from a supplier of that name and making are two sources, each with its own processing times."""
    slow = Exponential(3.0)
    network = Network(
        items=(Item(name="a"),),
        stock_points=(StockPoint(name="a", item="a"),),
        suppliers=(Supplier(name="plant"),),
        sources=(
            Purchase(stock="a", supplier="plant", processing=slow),
            Production(stock="a", processing=slow),
        ),
    )
    scenario = Scenario(name="x", network=network, control=(Control(("a",), POLICIES[0]),), horizon=1.0)
    bought, made = (first(3, source.processing) for source in World(scenario, 0).stocks["a"].sources)
    assert bought != made


def test_a_new_customer_stream_shifts_no_other() -> None:
    """Streams are not dealt by position: one more stream in front leaves the rest as they were."""
    alone = shop(POLICIES[0])
    (buyers,) = alone.network.demands
    newcomer = Demand(name="another", stock="a", interval=Exponential(2.0))
    crowded = replace(alone, network=replace(alone.network, demands=(newcomer, buyers)))
    before, after = (
        [(f.time, f.quantity) for f in traced(s)[1].facts if f.kind == "demand" and f.reference == "buyers"]
        for s in (alone, crowded)
    )
    assert before == after


def test_replications_and_seeds_are_other_worlds() -> None:
    """The first customers come at other times in each replication and under each seed."""
    worlds = [(0, 0), (0, 1), (1, 0), (1, 1)]
    arrivals = []
    for seed, replication in worlds:
        _, ledger = traced(replace(shop(POLICIES[0]), seed=seed), replication)
        arrivals.append([time for time, *_ in ledger.of("demand")][:20])
    assert all(set(a).isdisjoint(b) for a, b in itertools.combinations(arrivals, 2))
