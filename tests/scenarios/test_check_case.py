"""Every fault of a case is named with file, row or key, reason and remedy."""

import pytest

from scenarios import Problem, check_case, load_case
from sim.errors import DataError

HEADER = "name,item,initial,tags"

FAULTS = {
    # what is written, per file: (file, old, new, problem)
    "unknown top-level key": (
        "case.toml", "time_unit", "tyme_unit",
        "case.toml 'tyme_unit': it is not known here; did you mean 'time_unit'?",
    ),
    "unknown unit": (
        "case.toml", 'time_unit = "day"', 'time_unit = "dy"',
        "case.toml 'time_unit': 'dy' is not a unit; did you mean 'day'?",
    ),
    "text missing": (
        "case.toml", 'title = "A small case"', "",
        "case.toml 'title': it is missing; add it",
    ),
    "text is a number": (
        "case.toml", '"A small case"', "3",
        "case.toml 'title': 3 is not a text; put it in quotes",
    ),
    "not TOML": (
        "case.toml", '"A small case"', "A small case",
        "case.toml: it is not TOML (Invalid value (at line 3, column 9)); correct it there",
    ),
    "unknown run key": (
        "case.toml", "replications = 3", "replication = 3",
        "case.toml [run] 'replication': 'replication' is not known here; did you mean 'replications'?",
    ),
    "horizon without unit": (
        "case.toml", "horizon_weeks = 20", "horizon = 140",
        "case.toml [run] 'horizon': 'horizon' is a time without a unit; write 'horizon_days'",
    ),
    "no horizon": (
        "case.toml", "horizon_weeks = 20", "",
        "case.toml [run]: 'horizon_days' is missing; add it",
    ),
    "horizon within the warm-up": (
        "case.toml", "warm_up_days = 40", "warm_up_days = 140",
        "case.toml [run]: the horizon is 140 and the warm-up 140 days; "
        "make the horizon longer than the warm-up",
    ),
    "no replications": (
        "case.toml", "replications = 3", "replications = 0",
        "case.toml [run] 'replications': replications is 0; it must be above zero",
    ),
    "holding rate in per cent": (
        "case.toml", "holding_rate = 0.25", "holding_rate = 25",
        "case.toml [accounts] 'holding_rate': holding_rate is 25; it must be at most 5: "
        "write 0.25 for 25 per cent",
    ),
    "unknown account": (
        "case.toml", "holding_rate = 0.25", "holding = 0.25",
        "case.toml [accounts] 'holding': 'holding' is not known here; did you mean 'holding_rate'?",
    ),
    "today does not exist": (
        "case.toml", 'today = "as-is"', 'today = "asis"',
        "case.toml 'today': alternative 'asis' does not exist; did you mean 'as-is'?",
    ),
    "shown item does not exist": (
        "case.toml", '["valve"]', '["valv"]',
        "case.toml 'show_items': stock point 'valv' does not exist; did you mean 'valve'?",
    ),
    "target is a text": (
        "case.toml", "fill_rate = 0.95", 'fill_rate = "high"',
        "case.toml [target] 'fill_rate': 'high' is not a number; write it like 0.95",
    ),
    "table file does not exist": (
        "case.toml", "[run]", '[tables]\nitems = "itms.csv"\n[run]',
        "case.toml [tables] 'items': file 'itms.csv' does not exist; did you mean 'items.csv'?",
    ),
    "table does not exist": (
        "case.toml", "[run]", '[tables]\nitem = "items.csv"\n[run]',
        "case.toml [tables] 'item': there is no such table; did you mean 'items'?",
    ),
    "table in two places": (
        "case.toml", "[run]", '[[items]]\nname = "pump"\n[run]',
        "case.toml [[items]]: the table stands in items.csv too; keep one of them",
    ),
    # shape of a CSV file
    "unknown column": (
        "items.csv", "unit_cost", "unit_cots",
        "items.csv row 1, column 'unit_cots': 'unit_cots' is not known here; did you mean 'unit_cost'?",
    ),
    "missing column": (
        "stock_points.csv", HEADER, "name,place,initial,tags",
        "stock_points.csv row 1: column 'item' is missing; add it",
    ),
    "misspelt needed column": (
        "components.csv", "parent,component", "parent,componet",
        "components.csv row 1, column 'componet': 'componet' is not known here; did you mean 'component'?",
    ),
    "column twice": (
        "items.csv", "weight_kg", "unit_cost",
        "items.csv row 1: column 'unit_cost' is there 2 times; delete all but one",
    ),
    "the same time in two units": (
        "transfers.csv", "lead_time_hours\ndepot,valve,36",
        "lead_time_hours,lead_time_days\ndepot,valve,36,2",
        "transfers.csv row 1: columns 'lead_time_hours' and 'lead_time_days' say the same; "
        "delete one of them",
    ),
    "a time without a unit": (
        "transfers.csv", "lead_time_hours", "lead_time",
        "transfers.csv row 1, column 'lead_time': 'lead_time' is a time without a unit; "
        "write 'lead_time_days'",
    ),
    "a needed time without a unit": (
        "demands.csv", "interval_days", "interval",
        "demands.csv row 1, column 'interval': 'interval' is a time without a unit; write 'interval_days'",
    ),
    "too many cells": (
        "transfers.csv", "depot,valve,36", "depot,valve,uniform(24, 48)",
        "transfers.csv row 2: it has 4 cells and the header names 3; put a text that holds a comma in quotes",
    ),
    "empty needed cell": (
        "purchases.csv", "bolt,merchant", "bolt,",
        "purchases.csv row 3, column 'supplier': the cell is empty; give a value",
    ),
    # types
    "not a number": (
        "items.csv", "body,40", "body,forty",
        "items.csv row 3, column 'unit_cost': 'forty' is not a number; "
        "write it like 1250.5, without unit or thousands separator",
    ),
    "not finite": (
        "items.csv", "body,40", "body,nan",
        "items.csv row 3, column 'unit_cost': 'nan' is not a finite number; write it like 1250.5",
    ),
    "not a whole number": (
        "work_centres.csv", "lathe,2", "lathe,1.5",
        "work_centres.csv row 2, column 'servers': '1.5' is not a whole number; write it like 12",
    ),
    "neither true nor false": (
        "items.csv", "casting,true", "casting,perhaps",
        "items.csv row 3, column 'whole': 'perhaps' is neither true nor false; write true or false",
    ),
    "not a choice": (
        "work_centres.csv", "due-date", "duedate",
        "work_centres.csv row 2, column 'dispatching': 'duedate' is not a choice; did you mean 'due-date'?",
    ),
    "not a distribution": (
        "demands.csv", "geometric(3)", "geometrc(3)",
        "demands.csv row 2, column 'size': 'geometrc' is not a distribution; did you mean geometric?",
    ),
    "distribution refuses": (
        "demands.csv", "geometric(3)", "geometric(0.5)",
        "demands.csv row 2, column 'size': geometric: count is 0.5; it must be one or more",
    ),
    # quantities
    "negative cost": (
        "items.csv", "body,40", "body,-40",
        "items.csv row 3, column 'unit_cost': unit_cost is -40; it must be zero or more",
    ),
    "negative weight": (
        "items.csv", "0.01", "-0.01",
        "items.csv row 4, column 'weight_kg': weight_kg is -0.01; it must be zero or more",
    ),
    "negative stock": (
        "stock_points.csv", "valve,20", "valve,-20",
        "stock_points.csv row 2, column 'initial': initial is -20; it must be zero or more",
    ),
    "negative lead time": (
        "transfers.csv", "valve,36", "valve,-36",
        "transfers.csv row 2, column 'lead_time_hours': lead_time is -36; it must be zero or more",
    ),
    "lead time that may be negative": (
        "transfers.csv", "valve,36", '"valve","normal(36, 12)"',
        "transfers.csv row 2, column 'lead_time_hours': "
        "Normal(mean=36.0, sd=12.0) may give a negative lead_time; use gamma(mean=..., sd=...)",
    ),
    "no components": (
        "components.csv", "valve,body,1", "valve,body,0",
        "components.csv row 2, column 'quantity': quantity is 0; it must be above zero",
    ),
    "hours of more than a day": (
        "work_centres.csv", "lathe,2,8", "lathe,2,25",
        "work_centres.csv row 2, column 'hours_per_day': hours_per_day is 25; it must be at most 24",
    ),
    "no machine": (
        "work_centres.csv", "lathe,2", "lathe,0",
        "work_centres.csv row 2, column 'servers': servers is 0; it must be above zero",
    ),
    "all scrap": (
        "productions.csv", "0.98", "0",
        "productions.csv row 2, column 'good_fraction': good_fraction is 0; it must be above zero",
    ),
    "good fraction in per cent": (
        "productions.csv", "0.98", "98",
        "productions.csv row 2, column 'good_fraction': good_fraction is 98; it must be at most 1: "
        "write 0.98 for 98 per cent",
    ),
    "no time between orders": (
        "demands.csv", "valve,4,2", "valve,0,2",
        "demands.csv row 3, column 'interval_days': interval is 0; it must be above zero",
    ),
    "orders of nothing": (
        "demands.csv", "valve,4,2", 'valve,4,"uniform(-3, 1)"',
        "demands.csv row 3, column 'size': the mean of size is -1; it must be above zero",
    ),
    "timetable without a period": (
        "suppliers.csv", "150,1", "150,0",
        "suppliers.csv row 2, column 'departure_period_weeks': departure_period is 0; it must be above zero",
    ),
    # between tables
    "duplicate item": (
        "items.csv", "bolt,0.5,0.01,,true", "bolt,0.5,0.01,,true\nbolt,0.6,0.01,,true",
        "items.csv row 5: name 'bolt' is there already (items.csv row 4); delete or rename one of them",
    ),
    "component twice": (
        "components.csv", "valve,bolt,4", "valve,bolt,4\nvalve,bolt,2",
        "components.csv row 4: parent 'valve' and component 'bolt' is there already (components.csv row 3); "
        "delete or rename one of them",
    ),
    "item does not exist": (
        "stock_points.csv", "bolt,bolt", "bolt,bolts",
        "stock_points.csv row 5, column 'item': 'bolts' is not in items; did you mean 'bolt'?",
    ),
    "supplier does not exist": (
        "purchases.csv", "merchant", "merchand",
        "purchases.csv row 3, column 'supplier': 'merchand' is not in suppliers; did you mean 'merchant'?",
    ),
    "work centre does not exist": (
        "operations.csv", "lathe", "lath",
        "operations.csv row 3, column 'work_centre': 'lath' is not in work_centres; did you mean 'lathe'?",
    ),
    "demand on no stock point": (
        "demands.csv", "D-2,valve", "D-2,valv",
        "demands.csv row 3, column 'stock': 'valv' is not in stock_points; did you mean 'valve'?",
    ),
    "parts of what is not made": (
        "components.csv", "valve,bolt", "body,bolt",
        "components.csv row 3, column 'parent': 'body' is not in productions; add a row for it there",
    ),
    "loop": (
        "transfers.csv", "depot,valve,36", "depot,valve,36\nbody,depot,1",
        "transfers.csv row 2: the parts list has a loop: valve -> body -> depot -> valve; "
        "take one of these links out",
    ),
    # control
    "policy does not exist": (
        "case.toml", '"q-system"', '"q-sytem"',
        "case.toml [control.products], key 'policy': policy 'q-sytem' does not exist; "
        "did you mean 'q-system'?",
    ),
    "tag does not exist": (
        "case.toml", 'select = "tag:product"', 'select = "tag:products"',
        "case.toml [control.products], key 'select': no replenished stock point has the tag 'products'; "
        "did you mean 'tag:product'?",
    ),
    "name does not exist": (
        "case.toml", 'select = "tag:product"', 'select = ["valve", "depo"]',
        "case.toml [control.products], key 'select': 'depo' is not a replenished stock point; "
        "did you mean 'depot'?",
    ),
    "covered twice": (
        "case.toml", '"not tag:product"', '"*"',
        "case.toml [control.parts], key 'select': 'valve', 'depot' is selected here and in 'products'; "
        "let one entry only select each stock point ('... and not tag:X')",
    ),
    "not covered": (
        "case.toml", '"not tag:product"', '"tag:casting"',
        "case.toml [control]: 'bolt' has a source but no policy; select it in a control entry",
    ),
    "parameter file does not exist": (
        "case.toml", "points.csv", "point.csv",
        "parameter file 'point.csv': the file does not exist; did you mean 'points.csv'?",
    ),
    "parameter does not exist": (
        "points.csv", "order_point", "oder_point",
        "points.csv row 1, column 'oder_point': 'oder_point' is not known here; did you mean 'order_point'?",
    ),
    "parameter is not a number": (
        "points.csv", "valve,18", "valve,some",
        "points.csv row 2, column 'order_point': 'some' is not a number; "
        "write it like 1250.5, without unit or thousands separator",
    ),
    "parameter refused by the policy": (
        "points.csv", "depot,12,10", "depot,12,0",
        "points.csv row 3: quantity is 0; it must be above zero",
    ),
    "parameter missing in a row": (
        "points.csv", "depot,12,10", "depot,12,",
        "points.csv row 3: policy 'q-system' lacks 'quantity'; give it here or in a parameter file",
    ),
    "no row for a stock point": (
        "points.csv", "depot,12,10\n", "",
        "points.csv: 'depot' has no row and is selected by case.toml [control.products]; add a row",
    ),
    "row for no stock point": (
        "points.csv", "depot,12,10", "depot,12,10\ndepo,12,10",
        "points.csv row 4, column 'stock': stock point 'depo' does not exist; did you mean 'depot'?",
    ),
    "two rows for a stock point": (
        "points.csv", "depot,12,10", "depot,12,10\ndepot,12,10",
        "points.csv row 4: stock point 'depot' already has a row (points.csv row 3); delete one of them",
    ),
    "inline parameter does not exist": (
        "case.toml", "order_up_to = 60", "order_upto = 60",
        "case.toml [control.parts], key 'order_upto': 'order_upto' is not known here; "
        "did you mean 'order_up_to'?",
    ),
    "scale of no parameter": (
        "case.toml", 'parameters = "points.csv"', 'parameters = "points.csv"\nscale = { quantiy = 2 }',
        "case.toml [control.products], key 'scale.quantiy': 'quantiy' is not a number among the parameters; "
        "did you mean 'quantity'?",
    ),
    "size with an unknown key": (
        "case.toml", 'parameters = "points.csv"', 'parameters = "points.csv"\nsize = { safety_facto = 2 }',
        "case.toml [control.products], key 'size.safety_facto': "
        "'safety_facto' is not known to the sizing of 'q-system'; did you mean 'safety_factor'?",
    ),
    "size with a list": (
        "case.toml", 'parameters = "points.csv"', 'parameters = "points.csv"\nsize = { safety_factor = [2] }',
        "case.toml [control.products], key 'size.safety_factor': [2] is neither a number, a text, true "
        "nor false; write one of them",
    ),
    # alternatives and levers
    "bad path in an alternative": (
        "case.toml", '"control.parts.order_up_to" = 90', '"control.part.order_up_to" = 90',
        "alternative 'weekly', path 'control.part.order_up_to': 'part' is not a control entry; "
        "did you mean 'control.parts.order_up_to'?",
    ),
    "policy of an alternative does not exist": (
        "case.toml", '"p-system"', '"psystem"',
        "alternative 'weekly', path 'control.parts.policy': policy 'psystem' does not exist; "
        "did you mean 'p-system'?",
    ),
    "parameter of an alternative is missing": (
        "case.toml", '"control.parts.review_period_weeks" = 1', "",
        "alternative 'weekly', case.toml [control.parts]: policy 'p-system' lacks 'review_period_days'; "
        "give it here or in a parameter file",
    ),
    "parameter of an alternative is refused": (
        "case.toml", '"control.parts.review_period_weeks" = 1', '"control.parts.review_period_weeks" = 0',
        "alternative 'weekly', case.toml [control.parts]: review period is 0; it must be above zero",
    ),
    "an alternative covers twice": (
        "case.toml", '"control.parts.order_up_to" = 90', '"control.products.select" = "*"',
        "alternative 'weekly', case.toml [control.parts], key 'select': "
        "'body', 'bolt' is selected here and in 'products'; "
        "let one entry only select each stock point ('... and not tag:X')",
    ),
    "an alternative buys from nobody": (
        "case.toml", '"control.parts.order_up_to" = 90', '"purchases.bolt.supplier" = "foundri"',
        "alternative 'weekly', purchases.csv row 3, column 'supplier': 'foundri' is not in suppliers; "
        "did you mean 'foundry'?",
    ),
    "path without quotes": (
        "case.toml", '"control.parts.order_up_to" = 90', "control.parts.order_up_to = 90",
        "case.toml [alternatives.weekly.set] 'control': it is not a path; "
        'put the whole path in quotes: "control.products.policy" = ...',
    ),
    "unknown key of an alternative": (
        "case.toml", 'summary = "parts', 'sumary = "parts',
        "case.toml [alternatives.weekly] 'sumary': it is not known here; did you mean 'summary'?",
    ),
    "bad path in tune": (
        "case.toml", "[levers.faster]",
        '[alternatives.weekly.tune]\nvary = "control.parts.order_upto"\nlow = 0\nhigh = 4\n[levers.faster]',
        "alternative 'weekly', tune 'vary', path 'control.parts.order_upto': 'order_upto' is not known here; "
        "did you mean 'control.parts.order_up_to'?",
    ),
    "tune between nothing": (
        "case.toml", "[levers.faster]",
        '[alternatives.weekly.tune]\nvary = "control.parts.order_up_to"\nlow = 4\nhigh = 4\n[levers.faster]',
        "alternative 'weekly', tune: low is 4 and high is 4; give a low end below the high end",
    ),
    "bad path in a lever": (
        "case.toml", "purchases.*.processing_days", "purchases.*.procesing_days",
        "lever 'faster', path 'purchases.*.procesing_days': 'procesing_days' is not known here; "
        "did you mean 'purchases.*.processing_days'?",
    ),
}  # fmt: skip
FOLLOW_UPS = {
    "an alternative covers twice": [
        "alternative 'weekly', points.csv: 'body', 'bolt' has no row "
        "and is selected by case.toml [control.products]; add a row",
    ],
}
"""What else is said, by name of the fault."""


