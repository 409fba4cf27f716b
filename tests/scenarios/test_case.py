"""A case becomes scenarios: units, tables, alternatives, levers, sizing."""

import dataclasses
import pickle
from dataclasses import dataclass

import pytest

from policies.base_stock import BaseStock
from policies.p_system import PSystem
from policies.planning import PlanningRecord
from policies.q_system import QSystem
from scenarios import Alternative, Fact, RunSettings, load_case
from sim import simulate
from sim.distributions import Constant, Exponential, Gamma, Geometric
from sim.errors import DataError
from sim.network import (
    Component,
    Demand,
    Freight,
    Item,
    Operation,
    Production,
    Purchase,
    StockPoint,
    Supplier,
    Transfer,
    WorkCentre,
)
from sim.scenario import Control


@dataclass
class SteadyPlanning:
    """Planning records of two units a day with a lead time of ten days."""

    asked: list[str]

    def record(self, stock: str) -> PlanningRecord:
        """Note who asks."""
        self.asked.append(stock)
        return PlanningRecord(stock, demand_rate=2.0, demand_variance=1.6, lead_time=10.0)


@pytest.fixture
def small(write):
    """The small case, loaded."""
    return load_case(write())


def policies(scenario):
    """Policy of each stock point of a scenario."""
    return {control.scope[0]: control.policy for control in scenario.control}


def test_the_head_is_read(small):
    """Name, title, target and run settings are those of the file, times in days."""
    assert (small.name, small.title, small.time_unit, small.today) == (
        "small",
        "A small case",
        "day",
        "as-is",
    )
    assert small.settings == RunSettings(horizon=140.0, warm_up=40.0, replications=3, seed=7)
    assert small.target == {"fill_rate": 0.95}
    assert small.show_items == ("valve",)
    assert list(small.alternatives) == ["as-is", "weekly"]
    assert small.alternatives["weekly"].summary == "parts are reviewed once a week"
    assert small.levers["faster"].set == {"purchases.*.processing_days": 1}


def test_the_tables_become_a_network_in_days(small):
    """Every table makes its part of the network; times are in the unit of the case, blanks are defaults."""
    network = small.scenario().network
    assert network.items[0] == Item(name="valve", unit_cost=120, weight_kg=2.5, tags=("product", "standard"))
    assert network.stock_points[1] == StockPoint(name="depot", item="valve", initial=15)
    assert network.suppliers == (
        Supplier(
            name="foundry",
            freight=Freight(per_shipment=100, per_kg=2, minimum=150),
            departure_period=7.0,
        ),
        Supplier(name="merchant"),
    )
    assert network.sources == (
        Purchase(
            stock="body",
            supplier="foundry",
            lead_time=Gamma(mean=14.0, sd=3.5),
            processing=Constant(3.0),
            order_cost=25,
        ),
        Purchase(stock="bolt", supplier="merchant", lead_time=Constant(7.0), order_cost=10),
        Transfer(stock="depot", origin="valve", lead_time=Constant(1.5)),
        Production(
            stock="valve",
            components=(Component(stock="body"), Component(stock="bolt", quantity=4.0)),
            route=(
                Operation(
                    work_centre="lathe",
                    setup_hours=Constant(1.5),
                    run_hours=Gamma(mean=0.3, sd=0.1),
                ),
                Operation(work_centre="bench", run_hours=Constant(0.2)),
            ),
            processing=Constant(2.0),
            good_fraction=0.98,
            planned_lead_time=14.0,
        ),
    )
    assert network.work_centres[0] == WorkCentre(
        name="lathe", servers=2, hours_per_day=8.0, dispatching="due-date"
    )
    assert network.demands[0] == Demand(
        name="D-1",
        stock="depot",
        interval=Exponential(mean=2.0),
        size=Geometric(count=3.0),
        unmet="quote",
        patience=Constant(7.0),
        first=0.5,
    )
    assert network.accounts.holding_rate == 0.25


def test_another_time_unit_converts_every_time(write):
    """The same case in weeks says the same in weeks; hours of operations stay hours."""
    case = load_case(write({("case.toml", 'time_unit = "day"'): 'time_unit = "week"'}))
    scenario = case.scenario("weekly")
    assert scenario.horizon == 20.0
    assert scenario.warm_up == pytest.approx(40 / 7)
    assert scenario.network.sources[0].lead_time == Gamma(mean=2.0, sd=0.5)
    assert scenario.network.sources[2].lead_time.value == pytest.approx(1.5 / 7)
    assert scenario.network.sources[3].route[0].setup_hours == Constant(1.5)
    assert policies(scenario)["bolt"].review_period == 1.0


