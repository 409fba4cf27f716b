"""The procedure of Kim and Nelson: constants, a trace, another hand, and how often it is right."""

import numpy as np
import pytest

from experiments.selection import KimNelson, Verdict
from sim import DataError
from tests.experiments.selection.samples import hits_between, spherical, worlds

NAMES = ["MRP", "ROP", "Kanban"]


def by_the_paper(figures: np.ndarray, delta: float, alpha: float, n0: int) -> tuple[int, int]:
    """Best and replications, word by word after the paper (for maximisation, so of minus the costs)."""
    x, k = -figures, figures.shape[1]
    eta = 0.5 * ((2 * alpha / (k - 1)) ** (-2 / (n0 - 1)) - 1)
    h2 = 2 * eta * (n0 - 1)
    s2 = {
        (i, j): sum((x[m, i] - x[m, j] - (x[:n0, i].mean() - x[:n0, j].mean())) ** 2 for m in range(n0))
        / (n0 - 1)
        for i in range(k)
        for j in range(k)
        if i != j
    }
    bound = {pair: int(h2 * s / delta**2) for pair, s in s2.items()}
    left, r = set(range(k)), n0
    most = max(bound.values())
    if n0 > most:
        return max(left, key=lambda i: x[:n0, i].mean()), n0
    while True:
        means = x[:r].mean(axis=0)
        left = {
            i
            for i in left
            if all(
                means[i] >= means[j] - max(0, delta / (2 * r) * (h2 * s2[i, j] / delta**2 - r))
                for j in left - {i}
            )
        }
        if len(left) == 1:
            return left.pop(), r
        r += 1
        if r == most + 1:
            return max(left, key=lambda i: x[:r, i].mean()), r


def test_the_constants() -> None:
    """Two alternatives, 95 %, a first stage of 11: eta = (0.1^-0.2 - 1) / 2, h^2 = 20 eta."""
    procedure = KimNelson(2, indifference=1, first_stage=11)
    assert procedure.eta == pytest.approx(0.2924466)
    assert procedure.h2 == pytest.approx(5.848932)
    five = KimNelson(5, indifference=1, confidence=0.9, first_stage=21)
    assert five.eta == pytest.approx(0.5 * (0.05**-0.1 - 1))


@pytest.mark.parametrize(("fourth", "decided"), [(10.1, False), (10.2, True)])
def test_a_trace_by_hand(fourth: float, decided: bool) -> None:
    """First stage of 3 with paired variance 4, indifference 1.9: h^2 = 2 (0.1^-1 - 1) = 18, bound 19.945.

    After 3 rows the sums may differ by 1.9 / 2 x (19.945 - 3) = 16.098, after 4 by 15.148.
    """
    procedure = KimNelson(2, indifference=1.9, first_stage=3)
    assert procedure.h2 == pytest.approx(18)
    assert procedure.update([[10, 13], [10, 15]]).needed is None
    verdict = procedure.update([[10, 17]])  # differences 3, 5 and 7: sum 15
    assert (verdict.survivors, verdict.decided, verdict.needed) == ((0, 1), False, 17)
    verdict = procedure.update([[10, fourth]])
    assert (verdict.decided, verdict.replications) == (decided, 4)
    if decided:
        assert (verdict.survivors, verdict.best, verdict.needed) == ((0,), 0, 0)
        assert procedure.update([[99, 0]]) == verdict


def test_it_ends_when_the_bound_is_reached() -> None:
    """As close as can be: no margin is left after floor(19.945) + 1 rows, and the better mean wins."""
    procedure = KimNelson(2, indifference=1.9, first_stage=3)
    assert procedure.update([[10, 8], [10, 10], [10, 12]]).needed == 17
    verdict = procedure.update([[10, 10]] * 15 + [[10, 10.1]])  # margin 0.9 after 19 rows
    assert (verdict.needed, verdict.decided, verdict.replications) == (1, False, 19)
    verdict = procedure.update([[10, 10]])
    assert (verdict.best, verdict.decided, verdict.replications) == (0, True, 20)


def test_the_paper_word_by_word() -> None:
    """Best and number of replications are those of the paper's own steps, on 40 samples."""
    covariance = np.array([[4, 1, 0, -1], [1, 1, 0.5, 0], [0, 0.5, 2, 1], [-1, 0, 1, 9]])
    for sample in worlds(31, 40, 300, [1.0, 0.5, 0.0, 2.0], covariance):
        verdict = KimNelson(4, indifference=0.8, first_stage=8).update(sample)
        assert (verdict.best, verdict.replications) == by_the_paper(sample, 0.8, 0.05, 8)


