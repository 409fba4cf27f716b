"""Settings simulated in stages, and given up where they cannot win."""

from collections.abc import Mapping, Sequence

import numpy as np
import pytest

from experiments.progress import Monitor
from experiments.tune.evaluate import Evaluation, Evaluator, margins
from experiments.tune.problem import Goal, Knob
from sim import DataError
from tests.experiments.tune.fakes import FakeRunner, evaluation, problem_of

KNOB = Knob("k", 0, 100)
FILL = Goal("fill_rate", 0.95)


def costs(values: Mapping[str, float], world: int) -> dict[str, float]:
    """The knob is the cost; each world adds its own."""
    return {"total_cost": 100 + values["k"] + 10 * (world % 3)}


def evaluator(worlds: int = 8, goals: Sequence[Goal] = ()) -> Evaluator:
    """An evaluator on the knob that is the cost."""
    return Evaluator(FakeRunner(costs), problem_of(KNOB, goals=goals), worlds)


def test_worlds_are_added_in_stages_that_double() -> None:
    """The first alone is the leader and goes to the end; one like it is looked at after 2, 4 and 8 worlds."""
    runner = FakeRunner(costs)
    found = Evaluator(runner, problem_of(KNOB), 10)
    first, second = found.evaluate([(1.0,), (1.0 + 1e-9,)], None)
    assert [world for values, world in runner.seen if values == {"k": 1.0}] == list(range(10))
    assert (first.complete, second.complete) == (True, False)
    assert [world for values, world in runner.seen if values != {"k": 1.0}] == [0, 1, 2, 3]
    assert found.runs == 14 == runner.count
    assert Evaluator(runner, problem_of(KNOB), 8)._stages() == [0, 2, 4, 8]
    assert Evaluator(runner, problem_of(KNOB), 9)._stages() == [0, 2, 4, 8, 9]
    assert Evaluator(runner, problem_of(KNOB), 2)._stages() == [0, 2]


def test_the_best_of_the_first_batch_goes_to_the_end() -> None:
    """Without a best the others are held against the leader after the first worlds."""
    found = evaluator()
    three = found.evaluate([(50.0,), (10.0,), (30.0,)], None)
    assert [one.worlds for one in three] == [2, 8, 2]
    assert [one.complete for one in three] == [False, True, False]
    assert found.runs == 12


def test_the_leader_is_nearest_to_the_goals_whatever_it_costs() -> None:
    """A dear setting that reaches the target leads a cheap one that does not."""
    problem = problem_of(KNOB, goals=[FILL])

    def figures(values: Mapping[str, float], world: int) -> dict[str, float]:
        return {"total_cost": values["k"], "fill_rate": 0.97 if values["k"] > 20 else 0.9}

    both = Evaluator(FakeRunner(figures), problem, 8).evaluate([(10.0,), (30.0,)], None)
    assert [one.complete for one in both] == [False, True]


def test_a_setting_is_simulated_once() -> None:
    """What is known costs no run, twice in a batch neither, and the answer is in the order asked for."""
    found = evaluator()
    best = found.evaluate([(10.0,)], None)[0]
    again = found.evaluate([(10.0,), (5.0,), (10.0,), (5.0,)], best)
    assert [one.setting for one in again] == [(10.0,), (5.0,), (10.0,), (5.0,)]
    assert again[0] is best
    assert found.runs == 16


def test_a_batch_that_was_half_kept_has_the_same_leader() -> None:
    """What a record holds of the first batch leads it as it did: nothing else is simulated to the end."""
    whole = evaluator()
    settings = [(50.0,), (10.0,), (30.0,)]
    whole.evaluate(settings, None)
    for kept in ([(50.0,)], [(10.0,)], [(30.0,), (10.0,)]):
        half = evaluator()
        half.kept = {setting: whole.kept[setting] for setting in kept}
        assert [one.worlds for one in half.evaluate(settings, None)] == [2, 8, 2]


def test_a_batch_that_others_gave_up_is_simulated_all_the_same() -> None:
    """There must be one that was simulated to the end."""
    found = evaluator()
    found.kept[(10.0,)] = evaluation(10, [110, 120], complete=False)
    assert found.evaluate([(10.0,)], None)[0].complete


# ---- hopeless


def told(one: Evaluation, best: Evaluation, goals: Sequence[Goal] = ()) -> bool:
    """Whether one cannot win against the best."""
    return evaluator(goals=goals).hopeless(one, best)


BEST = evaluation(0, [100, 110, 90, 100, 100, 110, 90, 100])


@pytest.mark.parametrize(
    ("objective", "hopeless"),
    [
        ([104, 114], True),  # three per cent in every world
        ([102, 112], False),  # only two
        ([120, 109], False),  # better in one world
        ([90, 80], False),
        ([101, 111, 91, 101], True),  # one per cent, but surely
        ([101, 109, 91.5, 101], False),  # by chance
        ([100, 110, 90, 100], False),  # the same
    ],
)
def test_worse_than_the_best(objective: list[float], hopeless: bool) -> None:
    """By three per cent in every world, or, from four worlds on, by more than chance."""
    assert told(evaluation(1, objective, complete=False), BEST) is hopeless


