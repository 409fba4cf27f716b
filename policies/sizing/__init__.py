"""Sizing arithmetic: order quantities, order points, safety stocks, and exact theory to check them by.

Pure functions of planning data. Every time is in one unit of the caller's choice, every rate per that unit.
"""

from policies.sizing.base_stocks import (
    BaseStock,
    BaseStockLostSales,
    MakeToStock,
    base_stock_for_fill_rate,
    optimal_base_stock,
    optimal_make_to_stock,
)
from policies.sizing.discounts import (
    DiscountCandidate,
    QuantityDiscount,
    all_units_discount,
    incremental_discount,
)
from policies.sizing.discrete_order_points import DiscreteSafetyStock, discrete_safety_stock
from policies.sizing.fixed_periods import (
    FixedPeriod,
    OrderUpToLevel,
    fixed_period,
    order_up_to_level,
    order_up_to_level_fill_rate,
)
from policies.sizing.joint_replenishment import JointReplenishment, cycle_multiplier, joint_replenishment
from policies.sizing.kanban_cards import (
    KanbanCards,
    SignalCard,
    TwoCardKanban,
    kanban_cards,
    signal_kanban,
    two_card_kanban,
)
from policies.sizing.lead_time import LeadTimeDemand, lead_time_demand
from policies.sizing.lots import (
    EconomicOrderQuantity,
    EconomicProductionQuantity,
    economic_order_quantity,
    economic_production_quantity,
    total_cost,
)
from policies.sizing.newsvendor import (
    Newsvendor,
    critical_ratio,
    mismatch_costs,
    newsvendor_discrete,
    newsvendor_lognormal,
    newsvendor_normal,
    newsvendor_poisson,
)
from policies.sizing.normal import inverse_normal_loss, normal_loss, normal_second_loss
from policies.sizing.normal_order_points import (
    NormalReorderPointQuantity,
    optimal_normal_reorder_point,
    optimal_normal_reorder_point_quantity,
)
from policies.sizing.order_points import (
    OrderPoint,
    OrderPointService,
    order_point,
    order_point_fill_rate,
    order_point_service,
)
from policies.sizing.periodic_base_stocks import (
    PeriodicBaseStock,
    optimal_order_up_to,
    order_up_to_for_fill_rate,
)
from policies.sizing.poisson import (
    poisson_cdf,
    poisson_loss,
    poisson_pmf,
    poisson_second_loss,
    poisson_tail,
)
from policies.sizing.poisson_order_points import (
    ReorderPointQuantity,
    optimal_reorder_point,
    optimal_reorder_point_quantity,
    reorder_point_for_service,
)
from policies.sizing.power_approximation import PowerApproximation, power_approximation
from policies.sizing.queues import (
    QueueMeasures,
    erlang_loss,
    general_service_queue,
    kingman_wait,
    multi_server_queue,
    timed_arrivals_queue,
)
from policies.sizing.safety_stocks import safety_stock_cycle_service, safety_stock_fill_rate
from policies.sizing.shortage_cost_order_points import ShortageCostOrderPoint, shortage_cost_order_point

__all__ = [
    "BaseStock",
    "BaseStockLostSales",
    "DiscountCandidate",
    "DiscreteSafetyStock",
    "EconomicOrderQuantity",
    "EconomicProductionQuantity",
    "FixedPeriod",
    "JointReplenishment",
    "KanbanCards",
    "LeadTimeDemand",
    "MakeToStock",
    "Newsvendor",
    "NormalReorderPointQuantity",
    "OrderPoint",
    "OrderPointService",
    "OrderUpToLevel",
    "PeriodicBaseStock",
    "PowerApproximation",
    "QuantityDiscount",
    "QueueMeasures",
    "ReorderPointQuantity",
    "ShortageCostOrderPoint",
    "SignalCard",
    "TwoCardKanban",
    "all_units_discount",
    "base_stock_for_fill_rate",
    "critical_ratio",
    "cycle_multiplier",
    "discrete_safety_stock",
    "economic_order_quantity",
    "economic_production_quantity",
    "erlang_loss",
    "fixed_period",
    "general_service_queue",
    "incremental_discount",
    "inverse_normal_loss",
    "joint_replenishment",
    "kanban_cards",
    "kingman_wait",
    "lead_time_demand",
    "mismatch_costs",
    "multi_server_queue",
    "newsvendor_discrete",
    "newsvendor_lognormal",
    "newsvendor_normal",
    "newsvendor_poisson",
    "normal_loss",
    "normal_second_loss",
    "optimal_base_stock",
    "optimal_make_to_stock",
    "optimal_normal_reorder_point",
    "optimal_normal_reorder_point_quantity",
    "optimal_order_up_to",
    "optimal_reorder_point",
    "optimal_reorder_point_quantity",
    "order_point",
    "order_point_fill_rate",
    "order_point_service",
    "order_up_to_for_fill_rate",
    "order_up_to_level",
    "order_up_to_level_fill_rate",
    "poisson_cdf",
    "poisson_loss",
    "poisson_pmf",
    "poisson_second_loss",
    "poisson_tail",
    "power_approximation",
    "reorder_point_for_service",
    "safety_stock_cycle_service",
    "safety_stock_fill_rate",
    "shortage_cost_order_point",
    "signal_kanban",
    "timed_arrivals_queue",
    "total_cost",
    "two_card_kanban",
]
