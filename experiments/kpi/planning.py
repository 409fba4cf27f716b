"""Planning: how far forecasts are off, how much plans change, and what planners are told.

Units of different items are weighed by their unit cost. A policy without forecasts or plans has zeros here,
and they are not shown then.
"""

import numpy as np

from experiments.kpi.ledger import Array, Ledger
from experiments.kpi.registry import kpi


@kpi(
    "forecast_bias", "share", family="planning", title="What forecasts miss, high against low", optional=True
)
def forecast_bias(ledger: Ledger) -> Array:
    """What was drawn less what was forecast, over what was drawn: above zero, forecasts are too low."""
    return _share(_worth(ledger, "forecast_error"), _worth(ledger, "forecast_actual"))


@kpi(
    "forecast_miss_share",
    "share",
    better="lower",
    family="planning",
    title="What forecasts miss, either way",
    optional=True,
)
def forecast_miss_share(ledger: Ledger) -> Array:
    """Absolute misses over what was drawn (the weighted absolute percentage error)."""
    return _share(_worth(ledger, "forecast_miss"), _worth(ledger, "forecast_actual"))


@kpi(
    "tracking_signal",
    "deviations",
    family="planning",
    title="Tracking signal of the forecasts",
    optional=True,
)
def tracking_signal(ledger: Ledger) -> Array:
    """Sum of the misses over the mean absolute miss: far from zero (beyond about 4), forecasts are biased.

    Of several stock points: their mean, the sign left out. Brown, Smoothing, Forecasting and Prediction
    (1963).
    """
    counts, misses = ledger.total("forecasts"), ledger.total("forecast_miss")
    has = misses > 0
    signals = _share(ledger.total("forecast_error") * counts, misses)
    sums, members = ledger.add(signals, has), ledger.count(has)
    return np.where(members == 1, sums, _share(ledger.add(np.abs(signals), has), members))


@kpi(
    "nervousness",
    "share",
    better="lower",
    family="planning",
    title="Part of the plan that changes from one plan to the next",
    optional=True,
)
def nervousness(ledger: Ledger) -> Array:
    """Planned units that change their bucket (or come or go) with a new plan, over planned units.

    After Sridharan, Berry and Udayabhanu, Decision Sciences 19 (1988), without weights by bucket.
    """
    return _share(_worth(ledger, "replanned_units"), _worth(ledger, "planned_units"))


@kpi(
    "rescheduled_orders",
    "orders/year",
    better="lower",
    family="planning",
    title="Open orders that get another date",
    optional=True,
)
def rescheduled_orders(ledger: Ledger) -> Array:
    """New dates of open orders a year."""
    return ledger.a_year("rescheduled_orders")


@kpi(
    "exception_messages",
    "messages/year",
    better="lower",
    family="planning",
    title="Exception messages to planners",
    whole_network=True,
    optional=True,
)
def exception_messages(ledger: Ledger) -> Array:
    """Messages of all kinds a year."""
    return ledger.run.planning[:, :1].sum(keepdims=True)[0] / ledger.years


@kpi(
    "late_releases",
    "orders/year",
    better="lower",
    family="planning",
    title="Orders that were released too late by plan",
    whole_network=True,
    optional=True,
)
def late_releases(ledger: Ledger) -> Array:
    """Planned orders a year that should have been released before (past due)."""
    return np.array([ledger.run.messages("release past due") / ledger.years])


@kpi(
    "overload_hours",
    "hours/year",
    better="lower",
    family="planning",
    title="Planned work for which there is no capacity",
    whole_network=True,
    optional=True,
)
def overload_hours(ledger: Ledger) -> Array:
    """Hours a year that plans ask of work centres beyond what they have, each plan by itself."""
    return np.array([ledger.run.messages("overload", "quantity") / ledger.years])


def _worth(ledger: Ledger, name: str) -> Array:
    """Add a total of units over each group, at unit cost; as units where nothing costs anything."""
    cost = ledger.unit_cost if ledger.unit_cost.any() else np.ones(len(ledger.unit_cost))
    return ledger.add(ledger.total(name) * cost)


def _share(above: Array, below: Array) -> Array:
    """Divide; zero where there is nothing to divide by."""
    return np.divide(above, below, out=np.zeros(np.shape(below)), where=below != 0)
