"""The whole search: determinism, stopping and going on, limits."""

from collections.abc import Mapping
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from experiments.bench import Runner
from experiments.progress import Monitor, Step
from experiments.tune import search as search_module
from experiments.tune.evaluate import FIRST_TUNING_WORLD
from experiments.tune.problem import Goal, Knob, Problem
from experiments.tune.search import Search, search
from experiments.tune.study import StudyRecord
from policies.q_system import QSystem
from sim import Control, Scenario
from sim.distributions import Exponential, Gamma
from sim.network import Accounts, Demand, Item, Network, Purchase, StockPoint, Supplier
from tests.experiments.tune.fakes import FakeRunner, problem_of

OWNER = {"case": "fake"}


def figures(values: Mapping[str, float], world: int) -> dict[str, float]:
    """A bowl with a goal, and noise of the world."""
    noise = np.random.default_rng(world).normal(0, 5)
    cost = 100 + (values["k"] - 20) ** 2 / 20 + (values["x"] - 6) ** 2 + noise
    return {"total_cost": cost, "fill_rate": 0.8 + values["k"] / 300 + noise / 2000}


def problem() -> Problem:
    """A whole knob and one that is not."""
    return problem_of(
        Knob("k", 1, 50, integer=True), Knob("x", 1, 10, log=True), goals=[Goal("fill_rate", 0.88)]
    )


START = (40.0, 2.0)


def told(found: Search) -> list[tuple[object, ...]]:
    """Everything of an archive: settings in order and figures in each world."""
    return [
        (one.setting, one.objective.tolist(), one.goals.tolist(), one.complete)
        for one in found.archive.evaluations
    ]


def journal(path: Path) -> StudyRecord:
    """The record of this problem in a file."""
    return StudyRecord(problem(), OWNER, path, "tune")


@pytest.fixture(scope="module")
def whole() -> tuple[Search, int]:
    """The search without a stop, and the runs that it made."""
    runner = FakeRunner(figures)
    return search(runner, problem(), START, seed=1), runner.count


def test_the_search_finds_the_best_and_says_how_it_went(whole: tuple[Search, int]) -> None:
    """Goal reached at 24 or a little more, the other knob at 6; runs are counted."""
    found, runs = whole
    k, x = found.winner.setting
    assert 24 <= k <= 26
    assert x == pytest.approx(6, abs=0.5)
    assert found.reached
    assert found.ended == "converged"
    assert found.start == START
    assert found.trials == len(found.archive) <= 100
    assert found.runs == runs == sum(one.worlds for one in found.archive.evaluations)
    assert 0 < found.given_up < found.trials
    assert found.ties[0] is found.archive.best


def test_again_it_is_the_same(whole: tuple[Search, int]) -> None:
    """The same settings in the same order with the same figures."""
    assert told(search(FakeRunner(figures), problem(), START, seed=1)) == told(whole[0])


@pytest.mark.parametrize("share", [0.02, 0.3, 0.8])
def test_stopped_anywhere_and_resumed_it_is_the_same(
    whole: tuple[Search, int], tmp_path: Path, share: float
) -> None:
    """What the journal holds is not simulated again, and the archive is that of a search without a stop."""
    first = FakeRunner(figures, stop_after=max(int(share * whole[1]), 5), monitor=Monitor())
    try:
        stopped = search(first, problem(), START, seed=1, record=journal(tmp_path / "study"))
    except KeyboardInterrupt:
        assert share < 0.1
    else:
        assert stopped.ended == "interrupted"
        assert told(stopped) == told(whole[0])[: len(stopped.archive)]
        assert stopped.winner.complete
    second = FakeRunner(figures)
    found = search(second, problem(), START, seed=1, record=journal(tmp_path / "study"))
    assert told(found) == told(whole[0])
    assert found.winner.setting == whole[0].winner.setting
    assert found.runs == whole[0].runs
    assert second.count <= whole[1]
    assert share < 0.1 or second.count < whole[1]


