"""`orderpoint plan --load` and `--money` on a small plant, worked out by hand, and on bundled cases."""

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from experiments.cli import app

CASE = """\
name = "desks"
title = "Desk maker"
time_unit = "week"

[run]
horizon_weeks = 20
replications = 1
seed = 1

[accounts]
currency = "INR"
payable_days = 14
receivable_days = 7

[[items]]
name = "desk"
unit_cost = 200.0
price = 500.0

[[items]]
name = "leg"
unit_cost = 30.0

[[items]]
name = "wood"
unit_cost = 12.0

[[stock_points]]
name = "desk"
item = "desk"

[[stock_points]]
name = "leg"
item = "leg"
initial = 40

[[stock_points]]
name = "wood"
item = "wood"

[[suppliers]]
name = "forest"

[[work_centres]]
name = "bench"
hours_per_day = 1.0
hourly_cost = 100

[[work_centres]]
name = "saw"
hours_per_day = 10.0
hourly_cost = 60

[[purchases]]
stock = "wood"
supplier = "forest"
lead_time_weeks = 2
price = 10

[[productions]]
stock = "desk"
planned_lead_time_weeks = 1

[[productions]]
stock = "leg"
planned_lead_time_weeks = 1

[[components]]
parent = "desk"
component = "leg"
quantity = 2

[[components]]
parent = "leg"
component = "wood"
quantity = 1

[[operations]]
stock = "desk"
sequence = 10
work_centre = "bench"
run_hours = 0.5

[[operations]]
stock = "leg"
sequence = 10
work_centre = "saw"
setup_hours = 1.0
run_hours = 0.1

[[demands]]
name = "customers"
stock = "desk"
interval_weeks = 1
first_weeks = 4
size = 20
known_ahead_weeks = 30

[control.all]
select = "*"
policy = "POLICY"
bucket_weeks = 1
horizon = 10

[alternatives.plan]
title = "The plan"
"""
"""Twenty desks a week from bucket 5 on, two legs a desk; 40 legs are there. Nothing is random."""


@pytest.fixture
def case(tmp_path: Path) -> str:
    """The folder of the desk maker."""
    folder = tmp_path / "desks"
    folder.mkdir()
    (folder / "case.toml").write_text(CASE.replace("POLICY", "mrp"))
    return str(folder)


def said(*arguments: str) -> Result:
    """Return what a command prints."""
    result = CliRunner().invoke(app, ["plan", *arguments])
    assert result.exit_code == 0, result.output
    return result


def record(*arguments: str) -> dict[str, Any]:
    """Return what a command prints as JSON."""
    found: dict[str, Any] = json.loads(said(*arguments, "--json").stdout)
    return found


def test_hours_by_hand(case: str) -> None:
    """Desks of ten hours at the bench from bucket 4 on; legs a week before, the first from stock.

    Forty legs take an hour of set-up and four of work. The rough cut does not see the legs in stock.
    """
    answer = record(case, "--load")
    assert [load["work_centre"] for load in answer["load"]] == ["bench", "saw"]
    bench, saw = answer["load"]
    assert (bench["capacity_hours"], saw["capacity_hours"]) == (7.0, 70.0)
    assert bench["rough_cut_hours"] == bench["detailed_hours"] == [0.0] * 3 + [10.0] * 6 + [0.0]
    assert saw["rough_cut_hours"] == [0.0] * 2 + [5.0] * 6 + [0.0] * 2
    assert saw["detailed_hours"] == [0.0] * 3 + [5.0] * 5 + [0.0] * 2
    assert bench["overload_hours"] == [0.0] * 3 + [3.0] * 6 + [0.0]
    assert not any(saw["open_hours"]) and not any(saw["overload_hours"])
    assert "money" not in answer and "items" not in answer


def test_open_orders_have_hours(case: str) -> None:
    """A moment after week 4 the bench has 20 desks of week 3 in work: the whole lot counts, in full.

    Released in week 3, done in ten of seven hours a week; those of week 4 wait for them.
    """
    bench = record(case, "--load", "--at", "4")["load"][0]
    assert bench["open_hours"][:2] == [10.0, 0.0]
    assert bench["detailed_hours"][0] == 20.0


def test_overloads_in_words(case: str) -> None:
    """Each bucket that has too much says so, and a sentence says where it is worst."""
    text = " ".join(said(case, "--load").stdout.split())
    assert "bench: 7 hours a bucket" in text
    assert text.count("overload, 3 hours too many") == 5  # of the first eight buckets
    assert "bench has 89 % of its capacity to do" in text
    assert "There are five overloads; the worst is bench in bucket 4, 3 hours above its capacity." in text


def test_money_by_hand(case: str) -> None:
    """Wood for 400 comes in bucket 4 and is paid in bucket 6; a week's work is 1,000 and 300."""
    (money,) = record(case, "--money")["money"]
    assert money["purchases"] == [0.0] * 3 + [400.0] * 5 + [0.0] * 2
    assert money["paid"] == [0.0] * 5 + [400.0] * 5
    assert money["work"] == [0.0] * 3 + [1300.0] * 5 + [1000.0, 0.0]
    assert money["sales"] == [0.0] * 4 + [10000.0] * 6
    assert money["collected"] == [0.0] * 5 + [10000.0] * 5
    assert money["stock"] == [1200.0] * 3 + [0.0] * 7
    assert money["cash_flow"][5] == 10000.0 - 400.0 - 1300.0
    assert money["payables"][:6] == [0.0, 0.0, 0.0, 400.0, 800.0, 800.0]


def test_money_in_words(case: str) -> None:
    """Both reports one after the other, in the money of the case."""
    text = " ".join(said(case, "--load", "--money").stdout.split())
    assert text.index("Hours by work centre") < text.index("The plan in money (Rs)")
    assert "In these ten buckets Rs 2,000 is bought and work costs Rs 7,500" in text


def test_the_closed_loop_has_the_same_report(case: str) -> None:
    """MRP II plans the same material, so its load before it is levelled is the same."""
    path = Path(case) / "case.toml"
    plain = record(case, "--load")["load"]
    path.write_text(path.read_text().replace('policy = "mrp"', 'policy = "mrp2"'))
    assert record(case, "--load")["load"] == plain


def test_a_plan_of_bought_parts_only() -> None:
    """The housing of Vikas is bought: no hours, and 140 of them at Rs 450 in bucket 5."""
    assert "Nothing of this plan is made at a work centre" in said("vikas", "--load").stdout
    answer = record("vikas", "--load", "--money")
    assert answer["load"] == []
    assert answer["money"][0]["purchases"][4] == 140 * 450
