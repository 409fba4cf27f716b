"""Quantity discounts against textbooks and against a search over every whole quantity."""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policies.sizing import all_units_discount, incremental_discount


def call(function, given):
    """Call a discount function with the inputs of a validation entry."""
    return function(given["D"], given["S"], given["holding_rate"], [tuple(row) for row in given["breaks"]])


def test_disc_01(entry):
    """DISC-01: all units; the class in the middle has an order quantity of its own that loses."""
    expected = entry("DISC-01")["expected"]
    best = call(all_units_discount, entry("DISC-01")["inputs"])
    assert best.order_quantity == expected["Q"]
    assert best.price == 2.92
    assert best.annual_cost == pytest.approx(expected["total_annual_cost"], abs=1e-6)
    middle = best.candidates[1]
    assert middle.feasible
    quantity, cost = expected["interior_at_2_96"]
    assert middle.order_quantity == pytest.approx(quantity, abs=1e-4)
    assert middle.annual_cost == pytest.approx(cost, abs=1e-6)
    assert not best.candidates[0].feasible
    assert best.candidates[0].annual_cost == math.inf


def test_disc_03(entry):
    """DISC-03: incremental; the printed quantity and cost."""
    expected = entry("DISC-03")["expected"]
    best = call(incremental_discount, entry("DISC-03")["inputs"])
    assert best.order_quantity == pytest.approx(expected["Q"], abs=1e-6)
    assert best.annual_cost == pytest.approx(expected["total_annual_cost"], abs=1e-6)
    assert best.candidates[2].average_price == pytest.approx(
        (5000 * 3.0 + 5000 * 2.96 + (best.order_quantity - 10000) * 2.92) / best.order_quantity
    )


def test_order_quantity_on_a_break():
    """An order quantity that falls exactly on a break belongs to the class that begins there."""
    breaks = [(0, 2.0), (100, 1.0)]  # at a price of 1 and a rate of 0.2, 2 x 100 x 10 / 0.2 is 100 squared
    best = all_units_discount(100, 10, 0.2, breaks)
    assert (best.order_quantity, best.price) == (100, 1.0)
    on_it = [(0, 1.0), (100, 0.5)]  # the same quantity, now at the upper end of the first class
    assert not all_units_discount(100, 10, 0.2, on_it).candidates[0].feasible
    assert not incremental_discount(100, 10, 0.2, on_it).candidates[0].feasible


@st.composite
def schemes(draw):
    """A demand, an order cost, a holding rate and one to four price breaks in order."""
    steps = draw(st.integers(0, 3))
    least = [0, *sorted(draw(st.sets(st.integers(2, 400), min_size=steps, max_size=steps)))]
    cents = draw(st.sets(st.integers(100, 2000), min_size=steps + 1, max_size=steps + 1))
    prices = [cent / 100 for cent in sorted(cents, reverse=True)]
    demand = draw(st.integers(10, 2000))
    order_cost = draw(st.integers(1, 200))
    rate = draw(st.sampled_from([0.1, 0.25, 0.4]))
    return demand, order_cost, rate, list(zip(least, prices, strict=True))


def price_of(quantity, breaks):
    """The all-units price of an order."""
    return [price for least, price in breaks if least <= quantity][-1]


def paid_for(quantity, breaks):
    """The incremental price of a whole order, unit by unit in each step."""
    paid = 0.0
    for (least, price), above in zip(breaks, [row[0] for row in breaks[1:]] + [math.inf], strict=True):
        paid += price * max(0, min(quantity, above) - least)
    return paid


@given(schemes())
@settings(deadline=None)
def test_all_units_beats_every_quantity(scheme):
    """No whole quantity costs less under all units, and the cost is that of its own quantity and price."""
    demand, order_cost, rate, breaks = scheme
    best = all_units_discount(demand, order_cost, rate, breaks)

    def cost(quantity):
        price = price_of(quantity, breaks)
        return demand * price + order_cost * demand / quantity + rate * price * quantity / 2

    assert best.annual_cost == pytest.approx(cost(best.order_quantity), rel=1e-12)
    assert best.price == price_of(best.order_quantity, breaks)
    assert best.annual_cost <= min(cost(quantity) for quantity in range(1, 2500)) * (1 + 1e-12)


@given(schemes())
@settings(deadline=None)
def test_incremental_beats_every_quantity(scheme):
    """No whole quantity costs less under incremental prices, and the cost is that of its own payment."""
    demand, order_cost, rate, breaks = scheme
    best = incremental_discount(demand, order_cost, rate, breaks)

    def cost(quantity):
        paid = paid_for(quantity, breaks)
        return demand / quantity * (order_cost + paid) + rate * paid / 2

    assert best.annual_cost == pytest.approx(cost(best.order_quantity), rel=1e-9)
    assert best.annual_cost <= min(cost(quantity) for quantity in range(1, 2500)) * (1 + 1e-12)
