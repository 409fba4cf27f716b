"""The tables of the case of Gupta and Sons hold together and keep to what the case says."""

import csv
import importlib.util
import sys
import tomllib
from collections import defaultdict
from pathlib import Path
from types import ModuleType

import pytest

from sim.distributions import parse_distribution

CASE = Path(__file__).resolve().parents[2] / "scenarios" / "cases" / "gupta"
MADE = [
    "items",
    "stock_points",
    "suppliers",
    "purchases",
    "transfers",
    "productions",
    "components",
    "operations",
    "work_centres",
    "demands",
    "minimums",
]
NAMING = {"name", "item", "stock", "parent"}
CHOICES = {"name", "select", "on", "noticed", "disposition"}
"""Columns of the tables in the case file that hold no figure."""
LAWS = {
    "purchases": ("lead_time_days", "processing_days"),
    "productions": ("processing_days",),
    "operations": ("setup_hours", "run_hours"),
    "demands": ("interval_days", "size", "patience_days"),
}


def load_script() -> ModuleType:
    """The script that makes the tables, as a module."""
    spec = importlib.util.spec_from_file_location("gupta_make_tables", CASE / "make_tables.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def read(table: str) -> list[dict[str, str]]:
    """The rows of one table on disk."""
    with (CASE / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


SCRIPT = load_script()
TABLES = {name: read(name) for name in MADE}
ITEMS = {row["name"]: row for row in TABLES["items"]}
TAGS = {name: set(row["tags"].split(";")) for name, row in ITEMS.items()}
PRODUCTS = [name for name, tags in TAGS.items() if "product" in tags]
CHILDREN: dict[str, list[str]] = defaultdict(list)
for _row in TABLES["components"]:
    CHILDREN[_row["parent"]].append(_row["component"])


@pytest.fixture(scope="module")
def figures() -> dict[str, float]:
    """What the script works out without simulation."""
    return SCRIPT.figures(SCRIPT.make_firm())


def limits(table: str) -> dict[str, tuple[float, float]]:
    """Low and high by name."""
    return {row["name"]: (float(row["low"]), float(row["high"])) for row in read(table)}


def depth(name: str, above: tuple[str, ...] = ()) -> int:
    """Levels of production at and below a stock point; a loop fails the test."""
    assert name not in above, f"the bill of material loops: {' < '.join((*above, name))}"
    return 1 + max((depth(c, (*above, name)) for c in CHILDREN[name]), default=-1)


def test_the_tables_are_what_the_script_makes() -> None:
    """Every table on disk has exactly the bytes that the script makes from its rules."""
    for name, text in SCRIPT.make_tables().items():
        assert (CASE / name).read_bytes() == text.encode(), f"{name} differs; run make_tables.py"


def test_the_check_sees_a_changed_table(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The script writes all tables, then finds them right, and finds a changed one wrong."""
    monkeypatch.setattr(SCRIPT, "HERE", tmp_path)
    assert SCRIPT.main(["--check"]) == 1
    assert SCRIPT.main([]) == 0
    assert SCRIPT.main(["--check"]) == 0
    (tmp_path / "items.csv").write_text("name\n")
    assert SCRIPT.main(["--check"]) == 1


def test_the_catalogue_is_that_of_the_case() -> None:
    """There are 400 products of 40 types, half standard and half special, from 200 g to 15 kg, 200 active."""
    weights = [float(ITEMS[name]["weight_kg"]) for name in PRODUCTS]
    assert len(PRODUCTS) == 400
    assert len({ITEMS[name]["family"] for name in PRODUCTS}) == 40
    assert sum("standard" in TAGS[name] for name in PRODUCTS) == 200
    assert sum("special" in TAGS[name] for name in PRODUCTS) == 200
    assert sum("active" in TAGS[name] for name in PRODUCTS) == 200
    assert (min(weights), max(weights)) == (0.2, 15.0)


def test_tags_are_complete() -> None:
    """Each product is of one class, active or rare; each part is of one sort; all are standard or special."""
    sorts = {"casting", "bar", "alloy", "fitting", "moulding", "machined", "subassembly"}
    for name, tags in TAGS.items():
        assert len(tags & {"standard", "special"}) == 1, name
        if "product" in tags:
            assert len(tags & {"class-A", "class-B", "class-C"}) == 1, name
            assert len(tags & {"active", "rare"}) == 1, name
        else:
            assert len(tags & sorts) == 1, name


def test_every_name_exists() -> None:
    """Every item, stock point, component, work centre and supplier that a table mentions is defined once."""
    points = [row["name"] for row in TABLES["stock_points"] if row["on"] != "false"]
    stores = [row["name"] for row in TABLES["stock_points"] if row["on"] == "false"]
    centres = {row["name"] for row in TABLES["work_centres"]}
    suppliers = {row["name"] for row in TABLES["suppliers"]}
    sourced = [row["stock"] for row in TABLES["purchases"] + TABLES["productions"]]
    assert len(set(points)) == len(points) < 1010
    assert {row["item"] for row in TABLES["stock_points"]} == set(ITEMS) == set(points)
    assert sorted(sourced) == sorted(points + stores), "each stock point has exactly one source of its own"
    assert sorted(row["origin"] for row in TABLES["transfers"]) == sorted(stores)
    assert {row["stock"] for row in TABLES["transfers"]} == {s.removeprefix("shop-store-") for s in stores}
    assert {row["on"] for row in TABLES["transfers"]} == {"false"}
    assert {row["supplier"] for row in TABLES["purchases"]} == suppliers
    assert {row["work_centre"] for row in TABLES["operations"]} == centres
    assert {row["stock"] for row in TABLES["operations"]} == {row["stock"] for row in TABLES["productions"]}
    assert set(CHILDREN) == {row["stock"] for row in TABLES["productions"]}
    assert {c for cs in CHILDREN.values() for c in cs} == set(points) - set(PRODUCTS)
    assert sorted(row["stock"] for row in TABLES["demands"]) == sorted(PRODUCTS)
    assert sorted(row["stock"] for row in TABLES["minimums"]) == sorted(PRODUCTS)


def test_the_bill_of_material_has_three_levels_and_no_loop() -> None:
    """Every product stands on sub-assemblies, machined parts and bar, and needs five to nine components."""
    for name in list(CHILDREN):
        if name in PRODUCTS:
            assert depth(name) >= 3, name
            assert 5 <= len(CHILDREN[name]) <= 9, name
        else:
            assert depth(name) <= 2, name


@pytest.mark.parametrize("sort", ["subassembly", "machined", "casting", "fitting", "moulding"])
def test_parts_are_shared(sort: str) -> None:
    """Parts of each sort go into two products or more on average."""

    def below(name: str) -> set[str]:
        return set(CHILDREN[name]).union(*(below(c) for c in CHILDREN[name]))

    users: dict[str, int] = dict.fromkeys((n for n in ITEMS if sort in TAGS[n]), 0)
    for product in PRODUCTS:
        for part in below(product) & set(users):
            users[part] += 1
    assert min(users.values()) >= 1
    if sort != "casting":  # a body casting belongs to one type, bore and metal
        assert sum(users.values()) / len(users) >= 2


def test_castings_of_a_product_come_from_one_foundry() -> None:
    """The castings that one product draws at one instant can travel together."""
    supplier = {row["stock"]: row["supplier"] for row in TABLES["purchases"]}
    for product in PRODUCTS:
        foundries = {supplier[c] for c in CHILDREN[product] if "casting" in TAGS[c]}
        assert len(foundries) == 1, product


@pytest.mark.parametrize("table", sorted(LAWS))
def test_every_distribution_can_be_read(table: str) -> None:
    """Each cell of a random quantity is a distribution with a mean of zero or more."""
    for text in {row[column] for row in TABLES[table] for column in LAWS[table]}:
        assert parse_distribution(text).mean >= 0


def test_parts_start_empty_and_products_above_their_minimum() -> None:
    """Parts are made to order; no product calls for a run at time zero."""
    least = {row["stock"]: float(row["minimum"]) for row in TABLES["minimums"]}
    lot = {row["stock"]: float(row["quantity"]) for row in TABLES["minimums"]}
    for row in TABLES["stock_points"]:
        start = float(row["initial"])
        if row["name"] in least:
            assert 0 < start - least[row["name"]] <= lot[row["name"]], row["name"]
        else:
            assert start == 0, row["name"]


def test_rare_products_are_a_few_percent_of_orders(figures: dict[str, float]) -> None:
    """The 200 rarely sold products bring in a few percent of the customer orders."""
    assert 0.01 <= figures["rare_orders_share"] <= 0.05


@pytest.mark.parametrize(("table", "least"), [("structure", 6), ("bands", 6)])
def test_figures_keep_within_their_limits(table: str, least: int, figures: dict[str, float]) -> None:
    """Every fact and band that needs no simulation holds at the expected sales of today's way."""
    standard = sum("standard" in TAGS[product] for product in PRODUCTS) / len(PRODUCTS)
    known = {**figures, "standard_share": standard, "employees": SCRIPT.STAFF}
    checked = {name: limit for name, limit in limits(table).items() if name in known}
    assert len(checked) >= least
    outside = [(n, known[n], lo, hi) for n, (lo, hi) in checked.items() if not lo <= known[n] <= hi]
    assert not outside


def test_no_work_centre_is_idle_or_overloaded() -> None:
    """The hours needed at each work centre are within the band of its hours available."""
    low, high = limits("bands")["load"]
    plant = SCRIPT.make_firm().plant
    assert all(low <= load <= high for load in plant.load.values()), plant.load


def test_every_figure_that_is_not_given_is_listed_as_assumed() -> None:
    """Each column that is not a name has a row in assumed.csv with a rule and a reason, and no other row."""
    listed = {(row["table"], row["column"]) for row in read("assumed")}
    columns = {
        (table, column) for table, rows in TABLES.items() for column in rows[0] if column not in NAMING
    }
    written = tomllib.loads((CASE / "case.toml").read_text(encoding="utf-8"))
    inline = {name: rows for name, rows in written.items() if isinstance(rows, list) and name != "show_items"}
    columns |= {(t, c) for t, rows in inline.items() for row in rows for c in row if c not in CHOICES}
    assert listed == columns
    assert all(row["value_or_rule"] and row["reason"] for row in read("assumed"))
    assert all(row["reason"].startswith("assumed: ") for row in read("bands"))
    assert all(row["source"] for row in [*read("facts"), *read("structure")])
