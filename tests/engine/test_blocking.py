"""Finite buffers between work centres, by hand: who is blocked, for how long, and what is refused."""

from typing import Any

import numpy as np
import pytest

from experiments.kpi import network_kpis
from policies.kanban import Kanban
from sim import Control, Run, Scenario, simulate
from sim.distributions import Constant, Exponential, Gamma, Recorded
from sim.engine.machine_centre import MachineCentre
from sim.engine.ranking import RankingCentre
from sim.engine.work_centre import WorkCentreState
from sim.engine.world import World
from sim.errors import DataError
from sim.network import Breakdown, Demand, Item, Network, Operation, Plant, Production, StockPoint, WorkCentre
from tests.worlds import orders_at, to_order, traced


def line(
    hours: dict[str, Any],
    centres: dict[str, dict[str, Any]],
    *,
    orders: Demand | None = None,
    policy: Any = None,
    horizon: float = 20.0,
    **more: Any,
) -> Scenario:
    """Return a line that makes units of `a` one by one; hours and particulars by work centre."""
    route = tuple(
        Operation(work_centre=c, run_hours=Constant(h) if isinstance(h, (int, float)) else h)
        for c, h in hours.items()
    )
    network = Network(
        items=(Item(name="a"),),
        stock_points=(StockPoint(name="a", item="a"),),
        sources=(Production(stock="a", route=route, **more.pop("made", {})),),
        work_centres=tuple(WorkCentre(name=c, **centres.get(c, {})) for c in hours),
        demands=(orders or orders_at([0, 0.25, 0.5, 0.75], [1, 1, 1, 1]),),
        plant=more.pop("plant", Plant()),
    )
    control = (Control(("a",), policy or to_order()),)
    return Scenario(name="line", network=network, control=control, horizon=horizon, time_unit="hour", **more)


def told(ledger: Any, kind: str, subject: str) -> list[float]:
    """Return when facts of a kind happened to a subject."""
    return [t for t, _, s, _ in ledger.of(kind) if s == subject]


def blocked(ledger: Any, subject: str) -> list[tuple[float, float]]:
    """Return from when to when lots blocked a machine, in the order in which they went on."""
    return [(end - time, end) for end, _, s, time in ledger.of("blocked") if s == subject]


def areas(run: Run, centre: str) -> tuple[float, float, float]:
    """Return machine hours worked, blocked and down at a work centre."""
    return tuple(run.centre(centre, name) for name in ("busy_area", "blocked_time", "down_time"))  # type: ignore[return-value]


KINDS: list[dict[str, Any]] = [
    {},
    {"dispatching": "due-date"},
    {"setups": "shared"},
    {"shifts": "mon-sun 00:00-24:00"},
    {"breakdown": Breakdown(up=Constant(1e9), down=Constant(1.0))},
]
"""Every kind of work centre, where it makes no difference."""


@pytest.mark.parametrize("kind", KINDS)
def test_no_buffer_at_all(kind: dict[str, Any]) -> None:
    """One hour, then three, nothing between: the lots that m1 ends at 2, 5 and 8 leave it at 4, 7 and 10."""
    run, ledger = traced(line({"m1": 1, "m2": 3}, {"m1": kind, "m2": {**kind, "buffer": 0}}))
    assert told(ledger, "operation", "m1") == [1, 2, 5, 8]
    assert blocked(ledger, "m1") == [(2, 4), (5, 7), (8, 10)]
    assert told(ledger, "finished", "a") == [4, 7, 10, 13]
    assert areas(run, "m1") == pytest.approx((4, 6, 0))
    assert areas(run, "m2") == pytest.approx((12, 0, 0))
    assert run.centre("m2", "wait_time") == 0
    assert run.centre("m1", "wait_time") == 0.75 + 3.5 + 6.25


@pytest.mark.parametrize("kind", KINDS)
def test_a_buffer_of_one(kind: dict[str, Any]) -> None:
    """The same with one place: lot 2 is in it from 2, so lot 3 blocks from 3 to 4 and lot 4 from 5 to 7."""
    run, ledger = traced(line({"m1": 1, "m2": 3}, {"m1": kind, "m2": {**kind, "buffer": 1}}))
    assert blocked(ledger, "m1") == [(3, 4), (5, 7)]
    assert told(ledger, "finished", "a") == [4, 7, 10, 13]
    assert areas(run, "m1") == pytest.approx((4, 3, 0))
    assert run.centre("m2", "wait_time") == 2 + 3 + 3
    assert run.centre("m2", "queue_area") == 8


