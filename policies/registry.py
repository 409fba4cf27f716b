"""Policies by name: one file each, imported only when asked for."""

import difflib
import importlib
import pkgutil
from typing import Any

import policies

NOT_POLICIES = {"registry"}


def policy_names() -> list[str]:
    """Return the names of all policies: the files of this package, with hyphens.

    Examples
    --------
    >>> "q-system" in policy_names()
    True
    """
    modules = pkgutil.iter_modules(policies.__path__)
    return sorted(m.name.replace("_", "-") for m in modules if not m.ispkg and m.name not in NOT_POLICIES)


def policy_class(name: str) -> type[Any]:
    """Return the policy class called `name`.

    Raises
    ------
    ValueError
        There is none; the nearest name is given.

    Examples
    --------
    >>> policy_class("q-system").__name__
    'QSystem'
    """
    names = policy_names()
    if name not in names:
        near = difflib.get_close_matches(name, names, n=1)
        hint = f"did you mean {near[0]}?" if near else f"known are {', '.join(names)}"
        raise ValueError(f"policy {name!r} does not exist; {hint}")
    module = importlib.import_module(f"policies.{name.replace('-', '_')}")
    found = [
        c
        for c in vars(module).values()
        if isinstance(c, type) and c.__module__ == module.__name__ and hasattr(c, "decide")
    ]
    if len(found) != 1:
        raise TypeError(f"{module.__name__} must hold one policy class; it holds {len(found)}")
    return found[0]
