"""The grid of one item, as printed."""

import pytest

from policies.planning.bill import Bill
from policies.planning.grid import as_text, grid
from policies.planning.lot_rules import LotRules
from policies.planning.netting import PlanningData
from policies.planning.regeneration import plan


def test_the_grid_of_a_textbook(entry):
    """MRP-01 with safety stock 80, as rows of text."""
    given = entry("MRP-01")["inputs"]
    data = PlanningData.of(
        [given["gross"]],
        on_hand=given["on_hand"],
        scheduled_receipts=[given["scheduled_receipts"]],
        lead_time=given["lead_time"],
        safety_stock=80,
        lots=LotRules.of(1, "fixed-quantity", quantity=given["FOQ"]),
    )
    rows = grid(plan(Bill.of(["C"], []), data), "C")
    assert as_text(rows).splitlines() == [
        "C                   Before    1    2    3    4    5    6    7    8",
        "Gross requirements          150            120       150  120",
        "Scheduled receipts          230",
        "Projected on hand       37  117  117  117  227  227  307  187  187",
        "Net requirements                            83         3",
        "Planned receipts                           230       230",
        "Planned releases                 230       230",
    ]


def test_heads_overdue_releases_and_fractions():
    """Heads may be dates; what is overdue stands before the first bucket; halves are shown."""
    made = plan(Bill.of(["a"], []), PlanningData.of([[2.5, 0], [0, 0]][:1], lead_time=1))
    rows = grid(made, "a", ["1 Mar", "8 Mar"])
    assert rows[0] == ("a", "Before", "1 Mar", "8 Mar")
    assert rows[3] == ("Projected on hand", "0", "0", "0")
    assert rows[5:] == (("Planned receipts", "", "2.5", ""), ("Planned releases", "2.5", "", ""))
    with pytest.raises(ValueError, match="1 heads are given for 2 buckets"):
        grid(made, "a", ["x"])
    with pytest.raises(ValueError, match="item 'b' is not in the bill"):
        grid(made, "b")
