"""`orderpoint show`: network, classes and run time of a case, and the frames behind them."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from typer.testing import CliRunner, Result

from experiments import bench, run_time
from experiments.classes import abc_of, demand_classes, item_classes, monthly_demand, value_basis
from experiments.cli import app
from experiments.network_groups import name_groups
from experiments.network_shape import MOST_NODES, chain_words, network_shape, shape_of
from scenarios import Case, load_case
from scenarios.network import build_network
from sim import DataError, Scenario
from sim.distributions import Constant, Distribution, Exponential, Gamma, Geometric, Normal
from sim.engine.world import World
from sim.network import Demand, Item, Network, OrderLine, Profile, StockPoint

CASES = (
    *("gupta", "branches", "kanban-cell", "service-parts", "vikas-plant"),
    *("vikas", "phantom-stock", "fixed-period", "order-point"),
)


def orderpoint(command: str) -> Result:
    """Run a command in this process."""
    return CliRunner().invoke(app, command.split(), prog_name="orderpoint")


def flat(text: str) -> str:
    """Text without its line breaks."""
    return " ".join(text.split())


@pytest.fixture(scope="module")
def gupta() -> Case:
    """The main case."""
    return load_case("gupta")


CaseOf = Callable[[str], Case]


@pytest.fixture
def case_of(tmp_path: Path) -> CaseOf:
    """Write a case of one control entry and load it."""

    def write(tables: str) -> Case:
        head = (
            'name = "small"\ntitle = "A small case"\ntime_unit = "day"\n[run]\nhorizon_days = 90\n'
            '[control.all]\nselect = "*"\npolicy = "base-stock"\norder_up_to = 9\n'
            '[alternatives.as-is]\ntitle = "Today"\n'
        )
        (tmp_path / "case.toml").write_text(head + tables, encoding="utf-8")
        return load_case(tmp_path)

    return write


def bought(number: int, tags: Callable[[int], str] = lambda k: "", demand: str = "") -> str:
    """Tables of so many items that are bought from one supplier and sold."""
    text = '[[suppliers]]\nname = "maker"\n'
    for k in range(number):
        name = f"i{k:02d}"
        text += f'[[items]]\nname = "{name}"\nprice = {number - k}\ntags = [{tags(k)}]\n'
        text += f'[[stock_points]]\nname = "{name}"\nitem = "{name}"\nplace = "shop"\n'
        text += f'[[purchases]]\nstock = "{name}"\nsupplier = "maker"\nlead_time_days = {5 + k}\n'
        text += f'[[demands]]\nname = "d{k}"\nstock = "{name}"\ninterval_days = {demand or 1}\n'
    return text


# ---- the command


def test_show_prints_the_network_as_a_chain() -> None:
    """Levels with their numbers, from suppliers to customers."""
    done = orderpoint("show gupta --quick")
    assert done.exit_code == 0
    assert (
        "Network: 6 foundries, 4 merchants, 4 houses, 2 moulders > 327 bought items > 3 work centres > "
        "182 machined items > bench assembly > 88 subassemblies > 5 work centres > "
        "finished goods (400 items) > customers (400 demands)."
    ) in flat(done.stdout)
    assert "Items sold, by class and share of sales: A 87 (70 %), B 66 (20 %), C 247 (10 %)." in flat(
        done.stdout
    )


def test_show_writes_no_file_unless_asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Only --out writes, and says what it wrote."""
    monkeypatch.chdir(tmp_path)
    assert orderpoint("show vikas").exit_code == 0
    assert list(tmp_path.iterdir()) == []
    done = orderpoint("show vikas --quick --out new/folder")
    assert done.exit_code == 0
    assert "In new/folder: network.svg, network.png." in done.stdout
    svg = (tmp_path / "new/folder/network.svg").read_text(encoding="utf-8")
    assert "Goods pass one stock on their way" in svg
    assert {file.name for file in (tmp_path / "new/folder").iterdir()} == {"network.svg", "network.png"}


def test_an_out_that_is_a_file_is_bad_data(tmp_path: Path) -> None:
    """One sentence with a remedy, exit code 3, and the file is left as it is."""
    file = tmp_path / "notes.txt"
    file.write_text("mine", encoding="utf-8")
    done = orderpoint(f"show vikas --quick --out {file}")
    assert done.exit_code == 3 and done.stdout == ""
    assert done.stderr == f"Error: {file} is a file; name a folder for the picture with --out\n"
    assert file.read_text(encoding="utf-8") == "mine"


