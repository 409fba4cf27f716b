"""Choose names by tag, by pattern, by list."""

from collections.abc import Mapping
from fnmatch import fnmatchcase

from scenarios.spelling import hint
from scenarios.unreadable import Unreadable


def select(selector: object, tags: Mapping[str, frozenset[str]], what: str) -> list[str]:
    """Return the names that a selector chooses, in the order of `tags`.

    Parameters
    ----------
    selector
        `*`, `tag:X`, `name:GLOB`, a name, several of these joined by ` and `, each of them with `not `
        before it; or a list of such, which chooses what any of them chooses.
    tags
        Tags of each name that can be chosen.
    what
        What is chosen, for messages.

    Raises
    ------
    Unreadable
        A name, tag or pattern matches nothing.

    Examples
    --------
    >>> tags = {"V-1": frozenset({"A"}), "V-2": frozenset({"B"}), "bolt": frozenset({"B"})}
    >>> select("tag:B and not name:V-*", tags, "stock point")
    ['bolt']
    >>> select(["V-2", "V-1"], tags, "stock point")
    ['V-1', 'V-2']
    """
    listed = selector if isinstance(selector, list) else [selector]
    every = [s for s in listed if isinstance(s, str) and s]
    if not every or len(every) < len(listed):
        raise Unreadable(
            f"{selector!r} is not a selector", "write '*', 'tag:X', 'name:V-*' or a list of names"
        )
    chosen = set().union(*(_all_terms(s, tags, what) for s in every))
    if not chosen:
        raise Unreadable(f"'{selector}' chooses no {what}", "choose at least one")
    return [name for name in tags if name in chosen]


def _all_terms(selector: str, tags: Mapping[str, frozenset[str]], what: str) -> set[str]:
    chosen = set(tags)
    for term in selector.split(" and "):
        positive = term.strip().removeprefix("not ").strip()
        named = _term(positive, tags, what)
        chosen = chosen & named if positive == term.strip() else chosen - named
    return chosen


def _term(term: str, tags: Mapping[str, frozenset[str]], what: str) -> set[str]:
    if term == "*":
        return set(tags)
    if term.startswith("tag:"):
        tag = term.removeprefix("tag:")
        found = {name for name, own in tags.items() if tag in own}
        if not found:
            known = sorted(set().union(*tags.values()))
            raise Unreadable(f"no {what} has the tag '{tag}'", hint(tag, known, lambda t: f"tag:{t}"))
        return found
    if term.startswith("name:"):
        pattern = term.removeprefix("name:")
        found = {name for name in tags if fnmatchcase(name, pattern)}
        if not found:
            raise Unreadable(f"no {what} has a name like '{pattern}'", "change the pattern")
        return found
    if term not in tags:
        raise Unreadable(f"'{term}' is not a {what}", hint(term, tags))
    return {term}
