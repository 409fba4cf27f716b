"""What customers asked for as a control variate: drawn in a run, and expected by the laws."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from experiments.precision.demand_control import drawn_per_year, expected_per_year
from sim import Scenario, simulate
from sim.distributions import Constant, Discrete, Exponential, Gamma, Normal, Poisson, Uniform
from sim.network import Item, OrderLine, Profile


def selling(shop: Scenario, *, whole: bool = True, **changes: Any) -> Scenario:
    """The shop with another demand."""
    network = shop.network
    item = Item(name="jar", unit_cost=10.0, price=16.0, whole=whole)
    demand = replace(network.demands[0], **changes)
    return replace(shop, network=replace(network, items=(item,), demands=(demand,)))


def test_fixed_intervals_are_counted(shop: Scenario) -> None:
    """Eight orders of 4 from day 15 to day 95, at 20, 30 ... 90: nothing varies, and all is expected."""
    expected = 8 * 4 * 365 / 80
    assert drawn_per_year(simulate(shop), shop) == pytest.approx(expected)
    assert expected_per_year(shop) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("first", "warm_up", "horizon", "orders"),
    [(None, 0.0, 90.0, 9), (0.0, 0.0, 90.0, 10), (None, 20.0, 90.0, 7), (50.0, 20.0, 89.9, 4)],
)
def test_orders_at_the_ends(
    shop: Scenario, first: float | None, warm_up: float, horizon: float, orders: int
) -> None:
    """Orders at the horizon are in the figures, those at the warm-up are not, and those at time zero are."""
    changed = replace(selling(shop, first=first), warm_up=warm_up, horizon=horizon)
    expected = expected_per_year(changed)
    assert expected == pytest.approx(orders * 4 * 365 / (horizon - warm_up))
    assert drawn_per_year(simulate(changed), changed) == pytest.approx(expected)


def test_steps_that_are_no_round_numbers(shop: Scenario) -> None:
    """Thousands of steps of a tenth of a day are counted as the clock adds them up."""
    changed = replace(selling(shop, interval=Constant(0.1)), warm_up=30.0, horizon=730.0)
    assert drawn_per_year(simulate(changed), changed) == pytest.approx(expected_per_year(changed), rel=1e-12)


@pytest.mark.parametrize(
    "changes",
    [
        {"interval": Exponential(mean=0.5), "size": Poisson(3.0)},
        {"interval": Exponential(mean=0.5), "size": Poisson(3.0), "unmet": "lost"},
        {
            "interval": Exponential(mean=0.5),
            "size": Poisson(3.0),
            "unmet": "quote",
            "patience": Constant(2.0),
        },
        {"interval": Exponential(mean=0.5), "size": Discrete((-1.0, 4.0)), "returns": True},
        {"interval": Exponential(mean=0.5), "size": Discrete((-1.0, 4.0))},
        {"interval": Exponential(mean=0.5), "size": Normal(mean=1.0, sd=2.0), "whole": False},
        {"interval": Constant(0.5), "size": Poisson(3.0), "first": 40.0},
    ],
)
def test_the_mean_drawn_is_what_is_expected(shop: Scenario, changes: dict[str, Any]) -> None:
    """Over forty worlds, whoever goes away unserved, is cut at zero or brings goods back."""
    changed = selling(shop, **changes)
    drawn = [drawn_per_year(simulate(changed, k, audit=False), changed) for k in range(40)]
    expected = expected_per_year(changed)
    assert expected is not None
    assert abs(np.mean(drawn) - expected) < 4 * np.std(drawn, ddof=1) / 40**0.5
    assert np.std(drawn) > 0


@pytest.mark.parametrize(
    "changes",
    [
        {"interval": Gamma(mean=10, sd=2)},
        {"size": Normal(mean=4, sd=1)},
        {"size": Uniform(1.0, 5.0)},
        {"size": Constant(2.5)},
        {"profile": Profile(name="summer", trend_per_year=0.1)},
        {"lines": (OrderLine(stock="shop"),)},
        {"known_ahead": 3.0},
        {"size": Constant(0.0)},
    ],
)
def test_what_is_not_known_exactly_is_left_out(shop: Scenario, changes: dict[str, Any]) -> None:
    """Renewals of another law, sizes rounded to whole units, levels that change, nothing asked."""
    assert expected_per_year(selling(shop, **changes)) is None


def test_divisible_sizes_are_not_rounded(shop: Scenario) -> None:
    """The same law of size is known where units can be divided."""
    assert expected_per_year(selling(shop, whole=False, size=Constant(2.5))) == pytest.approx(
        8 * 2.5 * 365 / 80
    )
