"""Factors on the whole world: one number that changes every customer, or every delivery, of a case."""

import math
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

from scenarios.case_data import CaseData
from scenarios.table import TABLES
from scenarios.unreadable import Unreadable
from sim.distributions import Recorded

Values = dict[str, Any]


def volume(data: CaseData, factor: float) -> None:
    """Let `factor` times as many customer orders come; each is as large as before."""
    recorded = [
        str(row.values.get("name"))
        for row in data.rows["demands"]
        if isinstance(row.values.get("interval"), Recorded) or "history" in row.values
    ]
    if recorded:
        raise Unreadable(
            f"demand '{recorded[0]}' is read from a file, so its volume is given", "change the file"
        )
    _change(data, "demands", lambda values: {"interval": values["interval"].scaled(1 / factor)})


def lead_time(data: CaseData, factor: float) -> None:
    """Let everything that is bought or moved be `factor` times as long on its way; planners know it."""
    for table in ("purchases", "transfers"):
        _change(data, table, partial(_longer, factor))


def _longer(factor: float, values: Values) -> Values:
    way = values.get("lead_time")
    if way is None:
        return {}
    planned = values.get("planned_lead_time")
    more = {} if planned is None else {"planned_lead_time": planned + (factor - 1) * way.mean}
    return {"lead_time": way.scaled(factor), **more}


FACTORS: dict[str, Callable[[CaseData, float], None]] = {"volume": volume, "lead_time": lead_time}
"""Paths of one word that change a whole world, against the case as it is (1)."""


def apply_factor(draft: CaseData, name: str, value: object) -> None:
    """Change the rows of a draft by a factor.

    Raises
    ------
    Unreadable
        The value is no number above zero, or the case cannot be changed so.
    """
    if (
        isinstance(value, bool)
        or not isinstance(value, int | float)
        or not math.isfinite(value)
        or value <= 0
    ):
        raise Unreadable(f"{value!r} is not a factor", "give a number above zero, such as 1.5")
    if value != 1:
        FACTORS[name](draft, float(value))


def _change(data: CaseData, name: str, new: Callable[[Values], Values]) -> None:
    """Give the rows of a table new values, where there are any."""
    rows = []
    for row in data.rows[name]:
        changes = new(row.values) if row.part is not None else {}
        if changes:
            values = {**row.values, **changes}
            row = replace(row, values=values, part=TABLES[name].make(values))
        rows.append(row)
    data.rows[name] = rows
