"""Control variates: by hand, against an ordinary regression, and against the theory of normal data."""

import math

import numpy as np
import pytest
from scipy import stats

from experiments.interval import mean_interval
from experiments.precision.control_variates import adjusted

RNG = np.random.default_rng(11)


def normal_sample(n: int, shares: list[float], rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Values of mean 5 and variance 1 of which independent controls of mean 2 explain these shares."""
    controls = rng.normal(size=(n, len(shares)))
    rest = rng.normal(size=n) * math.sqrt(1 - sum(shares))
    return 5 + controls @ np.sqrt(shares) + rest, controls + 2


def test_one_control_by_hand() -> None:
    """Y = 3, 5, 7, 8, 12 against C = 1, 2, 3, 4, 5 with mean 3.5: b = 2.1, so 7 becomes 7 + 2.1 x 0.5."""
    found = adjusted([3.0, 5.0, 7.0, 8.0, 12.0], [1.0, 2.0, 3.0, 4.0, 5.0], 3.5)
    assert found.used
    assert found.coefficients == pytest.approx([2.1])
    assert found.interval.mean == pytest.approx(8.05)
    # Rest: 0.2, 0.1, 0, -1.1, 0.8: squares 1.9 over 5 - 2; spread 1/5 + 0.25/10; t(3) = 3.182.
    assert found.interval.sd == pytest.approx(math.sqrt(1.9 / 3))
    assert found.interval.half_width == pytest.approx(3.182446 * math.sqrt(1.9 / 3 * 0.225))
    # Plain variance: squares 46 over 4; loss 3/2.
    assert found.variance_reduction == pytest.approx(1 - 1.5 * (1.9 / 3) / (46 / 4))
    assert found.plain == mean_interval([3.0, 5.0, 7.0, 8.0, 12.0])


def test_interval_is_that_of_a_regression() -> None:
    """Mean and interval are intercept and interval of a regression on the controls less their means."""
    y, c = normal_sample(15, [0.4, 0.3], RNG)
    found = adjusted(y, c, [2.0, 2.0], confidence=0.9)
    design = np.column_stack([np.ones(15), c - 2.0])
    beta = np.linalg.lstsq(design, y, rcond=None)[0]
    rest = y - design @ beta
    error = math.sqrt(rest @ rest / 12 * np.linalg.inv(design.T @ design)[0, 0])
    assert found.used
    assert found.interval.mean == pytest.approx(beta[0])
    assert found.coefficients == pytest.approx(beta[1:])
    assert found.interval.half_width == pytest.approx(stats.t.ppf(0.95, 12) * error)


def test_variance_ratio_of_theory() -> None:
    """Over 2,000 samples the adjusted mean has (1 - R^2) (n - 2) / (n - q - 2) of the plain variance."""
    rng = np.random.default_rng(12)
    n, shares = 12, [0.5, 0.3]
    wanted = (1 - sum(shares)) * (n - 2) / (n - len(shares) - 2)  # 0.25
    means = np.array(
        [adjusted(*normal_sample(n, shares, rng), [2.0, 2.0]).interval.mean for _ in range(2000)]
    )
    assert means.mean() == pytest.approx(5, abs=4 * math.sqrt(wanted / n / 2000))
    assert means.var(ddof=1) * n == pytest.approx(wanted, rel=0.12)  # four times its sd of 3 %


def test_measured_reduction_is_that_of_theory() -> None:
    """Of samples of 60 the mean measured ratio is (1 - R^2) (n - 2) / (n - q - 2)."""
    rng = np.random.default_rng(13)
    wanted = 0.2 * 58 / 56
    found = [adjusted(*normal_sample(60, [0.5, 0.3], rng), [2.0, 2.0]) for _ in range(400)]
    assert all(one.used for one in found)
    assert np.mean([1 - one.variance_reduction for one in found]) == pytest.approx(wanted, rel=0.06)


def test_perfect_control_leaves_nothing() -> None:
    """A figure that is a straight line of its control is known exactly."""
    c = np.array([1.0, 4.0, 2.0, 8.0, 5.0, 7.0])
    found = adjusted(10 - 3 * c, c, 4.0)
    assert found.interval.mean == pytest.approx(-2.0)
    assert found.interval.half_width == pytest.approx(0.0, abs=1e-12)
    assert found.variance_reduction == pytest.approx(1.0)


def test_control_that_says_nothing_is_not_used() -> None:
    """The plain interval stays, with the loss that the control would have brought."""
    y = [1.0, -1.0, 1.0, -1.0, 1.0, -1.0, 1.0, -1.0]
    c = [1.0, 1.0, -1.0, -1.0, 1.0, 1.0, -1.0, -1.0]
    found = adjusted(y, c, 0.0)
    assert not found.used
    assert found.interval == found.plain == mean_interval(y)
    assert found.coefficients.tolist() == [0.0]
    assert found.variance_reduction == pytest.approx(1 - 6 / 5 * (8 / 6) / (8 / 7))


def test_controls_that_tell_nothing_new_are_dropped() -> None:
    """A constant, a copy, and a sum of others leave the interval of the controls that are their own."""
    y, c = normal_sample(20, [0.5, 0.3], RNG)
    first, second = c.T
    many = np.column_stack([np.full(20, 7.3), first, 2 * first + 1, second, first - second])
    found, wanted = adjusted(y, many, [7.3, 2, 5, 2, 0]), adjusted(y, c, [2, 2])
    assert found.dropped == (0, 2, 4)
    assert found.interval.mean == pytest.approx(wanted.interval.mean)
    assert found.interval.half_width == pytest.approx(wanted.interval.half_width)
    assert found.coefficients[[1, 3]] == pytest.approx(wanted.coefficients)
    assert found.coefficients[[0, 2, 4]].tolist() == [0, 0, 0]
    assert found.variance_reduction == pytest.approx(wanted.variance_reduction)


def test_scales_do_not_matter() -> None:
    """Controls of size 1e9 beside 1e-6 give the same interval."""
    y, c = normal_sample(20, [0.5, 0.3], RNG)
    sizes = np.array([1e9, 1e-6])
    found, wanted = adjusted(y, c * sizes, 2 * sizes), adjusted(y, c, [2, 2])
    assert found.interval.half_width == pytest.approx(wanted.interval.half_width)
    assert found.interval.mean == pytest.approx(wanted.interval.mean)


@pytest.mark.parametrize(("n", "used"), [(1, False), (2, False), (4, False), (5, True)])
def test_too_few_replications(n: int, used: bool) -> None:
    """Two controls take five replications; below, the interval is plain and nothing is claimed."""
    c = np.array([[1.0, 2.0], [2.0, 1.0], [3.0, 5.0], [5.0, 4.0], [8.0, 1.0]])
    found = adjusted((c @ [3.0, 1.0])[:n], c[:n], [3.0, 3.0])
    assert found.used is used
    assert math.isnan(found.variance_reduction) is not used
    assert used or found.interval is found.plain


def test_figure_that_does_not_vary() -> None:
    """There is nothing to reduce."""
    found = adjusted([4.0] * 8, np.arange(8.0), 3.0)
    assert not found.used and found.interval.mean == 4.0 and math.isnan(found.variance_reduction)


def test_what_is_not_known_is_left_out() -> None:
    """A replication without the figure, or without a control, does not count for the adjusted mean."""
    y, c = normal_sample(12, [0.8], RNG)
    more_y = np.concatenate([y, [math.nan, 5.0]])
    more_c = np.concatenate([c[:, 0], [2.0, math.nan]])
    found, wanted = adjusted(more_y, more_c, 2.0), adjusted(y, c, 2.0)
    assert found.interval == wanted.interval
    assert found.plain.n == 13


def test_bad_shapes() -> None:
    """Values, controls and their means must match."""
    with pytest.raises(ValueError, match="do not go with values"):
        adjusted([1.0, 2.0], [[1.0], [2.0], [3.0]], [1.0])
    with pytest.raises(ValueError, match="1 controls want as many expected values"):
        adjusted([1.0, 2.0], [1.0, 2.0], [1.0, 2.0])
    with pytest.raises(ValueError, match="not finite"):
        adjusted([1.0, 2.0], [1.0, 2.0], math.nan)
