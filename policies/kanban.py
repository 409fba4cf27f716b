"""Kanban: a fixed number of cards; a card that comes free asks for a container."""

from dataclasses import dataclass
from math import ceil, floor, inf, sqrt
from typing import ClassVar, Literal

from policies.planning.record import PlanningRecord
from sim.contract import Continuous, LocalRule, Review, Sees, to_grid, tolerant_ceil


@dataclass(frozen=True, slots=True)
class Kanban(LocalRule):
    """Single-card Kanban: each of `cards` stands at a container on the shelf, under way, or asks for one.

    A card comes free at the first piece taken from its container (or when that is empty) and is an order
    for one container. Customers who wait free no card. It works on containers, so errors of the record
    do not touch it.

    Parameters
    ----------
    cards
        Cards in the loop.
    container
        Units of a container.
    frees
        A card comes free at the `first-piece` taken, or when its container is `empty`.

    Examples
    --------
    >>> Kanban(cards=4, container=10).rule(30)
    10.0
    >>> Kanban(cards=4, container=10).rule(31)
    10.0
    >>> Kanban(cards=4, container=10, frees="empty").rule(31)
    0.0
    """

    TIMES: ClassVar[frozenset[str]] = frozenset({"container_cover", "maximum_cover"})

    cards: int
    container: float
    frees: Literal["first-piece", "empty"] = "first-piece"

    def __post_init__(self) -> None:
        if not self.container > 0:
            raise ValueError(f"container is {self.container:g}; it must be above zero")
        if self.cards < 1:
            raise ValueError(f"cards is {self.cards}; it must be one or more")

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
        """Most units in containers with a card free."""
        return (self.cards - (self.frees == "empty")) * self.order_size

    @property
    def order_size(self) -> float:
        """One container, on the grid on which stock is kept."""
        return to_grid(self.container)

    def rule(self, position: float) -> float:
        """Return the units of all containers that free cards ask for.

        `position` are the units in containers, on the shelf or on order.
        """
        containers = position / self.order_size
        held = floor(containers) if self.frees == "first-piece" else ceil(containers)
        return max(self.cards - held, 0) * self.order_size

    def opening(self, turn: float) -> float:
        """Return the units at a moment of its cycle, from 0 (a card is about to come free) to 1."""
        return self.trigger + turn * self.order_size

    @classmethod
    def sized(
        cls,
        record: PlanningRecord,
        safety_factor: float,
        container_cover: float = 7.0,
        frees: Literal["first-piece", "empty"] = "first-piece",
        maximum_cover: float = inf,
        container: float = 0.0,
    ) -> "Kanban":
        """Size from planning data: a container lasts for `container_cover`; cards by the usual formula.

        Cards = (demand in the lead time + safety stock) / container, rounded up, and one more that is in
        use. Monden, Toyota Production System (1983); the safety stock is `safety_factor` standard
        deviations of the demand in the lead time instead of a percentage.

        Parameters
        ----------
        safety_factor
            Standard deviations of the demand in the lead time.
        container_cover
            How long a container lasts (time).
        frees
            See the class.
        maximum_cover
            How long the stock of the loop may last at the most (time); no more cards than fit.
        container
            Units of a container, where it is given: so it stays as it is when the cards are counted anew
            within a run. Zero: by the cover.
        """
        if container < 0:
            raise ValueError(f"container is {container:g}; it must be zero or more")
        if container_cover > maximum_cover and not container:
            raise ValueError(
                f"container_cover is {container_cover:g}; one container is more than the maximum stock, "
                f"which lasts {maximum_cover:g} (maximum_cover): take a smaller container or allow more stock"
            )
        if record.demand_rate <= 0:
            return cls(cards=1, container=container or 1.0, frees=frees)
        container = container or max(record.rounded(record.mean_over(container_cover)), 1.0)
        if container > record.mean_over(maximum_cover):
            raise ValueError(
                f"container is {container:g}; the maximum stock is {record.mean_over(maximum_cover):g} units "
                f"(maximum_cover lasts {maximum_cover:g}): take a smaller container or allow more stock"
            )
        spread = safety_factor * sqrt(record.demand_variance * record.lead_time)
        cards = tolerant_ceil((record.mean_over(record.lead_time) + spread) / container)
        cards = max(cards, 0) + 1
        if maximum_cover < inf:
            cards = min(cards, max(floor(record.mean_over(maximum_cover) / container + 1e-9), 1))
        return cls(cards=cards, container=container, frees=frees)
