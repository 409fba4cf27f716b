"""The plan in money against a calculation by hand, and its balance."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policies.planning.bill import Bill
from policies.planning.netting import PlanningData
from policies.planning.plan_in_money import Values, plan_in_money
from policies.planning.regeneration import plan
from policies.planning.routing import Routings

BILL = Bill.of(["desk", "top"], [("desk", "top", 2)])
ROUTINGS = Routings.of(
    BILL,
    ["saw", "bench"],
    [("desk", "saw", 10, 1.0, 0.25), ("desk", "bench", 20, 0.0, 0.25)],
    lead_time=[2, 1],
)


def desks(**options):
    """Ten desks wanted in the fourth bucket, of two tops each; one desk and six tops are there."""
    return plan(
        BILL, PlanningData.of([[0, 0, 0, 11, 0], [0] * 5], lead_time=[2, 1], on_hand=[1, 6], **options)
    )


def test_by_hand():
    """Ten desks of 84: 14 tops of 30 bought in 1, work of 140 and 100 in 1 and 2, sold for 1,100 in 3.

    Standard cost by lots of 10: tops 60, saw 0.1 + 0.25 hours and bench 0.25 hours of 40, so 84. The desks
    are released in 1: then 840 less the bench's 100 are in process at its end, and all 840 after the bench.
    """
    values = Values.of(
        ROUTINGS,
        price=[0, 30],
        sales_price=[100, 0],
        hourly_cost=40,
        lot=10,
        payable=1,
        receivable=3,
    )
    assert values.unit_value.tolist() == pytest.approx([84, 30])
    money = plan_in_money(desks(), ROUTINGS, values, owed_to_suppliers=70, owed_by_customers=[0, 50, 0, 0, 0])
    assert money.purchases.tolist() == [0, 420, 0, 0, 0]
    assert money.work.tolist() == pytest.approx([0, 140, 100, 0, 0])
    assert money.stock.tolist() == pytest.approx([84 + 180, 84, 84, 0, 0])
    assert money.work_in_process.tolist() == pytest.approx([0, 740, 840, 0, 0])
    assert money.sales.tolist() == [0, 0, 0, 1100, 0]
    assert money.paid.tolist() == [70, 0, 420, 0, 0]
    assert money.collected.tolist() == [0, 50, 0, 0, 0]
    assert money.payables.tolist() == [0, 420, 0, 0, 0]
    assert money.receivables.tolist() == [50, 0, 0, 1100, 1100]
    assert money.cash_flow.tolist() == pytest.approx([-70, -90, -520, 0, 0])
    assert money.working_capital.tolist() == pytest.approx([314, 404, 924, 1100, 1100])


def test_open_production_orders_are_in_process():
    """Four desks due in 2 with 1.5 hours to do are worth 4 x 84 less that work until it is done."""
    values = Values.of(ROUTINGS, price=[0, 30], hourly_cost=40, lot=10)
    coming = [[0, 0, 4, 0, 0], [0] * 5]
    open_hours = [[0] * 5, [0.5, 1.0, 0, 0, 0]]
    made = plan(BILL, PlanningData.of(np.zeros((2, 5)), scheduled_receipts=coming, lead_time=[2, 1]))
    money = plan_in_money(made, ROUTINGS, values, open_hours=open_hours)
    assert money.work_in_process.tolist() == pytest.approx([336 - 40, 336, 0, 0, 0])
    assert money.work.tolist() == [20, 40, 0, 0, 0]
    assert money.stock.tolist() == pytest.approx([0, 0, 336, 336, 336])


def test_bought_at_release():
    """Purchases may count when they are ordered: in 0 instead of 1, and what is overdue now."""
    values = Values.of(ROUTINGS, price=[0, 30], hourly_cost=40, bought_at="release")
    assert plan_in_money(desks(), ROUTINGS, values).purchases.tolist() == [420, 0, 0, 0, 0]
    late = plan(BILL, PlanningData.of([[5, 0, 0], [0] * 3], lead_time=[2, 1]))
    assert plan_in_money(late, ROUTINGS, values).purchases.tolist() == [300, 0, 0]


def test_sales_wait_for_the_goods():
    """What is owed is sold when the plan has it, what was owed at the start included."""
    data = PlanningData.of([[5, 5, 5, 5], [0] * 4], on_hand=[-2, 99], lead_time=[2, 1], fence=[2, 0])
    values = Values.of(ROUTINGS, price=0, sales_price=[10, 0])
    money = plan_in_money(plan(BILL, data), ROUTINGS, values)
    assert money.sales.tolist() == [0, 0, 170, 50]


@settings(max_examples=80, deadline=None)
@given(st.data())
def test_value_is_conserved(data):
    """Stock and work in process grow by what is bought and worked, less the value of what leaves."""
    bill = Bill.of(["a", "b", "c", "d"], [("a", "b", 2), ("a", "c", 1), ("b", "d", 3), ("c", "d", 1)])
    hours = st.integers(0, 9).map(lambda value: value / 8)
    rows = [
        (name, f"w{data.draw(st.integers(0, 1))}", step, 0.0, data.draw(hours))
        for name in "abc"
        for step in range(data.draw(st.integers(1, 3)))
    ]
    lead_time = [data.draw(st.integers(1, 3)) for _ in bill.items]
    routings = Routings.of(bill, ["w0", "w1"], rows, lead_time)
    figures = st.lists(st.integers(0, 20), min_size=9, max_size=9)
    gross = np.array([data.draw(figures) for _ in bill.items], dtype=float)
    coming = np.array([data.draw(figures) for _ in bill.items], dtype=float) // 10
    on_hand = np.array([data.draw(st.integers(0, 50)) for _ in bill.items], dtype=float)
    made = plan(bill, PlanningData.of(gross, scheduled_receipts=coming, on_hand=on_hand, lead_time=lead_time))
    values = Values.of(
        routings, price=[0, 0, 0, 7], hourly_cost=[8, 16], sales_price=1, payable=2, receivable=4
    )
    money = plan_in_money(made, routings, values)
    held = money.stock + money.work_in_process
    started = values.unit_value @ on_hand + (values.unit_value * routings.made) @ coming.sum(axis=1)
    grown = np.diff(held, prepend=started)
    assert np.allclose(grown, money.purchases + money.work - values.unit_value @ gross)
    assert np.allclose(np.diff(money.payables, prepend=0), money.purchases - money.paid)
    assert np.allclose(np.diff(money.receivables, prepend=0), money.sales - money.collected)
    assert np.allclose(money.cash_flow, money.collected - money.paid - money.work)


def test_bad_input():
    """Prices, delays and payments that cannot be are refused with a sentence."""
    values = Values.of(ROUTINGS, price=1)
    cases = [
        (lambda: Values.of(ROUTINGS, price=[1, 2, 3]), r"price has shape \(3,\)"),
        (lambda: Values.of(ROUTINGS, price=-1), "price holds a figure below 0"),
        (lambda: Values.of(ROUTINGS, price=1, hourly_cost=np.nan), "hourly_cost holds a figure below 0"),
        (lambda: Values.of(ROUTINGS, price=1, unit_value=[-1, 0]), "unit_value holds a figure below 0"),
        (lambda: Values.of(ROUTINGS, price=1, lot=0), "lot holds a figure that is not above 0"),
        (lambda: Values.of(ROUTINGS, price=1, payable=-1), "payable is -1; give a whole number"),
        (lambda: Values.of(ROUTINGS, price=1, receivable=1.5), "receivable is 1.5; give"),
        (lambda: Values.of(ROUTINGS, price=1, bought_at="order"), "bought_at is 'order'; give"),
        (
            lambda: plan_in_money(desks(), ROUTINGS, values, owed_to_suppliers=[1, 2]),
            r"owed_to_suppliers has shape \(2,\)",
        ),
        (
            lambda: plan_in_money(desks(), ROUTINGS, values, owed_by_customers=-1),
            "owed_by_customers holds a figure below 0",
        ),
    ]
    for call, sentence in cases:
        with pytest.raises(ValueError, match=sentence):
            call()
