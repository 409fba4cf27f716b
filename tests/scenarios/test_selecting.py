"""Selectors choose names, in the order in which they stand."""

import pytest

from scenarios.selecting import select
from scenarios.unreadable import Unreadable

TAGS = {
    "V-1": frozenset({"product", "A"}),
    "V-2": frozenset({"product", "B"}),
    "bolt": frozenset({"B"}),
    "a.b": frozenset(),
}


@pytest.mark.parametrize(
    ("selector", "names"),
    [
        ("*", ["V-1", "V-2", "bolt", "a.b"]),
        ("bolt", ["bolt"]),
        ("tag:B", ["V-2", "bolt"]),
        ("not tag:B", ["V-1", "a.b"]),
        ("name:V-*", ["V-1", "V-2"]),
        ("tag:B and name:V-*", ["V-2"]),
        ("tag:product and not tag:A and not bolt", ["V-2"]),
        (["bolt", "V-1"], ["V-1", "bolt"]),
        (["tag:A", "a.b"], ["V-1", "a.b"]),
    ],
)
def test_a_selector_chooses(selector, names):
    """All, names, tags, patterns, their exceptions, intersections and unions."""
    assert select(selector, TAGS, "stock point") == names


@pytest.mark.parametrize(
    ("selector", "message"),
    [
        ("bolts", "'bolts' is not a stock point; did you mean 'bolt'?"),
        ("tag:prodct", "no stock point has the tag 'prodct'; did you mean 'tag:product'?"),
        ("tag:A and tag:B", "'tag:A and tag:B' chooses no stock point; choose at least one"),
        ([], "[] is not a selector; write '*', 'tag:X', 'name:V-*' or a list of names"),
        (3, "3 is not a selector; write '*', 'tag:X', 'name:V-*' or a list of names"),
    ],
)
def test_a_selector_that_chooses_nothing_is_refused(selector, message):
    """A name, tag or combination without members is an error with a remedy."""
    with pytest.raises(Unreadable) as caught:
        select(selector, TAGS, "stock point")
    assert str(caught.value) == message
