"""The frames of the floor hold what was simulated: machines, weeks, cards, lots, stock."""

from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest

from experiments.floor import (
    BOUGHT,
    DESK,
    IN_PLANT,
    MADE,
    NO_PARTS,
    SOLD,
    WAIT_FOR_PARTS,
    bullwhip_by_echelon,
    echelons,
    families_of,
    flow_of_work,
    kanban_cards,
    ladder,
    machine_runs,
    machines_of,
    simulated_bullwhip,
    stock_paths,
)
from policies.kanban import Kanban
from policies.q_system import QSystem
from policies.signal_kanban import SignalKanban
from sim import Control, Scenario, simulate
from sim.distributions import Constant, Exponential, Gamma
from sim.network import (
    Component,
    Demand,
    Item,
    Network,
    Operation,
    Production,
    Purchase,
    StockPoint,
    Supplier,
    Transfer,
    WorkCentre,
)


@pytest.fixture
def two_card() -> Scenario:
    """Bars are bought, blanks sawn into a store and moved to the benches, drives assembled there."""
    names = ("drive", "spare", "blank", "saw-blank", "bar")
    items = tuple(Item(name=name, family="drives" if name == "drive" else "") for name in names)
    return Scenario(
        name="two-card",
        network=Network(
            items=items,
            stock_points=tuple(StockPoint(name=name, item=name, initial=40) for name in names),
            sources=(
                Production(stock="drive", components=(Component(stock="blank"),)),
                Purchase(stock="spare", supplier="mill", lead_time=Constant(2)),
                Transfer(stock="blank", origin="saw-blank", lead_time=Constant(0.5)),
                Production(stock="saw-blank", components=(Component(stock="bar"),)),
                Purchase(stock="bar", supplier="mill", lead_time=Constant(5)),
            ),
            demands=(
                Demand(name="buyers", stock="drive", interval=Exponential(mean=1.0)),
                Demand(name="others", stock="spare", interval=Exponential(mean=4.0)),
            ),
            suppliers=(Supplier(name="mill"),),
        ),
        control=(
            Control(("drive",), SignalKanban(signal=2, lot=3, container=5)),
            Control(("spare",), QSystem(order_point=6, quantity=5)),
            Control(("blank",), Kanban(cards=4, container=6)),
            Control(("saw-blank",), Kanban(cards=7, container=4)),
            Control(("bar",), QSystem(order_point=20, quantity=40)),
        ),
        horizon=200,
        warm_up=20,
    )


def busy_plant(**centre: Any) -> Scenario:
    """Two products share two lathes, loaded to four fifths."""
    work = Operation(
        work_centre="lathe", setup_hours=Gamma(mean=1.0, sd=0.3), run_hours=Gamma(mean=1.5, sd=0.4)
    )
    names = ("pump", "cock")
    return Scenario(
        name="busy",
        network=Network(
            items=tuple(Item(name=name) for name in names),
            stock_points=tuple(StockPoint(name=name, item=name, initial=8) for name in names),
            sources=tuple(Production(stock=name, route=(work,)) for name in names),
            demands=tuple(
                Demand(name=f"buyers-{name}", stock=name, interval=Exponential(mean=0.1)) for name in names
            ),
            work_centres=(WorkCentre(name="lathe", servers=2, **centre),),
        ),
        control=tuple(Control((name,), QSystem(order_point=4, quantity=6)) for name in names),
        horizon=60,
    )


# ---- bullwhip


def test_echelons_follow_customers_sources_and_moves(two_card: Scenario) -> None:
    """What customers buy is sold even where it is bought; what is moved counts as where it comes from."""
    assert echelons(two_card.network) == {
        "drive": SOLD,
        "spare": SOLD,
        "blank": MADE,
        "saw-blank": MADE,
        "bar": BOUGHT,
    }


def test_stored_bullwhip_is_the_mean_of_each_echelon() -> None:
    """Points without a ratio, and those that are not named, are left out; echelons come in their order."""
    table = pd.DataFrame(
        {
            "alternative": ["a"] * 5,
            "stock": ["bar", "drive", "spare", "odd", "blank"],
            "bullwhip": [1.5, 2.0, 4.0, 99.0, np.nan],
        }
    )
    groups = {"bar": BOUGHT, "blank": MADE, "drive": SOLD, "spare": SOLD}
    found = bullwhip_by_echelon(table, groups)
    assert found.to_dict("list") == {
        "alternative": ["a", "a"],
        "replication": [0, 0],
        "echelon": [SOLD, BOUGHT],
        "value": [3.0, 1.5],
    }


def test_simulated_bullwhip_has_a_value_for_each_world(two_card: Scenario) -> None:
    """Moves by cards pass on what assembly draws; each world gives its own figure."""
    found = simulated_bullwhip({"cards": two_card}, range(2))
    assert list(found["echelon"]) == [SOLD, MADE, BOUGHT] * 2
    assert list(found["replication"]) == [0, 0, 0, 1, 1, 1]
    assert found["value"].nunique() > 3


# ---- machines


def test_runs_are_those_of_the_hand_trace(plant: Scenario) -> None:
    """Turned from hour 18 to 22, two hours of it set-up, then assembled from 22 to 26 on the first bench."""
    runs = machine_runs(plant, 0, 0, 2)
    rows = list(runs[["work_centre", "machine", "item", "kind"]].itertuples(index=False, name=None))
    assert rows == [
        ("lathe", 1, "pump", "set-up"),
        ("lathe", 1, "pump", "run"),
        ("bench", 1, "pump", "run"),
    ]
    assert np.allclose(24 * runs[["start", "end"]], [(18, 20), (20, 22), (22, 26)])
    assert runs["order"].nunique() == 1


