"""Fulfilment: who picks, packs and ships, against queueing theory and by hand."""

import math
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from policies.q_system import QSystem
from policies.sizing.queues import general_service_queue, multi_server_queue
from sim import STOCKPYL_PHASES, Control, DataError, Run, Scenario, simulate
from sim.distributions import Constant, Exponential, Geometric
from sim.network import (
    Demand,
    Fulfilment,
    Item,
    Network,
    OpeningOrder,
    OrderLine,
    Purchase,
    StockPoint,
    Transfer,
)
from tests.worlds import SUPPLIER, hold, orders_at, traced


def shop(
    *demands: Demand,
    initial: float = 100.0,
    deliveries: tuple[tuple[float, float], ...] = (),
    horizon: float = 20.0,
    bench: bool = True,
    policy: Any = None,
    lead_time: float = 0.0,
    **fields: Any,
) -> Scenario:
    """Return a shop of one stock point `a` whose people work 24 hours a day, at first in no time."""
    network = Network(
        items=(Item(name="a"),),
        stock_points=(StockPoint(name="a", item="a", initial=initial, place="shop"),),
        suppliers=(SUPPLIER,),
        sources=(Purchase(stock="a", supplier="supplier", lead_time=Constant(lead_time)),),
        demands=demands,
        fulfilment=(Fulfilment(place="shop", **fields),) if bench else (),
        opening_orders=tuple(OpeningOrder(stock="a", quantity=q, due=t) for t, q in deliveries),
    )
    control = (Control(("a",), policy or QSystem(-1e9, 1)),)
    return Scenario(name="shop", network=network, control=control, horizon=horizon)


def shipped(scenario: Scenario) -> tuple[Run, list[tuple[float, float]]]:
    """Run, and return the run with (time, units) of what left."""
    run, ledger = traced(scenario)
    return run, [(t, q) for t, _, _, q in ledger.of("shipped")]


HALF_A_DAY = Constant(12.0)


def test_one_person_ships_one_after_the_other():
    """Half a day a shipment and a tenth a unit: two units from 1 to 1.7, one asked for at 1.25 until 2.3."""
    scenario = shop(orders_at([1, 1.25], [2, 1]), hours_per_shipment=HALF_A_DAY, hours_per_unit=2.4, due=1.0)
    run, left = shipped(scenario)
    assert [q for _, q in left] == [2, 1]
    assert [t for t, _ in left] == pytest.approx([1.7, 2.3])
    of = lambda total: run.shipped("shop", total)  # noqa: E731
    assert of("shipments") == 2 and of("units") == 3
    assert of("on_time") == of("on_time_in_full") == 1
    assert of("flow_time") == pytest.approx(0.7 + 1.05)
    assert of("wait_area") == pytest.approx(0.45) and of("busy_area") == pytest.approx(0.7 + 0.6)


def test_two_people_ship_side_by_side():
    """The second starts at once."""
    scenario = shop(orders_at([1, 1.25], [2, 1]), hours_per_shipment=HALF_A_DAY, staff=2)
    assert shipped(scenario)[1] == [(1.5, 2.0), (1.75, 1.0)]


@pytest.mark.parametrize(("unit", "day"), [("day", 1.0), ("hour", 24.0), ("week", 1 / 7)])
def test_working_hours_of_a_day(unit, day):
    """Twelve hours of work at six hours a day take two days, in every unit of time."""
    scenario = shop(orders_at([1], [1]), hours_per_shipment=HALF_A_DAY, hours_per_day=6.0, horizon=60.0)
    ((left, _),) = shipped(replace(scenario, time_unit=unit))[1]
    assert left == pytest.approx(1 + 2 * day)


def test_a_shipment_is_what_is_granted_in_an_instant():
    """Five are wanted on day 1: three are there and go as one shipment; two follow on day 4."""
    scenario = shop(orders_at([1], [5]), initial=3, deliveries=((4, 9),), hours_per_shipment=HALF_A_DAY)
    run, left = shipped(replace(scenario, horizon=9.0))
    assert left == [(1.5, 3.0), (4.5, 2.0)]
    assert run.shipped("shop", "on_time_in_full") == 0