def test_a_journal_that_broke_off_between_two_settings_is_no_trouble(
    whole: tuple[Search, int], tmp_path: Path
) -> None:
    """A machine that fails leaves half a batch: the search goes on as if it had not."""
    search(FakeRunner(figures), problem(), START, seed=1, record=journal(tmp_path / "study"))
    lines = (tmp_path / "study").read_bytes().splitlines(keepends=True)
    for count in (3, 4, len(lines) // 2):
        (tmp_path / "half").write_bytes(b"".join(lines[:count]))
        found = search(FakeRunner(figures), problem(), START, seed=1, record=journal(tmp_path / "half"))
        assert told(found) == told(whole[0])


def test_a_finished_search_costs_no_runs_again(whole: tuple[Search, int], tmp_path: Path) -> None:
    """All of it is known; the runs told are those that it took."""
    search(FakeRunner(figures), problem(), START, seed=1, record=journal(tmp_path / "study"))
    runner = FakeRunner(figures)
    found = search(runner, problem(), START, seed=1, record=journal(tmp_path / "study"))
    assert runner.count == 0
    assert (told(found), found.runs) == (told(whole[0]), whole[1])


def test_trials_of_somebody_else_count(tmp_path: Path) -> None:
    """A colleague who began elsewhere in the same study has saved us runs, and her best may win."""
    search(FakeRunner(figures), problem(), (10.0, 9.0), seed=7, record=journal(tmp_path / "study"))
    alone, together = FakeRunner(figures), FakeRunner(figures)
    search(alone, problem(), (10.0, 9.0), seed=8)
    found = search(together, problem(), (10.0, 9.0), seed=8, record=journal(tmp_path / "study"))
    assert together.count < alone.count
    assert found.reached


@pytest.mark.parametrize("trials", [1, 2, 3, 7, 20, 1000])
def test_so_many_trials_and_no_more(whole: tuple[Search, int], trials: int) -> None:
    """The first settings of the search without a limit; one is enough for a winner."""
    found = search(FakeRunner(figures), problem(), START, seed=1, trials=trials)
    assert found.trials == min(trials, whole[0].trials)
    assert [one.setting for one in found.archive.evaluations] == [
        one.setting for one in whole[0].archive.evaluations[:trials]
    ]
    assert found.ended == ("trials" if trials < whole[0].trials else "converged")
    assert found.winner.complete


def test_the_time_ends_at_a_batch_boundary(
    whole: tuple[Search, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A second a run: no batch is begun that would not end in the time, nor what is kept for afterwards."""
    for seconds, reserve in ((90.0, 0), (90.0, 20)):
        runner = FakeRunner(figures)
        monkeypatch.setattr(search_module, "time", SimpleNamespace(monotonic=lambda r=runner: float(r.count)))
        found = search(runner, problem(), START, seed=1, seconds=seconds, reserve=reserve)
        assert found.ended == "budget"
        assert 30 <= runner.count <= seconds - reserve
        assert told(found) == told(whole[0])[: len(found.archive)]
        assert found.winner.complete
    at_once = search(FakeRunner(figures), problem(), START, seed=1, seconds=0.0)
    assert (at_once.ended, at_once.trials) == ("budget", 3)


def test_stopped_before_anything_is_finished_there_is_no_answer() -> None:
    """The interruption goes on."""
    with pytest.raises(KeyboardInterrupt):
        search(FakeRunner(figures, stop_after=1, monitor=Monitor()), problem(), START)


def test_progress_tells_settings_and_the_best() -> None:
    """In the words that were given, and whether the target is reached yet."""
    steps: list[Step] = []
    runner = FakeRunner(figures, monitor=Monitor(steps.append))
    search(runner, problem(), (2.0, 9.0), trials=30, seed=1, words="{:.0f} rupees".format)
    assert {step.phase for step in steps} == {"tuning"}
    assert [step.done for step in steps] == sorted(step.done for step in steps)
    assert (steps[-1].done, steps[-1].total) == (30, 30)
    assert steps[0].best.endswith("rupees, target not reached yet")
    assert steps[-1].best.endswith("rupees")


def test_no_look_elsewhere() -> None:
    """Zero settings elsewhere leave the surfaces alone."""
    found = search(FakeRunner(figures), problem(), START, seed=1, elsewhere=0)
    longer = search(FakeRunner(figures), problem(), START, seed=1)
    assert told(found) == told(longer)[: found.trials]
    assert found.trials < longer.trials


def test_a_look_elsewhere_leaves_a_valley() -> None:
    """A second, deeper valley far away is found and climbed down into."""
    far = problem_of(Knob("k", 0, 100))

    def two(values: Mapping[str, float], world: int) -> dict[str, float]:
        return {"total_cost": 100 + min((values["k"] - 80) ** 2 / 10, (values["k"] - 15) ** 2 / 30 - 20)}

    assert search(FakeRunner(two), far, (90.0,), elsewhere=0).winner.setting[0] == pytest.approx(80, abs=1)
    assert search(FakeRunner(two), far, (90.0,)).winner.setting[0] == pytest.approx(15, abs=1)


# ---- with real worlds


def shop(values: Mapping[str, float]) -> Scenario:
    """A shop with random demand and lead times."""
    return Scenario(
        name="shop",
        network=Network(
            items=(Item(name="jar", unit_cost=10.0, price=16.0),),
            stock_points=(StockPoint(name="shop", item="jar", initial=20),),
            sources=(Purchase(stock="shop", supplier="dairy", lead_time=Gamma(mean=6, sd=2), order_cost=5),),
            demands=(Demand(name="buyers", stock="shop", interval=Exponential(mean=1.0)),),
            suppliers=(Supplier(name="dairy"),),
            accounts=Accounts(holding_rate=0.25, backorder_cost=50),
        ),
        control=(Control(("shop",), QSystem(values["r"], values["q"])),),
        horizon=120,
        warm_up=20,
        seed=3,
    )


def test_two_workers_find_what_one_finds() -> None:
    """Setting by setting, bit by bit; in worlds that no comparison uses."""
    turned = Problem(
        (Knob("r", 0, 40, integer=True), Knob("q", 1, 100, integer=True)),
        "total_cost",
        (Goal("fill_rate", 0.9),),
        build=shop,
    )
    one, two = (search(Runner(jobs), turned, (20.0, 50.0), trials=12) for jobs in (1, 2))
    assert told(one) == told(two)
    assert one.winner.setting == two.winner.setting
    assert FIRST_TUNING_WORLD == 3_000_000
