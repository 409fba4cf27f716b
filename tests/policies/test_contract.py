"""Every policy that the registry finds passes the same checks; a new one needs a line in the tables here."""

import dataclasses
import inspect
import itertools
import json
import math
import pickle
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from policies.planning import PlanningRecord
from policies.registry import policy_class, policy_names
from sim.contract import (
    Continuous,
    Every,
    Forecasted,
    LocalPolicy,
    Order,
    Policy,
    Remember,
    ScopeTable,
    StockView,
    View,
)
from tests.contract.examples import EXAMPLES

ROOT = Path(__file__).parents[2]

SIZES: dict[str, dict[str, Any]] = {
    "base-stock": {},
    "days-of-supply": {"review_period": 7.0, "shortest_cover": 14.0, "periods": 8, "staggered": True},
    "demand-driven": {"review_period": 7.0, "adjusts": True, "periods": 8},
    "forecast-base-stock": {"review_period": 7.0, "by_error": True},
    "kanban": {"container_cover": 5.0},
    "min-max": {"shortest_cover": 14.0, "longest_cover": 90.0},
    "p-system": {"review_period": 7.0, "staggered": True},
    "periodic-min-max": {"review_period": 7.0, "shortest_cover": 14.0},
    "periodic-q": {"review_period": 7.0, "shortest_cover": 14.0},
    "q-system": {},
    "season": {"season": 90.0},
    "signal-kanban": {"container_cover": 3.0, "shortest_cover": 14.0},
    "sterman": {"review_period": 7.0, "alpha": 0.5, "beta": 0.5, "theta": 0.2},
    "two-bin": {},
}
"""What the sizing of each policy that can be sized takes, besides record and safety factor."""

BUFFER = {"review_period": 1, "usage": 1, "lead_time": 5, "lead_time_factor": 1, "variability_factor": 1}
"""A demand-driven buffer, to be spoilt."""

