"""One colour, marker and hatch for each alternative, the same on every page."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Look:
    """How an alternative is drawn."""

    colour: str
    marker: str
    hatch: str


TODAY = Look("#1a1a1a", "X", "")
"""Today's way is black in every chart."""
# petroff6, its grey left out (that is too near to today's black) and the two purples apart.
LOOKS = (
    Look("#5790fc", "o", "//"),
    Look("#e42536", "s", "\\\\"),
    Look("#7a21dd", "^", "xx"),
    Look("#f89c20", "D", "||"),
    Look("#964a8b", "v", "--"),
    Look("#2f6f4f", "P", "++"),
    Look("#8a6d3b", "<", "\\|"),
    Look("#3a7ca5", ">", "/|"),
    Look("#b5476b", "h", "x-"),
    Look("#5f6b7a", "p", "/-"),
)
USUAL = (
    "q-system",
    "p-system",
    "kanban",
    "mrp",
    "mixed",
    "as-is-tuned",
    "base-stock",
    "min-max",
    "two-bin",
    "mrp2",
)
"""Names that always have the look of the same place in `LOOKS`."""


def looks_of(alternatives: Iterable[str], today: str | None = None) -> dict[str, Look]:
    """Return the look of each alternative.

    Parameters
    ----------
    alternatives
        Names; give all of a case, in its order, so that a chart of a few of them keeps their looks.
    today
        Name of today's way, which is black.

    Examples
    --------
    >>> looks_of(["today", "mrp"], "today")["mrp"] == looks_of(["q-system", "mrp"])["mrp"]
    True
    """
    names = list(dict.fromkeys(alternatives))
    looks = {name: LOOKS[USUAL.index(name)] for name in names if name in USUAL and name != today}
    free = [look for look in LOOKS if look not in looks.values()]
    for name in names:
        if name == today:
            looks[name] = TODAY
        elif name not in looks:
            looks[name] = free.pop(0) if free else LOOKS[len(looks) % len(LOOKS)]
    return looks
