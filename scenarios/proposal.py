"""What a case says for its report: the doubts, the rate that money earns elsewhere, what to stress."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Doubt:
    """A figure of the case that is not known well, with the values it may have.

    Parameters
    ----------
    title
        What it is.
    low, high
        `path = value` of either end of its range.
    low_words, high_words
        The ends in words.
    """

    title: str
    low: Mapping[str, object]
    high: Mapping[str, object]
    low_words: str = ""
    high_words: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """What a case says for its report; every figure has a default that any case can use.

    Parameters
    ----------
    hurdle_rate
        What money earns elsewhere, a year (a share); none: the capital rate of the accounts.
    volumes
        Multiples of today's volume for the question of growth.
    events
        What is stressed, as `orderpoint stress --event` takes it; none: an outage of the supplier that most
        is bought from.
    class_target
        Targets by class, as `orderpoint tune --target` takes them; none: the target of the case.
    doubts
        Figures that are not known well.
    """

    hurdle_rate: float | None = None
    volumes: tuple[float, ...] = (0.5, 0.75, 1.0, 1.1, 1.2, 1.35, 1.5, 2.0)
    events: tuple[str, ...] = ()
    class_target: str = ""
    doubts: tuple[Doubt, ...] = field(default=())
