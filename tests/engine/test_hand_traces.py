"""Worlds small enough to trace by hand: ties, zero lead times, cascades, equal rivals, one Q and many."""

from dataclasses import replace

import pytest

from policies.base_stock import BaseStock
from policies.p_system import PSystem
from policies.q_system import QSystem
from sim import STOCKPYL_PHASES, Control, Scenario, SimulationError, simulate
from sim.contract import Continuous, Message, Order, Remember, View
from sim.distributions import Constant
from sim.engine.history import StockHistory
from sim.engine.ledger import Ledger
from sim.network import Component, Demand, Item, Network, Production, Purchase, StockPoint, Transfer
from tests.worlds import SUPPLIER, entry, one_stock, orders_at, to_order, traced


def test_goods_that_arrive_with_a_customer_are_on_the_shelf_first():
    """A receipt and a demand at one instant: the receipt comes first, so the customer is served at once."""
    scenario = one_stock(QSystem(0, 10), orders_at([1, 4], [5, 10]), initial=5, lead_time=3, horizon=5)
    run, ledger = traced(scenario)
    assert ledger.of("order", "receipt", "issue") == [
        (1.0, "issue", "a", 5.0),
        (1.0, "order", "a", 10),
        (4.0, "receipt", "a", 10),
        (4.0, "issue", "a", 10.0),
        (4.0, "order", "a", 10),
    ]
    assert run.of("a", "filled_units") == run.of("a", "demand_units") == 15


def test_zero_lead_time_serves_the_backlog_in_the_same_instant():
    """With no lead time a shortage is ordered, received and served within its instant, without waiting."""
    run, ledger = traced(one_stock(QSystem(5, 10), orders_at([1], [20]), initial=8, horizon=2))
    assert ledger.of("demand", "issue", "order", "receipt") == [
        (1.0, "demand", "a", 20.0),
        (1.0, "issue", "a", 8.0),
        (1.0, "order", "a", 20),
        (1.0, "receipt", "a", 20),
        (1.0, "issue", "a", 12.0),
    ]
    assert run.of("a", "wait_area") == 0
    assert run.of("a", "filled_units") == 20
    assert run.of("a", "on_hand_area") == 8 * 1 + 8 * 1


@pytest.mark.parametrize(("multiple", "orders"), [(True, [60]), (False, [30, 30])])
def test_one_quantity_or_as_many_as_needed(multiple, orders):
    """A deep shortfall: nQ orders two quantities at once, one-Q one at each draw that finds it low."""
    scenario = one_stock(
        QSystem(20, 30, multiple=multiple), orders_at([1, 2], [70, 1]), initial=50, lead_time=5, horizon=3
    )
    run, ledger = traced(scenario)
    assert [q for _, _, _, q in ledger.of("order")] == orders
    assert run.of("a", "ordered_units") == 60


def test_order_point_strict_or_not():
    """At the order point itself the plain rule orders; the strict one waits for one unit less."""
    for strict, expected in ((False, [1.0, 3.0]), (True, [2.0])):
        scenario = one_stock(
            QSystem(7, 2, strict=strict), orders_at([1, 2, 3], [1, 1, 1]), initial=8, lead_time=9, horizon=4
        )
        _, ledger = traced(scenario)
        assert [t for t, *_ in ledger.of("order")] == expected


def _chain(levels: int, policy, initial=0.0, lead_times=None) -> tuple[Network, tuple[Control, ...]]:
    names = [f"level-{k}" for k in range(levels)]
    lead_times = lead_times or [0.0] * levels
    sources = [
        Transfer(stock=a, origin=b, lead_time=Constant(t))
        for a, b, t in zip(names, names[1:], lead_times, strict=False)
    ]
    sources.append(Purchase(stock=names[-1], supplier="supplier", lead_time=Constant(lead_times[-1])))
    network = Network(
        items=(Item(name="a"),),
        stock_points=tuple(StockPoint(name=n, item="a", initial=initial) for n in names),
        suppliers=(SUPPLIER,),
        sources=tuple(sources),
        demands=(orders_at([1], [4], "level-0"),),
    )
    return network, tuple(Control((n,), policy) for n in names)


