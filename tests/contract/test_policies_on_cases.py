"""Every policy that can be sized runs, audited, on every bundled case, or says in one sentence why not."""

import re

import pytest

from experiments.policies_on_cases import PLACE, SIZES, page, sized_policies, verdict
from policies.registry import policy_names
from scenarios.bundled import bundled_cases
from tests.contract.conformance import is_a_sentence

CASES = [info.name for info in bundled_cases()]
LARGE = ("gupta",)
"""Cases on which the fast run tries a few policies only: one rule, one plan, one that refuses."""
FEW = ("mrp", "q-system", "vendor-managed")
STALE = "docs/policies-on-cases.md is stale; run `python -m experiments.policies_on_cases`"


def written() -> dict[tuple[str, str], str]:
    """Return the verdicts that stand on the page, by policy and case."""
    text = PLACE.read_text(encoding="utf-8")
    reasons = dict(re.findall(r"^(\d+)\. (.*)$", text, re.MULTILINE))
    rows = [
        [cell.strip() for cell in line.strip("|").split("|")] for line in text.splitlines() if line[:1] == "|"
    ]
    cases = rows[0][1:]
    verdicts = {}
    for policy, *cells in rows[2:]:
        for case, cell in zip(cases, cells, strict=True):
            verdicts[policy, case] = "" if cell == "runs" else reasons[cell.removeprefix("no (")[:-1]]
    return verdicts


def check(case: str, policies: tuple[str, ...]) -> None:
    """Hold policies against the page on one case."""
    known = written()
    for policy in policies:
        said = verdict(case, policy)
        assert not said or is_a_sentence(said), f"{policy}: {said}"
        assert said == known[policy, case], f"{policy}: {STALE}"


@pytest.mark.parametrize("case", [case for case in CASES if case not in LARGE])
def test_small_cases(case: str) -> None:
    """All policies."""
    check(case, tuple(sized_policies()))


@pytest.mark.parametrize("case", LARGE)
def test_large_cases(case: str) -> None:
    """A few policies."""
    check(case, FEW)


@pytest.mark.slow
@pytest.mark.parametrize("case", LARGE)
def test_large_cases_in_full(case: str) -> None:
    """All policies."""
    check(case, tuple(sized_policies()))


def test_the_page_is_what_is_generated() -> None:
    """It has all policies and cases, and is written as the generator writes it."""
    known = written()
    assert set(known) == {(policy, case) for policy in sized_policies() for case in CASES}, STALE
    ordered = {(policy, case): known[policy, case] for case in CASES for policy in sized_policies()}
    assert PLACE.read_text(encoding="utf-8") == page(ordered), STALE


def test_only_policies_have_sizes() -> None:
    """A size of a policy that is gone, or cannot be sized, would test nothing."""
    assert set(SIZES) <= set(sized_policies()) < set(policy_names())


def test_few_policies_are_refused() -> None:
    """A matrix of refusals would prove nothing: nine in ten run, and each policy runs somewhere."""
    known = written()
    assert sum(not why for why in known.values()) >= 0.9 * len(known)
    assert {policy for policy, case in known if not known[policy, case]} == set(sized_policies())
