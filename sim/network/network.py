"""The physical world of a case: items, stock points, sources, plant, customers, accounts."""

from dataclasses import dataclass

from sim.network.accounts import Accounts
from sim.network.demand import Demand
from sim.network.item import Item
from sim.network.source import Source, WorkCentre
from sim.network.stock_point import StockPoint
from sim.network.supplier import Supplier


@dataclass(frozen=True, slots=True, kw_only=True)
class Network:
    """Everything physical, as frozen data. Names tie the parts together."""

    items: tuple[Item, ...]
    stock_points: tuple[StockPoint, ...]
    sources: tuple[Source, ...] = ()
    demands: tuple[Demand, ...] = ()
    suppliers: tuple[Supplier, ...] = ()
    work_centres: tuple[WorkCentre, ...] = ()
    accounts: Accounts = Accounts()
