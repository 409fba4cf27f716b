"""An ordinary example of every policy, and odd ones; stock points are called `a`, `b`, `c`."""

from typing import Any

EXAMPLES: dict[str, list[dict[str, Any]]] = {
    "base-stock": [{"order_up_to": 30}, {}, {"order_up_to": 7.5}],
    "can-order": [
        {
            "must_order": {"a": 20.0, "c": 10.0},
            "can_order": {"a": 35.0, "c": 10.0},
            "order_up_to": {"a": 90.0, "b": 0.5, "c": 60.0},
        },
        {"must_order": {"b": -4.0}, "order_up_to": {"b": -2.5}},
        {},
    ],
    "coordinated-cycles": [
        {
            "review_period": 3.5,
            "multiplier": {"a": 1, "b": 2, "c": 20},
            "order_up_to": {"a": 50.0, "b": 30.5},
        },
        {"review_period": 7, "offset": 2, "order_up_to": {"c": -3.0}},
    ],
    "echelon-base-stock": [
        {"review_period": 3.5, "echelon_level": {"a": 40.0, "b": 7.5, "c": 150.0}},
        {"echelon_level": {"a": -5.0}},
        {"review_period": 0.5, "offset": 3.0},
    ],
    "vendor-managed": [
        {
            "review_period": 3.5,
            "minimum": {"a": 20.0, "b": 15.0, "c": 30.0},
            "maximum": {"a": 60.0, "b": 50.5, "c": 200.0},
            "multiple": {"a": 6.0, "b": 2.5},
            "demand_rate": {"a": 3.0},
        },
        {"review_period": 7, "maximum": {"a": 60.0, "b": 50.5}, "minimum": {"a": 60.0}, "truck": 25.0},
        {"review_period": 7, "offset": 1, "history": 1},
    ],
    "days-of-supply": [
        {"review_period": 7, "minimum_cover": 20, "maximum_cover": 40, "rate": 2.5},
        {"review_period": 7, "minimum_cover": 14, "maximum_cover": 15, "rate": 3, "periods": 4, "offset": 2},
    ],
    "demand-driven": [
        {
            "review_period": 1,
            "usage": 10,
            "lead_time": 12,
            "lead_time_factor": 0.5,
            "variability_factor": 0.5,
        },
        {
            "review_period": 2.5,
            "usage": 0.3,
            "lead_time": 4,
            "lead_time_factor": 1,
            "variability_factor": 0,
            "minimum_order": 30,
            "adjusts": True,
            "periods": 8,
            "spike_horizon": 9,
        },
    ],
    "forecast-base-stock": [
        {"review_period": 7, "cover": 21, "initial": 20},
        {"review_period": 7, "cover": 24.5, "method": "holt", "initial": 20, "alpha": 0.4, "offset": 1},
        {"review_period": 1, "cover": 3, "method": "moving-average", "periods": 2, "safety_stock": 8},
        {"review_period": 1, "cover": 3, "method": "croston", "safety_factor": 2, "initial_error": 3},
    ],
    "kanban": [
        {"cards": 4, "container": 10},
        {"cards": 1, "container": 0.5, "frees": "empty"},
    ],
    "min-max": [
        {"order_point": 20, "order_up_to": 70},
        {"order_point": -1, "order_up_to": 0},
        {"order_point": 3, "order_up_to": 4, "strict": True},
    ],
    "minimum-stock": [{"minimum": 40, "quantity": 120}, {"minimum": 0, "quantity": 0.5}],
    "mrp": [
        {"bucket": 7.0, "forecast": {"a": 20.0}, "safety_stock": {"a": 5.0}},
        {"bucket": 2.5, "offset": 1.0, "alpha": 0.3, "horizon": 9, "fence": 3, "reschedules": False},
        {"bucket": 7.0, "lot_rule": {"a": "fixed-quantity"}, "lot_quantity": {"a": 25.0}},
    ],
    "mrp2": [
        {"bucket": 7.0, "forecast": {"a": 20.0}, "safety_stock": {"a": 5.0}},
        {"bucket": 2.5, "alpha": 0.3, "horizon": 20, "ahead": 2, "behind": 1, "load_limit": 0.9},
    ],
    "p-system": [
        {"review_period": 15, "order_up_to": 90},
        {"review_period": 0.5, "order_up_to": 0, "offset": 2},
    ],
    "periodic-min-max": [
        {"review_period": 7, "order_point": 20, "order_up_to": 70},
        {"review_period": 7, "order_point": 0, "order_up_to": 1, "offset": 3, "strict": True},
    ],
    "periodic-q": [
        {"review_period": 7, "order_point": 20, "quantity": 50},
        {"review_period": 7, "order_point": 0, "quantity": 1.5, "offset": 3, "strict": True},
    ],
    "q-system": [
        {"order_point": 20, "quantity": 50},
        {"order_point": 0, "quantity": 1, "strict": True},
        {"order_point": 20, "quantity": 0.3, "multiple": False},
        {"order_point": -5, "quantity": 7},
    ],
    "season": [{"quantity": 35, "time": 3}, {"quantity": 0}],
    "signal-kanban": [{"signal": 2, "lot": 5, "container": 10}, {"signal": 0, "lot": 1, "container": 0.5}],
    "sterman": [
        {"review_period": 1, "target": 28, "expected_draws": 4},
        {"review_period": 7, "target": 17, "alpha": 0.26, "beta": 0.34, "theta": 0.36, "offset": 2},
    ],
    "two-bin": [{"bin_quantity": 30}, {"bin_quantity": 0.5}],
}
"""Parameters of each policy: an ordinary case, and odd ones."""
