"""The table of dated events: read, switched off, reached by paths, refused with place and remedy."""

from pathlib import Path

import pytest

from scenarios import check_case, load_case
from scenarios.paths import read_value
from sim.errors import DataError
from sim.network import Event
from tests.worlds import traced

FILES = {
    "case.toml": """
name = "dated"
title = "What forces planners to plan again"
time_unit = "day"
[run]
horizon_days = 60
[control.all]
select = "*"
policy = "base-stock"
order_up_to = 20
[alternatives.base]
title = "Base"
[alternatives.calm]
title = "No strike"
set = { "events.strike.on" = false, "events.change.at_days" = 21 }
""",
    "items.csv": "name,unit_cost,whole\nvalve,120,\npaint,4,false\n",
    "stock_points.csv": "name,item,initial\nvalve,valve,20\npaint,paint,60\nspare,valve,9\n",
    "suppliers.csv": "name\ndyer\n",
    "purchases.csv": "stock,supplier,lead_time_days\npaint,dyer,7\n",
    "productions.csv": "stock\nvalve\n",
    "operations.csv": "stock,sequence,work_centre,run_hours\nvalve,10,bench,2\n",
    "work_centres.csv": "name\nbench\n",
    "demands.csv": (
        "name,stock,interval_days,size,first_days,known_ahead_weeks\n"
        "D-1,valve,2,3,2,2\n"
        "D-2,paint,1,2,1,\n"
        "D-3,spare,30,1,30,\n"
    ),
    "events.csv": (
        "name,kind,at_days,stock,supplier,work_centre,demand,quantity,due_days,to_weeks,duration_hours,on\n"
        "strike,late-supplier,8,,dyer,,,,,,72,\n"
        "few,short-shipment,9,paint,,,,4.5,,,,true\n"
        "bad,rejects,20,valve,,,,2,,,,\n"
        "change,engineering-change,14,paint,,,,,,,,\n"
        "moved,requirement-moved,10,,,,D-1,,20,4,,\n"
        "rush,rush-order,11,,,,D-1,6,13,,,\n"
        "count,count-discrepancy,12,spare,,,,-3,,,,\n"
        "stop,breakdown,5,,,bench,,,,,36,\n"
        "never,breakdown,6,,,bench,,,,,1,false\n"
    ),
}


@pytest.fixture
def write(tmp_path: Path):
    """Return a function that writes the case, with one text of a file replaced, and returns its folder."""

    def spoil(file: str = "", old: str = "", new: str = "") -> Path:
        for name, text in FILES.items():
            if name == file:
                assert text.count(old) == 1, f"{old!r} must stand once in {file}"
                text = text.replace(old, new)
            (tmp_path / name).write_text(text, encoding="utf-8")
        return tmp_path

    return spoil


EXPECTED = (
    Event(name="strike", kind="late-supplier", at=8, supplier="dyer", duration=3),
    Event(name="few", kind="short-shipment", at=9, stock="paint", quantity=4.5),
    Event(name="bad", kind="rejects", at=20, stock="valve", quantity=2),
    Event(name="change", kind="engineering-change", at=14, stock="paint"),
    Event(name="moved", kind="requirement-moved", at=10, demand="D-1", due=20, to=28),
    Event(name="rush", kind="rush-order", at=11, demand="D-1", quantity=6, due=13),
    Event(name="count", kind="count-discrepancy", at=12, stock="spare", quantity=-3),
    Event(name="stop", kind="breakdown", at=5, work_centre="bench", duration=1.5),
)


def test_the_table_becomes_the_events_of_the_network(write):
    """Each row is an event, times in the unit of the case; one that is off is not there."""
    assert check_case(write()) == []
    assert load_case(write()).scenario().network.events == EXPECTED


def test_each_event_of_the_table_happens(write):
    """In a run under the auditor each event posts its fact, on its date or with the delivery after it."""
    _, ledger = traced(load_case(write()).scenario())
    dates = {f.reference: f.time for f in ledger.facts if f.kind == "event"}
    assert dates.keys() == {event.name for event in EXPECTED}
    for event in EXPECTED:
        if event.kind in ("short-shipment", "rejects"):
            assert dates[event.name] >= event.at
        else:
            assert dates[event.name] == event.at


