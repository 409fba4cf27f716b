"""A named way of running the case."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Alternative:
    """A named way of running the case: `path = value` over the base.

    `tune` is handed through to experiments: which path to vary, from where to where, until the target
    of the case is met.
    """

    name: str
    title: str = ""
    summary: str = ""
    set: Mapping[str, object] = field(default_factory=dict)
    tune: Mapping[str, object] = field(default_factory=dict)
