"""Where swept values stand on an axis, and the limits between neighbours."""

from collections.abc import Sequence
from itertools import pairwise


def numeric(values: Sequence[object]) -> bool:
    """Tell whether all values are numbers (true and false are words)."""
    return all(isinstance(value, int | float) and not isinstance(value, bool) for value in values)


def places_of(values: Sequence[object]) -> dict[object, float]:
    """Return where each value stands: a number at itself, words side by side in their order.

    Examples
    --------
    >>> places_of([2, 0.5, 2]), places_of(["eoq", "lot"])
    ({0.5: 0.5, 2: 2.0}, {'eoq': 0.0, 'lot': 1.0})
    """
    different = list(dict.fromkeys(values))
    if numeric(different):
        return {value: float(value) for value in sorted(different, key=float)}  # type: ignore[arg-type]
    return {value: float(k) for k, value in enumerate(different)}


def edges_of(at: Sequence[float], log: bool = False) -> list[float]:
    """Return the limits between neighbours, half-way (by ratio if `log`), and as far beyond the outermost.

    Examples
    --------
    >>> edges_of([1.0, 2.0, 4.0]), edges_of([1.0, 4.0, 16.0], log=True)
    ([0.5, 1.5, 3.0, 5.0], [0.5, 2.0, 8.0, 32.0])
    """
    if len(at) == 1:
        return [at[0] * 0.8, at[0] * 1.25] if log else [at[0] - 0.5, at[0] + 0.5]
    if log:
        inner = [(a * b) ** 0.5 for a, b in pairwise(at)]
        return [at[0] ** 2 / inner[0], *inner, at[-1] ** 2 / inner[-1]]
    inner = [(a + b) / 2 for a, b in pairwise(at)]
    return [2 * at[0] - inner[0], *inner, 2 * at[-1] - inner[-1]]
