"""A named way of running the case."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Alternative:
    """A named way of running the case, as a set of changes to its base.

    Parameters
    ----------
    name
        Its name.
    title
        Its name in words.
    summary
        What it is, in a sentence.
    set
        `path = value` over the base.
    tune
        Which path to `vary`, from `low` to `high`, until the target of the case is met.
    """

    name: str
    title: str = ""
    summary: str = ""
    set: Mapping[str, object] = field(default_factory=dict)
    tune: Mapping[str, object] = field(default_factory=dict)