BAD: dict[str, list[tuple[dict[str, Any], str]]] = {
    "days-of-supply": [
        ({"review_period": 0, "minimum_cover": 1, "maximum_cover": 2}, "review period is 0"),
        (
            {"review_period": 1, "minimum_cover": -1, "maximum_cover": 2},
            "minimum_cover is -1; it must be zero",
        ),
        (
            {"review_period": 1, "minimum_cover": 2, "maximum_cover": 2},
            r"maximum_cover is 2; it must be above minimum_cover \(2\)",
        ),
        ({"review_period": 1, "minimum_cover": 1, "maximum_cover": 2, "rate": -3}, "rate is -3; it must be"),
    ],
    "demand-driven": [
        (BUFFER | {"review_period": 0}, "review period is 0; it must be above zero"),
        (BUFFER | {"usage": -1}, "usage is -1; it must be finite and zero or more"),
        (BUFFER | {"variability_factor": math.inf}, "variability_factor is inf; it must be finite"),
        (BUFFER | {"periods": 0}, "periods is 0; it must be one or more"),
    ],
    "forecast-base-stock": [
        ({"review_period": 0, "cover": 1}, "review period is 0; it must be above zero"),
        ({"review_period": 1, "cover": -1}, "cover is -1; it must be finite and zero or more"),
        ({"review_period": 1, "cover": 1, "method": "guess"}, "method is 'guess'; it must be one of naive"),
        ({"review_period": 1, "cover": 1, "alpha": 2}, "alpha is 2; give a weight from 0 to 1"),
        (
            {"review_period": 1, "cover": 1, "method": "moving-average", "periods": 0},
            "periods is 0; give a whole number of 1 or more",
        ),
        (
            {"review_period": 1, "cover": 1, "method": "holt-winters", "initial": 0},
            "initial is 0, on which no season can be multiplied; give more, or leave it out",
        ),
    ],
    "can-order": [
        (
            {"must_order": {"a": 5.0}, "order_up_to": {"a": 5.0}},
            r"order_up_to of 'a' is 5; .* must_order \(5\)",
        ),
        ({"must_order": {"a": 5.0}}, "order_up_to of 'a' is 1; it must be above"),
        (
            {"must_order": {"a": 5.0}, "can_order": {"a": 4.0}, "order_up_to": {"a": 9.0}},
            r"can_order of 'a' is 4; it must be from its must_order \(5\) to its order_up_to \(9\)",
        ),
        ({"can_order": {"a": 2.0}}, "can_order of 'a' is 2"),
        ({"order_up_to": {"a": math.inf}}, "order_up_to of 'a' is inf; it must be finite"),
    ],
    "coordinated-cycles": [
        ({"review_period": 0}, "review period is 0; it must be above zero"),
        ({"review_period": 7, "multiplier": {"a": 0}}, "multiplier of 'a' is 0; it must be a whole number"),
        ({"review_period": 7, "multiplier": {"a": 1.5}}, "multiplier of 'a' is 1.5; it must be a whole"),
        (
            {"review_period": 7, "order_up_to": {"a": math.nan}},
            "order_up_to of 'a' is nan; it must be finite",
        ),
    ],
    "echelon-base-stock": [
        ({"review_period": -1.0}, "review period is -1; it must be above zero"),
        ({"echelon_level": {"a": math.inf}}, "echelon_level of 'a' is inf; it must be finite"),
    ],
    "vendor-managed": [
        ({"review_period": 0}, "review period is 0; it must be above zero"),
        ({"review_period": 7, "truck": -1}, "truck is -1; it must be finite and zero or more"),
        ({"review_period": 7, "history": 0}, "history is 0; it must be one review or more"),
        (
            {"review_period": 7, "minimum": {"a": 5.0}},
            r"maximum of 'a' is 0; it must be at least its minimum",
        ),
        ({"review_period": 7, "demand_rate": {"a": -5.0}}, "demand_rate of 'a' is -5; it must be finite and"),
        (
            {"review_period": 7, "minimum": {"a": 5.0}, "maximum": {"a": 9.0}, "multiple": {"a": 6.0}},
            r"multiple of 'a' is 6; it must fit between its minimum \(5\) and its maximum \(9\)",
        ),
    ],
    "kanban": [
        ({"cards": 0, "container": 5}, "cards is 0; it must be one or more"),
        ({"cards": 2, "container": 0}, "container is 0; it must be above zero"),
    ],
    "signal-kanban": [
        ({"signal": -1, "lot": 1, "container": 5}, "signal is -1; it must be zero or more"),
        ({"signal": 1, "lot": 0, "container": 5}, "lot is 0; it must be one container or more"),
        ({"signal": 1, "lot": 1, "container": -5}, "container is -5; it must be above zero"),
    ],
    "min-max": [
        ({"order_point": 5, "order_up_to": 5}, r"order_up_to is 5; it must be above order_point \(5\)")
    ],
    "minimum-stock": [({"minimum": 5, "quantity": 0}, "quantity is 0; it must be above zero")],
    "mrp": [
        ({"bucket": 0}, "review period is 0; it must be above zero"),
        ({"bucket": 7, "horizon": 0}, "horizon is 0; it must be one bucket or more"),
        ({"bucket": 7, "alpha": 1.5}, "alpha is 1.5; it must be a share from 0 to 1"),
        ({"bucket": 7, "fence": -1}, "fence is -1; it must be zero or more"),
        ({"bucket": 7, "forecast": {"a": -1}}, "forecast of 'a' is -1; it must be finite and zero or more"),
        ({"bucket": 7, "lot_rule": {"a": "x"}}, "lot_rule of 'a' is 'x'; it must be one of lot-for-lot"),
        ({"bucket": 7, "lot_rule": {"a": "economic-periods"}}, "give its order_cost, above zero"),
    ],
    "mrp2": [
        ({"bucket": 7, "fence": -1}, "fence is -1; it must be zero or more"),
        ({"bucket": 7, "ahead": -1}, "ahead is -1; it must be zero"),
        ({"bucket": 7, "behind": -1}, "behind is -1; it must be zero"),
        ({"bucket": 7, "ahead": 4, "window": 4}, r"window is 4; it must be above ahead \(4\)"),
        ({"bucket": 7, "load_limit": 0}, "load_limit is 0; it must be above zero"),
    ],
    "p-system": [
        ({"review_period": 0, "order_up_to": 5}, "review period is 0; it must be above zero"),
        (
            {"review_period": 1, "order_up_to": 5, "offset": -1},
            "review offset is -1; it must be zero or more",
        ),
    ],
    "periodic-min-max": [
        ({"review_period": -1, "order_point": 1, "order_up_to": 5}, "review period is -1"),
        ({"review_period": 1, "order_point": 6, "order_up_to": 5}, r"order_up_to is 5.*order_point \(6\)"),
    ],
    "periodic-q": [
        ({"review_period": -1, "order_point": 1, "quantity": 5}, "review period is -1"),
        ({"review_period": 1, "order_point": 6, "quantity": 0}, "quantity is 0; it must be above zero"),
    ],
    "season": [
        ({"quantity": -1}, "quantity is -1; it must be finite and zero or more"),
        ({"quantity": 1, "time": math.inf}, "time is inf; it must be finite and zero or more"),
    ],
    "sterman": [
        ({"review_period": 0, "target": 5}, "review period is 0; it must be above zero"),
        ({"review_period": 1, "target": 5, "beta": 1.5}, "beta is 1.5; it must be a share from 0 to 1"),
        ({"review_period": 1, "target": -5}, "target is -5; it must be finite and zero or more"),
    ],
    "q-system": [({"order_point": 5, "quantity": -1}, "quantity is -1; it must be above zero")],
    "two-bin": [({"bin_quantity": 0}, "bin_quantity is 0; it must be above zero")],
}
"""Parameters that a policy refuses, and what it says."""