def test_a_path_switches_an_event_off_or_moves_it(write):
    """`events.strike.on` and `events.change.at_days` are paths of an alternative."""
    case = load_case(write())
    calm = case.scenario("calm").network.events
    assert [event.name for event in calm] == [event.name for event in EXPECTED[1:]]
    assert next(event.at for event in calm if event.name == "change") == 21
    assert read_value(case.data, "events.strike.on") is True
    assert read_value(case.data, "events.never.on") is False
    assert read_value(case.data, "events.strike.duration_hours") == 72


def test_without_the_table_nothing_happens(write):
    """A case without the table has no events."""
    folder = write("case.toml", '"events.strike.on" = false, "events.change.at_days" = 21', '"run.seed" = 1')
    text = FILES["case.toml"].split("[alternatives.calm]")[0]
    (folder / "case.toml").write_text(text, encoding="utf-8")
    (folder / "events.csv").unlink()
    assert load_case(folder).scenario().network.events == ()


FAULTS = {
    "kind": ("late-supplier", "late-suplier", "column 'kind': 'late-suplier' is not a choice; did you mean "),
    "stock point": (
        "few,short-shipment,9,paint", "few,short-shipment,9,pant",
        "events.csv row 3, column 'stock': 'pant' is not in stock_points; did you mean 'paint'?",
    ),
    "supplier": (
        "dyer", "dier", "row 2, column 'supplier': 'dier' is not in suppliers; did you mean 'dyer'?",
    ),
    "work centre": (
        "stop,breakdown,5,,,bench", "stop,breakdown,5,,,bensh",
        "row 9, column 'work_centre': 'bensh' is not in work_centres; did you mean 'bench'?",
    ),
    "demand": (
        "rush,rush-order,11,,,,D-1", "rush,rush-order,11,,,,D-9",
        "row 7, column 'demand': 'D-9' is not in demands; did you mean 'D-",
    ),
    "time without unit": (
        "at_days", "at", "column 'at': 'at' is a time without a unit; write 'at_days'",
    ),
    "missing": (
        "paint,,,,4.5", "paint,,,,", "events.csv row 3: 'short-shipment' needs 'quantity'; give it one",
    ),
    "too much": (
        "change,engineering-change,14,paint,,", "change,engineering-change,14,paint,dyer,",
        "row 5, column 'supplier': 'engineering-change' takes no 'supplier'; take it out",
    ),
    "below zero": (
        "paint,,,,4.5", "paint,,,,-4", "row 3, column 'quantity': quantity is -4; it must be above zero",
    ),
    "before": (
        "D-1,6,13", "D-1,6,3",
        "row 7, column 'due': due is 3 and the event is at 11; write that date or a later one",
    ),
    "books": (
        "rush,rush-order,11,,,,D-1", "rush,rush-order,11,,,,D-2",
        "row 7, column 'demand': the orders of 'D-2' are not on the books before they are drawn; give the "
        "demand a known_ahead above zero",
    ),
    "source": (
        "few,short-shipment,9,paint", "few,short-shipment,9,spare",
        "row 3, column 'stock': 'spare' has no source that a delivery could come from; name a stock point",
    ),
    "twice": ("few,short", "strike,short", "events.csv row 3: name 'strike' is there already"),
}  # fmt: skip


@pytest.mark.parametrize("fault", FAULTS)
def test_what_is_wrong_is_named_with_place_and_remedy(write, fault):
    """Unknown names, fields that are missing or too many, dates before the event."""
    old, new, sentence = FAULTS[fault]
    folder = write("events.csv", old, new)
    text = FILES["case.toml"].split("[alternatives.calm]")[0]
    (folder / "case.toml").write_text(text, encoding="utf-8")
    problems = [str(problem) for problem in check_case(folder)]
    assert any(sentence in problem for problem in problems), problems
    with pytest.raises(DataError):
        load_case(folder)


def test_batches_and_a_breakdown_do_not_go_together(write):
    """A lot in transfer batches runs over work centres that work evenly: a dated breakdown is refused too."""
    folder = write("productions.csv", "stock\nvalve\n", "stock,transfer_batch\nvalve,2\n")
    assert any("moves in transfer batches over 'bench'" in str(p) for p in check_case(folder))


def test_an_event_that_is_off_need_not_be_right(write):
    """The row that is off may lack what its kind needs."""
    assert check_case(write("events.csv", "bench,,,,,1,false", ",,,,,,false")) == []
