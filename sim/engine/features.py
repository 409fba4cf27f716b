"""The features that a network may have beside stock, sources, plant and customers."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from sim.engine.batches import attach_shelf_lives
from sim.engine.bookkeeping import attach_bookkeeping
from sim.engine.counting import attach_counts
from sim.engine.design_changes import attach_design_changes
from sim.engine.happenings import attach_events
from sim.engine.losing import attach_losses
from sim.engine.opening_orders import attach_opening_orders
from sim.engine.places import attach_places
from sim.engine.resizing import attach_resizing
from sim.engine.shipping import attach_shipping
from sim.engine.surplus import attach_surplus_reviews
from sim.engine.variability import attach_variability

if TYPE_CHECKING:
    from sim.engine.world import World

FEATURES: tuple[Callable[["World"], None], ...] = (
    attach_bookkeeping,
    attach_shelf_lives,
    attach_places,
    attach_losses,
    attach_counts,
    attach_design_changes,
    attach_surplus_reviews,
    attach_events,
    attach_opening_orders,
    attach_shipping,
    attach_resizing,
    attach_variability,
)
"""Each puts what the network asks for into the slots of a world that is otherwise complete.

What wraps the arrival of goods goes from the record to the gate: last put, first met."""
