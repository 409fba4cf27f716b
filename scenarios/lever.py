"""A named change that can be pulled on top of an alternative."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Lever:
    """A named change that can be pulled on top of an alternative.

    Parameters
    ----------
    name, title, summary
        Its name, and what it is in words.
    set
        `path = value` on top of the alternative.
    moves
        Key figures that it is about, each with the way it should move: `higher` or `lower`.
    function
        The function of a department that does it, such as `Purchasing`; none: nobody's choice, a risk or a
        circumstance.
    """

    name: str
    title: str = ""
    summary: str = ""
    set: Mapping[str, object] = field(default_factory=dict)
    moves: Mapping[str, str] = field(default_factory=dict)
    function: str = ""
