"""Every policy in the folder `policies` keeps the contract; a new one needs a line in `examples.py` only."""

from collections.abc import Callable
from typing import Any

import pytest

from policies.registry import policy_class, policy_names
from tests.contract.conformance import ALWAYS, check_halves_are_apart, check_it_lives_in_a_world
from tests.contract.examples import EXAMPLES
from tests.contract.small_worlds import SHAPES

TOGETHER = {"can-order": "what must be ordered takes along what is low elsewhere"}
"""Policies whose decisions for one stock point hang on all others of the scope, by design."""

REFUSED = {
    ("vendor-managed", "assembly"): (
        "the policy of a, b, c: a stock point of the scope is made of several others, and vendor-managed "
        "stock moves from one store; give what is made another policy"
    )
}
"""What a policy says to a world that it cannot serve."""

every_policy = pytest.mark.parametrize(
    ("name", "number"),
    [(name, number) for name in policy_names() for number in range(max(len(EXAMPLES.get(name, ())), 1))],
)


def example(name: str, number: int) -> Any:
    """Return an example of a policy."""
    assert EXAMPLES.get(name), f"add an ordinary example of {name!r} to tests/contract/examples.py"
    return policy_class(name)(**EXAMPLES[name][number])


@every_policy
@pytest.mark.parametrize("check", ALWAYS, ids=lambda check: check.__name__)
def test_contract(check: Callable[[Any], None], name: str, number: int) -> None:
    """A policy passes a check that holds for all."""
    check(example(name, number))


def test_the_examples_have_policies() -> None:
    """An example of a policy that is gone would test nothing."""
    assert set(EXAMPLES) <= set(policy_names())


@every_policy
def test_halves_of_a_scope_are_apart(name: str, number: int) -> None:
    """What has no dealings with a stock point does not change what is decided for it."""
    if name not in TOGETHER:
        check_halves_are_apart(example(name, number))


@every_policy
@pytest.mark.parametrize("shape", SHAPES)
def test_worlds(shape: str, name: str, number: int) -> None:
    """A policy runs in a world of each shape, or says in a sentence why not."""
    refusal = check_it_lives_in_a_world(example(name, number), shape)
    assert (refusal or "") == REFUSED.get((name, shape), ""), refusal
