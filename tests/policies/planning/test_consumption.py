"""Forecast consumption by hand, and what must hold for every forecast."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policies.planning.consumption import consume


def test_orders_consume_their_own_bucket_then_back_then_forward():
    """25 in bucket two take its 10, then 10 and 4 before it, nearest first, and one of the bucket after."""
    used = consume([[4, 10, 10, 10]], [[0, 0, 25, 0]], backward=2, forward=1)
    assert used.forecast.tolist() == [[0, 0, 0, 9]]
    assert used.requirements.tolist() == [[0, 0, 25, 9]]
    assert used.unforeseen.tolist() == [[0, 0, 0, 0]]


def test_the_windows_bound_what_an_order_may_consume():
    """Without windows, 25 take the 10 of their bucket and 15 were not foreseen."""
    used = consume([[4, 10, 10, 10]], [[0, 0, 25, 0]])
    assert used.requirements.tolist() == [[4, 10, 25, 10]]
    assert used.unforeseen.tolist() == [[0, 0, 15, 0]]


def test_inside_the_fence_only_orders_count():
    """The fence differs by item: two buckets, and none."""
    used = consume([[10, 10, 10]] * 2, [[3, 0, 4]] * 2, fence=[2, 0])
    assert used.requirements.tolist() == [[3, 0, 10], [10, 10, 10]]
    assert used.forecast.tolist() == [[7, 10, 6]] * 2


def test_forecast_inside_the_fence_is_consumed_before_it_is_dropped():
    """An order just outside the fence takes forecast inside it, so that outside is not taken twice."""
    used = consume([[0, 10, 10]], [[0, 0, 16]], backward=1, fence=2)
    assert used.requirements.tolist() == [[0, 0, 16]]


rows = st.lists(st.lists(st.integers(0, 30), min_size=6, max_size=6), min_size=3, max_size=3)


@given(rows, rows, st.integers(0, 6), st.integers(0, 6))
@settings(max_examples=80, deadline=None)
def test_each_unit_is_counted_once(forecast, orders, backward, forward):
    """What orders consume is what the forecast loses, and items do not disturb each other."""
    used = consume(forecast, orders, backward, forward)
    booked, expected = np.array(orders), np.array(forecast)
    assert (used.forecast >= 0).all() and (used.unforeseen >= 0).all()
    consumed = booked.sum(axis=1) - used.unforeseen.sum(axis=1)
    np.testing.assert_array_equal(consumed, expected.sum(axis=1) - used.forecast.sum(axis=1))
    np.testing.assert_array_equal(used.requirements, booked + used.forecast)
    if backward + forward >= 10:  # every order reaches every bucket
        most = np.minimum(booked.sum(axis=1), expected.sum(axis=1))
        np.testing.assert_array_equal(consumed, most)
    alone = consume(forecast[1:2], orders[1:2], backward, forward)
    np.testing.assert_array_equal(alone.requirements[0], used.requirements[1])


def test_wrong_data_is_refused():
    """Shapes that differ, figures below zero and windows below zero are named."""
    with pytest.raises(ValueError, match=r"forecast has shape \(1, 2\) and orders \(1, 1\)"):
        consume([[1, 2]], [[1]])
    with pytest.raises(ValueError, match="orders holds a figure below 0"):
        consume([[1]], [[-1]])
    with pytest.raises(ValueError, match="fence holds a figure below 0"):
        consume([[1]], [[1]], fence=-1)
    with pytest.raises(ValueError, match="backward is -1"):
        consume([[1]], [[1]], backward=-1)
