"""The search by response surfaces, on functions whose best place is known."""

import math
from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from experiments.tune.problem import Goal, Knob, Problem, Setting
from tests.experiments.tune.fakes import climb, problem_of

STARTS = {"low corner": 0.0, "high corner": 1.0}


def noise(world: int, number: int = 0) -> float:
    """A draw that belongs to a world."""
    return float(np.random.default_rng([world, number]).normal())


def knobs(count: int, kind: str) -> list[Knob]:
    """Knobs from 1 to 100."""
    return [Knob(f"k{i}", 1, 100, integer=kind == "whole", log=kind == "log") for i in range(count)]


def bowl(centre: list[float], noisy: float = 0.0) -> Any:
    """A cost of 100 at the centre, and parabolas around it."""

    def figures(values: Mapping[str, float], world: int) -> dict[str, float]:
        off = [values[f"k{i}"] - c for i, c in enumerate(centre)]
        tilt = sum(d * noise(world, i + 1) for i, d in enumerate(off)) / 100
        return {"total_cost": 100 + sum(d * d for d in off) / 50 + noisy * (noise(world) + tilt)}

    return figures


def above(setting: Setting, centre: list[float]) -> float:
    """The true cost above the least, as a share."""
    return sum((x - c) ** 2 for x, c in zip(setting, centre, strict=True)) / 50 / 100


@pytest.mark.parametrize("start", STARTS.values(), ids=list(STARTS))
@pytest.mark.parametrize("kind", ["plain", "whole", "log"])
@pytest.mark.parametrize(("count", "most"), [(2, 45), (6, 180)])
def test_the_lowest_place_of_a_bowl(count: int, most: int, kind: str, start: float) -> None:
    """Found from any corner, with a bounded number of settings, none of them simulated twice."""
    centre = [20.0 + 10 * i for i in range(count)]
    problem = problem_of(*knobs(count, kind))
    archive, batches = climb(problem, bowl(centre), problem.at([start] * count))
    assert above(archive.best.setting, centre) < (1e-4 if count < 6 else 0.005)
    proposed = [setting for batch in batches for setting in batch]
    assert len(set(proposed)) == len(proposed) == len(archive) <= most


@pytest.mark.parametrize("seed", range(2))
def test_noise_that_worlds_have_in_common_hardly_matters(seed: int) -> None:
    """A tenth of the cost of noise in each world, and a slope of its own: still within half a per cent."""
    centre = [30.0, 60.0]
    problem = problem_of(*knobs(2, "plain"))
    archive, _ = climb(problem, bowl(centre, noisy=10.0), (90.0, 90.0), worlds=8, seed=seed)
    means = [np.mean([noise(w, i + 1) for w in range(8)]) for i in range(2)]
    tilted = [c - 10.0 * float(m) / 100 * 25 for c, m in zip(centre, means, strict=True)]
    assert archive.best.setting == pytest.approx(tilted, abs=3.0)


def fill_rate(values: Mapping[str, float], world: int) -> dict[str, float]:
    """More stock costs in a straight line and serves better; 0.95 at log 6."""
    return {"total_cost": 100 + 10 * values["k0"], "fill_rate": 1 - 0.3 * math.exp(-values["k0"])}


@pytest.mark.parametrize("start", [0.0, 8.0])
def test_a_goal_that_costs_is_reached_just_so(start: float) -> None:
    """From below and from above the search ends at the boundary, on its good side."""
    problem = problem_of(Knob("k0", 0, 8), goals=[Goal("fill_rate", 0.95)])
    archive, _ = climb(problem, fill_rate, (start,))
    assert archive.reached
    assert 0 <= archive.best.setting[0] - math.log(6) < 0.02
    assert len(archive) < 40


@pytest.mark.parametrize("start", [0.5, 6.0])
@pytest.mark.parametrize("worlds", [2, 4])
def test_a_goal_is_reached_just_so_in_worlds_that_differ(worlds: int, start: float) -> None:
    """Also from where hardly anybody waits, whose worlds say little of the target."""

    def figures(values: Mapping[str, float], world: int) -> dict[str, float]:
        plain = fill_rate(values, world)
        served = min(plain["fill_rate"] + 0.004 * noise(world, 1), 1.0)
        return {"total_cost": plain["total_cost"] + noise(world), "fill_rate": served}

    problem = problem_of(Knob("k0", 0, 8), goals=[Goal("fill_rate", 0.95)])
    archive, _ = climb(problem, figures, (start,), worlds=worlds)
    assert archive.reached
    assert archive.best.setting[0] == pytest.approx(math.log(6), abs=0.25)


