"""Bad arguments: every public function names the argument, its value and the remedy."""

import math

import pytest

from policies import sizing

BREAKS = [(0, 3.0), (5000, 2.96)]

# A working call of every public function and checked class, by keyword.
CALLS = {
    "all_units_discount": dict(annual_demand=100, order_cost=5, holding_rate=0.2, breaks=BREAKS),
    "base_stock_for_fill_rate": dict(demand_rate=10, mean_lead_time=1, fill_rate=0.9),
    "BaseStock": dict(demand_rate=10, mean_lead_time=1, base_stock=12),
    "BaseStockLostSales": dict(demand_rate=10, mean_lead_time=1, base_stock=12),
    "discrete_safety_stock": dict(
        lead_time_demand={1: 0.5, 2: 0.5},
        base_order_point=1,
        carrying_cost=1,
        stockout_cost=1,
        orders_per_year=1,
    ),
    "economic_order_quantity": dict(demand_rate=1300, order_cost=8, holding_cost=0.2, backorder_cost=5),
    "economic_production_quantity": dict(
        demand_rate=200, production_rate=1000, setup_cost=100, holding_cost=5, backorder_cost=9
    ),
    "erlang_loss": dict(servers=3, offered_load=2),
    "fixed_period": dict(
        annual_demand=15000,
        unit_cost=180,
        holding_rate=0.35,
        order_cost=800,
        lead_time_demand=200,
        target=700,
        on_hand=248,
        on_order=0,
    ),
    "general_service_queue": dict(arrival_rate=0.5, service_mean=1, service_sd=1),
    "incremental_discount": dict(annual_demand=100, order_cost=5, holding_rate=0.2, breaks=BREAKS),
    "inverse_normal_loss": dict(loss=0.1),
    "cycle_multiplier": dict(base_cycle=0.5, minor_cost=8, demand_rate=100, holding_cost=0.2),
    "joint_replenishment": dict(
        major_cost=10, minor_costs=[2, 8], demand_rates=[1000, 100], holding_costs=[0.2, 0.2]
    ),
    "kanban_cards": dict(demand_rate=100, lead_time=0.5, container=20, safety=0.1, collection_time=0.1),
    "signal_kanban": dict(
        demand_rate=100,
        lead_time=0.5,
        container=20,
        safety=0.1,
        setup_time=0.25,
        run_time=0.005,
        setup_cost=10,
        holding_cost=2,
    ),
    "two_card_kanban": dict(
        demand_rate=120, production_time=0.5, withdrawal_time=0.25, container=20, safety=0.1
    ),
    "kingman_wait": dict(arrival_rate=0.8, service_mean=1, arrival_variation=1, service_variation=1),
    "lead_time_demand": dict(demand_mean=65, demand_sd=5, lead_time=2, lead_time_sd=1),
    "MakeToStock": dict(demand_rate=0.8, service_rate=1, base_stock=3),
    "multi_server_queue": dict(arrival_rate=2, service_rate=1, servers=3),
    "critical_ratio": dict(underage=3, overage=1),
    "mismatch_costs": dict(price=9, unit_cost=5, salvage=2, penalty=1),
    "newsvendor_discrete": dict(demand={1: 0.5, 2: 0.5}, underage=3, overage=1, quantity=2),
    "newsvendor_lognormal": dict(log_mean=2, log_sd=0.5, underage=3, overage=1, quantity=7),
    "newsvendor_normal": dict(mean=50, sd=8, underage=3, overage=1, quantity=55),
    "newsvendor_poisson": dict(mean=7, underage=3, overage=1),
    "normal_loss": dict(z=1),
    "normal_second_loss": dict(z=1),
    "NormalReorderPointQuantity": dict(
        demand_rate=1300, lead_time_mean=108, lead_time_sd=43, reorder_point=120, order_quantity=300
    ),
    "optimal_base_stock": dict(demand_rate=10, mean_lead_time=1, holding_cost=1, backorder_cost=9),
    "optimal_make_to_stock": dict(demand_rate=0.8, service_rate=1, holding_cost=1, backorder_cost=9),
    "optimal_normal_reorder_point": dict(
        demand_rate=1300,
        lead_time_mean=108,
        lead_time_sd=43,
        order_quantity=300,
        holding_cost=0.2,
        backorder_cost=7,
    ),
    "optimal_normal_reorder_point_quantity": dict(
        demand_rate=1300,
        lead_time_mean=108,
        lead_time_sd=43,
        order_cost=8,
        holding_cost=0.2,
        backorder_cost=7,
    ),
    "optimal_order_up_to": dict(
        demand_rate=20, review_interval=2, lead_time=3, holding_cost=1, backorder_cost=9
    ),
    "optimal_reorder_point": dict(
        demand_rate=1.5, lead_time=2, order_quantity=5, holding_cost=20, backorder_cost=150, stockout_cost=1
    ),
    "optimal_reorder_point_quantity": dict(
        demand_rate=1.5, lead_time=2, order_cost=100, holding_cost=20, backorder_cost=150, stockout_cost=100
    ),
    "order_point": dict(demand_mean=65, demand_sd=5, lead_time=2, lead_time_sd=1, cycle_service=0.9),
    "order_point_fill_rate": dict(
        demand_mean=65, demand_sd=5, lead_time=2, lead_time_sd=1, order_quantity=100, fill_rate=0.9
    ),
    "order_point_service": dict(
        point=140, order_quantity=100, demand_mean=65, demand_sd=5, lead_time=2, lead_time_sd=1
    ),
    "order_up_to_for_fill_rate": dict(demand_rate=20, review_interval=2, lead_time=3, fill_rate=0.98),
    "order_up_to_level": dict(
        demand_mean=65, demand_sd=5, review_interval=4, lead_time=2, lead_time_sd=1, cycle_service=0.9
    ),
    "order_up_to_level_fill_rate": dict(
        demand_mean=65, demand_sd=5, review_interval=4, lead_time=2, lead_time_sd=1, fill_rate=0.9
    ),
    "PeriodicBaseStock": dict(demand_rate=20, review_interval=2, lead_time=3, order_up_to=110),
    "poisson_cdf": dict(x=3, mean=2),
    "poisson_loss": dict(level=3, mean=2),
    "poisson_pmf": dict(x=3, mean=2),
    "poisson_second_loss": dict(level=3, mean=2),
    "poisson_tail": dict(x=3, mean=2),
    "power_approximation": dict(
        demand_mean=50, demand_sd=8, order_cost=2.5, holding_cost=0.18, backorder_cost=0.7, lead_time=1
    ),
    "reorder_point_for_service": dict(demand_rate=1.5, lead_time=2, order_quantity=5, target=0.9),
    "ReorderPointQuantity": dict(demand_rate=1.5, lead_time=2, reorder_point=3, order_quantity=5),
    "safety_stock_cycle_service": dict(sd=2, cycle_service=0.9),
    "safety_stock_fill_rate": dict(sd=2, order_quantity=10, fill_rate=0.9),
    "shortage_cost_order_point": dict(
        demand_rate=200, order_cost=50, holding_cost=2, shortage_cost=25, lead_time_mean=100, lead_time_sd=25
    ),
    "timed_arrivals_queue": dict(arrival_rate=0.8, service_rate=1),
    "total_cost": dict(
        quantity=10,
        demand_rate=20,
        order_cost=3,
        holding_cost=1,
        production_rate=30,
        backorder_cost=4,
        unit_cost=2,
    ),
}

