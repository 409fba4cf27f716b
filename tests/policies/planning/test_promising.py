"""Available to promise by hand, and that a promise made from it breaks none."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policies.planning.promising import available_to_promise


def test_each_receipt_serves_the_orders_until_the_next():
    """Stock of 55 less 38; 150 less 27, 24 and 8; 150 with no orders."""
    promise = available_to_promise([[0, 150, 0, 0, 0, 0, 150, 0]], [[38, 27, 24, 8, 0, 0, 0, 0]], on_hand=55)
    assert promise.discrete.tolist() == [[17, 91, 0, 0, 0, 0, 150, 0]]
    assert promise.cumulative.tolist() == [[17, 108, 108, 108, 108, 108, 258, 258]]
    assert promise.earliest(0, 17) == 0
    assert promise.earliest(0, 18) == 1
    assert promise.earliest(0, 259) is None


def test_a_receipt_that_does_not_serve_its_orders_takes_from_the_one_before():
    """The third lot is 5 short, which the second, not the first, must keep back."""
    promise = available_to_promise([[10, 10, 10]], [[2, 4, 15]])
    assert promise.discrete.tolist() == [[8, 1, 0]]


def test_too_much_promised_shows_in_the_first_bucket():
    """Seven more than will be there."""
    promise = available_to_promise([[0, 10]], [[5, 12]])
    assert promise.discrete.tolist() == [[-7, 0]]
    assert promise.earliest(0, 1) is None


rows = st.lists(st.lists(st.integers(0, 20), min_size=6, max_size=6), min_size=2, max_size=2)


@given(rows, rows, st.integers(0, 60))
@settings(max_examples=80, deadline=None)
def test_what_is_available_can_be_promised_and_no_more(receipts, booked, on_hand):
    """Promising all of it in a bucket leaves no bucket short; one unit more does."""
    promise = available_to_promise(receipts, booked, on_hand)
    np.testing.assert_array_equal(np.cumsum(promise.discrete, axis=1), promise.cumulative)
    left = on_hand + np.cumsum(np.array(receipts) - booked, axis=1)
    for item in range(2):
        for bucket in range(6):
            assert (left[item, bucket:] >= promise.cumulative[item, bucket]).all()
            assert (left[item, bucket:] < promise.cumulative[item, bucket] + 1).any()
    without = (np.array(receipts) == 0)[:, 1:]
    assert (promise.discrete[:, 1:][without] == 0).all()


def test_wrong_data_is_refused():
    """Shapes that differ and figures out of range are named."""
    with pytest.raises(ValueError, match=r"receipts has shape \(1, 2\) and booked \(1, 1\)"):
        available_to_promise([[1, 2]], [[1]])
    with pytest.raises(ValueError, match="booked holds a figure below 0"):
        available_to_promise([[1]], [[-1]])
    with pytest.raises(ValueError, match="on_hand holds a figure that is not finite"):
        available_to_promise([[1]], [[1]], np.nan)
