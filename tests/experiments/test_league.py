"""The league: each alternative sized to the same target by the same procedure, on a case of two items."""

from pathlib import Path
from zlib import crc32

import pytest

from experiments.bench import FIRST_SIZING_WORLD, SIZING_WORLDS, Bench
from experiments.league import LeagueResult, run_league
from experiments.planning import PLANNING_REPLICATION
from experiments.progress import Monitor, Step
from experiments.replicate import paired_tasks, replicate
from policies.q_system import QSystem
from scenarios import Case, load_case
from sim import DataError

CASE = """\
name = "two-shelves"
title = "Two shelves"
time_unit = "day"
today = "today"
target = { fill_rate = 0.95 }

[run]
horizon_days = 500
warm_up_days = 60
replications = 3
seed = 5

[accounts]
holding_rate = 0.3

[[items]]
name = "tap"
unit_cost = 500.0

[[items]]
name = "washer"
unit_cost = 2.0

[[stock_points]]
name = "tap"
item = "tap"
initial = 33

[[stock_points]]
name = "washer"
item = "washer"
initial = 44

[[suppliers]]
name = "supplier"

[[purchases]]
stock = "tap"
supplier = "supplier"
lead_time_days = "gamma(mean=10, sd=3)"
order_cost = 400

[[purchases]]
stock = "washer"
supplier = "supplier"
lead_time_days = 5
order_cost = 30

[[demands]]
name = "tap buyers"
stock = "tap"
interval_days = "exponential(mean=1)"
size = "geometric(2)"

[[demands]]
name = "washer buyers"
stock = "washer"
interval_days = "exponential(mean=0.5)"
unmet = "lost"

[control.shelves]
select = "*"
policy = "q-system"
order_point = 8
quantity = 40

[alternatives.today]
title = "Today's way"

[alternatives.sized]
title = "Sized from records"
[alternatives.sized.set]
"control.shelves.size" = { safety_factor = 0.0, shortest_cover_days = 10 }
"control.shelves.start" = "in-cycle"
[alternatives.sized.tune]
vary = "control.shelves.size.safety_factor"
low = 0.0
high = 8.0

[alternatives.today-tuned]
title = "Today's way, order points raised"
[alternatives.today-tuned.tune]
vary = "control.shelves.scale.order_point"
low = 1.0
high = 9.0
"""


def case_of(folder: Path, *changes: tuple[str, str]) -> Case:
    """Write the case, with some texts replaced, and load it."""
    text = CASE
    for old, new in changes:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    folder.mkdir()
    (folder / "case.toml").write_text(text, encoding="utf-8")
    return load_case(folder)


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Case:
    """The case of two shelves."""
    return case_of(tmp_path_factory.mktemp("league") / "two-shelves")


@pytest.fixture(scope="module")
def steps() -> list[Step]:
    """What the league told while it worked."""
    return []


@pytest.fixture(scope="module")
def result(case: Case, steps: list[Step]) -> LeagueResult:
    """The finished league of all alternatives."""
    return run_league(Bench(case, monitor=Monitor(steps.append)))


# ---- sizing


@pytest.mark.parametrize("name", ["sized", "today-tuned"])
def test_a_tuned_alternative_meets_the_target_in_the_sizing_worlds(result: LeagueResult, name: str) -> None:
    """Simulating the scenario that competed, in the worlds used for sizing, gives the figure reported."""
    tuned = result.tuned[name][1]
    outcomes = replicate(paired_tasks({name: result.scenarios[name]}, SIZING_WORLDS, FIRST_SIZING_WORLD))
    figure = sum(o.kpis["fill_rate"] for o in outcomes) / SIZING_WORLDS
    assert tuned.reached
    assert tuned.figure == pytest.approx(figure)
    assert figure >= 0.95


def test_every_setting_that_was_tried_is_kept(result: LeagueResult) -> None:
    """From low to high, with the figure that the search saw, and all others of the same worlds."""
    assert set(result.settings) == set(result.tuned)
    for name, (_, tuned) in result.tuned.items():
        tried = result.settings[name]
        assert [one.knob for one in tried] == sorted(trial.knob for trial in tuned.trials)
        seen = {trial.knob: trial.figure for trial in tuned.trials}
        assert {one.knob: one.kpis["fill_rate"] for one in tried} == seen
        assert all(one.kpis["total_cost"] > 0 for one in tried)


def test_who_is_tuned(result: LeagueResult) -> None:
    """The alternatives that ask for it, by their path; today's way stays as it is, far from the target."""
    assert {name: path for name, (path, _) in result.tuned.items()} == {
        "sized": "control.shelves.size.safety_factor",
        "today-tuned": "control.shelves.scale.order_point",
    }
    assert result.comparison.baseline == "today"
    assert result.comparison.interval("today", "fill_rate").mean < 0.9
    today = {control.policy for control in result.scenarios["today"].control}
    assert today == {QSystem(order_point=8, quantity=40)}


def test_the_knob_is_in_the_scenario(result: LeagueResult) -> None:
    """The factor found multiplies today's order point of 8."""
    knob = result.tuned["today-tuned"][1].knob
    assert knob > 1
    policies = {control.policy for control in result.scenarios["today-tuned"].control}
    assert policies == {QSystem(order_point=8 * knob, quantity=40)}


def test_sized_policies_follow_the_records(case: Case, result: LeagueResult) -> None:
    """Order points and quantities are those of the sizing formula on the records of today's past."""
    bench = Bench(case)
    planning = bench.history().for_network(result.scenarios["sized"].network)
    knob = result.tuned["sized"][1].knob
    for control in result.scenarios["sized"].control:
        record = planning.record(control.scope[0])
        assert control.policy == QSystem.sized(record, knob, shortest_cover=10.0)
    points = {c.scope[0]: c.policy.order_point for c in result.scenarios["sized"].control}
    assert len(set(points.values())) == 2


