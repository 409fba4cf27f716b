"""Sizing within a run, as a case asks for it."""

import pickle

import pytest

from policies.planning import PlanningRecord
from policies.q_system import QSystem
from scenarios import load_case
from sim import DataError, simulate
from sim.scenario import Scenario


class Planner:
    """Planning records that are the same for every stock point."""

    def record(self, stock: str) -> PlanningRecord:
        """One unit a day, four weeks of lead time."""
        return PlanningRecord(
            stock=stock,
            demand_rate=1.0,
            demand_variance=4.0,
            lead_time=28.0,
            order_cost=100.0,
            unit_cost=10.0,
            holding_rate=0.2 / 365,
        )


def q_system(**values: object) -> Scenario:
    """Gupta's Q-system with changes to the sizing of its products."""
    changes = {f"control.products-*.size.{key}": value for key, value in values.items()}
    return load_case("gupta").scenario("q-system", changes, planning=lambda network: Planner())


def test_the_calendar_of_a_case() -> None:
    """Every half year from the records of a year, both in days; what is not asked for is not sized anew."""
    scenario = q_system(every_days=182, window_days=365)
    resized = [control for control in scenario.control if control.resize is not None]
    assert len(resized) == 200
    assert {(c.resize.every, c.resize.window) for c in resized if c.resize} == {(182.0, 365.0)}
    assert all(control.resize is None for control in q_system().control)


def test_the_window_is_the_interval_unless_given() -> None:
    """Every three months looks back three months; months are turned into days."""
    resize = next(c.resize for c in q_system(every_months=3).control if c.resize)
    assert resize.every == resize.window == pytest.approx(91.25)


def test_the_new_policy_is_sized_like_the_old() -> None:
    """The same rate and variance give the same policy; a doubled rate gives a higher order point."""
    control = next(c for c in q_system(every_days=91).control if c.resize)
    assert control.resize is not None
    assert control.resize.policy(1.0, 4.0) == control.policy
    doubled = control.resize.policy(2.0, 4.0)
    assert isinstance(control.policy, QSystem)
    assert isinstance(doubled, QSystem)
    assert doubled.order_point == control.policy.order_point + 28


def test_a_scenario_with_a_calendar_travels_to_workers_and_runs() -> None:
    """It can be pickled, and its policies change within the run."""
    scenario = pickle.loads(pickle.dumps(q_system(every_days=60)))
    from dataclasses import replace

    short = replace(scenario, horizon=130.0, warm_up=0.0)
    assert simulate(short, audit=False).of("ball-fire-safe-10-S", "demand_units") > 0


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"every": 91}, "'every' is a time without a unit; write 'every_days'"),
        ({"every_days": 0}, "0 is not above zero; write a time above zero"),
        ({"window_days": 91}, "'size.window' has no meaning without 'size.every'; add 'every_days'"),
    ],
)
def test_a_wrong_calendar_is_named(values: dict[str, object], message: str) -> None:
    """A sentence with place and remedy."""
    with pytest.raises(DataError) as error:
        q_system(**values)
    assert message in str(error.value)