def test_the_small_case_is_right(write):
    """The case that the other tests spoil has no fault."""
    assert check_case(write()) == []


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_is_named_with_place_reason_and_remedy(write, fault):
    """One fault makes one message, with the exact place."""
    file, old, new, message = FAULTS[fault]
    said = [str(problem) for problem in check_case(write({(file, old): new}))]
    assert message in said
    assert [line for line in said if line != message] == FOLLOW_UPS.get(fault, [])


def test_a_stock_point_without_supply_is_named_where_it_is_drawn_on(write):
    """A stock point that nobody supplies and that starts empty is a fault; initial stock mends it."""
    changes = {
        ("stock_points.csv", "bolt,bolt,60,"): "bolt,bolt,60,\nwasher,bolt,0,",
        ("components.csv", "valve,bolt,4"): "valve,bolt,4\nvalve,washer,4",
    }
    (problem,) = check_case(write(changes))
    assert problem == Problem(
        "components.csv row 4",
        "stock point 'washer' is drawn on, but nothing supplies it and it starts empty",
        "add a purchase, transfer or production for it, or initial stock",
    )
    changes["stock_points.csv", "bolt,bolt,60,"] = "bolt,bolt,60,\nwasher,bolt,5,"
    assert check_case(write(changes)) == []


def test_all_faults_are_named_at_once(write):
    """Faults in several files and in an alternative come in one list, and load_case raises them all."""
    folder = write(
        {
            ("items.csv", "body,40"): "body,forty",
            ("transfers.csv", "lead_time_hours"): "lead_time",
            ("purchases.csv", "merchant"): "merchand",
            ("case.toml", '"control.parts.order_up_to" = 90'): '"control.part.order_up_to" = 90',
        }
    )
    places = [problem.place for problem in check_case(folder)]
    assert places == [
        "items.csv row 3, column 'unit_cost'",
        "transfers.csv row 1, column 'lead_time'",
        "purchases.csv row 3, column 'supplier'",
        "alternative 'weekly', path 'control.part.order_up_to'",
    ]
    with pytest.raises(DataError) as caught:
        load_case(folder)
    assert str(caught.value).splitlines() == [str(problem) for problem in check_case(folder)]