def test_all_compete_in_the_same_worlds(result: LeagueResult) -> None:
    """As many replications as the case says, none of them a world used for planning or sizing."""
    worlds = [o.replication for o in result.comparison.outcomes.of("sized")]
    assert worlds == [0, 1, 2]
    assert all([o.replication for o in result.comparison.outcomes.of(n)] == worlds for n in result.scenarios)
    assert not {*worlds} & {
        PLANNING_REPLICATION,
        *range(FIRST_SIZING_WORLD, FIRST_SIZING_WORLD + SIZING_WORLDS),
    }


def test_the_past_is_read_once(result: LeagueResult, steps: list[Step]) -> None:
    """Progress tells of one past window, each trial with its figure, and each replication."""
    assert [step.phase for step in steps].count("past window under today's way") == 1
    trials = [step.best for step in steps if step.phase == "sizing sized to the target"]
    assert trials == [f"last {100 * trial.figure:.1f} %" for trial in result.tuned["sized"][1].trials]
    done = [(step.done, step.total) for step in steps if step.phase == "replications"]
    assert done == [(k, 9) for k in range(1, 10)]


def test_more_workers_change_nothing(case: Case, result: LeagueResult) -> None:
    """Two processes find the same knobs and the same figures as one."""
    spread = run_league(Bench(case, jobs=2))
    assert spread.tuned == result.tuned
    assert spread.scenarios == result.scenarios
    ours, theirs = ([o.kpis for o in r.comparison.outcomes] for r in (spread, result))
    assert repr(ours) == repr(theirs)


# ---- what is asked


def test_a_choice_of_alternatives(case: Case, result: LeagueResult) -> None:
    """Alternatives do not depend on who else competes; without today's way the first is the baseline."""
    alone = run_league(Bench(case), ["sized"], replications=2)
    assert alone.comparison.baseline == "sized"
    assert alone.tuned == {"sized": result.tuned["sized"]}
    assert len(alone.comparison.outcomes) == 2


def test_an_unknown_alternative(case: Case) -> None:
    """It is named, with the nearest."""
    with pytest.raises(DataError, match="alternative 'sizd' does not exist; did you mean 'sized'"):
        run_league(Bench(case), ["sizd"])


def test_an_unknown_alternative_is_found_first(case: Case) -> None:
    """A misspelt name costs nobody the wait for the sizing of the others."""
    told: list[Step] = []
    with pytest.raises(DataError, match="alternative 'sizd' does not exist"):
        run_league(Bench(case, monitor=Monitor(told.append)), ["sized", "sizd"])
    assert told == []


def test_without_a_target_nothing_is_tuned(tmp_path: Path) -> None:
    """Alternatives run as they are written."""
    aimless = case_of(tmp_path / "aimless", ("target = { fill_rate = 0.95 }\n", ""))
    result = run_league(Bench(aimless), ["today-tuned"], replications=1)
    assert result.tuned == {}
    assert result.scenarios["today-tuned"].control[0].policy == QSystem(order_point=8, quantity=40)


def test_a_target_out_of_reach(tmp_path: Path) -> None:
    """The alternative competes with the setting that came nearest, marked as not reached."""
    short = case_of(tmp_path / "short", ("high = 9.0", "high = 1.5"))
    _, tuned = run_league(Bench(short), ["today-tuned"], replications=1).tuned["today-tuned"]
    assert tuned.reached is False
    assert tuned.knob == 1.5
    assert tuned.figure == max(trial.figure for trial in tuned.trials) < 0.95


def test_today_cannot_be_sized_from_its_own_past(tmp_path: Path) -> None:
    """Where today's way is itself sized there are no records: the case is refused, with what to do."""
    with pytest.raises(DataError, match=r"is itself sized from records, .*; give it parameters here"):
        case_of(tmp_path / "circular", ('today = "today"', 'today = "sized"'))


def test_a_target_to_stay_below(tmp_path: Path) -> None:
    """With at most 3 % of sales lost as the target, order points are raised until so few are lost."""
    loss = case_of(tmp_path / "loss", ("target = { fill_rate = 0.95 }", "target = { lost_share = 0.03 }"))
    _, tuned = run_league(Bench(loss), ["today-tuned"], replications=1).tuned["today-tuned"]
    assert tuned.figure <= 0.03


# ---- opening stock


def test_a_listed_start(result: LeagueResult) -> None:
    """Today's way opens with the stock list."""
    assert [p.initial for p in result.scenarios["today"].network.stock_points] == [33.0, 44.0]


def test_a_start_in_the_cycle(case: Case) -> None:
    """Order point 8 and quantity 40: each stock point opens at its own moment between 8 and 48."""
    changed = case.scenario("today", {"control.shelves.start": "in-cycle"})
    initial = {p.name: p.initial for p in changed.network.stock_points}
    assert initial == {name: round(8 + 40 * crc32(name.encode()) / 2**32) for name in ("tap", "washer")}
    assert initial["tap"] != initial["washer"]
    assert all(8 <= stock <= 48 for stock in initial.values())


def test_a_sized_start_in_the_cycle(result: LeagueResult) -> None:
    """A sized alternative opens in the cycle of what it was sized to, in whole units."""
    scenario = result.scenarios["sized"]
    initial = {p.name: p.initial for p in scenario.network.stock_points}
    for control in scenario.control:
        (name,), policy = control.scope, control.policy
        assert policy.order_point <= initial[name] <= policy.order_point + policy.quantity
        assert initial[name] == round(initial[name])
    assert initial != {"tap": 33.0, "washer": 44.0}
