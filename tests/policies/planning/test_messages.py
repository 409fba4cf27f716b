"""Exception messages against hand grids."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policies.planning.bill import Bill
from policies.planning.lot_rules import LotRules
from policies.planning.messages import (
    ExceptionMessage,
    OpenReceipt,
    Thresholds,
    messages,
    scheduled_receipts,
)
from policies.planning.netting import PlanningData
from policies.planning.regeneration import plan

BILL = Bill.of(["gear"], [])


def planned(gross, orders, **figures):
    """The plan of one gear with these open orders."""
    receipts = scheduled_receipts(BILL, orders, len(gross))
    return plan(BILL, PlanningData.of([gross], scheduled_receipts=receipts, **figures))


def about(gross, orders, thresholds=None, **figures):
    """Kind, order, due and wanted bucket of each message."""
    made = messages(planned(gross, orders, **figures), orders, thresholds or Thresholds())
    return [(m.kind, m.number, m.from_bucket, m.to_bucket) for m in made]


def test_each_order_is_compared_with_the_bucket_that_wants_it():
    """Stock of 25 lasts to bucket 1; orders of 20 are wanted in 2 and 3, a third not at all."""
    orders = [OpenReceipt("gear", number, 20, due) for number, due in ((1, 4), (2, 0), (3, 5))]
    found = about([10, 10, 10, 20, 0, 0], orders, on_hand=25)
    assert found == [("postpone", 2, 0, 2), ("expedite", 1, 4, 3), ("cancel", 3, 5, None)]


def test_a_message_has_item_order_quantity_and_dates():
    """One expedite, in full."""
    orders = [OpenReceipt("gear", 7, 50, due=3)]
    made = planned([20, 20, 20, 20], orders, on_hand=30)
    assert messages(made, orders) == (ExceptionMessage("expedite", "gear", 7, 50, 3, 1),)


def test_an_order_in_time_raises_no_message():
    """An order that comes when it is wanted, and one wanted beyond the horizon and due there."""
    orders = [OpenReceipt("gear", 1, 20, 1), OpenReceipt("gear", 2, 20, 9)]
    assert about([10, 10, 10], orders, on_hand=10) == []


def test_an_order_due_beyond_the_horizon_may_be_wanted_within():
    """It is expedited."""
    assert about([10, 10, 10], [OpenReceipt("gear", 1, 20, 9)], on_hand=10)[0] == ("expedite", 1, 9, 1)


def test_small_moves_are_passed_over():
    """Moves of two buckets are reported up to a threshold of two."""
    late, early = [OpenReceipt("gear", 1, 20, 3)], [OpenReceipt("gear", 2, 20, 0)]
    needs_at_one, needs_at_two = [0, 20, 0, 0], [0, 0, 20, 0]
    assert about(needs_at_one, late, Thresholds(expedite=2)) == [("expedite", 1, 3, 1)]
    assert about(needs_at_one, late, Thresholds(expedite=3)) == []
    assert about(needs_at_two, early, Thresholds(postpone=2)) == [("postpone", 2, 0, 2)]
    assert about(needs_at_two, early, Thresholds(postpone=3)) == []


def test_an_overdue_order_is_past_due_or_cancelled():
    """It counts as coming in the first bucket; what nobody wants is cancelled."""
    overdue = [OpenReceipt("gear", 1, 20, -2)]
    assert scheduled_receipts(BILL, overdue, 3).tolist() == [[20, 0, 0]]
    assert about([0, 20, 0], overdue) == [("past due", 1, -2, 1)]
    assert about([0, 0, 0], overdue) == [("cancel", 1, -2, None)]


def test_safety_stock_and_safety_time_bring_the_wanted_bucket_forward():
    """Wanted in bucket 3; with a safety time of one in 2; with safety stock and none on hand at once."""
    orders, gross = [OpenReceipt("gear", 1, 20, 3)], [0, 0, 0, 20]
    assert about(gross, orders) == []
    assert about(gross, orders, safety_time=1) == [("expedite", 1, 3, 2)]
    assert ("expedite", 1, 3, 0) in about(gross, orders, safety_stock=5)


def test_a_firm_order_before_it_makes_an_open_order_wait():
    """The firm order covers bucket 1, so the open one is wanted in bucket 3."""
    orders = [OpenReceipt("gear", 1, 20, 1)]
    assert about([0, 20, 0, 20], orders, firm=[[0, 20, 0, 0]]) == [("postpone", 1, 1, 3)]


def test_the_housing_of_vikas_falls_below_its_safety_stock_within_the_lead_time():
    """130 on hand, safety stock 80, 50 a week, lots of 140 after four weeks: 30, -20, -70, then 160."""
    lots = LotRules.of(1, "fixed-quantity", quantity=140)
    made = planned([50] * 12, [], on_hand=130, safety_stock=80, lead_time=4, lots=lots)
    assert made.attainable_on_hand()[0, :5].tolist() == [80, 30, -20, -70, 160]
    assert messages(made, []) == (
        ExceptionMessage("release past due", "gear", None, 140, -3, 0),
        ExceptionMessage("release past due", "gear", None, 140, -1, 0),
        ExceptionMessage("below safety stock", "gear", None, 150, 1, 3),
    )


def test_a_small_shortage_of_safety_stock_is_passed_over():
    """Four of ten are lacking: reported from a share of 0.3, not of 0.4."""
    figures = {"on_hand": 10, "safety_stock": 10, "fence": 1}
    assert ("below safety stock", None, 0, 0) in about([4, 0], [], Thresholds(shortage=0.3), **figures)
    assert about([4, 0], [], Thresholds(shortage=0.4), **figures) == []


@given(
    gross=st.lists(st.integers(0, 9), min_size=8, max_size=8),
    dues=st.lists(st.integers(0, 7), min_size=1, max_size=4),
    on_hand=st.integers(0, 20),
)
@settings(max_examples=80, deadline=None)
def test_doing_what_the_messages_say_leaves_nothing_to_say(gross, dues, on_hand):
    """Orders moved to where they are wanted, and cancelled where they are not, raise no message."""
    orders = [OpenReceipt("gear", number, 10, due) for number, due in enumerate(dues)]
    told = {
        m.number: m for m in messages(planned(gross, orders, on_hand=on_hand), orders) if m.number is not None
    }
    moved = []
    for order in orders:
        message = told.get(order.number)
        if message is None:
            moved.append(order)
        elif message.to_bucket is not None:
            moved.append(OpenReceipt("gear", order.number, order.quantity, message.to_bucket))
    again = planned(gross, moved, on_hand=on_hand)
    assert [m for m in messages(again, moved) if m.number is not None] == []
    needs = np.maximum(np.cumsum(gross) - on_hand, 0)
    assert again.record.scheduled_receipts.sum() <= 10 * np.ceil(needs[-1] / 10)


def test_wrong_data_is_refused():
    """An order without quantity, an unknown item and thresholds out of range are named."""
    with pytest.raises(ValueError, match="open order 3 of 'gear' has quantity 0"):
        scheduled_receipts(BILL, [OpenReceipt("gear", 3, 0, 1)], 2)
    with pytest.raises(ValueError, match="item 'cog' is not in the bill"):
        messages(planned([1], []), [OpenReceipt("cog", 3, 1, 1)])
    with pytest.raises(ValueError, match="expedite is 0"):
        Thresholds(expedite=0)
    with pytest.raises(ValueError, match="shortage is 2"):
        Thresholds(shortage=2)
