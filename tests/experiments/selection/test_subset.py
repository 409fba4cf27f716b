"""Screening to the best: by hand, at the edges, and by how often the best is kept."""

import math

import numpy as np
import pytest

from experiments.selection import subset
from tests.experiments.selection.samples import hits_between, spherical, worlds

DIFFERENCES = np.array([1.0, -1.0, 2.0, 0.0, 3.0])
"""Mean 1, standard deviation sqrt(2.5): t(4, 95 %) = 2.132 leaves a margin of 1.5075."""


def pair(shift: float) -> np.ndarray:
    """Two alternatives, the second `shift` above a random difference."""
    base = np.array([100.0, 110, 95, 120, 105])
    return np.column_stack([base, base + DIFFERENCES + shift])


def test_two_alternatives_by_hand() -> None:
    """A second that is dearer by 1.50 on average is kept, by 1.52 is not."""
    assert 2.131847 * math.sqrt(2.5 / 5) == pytest.approx(1.5075, abs=1e-4)
    assert subset(pair(0.50), "lower").tolist() == [True, True]
    assert subset(pair(0.52), "lower").tolist() == [True, False]


def test_the_indifference_narrows_the_margin() -> None:
    """With an indifference of 0.5 the margin is 1.0075; with 2 none is left, the better mean stays alone."""
    assert subset(pair(0.0), "lower", indifference=0.5).tolist() == [True, True]
    assert subset(pair(0.01), "lower", indifference=0.5).tolist() == [True, False]
    assert subset(pair(-0.99), "lower", indifference=2.0).tolist() == [True, False]
    assert subset(pair(-1.01), "lower", indifference=2.0).tolist() == [False, True]


def test_bonferroni_over_the_others() -> None:
    """A third alternative far away lifts t from 2.132 to 2.776 (97.5 %), the margin to 1.963."""
    far = pair(0.95)[:, [0]] + 1000
    assert subset(np.hstack([pair(0.95), far]), "lower").tolist() == [True, True, False]
    assert subset(np.hstack([pair(0.97), far]), "lower").tolist() == [True, False, False]


def test_higher_is_the_mirror() -> None:
    """Turning all signs and the direction changes nothing."""
    for sample in worlds(21, 20, 6, [0.0, 0.5, 1.0, 3.0], spherical(4)):
        assert (subset(sample, "lower") == subset(-sample, "higher")).all()


def test_at_the_edges() -> None:
    """One replication rules nobody out; one alternative is best; twins stay; a constant lead decides."""
    assert subset([[1.0, 99.0]], "lower").all()
    assert subset([[1.0], [2.0]], "lower").tolist() == [True]
    assert subset([[1.0, 1.0, 9.0], [2.0, 2.0, 11.0]], "lower").tolist() == [True, True, False]
    assert subset([[1.0, 1.5], [2.0, 2.5]], "lower").tolist() == [True, False]


def test_the_best_is_kept_as_often_as_promised() -> None:
    """Hard case: all are as good as the best; a given one is kept in 95 % of the samples or more."""
    covariance = np.array([[4, 1, 0, -1], [1, 1, 0.5, 0], [0, 0.5, 2, 1], [-1, 0, 1, 9]])
    samples = worlds(22, 3000, 10, [0.0] * 4, covariance)
    low, _ = hits_between(3000, 0.95)
    kept = np.array([subset(sample, "lower") for sample in samples])
    assert kept.sum(axis=0).min() >= low


def test_ties_within_noise_are_seldom_parted() -> None:
    """Of three equal ones one stays alone in at most 0.05 x 3 / 2 of the samples: two were then ruled out."""
    samples = worlds(23, 3000, 10, [0.0] * 3, spherical(3))
    _, high = hits_between(3000, 0.075)
    assert sum(subset(sample, "lower").sum() == 1 for sample in samples) <= high


def test_a_sole_survivor_is_good() -> None:
    """Alone with an indifference of 1: in 95 % of the samples it is less than 1 from the best."""
    means = [0.0, 0.6, 1.2]
    samples = worlds(24, 2000, 12, means, spherical(3, sd=1.5))
    kept = np.array([subset(sample, "lower", indifference=1.0) for sample in samples])
    wrong = ((kept.sum(axis=1) == 1) & kept[:, 2]).sum()
    assert wrong <= hits_between(2000, 0.05)[1]
