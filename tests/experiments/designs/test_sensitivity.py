"""Sensitivity indices against functions of which they are known, and against SciPy."""

from collections.abc import Mapping
from itertools import pairwise

import numpy as np
import pytest
import scipy.stats
from numpy.typing import NDArray
from scipy.special import stdtrit

from experiments.designs.sensitivity import elementary_effects, morris, saltelli, sobol_indices
from experiments.designs.vary import Range, Value, parse_range

CUBE = [Range(f"x{k}", -np.pi, np.pi) for k in (1, 2, 3)]
LINE = [Range("a", 0.0, 2.0), Range("b", -1.0, 5.0), Range("c", 10.0, 11.0)]
WEIGHTS = {"a": 3.0, "b": -0.5, "c": 2.0}


def ishigami(point: Mapping[str, Value], a: float = 7.0, b: float = 0.1) -> float:
    """sin x1 + a sin^2 x2 + b x3^4 sin x1 (Ishigami and Homma, 1990)."""
    x, y, z = map(float, point.values())
    return float(np.sin(x) + a * np.sin(y) ** 2 + b * z**4 * np.sin(x))


def line(point: Mapping[str, Value]) -> float:
    """Return a straight line in three paths."""
    return 7.0 + sum(WEIGHTS[path] * float(value) for path, value in point.items())


def outputs(points: tuple[dict[str, Value], ...], function: object) -> NDArray[np.float64]:
    """Return the figure at each point."""
    assert callable(function)
    return np.array([function(point) for point in points])


# ---- Sobol indices


def test_the_indices_of_ishigami() -> None:
    """First order 0.3139, 0.4424, 0 and total 0.5576, 0.4424, 0.2437, each within its interval."""
    design = saltelli(CUBE, 2048, seed=1)
    frame = sobol_indices(design, outputs(design.points, ishigami))
    assert list(frame["path"]) == ["x1", "x2", "x3"]
    for name, exact in (("s1", [0.3139, 0.4424, 0.0]), ("st", [0.5576, 0.4424, 0.2437])):
        np.testing.assert_allclose(frame[name], exact, atol=0.02)
        assert (frame[f"{name}_low"] <= exact).all() and (exact <= frame[f"{name}_high"]).all()
        assert (frame[f"{name}_high"] - frame[f"{name}_low"] < 0.2).all()


def test_the_indices_of_a_line_are_shares_of_its_variance() -> None:
    """Coefficient times range, squared, over the sum: 36, 9 and 4 of 49; nothing works together."""
    design = saltelli(LINE, 1024, seed=2)
    frame = sobol_indices(design, outputs(design.points, line))
    exact = np.array([36.0, 9.0, 4.0]) / 49
    np.testing.assert_allclose(frame["s1"], exact, atol=2e-3)
    np.testing.assert_allclose(frame["st"], exact, atol=2e-3)


def test_scipy_gives_the_same_indices() -> None:
    """From the same outputs, to the last digits (its Saltelli 2010 estimator)."""
    design = saltelli(CUBE, 256, seed=3)
    figures = outputs(design.points, ishigami)
    rows = figures.reshape(256, 5)
    theirs = scipy.stats.sobol_indices(
        func={"f_A": rows[:, :1].T, "f_B": rows[:, 1:2].T, "f_AB": rows[:, 2:].T[:, None, :]}, n=256
    )
    frame = sobol_indices(design, figures)
    np.testing.assert_allclose(frame["s1"], theirs.first_order.ravel(), rtol=1e-9)
    np.testing.assert_allclose(frame["st"], theirs.total_order.ravel(), rtol=1e-9)


def test_the_design_is_radial() -> None:
    """Point k of a base row takes the value of B for one path, all others from A; rows are rounded up."""
    design = saltelli(LINE, 3, seed=4)
    assert design.note == "3 base rows are rounded up to 4, a power of two."
    assert (design.base, len(design.points), design.block) == (4, 20, 5)
    a, b, *mixed = design.points[:5]
    assert mixed == [{**a, "a": b["a"]}, {**a, "b": b["b"]}, {**a, "c": b["c"]}]
    assert saltelli(LINE, 4, seed=4).points == design.points
    assert saltelli(LINE, 4, seed=5).points != design.points


