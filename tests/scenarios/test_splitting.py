"""Control entries split by class: each class of stock points with parameters of its own."""

from pathlib import Path

import pytest

from scenarios import Case, load_case
from scenarios.splitting import class_tags, split_by_class
from sim import DataError

CASE = """\
name = "three"
title = "Three shelves"
time_unit = "day"
today = "today"

[run]
horizon_days = 60
replications = 2
seed = 3

[[items]]
name = "valve"

{points}
[[suppliers]]
name = "supplier"

[[purchases]]
stock = "*"
supplier = "supplier"
lead_time_days = 5

[[demands]]
name = "customers"
stock = "one"
interval_days = 1

[control.shelf]
select = "*"
policy = "q-system"
order_point = 12
quantity = 60

{more}
[alternatives.today]
title = "Today's way"

[alternatives.small]
title = "Smaller lots"
set = {{ "control.shelf.quantity" = 10 }}
"""
TAGS = {"one": ["class-A"], "two": ["class-B", "large"], "three": ["class-A", "large"], "four": ["odd"]}


def three(tmp_path: Path, more: str = "", tags: dict[str, list[str]] = TAGS) -> Case:
    """A case of four stock points, two of class A."""
    points = "".join(
        f'[[stock_points]]\nname = "{name}"\nitem = "valve"\ntags = {own}\n'.replace("'", '"')
        for name, own in tags.items()
    )
    text = CASE.format(points=points, more=more)
    purchase = text[text.index("[[purchases]]") : text.index("[[demands]]")]
    each = "".join(purchase.replace('"*"', f'"{name}"') for name in tags)
    text = text.replace(purchase, each)
    if more:
        text = text.replace('select = "*"', 'select = ["one", "two", "three"]')
    (tmp_path / "case.toml").write_text(text, encoding="utf-8")
    return load_case(tmp_path)


@pytest.fixture(scope="module")
def gupta() -> Case:
    """The valve maker."""
    return load_case("gupta")


@pytest.fixture
def case(tmp_path: Path) -> Case:
    """The case of four stock points."""
    return three(tmp_path)


AB = {"A": "class-A", "B": "class-B"}


def test_each_class_gets_an_entry_of_its_own(case: Case) -> None:
    """What has no class stays where it was; every stock point is in one entry."""
    split = split_by_class(case, "today", "shelf", AB)
    assert split.stocks == {"A": ("one", "three"), "B": ("two",)}
    assert split.entries == {"A": ("shelf-A",), "B": ("shelf-B",)}
    scenario = case.scenario("today", split.changes)
    assert sorted(sorted(one.scope) for one in scenario.control) == [["four"], ["one"], ["three"], ["two"]]
    plain = {s: c.policy for c in case.scenario("today").control for s in c.scope}
    assert {s: c.policy for c in scenario.control for s in c.scope} == plain


def test_a_parameter_of_one_class(case: Case) -> None:
    """It changes there only."""
    split = split_by_class(case, "today", "sh*", AB)
    scenario = case.scenario("today", {**split.changes, **split.paths("A", "order_point", 30)})
    points = {s: c.policy.order_point for c in scenario.control for s in c.scope}
    assert points == {"one": 30, "three": 30, "two": 12, "four": 12}


def test_an_entry_whose_stock_points_all_have_a_class_goes(case: Case) -> None:
    """Nothing is left of it."""
    split = split_by_class(case, "today", "shelf", {**AB, "odd": "odd"})
    assert split.changes["control.shelf"] == ""
    assert case.scenario("today", split.changes).control


def test_one_of_two_classes_is_of_the_first(case: Case) -> None:
    """The order of the classes decides."""
    assert split_by_class(case, "today", "shelf", {"large": "large", "A": "class-A"}).stocks == {
        "large": ("two", "three"),
        "A": ("one",),
    }


