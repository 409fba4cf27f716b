"""What cannot be planned is refused in a sentence, with exit code 3; a plan that fails is never silent."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from experiments.cli import app
from experiments.plans import plans_at
from scenarios import load_case
from sim.engine.fact import Fact
from sim.engine.ledger import Ledger
from sim.simulate import simulate

CASE = """
name = "carts"
title = "Carts made of wheels and bodies"
summary = "a cart takes two wheels, a body and an hour at the bench; wheels and bodies are bought"
time_unit = "day"
[run]
horizon_weeks = 12
warm_up_days = 0
replications = 2
seed = 3
[[items]]
name = "cart"
unit_cost = 90
volume_m3 = 1.5
[[items]]
name = "wheel"
unit_cost = 12
volume_m3 = 0.1
[[items]]
name = "body"
unit_cost = 30
[[stock_points]]
name = "cart"
item = "cart"
place = "yard"
initial = 6
[[stock_points]]
name = "wheel"
item = "wheel"
place = "yard"
initial = 20
[[stock_points]]
name = "body"
item = "body"
initial = 20
[[places]]
name = "yard"
capacity_m3 = 60
[[suppliers]]
name = "merchant"
[[purchases]]
stock = "wheel"
supplier = "merchant"
lead_time_days = 5
[[purchases]]
stock = "body"
supplier = "merchant"
lead_time_days = 5
[[productions]]
stock = "cart"
processing_days = 1
planned_lead_time_days = 4
[[components]]
parent = "cart"
component = "wheel"
quantity = 2
[[components]]
parent = "cart"
component = "body"
quantity = 1
[[operations]]
stock = "cart"
sequence = 10
work_centre = "bench"
run_hours = 1
[[work_centres]]
name = "bench"
hours_per_day = 8
[[demands]]
name = "farmers"
stock = "cart"
interval_days = 1
size = 2
[control.all]
select = "*"
policy = "base-stock"
order_up_to = 30
[alternatives.today]
title = "Today"
"""

BASE = 'policy = "base-stock"\norder_up_to = 30'
MRP = 'policy = "mrp"\nbucket_weeks = 1\nhorizon = 9\nforecast = 14'


def case(folder: Path, *changes: tuple[str, str], control: str = BASE) -> str:
    """Write the case with some texts replaced and another control entry, and return its folder."""
    text = CASE.replace(BASE, control)
    for old, new in changes:
        assert text.count(old) == 1, f"{old!r} must stand once in the case"
        text = text.replace(old, new)
    (folder / "case.toml").write_text(text, encoding="utf-8")
    return str(folder)


def done(folder: str, *words: str) -> Result:
    """Run a case by the command line."""
    told = ["run", folder, "--jobs", "1", "--quiet", "--out", f"{folder}/out", *words]
    return CliRunner().invoke(app, told, prog_name="orderpoint")


def refused(folder: str, *words: str) -> str:
    """Run a case, which must be refused; return what is said: one sentence, and no figures."""
    result = done(folder, *words)
    assert result.exit_code == 3, result.output
    assert result.stdout == ""
    sentence = result.stderr.strip()
    assert "\n" not in sentence
    return sentence


def figures(folder: str) -> dict[str, float]:
    """Run a case, which must run; return its mean key figures by name."""
    result = done(folder, "--json")
    assert result.exit_code == 0, result.output
    return {row["kpi"]: row["mean"] for row in json.loads(result.stdout)["kpis"]}


def messages(folder: str, kind: str) -> list[Fact]:
    """Run a case and return the facts of one kind of message."""
    ledger = Ledger()
    simulate(load_case(folder).scenario(), observers=[ledger])
    return [f for f in ledger.facts if f.kind == "message" and str(f.reference).startswith(kind)]


@pytest.mark.parametrize("control", [BASE, MRP])
def test_the_case_runs_as_it_is(tmp_path: Path, control: str) -> None:
    """Only what is spoilt below is wrong with it."""
    assert done(case(tmp_path, control=control)).exit_code == 0


# ---- a policy on a scope that it cannot serve


def test_shipping_to_what_is_made(tmp_path: Path) -> None:
    """A vendor ships from one store; a cart is made of two things."""
    control = 'policy = "vendor-managed"\nreview_period_weeks = 1\nmaximum = 40'
    assert refused(case(tmp_path, control=control)) == (
        "Error: the policy of cart, wheel, body: a stock point of the scope is made of several others, and "
        "vendor-managed stock moves from one store; give what is made another policy"
    )


def test_a_plan_shorter_than_its_lead_times(tmp_path: Path) -> None:
    """What is needed in the fourth week must be bought in the first; a horizon of two weeks never sees it."""
    said = refused(case(tmp_path, control=MRP.replace("horizon = 9", "horizon = 2")))
    assert said.endswith(
        "horizon is 2 buckets; the planned lead times down to 'wheel' add up to 2: raise the horizon above "
        "that"
    )


def test_what_cannot_be_sized(tmp_path: Path) -> None:
    """A policy without a sizing says so."""
    said = refused(case(tmp_path, control='policy = "minimum-stock"\nsize = { safety_factor = 1 }'))
    assert "[control.all], key 'size': policy 'minimum-stock' cannot be sized; leave it out or change" in said


# ---- a container larger than the maximum stock


@pytest.mark.parametrize(
    ("control", "told"),
    [
        (
            'policy = "kanban", '
            "size = { safety_factor = 1, container_cover_days = 10, maximum_cover_days = 5 }",
            "container_cover is 10; one container is more than the maximum stock, which lasts 5 "
            "(maximum_cover): take a smaller container or allow more stock",
        ),
        (
            'policy = "signal-kanban", '
            "size = { safety_factor = 1, container_cover_weeks = 2, longest_cover_weeks = 1 }",
            "container_cover is 14; one container is more than the greatest lot, which lasts 7 "
            "(longest_cover): take a smaller container or allow greater lots",
        ),
    ],
)
def test_a_container_beyond_the_cover_allowed(tmp_path: Path, control: str, told: str) -> None:
    """The maximum stock of a loop is given to its sizing as the time that it may last."""
    entry = f'set = {{ "control.all" = {{ select = "*", {control} }} }}'
    sized = f'[alternatives.sized]\ntitle = "Sized"\n{entry}\n'
    folder = case(tmp_path, ('title = "Today"\n', f'title = "Today"\n{sized}'))
    place = "Error: alternative 'sized', case.toml [control.all], sizing 'cart', 'wheel', 'body': "
    assert refused(folder, "--alternative", "sized") == place + told


def test_a_container_that_the_room_cannot_hold(tmp_path: Path) -> None:
    """Where a place refuses what does not fit, its room is the maximum; a container larger never gets in.

    (Where more room is rented there is no maximum.)
    """
    full = ("capacity_m3 = 60", 'capacity_m3 = 60\noverflow = "refuse"')
    control = 'policy = "kanban"\ncards = 2\ncontainer = 700'
    assert "takes 70 cubic metres and place 'yard' has 60 in all; order less at a time" in refused(
        case(tmp_path, full, control=control)
    )


# ---- a planned lead time of zero buckets over a level of the parts list

LEAD_TIME = "planned_lead_time_days = 4"


@pytest.mark.parametrize("changed", ["", "planned_lead_time_days = 0"], ids=["left out", "zero"])
def test_a_product_made_in_no_time(tmp_path: Path, changed: str) -> None:
    """Carts and wheels would be due at once; left out, the desk alone counts, which takes no time here."""
    changes = ((LEAD_TIME, changed), ("processing_days = 1", "processing_days = 0"))
    said = refused(case(tmp_path, *changes, control=MRP))
    assert (
        "the planned lead time of 'cart' is zero buckets, though it draws on 'wheel'; give its source a"
        in said
    )


@pytest.mark.parametrize(("days", "buckets"), [(0.5, 1), (4, 1), (7, 1), (7.5, 2)])
def test_part_of_a_bucket_counts_as_one(tmp_path: Path, days: float, buckets: int) -> None:
    """A lead time is rounded up to whole buckets, so nothing is planned to come before it can."""
    folder = case(tmp_path, (LEAD_TIME, f"planned_lead_time_days = {days}"), control=MRP)
    made = plans_at(load_case(folder).scenario())[0].plan
    assert dict(zip(made.bill.items, made.data.lead_time.tolist(), strict=True))["cart"] == buckets


# ---- forecasts


def test_no_forecast(tmp_path: Path) -> None:
    """Farmers do not say when they come; a plan without a forecast would buy when they stand at the gate."""
    assert "there is no forecast for 'cart', on which customers draw unannounced; give 'forecast'" in refused(
        case(tmp_path, control=MRP.replace("forecast = 14", ""))
    )


def test_a_forecast_left_out_of_the_file(tmp_path: Path) -> None:
    """An empty cell is no forecast of zero."""
    rows = "stock,forecast,safety_stock\ncart,,3\nwheel,,\nbody,,\n"
    (tmp_path / "plan.csv").write_text(rows, encoding="utf-8")
    control = MRP.replace("forecast = 14", 'parameters = "plan.csv"')
    assert "there is no forecast for 'cart', on which" in refused(case(tmp_path, control=control))
    (tmp_path / "plan.csv").write_text(rows.replace("cart,,3", "cart,0,3"), encoding="utf-8")
    assert done(case(tmp_path, control=control)).exit_code == 0


@pytest.mark.parametrize("instead", ["alpha = 0.2", "orders that are known"])
def test_a_forecast_that_is_not_needed(tmp_path: Path, instead: str) -> None:
    """It is learnt, or customers order ahead."""
    learnt, known = ("alpha = 0.2", ()) if instead == "alpha = 0.2" else ("", (KNOWN,))
    folder = case(tmp_path, *known, control=MRP.replace("forecast = 14", learnt))
    assert done(folder).exit_code == 0


KNOWN = ("interval_days = 1", "interval_days = 1\nknown_ahead_weeks = 4")


@pytest.mark.parametrize(
    ("control", "told"),
    [
        (MRP.replace("14", "-2"), "forecast of 'cart' is -2; it must be finite and zero or more"),
        (
            'policy = "forecast-base-stock"\nreview_period_weeks = 1\ncover_weeks = 2\ninitial = -3',
            "initial is -3; it must be finite and zero or more",
        ),
    ],
)
def test_a_negative_forecast(tmp_path: Path, control: str, told: str) -> None:
    """Nobody is expected to bring carts."""
    assert told in refused(case(tmp_path, control=control))


# ---- a plan that cannot be met


def test_what_should_have_been_released_is_told(tmp_path: Path) -> None:
    """Nothing is there, and a cart takes two weeks by plan: facts tell of it, and a KPI."""
    folder = case(tmp_path, ("initial = 6", "initial = 0"), control=MRP)
    said = messages(folder, "release past due")
    assert said[0].time == 0.0
    assert {fact.subject for fact in said} >= {"cart"}
    assert "units come 1 bucket too late" in str(said[0].reference)
    assert figures(folder)["late_releases"] > 0


def test_too_much_work_is_told(tmp_path: Path) -> None:
    """Fourteen hours a week at a bench that is open for seven: overload hours are facts and a KPI."""
    narrow = ("hours_per_day = 8", "hours_per_day = 1")
    folder = case(tmp_path, narrow, control=MRP.replace("mrp", "mrp2"))
    said = messages(folder, "overload")
    assert {fact.subject for fact in said} == {"bench"}
    assert figures(folder)["overload_hours"] > 0
    enough = figures(case(tmp_path, control=MRP.replace("mrp", "mrp2")))
    assert enough.get("overload_hours", 0.0) == 0.0
