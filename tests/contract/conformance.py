"""The checks that every policy must pass: each takes a policy of the stock points `a`, `b`, `c`.

A policy may refuse a scope that it cannot serve: a `ValueError` of one sentence with a remedy, which the
engine hands on as a `DataError`. Nothing else may come out of it.
"""

import dataclasses
import pickle
import random
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from math import inf, isfinite, nan
from typing import Any, get_args

import numpy as np
import pytest
from hypothesis import Phase, assume, given, settings

from policies.base_stock import BaseStock
from sim import DataError, Run, simulate
from sim.contract import (
    Cancel,
    Continuous,
    Decision,
    Every,
    Expedite,
    Forecasted,
    LocalPolicy,
    Message,
    MessageKind,
    Order,
    Policy,
    Remember,
    Replanned,
    Reschedule,
    View,
)
from tests.contract.small_worlds import SHAPES, small_world
from tests.contract.views import CENTRES, NAMES, NOTHING, Figures, figures, spied, view_for

KINDS: tuple[MessageKind, ...] = get_args(MessageKind)
LONGEST = 400
"""Letters of a sentence."""

any_figures = settings(max_examples=15, deadline=None, database=None, phases=(Phase.explicit, Phase.generate))
"""There is nothing to shrink: one number makes all figures."""

TOTALS = ("stocks", "centres", "suppliers", "places", "shipping", "demands", "planning")


# ---- helpers


def is_a_sentence(text: str) -> bool:
    """Tell whether an error is one line that says what is wrong and, after `;` or `:`, what to do."""
    return "\n" not in text and len(text) < LONGEST and any(mark in text for mark in ("; ", ": "))


def decided(policy: Any, view: View) -> list[Decision] | None:
    """Return the decisions; None where the scope is refused, in a sentence."""
    try:
        return list(policy.decide(view))
    except ValueError as error:
        assert is_a_sentence(str(error)), f"no sentence with a remedy: {error}"
        return None


def alike(one: Any, other: Any) -> bool:
    """Tell whether two values say the same, whatever is in them."""
    if type(one) is not type(other):
        return False
    if isinstance(one, np.ndarray):
        return one.dtype == other.dtype and np.array_equal(one, other, equal_nan=one.dtype.kind == "f")
    if hasattr(one, "toarray"):  # sparse
        return alike(one.toarray(), other.toarray())
    if isinstance(one, (list, tuple)):
        return len(one) == len(other) and all(alike(a, b) for a, b in zip(one, other, strict=True))
    if isinstance(one, Mapping):
        return one.keys() == other.keys() and all(alike(one[key], other[key]) for key in one)
    if dataclasses.is_dataclass(one):
        return all(alike(getattr(one, f.name), getattr(other, f.name)) for f in dataclasses.fields(one))
    return bool(one == other)


def remembered(decisions: Iterable[Decision] | None, before: Any = None) -> Any:
    """Return what the engine would keep."""
    memory = before
    for decision in decisions or ():
        if isinstance(decision, Remember):
            memory = decision.value
    return memory


def random_states() -> bytes:
    """Return the states of the random generators that everybody shares."""
    return pickle.dumps((random.getstate(), np.random.get_state()))


def totals(run: Run) -> bytes:
    """Return all totals of a run as bytes."""
    return b"".join(getattr(run, name).tobytes() for name in TOTALS)


# ---- checks


def check_it_is_a_value(policy: Any) -> None:
    """It is frozen and hashable, equal to its twin, without attributes of its own, and has a review."""
    assert isinstance(policy, Policy)
    assert isinstance(policy.review, Continuous | Every)
    twin = dataclasses.replace(policy)
    assert policy == twin
    assert hash(policy) == hash(twin)
    with pytest.raises(dataclasses.FrozenInstanceError):
        setattr(policy, dataclasses.fields(policy)[0].name, 99.0)
    assert not hasattr(policy, "__dict__"), "write @dataclass(frozen=True, slots=True)"


