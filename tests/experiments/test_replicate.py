"""Replications: order, workers, interruption, saturation."""

import dataclasses
from collections.abc import Callable

import pytest

from experiments.replicate import Outcome, Task, paired_tasks, replicate
from sim import DataError, Scenario, simulate

Build = Callable[[float], Scenario]


def test_outcomes_keep_the_order_given(random_shop: Build) -> None:
    """Alternatives come as they were named, replications by number, whatever ran first."""
    big, small = random_shop(20), random_shop(5)
    jobs = [Task("zeta", big, 1), Task("alpha", small, 0), Task("zeta", big, 0)]
    outcomes = replicate(jobs)
    assert outcomes.alternatives == ("zeta", "alpha")
    assert [(o.alternative, o.replication) for o in outcomes] == [("zeta", 0), ("zeta", 1), ("alpha", 0)]


def test_alternatives_meet_the_same_worlds(random_shop: Build) -> None:
    """Every alternative of a world comes before the next world, and meets the same customers."""
    ways = {"big": random_shop(20), "small": random_shop(5)}
    jobs = paired_tasks(ways, 2, start=7)
    order = [("big", 7), ("small", 7), ("big", 8), ("small", 8)]
    assert [(task.alternative, task.replication) for task in jobs] == order
    outcomes = replicate(paired_tasks(ways, 4))
    revenues = [[o.kpis["revenue"] for o in outcomes.of(name)] for name in ways]
    assert revenues[0] == revenues[1]
    assert len(set(revenues[0])) > 1


def test_an_outcome_is_that_of_the_run(random_shop: Build) -> None:
    """Figures, facts and seed are those of simulating the same replication by hand."""
    world = random_shop(10)
    (outcome,) = replicate([Task("only", world, 4)])
    run = simulate(world, 4)
    assert outcome.facts == run.facts > 0
    assert (outcome.seed, outcome.engine, outcome.standoffs) == (3, run.engine, 0)
    assert outcome.kpis["stock_units"] == run.total("on_hand_area")[0] / 100
    assert outcome.stock_points["stock_units"].tolist() == [outcome.kpis["stock_units"]]
    assert outcome.wall_seconds > 0


def test_tables_are_kept_only_when_asked_for(random_shop: Build) -> None:
    """A sweep needs the figures of the network alone."""
    (outcome,) = replicate([Task("only", random_shop(10), 0)], stock_points=False)
    assert outcome.stock_points == {} and outcome.centres == {}


def test_workers_change_nothing(random_shop: Build) -> None:
    """Two workers give the same outcomes as none, in the same order."""
    jobs = paired_tasks({"big": random_shop(20), "small": random_shop(5)}, 4)
    alone, together = replicate(jobs), replicate(jobs, n_jobs=2)
    assert [o.alternative for o in alone] == [o.alternative for o in together]
    assert [repr(o.kpis) for o in alone] == [repr(o.kpis) for o in together]


@pytest.mark.parametrize("n_jobs", [1, 2])
def test_interrupted_work_is_kept(random_shop: Build, n_jobs: int) -> None:
    """What was finished when the user pressed Ctrl-C is returned, and marked."""
    seen: list[Outcome] = []

    def stop_at_three(outcome: Outcome, done: int, whole: int) -> None:
        seen.append(outcome)
        assert (done, whole) == (len(seen), 40)
        if done == 3:
            raise KeyboardInterrupt

    outcomes = replicate(
        paired_tasks({"big": random_shop(20), "small": random_shop(5)}, 20), n_jobs, stop_at_three
    )
    assert outcomes.interrupted
    assert {id(o) for o in outcomes} == {id(o) for o in seen}
    assert len(outcomes) == 3
    assert outcomes.alternatives == ("big", "small")


def test_finished_work_is_not_marked_as_interrupted(random_shop: Build) -> None:
    """The mark is for what was stopped."""
    assert not replicate([Task("only", random_shop(10), 0)]).interrupted


def test_an_overloaded_plant_is_saturated(overloaded: Scenario, plant: Scenario) -> None:
    """An alternative whose work in process never stops growing is flagged, and no other."""
    outcomes = replicate([Task("fine", plant, 0), Task("flooded", overloaded, 0)])
    assert outcomes.saturated == ("flooded",)


def test_growth_by_chance_is_not_saturation(overloaded: Scenario) -> None:
    """Growth that differs so much from world to world that it may be none does not flag."""
    outcomes = replicate(paired_tasks({"flooded": overloaded}, 3))
    shaky = [
        dataclasses.replace(o, kpis={**o.kpis, "plant_growth": growth})
        for o, growth in zip(outcomes, (0.5, 0.7, 4.0), strict=True)
    ]
    assert outcomes.saturated == ("flooded",)
    assert dataclasses.replace(outcomes, finished=tuple(shaky)).saturated == ()


def test_more_replications_join(random_shop: Build) -> None:
    """A second batch goes on where the first ended."""
    world = {"only": random_shop(10)}
    first, second = replicate(paired_tasks(world, 2)), replicate(paired_tasks(world, 2, start=2))
    assert [o.replication for o in second.joined(first)] == [0, 1, 2, 3]


def test_a_replication_comes_once(random_shop: Build) -> None:
    """Two alternatives of one name would be mixed up."""
    with pytest.raises(DataError, match="alternative 'only' has replication 0 twice"):
        replicate([Task("only", random_shop(10), 0), Task("only", random_shop(20), 0)])


@pytest.mark.parametrize("n_jobs", [1, 2])
def test_an_error_says_where_it_happened(random_shop: Build, n_jobs: int) -> None:
    """A note names the alternative and the replication, also from another process."""
    wrong = dataclasses.replace(random_shop(10), horizon=1.0)
    with pytest.raises(DataError, match="longer than the warm-up") as caught:
        replicate(paired_tasks({"short": wrong}, 2), n_jobs)
    assert caught.value.__notes__[0].startswith("alternative 'short', replication ")


def test_growth_in_every_world_beside_a_machine_that_never_rests_is_saturation(overloaded: Scenario) -> None:
    """Two worlds make a wide interval; a work centre that is never idle speaks for itself."""
    outcomes = replicate(paired_tasks({"flooded": overloaded}, 2))
    assert min(o.kpis["utilisation_max"] for o in outcomes) > 0.99
    grown = [
        dataclasses.replace(o, kpis={**o.kpis, "plant_growth": growth})
        for o, growth in zip(outcomes, (1.1, 1.8), strict=True)
    ]
    assert dataclasses.replace(outcomes, finished=tuple(grown)).saturated == ("flooded",)
    idle = [dataclasses.replace(o, kpis={**o.kpis, "utilisation_max": 0.9}) for o in grown]
    assert dataclasses.replace(outcomes, finished=tuple(idle)).saturated == ()
