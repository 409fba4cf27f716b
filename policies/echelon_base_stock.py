"""Echelon base stock: each stock point orders by what there is of its units, here and further on."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from math import inf
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from policies.planning.parameters import check_scope, check_values, table_of, values_of
from policies.planning.rounding import on_grid
from policies.planning.supply import Supply
from sim.contract import Continuous, Decision, Every, Order, Review, ScopeTable, View


@dataclass(frozen=True, slots=True)
class EchelonBaseStock:
    """Each stock point orders what lifts its echelon position to its echelon level.

    The echelon position counts what is on hand and on order, and all units that have gone on and are not
    sold yet: on the way to the stock points of the scope that it supplies, at them, and in what was made
    of them; less what customers wait for. So every stock point sees the demand of the customers, not the
    orders of the next. Clark and Scarf, Management Science 6 (1960) 475-490: the best policy of a serial
    chain; used as well for distribution and assembly.

    The scope is the whole chain or tree: what leaves it counts as sold.

    The mapping has an entry a stock point; one that is not named has level zero and is supplied to order.
    In a case file it is a column of the parameter file, or one value for all.

    Parameters
    ----------
    review_period
        Time between reviews (time); zero: at every change.
    offset
        The first review (time).
    echelon_level
        Echelon position to which an order lifts (units).

    Examples
    --------
    >>> EchelonBaseStock(review_period=1, echelon_level={"shop": 6.5, "depot": 12}).review
    Every(period=1, offset=0.0)
    """

    TIMES: ClassVar[frozenset[str]] = frozenset({"review_period", "offset"})
    JOINT: ClassVar[bool] = True
    ABSENT: ClassVar[Mapping[str, float]] = {"echelon_level": 0.0}
    table: ClassVar[bool] = True
    bucket: ClassVar[float] = inf
    history: ClassVar[int] = 1

    review_period: float = 0.0
    offset: float = 0.0
    echelon_level: Mapping[str, float] = field(default_factory=dict, hash=False)

    def __post_init__(self) -> None:
        if self.review_period:
            Every(self.review_period, self.offset)
        check_values(self, negative=("echelon_level",))

    @property
    def review(self) -> Review:
        """Every review period, or at every change."""
        return Every(self.review_period, self.offset) if self.review_period else Continuous()

    def decide(self, view: View) -> Iterable[Decision]:
        """Order up to the echelon levels."""
        table = table_of(view)
        check_scope(self, table.names)
        missing = on_grid(values_of(self, "echelon_level", table.names) - echelon_positions(table))
        for place in np.flatnonzero(missing > 0).tolist():
            yield Order(table.names[place], float(missing[place]))

    def openings(self, supplies: Mapping[str, Supply], turns: Mapping[str, float]) -> dict[str, float]:
        """Return the units of each stock point that fill its echelon, nothing being on order."""
        own = {name: self.echelon_level.get(name, 0.0) for name in supplies}
        filled = dict(own)
        for name, supply in supplies.items():
            for part, units in supply.parts:
                if part in filled:
                    filled[part] -= units * own[name]
        return {name: max(units, 0.0) for name, units in filled.items()}


def echelon_positions(table: ScopeTable) -> NDArray[np.float64]:
    """Return the echelon position of each stock point of a scope.

    What a stock point has on order from another of the scope is on its way, or owed there, or still on the
    desk. What is owed counts below zero in the position of the other. So the echelon position is the
    position of the stock point itself, less what is on desks, plus the echelon positions of those that it
    supplies.
    """
    echelon: NDArray[np.float64] = table.position - table.allocated
    for link in np.argsort(table.level[table.parents], kind="stable").tolist():
        echelon[table.components[link]] += table.quantities[link] * echelon[table.parents[link]]
    return echelon
