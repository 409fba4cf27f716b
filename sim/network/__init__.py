"""Configuration of a world: frozen data, no behaviour."""

from sim.network.accounts import Accounts
from sim.network.ageing import DesignChange, SurplusReview
from sim.network.demand import Demand, OrderLine, Profile, Promotion
from sim.network.disruption import Disruption
from sim.network.event import Event
from sim.network.fulfilment import Fulfilment
from sim.network.item import Item
from sim.network.network import Network
from sim.network.open_order import OpeningOrder
from sim.network.place import Place
from sim.network.planned import parts_of, planned_lead_time
from sim.network.records import Bookkeeping, Count, Loss
from sim.network.source import (
    Breakdown,
    Component,
    Expediting,
    Inspection,
    Operation,
    Overrun,
    Plant,
    Production,
    Purchase,
    Source,
    Transfer,
    WorkCentre,
)
from sim.network.stock_point import StockPoint
from sim.network.supplier import Freight, Supplier

__all__ = [
    "Accounts",
    "Bookkeeping",
    "Breakdown",
    "Component",
    "Count",
    "Demand",
    "DesignChange",
    "Disruption",
    "Event",
    "Expediting",
    "Freight",
    "Fulfilment",
    "Inspection",
    "Item",
    "Loss",
    "Network",
    "OpeningOrder",
    "Operation",
    "OrderLine",
    "Overrun",
    "Place",
    "Plant",
    "Production",
    "Profile",
    "Promotion",
    "Purchase",
    "Source",
    "StockPoint",
    "Supplier",
    "SurplusReview",
    "Transfer",
    "WorkCentre",
    "parts_of",
    "planned_lead_time",
]
