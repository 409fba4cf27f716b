"""How long and how often a case is run unless the user says otherwise."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class RunSettings:
    """How long and how often a case is run.

    Parameters
    ----------
    horizon
        When a run ends (time).
    warm_up
        First part of a run, left out of the figures (time).
    replications
        Runs, each in a random world of its own.
    seed
        Number that all random worlds follow from.
    """

    horizon: float
    warm_up: float = 0.0
    replications: int = 10
    seed: int = 1