def test_work_that_stopped_halfway_has_indices() -> None:
    """Half of the base rows, and one with a nan, are worked out as if no more had been asked for."""
    design = saltelli(LINE, 64, seed=6)
    figures = outputs(design.points, line)
    figures[7] = np.nan
    rows = figures[: 32 * 5].reshape(32, 5)
    frame = sobol_indices(design, figures[: 32 * 5], resamples=50)
    without = np.delete(rows, 1, axis=0).ravel()
    assert frame["st"].tolist() == sobol_indices(design, without, resamples=0)["st"].tolist()


def test_intervals_are_seeded_and_narrow_with_more_rows() -> None:
    """The same twice; four times the rows, about half the width."""
    wide, narrow = (saltelli(CUBE, base, seed=7) for base in (128, 2048))
    widths = []
    for design in (wide, narrow):
        figures = outputs(design.points, ishigami)
        one, two = (sobol_indices(design, figures, resamples=200) for _ in range(2))
        assert one.equals(two)
        widths.append((one["s1_high"] - one["s1_low"]).to_numpy())
    assert (widths[1] / widths[0] > 0.1).all() and (widths[1] / widths[0] < 0.5).all()


def test_a_figure_that_does_not_vary_has_no_indices() -> None:
    """Nothing to share out: nan, and no warning."""
    design = saltelli(LINE, 8, seed=8)
    frame = sobol_indices(design, np.full(len(design.points), 3.3))
    assert frame.drop(columns="path").isna().all(axis=None)


def test_outputs_of_another_design_are_refused() -> None:
    """Half a base row, too many, two columns, and only one row."""
    design = saltelli(LINE, 4, seed=9)
    for wrong in (np.zeros(7), np.zeros(25), np.zeros((20, 2)), np.zeros(0)):
        with pytest.raises(ValueError, match="one figure a point, 5 for each base row, 20 in all"):
            sobol_indices(design, wrong)
    with pytest.raises(ValueError, match="1 base rows are finished; 2 are needed"):
        sobol_indices(design, np.zeros(5))
    with pytest.raises(ValueError, match="1 base rows say nothing of variance"):
        saltelli(LINE, 1, seed=9)


# ---- Morris


def test_the_effects_on_a_line_are_coefficient_times_range() -> None:
    """mu 6, -3 and 2; mu_star the same without sign; nothing spreads."""
    design = morris(LINE, 12, seed=1)
    frame = elementary_effects(design, outputs(design.points, line))
    np.testing.assert_allclose(frame["mu"], [6.0, -3.0, 2.0], rtol=1e-12)
    np.testing.assert_allclose(frame["mu_star"], [6.0, 3.0, 2.0], rtol=1e-12)
    np.testing.assert_allclose(frame["sigma"], 0.0, atol=1e-11)
    np.testing.assert_allclose(frame["mu_star_high"] - frame["mu_star_low"], 0.0, atol=1e-11)


@pytest.mark.parametrize("levels", [2, 4, 6, 20])
def test_whole_numbers_and_steps_are_moved_as_far_as_they_went(levels: int) -> None:
    """A line over few possible values has its exact effects too, however the levels fall on them."""
    ranges = [parse_range("a=0:3"), parse_range("b=-1:5:2"), parse_range("c=10.0:11.0:0.5")]
    design = morris(ranges, 10, levels, seed=2)
    assert {type(point["a"]) for point in design.points} == {int}
    frame = elementary_effects(design, outputs(design.points, line))
    np.testing.assert_allclose(frame["mu"], [9.0, -3.0, 2.0], rtol=1e-12)