def test_every_replenished_stock_point_has_a_policy_of_its_own(small):
    """Parameters come from the file by row, or from the entry for all that it selects."""
    scenario = small.scenario()
    assert scenario.name == "as-is"
    assert scenario.control == (
        Control(("valve",), QSystem(order_point=18.0, quantity=20.0)),
        Control(("depot",), QSystem(order_point=12.0, quantity=10.0)),
        Control(("body",), BaseStock(order_up_to=60.0)),
        Control(("bolt",), BaseStock(order_up_to=60.0)),
    )


def test_an_alternative_sets_its_paths(small):
    """An alternative differs from the base by what it sets; parameters in weeks become days."""
    scenario = small.scenario("weekly")
    assert scenario.name == "weekly"
    assert policies(scenario)["body"] == PSystem(review_period=7.0, order_up_to=90.0)
    assert policies(scenario)["valve"] == policies(small.scenario())["valve"]
    assert scenario.network == small.scenario().network


def test_seed_horizon_and_warm_up_can_be_given(small):
    """The run settings of the case hold unless others are given."""
    scenario = small.scenario()
    assert (scenario.seed, scenario.horizon, scenario.warm_up) == (7, 140.0, 40.0)
    scenario = small.scenario(seed=9, horizon=50.0, warm_up=0.0)
    assert (scenario.seed, scenario.horizon, scenario.warm_up) == (9, 50.0, 0.0)


def test_a_lever_is_a_set_of_values_on_top(small):
    """The set of a lever can be given as values."""
    sources = small.scenario("weekly", small.levers["faster"].set).network.sources
    assert [source.processing for source in sources[:2]] == [Constant(1.0), Constant(1.0)]
    assert small.scenario("weekly").network.sources[0].processing == Constant(3.0)


def test_an_unknown_alternative_names_the_nearest(small):
    """A wrong name of an alternative is a data error."""
    with pytest.raises(DataError, match=r"^alternative 'weakly' does not exist; did you mean 'weekly'\?$"):
        small.scenario("weakly")


def test_without_today_the_first_alternative_is_taken(write):
    """None means today's way, or else the first alternative."""
    case = load_case(write({("case.toml", 'today = "as-is"'): ""}))
    assert case.today is None
    assert case.scenario().name == "as-is"


def test_a_case_without_alternatives_has_a_base(write):
    """There is always one alternative."""
    head, _, _ = (write() / "case.toml").read_text(encoding="utf-8").partition("[alternatives.as-is]")
    case = load_case(write(files={"case.toml": head.replace('today = "as-is"', "")}))
    assert dict(case.alternatives) == {"base": Alternative(name="base", title="Base")}
    assert case.scenario().name == "base"


def test_tables_can_stand_in_the_case_file(write):
    """An array of tables does what a CSV file does."""
    inline = """
[[transfers]]
stock = "depot"
origin = "valve"
lead_time_hours = 36
[[work_centres]]
name = "lathe"
servers = 2
hours_per_day = 8
dispatching = "due-date"
[[work_centres]]
name = "bench"
hours_per_day = 8
tags = ["assembly"]
"""
    small = load_case(write())
    folder = write({("case.toml", "[levers.faster]"): inline + "[levers.faster]"})
    (folder / "transfers.csv").unlink()
    (folder / "work_centres.csv").unlink()
    network = load_case(folder).scenario().network
    assert network.sources == small.scenario().network.sources
    assert network.work_centres[0] == small.scenario().network.work_centres[0]
    assert network.work_centres[1].tags == ("assembly",)


def test_a_fault_in_the_case_file_names_the_number_of_the_row(write):
    """A row in the case file is named by its section and number."""
    inline = '[[transfers]]\nstock = "depot"\norigin = "valve"\nlead_time_hours = true\n[levers.faster]'
    folder = write({("case.toml", "[levers.faster]"): inline})
    (folder / "transfers.csv").unlink()
    with pytest.raises(DataError) as caught:
        load_case(folder)
    assert str(caught.value) == (
        "case.toml [[transfers]] number 1, key 'lead_time_hours': true does not fit here; "
        "write a number or a text"
    )


def test_a_table_can_be_in_another_file(write):
    """The tables section names the file of a table."""
    folder = write({("case.toml", "[run]"): '[tables]\nitems = "catalogue.csv"\n[run]'})
    (folder / "items.csv").rename(folder / "catalogue.csv")
    assert [item.name for item in load_case(folder).scenario().network.items] == ["valve", "body", "bolt"]


