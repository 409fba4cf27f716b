"""Bills of material against recursion, and what is refused."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policies.planning import bill as bills
from policies.planning.bill import Bill


@st.composite
def random_bills(draw):
    """Items in a random order and lines from earlier to later ones of a hidden order, so without a loop."""
    count = draw(st.integers(1, 9))
    hidden = draw(st.permutations([f"i{n}" for n in range(count)]))
    pairs = [(a, b) for a in range(count) for b in range(a + 1, count)]
    chosen = draw(st.lists(st.sampled_from(pairs), max_size=16)) if pairs else []
    lines = [(hidden[a], hidden[b], draw(st.integers(1, 4))) for a, b in chosen]
    return sorted(hidden), lines


def depth(item, lines):
    """Longest way to an item from the top."""
    return max((1 + depth(parent, lines) for parent, part, _ in lines if part == item), default=0)


def required(item, lines, demand):
    """What demand requires of an item, by recursion over its parents."""
    return demand[item] + sum(
        quantity * required(parent, lines, demand) for parent, part, quantity in lines if part == item
    )


@given(random_bills())
@settings(max_examples=60, deadline=None)
def test_low_level_codes_are_the_longest_ways(case):
    """Items are sorted by the longest way to them, and every line leads downwards."""
    items, lines = case
    bill = Bill.of(items, lines)
    assert [bill.level(name) for name in bill.items] == sorted(depth(name, lines) for name in items)
    assert all(bill.level(name) == depth(name, lines) for name in items)
    for level in range(bill.levels):
        assert {bill.level(name) for name in bill.items[bill.level_items(level)]} == {level}


@pytest.mark.parametrize("block", [1, 3, bills.BLOCK])
@given(case=random_bills(), data=st.data())
@settings(max_examples=40, deadline=None)
def test_explosion_is_recursion(block, case, data):
    """One level and all levels down, whatever the size of the blocks, are what recursion gives."""
    items, lines = case
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(bills, "BLOCK", block)
        bill = Bill.of(items, lines)
        releases = np.array(
            [data.draw(st.lists(st.integers(0, 9), min_size=3, max_size=3)) for _ in items], dtype=float
        )
        gross, total = bill.explode(releases), bill.total_requirements(releases)
    demand = dict(zip(bill.items, releases, strict=True))
    for position, name in enumerate(bill.items):
        one_level = sum(
            (quantity * demand[parent] for parent, part, quantity in lines if part == name), start=np.zeros(3)
        )
        np.testing.assert_array_equal(gross[position], one_level)
        np.testing.assert_array_equal(total[position], required(name, lines, demand))


@given(case=random_bills(), data=st.data())
@settings(max_examples=30, deadline=None)
def test_explosion_is_linear(case, data):
    """Requirements of a sum are the sum of requirements, and of a multiple the multiple."""
    bill = Bill.of(*case)
    rows = st.lists(st.integers(0, 9), min_size=len(bill), max_size=len(bill))
    first, second = (np.array(data.draw(rows), dtype=float)[:, None] for _ in range(2))
    for function in (bill.explode, bill.total_requirements):
        np.testing.assert_array_equal(function(first + 3 * second), function(first) + 3 * function(second))


def test_mrp_03_totals(entry):
    """MRP-03: 50 speaker kits need 800 D, 500 E and the rest as printed."""
    lines = [
        (parent, part, quantity)
        for parent, parts in entry("MRP-03")["inputs"]["bom"].items()
        for part, quantity in parts.items()
    ]
    bill = Bill.of("ABCDEFG", lines)
    total = bill.total_requirements(bill.ordered({"A": 50}, default=0)[:, None])
    published = entry("MRP-03")["published"]
    assert {name: total[bill.position(name), 0] for name in published} == published
    assert bill.level("D") == 3  # through A, C and F; through B it would be 2
    assert bill.where_used("E") == (("B", 2.0), ("C", 2.0))
    assert bill.parts_list("F") == (("D", 2.0), ("G", 1.0))


def test_two_lines_for_a_pair_add_up():
    """A parts list may name a component twice."""
    assert Bill.of(["a", "b"], [("a", "b", 2), ("a", "b", 0.5)]).parts_list("a") == (("b", 2.5),)


def test_a_bill_without_lines_or_items():
    """Items without parts have one level; no items have none."""
    bill = Bill.of(["a", "b"], [])
    assert (bill.items, bill.levels) == (("a", "b"), 1)
    np.testing.assert_array_equal(bill.explode(np.ones((2, 3))), np.zeros((2, 3)))
    assert Bill.of([], []).levels == 0


def test_a_loop_is_named():
    """The members of the loop are named in order, and no item above or below it."""
    lines = [("top", "a", 1), ("a", "b", 1), ("b", "c", 1), ("c", "a", 1), ("c", "leaf", 1)]
    with pytest.raises(ValueError, match="in a loop: ") as error:
        Bill.of(["top", "a", "b", "c", "leaf"], lines)
    members = str(error.value).split(": ")[1].split(";")[0].split(" > ")
    assert members[0] == members[-1] and sorted(members[1:]) == ["'a'", "'b'", "'c'"]
    following = {"'a'": "'b'", "'b'": "'c'", "'c'": "'a'"}
    assert all(following[above] == below for above, below in pairwise(members))
    with pytest.raises(ValueError, match="in a loop: 'a' > 'a'; take out"):
        Bill.of(["a"], [("a", "a", 1)])


def test_wrong_data_is_refused():
    """Each wrong line or name is named, with a remedy."""
    with pytest.raises(ValueError, match="'b', which is no item; add it"):
        Bill.of(["a"], [("a", "b", 1)])
    with pytest.raises(ValueError, match="item 'a' is given twice"):
        Bill.of(["a", "b", "a"], [])
    with pytest.raises(ValueError, match="has quantity 0; give a finite number above 0"):
        Bill.of(["a", "b"], [("a", "b", 0)])
    with pytest.raises(ValueError, match="item 'x' is not in the bill"):
        Bill.of(["a"], []).ordered({"x": 1})
    with pytest.raises(ValueError, match="no value is given for item 'b'"):
        Bill.of(["a", "b"], []).ordered({"a": 1})