def test_a_fault_under_every_alternative_is_said_once(write):
    """What is wrong in the base is not repeated for each alternative."""
    (problem,) = check_case(write({("points.csv", "depot,12,10"): "depot,12,0"}))
    assert problem.place == "points.csv row 3"


def test_a_file_in_another_encoding_is_named(write):
    """A table that is not UTF-8 is a fault of the file, not a crash."""
    folder = write()
    (folder / "work_centres.csv").write_bytes("name,servers\nlathé,1\n".encode("latin-1"))
    said = check_case(folder)
    assert Problem("work_centres.csv", "the file is not in UTF-8", "save it as 'CSV UTF-8'") in said


def test_an_empty_file_is_named(write):
    """A table without a header is a fault."""
    said = check_case(write(files={"transfers.csv": ""}))
    assert Problem("transfers.csv row 1", "the header row is missing", "name the columns there") in said


def test_a_blank_line_counts_as_a_row(write):
    """Row numbers are those of a spreadsheet, blank lines included."""
    (problem,) = check_case(write({("items.csv", "body,40"): "\nbody,forty"}))
    assert problem.place == "items.csv row 4, column 'unit_cost'"


def test_a_case_without_tables_says_what_it_needs(write):
    """Without items and stock points there is nothing to simulate."""
    missing = dict.fromkeys([f for f in ("items.csv", "stock_points.csv")])
    places = [problem.place for problem in check_case(write(files=missing))]
    assert {"table 'items'", "table 'stock_points'"} <= set(places)


