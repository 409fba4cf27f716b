"""OCBA: the formula by hand, its limits, and what it gains on the example of the paper."""

import numpy as np
import pytest

from experiments.selection import allocate
from sim import DataError


def test_by_hand() -> None:
    """Distances 1 and 2, variances 4 and 16, best 9: N2 : N3 = 4 : 4, N1 = 3 sqrt(16/4 + 16/16) = 6.708."""
    total = 4 + 4 + 3 * np.sqrt(5)
    found = allocate([1.0, 2.0, 3.0], [9.0, 4.0, 16.0], 10_000, "lower")
    wanted = 10_000 * np.array([3 * np.sqrt(5), 4, 4]) / total
    assert np.abs(found - wanted).max() < 1 and found.sum() == 10_000


def test_two_share_by_their_deviations() -> None:
    """With two alternatives the shares go as the standard deviations, whatever the distance."""
    assert allocate([5.0, 8.0], [1.0, 9.0], 100, "lower").tolist() == [25, 75]
    assert allocate([5.0, 5.0], [1.0, 9.0], 100, "lower").tolist() == [25, 75]
    assert allocate([5.0, 5.0 + 1e-200], [1.0, 9.0], 100, "higher").tolist() == [25, 75]


def test_higher_is_the_mirror() -> None:
    """The best is then the highest mean."""
    means, variances = np.array([1.0, 2.0, 4.0]), [1.0, 2.0, 3.0]
    assert (allocate(-means, variances, 77, "lower") == allocate(means, variances, 77, "higher")).all()


@pytest.mark.parametrize("budget", [0, 1, 2, 7, 1000, 10**9])
def test_the_sum_is_the_budget(budget: int) -> None:
    """Rounding loses nothing and gives nothing."""
    found = allocate([1.0, 1.1, 2.0, 7.0], [1.0, 3.0, 0.1, 5.0], budget, "lower")
    assert found.sum() == budget and found.min() >= 0 and found.dtype.kind == "i"


def test_the_limits() -> None:
    """Ties for the best share; who is known gets none; where all rivals are known the best gets all."""
    assert allocate([1.0, 1.0, 1.0, 2.0], [1.0, 1.0, 4.0, 9.0], 80, "lower").tolist() == [20, 20, 40, 0]
    assert allocate([1.0, 2.0, 3.0], [1.0, 0.0, 1.0], 90, "lower").tolist() == [45, 0, 45]
    assert allocate([1.0, 2.0, 3.0], [1.0, 0.0, 0.0], 90, "lower").tolist() == [90, 0, 0]
    assert allocate([1.0, 2.0, 3.0], [0.0, 0.0, 2.0], 90, "lower").tolist() == [0, 0, 90]
    assert allocate([1.0, 1.0, 3.0], [0.0, 0.0, 2.0], 90, "lower").tolist() == [0, 0, 90]
    assert allocate([1.0, 1.0, 3.0], [0.0, 0.0, 0.0], 91, "lower").tolist() == [31, 30, 30]
    assert allocate([4.0], [2.0], 9, "lower").tolist() == [9]


def test_it_finds_the_best_more_often_than_equal_shares() -> None:
    """Ten designs normal(i, 36), as in Chen et al.: 600 runs well spent beat 600 spread evenly."""
    means, sd, budget, samples = np.arange(10.0), 6.0, 600, 20_000
    random = np.random.default_rng(41)
    normal = random.standard_normal((samples, 10))

    def right(shares: np.ndarray) -> float:
        return float(((means + sd * normal / np.sqrt(shares)).argmin(axis=1) == 0).mean())

    clever = right(allocate(means, np.full(10, sd**2), budget, "lower"))
    even = right(np.full(10, budget // 10))
    noise = np.sqrt(0.25 / samples)
    assert clever > even + 5 * noise


def test_wrong_data() -> None:
    """Each is refused with its remedy."""
    with pytest.raises(
        DataError, match="the variance of alternative 2 is no number; simulate it at least twice"
    ):
        allocate([1.0, 2.0], [1.0, np.nan], 10, "lower")
    with pytest.raises(DataError, match="alternative 1 has a negative variance"):
        allocate([1.0, 2.0], [-1.0, 1.0], 10, "lower")
    with pytest.raises(DataError, match="a budget of -1"):
        allocate([1.0, 2.0], [1.0, 1.0], -1, "lower")
    with pytest.raises(DataError, match="one mean and one variance"):
        allocate([1.0, 2.0], [1.0], 10, "lower")
