"""Signal Kanban: one signal card that asks for a whole lot of containers."""

from dataclasses import dataclass
from math import floor
from typing import ClassVar

from policies.planning.record import PlanningRecord
from policies.q_system import fixed_quantity
from sim.contract import Continuous, LocalRule, Review, Sees, to_grid, tolerant_ceil


@dataclass(frozen=True, slots=True)
class SignalKanban(LocalRule):
    """A signal card hangs on a container of the pile; when that is reached, a lot is ordered.

    For presses and lathes whose set-ups forbid a container at a time. It works on containers, so errors
    of the record do not touch it.

    Parameters
    ----------
    signal
        Full containers left, on the shelf or under way, at which the lot is ordered.
    lot
        Containers of a lot.
    container
        Units of a container.

    Examples
    --------
    >>> SignalKanban(signal=2, lot=5, container=10).rule(29)
    50.0
    >>> SignalKanban(signal=2, lot=5, container=10).rule(30)
    0.0
    """

    TIMES: ClassVar[frozenset[str]] = frozenset({"container_cover", "shortest_cover", "longest_cover"})

    signal: int
    lot: int
    container: float

    def __post_init__(self) -> None:
        if not self.container > 0:
            raise ValueError(f"container is {self.container:g}; it must be above zero")
        if self.lot < 1:
            raise ValueError(f"lot is {self.lot}; it must be one container or more")
        if self.signal < 0:
            raise ValueError(f"signal is {self.signal}; it must be zero or more")

    @property
    def review(self) -> Review:
        """At every change."""
        return Continuous()

    @property
    def sees(self) -> Sees:
        """What stands in containers."""
        return "containers"

    @property
    def trigger(self) -> float:
        """One container more than the signal hangs at, about to be opened."""
        return (self.signal + 1) * to_grid(self.container)

    def rule(self, position: float) -> float:
        """Return the units of the lots that the signal asks for.

        `position` are the units in containers, on the shelf or on order.
        """
        container = to_grid(self.container)
        full = float(floor(position / container))
        return fixed_quantity(full, self.signal, self.lot, True, False) * container

    def opening(self, turn: float) -> float:
        """Return the units at a moment of its cycle, from 0 (about to order) to 1 (just ordered)."""
        return self.trigger + turn * self.lot * to_grid(self.container)

    @classmethod
    def sized(
        cls,
        record: PlanningRecord,
        safety_factor: float,
        container_cover: float = 7.0,
        shortest_cover: float = 0.0,
        longest_cover: float = float("inf"),
    ) -> "SignalKanban":
        """Size from planning data: signal at the demand in the lead time and safety; an economic lot.

        Parameters
        ----------
        safety_factor
            Standard deviations of the demand in the lead time.
        container_cover
            How long a container lasts (time).
        shortest_cover, longest_cover
            How long a lot lasts at the least and at the most (time).
        """
        if container_cover > longest_cover:
            raise ValueError(
                f"container_cover is {container_cover:g}; one container is more than the greatest lot, which "
                f"lasts {longest_cover:g} (longest_cover): take a smaller container or allow greater lots"
            )
        if record.demand_rate <= 0:
            return cls(signal=0, lot=1, container=1.0)
        container = max(record.rounded(record.mean_over(container_cover)), 1.0)
        lead_time = record.lead_time
        level = record.mean_over(lead_time) + record.safety_stock(lead_time, safety_factor)
        lot = record.economic_quantity(shortest_cover, longest_cover)
        return cls(
            signal=max(tolerant_ceil(level / container), 0),
            lot=max(tolerant_ceil(lot / container), 1),
            container=container,
        )