def test_words_and_ratios_have_effects() -> None:
    """A word is worth its place in the list; a figure that grows with the logarithm is a line by ratios."""
    design = morris([parse_range("rule=x,y,z"), parse_range("t=0.1:10:log")], 10, seed=3)
    worth = {"x": 0.0, "y": 1.0, "z": 2.0}
    figures = [worth[str(point["rule"])] + np.log10(float(point["t"])) for point in design.points]
    frame = elementary_effects(design, figures)
    np.testing.assert_allclose(frame["mu"], [2.0, 2.0], rtol=1e-9)


def test_a_trajectory_moves_each_path_once_by_two_thirds() -> None:
    """Four levels: each step changes one path, by two thirds of its range, and both ways occur."""
    design = morris(LINE, 30, seed=4)
    assert len(design.points) == 30 * 4
    np.testing.assert_allclose(np.abs(design.moved), 2 / 3)
    assert {-1.0, 1.0} == set(np.sign(design.moved).ravel())
    for t in range(30):
        walk = design.points[4 * t : 4 * t + 4]
        changed = [[path for path in here if here[path] != there[path]] for here, there in pairwise(walk)]
        assert changed == [[LINE[place].path] for place in design.order[t]]
    levels = {round(float(point["a"]) * 3 / 2, 9) for point in design.points}
    assert levels == {0.0, 1.0, 2.0, 3.0}
    assert morris(LINE, 30, seed=4).points == design.points


def test_what_is_not_linear_spreads() -> None:
    """x y over the unit square: the effect of x is y, so mu is about a half and sigma is that of the levels.

    y is uniform over 0, 1/3, 2/3 and 1: mean 1/2, variance 5/36.
    """
    design = morris([Range("x", 0.0, 1.0), Range("y", 0.0, 1.0)], 600, seed=5)
    frame = elementary_effects(design, [float(p["x"]) * float(p["y"]) for p in design.points])
    np.testing.assert_allclose(frame["mu"], 0.5, atol=0.05)
    np.testing.assert_allclose(frame["sigma"], (5 / 36) ** 0.5, atol=0.02)
    assert (frame["mu_star_low"] <= 0.5).all() and (frame["mu_star_high"] >= 0.5).all()


def test_the_interval_of_a_size_is_students() -> None:
    """Two trajectories whose effects of a are 1 and 3: 2 -+ t(1, 0.975), cut off at 0."""
    design = morris([Range("a", 0.0, 1.0)], 2, levels=2, seed=6)
    up = [float(np.sign(design.moved[t, 0])) for t in range(2)]
    (row,) = elementary_effects(design, [0.0, up[0], 0.0, 3 * up[1]]).to_dict("records")
    assert (row["mu"], row["mu_star"], row["sigma"]) == (2.0, 2.0, pytest.approx(2**0.5))
    assert row["mu_star_high"] == pytest.approx(2 + stdtrit(1, 0.975))
    assert row["mu_star_low"] == 0.0


def test_trajectories_that_are_missing_or_failed_are_left_out() -> None:
    """The first two of three, one figure of which is nan: its two effects go, the rest stays exact."""
    design = morris(LINE, 3, seed=7)
    figures = outputs(design.points, line)[:8]
    figures[1] = np.nan
    frame = elementary_effects(design, figures)
    np.testing.assert_allclose(frame["mu"], [6.0, -3.0, 2.0], rtol=1e-12)
    assert frame["mu_star_high"].isna().sum() == 2


def test_wrong_designs_of_morris_are_refused() -> None:
    """Odd levels, no trajectory, a path twice, outputs of another design."""
    with pytest.raises(ValueError, match="3 levels: Morris needs an even number of them"):
        morris(LINE, 5, 3, seed=1)
    with pytest.raises(ValueError, match="0 trajectories say nothing"):
        morris(LINE, 0, seed=1)
    with pytest.raises(ValueError, match="a is varied twice"):
        morris([LINE[0], LINE[0]], 5, seed=1)
    with pytest.raises(ValueError, match="4 for each trajectory, 8 in all"):
        elementary_effects(morris(LINE, 2, seed=1), np.zeros(7))
