"""A disruption as it was kept in the folder of a run, for the chart of its weeks."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from experiments.interval import Interval
from experiments.stored import StoredRun
from sim.network import Event
from sim.scenario import UNITS_PER_YEAR

DAYS = 7.0
"""Days of a week."""


@dataclass(frozen=True, eq=False)
class StoredDisruption:
    """What an event did under an alternative, read back: what `charts.stress_weeks` asks of one.

    Attributes
    ----------
    event
        The event.
    frame
        Weeks, as `Disrupted.frame` gives them.
    week
        Length of a week (time).
    record
        What the summary of the run says of it.
    """

    event: Event
    frame: pd.DataFrame = field(repr=False)
    week: float
    record: Mapping[str, Any] = field(repr=False)

    @property
    def numbers(self) -> NDArray[np.int64]:
        """Number of each week; week zero begins with the event."""
        return self.frame["week"].to_numpy(dtype=np.int64)

    @property
    def worlds(self) -> int:
        """How many random worlds were run."""
        return int(self.record["worlds"])

    @property
    def unharmed(self) -> int:
        """In how many worlds customers never feel the event."""
        return int(self.record["unharmed_worlds"])

    @property
    def unrecovered(self) -> int:
        """In how many worlds it is not over when the run ends."""
        return int(self.record["unrecovered_worlds"])

    @property
    def recovery(self) -> NDArray[np.float64]:
        """Time to recover of each world (time); infinite where it goes on."""
        times = self.record["time_to_recover_by_world"]
        return np.array([np.inf if one is None else one for one in times], dtype=float)

    @property
    def time_to_survive(self) -> Interval:
        """Mean over the worlds in which customers feel the event (time)."""
        return _interval(self.record["time_to_survive"])

    @property
    def time_to_recover(self) -> Interval:
        """Mean over the worlds in which customers feel it, and in which it is over in time (time)."""
        return _interval(self.record["time_to_recover"])

    @property
    def worst_week(self) -> int:
        """Number of the week whose service falls farthest below that without the event."""
        return int(self.record["worst_week"]["week"])

    def service_in(self, number: int) -> tuple[float, float]:
        """Return the service of a week without the event and with it, all worlds together."""
        row = self.frame[self.frame["week"] == number].iloc[0]
        return float(row["service_mean_without"]), float(row["service_mean_with"])


def stored_disruptions(run: StoredRun) -> dict[str, dict[str, StoredDisruption]]:
    """Return what each event did, by event and alternative."""
    weeks = run.frame("weeks.csv")
    week = DAYS * UNITS_PER_YEAR[str(run.summary["time_unit"])] / UNITS_PER_YEAR["day"]
    known = {one.name for one in fields(Event)}
    found: dict[str, dict[str, StoredDisruption]] = {}
    for record in run.summary["results"]:
        event = Event(**{key: _value(value) for key, value in record["event"].items() if key in known})
        name = str(record["alternative"])
        frame = weeks[(weeks["event"] == event.name) & (weeks["alternative"] == name)]
        mine = frame.reset_index(drop=True)
        found.setdefault(event.name, {})[name] = StoredDisruption(event, mine, week, record)
    return found


def _value(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


def _interval(ends: Mapping[str, Any]) -> Interval:
    nan = float("nan")
    named = {
        key: nan if ends.get(key) is None else float(ends[key])
        for key in ("mean", "low", "high", "half_width", "sd")
    }
    return Interval(n=int(ends["n"]), **named)
