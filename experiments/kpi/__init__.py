"""Key figures: small functions of a ledger, registered with unit and direction.

A new figure is one function in one of the family modules, under the decorator `kpi`.
"""

from experiments.kpi import flow, losses, money, places, planning, plant, service, stock
from experiments.kpi.frames import centre_kpis, class_kpis, group_kpis, network_kpis, stock_point_kpis
from experiments.kpi.ledger import Ledger
from experiments.kpi.registry import Kpi, find_kpi, kpi, registered
from experiments.kpi.working_capital import working_capital_series

__all__ = [
    "Kpi",
    "Ledger",
    "centre_kpis",
    "class_kpis",
    "find_kpi",
    "flow",
    "group_kpis",
    "kpi",
    "losses",
    "money",
    "network_kpis",
    "places",
    "planning",
    "plant",
    "registered",
    "service",
    "stock",
    "stock_point_kpis",
    "working_capital_series",
]
