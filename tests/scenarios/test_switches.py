"""Rows that are off: what hangs on them is off with them, and an alternative can switch them on."""

import pytest

from scenarios import check_case, load_case
from sim import simulate
from sim.errors import DataError

STORE = {
    "stock_points.csv": """name,item,initial,tags,on
valve,valve,20,works,
depot,valve,15,,
body,body,60,,
bolt,bolt,60,,
store,valve,0,shop,false
""",
    "transfers.csv": """stock,origin,lead_time_hours,on
depot,valve,36,
valve,store,12,false
""",
    "productions.csv": """stock,processing_days,good_fraction,planned_lead_time_weeks
valve,2,0.98,2
store,2,0.98,2
""",
    "components.csv": """parent,component,quantity
valve,body,1
valve,bolt,4
store,body,1
store,bolt,4
""",
    "operations.csv": """stock,sequence,work_centre,setup_hours,run_hours
valve,10,lathe,1.5,0.3
store,10,lathe,1.5,0.3
""",
}
ON = {
    "stock_points.tag:shop.on": True,
    "transfers.valve.on": True,
    "productions.valve.on": False,
    "control.products.select": "tag:product and not tag:shop",
    "control.store": {"select": "tag:shop", "policy": "base-stock", "order_up_to": 30},
}


@pytest.fixture
def store(write):
    """The small case with a store of the works that is closed."""
    return load_case(write(files=STORE))


def test_what_belongs_to_a_closed_stock_point_is_off(store):
    """Neither the store nor its production is built, and no policy is missed."""
    network = store.scenario().network
    assert "store" not in {point.name for point in network.stock_points}
    assert {source.stock for source in network.sources} == {"valve", "depot", "body", "bolt"}


def test_an_alternative_opens_it(store):
    """The valve is moved from the store, which makes it; the parts list went along."""
    scenario = store.scenario(values=ON)
    made = {s.stock: s for s in scenario.network.sources if hasattr(s, "components")}
    assert {stock: len(s.components) for stock, s in made.items()} == {"store": 2}
    run = simulate(scenario, audit=True)
    assert run.of("store", "received_units") > 0
    assert run.of("valve", "received_units") > 0


def test_an_entry_may_select_what_is_off(write):
    """It then decides for nothing."""
    control = '[control.store]\nselect = "tag:shop"\npolicy = "base-stock"\n[alternatives.as-is]'
    folder = write({("case.toml", "[alternatives.as-is]"): control}, STORE)
    assert {stock for c in load_case(folder).scenario().control for stock in c.scope} == {
        "valve",
        "depot",
        "body",
        "bolt",
    }


def test_off_rows_are_checked_all_the_same(write):
    """A name that is nowhere is wrong even in a row that is off."""
    wrong = {**STORE, "transfers.csv": STORE["transfers.csv"].replace("valve,store", "valve,stroe")}
    (problem,) = check_case(write(files=wrong))
    assert "'stroe' is not in stock_points; did you mean 'store'?" in str(problem)


def test_a_row_that_needs_what_is_off(store):
    """It is named with the remedy."""
    with pytest.raises(DataError, match=r"'store' of stock_points is off \(on = false\); switch it on, or"):
        store.scenario(values={"transfers.valve.on": True})


def test_customers_can_be_switched_off(store):
    """A demand that is off asks for nothing."""
    scenario = store.scenario(values={"demands.D-2.on": False})
    assert [demand.name for demand in scenario.network.demands] == ["D-1"]


def test_control_paths_take_patterns(store):
    """`control.p*.policy` is every entry whose name fits."""
    values = {"control.p*.policy": "base-stock", "control.p*.order_up_to": 50, "control.p*.parameters": ""}
    scenario = store.scenario(values=values)
    assert {c.policy.order_up_to for c in scenario.control} == {50}
    with pytest.raises(DataError, match=r"no control entry has a name like 'x\*'; change the pattern"):
        store.scenario(values={"control.x*.policy": "base-stock"})
