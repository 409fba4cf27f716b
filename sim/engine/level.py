"""A quantity that changes in steps, with its integral over time."""


class Level:
    """A quantity through time (on order, in process, busy machines) and the area under it."""

    __slots__ = ("area", "since", "value")

    def __init__(self, now: float = 0.0) -> None:
        self.value = 0.0
        self.area = 0.0
        self.since = now

    def change(self, now: float, step: float) -> None:
        """Add `step` at time `now`."""
        self.area += self.value * (now - self.since)
        self.since = now
        self.value += step

    def area_at(self, now: float) -> float:
        """Return the integral from time zero to `now`."""
        return self.area + self.value * (now - self.since)
