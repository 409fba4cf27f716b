"""Sizing to a target: move one knob of an alternative until a service figure is met, by simulation."""

from collections.abc import Callable
from dataclasses import dataclass

MOST_TRIALS = 12
CLOSE_ENOUGH = 0.002
"""A service figure this far above the target or less ends the search."""


@dataclass(frozen=True, slots=True)
class Trial:
    """One setting of the knob and the figure it gave."""

    knob: float
    figure: float


@dataclass(frozen=True, slots=True)
class Tuned:
    """Where the search ended.

    `knob` is the smallest setting tried that meets the target, or the highest allowed when none does
    (`reached` is False then). `figure` is what it gave in the worlds used for sizing.
    """

    knob: float
    figure: float
    reached: bool
    trials: tuple[Trial, ...]


def size_to_target(
    figure_at: Callable[[float], float], target: float, low: float, high: float, *, most_trials: int = MOST_TRIALS
) -> Tuned:
    """Find the smallest knob whose figure is at least `target`, for a figure that rises with the knob.

    False position with the Illinois step, which halves the weight of an end that stays; it keeps the
    target bracketed and needs fewer simulations than halving.

    Parameters
    ----------
    figure_at
        The figure at a setting (a simulation on fixed random worlds, so that it hardly wavers).
    target
        The figure asked for.
    low, high
        Ends of the search.
    most_trials
        Simulated settings at the most.
    """
    trials: list[Trial] = []

    def tried(knob: float) -> float:
        trials.append(Trial(knob, figure_at(knob)))
        return trials[-1].figure - target

    below, above = low, high
    gap_below, gap_above = tried(low), 0.0
    if gap_below >= 0:
        return Tuned(low, trials[-1].figure, True, tuple(trials))
    gap_above = tried(high)
    if gap_above < 0:
        return Tuned(high, trials[-1].figure, False, tuple(trials))
    best = trials[-1]
    weight_below, weight_above = gap_below, gap_above
    while len(trials) < most_trials and best.figure - target > CLOSE_ENOUGH:
        knob = (below * weight_above - above * weight_below) / (weight_above - weight_below)
        if not below < knob < above:
            break
        gap = tried(knob)
        if gap >= 0:
            above, weight_above, best = knob, gap, trials[-1]
            weight_below /= 2
        else:
            below, weight_below = knob, gap
            weight_above /= 2
    return Tuned(best.knob, best.figure, True, tuple(trials))
