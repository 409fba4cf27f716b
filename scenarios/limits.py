"""What a number or a law of a case may be."""

from sim.distributions import (
    Constant,
    Discrete,
    Distribution,
    Empirical,
    Normal,
    Recorded,
    Triangular,
    Uniform,
)

ANY_SIGN = frozenset({"priority", "sequence", "low", "high", "seed", "trend_per_year"})
"""Numbers without a bound."""
ABOVE_ZERO = frozenset(
    {
        "quantity",
        "servers",
        "staff",
        "hours_per_day",
        "good_fraction",
        "delivered",
        "departure_period",
        "departure_kg",
        "units_per_day",
        "freight_truck_kg",
        "maximum",
        "shelf_life",
        "capacity_m3",
        "every",
        "keep",
        "interval",
        "size",
        "breakdown_up",
        "expediting_factor",
        "horizon",
        "replications",
    }
)
"""Numbers and means of laws that must be above zero; all others must be zero or more."""
SHARES = (
    "good_fraction",
    "rework_fraction",
    "delivered",
    "inspection_defective",
    "expediting_factor",
    "freight_per_value",
    "overrun_found",
    "error_chance",
    "recovered",
    "share_of_draws",
    "chance",
    "salvage",
)
RATES = (
    "holding_rate",
    "capital_rate",
    "space_rate",
    "insurance_rate",
    "risk_rate",
    "share_per_year",
    "trend_per_year",
)
MEAN_SHARES = ("overrun_share", "error_share", "rework_cost")
"""Shares that may be above one now and then; their mean is not."""
AT_MOST = {
    "hours_per_day": 24.0,
    **dict.fromkeys(RATES, 5.0),
    **dict.fromkeys((*SHARES, *MEAN_SHARES), 1.0),
}
"""Greatest sensible values; a share or a rate above it is a percentage."""
STANDARD_DEVIATIONS = 5.0
"""A normal law of a time must lie this far above zero, so that a run never draws a negative time."""


def check_number(field: str, value: float) -> None:
    """Raise ValueError (`reason; remedy`) if `value` is out of the bounds of `field`."""
    _check_low(field, field, value)
    _check_high(field, field, value)


def check_law(field: str, law: Distribution) -> None:
    """Raise ValueError (`reason; remedy`) if a law is out of the bounds of `field`.

    All laws but that of order sizes are times or hours, which must never be drawn negative.
    """
    _check_low(field, field if isinstance(law, Constant) else f"the mean of {field}", law.mean)
    if isinstance(law, (Recorded, Empirical)):
        _check_listed(field, law)
    if isinstance(law, Constant) or field in MEAN_SHARES:
        _check_high(field, field if isinstance(law, Constant) else f"the mean of {field}", law.mean)
    if field in SHARES and greatest(law) > 1:
        raise ValueError(f"{law} may give a {field} above 1; use a share such as uniform(low=0.8, high=1)")
    if field != "size" and lowest(law) < 0:
        raise ValueError(f"{law} may give a negative {field}; use gamma(mean=..., sd=...)")


def _check_listed(field: str, law: Recorded | Empirical) -> None:
    """Name the value of a history that is out of bounds: it is a slip in a file, not the choice of a law."""
    low, high = min(law.values), max(law.values)
    if field != "size" and low < 0:
        raise ValueError(f"{law} holds {low:g}, and {field} is never negative; correct it")
    if field in SHARES and high > 1:
        raise ValueError(f"{law} holds {high:g}, and {field} is at most 1; correct it")


def lowest(law: Distribution) -> float:
    """Return the least value a law can be expected to give (zero for laws of positive values)."""
    if isinstance(law, Normal):
        return law.mean - STANDARD_DEVIATIONS * law.sd
    if isinstance(law, (Uniform, Triangular)):
        return law.low
    if isinstance(law, (Discrete, Recorded, Empirical)):
        return min(law.values)
    return min(law.mean, 0.0)


def greatest(law: Distribution) -> float:
    """Return the greatest value a law can give; infinity where it has none."""
    if isinstance(law, Constant):
        return law.value
    if isinstance(law, (Uniform, Triangular)):
        return law.high
    if isinstance(law, (Discrete, Recorded, Empirical)):
        return max(law.values)
    return float("inf")


def _check_low(field: str, what: str, value: float) -> None:
    if field in ABOVE_ZERO and not value > 0:
        raise ValueError(f"{what} is {value:g}; it must be above zero")
    if field not in ANY_SIGN and value < 0:
        raise ValueError(f"{what} is {value:g}; it must be zero or more")


def _check_high(field: str, what: str, value: float) -> None:
    most = AT_MOST.get(field, float("inf"))
    if value > most:
        percentage = field in (*SHARES, *MEAN_SHARES, *RATES) and 2 <= value <= 100
        per_cent = f": write {value / 100:g} for {value:g} per cent" if percentage else ""
        raise ValueError(f"{what} is {value:g}; it must be at most {most:g}{per_cent}")