def test_two_goals_of_two_knobs() -> None:
    """Each class has its own; the search ends where both are just reached."""
    problem = problem_of(
        Knob("A", 0, 6),
        Knob("B", 0, 6),
        goals=[Goal("fill_rate", 0.98, "A"), Goal("fill_rate", 0.9, "B")],
        groups=lambda scenario: ("A", "B"),
    )

    def figures(values: Mapping[str, float], world: int) -> dict[str, float]:
        served = {f"fill_rate:{name}": 1 - 0.3 * math.exp(-values[name]) for name in "AB"}
        return {"total_cost": 50 + 3 * values["A"] + 2 * values["B"], "fill_rate": 0.5, **served}

    archive, _ = climb(problem, figures, (2.0, 3.0))
    assert archive.reached
    assert archive.best.setting == pytest.approx([math.log(15), math.log(3)], abs=0.05)


@pytest.mark.parametrize("target", [0.9999999, 0.99995])
def test_a_goal_that_nothing_reaches(target: float) -> None:
    """The nearest that there is: the end of the range."""
    problem = problem_of(Knob("k0", 0, 8), goals=[Goal("fill_rate", target)])
    archive, _ = climb(problem, fill_rate, (1.0,))
    assert not archive.reached
    assert archive.best.setting == (8.0,)
    assert len(archive) < 40


def test_a_goal_that_is_only_neared_is_not_chased_for_ever() -> None:
    """Where service creeps up to less than the target, the search ends when it gains no more than a hair."""
    problem = problem_of(Knob("k0", 0, 8), goals=[Goal("fill_rate", 0.98)])
    archive, _ = climb(
        problem,
        lambda v, w: {"total_cost": v["k0"], "fill_rate": 0.97 - 0.3 * math.exp(-3 * v["k0"])},
        (1.0,),
    )
    assert not archive.reached
    assert archive.best.goal_means[0] > 0.9695
    assert len(archive) < 40


@pytest.mark.parametrize("start", [0.0, 50.0, 200.0])
def test_a_kink_with_steps(start: float) -> None:
    """A newsvendor with whole papers: over- and underage of 1 and 9 and 1,600 days of demand."""

    def figures(values: Mapping[str, float], world: int) -> dict[str, float]:
        asked = np.random.default_rng(world).normal(100, 20, 400)
        left = values["k0"] - asked
        return {"total_cost": float(np.mean(np.maximum(left, 0) + 9 * np.maximum(-left, 0)))}

    def true(k: int) -> float:
        return float(np.mean([figures({"k0": k}, world)["total_cost"] for world in range(4)]))

    problem = problem_of(Knob("k0", 0, 200, integer=True))
    archive, _ = climb(problem, figures, (start,), worlds=4)
    least = min(true(k) for k in range(90, 150))
    assert true(int(archive.best.setting[0])) <= least * 1.01
    assert len(archive) < 40


@pytest.mark.parametrize("count", [1, 2, 3])
def test_flat_everywhere(count: int) -> None:
    """Nothing is to be gained; the search ends soon, where it began."""
    problem = problem_of(*knobs(count, "plain"))
    archive, _ = climb(problem, lambda v, w: {"total_cost": 5.0}, (60.0,) * count)
    assert archive.best.setting == (60.0,) * count
    assert len(archive) <= 20


@pytest.mark.parametrize("count", [1, 2])
def test_a_plateau_on_the_way(count: int) -> None:
    """A cone with a flat bottom: any place on it will do."""
    problem = problem_of(*knobs(count, "plain"))

    def figures(values: Mapping[str, float], world: int) -> dict[str, float]:
        return {"total_cost": max(10.0, sum(abs(value - 30) for value in values.values()))}

    assert climb(problem, figures, (90.0,) * count)[0].best.mean == 10


def test_a_cost_that_falls_to_nothing_or_below() -> None:
    """Where the objective is zero or negative there are no logarithms and no shares of it."""
    problem = problem_of(Knob("k0", -10, 10))
    for least in (0.0, -1.0, -1e6):
        archive, _ = climb(problem, lambda v, w: {"total_cost": (v["k0"] - 3) ** 2 + least}, (9.0,))  # noqa: B023
        assert archive.best.setting[0] == pytest.approx(3, abs=0.6 if least == -1e6 else 0.1)
        assert len(archive) < 60