def test_one_departure_lets_a_whole_line_move() -> None:
    """Hours 1, 1, 4: what ends on m3 at 6 lets lot 2 into m3 and lot 3 into m2 in the same instant."""
    scenario = line({"m1": 1, "m2": 1, "m3": 4}, {"m2": {"buffer": 0}, "m3": {"buffer": 0}})
    run, ledger = traced(scenario)
    assert blocked(ledger, "m2") == [(3, 6), (7, 10), (11, 14)]
    assert blocked(ledger, "m1") == [(3, 6), (7, 10)]
    assert told(ledger, "finished", "a") == [6, 10, 14, 18]
    assert areas(run, "m1") == (4, 3 + 3, 0)
    assert areas(run, "m2") == (4, 3 + 3 + 3, 0)


@pytest.mark.parametrize("kind", KINDS)
def test_two_machines_before_one(kind: dict[str, Any]) -> None:
    """Two machines of an hour feed one of two: those held up longest go first, and each keeps its machine."""
    hours, two = {"m1": 1, "m2": 2}, {**kind, "servers": 2}
    run, ledger = traced(line(hours, {"m1": two, "m2": {**kind, "buffer": 0}}))
    assert told(ledger, "operation", "m1") == [1, 1.25, 2, 4]
    assert blocked(ledger, "m1") == [(1.25, 3), (2, 5), (4, 7)]
    assert told(ledger, "finished", "a") == [3, 5, 7, 9]
    assert areas(run, "m1") == pytest.approx((4, 1.75 + 3 + 3, 0))


def test_one_machine_before_two() -> None:
    """Two machines of three hours without a buffer hold two lots: only lot 3 is blocked, from 3 to 4."""
    run, ledger = traced(line({"m1": 1, "m2": 3}, {"m2": {"buffer": 0, "servers": 2}}))
    assert told(ledger, "finished", "a") == [4, 5, 7, 8]
    assert areas(run, "m1") == (4, 1, 0)
    assert areas(run, "m2") == (12, 0, 0)


def test_a_blocked_machine_does_not_wear_down() -> None:
    """Failures after 1.5 hours of work: at 1.5, and at 7, when m1 takes up work after 2 blocked hours."""
    breakdown = Breakdown(by="busy", up=Constant(1.5), down=Constant(1.0))
    run, ledger = traced(line({"m1": 1, "m2": 3}, {"m1": {"breakdown": breakdown}, "m2": {"buffer": 0}}))
    assert told(ledger, "breakdown", "m1") == [1.5, 7.0]
    assert blocked(ledger, "m1") == [(3, 4), (5, 7), (9, 10)]
    assert told(ledger, "finished", "a") == [4, 7, 10, 13]
    assert areas(run, "m1") == (4, 1 + 2 + 1, 2)


def test_a_blocked_machine_may_fail_by_the_clock() -> None:
    """Down from 2.5, 6 and 9.5 for an hour: that time is lost to the failure, and lots go on all the same."""
    breakdown = Breakdown(by="clock", up=Constant(2.5), down=Constant(1.0))
    scenario = line({"m1": 1, "m2": 3}, {"m1": {"breakdown": breakdown}, "m2": {"buffer": 0}}, horizon=12)
    run, ledger = traced(scenario)
    assert blocked(ledger, "m1") == [(2, 4), (5, 7), (8, 10)]
    assert areas(run, "m1") == (4, 1 + 1 + 1.5, 3)


def test_a_free_machine_has_room_while_it_is_down() -> None:
    """m2 is down from 0.5 to 5.5, holds lot 1 from 1 on and begins it at 5.5; lot 2 blocks m1 till 8.5."""
    breakdown = Breakdown(by="clock", up=Recorded((0.5,), after=1e9), down=Constant(5.0))
    scenario = line({"m1": 1, "m2": 3}, {"m2": {"breakdown": breakdown, "buffer": 0}}, horizon=9)
    run, ledger = traced(scenario)
    assert blocked(ledger, "m1") == [(2, 8.5)]
    assert run.centre("m2", "wait_time") == 4.5


def test_blocked_time_counts_within_shifts() -> None:
    """m1 works from 6 to 14: blocked from 8 to 30 (m2 takes 23 hours a lot), 8 of these in its shifts."""
    shift = {"shifts": "mon-sun 06:00-14:00"}
    scenario = line({"m1": 1, "m2": 23}, {"m1": shift, "m2": {"buffer": 0}}, horizon=30)
    run, ledger = traced(scenario)
    assert blocked(ledger, "m1") == [(8, 30)]
    assert areas(run, "m1") == (2, 6, 0)
    assert run.centre("m1", "available_area") == 8