@pytest.mark.parametrize(("due", "on_time", "full"), [(0.4, 0, 0), (0.5, 1, 0), (3.5, 2, 1)])
def test_on_time_and_on_time_in_full(due, on_time, full):
    """Of five, three leave half a day after the order and two after three days and a half."""
    scenario = shop(
        orders_at([1], [5]), initial=3, deliveries=((4, 9),), hours_per_shipment=HALF_A_DAY, due=due
    )
    run = simulate(scenario)
    assert run.shipped("shop", "on_time") == on_time
    assert run.shipped("shop", "on_time_in_full") == full


def test_units_that_come_in_the_same_instant_leave_together():
    """Three are there; the rest is ordered, comes without a lead time, and joins the shipment."""
    scenario = shop(orders_at([1], [5]), initial=3, policy=QSystem(0, 2), hours_per_shipment=HALF_A_DAY)
    assert shipped(scenario)[1] == [(1.5, 5.0)]


def test_what_a_customer_goes_elsewhere_for_is_not_in_full():
    """Three of five leave on time, in no time at all; two are lost."""
    run, left = shipped(shop(orders_at([1], [5], unmet="lost"), initial=3))
    assert left == [(1.0, 3.0)]
    assert run.shipped("shop", "on_time") == 1 and run.shipped("shop", "on_time_in_full") == 0


@pytest.mark.parametrize(("due", "on_time"), [(0.5, 1), (0.4, 0)])
def test_a_promised_date_counts_where_it_is_later(due, on_time):
    """Day 4 was promised and accepted on day 1, and the shipment leaves at 4.5."""
    asking = orders_at([1], [2], unmet="quote", patience=Constant(9.0))
    scenario = shop(asking, initial=0, deliveries=((4, 9),), hours_per_shipment=HALF_A_DAY, due=due)
    run, left = shipped(scenario)
    assert left == [(4.5, 2.0)]
    assert run.shipped("shop", "on_time") == run.shipped("shop", "on_time_in_full") == on_time


def several_places(lines: tuple[OrderLine, ...] = (), **demand: Any) -> Scenario:
    """Return a world of places `front` and `back` with `a` and `b`; `c` nowhere; people at both."""
    network = Network(
        items=(Item(name="i"),),
        stock_points=tuple(
            StockPoint(name=n, item="i", initial=9.0, place=p)
            for n, p in (("a", "front"), ("b", "back"), ("c", ""))
        ),
        sources=(Transfer(stock="a", origin="b"),),
        demands=(replace(orders_at([1], [1], "a", **demand), lines=lines),),
        fulfilment=(Fulfilment(place="front"), Fulfilment(place="back")),
    )
    return Scenario(name="places", network=network, control=(Control(("a",), QSystem(8, 2)),), horizon=5.0)


def test_transfers_are_not_shipped_by_them():
    """Only what customers get passes the bench: the two that move from back to front do not."""
    run = simulate(several_places())
    assert run.shipped("front", "units") == 1
    assert run.of("b", "demand_units") == 2 and run.shipped("back", "units") == 0


@pytest.mark.parametrize("partial", [True, False])
def test_lines_are_shipped_where_they_are_kept(partial):
    """One of `a` leaves the front, three of `b` the back, and four of `c` nobody's bench."""
    lines = tuple(OrderLine(stock=n, size=Constant(q)) for n, q in (("b", 3.0), ("c", 4.0)))
    run = simulate(several_places(lines, partial=partial))
    assert run.shipped("front", "units") == 1 and run.shipped("back", "units") == 3
    assert run.of("c", "filled_units") == 4


def steady(**fields: Any) -> Scenario:
    """Return a shop with a Poisson customer a day who always finds stock."""
    buyers = Demand(name="buyers", stock="a", interval=Exponential(1.0))
    return replace(shop(buyers, initial=1e6, horizon=3100.0, **fields), warm_up=100.0)


def test_exponential_work_of_one():
    """M/M/1: the time from order to leaving is exponential with the difference of the rates."""
    rate = 2.0
    queue = multi_server_queue(1.0, rate)
    hold(
        steady(hours_per_shipment=Exponential(24 / rate), due=1.0),
        (_per_shipment("flow_time"), queue.mean_flow_time, 0.06),
        (_per_shipment("on_time"), 1 - math.exp(-(rate - 1)), 0.05),
        (_on_average("busy_area"), 1 / rate, 0.05),
        replications=16,
    )