def test_facts_are_read(write):
    """Facts of the real case come with their bounds and source."""
    facts = "name,low,high,unit,source\nturns,3,4,a year,annual report\n"
    case = load_case(write(files={"facts.csv": facts}))
    assert case.facts == [Fact(name="turns", low=3.0, high=4.0, unit="a year", source="annual report")]


def test_scale_multiplies_parameters(write):
    """The scale of an entry multiplies the parameters it names, whatever their origin."""
    changed = 'parameters = "points.csv"\nscale = { order_point = 1.5 }'
    case = load_case(write({("case.toml", 'parameters = "points.csv"'): changed}))
    assert policies(case.scenario())["valve"] == QSystem(order_point=27.0, quantity=20.0)
    more = case.scenario(values={"control.products.scale.quantity": 2})
    assert policies(more)["depot"] == QSystem(order_point=18.0, quantity=20.0)


def test_an_inline_parameter_wins_over_the_file(small):
    """A value in the entry holds for all that it selects."""
    scenario = small.scenario(values={"control.products.quantity": 33})
    assert {s: p.quantity for s, p in policies(scenario).items() if s in ("valve", "depot")} == {
        "valve": 33.0,
        "depot": 33.0,
    }


SIZED = {
    "control.parts.policy": "p-system",
    "control.parts.size": {"safety_factor": 1.5, "review_period_weeks": 1},
}


def test_sizing_asks_the_planning_records(small):
    """A sized policy is built for each stock point from its own record, times converted."""
    planning = SteadyPlanning([])
    scenario = small.scenario(values=SIZED, planning=lambda _: planning)
    assert planning.asked == ["body", "bolt"]
    expected = PSystem.sized(SteadyPlanning([]).record("bolt"), safety_factor=1.5, review_period=7.0)
    assert policies(scenario)["bolt"] == expected


def test_what_is_sized_can_be_scaled(small):
    """Scale multiplies sized parameters too."""
    values = {**SIZED, "control.parts.scale": {"order_up_to": 2}}
    scaled = policies(small.scenario(values=values, planning=lambda _: SteadyPlanning([])))["bolt"]
    plain = policies(small.scenario(values=SIZED, planning=lambda _: SteadyPlanning([])))["bolt"]
    assert scaled == dataclasses.replace(plain, order_up_to=2 * plain.order_up_to)


def test_sizing_without_planning_data_is_refused(small):
    """A policy that lacks parameters cannot be built without records."""
    with pytest.raises(DataError) as caught:
        small.scenario(values=SIZED)
    assert str(caught.value) == (
        "alternative 'as-is', case.toml [control.parts]: the sizing of 'body', 'bolt' needs planning data; "
        "give planning records, or all parameters"
    )


def test_complete_parameters_need_no_planning_data(small):
    """Where the parameters are complete, they are used until planning records are given."""
    values = {"control.products.size": {"safety_factor": 2}}
    assert policies(small.scenario(values=values))["valve"] == QSystem(order_point=18.0, quantity=20.0)


def test_sizing_names_what_it_lacks(small):
    """A missing figure of the sizing is named."""
    values = {**SIZED, "control.parts.size": {"safety_factor": 1}}
    with pytest.raises(DataError, match=r"\[control.parts\], key 'size': it lacks 'review_period'; give it$"):
        small.scenario(values=values, planning=lambda _: SteadyPlanning([]))


def test_an_alternative_with_sizing_passes_the_check(write):
    """A case may wait for planning data."""
    sized = '"control.parts.size" = { safety_factor = 1.5, review_period_weeks = 1 }'
    folder = write({("case.toml", '"control.parts.review_period_weeks" = 1'): sized})
    with pytest.raises(DataError, match="needs planning data"):
        load_case(folder).scenario("weekly")


def test_a_scenario_runs(small):
    """What is built can be simulated, and an alternative meets the same demand."""
    runs = [simulate(small.scenario(name)) for name in ("as-is", "weekly")]
    assert runs[0].time == 100.0
    assert runs[0].of("depot", "demand_units") > 0
    assert runs[0].of("valve", "received_units") > 0
    assert runs[0].of("depot", "demand_units") == runs[1].of("depot", "demand_units")


def test_a_case_can_be_sent_to_a_worker(small):
    """A pickled case makes the same scenario."""
    assert pickle.loads(pickle.dumps(small)).scenario("weekly") == small.scenario("weekly")
