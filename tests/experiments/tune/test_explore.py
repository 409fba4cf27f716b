"""The look elsewhere."""

from collections.abc import Mapping

import pytest

from experiments.tune.archive import Archive
from experiments.tune.explore import distribution, explored
from experiments.tune.problem import Goal, Knob, Problem
from tests.experiments.tune.fakes import climb, evaluation, problem_of


@pytest.fixture(scope="module")
def searched() -> tuple[Problem, Archive]:
    """A search that is over, with a goal and settings that were given up."""
    problem = problem_of(
        Knob("k", 0.5, 9.5, integer=True), Knob("x", 1, 100, log=True), goals=[Goal("fill_rate", 0.9)]
    )

    def figures(values: Mapping[str, float], world: int) -> dict[str, float]:
        return {
            "total_cost": 50 + (values["k"] - 4) ** 2 + values["x"],
            "fill_rate": 0.5 + values["x"] / 200,
        }

    return problem, climb(problem, figures, (9.0, 50.0))[0]


def test_new_settings_within_the_ranges(searched: tuple[Problem, Archive]) -> None:
    """None of them known, none twice, as many as were asked for."""
    problem, archive = searched
    found = explored(problem, archive, 4, seed=1)
    assert len(found) == len(set(found)) == 4
    assert not any(setting in archive for setting in found)
    for k, x in found:
        assert k in range(1, 10)
        assert 1 <= x <= 100


def test_the_same_archive_and_seed_give_the_same(searched: tuple[Problem, Archive]) -> None:
    """Whatever was asked before; another seed gives others."""
    problem, archive = searched
    first = explored(problem, archive, 4, seed=1)
    explored(problem, archive, 2, seed=5)
    assert explored(problem, archive, 4, seed=1) == first
    assert explored(problem, archive, 4, seed=2) != first


def test_a_lattice_that_is_all_known_gives_nothing() -> None:
    """And the search does not wait for it."""
    problem = problem_of(Knob("k", 1, 3, integer=True))
    archive = Archive(problem)
    archive.add([evaluation(k, [k, k]) for k in (1, 2, 3)])
    assert explored(problem, archive, 4, seed=1) == []


@pytest.mark.parametrize("log", [False, True])
def test_the_ranges_in_the_terms_of_the_sampler(log: bool) -> None:
    """Whole ends inside ends that are not."""
    whole = distribution(Knob("k", 1.5, 9.5, integer=True, log=log))
    assert (type(whole).__name__, whole.low, whole.high, whole.log) == ("IntDistribution", 2, 9, log)
    plain = distribution(Knob("k", 1.5, 9.5, log=log))
    assert (type(plain).__name__, plain.low, plain.high, plain.log) == ("FloatDistribution", 1.5, 9.5, log)
