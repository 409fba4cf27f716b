"""The register of key figures."""

from collections.abc import Callable
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Literal, TypeVar

import numpy as np
from numpy.typing import NDArray

from experiments.kpi.ledger import Ledger
from sim.errors import DataError

Better = Literal["higher", "lower"]
Figure = Callable[[Ledger], NDArray[np.float64]]
SomeFigure = TypeVar("SomeFigure", bound=Figure)

FAMILIES = (
    "service",
    "stock",
    "records",
    "losses",
    "money",
    "flow",
    "planning",
    "plant",
    "places",
    "shipping",
)
"""Families in the order in which they are shown; others come after them."""


@dataclass(frozen=True, slots=True)
class Kpi:
    """One key figure: its name, unit, direction, family, plain title and function.

    `better` is the direction of a good change, None where neither is. `whole_network`: it has a meaning
    for the network only, not for one stock point. `optional`: it belongs to a feature that a case need
    not have, so people are not shown it where it is zero.
    """

    name: str
    unit: str
    better: Better | None
    family: str
    title: str
    function: Figure
    whole_network: bool = False
    optional: bool = False


_REGISTER: dict[str, Kpi] = {}


def kpi(
    name: str,
    unit: str,
    *,
    better: Better | None = None,
    family: str,
    title: str,
    whole_network: bool = False,
    optional: bool = False,
) -> Callable[[SomeFigure], SomeFigure]:
    """Register a function of a `Ledger` as a key figure.

    The function returns one number a group of stock points (see `Ledger`), so that one function gives
    the figure of the network, of a class, and of each stock point.

    Parameters
    ----------
    name
        Name in every table, on the command line and in the facts of a case.
    unit
        Unit of the figure; `money` stands for the currency of the case.
    better
        Direction of a good change; None where neither is.
    family
        Group of figures that it is shown with.
    title
        Plain English title for people.
    whole_network
        The figure has no meaning for one stock point.
    optional
        It belongs to a feature that a case need not have: people are not shown it where it is zero.

    Raises
    ------
    DataError
        Another function has the name already.
    """

    def register(function: SomeFigure) -> SomeFigure:
        known = _REGISTER.get(name)
        if known is not None and _place(known.function) != _place(function):
            raise DataError(f"two key figures are named {name!r}; give the one in {_place(function)} another")
        _REGISTER[name] = Kpi(name, unit, better, family, title, function, whole_network, optional)
        return function

    return register


def _place(function: Figure) -> str:
    return f"{function.__module__}.{getattr(function, '__qualname__', '')}"


def registered() -> list[Kpi]:
    """Return every registered key figure, by family and then in order of registration."""
    last = len(FAMILIES)
    return sorted(
        _REGISTER.values(), key=lambda k: FAMILIES.index(k.family) if k.family in FAMILIES else last
    )


def find_kpi(name: str) -> Kpi:
    """Return the key figure of this name.

    Raises
    ------
    DataError
        There is none; the message names the nearest.
    """
    found = _REGISTER.get(name)
    if found is None:
        near = get_close_matches(name, _REGISTER, n=1, cutoff=0.0)
        raise DataError(f"there is no key figure {name!r}; the nearest is {near[0]!r}")
    return found
