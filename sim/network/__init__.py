"""Configuration of a world: frozen data, no behaviour."""

from sim.network.accounts import Accounts
from sim.network.demand import Demand
from sim.network.item import Item
from sim.network.network import Network
from sim.network.planned import planned_lead_time
from sim.network.source import Component, Operation, Production, Purchase, Source, Transfer, WorkCentre
from sim.network.stock_point import StockPoint
from sim.network.supplier import Freight, Supplier

__all__ = [
    "Accounts",
    "Component",
    "Demand",
    "Freight",
    "Item",
    "Network",
    "Operation",
    "Production",
    "Purchase",
    "Source",
    "StockPoint",
    "Supplier",
    "Transfer",
    "WorkCentre",
    "planned_lead_time",
]
