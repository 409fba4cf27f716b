"""The ranking for a league table: order, probabilities, subset, more replications, and its sentence."""

import math

import numpy as np
import pytest
from scipy import stats

from experiments.selection import rank, subset
from experiments.selection.best import DRAWS
from tests.experiments.selection.samples import spherical, worlds

BASE = np.array([100.0, 110, 95, 120, 105])
DIFFERENCES = np.array([1.0, -1.0, 2.0, 0.0, 3.0])
"""Mean 1, standard deviation sqrt(2.5)."""
PAIR = np.column_stack([BASE + DIFFERENCES, BASE])
LEAGUE = np.column_stack([BASE + DIFFERENCES, BASE, BASE + 40 + 3 * DIFFERENCES])
NAMES = ["ROP", "MRP", "Kanban"]


def lakh(value: float) -> str:
    """Money as the test wants it."""
    return f"Rs {value:g} L a year"


def error(probability: float) -> float:
    """Five standard deviations of a probability counted over the draws."""
    return 5 * math.sqrt(probability * (1 - probability) / DRAWS)


def test_order_and_means() -> None:
    """The best mean comes first, and everything else goes with it."""
    found = rank(LEAGUE, "lower", names=NAMES)
    assert found.names == ("MRP", "ROP", "Kanban")
    assert found.means == pytest.approx((106.0, 107.0, 149.0))
    assert found.subset == ("MRP", "ROP") == found.contenders
    assert (found.best, found.replications, found.same) == (None, 5, False)


def test_two_have_the_probability_of_the_paired_t_test() -> None:
    """One less the one-sided p-value, but for the error of the draws."""
    p_value = stats.ttest_rel(PAIR[:, 0], PAIR[:, 1], alternative="greater").pvalue
    found = rank(PAIR, "lower")
    assert found.names == ("2", "1")
    assert found.probability_best[0] == pytest.approx(1 - p_value, abs=error(p_value))
    assert sum(found.probability_best) == pytest.approx(1)


def test_within_the_indifference() -> None:
    """The probability to be best or 0.5 from it is that the paired difference is below 0.5."""
    found = rank(PAIR, "lower", indifference=0.5)
    scale = math.sqrt(2.5 / 5)
    for share, distance in zip(found.probability_good, (-1.0, 1.0), strict=True):
        wanted = stats.t.cdf((0.5 - distance) / scale, 4)
        assert share == pytest.approx(wanted, abs=error(wanted))


def test_three_equal_ones_have_a_third_each() -> None:
    """Equal means and equal correlations leave nothing to choose between."""
    figures = np.array([[0.0, 1, 2], [1, 2, 0], [2, 0, 1]])
    assert rank(figures, "lower").probability_best == pytest.approx([1 / 3] * 3, abs=error(1 / 3))


def test_twins_share_and_nobody_is_called_best() -> None:
    """Two that gave the same in every world have one half each, exactly."""
    found = rank(np.column_stack([BASE, BASE, BASE + 50 + DIFFERENCES]), "lower", 0.95, 1.0, NAMES)
    assert found.probability_best[0] == found.probability_best[1] == pytest.approx(0.5, abs=1e-3)
    assert (found.best, found.same, found.needed, found.needed_at_most) == (None, True, None, None)
    assert found.words() == "ROP and MRP came out the same in all 5 replications, and better than the others"


def test_the_same_figures_give_the_same_ranking() -> None:
    """The draws have a fixed seed."""
    assert rank(LEAGUE, "lower", 0.95, 2.0, NAMES) == rank(LEAGUE, "lower", 0.95, 2.0, NAMES)


def test_higher_is_the_mirror() -> None:
    """Turning all signs and the direction turns the means alone."""
    low, high = rank(LEAGUE, "lower", names=NAMES), rank(-LEAGUE, "higher", names=NAMES)
    assert low.probability_best == high.probability_best and low.names == high.names
    assert [-mean for mean in low.means] == list(high.means)


def test_more_replications_by_hand() -> None:
    """Difference 0.5, indifference 0.5: the margin is to be 1.0 as it looks, 0.5 if there is no difference.

    t sqrt(2.5 / n) is 1.059 at n = 8 and 0.980 at n = 9; 0.509 at n = 28 and 0.4995 at n = 29. There are 5.
    """
    n = np.array([8, 9, 28, 29])
    margins = stats.t.ppf(0.95, n - 1) * np.sqrt(2.5 / n)
    assert margins == pytest.approx([1.0591, 0.9801, 0.5090, 0.4995], abs=1e-4)
    found = rank(PAIR - [[0.5, 0]], "lower", indifference=0.5, names=NAMES[:2])
    assert (found.needed, found.needed_at_most) == (4, 24)
    assert found.words(money_words=lakh) == (
        "MRP and ROP cannot be told apart: about 4 more replications (24 at the most) would decide, "
        "if a difference of Rs 0.5 L a year matters"
    )


