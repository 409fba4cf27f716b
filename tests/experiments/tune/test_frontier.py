"""The frontier of two figures: on curves that are known, under goals, and the same however it is run."""

from collections.abc import Mapping

import numpy as np
import pytest

from experiments.progress import Monitor
from experiments.tune.frontier import Frontier, bulge, check_figures, frontier, nondominated, normalised
from experiments.tune.problem import Goal, Knob
from sim import DataError
from tests.experiments.tune.fakes import FakeRunner, problem_of

BOTH = ("fill_rate", "total_cost")
A = Knob("a", 0, 1)


def shop(values: Mapping[str, float], world: int) -> dict[str, float]:
    """Service rises with the first knob, cost has its least at 0.2; what the others do is waste off 0.3.

    The frontier is all settings from 0.2 on with the others at 0.3.
    """
    first, *others = values.values()
    waste = sum((value - 0.3) ** 2 for value in others)
    return {
        "fill_rate": 1 - 0.3 * np.exp(-3 * first) - 0.1 * waste + 0.001 * world,
        "total_cost": 100 + 50 * (first - 0.2) ** 2 + 80 * waste + world,
    }


def found_of(figures: list[tuple[float, float]], noise: float = 0.0) -> Frontier:
    """Return a frontier whose settings gave these figures in two worlds, the second one off by noise."""
    both = np.array(figures)
    worlds = np.stack([both - noise, both + noise], axis=1)
    settings = tuple((float(k),) for k in range(len(figures)))
    problem = problem_of(Knob("a", 0, 100))
    return Frontier(problem, BOTH, settings, worlds, np.zeros(len(figures)), "trials")


# ---- geometry


def test_only_settings_that_none_beats_are_on_the_frontier() -> None:
    """Of six points by hand: one beaten in both, one equal in one and worse in the other; twins both stay."""
    good = np.array([[1.0, 5.0], [2.0, 4.0], [1.5, 3.0], [2.0, 3.0], [3.0, 1.0], [3.0, 1.0]])
    assert nondominated(good, np.zeros(6)) == (0, 1, 4, 5)
    assert nondominated(good, np.array([0.5, 0.2, 0.0, 0.0, 0.5, 0.5])) == (3,)
    assert nondominated(good, np.array([0.5, 0.2, 0.3, 0.4, 0.5, 0.5])) == (1,)


def test_each_figure_counts_in_its_own_good_direction() -> None:
    """High service and low cost are good: the cheap and the good setting stay, the dear one goes."""
    found = found_of([(0.9, 100.0), (0.95, 120.0), (0.94, 130.0)])
    assert found.order == (0, 1)
    assert found.frame["on_frontier"].tolist() == [True, True, False]
    assert found.frame["place"].tolist()[:2] == [1, 2]


def test_the_knee_is_furthest_above_the_chord() -> None:
    """By hand: scaled points (0, 1), (0.6, 0.9), (0.9, 0.5), (1, 0) are 0, 0.354, 0.283, 0 above it."""
    figures = [(0.90, 100.0), (0.96, 110.0), (0.99, 150.0), (1.0, 200.0)]
    found = found_of(figures)
    scaled = normalised(found.good)
    assert scaled[1] == pytest.approx([0.6, 0.9])
    assert found.knee == 1
    assert found.frame["knee"].tolist() == [False, True, False, False]


def test_a_straight_or_hollow_frontier_has_no_knee() -> None:
    """On the chord, below it, and of two points."""
    assert bulge(np.array([[0.0, 4.0], [1.0, 3.0], [4.0, 0.0]])) is None
    assert bulge(np.array([[0.0, 4.0], [1.0, 1.0], [4.0, 0.0]])) is None
    assert bulge(np.array([[0.0, 4.0], [4.0, 0.0]])) is None
    assert bulge(np.array([[1.0, 1.0]])) is None


