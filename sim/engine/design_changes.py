"""Changes of design: what is on the shelf when one comes is of the old design."""

from typing import TYPE_CHECKING

from sim.engine.clock import Clock
from sim.engine.stock import Stock
from sim.engine.streams import Streams, not_negative, stream_name
from sim.errors import DataError
from sim.network import DesignChange

if TYPE_CHECKING:
    from sim.engine.world import World


class Redesign:
    """The changes of one kind at one stock point; the n-th owns its interval.

    Only what is on the shelf is old: what is on order or in the plant is taken to be of the new design,
    and what is set apart for a production order is used as it is when the old design is scrapped.
    """

    __slots__ = ("change", "clock", "intervals", "stock")

    def __init__(self, change: DesignChange, stock: Stock, clock: Clock, streams: Streams) -> None:
        self.change = change
        self.stock = stock
        self.clock = clock
        name = stream_name("design-change", change.name, stock.name)
        self.intervals = streams.tape(name, change.interval, not_negative)
        clock.at(next(self.intervals), "EXPIRY", self.strike)

    def strike(self) -> None:
        """Let the old stock be scrapped, made into the new design, or used up."""
        stock, change = self.stock, self.change
        self.clock.at(self.clock._now + next(self.intervals), "EXPIRY", self.strike)
        units = stock.on_hand + stock.hidden.value
        if stock.post is not None:
            stock.post("design-change", stock.name, units, change.name)
        if change.disposition == "scrap":
            stock.dispose(stock.free(), "obsolete", change.salvage * stock.item.unit_cost)
        elif change.disposition == "rework":
            stock.rework_cost += change.rework_cost * stock.item.unit_cost * units


def attach_design_changes(world: "World") -> None:
    """Let design changes strike where the network says so."""
    for change in world.scenario.network.design_changes:
        if not change.interval.mean > 0:
            raise DataError(
                f"design change {change.name!r} has a mean interval of {change.interval.mean:g}; "
                "give it a time above zero"
            )
        for name in change.stocks:
            Redesign(change, world.stocks[name], world.clock, world.streams)