@pytest.mark.parametrize("table", ["items", "stock_points", "demands"])
def test_a_case_needs_something_to_simulate(write, table):
    """Without items, stock points or customers there is nothing to simulate, and the case says so."""
    folder = write({})
    (folder / f"{table}.csv").unlink()
    told = [str(problem) for problem in check_case(folder)]
    assert f"table '{table}': it has no rows; add {table}.csv or [[{table}]]" in told


def test_a_percentage_is_answered_with_its_share(write):
    """A rate split in parts and a text with a per cent sign name the number to write."""
    rates = write({("case.toml", "holding_rate = 0.25"): "holding_rate = 0.25\ncapital_rate = 14"})
    (problem,) = check_case(rates)
    assert str(problem) == (
        "case.toml [accounts] 'capital_rate': capital_rate is 14; it must be at most 5: "
        "write 0.14 for 14 per cent"
    )


def test_todays_way_is_not_sized_from_its_own_records(write):
    """There is no past to size today's way from: the check says it before a run does."""
    given = {("case.toml", "order_up_to = 60\n[alt"): "size = { safety_factor = 1.3 }\n[alt"}
    (problem,) = check_case(write(given))
    assert problem.place == "case.toml [control.parts], key 'size'"
    assert problem.reason.startswith("today's way ('as-is') is itself sized from records")
    assert problem.remedy == "give it parameters here, and 'size' in the 'set' of other alternatives"


def test_a_lever_that_makes_a_case_impossible_is_found(write):
    """A lever whose paths are right may still make what cannot be: the check pulls it."""
    lever = '"purchases.*.processing_days" = 1'
    both = '"purchases.body.minimum" = 9, "purchases.body.maximum" = 4'
    folder = write({("case.toml", lever): both})
    (problem,) = check_case(folder)
    assert str(problem).startswith("lever 'faster', purchases.csv row ")
    assert "the minimum is 9 and the maximum 4" in problem.reason
    assert load_case(folder).levers  # pulled or not: loading is not held up by it