def test_a_profit_is_climbed() -> None:
    """What is to be high is as easily found."""
    problem = problem_of(Knob("k0", 0, 10), objective="profit")
    archive, _ = climb(problem, lambda v, w: {"profit": 500 - (v["k0"] - 7) ** 2}, (1.0,))
    assert archive.best.setting[0] == pytest.approx(7, abs=0.3)


@pytest.mark.parametrize("start", [0.0, 1.0])
def test_a_knob_of_two_values_beside_others(start: float) -> None:
    """It is turned in the first batch already, from either end."""
    problem = problem_of(Knob("on", 0, 1, integer=True), Knob("k", 1, 10))

    def figures(values: Mapping[str, float], world: int) -> dict[str, float]:
        return {"total_cost": 100 + 10 * values["on"] + (values["k"] - 4) ** 2}

    archive, batches = climb(problem, figures, (start, 5.0))
    assert batches[0][:2] == [(start, 5.0), (1 - start, 5.0)]
    assert archive.best.setting == (0.0, pytest.approx(4, abs=0.05))


@pytest.mark.parametrize("log", [False, True])
@pytest.mark.parametrize("last", [2, 3, 4, 5])
def test_a_few_whole_numbers(last: int, log: bool) -> None:
    """Where a step is a large part of the range the search does not end before it has begun."""
    for start in (1, last):
        for best in {1, last, (1 + last) // 2}:
            problem = problem_of(Knob("k0", 1, last, integer=True, log=log))
            archive, _ = climb(problem, lambda v, w: {"total_cost": 100 + 10 * abs(v["k0"] - best)}, (start,))  # noqa: B023
            assert archive.best.setting == (best,)
            assert len(archive) <= last


# ---- any convex function


@st.composite
def problems(draw: st.DrawFn) -> tuple[Problem, Any, Setting]:
    """A problem of up to three knobs, a convex cost with or without a goal, and where to begin."""
    count = draw(st.integers(1, 3))
    found, centre, weight = [], [], []
    for i in range(count):
        kind = draw(st.sampled_from(["plain", "whole", "log"]))
        low = draw(st.integers(1, 20))
        high = low + draw(st.integers(1, 200))
        found.append(Knob(f"k{i}", low, high, integer=kind == "whole", log=kind == "log"))
        centre.append(draw(st.floats(low - 10, high + 10)))
        weight.append(draw(st.floats(0.01, 10)))
    power = draw(st.sampled_from([1, 1.5, 2, 4]))
    base, wobble = draw(st.sampled_from([0.0, 1.0, 1000.0])), draw(st.sampled_from([0.0, 1.0]))
    goals = [Goal("fill_rate", draw(st.floats(0.3, 0.999)))] if draw(st.booleans()) else []
    problem = problem_of(*found, goals=goals)
    start = problem.at([draw(st.floats(0, 1)) for _ in range(count)])

    def figures(values: Mapping[str, float], world: int) -> dict[str, float]:
        off = [
            w * (abs(values[k.name] - c) / (k.high - k.low)) ** power
            for k, c, w in zip(found, centre, weight, strict=True)
        ]
        served = 1 - 0.5 * math.exp(-2 * sum(problem.shares(tuple(values.values()))))
        return {"total_cost": base + sum(off) + wobble * noise(world), "fill_rate": served}

    return problem, figures, start


@settings(max_examples=12, deadline=None)
@given(problems())
def test_any_convex_problem_ends_in_range_and_no_worse_than_it_began(found: Any) -> None:
    """It always ends, stays in the ranges, proposes nothing twice, and does not lose what it had."""
    problem, figures, start = found
    archive, batches = climb(problem, figures, start, most=300)
    proposed = [setting for batch in batches for setting in batch]
    assert len(set(proposed)) == len(proposed)
    for setting in proposed:
        for knob, value in zip(problem.knobs, setting, strict=True):
            assert knob.low <= value <= knob.high
            assert not knob.integer or value == int(value)
    first = archive.evaluations[archive.places[start]]
    assert archive.key(archive.best) <= archive.key(first)
