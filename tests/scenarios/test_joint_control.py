"""Control entries whose policy plans all their stock points together."""

import pytest

from policies.mrp import Mrp
from policies.planning import PlanningRecord
from scenarios import load_case
from sim import simulate
from sim.errors import DataError

JOINT = {"select": "*", "policy": "mrp", "bucket_weeks": 1, "horizon": 20}
NO_PARTS = {"control.parts": ""}


class Planner:
    """Planning records of two units a day, variance 4, lead time 10 days."""

    def record(self, stock: str) -> PlanningRecord:
        """Return the same for every stock point."""
        return PlanningRecord(stock, demand_rate=2.0, demand_variance=4.0, lead_time=10.0)


@pytest.fixture
def small(write):
    """The small case, loaded."""
    return load_case(write())


def entry(case, **changes):
    """Return the scenario of the small case under one joint entry."""
    values = {**NO_PARTS, "control.products": {**JOINT, **changes}}
    return case.scenario(values=values, planning=lambda network: Planner())


def test_one_control_for_all(small):
    """All stock points that have a source, in their order; times in days, one value for each of them."""
    (control,) = entry(small, forecast=3, lot_rule="lot-for-lot").control
    assert control.scope == ("valve", "depot", "body", "bolt")
    each = dict.fromkeys(control.scope, 3.0)
    rules = dict.fromkeys(control.scope, "lot-for-lot")
    assert control.policy == Mrp(bucket=7.0, horizon=20, forecast=each, lot_rule=rules)


def test_parameters_from_a_file(write):
    """A row a stock point; an empty cell has the default, and what the entry says goes for all."""
    rows = (
        "stock,safety_stock,lot_rule,lot_quantity\nvalve,9,fixed-quantity,40\ndepot,,,\nbody,5,,\nbolt,,,\n"
    )
    case = load_case(write(files={"plan.csv": rows}))
    policy = entry(case, parameters="plan.csv", multiple=2, forecast=1).control[0].policy
    assert policy.safety_stock == {"valve": 9.0, "body": 5.0}
    assert policy.lot_rule == {"valve": "fixed-quantity"}
    assert policy.multiple == dict.fromkeys(("valve", "depot", "body", "bolt"), 2.0)


def test_what_is_one_for_all_does_not_stand_in_the_file(write):
    """The bucket has its place in the entry."""
    rows = "stock,safety_stock,alpha\nvalve,9,0.1\ndepot,1,0.1\nbody,1,0.2\nbolt,1,0.1\n"
    case = load_case(write(files={"plan.csv": rows}))
    with pytest.raises(
        DataError, match=r"plan.csv: 'alpha' is one for all stock points of policy 'mrp'; wri"
    ):
        entry(case, parameters="plan.csv")


def test_sized_from_all_records(small):
    """What others of the entry draw on has no forecast, and the safety of parts."""
    size = {"safety_factor": 2, "part_safety_factor": 1, "bucket_days": 6, "horizon": 20}
    values = {**NO_PARTS, "control.products": {"select": "*", "policy": "mrp", "size": size}}
    scenario = small.scenario(values=values, planning=lambda network: Planner())
    policy = scenario.control[0].policy
    assert policy.forecast == {"depot": 12.0}
    assert policy.safety_stock == {"depot": 16.0, "valve": 8.0, "body": 8.0, "bolt": 8.0}
    assert simulate(scenario, audit=True).of("valve", "orders") > 0


def test_paths_reach_it(small):
    """The safety factor, as tuning sets it, and factors on one value for all or one for each."""
    size = {"safety_factor": 2, "bucket_days": 6, "horizon": 20}
    joint = {"select": "*", "policy": "mrp", "size": size}
    values = {**NO_PARTS, "control.products": joint, "control.products.size.safety_factor": 4}
    values |= {"control.products.scale.safety_stock": 0.5, "control.products.scale.horizon": 1.5}
    policy = small.scenario(values=values, planning=lambda network: Planner()).control[0].policy
    assert policy.safety_stock["depot"] == 16.0
    assert policy.horizon == 30


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"bucket_weeks": "x"}, r"key 'bucket_weeks': 'x' is not a number"),
        ({"safety": 3}, r"key 'safety': 'safety' is not known here; "),
        ({"start": "half-way"}, r"key 'start': 'half-way' is not a way to start"),
        ({"lot_rule": "guess"}, r"\[control.products\]: lot_rule of 'valve' is 'guess'; it must be one of"),
        ({"lot_rule": "fixed-quantity"}, r"lot_rule of 'valve' is 'fixed-quantity'; give its lot_quantity"),
        ({"alpha": 2}, r"alpha is 2; it must be a share from 0 to 1"),
        ({"size": {"bucket_days": 7}}, r"key 'size': it lacks 'safety_factor'; give it"),
        (
            {"size": {"safety_factor": 1, "bucket_days": 7, "every_days": 90}},
            r"key 'size': policy 'mrp' cannot be sized anew within a run; leave 'every' and 'window' out",
        ),
    ],
)
def test_wrong_use_is_told(small, changes, message):
    """Each with its place and a remedy."""
    with pytest.raises(DataError, match=message):
        entry(small, **changes)


def test_the_bucket_must_be_given(small):
    """It has no default."""
    values = {**NO_PARTS, "control.products": {"select": "*", "policy": "mrp"}}
    with pytest.raises(DataError, match=r"policy 'mrp' lacks 'bucket_days'; give it here"):
        small.scenario(values=values)


def test_a_joint_sizing_is_given_the_supplies(small):
    """Echelon levels: customer demand over all lead times to the customer; by hand, one deviation of safety.

    The records tell two units a day, variance 4, and ten days for every stock point. Valves go to the depot:
    its customers draw two a day, the works' customers nothing besides (2 - 2). A valve takes four bolts.
    """
    sizes = {"safety_factor": 1.0}
    changes = {"policy": "echelon-base-stock", "select": "*", "size": sizes}
    values = {**NO_PARTS, "control.products": changes}
    (control,) = small.scenario(values=values, planning=lambda network: Planner()).control
    assert control.policy.echelon_level == {
        "depot": round(2 * 10 + (4 * 10) ** 0.5),
        "valve": round(2 * 20 + (4 * 20) ** 0.5),
        "body": round(2 * 30 + (4 * 30) ** 0.5),
        "bolt": round(4 * 2 * 30 + 4 * (4 * 30) ** 0.5),
    }
    with pytest.raises(DataError, match="'supplies' is not known to the sizing of 'echelon-base-stock'"):
        changed = {**changes, "size": {**sizes, "supplies": 3}}
        small.scenario(values={**NO_PARTS, "control.products": changed}, planning=lambda network: Planner())
