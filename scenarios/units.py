"""Units of time in the names of columns and keys."""

from sim.scenario import UNITS_PER_YEAR

SUFFIXES: dict[str, str] = {f"{unit}s": unit for unit in UNITS_PER_YEAR}
"""`days` -> `day`, for every unit of the calendar."""


def split_unit(column: str) -> tuple[str, str | None]:
    """Split the unit off a column name; None where there is none.

    Examples
    --------
    >>> split_unit("lead_time_days")
    ('lead_time', 'day')
    >>> split_unit("order_cost")
    ('order_cost', None)
    """
    stem, _, suffix = column.rpartition("_")
    return (stem, SUFFIXES[suffix]) if stem and suffix in SUFFIXES else (column, None)


def with_unit(field: str, time_unit: str) -> str:
    """Return the column name of a time field in a unit: `lead_time` in `day` is `lead_time_days`."""
    return f"{field}_{time_unit}s"


def conversion(unit: str, time_unit: str) -> float:
    """Return how many `time_unit` one `unit` is, exact where it is whole.

    Examples
    --------
    >>> conversion("week", "day"), conversion("year", "month")
    (7.0, 12.0)
    """
    factor = UNITS_PER_YEAR[time_unit] / UNITS_PER_YEAR[unit]
    whole = float(round(factor))
    return whole if abs(factor - whole) <= 1e-12 * factor else factor