def test_a_draw_cascades_over_three_levels_within_an_instant():
    """Nothing is kept anywhere and nothing takes time: one draw runs up three levels and comes back."""
    network, control = _chain(3, to_order())
    run, ledger = traced(Scenario(name="cascade", network=network, control=control, horizon=2))
    assert ledger.of("order", "receipt", "issue") == [
        (1.0, "order", "level-0", 4.0),
        (1.0, "order", "level-1", 4.0),
        (1.0, "order", "level-2", 4.0),
        (1.0, "receipt", "level-2", 4.0),
        (1.0, "issue", "level-2", 4.0),
        (1.0, "receipt", "level-1", 4.0),
        (1.0, "issue", "level-1", 4.0),
        (1.0, "receipt", "level-0", 4.0),
        (1.0, "issue", "level-0", 4.0),
    ]
    assert run.of("level-0", "wait_area") == 0


def test_reviews_due_together_go_downstream_first():
    """Both levels review at time 2: the lower one orders first, so the upper one sees that draw."""
    network, _ = _chain(2, to_order(), initial=4, lead_times=[1.0, 1.0])
    control = (Control(("level-1",), PSystem(2, 4)), Control(("level-0",), PSystem(2, 4)))
    _, ledger = traced(Scenario(name="due", network=network, control=control, horizon=2.5))
    assert ledger.of("order") == [(2.0, "order", "level-0", 4.0), (2.0, "order", "level-1", 4.0)]


def _rivals(allocation: str, sizes=(1, 1), priorities=(0, 0), stock=1.0, times=(1.0, 2.0, 3.0, 4.0)):
    """Two retailers that draw on one warehouse at the same instants; the warehouse gets `stock` a time."""
    names = ("east", "west")
    network = Network(
        items=(Item(name="a"),),
        stock_points=(StockPoint(name="hub", item="a", initial=0, allocation=allocation),),
        suppliers=(SUPPLIER,),
        sources=(Purchase(stock="hub", supplier="supplier"),),
        demands=tuple(
            orders_at(list(times), [size] * len(times), "hub", name=name, unmet="lost", priority=priority)
            for name, size, priority in zip(names, sizes, priorities, strict=True)
        ),
    )
    control = (Control(("hub",), PSystem(1.0, stock, offset=0.5)),)
    return Scenario(name="rivals", network=network, control=control, horizon=max(times) + 0.25)


def _served(scenario: Scenario) -> dict[str, float]:
    _, ledger = traced(scenario)
    served = {"east": 0.0, "west": 0.0}
    for fact in ledger.facts:
        if fact.kind == "issue":
            served[str(fact.reference)] += fact.quantity
    return served


def test_two_identical_retailers_take_turns():
    """One unit for two equal rivals each time: first come, first served rotates among the equal."""
    assert _served(_rivals("first-come")) == {"east": 2.0, "west": 2.0}


def test_priority_serves_the_lowest_number_first():
    """With priorities the first in rank takes all there is."""
    assert _served(_rivals("priority", priorities=(2, 1))) == {"east": 0.0, "west": 4.0}


def test_proportional_shares_by_what_is_wanted():
    """Six and three wanted, three there: two and one."""
    assert _served(_rivals("proportional", sizes=(6, 3), stock=3.0, times=(1.0,))) == {
        "east": 2.0,
        "west": 1.0,
    }