def test_runs_are_cut_at_the_window(plant: Scenario) -> None:
    """From hour 19 to 21 there is an hour of set-up and an hour of run, though the lot is not done."""
    runs = machine_runs(plant, 0, 19 / 24, 21 / 24)
    assert list(runs["kind"]) == ["set-up", "run"]
    assert np.allclose(24 * runs[["start", "end"]], [(19, 20), (20, 21)])


@pytest.mark.parametrize(
    "centre", [{"dispatching": "foreman"}, {"dispatching": "due-date"}, {"setups": "shared"}, {"buffer": 3}]
)
def test_runs_add_up_to_the_busy_time_of_the_engine(centre: dict[str, Any]) -> None:
    """Whatever the kind of work centre, the intervals are its busy time, and no machine does two things."""
    scenario = busy_plant(**centre)
    runs = machine_runs(scenario, 0, 0, 60)
    run = simulate(scenario, 0)
    lasts = runs["end"] - runs["start"]
    assert lasts.sum() == pytest.approx(run.centre("lathe", "busy_area"))
    assert set(runs["machine"]) == {1, 2}
    setup = 24 * lasts[runs["kind"] == "set-up"].sum()
    assert setup == pytest.approx(run.centre("lathe", "setup_hours"), abs=4.0) and setup > 0
    for _, mine in runs.sort_values(["machine", "start"]).groupby("machine"):
        assert (mine["start"].to_numpy()[1:] >= mine["end"].to_numpy()[:-1] - 1e-9).all()


def test_a_window_must_have_a_length(plant: Scenario) -> None:
    """The end cannot come before the start."""
    with pytest.raises(ValueError, match="from day 3 to day 2"):
        machine_runs(plant, 0, 3, 2)


def test_machines_and_families_are_read_from_the_network(plant: Scenario, two_card: Scenario) -> None:
    """An item without a family is its own."""
    assert machines_of(plant.network) == {"lathe": 1, "bench": 2}
    families = families_of(two_card.network)
    assert (families["drive"], families["bar"]) == ("drives", "bar")


# ---- lead time, work in process


def kpis(**figures: float) -> pd.DataFrame:
    rows = [{"alternative": "a", "replication": 0, "kpi": k, "value": v} for k, v in figures.items()]
    return pd.DataFrame(rows)


def test_the_ladder_names_what_is_left() -> None:
    """Of 10 weeks, 7 wait for parts and 2 are in the plant: one is left for the desk."""
    found = ladder(kpis(run_length_weeks=10, kit_wait_weeks=7, in_plant_weeks=2, total_cost=5))
    assert list(found["step"]) == [DESK, WAIT_FOR_PARTS, IN_PLANT]
    assert list(found["weeks"]) == [1.0, 7.0, 2.0]


def test_the_ladder_of_the_hand_trace_adds_up(plant: Scenario) -> None:
    """The desk takes 3 hours, the parts 5, the plant 8: 16 hours from order to the last unit."""
    from experiments.kpi import network_kpis

    found = ladder(kpis(**network_kpis(simulate(plant, 0), plant)))
    assert np.allclose(found["weeks"] * 7 * 24, [3, 5, 8])


def test_a_firm_that_makes_nothing_has_no_ladder() -> None:
    """The figure that is missing is named."""
    with pytest.raises(ValueError, match="in_plant_weeks"):
        ladder(kpis(run_length_weeks=10, kit_wait_weeks=7))


def test_flow_of_work_counts_machines_and_kits() -> None:
    """Four lathes at 75 % are three busy; 12 orders a month that wait 365/84 weeks are 12 that wait."""
    centres = pd.DataFrame(
        {"alternative": ["a"], "work_centre": ["lathe"], "utilisation": [0.75], "queue_lots": [2.5]}
    )
    found = flow_of_work(
        centres, {"lathe": 4}, kpis(shop_orders_per_month=12, kit_wait_weeks=365 / 84)
    ).set_index("node")
    assert found.loc[NO_PARTS, "waiting"] == pytest.approx(12)
    assert (found.loc["lathe", "working"], found.loc["lathe", "servers"]) == (3.0, 4)
    assert list(flow_of_work(centres, {"lathe": 4})["node"]) == ["lathe"]


# ---- cards, stock


def test_cards_are_those_of_the_policies(two_card: Scenario) -> None:
    """From bars without cards to the saw's cards, the moves and the signal of the drives; no spares."""
    found = kanban_cards(two_card)
    rows = list(found[["loop", "kind", "items", "cards"]].itertuples(index=False, name=None))
    assert rows == [
        ("bought parts", "none", 1, 0),
        ("shop store", "production", 1, 7),
        ("point of use", "withdrawal", 1, 4),
        ("finished goods", "none", 1, 0),
        ("finished goods", "signal", 1, 1),
    ]
    assert list(found.iloc[-1][["container", "signal", "lot"]]) == [5, 2, 3]


def test_without_cards_nothing_is_a_loop(plant: Scenario) -> None:
    """Order points have no cards."""
    assert kanban_cards(plant)["cards"].sum() == 0


def test_stock_paths_read_the_record_each_day(shop: Scenario) -> None:
    """Days count from the warm-up, in day 15: on day 19 of it 8 come, 2 of which leave at once."""
    found = stock_paths({"now": shop}, ["shop"], range(2))
    one = found[found["replication"] == 1].set_index("time_days")["on_hand"]
    assert one.index[0] == 0 and len(one) == 81
    assert one[18] == 0 and one[19] == 6


def test_stock_paths_of_hours_are_read_by_the_day(shop: Scenario) -> None:
    """In a case in hours there is a reading every 24."""
    found = stock_paths({"now": replace(shop, time_unit="hour")}, ["shop"], [0])
    assert list(found["time_days"]) == [0, 1, 2, 3]
