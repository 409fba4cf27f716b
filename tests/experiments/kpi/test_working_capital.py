"""Money through time against a shop traced by hand."""

import dataclasses

import numpy as np

from experiments.kpi import working_capital_series
from sim import Scenario, simulate
from sim.distributions import Constant
from sim.engine.history import MoneyHistory
from sim.network import Accounts, Bookkeeping, Demand, Loss


def test_the_shop_through_time(shop: Scenario) -> None:
    """Ten jars; 4 sold on day 10; 4 on day 20 and 8 ordered at 9; 2 on day 30, 2 late; 8 in on day 34."""
    history = MoneyHistory(5)
    simulate(shop, watches=[history])
    read = {t: k for k, t in enumerate(history.times)}
    days = [0, 5, 10, 20, 30, 35, 40]
    assert [history.stock[read[d]] / 10 for d in days] == [10, 10, 6, 2, 0, 6, 2]
    assert [history.purchases[read[d]] / 9 for d in days] == [0, 0, 0, 0, 0, 8, 8]
    assert [history.sales[read[d]] / 16 for d in days] == [0, 0, 4, 8, 10, 12, 16]
    assert set(history.in_process) == {0.0}


def test_what_is_owed_through_time(shop: Scenario) -> None:
    """Paid to after 10 days, and paid after 20: what was sold, and bought, in the days before."""
    history = MoneyHistory(5)
    simulate(shop, watches=[history])
    found = working_capital_series(history, Accounts(payable_days=20, receivable_days=10))
    at = {int(t): k for k, t in enumerate(found["time"])}
    day = {d: {name: column[at[d]] for name, column in found.items()} for d in (0, 20, 25, 30, 40, 55)}
    assert [day[d]["receivables"] / 16 for d in (0, 20, 25, 30, 40)] == [0, 4, 4, 2, 6]
    assert [day[d]["payables"] / 9 for d in (0, 20, 30, 40, 55)] == [0, 0, 0, 8, 8]
    assert day[40]["working_capital"] == 2 * 10 + 6 * 16 - 8 * 9
    free = working_capital_series(history, Accounts())
    assert np.array_equal(free["working_capital"], np.array(history.stock))


def test_the_plant_through_time(plant: Scenario) -> None:
    """Four pumps in process from 18 to 26 hours; a day is 24 hours."""
    history = MoneyHistory(1)
    simulate(plant, watches=[history])
    assert history.day == 24
    assert {t for t, value in zip(history.times, history.in_process, strict=True) if value} == set(
        np.arange(18.0, 26.0)
    )
    assert max(history.in_process) == 40


def test_goods_that_are_not_booked_yet(shop: Scenario) -> None:
    """The papers of a delivery take three days: it is on the shelf, and paid for, from the first."""
    late = Bookkeeping(name="papers", stocks=("shop",), delay=Constant(3))
    network = dataclasses.replace(shop.network, bookkeeping=(late,))
    history = MoneyHistory(1)
    simulate(dataclasses.replace(shop, network=network, horizon=80), watches=[history])
    assert history.stock[33:38] == [0, 80, 80, 80, 60]
    assert history.purchases[33:38] == [0, 72, 72, 72, 72]
    assert history.sales[33:38] == [160, 160, 160, 160, 192]


def test_watching_changes_nothing(shop: Scenario) -> None:
    """A run that is watched gives what it gives unwatched, and the history adds up to its totals."""
    loss = Loss(name="pilferage", stocks=("shop",), share_per_year=0.5, every=7)
    lost = Demand(name="others", stock="shop", interval=Constant(7), size=Constant(3), unmet="lost")
    network = dataclasses.replace(shop.network, losses=(loss,), demands=(*shop.network.demands, lost))
    world = dataclasses.replace(shop, network=network, warm_up=0.0)
    history = MoneyHistory(5)
    watched = simulate(world, watches=[history])
    assert np.array_equal(watched.stocks, simulate(world).stocks)
    assert history.times[-1] == world.horizon
    assert history.purchases[-1] == watched.of("shop", "purchased_value")
    got = watched.of("shop", "filled_units") + watched.of("shop", "late_units")
    assert history.sales[-1] == 16 * got