def test_without_an_indifference_there_is_no_upper_bound() -> None:
    """What is needed is by the looks of the differences; without any it cannot be told."""
    found = rank(PAIR, "lower", names=NAMES[:2])
    assert found.needed is not None and found.needed_at_most is None
    assert found.words().endswith("would decide, if the differences are what they look like")
    level = rank(PAIR - [[1.0, 0]], "lower", names=NAMES[:2])
    assert level.needed is None and level.words() == "ROP and MRP cannot be told apart"


def test_that_many_more_replications_decide() -> None:
    """The sample repeated until it is that long leaves one, and one round less does not."""
    (sample,) = worlds(61, 1, 10, [0.0, 0.4, 3.0], spherical(3))
    found = rank(sample, "lower", indifference=0.1)
    assert found.best is None and found.needed is not None
    rounds = -(-(10 + found.needed) // 10)
    assert rank(np.tile(sample, (rounds + 1, 1)), "lower", indifference=0.1).best == found.names[0]
    assert rank(np.tile(sample, (rounds - 2, 1)), "lower", indifference=0.1).best is None


def test_who_misses_a_target_takes_no_part() -> None:
    """The cheapest is not feasible: it is last, its probability is zero, and another is best."""
    found = rank(LEAGUE, "lower", names=NAMES, feasible=[False, True, True])
    assert found.names == ("MRP", "Kanban", "ROP") and found.feasible == (True, True, False)
    assert found.probability_best[2] == 0 and found.best == "MRP"
    alone = rank(LEAGUE, "lower", names=NAMES, feasible=[True, False, False])
    assert alone.best == "ROP" and alone.probability_best == (1, 0, 0)
    assert alone.words() == "ROP is the only alternative that meets its targets"
    nobody = rank(LEAGUE, "lower", names=NAMES, feasible=[False] * 3)
    assert nobody.best is None and nobody.subset == () and nobody.probability_best == (0, 0, 0)
    assert nobody.words() == "no alternative meets its targets: there is no best"


def test_one_replication_or_one_alternative() -> None:
    """One replication tells nothing of the spread; one alternative has no rival."""
    found = rank(LEAGUE[:1], "lower", names=NAMES, indifference=5)
    assert found.best is None and len(found.subset) == 3 and math.isnan(found.probability_best[0])
    assert found.needed is None
    assert found.words() == "one replication cannot tell MRP, ROP and Kanban apart: run more"
    assert rank(LEAGUE[:, :1], "lower", names=["ROP"]).words() == "ROP is the only alternative"


def test_the_sentence_of_a_winner() -> None:
    """Best outright; or best to within what matters, with those that cannot be told from it."""
    clear = rank(LEAGUE[:, 1:], "lower", names=NAMES[1:])
    assert clear.words({"MRP": "MRP II"}) == "MRP II is best with probability more than 99 %"
    near = rank(LEAGUE, "lower", indifference=2.0, names=NAMES)
    assert near.best == "MRP" and near.contenders == ("MRP", "ROP")
    assert near.words(money_words=lakh) == (
        "MRP is best or within Rs 2 L a year of the best with probability 99 %; "
        "ROP cannot be told apart from it"
    )


def test_who_is_called_best_has_the_probability() -> None:
    """On 25 samples: a claim is made only with 95 % or more, and subset is that of screening."""
    claims = 0
    for sample in worlds(62, 25, 8, [0.0, 0.8, 1.2, 1.3], spherical(4)):
        found = rank(sample, "lower", indifference=0.2)
        assert {int(name) - 1 for name in found.subset} == set(
            np.flatnonzero(subset(sample, "lower", 0.95, 0.2))
        )
        if found.best is not None:
            claims += 1
            assert found.probability_good[0] >= 0.95 - error(0.95)
        if len(found.contenders) == 1:
            assert found.probability_best[0] >= 0.95 - error(0.95)
    assert 3 < claims < 22


def test_more_alternatives_than_replications() -> None:
    """A covariance that is short of rank is no hindrance."""
    (sample,) = worlds(63, 1, 3, [float(i) for i in range(8)], spherical(8))
    found = rank(sample, "lower")
    assert sum(found.probability_best) == pytest.approx(1) and found.best is None
