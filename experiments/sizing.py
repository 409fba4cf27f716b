"""Sizing to a target: move one knob of an alternative until a service figure is met, by simulation."""

from collections.abc import Callable
from dataclasses import dataclass
from math import log

MOST_TRIALS = 12
FIRST_STEP = 1 / 16
"""First step of the climb, as a share of the way from the low to the high end."""
SMALLEST = 1e-9
"""Least value a logarithm is taken of."""
CLOSE_ENOUGH = 0.004
"""A service figure this far above the target or less ends the search."""


@dataclass(frozen=True, slots=True)
class Trial:
    """One setting of the knob and the figure it gave."""

    knob: float
    figure: float


@dataclass(frozen=True, slots=True)
class Tuned:
    """Where the search ended.

    `knob` is the smallest setting tried that meets the target, or the one that came nearest when none
    does (`reached` is False then). `figure` is what it gave in the worlds used for sizing.
    """

    knob: float
    figure: float
    reached: bool
    trials: tuple[Trial, ...]


def size_to_target(
    figure_at: Callable[[float], float],
    target: float,
    low: float,
    high: float,
    *,
    falls: bool = False,
    most_trials: int = MOST_TRIALS,
) -> Tuned:
    """Find the smallest knob whose figure meets `target`, for a figure that improves with the knob.

    The knob climbs from `low` until the target is met, then false position with the Illinois step (which
    halves the weight of an end that stays) closes in. Figures are compared by the logarithm of what is
    missing (a share that rises to one) or of the figure itself (one that falls to zero): on that scale
    service is close to a straight line in the knob, so a climb goes where the line through its last two
    settings meets the target, and few simulations are needed. A step is never more than twice the one
    before, which keeps clear of settings so high that they choke a plant; when the figure gets worse as
    the knob climbs, the climb ends and the best setting is returned as not reached.

    Parameters
    ----------
    figure_at
        The figure at a setting (a simulation on fixed random worlds, so that it hardly wavers).
    target
        The figure asked for: at least, or at most where `falls`.
    low, high
        Ends of the search.
    falls
        Whether lower is better, so that the figure falls as the knob climbs.
    most_trials
        Simulated settings at the most.

    Examples
    --------
    >>> size_to_target(lambda knob: 1 - 0.5 / (1 + knob), 0.9, 0, 8).reached
    True
    """
    trials: list[Trial] = []
    sign = -1.0 if falls else 1.0
    aim = _straightened(target + sign * CLOSE_ENOUGH / 2, falls)

    def gap(knob: float) -> float:
        """Simulate a setting; return how far its straightened figure is above the aim."""
        trials.append(Trial(knob, figure_at(knob)))
        return _straightened(trials[-1].figure, falls) - aim

    def met() -> bool:
        return sign * (trials[-1].figure - target) >= 0

    below, gap_below = low, gap(low)
    if met():
        return _ended(trials, trials[-1], True)
    above = low + (high - low) * FIRST_STEP
    while True:
        gap_above = gap(above)
        if met():
            break
        if above >= high or gap_above < gap_below or len(trials) >= most_trials:
            return _ended(trials, max(trials, key=lambda t: sign * t.figure), False)
        furthest = above + 2 * (above - below)
        slope = (gap_above - gap_below) / (above - below)
        below, gap_below = above, gap_above
        above = min(furthest, high)
        if slope > 0 and gap_below < 0:
            above = min(above, below - gap_below / slope)
    best = trials[-1]
    while len(trials) < most_trials and sign * (best.figure - target) > CLOSE_ENOUGH:
        if not gap_below < 0 < gap_above:
            break
        knob = (below * gap_above - above * gap_below) / (gap_above - gap_below)
        if not below < knob < above:
            break
        here = gap(knob)
        if met():
            above, best = knob, trials[-1]
            gap_above, gap_below = here, gap_below / 2
        else:
            below = knob
            gap_below, gap_above = here, gap_above / 2
    return _ended(trials, best, True)


def _straightened(figure: float, falls: bool) -> float:
    """Return a figure on the scale on which it is near a straight line in the knob; higher is better."""
    if falls:
        return -log(max(figure, SMALLEST))
    return -log(max(1 - figure, SMALLEST)) if figure <= 1 else figure


def _ended(trials: list[Trial], best: Trial, reached: bool) -> Tuned:
    return Tuned(best.knob, best.figure, reached, tuple(trials))
