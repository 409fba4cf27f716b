"""Key figures: small functions of a ledger, registered with unit and direction.

A new figure is one function in one of the family modules, under the decorator `kpi`.
"""

from experiments.kpi import flow, money, plant, service, stock
from experiments.kpi.frames import centre_kpis, group_kpis, network_kpis, stock_point_kpis
from experiments.kpi.ledger import Ledger
from experiments.kpi.registry import Kpi, find_kpi, kpi, registered

__all__ = [
    "Kpi",
    "Ledger",
    "centre_kpis",
    "find_kpi",
    "flow",
    "group_kpis",
    "kpi",
    "money",
    "network_kpis",
    "plant",
    "registered",
    "service",
    "stock",
    "stock_point_kpis",
]
