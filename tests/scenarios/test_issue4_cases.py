"""The cases of every way in one league: they run under the auditor, and their main findings hold."""

import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

from experiments.bench import Bench
from experiments.compare import Comparison
from experiments.interval import paired_difference
from experiments.replicate import paired_tasks, replicate
from scenarios import check_case, load_case
from sim import Scenario, simulate

CASES = {"branches": 200, "kanban-cell": 60, "service-parts": 500}
"""Days that each alternative is run for."""
FOLDER = Path(__file__).resolve().parents[2] / "scenarios" / "cases"


@cache
def bench(name: str, horizon: float | None = None, warm_up: float | None = None) -> Bench:
    """A case on the test bench, with planning data of its own horizon unless another is given."""
    return Bench(load_case(name), horizon=horizon, warm_up=warm_up)


def compared(scenarios: dict[str, Scenario], replications: int) -> Comparison:
    """The scenarios on the same random worlds; the first is the baseline."""
    return Comparison(replicate(paired_tasks(scenarios, replications), 1))


@pytest.mark.parametrize("name", CASES)
def test_a_case_has_no_problem_and_a_readme(name):
    """The check finds nothing, and the README names the command and each alternative."""
    assert check_case(name) == []
    case = load_case(name)
    text = (FOLDER / name.replace("-", "_") / "README.md").read_text(encoding="utf-8")
    assert f"orderpoint compare {name}" in text
    for alternative in case.alternatives.values():
        assert alternative.title in text


@pytest.mark.parametrize("name", ["branches", "service_parts"])
def test_the_tables_are_what_their_rules_make(name):
    """`make_tables.py --check` finds no difference between the rules and the tables on disk."""
    script = FOLDER / name / "make_tables.py"
    done = subprocess.run([sys.executable, script, "--check"], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "")


@pytest.mark.parametrize(
    ("name", "alternative"), [(name, one) for name in CASES for one in load_case(name).alternatives]
)
def test_every_alternative_runs_under_the_auditor(name, alternative):
    """A short run of each way serves customers, and its books add up after every instant."""
    horizon = CASES[name]
    scenario = bench(name, horizon, horizon / 4).scenario(alternative)
    run = simulate(scenario, replication=0)
    sold = {demand.stock for demand in scenario.network.demands}
    demanded = sum(run.of(stock, "demand_units") for stock in sold)
    filled = sum(run.of(stock, "filled_units") for stock in sold)
    assert demanded > 0
    assert 0.4 < filled / demanded <= 1


def test_in_the_branches_it_matters_where_the_safety_stock_stands():
    """DRP beats order points with one safety factor; order points with a lean warehouse do as well."""
    names = {
        "reorder-points": {"control.*.size.safety_factor": 2.348},
        "drp": {"control.centre.size.safety_factor": 1.495},
        "lean-warehouse": {"control.branches.size.safety_factor": 3.574},
    }
    on = bench("branches", 365, 120)
    found = compared({name: on.scenario(name, knob) for name, knob in names.items()}, 3)
    for name in names:
        assert found.interval(name, "fill_rate").mean > 0.96
    for name in ("drp", "lean-warehouse"):
        assert found.difference(name, "total_cost").high < 0
        assert found.difference(name, "stock_value").high < 0
    assert found.interval("lean-warehouse", "total_cost").mean < found.interval("drp", "total_cost").mean


def test_todays_way_pays_for_records_that_err():
    """With records put right, today's order points give more service for less money."""
    on, lever = bench("kanban-cell"), load_case("kanban-cell").levers["perfect-records"].set
    found = compared({"err": on.scenario("as-is"), "right": on.scenario("as-is", lever)}, 4)
    assert found.interval("err", "hidden_units").mean > 50
    assert found.interval("right", "hidden_units").mean == 0
    assert found.difference("right", "fill_rate").low > 0
    assert found.difference("right", "total_cost").high < 0


def test_order_points_make_again_what_the_record_does_not_show():
    """With records put right, sized order points need less stock."""
    on, lever = bench("kanban-cell", 300, 120), load_case("kanban-cell").levers["perfect-records"].set
    found = compared({"err": on.scenario("order-points"), "right": on.scenario("order-points", lever)}, 3)
    assert found.difference("right", "hidden_units").high < -20
    assert found.difference("right", "stock_value").high < 0


def test_kanban_is_not_touched_by_records_that_err():
    """With records put right, cards do to a hair what they did before: same service, stock and cost."""
    on, lever = bench("kanban-cell", 140, 50), load_case("kanban-cell").levers["perfect-records"].set
    found = compared({"err": on.scenario("kanban"), "right": on.scenario("kanban", lever)}, 2)
    assert found.interval("err", "phantom_units").mean > 10
    assert found.interval("right", "phantom_units").mean == 0
    for kpi in ("fill_rate", "stock_value", "total_cost", "orders_per_year"):
        assert list(found.values("right", kpi).values()) == pytest.approx(
            list(found.values("err", kpi).values()), rel=1e-12
        )


def test_vital_parts_are_served_better_by_class_for_less_money():
    """Against sized order points, vital parts are found more often, desirable ones less, for less money."""
    on = bench("service-parts")
    found = compared(
        {
            "order-points": on.scenario("order-points", {"control.*.size.safety_factor": 1.936}),
            "by-class": on.scenario("by-class", {"control.desirable.size.safety_factor": -0.9675}),
        },
        6,
    )
    served = {
        (name, letter): [
            outcome.classes["order_fill_rate"][list(outcome.classes["group"]).index(letter)]
            for outcome in found.outcomes.of(name)
        ]
        for name in found.alternatives
        for letter in "VED"
    }
    assert paired_difference(served["by-class", "V"], served["order-points", "V"]).low > 0.02
    assert paired_difference(served["by-class", "D"], served["order-points", "D"]).high < 0
    assert found.difference("by-class", "total_cost").high < 0
