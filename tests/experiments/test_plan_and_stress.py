"""`orderpoint plan` and `run --stress`: the grid of a case, its order points, and what upsets the plan."""

import json
from dataclasses import replace

import pytest
from typer.testing import CliRunner, Result

from experiments.charts.plan_grid import plan_chart
from experiments.cli import app
from experiments.plans import order_point_table, plans_at
from experiments.stress import Told, event_words
from experiments.stress import _new as new_messages
from scenarios import load_case
from sim import DataError
from sim.network import Event


def run(*words: str) -> Result:
    """Run a command in process."""
    return CliRunner().invoke(app, list(words))


@pytest.fixture(scope="module")
def vikas():
    """The plan of the housing as it is made at week 0."""
    (made,) = plans_at(load_case("vikas").scenario("mrp"))
    return made


# ---- the grid


def test_the_grid_of_vikas(vikas) -> None:
    """Lot 140, lead time 4, safety stock 80, 130 on hand: worked out by hand."""
    record = vikas.plan.record
    assert record.gross[0].tolist() == [10, 15, 10, 15, 40, 50, 30, 50, 60, 40, 50, 50]
    assert record.projected_on_hand[0].tolist() == [120, 105, 95, 80, 180, 130, 100, 190, 130, 90, 180, 130]
    assert record.planned_receipts[0].tolist() == [0, 0, 0, 0, 140, 0, 0, 140, 0, 0, 140, 0]
    assert record.planned_releases[0].tolist() == [140, 0, 0, 140, 0, 0, 140, 0, 0, 0, 0, 0]
    assert not record.past_due.any()
    assert not vikas.messages


def test_the_order_point_table(vikas) -> None:
    """Position against requirements over the lead time and the safety stock, in the first eight weeks."""
    rows = order_point_table(vikas.plan, "housing")
    assert [row.position for row in rows] == [130, 260, 245, 235, 360, 320, 270, 380]
    assert [row.order_point for row in rows] == [170, 210, 225, 265, 310, 310, 310, 330]
    assert [row.bucket + 1 for row in rows if row.reached] == [1, 4, 7]


def test_order_points_are_reached_when_the_plan_releases() -> None:
    """Whatever the moment, the two ways of looking at it agree, bucket by bucket."""
    scenario = load_case("vikas").scenario("mrp")
    for week in range(6):
        (made,) = plans_at(scenario, float(week))
        rows = order_point_table(made.plan, "housing")
        assert [row.reached for row in rows] == [row.release > 0 for row in rows], week


def test_the_plan_command() -> None:
    """The six rows, the order points, and that there is nothing to do."""
    result = run("plan", "vikas")
    assert result.exit_code == 0
    for label in ("Gross requirements", "Scheduled receipts", "Projected on hand", "Net requirements"):
        assert label in result.stdout
    assert "Order points in the first eight buckets" in result.stdout
    assert "Messages: none." in result.stdout


def test_the_plan_as_json() -> None:
    """One document with the arrays of the grid."""
    document = json.loads(run("plan", "vikas", "--item", "housing", "--at", "4", "--json").stdout)
    (item,) = document["items"]
    assert document["time"] == 4.0
    assert item["scheduled_receipts"][0] == 0.0
    assert item["gross_requirements"][:2] == [40.0, 50.0]
    assert [row["bucket"] for row in item["order_points"] if row["reached"]] == [3]


def test_a_plan_of_many_buckets_is_broken_into_blocks(monkeypatch) -> None:
    """No line is wider than the screen."""
    monkeypatch.setenv("COLUMNS", "80")
    text = run("plan", "vikas", "--set", "control.housing.horizon=40").stdout
    assert max(len(line) for line in text.splitlines()) <= 80
    assert text.count("Projected on hand") > 1


