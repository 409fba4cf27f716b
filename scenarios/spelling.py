"""The nearest valid spelling, for messages."""

import difflib
from collections.abc import Callable, Iterable

MOST_NAMED = 12
"""A list longer than this is not printed in full."""


def hint(word: object, known: Iterable[str], spell: Callable[[str], str] = str) -> str:
    """Return a remedy for an unknown `word`: the nearest known one, or the list of them.

    Examples
    --------
    >>> hint("itms", ["items", "suppliers"])
    "did you mean 'items'?"
    >>> hint("zzz", ["items", "suppliers"])
    "known are 'items', 'suppliers'"
    >>> hint("zzz", [])
    'there is none'
    """
    names = list(known)
    near = nearest(word, names)
    if near:
        return f"did you mean '{spell(near)}'?"
    return f"known are {listed(names)}" if names else "there is none"


def nearest(word: object, known: Iterable[str]) -> str:
    """Return the known word that is most like `word`; empty when none is.

    Examples
    --------
    >>> nearest("FEFO", ["fifo", "lifo", "fefo"])
    'fefo'
    """
    known = list(known)
    alike = [name for name in known if str(name).lower() == str(word).lower()]
    if alike:
        return alike[0]
    near = difflib.get_close_matches(str(word), known, n=1, cutoff=0.5)
    return near[0] if near else ""


def listed(names: Iterable[object], most: int = MOST_NAMED) -> str:
    """Return names in quotes, cut to the first `most`.

    Examples
    --------
    >>> listed(["a", "b", "c"], most=2)
    "'a', 'b' and 1 more"
    """
    every = list(names)
    text = ", ".join(f"'{name}'" for name in every[:most])
    return text if len(every) <= most else f"{text} and {len(every) - most} more"


def lacking(names: Iterable[str], companions: Iterable[str] = ()) -> tuple[str, str]:
    """Return reason and remedy for values that are missing.

    `companions` are those given that cannot stand without them.

    Examples
    --------
    >>> lacking(["up", "down"], ["by"])
    ("'up', 'down' are missing", "give a value, or take 'by' out")
    """
    names, others = list(names), list(companions)
    remedy = "give a value" + (f", or take {listed(others)} out" if others else "")
    return f"{listed(names)} {'is' if len(names) == 1 else 'are'} missing", remedy
