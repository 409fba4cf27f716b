"""The features that a network may have beside stock, sources, plant and customers."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from sim.engine.bookkeeping import attach_bookkeeping
from sim.engine.counting import attach_counts
from sim.engine.losing import attach_losses

if TYPE_CHECKING:
    from sim.engine.world import World

FEATURES: tuple[Callable[["World"], None], ...] = (attach_bookkeeping, attach_losses, attach_counts)
"""Each puts what the network asks for into the slots of a world that is otherwise complete."""
