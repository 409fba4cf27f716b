"""Grids are full, samples are even, and a sample that lost points says so."""

import numpy as np
import pytest
from scipy.stats import qmc

from experiments.designs.grid import full_grid
from experiments.designs.sampled import latin_hypercube, sobol_points
from experiments.designs.vary import parse_range

VOLUME, CARDS, RULE = map(parse_range, ("volume=0.0:1.0", "cards=1:4", "rule=eoq,lot"))


def test_a_grid_is_every_combination_once() -> None:
    """Five volumes, four cards, two rules: forty points, the last fastest."""
    points = full_grid([VOLUME, CARDS, RULE])
    assert len(points) == 40 == len({tuple(point.values()) for point in points})
    assert points[:3] == [
        {"volume": 0.0, "cards": 1, "rule": "eoq"},
        {"volume": 0.0, "cards": 1, "rule": "lot"},
        {"volume": 0.0, "cards": 2, "rule": "eoq"},
    ]
    assert points[-1] == {"volume": 1.0, "cards": 4, "rule": "lot"}


def test_a_grid_that_nobody_can_simulate_is_refused() -> None:
    """The sentence gives the size and what makes it."""
    with pytest.raises(ValueError, match=r"the grid has 1,002,001 points \(a 1,001, b 1,001\); take larger"):
        full_grid([parse_range("a=0:1:0.001"), parse_range("b=0:1:0.001")])


def test_a_latin_hypercube_has_one_point_in_each_slice() -> None:
    """Ten points, one in each tenth of either range."""
    sample = latin_hypercube([VOLUME, parse_range("delay=0.5:8.5:log")], 10, seed=5)
    assert sample.note == ""
    assert sorted(int(10 * float(point["volume"])) for point in sample.points) == list(range(10))
    logs = [np.log(float(point["delay"]) / 0.5) / np.log(17) for point in sample.points]
    assert sorted(int(10 * share) for share in logs) == list(range(10))


def test_a_sobol_sample_is_rounded_up_and_says_so() -> None:
    """Ten becomes sixteen, one in each sixteenth of either range, more even than chance."""
    sample = sobol_points([VOLUME, parse_range("delay=0.0:1.0")], 10, seed=5)
    assert sample.note == "10 points are rounded up to 16, a power of two."
    values = np.array([[float(value) for value in point.values()] for point in sample.points])
    for column in values.T:
        assert sorted((16 * column).astype(int)) == list(range(16))
    chance = np.random.default_rng(5).random((16, 2))
    assert qmc.discrepancy(values) < 0.5 * qmc.discrepancy(chance)
    assert sobol_points([VOLUME], 16, seed=5).note == ""


@pytest.mark.parametrize("draw", [latin_hypercube, sobol_points])
def test_the_seed_gives_the_points(draw: object) -> None:
    """The same again, and others with another seed."""
    assert callable(draw)
    first, again, other = (draw([VOLUME, CARDS], 8, seed) for seed in (1, 1, 2))
    assert first == again
    assert first != other


@pytest.mark.parametrize("draw", [latin_hypercube, sobol_points])
def test_points_that_whole_numbers_make_one_come_once(draw: object) -> None:
    """Sixteen points over four cards and two rules: eight are left, with a note."""
    assert callable(draw)
    sample = draw([CARDS, RULE], 64, 3)
    assert len(sample.points) == 8
    assert sample.note == (
        "64 points were drawn and 8 of them differ: steps, whole numbers and lists leave no more values."
    )


@pytest.mark.parametrize("draw", [latin_hypercube, sobol_points])
def test_no_points_are_no_sample(draw: object) -> None:
    """A count below one, and no range, are refused."""
    assert callable(draw)
    with pytest.raises(ValueError, match="0 points make no sample; ask for 1 or more"):
        draw([VOLUME], 0, 1)
    with pytest.raises(ValueError, match="nothing is varied"):
        draw([], 8, 1)