def test_retailers_fill_rates_are_equal_in_the_long_run():
    """Two identical retailers that transfer from one short warehouse get equal service."""
    network = Network(
        items=(Item(name="a"),),
        stock_points=(
            StockPoint(name="hub", item="a"),
            StockPoint(name="east", item="a"),
            StockPoint(name="west", item="a"),
        ),
        suppliers=(SUPPLIER,),
        sources=(
            Purchase(stock="hub", supplier="supplier", lead_time=Constant(1.0)),
            Transfer(stock="east", origin="hub"),
            Transfer(stock="west", origin="hub"),
        ),
        demands=tuple(
            Demand(name=f"of {n}", stock=n, interval=Constant(1.0), unmet="lost") for n in ("east", "west")
        ),
    )
    control = (
        Control(("hub",), PSystem(2.0, 2.0, offset=0.5)),
        Control(("east",), BaseStock(1)),
        Control(("west",), BaseStock(1)),
    )
    run = simulate(Scenario(name="equal", network=network, control=control, horizon=400))
    east, west = (run.of(n, "filled_units") / run.of(n, "demand_units") for n in ("east", "west"))
    assert 0.2 < east < 0.9
    assert abs(east - west) < 0.01


@pytest.mark.parametrize("name", ["TRACE-01"])
def test_stockpyl_order_of_phases(name):
    """Demand seen, ordered for, goods in, served: stockpyl's rows, to the last figure."""
    known = entry(name)
    inputs, expected = known["inputs"], known["expected"]
    days = [float(t) for t in range(len(inputs["demand"]))]
    scenario = one_stock(
        BaseStock(inputs["S"]),
        Demand(
            name="d",
            stock="a",
            interval=Constant(1.0),
            first=0.0,
            size=orders_at(days, inputs["demand"]).size,
        ),
        initial=inputs["initial_IL"],
        lead_time=inputs["lead_time"],
        horizon=len(days) - 0.5,
        phases=STOCKPYL_PHASES,
    )
    history = StockHistory(["a"], 1.0)
    ledger = Ledger()
    simulate(scenario, observers=[ledger], watches=[history])
    orders = {t: q for t, _, _, q in ledger.of("order")}
    received = {t: q for t, _, _, q in ledger.of("receipt")}
    for row in expected["rows"]:
        t = float(row["t"])
        assert orders.get(t, 0.0) == row["order"]
        assert received.get(t, 0.0) == row["received"]
        assert history.net["a"][int(t)] == row["IL"]
    cost = sum(inputs["h"] * max(x, 0) + inputs["p"] * max(-x, 0) for x in history.net["a"])
    assert cost == expected["total_cost"]


class _Smoother:
    """A policy with a past: it remembers its last order and writes a message."""

    review = Continuous()

    def decide(self, view: View):
        count = (view.memory or 0) + 1
        yield Remember(count)
        yield Message("postpone", "a", str(count))
        if view.stocks["a"].position < 5:
            yield Order("a", 2.0 * count)


def test_a_policy_with_memory_sees_what_it_remembered():
    """The engine keeps the remembered value for the scope and shows it in the next view."""
    _, ledger = traced(one_stock(_Smoother(), orders_at([1, 2], [1, 1]), initial=3, lead_time=9, horizon=3))
    assert [q for _, _, _, q in ledger.of("order")] == [2.0, 4.0]


def test_reviews_that_do_not_settle_are_an_error_with_members():
    """A policy that returns its own stock for ever is stopped, and named."""

    class Restless:
        review = Continuous()

        def decide(self, view: View):
            yield Order("level-0", 1.0)
            yield Order("level-1", 1.0)

    network, _ = _chain(2, to_order())
    made = (
        Purchase(stock="level-1", supplier="supplier"),
        Production(stock="level-0", components=(Component(stock="level-1"),)),
    )
    scenario = Scenario(
        name="loop",
        network=replace(network, sources=made, demands=()),
        control=(Control(("level-0", "level-1"), Restless()),),
        horizon=1,
    )
    with pytest.raises(SimulationError, match=r"level-0, level-1.*lead time"):
        simulate(scenario)
