"""The result of one run: totals as plain tables, with no way back to the state."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from sim.contract import MessageKind
from sim.engine.demand_totals import DEMAND_TOTALS
from sim.engine.planners import MESSAGE_KINDS
from sim.engine.totals import (
    CENTRE_TOTALS,
    PLACE_TOTALS,
    PLANNING_TOTALS,
    SHIPPING_TOTALS,
    STOCK_TOTALS,
    SUPPLIER_TOTALS,
)


@dataclass(frozen=True, slots=True)
class Run:
    """What one replication of one scenario gave, from warm-up to horizon.

    `stocks`, `centres`, `suppliers`, `places`, `shipping` and `demands` have one row a member (in the order
    of the names) and one column a total (see `sim.engine.totals`); `planning` has a row for each kind of
    message to planners (`MESSAGE_KINDS`). `halves` holds the average plant work
    in process in the first and second half of the measured time, which shows whether the plant keeps up.
    """

    scenario: str
    replication: int
    seed: int
    engine: str
    time: float
    time_unit: str
    stock_names: tuple[str, ...]
    centre_names: tuple[str, ...]
    supplier_names: tuple[str, ...]
    place_names: tuple[str, ...]
    shipping_names: tuple[str, ...]
    demand_names: tuple[str, ...]
    stocks: NDArray[np.float64] = field(repr=False)
    centres: NDArray[np.float64] = field(repr=False)
    suppliers: NDArray[np.float64] = field(repr=False)
    places: NDArray[np.float64] = field(repr=False)
    shipping: NDArray[np.float64] = field(repr=False)
    demands: NDArray[np.float64] = field(repr=False)
    planning: NDArray[np.float64] = field(repr=False)
    halves: tuple[float, float]
    standoffs: int

    def total(self, name: str) -> NDArray[np.float64]:
        """Return one total of every stock point, shape (stock points,)."""
        column: NDArray[np.float64] = self.stocks[:, STOCK_COLUMN[name]]
        return column

    def of(self, stock: str, name: str) -> float:
        """Return one total of one stock point."""
        return float(self.stocks[self.stock_names.index(stock), STOCK_COLUMN[name]])

    def centre(self, centre: str, name: str) -> float:
        """Return one total of one work centre."""
        return float(self.centres[self.centre_names.index(centre), CENTRE_COLUMN[name]])

    def supplier(self, supplier: str, name: str) -> float:
        """Return one total of one supplier."""
        return float(self.suppliers[self.supplier_names.index(supplier), SUPPLIER_COLUMN[name]])

    def place(self, place: str, name: str) -> float:
        """Return one total of the room at one place."""
        return float(self.places[self.place_names.index(place), PLACE_COLUMN[name]])

    def shipped(self, place: str, name: str) -> float:
        """Return one total of the fulfilment of one place."""
        return float(self.shipping[self.shipping_names.index(place), SHIPPING_COLUMN[name]])

    def demand(self, demand: str, name: str) -> float:
        """Return one total of one demand."""
        return float(self.demands[self.demand_names.index(demand), DEMAND_COLUMN[name]])

    def demand_total(self, name: str) -> NDArray[np.float64]:
        """Return one total of every demand, shape (demands,)."""
        column: NDArray[np.float64] = self.demands[:, DEMAND_COLUMN[name]]
        return column

    def messages(self, kind: MessageKind, name: str = "messages") -> float:
        """Return how many messages of a kind planners were sent, or another total of them."""
        return float(self.planning[MESSAGE_KINDS.index(kind), PLANNING_COLUMN[name]])

    @property
    def truncated_demands(self) -> int:
        """Customers whose drawn size was negative and counted as nothing."""
        return int(self.total("truncated_demands").sum())

    @property
    def facts(self) -> int:
        """Domain facts: demand lines, orders received, operations done."""
        columns = [STOCK_COLUMN["demand_lines"], STOCK_COLUMN["cycles"]]
        return int(self.stocks[:, columns].sum() + self.centres[:, CENTRE_COLUMN["operations"]].sum())


STOCK_COLUMN = {name: k for k, name in enumerate(STOCK_TOTALS)}
CENTRE_COLUMN = {name: k for k, name in enumerate(CENTRE_TOTALS)}
SUPPLIER_COLUMN = {name: k for k, name in enumerate(SUPPLIER_TOTALS)}
DEMAND_COLUMN = {name: k for k, name in enumerate(DEMAND_TOTALS)}
PLACE_COLUMN = {name: k for k, name in enumerate(PLACE_TOTALS)}
PLANNING_COLUMN = {name: k for k, name in enumerate(PLANNING_TOTALS)}
SHIPPING_COLUMN = {name: k for k, name in enumerate(SHIPPING_TOTALS)}