RECORD = PlanningRecord(
    stock="valve",
    demand_rate=3.0,
    demand_variance=8.0,
    lead_time=10.0,
    order_cost=400.0,
    unit_cost=120.0,
    holding_rate=0.25 / 365,
)
UNSOLD = dataclasses.replace(RECORD, demand_rate=0.0, demand_variance=0.0)
POSITIONS = [*np.arange(-150.0, 150.25, 0.25).tolist(), -1e6, 1e6]

JOINT = [name for name in policy_names() if hasattr(policy_class(name), "JOINT")]
"""Policies that plan a scope of stock points together: they have no rule of one position."""

LEARN = [n for n in policy_names() if n not in JOINT and not hasattr(policy_class(n), "rule")]
"""Policies of one stock point with a memory: what they order depends on more than the position now."""

every_name = pytest.mark.parametrize("name", policy_names())
every_example = pytest.mark.parametrize(
    ("name", "parameters"),
    [(name, p) for name in policy_names() if name not in JOINT + LEARN for p in EXAMPLES.get(name, [])],
)
every_learning_example = pytest.mark.parametrize(
    ("name", "parameters"), [(name, p) for name in LEARN for p in EXAMPLES.get(name, [])]
)
every_sized = pytest.mark.parametrize(
    "name", [n for n in policy_names() if hasattr(policy_class(n), "sized")]
)


def made(name: str, parameters: dict[str, Any]) -> Any:
    """Return a policy."""
    return policy_class(name)(**parameters)


def view_of(positions: dict[str, float]) -> View:
    """Return a view of stock points at some inventory positions."""
    return View(
        now=3.0,
        stocks={
            name: StockView(
                name=name,
                item=name,
                on_hand=max(position, 0.0),
                reserved=0.0,
                on_order=0.0,
                backorders=max(-position, 0.0),
                position=position,
                planned_lead_time=4.0,
                level=0,
                components=(),
                open_orders=(),
            )
            for name, position in positions.items()
        },
    )


def asked(policy: Any, position: float) -> float:
    """Return what a policy orders at an inventory position, all of it on hand, before it has learnt."""
    if hasattr(policy, "rule"):
        return float(policy.rule(position))
    return sum(d.quantity for d in policy.decide(table_view(position)) if isinstance(d, Order))


def table_view(position: float, drawn: float | None = None, memory: Any = None) -> View:
    """Return the view of one stock point as a table, with what was drawn in the latest bucket."""
    no_orders = np.zeros(0)
    none_there = np.zeros(0, dtype=np.int64)
    table = ScopeTable(
        names=("a",),
        on_hand=np.array([max(position, 0.0)]),
        reserved=np.zeros(1),
        on_order=np.zeros(1),
        backorders=np.array([max(-position, 0.0)]),
        position=np.array([position]),
        allocated=np.zeros(1),
        planned_lead_time=np.array([4.0]),
        level=np.zeros(1, dtype=np.int64),
        whole=np.array([True]),
        order_stock=none_there,
        order_number=none_there,
        order_outstanding=no_orders,
        order_need_by=no_orders,
        order_promised=no_orders,
        parents=none_there,
        components=none_there,
        quantities=no_orders,
        draws=np.zeros((1, 0)) if drawn is None else np.array([[drawn]]),
    )
    return View(now=3.0, stocks={}, memory=memory, table=table)