def test_json_has_the_same_fields(tmp_path: Path) -> None:
    """Network, classes, run time and what was written, in one document."""
    done = orderpoint(f"show branches --json --out {tmp_path}")
    document = json.loads(done.stdout)
    assert document["network"]["chain"].startswith("plant > nagpur (10 items) > 60 sold items")
    assert document["network"]["nodes"][0] == {
        "level": 0, "kind": "supplier", "label": "plant", "detail": "35 days", "count": 1,
    }  # fmt: skip
    assert document["network"]["picture"]["files"] == ["network.svg", "network.png"]
    assert document["abc"]["value_at"] == "price"
    assert sum(group["items"] for group in document["abc"]["classes"].values()) == 10
    assert sum(group["share"] for group in document["abc"]["classes"].values()) == pytest.approx(1)
    found = document["run_time"]
    assert found["replications"] == 10 and found["alternatives"] == 5 and found["sized"] == 4
    assert 0 < found["seconds_a_run"] < found["seconds"]
    quick = json.loads(orderpoint("show branches --json --quick").stdout)
    assert quick["run_time"] is None and quick["network"]["picture"] is None


def test_quick_does_not_simulate(monkeypatch: pytest.MonkeyPatch) -> None:
    """No world is built, and no time is named."""

    def refuse(*_: Any) -> None:
        raise AssertionError("a world was built")

    monkeypatch.setattr(run_time, "World", refuse)
    assert "Estimated run time" not in orderpoint("show kanban-cell --quick").stdout
    done = orderpoint("show kanban-cell")
    assert done.exit_code == 1 and "a world was built" in done.stderr


def test_what_cannot_be_simulated_is_still_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    """The reason stands where the time would."""

    def fail(*_: Any) -> None:
        raise DataError("the lathe has no hours")

    monkeypatch.setattr(run_time, "World", fail)
    done = orderpoint("show branches")
    assert done.exit_code == 0
    words = "Estimated run time: not known, for the case cannot be simulated: the lathe has no hours"
    assert words in flat(done.stdout)


# ---- how long it takes


def test_the_estimate_scales_with_the_work(monkeypatch: pytest.MonkeyPatch) -> None:
    """Runs of all alternatives and of sizing, over the cores, and one run of the past."""
    monkeypatch.setattr(run_time, "pace", lambda scenario: run_time.Pace(0.01, 2.0))
    case = load_case("branches")
    sizing = run_time.SIZING_SETTINGS * run_time.SIZING_WORLDS
    one, two = run_time.run_time(case, 1), run_time.run_time(case, 2)
    assert one.seconds == pytest.approx(2 * (5 * 10 + 4 * sizing) + 2)
    assert two.seconds == pytest.approx(one.seconds / 2 + 1)
    assert two.seconds_a_run == pytest.approx(2.0)
    assert run_time.SIZING_WORLDS == bench.SIZING_WORLDS