def test_shared_set_ups_outlive_a_block() -> None:
    """A machine that was blocked is still set up for the lot of the same item that it takes next."""
    made = Operation(work_centre="m1", setup_hours=Constant(1.0), run_hours=Constant(1.0))
    scenario = line({"m1": 1, "m2": 3}, {"m1": {"setups": "shared"}, "m2": {"buffer": 0}})
    network = scenario.network
    source = network.sources[0]
    assert isinstance(source, Production)
    again = Scenario(
        name="again",
        network=Network(
            items=network.items,
            stock_points=network.stock_points,
            sources=(Production(stock="a", route=(made, source.route[1])),),
            work_centres=network.work_centres,
            demands=network.demands,
        ),
        control=scenario.control,
        horizon=20.0,
        time_unit="hour",
    )
    run, ledger = traced(again)
    assert told(ledger, "operation", "m1") == [2, 3, 6, 9]
    assert run.centre("m1", "setup_hours") == 1


def test_conwip_counts_blocked_lots() -> None:
    """Two lots on the floor, hours 1 and 3: the third is let in when the first leaves, at 4."""
    scenario = line({"m1": 1, "m2": 3}, {"m2": {"buffer": 0}}, plant=Plant(release="conwip", limit=2))
    run, ledger = traced(scenario)
    assert told(ledger, "operation", "m1") == [1, 2, 5, 8]
    assert blocked(ledger, "m1") == [(2, 4), (5, 7), (8, 10)]
    assert told(ledger, "finished", "a") == [4, 7, 10, 13]
    assert run.of("a", "wip_area") == 0.25 + 2 * 9.75 + 3


def test_units_are_posted_from_the_last_machine() -> None:
    """Lots of two come to m2 at 2 and 8 and are worked on for three hours a unit, each posted as it ends."""
    scenario = line(
        {"m1": 1, "m2": 3},
        {"m2": {"buffer": 0}},
        orders=orders_at([0, 0], [2, 2]),
        made={"posting": "unit"},
        policy=Kanban(cards=2, container=2),
    )
    _, ledger = traced(scenario)
    assert told(ledger, "receipt", "a")[:4] == [5, 8, 11, 14]


def test_first_operations_wait_on_the_floor() -> None:
    """The buffer of the first work centre holds nobody up, and a buffer at one end changes nothing."""
    with_buffer, _ = traced(line({"m1": 1, "m2": 3}, {"m1": {"buffer": 0}}))
    without, _ = traced(line({"m1": 1, "m2": 3}, {}))
    assert np.array_equal(with_buffer.centres, without.centres)
    assert np.array_equal(with_buffer.stocks, without.stocks)


def shop(buffer: int | None) -> Scenario:
    """Return two products over four work centres of every kind, with random hours."""
    hours, down = Gamma(0.4, 0.3), Breakdown(up=Exponential(9.0), down=Exponential(1.0))
    particulars: dict[str, dict[str, Any]] = {
        "w": {},
        "x": {"dispatching": "least-slack", "servers": 2},
        "y": {"breakdown": down, "servers": 2},
        "z": {"setups": "shared"},
    }
    routes = {"a": "wxyz", "b": "wyz", "c": "xz"}
    network = Network(
        items=tuple(Item(name=n) for n in routes),
        stock_points=tuple(StockPoint(name=n, item=n) for n in routes),
        sources=tuple(
            Production(stock=n, route=tuple(Operation(work_centre=c, run_hours=hours) for c in route))
            for n, route in routes.items()
        ),
        work_centres=tuple(
            WorkCentre(name=n, buffer=buffer if n in "yz" else None, **particulars[n]) for n in "wxyz"
        ),
        demands=tuple(Demand(name=n, stock=n, interval=Exponential(1.5)) for n in routes),
    )
    control = tuple(Control((s.stock,), to_order()) for s in network.sources)
    return Scenario(name="shop", network=network, control=control, horizon=400, time_unit="hour")


def test_room_for_all_is_no_buffer() -> None:
    """A buffer larger than any queue leaves every figure of every kind of work centre as it was."""
    roomy, plain = simulate(shop(10_000)), simulate(shop(None))
    for table in ("stocks", "centres", "demands"):
        assert np.array_equal(getattr(roomy, table), getattr(plain, table))


def test_a_network_without_buffers_has_plain_work_centres() -> None:
    """Nothing of blocking is built where no work centre has a buffer."""
    world = World(shop(None), 0)
    assert [type(world.centres[n]) for n in "wxyz"] == [
        WorkCentreState,
        RankingCentre,
        MachineCentre,
        MachineCentre,
    ]


