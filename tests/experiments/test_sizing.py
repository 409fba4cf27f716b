"""Sizing to a target, on curves whose answer is known."""

import math
from collections.abc import Callable

import pytest

from experiments.sizing import CLOSE_ENOUGH, MOST_TRIALS, Tuned, size_to_target

Curve = Callable[[float], float]

RISING: dict[str, Curve] = {
    "straight": lambda knob: 0.5 + 0.03 * knob,
    "saturating": lambda knob: 1 - 0.6 * math.exp(-knob / 3),
    "steep then flat": lambda knob: 0.96 - 0.9 / (1 + knob) ** 2,
    "convex": lambda knob: 0.4 + 0.55 * (knob / 16) ** 2,
    "steps of a unit": lambda knob: 1 - 0.6 * math.exp(-math.floor(knob) / 3),
    "one jump": lambda knob: 0.7 if knob < 3.3 else 0.97,
}
"""Service by knob from 0 to 16: all meet 0.9 somewhere between."""


def sized(curve: Curve, target: float = 0.9, low: float = 0.0, high: float = 16.0, **more: int) -> Tuned:
    """Size to a target, and check what holds for every search."""
    asked: list[float] = []

    def figure_at(knob: float) -> float:
        asked.append(knob)
        return curve(knob)

    tuned = size_to_target(figure_at, target, low, high, **more)
    assert [trial.knob for trial in tuned.trials] == asked
    assert [trial.figure for trial in tuned.trials] == [curve(knob) for knob in asked]
    assert asked[0] == low
    assert all(low <= knob <= high for knob in asked)
    assert len(set(asked)) == len(asked) <= more.get("most_trials", MOST_TRIALS)
    assert tuned.figure == curve(tuned.knob)
    assert tuned.knob in asked
    assert tuned.reached == any(trial.figure >= target for trial in tuned.trials)
    return tuned


@pytest.mark.parametrize("name", RISING)
def test_a_rising_curve_is_met(name: str) -> None:
    """The smallest setting tried that meets the target is the answer."""
    tuned = sized(RISING[name])
    assert tuned.reached
    assert tuned.figure >= 0.9
    assert tuned.knob == min(trial.knob for trial in tuned.trials if trial.figure >= 0.9)


@pytest.mark.parametrize("name", ["straight", "saturating", "steep then flat", "convex"])
def test_a_smooth_curve_is_met_closely(name: str) -> None:
    """Where the figure has no jumps it ends close above the target."""
    assert 0 <= sized(RISING[name]).figure - 0.9 <= CLOSE_ENOUGH


def test_service_that_is_straight_on_its_scale_needs_three_trials() -> None:
    """What is missing halves with each unit: two settings give the line, the third lies on the aim."""
    tuned = sized(lambda knob: 1 - 0.5 * 0.5**knob)
    aim = math.log2(0.5 / (0.1 - CLOSE_ENOUGH / 2))
    assert [trial.knob for trial in tuned.trials] == pytest.approx([0, 1, aim])
    assert tuned.figure == pytest.approx(0.9 + CLOSE_ENOUGH / 2)


def test_a_share_that_falls_to_zero() -> None:
    """Lost sales halve with each unit, at most 2 % are asked for."""
    tuned = size_to_target(lambda knob: 0.2 * 0.5**knob, 0.02, 0, 16, falls=True)
    assert tuned.reached
    assert 0 <= 0.02 - tuned.figure <= CLOSE_ENOUGH
    assert len(tuned.trials) <= 4


def test_figures_that_are_no_share() -> None:
    """A figure above one, such as stock turns, is sized too."""
    tuned = sized(lambda knob: 1.5 + 0.5 * knob, target=4.0)
    assert tuned.reached
    assert tuned.knob == pytest.approx(5.0, abs=0.02)


def test_a_jump_is_approached() -> None:
    """At a jump the search spends its trials on coming near it from above."""
    tuned = sized(RISING["one jump"])
    assert tuned.figure == 0.97
    assert 3.3 <= tuned.knob < 3.5


def test_met_at_the_low_end() -> None:
    """Where the lowest setting is enough nothing else is tried."""
    tuned = sized(lambda knob: 0.93 + 0.001 * knob)
    assert (tuned.knob, tuned.figure, tuned.reached, len(tuned.trials)) == (0.0, 0.93, True, 1)


def test_just_met_counts() -> None:
    """A figure equal to the target meets it."""
    assert sized(lambda knob: 0.9).reached


def test_never_met_by_a_rising_curve() -> None:
    """The climb goes to the high end in growing steps, and the best of what it saw is the answer."""
    tuned = sized(lambda knob: 0.5 + 0.01 * knob)
    assert [trial.knob for trial in tuned.trials] == [0, 1, 3, 7, 15, 16]
    assert (tuned.knob, tuned.figure, tuned.reached) == (16.0, 0.66, False)


def test_a_choking_plant_ends_the_climb() -> None:
    """A figure that falls as the knob climbs is never driven to the high end: the best setting is kept."""
    tuned = sized(lambda knob: 0.85 - 0.01 * abs(knob - 4))
    assert [trial.knob for trial in tuned.trials] == [0, 1, 3, 7]
    assert (tuned.knob, tuned.figure, tuned.reached) == (3.0, 0.84, False)


def test_falling_from_the_start() -> None:
    """Where more only makes it worse the low end is the answer, after one look up."""
    tuned = sized(lambda knob: 0.8 - 0.01 * knob)
    assert (tuned.knob, tuned.reached, len(tuned.trials)) == (0.0, False, 2)


def test_the_number_of_trials() -> None:
    """The search ends after so many simulations, with an answer if it has seen one."""
    for most in (2, 3, 4):
        tuned = sized(RISING["convex"], most_trials=most)
        assert (tuned.reached, len(tuned.trials)) == (False, most)
    tuned = sized(RISING["straight"], most_trials=6)
    assert tuned.reached
    assert len(tuned.trials) <= 6


def test_ends_other_than_zero() -> None:
    """The steps are shares of the way from low to high."""
    tuned = sized(lambda knob: knob / 5, target=0.9, low=1.0, high=5.0)
    assert [trial.knob for trial in tuned.trials][:3] == [1.0, 1.25, 1.75]
    assert tuned.reached
    assert tuned.knob == pytest.approx(4.5, abs=0.03)