# What a call returns; it is never given arguments by a user.
RESULTS = {
    "DiscountCandidate",
    "DiscreteSafetyStock",
    "EconomicOrderQuantity",
    "EconomicProductionQuantity",
    "FixedPeriod",
    "LeadTimeDemand",
    "Newsvendor",
    "OrderPoint",
    "OrderPointService",
    "OrderUpToLevel",
    "PowerApproximation",
    "QuantityDiscount",
    "QueueMeasures",
    "ShortageCostOrderPoint",
    "JointReplenishment",
    "KanbanCards",
    "SignalCard",
    "TwoCardKanban",
}

NUMBERS = [
    (name, argument)
    for name, arguments in CALLS.items()
    for argument, value in arguments.items()
    if isinstance(value, int | float)
]


def test_every_public_name_is_covered():
    """A function added to the package and not to this table is noticed."""
    assert set(CALLS) | RESULTS == set(sizing.__all__)


@pytest.mark.parametrize("name", CALLS)
def test_working_call(name):
    """The calls that the other tests spoil one argument of do work as they stand."""
    assert getattr(sizing, name)(**CALLS[name]) is not None


@pytest.mark.parametrize(("name", "argument"), NUMBERS)
@pytest.mark.parametrize("value", [math.nan, -math.inf])
def test_not_a_number_is_refused(name, argument, value):
    """NaN or minus infinity in any numeric argument is refused by its own name and value, in a sentence."""
    with pytest.raises(ValueError) as caught:
        getattr(sizing, name)(**{**CALLS[name], argument: value})
    message = str(caught.value)
    assert message.startswith(f"{argument} is {value!r}; ")
    assert message.endswith(".")


