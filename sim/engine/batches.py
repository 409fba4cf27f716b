"""Shelf life: units come in batches, leave by an issuing rule, and are thrown away when their time is up."""

from collections import deque
from typing import TYPE_CHECKING

from sim.engine.clock import Clock
from sim.engine.placed_order import PlacedOrder
from sim.engine.stock import Stock
from sim.errors import DataError

if TYPE_CHECKING:
    from sim.engine.world import World


class Batch:
    """Units that came to a stock point in one instant."""

    __slots__ = ("expires", "quantity")

    def __init__(self, quantity: float, expires: float) -> None:
        self.quantity = quantity
        self.expires = expires


class Batches:
    """The free units of one stock point by age, where its item has a shelf life.

    Life begins when units come on the shelf, on the record or not; opening stock is new at time zero, and
    so are returns when they come back. A unit that is set apart for a production order has left its batch
    and no longer expires. Nobody notes which unit a customer takes: what has left since the last look is
    what the batches held less what is free now. The rule of issuing says which units those were, and they
    are looked at whenever units come in or expire, which is often enough: in between no batch is added.
    What is lost or sold off leaves in the same order. Units that turn up otherwise (found by a count, made
    beyond the order) join the newest batch.

    All units of an item live equally long, so the oldest are those that expire first: `fefo` is `fifo`.
    """

    __slots__ = ("batches", "clock", "enter", "enter_return", "life", "next_out", "receiving", "stock")

    def __init__(self, stock: Stock, life: float, clock: Clock) -> None:
        self.stock = stock
        self.life = life
        self.clock = clock
        self.next_out = -1 if stock.point.issuing == "lifo" else 0
        self.batches: deque[Batch] = deque()
        self.enter = stock.put
        self.enter_return = stock.put_back
        stock.put = self.put
        stock.put_back = self.put_back
        stock.turned_up = self.turned_up
        self.receiving = False
        self._add(stock.free())

    def put(self, order: PlacedOrder, quantity: float) -> None:
        """Put goods on the shelf as a new batch."""
        self.reconcile()
        self.receiving = True
        self.enter(order, quantity)
        self.receiving = False
        self._add(-self.left())

    def put_back(self, quantity: float) -> None:
        """Put returned units on the shelf as a new batch."""
        self.reconcile()
        self.enter_return(quantity)
        self._add(quantity)

    def _add(self, quantity: float) -> None:
        """Note units that are new; there may be none."""
        if quantity <= 0:
            return
        expires = self.clock._now + self.life
        if self.batches and self.batches[-1].expires == expires:
            self.batches[-1].quantity += quantity
            return
        self.batches.append(Batch(quantity, expires))
        self.clock.at(expires, "EXPIRY", self.expire)

    def turned_up(self, quantity: float) -> None:
        """Let units that have just come on the shelf by themselves join the newest batch."""
        if self.receiving:
            return
        self.reconcile(quantity)
        if self.batches:
            self.batches[-1].quantity += quantity
        else:
            self._add(quantity)

    def left(self) -> float:
        """Units that have left since the last look."""
        return sum(batch.quantity for batch in self.batches) - self.stock.free()

    def reconcile(self, new: float = 0.0) -> None:
        """Take what has left since the last look out of the batches; `new` units are in none yet."""
        left = self.left() + new
        batches, end = self.batches, self.next_out
        while left > 0:
            batch = batches[end]
            if batch.quantity > left:
                batch.quantity -= left
                return
            left -= batch.quantity
            del batches[end]

    def expire(self) -> None:
        """Throw away what is left of the batches whose time is up."""
        self.reconcile()
        now = self.clock._now
        while self.batches and self.batches[0].expires <= now:
            self.stock.dispose(self.batches.popleft().quantity, "expired")


def attach_shelf_lives(world: "World") -> None:
    """Keep the stock of items that have a shelf life in batches."""
    for name, stock in world.stocks.items():
        life = stock.item.shelf_life
        if life is None:
            continue
        if not life > 0:
            raise DataError(
                f"item {stock.item.name!r} has a shelf life of {life:g}; give it a time above zero, or none"
            )
        world.batches[name] = Batches(stock, life, world.clock)
