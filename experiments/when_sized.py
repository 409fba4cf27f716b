"""When alternatives are sized to the target of the case."""

from enum import StrEnum


class Sizing(StrEnum):
    """When alternatives are sized to the target of the case.

    `each`: anew at each point, from records of a past with its values. `once`: for the case as it is, from
    its records, and kept at every point. `none`: not at all, from records of a past with the values of the
    point.
    """

    each = "each"
    once = "once"
    none = "none"