# ---- every policy


def test_every_policy_is_in_the_tables() -> None:
    """A policy without an example here would slip through all checks below."""
    names = policy_names()
    assert set(EXAMPLES) == set(names)
    assert all(EXAMPLES.values())
    assert set(SIZES) == {name for name in names if hasattr(policy_class(name), "sized")}
    assert set(BAD) == {name for name in names if hasattr(policy_class(name), "__post_init__")}


@every_example
def test_a_policy_is_a_value(name: str, parameters: dict[str, Any]) -> None:
    """It is a frozen local policy: hashable, equal to its twin, without attributes of its own."""
    policy = made(name, parameters)
    assert isinstance(policy, LocalPolicy)
    assert isinstance(policy.review, Continuous | Every)
    assert policy.sees in ("recorded", "physical", "containers")
    twin = made(name, parameters)
    assert policy == twin
    assert hash(policy) == hash(twin)
    with pytest.raises(dataclasses.FrozenInstanceError):
        setattr(policy, dataclasses.fields(policy)[0].name, 99.0)
    assert not hasattr(policy, "__dict__")


@every_example
def test_a_policy_pickles(name: str, parameters: dict[str, Any]) -> None:
    """It goes to another process and comes out equal."""
    policy = made(name, parameters)
    back = pickle.loads(pickle.dumps(policy))
    assert back == policy
    assert [back.rule(x) for x in POSITIONS] == [policy.rule(x) for x in POSITIONS]


@every_example
def test_the_rule(name: str, parameters: dict[str, Any]) -> None:
    """It never orders a negative or endless quantity, orders when much is missing, and nothing in plenty."""
    policy = made(name, parameters)
    quantities = [policy.rule(x) for x in POSITIONS]
    assert all(0 <= q < math.inf for q in quantities)
    assert policy.rule(-1e6) > 0
    assert policy.rule(1e6) == 0
    assert all(a >= b for a, b in itertools.pairwise(q > 0 for q in map(policy.rule, sorted(POSITIONS))))


@every_example
def test_the_rule_has_no_memory(name: str, parameters: dict[str, Any]) -> None:
    """The same position gives the same quantity, whatever was asked before."""
    policy = made(name, parameters)
    forward = [policy.rule(x) for x in POSITIONS]
    assert [policy.rule(x) for x in reversed(POSITIONS)] == forward[::-1]


@every_example
def test_the_trigger(name: str, parameters: dict[str, Any]) -> None:
    """Above the trigger the rule orders nothing, a unit below it something.

    Without a trigger the policy looks at intervals, or it would be asked at every draw for nothing.
    """
    policy = made(name, parameters)
    trigger = policy.trigger
    if math.isinf(trigger):
        assert isinstance(policy.review, Every)
        return
    assert all(
        policy.rule(x) == 0 for x in (math.nextafter(trigger, math.inf), trigger + 0.25, trigger + 100)
    )
    assert policy.rule(trigger - 1) > 0


@every_example
def test_decide_is_the_rule(name: str, parameters: dict[str, Any]) -> None:
    """The general decision orders for each stock point of the view what the rule says, and no zeros."""
    policy = made(name, parameters)
    positions = {f"p{x:g}": float(x) for x in (-40, -1, 0, 0.5, 3, 20, 30, 45, 200)}
    view = view_of(positions)
    asked = {n: policy.rule(policy.reads(stock)) for n, stock in view.stocks.items()}
    orders = list(policy.decide(view))
    assert {order.stock for order in orders} == {n for n, quantity in asked.items() if quantity > 0}
    assert 0 < len({order.stock for order in orders}) < len(positions)
    for name_of, quantity in asked.items():
        mine = [order.quantity for order in orders if order.stock == name_of]
        assert sum(mine) == pytest.approx(quantity)
        assert len(mine) <= 1 or set(mine) == {policy.order_size}


