"""The parameters of a joint policy against the table of its scope."""

from collections.abc import Collection, Mapping, Sequence
from math import inf
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.contract import ScopeTable, View

Floats = NDArray[np.float64]


def table_of(view: View) -> ScopeTable:
    """Return the table of a view.

    Raises
    ------
    ValueError
        There is none.
    """
    if view.table is None:
        raise ValueError("the view has no table; this policy decides on the table of its scope")
    return view.table


def values_of(policy: Any, parameter: str, names: Sequence[str]) -> Floats:
    """Return a parameter of each stock point, in the order of the names."""
    given, absent = getattr(policy, parameter), policy.ABSENT[parameter]
    return np.array([given.get(name, absent) for name in names], dtype=np.float64)


def check_values(policy: Any, negative: Collection[str] = ()) -> None:
    """Raise ValueError unless all values are finite, and zero or more; `negative` may be below."""
    for parameter in policy.ABSENT:
        for stock, value in getattr(policy, parameter).items():
            if not (-inf < value < inf if parameter in negative else 0 <= value < inf):
                bound = "finite" if parameter in negative else "finite and zero or more"
                raise ValueError(f"{parameter} of {stock!r} is {value:g}; it must be {bound}")


def check_scope(policy: Any, names: Collection[str]) -> None:
    """Raise ValueError where a parameter names a stock point that is not in the scope."""
    for parameter in policy.ABSENT:
        given: Mapping[str, Any] = getattr(policy, parameter)
        if given and not given.keys() <= set(names):
            stock = next(stock for stock in given if stock not in names)
            raise ValueError(f"{parameter} names {stock!r}, which is not in the scope; take it out")