INFINITY_MEANS_NONE = {"backorder_cost", "production_rate"}
LOTS = {"economic_order_quantity", "economic_production_quantity", "total_cost"}


@pytest.mark.parametrize(
    ("name", "argument"),
    [pair for pair in NUMBERS if not (pair[0] in LOTS and pair[1] in INFINITY_MEANS_NONE)],
)
def test_infinity_is_refused(name, argument):
    """Infinity is refused wherever it does not stand for something left out."""
    with pytest.raises(ValueError, match=rf"^{argument} is inf; give .*\.$"):
        getattr(sizing, name)(**{**CALLS[name], argument: math.inf})


NEGATIVE_ALLOWED = {
    ("mismatch_costs", "salvage"),
    ("newsvendor_lognormal", "log_mean"),
    ("normal_loss", "z"),
    ("normal_second_loss", "z"),
    ("NormalReorderPointQuantity", "reorder_point"),
    ("order_point_service", "point"),
    ("poisson_cdf", "x"),
    ("poisson_loss", "level"),
    ("poisson_pmf", "x"),
    ("poisson_second_loss", "level"),
    ("poisson_tail", "x"),
    ("ReorderPointQuantity", "reorder_point"),
}


@pytest.mark.parametrize(("name", "argument"), [pair for pair in NUMBERS if pair not in NEGATIVE_ALLOWED])
def test_negative_is_refused(name, argument):
    """A negative rate, cost, time, quantity or share is refused by its own name and value."""
    with pytest.raises(ValueError, match=rf"^{argument} is -1; give .*\.$"):
        getattr(sizing, name)(**{**CALLS[name], argument: -1})


ZERO_ALLOWED = {
    "collection_time",
    "minor_cost",
    "production_time",
    "run_time",
    "safety",
    "setup_time",
    "withdrawal_time",
    "base_order_point",
    "base_stock",
    "carrying_cost",
    "demand_mean",
    "demand_sd",
    "lead_time_demand",
    "lead_time_sd",
    "level",
    "mean",
    "on_hand",
    "on_order",
    "order_up_to",
    "point",
    "reorder_point",
    "sd",
    "service_sd",
    "stockout_cost",
    "target",
    "unit_cost",
    "x",
    "z",
    "arrival_variation",
    "service_variation",
}
# Where zero means something in one function and nothing in another.
ZERO_ALLOWED_HERE = {
    ("mismatch_costs", "penalty"),
    ("mismatch_costs", "salvage"),
    ("newsvendor_discrete", "quantity"),
    ("newsvendor_lognormal", "log_mean"),
    ("newsvendor_normal", "quantity"),
    ("discrete_safety_stock", "stockout_cost"),
    ("erlang_loss", "servers"),
    ("kanban_cards", "lead_time"),
    ("signal_kanban", "lead_time"),
    ("signal_kanban", "setup_cost"),
    ("NormalReorderPointQuantity", "lead_time_mean"),
    ("optimal_normal_reorder_point", "lead_time_mean"),
    ("optimal_normal_reorder_point_quantity", "lead_time_mean"),
    ("optimal_order_up_to", "lead_time"),
    ("optimal_reorder_point", "backorder_cost"),
    ("optimal_reorder_point", "lead_time"),
    ("optimal_reorder_point_quantity", "backorder_cost"),
    ("optimal_reorder_point_quantity", "lead_time"),
    ("optimal_reorder_point_quantity", "order_cost"),
    ("order_up_to_for_fill_rate", "lead_time"),
    ("order_up_to_level", "lead_time"),
    ("order_up_to_level_fill_rate", "lead_time"),
    ("PeriodicBaseStock", "lead_time"),
    ("power_approximation", "lead_time"),
    ("reorder_point_for_service", "lead_time"),
    ("ReorderPointQuantity", "lead_time"),
    ("shortage_cost_order_point", "lead_time_mean"),
}
ZERO_REFUSED_HERE = {
    ("mismatch_costs", "unit_cost"),
    ("newsvendor_normal", "sd"),
    ("NormalReorderPointQuantity", "lead_time_sd"),
    ("optimal_normal_reorder_point", "lead_time_sd"),
    ("optimal_normal_reorder_point_quantity", "lead_time_sd"),
    ("shortage_cost_order_point", "lead_time_sd"),
    ("fixed_period", "unit_cost"),
    ("optimal_base_stock", "demand_mean"),
    ("order_point_service", "demand_mean"),
    ("order_up_to_level_fill_rate", "demand_mean"),
    ("power_approximation", "demand_mean"),
    ("power_approximation", "demand_sd"),
    ("reorder_point_for_service", "target"),
}


