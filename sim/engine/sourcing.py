"""Which source an order goes to, where a decision names none."""

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from sim.contract import tolerant_ceil
from sim.errors import DataError

if TYPE_CHECKING:
    from sim.engine.stock import Stock

Resupply = Callable[["Stock", float, Iterator[int], float | None], None]
"""Orders `quantity` for a stock point, with numbers from the world's counter, wanted by a date or not."""


def from_first(stock: "Stock", quantity: float, numbers: Iterator[int], need_by: float | None) -> None:
    """Order from the first source."""
    stock.order(quantity, next(numbers), need_by, stock.sources[0])


def by_priority(stock: "Stock", quantity: float, numbers: Iterator[int], need_by: float | None) -> None:
    """Order from the first source; what it does not take goes to the next, as an order of its own."""
    for source in stock.sources:
        order = stock.order(quantity, next(numbers), need_by, source)
        if order is None:
            return
        quantity -= order.quantity
        if quantity <= 0:
            return


def by_share(stock: "Stock", quantity: float, numbers: Iterator[int], need_by: float | None) -> None:
    """Order from the source that is farthest behind its share; the first of equals."""
    stock.order(quantity, next(numbers), need_by, min(stock.sources, key=_filled))


def by_price(stock: "Stock", quantity: float, numbers: Iterator[int], need_by: float | None) -> None:
    """Order where order cost and value of what the source would take come to least; the first of equals.

    A source that cuts the order comes after all that take it whole; of those that all cut it, the
    cheapest a unit; one that takes nothing (a residue is less than its pack) comes last. Freight is not
    counted.
    """
    wanted = tolerant_ceil(quantity) if stock.whole else quantity

    def cost(source: Any) -> tuple[bool, float]:
        taken = source.accept(wanted)
        if taken <= 0:
            return True, float("inf")
        money = source.order_cost + source.unit_price(taken) * taken
        return (True, money / taken) if taken < wanted else (False, money)

    stock.order(quantity, next(numbers), need_by, min(stock.sources, key=cost))


SOURCING: dict[str, Resupply] = {
    "priority": by_priority,
    "share": by_share,
    "price": by_price,
    "speed": from_first,
}
"""The rules by name; for speed, the sources stand in the order of their planned lead times."""


def attach_sourcing(stock: "Stock") -> None:
    """Put the rule of a stock point into its slot, when its sources are all there.

    Raises
    ------
    DataError
        Sourcing is by share and a share is negative, or none is above zero.
    """
    if len(stock.sources) < 2:
        return
    rule = stock.point.sourcing
    sources: list[Any] = list(stock.sources)
    if rule == "share":
        for source in sources:
            if source.share < 0:
                raise DataError(
                    f"stock point {stock.name!r}: source {source.name!r} has the share {source.share:g}; "
                    "it must be zero or more"
                )
        if not any(source.share > 0 for source in sources):
            raise DataError(
                f"stock point {stock.name!r} is sourced by share and no source has one; give shares"
            )
    if rule == "speed":
        stock.sources.sort(key=_planned)
    stock.resupply = SOURCING[rule]


def _filled(source: Any) -> float:
    return float(source.ordered / source.share) if source.share > 0 else float("inf")


def _planned(source: Any) -> float:
    return float(source.planned_lead_time)
