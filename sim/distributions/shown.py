"""Show a law that lists its values, shortly: a history may have thousands."""

from collections.abc import Sequence

FEW = 12
"""Values that are shown one by one."""


def shown(values: Sequence[float], source: str) -> str:
    """Return the values themselves where they are few, or where they come from, how many and their mean."""
    if not source and len(values) <= FEW:
        return f"values={tuple(values)!r}"
    told = f"{len(values)} values of mean {sum(values) / len(values):.6g}"
    return f"{source}, {told}" if source else told