def test_settings_within_noise_are_ties() -> None:
    """Differences (0, 1) and (2, 3) that change sign from world to world hold zero; (1, 2) does not."""
    first = np.array([[0.90, 100.0], [0.91, 102.0], [0.96, 140.0], [0.961, 141.0]])
    second = np.array([[0.92, 104.0], [0.911, 102.1], [0.961, 140.2], [0.9609, 139.9]])
    third = np.array([[0.90, 101.0], [0.915, 103.0], [0.960, 140.1], [0.962, 141.0]])
    worlds = np.stack([first, second, third], axis=1)
    found = Frontier(problem_of(A), BOTH, tuple((k / 10,) for k in range(4)), worlds, np.zeros(4), "trials")
    assert found.order == (0, 1, 2, 3)
    assert found.ties == {0: 0, 1: 0, 2: 2, 3: 2}
    assert found.tied == 2 and found.knee == 1
    assert found.frame["tied_with"].tolist()[1::2] == [0, 2]
    assert found.spread() == (0, 1, 3)  # the ends, and the knee


def test_what_is_confirmed_is_spread_evenly() -> None:
    """Of 101 points of a quarter circle eight are taken: both ends, the knee at 45 degrees, no two near."""
    angles = np.linspace(0, np.pi / 2, 101)
    found = found_of([(float(np.sin(t)), float(1 - np.cos(t))) for t in angles])
    taken = found.spread(8)
    assert len(taken) == 8
    assert {0, 50, 100} <= set(taken)
    assert found.knee == 50
    assert min(np.diff(taken)) >= 9
    assert found.spread(2) == (0, 100)


# ---- one knob


def test_one_knob_is_tried_at_even_steps_and_where_the_frontier_has_gaps() -> None:
    """Fifteen steps and the present setting, then middles: no beaten one, and no gap twice the mean."""
    found = frontier(FakeRunner(shop), problem_of(A), BOTH, (0.33,), trials=32)
    values = [setting[0] for setting in found.settings]
    assert len(values) == len(set(values)) == 32
    assert values[:3] == [0.33, 0.0, 1.0]
    assert sorted(values[:17])[1] == pytest.approx(1 / 15)
    assert sorted(values[k] for k in found.order) == [v for v in sorted(values) if v >= 0.2 - 1e-12]
    on = normalised(found.good[list(found.order)])
    gaps = np.hypot(*np.diff(on, axis=0).T)
    assert gaps.max() < 2 * gaps.mean() + 0.02
    assert len(found.order) > 26
    assert found.ended == "trials"


def test_the_knee_of_a_known_curve() -> None:
    """Where the slope of the scaled curve is that of the chord, by the derivative, to a step."""
    found = frontier(FakeRunner(shop), problem_of(A), BOTH, (0.5,), trials=40)
    assert found.knee is not None
    knobs = np.linspace(0.2, 1, 8001)
    service, cost = -0.3 * np.exp(-3 * knobs), -50 * (knobs - 0.2) ** 2
    above = (service - service[0]) / np.ptp(service) + (cost - cost[-1]) / np.ptp(cost)
    assert found.settings[found.knee][0] == pytest.approx(knobs[above.argmax()], abs=0.04)


def test_a_small_lattice_is_tried_whole() -> None:
    """Twelve possible settings of two whole knobs are all tried, once."""
    runner = FakeRunner(shop)
    two = problem_of(Knob("a", 0, 3, integer=True), Knob("b", 0, 2, integer=True))
    found = frontier(runner, two, BOTH, (1.0, 1.0), worlds=2, trials=32)
    assert len(set(found.settings)) == 12 and runner.count == 24
    assert found.ended == "converged"
    assert found.named(0) == {"a": 0, "b": 0}


def test_a_whole_knob_ends_when_nothing_is_left_between() -> None:
    """Steps of a whole knob are halved until neighbours meet."""
    found = frontier(FakeRunner(shop), problem_of(Knob("a", 0, 40, integer=True)), BOTH, (3.0,), trials=39)
    assert all(setting[0].is_integer() for setting in found.settings)
    assert found.ended == "converged"
    assert len(found.settings) < 39


# ---- several knobs


def test_several_knobs_come_near_the_known_frontier() -> None:
    """With two knobs the waste of the second is found out: on the frontier it is near 0.3."""
    two = problem_of(A, Knob("b", 0, 1))
    found = frontier(FakeRunner(shop), two, BOTH, (0.5, 0.8), trials=96)
    assert found.settings[:3] == ((0.5, 0.8), (0.0, 0.0), (1.0, 1.0))
    assert len(found.settings) == 96
    off = [abs(found.settings[k][1] - 0.3) for k in found.order]
    assert np.mean(off) < 0.1
    assert len(found.order) >= 10


