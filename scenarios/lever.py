"""A named change that can be pulled on top of an alternative."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Lever:
    """A named change, `path = value`, that can be pulled on top of an alternative."""

    name: str
    title: str = ""
    summary: str = ""
    set: Mapping[str, object] = field(default_factory=dict)
