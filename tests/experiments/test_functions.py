"""What each function of a department is worth: alone, one after the other, and together."""

from pathlib import Path

import pytest

from experiments.bench import Bench
from experiments.functions import Function, functions_of, switch_on, with_all
from scenarios import load_case
from sim import DataError
from tests.experiments.report.works import write_works

THIRD = """
[levers.cheaper]
title = "Cheaper orders"
function = "Purchasing"
set = { "purchases.*.order_cost" = 100 }
[levers.nobody]
title = "A lever of no function"
set = { "purchases.*.order_cost" = 5 }
[report]
"""


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Bench:
    """The works with a function of two levers, one of one lever, and a lever of none."""
    folder = tmp_path_factory.mktemp("firm") / "works"
    return Bench(load_case(write_works(folder, {("case.toml", "\n[report]\n"): THIRD})), horizon=240)


def test_functions_come_as_the_case_names_them(bench: Bench) -> None:
    """Levers of one function are pulled together, and a lever without a function is left alone."""
    assert functions_of(bench.case) == [
        Function("Purchasing", ("buyer", "cheaper")),
        Function("Scheduling", ("setter",)),
    ]


def test_names_of_the_scenarios() -> None:
    """The scenarios of a function say which it is."""
    one = Function("Purchasing", ())
    assert (one.alone, one.up_to) == ("alone: Purchasing", "up-to: Purchasing")


def test_each_alone_and_one_after_the_other(bench: Bench) -> None:
    """Each step holds exactly the levers up to it; the first is the first alone, and the last holds all."""
    comparison, functions = switch_on(bench, "more", {"control.sold.order_point": 20}, 2)
    assert comparison.alternatives == (
        "as-is",
        "alone: Purchasing",
        "alone: Scheduling",
        "up-to: Scheduling",
        "more",
        with_all("more"),
    )
    assert comparison.baseline == "as-is" and len(functions) == 2

    def by_hand(values: dict[str, object], way: str = "as-is") -> dict[int, float]:
        made = bench.paired({"x": bench.scenario(way, values)}, 2, "")
        return {one.replication: one.kpis["profit"] for one in made.of("x")}

    buying: dict[str, object] = {"purchases.*.processing_days": 0, "purchases.*.order_cost": 100}
    setting: dict[str, object] = {"operations.pump.setup_hours": 0.5}
    assert comparison.values("alone: Purchasing", "profit") == by_hand(buying)
    assert comparison.values("alone: Scheduling", "profit") == by_hand(setting)
    assert comparison.values("up-to: Scheduling", "profit") == by_hand({**buying, **setting})
    assert comparison.values("as-is", "profit") == by_hand({})
    sized: dict[str, object] = {"control.sold.order_point": 20}
    assert comparison.values("more", "profit") == by_hand(sized, "more")
    assert comparison.values(with_all("more"), "profit") == by_hand({**sized, **buying, **setting}, "more")
    assert comparison.difference("alone: Purchasing", "ordering_cost").mean < 0


def test_a_case_without_functions_is_refused(tmp_path: Path) -> None:
    """Without a function on a lever there is nothing to switch on, and it says what to write."""
    changes = {("case.toml", 'function = "Purchasing"\n'): "", ("case.toml", 'function = "Scheduling"\n'): ""}
    case = load_case(write_works(tmp_path / "works", changes))
    assert functions_of(case) == []
    with pytest.raises(DataError, match=r"case 'works' names no function of a department; add function = "):
        switch_on(Bench(case), None, {})


def test_a_case_without_today_is_refused(tmp_path: Path) -> None:
    """Functions are worth something against today's way, so there must be one."""
    case = load_case(write_works(tmp_path / "works", {("case.toml", 'today = "as-is"\n'): ""}))
    with pytest.raises(DataError, match="case 'works' has no way of today"):
        switch_on(Bench(case), None, {})


def test_todays_way_is_not_run_twice(bench: Bench) -> None:
    """Where today's way is what is recommended, nothing comes on top of the ladder."""
    comparison, _ = switch_on(bench, "as-is", {}, 1)
    assert comparison.alternatives[-1] == "up-to: Scheduling"
