"""The physical world of a case: items, stock points, sources, plant, customers, accounts."""

from dataclasses import dataclass

from sim.network.accounts import Accounts
from sim.network.ageing import DesignChange, SurplusReview
from sim.network.demand import Demand
from sim.network.disruption import Disruption
from sim.network.event import Event
from sim.network.fulfilment import Fulfilment
from sim.network.item import Item
from sim.network.open_order import OpeningOrder
from sim.network.place import Place
from sim.network.records import Bookkeeping, Count, Loss
from sim.network.source import Plant, Source, WorkCentre
from sim.network.stock_point import StockPoint
from sim.network.supplier import Supplier


@dataclass(frozen=True, slots=True, kw_only=True)
class Network:
    """Everything physical, as frozen data. Names tie the parts together; what is absent is off."""

    items: tuple[Item, ...]
    stock_points: tuple[StockPoint, ...]
    sources: tuple[Source, ...] = ()
    demands: tuple[Demand, ...] = ()
    suppliers: tuple[Supplier, ...] = ()
    work_centres: tuple[WorkCentre, ...] = ()
    places: tuple[Place, ...] = ()
    fulfilment: tuple[Fulfilment, ...] = ()
    bookkeeping: tuple[Bookkeeping, ...] = ()
    losses: tuple[Loss, ...] = ()
    counts: tuple[Count, ...] = ()
    design_changes: tuple[DesignChange, ...] = ()
    surplus_reviews: tuple[SurplusReview, ...] = ()
    opening_orders: tuple[OpeningOrder, ...] = ()
    events: tuple[Event, ...] = ()
    disruptions: tuple[Disruption, ...] = ()
    plant: Plant = Plant()
    accounts: Accounts = Accounts()
