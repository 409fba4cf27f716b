"""What is written for SimPy runs beside our actions on the same clock."""

import pytest
import simpy

from policies.q_system import QSystem
from sim import simulate
from sim.distributions import Constant
from sim.engine.clock import Clock
from sim.engine.world import World
from sim.network import Demand
from sim.scenario import DEFAULT_PHASES
from tests.worlds import one_stock

Seen = list[tuple[float, str]]


def clock_with_actions(seen: Seen, *times: float) -> Clock:
    """Return a clock with an action of ours, in the DEMAND phase, at each time."""
    clock = Clock(DEFAULT_PHASES)
    for time in times:
        clock.at(time, "DEMAND", lambda: seen.append((clock.now, "action")))
    return clock


def test_processes_and_actions_interleave_in_time_order() -> None:
    """A process with timeouts, a process that it starts and waits for, and our actions take their turns."""
    seen: Seen = []
    clock = clock_with_actions(seen, 1.0, 2.5, 4.0)

    def child():
        yield clock.timeout(1.5)
        seen.append((clock.now, "child"))
        return "grown up"

    def parent():
        yield clock.timeout(0.5)
        seen.append((clock.now, "parent"))
        answer = yield clock.process(child())
        seen.append((clock.now, answer))
        yield clock.timeout(10)
        seen.append((clock.now, "too late"))

    clock.process(parent())
    clock.run_to(5.0)
    assert seen == [
        (0.5, "parent"),
        (1.0, "action"),
        (2.0, "child"),
        (2.0, "grown up"),
        (2.5, "action"),
        (4.0, "action"),
    ]
    assert clock.now == 5.0


def test_within_an_instant_simpy_comes_before_the_phases() -> None:
    """An event of SimPy is handled before our phases, whoever was first on the event list."""
    seen: Seen = []
    clock = Clock(DEFAULT_PHASES)
    for phase in reversed(DEFAULT_PHASES):
        clock.at(2.0, phase, lambda phase=phase: seen.append((clock.now, phase)))

    def process():
        yield clock.timeout(2.0)
        seen.append((clock.now, "process"))

    clock.process(process())
    clock.run_to(2.0)
    assert seen == [(2.0, "process"), *((2.0, phase) for phase in DEFAULT_PHASES)]


def test_a_resource_is_shared_beside_our_actions() -> None:
    """Three jobs of 2 on two machines: the third waits for the first; our actions go on meanwhile."""
    seen: Seen = []
    clock = clock_with_actions(seen, 1.0, 3.0)
    machines = simpy.Resource(clock, capacity=2)

    def job(name: str):
        with machines.request() as turn:
            yield turn
            seen.append((clock.now, f"{name} starts"))
            yield clock.timeout(2.0)
        seen.append((clock.now, f"{name} ends"))

    for name in ("one", "two", "three"):
        clock.process(job(name))
    clock.run_to(9.0)
    assert seen == [
        (0.0, "one starts"),
        (0.0, "two starts"),
        (1.0, "action"),
        (2.0, "one ends"),
        (2.0, "two ends"),
        (2.0, "three starts"),
        (3.0, "action"),
        (4.0, "three ends"),
    ]
    assert machines.count == 0


def test_an_action_wakes_a_process() -> None:
    """A process waits for an event that one of our actions brings about, and for either of two."""
    seen: Seen = []
    clock = Clock(DEFAULT_PHASES)
    bell = clock.event()

    def sleeper():
        value = yield bell
        seen.append((clock.now, value))
        done = yield clock.timeout(1.0, "short") | clock.timeout(5.0, "long")
        seen.append((clock.now, " and ".join(done.values())))

    clock.process(sleeper())
    clock.at(3.0, "RECEIPT", lambda: bell.succeed("ding") and None)
    clock.run_to(9.0)
    assert seen == [(3.0, "ding"), (4.0, "short")]


def test_an_action_interrupts_a_process() -> None:
    """A process that our action interrupts hears of it at that time."""
    seen: Seen = []
    clock = Clock(DEFAULT_PHASES)

    def worker():
        try:
            yield clock.timeout(8.0)
        except simpy.Interrupt as interrupt:
            seen.append((clock.now, str(interrupt.cause)))

    process = clock.process(worker())
    clock.at(3.0, "DEMAND", lambda: process.interrupt("fire"))
    clock.run_to(9.0)
    assert seen == [(3.0, "fire")]