@every_example
def test_the_opening(name: str, parameters: dict[str, Any]) -> None:
    """The opening position rises through the cycle, and calls for no order once the cycle has begun."""
    policy = made(name, parameters)
    levels = [policy.opening(turn) for turn in np.linspace(0.0, 1.0, 101)]
    assert all(a <= b for a, b in itertools.pairwise(levels))
    if math.isfinite(policy.trigger):
        assert policy.opening(0.0) == pytest.approx(policy.trigger)
        assert policy.rule(policy.opening(1e-6)) == 0
    assert policy.rule(policy.opening(1.0)) == 0


@pytest.mark.parametrize(
    ("name", "parameters", "message"), [(name, *bad) for name, bads in BAD.items() for bad in bads]
)
def test_bad_parameters(name: str, parameters: dict[str, Any], message: str) -> None:
    """What makes no sense is refused, with the value and what it must be."""
    with pytest.raises(ValueError, match=message):
        made(name, parameters)


# ---- policies of one stock point with a memory


def remembered(policy: Any, draws: list[float], position: float = 1e6) -> Any:
    """Return what a policy keeps after so many buckets."""
    memory = None
    for drawn in draws:
        for decision in policy.decide(table_view(position, drawn, memory)):
            if isinstance(decision, Remember):
                memory = decision.value
    return memory


@every_learning_example
def test_a_learning_policy_is_a_value(name: str, parameters: dict[str, Any]) -> None:
    """It is frozen and hashable, without attributes of its own, looks at intervals, and pickles."""
    policy = made(name, parameters)
    assert isinstance(policy, Policy)
    assert not isinstance(policy, LocalPolicy)
    assert isinstance(policy.review, Every)
    assert policy.bucket == policy.review.period
    assert policy == made(name, parameters)
    assert hash(policy) == hash(made(name, parameters))
    assert pickle.loads(pickle.dumps(policy)) == policy
    with pytest.raises(dataclasses.FrozenInstanceError):
        setattr(policy, dataclasses.fields(policy)[0].name, 99.0)
    assert not hasattr(policy, "__dict__")


@every_learning_example
@pytest.mark.parametrize("draws", [[], [5.0] * 3, [0.0] * 20, [0.0, 70.0, 3.0, 0.5] * 5, [-4.0, 2.0]])
def test_what_a_learning_policy_orders(name: str, parameters: dict[str, Any], draws: list[float]) -> None:
    """Whatever it learnt: nothing negative or endless, something when much is missing, nothing in plenty."""
    policy = made(name, parameters)
    memory = remembered(policy, draws)

    def wanted(position: float) -> float:
        decisions = policy.decide(table_view(position, None, memory))
        return sum(d.quantity for d in decisions if isinstance(d, Order))

    quantities = [wanted(x) for x in sorted(POSITIONS)[::8]]
    assert all(0 <= q < math.inf for q in quantities)
    assert all(a >= b for a, b in itertools.pairwise(q > 0 for q in quantities))
    assert wanted(-1e6) > 0
    assert wanted(1e6) == 0


@every_learning_example
def test_a_memory_is_a_value(name: str, parameters: dict[str, Any]) -> None:
    """It is hashable and pickles; the same view gives the same decisions, whatever was asked between."""
    policy = made(name, parameters)
    memory = remembered(policy, [5.0, 0.0, 9.0])
    assert pickle.loads(pickle.dumps(memory)) == memory
    assert hash(memory) == hash(remembered(policy, [5.0, 0.0, 9.0]))
    view = table_view(-10.0, 7.0, memory)
    first = list(policy.decide(view))
    remembered(policy, [99.0] * 5)
    assert list(policy.decide(view)) == first
    kinds = {type(decision) for decision in first}
    assert kinds == {Forecasted, Remember, Order} if policy.learns else kinds == {Order}


@every_learning_example
def test_what_a_learning_policy_learns(name: str, parameters: dict[str, Any]) -> None:
    """After long like draws it forecasts them, and wants more where more was drawn; if it learns at all."""
    policy = made(name, parameters)
    if not policy.learns:
        return
    few, many = remembered(policy, [40.0] * 300), remembered(policy, [80.0] * 300)
    assert policy.expected(few[0]) == pytest.approx(40.0, rel=0.01)
    assert policy.expected(many[0]) == pytest.approx(80.0, rel=0.01)
    table = table_view(-500.0).table
    assert policy.wants(many[0], table, 0, 3.0) > policy.wants(few[0], table, 0, 3.0)


