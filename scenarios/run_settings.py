"""How long and how often a case is run unless the user says otherwise."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class RunSettings:
    """How long and how often a case is run; `horizon` and `warm_up` in time units of the case."""

    horizon: float
    warm_up: float = 0.0
    replications: int = 10
    seed: int = 1