def test_of_a_figure_that_is_to_be_high_lower_is_worse() -> None:
    """A profit of 96 against 100 is hopeless, one of 104 is not."""
    profit = Evaluator(FakeRunner(costs), problem_of(KNOB, objective="profit"), 8)
    best = evaluation(0, [100.0] * 8)
    assert profit.hopeless(evaluation(1, [96, 96], complete=False), best)
    assert not profit.hopeless(evaluation(1, [104, 104], complete=False), best)


def test_far_from_a_goal_in_every_world() -> None:
    """Half of what is missing more than the best; one world near the goal saves it."""
    best = evaluation(0, [100.0] * 8, [[0.96]] * 8)
    assert told(evaluation(1, [50, 50], [[0.9], [0.9]], complete=False), best, [FILL])
    assert not told(evaluation(1, [50, 50], [[0.9], [0.94]], complete=False), best, [FILL])


def test_far_from_a_goal_but_no_farther_than_the_best() -> None:
    """As long as nothing reaches the goal, the nearest is worth its runs."""
    best = evaluation(0, [100.0] * 8, [[0.8]] * 8)
    assert not told(evaluation(1, [150, 150], [[0.85], [0.85]], complete=False), best, [FILL])
    assert told(evaluation(1, [50, 50], [[0.7], [0.7]], complete=False), best, [FILL])


def test_nothing_is_hopeless_for_its_cost_while_the_best_misses_its_goals() -> None:
    """Also where the best reaches them in these worlds, but not with the margin that counts as reached."""
    dear = evaluation(1, [150, 150], [[0.97], [0.97]], complete=False)
    assert not told(dear, evaluation(0, [100.0] * 8, [[0.94]] * 8), [FILL])
    assert told(dear, evaluation(0, [100.0] * 8, [[0.96]] * 8), [FILL])
    narrow = evaluation(0, [100.0] * 8, [[0.9502 + 0.01 * (-1) ** k] for k in range(8)])
    assert not told(dear, narrow, [FILL])


def test_the_margin_is_that_of_the_setting_nearest_to_the_target() -> None:
    """t(3, 0.8) sd / sqrt(4), times the slope of the scale at the target, 1 / 0.05."""
    problem = problem_of(KNOB, goals=[FILL])
    high = evaluation(9, [1.0] * 4, [[0.999], [1.0], [1.0], [0.995]])
    near = evaluation(5, [1.0] * 4, [[0.94], [0.96], [0.95], [0.97]])
    sd = np.std([0.94, 0.96, 0.95, 0.97], ddof=1)
    assert margins(problem, [high, near]) == pytest.approx([0.978472 * sd / 2 / 0.05], rel=1e-6)
    assert margins(problem, [evaluation(5, [1.0], [[0.9]])]).tolist() == [0.0]


# ---- wrong figures


@pytest.mark.parametrize("first", ["total_cost", "fill_rate"])
def test_a_figure_that_the_case_does_not_give_is_named(first: str) -> None:
    """The sentence says which option to change."""
    option = {"total_cost": "--minimise", "fill_rate": "--target"}[first]

    def figures(values: Mapping[str, float], world: int) -> dict[str, float]:
        return {"total_cost": 1.0, "fill_rate": 0.9} | {first: float("nan")}

    problem = problem_of(KNOB, goals=[FILL])
    with pytest.raises(DataError, match=f"does not give the figure '{first}'.*{option}"):
        Evaluator(FakeRunner(figures), problem, 4).evaluate([(1.0,)], None)


def test_figures_of_classes() -> None:
    """Each goal reads its class; the network's is not touched."""
    goals = [Goal("fill_rate", 0.9, "A"), Goal("fill_rate", 0.8)]

    def figures(values: Mapping[str, float], world: int) -> dict[str, float]:
        return {"total_cost": 1.0, "fill_rate": 0.5, "fill_rate:B": 0.6, "fill_rate:A": 0.7}

    problem = problem_of(KNOB, goals=goals, groups=lambda scenario: ("A", "B"))
    one = Evaluator(FakeRunner(figures), problem, 2).evaluate([(1.0,)], None)[0]
    assert one.goals.tolist() == [[0.7, 0.5], [0.7, 0.5]]


def test_stopped_in_a_batch_it_goes_on_interrupting() -> None:
    """What is not finished is not an evaluation."""
    runner = FakeRunner(costs, stop_after=3, monitor=Monitor())
    found = Evaluator(runner, problem_of(KNOB), 8)
    with pytest.raises(KeyboardInterrupt):
        found.evaluate([(1.0,), (2.0,)], None)
    assert not found.kept
