"""The policy contract: reviews, views and decisions. The only part of sim that policies may import."""

from sim.contract.decision import (
    Cancel,
    Decision,
    Expedite,
    Forecasted,
    Message,
    MessageKind,
    Order,
    Remember,
    Replanned,
    Reschedule,
)
from sim.contract.local import LocalRule
from sim.contract.policy import LocalPolicy, Policy, Sees
from sim.contract.review import Continuous, Every, Review
from sim.contract.rounding import GRID, to_grid, tolerant_ceil, up_to_multiple
from sim.contract.scope_table import PlantTable, ScopeTable
from sim.contract.view import OpenOrder, StockView, View

__all__ = [
    "GRID",
    "Cancel",
    "Continuous",
    "Decision",
    "Every",
    "Expedite",
    "Forecasted",
    "LocalPolicy",
    "LocalRule",
    "Message",
    "MessageKind",
    "OpenOrder",
    "Order",
    "PlantTable",
    "Policy",
    "Remember",
    "Replanned",
    "Reschedule",
    "Review",
    "ScopeTable",
    "Sees",
    "StockView",
    "View",
    "to_grid",
    "tolerant_ceil",
    "up_to_multiple",
]
