"""What is sold is grouped by value, and by kind where the case has standard and special ones."""

from pathlib import Path

from experiments.item_groups import ItemGroups, place_of
from scenarios import load_case
from tests.experiments.report.works import TABLES, write_works


def test_class_and_kind(tmp_path: Path) -> None:
    """A group is the class by value and the kind; parts that nobody buys are in none."""
    case = load_case(write_works(tmp_path / "works"))
    groups = ItemGroups(case)
    assert groups.of_item == {"pump": "A, special", "jar": "B, standard"}
    assert sorted(groups.of_item.values(), key=place_of) == ["A, special", "B, standard"]
    scenario = case.scenario("as-is")
    names = [point.name for point in scenario.network.stock_points]
    assert dict(zip(names, groups.of(scenario), strict=True)) == {
        "jar": "B, standard",
        "pump": "A, special",
        "part": None,
    }


def test_class_alone_where_there_is_one_kind(tmp_path: Path) -> None:
    """Where all is standard the kind says nothing, and is left out."""
    case = load_case(write_works(tmp_path / "works", {("items.csv", "sold;special"): "sold;standard"}))
    assert ItemGroups(case).of_item == {"pump": "A", "jar": "B"}


def test_standard_comes_before_special(tmp_path: Path) -> None:
    """Within a class the standard ones come first, whatever the order of the tables."""
    items = TABLES["items.csv"] + "big,1500,2600,sold;standard,0.1\n"
    more = {
        "items.csv": items,
        "stock_points.csv": TABLES["stock_points.csv"] + "big,big,30,sold\n",
        "purchases.csv": TABLES["purchases.csv"] + "big,dairy,9,2,300\n",
        "demands.csv": TABLES["demands.csv"] + "bigs,big,exponential(mean=0.5),1,lost,\n",
    }
    groups = set(ItemGroups(load_case(write_works(tmp_path / "works", more=more))).of_item.values())
    ordered = sorted(groups, key=place_of)
    assert ordered.index("A, standard") < ordered.index("A, special")


def test_one_item_has_no_groups(tmp_path: Path) -> None:
    """With one item sold a group says no more than the item, so there is none."""
    demands = "\n".join(TABLES["demands.csv"].splitlines()[:2]) + "\n"
    case = load_case(write_works(tmp_path / "works", more={"demands.csv": demands}))
    groups = ItemGroups(case)
    assert groups.of_item == {} and groups.of(case.scenario("as-is")) == ()