@pytest.mark.parametrize("batch", [1, 7, 50])
def test_the_batch_changes_nothing(batch: int) -> None:
    """Fed in any portions, and without the columns ruled out, it comes to the same verdict."""
    (sample,) = worlds(32, 1, 400, [1.0, 0.5, 0.0], spherical(3))
    whole = KimNelson(3, indifference=0.3).update(sample)
    procedure = KimNelson(3, indifference=0.3)
    for start in range(0, len(sample), batch):
        rows = sample[start : start + batch].copy()
        rows[:, [i for i in range(3) if i not in procedure.survivors]] = np.nan
        procedure.update(rows)
    assert procedure.verdict == whole and whole.decided


def test_higher_is_the_mirror() -> None:
    """Turning all signs and the direction changes nothing."""
    (sample,) = worlds(33, 1, 200, [1.0, 0.5, 0.0], spherical(3))
    lower = KimNelson(3, indifference=0.5).update(sample)
    assert KimNelson(3, indifference=0.5, better="higher").update(-sample) == lower


def test_it_chooses_the_best_as_often_as_promised() -> None:
    """Hardest case: three others just the indifference worse, correlated worlds; right in 95 % or more."""
    samples = worlds(34, 400, 60, [0.0, 1.0, 1.0, 1.0], spherical(4, sd=2.0))
    verdicts = [KimNelson(4, indifference=1.0).update(sample) for sample in samples]
    assert sum(verdict.best == 0 for verdict in verdicts) >= hits_between(400, 0.95)[0]


def test_the_bound_is_kept() -> None:
    """It is decided within the replications that it named after the first stage."""
    for sample in worlds(35, 30, 600, [0.0, 0.1, 0.2], spherical(3)):
        procedure = KimNelson(3, indifference=0.5)
        needed = procedure.update(sample[:10]).needed
        assert needed is not None
        verdict = procedure.update(sample[10 : 10 + needed])
        assert verdict.decided


def test_what_it_says() -> None:
    """Three sentences: before the first stage is complete, on the way, and decided."""
    procedure = KimNelson(3, indifference=2, first_stage=3)
    start = procedure.update([[10, 13, 90]]).words(NAMES, "Rs 1 L a year")
    assert start == "2 more replications are needed before the first alternative can be ruled out"
    way = procedure.update([[10, 15, 91], [10, 17, 92]])
    assert way.words(NAMES, "Rs 1 L a year") == (
        f"MRP and ROP are still in the running; {way.needed} more replications are needed at the most "
        "(indifference Rs 1 L a year)"
    )
    ended = procedure.update([[10, 40, np.nan]] * 5)
    wanted = "MRP is best with probability 95 % (indifference Rs 1 L a year)"
    assert ended.words(NAMES, "Rs 1 L a year") == wanted


def test_twins_are_not_told_apart() -> None:
    """Two that give the same in every world end as equal, and both are named."""
    verdict = KimNelson(3, indifference=1, first_stage=4).update(
        [[10, 10, 40], [11, 11, 42], [9, 9, 41], [10, 10, 40]]
    )
    assert (verdict.survivors, verdict.best, verdict.decided) == ((0, 1), 0, True)
    assert verdict.words(NAMES, "1").startswith("MRP and ROP came out equal, and best with probability 95 %")


def test_one_alternative_is_the_best_of_itself() -> None:
    """There is nothing to decide."""
    assert KimNelson(1, indifference=1).verdict == Verdict((0,), 0, True, 0, 0, 10, 0.95)


def test_wrong_parameters() -> None:
    """Each is refused with its remedy."""
    with pytest.raises(
        DataError, match="indifference is 0; give the smallest difference that matters, above 0"
    ):
        KimNelson(2, indifference=0)
    with pytest.raises(DataError, match=r"confidence is 0\.4; give a share above 0\.5"):
        KimNelson(2, indifference=1, confidence=0.4)
    with pytest.raises(DataError, match="the first stage has 1 replications"):
        KimNelson(2, indifference=1, first_stage=1)
    with pytest.raises(DataError, match="0 alternatives"):
        KimNelson(0, indifference=1)
    with pytest.raises(DataError, match=r"shape \(1, 3\) for 2 alternatives"):
        KimNelson(2, indifference=1).update([[1, 2, 3]])
    with pytest.raises(DataError, match="replication 1 of alternative 2 has the figure nan"):
        KimNelson(2, indifference=1).update([[1, np.nan]])