def test_the_same_call_tries_the_same_settings() -> None:
    """Twice the same for one seed; another seed tries others, and a stop goes through to the caller."""
    two = problem_of(A, Knob("b", 1, 100, integer=True, log=True))
    runs = [frontier(FakeRunner(shop), two, BOTH, (0.5, 10.0), trials=24, seed=seed) for seed in (1, 1, 2)]
    assert runs[0].settings == runs[1].settings != runs[2].settings
    assert runs[0].frame.equals(runs[1].frame)
    stopped = FakeRunner(shop, stop_after=30, monitor=Monitor())
    with pytest.raises(KeyboardInterrupt):
        frontier(stopped, two, BOTH, (0.5, 10.0), trials=24, seed=1)


def test_all_settings_meet_the_same_worlds() -> None:
    """Each is simulated in the four worlds of the search."""
    runner = FakeRunner(shop)
    frontier(runner, problem_of(A, Knob("b", 0, 1)), BOTH, (0.5, 0.5), trials=12)
    by_setting: dict[tuple[float, ...], list[int]] = {}
    for values, world in runner.seen:
        by_setting.setdefault(tuple(values.values()), []).append(world)
    assert len(by_setting) == 12
    assert all(worlds == [0, 1, 2, 3] for worlds in by_setting.values())


def test_a_time_budget_ends_at_a_batch() -> None:
    """No time at all: the first batch is simulated, and no other."""
    found = frontier(FakeRunner(shop), problem_of(A), BOTH, (0.5,), trials=32, seconds=1e-9)
    assert found.ended == "budget"
    assert len(found.settings) == 17


# ---- goals


def test_the_frontier_is_among_settings_that_reach_the_goals() -> None:
    """Service of 0.9 at least cuts the cheap end off, in one dimension and in two."""
    for knobs in ((A,), (A, Knob("b", 0, 1))):
        goal = Goal("fill_rate", 0.9)
        found = frontier(
            FakeRunner(shop), problem_of(*knobs, goals=[goal]), BOTH, (0.5,) * len(knobs), trials=40
        )
        assert found.reached
        worst = found.figures[found.order[0], :, 0].mean()
        assert 0.9 <= worst < 0.93
        assert not found.frame.loc[found.frame["on_frontier"], "reaches_targets"].eq(False).any()


def test_where_no_setting_reaches_the_goals_the_nearest_is_left() -> None:
    """A goal out of reach leaves the setting of most service, and says so."""
    found = frontier(
        FakeRunner(shop), problem_of(A, goals=[Goal("fill_rate", 0.999)]), BOTH, (0.5,), trials=10
    )
    assert not found.reached
    assert [found.settings[k] for k in found.order] == [(1.0,)]
    assert found.knee is None and found.spread() == found.order


# ---- bad input


@pytest.mark.parametrize(
    ("figures", "words"),
    [
        (("fill_rate", "fill_rate"), "'fill_rate' is named twice"),
        (("fill_rate", "total_cots"), "the nearest is 'total_cost'"),
        (("fill_rate",), "is of two figures, not of 1"),
        (("fill_rate", "purchase_cost"), "no good direction"),
    ],
)
def test_figures_that_have_no_frontier(figures: tuple[str, ...], words: str) -> None:
    """Twice the same, one that is not known, one alone, one without a good direction."""
    with pytest.raises(DataError, match=words):
        check_figures(figures)


def test_a_figure_that_the_case_does_not_give() -> None:
    """Not a number in one world is enough; a goal has its own sentence."""

    def silent(values: Mapping[str, float], world: int) -> dict[str, float]:
        return {**shop(values, world), "order_fill_rate": float("nan")}

    with pytest.raises(DataError, match="does not give the figure 'order_fill_rate'; name another"):
        frontier(FakeRunner(silent), problem_of(A), ("order_fill_rate", "total_cost"), (0.5,))
    with pytest.raises(DataError, match="'order_fill_rate'; give another --target"):
        goals = [Goal("order_fill_rate", 0.9)]
        frontier(FakeRunner(silent), problem_of(A, goals=goals), BOTH, (0.5,))
