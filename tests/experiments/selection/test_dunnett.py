"""Dunnett's critical value against the table, scipy and its two limits."""

import numpy as np
import pytest
from scipy import stats

from experiments.selection import dunnett_critical


@pytest.mark.parametrize(
    ("comparisons", "freedom", "table"), [(2, 5, 3.03), (2, 20, 2.38), (4, 20, 2.65), (3, 10, 2.76)]
)
def test_the_published_table(comparisons: int, freedom: int, table: float) -> None:
    """Two-sided 5 % values, Dunnett (1964), to the two digits printed."""
    assert dunnett_critical(0.95, comparisons, freedom) == pytest.approx(table, abs=0.0051)


@pytest.mark.parametrize(
    ("confidence", "comparisons", "freedom"), [(0.95, 4, 20), (0.99, 3, 10), (0.9, 2, 2), (0.95, 7, 63)]
)
def test_scipys_multivariate_t_holds_that_much(confidence: float, comparisons: int, freedom: int) -> None:
    """The box of that half-width has the probability asked for."""
    d = dunnett_critical(confidence, comparisons, freedom)
    shape = 0.5 * np.eye(comparisons) + 0.5
    law = stats.multivariate_t(np.zeros(comparisons), shape, df=freedom, seed=1)
    box = law.cdf(np.full(comparisons, d), lower_limit=np.full(comparisons, -d), maxpts=200_000)
    assert box == pytest.approx(confidence, abs=2e-5)


def test_one_comparison_is_students_t() -> None:
    """Nothing is shared when there is one."""
    assert dunnett_critical(0.95, 1, 10) == pytest.approx(stats.t.ppf(0.975, 10))


@pytest.mark.parametrize("freedom", [1, 3, 30, 100_000])
@pytest.mark.parametrize("comparisons", [2, 6, 40])
def test_it_lies_between_one_comparison_and_sidak(comparisons: int, freedom: int) -> None:
    """Positive correlation needs less than Sidak's independent comparisons, and more than one."""
    d = dunnett_critical(0.95, comparisons, freedom)
    sidak = stats.t.ppf((1 + 0.95 ** (1 / comparisons)) / 2, freedom)
    assert stats.t.ppf(0.975, freedom) < d < sidak


def test_two_normals_by_one_integral() -> None:
    """With boundless freedom and two comparisons it is a box of the bivariate normal."""
    d = dunnett_critical(0.95, 2, 10**8)
    normal = stats.multivariate_normal([0, 0], [[1, 0.5], [0.5, 1]])
    assert normal.cdf([d, d], lower_limit=[-d, -d]) == pytest.approx(0.95, abs=1e-6)