@every_learning_example
def test_the_opening_of_a_learning_policy(name: str, parameters: dict[str, Any]) -> None:
    """It rises through the cycle, and at its end no more is ordered than is expected to be drawn.

    (Only a rule that anchors on expected demand orders anything there; all others nothing.)
    """
    policy = made(name, parameters)
    levels = [policy.opening(turn) for turn in np.linspace(0.0, 1.0, 101)]
    assert all(a <= b for a, b in itertools.pairwise(levels))
    assert asked(policy, policy.opening(1.0)) == (parameters.get("expected_draws", 0.0))


# ---- sizing


@every_sized
@pytest.mark.parametrize("record", [RECORD, UNSOLD, dataclasses.replace(RECORD, lead_time=0.0)])
@pytest.mark.parametrize("whole", [True, False])
def test_sized(name: str, record: PlanningRecord, whole: bool) -> None:
    """Any record, even of an item never sold, gives a policy with finite numbers that orders when short."""
    cls = policy_class(name)
    policy = cls.sized(dataclasses.replace(record, whole=whole), safety_factor=1.65, **SIZES[name])
    assert type(policy) is cls
    values = [getattr(policy, f.name) for f in dataclasses.fields(policy)]
    assert all(math.isfinite(v) for v in values if not isinstance(v, str) and v is not None)
    assert 0 < asked(policy, -10.0) < math.inf
    # a rule that anchors on expected demand orders that at its target
    assert asked(policy, policy.opening(1.0)) == getattr(policy, "expected_draws", 0.0)
    assert policy == cls.sized(dataclasses.replace(record, whole=whole), safety_factor=1.65, **SIZES[name])
    if whole and name not in LEARN:  # a level that follows a mean is no whole number; the order is rounded up
        quantity = policy.rule(-10.0)
        assert quantity == round(quantity)


@every_sized
def test_more_safety_means_more_stock(name: str) -> None:
    """A higher safety factor never lowers the levels, and raises them in the end."""
    cls = policy_class(name)
    tops = [cls.sized(RECORD, safety_factor=z, **SIZES[name]).opening(1.0) for z in (0.0, 0.5, 1.0, 2.0, 4.0)]
    assert tops == sorted(tops)
    assert tops[-1] > tops[0]


@every_sized
def test_little_is_kept_of_what_was_never_sold(name: str) -> None:
    """An item without demand in the records has at most two units on hand and on order."""
    policy = policy_class(name).sized(UNSOLD, safety_factor=1.65, **SIZES[name])
    assert policy.opening(1.0) <= 2


@every_sized
def test_sizing_reads_the_record_first(name: str) -> None:
    """The case loader passes the record alone by place and everything else by name."""
    parameters = list(inspect.signature(policy_class(name).sized).parameters.values())
    assert parameters[0].name == "record"
    assert {p.name for p in parameters[1:]} >= {"safety_factor", *SIZES[name]}


# ---- the registry


@every_name
def test_a_name_finds_its_class(name: str) -> None:
    """The class lies in the file of that name and is called like it."""
    cls = policy_class(name)
    assert cls.__module__ == f"policies.{name.replace('-', '_')}"
    assert cls.__name__.lower() == name.replace("-", "")


@every_name
def test_an_unknown_name(name: str) -> None:
    """A misspelt name is refused with the nearest."""
    with pytest.raises(ValueError, match=rf"policy '{name}x' does not exist; did you mean {name}\?"):
        policy_class(f"{name}x")


def test_a_strange_name() -> None:
    """Where none is near, all are listed; the registry itself is none."""
    assert "registry" not in policy_names()
    with pytest.raises(ValueError) as caught:
        policy_class("zzz")
    assert all(name in str(caught.value) for name in policy_names())


@pytest.mark.parametrize("name", ["q-system", "two-bin"])
def test_only_what_is_asked_for_is_imported(name: str) -> None:
    """Listing imports no policy, and finding one imports none that it does not build on."""
    script = (
        "import json, sys; from policies.registry import policy_class, policy_names; "
        "files = {'policies.' + n.replace('-', '_') for n in policy_names()}; "
        "listed = sorted(files & set(sys.modules)); "
        f"policy_class({name!r}); print(json.dumps([listed, sorted(files & set(sys.modules))]))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True
    )
    built_on = {"q-system": ["policies.q_system"], "two-bin": ["policies.q_system", "policies.two_bin"]}
    assert json.loads(done.stdout) == [[], built_on[name]]
