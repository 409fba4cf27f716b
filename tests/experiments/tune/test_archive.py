"""Settings on one footing, margins, ties and the simplest."""

import math
from statistics import stdev

import pytest

from experiments.tune.archive import Archive
from experiments.tune.evaluate import Evaluation
from experiments.tune.problem import Goal, Knob
from tests.experiments.tune.fakes import evaluation, problem_of

KNOB = Knob("k", 0, 10)
FILL = Goal("fill_rate", 0.95)


def archive_of(*found: Evaluation, goals: tuple[Goal, ...] = (), objective: str = "total_cost") -> Archive:
    """An archive that holds these."""
    archive = Archive(problem_of(KNOB, goals=goals, objective=objective))
    archive.add(found)
    return archive


def test_one_of_a_known_setting_replaces_it() -> None:
    """It keeps its place."""
    archive = archive_of(evaluation(1, [5, 5]), evaluation(2, [6, 6]), evaluation(1, [4, 4]))
    assert [one.setting for one in archive.evaluations] == [(1.0,), (2.0,)]
    assert (len(archive), (1.0,) in archive, (3.0,) in archive) == (2, True, False)
    assert archive.best.mean == 4


def test_a_setting_that_was_given_up_is_held_against_the_same_worlds() -> None:
    """5 more than the first in two dear worlds is 5 more than it in all."""
    first = evaluation(1, [20, 20, 10, 10], [[0.9], [0.9], [0.98], [0.98]])
    short = evaluation(2, [25, 25], [[0.91], [0.91]], complete=False)
    archive = archive_of(first, short, goals=(FILL,))
    assert archive.objective(first) == 15
    assert archive.objective(short) == 20
    assert archive.figures(short) == pytest.approx([0.95])


def test_a_goal_counts_as_reached_with_a_margin() -> None:
    """Just above the target in worlds that differ is not enough: the long run may be below."""
    just = evaluation(1, [10, 10, 10, 10], [[0.94], [0.96], [0.94], [0.961]])
    above = evaluation(2, [12, 12, 12, 12], [[0.95], [0.97], [0.95], [0.971]])
    alone = archive_of(just, goals=(FILL,))
    assert just.goal_means[0] > 0.95
    assert not alone.reached
    sd = stdev([0.94, 0.96, 0.94, 0.961])
    margin = 0.978472 * sd / 2 / 0.05
    assert alone.shortfall(just) == pytest.approx(margin - math.log(0.05 / 0.04975), rel=1e-3)
    assert archive_of(just, above, goals=(FILL,)).best is above
    assert archive_of(just, above, goals=(FILL,)).reached


def test_where_worlds_do_not_differ_the_target_itself_is_enough() -> None:
    """No spread, no margin."""
    assert archive_of(evaluation(1, [1, 1], [[0.95], [0.95]]), goals=(FILL,)).reached


def test_many_worlds_without_a_miss_do_not_raise_the_margin() -> None:
    """Where hardly anybody waits, 0.9995 and 1 are far apart on the straight scale."""
    high = evaluation(9, [30, 30, 30, 30], [[0.9995], [1.0], [0.999], [1.0]])
    near = evaluation(3, [20, 20, 20, 20], [[0.952], [0.953], [0.952], [0.953]])
    assert archive_of(high, near, goals=(FILL,)).best is near


def test_the_best_was_simulated_to_the_end_and_is_nearest_to_the_goals() -> None:
    """A cheap one that misses and a cheap one that was given up do not count."""
    good = evaluation(1, [10, 10], [[0.96], [0.96]])
    cheap = evaluation(2, [5, 5], [[0.9], [0.9]])
    given_up = evaluation(3, [1, 1], [[0.99], [0.99]], complete=False)
    archive = archive_of(cheap, good, given_up, goals=(FILL,))
    assert archive.best is good
    far = archive_of(evaluation(1, [10, 10], [[0.8], [0.8]]), cheap, goals=(FILL,))
    assert far.best is cheap
    assert not far.reached
    assert far.shortfall(cheap) == pytest.approx(math.log(2))


def test_of_a_profit_the_highest_is_best() -> None:
    """The key turns the sign."""
    archive = archive_of(evaluation(1, [10, 10]), evaluation(2, [20, 20]), objective="profit")
    assert archive.best.setting == (2.0,)


def test_an_empty_archive_reaches_nothing() -> None:
    """And says so."""
    assert not Archive(problem_of(KNOB)).reached


# ---- ties

BEST = evaluation(5, [100, 102, 98, 100])


def test_ties_are_what_pairs_cannot_tell_apart() -> None:
    """A difference of 0.1 that wavers by 1 is none; one of 0.1 in every world is."""
    wavers = evaluation(6, [101.1, 101.1, 97.1, 101.1])
    surely = evaluation(7, [100.1, 102.1, 98.1, 100.1])
    same = evaluation(8, [100, 102, 98, 100])
    short = evaluation(9, [100, 102], complete=False)
    archive = archive_of(BEST, wavers, surely, same, short)
    assert [one.setting for one in archive.ties()] == [(5.0,), (8.0,), (6.0,)]


def test_ties_reach_the_goals_as_the_best_does() -> None:
    """One that misses is no tie, however cheap."""
    best = evaluation(5, [100, 102, 98, 100], [[0.96]] * 4)
    cheap = evaluation(6, [99, 101, 97, 99], [[0.9]] * 4)
    assert archive_of(best, cheap, goals=(FILL,)).ties() == [best]


def test_the_simplest_of_the_ties_moves_fewest_knobs_then_least() -> None:
    """Two knobs: one left as it was wins over both moved; then the nearest to the start."""
    problem = problem_of(KNOB, Knob("m", 0, 10))
    archive = Archive(problem)
    figures = [100, 102, 98, 100]
    both, one, far = (evaluation(place, figures) for place in ((5, 5), (2, 7), (2, 9)))
    archive.add([both, far, one])
    assert archive.simplest((2.0, 2.0)) is one
    assert archive.simplest((5.5, 5.5)) is both


def test_a_tie_that_costs_more_than_a_hair_is_not_simple_enough() -> None:
    """Within 0.2 per cent of the best, unless another share is given."""
    best, near = evaluation(5, [100, 102, 98, 100]), evaluation(2, [101.5, 102.5, 97.5, 100.5])
    archive = archive_of(best, near)
    assert near in archive.ties()
    assert archive.simplest((2.0,)) is best
    assert archive.simplest((2.0,), indifference=0.01) is near