def test_run_until_a_time() -> None:
    """SimPy's own `run` stops before that time's actions, and goes on from there."""
    seen: Seen = []
    clock = clock_with_actions(seen, 1.0, 2.0, 3.0)
    clock.run(until=2.0)
    assert (clock.now, seen) == (2.0, [(1.0, "action")])
    clock.run(until=3.5)
    assert (clock.now, seen) == (3.5, [(1.0, "action"), (2.0, "action"), (3.0, "action")])
    with pytest.raises(ValueError, match="must be greater than the current simulation time"):
        clock.run(until=3.0)


def test_run_until_an_event() -> None:
    """`run` until a process is done gives back its value, our actions having happened on the way."""
    seen: Seen = []
    clock = clock_with_actions(seen, 1.0, 2.0, 3.0)

    def process():
        yield clock.timeout(2.5)
        return "done"

    assert clock.run(until=clock.process(process())) == "done"
    assert (clock.now, seen) == (2.5, [(1.0, "action"), (2.0, "action")])


def test_run_until_nothing_is_left() -> None:
    """Without a limit `run` ends with the last entry, and an event that never comes is an error."""
    seen: Seen = []
    clock = clock_with_actions(seen, 1.0, 2.0)
    clock.run()
    assert (clock.now, len(seen)) == (2.0, 2)
    with pytest.raises(RuntimeError, match="No scheduled events left"):
        clock.run(until=clock.event())


def test_step_and_peek() -> None:
    """`peek` tells the next time, `step` takes one entry, be it ours or SimPy's; an empty list ends it."""
    seen: Seen = []
    clock = clock_with_actions(seen, 2.0)
    clock.timeout(1.0).callbacks.append(lambda event: seen.append((clock.now, "timeout")))
    assert clock.peek() == 1.0
    clock.step()
    assert (seen, clock.peek()) == ([(1.0, "timeout")], 2.0)
    clock.step()
    assert (seen, clock.peek()) == ([(1.0, "timeout"), (2.0, "action")], float("inf"))
    with pytest.raises(simpy.core.EmptySchedule):
        clock.step()


def test_a_failed_process_is_not_silent() -> None:
    """An error in a process comes out of the run; one that another process catches does not."""
    clock = Clock(DEFAULT_PHASES)
    caught = []

    def broken():
        yield clock.timeout(1.0)
        raise KeyError("spanner")

    def watcher():
        try:
            yield clock.process(broken())
        except KeyError as error:
            caught.append(error)

    clock.process(watcher())
    clock.run_to(2.0)
    assert len(caught) == 1
    clock.process(broken())
    with pytest.raises(KeyError, match="spanner"):
        clock.run_to(9.0)


def test_the_same_process_gives_the_same_times_on_either_environment() -> None:
    """A model written for SimPy runs on our clock as on SimPy's own environment."""

    def model(env: simpy.Environment, seen: Seen) -> None:
        store = simpy.Store(env, capacity=2)
        crane = simpy.PriorityResource(env)

        def maker():
            for number in range(6):
                yield env.timeout(0.7)
                yield store.put(number)
                seen.append((env.now, f"put {number}"))

        def taker(name: str, priority: int):
            while True:
                number = yield store.get()
                with crane.request(priority=priority) as turn:
                    yield turn
                    yield env.timeout(1.1)
                seen.append((env.now, f"{name} took {number}"))

        env.process(maker())
        env.process(taker("east", 1))
        env.process(taker("west", 0))
        env.run(until=8.0)

    ours: Seen = []
    theirs: Seen = []
    model(Clock(DEFAULT_PHASES), ours)
    model(simpy.Environment(), theirs)
    assert ours == theirs
    assert len(ours) > 8


def test_a_process_beside_a_whole_world() -> None:
    """A process reads the stock of a running world and returns units to it, under the auditor's eyes.

    Two a day are sold from 20; on day 3.5 there are 14, and the process brings 5 back.
    """
    seen: list[tuple[float, float]] = []

    def watch(world: World) -> None:
        stock = world.stocks["a"]

        def visitor():
            yield world.clock.timeout(3.5)
            seen.append((world.clock.now, stock.on_hand))
            stock.take_back(5.0)
            yield world.clock.timeout(1.0)
            seen.append((world.clock.now, stock.on_hand))

        world.clock.process(visitor())

    demand = Demand(name="d", stock="a", interval=Constant(1.0), size=Constant(2.0))
    run = simulate(one_stock(QSystem(0, 9), demand, horizon=5.5, initial=20), watches=[watch], audit=True)
    assert seen == [(3.5, 14.0), (4.5, 17.0)]
    assert run.of("a", "returned_units") == 5
    assert run.of("a", "filled_units") == 10