@pytest.mark.parametrize(("name", "argument"), NUMBERS)
def test_zero(name, argument):
    """Zero is taken where it means something and refused by its own name where it does not."""
    here = (name, argument)
    allowed = here in ZERO_ALLOWED_HERE or (argument in ZERO_ALLOWED and here not in ZERO_REFUSED_HERE)
    call = getattr(sizing, name)
    if allowed:
        assert call(**{**CALLS[name], argument: 0}) is not None
    else:
        with pytest.raises(ValueError, match=rf"^{argument} is 0; give .*\.$"):
            call(**{**CALLS[name], argument: 0})


@pytest.mark.parametrize(
    ("name", "argument"),
    [
        (name, argument)
        for name, argument in NUMBERS
        if argument in ("cycle_service", "fill_rate", "target") and name != "fixed_period"
    ],
)
@pytest.mark.parametrize("value", [0, 1, 90])
def test_service_is_a_share(name, argument, value):
    """A service of 0, of 1 (never reached) or in per cent is refused; the message shows how to write it."""
    with pytest.raises(ValueError, match=rf"^{argument} is {value}; .*0\.95 for 95 %"):
        getattr(sizing, name)(**{**CALLS[name], argument: value})


@pytest.mark.parametrize(
    ("name", "argument"),
    [
        ("BaseStock", "base_stock"),
        ("erlang_loss", "servers"),
        ("PeriodicBaseStock", "order_up_to"),
        ("poisson_pmf", "x"),
        ("ReorderPointQuantity", "order_quantity"),
        ("ReorderPointQuantity", "reorder_point"),
    ],
)
def test_whole_numbers(name, argument):
    """Half a unit is refused where units are whole."""
    with pytest.raises(ValueError, match=rf"^{argument} is 2\.5; give a whole number"):
        getattr(sizing, name)(**{**CALLS[name], argument: 2.5})


