"""Working time: when work goes on and when it rests."""

from collections.abc import Sequence
from math import floor

from sim.network.shifts import WEEK

SLACK = 1e-9
"""Time below which two dates are the same."""


class Calendar:
    """Work never rests."""

    def opens(self, time: float) -> float:
        """Return the first time from `time` on at which work goes on."""
        return time

    def closes(self, time: float) -> float:
        """Return when work that goes on at `time` rests next."""
        return float("inf")

    def worked(self, time: float) -> float:
        """Return the working time from time zero to `time`."""
        return time


class Shifts(Calendar):
    """Work rests outside the windows of a week that repeats from time zero.

    Parameters
    ----------
    windows
        From and to, in hours from the start of the week; sorted, apart from each other.
    hours_per_unit
        Hours in a time unit of the scenario.

    Examples
    --------
    >>> shifts = Shifts([(6.0, 14.0), (30.0, 38.0)], hours_per_unit=1.0)
    >>> shifts.opens(14.0), shifts.closes(6.0), shifts.worked(40.0), shifts.opens(40.0)
    (30.0, 14.0, 16.0, 174.0)
    """

    def __init__(self, windows: Sequence[tuple[float, float]], hours_per_unit: float) -> None:
        self.week = WEEK / hours_per_unit
        self.windows = [(start / hours_per_unit, end / hours_per_unit) for start, end in windows]
        self.a_week = sum(end - start for start, end in self.windows)

    def opens(self, time: float) -> float:
        """Return the first time from `time` on at which work goes on."""
        monday, (start, _) = self._window(time)
        return max(time, monday + start)

    def closes(self, time: float) -> float:
        """Return when work that goes on at `time` rests next (or changes from Sunday to Monday)."""
        monday, (_, end) = self._window(time)
        return monday + end

    def worked(self, time: float) -> float:
        """Return the working time from time zero to `time`."""
        weeks = floor(time / self.week)
        rest = time - weeks * self.week
        parts = (min(max(rest - start, 0.0), end - start) for start, end in self.windows)
        return weeks * self.a_week + sum(parts)

    def _window(self, time: float) -> tuple[float, tuple[float, float]]:
        """Return the Monday and the window in which `time` is, or the next one."""
        monday = floor((time + SLACK) / self.week) * self.week
        for window in self.windows:
            if time < monday + window[1] - SLACK:
                return monday, window
        return monday + self.week, self.windows[0]