def test_a_large_case_is_timed_by_todays_way(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where a world takes long to build, one is built."""
    timed: list[str] = []

    def slow(scenario: Scenario) -> run_time.Pace:
        timed.append(scenario.name)
        return run_time.Pace(0.5, 3.0)

    monkeypatch.setattr(run_time, "pace", slow)
    found = run_time.run_time(load_case("kanban-cell"), 2)
    assert timed == ["as-is"] and found.timed == 1 and found.alternatives == 7


def test_a_slice_ends_when_enough_time_is_spent(monkeypatch: pytest.MonkeyPatch) -> None:
    """The whole is the building and the pace of the parts after the first; the clock is told by hand."""
    now = [0.0]
    costs = iter([5.0, 1.0, 0.1, 0.1, 0.1, 0.1])

    class Fake:
        """A world whose parts cost what the list says."""

        def __init__(self, *_: Any) -> None:
            now[0] += next(costs)
            self.clock = self

        def run_to(self, horizon: float) -> None:
            now[0] += next(costs)

    monkeypatch.setattr(run_time.time, "process_time", lambda: now[0])
    monkeypatch.setattr(run_time, "World", Fake)
    found = run_time.pace(load_case("vikas").scenario(), enough=1.25)
    assert found.built == 5.0
    assert found.run == pytest.approx(5.0 + run_time.STEPS * 0.1)


def test_a_run_in_slices_is_a_run(monkeypatch: pytest.MonkeyPatch) -> None:
    """A whole small run reaches the horizon and no further."""
    worlds: list[World] = []

    def kept(*given: Any) -> World:
        worlds.append(World(*given))
        return worlds[-1]

    monkeypatch.setattr(run_time, "World", kept)
    scenario = load_case("vikas").scenario()
    run_time.pace(scenario, enough=60.0)
    assert worlds[0].clock.now == scenario.horizon


# ---- classes


def network(*demands: Demand, price: float = 10.0) -> Network:
    """Two items at a stock point each."""
    return Network(
        items=(Item(name="a", price=price, unit_cost=4.0), Item(name="b", price=price)),
        stock_points=(StockPoint(name="at-a", item="a"), StockPoint(name="at-b", item="b")),
        demands=demands,
    )


def test_abc_ends_where_the_limits_are_reached() -> None:
    """The item that reaches a limit is still in the class; ties go by name; without value all are C."""
    values = {"d": 10.0, "c": 20.0, "b": 20.0, "a": 50.0}
    assert abc_of(values) == {"a": "A", "b": "A", "c": "B", "d": "C"}
    assert abc_of({"a": 60.0, "b": 40.0}) == {"a": "A", "b": "A"}
    assert abc_of({"a": 0.0, "b": -1.0}) == {"a": "C", "b": "C"}


@pytest.mark.parametrize(
    ("gap", "size"),
    [
        (Exponential(mean=0.7), Geometric(count=3.0)),
        (Gamma(mean=0.5, sd=0.35), Normal(mean=20.0, sd=4.0)),
        (Gamma(mean=1.5, sd=3.0), Constant(2.0)),
    ],
)
def test_monthly_demand_is_what_renewals_bring(gap: Distribution, size: Distribution) -> None:
    """Mean and variance of a month against 20,000 simulated months in a row."""
    month = 365 / 12
    mean, variance = monthly_demand(network(Demand(name="d", stock="at-a", interval=gap, size=size)), "day")[
        "a"
    ]
    rng = np.random.default_rng(1)
    number = int(20_000 * month / gap.mean)
    times = np.cumsum(gap.sample(rng, number))
    sizes = size.sample(rng, number)
    months = np.bincount((times // month).astype(int), weights=sizes)[:-1]
    assert months.mean() == pytest.approx(mean, rel=0.01)
    assert months.var() == pytest.approx(variance, rel=0.05)


def test_lines_and_seasons_count() -> None:
    """A line that one order in four has is a quarter of the orders; a season makes steady demand vary."""
    lines = (OrderLine(stock="at-b", size=Constant(8.0), chance=0.25),)
    demand = Demand(name="d", stock="at-a", interval=Constant(0.1), lines=lines)
    found = monthly_demand(network(demand), "month")
    assert found["a"] == pytest.approx((10.0, 0.0))
    assert found["b"] == pytest.approx((20.0, 10 * (0.25 * 64 - 4)))
    season = Profile(name="festive", season=(1.0, 3.0), changes="rate")
    uneven = Demand(name="d", stock="at-a", interval=Constant(0.1), profile=season)
    assert monthly_demand(network(uneven), "month")["a"] == pytest.approx((10.0, 25.0))


def test_value_is_taken_at_price_then_cost_then_units() -> None:
    """Where no item sold has a price, its cost counts; where none has a cost, its units."""
    both = (
        Demand(name="d", stock="at-a", interval=Constant(1.0)),
        Demand(name="e", stock="at-b", interval=Constant(1.0)),
    )
    assert value_basis(network(*both)) == "price"
    assert value_basis(network(*both, price=0.0)) == "unit cost"
    assert value_basis(network(both[1], price=0.0)) == "units"


def test_gupta_has_the_classes_of_its_tags(gupta: Case) -> None:
    """Value comes to the same classes as the tags, largest first; rare valves are erratic."""
    frame = demand_classes(gupta)
    assert list(frame.columns) == ["item", "value", "abc", "xyz", "cv", "units"]
    assert frame["value"].is_monotonic_decreasing
    assert dict(zip(frame["item"], frame["abc"], strict=True)) == abc_of(
        dict(zip(frame["item"], frame["value"], strict=True))
    )
    rare = frame["item"].map(lambda name: "rare" in gupta.data.stock_tags[name])
    assert set(frame.loc[rare, "xyz"]) == {"Z"}


def test_tags_go_before_value_only_where_every_item_has_one(case_of: CaseOf) -> None:
    """The dearest item is C if its tag says so; a tag that is missing leaves all to the value."""
    letters = "CBA"
    tagged = item_classes(case_of(bought(3, lambda k: f'"class-{letters[k]}"')))
    assert [(one.item, one.abc) for one in tagged] == [("i00", "C"), ("i01", "B"), ("i02", "A")]
    partly = item_classes(case_of(bought(3, lambda k: f'"class-{letters[k]}"' if k else "")))
    assert [one.abc for one in partly] == ["A", "A", "B"]


def test_an_item_sold_in_six_branches_is_one_row() -> None:
    """Sixty stock points, ten items, and the demand of all."""
    case = load_case("branches")
    frame = demand_classes(case)
    assert len(frame) == 10
    demands = build_network(case.data).demands
    assert frame["units"].sum() == pytest.approx(sum(365 / d.interval.mean * d.size.mean for d in demands))


# ---- the shape of the network


@pytest.mark.parametrize("name", CASES)
def test_every_case_has_a_shape(name: str) -> None:
    """Few nodes, every stock point in one of them, arrows between them and to the right."""
    case = load_case(name)
    nodes, edges = shape_of(case)
    assert 3 <= len(nodes) <= MOST_NODES
    stocks = nodes.loc[nodes["kind"].isin(["bought", "made", "moved", "sold"]), "count"].sum()
    assert stocks == len(build_network(case.data_of()).stock_points)
    assert nodes["node"].is_unique
    assert sorted(nodes["level"].unique()) == list(range(nodes["level"].max() + 1))
    level = dict(zip(nodes["node"], nodes["level"], strict=True))
    assert (edges["source"].map(level) < edges["target"].map(level)).all()
    assert set(nodes["node"]) == {*edges["source"], *edges["target"]}


def test_a_small_case_names_each_thing() -> None:
    """Every bar, blank, shaft and drive is a node of its own."""
    nodes, _ = shape_of(load_case("kanban-cell"))
    assert set(nodes["count"]) == {1}
    assert {"bar-20", "housing-d", "drive-5", "saw"} <= set(nodes["label"])


def test_a_case_grows_out_of_single_nodes(case_of: CaseOf) -> None:
    """Customers are gathered first, then stock points by place, with the range of their lead times."""
    small = network_shape(case_of(bought(8)))
    assert len(small.nodes) == 1 + 8 + 8
    middle = network_shape(case_of(bought(20)))
    assert [node.kind for node in middle.nodes].count("sold") == 20
    assert [node.kind for node in middle.nodes].count("customer") == 1
    large = network_shape(case_of(bought(40)))
    assert chain_words(large) == "maker > shop (40 items) > customers (40 demands)"
    assert large.nodes[0].detail == "5 to 44 days"


def test_stock_is_grouped_by_tags_that_no_other_kind_has(gupta: Case) -> None:
    """`casting` splits what is bought; `standard` does not, for products bear it as well."""
    nodes, _ = shape_of(gupta)
    bought_nodes = nodes[nodes["kind"] == "bought"]
    assert dict(zip(bought_nodes["label"], bought_nodes["count"], strict=True)) == {
        "castings": 274, "fittings": 23, "mouldings": 20, "bars": 6, "alloys": 4,
    }  # fmt: skip
    assert "standard items" not in set(nodes["label"])


def test_what_is_off_is_not_in_the_shape(gupta: Case) -> None:
    """The shop's own stores are open under Kanban only."""
    today, cards = (network_shape(gupta, name) for name in ("as-is", "kanban"))
    stocks = ("bought", "made", "moved", "sold")
    assert cards.total(*stocks) == today.total(*stocks) + 139


def test_places_that_feed_each_other_do_no_harm(case_of: CaseOf) -> None:
    """Two branches of which each keeps goods for the other are drawn, with the ways back left out."""
    tables = bought(30)
    for k in range(30):
        here, there = ("east", "west") if k % 3 else ("west", "east")
        tables = tables.replace(f'item = "i{k:02d}"\nplace = "shop"', f'item = "i{k:02d}"\nplace = "{here}"')
        tables += f'[[stock_points]]\nname = "far{k}"\nitem = "i{k:02d}"\nplace = "{there}"\n'
        tables += f'[[transfers]]\nstock = "far{k}"\norigin = "i{k:02d}"\n'
        tables += f'[[demands]]\nname = "e{k}"\nstock = "far{k}"\ninterval_days = 1\n'
    nodes, edges = shape_of(case_of(tables))
    assert set(nodes["label"]) == {"maker", "east", "west", "customers"}
    level = dict(zip(nodes["node"], nodes["level"], strict=True))
    between = edges[edges["source"].str.startswith("stock") & edges["target"].str.startswith("stock")]
    assert len(between) == 1
    assert (edges["source"].map(level) < edges["target"].map(level)).all()


def test_names_that_share_nothing_stay() -> None:
    """A word is a group from two names on; numbers are no words."""
    assert name_groups(["a-1", "b-1"]) == {"a-1": "a-1", "b-1": "b-1"}
    assert name_groups([]) == {}
    assert set(name_groups(["north-mill", "south-mill"]).values()) == {"mill"}