def check_it_pickles(policy: Any) -> None:
    """It goes to another process and comes out equal."""
    assert pickle.loads(pickle.dumps(policy)) == policy


def check_it_is_what_it_is_written_as(policy: Any) -> None:
    """Its `repr`, read as Python, is an equal policy."""
    cls = type(policy)
    assert eval(repr(policy), {cls.__name__: cls, "inf": inf, "nan": nan}) == policy


def check_it_is_pure(policy: Any) -> None:
    """A view gives the same decisions twice, whatever was asked between; nothing shown or shared changes."""

    @any_figures
    @given(figures(), figures())
    def holds(first: Figures, other: Figures) -> None:
        states = random_states()
        memory, kept = (remembered(decided(policy, view_for(policy, first))) for _ in range(2))
        view, untouched = (view_for(policy, other, memory) for _ in range(2))
        decisions = decided(policy, view)
        decided(policy, view_for(policy, first))
        assert alike(decided(policy, view), decisions)
        assert alike(view.table, untouched.table)
        assert dict(view.stocks) == dict(untouched.stocks)
        assert alike(memory, kept)
        assert random_states() == states

    holds()


def check_its_decisions_are_sane(policy: Any) -> None:
    """Finite quantities above zero for its own stock points, dates to come, orders that it was shown."""

    @any_figures
    @given(figures(), figures())
    def holds(first: Figures, then: Figures) -> None:
        decisions = decided(policy, view_for(policy, first))
        for shown, taken in (
            (first, decisions),
            (then, decided(policy, view_for(policy, then, remembered(decisions)))),
        ):
            for decision in taken or ():
                _check_decision(decision, shown)

    holds()


def _check_decision(decision: Decision, shown: Figures) -> None:
    """Check one decision against what was shown."""
    match decision:
        case Order(stock, quantity, need_by, _):
            assert stock in NAMES
            assert 0 < quantity < inf, f"it orders {quantity!r}"
            assert need_by is None or shown.now <= need_by < inf
        case Reschedule(number, date):
            assert 1 <= number <= len(shown.orders)
            assert shown.now <= date < inf
        case Cancel(number) | Expedite(number):
            assert 1 <= number <= len(shown.orders)
        case Message(kind, stock, text, quantity):
            assert kind in KINDS
            assert stock in NAMES + CENTRES
            assert "\n" not in text
            assert isfinite(quantity)
        case Forecasted(stocks, one, other) | Replanned(stocks, one, other):
            assert set(stocks) <= set(NAMES)
            assert len(stocks) == len(one) == len(other)
            assert all(isfinite(units) for units in (*one, *other))
        case _:
            assert isinstance(decision, Remember), f"{decision!r} is no decision"


def check_it_sees_only_what_it_may(policy: Any) -> None:
    """It decides the same when everything beyond the contract is out of its sight."""

    @any_figures
    @given(figures())
    def holds(shown: Figures) -> None:
        view = view_for(policy, shown)
        assert alike(decided(policy, spied(view)), decided(policy, view))

    holds()


def check_halves_are_apart(policy: Any) -> None:
    """What it decides for `a` and `b` stays when all is different at `c`, which has no dealings with them."""

    @any_figures
    @given(figures(), figures())
    def holds(shown: Figures, other: Figures) -> None:
        shown = dataclasses.replace(shown, parts="apart")
        mixed = _with_c_of(shown, other)
        decisions = [decided(policy, view_for(policy, f)) for f in (shown, mixed)]
        assume(None not in decisions)
        assert alike(*(_of_a_and_b(taken, shown) for taken in decisions))

    holds()


