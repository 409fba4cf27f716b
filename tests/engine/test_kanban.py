"""Kanban loops: cards by hand, Erlang's loss formula, and records that may be as wrong as they like."""

from dataclasses import replace
from functools import partial
from math import factorial
from typing import Any

import pytest

from policies.kanban import Kanban
from policies.q_system import QSystem
from policies.signal_kanban import SignalKanban
from sim import simulate
from sim.distributions import Constant, Exponential, Gamma
from sim.engine.world import World
from sim.network import Bookkeeping, Demand
from tests.worlds import hold, one_stock, orders_at, traced


def orders(policy: Any, demand: Demand, **more: Any) -> list[tuple[float, float]]:
    """Return time and quantity of the orders of one stock point."""
    _, ledger = traced(one_stock(policy, demand, **more))
    return [(time, quantity) for time, _, _, quantity in ledger.of("order")]


def test_the_first_piece_frees_a_card() -> None:
    """Three containers of four: the first piece of each is an order for a container, delivered a week on."""
    demand = orders_at([1, 2, 3, 4, 5, 6], [1, 3, 1, 1, 2, 1])
    found = orders(Kanban(cards=3, container=4), demand, initial=12, lead_time=7.0, horizon=7)
    assert found == [(1.0, 4), (3.0, 4), (6.0, 4)]


def test_the_empty_container_frees_a_card() -> None:
    """The same customers, but a card hangs on until its container is empty: on days 2 and 5."""
    demand = orders_at([1, 2, 3, 4, 5, 6], [1, 3, 1, 1, 2, 1])
    policy = Kanban(cards=3, container=4, frees="empty")
    assert orders(policy, demand, initial=12, lead_time=7.0, horizon=7) == [(2.0, 4), (5.0, 4)]


def test_each_free_card_is_an_order_of_its_own() -> None:
    """A customer of nine opens three containers at once: three orders of four, not one of twelve."""
    found = orders(Kanban(cards=3, container=4), orders_at([1], [9]), initial=12, lead_time=7.0, horizon=3)
    assert found == [(1.0, 4)] * 3


def test_customers_who_wait_free_no_card() -> None:
    """Thirty are wanted and twelve are there: three cards are three orders, however many wait."""
    demand = orders_at([1, 2], [20, 10])
    found = orders(Kanban(cards=3, container=4), demand, initial=12, lead_time=7.0, horizon=5)
    assert found == [(1.0, 4)] * 3


@pytest.mark.parametrize("cards", [3, 8])
@pytest.mark.parametrize("lead_time", [Constant(5.0), Gamma(5.0, 4.0)])
def test_containers_of_one_are_erlangs_loss_system(cards: int, lead_time: Any) -> None:
    """Each card is a server whose service is the lead time: lost share = B(cards, rate x lead time)."""
    rate = 1.0
    load = rate * 5.0
    exact = load**cards / factorial(cards) / sum(load**k / factorial(k) for k in range(cards + 1))
    demand = Demand(name="d", stock="a", interval=Exponential(1 / rate), unmet="lost")
    scenario = one_stock(
        Kanban(cards=cards, container=1),
        demand,
        initial=cards,
        lead_time=lead_time,
        horizon=6200,
        warm_up=200,
    )
    hold(scenario, (lambda run: run.of("a", "lost_units") / run.of("a", "demand_units"), exact, 0.05))


def theft(world: World) -> None:
    """Take eight units away unseen."""
    world.clock.at(0.5, "RECEIPT", partial(world.stocks["a"].vanish, 8, False))


def test_record_errors_do_not_touch_kanban() -> None:
    """Eight of twelve are stolen unseen: the cards of the empty containers go out; the Q-system sleeps."""
    demand = Demand(name="d", stock="a", interval=Constant(1.0), unmet="lost")
    silent = Bookkeeping(name="books", stocks=("a",), short_pick="stays")

    def lost(policy: Any) -> float:
        scenario = one_stock(policy, demand, initial=12, lead_time=1.0, horizon=60.5)
        network = replace(scenario.network, bookkeeping=(silent,))
        return simulate(replace(scenario, network=network), watches=[theft]).of("a", "lost_units")

    assert lost(Kanban(cards=3, container=4)) == 0
    assert lost(SignalKanban(signal=1, lot=2, container=4)) == 0
    assert lost(QSystem(4, 8)) == 56


def test_the_signal_asks_for_a_lot() -> None:
    """Five containers of four; when the second from below is opened, a lot of three goes out as one."""
    demand = orders_at([1, 2, 3], [8, 3, 2])
    policy = SignalKanban(signal=2, lot=3, container=4)
    assert orders(policy, demand, initial=20, lead_time=9.0, horizon=4) == [(2.0, 12)]


def test_kanban_of_a_divisible_item() -> None:
    """Containers of half a kilo leave no residue."""
    demand = orders_at([1, 2], [0.3, 0.7])
    found = orders(Kanban(cards=2, container=0.5), demand, initial=1, lead_time=1.0, whole=False, horizon=9)
    assert found == [(1.0, 0.5), (2.0, 0.5), (2.0, 0.5)][: len(found)]
    assert len(found) >= 2


def test_the_card_count_formula() -> None:
    """Ten a day for six days and no safety are three containers of twenty, and one in use."""
    from policies.planning import PlanningRecord

    record = PlanningRecord(stock="a", demand_rate=10.0, demand_variance=0.0, lead_time=6.0)
    assert Kanban.sized(record, safety_factor=2.0, container_cover=2.0) == Kanban(cards=4, container=20)
    spread = replace(record, demand_variance=150.0)  # one standard deviation in the lead time is 30
    assert Kanban.sized(spread, safety_factor=2.0, container_cover=2.0).cards == 7
    signal = SignalKanban.sized(spread, safety_factor=2.0, container_cover=2.0, shortest_cover=8.0)
    assert (signal.signal, signal.lot) == (6, 4)


def cards_under_errors(demand: Demand, share: float | None) -> Any:
    """Return a run of two cards of ten, with every receipt booked so much too low or high, or without."""
    scenario = one_stock(Kanban(cards=2, container=10), demand, initial=20, lead_time=1.0, horizon=100.5)
    books = (
        ()
        if share is None
        else (Bookkeeping(name="b", stocks=("a",), error_chance=1.0, error_share=Constant(share)),)
    )
    return simulate(replace(scenario, network=replace(scenario.network, bookkeeping=books)), audit=True)


@pytest.mark.parametrize("share", [0.3, 0.5, 0.9])
def test_units_that_nobody_booked_are_found_in_their_containers(share: float) -> None:
    """Four a day from two containers of ten: whatever the books say, the picker takes what stands there."""
    demand = Demand(name="d", stock="a", interval=Constant(1.0), size=Constant(4.0))
    right, wrong = (cards_under_errors(demand, s) for s in (None, share))
    assert right.of("a", "filled_units") == 400.0
    assert wrong.of("a", "filled_units") == 400.0


def test_those_who_wait_get_unbooked_units_when_they_come() -> None:
    """Twenty-four wanted, twenty there: the four that wait are served by a container that is booked short."""
    demand = orders_at([1.0], [24.0])
    run = cards_under_errors(demand, 0.9)
    assert run.of("a", "late_units") == 4.0
    assert run.of("a", "wait_area") == 4.0