def test_exponential_work_of_three():
    """M/M/3: mean wait by Erlang's formula."""
    queue = multi_server_queue(1.0, 0.5, 3)
    hold(
        steady(hours_per_shipment=Exponential(24 / 0.5), staff=3),
        (_per_shipment("flow_time"), queue.mean_flow_time, 0.06),
        (_on_average("wait_area"), queue.mean_queue, 0.2),
        (_on_average("busy_area"), 1 / 0.5, 0.05),
        replications=16,
    )


def test_even_work():
    """M/D/1: half the wait of M/M/1, by Pollaczek and Khinchine."""
    queue = general_service_queue(1.0, 0.5, 0.0)
    hold(
        steady(hours_per_unit=12.0),
        (_per_shipment("flow_time"), queue.mean_flow_time, 0.05),
        (_on_average("wait_area"), queue.mean_queue, 0.1),
        replications=16,
    )


def _per_shipment(total: str) -> Any:
    return lambda run: run.shipped("shop", total) / run.shipped("shop", "shipments")


def _on_average(total: str) -> Any:
    return lambda run: run.shipped("shop", total) / run.time


@pytest.mark.parametrize("unmet", ["backorder", "lost", "quote", "wait"])
def test_shipping_changes_no_stock(unmet):
    """With people at the place or without: the same totals of stock and customers."""
    buyers = Demand(
        name="buyers",
        stock="a",
        interval=Exponential(0.5),
        size=Geometric(2.0),
        unmet=unmet,
        patience=Exponential(1.0),
    )
    fields = {"initial": 9.0, "policy": QSystem(8, 10), "lead_time": 2.0, "horizon": 200.0}
    with_, without = (
        simulate(shop(buyers, bench=bench, **fields, **more))
        for bench, more in ((True, {"hours_per_shipment": HALF_A_DAY}), (False, {}))
    )
    assert np.allclose(with_.stocks, without.stocks, rtol=1e-9)
    assert np.allclose(with_.demands, without.demands, rtol=1e-9)
    assert with_.shipped("shop", "shipments") > 100


@pytest.mark.parametrize("phases", [None, STOCKPYL_PHASES])
def test_all_that_is_granted_is_shipped(phases):
    """What customers got, less what is still on the bench, has left."""
    buyers = Demand(name="buyers", stock="a", interval=Exponential(0.5), size=Geometric(2.0))
    scenario = shop(buyers, initial=9, policy=QSystem(8, 10), lead_time=2.0, hours_per_unit=2.0, horizon=99.0)
    run, left = shipped(scenario if phases is None else replace(scenario, phases=phases))
    got = run.of("a", "filled_units") + run.of("a", "late_units")
    assert sum(q for _, q in left) == run.shipped("shop", "units") <= got
    assert got - run.shipped("shop", "units") < 60


def test_hours_belong_to_the_shipment():
    """The n-th shipment takes the same time whoever the staff are."""
    work = {"hours_per_shipment": Exponential(8.0), "horizon": 99.0}
    apart = orders_at(range(1, 80, 8), [1] * 10)
    one, two = (shipped(shop(apart, staff=staff, **work))[1] for staff in (1, 2))
    assert one == two


@pytest.mark.parametrize(
    ("fields", "text"),
    [
        ({"staff": 0}, "has 0 people for 24 hours a day; give it one or more"),
        ({"hours_per_day": 0.0}, "has 1 people for 0 hours a day; give it one or more, and hours above zero"),
    ],
)
def test_nobody_at_work_is_refused(fields, text):
    """A place where nothing ever leaves is an error."""
    with pytest.raises(DataError, match=text):
        simulate(shop(orders_at([1], [1]), **fields))


def test_fulfilment_is_of_one_place_once():
    """A place that is not there, or is named twice, is an error."""
    scenario = shop(orders_at([1], [1]))
    (desk,) = scenario.network.fulfilment
    for desks, text in (
        ((desk, desk), "'shop' has fulfilment twice"),
        ((Fulfilment(place="x"),), "place 'x'"),
    ):
        with pytest.raises(DataError, match=text):
            simulate(replace(scenario, network=replace(scenario.network, fulfilment=desks)))