def _with_c_of(shown: Figures, other: Figures) -> Figures:
    """Return figures with all that concerns `c` taken from others; orders keep their numbers."""
    changes: dict[str, Any] = {}
    for field in ("on_hand", "reserved", "backorders", "allocated", "lead_time", "whole"):
        changes[field] = (*getattr(shown, field)[:2], getattr(other, field)[2])
    changes["orders"] = tuple(
        (place, units if place < 2 else units + 7.0, *dates) for place, units, *dates in shown.orders
    )
    changes["draws"] = tuple((*bucket[:2], 3.0 * bucket[2] + 1.0) for bucket in shown.draws)
    changes["known"] = tuple(line for line in shown.known if line[0] < 2)
    return dataclasses.replace(shown, **changes)


def _of_a_and_b(decisions: list[Decision] | None, shown: Figures) -> list[Decision]:
    """Return the decisions that concern `a` and `b` alone."""
    return [decision for decision in decisions or () if _concerns(decision, shown)]


def _concerns(decision: Decision, shown: Figures) -> bool:
    match decision:
        case Order() | Message():
            return decision.stock in ("a", "b")
        case Reschedule() | Cancel() | Expedite():
            return shown.orders[decision.order - 1][0] < 2
    return False


def check_it_starts_from_nothing(policy: Any) -> None:
    """A scope in which nothing has happened is no reason to refuse."""
    decisions = decided(policy, view_for(policy, NOTHING))
    assert decisions is not None
    for decision in decisions:
        _check_decision(decision, NOTHING)


def check_it_lives_in_a_world(policy: Any, shape: str) -> str | None:
    """It runs, audited, and the same again; what is beside its scope neither changes it nor is changed.

    Returns
    -------
    What it says where it refuses the world, which must be one sentence; None where it runs.
    """
    states = random_states()
    try:
        run = simulate(small_world(shape, policy), audit=True)
    except DataError as error:
        assert is_a_sentence(str(error)), f"no sentence with a remedy: {error}"
        return str(error)
    assert totals(run) == totals(simulate(small_world(shape, policy)))
    assert totals(run) != totals(simulate(small_world(shape, policy), replication=1))
    assert run.stocks[3].tobytes() == _beside(shape)
    fuller = simulate(small_world(shape, policy, beside=30.0))
    assert run.stocks[:3].tobytes() == fuller.stocks[:3].tobytes()
    assert random_states() == states
    return None


@cache
def _beside(shape: str) -> bytes:
    """Return the totals of `d` where nobody keeps any stock of the others."""
    return simulate(small_world(shape, BaseStock(0.0))).stocks[3].tobytes()


def check_the_rule_is_the_decision(policy: Any) -> None:
    """Where the engine asks a rule instead of a view, both order the same."""
    if not isinstance(policy, LocalPolicy):
        return

    @any_figures
    @given(figures())
    def holds(shown: Figures) -> None:
        view = view_for(policy, shown)
        orders = [d for d in policy.decide(view) if isinstance(d, Order)]
        for name, stock in view.stocks.items():
            ordered = sum(order.quantity for order in orders if order.stock == name)
            reads = policy.reads(stock) if hasattr(policy, "reads") else stock.position
            assert ordered == pytest.approx(policy.rule(reads))

    holds()


def check_all_worlds(policy: Any) -> None:
    """It runs in a world of at least one shape, and in the others, or refuses them in a sentence."""
    assert not all(check_it_lives_in_a_world(policy, shape) for shape in SHAPES)


ALWAYS: tuple[Callable[[Any], None], ...] = (
    check_it_is_a_value,
    check_it_pickles,
    check_it_is_what_it_is_written_as,
    check_it_is_pure,
    check_its_decisions_are_sane,
    check_it_sees_only_what_it_may,
    check_it_starts_from_nothing,
    check_the_rule_is_the_decision,
)
"""Checks without a world, of every policy."""


def conforms(policy: Any) -> None:
    """Put a policy through all checks; `AssertionError` where it fails one."""
    for check in (*ALWAYS, check_halves_are_apart, check_all_worlds):
        check(policy)
