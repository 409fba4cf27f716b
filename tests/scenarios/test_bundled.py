"""The bundled cases: listed, free of faults, and every alternative can be built."""

import pytest

from policies.planning import PlanningRecord
from scenarios import CaseInfo, bundled_cases, check_case, load_case
from sim import simulate
from sim.errors import DataError

NAMES = [info.name for info in bundled_cases()]


def test_the_cases_are_listed_by_their_public_names():
    """Hyphens stand in the name where the folder has underscores."""
    info = {case.name: case for case in bundled_cases()}
    assert info["order-point"] == CaseInfo(
        "order-point",
        "Order point for a service level of 90 %",
        "one item, normal demand, constant lead time: does the textbook order point keep its promise?",
    )
    assert "fixed-period" in info


@pytest.mark.parametrize("name", NAMES)
def test_a_bundled_case_has_no_fault(name):
    """Every bundled case passes its own check, and goes by the name of its folder."""
    assert check_case(name) == []
    assert load_case(name).name == name


class Planning:
    """The same planning record for every stock point."""

    def record(self, stock):
        """Two units a day, ten days of lead time."""
        return PlanningRecord(stock, demand_rate=2.0, demand_variance=1.6, lead_time=10.0, unit_cost=5.0)


@pytest.mark.parametrize("name", NAMES)
def test_every_alternative_covers_every_replenished_stock_point(name):
    """With planning records at hand each alternative gives a policy to whatever has a source."""
    case = load_case(name)
    for alternative in case.alternatives:
        scenario = case.scenario(alternative, planning=lambda _: Planning())
        covered = [stock for control in scenario.control for stock in control.scope]
        assert sorted(covered) == sorted({source.stock for source in scenario.network.sources})


def test_an_unknown_case_names_the_nearest():
    """A wrong name is a data error with the nearest bundled case."""
    with pytest.raises(DataError, match=r"^case 'order-pint' does not exist; did you mean 'order-point'\?"):
        load_case("order-pint")


def test_a_folder_without_a_case_file_is_refused(tmp_path):
    """A folder must hold a case file."""
    with pytest.raises(DataError, match=r"it holds no case.toml; write one, or give the folder of a case$"):
        load_case(tmp_path)


def test_a_case_can_be_named_by_folder_or_file(write):
    """A path to the folder, or to its case file, will do, as text or path."""
    folder = write()
    assert {load_case(p).name for p in (folder, str(folder), folder / "case.toml")} == {"small"}


def test_the_first_order_of_the_fixed_period_is_the_one_of_the_exercise():
    """Stock 248 against 900 in position terms makes an order of 652 at time zero."""
    orders = []

    class Orders:
        """Notes the quantity of every order."""

        def receive(self, fact):
            """Note an order."""
            if fact.kind == "order":
                orders.append((fact.time, fact.quantity))

    simulate(load_case("fixed-period").scenario(horizon=30.0, warm_up=0.0), observers=[Orders()])
    assert orders[0] == (0.0, 652.0)
    assert orders[1][0] == pytest.approx(15.02, abs=0.005)


def cycle_service(alternative, replications):
    """Share of cycles without a stockout, over some replications of the order-point case."""
    scenario = load_case("order-point").scenario(alternative)
    runs = [simulate(scenario, replication, audit=False) for replication in range(replications)]
    short, cycles = (sum(run.of("item", name) for run in runs) for name in ("short_cycles", "cycles"))
    return 1 - short / cycles


@pytest.mark.slow
def test_the_order_point_keeps_its_promise_in_fine_steps():
    """Cycle service is 0.90 within four standard errors of eleven thousand cycles."""
    assert cycle_service("fine-steps", 10) == pytest.approx(0.90, abs=0.012)


def test_undershoot_breaks_the_promise_in_coarse_steps():
    """Cycle service falls to about 0.80 where the position jumps below the order point."""
    assert cycle_service("coarse-steps", 10) == pytest.approx(0.80, abs=0.015)