@pytest.mark.parametrize("buffer", [0, 1, 3])
def test_never_more_lots_than_room(buffer: int) -> None:
    """In a random shop a work centre never holds more lots than machines and places; all that begins ends."""
    most: dict[str, int] = dict.fromkeys("yz", 0)

    def watch(world: World) -> None:
        def look() -> None:
            for name in most:
                centre: Any = world.centres[name]
                assert len(centre.queue) <= buffer
                assert not (centre.held and centre.inside < centre.capacity)
                most[name] = max(most[name], centre.inside)
            world.clock.at(world.clock._now + 0.25, "OBSERVE", look)

        look()

    run = simulate(shop(buffer), watches=[watch])
    assert most == {"y": 2 + buffer, "z": 1 + buffer}
    assert run.centre("w", "blocked_time") + run.centre("x", "blocked_time") > 0
    for name, machines in (("w", 1), ("x", 2), ("y", 2)):
        assert sum(areas(run, name)) <= machines * run.time
    assert run.centre("z", "blocked_time") == 0


def test_the_blocked_share() -> None:
    """Six blocked hours of one machine among two machines of twenty hours."""
    scenario = line({"m1": 1, "m2": 3}, {"m2": {"buffer": 0}})
    found = network_kpis(simulate(scenario), scenario)
    assert found["blocked_share"] == pytest.approx(6 / 40)
    assert found["utilisation"] == pytest.approx((4 / 20 + 12 / 20) / 2)


# ---- what is refused


def test_bad_buffers_are_refused() -> None:
    """A buffer is a whole number of lots from zero on."""
    for buffer in (-1, 1.5):
        with pytest.raises(
            DataError, match=r"work centre 'm2' has a buffer of .* lots; give it a whole number"
        ):
            simulate(line({"m1": 1, "m2": 3}, {"m2": {"buffer": buffer}}))


def test_transfer_batches_into_a_buffer_are_refused() -> None:
    """A lot in parts has no one place; before its first work centre a buffer does not matter."""
    made = {"transfer_batch": 1.0}
    with pytest.raises(
        DataError, match="'a' moves in transfer batches over work centre 'm2', which has a bu"
    ):
        simulate(line({"m1": 1, "m2": 3}, {"m2": {"buffer": 1}}, made=made))
    simulate(line({"m1": 1, "m2": 3}, {"m1": {"buffer": 1}}, made=made))


def test_release_by_workload_is_refused() -> None:
    """Work that is done but stands on its machine would still count as work left."""
    with pytest.raises(DataError, match="releases by workload and work centre 'm2' has a buffer"):
        simulate(line({"m1": 1, "m2": 3}, {"m2": {"buffer": 1}}, plant=Plant(release="workload", limit=9)))


def routes(buffers: dict[str, int], *ways: str) -> Scenario:
    """Return a plant with one product a way over work centres with names of one letter."""
    names = [f"p{k}" for k in range(len(ways))]
    network = Network(
        items=tuple(Item(name=n) for n in names),
        stock_points=tuple(StockPoint(name=n, item=n) for n in names),
        sources=tuple(
            Production(stock=n, route=tuple(Operation(work_centre=c) for c in way))
            for n, way in zip(names, ways, strict=True)
        ),
        work_centres=tuple(WorkCentre(name=c, buffer=buffers.get(c)) for c in sorted(set("".join(ways)))),
    )
    control = tuple(Control((n,), to_order()) for n in names)
    return Scenario(name="routes", network=network, control=control, horizon=1.0)


@pytest.mark.parametrize(
    ("buffers", "ways", "reason"),
    [
        ({"b": 1}, ("abb",), r"in a ring over work centres with buffers \('b' -> 'b'\)"),
        ({"b": 1, "c": 1}, ("abcb",), "in a ring over work centres"),
        ({"b": 1, "c": 0}, ("abc", "acb"), "in a ring over work centres with buffers"),
        ({"b": 2, "c": 2, "d": 2}, ("abc", "acd", "adb"), "lots may block each other for ever; take the"),
        (
            {"b": 1},
            ("ab", "bc"),
            "production of 'p1' begins at work centre 'b', where lots wait on the floor",
        ),
        ({"a": 1}, ("aba",), "production of 'p0' begins at work centre 'a'"),
    ],
)
def test_rings_and_mixed_floors_are_refused(
    buffers: dict[str, int], ways: tuple[str, ...], reason: str
) -> None:
    """Routes on which lots could block each other for ever are refused, and buffers that are also a floor."""
    with pytest.raises(DataError, match=reason):
        simulate(routes(buffers, *ways))


@pytest.mark.parametrize(
    ("buffers", "ways"), [({"b": 1}, ("abcb",)), ({"b": 1, "c": 1}, ("abc", "ac")), ({"a": 1}, ("ab", "ac"))]
)
def test_rings_with_a_way_out_are_not_refused(buffers: dict[str, int], ways: tuple[str, ...]) -> None:
    """A work centre with any number of places in the ring takes every lot, so nobody waits for ever."""
    simulate(routes(buffers, *ways))