def test_the_entries_have_what_alternative_and_further_values_say(case: Case) -> None:
    """Both are in the new entries, and are not lost."""
    split = split_by_class(case, "small", "shelf", AB, {"control.shelf.order_point": 7})
    scenario = case.scenario("small", {"control.shelf.order_point": 7, **split.changes})
    assert {(c.policy.order_point, c.policy.quantity) for c in scenario.control} == {(7, 10)}


def test_what_cannot_be_split(case: Case) -> None:
    """No such entry (the nearest is named), and a class without a stock point."""
    with pytest.raises(DataError, match=r"no control entry has a name like 'shlef'; did you mean 'shelf'"):
        split_by_class(case, "today", "shlef", AB)
    with pytest.raises(DataError, match="no stock point of 'shelf' has the tag 'class-C'; leave class C out"):
        split_by_class(case, "today", "shelf", {**AB, "C": "class-C"})


def test_the_name_of_another_entry_is_not_taken(tmp_path: Path) -> None:
    """An entry that is there already would be lost."""
    other = '[control.shelf-A]\nselect = "four"\npolicy = "q-system"\norder_point = 1\nquantity = 2\n'
    case = three(tmp_path, other)
    with pytest.raises(DataError, match=r"has a control entry 'shelf-A' already.*rename it in the case"):
        split_by_class(case, "today", "shelf", AB)


def test_a_class_with_a_point_in_its_name(tmp_path: Path) -> None:
    """A path has none in the name of an entry."""
    case = three(tmp_path, tags={"one": ["bore-1.5"], "two": ["bore-2"]})
    split = split_by_class(case, "today", "shelf", class_tags(case.data_of("today"), ["1.5"]))
    scenario = case.scenario("today", {**split.changes, **split.paths("1.5", "order_point", 30)})
    assert {s: c.policy.order_point for c in scenario.control for s in c.scope} == {"one": 30, "two": 12}


def test_a_joint_plan_cannot_be_split(gupta: Case) -> None:
    """MRP plans all its stock points together."""
    with pytest.raises(
        DataError, match="'products-standard' of alternative 'mrp' plans all its stock points"
    ):
        split_by_class(gupta, "mrp", "products-*", AB)


def test_a_class_is_a_tag_or_the_end_of_one(case: Case) -> None:
    """`A` is class-A; a tag in full is itself."""
    data = case.data_of("today")
    assert class_tags(data, ["A", "large", "class-B"]) == {
        "A": "class-A", "large": "large", "class-B": "class-B",
    }  # fmt: skip


def test_a_class_that_is_not_there_names_those_that_are(case: Case) -> None:
    """A sentence with the remedy."""
    with pytest.raises(DataError, match=r"no stock point has a tag for class 'D'; .*'A'.*'B'"):
        class_tags(case.data_of("today"), ["A", "D"])


def test_a_class_that_may_be_two_tags(tmp_path: Path) -> None:
    """One must be written in full."""
    case = three(tmp_path, tags={"one": ["class-A"], "two": ["room-A"]})
    with pytest.raises(DataError, match="may be any of the tags class-A, room-A; write one of them in full"):
        class_tags(case.data_of("today"), ["A"])


@pytest.mark.parametrize("alternative", ["q-system", "p-system", "kanban", "as-is-tuned"])
def test_the_classes_of_gupta(gupta: Case, alternative: str) -> None:
    """87, 66 and 47 valves, each in one entry, of standard and special ones."""
    split = split_by_class(gupta, alternative, "products-*", {k: f"class-{k}" for k in "ABC"})
    assert {label: len(stocks) for label, stocks in split.stocks.items()} == {"A": 87, "B": 66, "C": 47}
    every = [stock for stocks in split.stocks.values() for stock in stocks]
    assert len(every) == len(set(every)) == 200
    assert split.entries["A"] == ("products-standard-A", "products-special-A")
    assert split.changes["control.products-standard"] == split.changes["control.products-special"] == ""
