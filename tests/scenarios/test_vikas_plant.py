"""The case of the analyser plant: sound, loaded as its text says, and every way runs and balances."""

from collections import defaultdict

import pytest

from policies.mrp import Mrp
from policies.mrp2 import Mrp2
from scenarios import check_case, load_case
from sim import Scenario, simulate
from sim.network import Production, planned_lead_time

CASE = load_case("vikas-plant")
WAYS = {"mrp": Mrp, "mrp2": Mrp2, "mrp-buyer-planner": Mrp, "buyer-planner": Mrp2}
WEEKS_OF_A_QUARTER = 13
HOURS_A_WEEK = 48.0


def policy_of(one: Scenario) -> Mrp:
    """Return the policy that plans."""
    (control,) = one.control
    assert isinstance(control.policy, Mrp)
    return control.policy


def scenario(alternative: str, horizon: float = 546.0) -> Scenario:
    """Return the case under an alternative."""
    return CASE.scenario(alternative, horizon=horizon, warm_up=0.0)


def weekly_demand() -> dict[str, float]:
    """Return the average units a week of each analyser."""
    units: dict[str, float] = defaultdict(float)
    for demand in scenario("mrp").network.demands:
        units[demand.stock] += 7 * demand.size.mean / demand.interval.mean
    return units


def test_it_has_no_fault() -> None:
    """The case passes its own check, names today's way, and sizes every way by one knob to one target."""
    assert check_case("vikas-plant") == []
    assert (CASE.today, dict(CASE.target)) == ("mrp", {"fill_rate": 0.95})
    assert set(CASE.alternatives) == set(WAYS)
    assert {str(a.tune["vary"]) for a in CASE.alternatives.values()} == {"control.plan.scale.safety_stock"}


def test_what_is_given() -> None:
    """The housing of the Model 2A: lots of 140, a safety stock of 80, four weeks with a day at the desk."""
    one = scenario("buyer-planner")
    policy = policy_of(one)
    assert (policy.lot_quantity["housing-2A"], policy.safety_stock["housing-2A"]) == (140, 80)
    (source,) = [s for s in one.network.sources if s.stock == "housing-2A"]
    assert planned_lead_time(source) == 28.0


def test_demand_is_what_is_forecast() -> None:
    """Works and institutions together: 40, 25, 15 and 8 a week, as the plan has them."""
    policy = policy_of(scenario("mrp"))
    for name, units in weekly_demand().items():
        assert units == pytest.approx(policy.forecast[name], rel=0.01)


def test_the_load_is_what_the_readme_says() -> None:
    """By the standard hours each work centre is 80 to 90 % loaded, set-ups of weekly lots included."""
    network = scenario("mrp").network
    made = {s.stock: s for s in network.sources if isinstance(s, Production)}
    units = weekly_demand()
    for name in list(units):
        for part in made[name].components:
            units[part.stock] += part.quantity * units[name]
    hours: dict[str, float] = defaultdict(float)
    for name, source in made.items():
        for step in source.route:
            hours[step.work_centre] += step.setup_hours.mean + step.run_hours.mean * units[name]
    for centre in network.work_centres:
        assert 0.80 < hours[centre.name] / (HOURS_A_WEEK * centre.servers) < 0.90


def test_the_end_of_a_quarter_is_strong() -> None:
    """In each of its last three weeks institutions add 65 % of the average; all is known for six weeks."""
    demands = scenario("mrp").network.demands
    institutions = [d for d in demands if d.name.startswith("institutions")]
    assert {d.first for d in institutions} == {73.0, 80.0, 87.0}
    assert {d.interval.mean for d in institutions} == {7.0 * WEEKS_OF_A_QUARTER}
    assert {d.known_ahead for d in demands} == {42.0}
    extra = [d.size.mean for d in institutions if d.stock == "analyser-2A"]
    assert extra == pytest.approx([0.65 * 40] * 3)


def test_the_combined_job_takes_a_week_off_most_lead_times() -> None:
    """Nothing else about the network differs."""
    apart, together = (scenario(name).network for name in ("mrp", "mrp-buyer-planner"))
    assert apart.demands == together.demands
    assert apart.work_centres == together.work_centres
    pairs = zip(apart.sources, together.sources, strict=True)
    weeks = [
        (-planned_lead_time(a) // 7, -planned_lead_time(b) // 7)
        for a, b in pairs
        if not isinstance(a, Production)
    ]
    assert all(b - a == 1 for a, b in weeks)


@pytest.mark.parametrize(("name", "policy"), WAYS.items())
def test_every_way_runs_and_balances(name: str, policy: type[Mrp]) -> None:
    """Half a year under the auditor: analysers are made and sold, and messages are sent."""
    one = scenario(name, horizon=182.0)
    assert type(policy_of(one)) is policy
    run = simulate(one, audit=True)
    sold = sum(run.demand(d.name, "filled_units") for d in one.network.demands)
    assert sold > 500
    assert run.of("analyser-2A", "made_orders") > 10