@pytest.mark.parametrize(
    ("name", "changes", "start"),
    [
        (
            "economic_production_quantity",
            {"production_rate": 200},
            "production_rate is 200; give a rate above",
        ),
        ("joint_replenishment", {"minor_costs": []}, "minor_costs is empty; give"),
        ("joint_replenishment", {"demand_rates": [5]}, "demand_rates has 1 figures; give 2"),
        ("joint_replenishment", {"demand_rates": [5, 0]}, "a figure in demand_rates is 0; give"),
        ("joint_replenishment", {"minor_costs": [5, -1]}, "a figure in minor_costs is -1; give"),
        (
            "kanban_cards",
            {"maximum_stock": 19},
            "container is 20; it holds more than the maximum",
        ),
        (
            "signal_kanban",
            {"maximum_stock": 19},
            "container is 20; it holds more than the maximum",
        ),
        ("two_card_kanban", {"maximum_stock": 19}, "container is 20; it holds more than the maximum stock"),
        ("signal_kanban", {"run_time": 0.01}, "run_time is 0.01; give less than 0.01"),
        ("MakeToStock", {"service_rate": 0.8}, "service_rate is 0.8; give a rate above"),
        ("multi_server_queue", {"arrival_rate": 3}, "arrival_rate is 3; lower it or add capacity"),
        ("timed_arrivals_queue", {"arrival_rate": 1}, "arrival_rate is 1; lower it or add capacity"),
        ("general_service_queue", {"arrival_rate": 2}, "arrival_rate is 2; lower it or add capacity"),
        ("all_units_discount", {"breaks": []}, "breaks is []; give at least one"),
        ("all_units_discount", {"breaks": [(10, 3.0)]}, "breaks is [(10, 3.0)]; start the first class"),
        ("incremental_discount", {"breaks": [(0, 3.0), (10, 3.5)]}, "breaks is [(0, 3.0), (10, 3.5)]; sort"),
        ("incremental_discount", {"breaks": [(0, 3.0), (10, 3.0)]}, "breaks is [(0, 3.0), (10, 3.0)]; sort"),
        ("incremental_discount", {"breaks": [(0, 3.0), (0, 2.5)]}, "breaks is [(0, 3.0), (0, 2.5)]; sort"),
        ("all_units_discount", {"breaks": [(0, -3.0)]}, "unit price in breaks is -3.0; give"),
        (
            "discrete_safety_stock",
            {"lead_time_demand": {1: 0.5, 2: 0.6}},
            "lead_time_demand has probabilities",
        ),
        (
            "discrete_safety_stock",
            {"lead_time_demand": {1: 1.5, 2: -0.5}},
            "probability in lead_time_demand is",
        ),
        ("discrete_safety_stock", {"lead_time_demand": {-1: 1.0}}, "demand in lead_time_demand is -1; give"),
        (
            "order_point_service",
            {"demand_sd": 0, "lead_time_sd": 0},
            "demand_sd is 0; give a value above 0",
        ),
        ("shortage_cost_order_point", {"shortage_cost": 0.1}, "shortage_cost is 0.1; raise it"),
        (
            "optimal_reorder_point",
            {"backorder_cost": 0, "stockout_cost": 0},
            "backorder_cost is 0 like stockout_cost; give",
        ),
        (
            "optimal_reorder_point_quantity",
            {"backorder_cost": 0, "stockout_cost": 5},
            "stockout_cost is 5; raise it",
        ),
        ("reorder_point_for_service", {"service": "csl"}, "service is 'csl'; give"),
        ("ReorderPointQuantity", {"reorder_point": -6}, "reorder_point is -6; give"),
    ],
)
def test_arguments_that_clash(name, changes, start):
    """Values that are impossible together, or out of order, are refused with the remedy."""
    with pytest.raises(ValueError) as caught:
        getattr(sizing, name)(**{**CALLS[name], **changes})
    assert str(caught.value).startswith(start)


def test_period_must_divide_the_review_interval():
    """Averages over period ends need a whole number of periods in a cycle."""
    policy = sizing.PeriodicBaseStock(**CALLS["PeriodicBaseStock"])
    with pytest.raises(
        ValueError, match=r"^period is 0\.7; give one that divides the review interval of 2\.$"
    ):
        policy.at_period_ends(0.7)


@pytest.mark.parametrize("name", ["ReorderPointQuantity", "PeriodicBaseStock", "NormalReorderPointQuantity"])
@pytest.mark.parametrize("argument", ["order_cost", "holding_cost", "backorder_cost"])
def test_costs_of_a_policy(name, argument):
    """A policy refuses to be priced with a negative cost."""
    policy = getattr(sizing, name)(**CALLS[name])
    costs = {"order_cost": 1, "holding_cost": 1, "backorder_cost": 1, argument: -1}
    with pytest.raises(ValueError, match=rf"^{argument} is -1; give"):
        policy.cost(**costs)