def test_the_picture_of_a_plan(tmp_path, vikas) -> None:
    """Its title is the finding; the SVG and the PNG are where they are said to be."""
    result = run("plan", "vikas", "--out", str(tmp_path))
    assert "plan-housing.svg" in result.stderr
    assert (tmp_path / "charts" / "plan-housing.png").exists()
    chart = plan_chart(vikas, "housing", "week")
    assert chart.title == "housing: order in buckets 1, 4 and 7; stock never falls below its safety of 80"
    late = load_case("vikas").scenario("mrp", {"events.late-supplier.on": True})
    (made,) = plans_at(late, 2.0)
    assert plan_chart(made, "housing", "week").title.endswith("80 from bucket 3 on, down to -10")


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("phantom-stock",), "no alternative of case 'phantom-stock' plans ahead; give one a control entry"),
        (("vikas", "--alternative", "order-point"), "alternative 'order-point' makes no plan; its policies"),
        (("vikas", "--alternative", "mpr"), "has no alternative 'mpr'; did you mean 'mrp'?"),
        (("vikas", "--item", "housng"), "there is no item or stock point 'housng'; did you mean 'housing'?"),
    ],
)
def test_wrong_questions_about_plans(words: tuple[str, ...], message: str) -> None:
    """A sentence with the remedy, and exit 3."""
    result = run("plan", *words)
    assert result.exit_code == 3
    assert message in result.stderr


def test_before_the_first_plan() -> None:
    """A plan that is made later cannot be shown now."""
    scenario = load_case("vikas").scenario("mrp", {"control.housing.offset_weeks": 3})
    with pytest.raises(DataError, match="no plan is made by 1; the first is made at 3: ask for a later time"):
        plans_at(scenario, 1.0)


# ---- stress


@pytest.fixture(scope="module")
def stressed() -> dict:
    """What `run vikas --stress --json` says."""
    return json.loads(run("run", "vikas", "--stress", "--json").stdout)


def test_every_event_of_the_source_raises_a_message(stressed: dict) -> None:
    """Late supplier, short shipment, rejects, design change, moved requirements, count, breakdown, rush."""
    events = {event["event"]: event for event in stressed["events"]}
    assert len(events) == 9
    assert all(event["messages"] for event in events.values())
    assert stressed["without_events"]["messages"] == []
    first = {name: event["messages"][0] for name, event in events.items()}
    assert {name: message["kind"] for name, message in first.items()} == {
        "late-supplier": "expedite",
        "short-shipment": "expedite",
        "rejects": "expedite",
        "engineering-change": "expedite",
        "requirement-moved-in": "expedite",
        "requirement-moved-out": "postpone",
        "count-discrepancy": "expedite",
        "press-breakdown": "expedite",
        "rush-order": "release past due",
    }
    for name, event in events.items():
        assert first[name]["time"] >= event["at"], name


def test_what_a_late_supplier_does(stressed: dict) -> None:
    """Two weeks late in week 2: 90 units below the safety stock of 80, so ten are short in week 6."""
    late = next(event for event in stressed["events"] if event["event"] == "late-supplier")
    assert late["messages"][0]["text"] == (
        "order 1 (140 units) is now promised for 6, 2 buckets after it is wanted"
    )
    assert late["messages"][1]["text"] == "from bucket 3 on, by up to 90 units"
    assert late["short_units"] == 10.0 + stressed["without_events"]["short_units"]


def test_the_stress_in_words() -> None:
    """A heading for each event, its messages below it, and all together at the end."""
    text = run("run", "vikas", "--stress").stdout
    assert "late-supplier: week 2: what metal-works has not delivered yet comes 2 weeks later." in text
    assert "  10 more units are not there when they are wanted." in text
    assert "All events together: " in text


def test_a_case_without_events() -> None:
    """It is told where they are described."""
    result = run("run", "phantom-stock", "--stress")
    assert result.exit_code == 3
    assert "case 'phantom-stock' has no events; describe some in a table 'events'" in result.stderr


@pytest.mark.parametrize(
    ("event", "words"),
    [
        (
            Event(name="e", kind="breakdown", at=3, work_centre="press", duration=1),
            "day 3: press stands still for 1 day",
        ),
        (
            Event(name="e", kind="count-discrepancy", at=1, stock="bolt", quantity=-4),
            "day 1: a count finds 4 units more of bolt",
        ),
        (
            Event(name="e", kind="engineering-change", at=5, stock="bolt"),
            "day 5: a design change makes all units of bolt obsolete",
        ),
    ],
)
def test_events_in_words(event: Event, words: str) -> None:
    """What happens, as a sentence."""
    assert event_words(event, "day") == words


def test_a_message_is_the_same_whatever_number_its_order_got() -> None:
    """All orders of a world are numbered by one counter, so an event shifts the numbers of the others."""
    before = [Told(3.0, "expedite", "bolt", "order 7 (40 units) is wanted at 4, 1 bucket earlier")]
    after = [replace(before[0], text=before[0].text.replace("order 7", "order 9"))]
    assert new_messages(before, after) == ()
    assert new_messages(before, [*after, *after]) == tuple(after)
